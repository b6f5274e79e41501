//! Root causes: what is behind the hop that stops the packets.
//!
//! One file for each family of causes: their types, what they mean, and how each is found. Here is the order in which
//! they are asked, by the explanation code of the hop.

mod case;
mod destination;
mod endpoint;
mod filter;
mod internet_gateway;
mod name;
mod name_server;
mod nat_gateway;
mod peering;
mod route;
mod service;
mod transit_gateway;

pub(crate) use case::{Case, wanted};
pub use destination::{
    AddressOfAnotherVpc, DestinationStopped, EndpointOfOtherService, NobodyHasAddress, PointingRecord,
    ProtocolNotCarried, RecordLeadsToAsker,
};
pub use endpoint::{
    EndpointInNoSubnet, EndpointLacksName, EndpointNotAvailable, GatewayEndpointNotOnTable, InboundResolverOnly,
    PrivateDnsOff,
};
pub use filter::{
    AclDenies, EndpointGroupLacksIngress, GroupAllowsNothingOut, GroupLacksEgress, GroupLacksIngress, Instead,
};
pub use internet_gateway::{InternetGatewayDetached, NoPublicAddress, PrivateDestination, PublicAccessBlocked};
pub use name::{
    DnsHostnamesOff, DnsSupportOff, FirewallBlocksName, ShadowedByZone, Void, ZoneLacksWildcard, ZoneRecordLoop,
};
pub use name_server::NameServersOutOfReach;
pub use nat_gateway::{
    NatInAnotherVpc, NatInPrivateSubnet, NatNotAvailable, NatRoutesToItself, NatWithoutPublicAddress, NatWithoutZone,
    PrivateNat,
};
pub(crate) use peering::to_peer;
pub use peering::{BehindPeer, NoRouteToPeer, PeeringNotActive};
pub use route::{Blackhole, NoRoute};
pub use service::{CrossRegion, NoEndpoint, RegistryNeedsInternet};
pub(crate) use transit_gateway::to_gateway;
pub use transit_gateway::{
    AttachedBlock, AttachmentNotAvailable, NoRouteToGateway, NoTransitRoute, NotAssociated, ZoneNotAttached,
};

use hopwise_model::resource::Direction;
use hopwise_model::{Code, Component};

/// Why a step of a task's start is blocked, wholly or in part.
///
/// A cause looks behind the hop that stops the packets: a route table without a route is a matter of names where an
/// endpoint stands ready that private DNS does not lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No public address at an internet gateway.
    NoPublicAddress(NoPublicAddress),
    /// No route, and nothing that explains it further.
    NoRoute(NoRoute),
    /// A route to something that is gone.
    Blackhole(Blackhole),
    /// A gateway endpoint that the table is not associated with.
    GatewayEndpointNotOnTable(GatewayEndpointNotOnTable),
    /// An endpoint that is in no subnet.
    EndpointInNoSubnet(EndpointInNoSubnet),
    /// An endpoint with private DNS off.
    PrivateDnsOff(PrivateDnsOff),
    /// `enableDnsHostnames` off.
    DnsHostnamesOff(DnsHostnamesOff),
    /// An S3 endpoint for inbound Resolver queries only.
    InboundResolverOnly(InboundResolverOnly),
    /// An endpoint that is not available.
    EndpointNotAvailable(EndpointNotAvailable),
    /// An endpoint that does not answer this name of its service.
    EndpointLacksName(EndpointLacksName),
    /// No endpoint for this service, and no internet.
    NoEndpoint(NoEndpoint),
    /// A registry that only the internet leads to.
    RegistryNeedsInternet(RegistryNeedsInternet),
    /// A service of another Region, and no internet.
    CrossRegion(CrossRegion),
    /// Own name servers that no packet reaches.
    NameServersOutOfReach(NameServersOutOfReach),
    /// `enableDnsSupport` off.
    DnsSupportOff(DnsSupportOff),
    /// A private hosted zone without a record for the name.
    ShadowedByZone(ShadowedByZone),
    /// A private hosted zone without the wildcard that the name needs.
    ZoneLacksWildcard(ZoneLacksWildcard),
    /// Records that lead to each other in a circle.
    ZoneRecordLoop(ZoneRecordLoop),
    /// A rule of DNS Firewall.
    FirewallBlocksName(FirewallBlocksName),
    /// A NAT gateway without a way to an internet gateway.
    NatInPrivateSubnet(NatInPrivateSubnet),
    /// A NAT gateway that routes to itself.
    NatRoutesToItself(NatRoutesToItself),
    /// A NAT gateway that is not available.
    NatNotAvailable(NatNotAvailable),
    /// A private NAT gateway on the way to the internet.
    PrivateNat(PrivateNat),
    /// A public NAT gateway without a public address.
    NatWithoutPublicAddress(NatWithoutPublicAddress),
    /// A regional NAT gateway that does not serve the zone.
    NatWithoutZone(NatWithoutZone),
    /// A NAT gateway of another VPC.
    NatInAnotherVpc(NatInAnotherVpc),
    /// An internet gateway that is not attached to the VPC.
    InternetGatewayDetached(InternetGatewayDetached),
    /// VPC Block Public Access.
    PublicAccessBlocked(PublicAccessBlocked),
    /// Security groups without any outbound rule.
    GroupAllowsNothingOut(GroupAllowsNothingOut),
    /// Security groups without the outbound rule that is needed.
    GroupLacksEgress(GroupLacksEgress),
    /// An endpoint's security groups that do not admit the source.
    EndpointGroupLacksIngress(EndpointGroupLacksIngress),
    /// A destination's security groups that do not admit the source.
    GroupLacksIngress(GroupLacksIngress),
    /// A network ACL.
    AclDenies(AclDenies),
    /// A destination address that nobody has.
    NobodyHasAddress(NobodyHasAddress),
    /// An endpoint of another service.
    EndpointOfOtherService(EndpointOfOtherService),
    /// A record that points at the one who asks.
    RecordLeadsToAsker(RecordLeadsToAsker),
    /// An address of another VPC that somebody else has here.
    AddressOfAnotherVpc(AddressOfAnotherVpc),
    /// A stopped instance.
    DestinationStopped(DestinationStopped),
    /// A protocol that is not carried.
    ProtocolNotCarried(ProtocolNotCarried),
    /// A private address sent to the internet.
    PrivateDestination(PrivateDestination),
    /// A peering connection that is not active.
    PeeringNotActive(PeeringNotActive),
    /// No route to a peer VPC.
    NoRouteToPeer(NoRouteToPeer),
    /// Packets for somebody behind a peer VPC.
    BehindPeer(BehindPeer),
    /// An attachment of a transit gateway that has no subnet in the zone.
    ZoneNotAttached(ZoneNotAttached),
    /// An attachment of a transit gateway that is associated with no route table.
    NotAssociated(NotAssociated),
    /// An attachment of a transit gateway that is not available.
    AttachmentNotAvailable(AttachmentNotAvailable),
    /// A transit gateway's route table without a route.
    NoTransitRoute(NoTransitRoute),
    /// No route to a transit gateway that leads to the other VPC.
    NoRouteToGateway(NoRouteToGateway),
    /// Something else.
    Other(Other),
}

/// ## What it means
/// Something else, for which the explanation code stands.
/// ## Why it is easy to miss
/// It does not occur on the way of a task's start as far as AWS's documentation goes.
/// ## Fix safety
/// No remedy is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// What stops the packets.
    pub component: Component,
    /// Its id.
    pub id: String,
    /// The explanation code.
    pub code: Code,
}

impl Case<'_> {
    /// The cause: why the packets stop, or that no name means anything because they do.
    pub(crate) fn cause(&self) -> Cause {
        NameServersOutOfReach::find(self, || self.cause_of_block())
            .map_or_else(|| self.cause_of_block(), Cause::NameServersOutOfReach)
    }

    /// Why the packets stop: by explanation code, component and way, then by what stands behind the hop.
    pub(crate) fn cause_of_block(&self) -> Cause {
        Cause::find(self).unwrap_or_else(|| {
            let block = self.block;
            Cause::Other(Other { component: block.component, id: block.id.clone(), code: block.code })
        })
    }
}

impl Cause {
    fn find(case: &Case<'_>) -> Option<Self> {
        if let Some(found) = RecordLeadsToAsker::find(case) {
            return Some(Self::RecordLeadsToAsker(found));
        }
        if let Some(found) = NoRouteToPeer::find(case) {
            return Some(Self::NoRouteToPeer(found));
        }
        if let Some(found) = NoRouteToGateway::find(case) {
            return Some(Self::NoRouteToGateway(found));
        }
        match case.block.code {
            Code::BadState => match case.block.component {
                Component::NatGateway => NatNotAvailable::find(case).map(Self::NatNotAvailable),
                Component::VpcEndpoint => EndpointNotAvailable::find(case).map(Self::EndpointNotAvailable),
                Component::NetworkInterface => DestinationStopped::find(case).map(Self::DestinationStopped),
                Component::VpcPeeringConnection => PeeringNotActive::find(case).map(Self::PeeringNotActive),
                _ => None,
            },
            Code::BadStateAttachment if case.block.component == Component::TransitGatewayAttachment => {
                AttachmentNotAvailable::find(case).map(Self::AttachmentNotAvailable)
            }
            Code::BadStateAttachment => InternetGatewayDetached::find(case).map(Self::InternetGatewayDetached),
            Code::TgwRouteAzRestriction => ZoneNotAttached::find(case).map(Self::ZoneNotAttached),
            Code::TgwAttachMissingTgwRtbAssociation => NotAssociated::find(case).map(Self::NotAssociated),
            Code::TgwRtbNoRouteToTgwAttachment | Code::TgwRtbBadStateRoute => {
                NoTransitRoute::find(case).map(Self::NoTransitRoute)
            }
            Code::BadStateRoute => PeeringNotActive::find(case)
                .map(Self::PeeringNotActive)
                .or_else(|| Blackhole::find(case).map(Self::Blackhole)),
            Code::NoRouteToDestination => Self::no_route(case),
            Code::PcxRequiresAddressInVpcCidr => Some(Self::BehindPeer(BehindPeer::find(case))),
            Code::SubnetAclRestriction => AclDenies::find(case).map(Self::AclDenies),
            Code::EniSgRulesMismatch | Code::SgHasNoRules => Self::no_group_allows(case),
            Code::IgwPublicIpAssociationForEgress => Self::no_public_address(case),
            Code::IgwPrivateIpAssociationForIngress | Code::NoPossibleDestination => {
                Some(Self::NobodyHasAddress(NobodyHasAddress::find(case)))
            }
            Code::IgwDestinationInRfc1918 | Code::IgwDestinationInRfc6598 => {
                PrivateDestination::find(case).map(Self::PrivateDestination)
            }
            Code::NgwRequiresSourceInVpc => NatInAnotherVpc::find(case).map(Self::NatInAnotherVpc),
            Code::RegionalNgwRouteAzRestriction => NatWithoutZone::find(case).map(Self::NatWithoutZone),
            Code::NgwRouteLoop => NatRoutesToItself::find(case).map(Self::NatRoutesToItself),
            Code::VpceServiceMismatch => EndpointOfOtherService::find(case).map(Self::EndpointOfOtherService),
            Code::DisconnectedVpcs => Some(Self::AddressOfAnotherVpc(AddressOfAnotherVpc::find(case))),
            Code::NgwUnsolicited
            // A state comes again by a NAT gateway, which has a code of its own, or by a transit gateway, whose tables only their
            // owner knows how they were meant.
            | Code::RouteLoop
            | Code::NgwSourceAddressReassign
            | Code::NoMountTargetInZone
            | Code::VpceIntraVpcTraffic
            | Code::EniOpensNoConnections
            | Code::EniTakesNoConnections
            | Code::EniSourceDestCheckRestriction
            // What the record should be, only its owner knows.
            | Code::DnsOnlyIpv6
            // No packet stops for these.
            | Code::ExecutionRoleMissing
            | Code::TaskRoleMissing
            | Code::RoleNotFound
            | Code::RoleOfAnotherAccount
            | Code::SecretMarkedForDeletion
            | Code::AwsManagedKeyOfAnotherAccount
            | Code::TrustPolicyMismatch
            | Code::ActionNotAllowed
            | Code::ExplicitDeny
            | Code::PermissionsBoundaryRestriction
            | Code::VpceEndpointPolicyRestriction
            | Code::RepositoryPolicyRestriction
            | Code::ResourcePolicyRestriction => None,
            Code::ProtocolRestriction | Code::VpceGatewayProtocolRestriction => {
                Some(Self::ProtocolNotCarried(ProtocolNotCarried::find(case)))
            }
            Code::VpcBlockPublicAccessEnabled => PublicAccessBlocked::find(case).map(Self::PublicAccessBlocked),
            Code::DnsNoRecord => ZoneLacksWildcard::find(case)
                .map(Self::ZoneLacksWildcard)
                .or_else(|| ShadowedByZone::find(case).map(Self::ShadowedByZone)),
            Code::DnsRecordLoop => ZoneRecordLoop::find(case).map(Self::ZoneRecordLoop),
            Code::DnsFirewallBlocked => FirewallBlocksName::find(case).map(Self::FirewallBlocksName),
            Code::DnsSupportDisabled => DnsSupportOff::find(case).map(Self::DnsSupportOff),
        }
    }

    fn no_route(case: &Case<'_>) -> Option<Self> {
        if !case.is_forward() {
            return None;
        }
        let no_route = || NoRoute::find(case).map(Self::NoRoute);
        let found = NatInPrivateSubnet::find(case).map(Self::NatInPrivateSubnet);
        // On the way to something private, names and Regions are right: the table itself is the cause.
        if case.is_private() {
            return found.or_else(no_route);
        }
        let found = found
            .or_else(|| EndpointNotAvailable::find_gateway(case).map(Self::EndpointNotAvailable))
            .or_else(|| GatewayEndpointNotOnTable::find(case).map(Self::GatewayEndpointNotOnTable))
            .or_else(|| Self::passed_over(case));
        if found.is_some() {
            return found;
        }
        case.vpc()?;
        let found = RegistryNeedsInternet::find(case).map(Self::RegistryNeedsInternet);
        // Where the Region of the source is not known, neither is which endpoints would serve it.
        if found.is_some() || case.region().is_none() {
            return found.or_else(no_route);
        }
        CrossRegion::find(case)
            .map(Self::CrossRegion)
            .or_else(|| EndpointLacksName::find(case).map(Self::EndpointLacksName))
            .or_else(|| NoEndpoint::find(case).map(Self::NoEndpoint))
            .or_else(no_route)
    }

    /// An interface endpoint that the name would mean if its private DNS were in force, or a private hosted zone.
    fn passed_over(case: &Case<'_>) -> Option<Self> {
        if case.is_private() {
            return None;
        }
        EndpointInNoSubnet::find(case)
            .map(Self::EndpointInNoSubnet)
            .or_else(|| DnsHostnamesOff::find(case).map(Self::DnsHostnamesOff))
            .or_else(|| PrivateDnsOff::find(case).map(Self::PrivateDnsOff))
            .or_else(|| InboundResolverOnly::find(case).map(Self::InboundResolverOnly))
            .or_else(|| EndpointNotAvailable::find_passed_over(case).map(Self::EndpointNotAvailable))
    }

    fn no_group_allows(case: &Case<'_>) -> Option<Self> {
        match case.block.direction? {
            Direction::Egress => {
                if let Some(found) = GroupAllowsNothingOut::find(case) {
                    return Some(Self::GroupAllowsNothingOut(found));
                }
                let found = GroupLacksEgress::find(case);
                // Rules for the VPC's own addresses were written for endpoints: where private DNS leads elsewhere, that is why.
                let passed_over = found.is_for_endpoints(case).then(|| Self::passed_over(case)).flatten();
                Some(passed_over.unwrap_or(Self::GroupLacksEgress(found)))
            }
            Direction::Ingress => Some(match EndpointGroupLacksIngress::find(case) {
                Some(found) => Self::EndpointGroupLacksIngress(found),
                None => Self::GroupLacksIngress(GroupLacksIngress::find(case)),
            }),
        }
    }

    fn no_public_address(case: &Case<'_>) -> Option<Self> {
        // The address that is missing may be that of an instance which sends packets on.
        if !case.is_forward() || case.block.component == Component::NetworkInterface {
            return None;
        }
        PrivateNat::find(case)
            .map(Self::PrivateNat)
            .or_else(|| NatWithoutPublicAddress::find(case).map(Self::NatWithoutPublicAddress))
            // Without an address nothing was meant to leave here: an endpoint that no name leads to is the reason it does.
            .or_else(|| Self::passed_over(case))
            .or_else(|| NoPublicAddress::find(case).map(Self::NoPublicAddress))
    }
}
