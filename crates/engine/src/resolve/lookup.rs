//! From a name to its meaning: what may be asked for, what decides, and what a name means that nothing decides about.

use hopwise_model::{Component, Evidence, Gap, NotEvaluated};
use hopwise_packet::AddressSet;

use super::answer::{
    Answer, AnswerKind, By, FirewallMatch, NoAnswer, Resolution, Via, anything, dedup, nothing, unknown_name,
};
use super::candidate::Authority;
use super::firewall::FirewallEffect;
use super::query::{Chain, Query};
use super::resolver::Resolver;
use crate::name;

impl Resolver<'_> {
    /// Authority the Amazon resolver says about a name, provided it is on.
    pub(super) fn look_up(
        &self,
        resolution: &mut Resolution,
        query: Query<'_>,
        host: &str,
        chain: &mut Chain,
    ) -> Vec<Answer> {
        if let Some(circle) = chain.enter(host) {
            return vec![circle];
        }
        if chain.trusted {
            return self.decide(resolution, query, host, chain);
        }
        let effects = self.firewall_effects(query, host);
        if let Some(gap) = effects.gap {
            resolution.doubt(gap);
        }
        let mut answers = Vec::new();
        for effect in effects.possible {
            let via = |found: &FirewallMatch, leads_to: Option<String>| Via {
                name: host.to_owned(),
                by: By::Firewall(Box::new(found.clone())),
                evidence: Some(found.rule.evidence.clone()),
                leads_to,
            };
            let mut chain = Chain { names: chain.names.clone(), trusted: false };
            match effect {
                FirewallEffect::Pass { trusted } => {
                    chain.trusted = trusted;
                    let found = self.decide(resolution, query, host, &mut chain);
                    let is_public = |answer: &Answer| {
                        matches!(answer.kind, AnswerKind::Public | AnswerKind::Published(_) | AnswerKind::PrefixList(_))
                    };
                    let leads_on = !trusted && found.iter().any(is_public) && self.blocks_by_default(query.vpc);
                    answers.extend(found);
                    if leads_on {
                        let (component, what) = (Component::Dns, NotEvaluated::DnsRedirection);
                        resolution.doubt(Gap::NotEvaluated { component, id: host.to_owned(), what });
                        answers.push(nothing(NoAnswer::Possible));
                    }
                }
                FirewallEffect::Block(found) => {
                    let via = via(&found, None);
                    answers.push(nothing(NoAnswer::Firewall(found)).because(via));
                }
                FirewallEffect::Redirect(found, target) => {
                    let via = via(&found, Some(target.clone()));
                    chain.trusted = true;
                    let found = self.look_up(resolution, query, &target, &mut chain);
                    answers.extend(found.into_iter().map(|answer| answer.because(via.clone())));
                }
                FirewallEffect::Unknown => answers.push(nothing(NoAnswer::Possible)),
            }
        }
        dedup(answers)
    }

    /// Authority decides about a name says what it means; as long as it is in doubt whether it does, so does what comes next.
    fn decide(&self, resolution: &mut Resolution, query: Query<'_>, host: &str, chain: &mut Chain) -> Vec<Answer> {
        let vpc = self.design.vpcs.get(query.vpc);
        let candidates = self.candidates(resolution, query, host);
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
            let mut found = match candidate.authority {
                Authority::Forward(_) if exempted.is_some() => continue,
                Authority::Forward(index) => {
                    let rule = self.design.resolver_rules.get(index);
                    resolution.doubt(candidate.doubt.clone().unwrap_or_else(|| Gap::Forwarded {
                        rule: rule.id.clone(),
                        domain: rule.domain.clone(),
                        targets: rule.targets.clone(),
                    }));
                    let forwarded = anything(Some(vpc)).because(via(By::ForwardRule(index), &rule.evidence));
                    vec![forwarded, nothing(NoAnswer::Possible)]
                }
                Authority::System(index) => {
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
                Authority::Zone(index) => {
                    let mut chain = Chain { names: chain.names.clone(), trusted: chain.trusted };
                    self.zone_answers(resolution, query, index, host, &mut chain)
                }
                // Its private DNS has no address to hand out: it may answer nothing, or not decide at all.
                Authority::Endpoint(index) if self.design.vpc_endpoints.get(index).record.in_no_subnet => {
                    let record = &self.design.vpc_endpoints.get(index).record;
                    vec![nothing(NoAnswer::Possible).because(via(By::PrivateDns(index), &record.evidence))]
                }
                Authority::Endpoint(index) => {
                    let record = &self.design.vpc_endpoints.get(index).record;
                    vec![self.endpoint_answer(index, None).because(via(By::PrivateDns(index), &record.evidence))]
                }
                Authority::FileSystem => match name::file_system(host) {
                    Some(id) => self.mount_target(resolution, query.source, query.vpc, id),
                    None => continue,
                },
                Authority::Ec2Name(address) => {
                    vec![Answer::new(AnswerKind::Literal, AddressSet::single(address))]
                }
                Authority::UnknownRule | Authority::UnknownZone => {
                    vec![anything(Some(vpc)), nothing(NoAnswer::Possible)]
                }
                Authority::UnknownEndpoint => {
                    last.push(anything(Some(vpc)));
                    Vec::new()
                }
            };
            let wider = candidates.iter().skip(number).any(|other| matches!(other.authority, Authority::Forward(_)));
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
        let mut found = self.answers_beyond_vpc(resolution, query, host);
        if let Some(via) = exempted {
            found = found.into_iter().map(|answer| answer.because(via.clone())).collect();
        }
        answers.extend(found);
        answers.extend(last);
        answers
    }

    /// Authority a name means that nothing in the VPC decides about.
    fn answers_beyond_vpc(&self, resolution: &mut Resolution, query: Query<'_>, host: &str) -> Vec<Answer> {
        let vpc = self.design.vpcs.get(query.vpc);
        if name::endpoint_id(host).is_some() {
            return match self.endpoint_name_answer(host) {
                Some(answer) => vec![answer],
                None => unknown_name(resolution, host, vpc),
            };
        }
        if let Some(answers) = self.public_ec2_name(resolution, query, host) {
            return answers;
        }
        if name::is_private(host) {
            return unknown_name(resolution, host, vpc);
        }
        let mut answers = vec![self.public(host, Some(query.vpc))];
        if !name::is_public(host) || self.is_elsewhere(host) {
            resolution.doubt(Gap::UnknownName { host: host.to_owned() });
            answers.push(anything(Some(vpc)));
        }
        answers
    }

    /// Whether a name of AWS's is in a Region that nobody has heard of: neither this program, nor the snapshot, nor the list of
    /// ranges that was given. It is new, or a typing error, and then there is no such name.
    fn is_elsewhere(&self, host: &str) -> bool {
        let Some(region) = name::last_region(host).filter(|region| !region.is_listed()) else { return false };
        let mut vpcs = self.design.vpcs.iter();
        self.published.of(&region, None).is_none()
            && !vpcs.any(|(_, vpc)| vpc.record.scope.region.as_ref() == Some(&region))
    }
}
