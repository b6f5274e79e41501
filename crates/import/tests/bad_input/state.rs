//! Two listings of different times: what passes is the later one's, what does not pass is a contradiction.

use hopwise_import::{ImportError, Options, Snapshot, Warning, read_documents};

use super::refused;

fn read_two(first: &str, second: &str) -> Result<Snapshot, ImportError> {
    read_documents([("a.json", first), ("b.json", second)], &Options::default())
}

fn task(status: &str, rest: &str) -> String {
    format!(
        r#"{{"tasks": [{{"taskArn": "arn:aws:ecs:eu-west-1:111122223333:task/c/1", "lastStatus": "{status}",
            "taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/s:1"{rest}}}]}}"#
    )
}

#[test]
fn of_a_task_the_state_counts_that_comes_later_in_its_life() {
    let interface = |id: &str| {
        format!(
            r#", "attachments": [{{"type": "ElasticNetworkInterface", "status": "ATTACHED", "details": [
                {{"name": "networkInterfaceId", "value": "{id}"}}]}}]"#
        )
    };
    let running = task("RUNNING", &interface("eni-1"));
    let stopped = task(
        "STOPPED",
        r#", "stopCode": "TaskFailedToStart", "stoppedReason": "x",
            "containers": [{"name": "app", "reason": "CannotPullContainerError"}]"#,
    );
    for (first, second, later) in [(&running, &stopped, "b.json"), (&stopped, &running, "a.json")] {
        let snapshot = read_two(first, second).unwrap();
        let own = &snapshot.inventory.tasks[0];
        assert_eq!((own.last_status.as_deref(), own.stopped_reason.as_deref()), (Some("STOPPED"), Some("x")));
        assert_eq!(own.interface.as_ref().map(AsRef::as_ref), Some("eni-1"), "only one of them tells it");
        let [warning @ Warning::Changed { field: "last_status", .. }] = snapshot.warnings.as_slice() else {
            panic!("{:?}", snapshot.warnings)
        };
        assert!(warning.to_string().contains(&format!("and later {later}#/tasks/0, which counts")), "{warning}");
    }
    // An interface is no state.
    let error = refused(read_two(&running, &task("STOPPED", &interface("eni-2"))));
    assert!(matches!(error, ImportError::Conflict { field: "interface", .. }), "{error}");
}

#[test]
fn of_what_has_no_order_the_later_file_counts() {
    let nat = |state: &str, subnet: &str| {
        format!(
            r#"{{"NatGateways": [{{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "{subnet}", "State": "{state}"}}]}}"#
        )
    };
    let subnet = |free: u32| {
        format!(
            r#"{{"Subnets": [{{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24", "AvailableIpAddressCount": {free}}}]}}"#
        )
    };
    let service = |desired: u32, definition: u32| {
        format!(
            r#"{{"services": [{{"serviceArn": "arn:aws:ecs:eu-west-1:111122223333:service/c/s", "serviceName": "s",
                "desiredCount": {desired}, "status": "ACTIVE",
                "taskDefinition": "arn:aws:ecs:eu-west-1:111122223333:task-definition/s:{definition}"}}]}}"#
        )
    };
    let instance = |state: &str| {
        format!(r#"{{"Reservations": [{{"Instances": [{{"InstanceId": "i-1", "State": {{"Name": "{state}"}}}}]}}]}}"#)
    };
    let read = |first: &str, second: &str| {
        let snapshot = read_two(first, second).unwrap();
        assert!(matches!(snapshot.warnings.as_slice(), [Warning::Changed { .. }]), "{:?}", snapshot.warnings);
        snapshot.inventory
    };
    let gateways = read(&nat("available", "subnet-1"), &nat("deleted", "subnet-1")).nat_gateways;
    assert_eq!((format!("{:?}", gateways[0].state), &*gateways[0].evidence.file), ("Deleted".to_owned(), "b.json"));
    assert_eq!(read(&subnet(3), &subnet(0)).subnets[0].available_addresses, Some(0));
    assert_eq!(read(&service(2, 1), &service(0, 1)).services[0].desired_count, Some(0));
    assert_ne!(
        read(&instance("running"), &instance("stopped")).instances[0].state,
        read(&instance("stopped"), &instance("running")).instances[0].state
    );
    for (first, second, field) in [
        (nat("available", "subnet-1"), nat("deleted", "subnet-2"), "subnet"),
        (service(1, 1), service(0, 2), "task_definition"),
    ] {
        let error = refused(read_two(&first, &second));
        assert!(matches!(error, ImportError::Conflict { field: own, .. } if own == field), "{error}");
    }
}
