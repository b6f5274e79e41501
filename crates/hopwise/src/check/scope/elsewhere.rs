//! Packets that come in by what is not followed from: whether anything lets them in.

use hopwise_engine::FOLLOWED;
use hopwise_model::DocumentKind;
use hopwise_model::design::{Design, Ix, NetworkInterface, Source, Vpc};
use hopwise_model::resource::{Direction, InterfaceKind, Peer};
use hopwise_packet::{AddressSet, PacketBox, PacketSet, Protocol, ProtocolSet, Space};
use hopwise_rules::{ResourceType, Resources, resource_id};

use super::ends::{self, followed};
use crate::network::Network;

/// Whether all of some resources are peering connections or virtual private gateways. Packets that come in by one go to interfaces
/// of the VPC and nowhere else: no gateway of it serves them (VPC peering guide, unsupported configurations; Site-to-Site VPN user
/// guide). They come from outside of its blocks: those of peers must not overlap, and a VPN that sends from them cannot be
/// answered.
pub(super) fn are_entrances(one: &Resources) -> bool {
    match one {
        Resources::Types(kinds) => {
            kinds.iter().all(|kind| matches!(kind, ResourceType::VpcPeeringConnection | ResourceType::VpnGateway))
        }
        Resources::Ids(ids) => ids.iter().all(|id| matches!(ends::prefix(resource_id(id)), "pcx" | "vgw")),
    }
}

/// The first of some interfaces that packets from outside of its VPC may be let in to, by id: by what its groups and the network
/// ACL of its subnet say, or because something of that is not known. None where nothing is let in anywhere.
pub(super) fn first_open(network: &Network, interfaces: &[Ix<NetworkInterface>]) -> Option<String> {
    let design = network.design();
    let open = interfaces.iter().find(|own| lets_in(network, **own, None) != Some(false));
    open.map(|own| design.network_interfaces.get(*own).record.id.to_string())
}

/// Packets over TCP or UDP.
pub(super) fn over_tcp_or_udp() -> PacketBox {
    PacketBox::any().protocols(ProtocolSet::single(Protocol::TCP).union(&ProtocolSet::single(Protocol::UDP)))
}

/// Whether packets over TCP or UDP from outside of its VPC, those that are known or else any, are let in to an interface; none
/// where that is not known.
pub(super) fn lets_in(network: &Network, index: Ix<NetworkInterface>, coming: Option<&[PacketBox]>) -> Option<bool> {
    let design = network.design();
    // Nobody is behind these for packets from there.
    if matches!(
        design.interface_kind(index),
        InterfaceKind::NatGateway | InterfaceKind::TransitGatewayAttachment | InterfaceKind::OutboundResolver
    ) {
        return Some(false);
    }
    let found = design.network_interfaces.get(index);
    let vpc = *found.vpc.as_ref().ok()?;
    // What a table of the gateway says may lead packets to appliances.
    let here = &design.vpcs.get(vpc).record.id;
    let mut tables = design.route_tables.iter().filter(|(_, own)| own.record.vpc == *here);
    let is_of_gateway = tables.any(|(_, own)| own.record.associations.iter().any(|own| own.gateway.is_some()));
    if is_of_gateway || !design.knows(DocumentKind::RouteTables, vpc) {
        return None;
    }
    let subnet = design.subnets.get(*found.subnet.as_ref().ok()?);
    let acl = *subnet.network_acl.as_ref().ok()?;
    if found.record.groups_gap().is_some() && found.groups.is_empty() {
        return None;
    }
    let space = Space::new();
    let near = followed(found.record.blocks());
    let from_outside = over_tcp_or_udp().from(outside_of(design, vpc)).to(near.clone());
    let coming = match coming {
        Some(known) => PacketSet::from_boxes(&space, known).intersect_box(&from_outside),
        None => PacketSet::from_box(&space, &from_outside),
    };
    let mut admitted = PacketSet::empty(&space);
    for group in found.groups.iter() {
        let group = *group.as_ref().ok()?;
        if !is_known(design, vpc, group) {
            return None;
        }
        let who = (network.engine(), &Source::Internet);
        admitted = admitted.union(&network.engine().group_admits(&space, group, Direction::Ingress, &near, who));
    }
    // Load balancers and the like may have no group, and then take everything.
    if found.groups.is_empty() {
        admitted = PacketSet::all(&space);
    }
    let guarded = followed(subnet.record.cidrs.iter().copied());
    let passing = network.engine().acl_admits(&space, acl, Direction::Ingress, &guarded);
    Some(admitted.intersection(&passing).overlaps(&coming))
}

/// The addresses that a VPC does not have.
pub(super) fn outside_of(design: &Design, vpc: Ix<Vpc>) -> AddressSet {
    AddressSet::all_of(FOLLOWED).difference(&followed(design.vpcs.get(vpc).record.cidrs.iter().copied()))
}

/// Whether it is known whom each inbound rule of a group means: a group of another VPC means interfaces on the far side of a
/// peering connection.
fn is_known(design: &Design, vpc: Ix<Vpc>, group: Ix<hopwise_model::design::SecurityGroup>) -> bool {
    design.security_groups.get(group).record.ingress.iter().all(|rule| match &rule.peer {
        Peer::Cidr(_) => true,
        Peer::PrefixList(list) => design.entries_of(list).is_ok(),
        Peer::Group(peer) => {
            let peer = design.security_groups.find(peer.as_str());
            peer.is_some_and(|peer| design.security_groups.get(peer).vpc == Some(vpc))
        }
    })
}
