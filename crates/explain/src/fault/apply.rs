//! Breaking an inventory.

use hopwise_model::resource::{AclEntry, Direction, NatState, Peer, RouteTarget, VpcEndpoint};
use hopwise_model::traffic::TCP;
use hopwise_model::{Inventory, NetworkAclId, Traffic, VpcEndpointId};
use hopwise_packet::AddressSet;
use ipnet::IpNet;

use super::all::is_written;
use super::blackhole::blackhole;
use super::{Fault, moved, policy, transit_gateway, zone};
use crate::change::DnsAttribute;
use crate::change::fresh::supposed;
use crate::change::revoke;

impl Fault {
    /// Breaks an inventory, and tells whether there was anything to break.
    #[must_use]
    pub fn apply(&self, inventory: &mut Inventory) -> bool {
        self.try_apply(inventory).is_some()
    }

    fn try_apply(&self, inventory: &mut Inventory) -> Option<()> {
        match self {
            Self::Zone { zone } => zone::lose(inventory, zone),
            Self::NatGateway { nat } => {
                inventory.nat_gateways.by_id_mut(nat)?.state = NatState::Deleted;
                blackhole(inventory, None, &RouteTarget::NatGateway(nat.clone()));
                Some(())
            }
            Self::NatGatewaySubnet { nat, subnet } => moved::to(inventory, nat, subnet),
            Self::Attachment { gateway, vpc } => transit_gateway::detach(inventory, gateway, vpc),
            Self::AttachmentSubnet { attachment, subnet } => {
                transit_gateway::remove_subnet(inventory, attachment, subnet)
            }
            Self::Association { attachment, gateway } => transit_gateway::disassociate(inventory, attachment, gateway),
            Self::Propagation { table, attachment } => transit_gateway::stop_propagating(inventory, table, attachment),
            Self::TransitRoute { table, block } => transit_gateway::delete_route(inventory, table, *block),
            Self::TransitBlackhole { table, block } => transit_gateway::drop_route(inventory, table, *block),
            Self::Peering { connection } => disconnect(inventory, connection),
            Self::InternetGateway { gateway } => {
                let record = inventory.internet_gateways.by_id_mut(gateway)?;
                if record.attachments.is_empty() {
                    return None;
                }
                record.attachments.clear();
                blackhole(inventory, None, &RouteTarget::InternetGateway(gateway.clone()));
                Some(())
            }
            Self::Endpoint { endpoint } => delete_endpoint(inventory, endpoint),
            Self::EndpointInterface { endpoint, interface } => {
                let subnet = inventory.network_interfaces.by_id(interface).map(|own| own.subnet.clone());
                let record = find(inventory, endpoint)?;
                let place = record.interfaces.iter().position(|own| own == interface)?;
                record.interfaces.remove(place);
                record.subnets.retain(|own| Some(own) != subnet.as_ref());
                record.in_no_subnet = record.interfaces.is_empty();
                inventory.network_interfaces.retain(|own| own.id != *interface);
                Some(())
            }
            Self::PrivateDns { endpoint } => {
                let on = &mut find(inventory, endpoint)?.private_dns_enabled;
                std::mem::replace(on, false).then_some(())
            }
            Self::EndpointGroups { endpoint, default } => {
                let record = find(inventory, endpoint)?;
                record.groups = vec![default.clone()];
                let interfaces = record.interfaces.clone();
                for own in inventory.network_interfaces.filter_mut(|own| interfaces.contains(&own.id)) {
                    own.groups = [default.clone()].into();
                }
                Some(())
            }
            Self::Dns { vpc, attribute } => {
                let record = inventory.vpc_attributes.find_mut(|own| {
                    let value = match attribute {
                        DnsAttribute::Support => own.dns_support,
                        DnsAttribute::Hostnames => own.dns_hostnames,
                    };
                    own.vpc == *vpc && value == Some(true)
                })?;
                match attribute {
                    DnsAttribute::Support => record.dns_support = Some(false),
                    DnsAttribute::Hostnames => record.dns_hostnames = Some(false),
                }
                Some(())
            }
            Self::Route { table, destination } => {
                let routes = &mut inventory.route_tables.by_id_mut(table)?.routes;
                let place = routes.iter().position(|own| own.destination == *destination && is_written(own))?;
                routes.remove(place);
                Some(())
            }
            Self::EndpointRoute { endpoint, table } => revoke::endpoint(inventory, endpoint, table),
            Self::Rule { group, direction, traffic, peer } => {
                revoke::rule(inventory, group, *direction, *traffic, peer)
            }
            Self::NarrowRule { group, direction, traffic, block } => {
                let half = first_half(*block)?;
                let rules = revoke::rules(inventory, group, *direction)?;
                let peer = Peer::Cidr(*block);
                let rule = rules.iter_mut().find(|own| own.traffic == *traffic && own.peer == peer)?;
                rule.peer = Peer::Cidr(half);
                revoke::forget(inventory, group, *direction, *traffic, &peer);
                Some(())
            }
            Self::AclEntry { acl, number, direction } => {
                let entries = &mut inventory.network_acls.by_id_mut(acl)?.entries;
                let is_it = |own: &AclEntry| own.allow && (own.number, own.direction) == (*number, *direction);
                let place = entries.iter().position(is_it)?;
                entries.remove(place);
                Some(())
            }
            Self::EphemeralPorts { acl } => close(inventory, acl),
            Self::Statement { policy, place } => policy::remove(inventory, policy, *place),
        }
    }
}

fn first_half(block: IpNet) -> Option<IpNet> {
    block.subnets(block.prefix_len() + 1).ok()?.next()
}

fn find<'i>(inventory: &'i mut Inventory, endpoint: &VpcEndpointId) -> Option<&'i mut VpcEndpoint> {
    inventory.vpc_endpoints.by_id_mut(endpoint)
}

/// Deletes a peering connection, with whatever is known of it.
fn disconnect(inventory: &mut Inventory, connection: &str) -> Option<()> {
    if let Some(record) = inventory.vpc_peering_connections.by_id_mut(connection) {
        "deleted".clone_into(&mut record.state);
    }
    blackhole(inventory, None, &RouteTarget::VpcPeeringConnection(connection.to_owned()))
}

fn delete_endpoint(inventory: &mut Inventory, endpoint: &VpcEndpointId) -> Option<()> {
    let interfaces = find(inventory, endpoint)?.interfaces.clone();
    inventory.vpc_endpoints.retain(|own| own.id != *endpoint);
    inventory.network_interfaces.retain(|own| !interfaces.contains(&own.id));
    let target = RouteTarget::VpcEndpoint(endpoint.clone());
    for table in inventory.route_tables.filter_mut(|own| own.routes.iter().any(|route| route.target == target)) {
        table.routes.retain(|route| route.target != target);
    }
    Some(())
}

/// Denies the ports that answers come back to, before every other inbound entry, in each family that has any.
fn close(inventory: &mut Inventory, acl: &NetworkAclId) -> Option<()> {
    let record = inventory.network_acls.by_id_mut(acl)?;
    let inbound = record.entries.iter().filter(|own| own.direction == Direction::Ingress);
    let families = AddressSet::from_nets(inbound.clone().map(|own| own.cidr)).families();
    let first = inbound.map(|own| own.number).min()?;
    let closed = (1..).zip(families).map(|(before, cidr)| {
        let number = first.checked_sub(before).filter(|number| *number > 0)?;
        // What NAT gateways and Windows use, and with it what Linux does (VPC guide, ephemeral ports).
        let traffic = Traffic::Ports { protocol: TCP, from: 1024, to: u16::MAX };
        Some(AclEntry { number, direction: Direction::Ingress, allow: false, traffic, cidr, evidence: supposed() })
    });
    let closed: Vec<AclEntry> = closed.collect::<Option<_>>()?;
    record.entries.extend(closed);
    Some(())
}
