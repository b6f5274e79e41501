//! Breaking an inventory.

use hopwise_model::resource::{
    AclEntry, Direction, NatState, Peer, RouteState, RouteTarget, SecurityGroupRule, VpcEndpoint,
};
use hopwise_model::traffic::TCP;
use hopwise_model::{Inventory, NetworkAclId, SecurityGroupId, Traffic, VpcEndpointId};
use ipnet::IpNet;

use super::all::is_written;
use super::{Fault, policy, zone};
use crate::change::DnsAttribute;
use crate::change::fresh::supposed;

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
                inventory.nat_gateways.find_mut(|own| own.id == *nat)?.state = NatState::Deleted;
                blackhole(inventory, &RouteTarget::NatGateway(nat.clone()));
                Some(())
            }
            Self::InternetGateway { gateway } => {
                let record = inventory.internet_gateways.find_mut(|own| own.id == *gateway)?;
                if record.attachments.is_empty() {
                    return None;
                }
                record.attachments.clear();
                blackhole(inventory, &RouteTarget::InternetGateway(gateway.clone()));
                Some(())
            }
            Self::Endpoint { endpoint } => delete_endpoint(inventory, endpoint),
            Self::EndpointInterface { endpoint, interface } => {
                let subnet =
                    inventory.network_interfaces.iter().find(|own| own.id == *interface).map(|own| own.subnet.clone());
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
                let routes = &mut inventory.route_tables.find_mut(|own| own.id == *table)?.routes;
                let place = routes.iter().position(|own| own.destination == *destination && is_written(own))?;
                routes.remove(place);
                Some(())
            }
            Self::EndpointRoute { endpoint, table } => {
                let tables = &mut find(inventory, endpoint)?.route_tables;
                let place = tables.iter().position(|own| own == table)?;
                tables.remove(place);
                let target = RouteTarget::VpcEndpoint(endpoint.clone());
                let record = inventory.route_tables.find_mut(|own| own.id == *table)?;
                record.routes.retain(|own| own.target != target);
                Some(())
            }
            Self::Rule { group, direction, traffic, peer } => {
                let rules = rules(inventory, group, *direction)?;
                let place = rules.iter().position(|own| own.traffic == *traffic && own.peer == *peer)?;
                rules.remove(place);
                forget_rule(inventory, group, *direction, *traffic, peer);
                Some(())
            }
            Self::NarrowRule { group, direction, traffic, block } => {
                let half = first_half(*block)?;
                let rules = rules(inventory, group, *direction)?;
                let peer = Peer::Cidr(*block);
                let rule = rules.iter_mut().find(|own| own.traffic == *traffic && own.peer == peer)?;
                rule.peer = Peer::Cidr(half);
                forget_rule(inventory, group, *direction, *traffic, &peer);
                Some(())
            }
            Self::AclEntry { acl, number, direction } => {
                let entries = &mut inventory.network_acls.find_mut(|own| own.id == *acl)?.entries;
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
    inventory.vpc_endpoints.find_mut(|own| own.id == *endpoint)
}

/// Routes to what is gone stay, and drop what matches them (VPC guide, route tables).
fn blackhole(inventory: &mut Inventory, target: &RouteTarget) {
    for table in inventory.route_tables.filter_mut(|own| own.routes.iter().any(|route| route.target == *target)) {
        for route in table.routes.iter_mut().filter(|route| route.target == *target) {
            route.state = RouteState::Blackhole;
        }
    }
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

fn rules<'i>(
    inventory: &'i mut Inventory,
    group: &SecurityGroupId,
    direction: Direction,
) -> Option<&'i mut Vec<SecurityGroupRule>> {
    let record = inventory.security_groups.find_mut(|own| own.id == *group)?;
    Some(match direction {
        Direction::Ingress => &mut record.ingress,
        Direction::Egress => &mut record.egress,
    })
}

/// The same rule where it stands with its id.
fn forget_rule(
    inventory: &mut Inventory,
    group: &SecurityGroupId,
    direction: Direction,
    traffic: Traffic,
    peer: &Peer,
) {
    let egress = direction == Direction::Egress;
    inventory
        .security_group_rules
        .retain(|own| !(own.group == *group && own.egress == egress && own.traffic == traffic && own.peer == *peer));
}

/// Denies the ports that answers come back to, before every other inbound entry.
fn close(inventory: &mut Inventory, acl: &NetworkAclId) -> Option<()> {
    let record = inventory.network_acls.find_mut(|own| own.id == *acl)?;
    let inbound = record.entries.iter().filter(|own| own.direction == Direction::Ingress);
    let number = inbound.map(|own| own.number).min().unwrap_or(100).checked_sub(1).filter(|number| *number > 0)?;
    record.entries.push(AclEntry {
        number,
        direction: Direction::Ingress,
        allow: false,
        // What NAT gateways and Windows use, and with it what Linux does (VPC guide, ephemeral ports).
        traffic: Traffic::Ports { protocol: TCP, from: 1024, to: u16::MAX },
        cidr: IpNet::V4(ipnet::Ipv4Net::default()),
        evidence: supposed(),
    });
    Some(())
}
