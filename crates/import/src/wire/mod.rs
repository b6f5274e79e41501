//! The documents' shapes as AWS prints them, one file a document, each with its way into the model.

#![expect(clippy::struct_field_names, reason = "fields are named as AWS names them")]

mod address;
mod at;
mod block_public_access;
mod cluster;
mod container;
mod dhcp_options;
mod dns_firewall;
mod flag;
mod hosted_zone;
mod instance;
mod internet_gateway;
mod manifest;
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
mod tag;
mod task;
mod task_definition;
#[cfg(test)]
mod testing;
mod traffic;
mod transit_gateway;
mod unknown_members;
pub(crate) mod value;
mod volume;
mod vpc;
mod vpc_endpoint;
mod vpc_peering_connection;

pub(crate) use at::{At, Lacks, Problem, Unusable};
pub(crate) use manifest::{Capture, MANIFEST};
pub use tag::{ReadTag, tags};
