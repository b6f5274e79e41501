use crate::evidence::Evidence;
use crate::id::{AccountId, NetworkInterfaceId, Region, RouteTableId, SecurityGroupId, SubnetId, VpcEndpointId, VpcId};
use crate::partition::Partition;

/// A VPC endpoint of any kind (`describe-vpc-endpoints`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcEndpoint {
    /// Its id.
    pub id: VpcEndpointId,
    /// The VPC it is in.
    pub vpc: VpcId,
    /// What kind it is.
    pub kind: EndpointKind,
    /// Service name such as `com.amazonaws.eu-west-1.ecr.api`.
    pub service_name: String,
    /// The service's Region where it differs from the endpoint's.
    pub service_region: Option<Region>,
    /// Its state.
    pub state: EndpointState,
    /// Whether private DNS is on. Meaningless for gateway endpoints.
    pub private_dns_enabled: bool,
    /// `PrivateDnsOnlyForInboundResolverEndpoint`: whether, for S3, private DNS answers inbound Resolver queries only.
    pub private_dns_only_for_inbound_resolver: Option<bool>,
    /// Whether its names have records of type AAAA only: `DnsRecordIpType` is `ipv6`.
    pub answers_ipv6_only: bool,
    /// Route tables of a gateway endpoint.
    pub route_tables: Vec<RouteTableId>,
    /// Subnets of an interface endpoint.
    pub subnets: Vec<SubnetId>,
    /// Whether the document says that an interface endpoint is in no subnet: its list of subnets was printed, and is empty.
    /// Nothing leads to it then.
    pub in_no_subnet: bool,
    /// Security groups of an interface endpoint.
    pub groups: Vec<SecurityGroupId>,
    /// Interfaces of an interface endpoint, one a subnet.
    pub interfaces: Vec<NetworkInterfaceId>,
    /// Its DNS names: regional, zonal, private, wildcard.
    pub dns_names: Vec<String>,
    /// The endpoint policy, JSON in a string; its place is the member `PolicyDocument` of the endpoint's. None where none
    /// was printed, which is not the same as the default policy, which is printed and allows everything.
    pub policy: Option<String>,
    /// The account that owns it.
    pub owner: Option<AccountId>,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// Kind of a VPC endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointKind {
    /// Interfaces in subnets, reached by private address.
    Interface,
    /// A route target for the service's public addresses.
    Gateway,
    /// A route target that leads to inspection.
    GatewayLoadBalancer,
    /// Another kind, as printed.
    Other(String),
}

/// State of a VPC endpoint. The API's enumeration is capitalised, real output is not; both are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointState {
    /// It carries traffic.
    Available,
    /// Being made.
    Pending,
    /// Waiting for the service's owner.
    PendingAcceptance,
    /// On its way out.
    Deleting,
    /// Gone.
    Deleted,
    /// Refused by the service's owner.
    Rejected,
    /// Could not be made.
    Failed,
    /// Not accepted in time.
    Expired,
    /// Undocumented, or a state this version does not know, as printed.
    Other(String),
}

impl EndpointState {
    /// The state in AWS's own lower-case words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Available => "available",
            Self::Pending => "pending",
            Self::PendingAcceptance => "pendingAcceptance",
            Self::Deleting => "deleting",
            Self::Deleted => "deleted",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Other(other) => other,
        }
    }
}

impl VpcEndpoint {
    /// The policy of an endpoint that was made without one: it allows everything (VPC user guide, "Control access to VPC
    /// endpoints using endpoint policies").
    pub const DEFAULT_POLICY: &'static str =
        r#"{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}"#;

    /// The TCP ports on which a service of AWS behind an interface endpoint is known to answer: that of HTTPS, but for the
    /// few whose guides name ports of their own (Amazon SES, Keyspaces and Aurora DSQL user guides, interface endpoints).
    /// It may answer on others.
    #[must_use]
    pub fn known_ports(&self) -> &'static [u16] {
        match Partition::service_in_service_name(&self.service_name).unwrap_or_default() {
            "email-smtp" => &[25, 465, 587, 2465, 2587],
            "cassandra" | "cassandra-fips" => &[9142],
            name if name.starts_with("dsql-") => &[5432],
            _ => &[443],
        }
    }

    /// Whether it leads to a service of AWS's own, and not to one that somebody offers behind a load balancer, whose name
    /// holds the id of an endpoint service.
    #[must_use]
    pub fn is_aws_service(&self) -> bool {
        !self.service_name.contains(".vpce-svc-")
    }
}
