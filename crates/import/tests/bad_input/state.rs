//! Two listings of different times: what passes is the later one's, what does not pass is a contradiction.

use hopwise_import::{ImportError, Options, Snapshot, Warning, read_documents};

use super::refused;

fn read_two(first: &str, second: &str) -> Result<Snapshot, ImportError> {
    read_documents([("a.json", first), ("b.json", second)], &Options::default())
}

fn task(status: &str, rest: &str) -> String {
    format!(
        r#"{{"tasks": [{{"taskArn": "arn:aws:ecs:eu-west-1:111122223333:task/c/1", "lastStatus": "{status}", "overrides": {{}},
            "taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/s:1"{rest}}}]}}"#
    )
}

#[test]
fn of_a_task_the_state_counts_that_comes_later_in_its_life() {
    let interface = |id: &str| {
        format!(
            r#", "attachments": [{{"type": "ElasticNetworkInterface", "status": "ATTACHED", "details": [
                {{"name": "networkInterfaceId", "value": "{id}"}}]}}], "containers": [{{"name": "app"}}]"#
        )
    };
    let running = task("RUNNING", &interface("eni-1"));
    let stopped = task(
        "STOPPED",
        r#", "stopCode": "TaskFailedToStart", "stoppedReason": "x", "attachments": [],
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
            r#"{{"NatGateways": [{{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "{subnet}", "State": "{state}", "NatGatewayAddresses": []}}]}}"#
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

/// What passes may stand deeper: in a route, an attachment, an address.
#[test]
fn states_within_pass_like_states() {
    let table = |state: &str, target: &str| {
        format!(
            r#"{{"RouteTables": [{{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [], "Routes": [
                {{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "{target}", "State": "{state}"}}]}}]}}"#
        )
    };
    let internet = |state: &str, vpc: &str| {
        format!(
            r#"{{"InternetGateways": [{{"InternetGatewayId": "igw-1", "Attachments": [
                {{"VpcId": "{vpc}", "State": "{state}"}}]}}]}}"#
        )
    };
    let nat = |state: &str, address: &str| {
        format!(
            r#"{{"NatGateways": [{{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "State": "{state}",
                "NatGatewayAddresses": [{{"AllocationId": "eipalloc-1"{address}}}]}}]}}"#
        )
    };
    let of_nat = |public: &str| {
        format!(
            r#", "NetworkInterfaceId": "eni-1", "PrivateIp": "10.0.0.5", "PublicIp": "{public}", "Status": "succeeded""#
        )
    };
    let instance = |state: &str, rest: &str| {
        format!(
            r#"{{"Reservations": [{{"Instances": [{{"InstanceId": "i-1", "State": {{"Name": "{state}"}}{rest}}}]}}]}}"#
        )
    };
    let with = |interfaces: &[&str]| {
        let list = interfaces.iter().enumerate().map(|(index, id)| {
            format!(r#"{{"NetworkInterfaceId": "{id}", "Attachment": {{"DeviceIndex": {index}}}}}"#)
        });
        let list: Vec<String> = list.collect();
        format!(r#", "SubnetId": "subnet-1", "NetworkInterfaces": [{}]"#, list.join(","))
    };
    let interface = |status: &str, attachment: &str| {
        format!(
            r#"{{"NetworkInterfaces": [{{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.5", "Groups": [], "Status": "{status}"{attachment}}}]}}"#
        )
    };
    let attached = |instance: &str| format!(r#", "Attachment": {{"InstanceId": "{instance}", "Status": "attached"}}"#);
    let endpoint = |state: &str, interfaces: &str| {
        format!(
            r#"{{"VpcEndpoints": [{{"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "VpcEndpointType": "Interface",
                "ServiceName": "com.amazonaws.eu-west-1.logs", "State": "{state}", "PrivateDnsEnabled": true, "NetworkInterfaceIds": [{interfaces}]}}]}}"#
        )
    };
    let public = of_nat("3.3.3.3");
    let passes = [
        (table("active", "nat-1"), table("blackhole", "nat-1")),
        (internet("attaching", "vpc-1"), internet("available", "vpc-1")),
        (nat("pending", ""), nat("available", &public)),
        (instance("running", &with(&["eni-1"])), instance("running", &with(&["eni-1", "eni-2"]))),
        (instance("running", &with(&["eni-1"])), instance("terminated", "")),
        (interface("available", ""), interface("in-use", &attached("i-1"))),
        (endpoint("pending", ""), endpoint("available", "\"eni-1\"")),
    ];
    for (first, second) in &passes {
        for (first, second) in [(first, second), (second, first)] {
            let snapshot = read_two(first, second).unwrap();
            let [Warning::Changed { second: counts, .. }] = snapshot.warnings.as_slice() else {
                panic!("{first} {second}: {:?}", snapshot.warnings)
            };
            assert_eq!(&*counts.file, "b.json");
        }
    }
    let blackhole = read_two(&passes[0].0, &passes[0].1).unwrap().inventory.route_tables[0].routes[0].clone();
    assert_eq!((format!("{:?}", blackhole.state), &*blackhole.evidence.file), ("Blackhole".to_owned(), "b.json"));
    // What does not pass is a contradiction still.
    for (first, second, field) in [
        (table("active", "nat-1"), table("blackhole", "nat-2"), "routes"),
        (internet("attaching", "vpc-1"), internet("available", "vpc-2"), "attachments"),
        (nat("pending", &public), nat("available", &of_nat("3.3.3.4")), "addresses"),
        (instance("running", &with(&["eni-1"])), instance("running", &with(&["eni-2"])), "interfaces"),
        (instance("running", &with(&["eni-1"])), instance("running", ""), "subnet"),
        (interface("in-use", &attached("i-1")), interface("in-use", &attached("i-2")), "instance"),
        (endpoint("available", ""), endpoint("available", "\"eni-1\""), "interfaces"),
    ] {
        let error = refused(read_two(&first, &second));
        assert!(matches!(error, ImportError::Conflict { field: own, .. } if own == field), "{error}");
    }
}
