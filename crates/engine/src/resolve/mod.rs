//! Names inside a VPC: which addresses a host name means to a task there, and why.
//!
//! Names decide where packets go before any route does. DNS Firewall is asked first; then the longest domain decides,
//! among Resolver rules, private hosted zones and private DNS of endpoints; public DNS knows the rest. Of what was not
//! read, [`Resolution::unread`] says that it is taken to be absent. Where a name could well be served by somebody else,
//! because it is neither AWS's own nor a well-known public registry's, the answer is not taken for known.

mod answer;
mod candidate;
mod ec2;
mod endpoint;
mod file_system;
mod firewall;
mod lookup;
mod public;
mod query;
mod resolver;
mod zone;

use std::net::IpAddr;

use hopwise_model::design::{Design, DnsServers, Ix, Source, Vpc};
use hopwise_model::resource::RuleType;
use hopwise_model::{Component, Coverage, DocumentKind, Gap, NotEvaluated};
use hopwise_packet::AddressSet;

pub use answer::{
    Answer, AnswerKind, By, FirewallMatch, NoAnswer, PassedOver, PassedOverReason, Resolution, Unread, Via, VoidZone,
};
use answer::{anything, dedup, nothing};
pub use ec2::address_in_name;
use query::{Chain, Query};
pub use resolver::Resolver;

impl Resolver<'_> {
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
                let answer = self.public_ec2_name_outside(&mut resolution);
                let answer = answer.unwrap_or_else(|| self.public(&resolution.host, None));
                resolution.answers.push(answer);
                return resolution;
            }
            Some(Ok(subnet)) => self.design.subnets.get(subnet).vpc.clone(),
            Some(Err(gap)) => Err(gap),
        };
        match vpc {
            Ok(vpc) => self.resolve_inside(&mut resolution, source, vpc),
            Err(gap) => {
                resolution.answers.extend([anything(None), nothing(NoAnswer::Possible)]);
                resolution.gap = Some(gap.into());
            }
        }
        resolution
    }

    fn resolve_inside(&self, resolution: &mut Resolution, source: &Source, index: Ix<Vpc>) {
        let vpc = self.design.vpcs.get(index);
        let host = resolution.host.clone();
        resolution.unread = self.unread(index);
        let query = Query { source, vpc: index };
        let off = || nothing(NoAnswer::DnsSupportOff);
        let asks = vpc.dns_support != Some(false);
        let mut answers = match vpc.dns_support {
            Some(false) => vec![off()],
            Some(true) => self.look_up(resolution, query, &host, &mut Chain::default()),
            None => {
                let mut answers = self.look_up(resolution, query, &host, &mut Chain::default());
                let attribute = "enableDnsSupport";
                resolution.doubt(Gap::DnsAttribute { vpc: vpc.record.id.clone(), attribute });
                answers.push(off());
                answers
            }
        };
        if let Some(gap) = self.profile_gap(query).filter(|_| asks) {
            // A Profile may bring zones, rules, endpoints and DNS Firewall, of any name.
            resolution.doubt(gap);
            answers.extend([anything(Some(vpc)), nothing(NoAnswer::Possible)]);
        }
        let gap = match &vpc.dns_servers {
            DnsServers::Amazon => None,
            DnsServers::Custom(servers) => {
                Some(Gap::CustomDns { vpc: vpc.record.id.clone(), servers: servers.clone(), udp_stopped: false })
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
        // What is not known does not matter where everything leads to the same.
        if let [Answer { kind, .. }] = resolution.answers.as_slice()
            && *kind != AnswerKind::Anything
        {
            resolution.gap = None;
        }
    }

    /// Why something that a Route 53 Profile brings may decide about names in a VPC: it has one, or it is not known whether it
    /// has. What a Profile brings is not evaluated.
    fn profile_gap(&self, query: Query<'_>) -> Option<Gap> {
        let own = self.design.vpcs.get(query.vpc).profiles.first().map(|own| Gap::NotEvaluated {
            component: Component::Dns,
            id: own.profile.clone(),
            what: NotEvaluated::Profile,
        });
        own.or_else(|| self.incomplete(query, DocumentKind::ProfileAssociations))
    }

    /// What can decide about names in a VPC and was not read.
    fn unread(&self, index: Ix<Vpc>) -> Vec<Unread> {
        let vpc = self.design.vpcs.get(index);
        let zones = vpc.hosted_zones.is_none() && !self.is_open(DocumentKind::HostedZoneSummaries, index);
        let zones = zones.then_some(Unread::PrivateHostedZones);
        // Rules that may be in force are no longer taken to be absent: the answer depends on them.
        let mut known = self.design.resolver_rules.iter();
        let any = !vpc.resolver_rules.is_empty() || known.any(|(_, rule)| rule.kind == RuleType::Forward);
        let unknown = |document| self.design.coverage(document, index) == Coverage::NotAsked;
        let rules = unknown(DocumentKind::ResolverRuleAssociations) && !any;
        let document = DocumentKind::FirewallRuleGroupAssociations;
        let firewall = unknown(document) && vpc.firewall.is_empty() && !self.is_open(document, index);
        let document = DocumentKind::ProfileAssociations;
        let profiles = unknown(document) && vpc.profiles.is_empty() && !self.is_open(document, index);
        let rest = [
            rules.then_some(Unread::ResolverRules),
            firewall.then_some(Unread::DnsFirewall),
            profiles.then_some(Unread::Profiles),
        ];
        zones.into_iter().chain(rest.into_iter().flatten()).collect()
    }

    /// In a subnet with DNS64 a client with an IPv6 address goes by an address that the resolver made up, through NAT64.
    fn dns64(&self, resolution: &mut Resolution, source: &Source, answers: &[Answer]) -> Option<Answer> {
        let subnet = &self.design.subnets.get(source.subnet(self.design)?.ok()?).record;
        let has_ipv6 = has_ipv6(source, self.design);
        let resolves = answers.iter().any(|answer| !matches!(answer.kind, AnswerKind::Nothing(_)));
        if !(subnet.dns64 && has_ipv6 && resolves) {
            return None;
        }
        let (component, id, what) = (Component::Subnet, subnet.id.to_string(), NotEvaluated::Dns64);
        let gap = Gap::NotEvaluated { component, id, what };
        resolution.doubt(gap.clone());
        Some(Answer { gap: Some(gap), ..Answer::new(AnswerKind::Dns64, AddressSet::empty()) })
    }
}

/// Whether a client is known to have an IPv6 address, or to get one: an interface that has one, or a placement in a subnet that does.
fn has_ipv6(source: &Source, design: &Design) -> bool {
    match source {
        Source::Interface(index) => {
            design.network_interfaces.get(*index).record.blocks().any(|block| block.addr().is_ipv6())
        }
        Source::Placement(_) => {
            let subnet = source.subnet(design).and_then(Result::ok);
            subnet.is_some_and(|subnet| design.subnets.get(subnet).record.cidrs.iter().any(|own| own.addr().is_ipv6()))
        }
        Source::Internet => false,
    }
}

/// Whether a client may have an IPv6 address: where its VPC or a subnet of it has any, or is not known. An interface that shows
/// none may get one at any time, whoever writes interfaces down may leave it out, and a host may have others.
fn may_have_ipv6(source: &Source, design: &Design) -> bool {
    if matches!(source, Source::Internet) {
        return false;
    }
    let vpc =
        source.subnet(design).and_then(Result::ok).and_then(|subnet| design.subnets.get(subnet).vpc.as_ref().ok());
    let Some(vpc) = vpc.map(|vpc| design.vpcs.get(*vpc)) else { return true };
    let of_subnets = vpc.subnets.iter().flat_map(|subnet| &design.subnets.get(*subnet).record.cidrs);
    vpc.record.cidrs.iter().chain(of_subnets).any(|own| own.addr().is_ipv6())
}
