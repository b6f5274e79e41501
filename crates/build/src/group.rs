//! Security groups.

use crate::rule::Ports;

/// A security group. As AWS makes it, nothing may come in and everything may go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroup {
    /// Its name.
    pub name: String,
    /// What may come in, from whom: a block, a group or a prefix list.
    pub ingress: Vec<(Ports, String)>,
    /// What may go out, to whom.
    pub egress: Vec<(Ports, String)>,
    /// Whether it still has the rule that lets everything out.
    pub default_egress: bool,
}

impl SecurityGroup {
    /// A group of this name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ingress: Vec::new(), egress: Vec::new(), default_egress: true }
    }

    /// Lets packets in from a block of addresses (`10.0.0.0/8`), a group of the VPC (by its name), or one of AWS's prefix
    /// lists (`com.amazonaws.eu-west-1.s3`).
    #[must_use]
    pub fn ingress(mut self, ports: Ports, peer: &str) -> Self {
        self.ingress.push((ports, peer.to_owned()));
        self
    }

    /// Lets packets out; what may go out already is everything until [`Self::without_default_egress`].
    #[must_use]
    pub fn egress(mut self, ports: Ports, peer: &str) -> Self {
        self.egress.push((ports, peer.to_owned()));
        self
    }

    /// Takes the rule away that AWS gives to every new group and that lets everything out.
    #[must_use]
    pub const fn without_default_egress(mut self) -> Self {
        self.default_egress = false;
        self
    }
}
