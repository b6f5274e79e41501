//! Causes at route tables: what was meant to be there.

use hopwise_ecs::StepKind;
use hopwise_engine::{PassedOverReason, Rule};
use hopwise_model::Region;
use hopwise_model::design::{Ix, RouteTable, VpcEndpoint};
use hopwise_model::resource::{
    EndpointKind, EndpointState, RouteDestination, RouteState, VpcEndpoint as VpcEndpointRecord,
};

use super::Case;
use crate::cause::{
    Blackhole, Cause, CrossRegion, DnsHostnamesOff, EndpointLacksName, GatewayEndpointNotOnTable, InboundResolverOnly,
    NatInPrivateSubnet, NoEndpoint, NoRoute, PrivateDnsOff, RegistryNeedsInternet, Void,
};

impl Case<'_> {
    pub(super) fn blackhole(&self) -> Option<Cause> {
        let Some(Rule::Route { table, route }) = &self.block.rule else { return None };
        Some(Cause::Blackhole(Blackhole {
            table: table.clone(),
            destination: route.destination.clone(),
            target: route.target.clone(),
        }))
    }

    pub(super) fn no_route(&self) -> Option<Cause> {
        let design = self.design;
        let index = design.route_tables.find(&self.block.id)?;
        let table = design.route_tables.get(index).record.id.clone();
        if !self.is_forward() {
            return None;
        }
        if let Some(nat) = self.nat() {
            let record = &design.nat_gateways.get(nat).record;
            let (nat, subnet) = (record.id.clone(), record.subnet.clone());
            return Some(Cause::NatInPrivateSubnet(NatInPrivateSubnet { nat, subnet, table }));
        }
        if let Some(cause) = self.idle_endpoint() {
            return Some(cause);
        }
        let subnet = self.last_subnet().map(|subnet| design.subnets.get(subnet));
        let by_main_table = subnet.is_some_and(|subnet| !subnet.explicit_association);
        // On the way to something private, names and Regions are right: the table itself is the cause.
        if self.is_private() {
            let subnet = subnet.map(|subnet| subnet.record.id.clone());
            return Some(Cause::NoRoute(NoRoute { table, subnet, by_main_table }));
        }
        let vpc = design.vpcs.get(self.vpc()?);
        let id = vpc.record.id.clone();
        if self.step.aws_service.is_none() && self.step.kind == StepKind::ImageManifest {
            let host = self.inquiry.host.clone();
            return Some(Cause::RegistryNeedsInternet(RegistryNeedsInternet { vpc: id, host, table }));
        }
        if let (Some(service), Some(region), Some(own)) = (self.step.aws_service, &self.step.region, self.region()) {
            let region = region.clone();
            if region != own {
                return Some(Cause::CrossRegion(CrossRegion { vpc: id, service, region, own, table }));
            }
            if let Some(endpoint) = self.healthy_endpoint() {
                let (endpoint, host) = (endpoint.id.clone(), self.inquiry.host.clone());
                return Some(Cause::EndpointLacksName(EndpointLacksName { endpoint, host }));
            }
            let forgotten = by_main_table && self.another_table_leads_out(index);
            if !vpc.endpoints.is_empty() && !forgotten {
                return Some(Cause::NoEndpoint(NoEndpoint { vpc: id, service, region, table }));
            }
        }
        let subnet = subnet.map(|subnet| subnet.record.id.clone());
        Some(Cause::NoRoute(NoRoute { table, subnet, by_main_table }))
    }

    /// An interface endpoint of the VPC for the step's service with nothing to stop it from answering names.
    fn healthy_endpoint(&self) -> Option<&VpcEndpointRecord> {
        let (service, region) = (self.step.aws_service?, self.step.region.as_ref()?);
        let endpoints = self.design.vpcs.get(self.vpc()?).endpoints.iter();
        let mut records = endpoints.map(|endpoint| &self.design.vpc_endpoints.get(*endpoint).record);
        records.find(|record| {
            record.kind == EndpointKind::Interface
                && record.state == EndpointState::Available
                && record.private_dns_enabled
                && service.matches_endpoint(&record.service_name, region)
        })
    }

    /// The Region of the source: its subnet's, its VPC's, else its workload's.
    pub(crate) fn region(&self) -> Option<Region> {
        let subnet = &self.design.subnets.get(self.subnet()?).record;
        let vpc = &self.design.vpcs.get(self.vpc()?).record;
        let zone = subnet.availability_zone.as_deref().and_then(Region::of_zone);
        zone.or_else(|| subnet.scope.region.clone())
            .or_else(|| vpc.scope.region.clone())
            .or_else(|| self.workload.region.clone())
    }

    /// Whether the VPC has another table with a default route that works.
    fn another_table_leads_out(&self, than: Ix<RouteTable>) -> bool {
        let Some(vpc) = self.vpc() else { return false };
        self.design.route_tables.iter().any(|(index, table)| {
            index != than
                && table.vpc.as_ref().is_ok_and(|own| *own == vpc)
                && table.record.routes.iter().any(|route| {
                    route.state == RouteState::Active
                        && matches!(route.destination, RouteDestination::Ipv4(block) if block.prefix_len() == 0)
                })
        })
    }

    /// An endpoint of the VPC that is for this service and is not asked, or not reached.
    fn idle_endpoint(&self) -> Option<Cause> {
        if self.is_private() {
            return None;
        }
        self.gateway_endpoint_elsewhere().or_else(|| self.passed_over())
    }

    /// An interface endpoint that the name would mean if its private DNS were in force.
    pub(super) fn passed_over(&self) -> Option<Cause> {
        if self.is_private() {
            return None;
        }
        let vpc = self.design.vpcs.get(self.vpc()?).record.id.clone();
        let rank = |reason: &PassedOverReason| match reason {
            PassedOverReason::DnsHostnamesOff => 0,
            PassedOverReason::PrivateDnsOff => 1,
            PassedOverReason::InboundResolverOnly => 2,
            PassedOverReason::State(_) => 3,
        };
        let found = self.reach.resolution.passed_over.iter().min_by_key(|passed| rank(&passed.reason));
        // Endpoints behind private hosted zones have their private DNS off on purpose.
        let void = self.reach.resolution.void_zones.iter().find(|void| void.answers);
        if let Some(void) = void
            && found.is_none_or(|found| found.reason != PassedOverReason::DnsHostnamesOff)
        {
            let void = Void::Zone(self.design.hosted_zones.get(void.zone).record.id.clone());
            return Some(Cause::DnsHostnamesOff(DnsHostnamesOff { vpc, void }));
        }
        let found = found?;
        let endpoint = self.design.vpc_endpoints.get(found.endpoint).record.id.clone();
        match &found.reason {
            PassedOverReason::PrivateDnsOff => Some(Cause::PrivateDnsOff(PrivateDnsOff { endpoint })),
            PassedOverReason::DnsHostnamesOff => {
                Some(Cause::DnsHostnamesOff(DnsHostnamesOff { vpc, void: Void::Endpoint(endpoint) }))
            }
            PassedOverReason::InboundResolverOnly => Some(Cause::InboundResolverOnly(InboundResolverOnly { endpoint })),
            PassedOverReason::State(_) => self.endpoint_not_available(found.endpoint),
        }
    }

    /// The gateway endpoint of the VPC for the step's service, if it has one.
    pub(crate) fn gateway_endpoint(&self) -> Option<Ix<VpcEndpoint>> {
        let (service, region) = (self.step.aws_service?, self.step.region.as_ref()?);
        self.design.vpcs.get(self.vpc()?).endpoints.iter().copied().find(|endpoint| {
            let record = &self.design.vpc_endpoints.get(*endpoint).record;
            record.kind == EndpointKind::Gateway && service.matches_endpoint(&record.service_name, region)
        })
    }

    fn gateway_endpoint_elsewhere(&self) -> Option<Cause> {
        let endpoint = self.gateway_endpoint()?;
        let record = &self.design.vpc_endpoints.get(endpoint).record;
        if record.state != EndpointState::Available {
            return self.endpoint_not_available(endpoint);
        }
        let table = self.design.subnets.get(self.subnet()?).route_table.clone().ok()?;
        let table = self.design.route_tables.get(table).record.id.clone();
        if record.route_tables.contains(&table) {
            return None;
        }
        let endpoint = record.id.clone();
        Some(Cause::GatewayEndpointNotOnTable(GatewayEndpointNotOnTable { endpoint, table }))
    }
}
