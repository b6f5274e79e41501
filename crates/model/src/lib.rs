#![doc = include_str!("../README.md")]

mod evidence;
mod id;
mod inventory;
pub mod resource;
pub mod traffic;

pub use evidence::Evidence;
pub use id::{
    AccountId, DhcpOptionsId, InstanceId, InternetGatewayId, InvalidId, NatGatewayId, NetworkAclId, NetworkInterfaceId,
    PrefixListId, Region, RouteTableId, SecurityGroupId, SecurityGroupRuleId, SubnetId, VpcEndpointId, VpcId,
};
pub use inventory::{DocumentKind, Inventory};
pub use traffic::Traffic;
