//! Which account and Region a document is of, and how much of it is known there.

#![expect(clippy::unwrap_used, reason = "helpers of tests, not tests themselves, may fail at once")]

use hopwise_import::{Options, Snapshot, Warning, read_documents};
use hopwise_model::resource::Scope;
use hopwise_model::{Coverage, DocumentKind, Region};

const NO_ENDPOINTS: &str = r#"{"VpcEndpoints": []}"#;

fn read(documents: &[(&str, &str)]) -> Snapshot {
    read_documents(documents.iter().copied(), &Options::default()).unwrap()
}

fn subnets(region: &str, number: u8) -> String {
    format!(
        r#"{{"Subnets": [{{"SubnetId": "subnet-{number}", "VpcId": "vpc-{number}", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "{region}a",
            "OwnerId": "111122223333"}}]}}"#
    )
}

/// How much is known of endpoints in an account and Region.
fn endpoints(snapshot: &Snapshot, account: Option<&str>, region: Option<&str>) -> Coverage {
    let account = account.map(|account| account.try_into().unwrap());
    let region = region.map(|region| region.try_into().unwrap());
    snapshot.inventory.knowledge.coverage(DocumentKind::VpcEndpoints, &Scope { account, region })
}

#[test]
fn paths_place_documents() {
    let snapshot = read(&[
        ("eu-west-1/e.json", NO_ENDPOINTS),
        ("accounts/444455556666/us-east-1/e.json", NO_ENDPOINTS),
        ("eu-central-1/subnets.json", &subnets("eu-central-1", 1)),
    ]);
    assert_eq!(endpoints(&snapshot, None, Some("eu-west-1")), Coverage::Complete);
    assert_eq!(endpoints(&snapshot, Some("444455556666"), Some("us-east-1")), Coverage::Complete);
    assert_eq!(endpoints(&snapshot, None, Some("us-east-1")), Coverage::NotAsked);
    assert_eq!(endpoints(&snapshot, None, Some("eu-central-1")), Coverage::NotAsked);
}

#[test]
fn an_owner_of_something_is_not_who_asked() {
    let snapshot = read(&[("e.json", NO_ENDPOINTS), ("subnets.json", &subnets("eu-west-1", 1))]);
    assert_eq!(endpoints(&snapshot, None, Some("eu-west-1")), Coverage::Complete);
    let knowledge = &snapshot.inventory.knowledge;
    let subnet = &snapshot.inventory.subnets[0];
    let place = knowledge.place_of(subnet.owner.as_ref(), &subnet.scope);
    assert!(knowledge.knows(DocumentKind::VpcEndpoints, &place), "{place:?}");
}

#[test]
fn what_a_document_or_its_folder_shows_places_it() {
    let endpoint = r#"{"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "VpcEndpointType": "Interface",
        "ServiceName": "com.amazonaws.us-east-1.s3", "State": "available", "PrivateDnsEnabled": true,
        "NetworkInterfaceIds": []}]}"#;
    let (here, there) = (subnets("eu-west-1", 1), subnets("us-east-1", 2));
    let one = [("a/s.json", here.as_str()), ("b/s.json", there.as_str())];
    let by_vpc = read(&[&one[..], &[("c/e.json", endpoint)]].concat());
    assert_eq!(endpoints(&by_vpc, None, Some("eu-west-1")), Coverage::Complete, "by its VPC, not by its service");
    assert_eq!(endpoints(&by_vpc, None, Some("us-east-1")), Coverage::NotAsked);
    let by_folder = read(&[&one[..], &[("b/e.json", NO_ENDPOINTS)]].concat());
    assert_eq!(endpoints(&by_folder, None, Some("us-east-1")), Coverage::Complete);
    assert_eq!(endpoints(&by_folder, None, Some("eu-west-1")), Coverage::NotAsked);
    let by_file = format!("{}, {}", here.trim_end_matches('}').trim_end(), NO_ENDPOINTS.trim_start_matches('{'));
    let by_file = read(&[("all.json", &by_file), ("more.json", &there)]);
    assert_eq!(endpoints(&by_file, None, Some("eu-west-1")), Coverage::Complete);
}

#[test]
fn an_empty_list_without_a_sign_is_whole_for_none_of_several_regions() {
    let (here, there) = (subnets("eu-west-1", 1), subnets("us-east-1", 2));
    let documents = [("a.json", here.as_str()), ("b.json", &there), ("e.json", NO_ENDPOINTS)];
    let snapshot = read(&documents);
    assert_eq!(snapshot.warnings, [Warning::Unplaced { file: "e.json".into() }]);
    for region in ["eu-west-1", "us-east-1"] {
        assert_eq!(endpoints(&snapshot, None, Some(region)), Coverage::NotAsked, "{region}");
    }
    let options = Options { region: Some(Region::try_from("us-east-1").unwrap()) };
    let read = read_documents(documents, &options).unwrap();
    assert_eq!((endpoints(&read, None, Some("us-east-1")), read.warnings), (Coverage::Complete, vec![]));
}

#[test]
fn a_folder_without_signs_is_of_the_only_region_unless_that_has_its_documents() {
    let vpc = |id: u8| format!(r#"{{"Vpcs": [{{"VpcId": "vpc-{id}", "CidrBlock": "10.0.0.0/16"}}]}}"#);
    let (first, second) = (vpc(1), vpc(2));
    let added = read(&[("eu-west-1/v.json", &first), ("e.json", NO_ENDPOINTS)]);
    assert_eq!(endpoints(&added, None, Some("eu-west-1")), Coverage::Complete);
    let other = read(&[("eu-west-1/v.json", &first), ("e.json", NO_ENDPOINTS), ("v.json", &second)]);
    assert_eq!(endpoints(&other, None, None), Coverage::Complete, "a place that nobody names");
    assert_eq!(endpoints(&other, None, Some("eu-west-1")), Coverage::NotAsked);
}

#[test]
fn pages_end_where_they_are_from() {
    let page = r#"{"VpcEndpoints": [], "nextToken": "x"}"#;
    let ended = read(&[("eu-west-1/1.json", page), ("eu-west-1/2.json", NO_ENDPOINTS)]);
    assert_eq!((endpoints(&ended, None, Some("eu-west-1")), ended.warnings), (Coverage::Complete, vec![]));
    let elsewhere = read(&[("eu-west-1/1.json", page), ("us-east-1/2.json", NO_ENDPOINTS)]);
    assert_eq!(endpoints(&elsewhere, None, Some("eu-west-1")), Coverage::Partial);
    assert_eq!(endpoints(&elsewhere, None, Some("us-east-1")), Coverage::Complete);
    assert!(matches!(elsewhere.warnings.as_slice(), [Warning::MorePages { kind: DocumentKind::VpcEndpoints, .. }]));
}

#[test]
fn pages_of_one_list_are_one_list() {
    let names = |name: &str, rest: &str| format!(r#"{{"PolicyNames": ["{name}"]{rest}}}"#);
    let first = names("a", r#", "IsTruncated": true, "Marker": "m""#);
    let last = names("b", r#", "IsTruncated": false"#);
    let both = read(&[("1/web.json", &first), ("2/web.json", &last)]);
    assert_eq!(both.inventory.role_policy_names[0].names, ["a", "b"]);
    let cut = read(&[("web.json", &first)]);
    assert_eq!(cut.inventory.role_policy_names[0].names, ["a"]);
    assert!(!cut.inventory.role_policy_names[0].complete, "what is on the others could permit anything");
    assert!(both.inventory.role_policy_names[0].complete);
    assert!(matches!(cut.warnings.as_slice(), [Warning::MorePages { .. }]));
    let entries = r#"{"Entries": [{"Cidr": "3.0.0.0/8"}], "NextToken": "x"}"#;
    assert!(read(&[("pl-1.json", entries)]).inventory.prefix_list_entries.is_empty());
}

/// What an endpoint or a NAT gateway has exists: a list without it was filtered.
#[test]
fn a_list_without_what_others_have_is_a_part() {
    let network = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "CidrBlockAssociationSet": [],
            "DhcpOptionsId": "default", "IsDefault": false}],
        "RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [], "Routes": [
            {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}]}],
        "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1", "Groups": [],
            "PrivateIpAddress": "10.0.0.4", "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.4", "Primary": true}],
            "InterfaceType": "interface", "Status": "in-use"}]}"#;
    let endpoint = |kind: &str, state: &str, tables: &str, interfaces: &str| {
        format!(
            r#"{{"VpcEndpoints": [{{"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "VpcEndpointType": "{kind}", "State": "{state}",
            "ServiceName": "com.amazonaws.eu-west-1.s3", "PrivateDnsEnabled": false, "NetworkInterfaceIds": [{interfaces}],
            "RouteTableIds": [{tables}]}}]}}"#
        )
    };
    let nat = r#"{"NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "State": "available",
        "ConnectivityType": "private",
        "NatGatewayAddresses": [{"NetworkInterfaceId": "eni-9", "PrivateIp": "10.0.0.9", "IsPrimary": true}]}]}"#;
    let (tables, interfaces) = (DocumentKind::RouteTables, DocumentKind::NetworkInterfaces);
    for (beside, part) in [
        (endpoint("Gateway", "available", r#""rtb-1""#, "").as_str(), None),
        (&endpoint("Gateway", "available", r#""rtb-9""#, ""), Some(tables)),
        (&endpoint("Gateway", "deleted", r#""rtb-9""#, ""), None),
        (&endpoint("Interface", "available", "", r#""eni-1""#), None),
        (&endpoint("Interface", "available", "", r#""eni-9""#), Some(interfaces)),
        (nat, Some(interfaces)),
        (&nat.replace("eni-9", "eni-1"), None),
        (&nat.replace(r#""available""#, r#""deleted""#), None),
    ] {
        let snapshot = read(&[("network.json", network), ("beside.json", beside)]);
        let vpc = &snapshot.inventory.vpcs[0];
        let place = snapshot.inventory.knowledge.place_of(vpc.owner.as_ref(), &vpc.scope);
        for kind in [tables, interfaces] {
            let is_part = snapshot.inventory.knowledge.coverage(kind, &place) == Coverage::Partial;
            assert_eq!(is_part, part == Some(kind), "{kind}: {beside}\n{:?}", snapshot.warnings);
        }
        let is_warned = snapshot.warnings.iter().any(|own| matches!(own, Warning::Filtered { .. }));
        assert_eq!(is_warned, part.is_some(), "{beside}");
    }
}
