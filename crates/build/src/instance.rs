//! Instances.

/// A running instance with one interface, in the first subnet of a tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    pub(crate) name: String,
    pub(crate) tier: String,
    pub(crate) groups: Vec<String>,
    pub(crate) source_dest_check: bool,
}

impl Instance {
    /// An instance of this name in a tier.
    #[must_use]
    pub fn new(name: &str, tier: &str) -> Self {
        Self { name: name.to_owned(), tier: tier.to_owned(), groups: Vec::new(), source_dest_check: true }
    }

    /// A security group of its interface. Without any it has the default group of the VPC.
    #[must_use]
    pub fn group(mut self, group: &str) -> Self {
        self.groups.push(group.to_owned());
        self
    }

    /// Lets it forward packets that are not its own, as a router or a NAT instance does.
    #[must_use]
    pub const fn without_source_dest_check(mut self) -> Self {
        self.source_dest_check = false;
        self
    }
}
