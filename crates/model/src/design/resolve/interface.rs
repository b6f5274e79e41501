//! Network interfaces: what they belong to, and what belongs to them.

use super::{lookup, vpc_of};
use crate::component::Component;
use crate::design::{Arena, Design, Instance, Ix, NetworkInterface, Reference, SecurityGroup};
use crate::document_kind::DocumentKind;
use crate::gap::Gap;
use crate::inventory::Inventory;

pub(super) fn interfaces(design: &mut Design, inventory: &mut Inventory) {
    let instances = Arena::fill(
        std::mem::take(&mut inventory.instances),
        |instance| instance.id.as_str(),
        |record| Instance { interfaces: Vec::new(), record },
    );
    design.instances = instances;
    let interfaces = Arena::fill(
        std::mem::take(&mut inventory.network_interfaces),
        |interface| interface.id.as_str(),
        |record| {
            let id = record.id.as_str();
            let subnet = lookup(&design.subnets, record.subnet.as_str(), Component::Subnet, DocumentKind::Subnets, id);
            NetworkInterface {
                vpc: match (&record.vpc, &subnet) {
                    (Some(vpc), _) => vpc_of(design, vpc.as_str(), id),
                    (None, Ok(subnet)) => design.subnets.get(*subnet).vpc.clone(),
                    (None, Err(gap)) => Err(gap.clone()),
                },
                subnet,
                groups: record.groups.iter().map(|group| group_of(design, group.as_str(), id)).collect(),
                instance: record.instance.as_ref().and_then(|instance| design.instances.find(instance.as_str())),
                endpoint: None,
                nat_gateway: None,
                record,
            }
        },
    );
    design.network_interfaces = interfaces;
    for (index, interface) in design.network_interfaces.iter() {
        if let Ok(subnet) = interface.subnet {
            design.subnets.get_mut(subnet).interfaces.push(index);
        }
        for address in &interface.record.addresses {
            if let Ok(vpc) = interface.vpc {
                design.by_private_address.entry((vpc, address.private)).or_insert(index);
            }
            if let Some(public) = address.public {
                design.by_public_address.entry(public).or_insert((index, address.private));
            }
        }
        for group in &interface.record.groups {
            design.members.entry(group.as_str().into()).or_default().push(index);
        }
    }
}

/// Tells interfaces whose they are, and endpoints, NAT gateways and instances which interfaces they have.
pub(super) fn owners(design: &mut Design) {
    for index in design.vpc_endpoints.indices() {
        let endpoint = design.vpc_endpoints.get(index);
        let id = endpoint.record.id.to_string();
        let references: Vec<Reference<NetworkInterface>> =
            endpoint.record.interfaces.iter().map(|interface| interface_of(design, interface.as_str(), &id)).collect();
        let groups: Vec<_> =
            endpoint.record.groups.iter().map(|group| (group.clone(), group_of(design, group.as_str(), &id))).collect();
        for interface in references.iter().flatten() {
            let found = design.network_interfaces.get_mut(*interface);
            found.endpoint = Some(index);
            // All interfaces of an endpoint share the endpoint's groups, whether or not theirs are printed.
            if found.groups.is_empty() {
                found.groups = groups.iter().map(|(_, group)| group.clone()).collect();
                for (group, _) in &groups {
                    design.members.entry(group.as_str().into()).or_default().push(*interface);
                }
            }
        }
        design.vpc_endpoints.get_mut(index).interfaces = references;
    }
    for index in design.nat_gateways.indices() {
        let record = &design.nat_gateways.get(index).record;
        let id = record.id.to_string();
        let subnet = record
            .subnet
            .as_ref()
            .map(|subnet| lookup(&design.subnets, subnet.as_str(), Component::Subnet, DocumentKind::Subnets, &id));
        let route_table = match (&subnet, &record.route_table) {
            (Some(Ok(subnet)), _) => design.subnets.get(*subnet).route_table.clone(),
            (Some(Err(gap)), _) => Err(gap.clone()),
            (None, Some(table)) => {
                lookup(&design.route_tables, table.as_str(), Component::RouteTable, DocumentKind::RouteTables, &id)
            }
            (None, None) => Err(Gap::MissingDocument { document: DocumentKind::RouteTables, needed_for: id.clone() }),
        };
        let vpc = design.nat_gateways.get(index).vpc.clone();
        let interfaces: Vec<Ix<NetworkInterface>> = record
            .addresses
            .iter()
            .filter_map(|address| {
                let by_id = address.interface.as_ref().and_then(|id| design.network_interfaces.find(id.as_str()));
                by_id.or_else(|| design.interface_at(vpc.clone().ok()?, address.private?))
            })
            .collect();
        for interface in &interfaces {
            design.network_interfaces.get_mut(*interface).nat_gateway = Some(index);
        }
        let gateway = design.nat_gateways.get_mut(index);
        gateway.subnet = subnet;
        gateway.route_table = route_table;
        gateway.interfaces = interfaces;
    }
    for index in design.instances.indices() {
        let record = &design.instances.get(index).record;
        let id = record.id.to_string();
        let interfaces =
            record.interfaces.iter().map(|interface| interface_of(design, interface.as_str(), &id)).collect();
        design.instances.get_mut(index).interfaces = interfaces;
    }
}

fn group_of(design: &Design, group: &str, referenced_by: &str) -> Reference<SecurityGroup> {
    lookup(&design.security_groups, group, Component::SecurityGroup, DocumentKind::SecurityGroups, referenced_by)
}

fn interface_of(design: &Design, interface: &str, referenced_by: &str) -> Reference<NetworkInterface> {
    lookup(
        &design.network_interfaces,
        interface,
        Component::NetworkInterface,
        DocumentKind::NetworkInterfaces,
        referenced_by,
    )
}
