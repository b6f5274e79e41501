#![doc = include_str!("../README.md")]

mod absence;
mod component;
pub mod design;
pub mod difference;
mod document_kind;
mod evidence;
mod failed_call;
mod gap;
mod id;
mod identified;
mod inventory;
mod kinds;
mod knowledge;
mod named_blocks;
mod partition;
mod pointer;
pub mod records;
mod refused_call;
mod regions;
pub mod resource;
mod role_names;
mod rule;
mod sanitize;
pub mod traffic;

pub use absence::{NO_REPOSITORY_POLICY, says_no_policy};
pub use compact_str::CompactString;
pub use component::{Code, Component, Leg};
pub use design::{Design, DesignError};
pub use difference::Difference;
pub use document_kind::{DocumentClass, DocumentKind, Listing};
pub use ecow::EcoVec;
pub use evidence::Evidence;
pub use failed_call::{FailedCall, FailureKind};
pub use gap::{Gap, NotEvaluated};
pub use id::{
    AccountId, Action, DhcpOptionsId, FirewallDomainListId, FirewallRuleGroupId, HostedZoneId, InstanceId,
    InternetGatewayId, InvalidId, NatGatewayId, NetworkAclId, NetworkInterfaceId, PrefixListId, Region, ResolverRuleId,
    RouteTableId, SecurityGroupId, SecurityGroupRuleId, SubnetId, VpcEndpointId, VpcId,
};
pub use identified::Identified;
pub use inventory::{Inventory, Record};
pub use knowledge::{Coverage, Knowledge};
pub use partition::Partition;
pub use pointer::Pointer;
pub use records::Records;
pub use refused_call::RefusedCall;
pub use rule::Rule;
pub use sanitize::{is_unsafe, sanitize};
pub use traffic::Traffic;
