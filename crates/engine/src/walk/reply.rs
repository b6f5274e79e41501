//! Replies from where nobody knows what becomes of the packets: what stops them, whoever sends them.

use hopwise_model::design::{Ix, NetworkInterface, Source, Subnet, Vpc};
use hopwise_model::resource::{Direction, InterfaceKind};
use hopwise_model::{DocumentKind, Leg};

use super::Walk;
use super::state::{Sender, State};
use crate::trace::{Destination, Hop};

impl Walk<'_> {
    /// Whatever is behind a virtual private gateway or a peering connection, its replies come from outside of the subnet that the
    /// packets left, and meet its network ACL (fact base N.2). What none of them passes is stopped for certain; the rest is left as
    /// it is.
    pub(super) fn pass_reply_acl(&mut self, state: State, gateway: &Hop) -> Option<State> {
        let site = state.site.and_then(|site| Some((site.vpc, site.subnet?)));
        let Some((vpc, subnet)) = site.filter(|_| state.leg == Leg::Forward) else { return Some(state) };
        if !self.is_left_by_sender(state.sender, subnet) || self.may_come_past_border(vpc, subnet, gateway) {
            return Some(state);
        }
        let mut reply = state.clone();
        reply.turn(Destination { component: gateway.component, id: Some(gateway.id.clone()) });
        reply.enter(gateway.clone());
        reply.enter(self.subnet_hop(subnet));
        let let_in = self.pass_acl(reply, subnet, Direction::Ingress)?;
        Some(state.with(let_in.packets.reversed()))
    }

    /// Whether the subnet is the sender's own. Replies to others, such as came by a transit gateway, need not come back through it.
    fn is_left_by_sender(&self, sender: Sender, subnet: Ix<Subnet>) -> bool {
        match sender {
            Sender::Source => self.source.subnet(self.design) == Some(Ok(subnet)),
            Sender::Nat(nat) => self.design.nat_gateways.get(nat).subnet == Some(Ok(subnet)),
            Sender::Interface(_) => false,
        }
    }

    /// Whether replies may come from within the subnet, or nobody knows: where its network ACL was not read, somebody beside the sender
    /// sends on what is for others, or a route table of the gateway's own leads them to somebody.
    fn may_come_past_border(&self, vpc: Ix<Vpc>, subnet: Ix<Subnet>, gateway: &Hop) -> bool {
        let design = self.design;
        let found = design.subnets.get(subnet);
        let is_read = [DocumentKind::RouteTables, DocumentKind::NetworkInterfaces];
        let is_known = is_read.into_iter().all(|document| design.knows(document, vpc))
            && found.network_acl.is_ok()
            && design.vpcs.get(vpc).unseen(found.record.id.as_str()).is_none();
        let mut associations = design.route_tables.iter().flat_map(|(_, table)| &table.record.associations);
        !is_known
            || found.interfaces.iter().any(|interface| self.sends_on(*interface))
            || associations.any(|own| own.gateway.as_ref() == Some(&gateway.id))
    }

    /// Whether somebody behind an interface, other than the source, may send on what is for others.
    fn sends_on(&self, interface: Ix<NetworkInterface>) -> bool {
        if matches!(self.source, Source::Interface(own) if *own == interface) {
            return false;
        }
        match self.design.interface_kind(interface) {
            InterfaceKind::TransitGatewayAttachment | InterfaceKind::GatewayLoadBalancerEndpoint => true,
            InterfaceKind::Host => self.design.network_interfaces.get(interface).record.source_dest_check != Some(true),
            _ => false,
        }
    }
}
