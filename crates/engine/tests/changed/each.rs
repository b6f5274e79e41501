//! Every change alone, and every change after every other one.

use std::collections::BTreeSet;
use std::sync::Arc;

use hopwise_engine::{Network, Question, Verdict, source_addresses};
use hopwise_model::design::{Arena, Design, Source, Wanted};
use hopwise_model::resource::Peer;
use hopwise_model::{DocumentClass, DocumentKind, Inventory, Traffic};
use hopwise_packet::{AddressSet, PacketBox};
use hopwise_proptest::fixture::{id, rule};

use crate::change::{Change, DERIVED, Made, changes};
use crate::inventory::inventory;

/// How a design was made of a changed inventory, after making sure that it is the same as one made anew.
fn made(before: &Inventory, design: &Design, after: &Inventory, what: &str) -> (Option<Design>, Made) {
    let anew = after.clone().validate();
    let changed = design.changed(before, after);
    assert!(changed == anew, "{what}: {changed:#?}\n\nbut anew\n\n{anew:#?}");
    let Ok(changed) = changed else { return (None, Made::Refused) };
    let is_derived = changed.instances.ptr_eq(&design.instances);
    let made = match (is_derived, changed == *design) {
        (true, false) => Made::Derived,
        (false, false) => Made::Anew,
        (true, true) => Made::DerivedSame,
        (false, true) => Made::AnewSame,
    };
    (Some(changed), made)
}

fn apply(change: &Change, before: &Inventory) -> Inventory {
    let mut after = before.clone();
    assert!(change.apply(&mut after).is_some(), "{change:?} finds nothing to change");
    after
}

#[test]
fn each_change_is_made_as_it_has_to_be() {
    let before = inventory();
    let design = before.clone().validate().unwrap();
    for change in changes() {
        let after = apply(&change, &before);
        let (_, made) = made(&before, &design, &after, &format!("{change:?}"));
        assert_eq!(made, change.made, "{change:?}");
    }
}

#[test]
fn a_second_change_is_made_of_what_the_first_one_left() {
    let before = inventory();
    let design = before.clone().validate().unwrap();
    // What has to be made anew at once is so afterwards, or left to the property.
    let some = || changes().into_iter().filter(|change| !matches!(change.made, Made::Anew | Made::Refused));
    for first in some() {
        let between = apply(&first, &before);
        let changed = design.changed(&before, &between).unwrap();
        for second in some() {
            let mut after = between.clone();
            if second.apply(&mut after).is_some() {
                made(&between, &changed, &after, &format!("{first:?}, then {second:?}"));
            }
        }
    }
}

#[test]
fn every_kind_of_network_document_changes() {
    let of = |made: &[Made]| -> BTreeSet<DocumentKind> {
        changes().iter().filter(|change| made.contains(&change.made)).map(|change| change.kind).collect()
    };
    // What a design shows of them is found one by one.
    let derived = of(&[Made::Derived]);
    for kind in DERIVED {
        assert!(derived.contains(kind), "{kind}");
    }
    // Nothing of a design is made of them.
    let none: BTreeSet<DocumentClass> = of(&[Made::DerivedSame]).iter().map(|kind| kind.class()).collect();
    assert!(none.contains(&DocumentClass::Workload) && none.contains(&DocumentClass::Permission));
}

#[test]
fn what_a_change_does_not_touch_is_shared() {
    fn ids<T>(before: &Arena<T>, after: &Arena<T>, id: impl Fn(&T) -> String) -> Vec<String> {
        before.differing(after).map(|index| id(after.get(index))).collect()
    }
    let before = inventory();
    let design = before.clone().validate().unwrap();
    for (what, [groups, tables, interfaces]) in [
        ("a rule lets more in", [&["sg-closed"][..], &[], &[]]),
        ("one has a route less", [&[], &["rtb-main"], &[]]),
        ("one has a public address", [&[], &[], &["eni-task"]]),
        ("there are two more", [&[], &[], &["eni-new", "eni-more"]]),
    ] {
        let change = *changes().iter().rfind(|change| change.what == what).unwrap();
        let after = apply(&change, &before);
        let (changed, _) = made(&before, &design, &after, what);
        let changed = changed.unwrap();
        assert_eq!(ids(&design.security_groups, &changed.security_groups, |own| own.record.id.to_string()), groups);
        assert_eq!(ids(&design.route_tables, &changed.route_tables, |own| own.record.id.to_string()), tables);
        let own = ids(&design.network_interfaces, &changed.network_interfaces, |own| own.record.id.to_string());
        assert_eq!(own, interfaces);
        let same = changed.subnets.index_at(0).unwrap();
        let one = design.subnets.shared(same).zip(changed.subnets.shared(same));
        assert!(one.is_some_and(|(before, after)| Arc::ptr_eq(before, after)) || what == "there are two more");
    }
}

/// What becomes of packets from some senders to some addresses, in full.
fn traced(network: &Network) -> Vec<String> {
    let design = network.design();
    let destinations = [
        [8, 8, 8, 8],
        [52, 218, 9, 1],
        [10, 0, 0, 40],
        [10, 0, 0, 5],
        [10, 0, 0, 14],
        [192, 168, 3, 1],
        [10, 2, 0, 5],
        [10, 2, 0, 9],
    ];
    let sources = ["eni-task", "eni-neighbour", "eni-host", "eni-new"].map(|name| design.network_interfaces.find(name));
    let mut traces = Vec::new();
    for source in sources.into_iter().flatten() {
        for destination in destinations {
            let addresses = design.network_interfaces.get(source).record.addresses.iter().map(|own| own.private);
            let packets = PacketBox::any().from(AddressSet::from_addresses(addresses));
            let packets = packets.to(AddressSet::single(destination.into()));
            let question = Question { source: Source::Interface(source), packets, wanted: Wanted::Anyone };
            traces.push(format!("{:?}", network.trace(&question)));
        }
        // The same without flows, for which like hosts are kept as one.
        let blocks = || design.vpcs.iter().flat_map(|(_, vpc)| vpc.record.cidrs.iter().copied());
        for expected in [Verdict::Delivered, Verdict::Undetermined, Verdict::Blocked] {
            for block in blocks().chain(design.subnets.iter().flat_map(|(_, subnet)| subnet.record.cidrs.clone())) {
                let packets = PacketBox::any().from(source_addresses(design, &Source::Interface(source)));
                let packets = packets.to(AddressSet::from_net(block));
                let question = Question { source: Source::Interface(source), packets, wanted: Wanted::Anyone };
                let is_it = network.trace(&question).flows.iter().all(|flow| flow.verdict() == expected);
                assert_eq!(network.all_come_to(&question, expected), is_it, "{block}");
            }
        }
    }
    traces
}

#[test]
fn a_network_walks_as_the_changed_design_says() {
    for (before, at_least) in [(inventory(), 30), (taken_part_in(inventory()), 10)] {
        let network = Network::new(before.clone().validate().unwrap());
        let walked = traced(&network);
        let mut others = 0;
        for change in changes() {
            let mut after = before.clone();
            if change.apply(&mut after).is_none() {
                continue;
            }
            let Ok(design) = network.design().changed(&before, &after) else { continue };
            let (changed, anew) = (network.changed(design), Network::new(after.validate().unwrap()));
            let answers = traced(&changed);
            assert_eq!(answers, traced(&anew), "{change:?}");
            others += u32::from(answers != walked);
        }
        assert!(others > at_least, "only {others} changes are seen by packets");
    }
}

/// The same where the VPC is another account's, and who may be sent to depends on who is in it unseen.
fn taken_part_in(mut inventory: Inventory) -> Inventory {
    let account = |digit: &str| digit.repeat(12).as_str().try_into().ok();
    for vpc in &mut inventory.vpcs {
        vpc.owner = account("2");
    }
    for own in inventory.network_interfaces.filter_mut(|own| own.id.as_str() == "eni-task") {
        own.owner = account("1");
    }
    for group in inventory.security_groups.filter_mut(|own| own.id.as_str() == "sg-task") {
        group.egress = vec![rule("sg-task", 0, Traffic::All, Peer::Group(id("sg-closed")))];
    }
    inventory
}
