//! Who in a subnet takes packets at which addresses.

use std::collections::HashMap;
use std::net::IpAddr;

use hopwise_model::DocumentKind;
use hopwise_model::design::{Design, Ix, NetworkInterface, Reference, SecurityGroup, Subnet, Vpc};
use hopwise_model::resource::InterfaceKind;
use hopwise_model::{Component, Gap};
use hopwise_packet::AddressSet;
use ipnet::IpNet;

use crate::graph::{Graph, Place};

/// Who in a subnet takes packets, each with the addresses at which it does.
#[derive(Clone, Debug)]
pub(crate) struct Takers {
    pub(crate) parts: Vec<(Place, AddressSet)>,
    /// Every address that somebody has.
    pub(crate) all: AddressSet,
}

/// What decides about packets that come to a host, but for the subnet that it is in.
#[derive(PartialEq, Eq, Hash)]
struct Host<'d> {
    groups: &'d [Reference<SecurityGroup>],
    status: Option<&'d str>,
    has_instance: bool,
    /// The state of its instance, where that is listed.
    state: Option<&'d str>,
    is_unlisted: bool,
}

/// What is one taker.
#[derive(PartialEq, Eq, Hash)]
enum Taker<'d> {
    Place(Place),
    Hosts(Host<'d>),
}

impl Takers {
    /// Those with addresses in some ranges. O(n log n) in the number of addresses.
    ///
    /// An interface with several addresses, or a NAT gateway with several interfaces, is one. An address has one owner: where a
    /// delegated block of somebody here holds the address of somebody elsewhere, it is theirs.
    pub(crate) fn among(
        design: &Design,
        vpc: Ix<Vpc>,
        subnet: Ix<Subnet>,
        ranges: impl Iterator<Item = (IpAddr, IpAddr)> + Clone,
    ) -> Self {
        let graph = Graph::new(design);
        Self::grouped(design, vpc, subnet, ranges, |interface| Taker::Place(graph.of_interface(interface)))
    }

    /// All of them. Hosts of which every packet meets the same are one, at the first one's place.
    pub(crate) fn by_kind(design: &Design, vpc: Ix<Vpc>, subnet: Ix<Subnet>) -> Self {
        let addresses = AddressSet::from_nets(design.subnets.get(subnet).record.cidrs.iter().copied());
        Self::grouped(design, vpc, subnet, addresses.ranges(), |interface| taker(design, interface))
    }

    fn grouped<'d>(
        design: &'d Design,
        vpc: Ix<Vpc>,
        subnet: Ix<Subnet>,
        ranges: impl Iterator<Item = (IpAddr, IpAddr)> + Clone,
        taker: impl Fn(Ix<NetworkInterface>) -> Taker<'d>,
    ) -> Self {
        let graph = Graph::new(design);
        let blocks: Vec<(IpNet, Ix<NetworkInterface>)> = design.interfaces_between(vpc, ranges).collect();
        let is_one = |block: &IpNet| block.prefix_len() == block.max_prefix_len();
        let mut owned = AddressSet::from_nets(blocks.iter().map(|(block, _)| *block).filter(is_one));
        let mut parts: Vec<(Place, Vec<AddressSet>)> = Vec::new();
        let mut places: HashMap<Taker<'_>, usize> = HashMap::new();
        for (block, interface) in blocks {
            let mut addresses = AddressSet::from_net(block);
            if !is_one(&block) {
                addresses = addresses.difference(&owned);
                owned = owned.union(&addresses);
            }
            if !graph.is_in(interface, subnet) {
                continue;
            }
            let index = *places.entry(taker(interface)).or_insert(parts.len());
            match parts.get_mut(index) {
                Some((_, all)) => all.push(addresses),
                None => parts.push((graph.of_interface(interface), vec![addresses])),
            }
        }
        let parts: Vec<(Place, AddressSet)> =
            parts.into_iter().map(|(place, all)| (place, AddressSet::union_all(all))).collect();
        Self { all: AddressSet::union_all(parts.iter().map(|(_, addresses)| addresses)), parts }
    }
}

/// Who takes packets that come to an interface: every host like it, unless something about it is its own.
fn taker(design: &Design, interface: Ix<NetworkInterface>) -> Taker<'_> {
    let place = Graph::new(design).of_interface(interface);
    let found = design.network_interfaces.get(interface);
    // Endpoints, NAT gateways and what may be one of these are no hosts; that one has no groups may be a gap of its own.
    let is_plain =
        design.interface_kind(interface) == InterfaceKind::Host && !found.shares_address && !found.groups.is_empty();
    if !is_plain {
        return Taker::Place(place);
    }
    Taker::Hosts(Host {
        groups: &found.groups,
        status: found.record.status.as_deref(),
        has_instance: found.record.instance.is_some(),
        state: found.instance.and_then(|instance| design.instances.get(instance).record.state.as_deref()),
        is_unlisted: unlisted_instance(design, interface).is_some(),
    })
}

/// The instance of an interface, where the snapshot lacks it and may have missed it, or where it is neither running nor stopped: what
/// is `pending` sends and answers once it has started (EC2 user guide, "Instance lifecycle").
pub(crate) fn unlisted_instance(design: &Design, interface: Ix<NetworkInterface>) -> Option<Gap> {
    let found = design.network_interfaces.get(interface);
    let listed = found.instance.map(|instance| &design.instances.get(instance).record);
    if let Some(record) = listed {
        let state = record.state.as_deref().filter(|state| *state != "running")?;
        let (component, id) = (Component::Instance, record.id.to_string());
        return Some(Gap::UncertainState { component, id, state: state.to_owned() });
    }
    let id = found.record.instance.as_ref().filter(|_| found.instance.is_none())?;
    let knowledge = &design.knowledge;
    let place = knowledge.place_of(found.record.owner.as_ref(), &found.record.scope);
    let document = DocumentKind::Reservations;
    (!knowledge.knows(document, &place)).then(|| Gap::MissingResource {
        component: Component::Instance,
        id: id.to_string(),
        referenced_by: found.record.id.to_string(),
        document,
    })
}
