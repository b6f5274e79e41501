//! The documents' shapes as AWS prints them, one file a document, each with its way into the model.

#![expect(clippy::struct_field_names, reason = "fields are named as AWS names them")]

mod address;
mod at;
mod cluster;
mod dhcp_options;
mod dns_firewall;
mod hosted_zone;
mod instance;
mod internet_gateway;
mod manifest;
mod nat_gateway;
mod network_acl;
mod network_interface;
mod policy;
mod prefix_list;
mod resolver_rule;
mod rest;
mod role;
mod route_table;
mod secret;
mod security_group;
mod service;
mod subnet;
mod tag;
mod task;
mod task_definition;
#[cfg(test)]
mod testing;
mod traffic;
pub(crate) mod value;
mod vpc;
mod vpc_endpoint;

pub(crate) use address::Address;
pub(crate) use at::{At, Problem};
pub(crate) use cluster::{Cluster, ContainerInstance};
pub(crate) use dhcp_options::DhcpOptions;
pub(crate) use dns_firewall::{FirewallConfig, FirewallRule, FirewallRuleGroupAssociation};
pub(crate) use hosted_zone::{HostedZoneSummary, ResourceRecordSet, plain_name};
pub(crate) use instance::Reservation;
pub(crate) use internet_gateway::InternetGateway;
pub(crate) use manifest::{Capture, MANIFEST};
pub(crate) use nat_gateway::NatGateway;
pub(crate) use network_acl::NetworkAcl;
pub(crate) use network_interface::NetworkInterface;
pub(crate) use policy::{Document, Policy, PolicyVersion};
pub(crate) use prefix_list::{Entry, PrefixList, entries};
pub(crate) use resolver_rule::{ResolverRule, ResolverRuleAssociation};
pub(crate) use role::{Attached, Role, Whose, attached, policy_names, role_policy};
pub(crate) use route_table::RouteTable;
pub(crate) use secret::{secret, secret_policy};
pub(crate) use security_group::{SecurityGroup, SecurityGroupRule};
pub(crate) use service::Service;
pub(crate) use subnet::Subnet;
pub(crate) use task::Task;
pub(crate) use task_definition::TaskDefinition;
pub(crate) use value::{Object, Objects};
pub(crate) use vpc::{AttributeValue, Vpc};
pub(crate) use vpc_endpoint::VpcEndpoint;
