//! The design of an inventory in which little changed, made from the design of the inventory before.
//!
//! Only what the change touches is resolved again. Whatever may move something else to another place, or may be what
//! something else refers to already, is left to [`Inventory::validate`]: a record that is gone, another order, an id or
//! an address that something refers to and that was not there, another VPC or owner.

mod between;

use std::sync::Arc;

use super::address::PublicAddresses;
use super::filter::RuleIds;
use super::{filter, gateway, interface, names, route_table, subnet, vpc};
use crate::design::{Arena, Design, DesignError, Ix, NetworkInterface, Subnet, VpcEndpoint};
use crate::document_kind::{DocumentClass, DocumentKind};
use crate::identified::Identified;
use crate::inventory::Inventory;
use crate::records::Records;
use crate::resource;

/// Why a design cannot be made from another one.
enum Stop {
    /// Everything has to be resolved again.
    Whole,
    /// The inventory contradicts itself.
    Contradiction(DesignError),
}

impl From<DesignError> for Stop {
    fn from(error: DesignError) -> Self {
        Self::Contradiction(error)
    }
}

impl Design {
    /// The design of `after`, where this is the design of `before`: the same that [`Inventory::validate`] makes of it.
    ///
    /// What is the same record in both is not resolved again, so that `after` should be a changed copy of `before`.
    /// Takes O(c log n) time for c changed records where `after` was made of a copy of `before`, O(n) where too much of a
    /// list was changed for that; as long as [`Inventory::validate`] where something is gone or its place in the network is
    /// another one.
    ///
    /// # Errors
    ///
    /// As [`Inventory::validate`].
    pub fn changed(&self, before: &Inventory, after: &Inventory) -> Result<Self, DesignError> {
        match derive(self, before, after) {
            Ok(design) => Ok(design),
            Err(Stop::Whole) => after.clone().validate(),
            Err(Stop::Contradiction(error)) => Err(error),
        }
    }
}

fn derive(old: &Design, before: &Inventory, after: &Inventory) -> Result<Design, Stop> {
    only_small_changes(before, after)?;
    let mut design = old.clone();
    of_vpcs(&mut design, before, after);
    security_groups(&mut design, before, after)?;
    network_acls(&mut design, before, after)?;
    internet_gateways(&mut design, before, after)?;
    let endpoints = vpc_endpoints(&mut design, before, after)?;
    let nat_gateways = nat_gateways(&mut design, before, after)?;
    between::peering_connections(&mut design, before, after)?;
    between::transit_gateways(&mut design, before, after);
    route_tables(&mut design, before, after)?;
    subnets(&mut design, before, after)?;
    network_interfaces(&mut design, before, after)?;
    for (index, groups) in endpoints {
        match groups {
            None => interface::own_endpoint(&mut design, index),
            Some(groups) => regroup(&mut design, index, &groups)?,
        }
    }
    for index in nat_gateways {
        interface::own_nat_gateway(&mut design, index);
    }
    Ok(design)
}

/// Finds again what documents tell of whole VPCs: O(v) time in the number of VPCs, zones and rules of names.
fn of_vpcs(design: &mut Design, before: &Inventory, after: &Inventory) {
    use DocumentKind as Kind;
    let changed: Vec<Kind> = after.changed_kinds(before).collect();
    let is_changed = |kinds: &[Kind]| kinds.iter().any(|kind| changed.contains(kind));
    if is_changed(&[Kind::VpcAttribute]) {
        vpc::attributes(design, after);
    }
    if is_changed(&[Kind::DhcpOptions]) {
        vpc::dns_servers(design, after);
    }
    if is_changed(&[Kind::VpcBlockPublicAccessOptions, Kind::VpcBlockPublicAccessExclusions]) {
        vpc::public_access(design, after);
    }
    if is_changed(&[Kind::HostedZoneSummaries, Kind::ResourceRecordSets]) {
        names::zones(design, after);
    }
    if is_changed(&[Kind::ResolverRules, Kind::ResolverRuleAssociations]) {
        names::rules(design, after);
    }
    if is_changed(&[Kind::ProfileAssociations]) {
        names::profiles(design, after);
    }
    if is_changed(&[Kind::FirewallRuleGroupAssociations, Kind::FirewallRules, Kind::FirewallDomains]) {
        names::firewall(design, after);
    }
}

/// Makes sure that nothing changed but what is looked at one by one, and what is no part of a design.
fn only_small_changes(before: &Inventory, after: &Inventory) -> Result<(), Stop> {
    let is_small = |kind: DocumentKind| match kind {
        DocumentKind::VpcAttribute
        | DocumentKind::Subnets
        | DocumentKind::RouteTables
        | DocumentKind::InternetGateways
        | DocumentKind::NatGateways
        | DocumentKind::VpcEndpoints
        | DocumentKind::SecurityGroups
        | DocumentKind::NetworkAcls
        | DocumentKind::NetworkInterfaces
        | DocumentKind::HostedZoneSummaries
        | DocumentKind::ResourceRecordSets
        | DocumentKind::ResolverRules
        | DocumentKind::ResolverRuleAssociations
        | DocumentKind::ProfileAssociations
        | DocumentKind::FirewallRuleGroupAssociations
        | DocumentKind::FirewallRules
        | DocumentKind::FirewallDomains
        | DocumentKind::DhcpOptions
        | DocumentKind::VpcBlockPublicAccessOptions
        | DocumentKind::VpcBlockPublicAccessExclusions
        | DocumentKind::VpcPeeringConnections
        | DocumentKind::TransitGatewayAttachments
        | DocumentKind::TransitGatewayVpcAttachments
        | DocumentKind::TransitGatewayRoutes
        | DocumentKind::TransitGatewayPropagations
        // No part of a design.
        | DocumentKind::FirewallConfigs => true,
        // Instances own interfaces.
        DocumentKind::Reservations => false,
        kind => matches!(kind.class(), DocumentClass::Workload | DocumentClass::Permission),
    };
    keep(after.knowledge == before.knowledge && after.changed_kinds(before).all(is_small))
}

/// Goes on only where something holds.
fn keep(holds: bool) -> Result<(), Stop> {
    if holds { Ok(()) } else { Err(Stop::Whole) }
}

/// A record that a list has where it had another one, or that it has more.
type Delta<'a, R, T> = (Option<Ix<T>>, &'a Arc<R>);

/// The records that a list has where it had another one of the same id; then those that it has more, under new ids.
fn delta<'a, R: Identified, T: Identified>(
    arena: &Arena<T>,
    before: &Records<R>,
    after: &'a Records<R>,
) -> Result<Vec<Delta<'a, R, T>>, Stop> {
    let mut delta: Vec<Delta<'a, R, T>> = Vec::new();
    if after.ptr_eq(before) {
        return Ok(delta);
    }
    // Where an id came twice, places in the list are none in the arena.
    keep(arena.len() == before.len() && after.len() >= before.len())?;
    for place in before.differing(after) {
        match (before.shared_at(place), after.shared_at(place)) {
            (Some(old), Some(new)) if Arc::ptr_eq(old, new) => {}
            (Some(old), Some(new)) => {
                keep(old.id() == new.id())?;
                delta.push((Some(arena.find(new.id()).ok_or(Stop::Whole)?), new));
            }
            (None, Some(new)) => {
                let is_new = |(_, other): &Delta<'a, R, T>| other.id() != new.id();
                keep(arena.find(new.id()).is_none() && delta.iter().all(is_new))?;
                delta.push((None, new));
            }
            (_, None) => return Err(Stop::Whole),
        }
    }
    Ok(delta)
}

fn security_groups(design: &mut Design, before: &Inventory, after: &Inventory) -> Result<(), Stop> {
    let lists = (&before.security_groups, &after.security_groups);
    for (index, record) in delta(&design.security_groups, lists.0, lists.1)? {
        let index = index.ok_or(Stop::Whole)?;
        let mut record = Arc::clone(record);
        if !after.security_group_rules.is_empty() {
            let ids = RuleIds::new(after.security_group_rules.iter().filter(|rule| rule.group == record.id));
            if ids.differ_in(&record) {
                ids.attach(Arc::make_mut(&mut record));
            }
        }
        let old = &design.security_groups.get(index).record;
        keep((&old.vpc, &old.owner, &old.name) == (&record.vpc, &record.owner, &record.name))?;
        let new = filter::security_group(design, record);
        design.security_groups.replace(index, new);
    }
    Ok(())
}

fn network_acls(design: &mut Design, before: &Inventory, after: &Inventory) -> Result<(), Stop> {
    let lists = (&before.network_acls, &after.network_acls);
    for (index, record) in delta(&design.network_acls, lists.0, lists.1)? {
        let index = index.ok_or(Stop::Whole)?;
        keep(design.network_acls.get(index).record.subnets == record.subnets)?;
        design.network_acls.replace(index, filter::network_acl(Arc::clone(record)));
    }
    Ok(())
}

fn internet_gateways(design: &mut Design, before: &Inventory, after: &Inventory) -> Result<(), Stop> {
    let lists = (&before.internet_gateways, &after.internet_gateways);
    for (index, record) in delta(&design.internet_gateways, lists.0, lists.1)? {
        let index = index.ok_or(Stop::Whole)?;
        let old = design.internet_gateways.get(index);
        let (edge_route_table, edge_gap) = (old.edge_route_table, old.edge_gap.clone());
        let mut new = gateway::internet_gateway(design, Arc::clone(record));
        (new.edge_route_table, new.edge_gap) = (edge_route_table, edge_gap);
        design.internet_gateways.replace(index, new);
        gateway::attach(design);
    }
    Ok(())
}

/// Endpoints that are new, and those that have other groups than these, which they had.
type Endpoints = Vec<(Ix<VpcEndpoint>, Option<Vec<crate::id::SecurityGroupId>>)>;

fn vpc_endpoints(design: &mut Design, before: &Inventory, after: &Inventory) -> Result<Endpoints, Stop> {
    let lists = (&before.vpc_endpoints, &after.vpc_endpoints);
    let mut touched = Vec::new();
    for (index, record) in delta(&design.vpc_endpoints, lists.0, lists.1)? {
        let Some(index) = index else {
            keep(!design.dangling.contains(record.id.as_str()))?;
            let new = gateway::vpc_endpoint(design, Arc::clone(record));
            let index = design.vpc_endpoints.push(new).ok_or(Stop::Whole)?;
            gateway::note_endpoint(design, index);
            touched.push((index, None));
            continue;
        };
        let found = design.vpc_endpoints.get(index);
        let old = &found.record;
        keep((&old.vpc, &old.kind, &old.interfaces) == (&record.vpc, &record.kind, &record.interfaces))?;
        keep(old.service_name == record.service_name)?;
        if old.groups != record.groups {
            touched.push((index, Some(old.groups.clone())));
        }
        let new = VpcEndpoint { record: Arc::clone(record), ..found.clone() };
        design.vpc_endpoints.replace(index, new);
    }
    Ok(touched)
}

fn nat_gateways(
    design: &mut Design,
    before: &Inventory,
    after: &Inventory,
) -> Result<Vec<Ix<crate::design::NatGateway>>, Stop> {
    let lists = (&before.nat_gateways, &after.nat_gateways);
    let mut new_ones = Vec::new();
    for (index, record) in delta(&design.nat_gateways, lists.0, lists.1)? {
        let Some(index) = index else {
            keep(!design.dangling.contains(record.id.as_str()))?;
            let new = gateway::nat_gateway(design, Arc::clone(record));
            let index = design.nat_gateways.push(new).ok_or(Stop::Whole)?;
            gateway::note_nat_gateway(design, index);
            new_ones.push(index);
            continue;
        };
        let found = design.nat_gateways.get(index);
        let place = |record: &resource::NatGateway| {
            (record.vpc.clone(), record.subnet.clone(), record.route_table.clone(), record.addresses.clone())
        };
        keep(place(&found.record) == place(record))?;
        let new = crate::design::NatGateway { record: Arc::clone(record), ..found.clone() };
        design.nat_gateways.replace(index, new);
    }
    Ok(new_ones)
}

fn route_tables(design: &mut Design, before: &Inventory, after: &Inventory) -> Result<(), Stop> {
    let lists = (&before.route_tables, &after.route_tables);
    let mut reassociated = false;
    for (index, record) in delta(&design.route_tables, lists.0, lists.1)? {
        let index = index.ok_or(Stop::Whole)?;
        let old = &design.route_tables.get(index).record;
        keep(old.vpc == record.vpc)?;
        reassociated |= old.associations != record.associations;
        let new = route_table::route_table(design, Arc::clone(record));
        design.route_tables.replace(index, new);
        route_table::note_dangling(design, index);
    }
    if !lists.0.ptr_eq(lists.1) {
        route_table::beyond(design);
    }
    if reassociated {
        gateway::edge_tables(design);
        let others = subnet::reassociate(design)?;
        for index in design.nat_gateways.indices() {
            let Some(Ok(subnet)) = design.nat_gateways.get(index).subnet else { continue };
            if others.binary_search(&subnet).is_ok() {
                let table = design.subnets.get(subnet).route_table.clone();
                design.nat_gateways.get_mut(index).route_table = table;
            }
        }
    }
    Ok(())
}

fn subnets(design: &mut Design, before: &Inventory, after: &Inventory) -> Result<(), Stop> {
    let lists = (&before.subnets, &after.subnets);
    for (index, record) in delta(&design.subnets, lists.0, lists.1)? {
        let index = index.ok_or(Stop::Whole)?;
        let found = design.subnets.get(index);
        let place = |record: &resource::Subnet| (record.vpc.clone(), record.owner.clone(), record.scope.clone());
        keep(place(&found.record) == place(record))?;
        let new = Subnet { record: Arc::clone(record), ..found.clone() };
        design.free.forget();
        design.subnets.replace(index, new);
    }
    Ok(())
}

fn network_interfaces(design: &mut Design, before: &Inventory, after: &Inventory) -> Result<(), Stop> {
    let lists = (&before.network_interfaces, &after.network_interfaces);
    for (index, record) in delta(&design.network_interfaces, lists.0, lists.1)? {
        let own = after.addresses.iter().filter(|address| address.interface.as_ref() == Some(&record.id));
        let public = PublicAddresses::new(own);
        let mut record = Arc::clone(record);
        if public.adds_to(&record) {
            public.add(Arc::make_mut(&mut record));
        }
        if let Some(index) = index {
            replace_interface(design, index, record)?;
            continue;
        }
        let named = record.addresses.iter().any(|own| design.dangling.contains(&own.private.to_string()));
        keep(record.owner.is_none() && !named && !design.dangling.contains(record.id.as_str()))?;
        let new = interface::interface(design, record);
        let index = design.network_interfaces.push(new).ok_or(Stop::Whole)?;
        interface::join_subnet(design, index);
        interface::note(design, index);
    }
    Ok(())
}

fn replace_interface(
    design: &mut Design,
    index: Ix<NetworkInterface>,
    record: Arc<resource::NetworkInterface>,
) -> Result<(), Stop> {
    let found = design.network_interfaces.get(index).clone();
    let old = Arc::clone(&found.record);
    let place = |record: &resource::NetworkInterface| {
        (record.vpc.clone(), record.subnet.clone(), record.instance.clone(), record.owner.clone())
    };
    keep(place(&old) == place(&record) && old.addresses.len() == record.addresses.len())?;
    keep(old.prefixes == record.prefixes)?;
    keep(interface::file_systems(&old).eq(interface::file_systems(&record)))?;
    for (old, new) in old.addresses.iter().zip(&record.addresses) {
        let taken = |public| design.by_public_address.contains_key(public);
        let gains = old.public.is_none() && new.public.as_ref().is_none_or(|public| !taken(public));
        keep(old.private == new.private && (old.public == new.public || gains))?;
    }
    let mut groups = found.groups.clone();
    if old.groups != record.groups {
        // An interface that prints none has those of its endpoint.
        keep(!old.groups.is_empty() && !record.groups.is_empty())?;
        leave(design, index, &old.groups);
        groups = interface::groups_of(design, &record.groups, record.id.as_str());
    }
    design.network_interfaces.replace(index, NetworkInterface { record, groups, ..found });
    interface::note(design, index);
    Ok(())
}

/// Notes that an interface no longer carries some groups.
fn leave(design: &mut Design, interface: Ix<NetworkInterface>, groups: &[crate::id::SecurityGroupId]) {
    for group in groups {
        let rest = design.members.get_mut(group.as_str()).is_some_and(|members| {
            members.remove(&interface);
            !members.is_empty()
        });
        if !rest {
            design.members.remove(group.as_str());
        }
    }
}

/// Gives the interfaces of an endpoint that print no groups the endpoint's, instead of those that it had.
fn regroup(design: &mut Design, endpoint: Ix<VpcEndpoint>, old: &[crate::id::SecurityGroupId]) -> Result<(), Stop> {
    let found = design.vpc_endpoints.get(endpoint).clone();
    let groups = interface::groups_of(design, &found.record.groups, found.record.id.as_str());
    for index in found.interfaces.iter().flatten().copied() {
        let interface = design.network_interfaces.get(index);
        // One that two endpoints claim has the groups of the first that has any.
        keep(interface.endpoint == Some(endpoint) && !design.dangling.contains(interface.record.id.as_str()))?;
        if interface.record.groups.is_empty() {
            leave(design, index, old);
            design.network_interfaces.get_mut(index).groups.clone_from(&groups);
            interface::carry(design, index, &found.record.groups);
        }
    }
    Ok(())
}
