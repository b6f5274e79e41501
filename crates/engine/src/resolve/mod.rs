//! Names inside a VPC: which addresses a host name means to a task there, and why.
//!
//! Names decide where packets go before any route does. DNS Firewall is asked first; then the longest domain decides,
//! among Resolver rules, private hosted zones and private DNS of endpoints; public DNS knows the rest. Of what was not
//! read, [`Resolution::unread`] says that it is taken to be absent. Where a name could well be served by somebody else,
//! because it is neither AWS's own nor a well-known public registry's, the answer is not taken for known.

mod answer;
mod candidate;
mod endpoint;
mod file_system;
mod firewall;
mod public;
mod zone;

use std::net::{IpAddr, Ipv4Addr};

use hopwise_model::design::{Design, DnsServers, Ix, NetworkInterface, Source, Vpc};
use hopwise_model::{Component, DocumentKind, Gap, NotEvaluated};
use hopwise_packet::AddressSet;
use ipnet::IpNet;

use crate::name;
use crate::published::PublishedRanges;

pub use answer::{
    Answer, AnswerKind, By, FirewallMatch, NoAnswer, PassedOver, PassedOverReason, Resolution, Unread, Via,
};
use answer::{anything, dedup, nothing};
use candidate::What;
use firewall::Ruling;
pub(crate) use zone::last_zone;

/// Who asks, and the VPC that answers.
#[derive(Clone, Copy)]
struct Asked<'s> {
    source: &'s Source,
    vpc: Ix<Vpc>,
}

/// The names that were asked for on the way, and whether DNS Firewall inspects those that follow.
#[derive(Default)]
struct Trail {
    names: Vec<String>,
    trusted: bool,
}

/// How many names are followed: more than any resolver does.
const LONGEST_TRAIL: usize = 16;

impl Trail {
    /// Goes on to a name; the answer if it cannot, because it was there already or came too far.
    fn enter(&mut self, name: &str) -> Option<Answer> {
        if self.names.len() > LONGEST_TRAIL || self.names.iter().any(|other| other == name) {
            return Some(nothing(NoAnswer::Loop { name: name.to_owned() }));
        }
        self.names.push(name.to_owned());
        None
    }
}

/// Resolves names for a source in a design.
#[derive(Clone, Copy, Debug)]
pub struct Resolver<'d> {
    design: &'d Design,
    published: &'d PublishedRanges,
}

impl<'d> Resolver<'d> {
    /// A resolver for a design. `published` narrows the addresses of AWS's services.
    #[must_use]
    pub fn new(design: &'d Design, published: &'d PublishedRanges) -> Self {
        Self { design, published }
    }

    /// What a host name, or an address written as one, means to a source.
    #[must_use]
    pub fn resolve(&self, source: &Source, host: &str) -> Resolution {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let mut resolution = Resolution::new(host);
        if let Ok(address) = resolution.host.parse::<IpAddr>() {
            resolution.answers.push(Answer::new(AnswerKind::Literal, AddressSet::single(address)));
            return resolution;
        }
        let vpc = match source.subnet(self.design) {
            None => {
                resolution.answers.push(self.public(&resolution.host, None));
                return resolution;
            }
            Some(Ok(subnet)) => self.design.subnets.get(subnet).vpc.clone(),
            Some(Err(gap)) => Err(gap),
        };
        match vpc {
            Ok(vpc) => self.resolve_inside(&mut resolution, source, vpc),
            Err(gap) => {
                resolution.answers.extend([anything(None), nothing(NoAnswer::Possible)]);
                resolution.gap = Some(gap);
            }
        }
        resolution
    }

    fn resolve_inside(&self, resolution: &mut Resolution, source: &Source, index: Ix<Vpc>) {
        let vpc = self.design.vpcs.get(index);
        let host = resolution.host.clone();
        resolution.unread = self.unread(vpc);
        let asked = Asked { source, vpc: index };
        let off = || nothing(NoAnswer::DnsSupportOff);
        let mut answers = match vpc.dns_support {
            Some(false) => vec![off()],
            Some(true) => self.look_up(resolution, asked, &host, &mut Trail::default()),
            None => {
                let mut answers = self.look_up(resolution, asked, &host, &mut Trail::default());
                let attribute = "enableDnsSupport";
                resolution.doubt(Gap::DnsAttribute { vpc: vpc.record.id.clone(), attribute });
                answers.push(off());
                answers
            }
        };
        let gap = match &vpc.dns_servers {
            DnsServers::Amazon => None,
            DnsServers::Custom(servers) => {
                Some(Gap::CustomDns { vpc: vpc.record.id.clone(), servers: servers.clone() })
            }
            DnsServers::Unknown(gap) => Some(gap.clone()),
        };
        if let Some(gap) = gap {
            // Other servers may forward to the VPC's resolver or not, and may say anything.
            resolution.gap = Some(gap);
            answers.extend([self.public(&host, Some(index)), anything(Some(vpc)), nothing(NoAnswer::Possible)]);
        }
        answers.extend(self.dns64(resolution, source, &answers));
        resolution.answers = dedup(answers);
    }

    /// What can decide about names in a VPC and was not read.
    fn unread(&self, vpc: &Vpc) -> Vec<Unread> {
        let zones = vpc.hosted_zones.is_none().then_some(Unread::PrivateHostedZones);
        let rules = !self.design.has(DocumentKind::ResolverRuleAssociations) && vpc.resolver_rules.is_empty();
        let firewall = !self.design.has(DocumentKind::FirewallRuleGroupAssociations) && vpc.firewall.is_empty();
        let rest = [rules.then_some(Unread::ResolverRules), firewall.then_some(Unread::DnsFirewall)];
        zones.into_iter().chain(rest.into_iter().flatten()).collect()
    }

    /// In a subnet with DNS64 a client with an IPv6 address goes by an address that the resolver made up, through NAT64.
    fn dns64(&self, resolution: &mut Resolution, source: &Source, answers: &[Answer]) -> Option<Answer> {
        let subnet = &self.design.subnets.get(source.subnet(self.design)?.ok()?).record;
        let has_ipv6 = match source {
            Source::Interface(index) => !self.design.network_interfaces.get(*index).record.ipv6_addresses.is_empty(),
            Source::Placement(_) => !subnet.ipv6_cidrs.is_empty(),
            Source::Internet => false,
        };
        let resolves = answers.iter().any(|answer| !matches!(answer.kind, AnswerKind::Nothing(_)));
        if !(subnet.dns64 && has_ipv6 && resolves) {
            return None;
        }
        let (component, id, what) = (Component::Subnet, subnet.id.to_string(), NotEvaluated::Dns64);
        let gap = Gap::NotEvaluated { component, id, what };
        resolution.doubt(gap.clone());
        Some(Answer { gap: Some(gap), ..Answer::new(AnswerKind::Dns64, AddressSet::empty()) })
    }

    /// What the Amazon resolver says about a name, provided it is on.
    fn look_up(&self, resolution: &mut Resolution, asked: Asked<'_>, host: &str, trail: &mut Trail) -> Vec<Answer> {
        if let Some(circle) = trail.enter(host) {
            return vec![circle];
        }
        if trail.trusted {
            return self.decide(resolution, asked, host, trail);
        }
        let rulings = self.rulings(asked.vpc, host);
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
            let via = |by: By, evidence: &hopwise_model::Evidence| Via {
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

/// A name that only somebody's own zone can answer.
fn unknown_name(resolution: &mut Resolution, host: &str, vpc: &Vpc) -> Vec<Answer> {
    resolution.doubt(Gap::UnknownName { host: host.to_owned() });
    vec![anything(Some(vpc)), nothing(NoAnswer::Possible)]
}

fn interface_addresses(design: &Design, interface: Ix<NetworkInterface>) -> AddressSet {
    let addresses = design.network_interfaces.get(interface).record.addresses.iter().map(|address| address.private);
    AddressSet::from_nets(addresses.map(|address: Ipv4Addr| IpNet::from(IpAddr::V4(address))))
}
