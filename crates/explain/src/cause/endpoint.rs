//! Causes at endpoints: one is there for the service and does not serve.

use hopwise_engine::PassedOverReason;
use hopwise_model::resource::{EndpointKind, EndpointState, VpcEndpoint};
use hopwise_model::{RouteTableId, VpcEndpointId};

use super::case::Case;

/// ## What it means
/// An interface endpoint for the service exists and is in no subnet: it has no interface, and so no address that a name could
/// mean (AWS `PrivateLink` guide, create an interface endpoint).
/// ## Why it is easy to miss
/// It is available, with the right service and groups; tools create one without subnets and do not complain.
/// ## Fix safety
/// Interfaces in subnets open nothing in existing rules and are billed by the hour. With private DNS on, every client of the
/// VPC uses the endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointInNoSubnet {
    /// The endpoint.
    pub endpoint: VpcEndpointId,
    /// Whether its private DNS is on.
    pub has_private_dns: bool,
}

impl EndpointInNoSubnet {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let record = passed_over(case, |reason| *reason == PassedOverReason::InNoSubnet)?;
        Some(Self { endpoint: record.id.clone(), has_private_dns: record.private_dns_enabled })
    }
}

/// ## What it means
/// An interface endpoint for the service exists, but its private DNS is off. The name means the service's public
/// addresses, and there is no way to them.
/// ## Why it is easy to miss
/// The endpoint is available and its security group is right; nothing ever asks it.
/// ## Fix safety
/// With private DNS on, every client of the VPC uses the endpoint, also those that reach the service otherwise today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateDnsOff {
    /// The endpoint.
    pub endpoint: VpcEndpointId,
}

impl PrivateDnsOff {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let record = passed_over(case, |reason| *reason == PassedOverReason::PrivateDnsOff);
        // The agent is told a public name for as long as the endpoint for `ecs` does not answer: no endpoint is passed over
        // for that one, and yet it is there for the service.
        let of_agent = || case.idle_endpoint(case.step.aws_service.filter(|_| case.step.is_numbered())?);
        let record = record.or_else(of_agent)?;
        Some(Self { endpoint: record.id.clone() })
    }
}

/// ## What it means
/// The VPC's interface endpoint for S3 answers its private names only for queries that come in through an inbound
/// Resolver endpoint, as is usual where a gateway endpoint serves the VPC itself. There is none on this table.
/// ## Why it is easy to miss
/// Private DNS is on. The option `PrivateDnsOnlyForInboundResolverEndpoint` is not shown in most overviews.
/// ## Fix safety
/// Without the option all of the VPC's traffic to S3 takes the interface endpoint, which is billed by volume; a gateway
/// endpoint is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundResolverOnly {
    /// The endpoint.
    pub endpoint: VpcEndpointId,
}

impl InboundResolverOnly {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let record = passed_over(case, |reason| *reason == PassedOverReason::InboundResolverOnly)?;
        Some(Self { endpoint: record.id.clone() })
    }
}

/// ## What it means
/// The endpoint is in a state in which it carries no traffic.
/// ## Why it is easy to miss
/// It is in every list, with the right service, subnets and groups.
/// ## Fix safety
/// Nothing in the network makes an endpoint available: waiting does, or its owner's acceptance, or making it anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointNotAvailable {
    /// The endpoint.
    pub endpoint: VpcEndpointId,
    /// Its state.
    pub state: EndpointState,
}

impl EndpointNotAvailable {
    /// The endpoint that stops the packets.
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        Some(Self::of(&case.design.vpc_endpoints.get(case.design.vpc_endpoints.find(&case.block.id)?).record))
    }

    /// An interface endpoint that the name would mean.
    pub(super) fn find_passed_over(case: &Case<'_>) -> Option<Self> {
        passed_over(case, |reason| matches!(reason, PassedOverReason::State(_))).map(Self::of)
    }

    /// The gateway endpoint for the service.
    pub(super) fn find_gateway(case: &Case<'_>) -> Option<Self> {
        let record = &case.design.vpc_endpoints.get(case.gateway_endpoint()?).record;
        (record.state != EndpointState::Available).then(|| Self::of(record))
    }

    fn of(record: &VpcEndpoint) -> Self {
        Self { endpoint: record.id.clone(), state: record.state.clone() }
    }
}

/// ## What it means
/// The VPC has an interface endpoint for the service, available and with private DNS, that does not answer the host
/// name in use: a dual-stack or FIPS name, for example. The name means public addresses, and there is no way to them.
/// ## Why it is easy to miss
/// Service, Region and everything about the endpoint are right, and other names of the service work.
/// ## Fix safety
/// Using the name that the endpoint answers needs no change to the network at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointLacksName {
    /// The endpoint.
    pub endpoint: VpcEndpointId,
    /// The host name.
    pub host: String,
}

impl EndpointLacksName {
    /// An interface endpoint of the VPC for the step's service with nothing to stop it from answering names.
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let (service, region) = (case.step.aws_service?, case.step.region.as_ref()?);
        let endpoints = case.design.vpcs.get(case.vpc()?).endpoints.iter();
        let mut records = endpoints.map(|endpoint| &case.design.vpc_endpoints.get(*endpoint).record);
        let healthy = records.find(|record| {
            record.kind == EndpointKind::Interface
                && record.state == EndpointState::Available
                && record.private_dns_enabled
                && service.matches_endpoint(&record.service_name, region)
        })?;
        Some(Self { endpoint: healthy.id.clone(), host: case.inquiry.host.clone() })
    }
}

/// ## What it means
/// The VPC has a gateway endpoint for the service, and the subnet's route table is not among its tables: no route leads
/// to it.
/// ## Why it is easy to miss
/// The endpoint exists and is available. It only serves the route tables it is associated with, and image layers come
/// from S3 even though nobody mentions S3.
/// ## Fix safety
/// Adds one route, to the service's own addresses, for all subnets that use the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayEndpointNotOnTable {
    /// The endpoint.
    pub endpoint: VpcEndpointId,
    /// The table that lacks it.
    pub table: RouteTableId,
}

impl GatewayEndpointNotOnTable {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let record = &case.design.vpc_endpoints.get(case.gateway_endpoint()?).record;
        let table = case.design.subnets.get(case.subnet()?).route_table.clone().ok()?;
        let table = case.design.route_tables.get(table).record.id.clone();
        (!record.route_tables.contains(&table)).then(|| Self { endpoint: record.id.clone(), table })
    }
}

/// The first endpoint that the name would mean but for this.
fn passed_over<'a>(case: &Case<'a>, but_for: impl Fn(&PassedOverReason) -> bool) -> Option<&'a VpcEndpoint> {
    let passed = case.reach.resolution.passed_over.iter().find(|passed| but_for(&passed.reason))?;
    Some(&case.design.vpc_endpoints.get(passed.endpoint).record)
}
