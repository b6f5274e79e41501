//! What did it, for each pair of parties that differs.

use std::collections::{BTreeMap, BTreeSet};

use hopwise_engine::Network;
use hopwise_model::Inventory;

use super::super::others::Cuts;
use super::super::search::{Blamed, Search};
use super::reach::{Reached, Who};
use super::{Found, Pair, TierBecame};

/// Finds what did each difference: one edit where one does, else the fewest.
pub(super) fn blame(pair: &Pair<'_>, found: &mut [Found], search: &mut Search<'_>) {
    if found.is_empty() {
        return;
    }
    distrust(pair, found, search);
    let parties = found.iter().flat_map(|own| [own.from, own.to]);
    let parties = parties.filter_map(|who| match who {
        Who::Party(place) => pair.parties.get(place),
        Who::Internet => None,
    });
    let mut ids: BTreeSet<String> = parties.flat_map(|own| own.ids.iter().cloned()).collect();
    ids.extend(found.iter().flat_map(|own| own.ways.iter().flatten().cloned()));
    let order = search.order(&ids);
    let mut open: Vec<usize> = (0..found.len()).collect();
    for edit in &order {
        if open.is_empty() || search.is_spent() {
            break;
        }
        if let Some((_, network)) = search.with(&[*edit]) {
            settle(pair, found, &mut open, &network, &Blamed { edits: vec![*edit], is_minimal: true });
        }
    }
    while let (Some(first), false) = (open.first().copied(), search.is_spent()) {
        let Some(own) = found.get(first).cloned() else { break };
        let fewest = search.fewest(&order, |_, network| met(pair, &[&own], network) == [true]);
        if let Some((blamed, (_, network))) = fewest.and_then(|own| search.with(&own.edits).map(|made| (own, made))) {
            settle(pair, found, &mut open, &network, &blamed);
        }
        open.retain(|own| *own != first);
    }
    blame_others(pair, found, search, &order);
}

/// Finds what else closed what one edit closed.
fn blame_others(pair: &Pair<'_>, found: &mut [Found], search: &mut Search<'_>, order: &[usize]) {
    let mut groups: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for (place, own) in found.iter().enumerate().filter(|(_, own)| own.became == TierBecame::Closed) {
        if let Some(blamed) = &own.blamed {
            groups.entry(blamed.edits.clone()).or_default().push(place);
        }
    }
    for (first, places) in groups {
        let flows: Vec<Found> = places.iter().filter_map(|own| found.get(*own)).cloned().collect();
        let flows: Vec<&Found> = flows.iter().collect();
        let stopped = |_: &Inventory, network: &Network| {
            let met = met(pair, &flows, network).into_iter().enumerate();
            met.filter(|(_, is)| *is).map(|(own, _)| own).collect()
        };
        for (blamed, stopped) in (Cuts { search: &mut *search, order, stopped }).besides(&first) {
            for place in stopped.iter().filter_map(|own| places.get(*own)) {
                if let Some(own) = found.get_mut(*place) {
                    own.others.push(blamed.clone());
                }
            }
        }
    }
}

/// What differs and would not if both sides had read the same is no change that is known.
fn distrust(pair: &Pair<'_>, found: &mut [Found], search: &mut Search<'_>) {
    let Some(made) = search.as_read() else { return };
    let sure = match &made {
        Some((_, network)) => met(pair, &found.iter().collect::<Vec<_>>(), network),
        None => Vec::new(),
    };
    for (place, own) in found.iter_mut().enumerate() {
        if sure.get(place) != Some(&true) {
            own.became = TierBecame::NotKnown;
        }
    }
}

/// Blames edits for the differences that a network with them has.
fn settle(pair: &Pair<'_>, found: &mut [Found], open: &mut Vec<usize>, network: &Network, blamed: &Blamed) {
    let asked: Vec<&Found> = open.iter().filter_map(|own| found.get(*own)).collect();
    let met: Vec<usize> =
        open.iter().copied().zip(met(pair, &asked, network)).filter(|(_, is)| *is).map(|(own, _)| own).collect();
    for place in &met {
        if let Some(own) = found.get_mut(*place) {
            own.blamed = Some(blamed.clone());
        }
    }
    open.retain(|own| !met.contains(own));
}

/// Of each of some differences, whether a network has it.
fn met(pair: &Pair<'_>, found: &[&Found], network: &Network) -> Vec<bool> {
    let mut to: BTreeMap<Who, BTreeSet<Who>> = BTreeMap::new();
    for own in found {
        to.entry(own.from).or_default().insert(own.to);
    }
    let asked = pair.asked(network);
    let reached: BTreeMap<Who, BTreeMap<Who, Reached>> =
        to.into_iter().map(|(from, to)| (from, asked.reached(from, &to.into_iter().collect::<Vec<_>>()))).collect();
    let nothing = Reached::nothing(&pair.space);
    let is_met = |own: &&Found| {
        let is = reached.get(&own.from).and_then(|all| all.get(&own.to)).unwrap_or(&nothing);
        match own.is {
            TierBecame::Opened => own.packets.is_subset(&is.delivered),
            TierBecame::Closed => !own.packets.overlaps(&is.delivered) && !own.packets.overlaps(&is.open),
            TierBecame::NotKnown => own.packets.is_subset(&is.open),
            TierBecame::AnotherWay => {
                own.packets.is_subset(&is.delivered)
                    && own.ways[1].is_subset(&is.ways)
                    && own.ways[0].is_disjoint(&is.ways)
            }
        }
    };
    found.iter().map(is_met).collect()
}
