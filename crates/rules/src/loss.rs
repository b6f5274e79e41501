//! What may be lost.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::several::Listed;

/// A kind of things of which any one may be lost; `hopwise harden` knows the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// An Availability Zone, with all that is in it.
    Zone,
    /// A NAT gateway.
    NatGateway,
    /// An internet gateway.
    InternetGateway,
    /// An attachment of a VPC to a transit gateway, with its subnets and its association, or a peering connection.
    Attachment,
    /// A VPC endpoint.
    Endpoint,
    /// An interface of an endpoint.
    EndpointInterface,
    /// Private DNS of an endpoint.
    EndpointSetting,
    /// A route of a VPC's table or of a transit gateway's, or a propagation to one.
    Route,
    /// A rule of a security group, or an entry of a network ACL.
    Rule,
    /// A DNS attribute of a VPC.
    Dns,
    /// A statement of a policy.
    Policy,
}

impl Listed for Loss {}

/// In a sentence.
impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zone => "zone",
            Self::NatGateway => "NAT gateway",
            Self::InternetGateway => "internet gateway",
            Self::Attachment => "attachment or peering connection",
            Self::Endpoint => "endpoint",
            Self::EndpointInterface => "interface of an endpoint",
            Self::EndpointSetting => "setting of an endpoint",
            Self::Route => "route",
            Self::Rule => "rule of a group or an ACL",
            Self::Dns => "DNS attribute",
            Self::Policy => "statement of a policy",
        })
    }
}
