//! From a block to its cause: by explanation code, component and way, then by what stands behind the hop.

mod filter;
mod gateway;
mod name;
mod route;

use hopwise_ecs::{Step, Workload};
use hopwise_engine::{Answer, AnswerKind, Block, Flow, Inquiry, Reach};
use hopwise_model::design::{Design, Ix, NatGateway, Subnet, Vpc};
use hopwise_model::{Code, Component, Leg, Traffic};
use hopwise_packet::{PacketBox, PortSet};

use super::{
    Cause, DestinationStopped, DnsSupportOff, NobodyHasAddress, Other, PrivateDestination, ProtocolNotCarried,
};

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

    /// Where the addresses came from that the blocked packets go to.
    pub(crate) fn answer(&self) -> Option<&'a AnswerKind> {
        self.flow().map(|(answer, _)| &answer.kind)
    }

    /// Whether the name meant something private: an interface endpoint, or what a private hosted zone says.
    pub(crate) fn is_private(&self) -> bool {
        matches!(self.answer(), Some(AnswerKind::Endpoint(_) | AnswerKind::Record(_)))
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

    /// The cause.
    pub(crate) fn cause(&self) -> Cause {
        self.known_cause().unwrap_or_else(|| {
            let Self { block, .. } = self;
            Cause::Other(Other { component: block.component, id: block.id.clone(), code: block.code })
        })
    }

    fn known_cause(&self) -> Option<Cause> {
        let block = self.block;
        match block.code {
            Code::BadState => self.bad_state(),
            Code::BadStateAttachment => self.detached(),
            Code::BadStateRoute => self.blackhole(),
            Code::NoRouteToDestination => self.no_route(),
            Code::SubnetAclRestriction => self.acl(),
            Code::EniSgRulesMismatch | Code::SgHasNoRules => self.group(),
            Code::IgwPublicIpAssociationForEgress => self.no_public_address(),
            Code::IgwPrivateIpAssociationForIngress | Code::NoPossibleDestination => {
                Some(Cause::NobodyHasAddress(NobodyHasAddress {
                    component: block.component,
                    id: block.id.clone(),
                    addresses: self.flow().map(|(_, flow)| flow.destinations.clone()).unwrap_or_default(),
                    record: self.pointing_record(),
                }))
            }
            Code::IgwDestinationInRfc1918 | Code::IgwDestinationInRfc6598 => {
                let gateway = self.design.internet_gateways.find(&block.id)?;
                Some(Cause::PrivateDestination(PrivateDestination {
                    gateway: self.design.internet_gateways.get(gateway).record.id.clone(),
                    addresses: self.flow()?.1.destinations.clone(),
                }))
            }
            Code::NgwRequiresSourceInVpc => self.nat_in_another_vpc(),
            Code::RegionalNgwRouteAzRestriction => self.nat_without_zone(),
            Code::NgwRouteLoop => self.nat_routes_to_itself(),
            Code::NgwUnsolicited
            | Code::NgwSourceAddressReassign
            // No packet stops for these.
            | Code::ExecutionRoleMissing
            | Code::TrustPolicyMismatch
            | Code::ActionNotAllowed
            | Code::ExplicitDeny
            | Code::PermissionsBoundaryRestriction
            | Code::VpceEndpointPolicyRestriction
            | Code::RepositoryPolicyRestriction
            | Code::ResourcePolicyRestriction => None,
            Code::ProtocolRestriction | Code::VpceGatewayProtocolRestriction => {
                Some(Cause::ProtocolNotCarried(ProtocolNotCarried { component: block.component, id: block.id.clone() }))
            }
            Code::VpcBlockPublicAccessEnabled => self.public_access(),
            Code::DnsNoRecord => self.no_record(),
            Code::DnsRecordLoop => self.record_loop(),
            Code::DnsFirewallBlocked => self.firewall_blocks(),
            Code::DnsSupportDisabled => {
                let vpc = self.design.vpcs.find(&block.id)?;
                Some(Cause::DnsSupportOff(DnsSupportOff { vpc: self.design.vpcs.get(vpc).record.id.clone() }))
            }
        }
    }

    fn bad_state(&self) -> Option<Cause> {
        match self.block.component {
            Component::NatGateway => self.nat_not_available(),
            Component::VpcEndpoint => self.endpoint_not_available(self.design.vpc_endpoints.find(&self.block.id)?),
            Component::NetworkInterface => {
                let interface =
                    self.design.network_interfaces.get(self.design.network_interfaces.find(&self.block.id)?);
                Some(Cause::DestinationStopped(DestinationStopped {
                    interface: Some(interface.record.id.clone()),
                    instance: interface.record.instance.clone(),
                }))
            }
            _ => None,
        }
    }

    /// Whether the packets were on the way there.
    fn is_forward(&self) -> bool {
        self.block.leg == Leg::Forward
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
