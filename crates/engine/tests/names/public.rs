//! Names that mean public addresses, and those of file systems.

use hopwise_engine::{AnswerKind, NoAnswer, Resolution};
use hopwise_model::resource::{NetworkInterface, PrefixList, Subnet};
use hopwise_model::{DocumentKind, Gap, Inventory};
use hopwise_proptest::fixture::{interface, prefix_list, subnet};

use crate::resolve;
use crate::world::World;

fn inventory() -> Inventory {
    World { zones: Vec::new(), rules: Vec::new(), endpoints: Vec::new(), firewall: Vec::new() }.inventory()
}

fn resolved(inventory: &Inventory, host: &str) -> Resolution {
    resolve(&inventory.clone().validate().unwrap(), host)
}

/// S3 and `DynamoDB` have their addresses to themselves (VPC user guide, AWS IP address ranges): they are on the lists of
/// their Regions, and nobody else's are.
#[test]
fn lists_of_services_are_theirs_alone() {
    let mut inventory = inventory();
    for (name, service, entries) in [
        ("pl-s3", "com.amazonaws.eu-west-1.s3", &["52.218.0.0/17"][..]),
        ("pl-s3-far", "com.amazonaws.us-east-1.s3", &["52.216.0.0/15"]),
        ("pl-ddb", "com.amazonaws.eu-west-1.dynamodb", &["52.119.240.0/21"]),
        ("pl-ipv6", "com.amazonaws.eu-central-1.s3", &["2a05:d050::/32"]),
        ("pl-own", "offices", &["9.9.9.0/24"]),
    ] {
        inventory.prefix_lists.push(PrefixList { name: Some(service.to_owned()), ..prefix_list(name, entries) });
    }
    let office = "8.8.8.8";
    for (host, list, holds, lacks) in [
        ("b.s3.eu-west-1.amazonaws.com", Some("pl-s3"), "52.218.0.1", "52.216.0.1"),
        ("b.s3.us-east-1.amazonaws.com", Some("pl-s3-far"), "52.216.0.1", office),
        ("dynamodb.eu-west-1.amazonaws.com", Some("pl-ddb"), "52.119.240.1", office),
        // A list without addresses of IPv4 tells nothing of these.
        ("b.s3.eu-central-1.amazonaws.com", None, office, "52.216.0.1"),
        ("b.s3.ap-south-1.amazonaws.com", None, office, "52.218.0.1"),
        ("b.s3.ap-south-1.amazonaws.com", None, office, "52.119.240.1"),
        // A name without a Region does not tell which Region's list it is on.
        ("b.s3.amazonaws.com", None, "52.218.0.1", "52.119.240.1"),
        ("b.s3.amazonaws.com", None, "52.216.0.1", "52.119.240.1"),
        ("logs.eu-west-1.amazonaws.com", None, "54.239.0.1", "52.218.0.1"),
    ] {
        let resolution = resolved(&inventory, host);
        let [answer] = resolution.answers.as_slice() else { panic!("{resolution:?}") };
        let kind = list.map_or(AnswerKind::Public, |list| AnswerKind::PrefixList(list.to_owned()));
        assert_eq!(answer.kind, kind, "{host}");
        assert_eq!(answer.via[0].evidence.is_some(), list.is_some(), "{host}");
        let [holds, lacks] = [holds, lacks].map(|address| answer.addresses.contains(address.parse().unwrap()));
        assert!(holds && !lacks, "{host}");
    }
    // What somebody writes down for themselves, anybody may have.
    let answer = &resolved(&inventory, "logs.eu-west-1.amazonaws.com").answers[0];
    assert!(answer.addresses.contains([9, 9, 9, 9].into()));
}

/// The name of a file system means the mount target in the asker's zone (Amazon EFS user guide, mounting by DNS name).
#[test]
fn a_file_system_is_mounted_in_the_zone() {
    const EFS: &str = "fs-0a.efs.eu-west-1.amazonaws.com";
    const S3_FILES: &str = "fs-0a.s3files.eu-west-1.on.aws";
    let target = |subnet: &str, vpc: &str, address: [u8; 4], file_system: &str| NetworkInterface {
        kind: "efs".into(),
        description: format!("EFS mount target for {file_system} (fsmt-1)").into(),
        ..interface(&format!("eni-{subnet}-{file_system}"), vpc, subnet, address.into())
    };
    let here = || target("subnet-a", "vpc-a", [10, 0, 0, 9], "fs-0a");
    let there = || target("subnet-b", "vpc-a", [10, 0, 1, 9], "fs-0a");
    let other = || target("subnet-a", "vpc-a", [10, 0, 0, 8], "fs-0b");
    let far = || target("subnet-far", "vpc-b", [10, 9, 0, 9], "fs-0a");
    let meant = |host: &str, targets: &[NetworkInterface], change: fn(&mut Inventory)| {
        let mut inventory = inventory();
        for (name, vpc, block, zone) in
            [("subnet-b", "vpc-a", "10.0.1.0/24", "eu-west-1b"), ("subnet-far", "vpc-b", "10.9.0.0/24", "eu-west-1a")]
        {
            inventory.subnets.push(Subnet { availability_zone: Some(zone.to_owned()), ..subnet(name, vpc, block) });
        }
        inventory.vpcs.push(hopwise_proptest::fixture::vpc("vpc-b", "10.9.0.0/16"));
        for own in targets {
            inventory.network_interfaces.push(own.clone());
        }
        change(&mut inventory);
        let resolution = resolved(&inventory, host);
        let first = resolution.answers.first().map(|answer| match &answer.kind {
            AnswerKind::MountTarget(_) => answer.addresses.to_string(),
            AnswerKind::Nothing(NoAnswer::NoMountTarget { .. }) => "none".to_owned(),
            AnswerKind::Anything => "unknown".to_owned(),
            other => panic!("{other:?}"),
        });
        (first.unwrap_or_default(), resolution.answers.len(), resolution.gap.is_some())
    };
    let nothing: fn(&mut Inventory) = |_| {};
    let (found, none, unknown) =
        (("10.0.0.9".to_owned(), 1, false), ("none".to_owned(), 1, false), ("unknown".to_owned(), 2, true));
    assert_eq!(meant(EFS, &[here()], nothing), found);
    assert_eq!(meant(EFS, &[other(), there(), far(), here()], nothing), found);
    assert_eq!(meant(S3_FILES, &[there(), here()], nothing), found);
    assert_eq!(meant(EFS, &[there()], nothing), none);
    assert_eq!(meant(EFS, &[there(), other(), far()], nothing), none);
    // Nothing tells how the interfaces of its mount targets would be described, or whether these are all.
    assert_eq!(meant(EFS, &[], nothing), unknown);
    assert_eq!(meant(EFS, &[far(), other()], nothing), unknown);
    assert_eq!(meant(S3_FILES, &[there()], nothing), unknown);
    let unread: fn(&mut Inventory) = |inventory| inventory.knowledge.forget(DocumentKind::NetworkInterfaces);
    assert_eq!(meant(EFS, &[there()], unread), unknown);
    let no_zone: fn(&mut Inventory) = |inventory| inventory.subnets[0].availability_zone = None;
    assert_eq!(meant(EFS, &[there()], no_zone), unknown);
    let no_other_zone: fn(&mut Inventory) = |inventory| inventory.subnets[1].availability_zone = None;
    assert_eq!(meant(EFS, &[there()], no_other_zone), unknown);
    // Of one of them it is not known in which zone it is.
    let lost = || target("subnet-unread", "vpc-a", [10, 0, 2, 9], "fs-0a");
    assert_eq!(meant(EFS, &[lost(), there()], nothing), unknown);
    assert_eq!(meant(EFS, &[there(), lost()], nothing), unknown);
    assert_eq!(meant(EFS, &[lost(), here()], nothing), found);
    assert_eq!(meant(EFS, &[lost()], no_zone), unknown);
    // The name needs both DNS attributes of the VPC.
    for hostnames in [Some(false), None] {
        let mut inventory = inventory();
        inventory.network_interfaces.push(here());
        inventory.vpc_attributes[0].dns_hostnames = hostnames;
        let resolution = resolved(&inventory, EFS);
        assert_eq!(resolution.answers.len(), 2);
        assert!(matches!(resolution.gap, Some(Gap::DnsAttribute { .. })), "{:?}", resolution.gap);
    }
}
