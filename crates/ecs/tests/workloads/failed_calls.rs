//! What is concluded where calls failed when the snapshot was made: nothing from what is not there.

use hopwise_ecs::{Hypothetical, ProblemKind, Selection, workloads};
use hopwise_model::resource::{Scope, Service, Task};
use hopwise_model::{Coverage, DocumentKind, Evidence, FailedCall, FailureKind, Inventory, Knowledge};

use crate::fixture::{PRIVATE_IMAGE, arn, cluster, container, inventory, only, service, task};
use crate::placements::{host_interface, on_ec2, problems};

/// A call for a kind of document that was denied.
fn denied(action: &str, document: DocumentKind) -> FailedCall {
    FailedCall {
        action: action.try_into().unwrap(),
        document: Some(document),
        kind: FailureKind::Denied,
        code: None,
        arguments: None,
        scope: Scope::default(),
        evidence: Evidence::supposed("test"),
    }
}

#[test]
fn instances_that_could_not_be_listed_may_run_a_service_too() {
    let mut inventory = on_ec2(true);
    inventory.tasks.clear();
    inventory.services[0].launch_type = Some("EC2".to_owned());
    assert!(only(&inventory).problems.is_empty());
    inventory.knowledge.fail(denied("ecs:ListContainerInstances", DocumentKind::ContainerInstances));
    let workload = only(&inventory);
    assert_eq!(problems(&workload), [&ProblemKind::HostUnknown]);
    assert_eq!(host_interface(&workload), Some("eni-0host"), "those that are known are still looked at");
}

#[test]
fn one_of_some_interfaces_need_not_be_the_only_one_of_an_instance() {
    let mut inventory = on_ec2(true);
    inventory.instances.clear();
    inventory.network_interfaces[1].instance = Some("i-0a".try_into().unwrap());
    assert_eq!(host_interface(&only(&inventory)), Some("eni-0host"));
    inventory.knowledge.fail(denied("ec2:DescribeNetworkInterfaces", DocumentKind::NetworkInterfaces));
    assert!(matches!(problems(&only(&inventory)).as_slice(), [ProblemKind::InstanceMissing(_)]));
}

#[test]
fn a_task_definition_that_was_denied_does_no_harm_to_the_others() {
    let mut inventory = inventory(vec![container("app", PRIVATE_IMAGE)]);
    inventory.knowledge.fail(FailedCall {
        arguments: Some("other:1".to_owned()),
        ..denied("ecs:DescribeTaskDefinition", DocumentKind::TaskDefinition)
    });
    let workload = only(&inventory);
    assert!(workload.problems.is_empty() && !workload.steps.is_empty(), "{:?}", workload.problems);
}

/// Services `orders` of `prod` and `idle` of `pub`; a task of each cluster, that of `prod` of `orders`. A call about
/// clusters, tasks or services failed.
fn after(action: &str, arguments: Option<&str>) -> Inventory {
    let document = DocumentKind::of_action(action).unwrap();
    let elsewhere = Some(arn("cluster/pub"));
    let idle = Service { cluster: elsewhere.clone(), arn: arn("service/pub/idle"), ..service("idle") };
    let batch = Task { group: None, cluster: elsewhere, arn: arn("task/pub/b1"), ..task("b1") };
    let mut knowledge = Knowledge::default();
    knowledge.fail(FailedCall { arguments: arguments.map(str::to_owned), ..denied(action, document) });
    Inventory {
        knowledge,
        tasks: [task("a1"), batch].into(),
        services: [service("orders"), idle].into(),
        clusters: [cluster("prod", &[]), cluster("pub", &[])].into(),
        ..inventory(vec![container("app", PRIVATE_IMAGE)])
    }
}

fn selection(tasks: &[&str], services: &[&str], clusters: &[&str]) -> Selection {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Selection { tasks: owned(tasks), services: owned(services), clusters: owned(clusters), hypothetical: None }
}

/// Whether a failed call leaves open that there is more than was found.
fn is_open((action, arguments): (&str, Option<&str>), selection: &Selection) -> bool {
    let selected = workloads(&after(action, arguments), selection).unwrap();
    assert!(!selected.workloads.is_empty());
    !selected.unlisted.is_empty()
}

#[test]
fn what_could_not_be_listed_is_told_beside_what_was_found() {
    let everything = selection(&[], &[], &[]);
    for action in [
        "ecs:ListClusters",
        "ecs:DescribeClusters",
        "ecs:ListServices",
        "ecs:DescribeServices",
        "ecs:ListTasks",
        "ecs:DescribeTasks",
    ] {
        assert!(is_open((action, None), &everything), "{action}");
        assert!(!is_open((action, None), &selection(&["a1"], &[], &[])), "{action}: the task was found");
    }
    assert!(!is_open(("ecs:DescribeTaskDefinition", Some("other:1")), &everything));
    let flags = Hypothetical { subnets: vec!["subnet-0a".try_into().unwrap()], ..Hypothetical::default() };
    let placement = Selection { hypothetical: Some(flags), ..everything };
    assert!(!is_open(("ecs:ListTasks", None), &placement), "a placement is all that is asked about");
    let and_cluster = Selection { clusters: vec!["prod".to_owned()], ..placement };
    assert!(!is_open(("ecs:ListTasks", None), &and_cluster), "the placement is in that cluster");
}

#[test]
fn a_call_about_one_cluster_leaves_others_as_they_are() {
    let prod = selection(&[], &[], &["prod"]);
    for action in ["ecs:ListTasks", "ecs:DescribeServices"] {
        assert!(is_open((action, Some("prod RUNNING")), &prod));
        assert!(!is_open((action, Some("pub RUNNING")), &prod));
        assert!(is_open((action, Some("pub RUNNING")), &selection(&[], &[], &["prod", "pub"])));
        assert!(is_open((action, None), &prod), "it may be about any");
        assert!(is_open((action, Some("nobody-knows")), &prod), "it may be about any");
    }
    assert!(!is_open(("ecs:ListClusters", None), &prod));
}

#[test]
fn a_service_has_the_tasks_of_its_cluster_and_the_name_of_others() {
    let orders = selection(&[], &["orders"], &[]);
    let by_arn = selection(&[], &[&arn("service/prod/orders")], &[]);
    for of_tasks in [Some("prod RUNNING"), Some("prod orders RUNNING"), Some("prod"), None] {
        assert!(is_open(("ecs:ListTasks", of_tasks), &orders), "{of_tasks:?}");
        assert!(is_open(("ecs:ListTasks", of_tasks), &by_arn), "{of_tasks:?}");
    }
    for of_others in [Some("pub RUNNING"), Some("prod idle STOPPED")] {
        assert!(!is_open(("ecs:ListTasks", of_others), &orders), "{of_others:?}");
    }
    for action in ["ecs:ListServices", "ecs:DescribeServices"] {
        assert!(!is_open((action, Some("prod")), &orders), "it was found there");
        assert!(is_open((action, Some("pub")), &orders), "there may be one there, too");
        assert!(is_open((action, None), &orders));
        assert!(!is_open((action, Some("pub")), &by_arn));
        assert!(!is_open((action, None), &selection(&[], &["orders"], &["prod"])));
    }
    assert!(is_open(("ecs:ListClusters", None), &orders));
    assert!(!is_open(("ecs:ListClusters", None), &by_arn));
}

/// An empty file, or a page that is missing, is a call of which nothing more is known.
#[test]
fn an_answer_that_is_not_there_in_full_may_have_told_of_others() {
    let everything = selection(&[], &[], &[]);
    for kind in [DocumentKind::Tasks, DocumentKind::Services, DocumentKind::Clusters, DocumentKind::Vpcs] {
        for (coverage, is_cut) in [(Coverage::Failed, true), (Coverage::Partial, false)] {
            let mut inventory = after("ecs:ListTasks", None);
            inventory.knowledge = Knowledge::default();
            inventory.knowledge.record(kind, &Scope::default(), coverage);
            let selected = workloads(&inventory, &everything).unwrap();
            assert_eq!(!selected.unlisted.is_empty(), is_cut && kind != DocumentKind::Vpcs, "{kind}");
        }
    }
    // Where the call is known, that tells more.
    let selected = workloads(&after("ecs:ListTasks", None), &everything).unwrap();
    assert_eq!(selected.unlisted.iter().map(|call| call.kind).collect::<Vec<_>>(), [FailureKind::Denied]);
}

/// A service counts its tasks: where fewer are there, there are others, wherever they are.
#[test]
fn a_service_may_have_more_tasks_than_are_there() {
    for (here, counted, is_open) in
        [(0, 0, false), (0, 1, true), (1, 1, false), (1, 2, true), (2, 1, false), (2, 2, false), (2, 3, true)]
    {
        let mut inventory = inventory(vec![container("app", PRIVATE_IMAGE)]);
        inventory.tasks = ["a1", "a2"].into_iter().take(here).map(task).collect();
        inventory.services = [Service { live_count: Some(counted), ..service("orders") }].into();
        for asked in [selection(&[], &[], &[]), selection(&[], &["orders"], &[])] {
            let selected = workloads(&inventory, &asked).unwrap();
            assert_eq!(!selected.unlisted.is_empty(), is_open, "{here} of {counted}");
        }
        if here > 0 {
            let selected = workloads(&inventory, &selection(&["a1"], &[], &[])).unwrap();
            assert!(selected.unlisted.is_empty(), "the task was found");
        }
    }
}

#[test]
fn a_cluster_may_be_named_like_a_service() {
    let mut inventory = after("ecs:ListTasks", Some("idle RUNNING"));
    let cluster = Some(arn("cluster/idle"));
    inventory.services[0] = Service { cluster: cluster.clone(), arn: arn("service/idle/orders"), ..service("orders") };
    inventory.tasks[0] = Task { cluster, arn: arn("task/idle/a1"), ..task("a1") };
    let selected = workloads(&inventory, &selection(&[], &["orders"], &[])).unwrap();
    assert_eq!(selected.unlisted.len(), 1);
}

#[test]
fn what_is_not_found_may_not_have_been_listed() {
    let error = |call: (&str, Option<&str>), empty: bool, selection: &Selection| {
        let mut inventory = after(call.0, call.1);
        if empty {
            inventory.tasks.clear();
            inventory.services.clear();
        }
        workloads(&inventory, selection).unwrap_err().to_string()
    };
    let tasks = ("ecs:ListTasks", Some("prod RUNNING"));
    assert_eq!(
        error(tasks, true, &selection(&[], &[], &[])),
        "which tasks and services there are is not known: `ecs:ListTasks` was denied"
    );
    assert_eq!(
        error(tasks, true, &selection(&[], &[], &["prod"])),
        "which tasks and services the selected cluster has is not known: `ecs:ListTasks` was denied"
    );
    assert_eq!(
        error(tasks, false, &selection(&["zzz"], &[], &[])),
        "whether there is a task `zzz` is not known: `ecs:ListTasks` was denied"
    );
    assert_eq!(
        error(("ecs:ListServices", Some("pub")), false, &selection(&[], &["nope"], &[])),
        "whether there is a service `nope` is not known: `ecs:ListServices` was denied"
    );
    assert_eq!(
        error(("ecs:ListClusters", None), false, &selection(&[], &[], &["nope"])),
        "whether there is a cluster `nope` is not known: `ecs:ListClusters` was denied"
    );
    let missing = error(tasks, false, &selection(&["zzz"], &[], &["pub"]));
    assert_eq!(missing, "there is no task `zzz`; there is: `b1`", "the call was about another cluster");
    let missing = error(tasks, false, &selection(&[], &["nope"], &[]));
    assert_eq!(missing, "there is no service `nope`; there is: `idle`, `orders`", "services were listed");
}
