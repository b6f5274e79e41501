//! What differs between two designs that are drawn: nothing of one and itself, in whatever order; the same seen from the
//! other side; and what one fault stops.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod tier;

use std::collections::{BTreeMap, BTreeSet};

use hopwise_ecs::{Selection, workloads};
use hopwise_engine::{Network, PublishedRanges, Verdict};
use hopwise_explain::diff::{Comparison, DiffResult, Side, Transition, diff};
use hopwise_explain::{Fault, judge};
use hopwise_model::resource::{Scope, SecurityGroup};
use hopwise_model::{DocumentKind, Inventory, Knowledge, NetworkInterfaceId, SecurityGroupId};
use hopwise_proptest::Designs;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

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
    diff(before.side(), after.side(), &Selection::default()).unwrap()
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

/// What happens to a network in a day in which nobody changes anything that matters: tasks are replaced by others, addresses
/// are taken, a group is made that nobody uses, and all is printed in another order.
fn later(inventory: &Inventory) -> Inventory {
    let mut other = reversed(inventory);
    let new = |id: &NetworkInterfaceId| NetworkInterfaceId::try_from(format!("{id}later").as_str()).unwrap();
    for task in &mut other.tasks {
        task.arn.push_str("later");
        let Some(interface) = &task.interface else { continue };
        if task.container_instance.is_some() {
            continue;
        }
        if let Some(own) = other.network_interfaces.find_mut(|own| own.id == *interface) {
            own.id = new(interface);
        }
        task.interface = Some(new(interface));
    }
    for subnet in &mut other.subnets {
        subnet.available_addresses = subnet.available_addresses.map(|free| free.saturating_sub(1).max(1));
    }
    if let Some(group) = other.security_groups.first().cloned() {
        let id = SecurityGroupId::try_from(format!("{}later", group.id).as_str()).unwrap();
        other.security_groups.push(SecurityGroup { id, name: Some("later".to_owned()), ..group });
    }
    other
}

/// The same, as a snapshot with a manifest has it, which names the account and the Region.
fn named(inventory: &Inventory) -> Inventory {
    let mut other = inventory.clone();
    other.knowledge = Knowledge::default();
    for (account, region, kind, coverage) in inventory.knowledge.records() {
        let place = Scope {
            account: account.cloned().or_else(|| "111122223333".try_into().ok()),
            region: region.cloned().or_else(|| "eu-west-1".try_into().ok()),
        };
        other.knowledge.record(kind, &place, coverage);
    }
    other
}

/// What differences are about.
fn about(before: &Inventory, after: &Inventory) -> BTreeSet<(DocumentKind, String)> {
    before.differences(after).into_iter().map(|own| (own.document, own.id)).collect()
}

const fn mirrored(became: Transition) -> Transition {
    match became {
        Transition::Stopped => Transition::Possible,
        Transition::Possible => Transition::Stopped,
        Transition::NotKnown => Transition::Known,
        Transition::Known => Transition::NotKnown,
        Transition::New => Transition::Gone,
        Transition::Gone => Transition::New,
        same @ (Transition::StoppedElsewhere | Transition::StillStopped | Transition::AnotherWay) => same,
    }
}

type Flow = (String, Option<String>, Option<String>, Transition);

fn flows(found: &Comparison, seen: impl Fn(Transition) -> Transition) -> BTreeSet<Flow> {
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
        let all = [inventory.clone(), reversed(&inventory), later(&inventory)].map(Told::new);
        let [one, other, later] = &all;
        prop_assert!(one.inventory.differences(&other.inventory).is_empty());
        prop_assert!(inventory.differences(&named(&inventory)).is_empty());
        prop_assert!(named(&inventory).differences(&inventory).is_empty());
        for (before, after) in [(one, one), (one, other), (other, one), (one, later), (later, one)] {
            let found = compare(before, after);
            prop_assert_eq!(found.result(), DiffResult::Same);
            let differs = |own: &hopwise_explain::diff::FlowDifference| own.became != Transition::StillStopped;
            prop_assert!(!found.flows.iter().any(differs), "{:?}", flows(&found, |own| own));
        }
    }

    #[test]
    fn all_differences_make_one_inventory_another(
        one in Designs::new().zones(1..=2).services(1..=2),
        other in Designs::new().zones(1..=2).services(1..=2),
    ) {
        let (one, other) = (one.inventory().unwrap(), other.inventory().unwrap());
        let mut made = one.clone();
        for difference in one.differences(&other) {
            difference.apply(&mut made);
        }
        prop_assert!(made.differences(&other).is_empty(), "{:#?}", made.differences(&other));
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

/// How many designs are drawn.
const DESIGNS: usize = 200;

/// How many faults are tried on each, those first that were tried least.
const EACH: usize = 4;

#[test]
fn what_broke_did_it_whatever_else_differs() {
    let designs = Designs::new().services(1..=2).zones(1..=2);
    let mut runner = TestRunner::deterministic();
    let (mut counts, mut moved): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) = (BTreeMap::new(), BTreeMap::new());
    let mut tasks = 0;
    for number in 0..DESIGNS {
        let inventory = designs.new_tree(&mut runner).unwrap().current().inventory().unwrap();
        let before = Told::new(inventory.clone());
        tasks += inventory.tasks.len();
        let mut all = Fault::all(&inventory);
        // Another one of each kind with each design.
        let turn = number % all.len().max(1);
        all.rotate_left(turn);
        let mut done: BTreeSet<&str> = BTreeSet::new();
        all.retain(|fault| done.insert(fault.as_str()));
        all.sort_by_key(|fault| counts.get(fault.as_str()).copied());
        for fault in all.into_iter().take(EACH) {
            *counts.entry(fault.as_str()).or_default() += 1;
            let mut broken = inventory.clone();
            assert!(fault.apply(&mut broken));
            let mutated = about(&inventory, &broken);
            let found = compare(&before, &Told::new(later(&broken)));
            for flow in found.flows.iter().filter(|own| own.became != Transition::StillStopped) {
                let blamed = flow.blamed.as_ref();
                let blamed =
                    blamed.unwrap_or_else(|| panic!("nothing did {flow:#?} but {fault:?}: {:#?}", found.edits));
                assert!(blamed.is_minimal);
                let edits = blamed.edits.iter().map(|edit| &found.edits[*edit]);
                for part in edits.flat_map(|edit| &edit.parts) {
                    let is_it = mutated.contains(&(part.document, part.id.clone()));
                    // The tasks of a lost zone went with it.
                    let went = matches!(fault, Fault::Zone { .. }) && part.document == DocumentKind::NetworkInterfaces;
                    assert!(is_it || went, "{part:?} is blamed for {fault:?}: {flow:#?}");
                }
                *moved.entry(fault.as_str()).or_default() += 1;
            }
        }
    }
    assert_eq!(counts.len(), 17, "a fault is never tried: {:?}", counts.keys());
    for fault in counts.keys() {
        assert!(moved.get(fault).is_some_and(|own| *own > 3), "{fault} does nothing: {moved:?}");
    }
    assert!(tasks > DESIGNS, "{tasks} tasks were replaced");
}

/// What a tool deletes and makes anew under another id is one edit, and none that stops anything: what stops is what was cut.
#[test]
fn what_is_made_anew_did_nothing() {
    use hopwise_build::{Account, Endpoint, SecurityGroup, Service, Tier, Vpc, tcp};
    let shop = Vpc::new("shop", "10.20.0.0/16")
        .dns_hostnames()
        .tier(Tier::public("public"))
        .tier(Tier::private("app", "public"))
        .group(SecurityGroup::new("endpoints").ingress(tcp(443), "10.20.0.0/16"))
        .endpoint(Endpoint::interface("ecr.api").tier("app").group("endpoints"));
    let account = Account::new("eu-west-1").vpc(shop).service(Service::fargate("orders").tier("app"));
    let before = account.inventory().unwrap();
    let rebuilt = |inventory: &Inventory| {
        let mut other = inventory.clone();
        for table in other.route_tables.iter_mut().filter(|own| own.associations.iter().any(|own| own.subnet.is_some()))
        {
            table.id = format!("{}anew", table.id).as_str().try_into().unwrap();
        }
        other
    };
    let endpoints = before.security_groups.iter().find(|own| own.name.as_deref() == Some("endpoints")).unwrap();
    let mut cut = rebuilt(&before);
    cut.security_groups.find_mut(|own| own.id == endpoints.id).unwrap().ingress.clear();
    let found = compare(&Told::new(before.clone()), &Told::new(cut));
    let stopped: Vec<_> = found.flows.iter().filter(|own| own.became == Transition::Stopped).collect();
    assert!(!stopped.is_empty(), "{found:#?}");
    for flow in stopped {
        let blamed = flow.blamed.as_ref().unwrap();
        let ids: BTreeSet<&str> =
            blamed.edits.iter().flat_map(|own| &found.edits[*own].parts).map(|own| own.id.as_str()).collect();
        assert_eq!(ids, BTreeSet::from([endpoints.id.as_str()]), "{flow:#?}");
    }
    let found = compare(&Told::new(before.clone()), &Told::new(rebuilt(&before)));
    assert!(found.flows.iter().all(|own| own.became == Transition::AnotherWay), "{:#?}", found.flows);
    for edit in &found.edits {
        let is_there = |added: bool| {
            edit.parts
                .iter()
                .any(|own| matches!(own.what, hopwise_model::difference::What::Record { added: own } if own == added))
        };
        assert!(is_there(true) && is_there(false), "{edit:?}");
    }
}
