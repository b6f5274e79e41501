//! From a name to its meaning: what may be asked for, what decides, and what a name means that nothing decides about.

use hopwise_model::{Component, Evidence, Gap, NotEvaluated};

use super::answer::{anything, dedup, nothing};
use super::candidate::What;
use super::firewall::Ruling;
use super::{Answer, AnswerKind, Asked, By, FirewallMatch, NoAnswer, Resolution, Resolver, Via, unknown_name};
use crate::name;

/// The names that were asked for on the way, and whether DNS Firewall inspects those that follow.
#[derive(Default)]
pub(super) struct Trail {
    pub(super) names: Vec<String>,
    pub(super) trusted: bool,
}

/// How many names are followed: more than any resolver does.
const LONGEST_TRAIL: usize = 16;

impl Trail {
    /// Goes on to a name; the answer if it cannot, because it was there already or came too far.
    pub(super) fn enter(&mut self, name: &str) -> Option<Answer> {
        if self.names.len() > LONGEST_TRAIL || self.names.iter().any(|other| other == name) {
            return Some(nothing(NoAnswer::Loop { name: name.to_owned() }));
        }
        self.names.push(name.to_owned());
        None
    }
}

impl Resolver<'_> {
    /// What the Amazon resolver says about a name, provided it is on.
    pub(super) fn look_up(
        &self,
        resolution: &mut Resolution,
        asked: Asked<'_>,
        host: &str,
        trail: &mut Trail,
    ) -> Vec<Answer> {
        if let Some(circle) = trail.enter(host) {
            return vec![circle];
        }
        if trail.trusted {
            return self.decide(resolution, asked, host, trail);
        }
        let rulings = self.rulings(asked, host);
        if let Some(gap) = rulings.gap {
            resolution.doubt(gap);
        }
        let mut answers = Vec::new();
        for ruling in rulings.possible {
            let via = |found: &FirewallMatch, leads_to: Option<String>| Via {
                name: host.to_owned(),
                by: By::Firewall(Box::new(found.clone())),
                evidence: Some(found.rule.evidence.clone()),
                leads_to,
            };
            let mut trail = Trail { names: trail.names.clone(), trusted: false };
            match ruling {
                Ruling::Pass { trusted } => {
                    trail.trusted = trusted;
                    let found = self.decide(resolution, asked, host, &mut trail);
                    let is_public = |answer: &Answer| {
                        matches!(answer.kind, AnswerKind::Public | AnswerKind::Published(_) | AnswerKind::PrefixList(_))
                    };
                    let leads_on = !trusted && found.iter().any(is_public) && self.blocks_the_rest(asked.vpc);
                    answers.extend(found);
                    if leads_on {
                        let (component, what) = (Component::Dns, NotEvaluated::DnsRedirection);
                        resolution.doubt(Gap::NotEvaluated { component, id: host.to_owned(), what });
                        answers.push(nothing(NoAnswer::Possible));
                    }
                }
                Ruling::Block(found) => {
                    let via = via(&found, None);
                    answers.push(nothing(NoAnswer::Firewall(found)).because(via));
                }
                Ruling::Redirect(found, target) => {
                    let via = via(&found, Some(target.clone()));
                    trail.trusted = true;
                    let found = self.look_up(resolution, asked, &target, &mut trail);
                    answers.extend(found.into_iter().map(|answer| answer.because(via.clone())));
                }
                Ruling::Unknown => answers.push(nothing(NoAnswer::Possible)),
            }
        }
        dedup(answers)
    }

    /// What decides about a name says what it means; as long as it is in doubt whether it does, so does what comes next.
    fn decide(&self, resolution: &mut Resolution, asked: Asked<'_>, host: &str, trail: &mut Trail) -> Vec<Answer> {
        let vpc = self.design.vpcs.get(asked.vpc);
        let candidates = self.candidates(resolution, asked, host);
        let mut answers = Vec::new();
        let mut last = Vec::new();
        let mut exempted: Option<Via> = None;
        for (number, candidate) in candidates.iter().enumerate() {
            let via = |by: By, evidence: &Evidence| Via {
                name: host.to_owned(),
                by,
                evidence: Some(evidence.clone()),
                leads_to: None,
            };
            let mut found = match candidate.what {
                What::Forward(_) if exempted.is_some() => continue,
                What::Forward(index) => {
                    let rule = self.design.resolver_rules.get(index);
                    resolution.doubt(candidate.doubt.clone().unwrap_or_else(|| Gap::Forwarded {
                        rule: rule.id.clone(),
                        domain: rule.domain.clone(),
                        targets: rule.targets.clone(),
                    }));
                    let forwarded = anything(Some(vpc)).because(via(By::ForwardRule(index), &rule.evidence));
                    vec![forwarded, nothing(NoAnswer::Possible)]
                }
                What::System(index) => {
                    let rule = self.design.resolver_rules.get(index);
                    match &candidate.doubt {
                        Some(gap) => resolution.doubt(gap.clone()),
                        None if exempted.is_none() => {
                            exempted = Some(via(By::SystemRule(index), &rule.evidence));
                        }
                        None => {}
                    }
                    continue;
                }
                What::Zone(index) => {
                    let mut trail = Trail { names: trail.names.clone(), trusted: trail.trusted };
                    self.zone_answers(resolution, asked, index, host, &mut trail)
                }
                What::Endpoint(index) => {
                    let record = &self.design.vpc_endpoints.get(index).record;
                    vec![self.endpoint_answer(index, None).because(via(By::PrivateDns(index), &record.evidence))]
                }
                What::FileSystem => match name::file_system(host) {
                    Some(id) => self.mount_target(resolution, asked.source, asked.vpc, id),
                    None => continue,
                },
                What::UnknownRule | What::UnknownZone => vec![anything(Some(vpc)), nothing(NoAnswer::Possible)],
                What::UnknownEndpoint => {
                    last.push(anything(Some(vpc)));
                    Vec::new()
                }
            };
            let wider = candidates.iter().skip(number).any(|other| matches!(other.what, What::Forward(_)));
            if let Some(via) = exempted.as_ref().filter(|_| wider) {
                found = found.into_iter().map(|answer| answer.because(via.clone())).collect();
            }
            answers.extend(found);
            let Some(gap) = &candidate.doubt else {
                answers.extend(last);
                return answers;
            };
            resolution.doubt(gap.clone());
        }
        let mut found = self.otherwise(resolution, asked, host);
        if let Some(via) = exempted {
            found = found.into_iter().map(|answer| answer.because(via.clone())).collect();
        }
        answers.extend(found);
        answers.extend(last);
        answers
    }

    /// What a name means that nothing in the VPC decides about.
    fn otherwise(&self, resolution: &mut Resolution, asked: Asked<'_>, host: &str) -> Vec<Answer> {
        let vpc = self.design.vpcs.get(asked.vpc);
        if name::endpoint_id(host).is_some() {
            return match self.endpoint_name_answer(host) {
                Some(answer) => vec![answer],
                None => unknown_name(resolution, host, vpc),
            };
        }
        if name::is_private(host) {
            return unknown_name(resolution, host, vpc);
        }
        let mut answers = vec![self.public(host, Some(asked.vpc))];
        if !name::is_public(host) {
            resolution.doubt(Gap::UnknownName { host: host.to_owned() });
            answers.push(anything(Some(vpc)));
        }
        answers
    }
}
