//! Addresses and blocks.

use std::net::IpAddr;

use hopwise_model::Inventory;
use ipnet::IpNet;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::fixture::cidr;
use crate::pick::{record, record_mut};

/// A change to addresses and blocks.
#[derive(Clone, Debug)]
pub enum AddressChange {
    /// An interface has a public address on its primary private one, or none.
    Public {
        /// Which interface.
        interface: Index,
        /// The public address.
        public: Option<IpAddr>,
    },
    /// An interface is in another subnet than its address, as when an emulator made the snapshot.
    Move {
        /// Which interface.
        interface: Index,
        /// Which subnet.
        subnet: Index,
    },
    /// An interface has another private address.
    Readdress {
        /// Which interface.
        interface: Index,
        /// The address.
        private: IpAddr,
    },
    /// A VPC has other blocks.
    Blocks {
        /// Which VPC.
        vpc: Index,
        /// The blocks.
        blocks: Vec<IpNet>,
    },
    /// A subnet has no IPv4 block.
    Ipv6Only {
        /// Which subnet.
        subnet: Index,
    },
}

pub(super) fn change() -> impl Strategy<Value = AddressChange> {
    let some = any::<Index>;
    let blocks = vec![
        vec![cidr("10.0.0.32/27")],
        vec![cidr("10.0.0.0/28"), cidr("10.1.0.0/26")],
        vec![cidr("10.2.0.0/24")],
        vec![],
    ];
    let publics = vec![None, None, Some(IpAddr::from([54, 0, 0, 99]))];
    let privates = [[10, 0, 0, 200], [10, 0, 0, 6], [10, 0, 0, 41], [192, 168, 7, 7]].map(IpAddr::from).to_vec();
    prop_oneof![
        3 => (some(), select(publics)).prop_map(|(interface, public)| AddressChange::Public { interface, public }),
        1 => (some(), some()).prop_map(|(interface, subnet)| AddressChange::Move { interface, subnet }),
        1 => (some(), select(privates))
            .prop_map(|(interface, private)| AddressChange::Readdress { interface, private }),
        1 => (some(), select(blocks)).prop_map(|(vpc, blocks)| AddressChange::Blocks { vpc, blocks }),
        1 => some().prop_map(|subnet| AddressChange::Ipv6Only { subnet }),
    ]
}

impl AddressChange {
    pub(super) fn apply(&self, inventory: &mut Inventory) -> Option<String> {
        match self {
            Self::Public { interface, public } => {
                let interface = record_mut(&mut inventory.network_interfaces, *interface)?;
                interface.addresses.first_mut()?.public = *public;
                Some(format!("{} has the public address {public:?}", interface.id))
            }
            Self::Move { interface, subnet } => {
                let subnet = record(&inventory.subnets, *subnet)?;
                let interface = record_mut(&mut inventory.network_interfaces, *interface)?;
                interface.subnet = subnet.id.clone();
                interface.vpc = Some(subnet.vpc.clone());
                Some(format!("{} is in {}", interface.id, subnet.id))
            }
            Self::Readdress { interface, private } => {
                let interface = record_mut(&mut inventory.network_interfaces, *interface)?;
                interface.addresses.first_mut()?.private = *private;
                Some(format!("{} has {private}", interface.id))
            }
            Self::Blocks { vpc, blocks } => {
                let vpc = record_mut(&mut inventory.vpcs, *vpc)?;
                vpc.cidrs.clone_from(blocks);
                Some(format!("{} has {blocks:?}", vpc.id))
            }
            Self::Ipv6Only { subnet } => {
                let subnet = record_mut(&mut inventory.subnets, *subnet)?;
                subnet.cidrs.clear();
                Some(format!("{} has no IPv4 block", subnet.id))
            }
        }
    }
}
