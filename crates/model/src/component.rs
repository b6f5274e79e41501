//! The vocabulary of answers: what can stop a packet, and the code that names how.

use std::fmt;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every value, in a fixed order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The text that the JSON contract uses.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words! {
    /// A kind of thing that a packet enters or that decides about it.
    Component {
        /// A network interface.
        NetworkInterface = "network_interface",
        /// A security group.
        SecurityGroup = "security_group",
        /// A network ACL.
        NetworkAcl = "network_acl",
        /// A subnet.
        Subnet = "subnet",
        /// A route table.
        RouteTable = "route_table",
        /// A VPC.
        Vpc = "vpc",
        /// An internet gateway.
        InternetGateway = "internet_gateway",
        /// An egress-only internet gateway.
        EgressOnlyInternetGateway = "egress_only_internet_gateway",
        /// A NAT gateway.
        NatGateway = "nat_gateway",
        /// A VPC endpoint of any kind.
        VpcEndpoint = "vpc_endpoint",
        /// A VPC peering connection.
        VpcPeeringConnection = "vpc_peering_connection",
        /// A transit gateway.
        TransitGateway = "transit_gateway",
        /// An attachment of something to a transit gateway.
        TransitGatewayAttachment = "transit_gateway_attachment",
        /// A route table of a transit gateway.
        TransitGatewayRouteTable = "transit_gateway_route_table",
        /// A virtual private gateway.
        VirtualPrivateGateway = "virtual_private_gateway",
        /// A firewall or another inspecting appliance.
        Firewall = "firewall",
        /// VPC Block Public Access.
        BlockPublicAccess = "block_public_access",
        /// A prefix list.
        PrefixList = "prefix_list",
        /// Name resolution.
        Dns = "dns",
        /// The internet.
        Internet = "internet",
        /// A service of AWS behind a gateway endpoint.
        AwsService = "aws_service",
        /// A local gateway, a carrier gateway, a core network or another target outside the Region's network.
        ExternalGateway = "external_gateway",
        /// An EC2 instance.
        Instance = "instance",
        /// An IAM role: its trust policy, its policies, its permissions boundary.
        IamRole = "iam_role",
        /// The policy of a VPC endpoint.
        EndpointPolicy = "endpoint_policy",
        /// The policy of a repository in private ECR.
        RepositoryPolicy = "repository_policy",
        /// The policy of another resource: of a secret, a key, a bucket.
        ResourcePolicy = "resource_policy",
        /// An ECS task, service, task definition or container instance.
        Ecs = "ecs",
    }
}

words! {
    /// The way there or the way back.
    Leg {
        /// From the source to the destination.
        Forward = "forward",
        /// The replies.
        Return = "return",
    }
}

words! {
    /// Why packets stop: the explanation codes of VPC Reachability Analyzer where one says the same thing, else
    /// codes of ours in the same style (marked "ours").
    Code {
        /// The component is not functional.
        BadState = "BAD_STATE",
        /// The gateway is not attached to the VPC.
        BadStateAttachment = "BAD_STATE_ATTACHMENT",
        /// The selected route is a blackhole.
        BadStateRoute = "BAD_STATE_ROUTE",
        /// The route table has no route to the destination.
        NoRouteToDestination = "NO_ROUTE_TO_DESTINATION",
        /// The network ACL denies.
        SubnetAclRestriction = "SUBNET_ACL_RESTRICTION",
        /// No rule of the security groups allows it.
        EniSgRulesMismatch = "ENI_SG_RULES_MISMATCH",
        /// The security groups have no rule at all in this direction.
        SgHasNoRules = "SG_HAS_NO_RULES",
        /// The internet gateway has no public address for the private source address.
        IgwPublicIpAssociationForEgress = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
        /// The public destination address is mapped to no interface.
        IgwPrivateIpAssociationForIngress = "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",
        /// The internet gateway refuses RFC 1918 destinations.
        IgwDestinationInRfc1918 = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS",
        /// The internet gateway refuses RFC 6598 destinations.
        IgwDestinationInRfc6598 = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS",
        /// The NAT gateway accepts sources of its own VPC only.
        NgwRequiresSourceInVpc = "NGW_REQUIRES_SOURCE_IN_VPC",
        /// The regional NAT gateway is not present in the source's zone.
        RegionalNgwRouteAzRestriction = "REGIONAL_NGW_ROUTE_AZ_RESTRICTION",
        /// The packet meets the same NAT gateway a second time (ours).
        NgwRouteLoop = "NGW_ROUTE_LOOP",
        /// The NAT gateway takes no packets addressed to itself that answer no connection (ours).
        NgwUnsolicited = "NGW_UNSOLICITED",
        /// The NAT gateway would rewrite the source of a reply, which nobody waits for.
        NgwSourceAddressReassign = "NGW_SOURCE_ADDRESS_REASSIGN",
        /// The interface opens no connections: it is an endpoint's, which cannot initiate any in its VPC.
        VpceIntraVpcTraffic = "VPCE_INTRA_VPC_TRAFFIC",
        /// The interface is of a kind that opens no connections (ours).
        EniOpensNoConnections = "ENI_OPENS_NO_CONNECTIONS",
        /// The interface is of a kind that takes no connections (ours).
        EniTakesNoConnections = "ENI_TAKES_NO_CONNECTIONS",
        /// The interface drops what is neither from nor to one of its addresses.
        EniSourceDestCheckRestriction = "ENI_SOURCE_DEST_CHECK_RESTRICTION",
        /// Neither the source nor the destination is in a block of the peer VPC: nothing gets further than that.
        PcxRequiresAddressInVpcCidr = "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR",
        /// The transit gateway's attachment has no subnet in the sender's zone.
        TgwRouteAzRestriction = "TGW_ROUTE_AZ_RESTRICTION",
        /// The attachment is associated with no route table of the transit gateway.
        TgwAttachMissingTgwRtbAssociation = "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION",
        /// The transit gateway's route table has no route to the destination.
        TgwRtbNoRouteToTgwAttachment = "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",
        /// The selected route of the transit gateway's route table is a blackhole.
        TgwRtbBadStateRoute = "TGW_RTB_BAD_STATE_ROUTE",
        /// The component takes only some protocols.
        ProtocolRestriction = "PROTOCOL_RESTRICTION",
        /// The gateway endpoint takes TCP and ICMP echo only.
        VpceGatewayProtocolRestriction = "VPCE_GATEWAY_PROTOCOL_RESTRICTION",
        /// VPC Block Public Access is on.
        VpcBlockPublicAccessEnabled = "VPC_BLOCK_PUBLIC_ACCESS_ENABLED",
        /// No interface has the destination address.
        NoPossibleDestination = "NO_POSSIBLE_DESTINATION",
        /// Who has the address here is in another VPC than who was asked, and no way leads there.
        DisconnectedVpcs = "DISCONNECTED_VPCS",
        /// The endpoint that takes the packets is another service's than the one that was asked for (ours).
        VpceServiceMismatch = "VPCE_SERVICE_MISMATCH",
        /// The packet comes back to where it was, the way it came (ours).
        RouteLoop = "ROUTE_LOOP",
        /// `enableDnsSupport` is off, so that no name resolves (ours).
        DnsSupportDisabled = "DNS_SUPPORT_DISABLED",
        /// The private hosted zone that decides about the name has no record for it (ours).
        DnsNoRecord = "DNS_NO_RECORD",
        /// The private hosted zone that decides about the name has IPv6 addresses alone for it, and whoever asks has none (ours).
        DnsOnlyIpv6 = "DNS_ONLY_IPV6",
        /// The records of private hosted zones lead from one to the other in a circle (ours).
        DnsRecordLoop = "DNS_RECORD_LOOP",
        /// DNS Firewall blocks the name (ours).
        DnsFirewallBlocked = "DNS_FIREWALL_BLOCKED",
        /// The file system has no mount target in the zone, so that its name does not resolve there (ours).
        NoMountTargetInZone = "NO_MOUNT_TARGET_IN_ZONE",
        /// The task definition names no execution role, and something needs one (ours).
        ExecutionRoleMissing = "EXECUTION_ROLE_MISSING",
        /// A file system asks for a task role, and the task definition names none (ours).
        TaskRoleMissing = "TASK_ROLE_MISSING",
        /// The role that the task definition names does not exist (ours).
        RoleNotFound = "ROLE_NOT_FOUND",
        /// A role of another account cannot be passed to ECS (ours).
        RoleOfAnotherAccount = "ROLE_OF_ANOTHER_ACCOUNT",
        /// A key that AWS keeps for a service serves its own account only (ours).
        AwsManagedKeyOfAnotherAccount = "AWS_MANAGED_KEY_OF_ANOTHER_ACCOUNT",
        /// The secret is marked for deletion, and nobody reads it (ours).
        SecretMarkedForDeletion = "SECRET_MARKED_FOR_DELETION",
        /// The role's trust policy does not let ECS assume it (ours).
        TrustPolicyMismatch = "TRUST_POLICY_MISMATCH",
        /// No policy of the role allows the action (ours).
        ActionNotAllowed = "ACTION_NOT_ALLOWED",
        /// A statement of a policy denies the action (ours).
        ExplicitDeny = "EXPLICIT_DENY",
        /// The permissions boundary of the role does not allow the action (ours).
        PermissionsBoundaryRestriction = "PERMISSIONS_BOUNDARY_RESTRICTION",
        /// The policy of the VPC endpoint does not allow the action (ours).
        VpceEndpointPolicyRestriction = "VPCE_ENDPOINT_POLICY_RESTRICTION",
        /// The policy of the repository does not allow the action (ours).
        RepositoryPolicyRestriction = "REPOSITORY_POLICY_RESTRICTION",
        /// The policy of another resource does not allow the action (ours).
        ResourcePolicyRestriction = "RESOURCE_POLICY_RESTRICTION",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_text_is_different() {
        let components: BTreeSet<&str> = Component::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(components.len(), Component::ALL.len());
        let codes: BTreeSet<&str> = Code::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
    }
}
