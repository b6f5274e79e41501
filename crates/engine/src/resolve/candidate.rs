//! What in a VPC has authority over a name: the longest domain that holds it.
//!
//! Resolver rules, private hosted zones and the zones that AWS keeps for private DNS of endpoints compete by the length
//! of their domains; at the same length a rule that forwards comes before a private hosted zone, and that before an
//! endpoint's (Route 53 developer guide, considerations when working with a private hosted zone).

use std::net::IpAddr;

use hopwise_model::design::{HostedZone, Ix, Source, Vpc, VpcEndpoint};
use hopwise_model::resource::{ResolverRule, RuleType};
use hopwise_model::{Component, Coverage, DocumentKind, Gap, ResolverRuleId};

use super::answer::Resolution;
use super::query::Query;
use super::resolver::Resolver;
use crate::name;

/// Something that may decide about a name.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The length of its domain, in bytes.
    pub(super) length: usize,
    /// Who it is.
    pub(super) authority: Authority,
    /// Why it may not decide after all.
    pub(super) doubt: Option<Gap>,
}

/// Who may decide about a name, in the order in which they come at the same length.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Authority {
    /// A rule that is in force and not known.
    UnknownRule,
    /// A rule that forwards.
    Forward(Ix<ResolverRule>),
    /// A rule that takes names out of a wider one that forwards.
    System(Ix<ResolverRule>),
    /// A private hosted zone.
    Zone(Ix<HostedZone>),
    /// A private hosted zone that the snapshot does not list.
    UnknownZone,
    /// Private DNS of an endpoint.
    Endpoint(Ix<VpcEndpoint>),
    /// The zone of an EFS file system.
    FileSystem,
    /// What EC2 calls an instance: a name that means this address.
    Ec2Name(IpAddr),
    /// Private DNS of an endpoint that the snapshot does not show.
    UnknownEndpoint,
}

/// The state of a rule, or of an association, that is in force.
pub(super) const IN_FORCE: &str = "COMPLETE";

impl Resolver<'_> {
    /// Everything that may decide about a name, what decides first in front.
    pub(super) fn candidates(&self, resolution: &mut Resolution, query: Query<'_>, host: &str) -> Vec<Candidate> {
        let mut found = self.rules(query, host);
        found.extend(self.zones(resolution, query, host));
        found.extend(self.aws_zones(resolution, query, host));
        found.extend(self.ec2_name(query, host));
        found.sort_by(|one, other| (other.length, &one.authority).cmp(&(one.length, &other.authority)));
        found
    }

    fn rules(&self, query: Query<'_>, host: &str) -> Vec<Candidate> {
        let vpc = self.design.vpcs.get(query.vpc);
        let mut found = Vec::new();
        for own in &vpc.resolver_rules {
            let id = own.record.rule.to_string();
            let index = match &own.rule {
                Ok(index) => *index,
                // AWS's own rule for the root says what the resolver does anyway.
                Err(_) if id.starts_with("rslvr-autodefined-") => continue,
                Err(gap) => {
                    let doubt = Some(gap.into());
                    found.push(Candidate { length: host.len(), authority: Authority::UnknownRule, doubt });
                    continue;
                }
            };
            let rule = self.design.resolver_rules.get(index);
            let states = [&rule.status, &own.record.status];
            let unsettled = states.into_iter().flatten().find(|state| *state != IN_FORCE);
            let doubt =
                unsettled.map(|state| Gap::UncertainState { component: Component::Dns, id, state: state.clone() });
            found.extend(candidate(rule, index, host, doubt));
        }
        if !self.design.knows(DocumentKind::ResolverRuleAssociations, query.vpc) {
            // Which other rules are in force here, nobody asked, or not all of the answer was read.
            let document = DocumentKind::ResolverRuleAssociations;
            let missing = Gap::MissingDocument { document, needed_for: vpc.record.id.to_string() };
            let is_own = |id: &ResolverRuleId| vpc.resolver_rules.iter().any(|own| own.record.rule == *id);
            let rules = self.design.resolver_rules.iter();
            let rules = rules.filter(|(_, rule)| rule.kind == RuleType::Forward && !is_own(&rule.id));
            found.extend(rules.filter_map(|(index, rule)| candidate(rule, index, host, Some(missing.clone()))));
            let unknown = self.incomplete(query, document);
            let authority = Authority::UnknownRule;
            found.extend(unknown.map(|gap| Candidate { length: host.len(), authority, doubt: Some(gap) }));
        }
        found
    }

    /// Why something may decide that is not in the snapshot, as [`Self::is_open`] tells. Where nobody asked it is taken to be
    /// absent, and [`Resolution::unread`] says so.
    pub(super) fn incomplete(&self, query: Query<'_>, document: DocumentKind) -> Option<Gap> {
        let needed_for = self.design.vpcs.get(query.vpc).record.id.to_string();
        self.is_open(document, query.vpc).then_some(Gap::MissingDocument { document, needed_for })
    }

    /// Whether there may be more than what was read of a kind of document about a VPC's names: it was asked for, and the
    /// call failed or a page is missing; or it was not, while the snapshot has what the document would lead to, so that
    /// there is such a thing, and the document would say where.
    pub(super) fn is_open(&self, document: DocumentKind, vpc: Ix<Vpc>) -> bool {
        let place = self.design.place(vpc);
        let knowledge = &self.design.knowledge;
        let was_asked = |kind: &DocumentKind| knowledge.coverage(*kind, &place) != Coverage::NotAsked;
        if knowledge.is_cut_short(document, &place) {
            return true;
        }
        match document {
            _ if knowledge.knows(document, &place) => false,
            // Each VPC has a document of its own: those of others show that there are zones, too.
            DocumentKind::HostedZoneSummaries => was_asked(&document) || was_asked(&DocumentKind::ResourceRecordSets),
            DocumentKind::FirewallRuleGroupAssociations => {
                use DocumentKind::{FirewallConfigs, FirewallDomains, FirewallRules};
                [FirewallRules, FirewallDomains, FirewallConfigs].iter().any(was_asked)
            }
            _ => false,
        }
    }

    /// Private hosted zones need both DNS attributes of the VPC.
    fn zones(&self, resolution: &mut Resolution, query: Query<'_>, host: &str) -> Vec<Candidate> {
        let vpc = self.design.vpcs.get(query.vpc);
        if vpc.dns_hostnames == Some(false) {
            for void in self.void_zones(query, host) {
                if !resolution.void_zones.iter().any(|other| other.zone == void.zone) {
                    resolution.void_zones.push(void);
                }
            }
            return Vec::new();
        }
        let id = &vpc.record.id;
        let Some(own) = &vpc.hosted_zones else {
            let missing = self.incomplete(query, DocumentKind::HostedZoneSummaries);
            let authority = Authority::UnknownZone;
            return missing
                .map(|gap| Candidate { length: host.len(), authority, doubt: Some(gap) })
                .into_iter()
                .collect();
        };
        let attribute = "enableDnsHostnames";
        let doubt = vpc.dns_hostnames.is_none().then(|| Gap::DnsAttribute { vpc: id.clone(), attribute });
        let mut found: Vec<Candidate> = Vec::new();
        for index in own.zones.iter().copied() {
            let zone = self.design.hosted_zones.get(index);
            if !name::is_within(host, &zone.record.name) || self.is_known_from_its_owner(query, zone) {
                continue;
            }
            // Route 53 refuses a second zone of the same name; where there are two, it is not known which one answers.
            let name = &zone.record.name;
            let same = |other: &&mut Candidate| match other.authority {
                Authority::Zone(other) => self.design.hosted_zones.get(other).record.name == *name,
                _ => false,
            };
            for other in found.iter_mut().filter(same) {
                other.doubt.get_or_insert_with(|| self.conflict(query, name));
            }
            found.push(Candidate { length: name.len(), authority: Authority::Zone(index), doubt: doubt.clone() });
        }
        if !own.complete {
            let document = DocumentKind::HostedZoneSummaries;
            let doubt = Some(Gap::MissingDocument { document, needed_for: id.to_string() });
            found.push(Candidate { length: host.len(), authority: Authority::UnknownZone, doubt });
        }
        found
    }

    fn conflict(&self, query: Query<'_>, name: &str) -> Gap {
        let vpc = self.design.vpcs.get(query.vpc);
        let zones = vpc.hosted_zones.iter().flat_map(|own| &own.zones);
        let records = zones.map(|zone| &self.design.hosted_zones.get(*zone).record);
        let zones = records.filter(|record| record.name == name).map(|record| record.id.clone()).collect();
        Gap::ConflictingZones { vpc: vpc.record.id.clone(), name: name.to_owned(), zones }
    }

    /// Whether a zone of AWS's own, whose records nobody sees, belongs to an endpoint or a file system: what is known
    /// of these says what it holds.
    fn is_known_from_its_owner(&self, query: Query<'_>, zone: &HostedZone) -> bool {
        let (name, hidden) = (&zone.record.name, zone.record.owning_service.is_some() && zone.records.is_err());
        let endpoints = &self.design.vpcs.get(query.vpc).endpoints;
        let mut endpoints = endpoints.iter().map(|endpoint| &self.design.vpc_endpoints.get(*endpoint).record);
        hidden && (name::file_system(name).is_some() || endpoints.any(|endpoint| name::has_zone(endpoint, name)))
    }

    /// The zones that AWS keeps for endpoints and file systems.
    fn aws_zones(&self, resolution: &mut Resolution, query: Query<'_>, host: &str) -> Vec<Candidate> {
        if name::file_system(host).is_some() {
            return vec![Candidate { length: host.len(), authority: Authority::FileSystem, doubt: None }];
        }
        if name::endpoint_id(host).is_some() || name::is_private(host) {
            return Vec::new();
        }
        if let Some((length, endpoint)) = self.endpoint_by_private_dns(resolution, query.vpc, host) {
            let doubt = self.private_dns_doubt(query.vpc, endpoint);
            return vec![Candidate { length, authority: Authority::Endpoint(endpoint), doubt }];
        }
        let unseen = self.unseen_endpoints(query.source, query.vpc);
        let authority = Authority::UnknownEndpoint;
        unseen.map(|gap| Candidate { length: host.len(), authority, doubt: Some(gap) }).into_iter().collect()
    }

    /// Why an endpoint that the snapshot does not show may answer: nobody asked for endpoints, or the subnet is shared
    /// and its owner's endpoints are not visible to the account that only uses it (VPC user guide, share your VPC
    /// subnets).
    fn unseen_endpoints(&self, source: &Source, index: Ix<Vpc>) -> Option<Gap> {
        let vpc = self.design.vpcs.get(index);
        if !self.design.knows(DocumentKind::VpcEndpoints, index) {
            let document = DocumentKind::VpcEndpoints;
            return Some(Gap::MissingDocument { document, needed_for: vpc.record.id.to_string() });
        }
        let subnet = source.subnet(self.design)?.ok()?;
        let record = &self.design.subnets.get(subnet).record;
        let owner = record.owner.as_ref().or(vpc.hidden_by.as_ref())?;
        let user = match source {
            Source::Interface(interface) => self.design.network_interfaces.get(*interface).record.owner.as_ref(),
            Source::Placement(placement) => placement
                .groups
                .iter()
                .flatten()
                .find_map(|group| self.design.security_groups.get(*group).record.owner.as_ref()),
            Source::Internet => None,
        };
        let seen = vpc.endpoints.iter().any(|endpoint| {
            self.design.vpc_endpoints.get(*endpoint).record.owner.as_ref().is_none_or(|other| other == owner)
        });
        let takes_part = vpc.hidden_by.is_some() || user.is_some_and(|user| user != owner);
        (takes_part && !seen).then(|| Gap::SharedSubnet { subnet: record.id.clone(), owner: owner.clone() })
    }
}

fn candidate(rule: &ResolverRule, index: Ix<ResolverRule>, host: &str, doubt: Option<Gap>) -> Option<Candidate> {
    if !name::is_within(host, &rule.domain) {
        return None;
    }
    let authority = match &rule.kind {
        RuleType::Forward => Authority::Forward(index),
        RuleType::System => Authority::System(index),
        // What the resolver does anyway; and what follows a zone's own name servers, which is not evaluated there.
        RuleType::Recursive | RuleType::Delegate => return None,
        RuleType::Other(kind) => {
            let (component, id, state) = (Component::Dns, rule.id.to_string(), kind.clone());
            let doubt = Some(Gap::UncertainState { component, id, state });
            return Some(Candidate { length: rule.domain.len(), authority: Authority::UnknownRule, doubt });
        }
    };
    Some(Candidate { length: rule.domain.len(), authority, doubt })
}
