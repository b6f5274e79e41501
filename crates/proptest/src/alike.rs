//! Inventories that say the same of a network: in another order, by other ids, or beside what another account has.

use std::net::IpAddr;

use hopwise_model::resource::{
    Address, BlockPublicAccessExclusion, BlockPublicAccessOptions, DhcpOptions, FirewallConfig, FirewallDomains,
    FirewallRuleGroupAssociation, FirewallRules, Instance, InternetGateway, NatGateway, NetworkAcl, NetworkInterface,
    Peer, PrefixList, PrefixListEntries, ProfileAssociation, ResolverRule, ResolverRuleAssociation, ResourceRecordSets,
    RouteDestination, RouteTable, RouteTarget, Scope, SecurityGroup, SecurityGroupRuleRecord, Subnet,
    TransitGatewayAttachment, TransitGatewayPropagations, TransitGatewayRoutes, TransitGatewayVpcAttachment, Vpc,
    VpcAttribute, VpcEndpoint, VpcHostedZones, VpcPeeringConnection,
};
use hopwise_model::{Inventory, Knowledge, for_each_kind};

use crate::fixture::id;

macro_rules! shuffle {
    ({ $new:ident $dice:ident } $($(#[$doc:meta])* $kind:ident { key: $key:literal, list: $list:ident of $record:ident, $($rest:tt)* })*) => {
        $({
            let mut all: Vec<_> = $new.$list.iter().cloned().collect();
            $dice.shuffle(&mut all);
            $new.$list = all.into_iter().collect();
        })*
    };
}

/// The same inventory with every list in another order that AWS prints in no order of its own. What has a first one (the
/// addresses of an interface, the blocks of a VPC) keeps it.
#[must_use]
pub fn reordered(inventory: &Inventory, order: u64) -> Inventory {
    let mut dice = Dice(order | 1);
    let mut new = inventory.clone();
    for_each_kind!(shuffle { new dice });
    for list in &mut new.prefix_lists {
        dice.shuffle(list.entries.as_deref_mut().unwrap_or_default());
    }
    for group in &mut new.security_groups {
        dice.shuffle(&mut group.ingress);
        dice.shuffle(&mut group.egress);
    }
    for acl in &mut new.network_acls {
        dice.shuffle(&mut acl.entries);
        dice.shuffle(&mut acl.subnets);
    }
    for table in &mut new.route_tables {
        dice.shuffle(&mut table.routes);
        dice.shuffle(&mut table.associations);
    }
    for interface in &mut new.network_interfaces {
        dice.shuffle(interface.groups.make_mut());
    }
    for endpoint in &mut new.vpc_endpoints {
        dice.shuffle(&mut endpoint.route_tables);
        dice.shuffle(&mut endpoint.subnets);
        dice.shuffle(&mut endpoint.groups);
        dice.shuffle(&mut endpoint.interfaces);
    }
    for attachment in &mut new.transit_gateway_vpc_attachments {
        dice.shuffle(&mut attachment.subnets);
    }
    for table in &mut new.transit_gateway_routes {
        dice.shuffle(&mut table.routes);
        table.routes.iter_mut().for_each(|route| dice.shuffle(&mut route.attachments));
    }
    new.transit_gateway_propagations.iter_mut().for_each(|table| dice.shuffle(&mut table.attachments));
    new.prefix_list_entries.iter_mut().for_each(|list| dice.shuffle(&mut list.entries));
    new.vpc_hosted_zones.iter_mut().for_each(|own| dice.shuffle(&mut own.zones));
    for zone in &mut new.resource_record_sets {
        dice.shuffle(&mut zone.records);
        zone.records.iter_mut().for_each(|record| dice.shuffle(&mut record.values));
    }
    new.resolver_rules.iter_mut().for_each(|rule| dice.shuffle(&mut rule.targets));
    new.firewall_rules.iter_mut().for_each(|group| dice.shuffle(&mut group.rules));
    new.firewall_domains.iter_mut().for_each(|list| dice.shuffle(&mut list.domains));
    new
}

/// Numbers that look random (xorshift, Marsaglia 2003); the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap_or(u64::MAX)).unwrap_or(0)
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for place in (1..list.len()).rev() {
            list.swap(place, self.below(place + 1));
        }
    }
}

/// Another id of the same kind, and the same for an id that is the other of one: what was sorted first comes last.
#[must_use]
pub fn other_id(id: &str) -> String {
    let (prefix, own) = match id.split_once('-') {
        Some((prefix, own)) => (format!("{prefix}-"), own),
        // A hosted zone's.
        None => match id.strip_prefix('Z') {
            Some(own) => ("Z".to_owned(), own),
            None => return id.to_owned(),
        },
    };
    let turned = |byte: u8| match byte {
        b'a'..=b'z' => b'a' + (b'z' - byte),
        b'A'..=b'Z' => b'A' + (b'Z' - byte),
        b'0'..=b'9' => b'0' + (b'9' - byte),
        other => other,
    };
    format!("{prefix}{}", own.bytes().map(|byte| char::from(turned(byte))).collect::<String>())
}

macro_rules! rename_kinds {
    ({ $new:ident } $($(#[$doc:meta])* $kind:ident {
        key: $key:literal, list: $list:ident of $record:ident, call: $service:ident $call:ident,
        command: $command:literal, about: $class:ident, $($rest:tt)*
    })*) => {
        $(rename_kinds!(@$class $new $list);)*
    };
    (@Network $new:ident $list:ident) => { $new.$list.iter_mut().for_each(Ids::rename) };
    (@Name $new:ident $list:ident) => { $new.$list.iter_mut().for_each(Ids::rename) };
    // No design of this crate has them, but for instances.
    (@Workload $new:ident $list:ident) => {};
    (@Permission $new:ident $list:ident) => {};
}

/// The same inventory with [other ids](other_id): of networks, of names and of instances.
#[must_use]
pub fn renamed(inventory: &Inventory) -> Inventory {
    let mut new = inventory.clone();
    for_each_kind!(rename_kinds { new });
    new.instances.iter_mut().for_each(Ids::rename);
    new
}

/// What holds ids: its own, and those it refers to.
trait Ids {
    /// Gives each of them its other one.
    fn rename(&mut self);
}

/// Renames ids in place.
fn rename<'a, I>(ids: impl IntoIterator<Item = &'a mut I>)
where
    I: AsRef<str> + for<'s> TryFrom<&'s str, Error = hopwise_model::InvalidId> + 'a,
{
    for own in ids {
        *own = id(&other_id(own.as_ref()));
    }
}

/// Renames ids that are kept as texts. Of an ARN its last part is one.
fn rename_texts<'a>(ids: impl IntoIterator<Item = &'a mut String>) {
    for own in ids {
        *own = match own.rsplit_once('/') {
            Some((head, id)) => format!("{head}/{}", other_id(id)),
            None => other_id(own),
        };
    }
}

macro_rules! ids {
    ($($record:ident |$own:ident| $body:block)*) => {
        $(impl Ids for $record {
            fn rename(&mut self) {
                let $own = self;
                $body
            }
        })*
    };
}

ids! {
    Vpc |own| {
        rename([&mut own.id]);
        rename_texts(own.dhcp_options.iter_mut().filter(|id| id.as_str() != "default"));
        rename_texts(&mut own.internet_firewalls);
    }
    VpcAttribute |own| { rename([&mut own.vpc]) }
    Subnet |own| {
        rename([&mut own.id]);
        rename([&mut own.vpc]);
    }
    RouteTable |own| {
        rename([&mut own.id]);
        rename([&mut own.vpc]);
        for association in &mut own.associations {
            rename(&mut association.subnet);
            association.gateway = association.gateway.as_deref().map(other_id);
        }
        for route in &mut own.routes {
            if let RouteDestination::PrefixList(list) = &mut route.destination {
                rename([list]);
            }
            route_target(&mut route.target);
            rename_texts(&mut route.firewall);
        }
    }
    InternetGateway |own| {
        rename([&mut own.id]);
        rename(own.attachments.iter_mut().map(|attachment| &mut attachment.vpc));
    }
    NatGateway |own| {
        rename([&mut own.id]);
        rename([&mut own.vpc]);
        rename(&mut own.subnet);
        rename(&mut own.route_table);
        rename(own.addresses.iter_mut().filter_map(|address| address.interface.as_mut()));
    }
    VpcPeeringConnection |own| {
        rename_texts([&mut own.id]);
        rename([&mut own.requester.vpc, &mut own.accepter.vpc]);
    }
    TransitGatewayAttachment |own| {
        rename_texts([&mut own.id, &mut own.gateway]);
        rename_texts(&mut own.resource);
        rename_texts(own.association.iter_mut().filter_map(|own| own.table.as_mut()));
    }
    TransitGatewayVpcAttachment |own| {
        rename_texts([&mut own.id, &mut own.gateway]);
        rename([&mut own.vpc]);
        rename(&mut own.subnets);
    }
    TransitGatewayRoutes |own| {
        rename_texts([&mut own.table]);
        for route in &mut own.routes {
            rename(&mut route.list);
            rename_texts(&mut route.attachments);
        }
    }
    TransitGatewayPropagations |own| {
        rename_texts([&mut own.table]);
        rename_texts(own.attachments.iter_mut().map(|own| &mut own.attachment));
    }
    VpcEndpoint |own| {
        rename([&mut own.id]);
        rename([&mut own.vpc]);
        rename(&mut own.route_tables);
        rename(&mut own.subnets);
        rename(&mut own.groups);
        rename(&mut own.interfaces);
    }
    PrefixList |own| { rename([&mut own.id]) }
    PrefixListEntries |own| { rename([&mut own.list]) }
    SecurityGroup |own| {
        rename([&mut own.id]);
        rename(&mut own.vpc);
        for rule in own.ingress.iter_mut().chain(&mut own.egress) {
            rename(&mut rule.id);
            peer(&mut rule.peer);
            if let Some(across) = &mut rule.across {
                across.connection = other_id(&across.connection).into();
            }
        }
    }
    SecurityGroupRuleRecord |own| {
        rename([&mut own.id]);
        rename([&mut own.group]);
        peer(&mut own.peer);
    }
    NetworkAcl |own| {
        rename([&mut own.id]);
        rename([&mut own.vpc]);
        rename(&mut own.subnets);
    }
    NetworkInterface |own| {
        rename([&mut own.id]);
        rename(&mut own.vpc);
        rename([&mut own.subnet]);
        rename(own.groups.make_mut());
        rename(&mut own.instance);
    }
    Address |own| { rename(&mut own.interface) }
    BlockPublicAccessOptions |_own| {}
    BlockPublicAccessExclusion |own| { rename_texts([&mut own.id, &mut own.resource]) }
    DhcpOptions |own| { rename([&mut own.id]) }
    VpcHostedZones |own| {
        rename([&mut own.vpc]);
        rename(own.zones.iter_mut().map(|zone| &mut zone.id));
    }
    ResourceRecordSets |own| {
        rename([&mut own.zone]);
        rename(own.records.iter_mut().filter_map(|record| record.alias.as_mut()?.zone.as_mut()));
    }
    ResolverRule |own| { rename([&mut own.id]) }
    ResolverRuleAssociation |own| {
        rename_texts([&mut own.id]);
        rename([&mut own.rule]);
        rename([&mut own.vpc]);
    }
    ProfileAssociation |own| {
        rename_texts([&mut own.id, &mut own.profile]);
        rename([&mut own.vpc]);
    }
    FirewallRuleGroupAssociation |own| {
        rename_texts([&mut own.id]);
        rename([&mut own.group]);
        rename([&mut own.vpc]);
    }
    FirewallRules |own| {
        rename([&mut own.group]);
        rename(own.rules.iter_mut().filter_map(|rule| rule.domains.as_mut()));
    }
    FirewallDomains |own| { rename([&mut own.list]) }
    FirewallConfig |own| { rename_texts([&mut own.resource]) }
    Instance |own| {
        rename([&mut own.id]);
        rename(&mut own.subnet);
        rename(&mut own.interfaces);
    }
}

fn route_target(target: &mut RouteTarget) {
    match target {
        RouteTarget::InternetGateway(id) => rename([id]),
        RouteTarget::NatGateway(id) => rename([id]),
        RouteTarget::VpcEndpoint(id) => rename([id]),
        RouteTarget::NetworkInterface { interface, instance } => {
            rename(interface);
            rename(instance);
        }
        RouteTarget::VirtualPrivateGateway(id)
        | RouteTarget::TransitGateway(id)
        | RouteTarget::VpcPeeringConnection(id)
        | RouteTarget::EgressOnlyInternetGateway(id)
        | RouteTarget::LocalGateway(id)
        | RouteTarget::CarrierGateway(id)
        | RouteTarget::CoreNetwork(id)
        | RouteTarget::OdbNetwork(id)
        | RouteTarget::Other(id) => *id = other_id(id),
        RouteTarget::Local | RouteTarget::Address(_) => {}
    }
}

fn peer(peer: &mut Peer) {
    match peer {
        Peer::PrefixList(list) => rename([list]),
        Peer::Group(group) => rename([group]),
        Peer::Cidr(_) => {}
    }
}

/// The same inventory, as read in an account and Region. What says already where it is from is left.
#[must_use]
pub fn placed(inventory: &Inventory, place: &Scope) -> Inventory {
    let mut new = inventory.clone();
    let scopes = new.vpcs.iter_mut().map(|vpc| (&mut vpc.owner, &mut vpc.scope));
    let scopes = scopes.chain(new.subnets.iter_mut().map(|subnet| (&mut subnet.owner, &mut subnet.scope)));
    for (owner, scope) in scopes {
        *owner = owner.clone().or_else(|| place.account.clone());
        scope.account = scope.account.clone().or_else(|| place.account.clone());
        scope.region = scope.region.clone().or_else(|| place.region.clone());
    }
    for instance in &mut new.instances {
        instance.scope = place.clone();
    }
    new.knowledge = Knowledge::default();
    for (_, _, kind, coverage) in inventory.knowledge.records() {
        new.knowledge.record(kind, place, coverage);
    }
    new
}

macro_rules! extend {
    ({ $both:ident $other:ident } $($(#[$doc:meta])* $kind:ident { key: $key:literal, list: $list:ident of $record:ident, $($rest:tt)* })*) => {
        $($both.$list.extend($other.$list.iter().cloned());)*
    };
}

/// An inventory beside another one that shares no id and no public address with it.
#[must_use]
pub fn beside(inventory: &Inventory, other: &Inventory) -> Inventory {
    let mut both = inventory.clone();
    let mut other = renamed(other);
    for gateway in &mut other.nat_gateways {
        gateway.addresses.iter_mut().for_each(|address| elsewhere(&mut address.public));
    }
    for interface in &mut other.network_interfaces {
        interface.addresses.iter_mut().for_each(|address| elsewhere(&mut address.public));
    }
    for_each_kind!(extend { both other });
    for (account, region, kind, coverage) in other.knowledge.records() {
        both.knowledge.record(kind, &Scope { account: account.cloned(), region: region.cloned() }, coverage);
    }
    both
}

/// A public address is somebody's alone: the one so far away that no design has it.
fn elsewhere(public: &mut Option<IpAddr>) {
    if let Some(IpAddr::V4(address)) = public {
        let [first, rest @ ..] = address.octets();
        let [second, third, fourth] = rest;
        *address = [first + 100, second, third, fourth].into();
    }
}
