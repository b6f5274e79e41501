//! What is not known, and the failed call that would have told.

use std::collections::BTreeSet;

use hopwise_ecs::ProblemKind;
use hopwise_explain::Unknown;
use hopwise_model::design::Design;
use hopwise_model::{AccountId, Coverage, DocumentClass, DocumentKind, FailedCall, Gap, Listing, Region, VpcId};

use super::Builder;
use super::region::{region_of, scope_of};
use crate::gap::GapReport;
use crate::words;

/// What a gap is about, as far as a call may be.
struct About<'a> {
    /// The document that would tell.
    document: DocumentKind,
    /// The resource that is not known, where it is a single one.
    resource: Option<&'a str>,
    /// What needs it, or the resource itself: something that the snapshot may place in a Region.
    subject: &'a str,
}

impl Builder<'_> {
    /// A gap in words, with the failed call that would have told.
    pub(super) fn gap(&self, gap: &Gap) -> GapReport {
        let about = about(gap);
        let failed = about.as_ref().and_then(|about| failed_call(self.design, about));
        let known = about.as_ref().filter(|_| failed.is_none()).and_then(|about| known(self.design, about));
        if known == Some(Coverage::Complete)
            && let Some(report) = words::stated(gap)
        {
            return report;
        }
        if let Gap::DnsAttribute { vpc, attribute } = gap
            && is_off(self.design, vpc, attribute)
        {
            return words::attribute_off(vpc, attribute, region_of(self.design, vpc.as_str()).as_ref());
        }
        let report = match failed {
            Some((call, elsewhere)) => words::failed_call(words::gap(gap, elsewhere), call, elsewhere),
            None => words::gap(gap, known == Some(Coverage::Partial)),
        };
        let report = match about.as_ref().filter(|_| failed.is_none()).and_then(|about| edited(self.design, about)) {
            Some((id, member)) => words::edited(report, id, member),
            None => report,
        };
        match about.and_then(|about| one_of_several(self.design, &about)) {
            Some(region) => words::in_region(report, &region),
            None => report,
        }
    }

    /// What is not known about the task or service `id`, likewise.
    pub(super) fn unknown(&self, unknown: &Unknown, id: &str) -> GapReport {
        match unknown {
            Unknown::Gap(gap) => self.gap(gap),
            Unknown::Contradicted => words::contradicted(id),
            Unknown::Started => words::started(id),
            Unknown::Done(steps) => words::done(id, steps),
            Unknown::Problem(problem) => {
                let report = words::problem(problem, id);
                let resource = match &problem.kind {
                    ProblemKind::TaskDefinitionMissing(name) | ProblemKind::ContainerInstanceMissing(name) => {
                        Some(name.as_str())
                    }
                    _ => None,
                };
                let about = problem.kind.document().map(|document| About { document, resource, subject: id });
                let Some(about) = about else { return report };
                match failed_call(self.design, &about) {
                    Some((call, elsewhere)) => words::failed_call(report, call, elsewhere),
                    None if known(self.design, &about) == Some(Coverage::Complete) => {
                        words::not_in_list(report, about.document)
                    }
                    None => report,
                }
            }
        }
    }
}

/// The failed call that would have told, and whether it was made elsewhere: in another Region than what the gap is
/// about, or in one of which that is not known. Another account's call would have told nothing.
fn failed_call<'a>(design: &'a Design, about: &About<'_>) -> Option<(&'a FailedCall, bool)> {
    let scope = scope_of(design, about.subject).unwrap_or_default();
    let calls = design.knowledge.failed_calls().iter().filter(|call| call.document == Some(about.document));
    let calls =
        calls.filter(|call| concerns(call, about) && may_be(scope.account.as_ref(), call.scope.account.as_ref()));
    let calls: Vec<&FailedCall> = calls.collect();
    let first = calls.first()?;
    if let Some(call) = calls.iter().find(|call| scope.region.is_some() && call.scope.region == scope.region) {
        return Some((call, false));
    }
    // Another Region's call would have told nothing of this one.
    scope.region.is_none().then_some((first, true))
}

/// How much is known of a list that would tell, wherever the snapshot has it: in the account and Region of what the gap is about,
/// where those are known. None where it is nowhere, or is no list of all there is. Of what is in no Region, such as the internet,
/// every Region would have to tell: none where the list of one is missing.
fn known(design: &Design, about: &About<'_>) -> Option<Coverage> {
    if about.document.listing() != Listing::Whole {
        return None;
    }
    let scope = scope_of(design, about.subject).unwrap_or_default();
    let records = || {
        let records = design.knowledge.records();
        records.filter(|(account, region, ..)| {
            may_be(scope.account.as_ref(), *account) && may_be(scope.region.as_ref(), *region)
        })
    };
    let coverage_of = |place: (Option<&AccountId>, Option<&Region>)| {
        let mut own =
            records().filter(|(account, region, kind, _)| *kind == about.document && (*account, *region) == place);
        own.next().map(|(.., coverage)| coverage)
    };
    if scope.region.is_none() && about.document.class() == DocumentClass::Network {
        let places = records().filter(|(.., kind, _)| kind.class() == DocumentClass::Network);
        let places: BTreeSet<_> = places.map(|(account, region, ..)| (account, region)).collect();
        let all: Option<Vec<Coverage>> = places.into_iter().map(coverage_of).collect();
        return all?.into_iter().max();
    }
    records().filter(|(.., kind, _)| *kind == about.document).map(|(.., coverage)| coverage).max()
}

/// The record that would tell, by its id, and what it lacks of what AWS always prints: the one that is asked for, or any of
/// those that may be it.
fn edited<'a>(design: &'a Design, about: &About<'_>) -> Option<(&'a str, &'static str)> {
    let scope = scope_of(design, about.subject).unwrap_or_default();
    let records = design.knowledge.edited(about.document);
    let mut records = records.filter(|(account, region, id, _)| {
        let is_asked_for = about.resource.is_none_or(|resource| resource == *id);
        is_asked_for && may_be(scope.account.as_ref(), *account) && may_be(scope.region.as_ref(), *region)
    });
    records.next().map(|(.., id, member)| (id, member))
}

/// Whether two accounts or Regions may be one: as far as both are named, they are.
fn may_be<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

/// Whether a document says that an attribute of a VPC is off.
fn is_off(design: &Design, vpc: &VpcId, attribute: &str) -> bool {
    let Some(index) = design.vpcs.find(vpc.as_str()) else { return false };
    let vpc = design.vpcs.get(index);
    let value = if attribute == "enableDnsSupport" { vpc.dns_support } else { vpc.dns_hostnames };
    value == Some(false)
}

/// The Region whose document would tell, where the snapshot speaks of several, or of another.
fn one_of_several(design: &Design, about: &About<'_>) -> Option<Region> {
    let records = || design.knowledge.records().filter(|(_, _, kind, _)| kind.class() == DocumentClass::Network);
    let mut regions = records().filter_map(|(_, region, ..)| region);
    let own = region_of(design, about.subject);
    let Some(first) = regions.next() else { return own };
    if own.as_ref().is_none_or(|own| own == first) && regions.all(|region| region == first) {
        return None;
    }
    own.or_else(|| {
        // Of what is in no Region, such as the internet, the first one that lacks it.
        let knows = |own: &Region| {
            records().any(|(_, region, kind, coverage)| {
                region == Some(own) && kind == about.document && coverage == Coverage::Complete
            })
        };
        records().filter_map(|(_, region, ..)| region).find(|region| !knows(region)).cloned()
    })
}

fn about(gap: &Gap) -> Option<About<'_>> {
    let (document, resource, subject) = match gap {
        Gap::MissingResource { id, referenced_by, document, .. } => {
            (*document, Some(id.as_str()), referenced_by.as_str())
        }
        Gap::MissingDocument { document, needed_for } => (*document, None, needed_for.as_str()),
        Gap::PrefixListEntries { prefix_list } => {
            (DocumentKind::PrefixListEntries, Some(prefix_list.as_str()), prefix_list.as_str())
        }
        Gap::DnsAttribute { vpc, .. } => (DocumentKind::VpcAttribute, Some(vpc.as_str()), vpc.as_str()),
        Gap::ZoneRecords { zone, .. } => (DocumentKind::ResourceRecordSets, Some(zone.as_str()), zone.as_str()),
        Gap::FirewallRules { group } => (DocumentKind::FirewallRules, Some(group.as_str()), group.as_str()),
        Gap::FirewallDomains { list } => (DocumentKind::FirewallDomains, Some(list.as_str()), list.as_str()),
        Gap::NotEvaluated { .. }
        | Gap::ConflictingZones { .. }
        | Gap::RoutingPolicy { .. }
        | Gap::Forwarded { .. }
        | Gap::UncertainState { .. }
        | Gap::AmbiguousRoutes { .. }
        | Gap::CustomDns { .. }
        | Gap::SharedSubnet { .. }
        | Gap::SharedVpc { .. }
        | Gap::PeerVpc { .. }
        | Gap::ServiceAddresses { .. }
        | Gap::UnknownName { .. } => return None,
    };
    Some(About { document, resource, subject })
}

/// Whether a call for the right kind of document may be the one that would have told. Where each resource has a call of
/// its own, it must be that resource's.
fn concerns(call: &FailedCall, about: &About<'_>) -> bool {
    let of_its_own = about.document.listing() == Listing::One;
    let (Some(arguments), Some(resource), true) = (&call.arguments, about.resource, of_its_own) else { return true };
    let is_resource = |word: &str| !word.is_empty() && (word == resource || resource.ends_with(&format!("/{word}")));
    arguments.split([' ', ',', ';', '=']).any(is_resource)
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::{Scope, Vpc};
    use hopwise_model::{Component, Evidence, FailureKind, Inventory};

    use super::*;

    fn vpc(id: &str, region: &str) -> Vpc {
        let scope = Scope { account: None, region: Some(region.try_into().unwrap()) };
        Vpc { scope, ..hopwise_proptest::fixture::vpc(id, "10.0.0.0/16") }
    }

    fn denied(document: DocumentKind, arguments: Option<&str>, region: &str) -> FailedCall {
        FailedCall {
            action: "ec2:DescribeSomething".try_into().unwrap(),
            document: Some(document),
            kind: FailureKind::Denied,
            code: None,
            arguments: arguments.map(str::to_owned),
            scope: Scope { account: None, region: Some(region.try_into().unwrap()) },
            evidence: Evidence::supposed("test"),
        }
    }

    fn named(calls: Vec<FailedCall>, gap: &Gap) -> Option<(Option<String>, String, bool)> {
        let vpcs = vec![vpc("vpc-1", "eu-west-1"), vpc("vpc-2", "us-east-1")];
        let mut inventory = Inventory { vpcs: vpcs.into(), ..Inventory::default() };
        for call in calls {
            inventory.knowledge.fail(call);
        }
        let design = inventory.validate().unwrap();
        let (call, elsewhere) = failed_call(&design, &about(gap)?)?;
        Some((call.arguments.clone(), call.scope.region.as_ref()?.to_string(), elsewhere))
    }

    /// Roles and clusters may be called as a Region could be.
    #[test]
    fn a_name_is_no_region_for_being_shaped_like_one() {
        let document = DocumentKind::VpcEndpoints;
        let of = |needed_for: &str| {
            let gap = Gap::MissingDocument { document, needed_for: needed_for.to_owned() };
            named(vec![denied(document, None, "eu-west-1")], &gap).map(|(_, region, elsewhere)| (region, elsewhere))
        };
        let found = |elsewhere| Some(("eu-west-1".to_owned(), elsewhere));
        assert_eq!([of("shop-api-1"), of("eu-west-1"), of("us-east-1")], [found(true), found(false), None]);
    }

    #[test]
    fn the_call_of_the_same_region_comes_first() {
        let document = DocumentKind::VpcEndpoints;
        let missing = |needed_for: &str| Gap::MissingDocument { document, needed_for: needed_for.to_owned() };
        let calls = || vec![denied(document, None, "us-east-1"), denied(document, None, "eu-west-1")];
        let of = |region: &str, elsewhere| Some((None, region.to_owned(), elsewhere));
        assert_eq!(named(calls(), &missing("vpc-1")), of("eu-west-1", false));
        assert_eq!(named(calls(), &missing("vpc-2")), of("us-east-1", false));
        assert_eq!(named(calls(), &missing("vpc-3")), of("us-east-1", true));
        assert_eq!(
            named(vec![denied(document, None, "us-east-1")], &missing("vpc-1")),
            None,
            "it tells nothing of another"
        );
        assert_eq!(named(vec![denied(DocumentKind::Vpcs, None, "eu-west-1")], &missing("vpc-1")), None);
    }

    #[test]
    fn nothing_of_another_account_or_region_tells() {
        let document = DocumentKind::NetworkAcls;
        let gap = Gap::MissingDocument { document, needed_for: "vpc-1".to_owned() };
        let scope = |account: &str, region: &str| Scope {
            account: Some(account.try_into().unwrap()),
            region: Some(region.try_into().unwrap()),
        };
        let (own, other) = ("111122223333", "444455556666");
        for (account, region, is_told) in
            [(own, "eu-west-1", true), (other, "eu-west-1", false), (own, "us-east-1", false)]
        {
            let here = Vpc { scope: scope(own, "eu-west-1"), ..vpc("vpc-1", "eu-west-1") };
            let inventory = || Inventory { vpcs: vec![here.clone()].into(), ..Inventory::default() };
            let about = about(&gap).unwrap();

            let mut refused = inventory();
            let call = denied(document, None, region);
            refused.knowledge.fail(FailedCall { scope: scope(account, region), ..call });
            let design = refused.validate().unwrap();
            assert_eq!(failed_call(&design, &about).is_some(), is_told, "{account} {region}");
            assert_eq!(known(&design, &about), is_told.then_some(Coverage::Failed), "{account} {region}");

            let mut thinned = inventory();
            thinned.knowledge.lacks(document, &scope(account, region), "acl-1".to_owned(), "Entries");
            let design = thinned.validate().unwrap();
            assert_eq!(edited(&design, &about), is_told.then_some(("acl-1", "Entries")), "{account} {region}");
        }
    }

    #[test]
    fn no_resource_is_missing_because_of_another_region() {
        let document = DocumentKind::NetworkInterfaces;
        let missing = Gap::MissingResource {
            component: Component::NetworkInterface,
            id: "eni-1".to_owned(),
            referenced_by: "vpc-1".to_owned(),
            document,
        };
        assert_eq!(named(vec![denied(document, None, "us-east-1")], &missing), None);
        assert!(named(vec![denied(document, None, "eu-west-1")], &missing).is_some());
    }

    #[test]
    fn a_call_for_one_resource_says_nothing_about_another() {
        let document = DocumentKind::VpcAttribute;
        let gap = Gap::DnsAttribute { vpc: "vpc-1".try_into().unwrap(), attribute: "enableDnsSupport" };
        let call = |arguments| vec![denied(document, Some(arguments), "eu-west-1")];
        assert!(named(call("vpc-1"), &gap).is_some());
        assert!(named(call("vpc-1 enableDnsSupport"), &gap).is_some());
        assert_eq!(named(call("vpc-11"), &gap), None);
        let definition = Gap::MissingResource {
            component: Component::Ecs,
            id: "arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:7".to_owned(),
            referenced_by: "vpc-1".to_owned(),
            document: DocumentKind::TaskDefinition,
        };
        let call = |arguments| vec![denied(DocumentKind::TaskDefinition, Some(arguments), "eu-west-1")];
        assert!(named(call("shop:7"), &definition).is_some());
        assert_eq!(named(call("shop:77"), &definition), None);
    }
}
