//! Inventories that say the same of a network: in another order, by other ids, or beside what another account has.

use std::net::IpAddr;

use hopwise_model::resource::{
    Instance, InternetGateway, NatGateway, NetworkAcl, NetworkInterface, Peer, PrefixList, RouteDestination,
    RouteTable, RouteTarget, Scope, SecurityGroup, SecurityGroupRule, Subnet, Vpc, VpcEndpoint,
};
use hopwise_model::{Inventory, Knowledge, for_each_kind};

use crate::fixture::id;

/// The same inventory with every list in another order that AWS prints in no order of its own. What has a first one (the
/// addresses of an interface, the blocks of a VPC) keeps it.
#[must_use]
pub fn reordered(inventory: &Inventory, order: u64) -> Inventory {
    let mut dice = Dice(order | 1);
    let mut new = inventory.clone();
    macro_rules! reorder {
        ($($list:expr),* $(,)?) => {$(
            let mut all: Vec<_> = $list.iter().cloned().collect();
            dice.shuffle(&mut all);
            $list = all.into_iter().collect();
        )*};
    }
    reorder!(
        new.vpcs,
        new.subnets,
        new.route_tables,
        new.internet_gateways,
        new.nat_gateways,
        new.vpc_endpoints,
        new.prefix_lists,
        new.security_groups,
        new.network_acls,
        new.network_interfaces,
        new.instances,
    );
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
    let Some((prefix, own)) = id.split_once('-') else { return id.to_owned() };
    let turned = |byte: u8| match byte {
        b'a'..=b'z' => b'a' + (b'z' - byte),
        b'0'..=b'9' => b'0' + (b'9' - byte),
        other => other,
    };
    format!("{prefix}-{}", own.bytes().map(|byte| char::from(turned(byte))).collect::<String>())
}

/// The same inventory with [other ids](other_id), for kinds that designs of this crate hold.
#[must_use]
pub fn renamed(inventory: &Inventory) -> Inventory {
    let mut new = inventory.clone();
    new.vpcs.iter_mut().for_each(vpc);
    new.subnets.iter_mut().for_each(subnet);
    new.route_tables.iter_mut().for_each(route_table);
    new.internet_gateways.iter_mut().for_each(internet_gateway);
    new.nat_gateways.iter_mut().for_each(nat_gateway);
    new.vpc_endpoints.iter_mut().for_each(vpc_endpoint);
    new.prefix_lists.iter_mut().for_each(prefix_list);
    new.security_groups.iter_mut().for_each(security_group);
    new.network_acls.iter_mut().for_each(network_acl);
    new.network_interfaces.iter_mut().for_each(network_interface);
    new.instances.iter_mut().for_each(instance);
    new
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

fn vpc(vpc: &mut Vpc) {
    rename([&mut vpc.id]);
}

fn subnet(subnet: &mut Subnet) {
    rename([&mut subnet.id]);
    rename([&mut subnet.vpc]);
}

fn route_table(table: &mut RouteTable) {
    rename([&mut table.id]);
    rename([&mut table.vpc]);
    for association in &mut table.associations {
        rename(&mut association.subnet);
        association.gateway = association.gateway.as_deref().map(other_id);
    }
    for route in &mut table.routes {
        if let RouteDestination::PrefixList(list) = &mut route.destination {
            rename([list]);
        }
        route_target(&mut route.target);
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

fn internet_gateway(gateway: &mut InternetGateway) {
    rename([&mut gateway.id]);
    rename(gateway.attachments.iter_mut().map(|attachment| &mut attachment.vpc));
}

fn nat_gateway(gateway: &mut NatGateway) {
    rename([&mut gateway.id]);
    rename([&mut gateway.vpc]);
    rename(&mut gateway.subnet);
    rename(&mut gateway.route_table);
    rename(gateway.addresses.iter_mut().filter_map(|address| address.interface.as_mut()));
}

fn vpc_endpoint(endpoint: &mut VpcEndpoint) {
    rename([&mut endpoint.id]);
    rename([&mut endpoint.vpc]);
    rename(&mut endpoint.route_tables);
    rename(&mut endpoint.subnets);
    rename(&mut endpoint.groups);
    rename(&mut endpoint.interfaces);
}

fn prefix_list(list: &mut PrefixList) {
    rename([&mut list.id]);
}

fn security_group(group: &mut SecurityGroup) {
    rename([&mut group.id]);
    rename(&mut group.vpc);
    group.ingress.iter_mut().chain(&mut group.egress).for_each(rule);
}

fn rule(rule: &mut SecurityGroupRule) {
    match &mut rule.peer {
        Peer::PrefixList(list) => rename([list]),
        Peer::Group(group) => rename([group]),
        Peer::Cidr(_) => {}
    }
}

fn network_acl(acl: &mut NetworkAcl) {
    rename([&mut acl.id]);
    rename([&mut acl.vpc]);
    rename(&mut acl.subnets);
}

fn network_interface(interface: &mut NetworkInterface) {
    rename([&mut interface.id]);
    rename(&mut interface.vpc);
    rename([&mut interface.subnet]);
    rename(interface.groups.make_mut());
    rename(&mut interface.instance);
}

fn instance(instance: &mut Instance) {
    rename([&mut instance.id]);
    rename(&mut instance.subnet);
    rename(&mut instance.interfaces);
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
