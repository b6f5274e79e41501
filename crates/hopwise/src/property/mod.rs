//! Sentences that must stay true of a network, for all packets and all placements.

mod alike;
mod anybody;
mod asked;
mod counterexample;
mod ends;
mod flows;
mod goal;
mod hypothetical;
mod party;
mod statement;
mod stranded;
mod supposed;
mod survives;
mod takers;
mod tally;
mod through;
mod to_start;
mod violation;

use std::ops::ControlFlow;

use hopwise_build::Ports;
use hopwise_ecs::Selection;
use hopwise_engine::Verdict;
use hopwise_rules::{InvalidVia, PlacementRule, Selector, Several, Via};

use crate::network::Network;

pub use asked::Asked;
pub use counterexample::{Place, held};
pub use goal::Goal;
pub use through::{Named, Through};
pub use violation::Violation;

pub(crate) use flows::{Finding, each};
pub(crate) use hypothetical::{Hypotheticals, hypothetical, sentence, unreleased};
pub(crate) use party::{services, vpc_of_id};
pub(crate) use statement::Statement;
pub(crate) use stranded::{nowhere, stranded};
pub(crate) use tally::Taken;
pub(crate) use to_start::are_to_start;

impl Network {
    /// Every selected task, and every placement of every selected service, can start: each packet of each step arrives,
    /// each answer comes back, and each permission is there as far as the documents show.
    ///
    /// # Errors
    ///
    /// What stops one, or what is not known of it; and when nothing is selected.
    pub fn can_pull(&self, selection: &Selection) -> Result<(), Violation> {
        let property = if selection.services.is_empty() {
            "every task can pull".to_owned()
        } else {
            format!("every task of {} can pull", selection.services.join(", "))
        };
        self.pull(&property, selection)
    }

    /// Every task that is put into one of these subnets, with these groups and otherwise as nobody says, can start: `tier:app`,
    /// `name:app-*`, `tag:env=prod`, `subnet-…`, `vpc-…`, and `group:orders`, `sg-…` or `tag:…`; of no groups, with the VPC's default
    /// group. As the rule `can_pull = { placement = { … } }` says it.
    ///
    /// # Errors
    ///
    /// What stops one, or what is not known of it; and when one of the names means nothing.
    pub fn any_task_can_pull(&self, subnets: &str, groups: &[&str]) -> Result<(), Violation> {
        let all: Result<Vec<Selector>, _> = groups.iter().map(|own| own.parse()).collect();
        let named = subnets.parse::<Selector>().and_then(|own| Ok((own, all?)));
        let property = format!("any task in {subnets} can pull");
        let (subnets, groups) = named.map_err(|error| Violation::misnamed(&property, error))?;
        let security_groups = (!groups.is_empty()).then_some(Several(groups));
        let rule = PlacementRule::of(Several(vec![subnets]), security_groups);
        let property = sentence(&rule);
        let Hypotheticals { tasks, missing, nowhere } = hypothetical(self, &rule);
        if let Some(why) = nowhere {
            return Err(Violation::nowhere(&property, why));
        }
        if let Some(why) = missing.into_iter().next() {
            return Err(Violation::misnamed(&property, why));
        }
        for own in tasks {
            self.pull(&property, &Selection { hypothetical: Some(own), ..Selection::default() })?;
        }
        Ok(())
    }

    /// What a selection starts can start.
    fn pull(&self, property: &str, selection: &Selection) -> Result<(), Violation> {
        if let Some(service) = stranded(self, &selection.services, &selection.clusters).first() {
            return Err(Violation::nowhere(property, nowhere(service)));
        }
        let answer = self.diagnose(selection).map_err(|error| Violation::unasked(property, &error))?;
        match answer.verdict() {
            Verdict::Delivered => Ok(()),
            verdict => Err(Violation::new(property, verdict != Verdict::Undetermined, verdict, answer.report())),
        }
    }

    /// Every packet that whoever is meant by `from` sends to whoever is meant by `to` arrives, and every answer comes back.
    ///
    /// Both are named as in a trace (an interface, an instance, a task, an address, a host, a service of AWS), or as many:
    /// `subnet-…`, `sg-…` and `vpc-…` are the interfaces that are in them, `tier:app` those in subnets whose `Name` is
    /// `app` or begins with `app-`, `name:web` and `group:db` those that are called so or whose group is, `*` all of them,
    /// `service:orders` the placements of an ECS service, `10.0.0.0/8` a block of addresses, and `internet` every public
    /// address that nobody of the snapshot has. In each a `*` stands for any text. Takes a walk for each pair.
    ///
    /// # Errors
    ///
    /// What stops one, or what is not known of it; and when one of the names means nothing.
    pub fn reaches(&self, from: &str, to: &str, ports: &Ports) -> Result<(), Violation> {
        self.hold(&Goal::Reaches, (from, to), ports)
    }

    /// No packet that whoever is meant by `from` may send, from any port, arrives at whoever is meant by `to`, answered or
    /// not.
    ///
    /// A place that sends (`tier:app`, `subnet-…`, `vpc-…`, `*`) is also any host that could be put there: in each of its subnets,
    /// with a public address, and with the outbound rules of all security groups of its VPC, none of which the rules of others
    /// name.
    ///
    /// # Errors
    ///
    /// A packet that arrives, or what is not known of one; and when one of the names means nothing.
    pub fn never_reaches(&self, from: &str, to: &str, ports: &Ports) -> Result<(), Violation> {
        self.hold(&Goal::NeverReaches, (from, to), ports)
    }

    /// No packet arrives that has not passed one of the components that `via` names, one or several: by id (`nat-…`, `vpce-…`,
    /// `igw-…`, `eni-…`, `i-…`), by `name:` or `tag:`, by where they are (`tier:firewall`, `subnet-…`), by their group, or by a
    /// service of AWS for its endpoints. A place that sends is also
    /// any host that could be put there, as in [`Self::never_reaches`].
    ///
    /// # Errors
    ///
    /// A packet that goes another way, or what is not known of one; and when one of the names means nothing.
    pub fn only_via(&self, from: &str, to: &str, ports: &Ports, via: impl Named) -> Result<(), Violation> {
        let names = via.names();
        let property = || format!("{from} reaches {to} on {ports} only via {}", names.join(" or "));
        if names.is_empty() {
            return Err(Violation::misnamed(&property(), "no component is named that packets have to pass"));
        }
        let all: Result<Vec<Via>, InvalidVia> = names.iter().map(|own| own.parse()).collect();
        let via = all.map_err(|error| Violation::misnamed(&property(), error))?;
        self.hold(&Goal::OnlyVia(Through::of(self, &via)), (from, to), ports)
    }
}

/// How many other pairs are named of which a goal does not hold.
const OTHERS: usize = 10;

impl Network {
    /// The first pair of which a goal does not hold, a proven one rather than one that is not known, with the names of others.
    fn hold(&self, goal: &Goal, (from, to): (&str, &str), ports: &Ports) -> Result<(), Violation> {
        let property = goal.words(from, to, &ports.to_string());
        let selector = |text: &str| text.parse::<Selector>().map_err(|error| Violation::misnamed(&property, error));
        let (from, to) = (selector(from)?, selector(to)?);
        let traffic = ports.traffic();
        let statement =
            Statement { goal, from: &from, to: &to, traffic, says_ports: true, families: &[], property: &property };
        let mut found: Option<Violation> = None;
        each(self, &statement, &mut |Finding { violation, .. }| {
            let Some(first) = &mut found else {
                found = Some(violation);
                return ControlFlow::Continue(());
            };
            // What is certain is told rather than what is not known.
            if violation.is_certain && !first.is_certain {
                *first = violation;
                return ControlFlow::Continue(());
            }
            let pair = violation.pair().filter(|_| violation.is_certain == first.is_certain);
            let pair = pair.filter(|pair| !first.others.contains(pair) && Some(pair) != first.pair().as_ref());
            let room = OTHERS.saturating_sub(first.others.len());
            first.others.extend(pair.into_iter().take(room));
            if room == 0 && first.is_certain { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        found.map_or(Ok(()), Err)
    }
}

/// Fails a test unless a property holds, a function from a [`Network`] to a [`Result`] with a [`Violation`]. The documents
/// of the network are then in a directory of the test's, and the message tells the command that opens them.
///
/// # Panics
///
/// With the explanation.
#[macro_export]
macro_rules! assert_held {
    ($network:expr, $property:expr $(,)?) => {{
        let place = $crate::property::Place {
            directory: option_env!("CARGO_TARGET_TMPDIR"),
            module: module_path!(),
            line: line!(),
        };
        if let Err(violation) = $crate::property::held(&$network, place, $property) {
            panic!("{violation}");
        }
    }};
}

/// Fails a test unless every task of a network can pull, or every task of the services that are named.
///
/// ```
/// use hopwise::build::{Account, Service, Tier, Vpc};
///
/// let open = Vpc::new("shop", "10.20.0.0/16").tier(Tier::public("public")).tier(Tier::private("app", "public"));
/// let account = Account::new("eu-west-1").vpc(open).service(Service::fargate("orders").tier("app"));
/// hopwise::assert_can_pull!(account);
/// hopwise::assert_can_pull!(account, "orders");
/// // Any task that somebody may put there, with these groups.
/// hopwise::assert_can_pull!(account, in "tier:app");
/// hopwise::assert_can_pull!(account, in "tier:app", with "group:default");
/// ```
///
/// # Panics
///
/// With the explanation that `hopwise diagnose` prints.
#[macro_export]
macro_rules! assert_can_pull {
    ($network:expr, in $subnets:expr $(, with $group:expr)* $(,)?) => {
        $crate::assert_held!($network, |network| network.any_task_can_pull($subnets, &[$($group),*]))
    };
    ($network:expr $(, $service:expr)* $(,)?) => {{
        let selection = $crate::Selection { services: vec![$($service.to_string()),*], ..Default::default() };
        $crate::assert_held!($network, |network| network.can_pull(&selection))
    }};
}

/// Fails a test unless every packet arrives and every answer comes back; see [`Network::reaches`].
///
/// ```
/// use hopwise::build::{Account, Instance, SecurityGroup, Tier, Vpc, tcp};
///
/// let shop = Vpc::new("shop", "10.20.0.0/16")
///     .tier(Tier::isolated("app"))
///     .tier(Tier::isolated("data"))
///     .group(SecurityGroup::new("web"))
///     .group(SecurityGroup::new("db").ingress(tcp(5432), "web"))
///     .instance(Instance::new("web", "app").group("web"))
///     .instance(Instance::new("db", "data").group("db"));
/// let account = Account::new("eu-west-1").vpc(shop);
/// hopwise::assert_reaches!(account, "i-shop-web", "i-shop-db", tcp(5432));
/// hopwise::assert_unreachable!(account, "tier:app", "tier:data", tcp(22));
/// hopwise::assert_unreachable!(account, "internet", "vpc-shop", tcp(5432));
/// ```
///
/// # Panics
///
/// With the explanation that `hopwise trace` prints of the first flow that does not hold.
#[macro_export]
macro_rules! assert_reaches {
    ($network:expr, $from:expr, $to:expr, $ports:expr $(,)?) => {
        $crate::assert_held!($network, |network| network.reaches($from, $to, &$ports))
    };
}

/// Fails a test if any packet arrives; see [`Network::never_reaches`].
///
/// # Panics
///
/// With the explanation that `hopwise trace` prints of the first flow that does not hold.
#[macro_export]
macro_rules! assert_unreachable {
    ($network:expr, $from:expr, $to:expr, $ports:expr $(,)?) => {
        $crate::assert_held!($network, |network| network.never_reaches($from, $to, &$ports))
    };
}

/// Fails a test if any packet arrives by another way; see [`Network::only_via`].
///
/// # Panics
///
/// With the explanation that `hopwise trace` prints of the first flow that does not hold.
#[macro_export]
macro_rules! assert_only_via {
    ($network:expr, $from:expr, $to:expr, $ports:expr, $via:expr $(,)?) => {
        $crate::assert_held!($network, |network| network.only_via($from, $to, &$ports, $via))
    };
    ($network:expr, $from:expr, $to:expr, $ports:expr, $($via:expr),+ $(,)?) => {
        $crate::assert_held!($network, |network| network.only_via($from, $to, &$ports, [$($via),+]))
    };
}

/// Fails a test unless a sentence holds still after the loss of any one thing of some kinds; see [`Network::survives`].
///
/// ```
/// use hopwise::FaultKind::{NatGateway, Zone};
/// use hopwise::Selection;
/// use hopwise::build::{Account, Service, Tier, Vpc};
///
/// let shop = Vpc::new("shop", "10.20.0.0/16").tier(Tier::public("public")).tier(Tier::private("app", "public"));
/// let account = Account::new("eu-west-1").vpc(shop).service(Service::fargate("orders").tier("app"));
/// // Each zone has a NAT gateway of its own: with the zone only its own tasks go.
/// hopwise::assert_survives!(account, [Zone], |network| network.can_pull(&Selection::default()));
/// let network = hopwise::load_account(&account)?.network()?;
/// // Without its gateway, the tasks of a zone are stopped.
/// let sentence = |network: &hopwise::Network| network.can_pull(&Selection::default());
/// let violation = network.survives(&[NatGateway], sentence).unwrap_err();
/// assert_eq!(violation.property, "every task can pull when NAT gateway nat-shop-public-a is deleted");
/// # Ok::<(), hopwise::Error>(())
/// ```
///
/// # Panics
///
/// With what was broken, and the explanation of the first thing that does not hold then.
#[macro_export]
macro_rules! assert_survives {
    ($network:expr, $kinds:expr, $sentence:expr $(,)?) => {
        $crate::assert_held!($network, |network: &$crate::Network| network.survives(&$kinds, $sentence))
    };
}
