//! What the snapshot lacks or this program does not evaluate.

use std::sync::Arc;

use crate::component::Component;
use crate::document_kind::DocumentKind;
use crate::id::{
    AccountId, FirewallDomainListId, FirewallRuleGroupId, HostedZoneId, PrefixListId, Region, ResolverRuleId,
    RouteTableId, SubnetId, VpcId,
};

/// Something that is not known. Packets that depend on it are undetermined, never blocked and never delivered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gap {
    /// A resource is referred to, but the snapshot does not hold it.
    MissingResource {
        /// What it is.
        component: Component,
        /// Its id.
        id: String,
        /// The id of what refers to it.
        referenced_by: String,
        /// The document that would hold it.
        document: DocumentKind,
    },
    /// Nothing in the snapshot says which resource of a kind applies.
    MissingDocument {
        /// The document that would say.
        document: DocumentKind,
        /// The id of what it is needed for.
        needed_for: String,
    },
    /// The packet meets something that this program does not evaluate.
    NotEvaluated {
        /// What it is.
        component: Component,
        /// Its id or ARN.
        id: String,
        /// Why it is not evaluated.
        what: NotEvaluated,
    },
    /// A resource is in a state of which AWS does not say whether packets pass.
    UncertainState {
        /// What it is.
        component: Component,
        /// Its id.
        id: String,
        /// The state as printed.
        state: String,
    },
    /// Two routes of one table cover the same destinations with the same priority.
    AmbiguousRoutes {
        /// The table.
        route_table: RouteTableId,
        /// The first target, as an id.
        first: String,
        /// The second target, as an id.
        second: String,
    },
    /// The entries of a prefix list are not in the snapshot.
    PrefixListEntries {
        /// The list.
        prefix_list: PrefixListId,
    },
    /// The VPC's DHCP options name DNS servers that are not Amazon's: what they answer is not known.
    CustomDns {
        /// The VPC.
        vpc: VpcId,
        /// The servers; none where the options name none.
        servers: Vec<String>,
        /// Whether queries by UDP are stopped on their way to all of them, and by TCP they are not to some: a resolver asks by TCP
        /// what did not fit into an answer by UDP (RFC 7766, section 5), and few ask so from the start.
        udp_stopped: bool,
    },
    /// A DNS attribute of the VPC is not in the snapshot.
    DnsAttribute {
        /// The VPC.
        vpc: VpcId,
        /// `enableDnsSupport` or `enableDnsHostnames`.
        attribute: &'static str,
    },
    /// The subnet is shared by another account, whose endpoints the snapshot cannot hold.
    SharedSubnet {
        /// The subnet.
        subnet: SubnetId,
        /// The account that owns it.
        owner: AccountId,
    },
    /// A private hosted zone decides about a name, and its records are not in the snapshot, or not all of them.
    ZoneRecords {
        /// The zone.
        zone: HostedZoneId,
        /// The zone's name.
        name: String,
    },
    /// Two private hosted zones of a VPC have the same name: which one answers is not known.
    ConflictingZones {
        /// The VPC.
        vpc: VpcId,
        /// The zones' name.
        name: String,
        /// The zones.
        zones: Vec<HostedZoneId>,
    },
    /// Route 53 chooses among several records of a name: by weight, health or the place of the asker.
    RoutingPolicy {
        /// The zone.
        zone: HostedZoneId,
        /// The name of the records.
        record: String,
    },
    /// A Resolver rule forwards names to servers whose answers are not known.
    Forwarded {
        /// The rule.
        rule: ResolverRuleId,
        /// The rule's domain; empty for the root, which is every name.
        domain: String,
        /// The servers.
        targets: Vec<String>,
    },
    /// The rules of a DNS Firewall rule group are not in the snapshot.
    FirewallRules {
        /// The group.
        group: FirewallRuleGroupId,
    },
    /// The domains that a DNS Firewall rule is about are not in the snapshot. AWS does not tell those of its own lists.
    FirewallDomains {
        /// The list.
        list: FirewallDomainListId,
    },
    /// The VPC belongs to another account than those whose part of it the snapshot shows: whom and what else is in it,
    /// the snapshot cannot hold.
    SharedVpc {
        /// The VPC.
        vpc: VpcId,
        /// The account that owns it.
        owner: AccountId,
        /// The id of what it is needed for, such as the subnet that somebody may be in.
        needed_for: String,
    },
    /// Packets leave by a peering connection for a VPC of which the snapshot holds nothing.
    PeerVpc {
        /// The connection.
        connection: String,
        /// The VPC on its other side.
        vpc: VpcId,
        /// The account that owns that VPC, where the connection's document says.
        owner: Option<AccountId>,
        /// Its Region, likewise.
        region: Option<Region>,
    },
    /// Which public addresses a name has is not known, and packets to some of those that it may have are stopped.
    ServiceAddresses {
        /// The host name.
        host: String,
        /// Whether the ranges that AWS publishes would narrow it: they were not given, and the name is AWS's in a Region.
        ranges_would_tell: bool,
    },
    /// The name is not one whose addresses this program can know.
    UnknownName {
        /// The host name.
        host: String,
    },
}

/// The gap of a [`Reference`](crate::design::Reference).
impl From<Arc<Gap>> for Gap {
    fn from(gap: Arc<Gap>) -> Self {
        Arc::unwrap_or_clone(gap)
    }
}

impl From<&Arc<Gap>> for Gap {
    fn from(gap: &Arc<Gap>) -> Self {
        Self::clone(gap)
    }
}

/// What is not evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotEvaluated {
    /// What a transit gateway does besides routing by its tables: policy tables, translation of addresses, several paths at once,
    /// packets that come by one and go on by something else without anybody in between.
    TransitGateway,
    /// What lies behind an attachment of a transit gateway that is no VPC's.
    TransitGatewayAttachment,
    /// Which of its zones a transit gateway enters a VPC by.
    TransitGatewayZone,
    /// Which way a reply to a NAT gateway of a peer VPC goes where a route leads it elsewhere.
    ReplyToNatGateway,
    /// What lies behind a virtual private gateway.
    VirtualPrivateGateway,
    /// A network interface as route target: a NAT instance or another appliance.
    Appliance,
    /// A Gateway Load Balancer endpoint or a firewall's endpoint.
    Inspection,
    /// A firewall that inspects, and may translate, what passes an internet gateway, without a route to it.
    InternetFirewall,
    /// An appliance attached to a NAT gateway.
    NatAppliance,
    /// A local gateway, carrier gateway, core network, Oracle Database@AWS network or Route Server next hop.
    OutsideTarget,
    /// A route target that this program does not know.
    UnknownTarget,
    /// An edge route table that sends inbound packets through an appliance.
    EdgeRouteTable,
    /// Encryption control in mode `enforce`.
    EncryptionControl,
    /// A path that would turn round at an internet gateway to a public address of the same network.
    InternetGatewayReflection,
    /// Link-local services (169.254.0.0/16), the resolver of the VPC, loopback, multicast and reserved addresses.
    LinkLocal,
    /// IPv6.
    Ipv6,
    /// An endpoint of a kind that this program does not know.
    EndpointKind,
    /// UDP to somebody else's service behind an interface endpoint, which takes it or not.
    EndpointServiceUdp,
    /// A port of a service of AWS behind an interface endpoint that is not known to be one of the service's.
    EndpointServicePort,
    /// A name that a private hosted zone leads to an interface endpoint of one of AWS's services and that is none of those known to be the
    /// endpoint's.
    EndpointServiceName,
    /// A port or a protocol of a service of AWS at its public addresses that is not known to be one of the service's.
    PublicServicePort,
    /// What the resolver answers for an endpoint with private DNS that is in no subnet.
    EndpointInNoSubnet,
    /// Whether an inbound endpoint of Route 53 Resolver takes DNS over HTTPS.
    DnsOverHttps,
    /// What a load balancer has listeners for.
    Listeners,
    /// What an interface opens and takes that a service of AWS made for itself.
    InterfaceKind,
    /// IPv6 addresses that the resolver makes up (DNS64), which lead through NAT64.
    Dns64,
    /// A name server of its own for a part of a private hosted zone.
    ZoneDelegation,
    /// What a Route 53 Profile brings to the names of a VPC.
    Profile,
    /// Whether who has the addresses of a private hosted zone's record serves the service that the name is of: a proxy may
    /// pass connections on, anybody else does not.
    StandIn,
    /// The names that a name on the internet leads on to, which DNS Firewall inspects, too.
    DnsRedirection,
    /// A rule of DNS Firewall that knows threats by other signs than lists of domains.
    DnsThreatProtection,
    /// Which addresses have a security group that is not the VPC's own: a peer VPC's, if the connection still stands.
    PeerVpcGroup,
}
