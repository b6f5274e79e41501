//! What must not matter to an answer: the order of records and rules, what ids are called, and what somebody else has.

use std::cell::Cell;
use std::collections::BTreeMap;

use hopwise_engine::{End, Flow, Network, Question as Asked, Verdict};
use hopwise_model::design::{Design, Wanted};
use hopwise_model::resource::Scope;
use hopwise_model::{Component, Inventory};
use hopwise_packet::{AddressSet, PacketBox};
use hopwise_proptest::alike::{beside, other_id, placed, renamed, reordered};
use hopwise_proptest::design::{Broken, broken, plan};
use hopwise_proptest::question::{Question, Seed, seed};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::ambiguous::is_ambiguous;
use crate::cases;
use crate::many_packets::Packets;
use crate::partly_read::same_source;

#[test]
fn order_means_nothing() {
    let definite = Cell::new(0);
    let strategy = (anything(), any::<u64>()).boxed();
    let count = cases(CASES, REGRESSIONS, &strategy, |((broken, seed, also), order)| {
        if is_ambiguous(&broken.inventory) {
            return Ok(());
        }
        let other = reordered(&broken.inventory, order);
        same(&broken.inventory, other, &seed, &also, &str::to_owned, &Fate::without_gap, &definite)
    });
    assert!(definite.get() > count / 2, "{} of {count} flows were definite", definite.get());
}

#[test]
fn ids_mean_nothing() {
    let definite = Cell::new(0);
    let count = cases(CASES, REGRESSIONS, &anything().boxed(), |(broken, seed, also)| {
        if is_ambiguous(&broken.inventory) {
            return Ok(());
        }
        let other = renamed(&broken.inventory);
        same(&broken.inventory, other, &seed, &also, &other_id, &Fate::without_gap, &definite)
    });
    assert!(definite.get() > count / 2, "{} of {count} flows were definite", definite.get());
}

/// Complete documents of another account, another Region, or both: here even what is not known stays the same.
#[test]
fn what_another_account_or_region_has_means_nothing() {
    let definite = Cell::new(0);
    let elsewhere = select(vec![(OTHER, "eu-west-1"), (OWN, "us-east-1"), (OTHER, "us-east-1")]);
    let strategy = (anything(), plan(), elsewhere).boxed();
    let count = cases(CASES, REGRESSIONS, &strategy, |((broken, seed, also), plan, (account, region))| {
        let own = placed(&broken.inventory, &scope(OWN, "eu-west-1"));
        let both = beside(&own, &placed(&plan.build(), &scope(account, region)));
        same(&own, both, &seed, &also, &str::to_owned, &Fate::clone, &definite)
    });
    assert!(definite.get() > count / 2, "{} of {count} flows were definite", definite.get());
}

pub(crate) const OWN: &str = "111111111111";
const OTHER: &str = "999999999999";

pub(crate) fn scope(account: &str, region: &str) -> Scope {
    Scope { account: account.try_into().ok(), region: region.try_into().ok() }
}

const CASES: u32 = 1500;

const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/alike.regressions");

/// A design, and a question about some packets.
pub(crate) fn anything() -> impl Strategy<Value = (Broken, Seed, Vec<Index>)> {
    (broken(), seed(), vec(any::<Index>(), 0..6))
}

/// What becomes of packets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fate {
    verdict: Verdict,
    /// Leg, component, ids, last hop and code of a block; the gap of what is not known.
    end: Vec<String>,
    forward: Vec<(Component, String)>,
    back: Vec<(Component, String)>,
}

impl Fate {
    fn of(flow: &Flow, id: &dyn Fn(&str) -> String) -> Self {
        let end = match &flow.end {
            End::Delivered => Vec::new(),
            End::Undetermined { gap, .. } => vec![format!("{gap:?}")],
            End::Blocked(block) => {
                // Which of the groups of an interface is named first means nothing.
                let mut ids: Vec<String> = block.ids.iter().map(|own| id(own)).collect();
                ids.sort();
                let hop = block.hop.as_deref().map(id).unwrap_or_default();
                let parts = [block.leg.to_string(), block.component.to_string(), block.code.to_string(), hop];
                parts.into_iter().chain(ids).collect()
            }
        };
        let hops = |hops: &[hopwise_engine::Hop]| hops.iter().map(|hop| (hop.component, id(&hop.id))).collect();
        Self { verdict: flow.verdict(), end, forward: hops(&flow.forward), back: hops(&flow.back) }
    }

    /// Of several things that are not known, the first in the order of the documents is named.
    pub(crate) fn without_gap(&self) -> Self {
        let end = if self.verdict == Verdict::Undetermined { Vec::new() } else { self.end.clone() };
        Self { end, ..self.clone() }
    }
}

/// All fates, and to which addresses the packets go that meet them.
fn fates(
    design: &Design,
    question: &Question,
    packets: PacketBox,
    id: &dyn Fn(&str) -> String,
    as_told: &dyn Fn(&Fate) -> Fate,
) -> BTreeMap<Fate, String> {
    let trace = Network::new(design.clone()).trace(&Asked {
        source: question.source.clone(),
        packets,
        wanted: question.wanted,
    });
    let mut fates: BTreeMap<Fate, AddressSet> = BTreeMap::new();
    for flow in &trace.flows {
        let addresses = fates.entry(as_told(&Fate::of(flow, id))).or_insert_with(AddressSet::empty);
        *addresses = addresses.union(&flow.destinations);
    }
    fates.into_iter().map(|(fate, addresses)| (fate, addresses.to_string())).collect()
}

/// Who is wanted, in a design with other ids.
fn same_wanted(design: &Design, other: &Design, wanted: Wanted, id: &dyn Fn(&str) -> String) -> Option<Wanted> {
    let endpoint = |index| other.vpc_endpoints.find(&id(design.vpc_endpoints.get(index).record.id.as_str()));
    Some(match wanted {
        Wanted::Anyone => Wanted::Anyone,
        Wanted::Interface(index) => {
            let own = id(design.network_interfaces.get(index).record.id.as_str());
            Wanted::Interface(other.network_interfaces.find(&own)?)
        }
        Wanted::Endpoint(index) => Wanted::Endpoint(endpoint(index)?),
        Wanted::Service(index) => Wanted::Service(endpoint(index)?),
        Wanted::OtherService(index) => Wanted::OtherService(endpoint(index)?),
    })
}

/// Asks the same of two inventories; ids of the second are those of the first as `id` turns them.
pub(crate) fn same(
    inventory: &Inventory,
    other: Inventory,
    seed: &Seed,
    also: &[Index],
    id: &dyn Fn(&str) -> String,
    as_told: &dyn Fn(&Fate) -> Fate,
    definite: &Cell<u32>,
) -> Result<(), TestCaseError> {
    let valid = |inventory: Inventory| inventory.validate().map_err(|error| TestCaseError::fail(error.to_string()));
    let (design, changed) = (valid(inventory.clone())?, valid(other)?);
    let Some(question) = seed.on(&design) else { return Ok(()) };
    let Some(source) = same_source(&design, &changed, &question.source, id) else {
        return Err(TestCaseError::fail(format!("{:?} is gone", question.source)));
    };
    let Some(wanted) = same_wanted(&design, &changed, question.wanted, id) else {
        return Err(TestCaseError::fail(format!("{:?} is gone", question.wanted)));
    };
    let packets = Packets::around(&design, &question, also).as_box(&question);
    let before = fates(&design, &question, packets.clone(), id, as_told);
    let after = fates(&changed, &Question { source, wanted, ..question.clone() }, packets, &str::to_owned, as_told);
    let is_definite = |fate: &&Fate| fate.verdict != Verdict::Undetermined;
    definite.set(definite.get() + u32::try_from(before.keys().filter(is_definite).count()).unwrap_or(u32::MAX));
    prop_assert_eq!(before, after, "{}", question.packet);
    Ok(())
}
