//! What a name means, by the plainest code that can be right.

use crate::world::{Action, RuleKind, World};

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Public,
    Endpoint(String),
    /// A zone's name, and an address.
    Record(String, String),
    NoRecord(String),
    /// The domain of a rule.
    Forwarded(String),
    /// The domain of a rule of DNS Firewall.
    Blocked(String),
}

impl Meaning {
    pub(crate) const NAMES: [&'static str; 6] = ["public", "endpoint", "record", "no record", "forwarded", "blocked"];

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Public => Self::NAMES[0],
            Self::Endpoint(_) => Self::NAMES[1],
            Self::Record(..) => Self::NAMES[2],
            Self::NoRecord(_) => Self::NAMES[3],
            Self::Forwarded(_) => Self::NAMES[4],
            Self::Blocked(_) => Self::NAMES[5],
        }
    }
}

fn split(name: &str) -> Vec<&str> {
    if name.is_empty() { Vec::new() } else { name.split('.').collect() }
}

/// Whether a domain holds a name.
pub(crate) fn holds(domain: &str, name: &str) -> bool {
    split(name).ends_with(&split(domain))
}

/// The domains that hold a name, the longest first, the root last.
fn domains(name: &str) -> Vec<String> {
    let labels = split(name);
    (0..=labels.len()).map(|skip| labels[skip..].join(".")).collect()
}

pub(crate) fn meaning(world: &World, host: &str) -> Meaning {
    for (pattern, action) in &world.firewall {
        let matches = match pattern.strip_prefix("*.") {
            Some(domain) => host != domain && holds(domain, host),
            None => pattern == host,
        };
        match (matches, action) {
            (true, Action::Block) => return Meaning::Blocked(pattern.clone()),
            (true, Action::Allow) => break,
            (false, _) => {}
        }
    }
    let domains = domains(host);
    let rule = domains.iter().find_map(|domain| world.rules.iter().find(|rule| rule.domain == *domain));
    for domain in &domains {
        if let Some(rule) = rule
            && rule.domain == *domain
            && rule.kind == RuleKind::Forward
        {
            return Meaning::Forwarded(domain.clone());
        }
        if let Some(zone) = world.zones.iter().find(|zone| zone.domain == *domain) {
            return match in_zone(&zone.domain, &zone.records, host) {
                Some(number) => Meaning::Record(domain.clone(), format!("10.0.0.{number}")),
                None => Meaning::NoRecord(domain.clone()),
            };
        }
        let endpoint = world.endpoints.iter().position(|endpoint| endpoint.domain == *domain);
        if let Some(index) = endpoint
            && (*domain == *host || world.endpoints[index].wildcard)
        {
            return Meaning::Endpoint(format!("vpce-{index}"));
        }
    }
    Meaning::Public
}

/// The record of a zone that answers a name: its own, or the wildcard below the closest name that exists.
fn in_zone(zone: &str, records: &[(String, u8)], host: &str) -> Option<u8> {
    let find = |name: &str| records.iter().find(|(own, _)| own == name).map(|(_, number)| *number);
    let exists = |name: &str| name == zone || records.iter().any(|(own, _)| holds(name, own));
    if exists(host) {
        return find(host);
    }
    let closest = domains(host).into_iter().find(|domain| exists(domain))?;
    find(&format!("*.{closest}"))
}
