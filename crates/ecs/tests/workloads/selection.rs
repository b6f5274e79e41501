//! Which workloads a question is about.

use hopwise_ecs::{
    Caller, Groups, Hypothetical, LaunchType, OperatingSystem, Origin, Problem, ProblemKind, PublicAddress, Selection,
    SelectionError, Subject, Workload, workloads,
};
use hopwise_model::resource::{NetworkConfiguration, Service, Task};
use hopwise_model::{Inventory, SubnetId};

use crate::fixture::{PRIVATE_IMAGE, all, arn, cluster, container, inventory, lines, service, task, with_task};

/// Tasks `abc1`, `abc2` of `orders`, `x9` of no service; services `orders`, `idle`, `gone` (deleted), and `other` in
/// another cluster.
fn crowd() -> Inventory {
    let standalone = Task { group: Some("family:batch".to_owned()), ..task("x9") };
    let gone = Service { status: Some("INACTIVE".to_owned()), ..service("gone") };
    let other =
        Service { cluster: Some(arn("cluster/staging")), arn: arn("service/staging/other"), ..service("other") };
    Inventory {
        tasks: [task("abc1"), task("abc2"), standalone].into(),
        services: [service("orders"), service("idle"), gone, other].into(),
        clusters: [cluster("prod", &[]), cluster("staging", &[]), cluster("empty", &[])].into(),
        ..inventory(vec![container("app", PRIVATE_IMAGE)])
    }
}

fn names(workloads: &[Workload]) -> Vec<String> {
    let name = |workload: &Workload| match &workload.subject {
        Subject::Task { arn } | Subject::Service { arn, .. } => arn.rsplit('/').next().unwrap().to_owned(),
        Subject::Hypothetical => "hypothetical".to_owned(),
    };
    workloads.iter().map(name).collect()
}

fn select(tasks: &[&str], services: &[&str], clusters: &[&str]) -> Result<Vec<Workload>, SelectionError> {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let selection =
        Selection { tasks: owned(tasks), services: owned(services), clusters: owned(clusters), hypothetical: None };
    workloads(&crowd(), &selection).map(|selected| selected.workloads)
}

fn selected(tasks: &[&str], services: &[&str], clusters: &[&str]) -> Vec<String> {
    names(&select(tasks, services, clusters).unwrap())
}

#[test]
fn without_a_selection_every_task_and_every_service_without_one() {
    assert_eq!(names(&all(&crowd())), ["abc1", "abc2", "x9", "idle", "other"]);
}

#[test]
fn tasks_by_arn_id_or_beginning() {
    assert_eq!(selected(&["abc1"], &[], &[]), ["abc1"]);
    assert_eq!(selected(&["x"], &[], &[]), ["x9"]);
    assert_eq!(selected(&["arn:aws:ecs:eu-west-1:111122223333:task/prod/abc2"], &[], &[]), ["abc2"]);
    assert_eq!(selected(&["abc2", "abc1", "abc2"], &[], &[]), ["abc1", "abc2"]);
    let ambiguous = select(&["abc"], &[], &[]).unwrap_err();
    assert_eq!(ambiguous.to_string(), "several tasks begin with `abc`: `abc1`, `abc2`");
    let missing = select(&["zzz"], &[], &[]).unwrap_err();
    assert_eq!(missing.to_string(), "there is no task `zzz`; there is: `abc1`, `abc2`, `x9`");
    assert!(matches!(select(&[""], &[], &[]), Err(SelectionError::NoSuchTask { .. })));
}

#[test]
fn a_task_that_was_read_twice_is_one() {
    let mut twice = crowd();
    twice.tasks.push(task("abc1"));
    assert_eq!(names(&all(&twice)), ["abc1", "abc2", "x9", "idle", "other"]);
    let selection = Selection { tasks: vec!["abc1".to_owned()], ..Selection::default() };
    assert_eq!(names(&workloads(&twice, &selection).unwrap().workloads), ["abc1"]);
}

#[test]
fn services_by_name_or_arn_mean_their_tasks_or_themselves() {
    assert_eq!(selected(&[], &["orders"], &[]), ["abc1", "abc2"]);
    assert_eq!(selected(&[], &["idle"], &[]), ["idle"]);
    assert_eq!(selected(&[], &["gone"], &[]), ["gone"]);
    assert_eq!(selected(&["x9"], &["arn:aws:ecs:eu-west-1:111122223333:service/prod/idle"], &[]), ["x9", "idle"]);
    let missing = select(&[], &["nope"], &[]).unwrap_err();
    assert_eq!(missing.to_string(), "there is no service `nope`; there is: `gone`, `idle`, `orders`, `other`");
}

#[test]
fn clusters_narrow() {
    assert_eq!(selected(&[], &[], &["staging"]), ["other"]);
    assert_eq!(
        selected(&[], &[], &["arn:aws:ecs:eu-west-1:111122223333:cluster/prod"]),
        ["abc1", "abc2", "x9", "idle"]
    );
    assert_eq!(selected(&[], &["other"], &["staging"]), ["other"]);
    assert!(matches!(select(&[], &["orders"], &["staging"]), Err(SelectionError::NoSuchService { .. })));
    assert!(matches!(select(&["abc1"], &[], &["staging"]), Err(SelectionError::NoSuchTask { .. })));
    assert_eq!(select(&[], &[], &["empty"]).unwrap_err(), SelectionError::NothingInCluster);
    let missing = select(&[], &[], &["nope"]).unwrap_err();
    assert_eq!(missing.to_string(), "there is no cluster `nope`; there is: `empty`, `prod`, `staging`");
}

#[test]
fn an_empty_snapshot_is_an_error() {
    let error = workloads(&Inventory::default(), &Selection::default()).unwrap_err();
    assert_eq!(error, SelectionError::Nothing);
    let mut gone = crowd();
    gone.tasks.clear();
    for service in &mut gone.services {
        service.status = Some("INACTIVE".to_owned());
    }
    let error = workloads(&gone, &Selection::default()).unwrap_err();
    assert!(
        error.to_string().ends_with(
            "every service in it is INACTIVE or DRAINING, and starts none: `gone`, `idle`, `orders`, `other`"
        ),
        "{error}"
    );
}

#[test]
fn errors_list_ten_names_and_count_the_rest() {
    let mut many = crowd();
    many.tasks = (10..25).map(|number| task(&format!("t{number}"))).collect();
    let selection = Selection { tasks: vec!["nope".to_owned()], ..Selection::default() };
    let error = workloads(&many, &selection).unwrap_err().to_string();
    assert!(error.ends_with("`t18`, `t19` and 5 more"), "{error}");
}

fn suppose(change: impl FnOnce(&mut Hypothetical)) -> Result<Workload, SelectionError> {
    let mut flags = Hypothetical { subnets: vec![SubnetId::try_from("subnet-0a").unwrap()], ..Hypothetical::default() };
    change(&mut flags);
    let selection = Selection { hypothetical: Some(flags), ..Selection::default() };
    workloads(&crowd(), &selection).map(|selected| {
        let mut found = selected.workloads;
        assert_eq!(found.len(), 1, "nothing else is selected");
        found.remove(0)
    })
}

#[test]
fn a_placement_from_flags_pulls_a_private_image_of_the_vpcs_owner_by_default() {
    let workload = suppose(|_| ()).unwrap();
    assert_eq!(
        lines(&workload.steps),
        [
            "registry-auth ecr.api api.ecr.eu-west-1.amazonaws.com:443 task",
            "image-manifest ecr.dkr 444455556666.dkr.ecr.eu-west-1.amazonaws.com:443 task",
            "image-layers s3 prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com:443 task",
        ]
    );
    let placement = &workload.placements[0];
    assert_eq!((&placement.groups, placement.public_address), (&Groups::VpcDefault, PublicAddress::None));
    assert_eq!(placement.origin(Caller::Task), Some(Origin::Placement(placement)));
    assert!(workload.steps.iter().all(|step| step.needs[0].evidence.is_supposed()));
    assert!(workload.problems.is_empty());
}

#[test]
fn without_an_owner_the_registry_has_no_account() {
    let mut ownerless = crowd();
    ownerless.vpcs.clear();
    let flags = Hypothetical { subnets: vec![SubnetId::try_from("subnet-0a").unwrap()], ..Hypothetical::default() };
    let selection = Selection { hypothetical: Some(flags), ..Selection::default() };
    let workload = workloads(&ownerless, &selection).unwrap().workloads.remove(0);
    assert_eq!(workload.steps[1].host, "dkr.ecr.eu-west-1.amazonaws.com");
    assert_eq!(workload.account, None);
}

#[test]
fn a_placement_from_flags_takes_every_flag() {
    let workload = suppose(|flags| {
        flags.subnets.push(SubnetId::try_from("subnet-0b").unwrap());
        flags.groups = vec!["sg-0task".try_into().unwrap()];
        flags.assign_public_ip = true;
        flags.images = vec!["nginx".to_owned(), "ghcr.io/org/app".to_owned()];
        flags.secrets = vec!["bare".to_owned()];
        flags.log_driver = Some("awslogs".to_owned());
        flags.platform_version = Some("1.3.0".to_owned());
        flags.region = Some("eu-central-1".try_into().unwrap());
    })
    .unwrap();
    assert_eq!(
        lines(&workload.steps),
        [
            "image-manifest auth.docker.io auth.docker.io:443 task",
            "image-manifest ghcr.io ghcr.io:443 task",
            "image-manifest production.cloudflare.docker.com production.cloudflare.docker.com:443 task",
            "image-manifest registry-1.docker.io registry-1.docker.io:443 task",
            "parameters ssm ssm.eu-central-1.amazonaws.com:443 fargate",
            "logs logs logs.eu-central-1.amazonaws.com:443 task",
        ]
    );
    assert_eq!(workload.placements.len(), 2);
    assert!(workload.placements.iter().all(|placement| placement.public_address == PublicAddress::Assigned));
}

#[test]
fn on_ec2_the_instances_ask_beside_a_placement_from_flags() {
    let workload = suppose(|flags| flags.launch_type = Some(LaunchType::Ec2)).unwrap();
    assert!(workload.steps.iter().all(|step| step.from == Caller::Host));
    assert_eq!(workload.steps.len(), 6);
    assert_eq!(workload.placements[0].origin(Caller::Host), None);
    assert!(matches!(&*workload.problems, [Problem { kind: ProblemKind::HostUnknown, .. }]));

    // i-0a and its interface are in subnet-0b.
    let mut inventory = crate::placements::on_ec2(true);
    inventory.subnets = ["subnet-0a", "subnet-0b"].map(crate::fixture::subnet).into();
    inventory.container_instances.push(crate::fixture::container_instance("staging/two", Some("i-0a")));
    let hosts = |inventory: &hopwise_model::Inventory, subnet: &str, clusters: &[&str]| {
        let flags = Hypothetical {
            subnets: vec![SubnetId::try_from(subnet).unwrap()],
            launch_type: Some(LaunchType::Ec2),
            ..Hypothetical::default()
        };
        let clusters = clusters.iter().map(|name| (*name).to_owned()).collect();
        let selection = Selection { hypothetical: Some(flags), clusters, ..Selection::default() };
        let found = workloads(inventory, &selection).unwrap().workloads;
        let workload = found.into_iter().find(|own| own.subject == Subject::Hypothetical).unwrap();
        let known = workload.problems.is_empty();
        (workload.placements.iter().filter(|own| own.host.is_some()).count(), known)
    };
    assert_eq!(hosts(&inventory, "subnet-0b", &[]), (2, true), "of every cluster");
    assert_eq!(hosts(&inventory, "subnet-0b", &["prod"]), (1, true));
    inventory.subnets[0].availability_zone = Some("eu-west-1c".to_owned());
    assert_eq!(hosts(&inventory, "subnet-0a", &[]), (0, false), "an interface is in the zone of its instance");
}

#[test]
fn flags_that_cannot_be_read_are_errors_of_the_question() {
    let error = |change: fn(&mut Hypothetical)| suppose(change).unwrap_err();
    assert_eq!(error(|flags| flags.subnets.clear()), SelectionError::NoSubnet);
    let missing = error(|flags| flags.subnets = vec!["subnet-0z".try_into().unwrap()]);
    assert_eq!(missing.to_string(), "there is no subnet `subnet-0z`; there is: `subnet-0a`, `subnet-0b`");
    assert!(matches!(error(|flags| flags.images = vec!["Nginx".to_owned()]), SelectionError::Image(_)));
    assert!(matches!(error(|flags| flags.secrets = vec!["arn:x".to_owned()]), SelectionError::Secret { .. }));
    let version = error(|flags| flags.platform_version = Some("new".to_owned()));
    assert_eq!(version.to_string(), "`new` is not a platform version such as `1.4.0` or `LATEST`");
    assert_eq!(error(|flags| flags.launch_type = Some(LaunchType::External)), SelectionError::OutsideAws);
    assert_eq!(
        error(|flags| (flags.launch_type, flags.assign_public_ip) = (Some(LaunchType::Ec2), true)),
        SelectionError::OnlyFargate { what: "assignPublicIp" }
    );
    assert_eq!(
        error(|flags| {
            flags.assign_public_ip = false;
            (flags.launch_type, flags.platform_version) = (Some(LaunchType::Ec2), Some("1.4.0".to_owned()));
        }),
        SelectionError::OnlyFargate { what: "platformVersion" }
    );
    let windows = suppose(|flags| flags.operating_system = Some(OperatingSystem::Windows)).unwrap();
    assert_eq!(windows.platform.version.unwrap().to_string(), "1.0.0");
}

#[test]
fn a_service_whose_tasks_are_of_what_it_was_starts_others() {
    let chosen = |edit: &dyn Fn(&mut Inventory), of_service: bool| {
        let mut inventory = with_task(vec![container("app", PRIVATE_IMAGE)], task("t1"));
        inventory.network_interfaces.push(crate::fixture::interface("eni-0task", "subnet-0a"));
        edit(&mut inventory);
        let services = if of_service { vec!["orders".to_owned()] } else { Vec::new() };
        let selected = workloads(&inventory, &Selection { services, ..Selection::default() }).unwrap().workloads;
        let selected = selected.iter().filter(|own| own.current.is_empty());
        selected.map(|own| matches!(own.subject, Subject::Service { .. })).collect::<Vec<_>>()
    };
    let own = |inventory: &mut Inventory, edit: &dyn Fn(&mut NetworkConfiguration)| {
        for service in &mut inventory.services {
            service.network.iter_mut().for_each(edit);
        }
    };
    let groups = |ids: &[&str]| ids.iter().map(|id| (*id).try_into().unwrap()).collect::<Vec<_>>();
    for of_service in [false, true] {
        let count = |edit: &dyn Fn(&mut Inventory)| chosen(edit, of_service);
        assert_eq!(count(&|_| {}), [false]);
        assert_eq!(count(&|inventory| own(inventory, &|network| network.groups.clear())), [false], "the default one");
        let revised = |inventory: &mut Inventory| {
            for service in &mut inventory.services {
                service.task_definition = Some(arn("task-definition/orders:8"));
            }
        };
        assert_eq!(count(&revised), [false, true]);
        for other in [groups(&["sg-0other"]), groups(&["sg-0task", "sg-0other"])] {
            let edit = |inventory: &mut Inventory| own(inventory, &|network| network.groups.clone_from(&other));
            assert_eq!(count(&edit), [false, true], "{other:?}");
        }
        let moved = |network: &mut NetworkConfiguration| network.subnets.retain(|own| own.as_str() != "subnet-0a");
        assert_eq!(count(&|inventory| own(inventory, &moved)), [false, true]);
        let public = |network: &mut NetworkConfiguration| network.assign_public_ip = true;
        assert_eq!(count(&|inventory| own(inventory, &public)), [false, true]);
        let unread = |inventory: &mut Inventory| {
            inventory.network_interfaces.clear();
            own(inventory, &public);
        };
        assert_eq!(count(&unread), [false], "nothing tells that it differs");
    }
}

/// The subnets where the next task of `orders` may be put, and those of them where a task shows how it fares.
fn next_task(edit: &dyn Fn(&mut Inventory)) -> Option<[Vec<String>; 2]> {
    let mut inventory = with_task(vec![container("app", PRIVATE_IMAGE)], task("t1"));
    edit(&mut inventory);
    let found = all(&inventory).into_iter().find(|own| matches!(own.subject, Subject::Service { .. }))?;
    assert!(found.reasons.is_empty(), "events are for the tasks to be held against");
    assert_eq!(found.current, [arn("task/prod/t1")]);
    Some([found.placements, found.taken].map(|own| own.iter().map(|place| place.subnet.to_string()).collect()))
}

#[test]
fn a_service_may_put_its_next_task_where_no_task_is() {
    let subnets = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let both = Some([subnets(&["subnet-0b"]), subnets(&["subnet-0a"])]);
    assert_eq!(next_task(&|_| {}), both);
    let of_service = |edit: &'static dyn Fn(&mut Service)| {
        move |inventory: &mut Inventory| inventory.services.iter_mut().for_each(edit)
    };
    let alone = of_service(&|service| {
        service.network.iter_mut().for_each(|network| network.subnets.retain(|own| own.as_str() == "subnet-0a"));
    });
    assert_eq!(next_task(&alone), Some([Vec::new(), subnets(&["subnet-0a"])]));
    for ended in
        [&(|service: &mut Service| service.status = Some("INACTIVE".to_owned())) as &dyn Fn(&mut Service), &|service| {
            service.status = Some("DRAINING".to_owned());
        }]
    {
        assert_eq!(next_task(&|inventory| inventory.services.iter_mut().for_each(ended)), None, "it starts none");
    }
    let silent = of_service(&|service| service.network = None);
    assert_eq!(next_task(&silent), None, "the task tells all that is known");
    let unread = |inventory: &mut Inventory| inventory.network_interfaces.clear();
    assert_eq!(next_task(&unread), None, "whether the service was edited since is not known");
}
