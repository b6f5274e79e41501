//! Route selection.

use std::net::IpAddr;

use hopwise_model::design::{Reference, RoutePath, RouteTable, Target};
use hopwise_model::resource::{Route, RouteDestination, RouteOrigin, RouteState};
use hopwise_model::{Code, Component, Gap, Rule};
use ipnet::IpNet;

use crate::answer::Check;
use crate::stop::Stop;
use crate::walk::Walk;

/// A route that covers the destination, and the length of its longest block that does.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    path: &'a RoutePath,
    route: &'a Route,
    length: u8,
}

/// Who wins among routes of one length (VPC user guide, route table priority).
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Written,
    PrefixList,
    Propagated,
}

impl Walk<'_> {
    /// Where a route table sends a destination.
    pub(crate) fn route(&mut self, table: &Reference<RouteTable>, destination: IpAddr) -> Result<Target, Stop> {
        let table = self.design.route_tables.get(*table.as_ref()?);
        let id = &table.record.id;
        let deciding = select(table, destination)?;
        let Some((path, route)) = deciding.first() else {
            let evidence = &table.record.evidence;
            return Err(Stop::blocked(Component::RouteTable, id, Code::NoRouteToDestination, evidence));
        };
        let rule = |(_, route): &(&RoutePath, &Route)| Rule::Route { table: id.clone(), route: (*route).clone() };
        let check = |passes| {
            let rules = deciding.iter().map(rule).collect();
            Check::of(Component::RouteTable, id.as_str(), passes, rules, None)
        };
        match route.state {
            RouteState::Active => {
                self.note(check(true));
                Ok(path.target.clone())
            }
            RouteState::Blackhole => Err(Stop::Blocked(check(false), Code::BadStateRoute)),
            RouteState::Unknown => Err(Stop::Unknown(Gap::UncertainState {
                component: Component::RouteTable,
                id: id.to_string(),
                state: "filtered".to_owned(),
            })),
        }
    }
}

/// The route of a table that decides about a destination, whatever its state: a blackhole takes its packets too. Routes
/// between which nothing decides all lead to one target; none where no route covers the destination.
pub(crate) fn select(table: &RouteTable, destination: IpAddr) -> Result<Vec<(&RoutePath, &Route)>, Gap> {
    let all = || table.routes.iter().zip(&table.record.routes);
    let in_local =
        all().any(|(path, route)| path.target == Target::Local && longest_block(path, route, destination).is_some());
    // What a virtual private gateway propagates never beats a local route, however specific it is.
    let eligible = || all().filter(|(_, route)| !(in_local && route.origin == RouteOrigin::Propagated));

    let candidates: Vec<Candidate<'_>> = eligible()
        .filter_map(|(path, route)| {
            longest_block(path, route, destination).map(|length| Candidate { path, route, length })
        })
        .collect();
    let longest = candidates.iter().map(|candidate| candidate.length).max();
    let tied: Vec<Candidate<'_>> =
        candidates.into_iter().filter(|candidate| Some(candidate.length) == longest).collect();

    // An entry of a list that nobody printed may be longer than any of these, or as long; only a written host route
    // cannot lose to it. A gateway endpoint's list holds public addresses, none of which is the VPC's own.
    let host_bits = if destination.is_ipv4() { 32 } else { 128 };
    let host_route = longest == Some(host_bits) && tied.iter().any(|candidate| is_written(candidate.route));
    for (path, _) in eligible() {
        let of_service = matches!(path.target, Target::GatewayEndpoint(_));
        if let Err(gap) = &path.destinations
            && !(of_service && in_local)
            && !host_route
        {
            return Err(gap.clone());
        }
    }
    winner(table, &tied)
}

/// Decides between routes of the same length, given in the order of the table.
fn winner<'a>(table: &RouteTable, tied: &[Candidate<'a>]) -> Result<Vec<(&'a RoutePath, &'a Route)>, Gap> {
    // Nobody documents how VPC Route Server's routes rank among others of the same length: beside one, all are equals.
    let any_advertised = tied.iter().any(|candidate| candidate.route.origin == RouteOrigin::Advertised);
    let best = tied.iter().map(|candidate| rank(candidate.route)).min();
    let equals = || tied.iter().filter(|candidate| any_advertised || Some(rank(candidate.route)) == best);
    let Some(first) = equals().next() else { return Ok(Vec::new()) };
    match equals().find(|other| other.route.target != first.route.target) {
        None => Ok(equals().map(|candidate| (candidate.path, candidate.route)).collect()),
        Some(second) => Err(Gap::AmbiguousRoutes {
            route_table: table.record.id.clone(),
            first: first.route.target.id(),
            second: second.route.target.id(),
        }),
    }
}

/// The length of the longest block of a route that covers a destination. Only the entries of a prefix list, which other
/// documents hold, are taken from the design.
fn longest_block(path: &RoutePath, route: &Route, destination: IpAddr) -> Option<u8> {
    let entries = match &route.destination {
        RouteDestination::Cidr(block) => return block.contains(&destination).then(|| block.prefix_len()),
        RouteDestination::PrefixList(_) => path.destinations.as_ref().ok()?,
    };
    entries.iter().filter(|block| block.contains(&destination)).map(IpNet::prefix_len).max()
}

fn is_prefix_list(route: &Route) -> bool {
    matches!(route.destination, RouteDestination::PrefixList(_))
}

fn is_written(route: &Route) -> bool {
    matches!(route.origin, RouteOrigin::Local | RouteOrigin::Static) && !is_prefix_list(route)
}

fn rank(route: &Route) -> Rank {
    if route.origin == RouteOrigin::Propagated {
        Rank::Propagated
    } else if is_prefix_list(route) {
        Rank::PrefixList
    } else {
        Rank::Written
    }
}

#[cfg(test)]
mod tests;
