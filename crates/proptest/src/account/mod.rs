//! Whole accounts as people build them, as `hopwise_build::Account` values.

mod also;
mod ask;
mod between;
mod decide;
mod draw;
mod ipv6;
mod parts;
mod reduce;
mod shrink;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use hopwise_build::{Account, Endpoint, Families, Target, Vpc};
use proptest::collection::SizeRange;
use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;

use parts::ATTACHMENTS;

pub use also::Also;
pub use ask::{Asked, PacketSeed, PlacementSeed, Seed, packets, placements, questions};
pub use shrink::Shrinking;

/// How a VPC reaches the internet by NAT gateways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nat {
    /// A NAT gateway in each zone.
    PerZone,
    /// One NAT gateway for all zones.
    Single,
}

/// What is asked for of NAT gateways.
#[derive(Clone, Copy, Debug)]
enum NatAsked {
    Any,
    Without,
    With(Nat),
}

impl NatAsked {
    fn admits(self, found: &[Nat]) -> bool {
        match self {
            Self::Any => true,
            Self::Without => found.is_empty(),
            Self::With(nat) => found == [nat],
        }
    }
}

/// How VPCs reach each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Links {
    Hub,
    Peering,
}

/// A strategy for accounts: VPCs with tiers of subnets, gateways, endpoints, groups, ACLs, instances, and services on
/// Fargate.
///
/// AWS would make every one of them, and most of their services can pull: where something is missing, it is as people
/// forget it (an endpoint, the rule for the second service). A failing case shrinks to an account from which nothing can
/// be taken that the test could fail without, within what was asked for.
///
/// ```
/// use hopwise_proptest::{Designs, Nat};
/// use proptest::prelude::*;
///
/// proptest!(ProptestConfig::with_cases(8), |(account in Designs::new().zones(2..=3).nat(Nat::PerZone).services(1))| {
///     let inventory = account.inventory()?;
///     prop_assert_eq!(inventory.nat_gateways.len(), account.vpcs[0].zones);
/// });
/// ```
#[derive(Clone, Debug)]
pub struct Designs {
    vpcs: SizeRange,
    zones: SizeRange,
    tiers: SizeRange,
    services: SizeRange,
    instances: SizeRange,
    nat: NatAsked,
    endpoints: Option<BTreeSet<String>>,
    acls: bool,
    dual_stack: bool,
    links: Option<Links>,
    also: BTreeSet<Also>,
    /// Whether it is of a VPC behind a hub.
    is_spoke: bool,
}

impl Default for Designs {
    fn default() -> Self {
        Self::new()
    }
}

impl Designs {
    /// One VPC over one to three zones, one to four tiers, up to two services and two instances; endpoints, NAT gateways
    /// and ACLs as it comes; IPv4 only.
    #[must_use]
    pub fn new() -> Self {
        Self {
            vpcs: (1..=1).into(),
            zones: (1..=3).into(),
            tiers: (1..=4).into(),
            services: (0..=2).into(),
            instances: (0..=2).into(),
            nat: NatAsked::Any,
            endpoints: None,
            acls: true,
            dual_stack: false,
            links: None,
            also: BTreeSet::new(),
            is_spoke: false,
        }
    }

    /// How many VPCs, up to four: not connected to each other without [`Self::hub`] or [`Self::peered`].
    #[must_use]
    pub fn vpcs(mut self, count: impl Into<SizeRange>) -> Self {
        self.vpcs = count.into();
        self
    }

    /// Over how many zones each VPC is, from 1 to 6.
    #[must_use]
    pub fn zones(mut self, count: impl Into<SizeRange>) -> Self {
        self.zones = count.into();
        self
    }

    /// How many tiers each VPC has, from 1 to 6; with NAT gateways two at least. That of a transit gateway's attachment
    /// is one more.
    #[must_use]
    pub fn tiers(mut self, count: impl Into<SizeRange>) -> Self {
        self.tiers = count.into();
        self
    }

    /// How many services each VPC has, up to six.
    #[must_use]
    pub fn services(mut self, count: impl Into<SizeRange>) -> Self {
        self.services = count.into();
        self
    }

    /// How many instances each VPC has, up to four.
    #[must_use]
    pub fn instances(mut self, count: impl Into<SizeRange>) -> Self {
        self.instances = count.into();
        self
    }

    /// Every VPC has NAT gateways, placed like this; with a hub the first VPC has them, for all.
    #[must_use]
    pub const fn nat(mut self, nat: Nat) -> Self {
        self.nat = NatAsked::With(nat);
        self
    }

    /// No VPC has a NAT gateway.
    #[must_use]
    pub const fn without_nat(mut self) -> Self {
        self.nat = NatAsked::Without;
        self
    }

    /// Every VPC has endpoints of these services and of no others: gateway endpoints of S3 and `DynamoDB`, interface
    /// endpoints of all others.
    #[must_use]
    pub fn endpoints<'s>(mut self, services: impl IntoIterator<Item = &'s str>) -> Self {
        self.endpoints = Some(services.into_iter().map(str::to_owned).collect());
        self
    }

    /// Every subnet keeps the default ACL.
    #[must_use]
    pub const fn without_acls(mut self) -> Self {
        self.acls = false;
        self
    }

    /// Every VPC has IPv6 beside IPv4: a block of its own, the first tier with both families and the others with both or
    /// one of them, ways out by internet gateways, egress-only gateways and NAT64, rules and entries for it.
    ///
    /// What hopwise does not say of IPv6 yet it leaves open: `undetermined`, with the reason.
    #[must_use]
    pub const fn dual_stack(mut self) -> Self {
        self.dual_stack = true;
        self
    }

    /// Two VPCs at least, attached to one transit gateway: the first is the hub, with the way to the internet as far as
    /// there is one, and with endpoints that the others use by private zones, and the others send it what is for nobody of
    /// their own. The gateway has its default table, or one for the spokes and one for the hub; some lack a route, a
    /// propagation or a zone, as people forget them.
    #[must_use]
    pub const fn hub(mut self) -> Self {
        self.links = Some(Links::Hub);
        self
    }

    /// Two VPCs at least, each further one a peer of the first, with routes both ways.
    #[must_use]
    pub const fn peered(mut self) -> Self {
        self.links = Some(Links::Peering);
        self
    }

    /// What designs may have besides.
    ///
    /// ```
    /// use hopwise_proptest::{Also, Designs};
    /// use proptest::prelude::*;
    ///
    /// proptest!(ProptestConfig::with_cases(8), |(account in Designs::new().with([Also::EndpointPolicies]))| {
    ///     prop_assert!(account.zones.is_empty());
    ///     prop_assert_eq!(account.check(), Ok(()));
    /// });
    /// ```
    #[must_use]
    pub fn with(mut self, also: impl IntoIterator<Item = Also>) -> Self {
        self.also.extend(also);
        self
    }

    /// Everything that designs may have besides: names, policies, further blocks, NAT instances, services on instances.
    #[must_use]
    pub fn everything(self) -> Self {
        self.with(Also::ALL)
    }

    /// How many VPCs there may be.
    fn possible_vpcs(&self) -> RangeInclusive<usize> {
        let least = if self.links.is_some() { 2 } else { 0 };
        let asked = possible(&self.vpcs, MOST_VPCS);
        *asked.start().max(&least)..=*asked.end().max(&least)
    }

    /// What is asked for of the first VPC, or of a further one.
    fn of_vpc(&self, index: usize) -> Self {
        let is_spoke = self.links == Some(Links::Hub) && index > 0;
        Self { nat: if is_spoke { NatAsked::Without } else { self.nat }, is_spoke, ..self.clone() }
    }

    /// Whether VPCs reach each other as is asked for.
    fn admits_links(&self, account: &Account) -> bool {
        let mut names = account.vpcs.iter().map(|vpc| vpc.name.as_str());
        match self.links {
            None => true,
            Some(Links::Hub) => match account.transit_gateways.as_slice() {
                [only] => names.all(|name| only.attachments.iter().any(|own| own.vpc == name)),
                _ => false,
            },
            Some(Links::Peering) => {
                let Some(first) = names.next() else { return false };
                names.all(|name| account.peerings.iter().any(|own| own.connects(first, name)))
            }
        }
    }

    /// Whether an account is one of those that are asked for.
    #[must_use]
    pub fn admits(&self, account: &Account) -> bool {
        let instances = |vpc: &Vpc| vpc.instances.iter().filter(|own| !also::is_helper(own)).count();
        let services = |vpc: &Vpc| {
            let of_it = |own: &&hopwise_build::Service| own.vpc.as_ref().is_none_or(|name| *name == vpc.name);
            account.services.iter().filter(of_it).count()
        };
        self.possible_vpcs().contains(&account.vpcs.len())
            && self.admits_links(account)
            && also::is_admitted(account, &self.also, self.links == Some(Links::Hub))
            && account.vpcs.iter().enumerate().all(|(index, vpc)| {
                let tiers = vpc.tiers.iter().filter(|tier| tier.name != ATTACHMENTS).count();
                within(&self.zones, MOST_ZONES, vpc.zones)
                    && within(&self.tiers, MOST_TIERS, tiers)
                    && within(&self.services, MOST_SERVICES, services(vpc))
                    && within(&self.instances, MOST_INSTANCES, instances(vpc))
                    && self.of_vpc(index).nat.admits(&nats(vpc))
                    && (!self.dual_stack || vpc.tiers.iter().any(|tier| tier.families == Families::DualStack))
                    && self.endpoints.as_ref().is_none_or(|wanted| *wanted == endpoints(vpc))
                    && (self.acls || vpc.acls.is_empty())
            })
    }
}

const MOST_VPCS: usize = 4;
const MOST_ZONES: usize = 6;
const MOST_TIERS: usize = 6;
const MOST_SERVICES: usize = 6;
const MOST_INSTANCES: usize = 4;

/// What is asked for of what is possible.
fn possible(asked: &SizeRange, most: usize) -> RangeInclusive<usize> {
    let (start, end) = (asked.start(), asked.end_incl());
    start.min(most)..=end.min(most)
}

fn within(asked: &SizeRange, most: usize, count: usize) -> bool {
    possible(asked, most).contains(&count)
}

/// The ways in which tiers of a VPC use NAT gateways, each once.
fn nats(vpc: &Vpc) -> Vec<Nat> {
    let mut found = Vec::new();
    for (_, target) in vpc.tiers.iter().flat_map(|tier| &tier.routes) {
        let nat = match target {
            Target::NatGateway(_) => Nat::PerZone,
            Target::OneNatGateway(_) => Nat::Single,
            _ => continue,
        };
        if !found.contains(&nat) {
            found.push(nat);
        }
    }
    found
}

fn endpoints(vpc: &Vpc) -> BTreeSet<String> {
    vpc.endpoints.iter().map(|own: &Endpoint| own.service.clone()).collect()
}

impl Strategy for Designs {
    type Tree = Shrinking;
    type Value = Account;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let account = draw::account(self, runner)?;
        Ok(Shrinking::new(self.clone(), account))
    }
}
