//! Causes in names: what the resolver of the VPC answers, and why.

use hopwise_engine::{Answer, AnswerKind, By, NoAnswer, PassedOverReason};
use hopwise_model::resource::{BlockResponse, FirewallAction};
use hopwise_model::{FirewallRuleGroupId, HostedZoneId, VpcEndpointId, VpcId};

use super::case::Case;

/// ## What it means
/// The VPC's `enableDnsSupport` is off: its resolver answers nothing, so that no name means any address.
/// ## Why it is easy to miss
/// Routes, groups and network ACLs have nothing to do with it, and the error says "no such host" at best.
/// ## Fix safety
/// Turns name resolution on for the whole VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsSupportOff {
    /// The VPC.
    pub vpc: VpcId,
}

impl DnsSupportOff {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let vpc = case.design.vpcs.find(&case.block.id)?;
        Some(Self { vpc: case.design.vpcs.get(vpc).record.id.clone() })
    }
}

/// ## What it means
/// The VPC's `enableDnsHostnames` is off, which makes private DNS of its endpoints void (AWS PrivateLink guide, private
/// DNS), and the private hosted zones that are associated with it (Route 53 developer guide, considerations when working
/// with a private hosted zone). The name means public addresses, and there is no way to them.
/// ## Why it is easy to miss
/// The endpoint says that private DNS is on, the zone that it is associated. A VPC that is not made in the console has the attribute off by default.
/// ## Fix safety
/// Turns private DNS of every endpoint of the VPC on at once, and every private hosted zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsHostnamesOff {
    /// The VPC.
    pub vpc: VpcId,
    /// What would answer.
    pub void: Void,
}

impl DnsHostnamesOff {
    /// What would answer, were the attribute on: an endpoint first, else a zone. Endpoints behind private hosted zones
    /// have their private DNS off on purpose, so that a zone comes before those.
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let resolution = &case.reach.resolution;
        let endpoint = resolution.passed_over.iter().find(|passed| passed.reason == PassedOverReason::DnsHostnamesOff);
        let void = if let Some(passed) = endpoint {
            Void::Endpoint(case.design.vpc_endpoints.get(passed.endpoint).record.id.clone())
        } else {
            let void = resolution.void_zones.iter().find(|void| void.answers)?;
            Void::Zone(case.design.hosted_zones.get(void.zone).record.id.clone())
        };
        Some(Self { vpc: case.design.vpcs.get(case.vpc()?).record.id.clone(), void })
    }
}

/// What is void without `enableDnsHostnames`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Void {
    /// Private DNS of an endpoint.
    Endpoint(VpcEndpointId),
    /// A private hosted zone that has a record for the name.
    Zone(HostedZoneId),
}

/// ## What it means
/// A private hosted zone that is associated with the VPC has a name that the host's ends with, and no record for the
/// host: the host does not exist for the VPC, and public DNS is not asked.
/// ## Why it is easy to miss
/// The name resolves everywhere else, the zone may have been made for something quite different, and an endpoint's
/// private DNS still works below it, so that only some names are lost.
/// ## Fix safety
/// Without the association every record of the zone is lost to the VPC; a record for the host has to be kept up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShadowedByZone {
    /// The VPC.
    pub vpc: VpcId,
    /// The zone.
    pub zone: HostedZoneId,
    /// The zone's name.
    pub zone_name: String,
    /// The name that the zone has no record for.
    pub name: String,
}

impl ShadowedByZone {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let (_, NoAnswer::NoRecord { zone, name }) = no_answer(case)? else { return None };
        let zone = &case.design.hosted_zones.get(*zone).record;
        let vpc = case.design.vpcs.get(case.vpc()?).record.id.clone();
        Some(Self { vpc, zone: zone.id.clone(), zone_name: zone.name.clone(), name: name.clone() })
    }
}

/// ## What it means
/// A private hosted zone has a record for a domain, and none for the names below it, one of which is asked for: images
/// are pulled from `ACCOUNT.dkr.ecr.REGION…`, for which a zone needs the wildcard `*.dkr.ecr.REGION…`.
/// ## Why it is easy to miss
/// Whoever looks the zone's own name up gets the right answer.
/// ## Fix safety
/// One more record; names that did not exist before mean what the domain means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneLacksWildcard {
    /// The zone.
    pub zone: HostedZoneId,
    /// The zone's name.
    pub zone_name: String,
    /// The name that the zone has no record for.
    pub name: String,
    /// The domain right above it, for which it has one.
    pub domain: String,
}

impl ZoneLacksWildcard {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let (_, NoAnswer::NoRecord { zone, name }) = no_answer(case)? else { return None };
        let zone = case.design.hosted_zones.get(*zone);
        let (_, domain) = name.split_once('.')?;
        let records = &zone.records.as_ref().ok()?.records;
        let has = |name: &str| records.iter().any(|own| own.name == name && matches!(own.kind.as_str(), "A" | "CNAME"));
        (has(domain) && !has(&format!("*.{domain}"))).then(|| Self {
            zone: zone.record.id.clone(),
            zone_name: zone.record.name.clone(),
            name: name.clone(),
            domain: domain.to_owned(),
        })
    }
}

/// ## What it means
/// Records of private hosted zones lead from one name to the next and back to one that was there before: no address is
/// ever found.
/// ## Why it is easy to miss
/// Each record looks right by itself.
/// ## Fix safety
/// Depends on which of the records is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneRecordLoop {
    /// The names, in the order in which they lead to each other.
    pub names: Vec<String>,
}

impl ZoneRecordLoop {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let (answer, NoAnswer::Loop { name }) = no_answer(case)? else { return None };
        let zones = answer.via.iter().filter(|via| matches!(via.by, By::Zone { .. }));
        Some(Self { names: zones.map(|via| via.name.clone()).chain([name.clone()]).collect() })
    }
}

/// ## What it means
/// A rule of DNS Firewall blocks the name: the resolver answers that there is no such name or record, or with another
/// name.
/// ## Why it is easy to miss
/// It has nothing to do with Network Firewall, security groups or routes, and is often set up by another account.
/// ## Fix safety
/// A rule that allows the name and comes first opens this name only, to everything in the VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirewallBlocksName {
    /// The group of rules.
    pub group: FirewallRuleGroupId,
    /// The rule's name.
    pub rule: Option<String>,
    /// The domain of the rule's list that matched.
    pub domain: String,
    /// The name that is blocked.
    pub name: String,
    /// What the asker is told.
    pub response: Option<BlockResponse>,
}

impl FirewallBlocksName {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let (_, NoAnswer::Firewall(found)) = no_answer(case)? else { return None };
        Some(Self {
            group: found.group.clone(),
            rule: found.rule.name.clone(),
            domain: found.domain.clone(),
            name: found.name.clone(),
            response: match &found.rule.action {
                FirewallAction::Block(response) => Some(response.clone()),
                FirewallAction::Allow | FirewallAction::Alert | FirewallAction::Other(_) => None,
            },
        })
    }
}

/// The first answer that is none, and why.
fn no_answer<'a>(case: &Case<'a>) -> Option<(&'a Answer, &'a NoAnswer)> {
    case.reach.resolution.answers.iter().find_map(|answer| match &answer.kind {
        AnswerKind::Nothing(why) => Some((answer, why)),
        _ => None,
    })
}
