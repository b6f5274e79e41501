//! Questions about accounts that are not known yet.

use hopwise_build::{Account, Ports, all, icmp, tcp, tcp_range, udp};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::pick::one;

/// A question as `Network::reaches` and `Network::never_reaches` of the library are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who sends: a tier, a service, an instance or a VPC.
    pub from: String,
    /// Who is to take it: a tier, an instance, a VPC or the internet.
    pub to: String,
    /// What is sent.
    pub ports: Ports,
}

/// A question before it knows its account. It shrinks to the first names, independently of the account.
#[derive(Clone, Debug)]
pub struct Seed {
    from: Index,
    to: Index,
    ports: Ports,
}

/// Questions about who is in an account, on the ports that people open.
///
/// ```
/// use hopwise_proptest::{Designs, questions};
/// use proptest::prelude::*;
///
/// proptest!(ProptestConfig::with_cases(8), |(account in Designs::new(), seed in questions())| {
///     let asked = seed.on(&account).expect("a design has a VPC at least");
///     prop_assert!(asked.from != "internet");
/// });
/// ```
pub fn questions() -> impl Strategy<Value = Seed> {
    let ports = prop_oneof![
        4 => Just(tcp(443)),
        2 => prop::sample::select(vec![tcp(22), tcp(80), tcp(5432), tcp(6379), tcp(8080)]),
        1 => prop::sample::select(vec![udp(53), icmp(), tcp_range(1024..=65535), all()]),
    ];
    (any::<Index>(), any::<Index>(), ports).prop_map(|(from, to, ports)| Seed { from, to, ports })
}

impl Seed {
    /// The question on an account; `None` where it has no VPC.
    #[must_use]
    pub fn on(&self, account: &Account) -> Option<Asked> {
        let inside: Vec<String> = account
            .vpcs
            .iter()
            .flat_map(|vpc| {
                let instances = vpc.instances.iter().map(|own| format!("i-{}-{}", vpc.name, own.name));
                let tiers = vpc.tiers.iter().map(|own| format!("tier:{}", own.name));
                instances.chain(tiers).chain([format!("vpc-{}", vpc.name)]).collect::<Vec<_>>()
            })
            .collect();
        let services = account.services.iter().map(|own| format!("service:{}", own.name));
        let senders: Vec<String> = services.chain(inside.iter().cloned()).collect();
        let takers: Vec<String> = inside.into_iter().chain(["internet".to_owned()]).collect();
        let (from, to) = (one(&senders, self.from)?.clone(), one(&takers, self.to)?.clone());
        Some(Asked { from, to, ports: self.ports.clone() })
    }
}
