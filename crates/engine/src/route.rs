//! Route selection: one table cut into disjoint sets of destinations, each with the route that decides.

use std::collections::BTreeMap;
#[cfg(test)]
use std::net::IpAddr;

use hopwise_model::Gap;
use hopwise_model::design::{RoutePath, RouteTable, Target};
use hopwise_model::resource::{self, RouteDestination, RouteOrigin};
use hopwise_packet::{AddressSet, Family};
use ipnet::IpNet;

/// What decides about some destinations.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Choice {
    /// A route, by its place in the table.
    Route(usize),
    /// No route covers them.
    None,
    /// It is not known which route does.
    Unknown(Gap),
}

/// A route table as a partition of the addresses of both families.
#[derive(Clone, Debug)]
pub(crate) struct CompiledTable {
    pub(crate) parts: Vec<(Choice, AddressSet)>,
}

/// How routes of equal length rank: lower wins (VPC user guide, route priority).
fn rank(route: &resource::Route) -> u8 {
    match (route.origin, &route.destination) {
        (RouteOrigin::Propagated, _) => 2,
        (_, RouteDestination::PrefixList(_)) => 1,
        (RouteOrigin::Local | RouteOrigin::Static | RouteOrigin::Advertised, _) => 0,
    }
}

impl CompiledTable {
    /// Cuts the table: O(n log n) in the number of blocks, prefix lists expanded.
    ///
    /// The longest prefix wins over every kind of route, blackholes included, except that a route propagated from a
    /// virtual private gateway never beats the local route, however specific it is (Site-to-Site VPN user guide,
    /// route priority).
    pub(crate) fn new(table: &RouteTable) -> Self {
        let routes: Vec<(usize, &RoutePath, &resource::Route)> = table
            .routes
            .iter()
            .zip(&table.record.routes)
            .enumerate()
            .map(|(number, (path, record))| (number, path, record))
            .collect();
        let local: Vec<IpNet> = routes
            .iter()
            .filter(|(_, path, _)| path.target == Target::Local)
            .flat_map(|(_, path, _)| blocks(path))
            .collect();
        let mut by_block: BTreeMap<IpNet, Vec<(usize, &resource::Route)>> = BTreeMap::new();
        for (number, path, record) in &routes {
            for block in blocks(path) {
                let loses_to_local =
                    record.origin == RouteOrigin::Propagated && local.iter().any(|local| local.contains(&block));
                if !loses_to_local {
                    by_block.entry(block).or_default().push((*number, record));
                }
            }
        }
        let unknown: Vec<(bool, &Gap)> = routes
            .iter()
            .filter_map(|(_, path, record)| {
                let loses_to_local =
                    matches!(path.target, Target::GatewayEndpoint(_)) || record.origin == RouteOrigin::Propagated;
                Some((loses_to_local, path.destinations.as_ref().err()?))
            })
            .collect();

        let mut parts = Parts::new();
        for family in Family::ALL {
            let last = Family::number(family.everywhere().broadcast());
            let mut sweep = Sweep { parts: &mut parts, last, family, next: Some(0), open: Vec::new() };
            for (block, candidates) in by_block.iter().filter(|(block, _)| family.has(block.addr())) {
                sweep.close_before(Family::number(block.network()));
                let host = block.prefix_len() == block.max_prefix_len();
                let certain = host && candidates.iter().any(|(_, route)| is_plain(route));
                sweep.open.push((Family::number(block.broadcast()), (decide(table, candidates), certain)));
            }
            sweep.close();
        }
        Self { parts: doubt(parts, &unknown, &local) }
    }

    /// The choice for one destination, by a linear search over the parts.
    #[cfg(test)]
    fn choose(&self, destination: IpAddr) -> Option<&Choice> {
        let part = self.parts.iter().find(|(_, addresses)| addresses.contains(destination))?;
        Some(&part.0)
    }
}

fn is_plain(route: &resource::Route) -> bool {
    matches!(route.origin, RouteOrigin::Local | RouteOrigin::Static)
        && !matches!(route.destination, RouteDestination::PrefixList(_))
}

fn blocks(path: &RoutePath) -> impl Iterator<Item = IpNet> + '_ {
    path.destinations.as_deref().unwrap_or_default().iter().map(IpNet::trunc)
}

/// Decides between routes of the same block.
fn decide(table: &RouteTable, candidates: &[(usize, &resource::Route)]) -> Choice {
    let best = candidates.iter().map(|(_, route)| rank(route)).min();
    // What VPC Route Server installs has no documented rank: it ties with everything.
    let contenders: Vec<&(usize, &resource::Route)> = candidates
        .iter()
        .filter(|(_, route)| Some(rank(route)) == best || route.origin == RouteOrigin::Advertised)
        .collect();
    let advertised = candidates.iter().any(|(_, route)| route.origin == RouteOrigin::Advertised);
    let all: Vec<&(usize, &resource::Route)> = if advertised { candidates.iter().collect() } else { contenders };
    let Some((first, route)) = all.first() else { return Choice::None };
    match all.iter().find(|(_, other)| other.target != route.target) {
        None => Choice::Route(*first),
        Some((_, other)) => Choice::Unknown(Gap::AmbiguousRoutes {
            route_table: table.record.id.clone(),
            first: route.target.id(),
            second: other.target.id(),
        }),
    }
}

/// What decides, whether that is certain whatever an unknown prefix list holds, and the ranges that it decides about.
type Parts = BTreeMap<(Choice, bool), Vec<AddressSet>>;

/// Sweeps over the nested blocks of one family in order of their first address, the widest first; the innermost open
/// block decides.
struct Sweep<'a> {
    parts: &'a mut Parts,
    family: Family,
    /// The last address of the family.
    last: u128,
    /// The first address that was not handed out; none after the last.
    next: Option<u128>,
    /// The blocks around it, the innermost last: where each ends, and what decides there.
    open: Vec<(u128, (Choice, bool))>,
}

impl Sweep<'_> {
    /// Closes every block that ends before `limit` and hands out the addresses below `limit`.
    fn close_before(&mut self, limit: u128) {
        while let Some((end, decision)) = self.open.pop_if(|(end, _)| *end < limit) {
            self.hand_out(end, decision);
        }
        if let Some(end) = limit.checked_sub(1) {
            self.hand_out(end, self.open.last().map_or((Choice::None, false), |(_, decision)| decision.clone()));
        }
    }

    /// Closes every block and hands out the rest of the family.
    fn close(&mut self) {
        while let Some((end, decision)) = self.open.pop() {
            self.hand_out(end, decision);
        }
        self.hand_out(self.last, (Choice::None, false));
    }

    fn hand_out(&mut self, end: u128, decision: (Choice, bool)) {
        let Some(first) = self.next.filter(|first| *first <= end) else { return };
        let address = |number: u128| self.family.address(number);
        self.parts.entry(decision).or_default().push(AddressSet::from_range(address(first), address(end)));
        self.next = end.checked_add(1);
    }
}

/// Takes back what a prefix list with unknown entries might decide otherwise.
///
/// `unknown` tells of each such list whether it loses to local routes: what is propagated does, and the list of a
/// gateway endpoint holds public addresses only. Nothing is longer than a host route that somebody wrote.
fn doubt(parts: Parts, unknown: &[(bool, &Gap)], local: &[IpNet]) -> Vec<(Choice, AddressSet)> {
    let local = AddressSet::from_nets(local.iter().copied());
    let mut out: BTreeMap<Choice, Vec<AddressSet>> = BTreeMap::new();
    for ((choice, certain), ranges) in parts {
        let mut known = AddressSet::union_all(&ranges);
        for (loses_to_local, gap) in unknown.iter().filter(|_| !certain) {
            let doubtful = if *loses_to_local { known.difference(&local) } else { known.clone() };
            known = known.difference(&doubtful);
            out.entry(Choice::Unknown((*gap).clone())).or_default().push(doubtful);
        }
        out.entry(choice).or_default().push(known);
    }
    let joined = out.into_iter().map(|(choice, sets)| (choice, AddressSet::union_all(&sets)));
    joined.filter(|(_, addresses)| !addresses.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use hopwise_model::design::Reference;
    use hopwise_model::resource::{RouteState, RouteTarget};
    use hopwise_model::{Evidence, InternetGatewayId, PrefixListId, RouteTableId, VpcId};

    fn route(destination: &str, origin: RouteOrigin, target: &str) -> (resource::Route, RoutePath) {
        let destination = destination.parse::<IpNet>().map_or_else(
            |_| RouteDestination::PrefixList(PrefixListId::try_from(destination).unwrap()),
            RouteDestination::Cidr,
        );
        let (target, path) = if target == "local" {
            (RouteTarget::Local, Target::Local)
        } else {
            let gap = Gap::UnknownName { host: target.to_owned() };
            (
                RouteTarget::InternetGateway(InternetGatewayId::try_from(target).unwrap()),
                Target::Unknown { component: hopwise_model::Component::InternetGateway, id: target.to_owned(), gap },
            )
        };
        let destinations = match &destination {
            RouteDestination::Cidr(block) => Ok([*block].into()),
            RouteDestination::PrefixList(list) if list.as_str() == "pl-unknown" => {
                Err(Gap::PrefixListEntries { prefix_list: list.clone() })
            }
            RouteDestination::PrefixList(_) => {
                Ok(["52.216.0.0/15".parse().unwrap(), "10.0.9.0/24".parse().unwrap()].into())
            }
        };
        let evidence = Evidence::supposed("test");
        (
            resource::Route { destination, target, origin, state: RouteState::Active, firewall: None, evidence },
            RoutePath { destinations, target: path },
        )
    }

    fn table(routes: Vec<(resource::Route, RoutePath)>) -> CompiledTable {
        let (records, routes): (Vec<_>, Vec<_>) = routes.into_iter().unzip();
        let vpc: Reference<_> = Err(Gap::UnknownName { host: String::new() }.into());
        CompiledTable::new(&RouteTable {
            record: Arc::new(resource::RouteTable {
                id: RouteTableId::try_from("rtb-1").unwrap(),
                vpc: VpcId::try_from("vpc-1").unwrap(),
                associations: Vec::new(),
                routes: records,
                owner: None,
                name: None,
                evidence: Evidence::supposed("test"),
            }),
            vpc,
            routes,
        })
    }

    fn choose(table: &CompiledTable, address: &str) -> Choice {
        table.choose(address.parse().unwrap()).unwrap().clone()
    }

    #[test]
    fn longest_prefix_wins_over_order_and_kind() {
        let table = table(vec![
            route("0.0.0.0/0", RouteOrigin::Static, "igw-all"),
            route("10.0.0.0/16", RouteOrigin::Local, "local"),
            route("52.216.1.0/24", RouteOrigin::Propagated, "igw-vpn"),
            route("pl-s3", RouteOrigin::Static, "igw-s3"),
        ]);
        assert_eq!(choose(&table, "8.8.8.8"), Choice::Route(0));
        assert_eq!(choose(&table, "10.0.3.4"), Choice::Route(1));
        assert_eq!(choose(&table, "52.216.1.9"), Choice::Route(2));
        assert_eq!(choose(&table, "52.216.2.9"), Choice::Route(3));
        assert_eq!(choose(&table, "255.255.255.255"), Choice::Route(0));
        assert_eq!(choose(&table, "0.0.0.0"), Choice::Route(0));
    }

    #[test]
    fn propagated_routes_never_beat_local() {
        let table = table(vec![
            route("10.0.0.0/16", RouteOrigin::Local, "local"),
            route("10.0.3.0/24", RouteOrigin::Propagated, "igw-vpn"),
            route("10.0.4.0/24", RouteOrigin::Static, "igw-box"),
        ]);
        assert_eq!(choose(&table, "10.0.3.4"), Choice::Route(0));
        assert_eq!(choose(&table, "10.0.4.4"), Choice::Route(2));
        assert_eq!(choose(&table, "10.1.0.0"), Choice::None);
    }

    #[test]
    fn ties() {
        let table = table(vec![
            route("52.216.0.0/15", RouteOrigin::Propagated, "igw-vpn"),
            route("pl-s3", RouteOrigin::Static, "igw-s3"),
            route("52.216.0.0/15", RouteOrigin::Static, "igw-static"),
        ]);
        assert_eq!(choose(&table, "52.216.0.1"), Choice::Route(2));
        assert_eq!(choose(&table, "10.0.9.1"), Choice::Route(1));
    }

    #[test]
    fn two_lists_or_an_advertised_route_are_ambiguous() {
        let lists =
            table(vec![route("pl-a", RouteOrigin::Static, "igw-a"), route("pl-b", RouteOrigin::Static, "igw-b")]);
        assert!(matches!(choose(&lists, "52.216.0.1"), Choice::Unknown(Gap::AmbiguousRoutes { .. })));
        let advertised = table(vec![
            route("8.0.0.0/8", RouteOrigin::Static, "igw-a"),
            route("8.0.0.0/8", RouteOrigin::Advertised, "igw-b"),
        ]);
        assert!(matches!(choose(&advertised, "8.8.8.8"), Choice::Unknown(Gap::AmbiguousRoutes { .. })));
        let same =
            table(vec![route("pl-a", RouteOrigin::Static, "igw-a"), route("pl-b", RouteOrigin::Static, "igw-a")]);
        assert_eq!(choose(&same, "52.216.0.1"), Choice::Route(0));
    }

    #[test]
    fn an_unknown_list_casts_doubt_except_on_a_host_route() {
        let table = table(vec![
            route("0.0.0.0/0", RouteOrigin::Static, "igw-all"),
            route("10.0.0.0/16", RouteOrigin::Local, "local"),
            route("8.8.8.8/32", RouteOrigin::Static, "igw-one"),
            route("pl-unknown", RouteOrigin::Static, "igw-list"),
        ]);
        assert_eq!(choose(&table, "8.8.8.8"), Choice::Route(2));
        assert!(matches!(choose(&table, "8.8.8.9"), Choice::Unknown(Gap::PrefixListEntries { .. })));
        assert!(matches!(choose(&table, "10.0.0.1"), Choice::Unknown(Gap::PrefixListEntries { .. })));
    }

    #[test]
    fn a_host_route_that_nobody_wrote_may_lose_to_an_unknown_list() {
        let mut of_list = route("pl-hosts", RouteOrigin::Static, "igw-hosts");
        of_list.1.destinations = Ok(["8.8.4.4/32".parse().unwrap()].into());
        let table = table(vec![
            route("8.8.8.8/32", RouteOrigin::Propagated, "igw-vpn"),
            of_list,
            route("1.1.1.1/32", RouteOrigin::Local, "local"),
            route("pl-unknown", RouteOrigin::Static, "igw-list"),
        ]);
        assert!(matches!(choose(&table, "8.8.8.8"), Choice::Unknown(Gap::PrefixListEntries { .. })));
        assert!(matches!(choose(&table, "8.8.4.4"), Choice::Unknown(Gap::PrefixListEntries { .. })));
        assert_eq!(choose(&table, "1.1.1.1"), Choice::Route(2));
    }

    #[test]
    fn families_are_cut_each_by_itself() {
        let table = table(vec![
            route("0.0.0.0/0", RouteOrigin::Static, "igw-all"),
            route("::/0", RouteOrigin::Static, "igw-six"),
            route("2001:db8::/56", RouteOrigin::Local, "local"),
            route("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", RouteOrigin::Static, "igw-last"),
        ]);
        assert_eq!(choose(&table, "255.255.255.255"), Choice::Route(0));
        assert_eq!(choose(&table, "::"), Choice::Route(1));
        assert_eq!(choose(&table, "2001:db8:0:ff:ffff:ffff:ffff:ffff"), Choice::Route(2));
        assert_eq!(choose(&table, "2001:db8:0:100::"), Choice::Route(1));
        assert_eq!(choose(&table, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), Choice::Route(3));
        assert_eq!(table.parts.len(), 4);
    }

    /// The choice by looking at every route: the longest prefix, for tables without ties.
    #[test]
    fn every_end_of_a_block_is_decided_by_the_longest_prefix() {
        let mut seed = 7_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 8
        };
        let blocks: std::collections::BTreeSet<IpNet> = (0..2000)
            .map(|_| {
                let length = u8::try_from(8 + next() % 25).unwrap();
                IpNet::new_assert(Family::Ipv4.address((0x0a00_0000 | next()).into()), length).trunc()
            })
            .collect();
        let routes = blocks.iter().enumerate();
        let table = table(
            routes
                .map(|(place, block)| route(&block.to_string(), RouteOrigin::Static, &format!("igw-{place}")))
                .collect(),
        );
        let ends = blocks.iter().flat_map(|block| [block.network(), block.broadcast()]);
        for address in ends {
            let longest = blocks.iter().enumerate().filter(|(_, block)| block.contains(&address));
            let (place, _) = longest.max_by_key(|(_, block)| block.prefix_len()).unwrap();
            assert_eq!(table.choose(address), Some(&Choice::Route(place)), "{address}");
        }
    }

    #[test]
    fn parts_are_disjoint_and_complete() {
        let table = table(vec![
            route("10.0.0.0/16", RouteOrigin::Local, "local"),
            route("10.0.0.0/24", RouteOrigin::Static, "igw-box"),
            route("pl-s3", RouteOrigin::Static, "igw-s3"),
        ]);
        let mut all = AddressSet::empty();
        for (_, part) in &table.parts {
            assert!(!all.overlaps(part));
            all = all.union(part);
        }
        assert_eq!(all, AddressSet::all());
    }
}
