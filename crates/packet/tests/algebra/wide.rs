//! Sets of many ranges beside sets of few, where what became of one range is not computed again for the next alike.

use std::ops::RangeInclusive;

use hopwise_packet::{AddressSet, Packet, PacketBox, PacketSet, PortSet, Protocol, Space};
use proptest::collection::vec;
use proptest::prelude::*;

/// Whether a packet should be in a set.
type Expected<'a> = Box<dyn Fn(&Packet) -> bool + 'a>;

/// What is sent to a range of destination ports from a range of source ports.
type Rule = (RangeInclusive<u16>, RangeInclusive<u16>);

fn rule(width: u16) -> impl Strategy<Value = Rule> {
    (0..400_u16, 0..=width, 0..3_u16, 0..3_u16)
        .prop_map(|(port, width, one, other)| (port..=port.saturating_add(width), one.min(other)..=one.max(other)))
}

fn boxes(rules: &[Rule]) -> Vec<PacketBox> {
    let tcp = PacketBox::any().protocol(Protocol::TCP).to(AddressSet::single([10, 0, 0, 1].into()));
    let part =
        |(to, from): &Rule| tcp.clone().to_ports(PortSet::range(to.clone())).from_ports(PortSet::range(from.clone()));
    rules.iter().map(part).collect()
}

fn packets() -> impl Iterator<Item = Packet> {
    let (source, destination) = ([10, 0, 0, 2].into(), [10, 0, 0, 1].into());
    let ports = (0..700).flat_map(|to| (0..4).map(move |from| (to, from)));
    ports.map(move |(destination_port, source_port)| Packet {
        protocol: Protocol::TCP,
        source,
        source_port,
        destination,
        destination_port,
    })
}

fn holds(rules: &[Rule], packet: &Packet) -> bool {
    rules.iter().any(|(to, from)| to.contains(&packet.destination_port) && from.contains(&packet.source_port))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn operations_on_many_ranges_and_few_are_membership(
        many in vec(rule(2), 60..120),
        few in vec(rule(250), 1..4),
        more in vec(rule(250), 1..4),
    ) {
        let space = Space::new();
        let [a, b, c] = [&many, &few, &more].map(|rules| PacketSet::from_boxes(&space, boxes(rules)));
        let [in_a, in_b, in_c] = [&many, &few, &more].map(|rules| move |packet: &Packet| holds(rules, packet));
        let results: [(PacketSet, Expected<'_>); 8] = [
            (a.union(&b), Box::new(|packet| in_a(packet) || in_b(packet))),
            (a.intersection(&b), Box::new(|packet| in_a(packet) && in_b(packet))),
            (a.difference(&b), Box::new(|packet| in_a(packet) && !in_b(packet))),
            (b.difference(&a), Box::new(|packet| in_b(packet) && !in_a(packet))),
            (c.intersection(&a), Box::new(|packet| in_a(packet) && in_c(packet))),
            (c.union(&a), Box::new(|packet| in_a(packet) || in_c(packet))),
            (c.difference(&b), Box::new(|packet| in_c(packet) && !in_b(packet))),
            (a.complement(), Box::new(|packet| !in_a(packet))),
        ];
        for packet in packets() {
            for (place, (set, expected)) in results.iter().enumerate() {
                prop_assert_eq!(set.contains(&packet), expected(&packet), "result {}, {}", place, packet);
            }
        }
        let both = boxes(&many).into_iter().chain(boxes(&few)).collect::<Vec<_>>();
        let matched = PacketSet::all(&space).first_match(&both);
        let rules: Vec<&Rule> = many.iter().chain(&few).collect();
        for packet in packets() {
            let first = rules.iter().position(|rule| holds(std::slice::from_ref(*rule), &packet));
            prop_assert_eq!(matched.decides(&packet), first, "{}", packet);
        }
    }
}
