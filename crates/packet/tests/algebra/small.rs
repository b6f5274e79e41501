//! Every operation against membership of every packet of the small world.

use std::collections::BTreeSet;

use hopwise_packet::{AddressSet, Field, Packet, PacketBox, PacketSet, PortSet, Protocol, ProtocolSet, Space};
use num_bigint::BigUint;
use proptest::prelude::*;

use crate::world::{Pair, addresses, any_addresses, any_box, any_boxes, any_ports, holds, packets};

/// Asserts that a set holds exactly the packets of the world that it should.
fn assert_members(set: &PacketSet, expected: impl Fn(&Packet) -> bool) -> Result<(), TestCaseError> {
    for packet in packets() {
        prop_assert_eq!(set.contains(&packet), expected(&packet), "{}", packet);
    }
    Ok(())
}

fn with_field(packet: &Packet, field: Field, donor: &Packet) -> Packet {
    let mut changed = *packet;
    match field {
        Field::Protocol => changed.protocol = donor.protocol,
        Field::Destination => changed.destination = donor.destination,
        Field::Source => changed.source = donor.source,
        Field::DestinationPort => changed.destination_port = donor.destination_port,
        Field::SourcePort => changed.source_port = donor.source_port,
    }
    changed
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

/// The members of the world with a field replaced by every value it can take there.
fn images(pair: &Pair, field: Field) -> BTreeSet<Packet> {
    let everything = packets();
    let donors: BTreeSet<Packet> =
        everything.iter().map(|donor| with_field(everything.first().unwrap(), field, donor)).collect();
    let members = everything.iter().filter(|packet| pair.expects(packet));
    members.flat_map(|member| donors.iter().map(|donor| with_field(member, field, donor)).collect::<Vec<_>>()).collect()
}

/// The number of packets in a box.
fn size(part: &PacketBox) -> BigUint {
    let addresses = |set: &AddressSet| {
        if set.is_all() { BigUint::from(1_u8) << 128 } else { BigUint::from(set.len()) }
    };
    BigUint::from(part.protocols.iter().count())
        * addresses(&part.destinations)
        * addresses(&part.sources)
        * BigUint::from(part.destination_ports.len())
        * BigUint::from(part.source_ports.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn algebra_is_membership_of_each_packet(left in any_boxes(), right in any_boxes()) {
        let space = Space::new();
        let (a, b) = (Pair::new(&space, &left), Pair::new(&space, &right));
        assert_members(&a.set, |packet| a.expects(packet))?;
        assert_members(&a.set.union(&b.set), |packet| a.expects(packet) || b.expects(packet))?;
        assert_members(&a.set.intersection(&b.set), |packet| a.expects(packet) && b.expects(packet))?;
        assert_members(&a.set.difference(&b.set), |packet| a.expects(packet) && !b.expects(packet))?;
        assert_members(&a.set.complement(), |packet| !a.expects(packet))?;
        for packet in packets().into_iter().step_by(101) {
            prop_assert_eq!(PacketSet::single(&space, &packet).is_subset(&a.set), a.expects(&packet));
        }
    }

    #[test]
    fn questions_agree_with_the_sets_they_ask_about(left in any_boxes(), right in any_boxes()) {
        let space = Space::new();
        let (a, b) = (Pair::new(&space, &left).set, Pair::new(&space, &right).set);
        prop_assert_eq!(a.overlaps(&b), !a.intersection(&b).is_empty());
        prop_assert_eq!(a.is_subset(&b), a.difference(&b).is_empty());
        prop_assert_eq!(a.is_empty(), left.iter().all(PacketBox::is_empty));
        prop_assert_eq!(a == b, a.is_subset(&b) && b.is_subset(&a));
        prop_assert_eq!(a.overlaps(&b), b.overlaps(&a));
    }

    #[test]
    fn one_set_has_one_representation(boxes in any_boxes()) {
        let space = Space::new();
        let set = Pair::new(&space, &boxes).set;
        let backwards = boxes.iter().rev().fold(PacketSet::empty(&space), |set, part| {
            set.union(&PacketSet::from_box(&space, part))
        });
        prop_assert_eq!(&set, &backwards);
        prop_assert_eq!(&set, &set.complement().complement());
        prop_assert_eq!(&set, &PacketSet::from_boxes(&space, set.boxes()));
        prop_assert_eq!(set.boxes(), backwards.boxes());
    }

    #[test]
    fn boxes_are_disjoint_complete_and_counted(boxes in any_boxes()) {
        let set = Pair::new(&Space::new(), &boxes).set;
        let parts = set.boxes();
        for packet in packets() {
            let holders = parts.iter().filter(|part| holds(part, &packet)).count();
            prop_assert_eq!(holders, usize::from(set.contains(&packet)), "{}", packet);
        }
        prop_assert!(parts.iter().all(|part| !part.is_empty()));
        prop_assert!(parts.is_sorted());
        // Disjoint boxes that are together the set have together its size, outside of the small world as well.
        prop_assert_eq!(parts.iter().map(size).sum::<BigUint>(), set.count());
    }

    #[test]
    fn counts_add_up(left in any_boxes(), right in any_boxes()) {
        let space = Space::new();
        let (a, b) = (Pair::new(&space, &left).set, Pair::new(&space, &right).set);
        prop_assert_eq!(a.union(&b).count() + a.intersection(&b).count(), a.count() + b.count());
        prop_assert_eq!(a.count() + a.complement().count(), BigUint::from(1_u8) << 296);
        prop_assert_eq!(a.count() == BigUint::ZERO, a.is_empty());
        let one = left.first().cloned().unwrap_or_else(PacketBox::any);
        prop_assert_eq!(PacketSet::from_box(&space, &one).count(), size(&one));
    }

    #[test]
    fn a_witness_is_the_lowest_member(boxes in any_boxes()) {
        let pair = Pair::new(&Space::new(), &boxes);
        let witness = pair.set.witness();
        prop_assert_eq!(witness.is_none(), pair.set.is_empty());
        if let Some(witness) = witness {
            prop_assert!(pair.expects(&witness) && pair.set.contains(&witness));
            // `packets` is ascending in the order of levels; every lowest value of a box but one is in the world.
            let lowest = packets().into_iter().find(|packet| pair.set.contains(packet));
            if let Some(lowest) = lowest {
                prop_assert!(key(&witness) <= key(&lowest), "{} is above {}", witness, lowest);
            }
        }
    }

    #[test]
    fn box_fast_paths_are_the_set_operations(boxes in any_boxes(), part in any_box()) {
        let space = Space::new();
        let set = Pair::new(&space, &boxes).set;
        let other = PacketSet::from_box(&space, &part);
        prop_assert_eq!(set.intersect_box(&part), set.intersection(&other));
        prop_assert_eq!(set.subtract_box(&part), set.difference(&other));
    }

    #[test]
    fn the_first_box_that_holds_a_packet_decides(question in any_boxes(), list in any_boxes()) {
        let question = Pair::new(&Space::new(), &question);
        let matched = question.set.first_match(&list);
        let first = |packet: &Packet| list.iter().position(|part| holds(part, packet));
        for packet in packets() {
            let expected = if question.expects(&packet) { first(&packet) } else { None };
            prop_assert_eq!(matched.decides(&packet), expected, "{}", packet);
        }
        // Outside of the small world as well: each box takes what those before it left.
        let mut rest = question.set.clone();
        let mut deciding = Vec::new();
        for (place, part) in list.iter().enumerate() {
            prop_assert_eq!(&matched.part(place), &rest.intersect_box(part));
            deciding.extend(rest.overlaps(&PacketSet::from_box(rest.space(), part)).then_some(place));
            rest = rest.subtract_box(part);
        }
        prop_assert_eq!(matched.deciding(), deciding);
        prop_assert_eq!(&matched.parts(|_| true), &question.set.difference(&rest));
        prop_assert!(matched.part(list.len()).is_empty());
        let even = matched.parts(|place| place % 2 == 0);
        prop_assert_eq!(even.union(&matched.parts(|place| place % 2 == 1)), matched.parts(|_| true));
        prop_assert!(!even.overlaps(&matched.parts(|place| place % 2 == 1)));
    }

    #[test]
    fn the_intersection_of_many_is_one_after_the_other(lists in prop::collection::vec(any_boxes(), 0..5)) {
        let (here, there) = (Space::new(), Space::new());
        let sets: Vec<PacketSet> = lists
            .iter()
            .enumerate()
            .map(|(place, boxes)| Pair::new(if place % 3 == 0 { &there } else { &here }, boxes).set)
            .collect();
        let one_by_one = sets.iter().fold(PacketSet::all(&here), |all, set| all.intersection(set));
        prop_assert_eq!(PacketSet::intersection_all(&here, &sets), one_by_one);
    }

    #[test]
    fn forgetting_allows_every_value_of_one_field(boxes in any_boxes(), field in any_field()) {
        let pair = Pair::new(&Space::new(), &boxes);
        let forgotten = pair.set.forget(field);
        prop_assert_eq!(&forgotten.forget(field), &forgotten);
        prop_assert!(pair.set.is_subset(&forgotten));
        // Every image of a member must be there; the boxes with the field opened say that nothing else is.
        let images = images(&pair, field);
        for packet in packets() {
            prop_assert!(!images.contains(&packet) || forgotten.contains(&packet), "{}", packet);
        }
        let reference = pair.boxes.iter().filter(|part| !part.is_empty()).cloned().map(|part| opened(part, field));
        prop_assert_eq!(&forgotten, &PacketSet::from_boxes(pair.set.space(), reference));
    }

    #[test]
    fn rewriting_replaces_one_field(boxes in any_boxes(), addresses in any_addresses(), ports in any_ports()) {
        let pair = Pair::new(&Space::new(), &boxes);
        let rewritten = |change: &dyn Fn(PacketBox) -> PacketBox| {
            let parts = pair.boxes.iter().filter(|part| !part.is_empty()).cloned().map(change);
            PacketSet::from_boxes(pair.set.space(), parts)
        };
        prop_assert_eq!(pair.set.with_sources(&addresses), rewritten(&|part| part.from(addresses.clone())));
        prop_assert_eq!(pair.set.with_destinations(&addresses), rewritten(&|part| part.to(addresses.clone())));
        prop_assert_eq!(pair.set.with_source_ports(&ports), rewritten(&|part| part.from_ports(ports.clone())));
        prop_assert_eq!(pair.set.with_destination_ports(&ports), rewritten(&|part| part.to_ports(ports.clone())));
    }

    #[test]
    fn projections_are_the_values_of_the_members(boxes in any_boxes()) {
        let pair = Pair::new(&Space::new(), &boxes);
        let parts = || pair.boxes.iter().filter(|part| !part.is_empty());
        let destinations = parts().fold(AddressSet::empty(), |set, part| part.destinations.union(&set));
        prop_assert_eq!(pair.set.addresses(Field::Destination), destinations);
        let sources = parts().fold(AddressSet::empty(), |set, part| part.sources.union(&set));
        prop_assert_eq!(pair.set.addresses(Field::Source), sources);
        let ports = parts().fold(PortSet::empty(), |set, part| part.destination_ports.union(&set));
        prop_assert_eq!(pair.set.ports(Field::DestinationPort), ports);
        let ports = parts().fold(PortSet::empty(), |set, part| part.source_ports.union(&set));
        prop_assert_eq!(pair.set.ports(Field::SourcePort), ports);
        let protocols = parts().fold(ProtocolSet::empty(), |set, part| part.protocols.union(&set));
        prop_assert_eq!(pair.set.protocols(), protocols);
    }

    #[test]
    fn reversing_answers_each_packet(boxes in any_boxes()) {
        let pair = Pair::new(&Space::new(), &boxes);
        let reversed = pair.set.reversed();
        for packet in packets().iter().filter(|packet| pair.expects(packet)) {
            prop_assert!(reversed.contains(&packet.reversed()), "no answer to {}", packet);
        }
        for answer in packets().iter().filter(|answer| reversed.contains(answer)) {
            prop_assert!(asked(&pair, answer), "{} answers nothing", answer);
        }
    }

    #[test]
    fn reversing_twice_changes_nothing_with_ports_or_icmp(boxes in any_boxes()) {
        let pair = Pair::new(&Space::new(), &boxes);
        let answered = [Protocol::TCP, Protocol::UDP, Protocol::ICMP, Protocol::ICMPV6];
        let answered = PacketBox::any().protocols(answered.into_iter().collect::<ProtocolSet>());
        let set = pair.set.intersect_box(&answered);
        prop_assert_eq!(&set.reversed().reversed(), &set);
        prop_assert_eq!(set.reversed().count(), set.count());
    }
}

/// Whether some member of the set has this answer: for protocols without ports any of its ports would do.
fn asked(pair: &Pair, answer: &Packet) -> bool {
    let direct = answer.reversed();
    if answer.protocol.has_ports() || answer.protocol.is_icmp() {
        return pair.expects(&direct);
    }
    let without_ports = |part: &PacketBox| {
        let ports = (part.source_ports.first(), part.destination_ports.first());
        let (Some(source_port), Some(destination_port)) = ports else { return false };
        holds(part, &Packet { source_port, destination_port, ..direct })
    };
    (answer.source_port, answer.destination_port) == (0, 0) && pair.boxes.iter().any(without_ports)
}

fn opened(mut part: PacketBox, field: Field) -> PacketBox {
    let any = PacketBox::any();
    match field {
        Field::Protocol => part.protocols = any.protocols,
        Field::Destination => part.destinations = any.destinations,
        Field::Source => part.sources = any.sources,
        Field::DestinationPort => part.destination_ports = any.destination_ports,
        Field::SourcePort => part.source_ports = any.source_ports,
    }
    part
}

/// The order of levels: addresses of both families on one axis.
fn key(packet: &Packet) -> (u8, u128, u128, u16, u16) {
    let axis = |address: std::net::IpAddr| match address {
        std::net::IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        std::net::IpAddr::V6(v6) => v6.to_bits(),
    };
    (packet.protocol.0, axis(packet.destination), axis(packet.source), packet.destination_port, packet.source_port)
}

#[test]
fn the_world_is_ascending_in_the_order_of_levels() {
    assert!(packets().is_sorted_by_key(key));
    assert_eq!(packets().len(), 8 * addresses().len().pow(2) * 36);
}
