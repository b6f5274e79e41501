//! Network ACLs.

use hopwise_model::resource::Direction;

use crate::rule::Ports;

/// An entry, before its block is known to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) number: u32,
    pub(crate) direction: Direction,
    pub(crate) allow: bool,
    pub(crate) ports: Ports,
    pub(crate) block: String,
}

/// A network ACL of some tiers. As AWS makes it, it denies everything; subnets without one have the default ACL of their
/// VPC, which allows everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkAcl {
    pub(crate) name: String,
    pub(crate) tiers: Vec<String>,
    pub(crate) entries: Vec<Entry>,
}

impl NetworkAcl {
    /// An ACL of this name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), tiers: Vec::new(), entries: Vec::new() }
    }

    /// Puts it on the subnets of a tier.
    #[must_use]
    pub fn tier(mut self, tier: &str) -> Self {
        self.tiers.push(tier.to_owned());
        self
    }

    fn entry(mut self, direction: Direction, allow: bool, (number, ports, block): (u32, Ports, &str)) -> Self {
        self.entries.push(Entry { number, direction, allow, ports, block: block.to_owned() });
        self
    }

    /// An inbound entry that allows. Numbers are from 1 to 32766, and the lowest that fits decides.
    #[must_use]
    pub fn allow_in(self, number: u32, ports: Ports, block: &str) -> Self {
        self.entry(Direction::Ingress, true, (number, ports, block))
    }

    /// An inbound entry that denies.
    #[must_use]
    pub fn deny_in(self, number: u32, ports: Ports, block: &str) -> Self {
        self.entry(Direction::Ingress, false, (number, ports, block))
    }

    /// An outbound entry that allows.
    #[must_use]
    pub fn allow_out(self, number: u32, ports: Ports, block: &str) -> Self {
        self.entry(Direction::Egress, true, (number, ports, block))
    }

    /// An outbound entry that denies.
    #[must_use]
    pub fn deny_out(self, number: u32, ports: Ports, block: &str) -> Self {
        self.entry(Direction::Egress, false, (number, ports, block))
    }
}
