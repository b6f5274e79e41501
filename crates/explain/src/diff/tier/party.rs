//! Interfaces that the network cannot tell apart, on both sides: one of them is asked for all.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hopwise_engine::FOLLOWED;
use hopwise_model::design::{Design, Ix, NetworkInterface};
use hopwise_model::resource::{Peer, RouteDestination};
use hopwise_model::{Inventory, NetworkInterfaceId, SubnetId};
use ipnet::IpNet;

/// Interfaces that are alike before and alike after.
#[derive(Clone, Debug)]
pub(super) struct Party {
    /// The place of its tier.
    pub(super) tier: usize,
    /// The first of them, who takes for all.
    pub(super) first: NetworkInterfaceId,
    /// The last of them, who sends for all: another one wherever there are two.
    pub(super) last: NetworkInterfaceId,
    /// On which sides they are.
    pub(super) is_on: [bool; 2],
    /// How many there are.
    pub(super) members: usize,
    /// Whether they open connections.
    pub(super) sends: bool,
    /// Whether they take any.
    pub(super) takes: bool,
    /// Whether they have public addresses, on either side.
    pub(super) is_public: bool,
    /// The ids of what decides about them: themselves, their groups, subnet, route table and network ACL.
    pub(super) ids: BTreeSet<String>,
}

/// What one side says of an interface.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Class {
    subnet: SubnetId,
    groups: Vec<String>,
    kind: String,
    is_public: bool,
    /// Which of the blocks that divide its subnet it is in.
    within: Vec<bool>,
}

/// The parties of both sides. O(n log n) in interfaces, times the blocks that divide their subnets.
pub(super) fn parties(sides: [(&Inventory, &Design); 2], tiers: &BTreeMap<SubnetId, usize>) -> Vec<Party> {
    let blocks = blocks(sides.map(|(inventory, _)| inventory));
    let mut dividing: HashMap<SubnetId, Vec<IpNet>> = HashMap::new();
    let mut all: BTreeMap<NetworkInterfaceId, [Option<Class>; 2]> = BTreeMap::new();
    for (place, (_, design)) in sides.into_iter().enumerate() {
        for index in design.network_interfaces.indices() {
            let Some((id, class)) = class(design, index, &blocks, &mut dividing) else { continue };
            if let Some(slot) = all.entry(id).or_default().get_mut(place) {
                *slot = Some(class);
            }
        }
    }
    let mut parties: BTreeMap<[Option<Class>; 2], Party> = BTreeMap::new();
    for (id, classes) in all {
        let subnet = classes.iter().flatten().map(|own| &own.subnet).next();
        let Some(tier) = subnet.and_then(|own| tiers.get(own)) else { continue };
        let party = parties.entry(classes.clone()).or_insert_with(|| Party {
            tier: *tier,
            first: id.clone(),
            last: id.clone(),
            is_on: classes.clone().map(|own| own.is_some()),
            members: 0,
            sends: false,
            takes: false,
            is_public: classes.iter().flatten().any(|own| own.is_public),
            ids: BTreeSet::new(),
        });
        party.members += 1;
        party.last = id.clone();
        party.ids.insert(id.to_string());
        for (_, design) in sides {
            if let Some(index) = design.network_interfaces.find(id.as_str()) {
                let kind = design.interface_kind(index);
                party.sends |= kind.opens_connections();
                party.takes |= takes(design, index);
                if party.members == 1 {
                    party.ids.extend(deciding(design, index));
                }
            }
        }
    }
    parties.into_values().collect()
}

fn takes(design: &Design, index: Ix<NetworkInterface>) -> bool {
    use hopwise_model::resource::InterfaceKind as Kind;
    matches!(
        design.interface_kind(index),
        Kind::Host
            | Kind::InterfaceEndpoint
            | Kind::MountTarget
            | Kind::LoadBalancer
            | Kind::InboundResolver
            | Kind::Other
    )
}

/// The ids of what decides about an interface.
fn deciding(design: &Design, index: Ix<NetworkInterface>) -> Vec<String> {
    let own = design.network_interfaces.get(index);
    let mut ids: Vec<String> = own.record.groups.iter().map(ToString::to_string).collect();
    ids.push(own.record.subnet.to_string());
    if let Ok(subnet) = &own.subnet {
        let subnet = design.subnets.get(*subnet);
        ids.extend(subnet.route_table.as_ref().ok().map(|own| design.route_tables.get(*own).record.id.to_string()));
        ids.extend(subnet.network_acl.as_ref().ok().map(|own| design.network_acls.get(*own).record.id.to_string()));
    }
    ids
}

/// What a side says of an interface that somebody may ask about.
fn class(
    design: &Design,
    index: Ix<NetworkInterface>,
    blocks: &[IpNet],
    dividing: &mut HashMap<SubnetId, Vec<IpNet>>,
) -> Option<(NetworkInterfaceId, Class)> {
    let own = design.network_interfaces.get(index);
    let record = &own.record;
    let address = record.primary_address()?;
    let kind = design.interface_kind(index);
    if !kind.opens_connections() && !takes(design, index) {
        return None;
    }
    let mut groups: Vec<String> = record.groups.iter().map(ToString::to_string).collect();
    groups.sort();
    let subnet = design.subnets.get(own.subnet.as_ref().ok().copied()?);
    let dividing = dividing.entry(record.subnet.clone()).or_insert_with(|| {
        let whole = subnet.record.cidr_of(FOLLOWED);
        let divides = |block: &&IpNet| whole.is_some_and(|whole| whole.contains(*block) && whole != **block);
        blocks.iter().filter(divides).copied().collect()
    });
    let endpoint = own.endpoint.map(|own| design.vpc_endpoints.get(own).record.id.to_string());
    let state =
        (kind, record.source_dest_check, &record.status, endpoint, record.addresses.len(), record.prefixes.len());
    let class = Class {
        subnet: record.subnet.clone(),
        groups,
        kind: format!("{state:?}"),
        is_public: record.addresses.iter().any(|own| own.public.is_some()),
        within: dividing.iter().map(|block| block.contains(&address)).collect(),
    };
    Some((record.id.clone(), class))
}

/// Every block of IPv4 that rules and routes name: what tells one address of a subnet from another.
fn blocks(sides: [&Inventory; 2]) -> Vec<IpNet> {
    let mut all: BTreeSet<IpNet> = BTreeSet::new();
    for side in sides {
        let rules = side.security_groups.iter().flat_map(|own| own.ingress.iter().chain(&own.egress));
        all.extend(rules.filter_map(|own| match &own.peer {
            Peer::Cidr(block) => Some(*block),
            Peer::PrefixList(_) | Peer::Group(_) => None,
        }));
        all.extend(side.network_acls.iter().flat_map(|own| &own.entries).map(|own| own.cidr));
        all.extend(side.route_tables.iter().flat_map(|own| &own.routes).filter_map(|own| match &own.destination {
            RouteDestination::Cidr(block) => Some(*block),
            RouteDestination::PrefixList(_) => None,
        }));
        all.extend(side.prefix_list_entries.iter().flat_map(|own| &own.entries).copied());
    }
    all.into_iter().map(|own| own.trunc()).filter(|own| FOLLOWED.has(own.addr())).collect()
}
