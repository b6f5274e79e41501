//! Internet gateways, on the way out.

use std::net::IpAddr;

use hopwise_model::design::{Ix, RouteTable, Subnet, Target, Vpc};
use hopwise_model::resource::{AssociationState, BlockPublicAccess};
use hopwise_model::{Code, Component, DocumentKind, Gap, NotEvaluated};

use crate::flow::Flow;
use crate::route;
use crate::sender::{Sender, SenderKind};
use crate::stop::Stop;
use crate::walk::{Owner, Place, Walk, location};

type InternetGateway = Ix<hopwise_model::design::InternetGateway>;

impl Walk<'_> {
    /// A packet leaves a VPC through an internet gateway.
    pub(crate) fn leave_by_internet_gateway(
        &mut self,
        gateway: InternetGateway,
        from: Place,
        sender: Sender,
        packet: Flow,
    ) -> Result<(), Stop> {
        self.enter_internet_gateway(gateway, from.vpc)?;
        let record = &self.design.internet_gateways.get(gateway).record;
        let id = &record.id;
        self.block_public_access(from.subnet, from.vpc, |mode| match mode {
            BlockPublicAccess::Off => true,
            // NAT gateways may still open connections; interfaces with a public address may not (VPC user guide,
            // Block Public Access, scenario 3).
            BlockPublicAccess::BlockIngress => !matches!(sender.kind, SenderKind::Owner(_)),
            BlockPublicAccess::BlockBidirectional => false,
        })?;
        self.encryption_control(from.vpc)?;
        let table = match (from.subnet, self.translations.last()) {
            (Some(subnet), _) => self.design.subnets.get(subnet).route_table.as_ref().ok(),
            (None, Some(last)) => self.design.nat_gateways.get(last.gateway).route_table.as_ref().ok(),
            (None, None) => None,
        };
        let firewall = self.firewall_at_gateway(from, table.copied());
        let translates = firewall.is_some() && !self.needs_public_address(from);
        let refused = |code| Err(Stop::blocked(Component::InternetGateway, id, code, &record.evidence));
        if !self.is_mapped(sender, from.vpc) && !translates {
            return Err(self.no_public_address(gateway, sender.kind));
        }
        if is_private(packet.destination) {
            return refused(Code::IgwDestinationInRfc1918);
        }
        if is_shared(packet.destination) {
            return refused(Code::IgwDestinationInRfc6598);
        }
        // An answer to somebody inside has no business out here, whatever block the VPC uses.
        if sender.answers || self.design.interface_at_public(packet.destination).is_some() {
            return Err(Stop::Unknown(Gap::NotEvaluated {
                component: Component::InternetGateway,
                id: id.to_string(),
                what: NotEvaluated::InternetGatewayReflection,
            }));
        }
        firewall.map_or(Ok(()), |gap| Err(Stop::Unknown(gap)))
    }

    /// What is not known of a firewall that looks at all traffic between a VPC and its internet gateway. The document of the VPC,
    /// a route, or the subnet tells of it; a subnet may be left out of it, or be in a zone that it is not in.
    pub(crate) fn firewall_at_gateway(&self, at: Place, table: Option<Ix<RouteTable>>) -> Option<Gap> {
        let mut firewalls: Vec<&str> = Vec::new();
        let vpc = &self.design.vpcs.get(at.vpc).record;
        firewalls.extend(vpc.internet_firewalls.iter().map(String::as_str));
        if let Some(table) = table {
            let routes = &self.design.route_tables.get(table).record.routes;
            firewalls.extend(routes.iter().filter_map(|route| route.firewall.as_deref()));
        }
        match at.subnet.map(|subnet| self.connectivity(subnet)) {
            Some("exclude" | "az-unsupported") => return None,
            Some("") | None => {}
            Some(_) => firewalls.push(""),
        }
        let id = if firewalls.first()?.is_empty() { vpc.id.as_str() } else { firewalls.first()? };
        let what = NotEvaluated::InternetFirewall;
        Some(Gap::NotEvaluated { component: Component::Firewall, id: id.to_owned(), what })
    }

    /// Whether nobody gets out without a public address, firewall or not.
    pub(crate) fn needs_public_address(&self, at: Place) -> bool {
        at.subnet.is_some_and(|subnet| self.connectivity(subnet) == "bidirectional")
    }

    /// What the subnet's document says of the firewall, if it says anything.
    fn connectivity(&self, subnet: Ix<Subnet>) -> &str {
        let own = &self.design.subnets.get(subnet).record.firewall_connectivity;
        own.as_ref().map_or("", |own| own.as_str())
    }

    /// An answer to the internet leaves through an internet gateway, where the request came in.
    pub(crate) fn answer_by_internet_gateway(
        &mut self,
        gateway: InternetGateway,
        vpc: Ix<Vpc>,
        sender: Sender,
    ) -> Result<(), Stop> {
        self.enter_internet_gateway(gateway, vpc)?;
        if self.is_mapped(sender, vpc) { Ok(()) } else { Err(self.no_public_address(gateway, sender.kind)) }
    }

    fn enter_internet_gateway(&mut self, gateway: InternetGateway, vpc: Ix<Vpc>) -> Result<(), Stop> {
        let gateway = self.design.internet_gateways.get(gateway);
        let id = &gateway.record.id;
        self.enter(Component::InternetGateway, id);
        // An attachment names its VPC, so that another one is told even where the snapshot does not hold it.
        let own = &self.design.vpcs.get(vpc).record.id;
        if gateway.record.attachments.iter().any(|attachment| attachment.is_usable() && attachment.vpc == *own) {
            return Ok(());
        }
        let (evidence, code) = (&gateway.record.evidence, Code::BadStateAttachment);
        Err(Stop::blocked(Component::InternetGateway, id, code, evidence))
    }

    /// Whether the gateway of a VPC maps a sender's address to a public one. It knows nobody's of another VPC.
    fn is_mapped(&self, sender: Sender, vpc: Ix<Vpc>) -> bool {
        let own = match sender.kind {
            SenderKind::Owner(Owner::Interface(own)) => self.design.network_interfaces.get(own).vpc.clone(),
            SenderKind::Owner(Owner::Placement) => match location(self.design, self.source) {
                Some(Ok((_, own))) => Ok(own),
                Some(Err(_)) | None => Ok(vpc),
            },
            SenderKind::Nat(nat) => self.design.nat_gateways.get(nat).vpc.clone(),
            SenderKind::Outside => Ok(vpc),
        };
        sender.public && own.is_ok_and(|own| own == vpc)
    }

    /// The gateway drops what comes from an address that it maps to no public one. Where one would be is where the
    /// sender was read; of a placement and of somebody outside no document tells, so that the gateway has to do.
    fn no_public_address(&self, gateway: InternetGateway, kind: SenderKind) -> Stop {
        let own = match kind {
            SenderKind::Owner(Owner::Interface(interface)) => {
                Some(&self.design.network_interfaces.get(interface).record.evidence)
            }
            SenderKind::Nat(nat) => Some(&self.design.nat_gateways.get(nat).record.evidence),
            SenderKind::Owner(Owner::Placement) | SenderKind::Outside => None,
        };
        let record = &self.design.internet_gateways.get(gateway).record;
        let (code, evidence) = (Code::IgwPublicIpAssociationForEgress, own.unwrap_or(&record.evidence));
        Stop::blocked(Component::InternetGateway, &record.id, code, evidence)
    }

    pub(crate) fn encryption_control(&self, vpc: Ix<Vpc>) -> Result<(), Stop> {
        let vpc = &self.design.vpcs.get(vpc).record;
        if !vpc.encryption_enforced {
            return Ok(());
        }
        let (component, id) = (Component::Vpc, vpc.id.to_string());
        Err(Stop::Unknown(Gap::NotEvaluated { component, id, what: NotEvaluated::EncryptionControl }))
    }

    /// Asks the route table that an internet gateway uses for what it takes in, if it has one. Only a table that
    /// lets the packet through to the VPC is evaluated.
    pub(crate) fn edge_route_table(&self, gateway: InternetGateway, destination: IpAddr) -> Result<(), Stop> {
        let gateway = self.design.internet_gateways.get(gateway);
        for (_, table) in self.design.route_tables.iter() {
            let own = table
                .record
                .associations
                .iter()
                .filter(|own| own.gateway.as_deref() == Some(gateway.record.id.as_str()));
            for association in own {
                if let AssociationState::Other(state) = &association.state {
                    let (component, id, state) = (Component::RouteTable, table.record.id.to_string(), state.clone());
                    return Err(Stop::Unknown(Gap::UncertainState { component, id, state }));
                }
            }
        }
        let Some(table) = gateway.edge_route_table else {
            // A table that was not read may be the gateway's.
            let (document, needed_for) = (DocumentKind::RouteTables, gateway.record.id.to_string());
            return match gateway.attached {
                Some(Ok(vpc)) => self.read_in_full(document, vpc, &needed_for),
                Some(Err(_)) | None => Err(Stop::Unknown(Gap::MissingDocument { document, needed_for })),
            };
        };
        let table = self.design.route_tables.get(table);
        match route::select(table, destination) {
            Ok(routes) if routes.iter().all(|(path, _)| path.target == Target::Local) => Ok(()),
            Ok(_) | Err(_) => Err(Stop::Unknown(Gap::NotEvaluated {
                component: Component::RouteTable,
                id: table.record.id.to_string(),
                what: NotEvaluated::EdgeRouteTable,
            })),
        }
    }
}

/// Whether an address is in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918).
pub(crate) fn is_private(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if address.is_private())
}

/// Whether an address is in 100.64.0.0/10 (RFC 6598).
pub(crate) fn is_shared(address: IpAddr) -> bool {
    let IpAddr::V4(address) = address else { return false };
    let [first, second, ..] = address.octets();
    first == 100 && second & 0b1100_0000 == 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_address_space_ends_at_100_127() {
        for (address, shared) in
            [("100.63.255.255", false), ("100.64.0.0", true), ("100.127.255.255", true), ("100.128.0.0", false)]
        {
            assert_eq!(is_shared(address.parse().unwrap()), shared, "{address}");
        }
    }
}
