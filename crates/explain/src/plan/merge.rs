//! A smaller inventory that means the same: interfaces that differ in nothing but their addresses become one.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use hopwise_ecs::{HostPlacement, Placement, Step};
use hopwise_model::design::Design;
use hopwise_model::resource::{NatAddress, NetworkInterface, PrivateAddress, RouteTarget};
use hopwise_model::{AccountId, Inventory, NetworkInterfaceId, Records, SecurityGroupId, VpcId};

/// The networks that remedies are tried on are made anew for each try, so their size is what a try costs. Of thousands
/// of interfaces only few are ever entered: a placement's, its instance's, those of endpoints, NAT gateways and mount
/// targets, and those that a route or a step names by id or address. The others count as addresses that are taken, as
/// members of security groups and as owners of public addresses. One interface with the addresses of all that are in the
/// same subnet with the same groups, and alike in whatever else a walk looks at, counts as much as they do.
///
/// `design` is what the inventory was validated to: its interfaces have the addresses of every document. O(n log n).
pub(super) fn merged(inventory: &Inventory, design: &Design, placement: &Placement, steps: &[Step]) -> Inventory {
    let named = Named::new(design, placement, steps);
    let mut kept: Vec<NetworkInterface> = Vec::new();
    let mut places: BTreeMap<Alike<'_>, usize> = BTreeMap::new();
    for (_, interface) in design.network_interfaces.iter() {
        let record = &interface.record;
        if named.has(record) {
            kept.push(record.as_ref().clone());
            continue;
        }
        let next = kept.len();
        let place = *places.entry(alike(record)).or_insert(next);
        match kept.get_mut(place) {
            Some(other) => other.addresses.extend(record.addresses.iter().copied()),
            None => kept.push(record.as_ref().clone()),
        }
    }
    let networks = Inventory { network_interfaces: kept.into(), ..without_interfaces(inventory) };
    Inventory { addresses: Records::new(), ..networks }
}

/// An inventory as far as networks are made of it, and without its interfaces.
fn without_interfaces(inventory: &Inventory) -> Inventory {
    Inventory {
        knowledge: inventory.knowledge.clone(),
        vpcs: inventory.vpcs.clone(),
        vpc_attributes: inventory.vpc_attributes.clone(),
        subnets: inventory.subnets.clone(),
        route_tables: inventory.route_tables.clone(),
        internet_gateways: inventory.internet_gateways.clone(),
        nat_gateways: inventory.nat_gateways.clone(),
        vpc_endpoints: inventory.vpc_endpoints.clone(),
        prefix_lists: inventory.prefix_lists.clone(),
        prefix_list_entries: inventory.prefix_list_entries.clone(),
        security_groups: inventory.security_groups.clone(),
        security_group_rules: inventory.security_group_rules.clone(),
        network_acls: inventory.network_acls.clone(),
        dhcp_options: inventory.dhcp_options.clone(),
        vpc_hosted_zones: inventory.vpc_hosted_zones.clone(),
        resource_record_sets: inventory.resource_record_sets.clone(),
        resolver_rules: inventory.resolver_rules.clone(),
        resolver_rule_associations: inventory.resolver_rule_associations.clone(),
        firewall_rule_group_associations: inventory.firewall_rule_group_associations.clone(),
        firewall_rules: inventory.firewall_rules.clone(),
        firewall_domains: inventory.firewall_domains.clone(),
        instances: inventory.instances.clone(),
        ..Inventory::default()
    }
}

/// An inventory without ECS's documents, which no change to a network concerns.
pub(super) fn without_ecs(inventory: &Inventory) -> Inventory {
    Inventory {
        network_interfaces: inventory.network_interfaces.clone(),
        addresses: inventory.addresses.clone(),
        ..without_interfaces(inventory)
    }
}

/// What two interfaces must have in common to count as one: the texts, and whether the interface checks addresses.
type Alike<'a> = (Vec<&'a str>, bool);

fn alike(record: &NetworkInterface) -> Alike<'_> {
    let optional = [
        record.vpc.as_ref().map(VpcId::as_str),
        record.owner.as_ref().map(AccountId::as_str),
        record.status.as_deref(),
    ];
    // No text is empty: an empty one stands for none.
    let mut texts = vec![record.subnet.as_str(), record.kind.as_str()];
    texts.extend(optional.map(Option::unwrap_or_default));
    texts.extend(record.groups.iter().map(SecurityGroupId::as_str));
    (texts, record.source_dest_check)
}

/// The interfaces that something leads to, by id or by address.
struct Named<'a> {
    ids: BTreeSet<&'a str>,
    addresses: BTreeSet<IpAddr>,
}

impl<'a> Named<'a> {
    fn new(design: &'a Design, placement: &'a Placement, steps: &[Step]) -> Self {
        let endpoints = design.vpc_endpoints.iter().flat_map(|(_, own)| &own.record.interfaces);
        let nats: Vec<&NatAddress> = design.nat_gateways.iter().flat_map(|(_, own)| &own.record.addresses).collect();
        let routes = design.route_tables.iter().flat_map(|(_, own)| &own.record.routes);
        let targets = routes.filter_map(|route| match &route.target {
            RouteTarget::NetworkInterface { interface, .. } => interface.as_ref(),
            _ => None,
        });
        let host = placement.host.as_ref().and_then(|host| match host {
            HostPlacement::Instance { interface, .. } => Some(interface),
            HostPlacement::Supposed => None,
        });
        let own = placement.interface.iter().chain(host);
        let of_nats = nats.iter().filter_map(|address| address.interface.as_ref());
        let ids = endpoints.chain(of_nats).chain(targets).chain(own).map(NetworkInterfaceId::as_str).collect();
        let hosts = steps.iter().filter_map(|step| step.host.parse().ok());
        let of_nats = nats.iter().filter_map(|address| address.private);
        let own = placement.private_address;
        let zones = design.hosted_zones.iter().filter_map(|(_, zone)| zone.records.as_ref().ok());
        let values = zones.flat_map(|zone| &zone.records).flat_map(|record| &record.values);
        let hosts = hosts.chain(values.filter_map(|value| value.parse().ok()));
        Self { ids, addresses: hosts.chain(of_nats).chain(own).collect() }
    }

    fn has(&self, record: &NetworkInterface) -> bool {
        let by_address = |address: &PrivateAddress| {
            let public = address.public.is_some_and(|public| self.addresses.contains(&public));
            public || self.addresses.contains(&address.private)
        };
        self.ids.contains(record.id.as_str())
            || record.instance.is_some()
            || record.addresses.iter().any(|address| address.private.is_ipv6())
            || record.addresses.is_empty()
            // EFS tells its mount targets by their description.
            || record.description.split(' ').any(|word| word.starts_with("fs-"))
            || record.addresses.iter().any(by_address)
    }
}
