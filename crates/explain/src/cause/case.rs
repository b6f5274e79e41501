//! A blocked step, and what its causes are found from.

use hopwise_ecs::{AwsService, Step, Workload};
use hopwise_engine::{Answer, AnswerKind, Block, Flow, Hop, Inquiry, Reach};
use hopwise_model::design::{Design, Ix, NatGateway, RouteTable, SecurityGroup, Subnet, Vpc, VpcEndpoint};
use hopwise_model::resource::{EndpointKind, EndpointState};
use hopwise_model::{Component, Leg, Region, Traffic, resource};
use hopwise_packet::{PacketBox, PortSet};

/// A blocked step, with everything that can explain it.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    pub(crate) design: &'a Design,
    pub(crate) workload: &'a Workload,
    pub(crate) step: &'a Step,
    pub(crate) inquiry: &'a Inquiry,
    pub(crate) reach: &'a Reach,
    pub(crate) block: &'a Block,
}

impl<'a> Case<'a> {
    /// The flow that the block ends, and the answer it belongs to; none where no packet was sent.
    pub(crate) fn flow(&self) -> Option<(&'a Answer, &'a Flow)> {
        self.reach.traces.iter().find_map(|(answer, trace)| {
            trace.flows.iter().find(|flow| flow.block() == Some(self.block)).map(|flow| (answer, flow))
        })
    }

    /// What the packets, or their replies, met on the way on which they are stopped; nothing where none was sent.
    pub(crate) fn hops(&self) -> &'a [Hop] {
        let Some((_, flow)) = self.flow() else { return &[] };
        if self.block.leg == Leg::Forward { &flow.forward } else { &flow.back }
    }

    /// Whether they are stopped for want of a route, or where another route took them.
    pub(crate) const fn is_of_routes(&self) -> bool {
        matches!(
            self.block.component,
            Component::RouteTable | Component::InternetGateway | Component::NatGateway | Component::Internet
        )
    }

    /// Where the addresses came from that the blocked packets go to.
    pub(crate) fn answer(&self) -> Option<&'a AnswerKind> {
        self.flow().map(|(answer, _)| &answer.kind)
    }

    /// Whether the name meant something private: an interface endpoint, or what a private hosted zone says. The way to name
    /// servers is no matter of names and services either.
    pub(crate) fn is_private(&self) -> bool {
        matches!(self.answer(), Some(AnswerKind::Endpoint(_) | AnswerKind::Record(_)))
            || self.reach.is_for_name_servers()
    }

    /// The source's subnet.
    pub(crate) fn subnet(&self) -> Option<Ix<Subnet>> {
        self.inquiry.source.subnet(self.design)?.ok()
    }

    /// The source's VPC.
    pub(crate) fn vpc(&self) -> Option<Ix<Vpc>> {
        self.design.subnets.get(self.subnet()?).vpc.clone().ok()
    }

    /// The NAT gateway that the packets passed last on their way there, or were stopped at.
    pub(crate) fn nat(&self) -> Option<Ix<NatGateway>> {
        let (_, flow) = self.flow()?;
        let hop = flow.forward.iter().rev().find(|hop| hop.component == Component::NatGateway)?;
        self.design.nat_gateways.find(&hop.id)
    }

    /// The subnet that the packets were in last on their way there.
    pub(crate) fn last_subnet(&self) -> Option<Ix<Subnet>> {
        let (_, flow) = self.flow()?;
        let hop = flow.forward.iter().rev().find(|hop| hop.component == Component::Subnet)?;
        self.design.subnets.find(&hop.id)
    }

    /// The route table that stops the packets.
    pub(super) fn table(&self) -> Option<Ix<RouteTable>> {
        self.design.route_tables.find(&self.block.id)
    }

    /// Whether the subnet that the packets were in last uses its table because nobody associated another one with it.
    pub(super) fn is_by_main_table(&self) -> bool {
        self.last_subnet().is_some_and(|subnet| !self.design.subnets.get(subnet).explicit_association)
    }

    /// Whether the packets were on the way there.
    pub(super) fn is_forward(&self) -> bool {
        self.block.leg == Leg::Forward
    }

    /// The security groups that decided together, those of them that the snapshot holds.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &'a SecurityGroup> + use<'a> {
        let design = self.design;
        self.block.ids.iter().filter_map(|id| Some(design.security_groups.get(design.security_groups.find(id)?)))
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

    /// An interface endpoint of the VPC for a service in the step's Region that would answer if its private DNS were on.
    pub(crate) fn idle_endpoint(&self, service: AwsService) -> Option<&'a resource::VpcEndpoint> {
        let region = self.step.region.as_ref()?;
        let endpoints = self.design.vpcs.get(self.vpc()?).endpoints.iter();
        let mut records = endpoints.map(|endpoint| &*self.design.vpc_endpoints.get(*endpoint).record);
        records.find(|record| {
            record.kind == EndpointKind::Interface
                && record.state == EndpointState::Available
                && !record.private_dns_enabled
                && service.matches_endpoint(&record.service_name, region)
        })
    }

    /// The gateway endpoint of the VPC for the step's service, if it has one: rather one that is available.
    pub(crate) fn gateway_endpoint(&self) -> Option<Ix<VpcEndpoint>> {
        let (service, region) = (self.step.aws_service?, self.step.region.as_ref()?);
        let record = |endpoint: Ix<VpcEndpoint>| &self.design.vpc_endpoints.get(endpoint).record;
        let endpoints = self.design.vpcs.get(self.vpc()?).endpoints.iter().copied().filter(|endpoint| {
            let record = record(*endpoint);
            record.kind == EndpointKind::Gateway && service.matches_endpoint(&record.service_name, region)
        });
        endpoints.min_by_key(|endpoint| record(*endpoint).state != EndpointState::Available)
    }
}

/// The protocol and ports that packets have, as a rule would name them: the ports from the lowest to the highest.
pub(crate) fn wanted(packets: &[PacketBox]) -> Traffic {
    let Some(first) = packets.first() else { return Traffic::All };
    let Some(protocol) = first.protocols.only() else { return Traffic::All };
    if packets.iter().any(|part| part.protocols.only() != Some(protocol)) {
        return Traffic::All;
    }
    let ports = destination_ports(packets);
    let last = ports.ranges().last().map(|range| *range.end());
    match (ports.first(), last) {
        (Some(from), Some(to)) if protocol.has_ports() => Traffic::Ports { protocol: protocol.0, from, to },
        (Some(from), Some(to)) if protocol.is_icmp() => {
            let ([kind, _], [last_kind, _]) = (from.to_be_bytes(), to.to_be_bytes());
            let kind = (kind == last_kind).then_some(kind);
            Traffic::Icmp { protocol: protocol.0, kind, code: None }
        }
        _ => Traffic::Protocol(protocol.0),
    }
}

/// All destination ports of some packets.
pub(crate) fn destination_ports(packets: &[PacketBox]) -> PortSet {
    packets.iter().fold(PortSet::empty(), |ports, part| ports.union(&part.destination_ports))
}
