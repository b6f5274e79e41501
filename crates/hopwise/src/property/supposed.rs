//! Tasks that are still to be started, as a destination: an interface is supposed where each would be.
//!
//! Which address it gets nobody knows: any that is free in its subnet. So all of these are its own, its first one as an address and
//! the others as blocks, and what is asked of it is asked of each.

use std::net::IpAddr;

use hopwise_engine::FOLLOWED;
use hopwise_model::design::{Design, Ix, NetworkInterface, Placement, PublicAddress, Subnet};
use hopwise_model::resource::{self, PrivateAddress};
use hopwise_model::{Evidence, SecurityGroupId};
use hopwise_packet::AddressSet;
use ipnet::IpNet;

use crate::network::Network;

/// The id of an interface that is supposed. There is one at a time.
const ID: &str = "eni-supposed";

/// How somebody who is still to be started is called, before the subnet's id.
pub(super) const A_TASK: &str = "a task in ";

/// Who takes packets and is not there yet.
pub(super) struct Supposed {
    /// The network with an interface for it.
    pub(super) network: Network,
    /// The interface.
    pub(super) interface: Ix<NetworkInterface>,
    /// The private addresses that it may have.
    pub(super) addresses: AddressSet,
    /// What it is called.
    pub(super) name: String,
}

impl Supposed {
    /// A network in which a placement is an interface; none where its groups are not known, or where it has no room.
    pub(super) fn of(network: &Network, placement: &Placement) -> Option<Self> {
        let design = network.design();
        let addresses = match placement.address {
            Some(address) => AddressSet::single(address),
            None => beside_another(network, placement.subnet),
        };
        let vpc = design.subnets.get(placement.subnet).vpc.as_ref().ok()?;
        // Whose a known address is that somebody else has in the snapshot is not known.
        if placement.address.is_some_and(|address| design.interface_at(*vpc, address).is_some()) {
            return None;
        }
        let record = interface(design, placement, &addresses)?;
        let mut inventory = network.inventory().clone();
        let name = format!("{A_TASK}{}", record.subnet);
        inventory.network_interfaces.push(record);
        let changed = design.changed(network.inventory(), &inventory).ok()?;
        let network = network.with(inventory, changed);
        let interface = network.design().network_interfaces.find(ID)?;
        Some(Self { network, interface, addresses, name })
    }
}

impl Supposed {
    /// The same, of which the addresses of a block alone are meant.
    pub(super) fn within(self, block: IpNet) -> Self {
        Self { addresses: self.addresses.intersection(&AddressSet::from_net(block)), ..self }
    }
}

/// Whether somebody who does not exist is supposed in a subnet.
pub(super) fn is_supposed_in(design: &Design, subnet: Ix<Subnet>) -> bool {
    let found = design.network_interfaces.find(ID);
    found.is_some_and(|found| design.network_interfaces.get(found).subnet == Ok(subnet))
}

/// The free addresses of a subnet but for one, where somebody else could be who sends: where no block tells one address from
/// another, one is as good as the other. Else all of them; who sends has none then, and what is asked of him is not known.
fn beside_another(network: &Network, subnet: Ix<Subnet>) -> AddressSet {
    let free = network.design().free_addresses(subnet, FOLLOWED);
    let cidrs = &network.design().subnets.get(subnet).record.cidrs;
    let divides = |block: &IpNet| cidrs.iter().any(|own| own.contains(block) && own != block);
    let last = free.ranges().last().map(|(_, last)| last);
    match last.filter(|last| Some(*last) != free.first()) {
        Some(last) if !network.inventory().named_blocks().iter().any(divides) => {
            free.difference(&AddressSet::single(last))
        }
        _ => free,
    }
}

fn interface(design: &Design, placement: &Placement, addresses: &AddressSet) -> Option<resource::NetworkInterface> {
    let subnet = &design.subnets.get(placement.subnet).record;
    let private = addresses.first()?;
    let groups: Option<Vec<SecurityGroupId>> = placement
        .groups
        .iter()
        .map(|own| own.as_ref().ok().map(|own| design.security_groups.get(*own).record.id.clone()))
        .collect();
    let public = match placement.public {
        PublicAddress::None => None,
        PublicAddress::Assigned => Some(somewhere()),
        PublicAddress::Known(address) => Some(address),
    };
    let by_ipv6 = subnet.cidrs.iter().find_map(|block| match block {
        IpNet::V6(block) => Some(IpAddr::V6(block.network())),
        IpNet::V4(_) => None,
    });
    let by_ipv6 = by_ipv6.map(|private| PrivateAddress { private, public: None });
    let rest = addresses.difference(&AddressSet::single(private));
    Some(resource::NetworkInterface {
        id: ID.try_into().ok()?,
        kind: "interface".into(),
        description: "".into(),
        vpc: Some(subnet.vpc.clone()),
        subnet: subnet.id.clone(),
        groups: groups?.into_iter().collect(),
        addresses: std::iter::once(PrivateAddress { private, public }).chain(by_ipv6).collect(),
        prefixes: rest.of(FOLLOWED).nets().into_iter().collect(),
        source_dest_check: Some(true),
        owner: subnet.owner.clone(),
        requester: None,
        requester_managed: Some(false),
        instance: None,
        status: Some("in-use".into()),
        name: None,
        scope: subnet.scope.clone(),
        evidence: Evidence::supposed("a task that is still to be started"),
    })
}

/// A public address that nobody has.
fn somewhere() -> IpAddr {
    FOLLOWED.nobodys_address(0)
}
