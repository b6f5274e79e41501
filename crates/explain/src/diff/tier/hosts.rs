//! Both sides with the same hosts, so that what differs is the network and not who is in it.
//!
//! Tasks and instances come and go. What is compared is what the network lets them do: a host that only one side has is put
//! on the other, too, where that has its subnet and its groups. Of a subnet with no host at all it is asked what its routes and
//! network ACL let a host do whose group allows everything.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::net::IpAddr;
use std::sync::Arc;

use hopwise_engine::{FOLLOWED, Network};
use hopwise_model::design::Design;
use hopwise_model::resource::{
    Direction, InterfaceKind, NetworkInterface, Peer, PrivateAddress, SecurityGroup, SecurityGroupRule, Subnet,
};
use hopwise_model::{Evidence, Inventory, NetworkInterfaceId, SecurityGroupId, SubnetId, Traffic, VpcId};

use super::super::flows::Side;

/// A side with the hosts of both.
pub(super) struct SideWithHosts {
    pub(super) inventory: Inventory,
    pub(super) network: Network,
}

/// How the ids of interfaces begin that are supposed.
pub(super) const INTERFACE: &str = "eni-supposed-in-";

/// How the ids of groups begin that are supposed.
pub(super) const GROUP: &str = "sg-supposed-in-";

/// The interfaces that are supposed, and where they are.
pub(super) type Supposed = BTreeMap<NetworkInterfaceId, SubnetId>;

/// Whether an interface is one of a host that comes and goes.
fn comes_and_goes(kind: InterfaceKind) -> bool {
    matches!(kind, InterfaceKind::Host | InterfaceKind::Lambda)
}

/// Both sides with the same hosts; none where they contradict each other then.
pub(super) fn with_the_same_hosts([before, after]: [Side<'_>; 2]) -> Option<([SideWithHosts; 2], Supposed)> {
    let sides = [before, after];
    let [to_after, to_before] = [(before, after), (after, before)].map(|(from, to)| guests(from, to));
    let mut inventories = [(before, to_before), (after, to_after)].map(|(side, guests)| {
        let mut inventory = side.inventory.clone();
        for own in guests {
            inventory.network_interfaces.push(own);
        }
        inventory
    });
    let supposed = suppose(sides, &mut inventories);
    let [one, other] = inventories;
    let made = |side: Side<'_>, inventory: Inventory| {
        let design = side.network.design().changed(side.inventory, &inventory).ok()?;
        Some(SideWithHosts { network: side.network.changed(design), inventory })
    };
    Some(([made(before, one)?, made(after, other)?], supposed))
}

/// The hosts of a side that another one lacks and could have.
fn guests(from: Side<'_>, to: Side<'_>) -> Vec<Arc<NetworkInterface>> {
    let subnets: HashSet<&SubnetId> = to.inventory.subnets.iter().map(|own| &own.id).collect();
    let groups: HashSet<&SecurityGroupId> = to.inventory.security_groups.iter().map(|own| &own.id).collect();
    let there: HashSet<&NetworkInterfaceId> = to.inventory.network_interfaces.iter().map(|own| &own.id).collect();
    let interfaces = || to.inventory.network_interfaces.iter();
    let taken: HashSet<(&SubnetId, IpAddr)> =
        interfaces().flat_map(|own| own.blocks().map(|block| (&own.subnet, block.addr()))).collect();
    let public: HashSet<IpAddr> = interfaces().flat_map(|own| &own.addresses).filter_map(|own| own.public).collect();
    let design = from.network.design();
    let fits = |own: &&Arc<NetworkInterface>| {
        let is_host = design
            .network_interfaces
            .find(own.id.as_str())
            .is_some_and(|own| comes_and_goes(design.interface_kind(own)));
        is_host
            && !there.contains(&own.id)
            && subnets.contains(&own.subnet)
            && own.groups.iter().all(|group| groups.contains(group))
            && own.blocks().all(|block| !taken.contains(&(&own.subnet, block.addr())))
            && own.addresses.iter().filter_map(|own| own.public).all(|own| !public.contains(&own))
    };
    // An instance or a task that the other side lacks is no part of what is compared.
    let guest = |own: &Arc<NetworkInterface>| Arc::new(NetworkInterface { instance: None, ..own.as_ref().clone() });
    from.inventory.network_interfaces.shared().filter(fits).map(guest).collect()
}

/// Puts a host into each subnet that has none on either side.
fn suppose(sides: [Side<'_>; 2], inventories: &mut [Inventory; 2]) -> Supposed {
    let designs = sides.map(|side| side.network.design());
    let mut inhabited: BTreeSet<SubnetId> = BTreeSet::new();
    for design in designs {
        let hosts = design.network_interfaces.indices().filter(|own| comes_and_goes(design.interface_kind(*own)));
        inhabited.extend(hosts.map(|own| design.network_interfaces.get(own).record.subnet.clone()));
    }
    let mut empty: BTreeMap<SubnetId, [Option<Arc<Subnet>>; 2]> = BTreeMap::new();
    for (place, side) in sides.iter().enumerate() {
        for own in side.inventory.subnets.shared().filter(|own| !inhabited.contains(&own.id)) {
            if let Some(slot) = empty.entry(own.id.clone()).or_default().get_mut(place) {
                *slot = Some(Arc::clone(own));
            }
        }
    }
    // A VPC has the group on both sides, whichever of them has the first subnet without a host.
    let vpcs: BTreeSet<VpcId> = empty.values().flatten().flatten().map(|own| own.vpc.clone()).collect();
    for inventory in inventories.iter_mut() {
        let here = inventory.vpcs.iter().filter(|own| vpcs.contains(&own.id));
        let groups: Vec<Arc<SecurityGroup>> = here.filter_map(|own| group(&own.id)).collect();
        for own in groups {
            inventory.security_groups.push(own);
        }
    }
    let mut supposed = Supposed::new();
    for (number, (id, records)) in empty.into_iter().enumerate() {
        let Some(address) = free_on_all(designs, &id) else { continue };
        let made = records.iter().zip(inventories.iter_mut()).filter_map(|(record, inventory)| {
            let record = record.as_ref()?;
            let interface = interface(record, &group(&record.vpc)?.id, address, public(number))?;
            let own = interface.id.clone();
            inventory.network_interfaces.push(interface);
            Some(own)
        });
        supposed.extend(made.map(|own| (own, id.clone())).collect::<Vec<_>>());
    }
    supposed
}

/// An address of a subnet that nobody has on any side that has the subnet.
fn free_on_all(designs: [&Design; 2], subnet: &SubnetId) -> Option<IpAddr> {
    let free = designs
        .into_iter()
        .filter_map(|design| Some(design.free_addresses(design.subnets.find(subnet.as_str())?, FOLLOWED)));
    free.reduce(|one, other| one.intersection(&other))?.first()
}

/// A public address that nobody has.
fn public(number: usize) -> IpAddr {
    FOLLOWED.nobodys_address(u32::try_from(number).unwrap_or_default())
}

/// A group that allows everything.
fn group(vpc: &VpcId) -> Option<Arc<SecurityGroup>> {
    let evidence = || Evidence::supposed("a group that allows everything");
    let anywhere = FOLLOWED.everywhere();
    let rule = |_: Direction| SecurityGroupRule {
        traffic: Traffic::All,
        peer: Peer::Cidr(anywhere),
        across: None,
        id: None,
        evidence: evidence(),
    };
    Some(Arc::new(SecurityGroup {
        id: format!("{GROUP}{vpc}").as_str().try_into().ok()?,
        name: None,
        vpc: Some(vpc.clone()),
        ingress: vec![rule(Direction::Ingress)],
        egress: vec![rule(Direction::Egress)],
        owner: None,
        evidence: evidence(),
    }))
}

fn interface(
    subnet: &Subnet,
    group: &SecurityGroupId,
    private: IpAddr,
    public: IpAddr,
) -> Option<Arc<NetworkInterface>> {
    Some(Arc::new(NetworkInterface {
        id: format!("{INTERFACE}{}", subnet.id).as_str().try_into().ok()?,
        kind: "interface".into(),
        description: "".into(),
        vpc: Some(subnet.vpc.clone()),
        subnet: subnet.id.clone(),
        groups: [group.clone()].into_iter().collect(),
        addresses: vec![PrivateAddress { private, public: Some(public) }],
        prefixes: [].into(),
        source_dest_check: Some(true),
        owner: subnet.owner.clone(),
        requester: None,
        requester_managed: Some(false),
        instance: None,
        status: Some("in-use".into()),
        name: None,
        scope: subnet.scope.clone(),
        evidence: Evidence::supposed("a host in a subnet without one"),
    }))
}
