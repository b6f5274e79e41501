use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use super::arena::{Ix, Reference};
use super::dns::{self, DnsServers};
use super::names::{FirewallGroup, HostedZone, VpcRule, VpcZones};
use crate::component::Component;
use crate::gap::{Gap, NotEvaluated};
use crate::id::AccountId;
use crate::identified::Identified;
use crate::resource;

/// A VPC and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vpc {
    /// As read.
    pub record: Arc<resource::Vpc>,
    /// `enableDnsSupport`, where the snapshot says.
    pub dns_support: Option<bool>,
    /// `enableDnsHostnames`, where the snapshot says.
    pub dns_hostnames: Option<bool>,
    /// Where `enableDnsSupport` was read.
    pub dns_support_evidence: Option<crate::Evidence>,
    /// Which DNS servers its DHCP options name.
    pub dns_servers: DnsServers,
    /// The private hosted zones that it is associated with; none where nobody asked.
    pub hosted_zones: Option<VpcZones>,
    /// The Resolver rules that it is associated with, in the order of the documents.
    pub resolver_rules: Vec<VpcRule>,
    /// The Route 53 Profiles that it is associated with, or may be, by their ids.
    pub profiles: Vec<Arc<resource::ProfileAssociation>>,
    /// The groups of DNS Firewall rules that it is associated with, the first to be asked first.
    pub firewall: Vec<FirewallGroup>,
    /// Its subnets.
    pub subnets: Vec<Ix<Subnet>>,
    /// Its route tables.
    pub route_tables: Vec<Ix<RouteTable>>,
    /// Its endpoints.
    pub endpoints: Vec<Ix<VpcEndpoint>>,
    /// Its NAT gateways.
    pub nat_gateways: Vec<Ix<NatGateway>>,
    /// Those of them that are regional: in no subnet.
    pub regional_nat_gateways: Vec<Ix<NatGateway>>,
    /// The peering connections that it is on one side of.
    pub peerings: Vec<Ix<VpcPeeringConnection>>,
    /// The internet gateway that is attached to it.
    pub internet_gateway: Option<Ix<InternetGateway>>,
    /// Its default security group, where the snapshot holds it.
    pub default_group: Option<Ix<SecurityGroup>>,
    /// The account that owns it, where the snapshot shows no more of it than what is visible to accounts that it is
    /// shared with. Interfaces, groups and subnets that the snapshot lacks may be there then.
    pub hidden_by: Option<AccountId>,
}

impl Vpc {
    /// Why what the snapshot does not show of the VPC may be there all the same, if it may. `needed_for` is the id of
    /// what would need it.
    #[must_use]
    pub fn unseen(&self, needed_for: &str) -> Option<Gap> {
        let owner = self.hidden_by.clone()?;
        Some(Gap::SharedVpc { vpc: self.record.id.clone(), owner, needed_for: needed_for.to_owned() })
    }

    /// Whether an address is in one of the VPC's blocks.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.record.cidrs.iter().any(|cidr| cidr.contains(&address))
    }

    /// Whether a DNS server, as DHCP options or an error text name it, is Amazon's resolver for this VPC: by its name,
    /// at its own addresses, or at the primary block's base plus two.
    #[must_use]
    pub fn is_amazon_resolver(&self, server: &str) -> bool {
        dns::is_amazon(server, &self.record)
    }
}

/// A subnet with the table and the ACL in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subnet {
    /// As read.
    pub record: Arc<resource::Subnet>,
    /// Its VPC.
    pub vpc: Reference<Vpc>,
    /// The route table in force: the explicitly associated one, else the VPC's main table.
    pub route_table: Reference<RouteTable>,
    /// Whether that is by explicit association.
    pub explicit_association: bool,
    /// Its network ACL.
    pub network_acl: Reference<NetworkAcl>,
    /// The exclusion of it from Block Public Access that is there, be it in force or not.
    pub exclusion: Option<Arc<resource::BlockPublicAccessExclusion>>,
    /// The interfaces in it.
    pub interfaces: Vec<Ix<NetworkInterface>>,
    /// The NAT gateways in it. Regional ones are in none.
    pub nat_gateways: Vec<Ix<NatGateway>>,
}

/// A route table with its targets resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteTable {
    /// As read.
    pub record: Arc<resource::RouteTable>,
    /// Its VPC.
    pub vpc: Reference<Vpc>,
    /// Its routes, in the order of the record's.
    pub routes: Vec<RoutePath>,
}

/// A route with its destination expanded and its target resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoutePath {
    /// The blocks it covers: one, or the entries of its prefix list; or the gap where those are unknown.
    pub destinations: Result<Arc<[IpNet]>, Gap>,
    /// Where it leads.
    pub target: Target,
}

/// Where a route leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The VPC itself.
    Local,
    /// An internet gateway.
    InternetGateway(Ix<InternetGateway>),
    /// A NAT gateway.
    NatGateway(Ix<NatGateway>),
    /// A gateway endpoint.
    GatewayEndpoint(Ix<VpcEndpoint>),
    /// A VPC peering connection.
    VpcPeeringConnection(Ix<VpcPeeringConnection>),
    /// A transit gateway, by the attachment of the table's VPC.
    TransitGateway(Ix<TransitGatewayAttachment>),
    /// Something that the snapshot lacks or that is not evaluated. Packets end there as undetermined.
    Unknown {
        /// What it is.
        component: Component,
        /// Its id, as the route prints it.
        id: String,
        /// Why the walk ends there.
        gap: Gap,
    },
}

/// Something that routes lead to, and that the snapshot lacks or that is not evaluated: a peering connection, a transit gateway,
/// an appliance, the endpoint of a firewall. Packets of whatever table stop there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beyond {
    /// What it is.
    pub component: Component,
    /// Its id, as routes print it; empty where AWS forgot it.
    pub id: String,
}

impl Target {
    pub(super) fn not_evaluated(component: Component, id: &str, what: NotEvaluated) -> Self {
        Self::Unknown { component, id: id.to_owned(), gap: Gap::NotEvaluated { component, id: id.to_owned(), what } }
    }
}

/// An internet gateway and the VPC it is attached to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InternetGateway {
    /// As read.
    pub record: Arc<resource::InternetGateway>,
    /// The VPC it is usably attached to; `None` when it is detached.
    pub attached: Option<Reference<Vpc>>,
    /// The edge route table that routes what it takes in, if there is one.
    pub edge_route_table: Option<Ix<RouteTable>>,
    /// Why it is not known whether there is one: a table's association is neither in force nor gone.
    pub edge_gap: Option<Arc<Gap>>,
}

/// A NAT gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatGateway {
    /// As read.
    pub record: Arc<resource::NatGateway>,
    /// Its VPC.
    pub vpc: Reference<Vpc>,
    /// The subnet of a zonal gateway.
    pub subnet: Option<Reference<Subnet>>,
    /// The route table that routes what it sends: its subnet's, or a regional gateway's own.
    pub route_table: Reference<RouteTable>,
    /// The interfaces that the snapshot holds of it.
    pub interfaces: Vec<Ix<NetworkInterface>>,
}

/// A VPC peering connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcPeeringConnection {
    /// As read.
    pub record: Arc<resource::VpcPeeringConnection>,
    /// The VPC that asked for it.
    pub requester: Reference<Vpc>,
    /// The VPC that was asked.
    pub accepter: Reference<Vpc>,
}

impl VpcPeeringConnection {
    /// The side that packets of a VPC of the snapshot come to; none where the VPC is on neither side.
    #[must_use]
    pub fn other_side(&self, here: Ix<Vpc>) -> Option<(&resource::PeeredVpc, &Reference<Vpc>)> {
        match (&self.requester, &self.accepter) {
            (Ok(own), other) if *own == here => Some((&self.record.accepter, other)),
            (other, Ok(own)) if *own == here => Some((&self.record.requester, other)),
            _ => None,
        }
    }
}

/// A transit gateway, as what is attached to it tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitGateway {
    /// Its id.
    pub id: String,
    /// What is attached to it.
    pub attachments: Vec<Ix<TransitGatewayAttachment>>,
}

/// An attachment of a transit gateway. One of its documents tells what is attached and which table decides about its packets, the
/// other one the subnets of a VPC's; either may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitGatewayAttachment {
    /// Its id. The two ends of a peering of gateways may have one id.
    pub id: String,
    /// What tells it from all others: its id and its gateway's.
    pub key: String,
    /// The transit gateway.
    pub gateway: Ix<TransitGateway>,
    /// As read of all attachments.
    pub record: Option<Arc<resource::TransitGatewayAttachment>>,
    /// As read of those of VPCs.
    pub details: Option<Arc<resource::TransitGatewayVpcAttachment>>,
    /// The VPC, where it is one that is attached.
    pub vpc: Option<Reference<Vpc>>,
    /// Its subnets, in the order of the document.
    pub subnets: Vec<Reference<Subnet>>,
}

impl TransitGatewayAttachment {
    /// The states that its documents print: two where they are of different times.
    pub fn states(&self) -> impl Iterator<Item = &str> {
        let of_record = self.record.iter().map(|record| record.state.as_str());
        of_record.chain(self.details.iter().map(|own| own.state.as_str()))
    }

    /// Whether packets pass for certain, or for certain not, as far as its state goes.
    #[must_use]
    pub fn passes(&self) -> Option<bool> {
        let mut all = self.states().map(resource::attachment_passes);
        let first = all.next()??;
        all.all(|other| other == Some(first)).then_some(first)
    }

    /// Where it was read.
    #[must_use]
    pub fn evidence(&self) -> Option<&crate::Evidence> {
        let of_record = self.record.as_ref().map(|record| &record.evidence);
        of_record.or_else(|| self.details.as_ref().map(|own| &own.evidence))
    }

    /// Its `Name` tag.
    #[must_use]
    pub fn name(&self) -> Option<&String> {
        let of_record = self.record.as_ref().and_then(|record| record.name.as_ref());
        of_record.or_else(|| self.details.as_ref().and_then(|own| own.name.as_ref()))
    }
}

/// A route table of a transit gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitGatewayTable {
    /// Its id.
    pub id: String,
    /// Its routes, or the gap where they are not all known.
    pub routes: Result<Vec<resource::TransitGatewayRoute>, Gap>,
}

/// A VPC endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcEndpoint {
    /// As read.
    pub record: Arc<resource::VpcEndpoint>,
    /// Its VPC.
    pub vpc: Reference<Vpc>,
    /// Its interfaces, for an interface endpoint.
    pub interfaces: Vec<Reference<NetworkInterface>>,
}

/// A prefix list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrefixList {
    /// As read.
    pub record: Arc<resource::PrefixList>,
    /// Its entries, or the gap where no document holds them.
    pub entries: Result<Arc<[IpNet]>, Gap>,
}

/// A security group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroup {
    /// As read, with the ids of its rules where a document holds them. [`Design::entries_of`](super::Design::entries_of)
    /// tells what the prefix lists that they name stand for.
    pub record: Arc<resource::SecurityGroup>,
    /// Its VPC.
    pub vpc: Option<Ix<Vpc>>,
}

/// A network ACL with its entries in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkAcl {
    /// As read.
    pub record: Arc<resource::NetworkAcl>,
    /// Inbound entries, lowest number first.
    pub ingress: Vec<resource::AclEntry>,
    /// Outbound entries, lowest number first.
    pub egress: Vec<resource::AclEntry>,
}

/// A network interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkInterface {
    /// As read; public addresses of `describe-addresses` are merged in.
    pub record: Arc<resource::NetworkInterface>,
    /// Its VPC.
    pub vpc: Reference<Vpc>,
    /// Its subnet.
    pub subnet: Reference<Subnet>,
    /// Its security groups; an endpoint's interface has the endpoint's where its own are not printed. Interfaces that have the
    /// same ones share the list.
    pub groups: Arc<[Reference<SecurityGroup>]>,
    /// The instance it is attached to, where the snapshot holds it.
    pub instance: Option<Ix<Instance>>,
    /// The interface endpoint it belongs to.
    pub endpoint: Option<Ix<VpcEndpoint>>,
    /// The NAT gateway it belongs to.
    pub nat_gateway: Option<Ix<NatGateway>>,
    /// Whether another interface of its VPC has one of its addresses, or any interface one of its public addresses. That cannot
    /// be at one time (VPC guide, IP addressing): the documents were printed at several, and who has the address is not known.
    pub shares_address: bool,
}

impl NetworkInterface {
    /// The primary private IPv4 address.
    #[must_use]
    pub fn primary_address(&self) -> Option<IpAddr> {
        self.record.primary_address()
    }

    /// The public address that a private address of this interface is mapped to.
    #[must_use]
    pub fn public_of(&self, private: IpAddr) -> Option<IpAddr> {
        self.record.addresses.iter().find(|address| address.private == private)?.public
    }
}

/// An EC2 instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// As read.
    pub record: Arc<resource::Instance>,
    /// Its interfaces, primary first.
    pub interfaces: Vec<Reference<NetworkInterface>>,
}

macro_rules! identified {
    ($($resource:ty),* $(,)?) => {$(
        impl Identified for $resource {
            fn id(&self) -> &str {
                self.record.id()
            }
        }
    )*};
}

identified!(
    Vpc,
    Subnet,
    RouteTable,
    InternetGateway,
    NatGateway,
    VpcEndpoint,
    PrefixList,
    HostedZone,
    SecurityGroup,
    NetworkAcl,
    NetworkInterface,
    Instance,
    VpcPeeringConnection,
);

macro_rules! identified_by_id {
    ($($resource:ty),* $(,)?) => {$(
        impl Identified for $resource {
            fn id(&self) -> &str {
                &self.id
            }
        }
    )*};
}

identified_by_id!(Beyond, TransitGateway, TransitGatewayTable);

#[expect(clippy::misnamed_getters, reason = "two may have one id")]
impl Identified for TransitGatewayAttachment {
    fn id(&self) -> &str {
        &self.key
    }
}
