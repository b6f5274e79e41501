//! Blocks of subnets, and addresses in them.

use std::net::Ipv4Addr;

use hopwise_model::{SubnetId, VpcId};
use ipnet::Ipv4Net;

use crate::refused::Refused;

/// A subnet, and how much of it is used.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) vpc: VpcId,
    pub(crate) subnet: SubnetId,
    /// The letter of its zone.
    pub(crate) zone: char,
    pub(crate) block: Ipv4Net,
    used: u32,
}

/// AWS keeps the first four addresses of a subnet and the last one to itself (fact base A, "Subnets").
const KEPT_FIRST: u32 = 4;
const KEPT_LAST: u32 = 1;

impl Place {
    pub(crate) fn new(vpc: &VpcId, subnet: SubnetId, zone: char, block: Ipv4Net) -> Self {
        Self { vpc: vpc.clone(), subnet, zone, block, used: 0 }
    }

    fn capacity(&self) -> u32 {
        (1u32 << (32 - u32::from(self.block.prefix_len()))) - KEPT_FIRST - KEPT_LAST
    }

    /// How many addresses are left.
    pub(crate) fn left(&self) -> u32 {
        self.capacity() - self.used
    }

    pub(crate) fn next_address(&mut self) -> Result<Ipv4Addr, Refused> {
        if self.left() == 0 {
            let why = format!("all {} addresses of {} are used", self.capacity(), self.block);
            return Err(Refused::new(self.subnet.to_string(), "InsufficientFreeAddressesInSubnet", why));
        }
        self.used += 1;
        Ok(Ipv4Addr::from(u32::from(self.block.network()) + KEPT_FIRST + self.used - 1))
    }
}

/// A block that AWS allows a VPC or a subnet to have.
pub(crate) fn block(what: &str, code: &'static str, text: &str) -> Result<Ipv4Net, Refused> {
    let parsed = text.parse::<Ipv4Net>().map(|block| block.trunc());
    let block =
        parsed.map_err(|_| Refused::new(what, "InvalidParameterValue", format!("`{text}` is no IPv4 block")))?;
    if !(16..=28).contains(&block.prefix_len()) {
        return Err(Refused::new(what, code, format!("{block} is not between /16 and /28")));
    }
    Ok(block)
}

fn overlap(one: Ipv4Net, other: Ipv4Net) -> bool {
    one.contains(&other) || other.contains(&one)
}

/// The space of a VPC: which blocks are taken.
#[derive(Debug)]
pub(crate) struct Space<'v> {
    pub(crate) blocks: &'v [Ipv4Net],
    taken: Vec<Ipv4Net>,
}

impl<'v> Space<'v> {
    pub(crate) fn new(blocks: &'v [Ipv4Net]) -> Self {
        Self { blocks, taken: Vec::new() }
    }

    /// Takes a block that was asked for.
    pub(crate) fn take(&mut self, what: &str, block: Ipv4Net) -> Result<Ipv4Net, Refused> {
        if !self.blocks.iter().any(|own| own.contains(&block)) {
            return Err(Refused::new(
                what,
                "InvalidSubnet.Range",
                format!("{block} is not within the blocks of the VPC"),
            ));
        }
        if let Some(other) = self.taken.iter().find(|other| overlap(**other, block)) {
            return Err(Refused::new(
                what,
                "InvalidSubnet.Conflict",
                format!("{block} overlaps {other} of another subnet"),
            ));
        }
        self.taken.push(block);
        Ok(block)
    }

    /// Takes the first block of a size that is free. Linear in the number of subnets.
    pub(crate) fn take_any(&mut self, what: &str, size: u8) -> Result<Ipv4Net, Refused> {
        if !(16..=28).contains(&size) {
            return Err(Refused::new(what, "InvalidSubnet.Range", format!("/{size} is not between /16 and /28")));
        }
        let fits = self.blocks.iter().filter_map(|own| own.subnets(size).ok()).flatten();
        let free = fits.into_iter().find(|block| !self.taken.iter().any(|other| overlap(*other, *block)));
        let free = free.ok_or_else(|| {
            Refused::new(what, "InvalidSubnet.Range", format!("the blocks of the VPC have no room for another /{size}"))
        })?;
        self.taken.push(free);
        Ok(free)
    }
}
