//! Subnets, and the addresses in them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hopwise_model::resource::PrivateAddress;
use hopwise_model::{SubnetId, VpcId};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::refused::Refused;
use crate::tier::Families;

/// A subnet, and how much of it is used.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) vpc: VpcId,
    pub(crate) subnet: SubnetId,
    /// The letter of its zone.
    pub(crate) zone: char,
    /// Its block of IPv4; none where it has IPv6 alone.
    ipv4: Option<Ipv4Net>,
    ipv6: Option<Ipv6Net>,
    used: u32,
}

/// AWS keeps the first four addresses of a subnet and the last one to itself (fact base A, "Subnets").
const KEPT_FIRST: u32 = 4;
const KEPT_LAST: u32 = 1;

impl Place {
    pub(crate) fn new(
        vpc: &VpcId,
        subnet: SubnetId,
        zone: char,
        (ipv4, ipv6): (Option<Ipv4Net>, Option<Ipv6Net>),
    ) -> Self {
        Self { vpc: vpc.clone(), subnet, zone, ipv4, ipv6, used: 0 }
    }

    /// Its blocks.
    pub(crate) fn cidrs(&self) -> Vec<IpNet> {
        self.ipv4.map(IpNet::V4).into_iter().chain(self.ipv6.map(IpNet::V6)).collect()
    }

    /// Which blocks it has.
    pub(crate) const fn families(&self) -> Families {
        match (self.ipv4, self.ipv6) {
            (None, _) => Families::Ipv6,
            (Some(_), None) => Families::Ipv4,
            (Some(_), Some(_)) => Families::DualStack,
        }
    }

    fn capacity(block: Ipv4Net) -> u32 {
        (1u32 << (32 - u32::from(block.prefix_len()))) - KEPT_FIRST - KEPT_LAST
    }

    /// How many IPv4 addresses are left.
    pub(crate) fn left(&self) -> u32 {
        self.ipv4.map_or(0, |block| Self::capacity(block) - self.used)
    }

    /// The next free addresses: one of IPv4 where it has such, and one of IPv6 where that is asked for or all that it has.
    pub(crate) fn next_addresses(
        &mut self,
        ipv6: bool,
        public: Option<Ipv4Addr>,
    ) -> Result<Vec<PrivateAddress>, Refused> {
        if let Some(block) = self.ipv4.filter(|_| self.left() == 0) {
            let why = format!("all {} addresses of {block} are used", Self::capacity(block));
            return Err(Refused::new(self.subnet.to_string(), "InsufficientFreeAddressesInSubnet", why));
        }
        let number = KEPT_FIRST + self.used;
        self.used += 1;
        let ipv4 = self.ipv4.map(|block| PrivateAddress {
            private: IpAddr::V4(Ipv4Addr::from(u32::from(block.network()) + number)),
            public: public.map(IpAddr::V4),
        });
        let ipv6 = self.ipv6.filter(|_| ipv6 || ipv4.is_none()).map(|block| PrivateAddress {
            private: IpAddr::V6(Ipv6Addr::from(u128::from(block.network()) + u128::from(number))),
            public: None,
        });
        Ok(ipv4.into_iter().chain(ipv6).collect())
    }
}
