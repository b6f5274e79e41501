//! The network with every reference resolved: what the engine walks.

mod arena;
mod dns;
mod free;
mod names;
mod public_access;
mod resolve;
mod source;
mod types;

use std::net::IpAddr;
use std::sync::Arc;

use hopwise_packet::Family;
use imbl::{OrdMap, OrdSet};
use ipnet::IpNet;
use thiserror::Error;

pub use arena::{Arena, Ix, Reference};
pub use dns::DnsServers;
pub use names::{FirewallGroup, FirewallRule, HostedZone, VpcRule, VpcZones};
pub use public_access::PublicAccess;
pub use source::{Placement, PublicAddress, Source, Wanted};
pub use types::{
    Beyond, Instance, InternetGateway, NatGateway, NetworkAcl, NetworkInterface, PrefixList, RoutePath, RouteTable,
    SecurityGroup, Subnet, Target, TransitGateway, TransitGatewayAttachment, TransitGatewayTable, Vpc, VpcEndpoint,
    VpcPeeringConnection,
};

use crate::document_kind::DocumentKind;
use crate::gap::Gap;
use crate::id::{PrefixListId, Region};
use crate::knowledge::{Coverage, Knowledge};
use crate::resource::{self, EndpointKind, InterfaceKind, Scope};

/// A network in which every reference was followed once. Made by [`Inventory::validate`](crate::Inventory::validate).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Design {
    /// What is known of which account and Region.
    pub knowledge: Knowledge,
    /// VPCs.
    pub vpcs: Arena<Vpc>,
    /// Subnets.
    pub subnets: Arena<Subnet>,
    /// Route tables.
    pub route_tables: Arena<RouteTable>,
    /// Internet gateways.
    pub internet_gateways: Arena<InternetGateway>,
    /// NAT gateways.
    pub nat_gateways: Arena<NatGateway>,
    /// VPC endpoints.
    pub vpc_endpoints: Arena<VpcEndpoint>,
    /// VPC peering connections.
    pub vpc_peering_connections: Arena<VpcPeeringConnection>,
    /// Transit gateways.
    pub transit_gateways: Arena<TransitGateway>,
    /// What is attached to them.
    pub transit_gateway_attachments: Arena<TransitGatewayAttachment>,
    /// Their route tables.
    pub transit_gateway_tables: Arena<TransitGatewayTable>,
    /// Prefix lists.
    pub prefix_lists: Arena<PrefixList>,
    /// Hosted zones.
    pub hosted_zones: Arena<HostedZone>,
    /// Resolver rules.
    pub resolver_rules: Arena<resource::ResolverRule>,
    /// Security groups.
    pub security_groups: Arena<SecurityGroup>,
    /// Network ACLs.
    pub network_acls: Arena<NetworkAcl>,
    /// Network interfaces.
    pub network_interfaces: Arena<NetworkInterface>,
    /// What routes lead to and no walk enters, by id.
    pub beyond: Arena<Beyond>,
    /// EC2 instances.
    pub instances: Arena<Instance>,
    /// VPC Block Public Access of accounts.
    pub(crate) public_access: Vec<Arc<resource::BlockPublicAccessOptions>>,
    /// Exclusions from it, whatever their states.
    pub(crate) exclusions: Vec<Arc<resource::BlockPublicAccessExclusion>>,
    /// Interfaces by VPC and private address.
    pub(crate) by_private_address: OrdMap<(Ix<Vpc>, IpAddr), Ix<NetworkInterface>>,
    /// Blocks that are delegated to interfaces, by VPC and first address.
    pub(crate) by_prefix: OrdMap<(Ix<Vpc>, IpAddr), (IpNet, Ix<NetworkInterface>)>,
    /// Interfaces and their private address by public address.
    pub(crate) by_public_address: OrdMap<IpAddr, (Ix<NetworkInterface>, IpAddr)>,
    /// The VPCs that the snapshot shows in part.
    pub(crate) hidden_vpcs: Vec<Ix<Vpc>>,
    /// The blocks of VPCs.
    pub(crate) blocks: OrdSet<IpNet>,
    /// Interfaces by the ids of file systems that their descriptions name.
    pub(crate) by_file_system: OrdMap<Arc<str>, OrdSet<Ix<NetworkInterface>>>,
    /// Endpoints by the name of the service that they lead to.
    pub(crate) by_service: OrdMap<Arc<str>, OrdSet<Ix<VpcEndpoint>>>,
    /// Endpoints that have interfaces which the snapshot lacks.
    pub(crate) partly_seen: OrdSet<Ix<VpcEndpoint>>,
    /// Interfaces by the id of a group they carry, whether or not the snapshot holds the group.
    pub(crate) members: OrdMap<Arc<str>, OrdSet<Ix<NetworkInterface>>>,
    /// The entries of prefix lists, by id.
    pub(crate) prefix_entries: Arc<resolve::prefix_list::Entries>,
    /// What something of the snapshot refers to and the snapshot lacks: ids of endpoints, NAT gateways and interfaces,
    /// and private addresses of NAT gateways. It may hold more, so that two designs do not differ in it.
    pub(crate) dangling: Dangling,
    /// The addresses of subnets that nobody has, of those that were asked about.
    pub(crate) free: free::FreeAddresses,
}

/// See [`Design::dangling`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Dangling(OrdSet<Arc<str>>);

impl Dangling {
    pub(crate) fn contains(&self, id: &str) -> bool {
        self.0.contains(id)
    }

    pub(crate) fn insert(&mut self, id: Arc<str>) {
        self.0.insert(id);
    }

    pub(crate) fn extend(&mut self, ids: impl IntoIterator<Item = Arc<str>>) {
        self.0.extend(ids);
    }
}

impl PartialEq for Dangling {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Design {
    /// The entries of a prefix list, sorted.
    ///
    /// # Errors
    ///
    /// The gap where no document holds them.
    pub fn entries_of(&self, list: &PrefixListId) -> Result<Arc<[IpNet]>, Gap> {
        let found = self.prefix_entries.get(list).cloned();
        found.ok_or_else(|| Gap::PrefixListEntries { prefix_list: list.clone() })
    }

    /// The interface of a VPC that has a private address, as one of its own or in a block that is delegated to it. O(log n).
    #[must_use]
    pub fn interface_at(&self, vpc: Ix<Vpc>, address: IpAddr) -> Option<Ix<NetworkInterface>> {
        let own = self.by_private_address.get(&(vpc, address)).copied();
        own.or_else(|| self.prefixes_between(vpc, address, address).next().map(|(_, interface)| interface))
    }

    /// The interfaces of a VPC that have an address in any of some ranges, each with the addresses: single ones, as blocks of
    /// one, before all blocks that are delegated, so that whoever comes first has the address. O(log n) for each range and
    /// one step for each block found.
    pub fn interfaces_between(
        &self,
        vpc: Ix<Vpc>,
        ranges: impl Iterator<Item = (IpAddr, IpAddr)> + Clone,
    ) -> impl Iterator<Item = (IpNet, Ix<NetworkInterface>)> {
        let single = ranges.clone().flat_map(move |(first, last)| {
            let found = self.by_private_address.range((vpc, first)..=(vpc, last));
            found.map(|((_, address), interface)| (IpNet::from(*address), *interface))
        });
        single.chain(ranges.flat_map(move |(first, last)| self.prefixes_between(vpc, first, last)))
    }

    /// Delegated blocks that hold an address from `first` to `last`. AWS delegates no address twice, so that blocks that end
    /// before `first` are behind all others.
    fn prefixes_between(
        &self,
        vpc: Ix<Vpc>,
        first: IpAddr,
        last: IpAddr,
    ) -> impl Iterator<Item = (IpNet, Ix<NetworkInterface>)> + '_ {
        let from = Family::of(last).everywhere().network();
        let before = self.by_prefix.range((vpc, from)..=(vpc, last)).rev().map(|(_, found)| *found);
        before.take_while(move |(block, _)| block.broadcast() >= first)
    }

    /// Every interface of a VPC, once for each of its addresses and delegated blocks. O(log n) and one step for each.
    pub fn interfaces_in(&self, vpc: Ix<Vpc>) -> impl Iterator<Item = (IpNet, Ix<NetworkInterface>)> + '_ {
        let all = Family::ALL.map(Family::everywhere);
        self.interfaces_between(vpc, all.into_iter().map(|all| (all.network(), all.broadcast())))
    }

    /// The interface, and the private address, that a public address is mapped to. O(log n).
    #[must_use]
    pub fn interface_at_public(&self, address: IpAddr) -> Option<(Ix<NetworkInterface>, IpAddr)> {
        self.by_public_address.get(&address).copied()
    }

    /// Every public address that belongs to an interface of the snapshot.
    pub fn public_addresses(&self) -> impl Iterator<Item = IpAddr> + '_ {
        self.by_public_address.keys().copied()
    }

    /// The public addresses in some ranges that belong to interfaces of the snapshot, each with the interface and the private
    /// address that it is mapped to. O(log n) for each range and one step for each address found.
    pub fn public_between(
        &self,
        ranges: impl Iterator<Item = (IpAddr, IpAddr)>,
    ) -> impl Iterator<Item = (IpAddr, Ix<NetworkInterface>, IpAddr)> {
        let found = ranges.flat_map(|(first, last)| self.by_public_address.range(first..=last));
        found.map(|(public, (interface, private))| (*public, *interface, *private))
    }

    /// The blocks of VPCs that hold an address from `first` to `last`, each once. Blocks are apart, or one holds the other: O(log n)
    /// for each length of those that hold `first`, and one step for each block that begins behind it.
    pub fn vpc_blocks_between(&self, first: IpAddr, last: IpAddr) -> impl Iterator<Item = IpNet> {
        let own = IpNet::from(first);
        let around = std::iter::successors(own.supernet(), IpNet::supernet).filter(move |net| net.network() != first);
        let around = around.filter(|net| self.blocks.contains(net));
        let (from, to) = (IpNet::new_assert(first, 0), IpNet::from(last));
        around.chain(self.blocks.range(from..=to).copied())
    }

    /// The interfaces whose description names a file system, in the order of the documents. O(log n) and one step for each.
    pub fn of_file_system(&self, id: &str) -> impl Iterator<Item = Ix<NetworkInterface>> {
        self.by_file_system.get(id).into_iter().flatten().copied()
    }

    /// The names of the services that endpoints lead to, each with the endpoints, in the order of the documents.
    pub fn endpoints_by_service(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = Ix<VpcEndpoint>>)> {
        self.by_service.iter().map(|(name, endpoints)| (name.as_ref(), endpoints.iter().copied()))
    }

    /// The endpoints that have interfaces which the snapshot lacks.
    pub fn partly_seen_endpoints(&self) -> impl Iterator<Item = Ix<VpcEndpoint>> {
        self.partly_seen.iter().copied()
    }

    /// The VPCs that the snapshot shows as an account sees them that only takes part ([`Vpc::hidden_by`]).
    pub fn hidden_vpcs(&self) -> impl Iterator<Item = &Vpc> {
        self.hidden_vpcs.iter().map(|vpc| self.vpcs.get(*vpc))
    }

    /// The interfaces that carry a security group, by the group's id.
    pub fn members(&self, group: &str) -> impl Iterator<Item = Ix<NetworkInterface>> + Clone + use<'_> {
        self.members.get(group).into_iter().flatten().copied()
    }

    /// Whether the same interfaces carry a security group in two designs of the same resources, as far as a look at
    /// their indices tells. O(1); `false` says nothing.
    #[must_use]
    pub fn has_same_members(&self, other: &Self, group: &str) -> bool {
        match (self.members.get(group), other.members.get(group)) {
            (Some(own), Some(others)) => own.ptr_eq(others),
            (None, None) => true,
            _ => false,
        }
    }

    /// Who is behind an interface: whose it is proves more than what its own document says.
    #[must_use]
    pub fn interface_kind(&self, interface: Ix<NetworkInterface>) -> InterfaceKind {
        let found = self.network_interfaces.get(interface);
        match (found.nat_gateway, found.endpoint.map(|endpoint| &self.vpc_endpoints.get(endpoint).record.kind)) {
            (Some(_), _) => InterfaceKind::NatGateway,
            (None, Some(EndpointKind::GatewayLoadBalancer)) => InterfaceKind::GatewayLoadBalancerEndpoint,
            (None, Some(_)) => InterfaceKind::InterfaceEndpoint,
            (None, None) => InterfaceKind::of(&found.record),
        }
    }

    /// Why it is not known whose an interface is: AWS made it for a NAT gateway or an endpoint, of which not all are known.
    #[must_use]
    pub fn owner_gap(&self, interface: Ix<NetworkInterface>) -> Option<Gap> {
        let found = self.network_interfaces.get(interface);
        let document = match found.record.kind.as_str() {
            "nat_gateway" | "natGateway" if found.nat_gateway.is_none() => DocumentKind::NatGateways,
            "vpc_endpoint" if found.endpoint.is_none() => DocumentKind::VpcEndpoints,
            _ => return None,
        };
        let needed_for = found.record.id.to_string();
        // Of an interface whose VPC is not known, nothing else is.
        let known = found.vpc.as_ref().is_ok_and(|vpc| self.knows(document, *vpc));
        (!known).then_some(Gap::MissingDocument { document, needed_for })
    }

    /// The account and Region whose documents show what is in a VPC, as [`Knowledge::place_of`] tells them.
    #[must_use]
    pub fn place(&self, vpc: Ix<Vpc>) -> Scope {
        let record = &self.vpcs.get(vpc).record;
        self.knowledge.place_of(record.owner.as_ref(), &record.scope)
    }

    /// How much is known of a kind of document where it would show something of a VPC.
    #[must_use]
    pub fn coverage(&self, document: DocumentKind, vpc: Ix<Vpc>) -> Coverage {
        self.knowledge.coverage(document, &self.place(vpc))
    }

    /// Whether a kind of document is known in full where it would show something of a VPC, so that what was not read of it
    /// does not exist there.
    #[must_use]
    pub fn knows(&self, document: DocumentKind, vpc: Ix<Vpc>) -> bool {
        self.coverage(document, vpc) == Coverage::Complete
    }

    /// Whether a kind of document is known in full in a Region, in every account of which the snapshot shows something of the
    /// network there, and there is one. Documents of which nobody says where they are from are of the Region that their
    /// subnets' zones tell. O(n) in the number of places, and of subnets where a place has no Region.
    #[must_use]
    pub fn knows_in(&self, document: DocumentKind, region: &Region) -> bool {
        let mut is_any = false;
        for place in self.knowledge.network_places() {
            let is_there = match &place.region {
                Some(own) => Some(own == region),
                None => self.is_of_unnamed(region),
            };
            if is_there != Some(false) && !self.knowledge.knows(document, &place) {
                return false;
            }
            is_any |= is_there == Some(true);
        }
        is_any
    }

    /// Whether documents of which nobody says where they are from are a Region's, as far as their subnets tell.
    fn is_of_unnamed(&self, region: &Region) -> Option<bool> {
        let subnets = self.subnets.iter().map(|(_, subnet)| subnet.record.as_ref());
        let mut zones = subnets.filter(|subnet| subnet.scope.region.is_none()).map(|subnet| &subnet.availability_zone);
        zones.find_map(|zone| zone.as_deref().and_then(Region::of_zone)).map(|own| own == *region)
    }
}

/// A snapshot that contradicts itself, as when documents of different times were mixed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DesignError {
    /// Two things claim what only one can have.
    #[error("{first} and {second} both claim to be {role} of {of}")]
    Contradiction {
        /// The id of the first.
        first: String,
        /// The id of the second.
        second: String,
        /// What both claim to be, in words.
        role: &'static str,
        /// The id of what they claim it of.
        of: String,
    },
}
