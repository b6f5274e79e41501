//! The last part of the way there: from the destination's subnet to the interface.

use hopwise_model::design::{Ix, Source, Subnet, Vpc};
use hopwise_model::resource::Direction;
use hopwise_model::{Code, Component, DocumentKind};

use crate::flow::Flow;
use crate::status;
use crate::stop::Stop;
use crate::walk::{Arrival, Owner, Walk};

impl Walk<'_> {
    /// A packet is in the subnet of its destination.
    pub(crate) fn deliver(&mut self, subnet: Ix<Subnet>, vpc: Ix<Vpc>, packet: Flow) -> Result<Arrival, Stop> {
        let owner = self.owner(subnet, vpc, packet)?;
        let Owner::Interface(index) = owner else {
            self.enter_owner(owner);
            self.check_wanted(owner, vpc)?;
            let groups = self.source.groups(self.design);
            self.security_groups(groups, Direction::Ingress, vpc, packet)?;
            return Ok(Arrival::Interface { owner, subnet, vpc, packet });
        };
        let interface = self.design.network_interfaces.get(index);
        if let Some(gateway) = interface.nat_gateway {
            let record = &self.design.nat_gateways.get(gateway).record;
            self.enter(Component::NatGateway, &record.id);
            return Err(Stop::blocked(Component::NatGateway, &record.id, Code::NgwUnsolicited, &record.evidence));
        }
        self.enter_owner(owner);
        self.maker_known(index)?;
        self.check_wanted(owner, vpc)?;
        self.check_alone(index)?;
        self.takes_any(index)?;
        if let Some(endpoint) = interface.endpoint {
            status::of_endpoint(self.design.vpc_endpoints.get(endpoint))?;
        }
        let doubt = self.takes(index, packet)?;
        let unattached = status::of_attachment(interface)?;
        status::of_instance(self.design, interface)?;
        status::of_groups(interface)?;
        self.security_groups(&interface.groups, Direction::Ingress, vpc, packet)?;
        if let Some(gap) = unattached.or(doubt) {
            return Err(Stop::Unknown(gap));
        }
        Ok(Arrival::Interface { owner, subnet, vpc, packet })
    }

    /// Who in a subnet has the destination address.
    fn owner(&self, subnet: Ix<Subnet>, vpc: Ix<Vpc>, packet: Flow) -> Result<Owner, Stop> {
        if let Source::Placement(placement) = self.source
            && placement.subnet == subnet
            && placement.address == Some(packet.destination)
        {
            return Ok(Owner::Placement);
        }
        if let Some(interface) = self.holder(vpc, packet.destination)
            && self.design.network_interfaces.get(interface).subnet == Ok(subnet)
        {
            return Ok(Owner::Interface(interface));
        }
        let record = &self.design.subnets.get(subnet).record;
        let id = &record.id;
        self.seen_in_full(vpc, id.as_str())?;
        self.read_in_full(DocumentKind::NetworkInterfaces, vpc, id.as_str())?;
        Err(Stop::blocked(Component::Subnet, id, Code::NoPossibleDestination, &record.evidence))
    }
}
