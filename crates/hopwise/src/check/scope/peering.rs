//! Packets that come in by a peering connection of which both VPCs are in the snapshot: walked from the interfaces of the one to
//! the connection, and held against what the interfaces of the other let in.
//!
//! Which VPCs a connection joins says its document, else the route tables that lead to it: it has two ends. That nothing passes
//! proves that there is no path. What passes is told, and is no proof of one: the connection is where AWS's paths begin, whoever sends.

use hopwise_engine::{End, Flow, Hop, Question};
use hopwise_explain::confirm;
use hopwise_model::design::{Design, Ix, NetworkInterface, Source, Vpc, Wanted};
use hopwise_model::resource::{InterfaceKind, Peer, RouteTarget};
use hopwise_model::{Component, DocumentKind, Gap, Leg, NotEvaluated};
use hopwise_packet::PacketBox;
use hopwise_rules::{Resources, resource_id};

use super::elsewhere::{lets_in, outside_of, over_tcp_or_udp};
use super::ends::followed;
use crate::network::Network;

/// A peering connection between two VPCs of the snapshot.
pub(super) struct Peering {
    id: String,
    vpcs: [Ix<Vpc>; 2],
}

/// Whose packets come in by a connection to whom, by ids.
pub(super) struct Entry {
    pub(super) from: String,
    pub(super) to: String,
}

impl Peering {
    /// The connection that some resources are; none where they are something else, or where not both VPCs and all that is in
    /// them are shown.
    pub(super) fn of(design: &Design, one: &Resources) -> Option<Self> {
        let Resources::Ids(ids) = one else { return None };
        let [id] = ids.as_slice() else { return None };
        let id = resource_id(id);
        let known = design.vpc_peering_connections.find(id).map(|index| design.vpc_peering_connections.get(index));
        let tables = design.route_tables.iter().map(|(_, own)| own);
        let leading = tables.filter(|own| {
            let mut targets = own.record.routes.iter().map(|route| &route.target);
            targets.any(|own| matches!(own, RouteTarget::VpcPeeringConnection(own) if own == id))
        });
        let mut vpcs: Vec<Ix<Vpc>> = Vec::new();
        for own in leading {
            let vpc = *own.vpc.as_ref().ok()?;
            if !vpcs.contains(&vpc) {
                vpcs.push(vpc);
            }
        }
        let vpcs: [Ix<Vpc>; 2] = match known {
            Some(known) => [known.requester.clone().ok()?, known.accepter.clone().ok()?],
            None => vpcs.try_into().ok()?,
        };
        let is_shown = |vpc: &Ix<Vpc>| {
            let lists = [DocumentKind::RouteTables, DocumentKind::NetworkInterfaces, DocumentKind::Subnets];
            lists.into_iter().all(|kind| design.knows(kind, *vpc)) && design.vpcs.get(*vpc).unseen(id).is_none()
        };
        vpcs.iter().all(is_shown).then(|| Self { id: id.to_owned(), vpcs })
    }

    /// The first of the packets that may come in by the connection and be let in to one of some interfaces; none where none do.
    pub(super) fn first_entry(&self, network: &Network, interfaces: &[Ix<NetworkInterface>]) -> Option<Entry> {
        let [one, other] = self.vpcs;
        [(one, other), (other, one)]
            .into_iter()
            .find_map(|(here, there)| self.entry(network, (here, there), interfaces))
    }

    fn entry(
        &self,
        network: &Network,
        (here, there): (Ix<Vpc>, Ix<Vpc>),
        interfaces: &[Ix<NetworkInterface>],
    ) -> Option<Entry> {
        let design = network.design();
        let id = |own: Ix<NetworkInterface>| design.network_interfaces.get(own).record.id.to_string();
        let is_open = |own: &Ix<NetworkInterface>| {
            design.network_interfaces.get(*own).vpc == Ok(here) && lets_in(network, *own, None) != Some(false)
        };
        let open: Vec<Ix<NetworkInterface>> = interfaces.iter().copied().filter(is_open).collect();
        let blocks = open.iter().flat_map(|own| design.network_interfaces.get(*own).record.blocks());
        let taking = followed(blocks);
        let senders = design.network_interfaces.indices();
        let mut senders = senders.filter(|own| design.network_interfaces.get(*own).vpc == Ok(there));
        senders.find_map(|sender| {
            let first = *open.first()?;
            let record = &design.network_interfaces.get(sender).record;
            match design.interface_kind(sender) {
                // Whoever is behind the transit gateway may come this way, too.
                InterfaceKind::TransitGatewayAttachment => return Some(Entry { from: id(sender), to: id(first) }),
                kind if !kind.opens_connections() => return None,
                _ => {}
            }
            if sends_to_groups(design, sender) {
                return Some(Entry { from: id(sender), to: id(first) });
            }
            // Who sends on what is for others does not send from its own addresses alone.
            let is_router = record.source_dest_check != Some(true);
            let sources = if is_router { outside_of(design, here) } else { followed(record.blocks()) };
            let packets = over_tcp_or_udp().from(sources).to(taking.clone());
            let source = Source::Interface(sender);
            let flows =
                network.engine().trace(&Question { source: source.clone(), packets, wanted: Wanted::Anyone }).flows;
            let crosses = |flow: &Flow| flow.forward.iter().rev().skip(1).any(|hop| self.is_at(hop));
            let arrives = |flow: &&Flow| !matches!(&flow.end, End::Blocked(block) if block.leg == Leg::Forward);
            if let Some(flow) = flows.iter().filter(|flow| crosses(flow)).find(arrives) {
                let to = flow.destination.id.clone().unwrap_or_else(|| id(first));
                return Some(Entry { from: id(sender), to });
            }
            let coming = flows.iter().filter(|flow| self.may_take(flow) || confirm(design, &source, flow).is_err());
            let coming: Vec<PacketBox> = coming.flat_map(|flow| flow.packets.iter().cloned()).collect();
            let taker = open.iter().find(|own| lets_in(network, **own, Some(&coming)) != Some(false))?;
            (!coming.is_empty()).then(|| Entry { from: id(sender), to: id(*taker) })
        })
    }

    fn is_at(&self, hop: &Hop) -> bool {
        hop.component == Component::VpcPeeringConnection && hop.id == self.id
    }

    /// Whether the connection takes the packets of a flow, or may: not where they arrive, are stopped, or are at another gateway.
    fn may_take(&self, flow: &Flow) -> bool {
        let last = flow.forward.last();
        if let Some(hop) = last.filter(|hop| hop.component == Component::VpcPeeringConnection) {
            return self.is_at(hop) && matches!(flow.end, End::Undetermined { leg: Leg::Forward, .. });
        }
        let last = last.map(|hop| hop.id.as_str());
        match &flow.end {
            End::Undetermined { leg: Leg::Forward, gap } => match gap {
                Gap::NotEvaluated {
                    what: NotEvaluated::TransitGateway | NotEvaluated::VirtualPrivateGateway,
                    id,
                    ..
                } => last != Some(id),
                _ => true,
            },
            _ => false,
        }
    }
}

/// Whether an outbound rule of an interface means a group that is not of its own VPC, or is not shown: such a rule may mean
/// interfaces on the far side of the connection, which no walk follows (VPC peering guide, security group references).
fn sends_to_groups(design: &Design, sender: Ix<NetworkInterface>) -> bool {
    let found = design.network_interfaces.get(sender);
    let is_far = |peer: &Peer| match peer {
        Peer::Cidr(_) | Peer::PrefixList(_) => false,
        Peer::Group(id) => {
            let group = design.security_groups.find(id.as_str()).map(|group| design.security_groups.get(group));
            group.is_none_or(|group| group.vpc.is_none() || group.vpc != found.vpc.as_ref().ok().copied())
        }
    };
    let groups = found.groups.iter().flatten();
    groups.flat_map(|group| &design.security_groups.get(*group).record.egress).any(|rule| is_far(&rule.peer))
}
