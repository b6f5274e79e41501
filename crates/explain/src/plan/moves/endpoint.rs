//! Endpoints that are there and idle, and endpoints that could be made.

use hopwise_ecs::AwsService;
use hopwise_engine::PassedOverReason;
use hopwise_model::design::{SecurityGroup, VpcEndpoint};
use hopwise_model::resource::{self, EndpointKind, EndpointState};
use hopwise_model::{Region, SecurityGroupId, SubnetId};

use super::{BlockedStep, Candidate};
use crate::change::fresh::fresh;
use crate::change::{Change, DnsAttribute};

impl BlockedStep<'_> {
    /// Puts endpoints to use that are for the step's service already.
    pub(super) fn open_names(&self) -> Vec<Candidate> {
        let mut found = Vec::new();
        let design = self.design();
        let gateway = self.case.gateway_endpoint().map(|endpoint| &design.vpc_endpoints.get(endpoint).record);
        if let (Some(record), Some(table)) = (gateway, self.own_table()) {
            let table = design.route_tables.get(table).record.id.clone();
            if record.state == EndpointState::Available && !record.route_tables.contains(&table) {
                found.push(vec![Change::AssociateGatewayEndpoint { endpoint: record.id.clone(), table }]);
            }
        }
        for passed in &self.case.reach.resolution.passed_over {
            let record = &design.vpc_endpoints.get(passed.endpoint).record;
            let endpoint = record.id.clone();
            match passed.reason {
                PassedOverReason::InNoSubnet => found.extend(self.put_into_subnets(record)),
                PassedOverReason::PrivateDnsOff => found.push(vec![Change::EnablePrivateDns { endpoint }]),
                PassedOverReason::InboundResolverOnly => found.push(vec![Change::AnswerInsideVpc { endpoint }]),
                PassedOverReason::DnsHostnamesOff => found.push(vec![Change::EnableDnsAttribute {
                    vpc: record.vpc.clone(),
                    attribute: DnsAttribute::Hostnames,
                }]),
                PassedOverReason::State(_) => {}
            }
        }
        // The ECS agent is told a public name for want of an endpoint that answers for `ecs`.
        if let Some(idle) = self.case.idle_endpoint(AwsService::Ecs).filter(|_| self.case.step.is_numbered()) {
            found.push(vec![Change::EnablePrivateDns { endpoint: idle.id.clone() }]);
        }
        // A zone that leads somewhere and is void.
        if self.case.reach.resolution.void_zones.iter().any(|void| void.answers)
            && let Some(vpc) = self.case.vpc()
        {
            let vpc = design.vpcs.get(vpc).record.id.clone();
            found.push(vec![Change::EnableDnsAttribute { vpc, attribute: DnsAttribute::Hostnames }]);
        }
        found.extend(self.associate_zone());
        found.dedup();
        found
    }

    /// Puts an endpoint into subnets, and lets it answer its names.
    fn put_into_subnets(&self, record: &resource::VpcEndpoint) -> Option<Candidate> {
        let endpoint = || record.id.clone();
        let add = Change::AddEndpointSubnets { endpoint: endpoint(), subnets: self.endpoint_subnets()? };
        let answer = (!record.private_dns_enabled).then(|| Change::EnablePrivateDns { endpoint: endpoint() });
        let is_void = self.design().vpcs.get(self.case.vpc()?).dns_hostnames == Some(false);
        let hostnames = (is_void && record.private_dns_enabled)
            .then(|| Change::EnableDnsAttribute { vpc: record.vpc.clone(), attribute: DnsAttribute::Hostnames });
        Some([add].into_iter().chain(answer).chain(hostnames).collect())
    }

    /// Makes endpoints for the step's service, where it is in the VPC's Region and none is there.
    pub(super) fn create_endpoints(&self) -> Vec<Candidate> {
        let (Some(service), Some(region)) = (self.case.step.aws_service, self.case.step.region.as_ref()) else {
            return Vec::new();
        };
        if self.case.region().as_ref() != Some(region) {
            return Vec::new();
        }
        // What the ECS agent is told for want of an endpoint for `ecs`, no endpoint of its own answers.
        let service = if self.case.step.is_numbered() { AwsService::Ecs } else { service };
        let gateway = self.create_gateway_endpoint(service, region);
        gateway.into_iter().chain(self.create_interface_endpoint(service, region)).map(|change| vec![change]).collect()
    }

    fn create_gateway_endpoint(&self, service: AwsService, region: &Region) -> Option<Change> {
        let there = self.case.gateway_endpoint().map(|endpoint| &self.design().vpc_endpoints.get(endpoint).record);
        if !service.has_gateway_endpoint() || there.is_some_and(|record| !is_gone(&record.state)) {
            return None;
        }
        let table = &self.design().route_tables.get(self.own_table()?).record;
        Some(Change::CreateGatewayEndpoint {
            vpc: table.vpc.clone(),
            service_name: service.endpoint_service_name(region, true),
            table: table.id.clone(),
            id: self.fresh_endpoint()?,
        })
    }

    fn fresh_endpoint(&self) -> Option<hopwise_model::VpcEndpointId> {
        fresh("vpce-new", |id| self.design().vpc_endpoints.find(id).is_some())
    }

    /// Where an interface endpoint for the service is there, however broken, a second one could not take its name.
    fn create_interface_endpoint(&self, service: AwsService, region: &Region) -> Option<Change> {
        let vpc = self.design().vpcs.get(self.case.vpc()?);
        let lives = |endpoint: &VpcEndpoint| {
            endpoint.record.kind == EndpointKind::Interface
                && service.matches_endpoint(&endpoint.record.service_name, region)
                && !is_gone(&endpoint.record.state)
        };
        if vpc.endpoints.iter().any(|endpoint| lives(self.design().vpc_endpoints.get(*endpoint))) {
            return None;
        }
        Some(Change::CreateInterfaceEndpoint {
            vpc: vpc.record.id.clone(),
            service_name: service.endpoint_service_name(region, false),
            subnets: self.endpoint_subnets()?,
            groups: vec![self.endpoint_groups().into_iter().next()?],
            id: self.fresh_endpoint()?,
        })
    }

    /// The subnets of the workload's placements, one for each zone; an endpoint takes no more.
    fn endpoint_subnets(&self) -> Option<Vec<SubnetId>> {
        let design = self.design();
        let own = design.subnets.get(self.case.subnet()?);
        let mut zones = vec![own.record.availability_zone.clone()];
        let mut subnets = vec![own.record.id.clone()];
        let others =
            self.case.workload.placements.iter().filter_map(|place| design.subnets.find(place.subnet.as_str()));
        for subnet in others.map(|subnet| design.subnets.get(subnet)) {
            let zone = subnet.record.availability_zone.clone();
            if subnet.record.vpc == own.record.vpc && !zones.contains(&zone) {
                zones.push(zone);
                subnets.push(subnet.record.id.clone());
            }
        }
        // The same for every placement, so that one endpoint is proposed and not one for each.
        subnets.sort_by_key(|id| self.case.workload.placements.iter().position(|place| place.subnet == *id));
        Some(subnets)
    }

    /// Groups for an endpoint, the best first: those of the VPC's other endpoints that admit the source, those of its
    /// other endpoints, the source's own.
    pub(super) fn endpoint_groups(&self) -> Vec<SecurityGroupId> {
        let design = self.design();
        let Some(vpc) = self.case.vpc() else { return Vec::new() };
        let endpoints =
            design.vpcs.get(vpc).endpoints.iter().map(|endpoint| &design.vpc_endpoints.get(*endpoint).record);
        let used =
            endpoints.flat_map(|record| &record.groups).filter_map(|id| design.security_groups.find(id.as_str()));
        let groups: Vec<&SecurityGroup> =
            used.map(|group| design.security_groups.get(group)).chain(self.source_groups()).collect();
        let (admitting, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| self.admits(group));
        let mut ids: Vec<SecurityGroupId> = Vec::new();
        for group in admitting.into_iter().chain(others) {
            if !ids.contains(&group.record.id) {
                ids.push(group.record.id.clone());
            }
        }
        ids
    }
}

/// Whether an endpoint never comes back: another one can take its place.
const fn is_gone(state: &EndpointState) -> bool {
    matches!(state, EndpointState::Deleted | EndpointState::Failed | EndpointState::Rejected | EndpointState::Expired)
}
