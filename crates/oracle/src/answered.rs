//! Answers from where nobody knows what becomes of the packet: whether any gets back to who sent it.

use hopwise_model::design::{Ix, Source, Subnet};
use hopwise_model::resource::Direction;
use hopwise_model::{Component, DocumentKind};

use crate::flow::Flow;
use crate::stop::Stop;
use crate::walk::{Place, Walk};

impl Walk<'_> {
    /// An answer from behind a gateway that is in no subnet enters the subnet of who sent the packet, and is stopped at its border
    /// whoever sends it (VPN user guide; VPC user guide, network ACLs).
    pub(crate) fn answer_gets_in(
        &mut self,
        from: Place,
        packet: Flow,
        component: Component,
        id: &str,
    ) -> Result<(), Stop> {
        let Some(subnet) = from.subnet else { return Ok(()) };
        let sent_from = match self.translations.last() {
            Some(last) => self.design.nat_gateways.get(last.gateway).subnet.clone(),
            None => self.source.subnet(self.design),
        };
        let is_seen = self.seen_in_full(from.vpc, "").is_ok()
            && self.is_complete(DocumentKind::RouteTables, from.vpc)
            && self.is_complete(DocumentKind::NetworkInterfaces, from.vpc)
            && self.design.subnets.get(subnet).network_acl.is_ok();
        if sent_from != Some(Ok(subnet)) || !is_seen || self.has_router(subnet) || self.has_own_table(id) {
            return Ok(());
        }
        let (there, open) = (std::mem::take(&mut self.hops), self.open.clone());
        self.enter(component, id);
        self.enter_subnet(subnet);
        let answered = self.network_acl(subnet, Direction::Ingress, packet.answered());
        self.open = open;
        let back = std::mem::replace(&mut self.hops, there);
        match answered {
            Err(Stop::Blocked(check, code)) => Err(Stop::Unanswered(back, check, code)),
            _ => Ok(()),
        }
    }

    /// Whether somebody in a subnet may send on what comes by other ways: whoever is beside it meets no network ACL.
    fn has_router(&self, subnet: Ix<Subnet>) -> bool {
        self.design.network_interfaces.iter().any(|(index, interface)| {
            let is_sender = matches!(self.source, Source::Interface(own) if *own == index);
            interface.subnet == Ok(subnet) && !is_sender && self.may_send_on(index)
        })
    }

    /// Whether a gateway asks a route table of its own about what it takes in, which may lead to somebody in the subnet.
    fn has_own_table(&self, gateway: &str) -> bool {
        self.design.route_tables.iter().any(|(_, table)| {
            table.record.associations.iter().any(|association| association.gateway.as_deref() == Some(gateway))
        })
    }
}
