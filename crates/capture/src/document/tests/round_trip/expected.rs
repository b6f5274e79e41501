//! What is to be read: the network that was drawn, apart from what no document can say.

use hopwise_model::resource::{EndpointKind, Route, RouteState, RouteTarget};
use hopwise_model::traffic::{ICMP, ICMPV6, TCP, UDP};
use hopwise_model::{Coverage, Evidence, Inventory, Knowledge, Listing, Traffic};

use super::scope;

/// The inventory as the importer has it when it reads what AWS says of such a network.
pub(super) fn as_read(mut inventory: Inventory) -> Inventory {
    forget_places(&mut inventory);
    let mut knowledge = Knowledge::default();
    for (_, _, kind, _) in inventory.knowledge.records() {
        let coverage = if kind.listing() == Listing::Whole { Coverage::Complete } else { Coverage::Partial };
        knowledge.record(kind, &scope(None), coverage);
    }
    inventory.knowledge = knowledge;
    for vpc in &mut inventory.vpcs {
        vpc.scope = scope(vpc.owner.as_ref());
        // The SDK does not know firewalls at internet gateways.
        vpc.internet_firewalls.clear();
    }
    for subnet in &mut inventory.subnets {
        subnet.scope = scope(subnet.owner.as_ref());
        subnet.firewall_connectivity = None;
    }
    for interface in &mut inventory.network_interfaces {
        interface.scope = scope(interface.owner.as_ref());
        if interface.instance.is_some() {
            // Its attachment is printed, and says that it is in use.
            interface.status.get_or_insert_with(|| "in-use".into());
        }
    }
    for endpoint in &mut inventory.vpc_endpoints {
        // Its list of subnets is printed, be it empty.
        let is_nowhere = endpoint.subnets.is_empty() && endpoint.interfaces.is_empty();
        endpoint.in_no_subnet = is_nowhere && endpoint.kind == EndpointKind::Interface;
    }
    for instance in &mut inventory.instances {
        instance.scope = scope(instance.scope.account.as_ref());
    }
    for gateway in &mut inventory.nat_gateways {
        // Only regional gateways have zones to add.
        gateway.automatic_zones &= gateway.regional;
    }
    for group in &mut inventory.security_groups {
        group.ingress.iter_mut().chain(&mut group.egress).for_each(|rule| rule.traffic = canonical(rule.traffic));
    }
    for rule in &mut inventory.security_group_rules {
        rule.traffic = canonical(rule.traffic);
    }
    for acl in &mut inventory.network_acls {
        acl.entries.iter_mut().for_each(|entry| entry.traffic = canonical(entry.traffic));
    }
    for table in &mut inventory.route_tables {
        table.routes.iter_mut().for_each(without_target);
        table.routes.iter_mut().for_each(|route| route.firewall = None);
    }
    for list in &mut inventory.prefix_lists {
        // No service of AWS is without addresses: the importer takes such a list for one that was not printed.
        list.entries = list.entries.take().filter(|entries| !entries.is_empty());
    }
    inventory
}

/// All ports of a protocol that has ports are a range of them, and likewise for ICMP.
fn canonical(traffic: Traffic) -> Traffic {
    match traffic {
        Traffic::Protocol(protocol @ (TCP | UDP)) => Traffic::Ports { protocol, from: 0, to: u16::MAX },
        Traffic::Protocol(protocol @ (ICMP | ICMPV6)) => Traffic::Icmp { protocol, kind: None, code: None },
        other => other,
    }
}

/// A route that works and names no target has one that the importer does not know.
fn without_target(route: &mut Route) {
    let nothing = RouteTarget::NetworkInterface { interface: None, instance: None };
    if route.target == nothing && route.state != RouteState::Blackhole {
        route.target = RouteTarget::Other(String::new());
    }
}

macro_rules! forget_records {
    ({} $(
        $(#[$doc:meta])*
        $kind:ident { key: $key:literal, list: $list:ident of $record:ident, $($rest:tt)* }
    )*) => {
        fn forget_records(inventory: &mut Inventory) {
            $(inventory.$list.iter_mut().for_each(|own| own.evidence = Evidence::supposed(""));)*
        }
    };
}

hopwise_model::for_each_kind!(forget_records {});

/// Makes every place the same, and the order of the prefix lists, which come from two documents.
pub(super) fn forget_places(inventory: &mut Inventory) {
    inventory.prefix_lists.sort_by(|one, other| one.id.cmp(&other.id));
    forget_records(inventory);
    let nowhere = || Evidence::supposed("");
    for table in &mut inventory.transit_gateway_routes {
        table.routes.iter_mut().for_each(|own| own.evidence = nowhere());
    }
    for table in &mut inventory.transit_gateway_propagations {
        table.attachments.iter_mut().for_each(|own| own.evidence = nowhere());
    }
    for table in &mut inventory.route_tables {
        table.associations.iter_mut().for_each(|own| own.evidence = nowhere());
        table.routes.iter_mut().for_each(|own| own.evidence = nowhere());
    }
    for group in &mut inventory.security_groups {
        group.ingress.iter_mut().chain(&mut group.egress).for_each(|own| own.evidence = nowhere());
    }
    for acl in &mut inventory.network_acls {
        acl.entries.iter_mut().for_each(|own| own.evidence = nowhere());
    }
    for service in &mut inventory.services {
        service.network.iter_mut().for_each(|own| own.evidence = nowhere());
    }
    for definition in &mut inventory.task_definitions {
        definition.volumes.iter_mut().for_each(|own| own.evidence = nowhere());
        for container in &mut definition.containers {
            container.evidence = nowhere();
            container.secrets.iter_mut().for_each(|own| own.evidence = nowhere());
            if let Some(log) = &mut container.log {
                log.evidence = nowhere();
                log.secrets.iter_mut().for_each(|own| own.evidence = nowhere());
            }
        }
    }
}
