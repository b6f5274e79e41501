//! Causes at internet gateways, NAT gateways and endpoints.

use hopwise_model::design::{Ix, Source, VpcEndpoint};
use hopwise_model::resource::{BlockPublicAccess, Connectivity};

use super::Case;
use crate::cause::{
    Cause, EndpointNotAvailable, InternetGatewayDetached, NatInAnotherVpc, NatNotAvailable, NatRoutesToItself,
    NatWithoutPublicAddress, NatWithoutZone, NoPublicAddress, PrivateNat, PublicAccessBlocked,
};

impl Case<'_> {
    pub(super) fn no_public_address(&self) -> Option<Cause> {
        if !self.is_forward() {
            return None;
        }
        if let Some(nat) = self.nat() {
            let record = &self.design.nat_gateways.get(nat).record;
            let nat = record.id.clone();
            return Some(match record.connectivity {
                Connectivity::Private => Cause::PrivateNat(PrivateNat { nat }),
                Connectivity::Public => Cause::NatWithoutPublicAddress(NatWithoutPublicAddress { nat }),
            });
        }
        // Without an address nothing was meant to leave here: an endpoint that no name leads to is the reason it does.
        if let Some(cause) = self.passed_over() {
            return Some(cause);
        }
        let gateway = self.design.internet_gateways.get(self.design.internet_gateways.find(&self.block.id)?);
        let interface = match &self.inquiry.source {
            Source::Interface(interface) => Some(self.design.network_interfaces.get(*interface).record.id.clone()),
            Source::Placement(_) | Source::Internet => None,
        };
        Some(Cause::NoPublicAddress(NoPublicAddress {
            interface,
            subnet: self.design.subnets.get(self.subnet()?).record.id.clone(),
            gateway: gateway.record.id.clone(),
        }))
    }

    pub(super) fn detached(&self) -> Option<Cause> {
        let gateway = self.design.internet_gateways.get(self.design.internet_gateways.find(&self.block.id)?);
        let usable = gateway.record.attachments.iter().find(|attachment| attachment.is_usable());
        Some(Cause::InternetGatewayDetached(InternetGatewayDetached {
            gateway: gateway.record.id.clone(),
            attached_to: usable.map(|attachment| attachment.vpc.clone()),
            vpc: self.vpc().map(|vpc| self.design.vpcs.get(vpc).record.id.clone()),
        }))
    }

    pub(super) fn public_access(&self) -> Option<Cause> {
        let vpc = &self.design.vpcs.get(self.design.vpcs.find(&self.block.id)?).record;
        let subnet = self.last_subnet().map(|subnet| &self.design.subnets.get(subnet).record);
        let own = subnet.and_then(|subnet| subnet.block_public_access);
        Some(Cause::PublicAccessBlocked(PublicAccessBlocked {
            vpc: vpc.id.clone(),
            subnet: subnet.map(|subnet| subnet.id.clone()),
            mode: own.or(vpc.block_public_access).unwrap_or(BlockPublicAccess::Off),
        }))
    }

    pub(super) fn nat_not_available(&self) -> Option<Cause> {
        let record = &self.design.nat_gateways.get(self.design.nat_gateways.find(&self.block.id)?).record;
        Some(Cause::NatNotAvailable(NatNotAvailable {
            nat: record.id.clone(),
            state: record.state.clone(),
            failure: record.failure.clone(),
        }))
    }

    pub(super) fn nat_in_another_vpc(&self) -> Option<Cause> {
        let nat = self.design.nat_gateways.get(self.design.nat_gateways.find(&self.block.id)?);
        let vpc = nat.vpc.clone().ok().map(|vpc| self.design.vpcs.get(vpc).record.id.clone());
        Some(Cause::NatInAnotherVpc(NatInAnotherVpc { nat: nat.record.id.clone(), vpc }))
    }

    pub(super) fn nat_without_zone(&self) -> Option<Cause> {
        let nat = self.design.nat_gateways.get(self.design.nat_gateways.find(&self.block.id)?);
        let subnet = self.last_subnet().map(|subnet| &self.design.subnets.get(subnet).record);
        Some(Cause::NatWithoutZone(NatWithoutZone {
            nat: nat.record.id.clone(),
            subnet: subnet.map(|subnet| subnet.id.clone()),
            zone: subnet.and_then(|subnet| subnet.availability_zone.clone()),
        }))
    }

    pub(super) fn nat_routes_to_itself(&self) -> Option<Cause> {
        let nat = self.design.nat_gateways.get(self.design.nat_gateways.find(&self.block.id)?);
        Some(Cause::NatRoutesToItself(NatRoutesToItself {
            nat: nat.record.id.clone(),
            subnet: nat.record.subnet.clone(),
        }))
    }

    #[expect(clippy::unnecessary_wraps, reason = "one of several that may find nothing")]
    pub(super) fn endpoint_not_available(&self, endpoint: Ix<VpcEndpoint>) -> Option<Cause> {
        let record = &self.design.vpc_endpoints.get(endpoint).record;
        Some(Cause::EndpointNotAvailable(EndpointNotAvailable {
            endpoint: record.id.clone(),
            state: record.state.clone(),
        }))
    }
}
