//! DNS Firewall: whether a name may be asked for.
//!
//! Groups are asked by the priority of their association, rules by their own, the lowest first; the first rule whose
//! domains match decides, and what none matches goes on (Route 53 developer guide, DNS Firewall). Names of private
//! hosted zones and of endpoints are inspected like any other.

use hopwise_model::design::{Ix, Vpc};
use hopwise_model::resource::{BlockResponse, FirewallAction};
use hopwise_model::{Component, DocumentKind, Gap};

use super::answer::FirewallMatch;
use super::candidate::IN_FORCE;
use super::query::Query;
use super::resolver::Resolver;
use crate::name;

/// What DNS Firewall may do with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FirewallEffect {
    /// It goes on. `trusted` says that the names that it leads to are not inspected any more.
    Pass {
        /// Whether they are not.
        trusted: bool,
    },
    /// It is answered with nothing.
    Block(Box<FirewallMatch>),
    /// It is answered with another name.
    Redirect(Box<FirewallMatch>, String),
    /// It may be stopped by something of which not even the rules are known.
    Unknown,
}

/// Everything that DNS Firewall may do with a name: one thing, unless a gap says why there are more.
pub(super) struct FirewallEffects {
    pub(super) possible: Vec<FirewallEffect>,
    pub(super) gap: Option<Gap>,
}

impl FirewallEffects {
    fn add(&mut self, effect: FirewallEffect, gap: Option<Gap>) {
        if !self.possible.contains(&effect) {
            self.possible.push(effect);
        }
        if let Some(gap) = gap {
            self.gap.get_or_insert(gap);
        }
    }

    /// What is not known does not matter where it leads to the same.
    fn settled(self) -> Self {
        let gap = self.gap.filter(|_| self.possible.len() > 1);
        Self { gap, ..self }
    }
}

/// The queries that matter here ask for IPv4 addresses.
fn is_about_addresses(query_type: Option<&str>) -> bool {
    query_type.is_none_or(|kind| kind.eq_ignore_ascii_case("A") || kind.eq_ignore_ascii_case("TYPE1"))
}

impl Resolver<'_> {
    /// What DNS Firewall of a VPC does with a name.
    pub(super) fn firewall_effects(&self, query: Query<'_>, host: &str) -> FirewallEffects {
        let mut effects = FirewallEffects { possible: Vec::new(), gap: None };
        if let Some(gap) = self.incomplete(query, DocumentKind::FirewallRuleGroupAssociations) {
            effects.add(FirewallEffect::Unknown, Some(gap));
        }
        for group in &self.design.vpcs.get(query.vpc).firewall {
            let (id, record) = (&group.record.group, &group.record);
            let unsettled = record.status.as_ref().filter(|state| *state != IN_FORCE).map(|state| {
                Gap::UncertainState { component: Component::Dns, id: id.to_string(), state: state.clone() }
            });
            let rules = match &group.rules {
                Ok(rules) => rules,
                Err(gap) => {
                    effects.add(FirewallEffect::Unknown, Some(gap.clone()));
                    continue;
                }
            };
            for rule in rules.iter().filter(|rule| is_about_addresses(rule.record.query_type.as_deref())) {
                let (domain, gap) = match &rule.domains {
                    Ok(domains) => match domains.iter().find(|domain| name::matches_firewall(domain, host)) {
                        Some(domain) => (domain.clone(), unsettled.clone()),
                        None => continue,
                    },
                    Err(gap) => (String::new(), Some(gap.clone())),
                };
                let found = Box::new(FirewallMatch {
                    name: host.to_owned(),
                    group: id.clone(),
                    rule: rule.record.clone(),
                    domain,
                });
                let (effect, unknown_action) = match &rule.record.action {
                    FirewallAction::Allow | FirewallAction::Alert => {
                        (FirewallEffect::Pass { trusted: !rule.record.inspects_redirection }, None)
                    }
                    FirewallAction::Block(BlockResponse::Override(target)) => {
                        (FirewallEffect::Redirect(found, target.clone()), None)
                    }
                    FirewallAction::Block(_) => (FirewallEffect::Block(found), None),
                    FirewallAction::Other(action) => {
                        let (component, id, state) = (Component::Dns, id.to_string(), action.clone());
                        (FirewallEffect::Unknown, Some(Gap::UncertainState { component, id, state }))
                    }
                };
                let gap = gap.or(unknown_action);
                let certain = gap.is_none();
                effects.add(effect, gap);
                if certain {
                    return effects.settled();
                }
            }
        }
        effects.add(FirewallEffect::Pass { trusted: false }, None);
        effects.settled()
    }

    /// Whether some rule blocks whatever no other one lets through.
    pub(super) fn blocks_by_default(&self, vpc: Ix<Vpc>) -> bool {
        let groups = self.design.vpcs.get(vpc).firewall.iter();
        let mut rules = groups.flat_map(|group| group.rules.iter().flatten());
        rules.any(|rule| {
            matches!(rule.record.action, FirewallAction::Block(_))
                && is_about_addresses(rule.record.query_type.as_deref())
                && rule.domains.as_ref().is_ok_and(|domains| domains.iter().any(|domain| domain == "*"))
        })
    }
}
