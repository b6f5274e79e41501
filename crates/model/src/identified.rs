//! What has an id.

use crate::resource;

/// What is found by its id.
pub trait Identified {
    /// The id, which no change of the resource changes.
    fn id(&self) -> &str;
}

macro_rules! identified {
    ($($resource:ident),* $(,)?) => {$(
        impl Identified for resource::$resource {
            fn id(&self) -> &str {
                self.id.as_str()
            }
        }
    )*};
}

identified!(
    DhcpOptions,
    HostedZoneSummary,
    Instance,
    InternetGateway,
    NatGateway,
    NetworkAcl,
    NetworkInterface,
    PrefixList,
    ResolverRule,
    RouteTable,
    SecurityGroup,
    Subnet,
    TransitGatewayAttachment,
    TransitGatewayVpcAttachment,
    Vpc,
    VpcEndpoint,
    VpcPeeringConnection,
);
