//! Network interfaces: what they belong to, and what belongs to them.

use std::collections::HashSet;
use std::sync::Arc;

use imbl::OrdSet;

use super::reference::{lookup, vpc_of};
use crate::component::Component;
use crate::design::{Arena, Design, Instance, Ix, NatGateway, NetworkInterface, Reference, SecurityGroup, VpcEndpoint};
use crate::document_kind::DocumentKind;
use crate::gap::Gap;
use crate::id::SecurityGroupId;
use crate::inventory::Inventory;
use crate::resource;

/// An interface, but for whom it belongs to.
pub(super) fn interface(design: &Design, record: Arc<resource::NetworkInterface>) -> NetworkInterface {
    let id = record.id.as_str();
    let subnet = lookup(&design.subnets, record.subnet.as_str(), Component::Subnet, DocumentKind::Subnets, id);
    NetworkInterface {
        vpc: match (&record.vpc, &subnet) {
            (Some(vpc), _) => vpc_of(design, vpc.as_str(), id),
            (None, Ok(subnet)) => design.subnets.get(*subnet).vpc.clone(),
            (None, Err(gap)) => Err(gap.clone()),
        },
        subnet,
        groups: groups_of(design, &record.groups, id),
        instance: record.instance.as_ref().and_then(|instance| design.instances.find(instance.as_str())),
        endpoint: None,
        nat_gateway: None,
        shares_address: false,
        record,
    }
}

pub(super) fn interfaces(design: &mut Design, inventory: &mut Inventory) {
    let records = std::mem::take(&mut inventory.instances).into_shared();
    design.instances = Arena::of(records.map(|record| Instance { interfaces: Vec::new(), record }));
    let records = std::mem::take(&mut inventory.network_interfaces).into_shared();
    // Most interfaces have the groups that others have, too.
    let mut known: HashSet<Arc<[Reference<SecurityGroup>]>> = HashSet::new();
    design.network_interfaces = Arena::of(records.map(|record| {
        let mut interface = interface(design, record);
        match known.get(&interface.groups) {
            Some(groups) => interface.groups = Arc::clone(groups),
            None => drop(known.insert(Arc::clone(&interface.groups))),
        }
        interface
    }));
    for index in design.network_interfaces.indices() {
        join_subnet(design, index);
        note(design, index);
    }
}

/// Tells the subnet of an interface that it has it.
pub(super) fn join_subnet(design: &mut Design, index: Ix<NetworkInterface>) {
    if let Ok(subnet) = design.network_interfaces.get(index).subnet {
        design.subnets.get_mut(subnet).interfaces.push(index);
    }
}

/// Makes an interface to be found by its addresses and its groups. Where two have an address, the first is found, and both
/// say that it is not theirs alone.
pub(super) fn note(design: &mut Design, index: Ix<NetworkInterface>) {
    design.free.forget();
    let interface = design.network_interfaces.get(index);
    let mut others = Vec::new();
    for address in &interface.record.addresses {
        if let Ok(vpc) = interface.vpc {
            others.push(*design.by_private_address.entry((vpc, address.private)).or_insert(index));
        }
        if let Some(public) = address.public {
            others.push(design.by_public_address.entry(public).or_insert((index, address.private)).0);
        }
    }
    if let Ok(vpc) = interface.vpc {
        for prefix in &interface.record.prefixes {
            design.by_prefix.entry((vpc, prefix.network())).or_insert((*prefix, index));
        }
    }
    let groups = interface.record.groups.clone();
    let file_systems: Vec<Arc<str>> = file_systems(&interface.record).map(Arc::from).collect();
    for file_system in file_systems {
        design.by_file_system.entry(file_system).or_default().insert(index);
    }
    carry(design, index, &groups);
    others.retain(|other| *other != index);
    if !others.is_empty() {
        others.push(index);
    }
    for sharing in others {
        design.network_interfaces.get_mut(sharing).shares_address = true;
    }
}

/// The file systems that the description of an interface names.
pub(super) fn file_systems(record: &resource::NetworkInterface) -> impl Iterator<Item = &str> {
    record.description.split(' ').filter(|word| word.starts_with("fs-"))
}

/// Notes that an interface carries some groups.
pub(super) fn carry(design: &mut Design, interface: Ix<NetworkInterface>, groups: &[SecurityGroupId]) {
    for group in groups {
        match design.members.get_mut(group.as_str()) {
            Some(members) => members.insert(interface),
            None => design.members.insert(group.as_str().into(), OrdSet::unit(interface)).and(None),
        };
    }
}

/// Tells interfaces whose they are, and endpoints, NAT gateways and instances which interfaces they have.
pub(super) fn owners(design: &mut Design, inventory: &Inventory) {
    for index in design.vpc_endpoints.indices() {
        own_endpoint(design, index);
    }
    for index in design.nat_gateways.indices() {
        own_nat_gateway(design, index);
    }
    for index in design.instances.indices() {
        let record = Arc::clone(&design.instances.get(index).record);
        let interfaces: Vec<_> =
            record.interfaces.iter().map(|own| interface_of(design, own.as_str(), record.id.as_str())).collect();
        note_dangling(design, &interfaces);
        design.instances.get_mut(index).interfaces = interfaces;
    }
    let elastic = inventory.addresses.iter().filter_map(|address| address.interface.as_ref());
    let missing = elastic.filter(|id| design.network_interfaces.find(id.as_str()).is_none());
    design.dangling.extend(missing.map(|id| id.as_str().into()).collect::<Vec<Arc<str>>>());
}

/// Finds the interfaces of an endpoint.
pub(super) fn own_endpoint(design: &mut Design, index: Ix<VpcEndpoint>) {
    let record = Arc::clone(&design.vpc_endpoints.get(index).record);
    let id = record.id.as_str();
    let interfaces: Vec<_> = record.interfaces.iter().map(|own| interface_of(design, own.as_str(), id)).collect();
    note_dangling(design, &interfaces);
    let groups = groups_of(design, &record.groups, id);
    for interface in interfaces.iter().flatten() {
        let found = design.network_interfaces.get_mut(*interface);
        if found.endpoint.is_some() {
            design.dangling.insert(found.record.id.as_str().into());
        }
        found.endpoint = Some(index);
        // All interfaces of an endpoint share the endpoint's groups, whether or not theirs are printed.
        if found.groups.is_empty() {
            found.groups.clone_from(&groups);
            carry(design, *interface, &record.groups);
        }
    }
    if interfaces.iter().any(Result::is_err) {
        design.partly_seen.insert(index);
    }
    design.vpc_endpoints.get_mut(index).interfaces = interfaces;
}

/// Finds the subnet, the route table and the interfaces of a NAT gateway.
pub(super) fn own_nat_gateway(design: &mut Design, index: Ix<NatGateway>) {
    let (record, vpc) = {
        let found = design.nat_gateways.get(index);
        (Arc::clone(&found.record), found.vpc.as_ref().ok().copied())
    };
    let id = record.id.as_str();
    let subnet = record
        .subnet
        .as_ref()
        .map(|subnet| lookup(&design.subnets, subnet.as_str(), Component::Subnet, DocumentKind::Subnets, id));
    let route_table = match (&subnet, &record.route_table) {
        (Some(Ok(subnet)), _) => design.subnets.get(*subnet).route_table.clone(),
        (Some(Err(gap)), _) => Err(gap.clone()),
        (None, Some(table)) => {
            lookup(&design.route_tables, table.as_str(), Component::RouteTable, DocumentKind::RouteTables, id)
        }
        (None, None) => {
            Err(Gap::MissingDocument { document: DocumentKind::RouteTables, needed_for: id.to_owned() }.into())
        }
    };
    let mut interfaces = Vec::new();
    for address in &record.addresses {
        let by_id = address.interface.as_ref().and_then(|id| design.network_interfaces.find(id.as_str()));
        if by_id.is_none() {
            let named = address.interface.as_ref().map(|id| id.as_str().into());
            let at = address.private.map(|private| private.to_string().into());
            design.dangling.extend(named.into_iter().chain(at).collect::<Vec<Arc<str>>>());
        }
        // AWS lists the address of a NAT gateway at the gateway's own interface, and delegates it to nobody.
        let at = || design.by_private_address.get(&(vpc?, address.private?)).copied();
        interfaces.extend(by_id.or_else(at));
    }
    for interface in &interfaces {
        design.network_interfaces.get_mut(*interface).nat_gateway = Some(index);
    }
    // One that is said to be in another VPC than its subnet is in neither for certain.
    if let (Some(Ok(own)), Some(vpc)) = (&subnet, vpc)
        && design.subnets.get(*own).vpc == Ok(vpc)
    {
        design.subnets.get_mut(*own).nat_gateways.push(index);
    }
    let gateway = design.nat_gateways.get_mut(index);
    (gateway.subnet, gateway.route_table, gateway.interfaces) = (subnet, route_table, interfaces);
}

/// Notes the interfaces that the snapshot lacks.
fn note_dangling(design: &mut Design, interfaces: &[Reference<NetworkInterface>]) {
    for gap in interfaces.iter().filter_map(|reference| reference.as_ref().err()) {
        if let Gap::MissingResource { id, .. } = &**gap {
            design.dangling.insert(id.as_str().into());
        }
    }
}

/// The groups of these ids.
pub(super) fn groups_of(
    design: &Design,
    groups: &[SecurityGroupId],
    referenced_by: &str,
) -> Arc<[Reference<SecurityGroup>]> {
    let (component, document) = (Component::SecurityGroup, DocumentKind::SecurityGroups);
    let find =
        |group: &SecurityGroupId| lookup(&design.security_groups, group.as_str(), component, document, referenced_by);
    groups.iter().map(find).collect()
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
