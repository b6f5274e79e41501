//! Where tasks and services are put, and on what they run.

use hopwise_ecs::stopped::ReasonSource;
use hopwise_ecs::{Caller, Groups, LaunchType, Origin, ProblemKind, PublicAddress, Remark, Subject, Workload};
use hopwise_model::resource::{Scope, Service, Task, TaskDefinition};
use hopwise_model::{DocumentKind, Inventory, SecurityGroupId};

use crate::fixture::{
    PRIVATE_IMAGE, arn, cluster, container, container_instance, definition, efs, first, instance, interface, inventory,
    network, only, service, task, task_container, with_task,
};

fn app() -> Vec<hopwise_model::resource::ContainerDefinition> {
    vec![container("app", PRIVATE_IMAGE)]
}

fn listed(ids: &[&str]) -> Groups {
    Groups::Listed(ids.iter().map(|id| SecurityGroupId::try_from(*id).unwrap()).collect())
}

fn subnets(workload: &Workload) -> Vec<&str> {
    workload.placements.iter().map(|placement| placement.subnet.as_str()).collect()
}

pub(crate) fn problems(workload: &Workload) -> Vec<&ProblemKind> {
    workload.problems.iter().map(|problem| &problem.kind).collect()
}

#[test]
fn a_task_with_its_interface_is_where_the_interface_is() {
    let workload = only(&with_task(app(), task("t1")));
    let [placement] = workload.placements.as_slice() else { panic!("{:?}", workload.placements) };
    assert_eq!((&placement.groups, placement.public_address), (&Groups::FromInterface, PublicAddress::FromInterface));
    let Some(Origin::Interface(id)) = placement.origin(Caller::Task) else { panic!("{placement:?}") };
    assert_eq!(id.as_str(), "eni-0task");
    assert_eq!(placement.origin(Caller::Fargate), Some(Origin::OffVpc));
    assert_eq!(placement.origin(Caller::Host), None);
    assert_eq!(workload.subject, Subject::Task { arn: arn("task/prod/t1") });
    assert_eq!((workload.service.as_deref(), workload.cluster.as_deref()), (Some("orders"), Some("prod")));
    assert_eq!(workload.region.unwrap().as_str(), "eu-west-1");
    assert_eq!(workload.account.unwrap().as_str(), "111122223333");
    assert!(workload.problems.is_empty() && workload.remarks.is_empty());
    assert_eq!(workload.platform.ephemeral_ports(), 32768..=60999);
}

#[test]
fn a_task_that_has_stopped_is_where_its_interface_was() {
    let placed = |last: &str, status: &str| {
        let task = Task { last_status: Some(last.to_owned()), ..task("t1") };
        let mut inventory = with_task(app(), task);
        inventory.network_interfaces[0].status = Some(status.into());
        only(&inventory).placements.remove(0)
    };
    for (last, status) in [("STOPPED", "available"), ("DEPROVISIONING", "detaching"), ("PROVISIONING", "attaching")] {
        let was = placed(last, status);
        assert_eq!((was.interface, was.groups), (None, listed(&["sg-0task"])), "{last} {status}");
        assert_eq!((was.subnet.as_str(), was.public_address), ("subnet-0a", PublicAddress::None));
    }
    for (last, status) in [("RUNNING", "available"), ("STOPPED", "in-use"), ("PENDING", "detaching")] {
        assert!(placed(last, status).interface.is_some(), "{last} {status}");
    }
}

/// No interface is left, and that is known.
fn without_interfaces(inventory: &mut Inventory) {
    inventory.network_interfaces.clear();
    inventory.knowledge.complete([DocumentKind::NetworkInterfaces]);
}

#[test]
fn a_task_whose_interface_was_not_read_is_not_taken_to_be_where_its_service_says() {
    let mut inventory = with_task(app(), task("t1"));
    inventory.network_interfaces.clear();
    inventory.services[0].network = Some(network(&["subnet-0b"], &["sg-0task"], true));
    let workload = first(&inventory);
    assert_eq!(subnets(&workload), ["subnet-0a"]);
    assert_eq!(workload.placements[0].groups, Groups::Unknown);
    assert_eq!(workload.placements[0].public_address, PublicAddress::Unknown);
    assert!(workload.remarks.is_empty());
}

#[test]
fn nor_is_one_on_an_instance() {
    let mut inventory = on_ec2(true);
    inventory.task_definitions[0].volumes.push(efs("fs-0123abcd"));
    inventory.network_interfaces.retain(|own| own.id.as_str() != "eni-0task");
    inventory.services[0].network = Some(network(&["subnet-0b"], &["sg-0more"], false));
    let groups = |inventory: &Inventory| first(inventory).placements[0].groups.clone();
    assert_eq!(groups(&inventory), Groups::Unknown);
    // Where all interfaces are known, it is gone, and a new one gets what the service says.
    inventory.knowledge.complete([DocumentKind::NetworkInterfaces]);
    assert_eq!(groups(&inventory), listed(&["sg-0more"]));
}

#[test]
fn a_task_whose_interface_is_gone_is_placed_from_attachment_and_service() {
    let mut inventory = with_task(app(), task("t1"));
    without_interfaces(&mut inventory);
    inventory.services[0].network = Some(network(&["subnet-0b"], &["sg-0task", "sg-0more"], true));
    let workload = first(&inventory);
    let placement = &workload.placements[0];
    assert_eq!(subnets(&workload), ["subnet-0a"]);
    assert_eq!(placement.groups, listed(&["sg-0task", "sg-0more"]));
    assert_eq!(placement.public_address, PublicAddress::Assigned);
    assert_eq!(placement.private_address, Some([10, 0, 1, 25].into()));
    assert_eq!(placement.origin(Caller::Task), Some(Origin::Placement(placement)));
    assert!(matches!(workload.remarks.as_slice(), [Remark::PlacedFromService { .. }]));
    assert!(workload.problems.is_empty());
}

#[test]
fn a_service_without_groups_means_the_default_group() {
    let mut inventory = with_task(app(), task("t1"));
    without_interfaces(&mut inventory);
    inventory.services[0].network = Some(network(&["subnet-0a"], &[], false));
    let workload = only(&inventory);
    assert_eq!(workload.placements[0].groups, Groups::VpcDefault);
    assert_eq!(workload.placements[0].public_address, PublicAddress::None);
}

#[test]
fn a_task_of_no_service_whose_interface_is_gone_has_unknown_groups() {
    let mut inventory = with_task(app(), Task { group: Some("family:orders".to_owned()), ..task("t1") });
    without_interfaces(&mut inventory);
    inventory.services.clear();
    let workload = only(&inventory);
    assert_eq!(workload.placements[0].groups, Groups::Unknown);
    assert_eq!(workload.placements[0].public_address, PublicAddress::Unknown);
    assert_eq!(problems(&workload), [&ProblemKind::GroupsUnknown]);
}

#[test]
fn a_service_of_the_same_name_in_another_cluster_or_region_is_another_one() {
    let mut inventory = with_task(app(), task("t1"));
    without_interfaces(&mut inventory);
    inventory.services[0].cluster = Some(arn("cluster/staging"));
    inventory.services[0].status = Some("INACTIVE".to_owned());
    assert_eq!(problems(&only(&inventory)), [&ProblemKind::GroupsUnknown]);
    inventory.services[0].cluster = Some(arn("cluster/prod"));
    assert!(problems(&only(&inventory)).is_empty());
    inventory.services[0].scope = crate::fixture::scope("eu-west-2");
    assert_eq!(problems(&only(&inventory)), [&ProblemKind::GroupsUnknown], "another Region");
}

#[test]
fn a_task_without_attachment_may_get_any_subnet_of_its_service() {
    let bare = Task { interface: None, subnet: None, private_address: None, ..task("t1") };
    let mut inventory = with_task(app(), bare);
    assert_eq!(subnets(&only(&inventory)), ["subnet-0a", "subnet-0b"]);
    inventory.services.clear();
    let workload = only(&inventory);
    assert_eq!(problems(&workload), [&ProblemKind::SubnetUnknown]);
    assert!(workload.placements.is_empty());
}

#[test]
fn a_service_without_tasks_is_placed_in_each_of_its_subnets() {
    let workload = only(&inventory(app()));
    assert_eq!(workload.subject, Subject::Service { arn: arn("service/prod/orders"), name: "orders".to_owned() });
    assert_eq!(subnets(&workload), ["subnet-0a", "subnet-0b"]);
    for placement in &workload.placements {
        assert_eq!((&placement.groups, placement.public_address), (&listed(&["sg-0task"]), PublicAddress::None));
    }
    assert_eq!(workload.platform.version.unwrap().to_string(), "1.4.0");

    let mut without = inventory(app());
    without.services[0].network = None;
    let workload = only(&without);
    assert_eq!(problems(&workload), [&ProblemKind::NetworkConfigurationMissing]);
    assert_eq!(workload.steps.len(), 3);
}

pub(crate) fn on_ec2(awsvpc: bool) -> Inventory {
    let mut bare = Task {
        launch_type: Some("EC2".to_owned()),
        container_instance: Some(arn("container-instance/prod/one")),
        ..task("t1")
    };
    if !awsvpc {
        (bare.interface, bare.subnet, bare.private_address) = (None, None, None);
    }
    let mut inventory = with_task(app(), bare);
    inventory.container_instances.push(container_instance("prod/one", Some("i-0a")));
    inventory.instances.push(instance("i-0a", "subnet-0b", &["eni-0host", "eni-0second"]));
    inventory.network_interfaces.push(interface("eni-0host", "subnet-0b"));
    inventory
}

pub(crate) fn host_interface(workload: &Workload) -> Option<&str> {
    match workload.placements.first()?.origin(Caller::Host)? {
        Origin::Interface(id) => Some(id.as_str()),
        Origin::Placement(_) | Origin::OffVpc => None,
    }
}

#[test]
fn on_ec2_the_primary_interface_of_the_instance_asks() {
    for awsvpc in [true, false] {
        let workload = only(&on_ec2(awsvpc));
        assert_eq!(host_interface(&workload), Some("eni-0host"));
        assert_eq!(subnets(&workload), [if awsvpc { "subnet-0a" } else { "subnet-0b" }]);
        assert!(workload.problems.is_empty(), "{:?}", workload.problems);
        assert_eq!(workload.platform.version, None);
    }
}

#[test]
fn on_ec2_an_interface_of_the_task_that_is_gone_does_no_harm() {
    let mut inventory = on_ec2(true);
    inventory.network_interfaces.retain(|interface| interface.id.as_str() != "eni-0task");
    inventory.services.clear();
    let workload = only(&inventory);
    assert_eq!(host_interface(&workload), Some("eni-0host"));
    assert_eq!(workload.placements[0].public_address, PublicAddress::None);
    assert!(workload.problems.is_empty());
}

#[test]
fn on_ec2_what_is_missing_on_the_way_to_the_host_is_a_problem() {
    let mut without = on_ec2(true);
    without.container_instances.clear();
    let workload = only(&without);
    assert!(matches!(problems(&workload).as_slice(), [ProblemKind::ContainerInstanceMissing(_)]));
    assert_eq!(host_interface(&workload), None);

    let mut without = on_ec2(true);
    without.instances.clear();
    assert!(matches!(problems(&only(&without)).as_slice(), [ProblemKind::InstanceMissing(_)]));
    // Its interface may tell as much.
    without.network_interfaces[1].instance = Some("i-0a".try_into().unwrap());
    assert_eq!(host_interface(&only(&without)), Some("eni-0host"));
    // Of two, nobody knows which is the primary one.
    without.network_interfaces[0].instance = Some("i-0a".try_into().unwrap());
    assert!(matches!(problems(&only(&without)).as_slice(), [ProblemKind::InstanceMissing(_)]));

    let mut without = on_ec2(true);
    without.instances[0].interfaces.clear();
    assert!(matches!(problems(&only(&without)).as_slice(), [ProblemKind::InstanceWithoutInterface(_)]));

    let mut without = on_ec2(true);
    without.network_interfaces.remove(without.network_interfaces.len() - 1);
    assert!(matches!(problems(&only(&without)).as_slice(), [ProblemKind::HostInterfaceMissing { .. }]));

    let mut without = on_ec2(false);
    without.tasks[0].container_instance = None;
    without.container_instances.clear();
    assert_eq!(problems(&only(&without)), [&ProblemKind::HostUnknown, &ProblemKind::SubnetUnknown]);

    let mut disconnected = on_ec2(true);
    disconnected.container_instances[0].agent_connected = Some(false);
    assert!(matches!(only(&disconnected).remarks.as_slice(), [Remark::AgentDisconnected { .. }]));
}

#[test]
fn a_service_on_ec2_may_run_on_each_instance_of_its_cluster() {
    let mut inventory = on_ec2(true);
    inventory.tasks.clear();
    inventory.services[0].launch_type = Some("EC2".to_owned());
    inventory.container_instances.push(container_instance("staging/two", Some("i-0a")));
    let workload = only(&inventory);
    assert_eq!(subnets(&workload), ["subnet-0b"]);
    assert_eq!(host_interface(&workload), Some("eni-0host"));

    inventory.container_instances.clear();
    let workload = only(&inventory);
    assert_eq!(problems(&workload), [&ProblemKind::HostUnknown]);
    assert_eq!(subnets(&workload), ["subnet-0a", "subnet-0b"]);
    assert!(workload.placements.iter().all(|placement| placement.origin(Caller::Host).is_none()));
}

#[test]
fn launch_types() {
    use LaunchType::{Ec2, Fargate};
    let resolve = |task: Task, service: Service, providers: &[&str], compatibilities: &[&str]| {
        let mut inventory = with_task(app(), task);
        inventory.services = [service].into();
        inventory.clusters = [cluster("prod", providers)].into();
        inventory.task_definitions = [TaskDefinition {
            requires_compatibilities: compatibilities.iter().map(|name| (*name).to_owned()).collect(),
            ..definition(app())
        }]
        .into();
        let workload = only(&inventory);
        let unknown =
            workload.problems.iter().any(|problem| matches!(problem.kind, ProblemKind::LaunchTypeUnknown { .. }));
        assert_eq!(unknown, workload.platform.launch_type.is_none());
        workload.platform.launch_type
    };
    let text = |name: &str| Some(name.to_owned());
    let bare = || Task { launch_type: None, ..task("t1") };
    let by_provider = |name: &str| Task { capacity_provider: text(name), ..bare() };
    let plain = || Service { launch_type: None, ..service("orders") };
    let strategy = |names: &[&str]| Service {
        capacity_providers: names.iter().map(|name| (*name).to_owned()).collect(),
        ..plain()
    };

    assert_eq!(resolve(task("t1"), plain(), &[], &[]), Some(Fargate));
    assert_eq!(resolve(by_provider("FARGATE_SPOT"), plain(), &[], &[]), Some(Fargate));
    assert_eq!(resolve(by_provider("mine"), service("orders"), &["FARGATE"], &[]), None);
    assert_eq!(resolve(by_provider("mine"), service("orders"), &[], &["EC2"]), Some(Ec2));
    assert_eq!(resolve(by_provider("mine"), service("orders"), &[], &["FARGATE"]), None);
    assert_eq!(resolve(by_provider("mine"), service("orders"), &[], &["EC2", "FARGATE"]), Some(Ec2));
    assert_eq!(resolve(bare(), strategy(&["mine"]), &[], &["FARGATE"]), None);
    assert_eq!(resolve(bare(), service("orders"), &[], &[]), Some(Fargate));
    assert_eq!(resolve(bare(), strategy(&["FARGATE", "FARGATE_SPOT"]), &["mine"], &[]), Some(Fargate));
    assert_eq!(resolve(bare(), strategy(&["FARGATE", "mine"]), &["FARGATE"], &[]), None);
    assert_eq!(resolve(bare(), plain(), &["FARGATE"], &[]), Some(Fargate));
    assert_eq!(resolve(bare(), plain(), &[], &["FARGATE"]), Some(Fargate));
    assert_eq!(resolve(bare(), plain(), &[], &["EC2", "FARGATE"]), None);
    let on_instance = Task { container_instance: Some(arn("container-instance/prod/one")), ..bare() };
    assert_eq!(resolve(on_instance, plain(), &[], &["EC2", "FARGATE"]), Some(Ec2));
}

#[test]
fn launch_types_that_cannot_be_judged_say_so() {
    let anywhere = only(&with_task(app(), Task { launch_type: Some("EXTERNAL".to_owned()), ..task("t1") }));
    assert_eq!(problems(&anywhere), [&ProblemKind::OutsideAws]);
    assert!(anywhere.steps.is_empty() && anywhere.placements.is_empty());

    let mut managed = on_ec2(true);
    managed.tasks[0].launch_type = Some("MANAGED_INSTANCES".to_owned());
    let managed = only(&managed);
    assert_eq!(problems(&managed), [&ProblemKind::CallerUndocumented]);
    assert!(managed.steps.iter().all(|step| step.from == Caller::Host));
    assert_eq!(host_interface(&managed), Some("eni-0host"));
}

#[test]
fn a_task_whose_definition_is_missing_still_pulls_its_images() {
    let mut inventory = with_task(app(), task("t1"));
    inventory.task_definitions.clear();
    inventory.tasks[0].containers = vec![
        task_container("app", PRIVATE_IMAGE),
        task_container("aws-guardduty-agent-1", "999900001111.dkr.ecr.eu-west-1.amazonaws.com/guard"),
    ];
    let workload = only(&inventory);
    assert_eq!(problems(&workload), [&ProblemKind::TaskDefinitionMissing(arn("task-definition/orders:7"))]);
    let hosts: Vec<&str> = workload.steps.iter().map(|step| step.host.as_str()).collect();
    assert_eq!(hosts[1], "111122223333.dkr.ecr.eu-west-1.amazonaws.com");
    assert_eq!(hosts.len(), 3);
    assert_eq!(workload.reasons[0].source, ReasonSource::Container { name: "app".to_owned() });
    assert_eq!(workload.reasons[0].text, "stopped");
}

#[test]
fn a_platform_version_that_cannot_be_read_is_a_problem() {
    let workload = only(&with_task(app(), Task { platform_version: Some("new".to_owned()), ..task("t1") }));
    assert!(matches!(problems(&workload).as_slice(), [ProblemKind::PlatformVersion(_)]));
    assert_eq!(workload.platform.version, None);
}

#[test]
fn a_region_that_nothing_tells_is_a_problem_once() {
    let mut inventory = with_task(app(), task("t1"));
    inventory.tasks[0].scope.region = None;
    assert_eq!(only(&inventory).region.unwrap().as_str(), "eu-west-1", "from the zone of its subnet");
    inventory.subnets.clear();
    let mut log = crate::fixture::log("awslogs", &[]);
    log.options.remove("awslogs-region");
    inventory.task_definitions[0].containers[0].log = Some(log);
    inventory.task_definitions[0].containers[0].secrets = vec![crate::fixture::secret("bare")];
    let workload = only(&inventory);
    let unknown = problems(&workload).into_iter().filter(|kind| **kind == ProblemKind::RegionUnknown);
    assert_eq!(unknown.count(), 1);
    assert_eq!(workload.steps.len(), 3, "the image names its Region itself");
}

#[test]
fn a_task_that_was_put_on_no_instance_yet_may_get_on_each() {
    for awsvpc in [true, false] {
        let mut inventory = on_ec2(awsvpc);
        inventory.tasks[0].container_instance = None;
        inventory.container_instances.push(container_instance("staging/two", Some("i-0a")));
        inventory.container_instances.push(container_instance("prod/three", Some("i-0a")));
        let workload = only(&inventory);
        assert_eq!((workload.placements.len(), host_interface(&workload)), (2, Some("eni-0host")), "{awsvpc}");
        assert!(workload.problems.is_empty());
        inventory.container_instances.clear();
        assert!(problems(&only(&inventory)).contains(&&ProblemKind::HostUnknown));
    }
}

#[test]
fn an_instance_that_takes_no_tasks_is_told() {
    for (status, told) in [("ACTIVE", false), ("INACTIVE", true), ("DRAINING", true)] {
        let mut inventory = on_ec2(true);
        inventory.container_instances[0].status = Some(status.to_owned());
        let remarks = only(&inventory).remarks;
        assert_eq!(remarks.iter().any(|own| matches!(own, Remark::TakesNoTasks { .. })), told, "{status}");
    }
}

#[test]
fn a_host_knows_its_instance() {
    let workload = only(&on_ec2(false));
    let host = workload.placements[0].host.as_ref().unwrap();
    assert_eq!((host.instance.as_str(), host.subnet.as_ref().unwrap().as_str()), ("i-0a", "subnet-0b"));
}

#[test]
fn instances_that_take_no_tasks_are_no_places_for_a_service() {
    let mut inventory = on_ec2(true);
    inventory.tasks.clear();
    inventory.services[0].launch_type = Some("EC2".to_owned());
    let mut draining = inventory.container_instances[0].clone();
    draining.arn.push_str("-draining");
    draining.status = Some("DRAINING".to_owned());
    inventory.container_instances.push(draining);
    assert_eq!(only(&inventory).placements.len(), 1);
    assert_eq!(problems(&only(&inventory)), [] as [&ProblemKind; 0]);
    // Where no other is left, what the one that is draining meets is told, and that no task starts there.
    inventory.container_instances.remove(0);
    assert_eq!(only(&inventory).placements.len(), 1);
    assert!(matches!(problems(&only(&inventory)).as_slice(), [ProblemKind::NoInstanceTakesTasks { others: 0, .. }]));
}

/// An instance of which the document does not say whether it takes tasks stands for its cluster only where it is the one there is.
#[test]
fn instances_of_which_it_is_not_told_may_take_the_next_task() {
    let (ready, idle, untold) = ("ready", "idle", "untold");
    for (states, placed) in [
        (vec![untold], vec![untold]),
        (vec![ready, untold], vec![ready]),
        (vec![untold, idle], vec![]),
        (vec![untold, untold], vec![]),
        (vec![ready, idle, untold], vec![ready]),
    ] {
        for of_task in [true, false] {
            let mut inventory = on_ec2(false);
            inventory.services[0].launch_type = Some("EC2".to_owned());
            if of_task {
                inventory.tasks[0].container_instance = None;
            } else {
                inventory.tasks.clear();
            }
            inventory.container_instances.clear();
            for (number, state) in states.iter().enumerate() {
                let mut own = container_instance(&format!("prod/{state}-{number}"), Some("i-0a"));
                own.status = (*state != untold).then(|| if *state == idle { "DRAINING" } else { "ACTIVE" }.to_owned());
                if *state == untold {
                    let kind = DocumentKind::ContainerInstances;
                    inventory.knowledge.lacks(kind, &Scope::default(), own.arn.clone(), "status");
                }
                inventory.container_instances.push(own);
            }
            let workload = only(&inventory);
            let hosts = workload.placements.iter().filter(|own| own.host.is_some()).count();
            assert_eq!(hosts, placed.len(), "{states:?}");
            let mut found = problems(&workload);
            // A task that is nowhere yet, and of which nobody knows where it may get.
            found.retain(|own| !(of_task && placed.is_empty() && **own == ProblemKind::SubnetUnknown));
            let count =
                found.iter().filter(|own| matches!(own, ProblemKind::MissingMember { member: "status", .. })).count();
            assert_eq!(count, states.iter().filter(|own| **own == untold).count(), "{states:?}: {found:?}");
            assert_eq!(found.len(), count, "nothing else is not known: {found:?}");
        }
    }
}

#[test]
fn a_next_task_waits_where_no_instance_takes_tasks() {
    let states = [
        (Some("ACTIVE"), None),
        (None, Some(true)),
        (Some("INACTIVE"), Some(true)),
        (Some("DRAINING"), None),
        (None, Some(false)),
    ];
    for (of_task, number) in [(false, 1), (false, 2), (true, 1), (true, 3)] {
        for (status, connected) in states {
            let mut inventory = on_ec2(true);
            inventory.services[0].launch_type = Some("EC2".to_owned());
            if of_task {
                // It is on no instance yet.
                inventory.tasks[0].container_instance = None;
            } else {
                inventory.tasks.clear();
            }
            let mut instance = inventory.container_instances[0].clone();
            instance.status = status.map(str::to_owned);
            instance.agent_connected = connected;
            inventory.container_instances = vec![instance; number].into();
            for (at, instance) in inventory.container_instances.iter_mut().enumerate() {
                instance.arn.push_str(&at.to_string());
            }
            let workload = only(&inventory);
            let waits = |kind: &&ProblemKind| matches!(kind, ProblemKind::NoInstanceTakesTasks { others, .. } if others + 1 == number);
            let expected = status.is_some_and(|status| status != "ACTIVE") || connected == Some(false);
            assert_eq!(problems(&workload).iter().any(waits), expected, "{of_task} {number} {status:?} {connected:?}");
        }
    }
}

#[test]
fn what_aws_makes_no_interface_for_is_a_problem_of_the_next_task() {
    let asked = |edit: &dyn Fn(&mut Inventory)| {
        let mut inventory = with_task(app(), task("t1"));
        inventory.tasks.clear();
        inventory.subnets = ["subnet-0a", "subnet-0b"].map(crate::fixture::subnet).into();
        let group = hopwise_proptest::fixture::security_group("sg-0task", "vpc-0a");
        inventory.security_groups = [group].into();
        edit(&mut inventory);
        let workload = only(&inventory);
        let of_subnets = workload.remarks.iter().filter(|own| matches!(own, Remark::SubnetFull { .. })).count();
        (problems(&workload).into_iter().cloned().collect::<Vec<_>>(), of_subnets)
    };
    let full = |count: usize| {
        asked(&|inventory| {
            for subnet in inventory.subnets.iter_mut().take(count) {
                subnet.available_addresses = Some(0);
            }
        })
    };
    assert_eq!(full(0), (Vec::new(), 0));
    assert_eq!(full(1), (Vec::new(), 1), "the next task may be in the other one");
    let each = ["subnet-0a", "subnet-0b"].map(|id| ProblemKind::SubnetFull(id.try_into().unwrap()));
    assert_eq!(full(2), (each.to_vec(), 0));
    let (found, _) = asked(&|inventory| inventory.security_groups[0].vpc = "vpc-0other".try_into().ok());
    assert!(matches!(found.as_slice(), [ProblemKind::GroupOfOtherVpc { .. }]), "{found:?}");
    let without_vpc = asked(&|inventory| inventory.security_groups[0].vpc = None);
    assert_eq!(without_vpc, (Vec::new(), 0));
}

#[test]
fn a_provider_of_the_users_is_named_where_it_decides_on_what_a_task_runs() {
    let provided = |capacity_providers: &[&str]| {
        let mut inventory = inventory(app());
        let own = &mut inventory.services[0];
        own.launch_type = None;
        own.capacity_providers = capacity_providers.iter().map(|name| (*name).to_owned()).collect();
        problems(&only(&inventory)).into_iter().cloned().collect::<Vec<_>>()
    };
    let unknown = |provider: Option<&str>| [ProblemKind::LaunchTypeUnknown { provider: provider.map(str::to_owned) }];
    assert_eq!(provided(&["my-asg"]), unknown(Some("my-asg")));
    assert_eq!(provided(&["FARGATE", "my-asg"]), unknown(Some("my-asg")));
    assert_eq!(provided(&[]), unknown(None));
}
