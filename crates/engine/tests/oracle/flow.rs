//! What a flow tells besides its end: the things on its path by their names, where its packets are sent, and who has the
//! address.

#![expect(clippy::unwrap_used, reason = "helpers of tests, not tests themselves, also stop at what cannot be")]

use std::collections::BTreeSet;

use hopwise_engine::{Network, Question as Asked, Trace, Translation};
use hopwise_model::design::{Design, Source, Wanted};
use hopwise_model::resource::{AclEntry, Direction, NatAddress};
use hopwise_model::{Code, Component, Gap, Inventory, NotEvaluated};
use hopwise_packet::{AddressSet, PacketBox, PortSet, Protocol};
use hopwise_proptest::design::Plan;
use hopwise_proptest::fixture::acl_entry;

use crate::rare::{network, plan, task};

/// HTTPS from an address to others.
fn https(design: &Design, source: Source, from: &str, to: &[&str]) -> Trace {
    let address = |text: &&str| text.parse().unwrap();
    let packets = PacketBox::any()
        .protocol(Protocol::TCP)
        .from(AddressSet::single(address(&from)))
        .from_ports(PortSet::single(40_000))
        .to(AddressSet::from_addresses(to.iter().map(address)))
        .to_ports(PortSet::single(443));
    Network::new(design.clone()).trace(&Asked { source, packets, wanted: Wanted::Anyone })
}

/// Gives everything that may have one a `Name` tag that no other thing has.
fn with_names(mut inventory: Inventory) -> Inventory {
    macro_rules! name {
        ($($records:ident),*) => {$(
            for record in &mut inventory.$records {
                record.name = Some(format!("the name of {}", record.id));
            }
        )*};
    }
    name!(network_interfaces, subnets, nat_gateways, internet_gateways, vpc_endpoints);
    inventory
}

#[test]
fn everything_on_a_path_is_told_by_its_own_name() {
    let plan = Plan { gateway_endpoint: true, ..plan() };
    let design = with_names(plan.build()).validate().unwrap();
    let mut seen = BTreeSet::new();
    for to in ["8.8.8.8", "52.218.9.1", "10.0.0.5", "10.0.0.44"] {
        for flow in https(&design, task(&design), "10.0.0.4", &[to]).flows {
            for hop in flow.forward.iter().chain(&flow.back).filter(|hop| hop.component != Component::Internet) {
                assert_eq!(hop.name, Some(format!("the name of {}", hop.id)), "on the way to {to}");
                seen.insert(hop.component);
            }
        }
    }
    let all = [
        Component::NetworkInterface,
        Component::Subnet,
        Component::NatGateway,
        Component::InternetGateway,
        Component::VpcEndpoint,
    ];
    assert_eq!(seen, BTreeSet::from(all));
}

/// Who would have answered packets that a security group stopped as they left.
#[test]
fn packets_that_do_not_arrive_were_for_who_has_the_address() {
    let mut inventory = network();
    inventory.security_groups.find_mut(|group| group.id.as_str() == "sg-task").unwrap().egress.clear();
    let design = inventory.validate().unwrap();
    for (to, component, id) in [
        (vec!["10.0.0.5"], Component::NetworkInterface, Some("eni-neighbour")),
        (vec!["54.0.0.6"], Component::NetworkInterface, Some("eni-host")),
        (vec!["10.0.0.5", "10.0.0.44"], Component::Vpc, Some("vpc-a")),
        (vec!["10.0.0.200"], Component::Vpc, Some("vpc-a")),
        (vec!["8.8.8.8"], Component::Internet, None),
        (vec!["54.0.0.6", "54.0.0.7"], Component::Internet, None),
    ] {
        let trace = https(&design, task(&design), "10.0.0.4", &to);
        let [flow] = trace.flows.as_slice() else { panic!("{to:?}: {trace:#?}") };
        assert!(flow.block().is_some(), "{to:?}");
        let found = (flow.destination.component, flow.destination.id.as_deref());
        assert_eq!(found, (component, id), "{to:?}");
    }
}

/// The network ACL of the NAT gateway's subnet lets packets to one of two addresses out.
#[test]
fn of_packets_that_part_behind_a_nat_gateway_each_flow_tells_its_own_destinations() {
    let mut inventory = network();
    let acl = inventory.network_acls.find_mut(|acl| acl.id.as_str() == "acl-public").unwrap();
    let denied = acl_entry("acl-public", 1, Direction::Egress, false);
    acl.entries.push(AclEntry { cidr: "9.9.9.9/32".parse().unwrap(), ..denied });
    let design = inventory.validate().unwrap();
    let trace = https(&design, task(&design), "10.0.0.4", &["8.8.8.8", "9.9.9.9"]);
    let parts: Vec<_> =
        trace.flows.iter().map(|flow| (flow.block().map(|block| block.code), flow.destinations.to_string())).collect();
    let stopped = (Some(Code::SubnetAclRestriction), "9.9.9.9".to_owned());
    assert_eq!(parts, [stopped, (None, "8.8.8.8".to_owned())]);
}

/// Who translates packets is told with the addresses that it gives them: one that is not usable yet gives none.
#[test]
fn a_nat_gateway_tells_the_addresses_that_it_sends_from() {
    for is_usable in [true, false] {
        let mut inventory = network();
        for nat in &mut inventory.nat_gateways {
            let spare = NatAddress { private: Some([10, 0, 0, 250].into()), ..nat.addresses[0].clone() };
            nat.addresses.push(NatAddress { usable: is_usable, ..spare });
        }
        let nat = inventory.nat_gateways.iter().next().unwrap().addresses.clone();
        let usable = || nat.iter().filter(|address| address.usable);
        let design = inventory.validate().unwrap();
        let trace = https(&design, task(&design), "10.0.0.4", &["8.8.8.8"]);
        let [flow] = trace.flows.as_slice() else { panic!("{trace:#?}") };
        let hops = flow.forward.iter().chain(&flow.back).filter(|hop| hop.component == Component::NatGateway);
        let told: Vec<_> = hops.map(|hop| hop.translation.as_deref().unwrap().clone()).collect();
        let private: Vec<_> = usable().filter_map(|address| address.private).collect();
        let public: Vec<_> = usable().filter_map(|address| address.public).collect();
        assert_eq!(private.len(), 1 + usize::from(is_usable));
        assert!(
            !told.is_empty()
                && told.iter().all(|own| *own == Translation { private: private.clone(), public: public.clone() })
        );
    }
}

/// Of packets of both families from the internet, those of IPv6 are not evaluated, and the others are.
#[test]
fn packets_of_ipv6_from_the_internet_are_not_evaluated() {
    let design = network().validate().unwrap();
    let unknown =
        |component: Component, id: &str| Gap::NotEvaluated { component, id: id.to_owned(), what: NotEvaluated::Ipv6 };
    for (from, to, is_open) in [("8.8.8.8", "54.9.9.9", false), ("2001:4860::8888", "2a05:d018::1", true)] {
        let trace = https(&design, Source::Internet, from, &[to]);
        let [flow] = trace.flows.as_slice() else { panic!("{to}: {trace:#?}") };
        match &flow.end {
            hopwise_engine::End::Undetermined { gap, .. } => {
                assert!(is_open && *gap == unknown(Component::Internet, "internet"), "{to}: {gap:?}");
            }
            end => assert!(!is_open, "{to}: {end:?}"),
        }
    }
}
