//! What breaks, as a clause: "NAT gateway nat-0a is deleted".

use hopwise_explain::{Fault, FaultyPolicy};
use hopwise_model::resource::Direction;

use super::rule::{destination_name, peer_name};

/// A fault as a clause.
pub(crate) fn fault(fault: &Fault) -> String {
    let rules = |direction: Direction| match direction {
        Direction::Ingress => ("inbound", "from"),
        Direction::Egress => ("outbound", "to"),
    };
    match fault {
        Fault::Zone { zone } => format!("zone {zone} is lost"),
        Fault::NatGateway { nat } => format!("NAT gateway {nat} is deleted"),
        Fault::NatGatewaySubnet { nat, subnet } => format!("NAT gateway {nat} is in private subnet {subnet}"),
        Fault::Attachment { gateway, vpc } => format!("{vpc} is attached to transit gateway {gateway} no more"),
        Fault::AttachmentSubnet { attachment, subnet } => {
            format!("transit gateway attachment {attachment} loses {subnet}")
        }
        Fault::Association { attachment, .. } => {
            format!("transit gateway attachment {attachment} is associated with no route table")
        }
        Fault::Propagation { table, attachment } => format!("{attachment} propagates to {table} no more"),
        Fault::TransitRoute { table, block } => format!("the route of {table} for {block} is deleted"),
        Fault::TransitBlackhole { table, block } => format!("the route of {table} for {block} is a blackhole"),
        Fault::Peering { connection } => format!("peering connection {connection} is deleted"),
        Fault::InternetGateway { gateway } => format!("internet gateway {gateway} is detached"),
        Fault::Endpoint { endpoint } => format!("endpoint {endpoint} is deleted"),
        Fault::EndpointInterface { endpoint, interface } => format!("endpoint {endpoint} loses {interface}"),
        Fault::PrivateDns { endpoint } => format!("private DNS of endpoint {endpoint} is off"),
        Fault::EndpointGroups { endpoint, default } => format!("endpoint {endpoint} has {default} only"),
        Fault::Dns { vpc, attribute } => format!("{} of {vpc} is off", attribute.as_str()),
        Fault::Route { table, destination } => {
            format!("the route of {table} for {} is deleted", destination_name(destination))
        }
        Fault::EndpointRoute { endpoint, table } => format!("gateway endpoint {endpoint} is off route table {table}"),
        Fault::Rule { group, direction, traffic, peer } => {
            let (way, preposition) = rules(*direction);
            format!("the {way} rule of {group} for {traffic} {preposition} {} is revoked", peer_name(peer))
        }
        Fault::NarrowRule { group, direction, traffic, block } => {
            let (way, preposition) = rules(*direction);
            format!("the {way} rule of {group} for {traffic} {preposition} {block} is for the first half of it")
        }
        Fault::AclEntry { acl, number, direction } => {
            format!("{} entry {number} of network ACL {acl} is deleted", rules(*direction).0)
        }
        Fault::EphemeralPorts { acl } => format!("network ACL {acl} denies the ports that answers come back to"),
        Fault::Statement { policy, place } => {
            let policy = match policy {
                FaultyPolicy::Role { role, name } => format!("policy {name} of role {role}"),
                FaultyPolicy::Managed { policy } => format!("policy {policy}"),
                FaultyPolicy::Endpoint { endpoint } => format!("the policy of endpoint {endpoint}"),
            };
            format!("statement {} of {policy} is removed", place + 1)
        }
    }
}
