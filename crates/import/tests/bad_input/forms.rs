//! Documents that reach us in another form than the command printed: in UTF-16, one after the other, without their key, with
//! numbers for account ids.

use hopwise_import::{ImportError, Options, Snapshot, Warning, read_documents};
use hopwise_model::resource::Scope;
use hopwise_model::{Coverage, DocumentKind, Evidence};

use super::{VPC, known, read_files, refused};

fn read_text(name: &str, text: &str) -> Result<Snapshot, ImportError> {
    read_documents([(name, text)], &Options::default())
}

/// Two inventories that differ in nothing but where they were read.
#[track_caller]
fn assert_alike(one: &Snapshot, other: &Snapshot) {
    let plain = |snapshot: &Snapshot| {
        let text = format!("{:?}", snapshot.inventory);
        let parts = text.split("pointer: \"");
        parts.map(|part| part.split_once('"').map_or(part, |(_, rest)| rest).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(plain(one), plain(other));
}

#[test]
fn what_powershell_writes_is_read() {
    let text = "{\"Vpcs\": [{\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/16\", \"Tags\": [{\"Key\": \"Name\", \"Value\": \"é\"}]}]}\r\n";
    let marked = || std::iter::once(0xfeff).chain(text.encode_utf16());
    let expected = read_text("vpcs.json", text).unwrap();
    let forms: [Vec<u8>; 5] = [
        marked().flat_map(u16::to_le_bytes).collect(),
        marked().flat_map(u16::to_be_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
    ];
    for bytes in &forms {
        let of_file = read_files(&[("vpcs.json", bytes)]).unwrap();
        assert_eq!(of_file, expected);
        assert_eq!(read_documents([("vpcs.json", bytes)], &Options::default()).unwrap(), expected);
    }
    let cut = &forms[0][..forms[0].len() - 7];
    assert!(matches!(refused(read_files(&[("vpcs.json", cut)])), ImportError::EndsEarly { .. }));
    // A file of nothing but the mark is what a failed command leaves.
    assert!(matches!(
        read_files(&[("a.json", VPC), ("b.json", b"\xff\xfe")]).unwrap().warnings[0],
        Warning::Empty { .. }
    ));
}

#[test]
fn documents_one_after_the_other_are_read_as_from_files_of_their_own() {
    let documents = [
        ("vpcs.json", r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#),
        ("subnets.json", r#"{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24"}]}"#),
        ("more.json", r#"{"Subnets": [{"SubnetId": "subnet-2", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"}]}"#),
        ("nat.json", r#"{"NatGateways": []}"#),
    ];
    let apart = read_documents(documents, &Options::default()).unwrap();
    for separator in ["", "\n", "\r\n\r\n"] {
        let text = documents.map(|(_, text)| text).join(separator);
        let together = read_text("all.json", &text).unwrap();
        assert_eq!((together.inventory.subnets.len(), known(&together), together.files), (2, known(&apart), 1));
        assert_eq!(together.warnings, []);
        let places = together.inventory.subnets.iter().map(|subnet| subnet.evidence.to_string());
        assert!(places.eq(["all.json#/1/Subnets/0", "all.json#/2/Subnets/0"]));
    }
    // What a query prints that finds nothing is told, and nothing beside it is lost.
    for nothing in ["[]", "[ ]", "null"] {
        for place in 0..=documents.len() {
            let mut texts = documents.map(|(_, text)| text).to_vec();
            texts.insert(place, nothing);
            let together = read_text("all.json", &texts.join("\n")).unwrap();
            assert_eq!((together.inventory.subnets.len(), known(&together)), (2, known(&apart)), "{nothing} {place}");
            assert!(matches!(together.warnings.as_slice(), [Warning::NotAnObject { .. }]), "{nothing} {place}");
        }
    }
    let slurped = format!("[{}]", documents.map(|(_, text)| text).join(","));
    let slurped = read_text("all.json", &slurped).unwrap();
    assert_eq!((slurped.inventory.subnets.len(), known(&slurped)), (2, known(&apart)));
    assert_eq!(slurped.inventory.vpcs[0].evidence.to_string(), "all.json#/0/Vpcs/0");
}

#[test]
fn every_place_in_documents_one_after_the_other_is_found() {
    let text = "{\"Vpcs\": [{\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/16\"}]}\n{\"Subnets\": [\n{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\", \"CidrBlock\": \"x\"}]}";
    let error = refused(read_text("all.json", text));
    assert_eq!(
        error.to_string(),
        "`all.json`: expected an IPv4 CIDR block such as `10.0.0.0/16` at `/1/Subnets/0/CidrBlock` (line 3, column 57), found \"x\""
    );
}

#[test]
fn of_several_documents_none_is_named_by_their_file() {
    let zones = r#"{"HostedZoneSummaries": []}"#;
    assert!(matches!(refused(read_text("all.json", zones)), ImportError::Nameless { .. }));
    for text in [format!("{zones}{{\"Vpcs\": []}}"), format!("{{\"Vpcs\": []}}{zones}")] {
        let snapshot = read_text("all.json", &text).unwrap();
        let [warning @ Warning::Nameless { .. }] = snapshot.warnings.as_slice() else {
            panic!("{:?}", snapshot.warnings)
        };
        assert!(warning.to_string().contains("the private hosted zones of a VPC, but not of which one"), "{warning}");
        assert_eq!(snapshot.inventory.vpc_hosted_zones.len(), 0);
        let coverage = |snapshot: &Snapshot| {
            snapshot.inventory.knowledge.coverage(DocumentKind::HostedZoneSummaries, &Scope::default())
        };
        assert_eq!(coverage(&snapshot), Coverage::NotAsked);
        // A zone of which is not known whose it is may be of any VPC.
        let text = text.replace("[]}", r#"[{"HostedZoneId": "Z1", "Name": "example.com.", "Owner": {}}]}"#);
        let text = text.replacen(
            r#""Vpcs": [{"HostedZoneId": "Z1", "Name": "example.com.", "Owner": {}}]"#,
            r#""Vpcs": []"#,
            1,
        );
        assert_eq!(coverage(&read_text("all.json", &text).unwrap()), Coverage::Failed);
    }
}

/// A record of each kind that is listed, with no more than what AWS always prints of it.
const RECORDS: [(DocumentKind, &str); 25] = [
    (
        DocumentKind::Vpcs,
        r#"{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "DhcpOptionsId": "dopt-1", "OwnerId": "111122223333"}"#,
    ),
    (DocumentKind::Subnets, r#"{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24"}"#),
    (
        DocumentKind::RouteTables,
        r#"{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [], "Routes": [
            {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}]}"#,
    ),
    (
        DocumentKind::InternetGateways,
        r#"{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}"#,
    ),
    (
        DocumentKind::NatGateways,
        r#"{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "State": "available", "NatGatewayAddresses": []}"#,
    ),
    (
        DocumentKind::VpcEndpoints,
        r#"{"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "ServiceName": "com.amazonaws.eu-west-1.s3", "VpcEndpointType": "Gateway",
            "State": "available", "RouteTableIds": []}"#,
    ),
    (DocumentKind::PrefixLists, r#"{"PrefixListId": "pl-1", "PrefixListName": "x", "Cidrs": ["3.0.0.0/8"]}"#),
    (
        DocumentKind::SecurityGroups,
        r#"{"GroupId": "sg-1", "GroupName": "x", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []}"#,
    ),
    (
        DocumentKind::SecurityGroupRules,
        r#"{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": true, "IpProtocol": "-1", "FromPort": -1, "ToPort": -1,
            "CidrIpv4": "0.0.0.0/0"}"#,
    ),
    (
        DocumentKind::NetworkAcls,
        r#"{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true, "Associations": [], "Entries": [
            {"RuleNumber": 32767, "Egress": true, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"},
            {"RuleNumber": 32767, "Egress": false, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"}]}"#,
    ),
    (
        DocumentKind::NetworkInterfaces,
        r#"{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1", "RequesterManaged": false,
            "PrivateIpAddress": "10.0.0.4", "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.4", "Primary": true}], "Groups": []}"#,
    ),
    (
        DocumentKind::Addresses,
        r#"{"PublicIp": "203.0.113.1", "AllocationId": "eipalloc-1", "Domain": "vpc", "NetworkInterfaceId": "eni-1"}"#,
    ),
    (
        DocumentKind::VpcBlockPublicAccessExclusions,
        r#"{"ExclusionId": "vpcbpa-exclude-1", "ResourceArn": "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1",
            "InternetGatewayExclusionMode": "allow-egress", "State": "create-complete"}"#,
    ),
    (DocumentKind::DhcpOptions, r#"{"DhcpOptionsId": "dopt-1", "DhcpConfigurations": []}"#),
    (
        DocumentKind::HostedZoneSummaries,
        r#"{"HostedZoneId": "Z1", "Name": "example.com.", "Owner": {"OwningAccount": "111122223333"}}"#,
    ),
    (
        DocumentKind::ResolverRules,
        r#"{"Id": "rslvr-rr-1", "DomainName": "example.com.", "RuleType": "SYSTEM", "Status": "COMPLETE"}"#,
    ),
    (
        DocumentKind::ResolverRuleAssociations,
        r#"{"Id": "rslvr-rrassoc-1", "ResolverRuleId": "rslvr-rr-1", "VPCId": "vpc-1", "Status": "COMPLETE"}"#,
    ),
    (
        DocumentKind::ProfileAssociations,
        r#"{"Id": "rpassoc-1", "ProfileId": "rp-1", "ResourceId": "vpc-1", "OwnerId": "111122223333", "Status": "COMPLETE"}"#,
    ),
    (
        DocumentKind::FirewallRuleGroupAssociations,
        r#"{"Id": "rslvr-frgassoc-1", "FirewallRuleGroupId": "rslvr-frg-1", "VpcId": "vpc-1", "Priority": 1, "Status": "COMPLETE"}"#,
    ),
    (
        DocumentKind::FirewallConfigs,
        r#"{"Id": "rslvr-fc-1", "ResourceId": "vpc-1", "OwnerId": "111122223333", "FirewallFailOpen": "DISABLED"}"#,
    ),
    (
        DocumentKind::Reservations,
        r#"{"ReservationId": "r-1", "OwnerId": "111122223333", "Instances": [{"InstanceId": "i-1", "State": {"Name": "running"}}]}"#,
    ),
    (
        DocumentKind::Clusters,
        r#"{"clusterArn": "arn:aws:ecs:eu-west-1:111122223333:cluster/c", "clusterName": "c", "status": "ACTIVE"}"#,
    ),
    (
        DocumentKind::Services,
        r#"{"serviceArn": "arn:aws:ecs:eu-west-1:111122223333:service/c/s", "serviceName": "s", "status": "ACTIVE",
            "clusterArn": "arn:aws:ecs:eu-west-1:111122223333:cluster/c", "desiredCount": 1}"#,
    ),
    (
        DocumentKind::Tasks,
        r#"{"taskArn": "arn:aws:ecs:eu-west-1:111122223333:task/c/1", "lastStatus": "RUNNING", "attachments": [],
            "containers": [{"name": "app"}], "overrides": {},
            "taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/s:1",
            "containerInstanceArn": "arn:aws:ecs:eu-west-1:111122223333:container-instance/c/2"}"#,
    ),
    (
        DocumentKind::ContainerInstances,
        r#"{"containerInstanceArn": "arn:aws:ecs:eu-west-1:111122223333:container-instance/c/2", "ec2InstanceId": "i-1",
            "status": "ACTIVE", "agentConnected": true}"#,
    ),
];

#[test]
fn a_list_without_its_key_is_read_where_its_records_tell_their_kind() {
    for (kind, record) in RECORDS {
        // What is about one thing is named after it.
        let name = if kind == DocumentKind::HostedZoneSummaries { "vpc-1.json" } else { "list.json" };
        let with_key = read_text(name, &format!("{{\"{kind}\": [{record}]}}")).unwrap();
        let without = read_text(name, &format!("[{record}]")).unwrap();
        assert_alike(&with_key, &without);
        let [warning @ Warning::Keyless { .. }] = without.warnings.as_slice() else {
            panic!("{kind}: {:?}", without.warnings)
        };
        assert_eq!(
            warning.to_string(),
            format!(
                "`{name}` holds a list without the key `{kind}`: it is read as all that `{}` prints",
                kind.command()
            )
        );
    }
    let vpcs = read_text("vpcs.json", "[{\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/16\"}]").unwrap();
    assert_eq!(vpcs.inventory.vpcs[0].evidence, Evidence::new(&"vpcs.json".into(), "/0"));
}

/// `--query 'Vpcs[0]'`, and `jq -c '.Vpcs[]'`.
#[test]
fn a_record_without_its_list_is_read_and_is_not_all_there_is() {
    let mut tried = 0;
    for (kind, record) in RECORDS {
        // Of zones it is the file's name that says whose they are.
        if kind == DocumentKind::HostedZoneSummaries {
            continue;
        }
        tried += 1;
        let of_list = read_text("list.json", &format!("{{\"{kind}\": [{record}]}}")).unwrap();
        let single = read_text("list.json", record).unwrap();
        let count = |snapshot: &Snapshot| {
            let text = format!("{:?}", snapshot.inventory).replace(&format!("{:?}", snapshot.inventory.knowledge), "");
            text.split("pointer: \"")
                .map(|part| part.split_once('"').map_or(part, |(_, rest)| rest).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(count(&single), count(&of_list), "{kind}");
        let [warning @ Warning::SingleRecord { more: 0, .. }] = single.warnings.as_slice() else {
            panic!("{kind}: {:?}", single.warnings)
        };
        assert_eq!(
            warning.to_string(),
            format!(
                "`list.json` holds a single record of `{kind}` without the list: read, but whether `{}` prints others is not known",
                kind.command()
            )
        );
        let several = read_text("list.json", &format!("{record}\n{record}")).unwrap();
        assert!(several.warnings.iter().any(|own| matches!(own, Warning::SingleRecord { more: 1, .. })), "{kind}");
    }
    assert_eq!(tried, RECORDS.len() - 1);
    let vpc = r#"{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}"#;
    let single = read_text("vpcs.json", vpc).unwrap().inventory;
    assert_eq!(single.vpcs[0].evidence, Evidence::new(&"vpcs.json".into(), ""));
    assert_eq!(single.knowledge.coverage(DocumentKind::Vpcs, &Scope::default()), Coverage::Partial);
    // Beside the whole list it takes nothing away.
    let beside =
        read_files(&[("a.json", vpc.as_bytes()), ("b.json", format!("{{\"Vpcs\": [{vpc}]}}").as_bytes())]).unwrap();
    assert_eq!(beside.inventory.knowledge.coverage(DocumentKind::Vpcs, &Scope::default()), Coverage::Complete);
}

#[test]
fn what_query_left_of_one_document_is_read() {
    for (key, value) in [
        (
            "taskDefinition",
            r#"{"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/s:1", "family": "s", "revision": 1, "volumes": [],
                "containerDefinitions": [{"name": "app", "image": "nginx"}]}"#,
        ),
        (
            "Role",
            r#"{"Arn": "arn:aws:iam::111122223333:role/exec", "RoleName": "exec",
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}"#,
        ),
        ("Policy", r#"{"Arn": "arn:aws:iam::111122223333:policy/p", "PolicyName": "p", "DefaultVersionId": "v1"}"#),
    ] {
        let with_key = read_text("f.json", &format!("{{\"{key}\": {value}}}")).unwrap();
        let without = read_text("f.json", value).unwrap();
        assert_alike(&with_key, &without);
        assert_eq!(without.warnings, []);
        let several = read_text("f.json", &format!("[{value}, {value}]")).unwrap();
        assert!(matches!(several.warnings.as_slice(), [Warning::ReadTwice { .. }]), "{:?}", several.warnings);
    }
}

#[test]
fn a_list_of_which_the_kind_is_not_plain_is_named_with_what_to_do() {
    let records = |kind: DocumentKind| RECORDS.iter().find(|(own, _)| *own == kind).unwrap().1;
    let mixed = format!("[{}, {}]", records(DocumentKind::Vpcs), records(DocumentKind::Subnets));
    for (text, found) in [
        ("[]", "holds an empty array where"),
        ("[\"subnet-1\", \"subnet-2\"]", "holds an array where"),
        ("[[\"subnet-1\", \"10.0.0.0/24\"]]", "holds an array where"),
        ("[{\"Id\": \"x\", \"Cidr\": \"10.0.0.0/24\"}]", "holds an array, first in it an object of `Id`, `Cidr` where"),
        (&mixed, "first in it an object of `VpcId`, `CidrBlock`, `DhcpOptionsId`, `OwnerId` where"),
    ] {
        let error = refused(read_text("subnets.json", text));
        assert!(error.to_string().contains(found), "{error}");
        assert!(error.hint().unwrap().contains("leave out `--query`"));
        // Beside others it is named, and the rest is read.
        let beside = read_files(&[("a.json", text.as_bytes()), ("b.json", VPC)]).unwrap();
        assert!(beside.warnings[0].to_string().contains("--query"), "{:?}", beside.warnings);
        assert_eq!(beside.inventory.vpcs.len(), 1);
    }
}

#[test]
fn an_account_id_may_be_a_number_and_may_have_lost_its_zeros() {
    let owner = |id: &str| {
        let text =
            format!("{{\"Vpcs\": [{{\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/16\", \"OwnerId\": {id}}}]}}");
        read_text("vpcs.json", &text).map(|read| read.inventory.vpcs[0].owner.as_ref().map(ToString::to_string))
    };
    for (printed, id) in [
        ("\"111122223333\"", "111122223333"),
        ("111122223333", "111122223333"),
        ("1122223333", "001122223333"),
        ("\"1122223333\"", "001122223333"),
        ("7", "000000000007"),
    ] {
        assert_eq!(owner(printed).unwrap().as_deref(), Some(id), "{printed}");
    }
    assert_eq!(owner("\"amazon-elb\"").unwrap(), None);
    for wrong in ["1111222233334", "1.5", "-1", "true", "{}"] {
        let error = refused(read_text(
            "f.json",
            &format!("{{\"Vpcs\": [{{\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/16\", \"OwnerId\": {wrong}}}]}}"),
        ));
        assert!(error.to_string().contains("expected an account id of twelve digits at `/Vpcs/0/OwnerId`"), "{error}");
    }
    let requester = r#"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.5", "Groups": [], "RequesterId": 11122223333}]}"#;
    let read = read_text("f.json", requester).unwrap();
    assert_eq!(read.inventory.network_interfaces[0].requester.as_deref(), Some("011122223333"));
}
