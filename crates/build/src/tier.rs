//! Tiers: subnets of one purpose, one in each zone.

/// Where a route leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The internet gateway of the VPC.
    InternetGateway,
    /// The NAT gateway that the tier of this name has in the same zone.
    NatGateway(String),
    /// The one NAT gateway that the tier of this name has in its first zone, also for the other zones.
    OneNatGateway(String),
    /// An instance of the VPC, by its name.
    Instance(String),
}

/// Subnets of one purpose: one for each zone of the VPC, the next free block each.
///
/// A tier that routes somewhere, or that a gateway endpoint is for, has a route table of its own (one for each zone where
/// zones differ); any other uses the main table of the VPC, as AWS does with subnets that nobody associates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Its name.
    pub name: String,
    /// The length of the prefix of each subnet, where no blocks are said.
    pub size: u8,
    /// The blocks of the subnets, in the order of the zones; none for the next free ones.
    pub blocks: Vec<String>,
    /// Its routes: each a block of addresses, and where it leads.
    pub routes: Vec<(String, Target)>,
}

impl Tier {
    /// Subnets of 256 addresses that reach nothing but their VPC.
    #[must_use]
    pub fn isolated(name: &str) -> Self {
        Self { name: name.to_owned(), size: 24, blocks: Vec::new(), routes: Vec::new() }
    }

    /// The same with a default route to the internet gateway of the VPC.
    #[must_use]
    pub fn public(name: &str) -> Self {
        Self::isolated(name).route("0.0.0.0/0", Target::InternetGateway)
    }

    /// The same with a default route to a public NAT gateway, in the same zone of a tier that is public.
    #[must_use]
    pub fn private(name: &str, public: &str) -> Self {
        Self::isolated(name).route("0.0.0.0/0", Target::NatGateway(public.to_owned()))
    }

    /// The length of the prefix of each subnet, from 16 to 28.
    #[must_use]
    pub const fn size(mut self, prefix: u8) -> Self {
        self.size = prefix;
        self
    }

    /// The blocks of the subnets, in the order of the zones, instead of the next free ones.
    #[must_use]
    pub fn blocks<'b>(mut self, blocks: impl IntoIterator<Item = &'b str>) -> Self {
        self.blocks = blocks.into_iter().map(str::to_owned).collect();
        self
    }

    /// A route in the tier's own tables. The destination is a block of addresses.
    #[must_use]
    pub fn route(mut self, destination: &str, target: Target) -> Self {
        self.routes.push((destination.to_owned(), target));
        self
    }
}
