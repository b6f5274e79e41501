//! Two listings of different times: of what passes the later one counts, as far as states have an order, and what does not pass is a
//! contradiction. The names of files are no order.

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

/// What writes a document with something in a state.
type Write<'a> = &'a dyn Fn(&str) -> String;

/// Every state that passes: what of two of them counts, whichever of two files holds it. `None` is neither: it is not known.
#[test]
fn of_two_states_the_later_one_counts_and_neither_without_an_order() {
    let nat = |state: &str| {
        let rest = r#""VpcId": "vpc-1", "SubnetId": "subnet-1", "NatGatewayAddresses": []"#;
        format!(r#"{{"NatGateways": [{{"NatGatewayId": "nat-1", {rest}, "State": "{state}"}}]}}"#)
    };
    let endpoint = |state: &str| {
        let rest = r#""VpcId": "vpc-1", "VpcEndpointType": "Gateway", "ServiceName": "com.amazonaws.eu-west-1.s3""#;
        format!(r#"{{"VpcEndpoints": [{{"VpcEndpointId": "vpce-1", {rest}, "State": "{state}"}}]}}"#)
    };
    let instance = |state: &str| {
        format!(r#"{{"Reservations": [{{"Instances": [{{"InstanceId": "i-1", "State": {{"Name": "{state}"}}}}]}}]}}"#)
    };
    let interface = |status: &str| {
        let rest = r#""SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.5", "Groups": []"#;
        format!(r#"{{"NetworkInterfaces": [{{"NetworkInterfaceId": "eni-1", {rest}, "Status": "{status}"}}]}}"#)
    };
    let internet = |state: &str| {
        let attachment = format!(r#"{{"VpcId": "vpc-1", "State": "{state}"}}"#);
        format!(r#"{{"InternetGateways": [{{"InternetGatewayId": "igw-1", "Attachments": [{attachment}]}}]}}"#)
    };
    let table = |state: &str| {
        let route = format!(r#"{{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "{state}"}}"#);
        format!(
            r#"{{"RouteTables": [{{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [], "Routes": [{route}]}}]}}"#
        )
    };
    let peering = |state: &str| {
        let sides = r#""RequesterVpcInfo": {"VpcId": "vpc-1"}, "AccepterVpcInfo": {"VpcId": "vpc-2"}"#;
        format!(
            r#"{{"VpcPeeringConnections": [{{"VpcPeeringConnectionId": "pcx-1", {sides}, "Status": {{"Code": "{state}"}}}}]}}"#
        )
    };
    let rule = |state: &str| {
        format!(
            r#"{{"ResolverRuleAssociations": [{{"Id": "rslvr-rrassoc-1", "ResolverRuleId": "rslvr-rr-1", "VPCId": "vpc-1", "Status": "{state}"}}]}}"#
        )
    };
    let profile = |state: &str| {
        format!(
            r#"{{"ProfileAssociations": [{{"Id": "rpassoc-1", "ProfileId": "rp-1", "ResourceId": "vpc-1", "Status": "{state}"}}]}}"#
        )
    };
    let firewall = |state: &str| {
        let rest = r#""FirewallRuleGroupId": "rslvr-frg-1", "VpcId": "vpc-1", "Priority": 101"#;
        format!(r#"{{"FirewallRuleGroupAssociations": [{{"Id": "rslvr-frgassoc-1", {rest}, "Status": "{state}"}}]}}"#)
    };
    let mode = |mode: &str| {
        let account = r#""AwsAccountId": "111122223333", "AwsRegion": "eu-west-1""#;
        format!(r#"{{"VpcBlockPublicAccessOptions": {{{account}, "InternetGatewayBlockMode": "{mode}"}}}}"#)
    };
    let read = |first: &str, second: &str| read_two(first, second).unwrap();
    let cases: [(Write<'_>, &str, &str, Option<&str>); 25] = [
        (&nat, "pending", "available", Some("available")),
        (&nat, "available", "deleting", Some("deleting")),
        (&nat, "available", "deleted", Some("deleted")),
        (&nat, "pending", "failed", Some("failed")),
        (&nat, "odd", "deleted", Some("deleted")),
        (&nat, "odd", "available", None),
        (&endpoint, "pendingAcceptance", "available", Some("available")),
        (&endpoint, "available", "deleting", Some("deleting")),
        (&endpoint, "available", "rejected", Some("rejected")),
        (&endpoint, "pending", "failed", Some("failed")),
        (&endpoint, "pendingAcceptance", "expired", Some("expired")),
        (&endpoint, "rejected", "failed", None),
        (&instance, "pending", "running", Some("running")),
        (&instance, "running", "terminated", Some("terminated")),
        (&instance, "running", "stopped", None),
        (&interface, "available", "in-use", None),
        (&internet, "attaching", "available", Some("available")),
        (&internet, "available", "detaching", Some("detaching")),
        (&peering, "pending-acceptance", "active", Some("active")),
        (&peering, "active", "deleted", Some("deleted")),
        (&table, "active", "blackhole", None),
        (&rule, "COMPLETE", "DELETING", None),
        (&profile, "COMPLETE", "UPDATING", None),
        (&firewall, "COMPLETE", "UPDATING", None),
        (&mode, "off", "block-bidirectional", None),
    ];
    for (write, one, other, later) in cases {
        let (one, other) = (write(one), write(other));
        let (before, after) = (read(&one, &other), read(&other, &one));
        let same = |own: &str| own.replace("a.json", "FILE").replace("b.json", "FILE").replace("x.json", "FILE");
        let Some(later) = later else {
            for snapshot in [&before, &after] {
                assert!(matches!(snapshot.warnings.as_slice(), [Warning::Unsettled { .. }]), "{:?}", snapshot.warnings);
                for (alone, text) in [("a.json", &one), ("b.json", &other)] {
                    let alone = read_documents([(alone, text.as_str())], &Options::default()).unwrap();
                    assert_ne!(same(&format!("{:?}", snapshot.inventory)), same(&format!("{:?}", alone.inventory)));
                }
            }
            continue;
        };
        let alone = read_documents([("x.json", write(later).as_str())], &Options::default()).unwrap();
        for snapshot in [before, after] {
            assert!(matches!(snapshot.warnings.as_slice(), [Warning::Changed { .. }]), "{:?}", snapshot.warnings);
            assert_eq!(same(&format!("{:?}", snapshot.inventory)), same(&format!("{:?}", alone.inventory)), "{later}");
        }
    }
}

/// How many addresses are free, or tasks wanted, stops no packet.
#[test]
fn counters_pass_by_themselves() {
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
    let free =
        |first, second| read_two(&subnet(first), &subnet(second)).unwrap().inventory.subnets[0].available_addresses;
    assert_eq!([free(3, 2), free(0, 3), free(3, 0)], [Some(2), None, None]);
    assert_eq!(read_two(&service(2, 1), &service(0, 1)).unwrap().inventory.services[0].desired_count, Some(0));
    let error = refused(read_two(&service(1, 1), &service(0, 2)));
    assert!(matches!(error, ImportError::Conflict { field: "task_definition", .. }), "{error}");
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
            let is_said = matches!(snapshot.warnings.as_slice(), [Warning::Changed { .. } | Warning::Unsettled { .. }]);
            assert!(is_said, "{first} {second}: {:?}", snapshot.warnings);
        }
    }
    let blackhole = read_two(&passes[0].0, &passes[0].1).unwrap().inventory.route_tables[0].routes[0].clone();
    assert_eq!(format!("{:?}", blackhole.state), "Unknown");
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
