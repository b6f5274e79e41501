//! Handles: memory that stays bounded, spaces that mix, threads that share.

use std::net::IpAddr;
use std::thread;

use hopwise_packet::{AddressSet, PacketBox, PacketSet, PortSet, Protocol, Space};
use ipnet::IpNet;
use proptest::prelude::*;

use crate::world::{Pair, any_boxes, packets};

/// A filter of rules that no other number has.
fn filter(space: &Space, number: u32, rules: u32) -> PacketSet {
    PacketSet::from_boxes(
        space,
        (0..rules).map(|rule| {
            let mixed = (number * rules + rule).wrapping_mul(2_654_435_761);
            let net = IpNet::new_assert(IpAddr::from(mixed.to_be_bytes()), 24);
            let port = u16::try_from(mixed % 60_000).unwrap();
            PacketBox::any()
                .protocol(Protocol::TCP)
                .to(AddressSet::from_net(net))
                .to_ports(PortSet::range(port..=port + 9))
        }),
    )
}

#[test]
fn dropped_sets_are_reclaimed() {
    let space = Space::new();
    let kept = filter(&space, 0, 40);
    let (count, boxes) = (kept.count(), kept.boxes());
    let mut most = 0;
    let mut made = 0;
    for number in 1..=4000 {
        let set = filter(&space, number, 40).difference(&kept).complement();
        made += set.node_count();
        most = most.max(space.node_count());
    }
    // Far more nodes were made than were ever stored at once: 4096 are never worth reclaiming, and one operation's
    // own nodes come on top.
    assert!(made > 20 * most, "{made} nodes made, {most} stored at most");
    assert!(most < 4096 + 1024, "{most} nodes stored");
    assert_eq!((kept.count(), kept.boxes()), (count, boxes));
    assert_eq!(kept, filter(&space, 0, 40));
}

/// Whatever is reclaimed, and again before all of it is given out, is given out once.
#[test]
fn what_is_reclaimed_several_times_is_given_out_once() {
    let space = Space::new();
    let many: Vec<PacketSet> = (0..300).map(|number| filter(&space, number, 40)).collect();
    assert!(space.node_count() > 2 * 4096, "{} nodes stored", space.node_count());
    drop(many);
    for number in 1000..1800 {
        drop(filter(&space, number, 40).complement());
    }
    assert!(space.node_count() < 4096 + 1024, "{} nodes stored", space.node_count());
    let sets: Vec<PacketSet> = (2000..2300).map(|number| filter(&space, number, 40)).collect();
    let other = Space::new();
    for (number, set) in (2000..).zip(&sets) {
        assert_eq!(*set, filter(&other, number, 40), "set {number}");
    }
}

#[test]
fn a_space_stores_the_nodes_of_its_sets() {
    let space = Space::new();
    let set = filter(&space, 0, 40);
    assert!(set.node_count() > 40 && space.node_count() >= set.node_count(), "{space:?}: {set:?}");
}

#[test]
fn decisions_in_use_survive_reclaiming() {
    let space = Space::new();
    let boxes = filter(&space, 0, 40).boxes();
    let matched = PacketSet::all(&space).first_match(&boxes);
    for number in 1000..2000 {
        drop(filter(&space, number, 40).complement());
    }
    assert_eq!(matched.deciding(), (0..boxes.len()).collect::<Vec<_>>());
    for (place, part) in boxes.iter().enumerate() {
        assert_eq!(matched.part(place), PacketSet::from_box(&Space::new(), part));
    }
    assert_eq!(
        format!("{:?}", PacketSet::all(&space).first_match([PacketBox::any()])),
        "FirstMatch { boxes: 1, deciding: [0], .. }"
    );
}

#[test]
fn sets_in_use_survive_reclaiming() {
    let space = Space::new();
    let sets: Vec<PacketSet> = (0..400).map(|number| filter(&space, number, 20)).collect();
    for number in 1000..3000 {
        drop(filter(&space, number, 20).complement());
    }
    let other = Space::new();
    for (number, set) in (0..).zip(&sets) {
        assert_eq!(*set, filter(&other, number, 20), "set {number}");
        assert_eq!(*set, filter(&space, number, 20), "set {number}");
    }
}

#[test]
fn comparing_across_spaces_leaves_nothing_behind() {
    let (here, there) = (Space::new(), Space::new());
    let kept = filter(&here, 0, 20);
    for number in 1..4000 {
        assert_ne!(kept, filter(&there, number, 20));
    }
    assert!(here.node_count() < 4096 + 1024, "{} nodes stored", here.node_count());
}

#[test]
fn sets_are_shared_between_threads() {
    let space = Space::new();
    let alone: Vec<PacketSet> = (0..64).map(|number| filter(&Space::new(), number, 10).complement()).collect();
    let together: Vec<PacketSet> = thread::scope(|scope| {
        let workers: Vec<_> = (0..4_u32)
            .map(|worker| {
                let space = space.clone();
                scope.spawn(move || {
                    (worker * 16..worker * 16 + 16)
                        .map(|number| filter(&space, number, 10).complement())
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(alone, together);
}

#[test]
fn a_set_outlives_the_handle_on_its_space() {
    let space = Space::new();
    let set = PacketSet::from_box(&space, &PacketBox::any().protocol(Protocol::UDP));
    drop(space);
    assert_eq!(set.protocols().only(), Some(Protocol::UDP));
    assert_eq!(set.clone(), set);
}

#[test]
fn printing_a_set_shows_its_size_and_a_packet() {
    let space = Space::new();
    assert_eq!(format!("{:?}", PacketSet::empty(&space)), "PacketSet { packets: 0, nodes: 0, witness: None }");
    let all = format!("{:?}", PacketSet::all(&space));
    assert!(all.contains("0 :: -> ::"), "{all}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn mixing_spaces_changes_no_answer(left in any_boxes(), right in any_boxes()) {
        let (here, there) = (Space::new(), Space::new());
        let (a, b) = (Pair::new(&here, &left).set, Pair::new(&here, &right).set);
        let foreign = Pair::new(&there, &right).set;
        prop_assert_eq!(&b, &foreign);
        prop_assert_eq!(a.union(&b), a.union(&foreign));
        prop_assert_eq!(a.intersection(&b), a.intersection(&foreign));
        prop_assert_eq!(a.difference(&b), a.difference(&foreign));
        prop_assert_eq!(a.is_subset(&b), a.is_subset(&foreign));
        prop_assert_eq!(a.overlaps(&b), a.overlaps(&foreign));
        prop_assert_eq!(a == b, a == foreign);
        prop_assert_eq!(foreign == a, b == a);
        for packet in packets().iter().step_by(7) {
            prop_assert_eq!(b.contains(packet), foreign.contains(packet));
        }
    }
}
