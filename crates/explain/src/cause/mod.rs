//! Root causes: what is behind the hop that stops the packets. One file for each.

mod acl_denies;
mod blackhole;
mod cross_region;
mod destination_stopped;
mod dns_hostnames_off;
mod dns_support_off;
mod endpoint_group_lacks_ingress;
mod endpoint_lacks_name;
mod endpoint_not_available;
mod find;
mod firewall_blocks_name;
mod gateway_endpoint_not_on_table;
mod group_allows_nothing_out;
mod group_lacks_egress;
mod group_lacks_ingress;
mod inbound_resolver_only;
mod internet_gateway_detached;
mod nat_in_another_vpc;
mod nat_in_private_subnet;
mod nat_not_available;
mod nat_routes_to_itself;
mod nat_without_public_address;
mod nat_without_zone;
mod no_endpoint;
mod no_public_address;
mod no_route;
mod nobody_has_address;
mod other;
mod private_destination;
mod private_dns_off;
mod private_nat;
mod protocol_not_carried;
mod public_access_blocked;
mod registry_needs_internet;
mod shadowed_by_zone;
mod zone_lacks_wildcard;
mod zone_record_loop;

pub use acl_denies::AclDenies;
pub use blackhole::Blackhole;
pub use cross_region::CrossRegion;
pub use destination_stopped::DestinationStopped;
pub use dns_hostnames_off::{DnsHostnamesOff, Void};
pub use dns_support_off::DnsSupportOff;
pub use endpoint_group_lacks_ingress::EndpointGroupLacksIngress;
pub use endpoint_lacks_name::EndpointLacksName;
pub use endpoint_not_available::EndpointNotAvailable;
pub use firewall_blocks_name::FirewallBlocksName;
pub use gateway_endpoint_not_on_table::GatewayEndpointNotOnTable;
pub use group_allows_nothing_out::GroupAllowsNothingOut;
pub use group_lacks_egress::GroupLacksEgress;
pub use group_lacks_ingress::GroupLacksIngress;
pub use inbound_resolver_only::InboundResolverOnly;
pub use internet_gateway_detached::InternetGatewayDetached;
pub use nat_in_another_vpc::NatInAnotherVpc;
pub use nat_in_private_subnet::NatInPrivateSubnet;
pub use nat_not_available::NatNotAvailable;
pub use nat_routes_to_itself::NatRoutesToItself;
pub use nat_without_public_address::NatWithoutPublicAddress;
pub use nat_without_zone::NatWithoutZone;
pub use no_endpoint::NoEndpoint;
pub use no_public_address::NoPublicAddress;
pub use no_route::NoRoute;
pub use nobody_has_address::{NobodyHasAddress, PointingRecord};
pub use other::Other;
pub use private_destination::PrivateDestination;
pub use private_dns_off::PrivateDnsOff;
pub use private_nat::PrivateNat;
pub use protocol_not_carried::ProtocolNotCarried;
pub use public_access_blocked::PublicAccessBlocked;
pub use registry_needs_internet::RegistryNeedsInternet;
pub use shadowed_by_zone::ShadowedByZone;
pub use zone_lacks_wildcard::ZoneLacksWildcard;
pub use zone_record_loop::ZoneRecordLoop;

pub(crate) use find::{Case, wanted};
use hopwise_model::PrefixListId;

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
    /// A stopped instance.
    DestinationStopped(DestinationStopped),
    /// A protocol that is not carried.
    ProtocolNotCarried(ProtocolNotCarried),
    /// A private address sent to the internet.
    PrivateDestination(PrivateDestination),
    /// Something else.
    Other(Other),
}

/// What outbound rules allow instead of what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    /// The port, yet only to addresses of the VPC.
    OwnVpcOnly,
    /// The port, yet only to prefix lists.
    PrefixListsOnly(Vec<PrefixListId>),
    /// The port, yet to other groups, lists or blocks.
    OtherPeers,
    /// Other ports or protocols only.
    OtherTraffic,
}
