//! Members that AWS prints of every record of a kind: a record without one was edited, and what it lacks is not empty.

use hopwise_import::{Options, Snapshot, Warning, read_documents};
use hopwise_model::resource::Scope;
use hopwise_model::{Coverage, DocumentKind};
use serde_json::{Value, json};

/// The route that every table has.
fn local() -> Value {
    json!({"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"})
}

/// The entry of a direction that every network ACL ends with.
fn last(egress: bool) -> Value {
    json!({"RuleNumber": 32767, "Egress": egress, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"})
}

/// One record of each kind that has such members, and the members.
fn records() -> Vec<(DocumentKind, Value, &'static [&'static str])> {
    vec![
        (
            DocumentKind::SecurityGroups,
            json!({"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []}),
            &["IpPermissions", "IpPermissionsEgress"],
        ),
        (
            DocumentKind::RouteTables,
            json!({"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Routes": [local()], "Associations": []}),
            &["Routes", "Associations"],
        ),
        (
            DocumentKind::NetworkAcls,
            json!({"NetworkAclId": "acl-1", "VpcId": "vpc-1", "Entries": [last(false), last(true)], "Associations": []}),
            &["Entries", "Associations"],
        ),
        (
            DocumentKind::Subnets,
            json!({"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24", "Ipv6Native": false}),
            &["CidrBlock"],
        ),
        (DocumentKind::Vpcs, json!({"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}), &["CidrBlock"]),
        (DocumentKind::InternetGateways, json!({"InternetGatewayId": "igw-1", "Attachments": []}), &["Attachments"]),
        (
            DocumentKind::VpcEndpoints,
            json!({
                "VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "VpcEndpointType": "Interface",
                "ServiceName": "com.amazonaws.eu-west-1.logs", "State": "available", "PrivateDnsEnabled": true,
                "NetworkInterfaceIds": [],
            }),
            &["VpcEndpointType", "ServiceName", "State", "PrivateDnsEnabled", "NetworkInterfaceIds"],
        ),
        (
            DocumentKind::NatGateways,
            json!({
                "NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "State": "available",
                "NatGatewayAddresses": [{"PrivateIp": "10.0.0.5", "PublicIp": "192.0.2.5", "NetworkInterfaceId": "eni-1"}],
            }),
            &["State", "NatGatewayAddresses"],
        ),
        (
            DocumentKind::NetworkInterfaces,
            json!({"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.5", "Groups": []}),
            &["SubnetId", "PrivateIpAddress", "Groups"],
        ),
    ]
}

#[expect(clippy::unwrap_used, reason = "a document that cannot be read fails the test")]
fn read(kind: DocumentKind, record: &Value) -> Snapshot {
    let document = json!({ kind.key(): [record] });
    read_documents([("f.json", document.to_string())], &Options::default()).unwrap()
}

/// Whether nothing of the record was read, and that is told.
fn is_left_out(kind: DocumentKind, record: &Value) -> bool {
    let snapshot = read(kind, record);
    let knowledge = &snapshot.inventory.knowledge;
    let is_warned = matches!(snapshot.warnings.as_slice(), [Warning::Edited { .. }]);
    let open = knowledge.edited(kind).count() == 1 && !knowledge.knows(kind, &Scope::default());
    assert_eq!(is_warned, open, "{kind:?} {record}: {:?}", snapshot.warnings);
    is_warned
}

#[test]
fn a_record_without_one_is_not_taken_for_empty() {
    for (kind, record, members) in records() {
        let whole = read(kind, &record);
        assert_eq!(whole.warnings, [], "{kind:?}");
        assert_eq!(whole.inventory.knowledge.coverage(kind, &Scope::default()), Coverage::Complete, "{kind:?}");
        for member in members {
            let mut without = record.clone();
            without.as_object_mut().unwrap().remove(*member);
            assert!(is_left_out(kind, &without), "{kind:?} {member}");
            let mut null = record.clone();
            null[*member] = Value::Null;
            assert!(is_left_out(kind, &null), "{kind:?} {member}");
        }
    }
}

#[test]
fn nor_is_one_that_lacks_it_further_within() {
    let nat = |connectivity: Option<&str>| {
        let addresses = json!([{"PrivateIp": "10.0.0.5", "NetworkInterfaceId": "eni-1", "Status": "succeeded"}]);
        json!({"NatGatewayId": "nat-1", "VpcId": "vpc-1", "State": "available", "NatGatewayAddresses": addresses,
            "ConnectivityType": connectivity})
    };
    assert!(is_left_out(DocumentKind::NatGateways, &nat(Some("public"))));
    assert!(is_left_out(DocumentKind::NatGateways, &nat(None)), "it may be a private one");
    assert!(!is_left_out(DocumentKind::NatGateways, &nat(Some("private"))));
    let gateway = json!({"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-1"}]});
    assert!(is_left_out(DocumentKind::InternetGateways, &gateway), "it may be detaching");
    let rule = json!({"IpProtocol": "-1", "UserIdGroupPairs": []});
    let group = json!({"GroupId": "sg-1", "IpPermissions": [rule], "IpPermissionsEgress": []});
    assert!(is_left_out(DocumentKind::SecurityGroups, &group), "a rule is about somebody");
    for entries in [json!([]), json!([last(false)]), json!([last(true)])] {
        let acl = json!({"NetworkAclId": "acl-1", "VpcId": "vpc-1", "Entries": entries, "Associations": []});
        assert!(is_left_out(DocumentKind::NetworkAcls, &acl), "entries `*` are in every ACL: {acl}");
    }
    let without_local = json!({"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Routes": [], "Associations": []});
    assert!(is_left_out(DocumentKind::RouteTables, &without_local), "local routes are in every table");
    let table = |association: Value| json!({"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Routes": [local()], "Associations": [association]});
    assert!(is_left_out(DocumentKind::RouteTables, &table(json!({"Main": false}))));
    assert!(!is_left_out(DocumentKind::RouteTables, &table(json!({"Main": true}))));
}

#[test]
fn what_aws_leaves_out_is_read() {
    // IPv6 alone; a gateway endpoint of the first version of the API; a NAT gateway that is being made.
    for (kind, record) in [
        (DocumentKind::Subnets, json!({"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": ""})),
        (DocumentKind::Subnets, json!({"SubnetId": "subnet-1", "VpcId": "vpc-1", "Ipv6Native": true})),
        (
            DocumentKind::VpcEndpoints,
            json!({"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "ServiceName": "com.amazonaws.eu-west-1.s3",
                "State": "available", "RouteTableIds": ["rtb-1"]}),
        ),
        (
            DocumentKind::NatGateways,
            json!({"NatGatewayId": "nat-1", "VpcId": "vpc-1", "State": "pending", "ConnectivityType": "public",
                "NatGatewayAddresses": [{"AllocationId": "eipalloc-1"}]}),
        ),
    ] {
        assert!(!is_left_out(kind, &record), "{kind:?}");
    }
}

/// Which interface is the primary one stands in each, and who takes what the instance's state says.
#[test]
fn an_instance_tells_its_state_and_its_primary_interface() {
    let interface = |id: &str, index: Option<u32>| {
        let attachment = index.map(|index| json!({"DeviceIndex": index, "NetworkCardIndex": 0}));
        json!({"NetworkInterfaceId": id, "Attachment": attachment})
    };
    let instance = |state: Value, interfaces: Vec<Value>| json!({"Instances": [{"InstanceId": "i-1", "State": state, "NetworkInterfaces": interfaces}]});
    let running = || json!({"Code": 16, "Name": "running"});
    let (first, second) = (|| interface("eni-1", Some(0)), || interface("eni-2", Some(1)));
    let kind = DocumentKind::Reservations;
    assert!(!is_left_out(kind, &instance(running(), vec![first(), second()])));
    assert!(
        !is_left_out(kind, &instance(running(), vec![interface("eni-1", None)])),
        "the only one is the primary one"
    );
    assert!(!is_left_out(kind, &instance(json!({"Name": "terminated"}), vec![])));
    assert!(is_left_out(kind, &instance(Value::Null, vec![first(), second()])), "it may be stopped");
    assert!(is_left_out(kind, &instance(json!({"Code": 16}), vec![first()])), "it may be stopped");
    assert!(is_left_out(kind, &instance(running(), vec![interface("eni-1", None), second()])));
    assert!(is_left_out(kind, &instance(running(), vec![first(), interface("eni-2", None)])));
    assert!(is_left_out(kind, &instance(running(), vec![second()])), "the primary one was taken out");
}

/// What runs is kept without them, since most of what it says stands, and what is missing is noted.
#[test]
fn what_runs_is_kept_without_and_its_lack_is_known() {
    let arn = |what: &str| format!("arn:aws:ecs:eu-west-1:111122223333:{what}");
    let attachment =
        || json!({"type": "ElasticNetworkInterface", "details": [{"name": "subnetId", "value": "subnet-1"}]});
    let of_list = |kind: DocumentKind, record: &Value| json!({ kind.key(): [record] });
    let lists: [(DocumentKind, String, Value, &[&str]); 3] = [
        (
            DocumentKind::ContainerInstances,
            arn("container-instance/c/1"),
            json!({"containerInstanceArn": arn("container-instance/c/1"), "status": "ACTIVE", "agentConnected": true}),
            &["status", "agentConnected"],
        ),
        (
            DocumentKind::Services,
            arn("service/c/s"),
            json!({"serviceArn": arn("service/c/s"), "serviceName": "s", "status": "ACTIVE", "launchType": "FARGATE",
                "networkConfiguration": {"awsvpcConfiguration": {
                    "subnets": ["subnet-1"], "securityGroups": [], "assignPublicIp": "DISABLED"}}}),
            &["status", "networkConfiguration"],
        ),
        (
            DocumentKind::Tasks,
            arn("task/c/1"),
            json!({"taskArn": arn("task/c/1"), "lastStatus": "PENDING", "attachments": [attachment()], "containers": [{"name": "a"}],
                "overrides": {}}),
            &["lastStatus", "attachments", "containers", "overrides"],
        ),
    ];
    let told = |kind: DocumentKind, id: &str, document: &Value| -> Vec<String> {
        let snapshot = read_documents([("f.json", document.to_string())], &Options::default()).unwrap();
        assert_eq!(snapshot.inventory.count(kind), 1, "{kind:?} {document}");
        let knowledge = &snapshot.inventory.knowledge;
        let edited: Vec<String> = knowledge.edited(kind).map(|(.., member)| member.to_owned()).collect();
        assert!(edited.iter().all(|member| knowledge.is_without(kind, id, member)));
        assert_eq!(snapshot.warnings.len(), edited.len(), "{:?}", snapshot.warnings);
        edited
    };
    for (kind, id, record, members) in lists {
        assert_eq!(told(kind, &id, &of_list(kind, &record)), Vec::<String>::new(), "{kind:?}");
        for member in members {
            let mut without = record.clone();
            without.as_object_mut().unwrap().remove(*member);
            assert_eq!(told(kind, &id, &of_list(kind, &without)), [*member], "{kind:?}");
        }
    }
    let task = |attachments: Value| {
        json!({"tasks": [{"taskArn": arn("task/c/1"), "lastStatus": "PENDING", "attachments": attachments,
        "containers": [{"name": "a"}], "overrides": {}}]})
    };
    for (attachments, lacks) in [
        (json!([]), &[][..]),
        (json!([{"type": "ManagedVolume"}]), &[]),
        (json!([{"type": "ElasticNetworkInterface"}]), &["attachments"]),
        (json!([{"details": []}]), &["attachments"]),
    ] {
        assert_eq!(told(DocumentKind::Tasks, &arn("task/c/1"), &task(attachments.clone())), lacks, "{attachments}");
    }
    let definition = |volumes: Option<Value>| {
        let mut own =
            json!({"taskDefinitionArn": arn("task-definition/f:1"), "family": "f", "containerDefinitions": []});
        own.as_object_mut().unwrap().extend(volumes.map(|volumes| ("volumes".to_owned(), volumes)));
        json!({ "taskDefinition": own })
    };
    let (kind, id) = (DocumentKind::TaskDefinition, arn("task-definition/f:1"));
    assert_eq!(told(kind, &id, &definition(Some(json!([])))), Vec::<String>::new());
    assert_eq!(told(kind, &id, &definition(None)), ["volumes"]);
    let mut in_role = definition(Some(json!([])));
    in_role["taskDefinition"]["requiresAttributes"] = json!([{"name": "ecs.capability.execution-role-ecr-pull"}]);
    assert_eq!(told(kind, &id, &in_role), ["executionRoleArn"]);
    in_role["taskDefinition"]["executionRoleArn"] = json!("arn:aws:iam::111122223333:role/x");
    assert_eq!(told(kind, &id, &in_role), Vec::<String>::new());
    for member in ["subnets", "securityGroups", "assignPublicIp"] {
        let mut network = json!({"subnets": ["subnet-1"], "securityGroups": [], "assignPublicIp": "DISABLED"});
        network.as_object_mut().unwrap().remove(member);
        let service = json!({"services": [{"serviceArn": arn("service/c/s"), "serviceName": "s", "status": "ACTIVE",
            "networkConfiguration": {"awsvpcConfiguration": network}}]});
        assert_eq!(told(DocumentKind::Services, &arn("service/c/s"), &service), ["networkConfiguration"], "{member}");
    }
}
