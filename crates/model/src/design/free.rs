//! The addresses of a subnet that nobody has.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use hopwise_packet::{AddressSet, Family, offset};
use ipnet::IpNet;

use super::{Design, Ix, Subnet};

/// The free addresses of subnets, each found when somebody asks first: placements are asked about many times, of subnets that
/// have thousands of interfaces. A copy of a design keeps them; whoever adds interfaces or changes blocks forgets them.
#[derive(Debug, Default)]
pub(crate) struct FreeAddresses(Mutex<BTreeMap<(Ix<Subnet>, Family), AddressSet>>);

impl FreeAddresses {
    pub(crate) fn forget(&mut self) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Clone for FreeAddresses {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()))
    }
}

/// What was asked already is no part of a design.
impl PartialEq for FreeAddresses {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Design {
    /// The addresses of a subnet's block of a family that an interface could get: not the first four nor the last, which AWS keeps
    /// (VPC user guide, subnet sizing), and none that another interface has. O(n) in the interfaces of the subnet at first,
    /// O(log n) and a copy of the set afterwards.
    #[must_use]
    pub fn free_addresses(&self, subnet: Ix<Subnet>, family: Family) -> AddressSet {
        let mut known = self.free.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry((subnet, family)).or_insert_with(|| self.find_free_addresses(subnet, family)).clone()
    }

    fn find_free_addresses(&self, subnet: Ix<Subnet>, family: Family) -> AddressSet {
        let subnet = self.subnets.get(subnet);
        let bounds = |cidr: IpNet| Some((offset(cidr.network(), 4)?, offset(cidr.broadcast(), -1)?));
        let bounds = subnet.record.cidr_of(family).and_then(bounds).filter(|(first, last)| first <= last);
        let Some((first, last)) = bounds else { return AddressSet::empty() };
        let all = AddressSet::from_range(first, last);
        let Ok(vpc) = subnet.vpc else { return all };
        let taken = self.interfaces_between(vpc, std::iter::once((first, last)));
        all.difference(&AddressSet::from_nets(taken.map(|(block, _)| block)))
    }
}
