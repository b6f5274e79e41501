//! Kinds of things in a sentence.

use hopwise_model::{Component, DocumentKind};

/// A thing at the beginning of a sentence.
pub(crate) fn the(component: Component, id: &str) -> String {
    let noun = noun(component);
    format!("The {} {id}", noun.strip_prefix("the ").unwrap_or(noun))
}

/// The name of a kind of thing in a sentence.
pub(crate) const fn noun(component: Component) -> &'static str {
    match component {
        Component::NetworkInterface => "network interface",
        Component::SecurityGroup => "security group",
        Component::NetworkAcl => "network ACL",
        Component::Subnet => "subnet",
        Component::RouteTable => "route table",
        Component::Vpc => "VPC",
        Component::InternetGateway => "internet gateway",
        Component::EgressOnlyInternetGateway => "egress-only internet gateway",
        Component::NatGateway => "NAT gateway",
        Component::VpcEndpoint => "VPC endpoint",
        Component::VpcPeeringConnection => "VPC peering connection",
        Component::TransitGateway => "transit gateway",
        Component::TransitGatewayAttachment => "transit gateway attachment",
        Component::TransitGatewayRouteTable => "transit gateway route table",
        Component::VirtualPrivateGateway => "virtual private gateway",
        Component::Firewall => "firewall",
        Component::BlockPublicAccess => "Block Public Access of",
        Component::PrefixList => "prefix list",
        Component::Dns => "the resolver of",
        Component::Internet => "internet",
        Component::AwsService => "AWS service",
        Component::ExternalGateway => "external gateway",
        Component::Instance => "instance",
        Component::IamRole => "role",
        Component::EndpointPolicy => "the policy of endpoint",
        Component::RepositoryPolicy => "the policy of repository",
        Component::ResourcePolicy => "the policy of",
        Component::Ecs => "ECS resource",
    }
}

/// A kind of thing in a sentence.
pub(super) fn thing(component: Component, document: DocumentKind) -> &'static str {
    match (component, document) {
        (Component::Dns, DocumentKind::ResolverRules) => "Resolver rule",
        (Component::Dns, _) => "set of DHCP options",
        _ => noun(component),
    }
}
