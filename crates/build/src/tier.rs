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
    /// The egress-only internet gateway of the VPC, which lets IPv6 out. hopwise reads no document of such gateways yet, and
    /// says of packets for one that what is behind it is not known.
    EgressOnlyInternetGateway,
    /// The transit gateway of this name, by the VPC's attachment in the subnet's zone.
    TransitGateway(String),
    /// The peering connection with the VPC of this name.
    Peering(String),
}

impl Target {
    /// What it is, as the errors name it.
    pub(crate) const fn noun(&self) -> &'static str {
        match self {
            Self::InternetGateway => "an internet gateway",
            Self::NatGateway(_) | Self::OneNatGateway(_) => "a NAT gateway",
            Self::Instance(_) => "an instance",
            Self::EgressOnlyInternetGateway => "an egress-only internet gateway",
            Self::TransitGateway(_) => "a transit gateway",
            Self::Peering(_) => "a peering connection",
        }
    }
}

/// Which blocks a subnet has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Families {
    /// One of IPv4.
    Ipv4,
    /// One of each family.
    DualStack,
    /// One of IPv6.
    Ipv6,
}

impl Families {
    /// Whether it has a block of IPv4.
    #[must_use]
    pub const fn has_ipv4(self) -> bool {
        !matches!(self, Self::Ipv6)
    }

    /// Whether it has a block of IPv6.
    #[must_use]
    pub const fn has_ipv6(self) -> bool {
        !matches!(self, Self::Ipv4)
    }
}

/// Subnets of one purpose: one for each zone of the VPC, the next free block each; of IPv6, the next free /64.
///
/// A tier that routes somewhere, or that a gateway endpoint is for, has a route table of its own (one for each zone where
/// zones differ); any other uses the main table of the VPC, as AWS does with subnets that nobody associates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Its name.
    pub name: String,
    /// The length of the prefix of each subnet's block of IPv4, where no blocks are said.
    pub size: u8,
    /// The blocks of IPv4 of the subnets, in the order of the zones; none for the next free ones.
    pub blocks: Vec<String>,
    /// Which blocks its subnets have.
    pub families: Families,
    /// Whether the resolver makes up addresses of IPv6 there (`EnableDns64`).
    pub dns64: bool,
    /// Its routes: each a block of addresses, and where it leads.
    pub routes: Vec<(String, Target)>,
}

impl Tier {
    /// Subnets of 256 addresses that reach nothing but their VPC.
    #[must_use]
    pub fn isolated(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            size: 24,
            blocks: Vec::new(),
            families: Families::Ipv4,
            dns64: false,
            routes: Vec::new(),
        }
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

    /// Gives each subnet a block of IPv6 as well, and each instance in it an address of it
    /// (`AssignIpv6AddressOnCreation`). Its routes stay as they are: no default route of IPv4 is one of IPv6.
    #[must_use]
    pub const fn dual_stack(mut self) -> Self {
        self.families = Families::DualStack;
        self
    }

    /// Gives each subnet a block of IPv6 and none of IPv4 (`Ipv6Native`).
    #[must_use]
    pub const fn ipv6_only(mut self) -> Self {
        self.families = Families::Ipv6;
        self
    }

    /// Has the resolver make up addresses of IPv6 for names that have none (`EnableDns64`), which a route of
    /// `64:ff9b::/96` leads to a NAT gateway.
    #[must_use]
    pub const fn dns64(mut self) -> Self {
        self.dns64 = true;
        self
    }

    /// The length of the prefix of each subnet's block of IPv4, from 16 to 28.
    #[must_use]
    pub const fn size(mut self, prefix: u8) -> Self {
        self.size = prefix;
        self
    }

    /// The blocks of IPv4 of the subnets, in the order of the zones, instead of the next free ones.
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
