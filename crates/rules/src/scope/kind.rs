//! Types of resources, as scopes name them.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::error::nearest;

/// A type of resources, by the name that templates have for it (Network Access Analyzer guide, resource statements).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResourceType {
    /// An internet gateway: where paths begin and end.
    InternetGateway,
    /// A virtual private gateway: where paths begin and end.
    VpnGateway,
    /// An attachment of a transit gateway.
    TransitGatewayAttachment,
    /// A peering connection.
    VpcPeeringConnection,
    /// Somebody's service behind `PrivateLink`.
    VpcEndpointService,
    /// A VPC endpoint: no path begins at one.
    VpcEndpoint,
    /// A NAT gateway: paths lead through it.
    NatGateway,
    /// A Classic Load Balancer: paths lead through it.
    ClassicLoadBalancer,
    /// An Application, Network or Gateway Load Balancer: paths lead through it.
    LoadBalancer,
    /// A firewall of Network Firewall: paths lead through it. The guide has two names for it.
    NetworkFirewall,
    /// A network interface. Not in the guide's list; samples of AWS use it, and AWS takes it.
    NetworkInterface,
    /// An EC2 instance, by any of its interfaces. Not in the guide's list; samples of AWS use it.
    Instance,
    /// What is not known here.
    Other(String),
}

const KNOWN: [(&str, ResourceType); 13] = [
    ("AWS::EC2::InternetGateway", ResourceType::InternetGateway),
    ("AWS::EC2::VPNGateway", ResourceType::VpnGateway),
    ("AWS::EC2::TransitGatewayAttachment", ResourceType::TransitGatewayAttachment),
    ("AWS::EC2::VPCPeeringConnection", ResourceType::VpcPeeringConnection),
    ("AWS::EC2::VPCEndpointService", ResourceType::VpcEndpointService),
    ("AWS::EC2::VPCEndpoint", ResourceType::VpcEndpoint),
    ("AWS::EC2::NatGateway", ResourceType::NatGateway),
    ("AWS::ElasticLoadBalancing::LoadBalancer", ResourceType::ClassicLoadBalancer),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", ResourceType::LoadBalancer),
    ("AWS::NetworkFirewall::NetworkFirewall", ResourceType::NetworkFirewall),
    ("AWS::NetworkFirewall::Firewall", ResourceType::NetworkFirewall),
    ("AWS::EC2::NetworkInterface", ResourceType::NetworkInterface),
    ("AWS::EC2::Instance", ResourceType::Instance),
];

impl ResourceType {
    /// The type that was probably meant by one that is not known.
    #[must_use]
    pub fn meant(&self) -> Option<&'static str> {
        let Self::Other(text) = self else { return None };
        let names = || KNOWN.into_iter().map(|(name, _)| name);
        let last = |name: &'static str| name.rsplit("::").next().unwrap_or(name);
        nearest(text, names()).or_else(|| names().find(|name| last(name).eq_ignore_ascii_case(text)))
    }
}

impl FromStr for ResourceType {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = KNOWN.into_iter().find(|(name, _)| *name == text);
        Ok(known.map_or_else(|| Self::Other(text.to_owned()), |(_, kind)| kind))
    }
}

impl fmt::Display for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(text) => f.write_str(text),
            known => f.write_str(KNOWN.iter().find(|(_, kind)| kind == known).map_or("", |(name, _)| name)),
        }
    }
}

impl JsonSchema for ResourceType {
    fn schema_name() -> Cow<'static, str> {
        "ResourceType".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A type of resources. What is said of one that is not among the examples is undetermined.",
            "examples": KNOWN.map(|(name, _)| name),
        })
    }
}
