//! Resources as read: what the documents say, with ids for references. Nothing here was checked against anything else.

mod address;
mod block_public_access;
mod container_instance;
mod dhcp_options;
mod dns_firewall;
mod hosted_zone;
mod instance;
mod interface_kind;
mod internet_gateway;
mod nat_gateway;
mod network_acl;
mod network_interface;
mod policy;
mod prefix_list;
mod profile;
mod resolver_rule;
mod role;
mod route_table;
mod secret;
mod security_group;
mod service;
mod subnet;
mod task;
mod task_definition;
mod transit_gateway;
mod vpc;
mod vpc_endpoint;
mod vpc_peering_connection;

pub use address::Address;
pub use block_public_access::{BlockPublicAccessExclusion, BlockPublicAccessOptions, ExclusionMode};
pub use container_instance::{Cluster, ContainerInstance};
pub use dhcp_options::DhcpOptions;
pub use dns_firewall::{
    BlockResponse, FirewallAction, FirewallConfig, FirewallDomains, FirewallRule, FirewallRuleGroupAssociation,
    FirewallRules,
};
pub use hosted_zone::{AliasTarget, HostedZoneSummary, ResourceRecordSet, ResourceRecordSets, Routing, VpcHostedZones};
pub use instance::Instance;
pub use interface_kind::{InterfaceKind, Takes};
pub use internet_gateway::{GatewayAttachment, InternetGateway};
pub use nat_gateway::{Connectivity, NatAddress, NatGateway, NatState};
pub use network_acl::{AclEntry, Direction, NetworkAcl};
pub use network_interface::{NetworkInterface, PrivateAddress};
pub use policy::{ManagedPolicy, PolicyDocument, PolicyVersion, RepositoryPolicy, RolePolicy};
pub use prefix_list::{PrefixList, PrefixListEntries};
pub use profile::ProfileAssociation;
pub use resolver_rule::{ResolverRule, ResolverRuleAssociation, RuleType};
pub use role::{AttachedPolicies, Role, RolePolicyNames};
pub use route_table::{
    AssociationState, Route, RouteDestination, RouteOrigin, RouteState, RouteTable, RouteTableAssociation, RouteTarget,
};
pub use secret::{SecretDescription, SecretPolicy};
pub use security_group::{Peer, RuleAcross, SecurityGroup, SecurityGroupRule, SecurityGroupRuleRecord};
pub use service::{NetworkConfiguration, Service, ServiceConnect, ServiceEvent};
pub use subnet::{FirewallConnectivity, Subnet};
pub use task::{Task, TaskContainer};
pub use task_definition::{
    ContainerDefinition, Firelens, LogConfiguration, Secret, TaskDefinition, Volume, VolumeSource, is_kept_log_option,
    kept_driver_option,
};
pub use transit_gateway::{
    TransitGatewayAssociation, TransitGatewayAttachment, TransitGatewayPropagation, TransitGatewayPropagations,
    TransitGatewayRoute, TransitGatewayRoutes, TransitGatewayVpcAttachment, attachment_passes,
};
pub use vpc::{BlockPublicAccess, Vpc, VpcAttribute};
pub use vpc_endpoint::{EndpointKind, EndpointState, VpcEndpoint};
pub use vpc_peering_connection::{PeeredVpc, VpcPeeringConnection};

use crate::id::{AccountId, Region};

/// The account and Region that a document belongs to, as far as its path, its contents or `--region` tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The account, where known.
    pub account: Option<AccountId>,
    /// The Region, where known.
    pub region: Option<Region>,
}

impl Scope {
    /// The account and Region that an ARN names, each where it is one (IAM user guide, "ARN format").
    #[must_use]
    pub fn of_arn(arn: &str) -> Self {
        let mut parts = arn.split(':').skip(3);
        Self {
            region: parts.next().and_then(|region| Region::try_from(region).ok()),
            account: parts.next().and_then(|account| AccountId::try_from(account).ok()),
        }
    }
}
