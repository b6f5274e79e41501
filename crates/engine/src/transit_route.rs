//! Route selection of transit gateways: one table cut into disjoint sets of destinations, each with the route that decides.

use std::collections::BTreeMap;

use hopwise_model::design::{Design, TransitGatewayTable};
use hopwise_model::resource::TransitGatewayRoute;
use hopwise_model::{Component, Gap};
use hopwise_packet::AddressSet;
use ipnet::IpNet;

/// What decides about some destinations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TransitChoice {
    /// A route, by its place in the table.
    Route(usize),
    /// No route covers them: a transit gateway's table has no local one.
    None,
    /// It is not known which route does.
    Unknown(Gap),
}

/// How routes of equal length rank: lower wins (Transit Gateways guide, route evaluation order; fact base M.4).
fn rank(route: &TransitGatewayRoute) -> u8 {
    match (route.origin.as_str(), &route.list) {
        ("static", None) => 0,
        ("static", Some(_)) => 1,
        _ => 2,
    }
}

/// A transit gateway's route table as a partition of the addresses of both families.
#[derive(Clone, Debug)]
pub(crate) struct CompiledTransitTable {
    pub(crate) parts: Vec<(TransitChoice, AddressSet)>,
}

impl CompiledTransitTable {
    /// Cuts the table. What its prefix lists hold is a part of it: a design in which those changed shares no table with the one before
    /// (`Design::changed` resolves everything again).
    pub(crate) fn new(design: &Design, table: &TransitGatewayTable) -> Self {
        Self { parts: parts(design, table) }
    }
}

/// A route of a table, by its place.
pub(crate) fn route_at(table: &TransitGatewayTable, number: usize) -> Option<&TransitGatewayRoute> {
    table.routes.as_ref().ok()?.get(number)
}

/// Cuts a table: the longest prefix wins over every kind of route, blackholes included. Linear in the number of blocks, prefix lists
/// expanded, times the size of the sets.
fn parts(design: &Design, table: &TransitGatewayTable) -> Vec<(TransitChoice, AddressSet)> {
    let routes = match &table.routes {
        Ok(routes) => routes,
        Err(gap) => return vec![(TransitChoice::Unknown(gap.clone()), AddressSet::all())],
    };
    let mut by_block: BTreeMap<IpNet, Vec<usize>> = BTreeMap::new();
    for (number, route) in routes.iter().enumerate() {
        match (route.block, &route.list) {
            (Some(block), _) => by_block.entry(block).or_default().push(number),
            (None, Some(list)) => match design.entries_of(list) {
                Ok(entries) => {
                    for block in entries.iter() {
                        by_block.entry(*block).or_default().push(number);
                    }
                }
                Err(gap) => return vec![(TransitChoice::Unknown(gap), AddressSet::all())],
            },
            (None, None) => {}
        }
    }
    let mut blocks: Vec<(IpNet, Vec<usize>)> = by_block.into_iter().collect();
    blocks.sort_by_key(|(block, _)| std::cmp::Reverse(block.prefix_len()));
    let mut rest = AddressSet::all();
    let mut parts: Vec<(TransitChoice, AddressSet)> = Vec::new();
    for (block, numbers) in blocks {
        let part = rest.intersection(&AddressSet::from_nets([block]));
        rest = rest.difference(&part);
        if !part.is_empty() {
            parts.push((choose(table, routes, &block, &numbers), part));
        }
    }
    parts.push((TransitChoice::None, rest));
    parts
}

/// Decides between routes of the same block. A table shows who won: two that rank alike contradict each other.
fn choose(
    table: &TransitGatewayTable,
    routes: &[TransitGatewayRoute],
    block: &IpNet,
    numbers: &[usize],
) -> TransitChoice {
    let uncertain = |state: String| {
        let (component, id) = (Component::TransitGatewayRouteTable, table.id.clone());
        TransitChoice::Unknown(Gap::UncertainState { component, id, state })
    };
    let own = || numbers.iter().filter_map(|number| Some((*number, routes.get(*number)?)));
    let best = own().map(|(_, route)| rank(route)).min();
    let mut equals = own().filter(|(_, route)| Some(rank(route)) == best);
    let Some((first, route)) = equals.next() else { return TransitChoice::None };
    if equals.any(|(_, other)| (&other.attachments, &other.state) != (&route.attachments, &route.state)) {
        return uncertain(format!("several routes to {block}"));
    }
    match route.state.as_str() {
        "active" | "blackhole" => TransitChoice::Route(first),
        state => uncertain(format!("route to {block} {state}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hopwise_model::Evidence;

    fn route(block: &str, origin: &str, to: &str) -> TransitGatewayRoute {
        TransitGatewayRoute {
            block: Some(block.parse().unwrap()),
            list: None,
            attachments: vec![to.to_owned()],
            origin: origin.to_owned(),
            state: "active".to_owned(),
            evidence: Evidence::supposed("test"),
        }
    }

    fn choice(routes: Vec<TransitGatewayRoute>, address: &str) -> TransitChoice {
        let table = TransitGatewayTable { id: "tgw-rtb-1".to_owned(), routes: Ok(routes) };
        let address = AddressSet::single(address.parse().unwrap());
        let parts = parts(&Design::default(), &table);
        assert_eq!(AddressSet::union_all(parts.iter().map(|(_, part)| part)), AddressSet::all());
        parts.into_iter().find(|(_, part)| part.overlaps(&address)).unwrap().0
    }

    #[test]
    fn the_longest_prefix_wins_and_then_who_was_written() {
        let routes = || {
            vec![
                route("0.0.0.0/0", "static", "a"),
                route("10.0.0.0/8", "propagated", "b"),
                route("10.1.0.0/16", "propagated", "c"),
                route("10.1.0.0/16", "static", "d"),
            ]
        };
        for (address, number) in [("8.8.8.8", 0), ("10.2.0.1", 1), ("10.1.0.1", 3)] {
            assert_eq!(choice(routes(), address), TransitChoice::Route(number), "{address}");
        }
        assert_eq!(choice(routes().split_off(1), "8.8.8.8"), TransitChoice::None);
    }

    #[test]
    fn what_contradicts_itself_or_changes_is_not_known() {
        let two = vec![route("10.0.0.0/8", "static", "a"), route("10.0.0.0/8", "static", "b")];
        assert!(matches!(choice(two, "10.0.0.1"), TransitChoice::Unknown(Gap::UncertainState { .. })));
        let pending = TransitGatewayRoute { state: "pending".to_owned(), ..route("10.0.0.0/8", "static", "a") };
        assert!(matches!(choice(vec![pending], "10.0.0.1"), TransitChoice::Unknown(Gap::UncertainState { .. })));
    }
}
