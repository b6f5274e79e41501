//! What is found by index is what a search of everything finds.

use std::collections::BTreeSet;
use std::net::IpAddr;

use hopwise_model::design::{Design, Ix, NetworkInterface, VpcEndpoint};
use hopwise_model::resource::{self, Scope};
use hopwise_model::{Coverage, DocumentKind, Inventory, Region};
use hopwise_proptest::design::broken;
use hopwise_proptest::fixture::{interface, subnet, vpc};
use ipnet::IpNet;
use proptest::prelude::*;

/// Ranges around every block and address that a design knows.
fn ranges(design: &Design) -> Vec<(IpAddr, IpAddr)> {
    let blocks = design.vpcs.iter().flat_map(|(_, vpc)| &vpc.record.cidrs);
    let ends = blocks.flat_map(|block| [block.network(), block.broadcast()]).chain(design.public_addresses());
    let ends: BTreeSet<IpAddr> = ends.collect();
    let single = ends.iter().map(|own| (*own, *own));
    let pairs = ends.iter().zip(ends.iter().skip(1)).map(|(first, last)| (*first, *last));
    single.chain(pairs).filter(|(first, last)| first.is_ipv4() == last.is_ipv4()).collect()
}

proptest! {
    #[test]
    fn by_address_and_by_service(broken in broken()) {
        let Ok(design) = broken.inventory.validate() else { return Ok(()) };
        let blocks: BTreeSet<IpNet> =
            design.vpcs.iter().flat_map(|(_, vpc)| &vpc.record.cidrs).map(IpNet::trunc).collect();
        for (first, last) in ranges(&design) {
            let is_in = |block: &&IpNet| block.network() <= last && first <= block.broadcast();
            let same_family = |block: &&IpNet| block.addr().is_ipv4() == first.is_ipv4();
            let expected: Vec<IpNet> = blocks.iter().filter(is_in).filter(same_family).copied().collect();
            let mut found: Vec<IpNet> = design.vpc_blocks_between(first, last).collect();
            found.sort_unstable();
            prop_assert_eq!(found, expected, "{}-{}", first, last);
            let public: Vec<IpAddr> =
                design.public_addresses().filter(|own| (first..=last).contains(own)).collect();
            let between = design.public_between(std::iter::once((first, last)));
            let found: Vec<(IpAddr, Ix<NetworkInterface>, IpAddr)> = between.collect();
            prop_assert_eq!(found.iter().map(|(own, ..)| *own).collect::<Vec<_>>(), public);
            for (public, interface, private) in found {
                prop_assert_eq!(design.interface_at_public(public), Some((interface, private)));
            }
        }
        let by_service: Vec<(&str, Ix<VpcEndpoint>)> =
            design.endpoints_by_service().flat_map(|(name, all)| all.map(move |own| (name, own))).collect();
        prop_assert_eq!(by_service.len(), design.vpc_endpoints.len());
        for (name, endpoint) in by_service {
            prop_assert_eq!(&design.vpc_endpoints.get(endpoint).record.service_name, name);
        }
        let unseen = |own: &VpcEndpoint| own.interfaces.iter().any(Result::is_err);
        let searched = design.vpc_endpoints.iter().filter(|(_, own)| unseen(own)).map(|(index, _)| index);
        prop_assert_eq!(design.partly_seen_endpoints().collect::<Vec<_>>(), searched.collect::<Vec<_>>());
    }
}

#[test]
fn blocks_that_hold_one_another_are_all_found() {
    let vpcs = ["10.0.0.0/16", "10.0.0.0/24", "10.0.128.0/17", "10.1.0.0/16", "10.0.0.0/8"];
    let vpcs = vpcs.iter().enumerate().map(|(number, block)| vpc(&format!("vpc-{number}"), block));
    let design = Inventory { vpcs: vpcs.collect::<Vec<_>>().into(), ..Inventory::default() }.validate().unwrap();
    let found = |first: &str, last: &str| {
        let found = design.vpc_blocks_between(first.parse().unwrap(), last.parse().unwrap());
        found.map(|block| block.to_string()).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found("10.0.0.0", "10.0.0.0"), "10.0.0.0/16 10.0.0.0/24 10.0.0.0/8");
    assert_eq!(found("10.0.200.1", "10.0.200.1"), "10.0.0.0/16 10.0.0.0/8 10.0.128.0/17");
    assert_eq!(found("10.0.1.0", "10.1.0.0"), "10.0.0.0/16 10.0.0.0/8 10.0.128.0/17 10.1.0.0/16");
    assert_eq!(found("11.0.0.0", "11.0.0.255"), "");
}

#[test]
fn mount_targets_are_found_by_the_file_systems_that_they_name() {
    let named = |name: &str, description: &str| {
        let found = interface(name, "vpc-a", "subnet-a", "10.0.0.9".parse().unwrap());
        resource::NetworkInterface { description: description.into(), ..found }
    };
    let interfaces = vec![
        named("eni-a", "EFS mount target for fs-0a (fsmt-0a)"),
        named("eni-b", "EFS mount target for fs-0b (fsmt-0b)"),
        named("eni-c", "mine"),
        named("eni-d", "EFS mount target for fs-0a (fsmt-0d)"),
    ];
    let inventory = Inventory {
        vpcs: vec![vpc("vpc-a", "10.0.0.0/16")].into(),
        subnets: vec![subnet("subnet-a", "vpc-a", "10.0.0.0/24")].into(),
        network_interfaces: interfaces.into(),
        ..Inventory::default()
    };
    let design = inventory.validate().unwrap();
    let of = |id: &str| {
        let found = design.of_file_system(id).map(|own| design.network_interfaces.get(own).record.id.to_string());
        found.collect::<Vec<_>>().join(" ")
    };
    assert_eq!([of("fs-0a"), of("fs-0b"), of("fs-0c")], ["eni-a eni-d", "eni-b", ""]);
}

/// A Region is known by its own documents, whosoever they are; those of which nobody says where they are from are of the
/// Region that their subnets' zones tell, or may be any.
#[test]
fn a_region_is_known_by_its_own_documents() {
    const LIST: DocumentKind = DocumentKind::NetworkInterfaces;
    let region = |text: &str| Region::try_from(text).unwrap();
    let place = |account: &str, of: &str| Scope { account: account.try_into().ok(), region: of.try_into().ok() };
    let (here, there) = (region("eu-west-1"), region("us-east-1"));
    let known = |places: &[(Scope, Coverage)], zone: Option<&str>| {
        let subnets = zone.into_iter().map(|zone| {
            let found = subnet("subnet-a", "vpc-a", "10.0.0.0/24");
            resource::Subnet { availability_zone: Some(zone.into()), ..found }
        });
        let mut inventory = Inventory { subnets: subnets.collect(), ..Inventory::default() };
        for (place, coverage) in places {
            inventory.knowledge.record(LIST, place, *coverage);
        }
        let design = inventory.validate().unwrap();
        [design.knows_in(LIST, &here), design.knows_in(LIST, &there)]
    };
    let (own, other) = ("111122223333", "444455556666");
    let whole = |account: &str, of: &str| (place(account, of), Coverage::Complete);
    let part = |account: &str, of: &str| (place(account, of), Coverage::Partial);
    assert_eq!(known(&[], None), [false, false]);
    assert_eq!(known(&[whole(own, "eu-west-1")], None), [true, false]);
    assert_eq!(known(&[whole(own, "eu-west-1"), part(own, "us-east-1")], None), [true, false]);
    assert_eq!(known(&[whole(own, "eu-west-1"), part(other, "eu-west-1")], None), [false, false]);
    assert_eq!(known(&[whole("", "")], None), [false, false], "nobody says where they are from");
    assert_eq!(known(&[whole("", "")], Some("eu-west-1b")), [true, false]);
    assert_eq!(known(&[part("", ""), whole(own, "us-east-1")], Some("eu-west-1b")), [false, true]);
    assert_eq!(known(&[part("", ""), whole(own, "us-east-1")], None), [false, false], "they may be of any");
}
