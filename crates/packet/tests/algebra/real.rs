//! Rules of real size (prefixes, port ranges, full 32-bit addresses) against `OxiDD`.

use std::cell::Cell;
use std::net::IpAddr;

use hopwise_packet::{AddressSet, Field, PacketBox, PacketSet, PortSet, Protocol, ProtocolSet, Space};
use ipnet::IpNet;
use num_bigint::BigUint;
use oxidd::{BooleanFunction, BooleanFunctionQuant};
use proptest::prelude::*;

use crate::bdd::{BITS, Bdds, bits, count};

/// Every IPv4 packet: the world that both sides can describe.
fn universe() -> PacketBox {
    PacketBox::any().to(AddressSet::all_v4()).from(AddressSet::all_v4())
}

/// A prefix as rules have them: mostly inside one private network, of any length.
fn any_net() -> impl Strategy<Value = AddressSet> {
    let address = prop_oneof![
        3 => any::<u16>().prop_map(|host| 0x0a00_0000 | u32::from(host)),
        1 => any::<u32>(),
    ];
    let length = prop_oneof![1 => 0_u8..=32, 3 => 16_u8..=28, 2 => Just(32_u8)];
    (address, length).prop_map(|(address, length)| {
        AddressSet::from_net(IpNet::new_assert(IpAddr::from(address.to_be_bytes()), length))
    })
}

fn any_port_range() -> impl Strategy<Value = PortSet> {
    prop_oneof![
        2 => Just(PortSet::all()),
        2 => prop::sample::select(vec![22_u16, 53, 80, 443, 2049]).prop_map(PortSet::single),
        1 => Just(PortSet::range(1024..=65535)),
        2 => (any::<u16>(), any::<u16>()).prop_map(|(one, other)| PortSet::range(one.min(other)..=one.max(other))),
    ]
}

fn any_protocols() -> impl Strategy<Value = ProtocolSet> {
    prop_oneof![
        6 => Just(ProtocolSet::single(Protocol::TCP)),
        3 => Just(ProtocolSet::single(Protocol::UDP)),
        1 => Just(ProtocolSet::single(Protocol::ICMP)),
        2 => Just(ProtocolSet::all()),
        1 => any::<u8>().prop_map(|number| ProtocolSet::single(Protocol(number))),
    ]
}

/// A rule of a security group or network ACL: one side's addresses, and ports.
fn any_rule() -> impl Strategy<Value = PacketBox> {
    (any_protocols(), any_net(), any_port_range(), any_port_range(), 0..8_u8).prop_map(
        |(protocols, net, ports, source_ports, shape)| {
            let rule = universe().protocols(protocols).to_ports(ports);
            let rule = if shape % 2 == 0 { rule.to(net) } else { rule.from(net) };
            if shape == 7 { rule.from_ports(source_ports) } else { rule }
        },
    )
}

fn any_rules() -> impl Strategy<Value = Vec<PacketBox>> {
    prop_oneof![1 => prop::collection::vec(any_rule(), 0..4), 3 => prop::collection::vec(any_rule(), 4..40)]
}

fn any_field() -> impl Strategy<Value = Field> {
    prop::sample::select(vec![
        Field::Protocol,
        Field::Destination,
        Field::Source,
        Field::DestinationPort,
        Field::SourcePort,
    ])
}

#[test]
fn set_algebra_agrees_with_oxidd() {
    let (equal, unequal, empty) = (Cell::new(0), Cell::new(0), Cell::new(0));
    proptest!(ProptestConfig::with_cases(64), |(left in any_rules(), right in any_rules())| {
        let (space, bdds) = (Space::new(), Bdds::new(1 << 20));
        let (a, b) = (PacketSet::from_boxes(&space, left.clone()), PacketSet::from_boxes(&space, right.clone()));
        let (x, y) = (bdds.union(&left), bdds.union(&right));
        let everything = PacketSet::from_box(&space, &universe());
        let pairs = [
            (a.clone(), x.clone()),
            (b.clone(), y.clone()),
            (a.union(&b), x.or(&y).unwrap()),
            (a.intersection(&b), x.and(&y).unwrap()),
            (a.difference(&b), y.imp_strict(&x).unwrap()),
            (b.difference(&a), x.imp_strict(&y).unwrap()),
            (everything.difference(&a), x.not().unwrap()),
            (a.difference(&b).union(&b), x.or(&y).unwrap()),
        ];
        for (set, bdd) in &pairs {
            prop_assert_eq!(set.count(), BigUint::from(count(bdd)));
            prop_assert_eq!(set.is_empty(), *bdd == bdds.nothing());
            empty.set(empty.get() + u32::from(set.is_empty()));
        }
        for (set, bdd) in &pairs {
            for (other, other_bdd) in &pairs {
                prop_assert_eq!(set == other, bdd == other_bdd);
                prop_assert_eq!(set.overlaps(other), bdd.and(other_bdd).unwrap() != bdds.nothing());
                prop_assert_eq!(set.is_subset(other), bdd.imp(other_bdd).unwrap() == bdds.everything());
                let seen = if set == other { &equal } else { &unequal };
                seen.set(seen.get() + 1);
            }
        }
    });
    assert!(empty.get() > 0 && equal.get() > 0 && unequal.get() > 0, "not every outcome was reached");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn boxes_are_the_set_for_oxidd(left in any_rules(), right in any_rules()) {
        let (space, bdds) = (Space::new(), Bdds::new(1 << 20));
        let set = PacketSet::from_boxes(&space, left.clone()).difference(&PacketSet::from_boxes(&space, right.clone()));
        let expected = bdds.union(&right).imp_strict(&bdds.union(&left)).unwrap();
        let boxes = set.boxes();
        // Printing more boxes than this is no use, and telling the library about them takes minutes.
        prop_assume!(boxes.len() < 300);
        prop_assert!(bdds.union(&boxes) == expected);
        let sizes = boxes.iter().map(|part| count(&bdds.product(part))).sum::<u128>();
        prop_assert_eq!(sizes, count(&expected), "boxes overlap");
    }

    #[test]
    fn forgetting_is_the_existential_quantifier(rules in any_rules(), field in any_field()) {
        let (space, bdds) = (Space::new(), Bdds::new(1 << 20));
        let set = PacketSet::from_boxes(&space, rules.clone());
        let forgotten = set.forget(field).intersect_box(&universe());
        let cube = bits(field).fold(bdds.everything(), |cube, bit| cube.and(&bdds.bit(bit)).unwrap());
        let expected = bdds.union(&rules).exists(&cube).unwrap();
        prop_assert_eq!(forgotten.count(), BigUint::from(count(&expected)));
        prop_assert!(set.is_subset(&forgotten));
    }

    #[test]
    fn reversing_swaps_both_ends_of_each_rule(rules in any_rules()) {
        let space = Space::new();
        let with_ports = PacketBox::any().protocols([Protocol::TCP, Protocol::UDP].into_iter().collect::<ProtocolSet>());
        let set = PacketSet::from_boxes(&space, rules.clone()).intersect_box(&with_ports);
        let swapped = rules.into_iter().map(|rule| PacketBox {
            destinations: rule.sources,
            sources: rule.destinations,
            destination_ports: rule.source_ports,
            source_ports: rule.destination_ports,
            ..rule
        });
        let swapped = PacketSet::from_boxes(&space, swapped).intersect_box(&with_ports);
        prop_assert_eq!(set.reversed(), swapped);
        prop_assert_eq!(set.reversed().reversed(), set);
    }
}

#[test]
fn every_ipv4_packet_is_two_to_the_bits() {
    let space = Space::new();
    assert_eq!(PacketSet::from_box(&space, &universe()).count(), BigUint::from(1_u8) << BITS);
    assert_eq!(count(&Bdds::new(1 << 10).everything()), 1 << BITS);
}
