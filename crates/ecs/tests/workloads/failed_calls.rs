//! What is concluded where calls failed when the snapshot was made: nothing from what is not there.

use hopwise_ecs::ProblemKind;
use hopwise_model::resource::Scope;
use hopwise_model::{DocumentKind, Evidence, FailedCall, FailureKind};

use crate::fixture::{PRIVATE_IMAGE, container, inventory, only};
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
    inventory.failed_calls = vec![denied("ecs:ListContainerInstances", DocumentKind::ContainerInstances)];
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
    inventory.failed_calls = vec![denied("ec2:DescribeNetworkInterfaces", DocumentKind::NetworkInterfaces)];
    assert!(matches!(problems(&only(&inventory)).as_slice(), [ProblemKind::InstanceMissing(_)]));
}

#[test]
fn a_task_definition_that_was_denied_does_no_harm_to_the_others() {
    let mut inventory = inventory(vec![container("app", PRIVATE_IMAGE)]);
    inventory.failed_calls = vec![FailedCall {
        arguments: Some("other:1".to_owned()),
        ..denied("ecs:DescribeTaskDefinition", DocumentKind::TaskDefinition)
    }];
    let workload = only(&inventory);
    assert!(workload.problems.is_empty() && !workload.steps.is_empty(), "{:?}", workload.problems);
}
