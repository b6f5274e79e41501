//! A design that can be walked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hopwise_model::SecurityGroupId;
use hopwise_model::design::{
    Arena, Design, Ix, NetworkAcl, RouteTable, SecurityGroup, Subnet, TransitGatewayTable, Vpc,
};
use hopwise_model::resource::Direction;
use hopwise_packet::AddressSet;

use crate::filter::{CompiledAcl, CompiledEntry, CompiledGroup, Peers, peers};
use crate::graph::Graph;
use crate::route::CompiledTable;
use crate::takers::Takers;
use crate::transit_route::CompiledTransitTable;

/// A design with its filters as boxes and its route tables as partitions.
///
/// Each of them is compiled when a walk meets it first, and kept: a network costs what is asked of it. One of a changed
/// design ([`Network::changed`]) keeps what the change does not touch.
#[derive(Debug)]
pub struct Network {
    design: Arc<Design>,
    groups: Compiled<SecurityGroup, CompiledGroup>,
    acls: Compiled<NetworkAcl, CompiledAcl>,
    tables: Compiled<RouteTable, CompiledTable>,
    transit_tables: Compiled<TransitGatewayTable, CompiledTransitTable>,
    /// What references to a group stand for in a VPC.
    peers: Mutex<ByReference>,
    /// Who takes packets in a subnet, hosts that decide alike as one.
    takers: Mutex<BySubnet>,
}

/// By the subnet that they are in.
type BySubnet = BTreeMap<Ix<Subnet>, Arc<Takers>>;

/// By the VPC that a reference is made in and the group that it names.
type ByReference = BTreeMap<(Ix<Vpc>, SecurityGroupId), Arc<Peers>>;

impl Network {
    /// A network of a design. Compiles nothing yet: O(n) in the number of groups, network ACLs and route tables.
    #[must_use]
    pub fn new(design: impl Into<Arc<Design>>) -> Self {
        let design = design.into();
        Self {
            groups: Compiled::of(&design.security_groups),
            acls: Compiled::of(&design.network_acls),
            tables: Compiled::of(&design.route_tables),
            transit_tables: Compiled::of(&design.transit_gateway_tables),
            peers: Mutex::default(),
            takers: Mutex::default(),
            design,
        }
    }

    /// A network of a design that was made from this one's ([`Design::changed`]): what both share is not compiled again.
    #[must_use]
    pub fn changed(&self, design: impl Into<Arc<Design>>) -> Self {
        let design = design.into();
        let takers = self.takers_kept(&design);
        let is_anybody_changed = self.design.network_interfaces.differing(&design.network_interfaces).next().is_some();
        let is_same = |vpc: Ix<Vpc>, group: &SecurityGroupId| {
            let (old, new) = (self.design.vpcs.shared(vpc), design.vpcs.shared(vpc));
            let same_vpc = old.zip(new).is_some_and(|(old, new)| Arc::ptr_eq(old, new));
            // Members keep their addresses, and knowledge stays the same, wherever a VPC is still shared.
            same_vpc
                && self.design.has_same_members(&design, group.as_str())
                // Of a VPC that is seen in part, it matters who else is in it.
                && (design.vpcs.get(vpc).hidden_by.is_none() || !is_anybody_changed)
        };
        let known = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        let same = known.iter().filter(|((vpc, group), _)| is_same(*vpc, group));
        let peers = Mutex::new(same.map(|(key, peers)| (key.clone(), Arc::clone(peers))).collect());
        drop(known);
        Self {
            groups: self.groups.changed(&self.design.security_groups, &design.security_groups),
            acls: self.acls.changed(&self.design.network_acls, &design.network_acls),
            tables: self.tables.changed(&self.design.route_tables, &design.route_tables),
            transit_tables: self
                .transit_tables
                .changed(&self.design.transit_gateway_tables, &design.transit_gateway_tables),
            peers,
            takers: Mutex::new(takers),
            design,
        }
    }

    /// Who takes packets in the subnets in which a change leaves every interface as it is, and in which nobody's addresses are that it
    /// makes or moves.
    fn takers_kept(&self, design: &Design) -> BySubnet {
        let known = self.takers.lock().unwrap_or_else(PoisonError::into_inner);
        let (old, new) = (&self.design.network_interfaces, &design.network_interfaces);
        let same_instances = self.design.instances.len() == design.instances.len()
            && self.design.instances.differing(&design.instances).next().is_none();
        if known.is_empty() || new.len() < old.len() || !same_instances || self.design.knowledge != design.knowledge {
            return BySubnet::new();
        }
        let changed = old.differing(new).flat_map(|index| [old.shared(index), new.shared(index)]).flatten();
        let changed = AddressSet::from_nets(changed.flat_map(|interface| interface.record.blocks()));
        let is_same = |subnet: Ix<Subnet>| {
            let records = self.design.subnets.shared(subnet).zip(design.subnets.shared(subnet));
            records.is_some_and(|(old, new)| {
                let addresses = AddressSet::from_nets(new.record.cidrs.iter().copied());
                old.record == new.record && !addresses.overlaps(&changed)
            })
        };
        let same = known.iter().filter(|(subnet, _)| is_same(**subnet));
        same.map(|(subnet, found)| (*subnet, Arc::clone(found))).collect()
    }

    /// The design.
    #[must_use]
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// The map that packets move on.
    #[must_use]
    pub fn graph(&self) -> Graph<'_> {
        Graph::new(&self.design)
    }

    /// What its rules' prefix lists hold is a part of it: a design in which those changed shares no group with the one before
    /// (`Design::changed` resolves everything again).
    pub(crate) fn group(&self, group: Ix<SecurityGroup>) -> Option<&CompiledGroup> {
        self.groups.get(&self.design.security_groups, group, |group| CompiledGroup::new(&self.design, group))
    }

    pub(crate) fn acl(&self, acl: Ix<NetworkAcl>, direction: Direction) -> &[CompiledEntry] {
        let acl = self.acls.get(&self.design.network_acls, acl, CompiledAcl::new);
        acl.map_or(&[], |acl| acl.entries(direction))
    }

    pub(crate) fn table(&self, table: Ix<RouteTable>) -> Option<&CompiledTable> {
        self.tables.get(&self.design.route_tables, table, CompiledTable::new)
    }

    pub(crate) fn transit_table(&self, table: Ix<TransitGatewayTable>) -> Option<&CompiledTransitTable> {
        let compile = |table: &TransitGatewayTable| CompiledTransitTable::new(&self.design, table);
        self.transit_tables.get(&self.design.transit_gateway_tables, table, compile)
    }

    /// What a reference to a group stands for in a VPC.
    pub(crate) fn peers(&self, vpc: Ix<Vpc>, group: &SecurityGroupId) -> Arc<Peers> {
        let mut known = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry((vpc, group.clone()));
        Arc::clone(found.or_insert_with(|| Arc::new(peers(&self.design, vpc, group.as_str()))))
    }

    /// Who takes packets in a subnet of a VPC, hosts that decide alike as one.
    pub(crate) fn takers(&self, vpc: Ix<Vpc>, subnet: Ix<Subnet>) -> Arc<Takers> {
        let mut known = self.takers.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry(subnet);
        Arc::clone(found.or_insert_with(|| Arc::new(Takers::by_kind(&self.design, vpc, subnet))))
    }
}

/// What becomes of the resources of one kind, each compiled when it is asked for first.
#[derive(Debug)]
struct Compiled<T, C> {
    /// What a network shares with those that were made of it: whoever asks first compiles for all.
    shared: Arc<[Part<C>]>,
    /// What is its own: of resources that another network has not, or has otherwise.
    own: BTreeMap<usize, Part<C>>,
    of: std::marker::PhantomData<fn() -> T>,
}

type Part<C> = OnceLock<Arc<C>>;

impl<T, C> Compiled<T, C> {
    fn of(arena: &Arena<T>) -> Self {
        let shared = arena.indices().map(|_| OnceLock::new()).collect();
        Self { shared, own: BTreeMap::new(), of: std::marker::PhantomData }
    }

    /// Those of another arena, with what was compiled already of the resources that both share. O(c log c) for c changes.
    fn changed(&self, old: &Arena<T>, new: &Arena<T>) -> Self {
        let mut own = self.own.clone();
        own.extend(old.differing(new).map(|index| (index.index(), OnceLock::new())));
        Self { shared: Arc::clone(&self.shared), own, of: std::marker::PhantomData }
    }

    fn get(&self, arena: &Arena<T>, index: Ix<T>, compile: impl FnOnce(&T) -> C) -> Option<&C> {
        let part = self.own.get(&index.index()).or_else(|| self.shared.get(index.index()))?;
        Some(part.get_or_init(|| Arc::new(compile(arena.get(index)))))
    }
}

/// Networks may be stored, and asked from several threads at once.
const _: () = {
    const fn storable<T: Send + Sync + 'static>() {}
    storable::<Network>();
};
