//! What differs between two designs that are drawn: nothing of one and itself, in whatever order; the same seen from the
//! other side; and what one fault stops.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use hopwise_ecs::{Selection, workloads};
use hopwise_engine::{Network, PublishedRanges, Verdict};
use hopwise_explain::diff::{Became, Comparison, DiffResult, Side, diff};
use hopwise_explain::{Fault, judge};
use hopwise_model::Inventory;
use hopwise_proptest::Designs;
use proptest::prelude::*;

struct Told {
    inventory: Inventory,
    network: Network,
    published: PublishedRanges,
}

impl Told {
    fn new(inventory: Inventory) -> Self {
        let network = Network::new(inventory.clone().validate().unwrap());
        Self { inventory, network, published: PublishedRanges::new() }
    }

    fn side(&self) -> Side<'_> {
        Side { inventory: &self.inventory, network: &self.network, published: &self.published }
    }
}

fn compare(before: &Told, after: &Told) -> Comparison {
    diff(before.side(), after.side()).unwrap()
}

/// The same records, the last of each list first.
fn reversed(inventory: &Inventory) -> Inventory {
    fn turn<T: Clone>(records: &mut hopwise_model::Records<T>) {
        let all: Vec<T> = records.iter().cloned().collect();
        *records = all.into_iter().rev().collect();
    }
    let mut other = inventory.clone();
    turn(&mut other.subnets);
    turn(&mut other.route_tables);
    turn(&mut other.nat_gateways);
    turn(&mut other.vpc_endpoints);
    turn(&mut other.security_groups);
    turn(&mut other.network_acls);
    turn(&mut other.network_interfaces);
    turn(&mut other.services);
    turn(&mut other.tasks);
    for group in &mut other.security_groups {
        group.ingress.reverse();
        group.egress.reverse();
    }
    for table in &mut other.route_tables {
        table.routes.reverse();
    }
    for acl in &mut other.network_acls {
        acl.entries.reverse();
    }
    other
}

const fn mirrored(became: Became) -> Became {
    match became {
        Became::Stopped => Became::Possible,
        Became::Possible => Became::Stopped,
        Became::NotKnown => Became::Known,
        Became::Known => Became::NotKnown,
        Became::New => Became::Gone,
        Became::Gone => Became::New,
        same @ (Became::StoppedElsewhere | Became::AnotherWay) => same,
    }
}

type Flow = (String, Option<String>, Option<String>, Became);

fn flows(found: &Comparison, seen: impl Fn(Became) -> Became) -> BTreeSet<Flow> {
    let flow = |own: &hopwise_explain::diff::FlowDifference| {
        let asked = own.asked.as_ref().map(|asked| format!("{asked:?}"));
        (own.taker.name.clone(), asked, own.subnet.clone(), seen(own.became))
    };
    found.flows.iter().map(flow).collect()
}

/// A fault of an inventory, by a number.
fn broken(inventory: &Inventory, number: usize) -> Option<(Fault, Inventory)> {
    let all = Fault::all(inventory);
    let fault = all.get(number % all.len().max(1))?.clone();
    let mut after = inventory.clone();
    fault.apply(&mut after).then_some((fault, after))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_differs_from_itself_in_whatever_order(account in Designs::new().zones(1..=2).services(1..=2)) {
        let inventory = account.inventory().unwrap();
        let (one, other) = (Told::new(inventory.clone()), Told::new(reversed(&inventory)));
        for (before, after) in [(&one, &one), (&one, &other), (&other, &one)] {
            let found = compare(before, after);
            prop_assert_eq!(found.result(), DiffResult::Same);
            prop_assert!(found.flows.is_empty(), "{:?}", flows(&found, |own| own));
        }
    }

    #[test]
    fn what_a_fault_does_is_told_from_both_sides(
        account in Designs::new().zones(1..=2).services(1..=2),
        number in any::<usize>(),
    ) {
        let inventory = account.inventory().unwrap();
        let Some((fault, after)) = broken(&inventory, number) else { return Ok(()) };
        let (before, after) = (Told::new(inventory), Told::new(after));
        let (there, back) = (compare(&before, &after), compare(&after, &before));
        prop_assert_eq!(flows(&there, |own| own), flows(&back, mirrored), "{:?}", fault);
        // Where everything arrived and a step does not any more, it got worse.
        let verdict = |own: &Told| {
            let selected = workloads(&own.inventory, &Selection::default()).unwrap();
            judge(&own.inventory, &own.network, selected, &own.published).unwrap().verdict()
        };
        match (verdict(&before), verdict(&after)) {
            (Verdict::Delivered, Verdict::Blocked | Verdict::Partial) => {
                prop_assert_eq!(there.result(), DiffResult::Worse, "{:?}", fault);
            }
            (Verdict::Delivered, Verdict::Undetermined) => {
                prop_assert_eq!(there.result(), DiffResult::Undetermined, "{:?}", fault);
            }
            (Verdict::Delivered, Verdict::Delivered) => {
                prop_assert!(there.result() <= DiffResult::Changed, "{:?}", fault);
            }
            _ => {}
        }
    }
}
