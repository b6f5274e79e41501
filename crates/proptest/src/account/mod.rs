//! Whole accounts as people build them, as `hopwise_build::Account` values.

mod ask;
mod draw;
mod parts;
mod reduce;
mod shrink;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use hopwise_build::{Account, Endpoint, Target, Vpc};
use proptest::collection::SizeRange;
use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;

pub use ask::{Asked, Seed, questions};
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
}

impl Default for Designs {
    fn default() -> Self {
        Self::new()
    }
}

impl Designs {
    /// One VPC over one to three zones, one to four tiers, up to two services and two instances; endpoints, NAT gateways
    /// and ACLs as it comes.
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
        }
    }

    /// How many VPCs, not connected to each other; up to four.
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

    /// How many tiers each VPC has, from 1 to 6; with NAT gateways two at least.
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

    /// Every VPC has NAT gateways, placed like this.
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

    /// Whether an account is one of those that are asked for.
    #[must_use]
    pub fn admits(&self, account: &Account) -> bool {
        let services = |vpc: &Vpc| {
            let of_it = |own: &&hopwise_build::Service| own.vpc.as_ref().is_none_or(|name| *name == vpc.name);
            account.services.iter().filter(of_it).count()
        };
        within(&self.vpcs, MOST_VPCS, account.vpcs.len())
            && account.vpcs.iter().all(|vpc| {
                within(&self.zones, MOST_ZONES, vpc.zones)
                    && within(&self.tiers, MOST_TIERS, vpc.tiers.len())
                    && within(&self.services, MOST_SERVICES, services(vpc))
                    && within(&self.instances, MOST_INSTANCES, vpc.instances.len())
                    && self.nat.admits(&nats(vpc))
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
            Target::InternetGateway | Target::Instance(_) => continue,
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
