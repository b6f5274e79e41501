//! Route selection: one table cut into disjoint sets of destinations, each with the route that decides.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use hopwise_model::Gap;
use hopwise_model::design::{RoutePath, RouteTable, Target};
use hopwise_model::resource::{self, RouteDestination, RouteOrigin};
use hopwise_packet::AddressSet;
use ipnet::{IpNet, Ipv4Net};

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

/// A route table as a partition of the IPv4 addresses.
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
        let local: Vec<Ipv4Net> = routes
            .iter()
            .filter(|(_, path, _)| path.target == Target::Local)
            .flat_map(|(_, path, _)| blocks(path))
            .collect();
        let mut by_block: BTreeMap<(u32, u8), Vec<(usize, &resource::Route)>> = BTreeMap::new();
        for (number, path, record) in &routes {
            for block in blocks(path) {
                let loses_to_local =
                    record.origin == RouteOrigin::Propagated && local.iter().any(|local| local.contains(&block));
                if !loses_to_local {
                    let key = (u32::from(block.network()), block.prefix_len());
                    by_block.entry(key).or_default().push((*number, record));
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

        let mut sweep = Sweep { parts: BTreeMap::new(), cursor: 0, stack: Vec::new() };
        for ((start, length), candidates) in by_block {
            let end = u64::from(start) | (u64::from(u32::MAX) >> length);
            sweep.close_before(u64::from(start));
            let choice = decide(table, &candidates);
            let certain = length == 32 && candidates.iter().any(|(_, route)| is_plain(route));
            sweep.stack.push((end, choice, certain));
        }
        sweep.close_before(1 << 32);
        Self { parts: doubt(sweep.parts, &unknown, &local) }
    }

    /// The choice for one destination, by a linear search over the parts.
    #[cfg(test)]
    fn choose(&self, destination: Ipv4Addr) -> Option<&Choice> {
        let part = self.parts.iter().find(|(_, addresses)| addresses.contains(IpAddr::V4(destination)))?;
        Some(&part.0)
    }
}

fn is_plain(route: &resource::Route) -> bool {
    matches!(route.origin, RouteOrigin::Local | RouteOrigin::Static)
        && !matches!(route.destination, RouteDestination::PrefixList(_))
}

fn blocks(path: &RoutePath) -> impl Iterator<Item = Ipv4Net> + '_ {
    path.destinations.as_deref().unwrap_or_default().iter().filter_map(|block| match block {
        IpNet::V4(block) => Some(block.trunc()),
        IpNet::V6(_) => None,
    })
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

/// Sweeps over nested blocks in order of their first address; the innermost open block decides.
struct Sweep {
    parts: BTreeMap<(Choice, bool), AddressSet>,
    cursor: u64,
    stack: Vec<(u64, Choice, bool)>,
}

impl Sweep {
    /// Closes every block that ends before `limit` and hands out the addresses below `limit`.
    fn close_before(&mut self, limit: u64) {
        while let Some((end, choice, certain)) = self.stack.last().cloned() {
            if end >= limit {
                break;
            }
            self.emit(end, choice, certain);
            self.stack.pop();
        }
        if let Some(last) = limit.checked_sub(1) {
            let (choice, certain) =
                self.stack.last().map_or((Choice::None, false), |(_, choice, certain)| (choice.clone(), *certain));
            self.emit(last, choice, certain);
        }
    }

    fn emit(&mut self, last: u64, choice: Choice, certain: bool) {
        if self.cursor > last {
            return;
        }
        let address = |value: u64| IpAddr::V4(Ipv4Addr::from(u32::try_from(value).unwrap_or(u32::MAX)));
        let addresses = AddressSet::from_range(address(self.cursor), address(last));
        let part = self.parts.entry((choice, certain)).or_insert_with(AddressSet::empty);
        *part = part.union(&addresses);
        self.cursor = last + 1;
    }
}

/// Takes back what a prefix list with unknown entries might decide otherwise.
///
/// `unknown` tells of each such list whether it loses to local routes: what is propagated does, and the list of a
/// gateway endpoint holds public addresses only. Nothing is longer than a /32 that somebody wrote.
fn doubt(
    parts: BTreeMap<(Choice, bool), AddressSet>,
    unknown: &[(bool, &Gap)],
    local: &[Ipv4Net],
) -> Vec<(Choice, AddressSet)> {
    let local = AddressSet::from_nets(local.iter().map(|block| IpNet::V4(*block)));
    let mut out: BTreeMap<Choice, AddressSet> = BTreeMap::new();
    let mut add = |choice: Choice, addresses: &AddressSet| {
        if !addresses.is_empty() {
            let part = out.entry(choice).or_insert_with(AddressSet::empty);
            *part = part.union(addresses);
        }
    };
    for ((choice, certain), addresses) in parts {
        let mut known = addresses;
        if !certain {
            for (loses_to_local, gap) in unknown {
                let doubtful = if *loses_to_local { known.difference(&local) } else { known.clone() };
                add(Choice::Unknown((*gap).clone()), &doubtful);
                known = known.difference(&doubtful);
            }
        }
        add(choice, &known);
    }
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
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
            RouteDestination::Cidr(block) => Ok(vec![*block]),
            RouteDestination::PrefixList(list) if list.as_str() == "pl-unknown" => {
                Err(Gap::PrefixListEntries { prefix_list: list.clone() })
            }
            RouteDestination::PrefixList(_) => {
                Ok(vec!["52.216.0.0/15".parse().unwrap(), "10.0.9.0/24".parse().unwrap()])
            }
        };
        let evidence = Evidence::supposed("test");
        (
            resource::Route { destination, target, origin, state: RouteState::Active, evidence },
            RoutePath { destinations, target: path },
        )
    }

    fn table(routes: Vec<(resource::Route, RoutePath)>) -> CompiledTable {
        let (records, routes): (Vec<_>, Vec<_>) = routes.into_iter().unzip();
        let vpc: Reference<_> = Err(Gap::UnknownName { host: String::new() });
        CompiledTable::new(&RouteTable {
            record: resource::RouteTable {
                id: RouteTableId::try_from("rtb-1").unwrap(),
                vpc: VpcId::try_from("vpc-1").unwrap(),
                associations: Vec::new(),
                routes: records,
                owner: None,
                name: None,
                evidence: Evidence::supposed("test"),
            },
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
        assert_eq!(all, AddressSet::all_v4());
    }
}
