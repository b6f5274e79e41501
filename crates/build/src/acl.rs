//! Network ACLs.

use hopwise_model::resource::Direction;

use crate::rule::Ports;

/// An entry of a network ACL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AclEntry {
    /// Its number, from 1 to 32766.
    pub number: u32,
    /// Into the subnets or out of them.
    pub direction: Direction,
    /// Whether it allows.
    pub allow: bool,
    /// Protocol and ports.
    pub ports: Ports,
    /// The far addresses.
    pub block: String,
}

/// A network ACL of some tiers. As AWS makes it, it denies everything; subnets without one have the default ACL of their
/// VPC, which allows everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkAcl {
    /// Its name.
    pub name: String,
    /// The tiers that it is on.
    pub tiers: Vec<String>,
    /// Its entries, in any order.
    pub entries: Vec<AclEntry>,
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
        self.entries.push(AclEntry { number, direction, allow, ports, block: block.to_owned() });
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
