//! Internet gateways, on the way out.

use std::net::Ipv4Addr;

use hopwise_model::design::{Ix, Subnet, Vpc};
use hopwise_model::resource::BlockPublicAccess;
use hopwise_model::{Code, Component, DocumentKind, Gap, NotEvaluated};

use crate::route;
use crate::walk::{Flow, Place, Stop, Walk};

type InternetGateway = Ix<hopwise_model::design::InternetGateway>;

/// What an internet gateway knows of a sender.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sender {
    /// Whether it maps the sender's private address to a public one.
    pub(crate) public: bool,
    /// Whether the sender is a NAT gateway.
    pub(crate) translated: bool,
    /// Whether it answers somebody inside.
    pub(crate) answers: bool,
}

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
        let id = &self.design.internet_gateways.get(gateway).record.id;
        let passes = match self.block_public_access(from.subnet, from.vpc) {
            BlockPublicAccess::Off => true,
            // NAT gateways may still open connections; interfaces with a public address may not (VPC user guide,
            // Block Public Access, scenario 3).
            BlockPublicAccess::BlockIngress => sender.translated,
            BlockPublicAccess::BlockBidirectional => false,
        };
        if !passes {
            return Err(self.blocked_by_public_access(from.vpc));
        }
        self.encryption_control(from.vpc)?;
        let refused = |code| Err(Stop::blocked(Component::InternetGateway, id, code));
        if !sender.public {
            return refused(Code::IgwPublicIpAssociationForEgress);
        }
        if packet.destination.is_private() {
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
        Ok(())
    }

    /// An answer to the internet leaves through an internet gateway, where the request came in.
    pub(crate) fn answer_by_internet_gateway(
        &mut self,
        gateway: InternetGateway,
        vpc: Ix<Vpc>,
        public: bool,
    ) -> Result<(), Stop> {
        self.enter_internet_gateway(gateway, vpc)?;
        if public {
            return Ok(());
        }
        let id = &self.design.internet_gateways.get(gateway).record.id;
        Err(Stop::blocked(Component::InternetGateway, id, Code::IgwPublicIpAssociationForEgress))
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
        Err(Stop::blocked(Component::InternetGateway, id, Code::BadStateAttachment))
    }

    /// The mode that AWS computed for the subnet, else for its VPC; off where neither says, as before the feature.
    pub(crate) fn block_public_access(&self, subnet: Option<Ix<Subnet>>, vpc: Ix<Vpc>) -> BlockPublicAccess {
        subnet
            .and_then(|subnet| self.design.subnets.get(subnet).record.block_public_access)
            .or(self.design.vpcs.get(vpc).record.block_public_access)
            .unwrap_or(BlockPublicAccess::Off)
    }

    pub(crate) fn blocked_by_public_access(&self, vpc: Ix<Vpc>) -> Stop {
        let id = &self.design.vpcs.get(vpc).record.id;
        Stop::blocked(Component::BlockPublicAccess, id, Code::VpcBlockPublicAccessEnabled)
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
    pub(crate) fn edge_route_table(&self, gateway: InternetGateway, destination: Ipv4Addr) -> Result<(), Stop> {
        let gateway = self.design.internet_gateways.get(gateway);
        let Some(table) = gateway.edge_route_table else {
            // A table that was not read may be the gateway's.
            let (document, needed_for) = (DocumentKind::RouteTables, gateway.record.id.to_string());
            let known = self.design.has(document);
            return if known { Ok(()) } else { Err(Stop::Unknown(Gap::MissingDocument { document, needed_for })) };
        };
        let table = self.design.route_tables.get(table);
        match route::select(table, destination) {
            Ok(None) => Ok(()),
            Ok(Some((path, _))) if path.target == hopwise_model::design::Target::Local => Ok(()),
            Ok(Some(_)) | Err(_) => Err(Stop::Unknown(Gap::NotEvaluated {
                component: Component::RouteTable,
                id: table.record.id.to_string(),
                what: NotEvaluated::EdgeRouteTable,
            })),
        }
    }
}

/// Whether an address is in 100.64.0.0/10 (RFC 6598).
pub(crate) fn is_shared(address: Ipv4Addr) -> bool {
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
