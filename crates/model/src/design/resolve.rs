//! From an inventory to a design: every reference is followed once.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use ipnet::IpNet;

use super::{
    Arena, Design, DesignError, DnsServers, GroupRule, Instance, InternetGateway, Ix, NatGateway, NetworkAcl,
    NetworkInterface, PrefixList, Reference, RoutePath, RouteTable, RuleEnds, SecurityGroup, Subnet, Target, Vpc,
    VpcEndpoint,
};
use crate::component::Component;
use crate::gap::{Gap, NotEvaluated};
use crate::inventory::{DocumentKind, Inventory};
use crate::resource::{self, Direction, EndpointKind, Peer, RouteDestination, RouteTarget};

impl Inventory {
    /// Follows every reference once, so that the engine never meets a dangling id.
    ///
    /// What the snapshot lacks becomes a [`Gap`] at the place that refers to it: packets that meet it end as
    /// undetermined, never as blocked. Takes O(n log n) time in the number of resources and rules.
    ///
    /// # Errors
    ///
    /// [`DesignError`] where the snapshot contradicts itself, as when two main route tables claim one VPC.
    pub fn validate(mut self) -> Result<Design, DesignError> {
        attach_rule_ids(&mut self);
        merge_public_addresses(&mut self);
        let servers: Vec<DnsServers> = self.vpcs.iter().map(|vpc| DnsServers::of(vpc, &self)).collect();
        let entries = prefix_list_entries(&self);
        let mut design = Design { documents: self.documents.clone(), ..Design::default() };
        design.prefix_lists = Arena::fill(
            std::mem::take(&mut self.prefix_lists),
            |list| list.id.as_str(),
            |record| PrefixList { entries: entries_of(&entries, &record.id), record },
        );
        design.vpcs = Arena::fill(std::mem::take(&mut self.vpcs), |vpc| vpc.id.as_str(), vpc);
        for (index, servers) in design.vpcs.indices().zip(servers) {
            design.vpcs.get_mut(index).dns_servers = servers;
        }
        for attribute in &self.vpc_attributes {
            if let Some(index) = design.vpcs.find(attribute.vpc.as_str()) {
                let vpc = design.vpcs.get_mut(index);
                vpc.dns_support = vpc.dns_support.or(attribute.dns_support);
                vpc.dns_hostnames = vpc.dns_hostnames.or(attribute.dns_hostnames);
                if attribute.dns_hostnames == Some(false) || vpc.attribute_evidence.is_none() {
                    vpc.attribute_evidence = Some(attribute.evidence.clone());
                }
            }
        }
        security_groups(&mut design, &mut self, &entries);
        network_acls(&mut design, &mut self);
        gateways(&mut design, &mut self);
        route_tables(&mut design, &mut self, &entries);
        subnets(&mut design, &mut self)?;
        edge_tables(&mut design);
        interfaces(&mut design, &mut self);
        owners(&mut design);
        Ok(design)
    }
}

fn vpc(record: resource::Vpc) -> Vpc {
    Vpc {
        record,
        dns_support: None,
        dns_hostnames: None,
        attribute_evidence: None,
        dns_servers: DnsServers::Amazon,
        subnets: Vec::new(),
        endpoints: Vec::new(),
        default_group: None,
    }
}

fn lookup<T>(
    arena: &Arena<T>,
    id: &str,
    component: Component,
    document: DocumentKind,
    referenced_by: &str,
) -> Reference<T> {
    arena.find(id).ok_or_else(|| Gap::MissingResource {
        component,
        id: id.to_owned(),
        referenced_by: referenced_by.to_owned(),
        document,
    })
}

fn vpc_of(design: &Design, id: &str, referenced_by: &str) -> Reference<Vpc> {
    lookup(&design.vpcs, id, Component::Vpc, DocumentKind::Vpcs, referenced_by)
}

/// `describe-security-groups` prints no rule ids; `describe-security-group-rules` does. They are joined by content.
fn attach_rule_ids(inventory: &mut Inventory) {
    let mut ids: BTreeMap<String, crate::id::SecurityGroupRuleId> = BTreeMap::new();
    let key = |group: &str, egress: bool, traffic: &dyn std::fmt::Debug, peer: &Peer| {
        format!("{group} {egress} {traffic:?} {peer:?}")
    };
    for rule in &inventory.security_group_rules {
        ids.insert(key(rule.group.as_str(), rule.egress, &rule.traffic, &rule.peer), rule.id.clone());
    }
    if ids.is_empty() {
        return;
    }
    for group in &mut inventory.security_groups {
        for (egress, rules) in [(false, &mut group.ingress), (true, &mut group.egress)] {
            for rule in rules {
                rule.id = ids.get(&key(group.id.as_str(), egress, &rule.traffic, &rule.peer)).cloned();
            }
        }
    }
}

/// Adds Elastic IP addresses to interfaces whose own document does not show them.
fn merge_public_addresses(inventory: &mut Inventory) {
    let mut public: BTreeMap<(&str, Option<Ipv4Addr>), Ipv4Addr> = BTreeMap::new();
    for address in &inventory.addresses {
        if let Some(interface) = &address.interface {
            public.insert((interface.as_str(), address.private), address.public);
        }
    }
    for interface in &mut inventory.network_interfaces {
        for address in &mut interface.addresses {
            let known = public.get(&(interface.id.as_str(), Some(address.private)));
            address.public = address.public.or(known.copied());
        }
    }
}

type Entries = BTreeMap<crate::id::PrefixListId, Vec<IpNet>>;

fn prefix_list_entries(inventory: &Inventory) -> Entries {
    let mut entries = Entries::new();
    for list in &inventory.prefix_lists {
        if let Some(own) = &list.entries {
            entries.insert(list.id.clone(), own.clone());
        }
    }
    for list in &inventory.prefix_list_entries {
        entries.entry(list.list.clone()).or_default().extend(list.entries.iter().copied());
    }
    for list in entries.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    entries
}

fn entries_of(entries: &Entries, id: &crate::id::PrefixListId) -> Result<Vec<IpNet>, Gap> {
    entries.get(id).cloned().ok_or_else(|| Gap::PrefixListEntries { prefix_list: id.clone() })
}

fn security_groups(design: &mut Design, inventory: &mut Inventory, entries: &Entries) {
    let rules = |rules: &[resource::SecurityGroupRule]| -> Vec<GroupRule> {
        rules
            .iter()
            .map(|rule| GroupRule {
                traffic: rule.traffic,
                ends: match &rule.peer {
                    Peer::Ipv4(block) => RuleEnds::Blocks(vec![IpNet::V4(*block)]),
                    Peer::Ipv6(block) => RuleEnds::Blocks(vec![IpNet::V6(*block)]),
                    Peer::PrefixList(list) => {
                        entries_of(entries, list).map_or_else(RuleEnds::Unknown, RuleEnds::Blocks)
                    }
                    Peer::Group(group) => RuleEnds::Group(group.clone()),
                },
                record: rule.clone(),
            })
            .collect()
    };
    let vpcs = &design.vpcs;
    design.security_groups = Arena::fill(
        std::mem::take(&mut inventory.security_groups),
        |group| group.id.as_str(),
        |record| SecurityGroup {
            vpc: record.vpc.as_ref().and_then(|id| vpcs.find(id.as_str())),
            ingress: rules(&record.ingress),
            egress: rules(&record.egress),
            record,
        },
    );
    for (index, group) in design.security_groups.iter() {
        if let (Some("default"), Some(vpc)) = (group.record.name.as_deref(), group.vpc) {
            design.vpcs.get_mut(vpc).default_group = Some(index);
        }
    }
}

fn network_acls(design: &mut Design, inventory: &mut Inventory) {
    let entries = |record: &resource::NetworkAcl, direction: Direction| {
        let mut entries: Vec<resource::AclEntry> =
            record.entries.iter().filter(|entry| entry.direction == direction).cloned().collect();
        // First match by number decides; the order of the document means nothing.
        entries.sort_by_key(|entry| entry.number);
        entries
    };
    design.network_acls = Arena::fill(
        std::mem::take(&mut inventory.network_acls),
        |acl| acl.id.as_str(),
        |record| NetworkAcl {
            ingress: entries(&record, Direction::Ingress),
            egress: entries(&record, Direction::Egress),
            record,
        },
    );
}

fn gateways(design: &mut Design, inventory: &mut Inventory) {
    let gateways = Arena::fill(
        std::mem::take(&mut inventory.internet_gateways),
        |gateway| gateway.id.as_str(),
        |record| InternetGateway {
            attached: record
                .attachments
                .iter()
                .find(|attachment| attachment.is_usable())
                .map(|attachment| vpc_of(design, attachment.vpc.as_str(), record.id.as_str())),
            edge_route_table: None,
            record,
        },
    );
    let endpoints = Arena::fill(
        std::mem::take(&mut inventory.vpc_endpoints),
        |endpoint| endpoint.id.as_str(),
        |record| VpcEndpoint {
            vpc: vpc_of(design, record.vpc.as_str(), record.id.as_str()),
            interfaces: Vec::new(),
            record,
        },
    );
    // A NAT gateway's subnet and table are found once those are there.
    let nats = Arena::fill(
        std::mem::take(&mut inventory.nat_gateways),
        |gateway| gateway.id.as_str(),
        |record| NatGateway {
            vpc: vpc_of(design, record.vpc.as_str(), record.id.as_str()),
            subnet: None,
            route_table: Err(Gap::MissingDocument {
                document: DocumentKind::RouteTables,
                needed_for: record.id.to_string(),
            }),
            interfaces: Vec::new(),
            record,
        },
    );
    design.internet_gateways = gateways;
    design.vpc_endpoints = endpoints;
    design.nat_gateways = nats;
    for (index, endpoint) in design.vpc_endpoints.iter() {
        if let Ok(vpc) = endpoint.vpc {
            design.vpcs.get_mut(vpc).endpoints.push(index);
        }
    }
}

fn route_tables(design: &mut Design, inventory: &mut Inventory, entries: &Entries) {
    let tables = Arena::fill(
        std::mem::take(&mut inventory.route_tables),
        |table| table.id.as_str(),
        |record| RouteTable {
            vpc: vpc_of(design, record.vpc.as_str(), record.id.as_str()),
            routes: record
                .routes
                .iter()
                .map(|route| RoutePath {
                    destinations: match &route.destination {
                        RouteDestination::Ipv4(block) => Ok(vec![IpNet::V4(*block)]),
                        RouteDestination::Ipv6(block) => Ok(vec![IpNet::V6(*block)]),
                        RouteDestination::PrefixList(list) => entries_of(entries, list),
                    },
                    target: target(design, &route.target, record.id.as_str()),
                })
                .collect(),
            record,
        },
    );
    design.route_tables = tables;
}

fn target(design: &Design, target: &RouteTarget, table: &str) -> Target {
    fn found<T>(
        reference: Reference<T>,
        component: Component,
        id: &str,
        known: impl FnOnce(Ix<T>) -> Target,
    ) -> Target {
        match reference {
            Ok(index) => known(index),
            Err(gap) => Target::Unknown { component, id: id.to_owned(), gap },
        }
    }
    match target {
        RouteTarget::Local => Target::Local,
        RouteTarget::InternetGateway(id) => {
            let component = Component::InternetGateway;
            let reference =
                lookup(&design.internet_gateways, id.as_str(), component, DocumentKind::InternetGateways, table);
            found(reference, component, id.as_str(), Target::InternetGateway)
        }
        RouteTarget::NatGateway(id) => {
            let component = Component::NatGateway;
            let reference = lookup(&design.nat_gateways, id.as_str(), component, DocumentKind::NatGateways, table);
            found(reference, component, id.as_str(), Target::NatGateway)
        }
        RouteTarget::VpcEndpoint(id) => {
            let component = Component::VpcEndpoint;
            let reference = lookup(&design.vpc_endpoints, id.as_str(), component, DocumentKind::VpcEndpoints, table);
            found(reference, component, id.as_str(), |index| match design.vpc_endpoints.get(index).record.kind {
                EndpointKind::Gateway => Target::GatewayEndpoint(index),
                EndpointKind::GatewayLoadBalancer => {
                    Target::not_evaluated(Component::Firewall, id.as_str(), NotEvaluated::Inspection)
                }
                EndpointKind::Interface | EndpointKind::Other(_) => {
                    Target::not_evaluated(component, id.as_str(), NotEvaluated::EndpointKind)
                }
            })
        }
        RouteTarget::NetworkInterface { interface, instance } => {
            let id = interface.as_ref().map_or_else(
                || instance.as_ref().map_or("", crate::id::InstanceId::as_str),
                crate::id::NetworkInterfaceId::as_str,
            );
            Target::not_evaluated(Component::NetworkInterface, id, NotEvaluated::Appliance)
        }
        RouteTarget::VirtualPrivateGateway(id) => {
            Target::not_evaluated(Component::VirtualPrivateGateway, id, NotEvaluated::VirtualPrivateGateway)
        }
        RouteTarget::TransitGateway(id) => {
            Target::not_evaluated(Component::TransitGateway, id, NotEvaluated::TransitGateway)
        }
        RouteTarget::VpcPeeringConnection(id) => {
            Target::not_evaluated(Component::VpcPeeringConnection, id, NotEvaluated::VpcPeering)
        }
        RouteTarget::EgressOnlyInternetGateway(id) => {
            Target::not_evaluated(Component::EgressOnlyInternetGateway, id, NotEvaluated::Ipv6)
        }
        RouteTarget::LocalGateway(id)
        | RouteTarget::CarrierGateway(id)
        | RouteTarget::CoreNetwork(id)
        | RouteTarget::OdbNetwork(id) => {
            Target::not_evaluated(Component::ExternalGateway, id, NotEvaluated::OutsideTarget)
        }
        RouteTarget::Address(address) => {
            Target::not_evaluated(Component::ExternalGateway, &address.to_string(), NotEvaluated::OutsideTarget)
        }
        RouteTarget::Other(id) => Target::not_evaluated(Component::ExternalGateway, id, NotEvaluated::UnknownTarget),
    }
}

fn claim<K: Ord, V: Copy + PartialEq>(
    map: &mut BTreeMap<K, V>,
    key: K,
    value: V,
    contradiction: impl FnOnce(V) -> DesignError,
) -> Result<(), DesignError> {
    match map.insert(key, value) {
        Some(other) if other != value => Err(contradiction(other)),
        _ => Ok(()),
    }
}

fn subnets(design: &mut Design, inventory: &mut Inventory) -> Result<(), DesignError> {
    let mut explicit: BTreeMap<String, Ix<RouteTable>> = BTreeMap::new();
    let mut main: BTreeMap<String, Ix<RouteTable>> = BTreeMap::new();
    for (index, table) in design.route_tables.iter() {
        for association in table.record.associations.iter().filter(|association| association.associated) {
            let contradiction = |role, of: &str| {
                let of = of.to_owned();
                let tables = &design.route_tables;
                move |other| DesignError::Contradiction {
                    first: tables.get(other).record.id.to_string(),
                    second: table.record.id.to_string(),
                    role,
                    of,
                }
            };
            if association.main {
                let vpc = table.record.vpc.as_str();
                claim(&mut main, vpc.to_owned(), index, contradiction("the main route table", vpc))?;
            } else if let Some(subnet) = &association.subnet {
                let subnet = subnet.as_str();
                claim(&mut explicit, subnet.to_owned(), index, contradiction("the route table", subnet))?;
            }
        }
    }
    let mut acls: BTreeMap<String, Ix<NetworkAcl>> = BTreeMap::new();
    for (index, acl) in design.network_acls.iter() {
        for subnet in &acl.record.subnets {
            claim(&mut acls, subnet.to_string(), index, |other| DesignError::Contradiction {
                first: design.network_acls.get(other).record.id.to_string(),
                second: acl.record.id.to_string(),
                role: "the network ACL",
                of: subnet.to_string(),
            })?;
        }
    }
    let missing = |document, id: &str| Gap::MissingDocument { document, needed_for: id.to_owned() };
    let subnets = Arena::fill(
        std::mem::take(&mut inventory.subnets),
        |subnet| subnet.id.as_str(),
        |record| {
            let id = record.id.as_str();
            let own = explicit.get(id);
            let table = own.or_else(|| main.get(record.vpc.as_str())).copied();
            Subnet {
                vpc: vpc_of(design, record.vpc.as_str(), id),
                route_table: table.ok_or_else(|| missing(DocumentKind::RouteTables, id)),
                explicit_association: own.is_some(),
                network_acl: acls.get(id).copied().ok_or_else(|| missing(DocumentKind::NetworkAcls, id)),
                record,
            }
        },
    );
    design.subnets = subnets;
    for (index, subnet) in design.subnets.iter() {
        if let Ok(vpc) = subnet.vpc {
            design.vpcs.get_mut(vpc).subnets.push(index);
        }
    }
    Ok(())
}

/// Route tables that are associated with a gateway route what comes in through it.
fn edge_tables(design: &mut Design) {
    for (index, table) in design.route_tables.iter() {
        for association in table.record.associations.iter().filter(|association| association.associated) {
            let gateway = association.gateway.as_deref().and_then(|id| design.internet_gateways.find(id));
            if let Some(gateway) = gateway {
                design.internet_gateways.get_mut(gateway).edge_route_table = Some(index);
            }
        }
    }
}

fn interfaces(design: &mut Design, inventory: &mut Inventory) {
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
                groups: record
                    .groups
                    .iter()
                    .map(|group| {
                        lookup(
                            &design.security_groups,
                            group.as_str(),
                            Component::SecurityGroup,
                            DocumentKind::SecurityGroups,
                            id,
                        )
                    })
                    .collect(),
                instance: record.instance.as_ref().and_then(|instance| design.instances.find(instance.as_str())),
                endpoint: None,
                nat_gateway: None,
                record,
            }
        },
    );
    design.network_interfaces = interfaces;
    for (index, interface) in design.network_interfaces.iter() {
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
fn owners(design: &mut Design) {
    for index in design.vpc_endpoints.indices() {
        let endpoint = design.vpc_endpoints.get(index);
        let id = endpoint.record.id.to_string();
        let references: Vec<Reference<NetworkInterface>> =
            endpoint.record.interfaces.iter().map(|interface| interface_of(design, interface.as_str(), &id)).collect();
        for interface in references.iter().flatten() {
            design.network_interfaces.get_mut(*interface).endpoint = Some(index);
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

fn interface_of(design: &Design, interface: &str, referenced_by: &str) -> Reference<NetworkInterface> {
    lookup(
        &design.network_interfaces,
        interface,
        Component::NetworkInterface,
        DocumentKind::NetworkInterfaces,
        referenced_by,
    )
}
