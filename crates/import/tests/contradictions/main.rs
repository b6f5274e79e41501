//! What documents say that cannot be true together is a warning each, and what is right is none.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

use hopwise_import::{Options, Warning, read_documents};

fn subnet(id: &str, vpc: &str, cidr: &str) -> String {
    format!(r#"{{"SubnetId": "{id}", "VpcId": "{vpc}", "CidrBlock": "{cidr}"}}"#)
}

fn interface(id: &str, subnet: &str, addresses: &[&str]) -> String {
    let addresses: Vec<String> =
        addresses.iter().map(|address| format!(r#"{{"PrivateIpAddress": "{address}"}}"#)).collect();
    format!(
        r#"{{"NetworkInterfaceId": "{id}", "VpcId": "vpc-1", "SubnetId": "{subnet}", "Groups": [],
            "PrivateIpAddresses": [{}]}}"#,
        addresses.join(",")
    )
}

fn task(interface: &str, subnet: &str) -> String {
    format!(
        r#"{{"taskArn": "arn:aws:ecs:eu-west-1:111122223333:task/prod/3f9c", "lastStatus": "PENDING",
            "overrides": {{}}, "containers": [{{"name": "app"}}], "attachments": [
            {{"type": "ElasticNetworkInterface", "details": [
                {{"name": "networkInterfaceId", "value": "{interface}"}}, {{"name": "subnetId", "value": "{subnet}"}}]}}]}}"#
    )
}

/// The warnings about two VPCs of 10.0.0.0/16, the first with 10.1.0.0/16 besides, and what is in them.
fn warnings(subnets: &[String], interfaces: &[String], tasks: &[String]) -> Vec<String> {
    let vpcs = r#"{"Vpcs": [
        {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "CidrBlockAssociationSet": [
            {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
            {"CidrBlock": "10.1.0.0/16", "CidrBlockState": {"State": "associated"}}]},
        {"VpcId": "vpc-2", "CidrBlock": "10.0.0.0/16"}]}"#;
    let documents = [
        ("vpcs.json", vpcs.to_owned()),
        ("subnets.json", format!(r#"{{"Subnets": [{}]}}"#, subnets.join(","))),
        ("interfaces.json", format!(r#"{{"NetworkInterfaces": [{}]}}"#, interfaces.join(","))),
        ("tasks.json", format!(r#"{{"tasks": [{}]}}"#, tasks.join(","))),
    ];
    read_documents(documents, &Options::default()).unwrap().warnings.iter().map(Warning::to_string).collect()
}

fn begins(warnings: &[String], expected: &[&str]) {
    assert_eq!(warnings.len(), expected.len(), "{warnings:#?}");
    for (warning, expected) in warnings.iter().zip(expected) {
        assert!(warning.starts_with(expected), "{warning}\nis not\n{expected}");
    }
}

#[test]
fn what_agrees_is_no_warning() {
    let subnets = [
        subnet("subnet-1", "vpc-1", "10.0.1.0/24"),
        subnet("subnet-2", "vpc-1", "10.0.2.0/24"),
        subnet("subnet-3", "vpc-1", "10.1.0.0/16"),
        subnet("subnet-4", "vpc-2", "10.0.0.0/16"),
        subnet("subnet-5", "vpc-3", "192.168.0.0/24"),
    ];
    let interfaces =
        [interface("eni-1", "subnet-1", &["10.0.1.4", "10.0.1.254"]), interface("eni-2", "subnet-0", &["172.16.0.1"])];
    begins(&warnings(&subnets, &interfaces, &[task("eni-1", "subnet-1")]), &[]);
    begins(&warnings(&subnets, &interfaces, &[task("eni-9", "subnet-2")]), &[]);
}

#[test]
fn an_address_outside_its_subnet() {
    let subnets = [subnet("subnet-1", "vpc-1", "10.0.1.0/24")];
    let interfaces = [
        interface("eni-1", "subnet-1", &["10.0.1.4"]),
        interface("eni-2", "subnet-1", &["10.0.1.5", "10.0.2.5", "10.0.2.6"]),
    ];
    let expected = "interfaces.json#/NetworkInterfaces/1: `eni-2` has the address 10.0.2.5, but its subnet `subnet-1` is 10.0.1.0/24: ";
    begins(&warnings(&subnets, &interfaces, &[]), &[expected]);
}

#[test]
fn subnets_that_overlap() {
    let subnets = [
        subnet("subnet-4", "vpc-1", "10.0.4.0/24"),
        subnet("subnet-3", "vpc-1", "10.0.3.0/24"),
        subnet("subnet-1", "vpc-1", "10.0.0.0/22"),
        subnet("subnet-2", "vpc-1", "10.0.1.0/24"),
        subnet("subnet-5", "vpc-1", "10.0.4.0/24"),
    ];
    let expected = [
        "subnets.json#/Subnets/3: `subnet-2` (10.0.1.0/24) and `subnet-1` (10.0.0.0/22) overlap in `vpc-1`: ",
        "subnets.json#/Subnets/1: `subnet-3` (10.0.3.0/24) and `subnet-1` (10.0.0.0/22) overlap in `vpc-1`: ",
        "subnets.json#/Subnets/4: `subnet-5` (10.0.4.0/24) and `subnet-4` (10.0.4.0/24) overlap in `vpc-1`: ",
    ];
    begins(&warnings(&subnets, &[], &[]), &expected);
}

#[test]
fn a_subnet_outside_its_vpc() {
    let subnets = [subnet("subnet-1", "vpc-1", "10.2.0.0/24"), subnet("subnet-2", "vpc-2", "10.0.0.0/15")];
    let expected = [
        "subnets.json#/Subnets/0: `subnet-1` is 10.2.0.0/24, which is in no block of `vpc-1`: ",
        "subnets.json#/Subnets/1: `subnet-2` is 10.0.0.0/15, which is in no block of `vpc-2`: ",
    ];
    begins(&warnings(&subnets, &[], &[]), &expected);
}

#[test]
fn a_task_whose_interface_is_elsewhere() {
    let subnets = [subnet("subnet-1", "vpc-1", "10.0.1.0/24"), subnet("subnet-2", "vpc-1", "10.0.2.0/24")];
    let interfaces = [interface("eni-1", "subnet-1", &["10.0.1.4"])];
    let expected = "tasks.json#/tasks/0: task `arn:aws:ecs:eu-west-1:111122223333:task/prod/3f9c` says that it is in `subnet-2`, but its interface `eni-1` is in `subnet-1`: ";
    begins(&warnings(&subnets, &interfaces, &[task("eni-1", "subnet-2")]), &[expected]);
}

/// The warnings about hosted zones of two VPCs.
fn zone_warnings(second_name: &str, record: &str) -> Vec<String> {
    let zones = |name: &str| format!(r#"{{"HostedZoneSummaries": [{{"HostedZoneId": "Z1", "Name": "{name}"}}]}}"#);
    let records = format!(
        r#"{{"ResourceRecordSets": [{{"Name": "{record}", "Type": "A", "ResourceRecords": [{{"Value": "10.0.0.1"}}]}}]}}"#
    );
    let documents = [("vpc-1.json", zones("shop.corp.")), ("vpc-2.json", zones(second_name)), ("Z1.json", records)];
    let snapshot = read_documents(documents, &Options::default()).unwrap();
    snapshot.warnings.iter().map(Warning::to_string).collect()
}

#[test]
fn records_of_another_zone() {
    assert_eq!(zone_warnings("shop.corp.", "db.Shop.corp."), Vec::<String>::new());
    assert_eq!(zone_warnings("shop.corp.", "shop.corp."), Vec::<String>::new());
    assert_eq!(
        zone_warnings("shop.corp.", "workshop.corp."),
        ["Z1.json#/ResourceRecordSets/0: the record `workshop.corp` is not in zone `Z1` (`shop.corp`): \
          the file may be named after another zone"]
    );
}

#[test]
fn a_zone_of_two_names() {
    assert_eq!(
        zone_warnings("store.corp.", "db.shop.corp."),
        ["vpc-2.json#/HostedZoneSummaries/0: zone `Z1` is called `store.corp` here and `shop.corp` elsewhere: \
          the documents may be of different times, or edited"]
    );
}
