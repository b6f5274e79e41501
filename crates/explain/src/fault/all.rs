//! Every fault that an inventory can have.

use std::collections::BTreeSet;

use hopwise_model::Inventory;
use hopwise_model::resource::{
    Direction, EndpointKind, NatState, Peer, Route, RouteDestination, RouteOrigin, RouteState, RouteTarget,
    SecurityGroup,
};

use super::policy::statements;
use super::zone::zone_of;
use super::{Fault, FaultyPolicy, moved, transit_gateway};
use crate::change::{DnsAttribute, LAST_ENTRY};

/// Whether a route is there because somebody wrote it: AWS makes those of gateway endpoints itself.
pub(super) fn is_written(route: &Route) -> bool {
    let of_endpoint =
        matches!((&route.destination, &route.target), (RouteDestination::PrefixList(_), RouteTarget::VpcEndpoint(_)));
    route.origin == RouteOrigin::Static && !of_endpoint
}

impl Fault {
    /// Every single fault of an inventory, in a fixed order: zones, gateways, connections of VPCs, endpoints, DNS, routes, rules, policies. What
    /// breaks nothing is among them.
    #[must_use]
    pub fn all(inventory: &Inventory) -> Vec<Self> {
        let zones: BTreeSet<String> = inventory.subnets.iter().filter_map(|own| zone_of(own).cloned()).collect();
        let mut all: Vec<Self> = zones.into_iter().map(|zone| Self::Zone { zone }).collect();
        let usable = inventory.nat_gateways.iter().filter(|own| own.state == NatState::Available);
        all.extend(usable.map(|own| Self::NatGateway { nat: own.id.clone() }));
        all.extend(moved::all(inventory));
        let attached = inventory.internet_gateways.iter().filter(|own| !own.attachments.is_empty());
        all.extend(attached.map(|own| Self::InternetGateway { gateway: own.id.clone() }));
        all.extend(connections(inventory));
        transit_gateway::all(inventory, &mut all);
        endpoints(inventory, &mut all);
        for own in &inventory.vpc_attributes {
            let attributes = [(own.dns_support, DnsAttribute::Support), (own.dns_hostnames, DnsAttribute::Hostnames)];
            let on = attributes.into_iter().filter(|(is_on, _)| *is_on == Some(true));
            all.extend(on.map(|(_, attribute)| Self::Dns { vpc: own.vpc.clone(), attribute }));
        }
        for table in &inventory.route_tables {
            let written = table.routes.iter().filter(|route| is_written(route));
            let gone = written.map(|route| (table.id.clone(), route.destination.clone()));
            all.extend(gone.map(|(table, destination)| Self::Route { table, destination }));
        }
        inventory.security_groups.iter().for_each(|group| rules(group, &mut all));
        for acl in &inventory.network_acls {
            all.push(Self::EphemeralPorts { acl: acl.id.clone() });
            let allowing = acl.entries.iter().filter(|entry| entry.allow && entry.number <= LAST_ENTRY);
            all.extend(allowing.map(|entry| Self::AclEntry {
                acl: acl.id.clone(),
                number: entry.number,
                direction: entry.direction,
            }));
        }
        policies(inventory, &mut all);
        all
    }
}

/// What routes lead to other VPCs by, each once.
fn connections(inventory: &Inventory) -> Vec<Fault> {
    let mut found = Vec::new();
    for table in &inventory.route_tables {
        for route in &table.routes {
            let fault = match &route.target {
                RouteTarget::TransitGateway(gateway) => {
                    Fault::Attachment { gateway: gateway.clone(), vpc: table.vpc.clone() }
                }
                RouteTarget::VpcPeeringConnection(id) => Fault::Peering { connection: id.clone() },
                _ => continue,
            };
            if route.state != RouteState::Blackhole && !found.contains(&fault) {
                found.push(fault);
            }
        }
    }
    found
}

fn endpoints(inventory: &Inventory, all: &mut Vec<Fault>) {
    for own in &inventory.vpc_endpoints {
        let endpoint = || own.id.clone();
        match own.kind {
            EndpointKind::Interface => {
                all.push(Fault::Endpoint { endpoint: endpoint() });
                let interfaces = own.interfaces.iter().cloned();
                all.extend(interfaces.map(|interface| Fault::EndpointInterface { endpoint: endpoint(), interface }));
                if own.private_dns_enabled {
                    all.push(Fault::PrivateDns { endpoint: endpoint() });
                }
                let is_default = |group: &&SecurityGroup| {
                    group.vpc.as_ref() == Some(&own.vpc) && group.name.as_deref() == Some("default")
                };
                let default = inventory.security_groups.iter().find(is_default).map(|group| group.id.clone());
                let other = default.filter(|default| own.groups.as_slice() != [default.clone()]);
                all.extend(other.map(|default| Fault::EndpointGroups { endpoint: endpoint(), default }));
            }
            EndpointKind::Gateway => {
                all.push(Fault::Endpoint { endpoint: endpoint() });
                let tables = own.route_tables.iter().cloned();
                all.extend(tables.map(|table| Fault::EndpointRoute { endpoint: endpoint(), table }));
            }
            EndpointKind::GatewayLoadBalancer | EndpointKind::Other(_) => {}
        }
    }
}

fn rules(group: &SecurityGroup, all: &mut Vec<Fault>) {
    for (direction, rules) in [(Direction::Ingress, &group.ingress), (Direction::Egress, &group.egress)] {
        for rule in rules {
            let (group, traffic, peer) = (group.id.clone(), rule.traffic, rule.peer.clone());
            if let Peer::Cidr(block) = peer
                && block.prefix_len() < block.max_prefix_len()
            {
                all.push(Fault::NarrowRule { group: group.clone(), direction, traffic, block });
            }
            all.push(Fault::Rule { group, direction, traffic, peer });
        }
    }
}

fn policies(inventory: &Inventory, all: &mut Vec<Fault>) {
    let mut add = |policy: FaultyPolicy, text: &str| {
        let places = statements(text).unwrap_or_default();
        all.extend(places.into_iter().map(|place| Fault::Statement { policy: policy.clone(), place }));
    };
    for own in &inventory.role_policies {
        add(FaultyPolicy::Role { role: own.role.clone(), name: own.name.clone() }, &own.document.text);
    }
    for own in inventory.policy_versions.iter().filter(|own| own.is_default != Some(false)) {
        add(FaultyPolicy::Managed { policy: own.policy.clone() }, &own.document.text);
    }
    for own in &inventory.vpc_endpoints {
        if let Some(text) = &own.policy {
            add(FaultyPolicy::Endpoint { endpoint: own.id.clone() }, text);
        }
    }
}
