//! Whether who has the address is who was asked for, or who waits for the answer.

use std::net::IpAddr;

use hopwise_model::design::{Ix, NetworkInterface, Reference, Source, Subnet, Vpc, VpcEndpoint, Wanted};
use hopwise_model::{Code, Component, DocumentKind, Gap};

use crate::stop::Stop;
use crate::walk::{Owner, Place, Walk};

impl Walk<'_> {
    /// Fails where an interface has the destination address and is not who was asked for.
    pub(crate) fn check_wanted(&self, owner: Owner, vpc: Ix<Vpc>) -> Result<(), Stop> {
        let Owner::Interface(index) = owner else {
            // Nobody can ask for a placement by its id.
            let (id, far) = match self.wanted {
                Wanted::Anyone | Wanted::OtherService(_) => return Ok(()),
                Wanted::Interface(wanted) => {
                    let wanted = self.design.network_interfaces.get(wanted);
                    (wanted.record.id.to_string(), &wanted.vpc)
                }
                Wanted::Endpoint(wanted) | Wanted::Service(wanted) => {
                    let wanted = self.design.vpc_endpoints.get(wanted);
                    (wanted.record.id.to_string(), &wanted.vpc)
                }
            };
            return match far {
                Ok(far) if *far != vpc => {
                    Err(Stop::blocked(Component::NetworkInterface, "", Code::DisconnectedVpcs, None))
                }
                Ok(_) => Err(used_twice(id)),
                Err(gap) => Err(gap.into()),
            };
        };
        let endpoint = self.design.network_interfaces.get(index).endpoint;
        match self.wanted {
            Wanted::Anyone => Ok(()),
            Wanted::Interface(wanted) if wanted == index => Ok(()),
            Wanted::OtherService(_) => endpoint.map_or(Ok(()), |own| self.check_wanted_endpoint(own)),
            Wanted::Interface(wanted) => self.taken_by(index, &self.design.network_interfaces.get(wanted).vpc),
            Wanted::Endpoint(wanted) | Wanted::Service(wanted) => {
                let by_id = matches!(self.wanted, Wanted::Endpoint(_));
                match endpoint {
                    Some(own) if own == wanted => Ok(()),
                    Some(own) if self.service(own) != self.service(wanted) => self.check_wanted_endpoint(own),
                    Some(_) if !by_id => Ok(()),
                    Some(_) | None => self.taken_by(index, &self.design.vpc_endpoints.get(wanted).vpc),
                }
            }
        }
    }

    /// Fails where a packet is at a gateway endpoint and something else was asked for.
    pub(crate) fn check_wanted_endpoint(&self, endpoint: Ix<VpcEndpoint>) -> Result<(), Stop> {
        let good = match self.wanted {
            Wanted::Anyone => true,
            Wanted::Interface(_) => false,
            Wanted::Endpoint(wanted) => wanted == endpoint,
            Wanted::Service(wanted) => self.service(wanted) == self.service(endpoint),
            Wanted::OtherService(not) => self.service(not) != self.service(endpoint),
        };
        let record = &self.design.vpc_endpoints.get(endpoint).record;
        let code = Code::VpceServiceMismatch;
        if good { Ok(()) } else { Err(Stop::blocked(Component::VpcEndpoint, &record.id, code, &record.evidence)) }
    }

    /// Fails where a packet for somebody in a VPC is on the internet.
    pub(crate) fn check_wanted_outside(&self, from: Place) -> Result<(), Stop> {
        let vpc = match self.wanted {
            Wanted::Anyone | Wanted::OtherService(_) => return Ok(()),
            Wanted::Interface(wanted) => &self.design.network_interfaces.get(wanted).vpc,
            Wanted::Endpoint(wanted) | Wanted::Service(wanted) => &self.design.vpc_endpoints.get(wanted).vpc,
        };
        let elsewhere = vpc.as_ref().is_ok_and(|vpc| *vpc != from.vpc);
        let code = if elsewhere { Code::DisconnectedVpcs } else { Code::NoPossibleDestination };
        Err(Stop::blocked(Component::Internet, "internet", code, None))
    }

    /// An answer is in a subnet where who waits for it is not.
    pub(crate) fn stray_answer(&mut self, subnet: Ix<Subnet>, vpc: Ix<Vpc>, address: IpAddr) -> Stop {
        let holder = self.holder(vpc, address);
        let holder = holder.filter(|holder| self.design.network_interfaces.get(*holder).subnet == Ok(subnet));
        let Some(index) = holder else {
            let record = &self.design.subnets.get(subnet).record;
            let id = &record.id;
            let seen = self.seen_in_full(vpc, id.as_str()).map_err(Stop::from);
            let known = seen.and_then(|()| self.read_in_full(DocumentKind::NetworkInterfaces, vpc, id.as_str()));
            return match known {
                Err(stop) => stop,
                Ok(()) => Stop::blocked(Component::Subnet, id, Code::NoPossibleDestination, &record.evidence),
            };
        };
        if let Some(gateway) = self.design.network_interfaces.get(index).nat_gateway {
            let record = &self.design.nat_gateways.get(gateway).record;
            self.enter(Component::NatGateway, &record.id);
            return Stop::blocked(Component::NatGateway, &record.id, Code::NgwUnsolicited, &record.evidence);
        }
        self.enter_owner(Owner::Interface(index));
        let design = self.design;
        let waits = match (self.translations.last(), self.source) {
            (Some(translation), _) => Some(&design.nat_gateways.get(translation.gateway).vpc),
            (None, Source::Interface(own)) => Some(&design.network_interfaces.get(*own).vpc),
            (None, Source::Placement(placement)) => Some(&design.subnets.get(placement.subnet).vpc),
            (None, Source::Internet) => None,
        };
        let taken = waits.map(|vpc| self.taken_by(index, vpc));
        match taken {
            Some(Err(stop)) => stop,
            Some(Ok(())) | None => used_twice(design.network_interfaces.get(index).record.id.to_string()),
        }
    }

    /// Fails where an interface is not alone with its addresses: another one of its VPC has one of them, or one anywhere is
    /// mapped to the same public address. As [`Walk::holder`], it is looked up, and held by a law.
    pub(crate) fn check_alone(&self, index: Ix<NetworkInterface>) -> Result<(), Stop> {
        let own = self.design.network_interfaces.get(index);
        if own.shares_address { Err(used_twice(own.record.id.to_string())) } else { Ok(()) }
    }

    /// An interface has the address of somebody else, of this VPC.
    fn taken_by(&self, interface: Ix<NetworkInterface>, of: &Reference<Vpc>) -> Result<(), Stop> {
        let found = self.design.network_interfaces.get(interface);
        match (&found.vpc, of) {
            (Ok(here), Ok(there)) if here != there => {
                let (id, evidence) = (&found.record.id, &found.record.evidence);
                Err(Stop::blocked(Component::NetworkInterface, id, Code::DisconnectedVpcs, evidence))
            }
            (Err(gap), _) | (Ok(_), Err(gap)) => Err(gap.into()),
            (Ok(_), Ok(_)) => Err(used_twice(found.record.id.to_string())),
        }
    }

    fn service(&self, endpoint: Ix<VpcEndpoint>) -> &str {
        &self.design.vpc_endpoints.get(endpoint).record.service_name
    }
}

/// Two interfaces of one VPC have one address, which cannot be.
fn used_twice(id: String) -> Stop {
    let (component, state) = (Component::NetworkInterface, "address used twice".to_owned());
    Stop::Unknown(Gap::UncertainState { component, id, state })
}
