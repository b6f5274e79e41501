//! Instances.

/// A running instance with one interface, in one subnet of a tier: that of the first zone, where no other is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Its name.
    pub name: String,
    /// The tier that it is in.
    pub tier: String,
    /// The security groups of its interface, by name; none for the default group.
    pub groups: Vec<String>,
    /// Whether it takes only what is for itself.
    pub source_dest_check: bool,
    /// The letter of its zone.
    pub zone: char,
    /// Whether it runs Windows.
    pub windows: bool,
    /// Whether it is a container instance of the cluster.
    pub in_cluster: bool,
}

impl Instance {
    /// An instance of this name in a tier.
    #[must_use]
    pub fn new(name: &str, tier: &str) -> Self {
        Self {
            name: name.to_owned(),
            tier: tier.to_owned(),
            groups: Vec::new(),
            source_dest_check: true,
            zone: 'a',
            windows: false,
            in_cluster: false,
        }
    }

    /// A security group of its interface. Without any it has the default group of the VPC.
    #[must_use]
    pub fn group(mut self, group: &str) -> Self {
        self.groups.push(group.to_owned());
        self
    }

    /// The zone that it is in, by its letter.
    #[must_use]
    pub const fn zone(mut self, letter: char) -> Self {
        self.zone = letter;
        self
    }

    /// Windows runs on it, not Linux.
    #[must_use]
    pub const fn windows(mut self) -> Self {
        self.windows = true;
        self
    }

    /// The ECS agent runs on it, and it has joined the cluster: services on EC2 have their tasks there.
    #[must_use]
    pub const fn container_instance(mut self) -> Self {
        self.in_cluster = true;
        self
    }

    /// Lets it forward packets that are not its own, as a router or a NAT instance does.
    #[must_use]
    pub const fn without_source_dest_check(mut self) -> Self {
        self.source_dest_check = false;
        self
    }
}
