//! What the generated worlds do not hold: things that are half known, and records of other kinds.

use hopwise_engine::{AnswerKind, By, NoAnswer, Resolution, Unread};
use hopwise_model::resource::{
    AliasTarget, BlockResponse, FirewallAction, FirewallRule, HostedZoneSummary, Instance, ResourceRecordSet,
    ResourceRecordSets, Routing, RuleType, Scope, VpcHostedZones,
};
use hopwise_model::{DocumentKind, FailedCall, FailureKind, Gap, Inventory, NotEvaluated};

use hopwise_proptest::fixture::{instance, interface};

use crate::resolve;
use crate::world::{Action, Endpoint, Rule, RuleKind, World, Zone, at, id};

pub(crate) const HOST: &str = "a.amazonaws.com";

pub(crate) fn world() -> World {
    World { zones: Vec::new(), rules: Vec::new(), endpoints: Vec::new(), firewall: Vec::new() }
}

fn with_zone(domain: &str, records: &[(&str, u8)]) -> Inventory {
    let records = records.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect();
    World { zones: vec![Zone { domain: domain.to_owned(), records }], ..world() }.inventory()
}

fn with_rule(domain: &str, kind: RuleKind) -> Inventory {
    World { rules: vec![Rule { domain: domain.to_owned(), kind }], ..world() }.inventory()
}

pub(crate) fn resolved(inventory: &Inventory, host: &str) -> Resolution {
    resolve(&inventory.clone().validate().unwrap(), host)
}

pub(crate) fn kinds(resolution: &Resolution) -> Vec<&AnswerKind> {
    resolution.answers.iter().map(|answer| &answer.kind).collect()
}

fn set(name: &str, kind: &str, values: &[&str], routing: Routing) -> ResourceRecordSet {
    ResourceRecordSet {
        name: name.to_owned(),
        kind: kind.to_owned(),
        values: values.iter().map(|&value| value.to_owned()).collect(),
        alias: None,
        routing,
        evidence: at("set"),
    }
}

fn add(inventory: &mut Inventory, record: ResourceRecordSet) {
    inventory.resource_record_sets[0].records.push(record);
}

#[test]
fn what_was_not_read_is_said_to_be_absent() {
    let mut inventory = world().inventory();
    assert_eq!(resolved(&inventory, HOST).unread, []);
    inventory.vpc_hosted_zones.clear();
    inventory.knowledge = hopwise_model::Knowledge::default();
    inventory.knowledge.complete([DocumentKind::VpcEndpoints]);
    let resolution = resolved(&inventory, HOST);
    let all = [Unread::PrivateHostedZones, Unread::ResolverRules, Unread::DnsFirewall, Unread::Profiles];
    assert_eq!(resolution.unread, all);
    assert!(matches!(kinds(&resolution).as_slice(), [AnswerKind::Public]));
}

#[test]
fn what_could_not_be_asked_is_not_absent() {
    let denied = |action: &str, document| FailedCall {
        action: action.try_into().unwrap(),
        document: Some(document),
        kind: FailureKind::Denied,
        code: None,
        arguments: None,
        scope: Scope::default(),
        evidence: at("manifest"),
    };
    for (action, document) in [
        ("route53:ListHostedZonesByVPC", DocumentKind::HostedZoneSummaries),
        ("route53resolver:ListResolverRuleAssociations", DocumentKind::ResolverRuleAssociations),
        ("route53resolver:ListFirewallRuleGroupAssociations", DocumentKind::FirewallRuleGroupAssociations),
        ("route53profiles:ListProfileAssociations", DocumentKind::ProfileAssociations),
    ] {
        let mut inventory = world().inventory();
        inventory.vpc_hosted_zones.retain(|_| document != DocumentKind::HostedZoneSummaries);
        inventory.knowledge.forget(document);
        inventory.knowledge.fail(denied(action, document));
        let resolution = resolved(&inventory, HOST);
        let gap = resolution.gap.clone();
        assert!(matches!(gap, Some(Gap::MissingDocument { document: own, .. }) if own == document), "{gap:?}");
        assert!(kinds(&resolution).contains(&&AnswerKind::Nothing(NoAnswer::Possible)), "{resolution:?}");
        assert_eq!(resolution.unread, []);
    }
}

#[test]
fn records_that_are_not_there_are_not_taken_for_none() {
    let mut inventory = with_zone("amazonaws.com", &[("b.amazonaws.com", 20)]);
    inventory.resource_record_sets[0].complete = false;
    let resolution = resolved(&inventory, HOST);
    assert!(matches!(resolution.gap, Some(Gap::ZoneRecords { .. })), "{resolution:?}");
    // One that is there is known.
    let resolution = resolved(&inventory, "b.amazonaws.com");
    assert!(matches!(kinds(&resolution).as_slice(), [AnswerKind::Record(_)]) && resolution.gap.is_none());
    // Of another type, or one of several, it tells nothing of those that are not.
    for set in
        [set(HOST, "TXT", &["x"], Routing::Simple), set(HOST, "A", &["10.0.0.9"], Routing::Chosen("one".to_owned()))]
    {
        let mut inventory = inventory.clone();
        add(&mut inventory, set);
        assert!(matches!(resolved(&inventory, HOST).gap, Some(Gap::ZoneRecords { .. })));
    }
    inventory.resource_record_sets.clear();
    assert!(matches!(resolved(&inventory, HOST).gap, Some(Gap::ZoneRecords { .. })));
    // There may be a zone that is not listed.
    let mut inventory = world().inventory();
    inventory.vpc_hosted_zones[0].complete = false;
    assert!(matches!(resolved(&inventory, HOST).gap, Some(Gap::MissingDocument { .. })));
}

#[test]
fn zones_need_both_attributes() {
    let mut inventory = with_zone("amazonaws.com", &[]);
    inventory.vpc_attributes[0].dns_hostnames = None;
    let resolution = resolved(&inventory, HOST);
    let [AnswerKind::Nothing(NoAnswer::NoRecord { .. }), AnswerKind::Public] = kinds(&resolution)[..] else {
        panic!("{resolution:?}")
    };
    assert!(matches!(resolution.gap, Some(Gap::DnsAttribute { attribute: "enableDnsHostnames", .. })));
    inventory.vpc_attributes[0].dns_hostnames = Some(false);
    assert!(matches!(kinds(&resolved(&inventory, HOST)).as_slice(), [AnswerKind::Public]));
    inventory.vpc_attributes[0].dns_support = Some(false);
    let resolution = resolved(&inventory, HOST);
    assert_eq!(kinds(&resolution), [&AnswerKind::Nothing(NoAnswer::DnsSupportOff)]);
}

#[test]
fn an_endpoint_that_nobody_has_seen_may_be_more_specific() {
    let mut inventory = with_zone("amazonaws.com", &[]);
    inventory.knowledge.forget(DocumentKind::VpcEndpoints);
    let resolution = resolved(&inventory, HOST);
    assert!(matches!(resolution.gap, Some(Gap::MissingDocument { document: DocumentKind::VpcEndpoints, .. })));
    assert!(kinds(&resolution).contains(&&AnswerKind::Anything), "{resolution:?}");
    // Nothing is more specific than a zone of the name itself.
    let mut inventory = with_zone(HOST, &[]);
    inventory.knowledge.forget(DocumentKind::VpcEndpoints);
    let resolution = resolved(&inventory, HOST);
    assert!(matches!(kinds(&resolution)[..], [AnswerKind::Nothing(NoAnswer::NoRecord { .. })]), "{resolution:?}");
}

#[test]
fn zones_of_services_belong_to_their_endpoints() {
    let listed = |domain: &str, owning_service: Option<&str>, is_read: bool| {
        let endpoint = Endpoint { domain: HOST.to_owned(), wildcard: false };
        let mut inventory = World { endpoints: vec![endpoint], ..world() }.inventory();
        let zones = vec![HostedZoneSummary {
            id: id("Z0HIDDEN"),
            name: domain.to_owned(),
            owner: None,
            owning_service: owning_service.map(str::to_owned),
            evidence: at("hidden"),
        }];
        inventory.vpc_hosted_zones =
            [VpcHostedZones { vpc: id("vpc-a"), zones, complete: true, evidence: at("zones") }].into();
        if is_read {
            let records = vec![set(domain, "A", &["10.0.0.9"], Routing::Simple)];
            let (zone, evidence) = (id("Z0HIDDEN"), at("records"));
            inventory.resource_record_sets.push(ResourceRecordSets { zone, records, complete: true, evidence });
        }
        resolved(&inventory, domain)
    };
    let service = Some("vpce.amazonaws.com");
    let hidden = |domain: &str| listed(domain, service, false);
    assert!(matches!(kinds(&hidden(HOST)).as_slice(), [AnswerKind::Endpoint(_)]));
    // A zone of one's own decides, read or not, and what can be read does.
    assert!(matches!(listed(HOST, None, false).gap, Some(Gap::ZoneRecords { .. })));
    for owning_service in [None, service] {
        let found = listed(HOST, owning_service, true);
        assert!(matches!(kinds(&found).as_slice(), [AnswerKind::Record(_)]), "{found:?}");
    }
    // Whose endpoint it is, the snapshot does not show.
    assert!(matches!(hidden("b.amazonaws.com").gap, Some(Gap::ZoneRecords { .. })));
}

#[test]
fn rules_that_are_coming_or_going_leave_it_open() {
    let mut inventory = with_rule("amazonaws.com", RuleKind::Forward);
    inventory.resolver_rule_associations[0].status = Some("DELETING".to_owned());
    let resolution = resolved(&inventory, HOST);
    assert!(matches!(resolution.gap, Some(Gap::UncertainState { .. })), "{resolution:?}");
    assert!(kinds(&resolution).contains(&&AnswerKind::Public));
    // Documents that do not tell the state speak of what is there.
    inventory.resolver_rule_associations[0].status = None;
    assert!(matches!(resolved(&inventory, HOST).gap, Some(Gap::Forwarded { .. })));
    // What comes of it is the same where a rule takes the name out of nothing.
    let mut system = with_rule("amazonaws.com", RuleKind::System);
    system.resolver_rule_associations[0].status = Some("DELETING".to_owned());
    let resolution = resolved(&system, HOST);
    assert!(matches!(kinds(&resolution).as_slice(), [AnswerKind::Public]) && resolution.gap.is_none());
    // A rule that is in force and in no document may be about any name.
    inventory.resolver_rules.clear();
    let gap = resolved(&inventory, HOST).gap;
    assert!(matches!(gap, Some(Gap::MissingResource { document: DocumentKind::ResolverRules, .. })), "{gap:?}");
    // AWS's own rule for the root is about none.
    inventory.resolver_rule_associations[0].rule = id("rslvr-autodefined-rr-internet-resolver");
    assert!(matches!(kinds(&resolved(&inventory, HOST)).as_slice(), [AnswerKind::Public]));
}

#[test]
fn rules_without_associations_may_be_in_force() {
    let mut inventory = with_rule("amazonaws.com", RuleKind::Forward);
    inventory.resolver_rule_associations.clear();
    assert_eq!(resolved(&inventory, HOST).gap, None, "none is associated");
    inventory.knowledge.forget(DocumentKind::ResolverRuleAssociations);
    let resolution = resolved(&inventory, HOST);
    let document = DocumentKind::ResolverRuleAssociations;
    assert!(matches!(&resolution.gap, Some(Gap::MissingDocument { document: own, .. }) if *own == document));
    assert_eq!(resolution.unread, []);
    assert_eq!(resolved(&inventory, "quay.io").gap, None);
}

#[test]
fn rules_of_other_kinds() {
    for (kind, is_known) in
        [(RuleType::Recursive, true), (RuleType::Delegate, true), (RuleType::Other("NEW".to_owned()), false)]
    {
        let mut inventory = with_rule("amazonaws.com", RuleKind::Forward);
        inventory.resolver_rules[0].kind = kind;
        assert_eq!(resolved(&inventory, HOST).gap.is_none(), is_known);
    }
}

#[test]
fn a_system_rule_is_told_where_it_matters() {
    let rule = |domain: &str, kind| Rule { domain: domain.to_owned(), kind };
    let rules = vec![rule("", RuleKind::Forward), rule("amazonaws.com", RuleKind::System)];
    let resolution = resolved(&World { rules, ..world() }.inventory(), HOST);
    let [answer] = resolution.answers.as_slice() else { panic!("{resolution:?}") };
    assert!(matches!(answer.via[..], [ref first, ref last]
        if matches!(first.by, By::SystemRule(_)) && last.by == By::Public));
    // Of several the most specific.
    let rules = ["", "amazonaws.com", HOST].map(|domain| match domain {
        "" => rule(domain, RuleKind::Forward),
        _ => rule(domain, RuleKind::System),
    });
    let design = World { rules: rules.into(), ..world() }.inventory().validate().unwrap();
    let resolution = resolve(&design, HOST);
    let By::SystemRule(rule) = resolution.answers[0].via[0].by else { panic!("{resolution:?}") };
    assert_eq!(design.resolver_rules.get(rule).domain, HOST);
}

/// Records that lead to each other, and then to an address: `n1 → n2 → … → n17`.
#[test]
fn a_chain_of_names_is_followed_to_its_end_but_not_around() {
    let zone = |links: usize, last: ResourceRecordSet| {
        let mut inventory = with_zone("amazonaws.com", &[]);
        for number in 1..links {
            let next = format!("N{}.amazonaws.com.", number + 1);
            add(&mut inventory, set(&format!("n{number}.amazonaws.com"), "CNAME", &[&next], Routing::Simple));
        }
        add(&mut inventory, ResourceRecordSet { name: format!("n{links}.amazonaws.com"), ..last });
        resolved(&inventory, "n1.amazonaws.com")
    };
    let address = || set("", "A", &["10.0.0.9"], Routing::Simple);
    for links in [1, 2, 17] {
        let resolution = zone(links, address());
        let [answer] = resolution.answers.as_slice() else { panic!("{links}: {resolution:?}") };
        assert_eq!((answer.addresses.to_string().as_str(), answer.via.len()), ("10.0.0.9", links));
        let next = (links > 1).then_some("n2.amazonaws.com");
        assert_eq!(answer.via[0].leads_to.as_deref().map(|name| name.trim_end_matches('.')), next);
    }
    let circle = |resolution: &Resolution| match kinds(resolution).as_slice() {
        [AnswerKind::Nothing(NoAnswer::Loop { name })] => name.clone(),
        _ => panic!("{resolution:?}"),
    };
    // Longer than any resolver follows.
    assert_eq!(circle(&zone(18, address())), "n18.amazonaws.com");
    let back = set("", "CNAME", &["n1.amazonaws.com"], Routing::Simple);
    assert_eq!(circle(&zone(3, back)), "n1.amazonaws.com");
}

#[test]
fn of_zones_of_one_name_it_is_not_known_which_answers() {
    let zone = |domain: &str, number| Zone { domain: domain.to_owned(), records: vec![(HOST.to_owned(), number)] };
    let zones = vec![zone("amazonaws.com", 9), zone(HOST, 20), zone(HOST, 21)];
    let mut inventory = World { zones, ..world() }.inventory();
    let resolution = resolved(&inventory, HOST);
    let Some(Gap::ConflictingZones { name, zones, .. }) = &resolution.gap else { panic!("{resolution:?}") };
    assert_eq!((name.as_str(), zones.len()), (HOST, 2));
    let addresses: Vec<String> = resolution.answers.iter().map(|answer| answer.addresses.to_string()).collect();
    assert_eq!(addresses, ["10.0.0.20", "10.0.0.21"]);
    // The wider one is the only one of its name.
    inventory.vpc_hosted_zones[0].zones.truncate(2);
    assert_eq!(resolved(&inventory, HOST).gap, None);
}

#[test]
fn a_zone_that_is_void_is_told_once() {
    let mut inventory = with_zone("amazonaws.com", &[("b.amazonaws.com", 20)]);
    inventory.vpc_attributes[0].dns_hostnames = Some(false);
    let firewall = World { firewall: vec![(HOST.to_owned(), Action::Block)], ..world() }.inventory();
    inventory.firewall_rule_group_associations = firewall.firewall_rule_group_associations;
    inventory.firewall_rules = firewall.firewall_rules;
    inventory.firewall_domains = firewall.firewall_domains;
    let answers = |inventory: &Inventory, host: &str| -> Vec<bool> {
        resolved(inventory, host).void_zones.iter().map(|void| void.answers).collect()
    };
    assert_eq!(answers(&inventory, "b.amazonaws.com"), [true]);
    assert_eq!(answers(&inventory, "c.amazonaws.com"), [false]);
    assert_eq!(answers(&inventory, "quay.io"), [false; 0]);
    // Both names would be its.
    let instead = BlockResponse::Override("b.amazonaws.com".to_owned());
    inventory.firewall_rules[0].rules[0].action = FirewallAction::Block(instead);
    inventory.firewall_rule_group_associations[0].status = Some("UPDATING".to_owned());
    assert_eq!(answers(&inventory, HOST).len(), 1);
    // One of AWS's own says no more than what it is for.
    inventory.vpc_hosted_zones[0].zones[0].owning_service = Some("vpce.amazonaws.com".to_owned());
    assert_eq!(answers(&inventory, "b.amazonaws.com"), [false; 0]);
}

#[test]
fn an_endpoint_that_nobody_has_seen_is_none_for_names_of_ones_own() {
    let mut inventory = world().inventory();
    inventory.knowledge.forget(DocumentKind::VpcEndpoints);
    for (host, is_open) in
        [(HOST, true), ("db.shop.internal", false), ("vpce-9-x.logs.eu-west-1.vpce.amazonaws.com", false)]
    {
        let gap = resolved(&inventory, host).gap;
        assert_eq!(matches!(gap, Some(Gap::MissingDocument { .. })), is_open, "{host}: {gap:?}");
        assert_eq!(matches!(gap, Some(Gap::UnknownName { .. })), !is_open, "{host}: {gap:?}");
    }
}

/// DNS64 is for clients that have an IPv6 address of their own (VPC user guide, DNS64 and NAT64).
#[test]
fn dns64_makes_up_addresses_for_whoever_has_one_of_ipv6() {
    for (dns64, has_ipv6, host, is_made_up) in [
        (true, true, HOST, true),
        (false, true, HOST, false),
        (true, false, HOST, false),
        (true, true, "gone.amazonaws.com", false),
    ] {
        let mut inventory = with_zone("gone.amazonaws.com", &[]);
        inventory.subnets[0].dns64 = dns64;
        if has_ipv6 {
            inventory.subnets[0].cidrs.push("2001:db8::/64".parse().unwrap());
        }
        let resolution = resolved(&inventory, host);
        let made_up: Vec<_> = resolution.answers.iter().filter(|answer| answer.kind == AnswerKind::Dns64).collect();
        assert_eq!(made_up.len(), usize::from(is_made_up), "{host} {dns64} {has_ipv6}");
        let is_open = |gap: &Option<Gap>| matches!(gap, Some(Gap::NotEvaluated { what: NotEvaluated::Dns64, .. }));
        assert!(made_up.iter().all(|answer| is_open(&answer.gap)) && is_open(&resolution.gap) == is_made_up);
    }
}

#[test]
fn records_of_other_types() {
    let addresses = |values: &[&str]| {
        let mut inventory = with_zone("amazonaws.com", &[]);
        add(&mut inventory, set(HOST, "A", values, Routing::Simple));
        resolved(&inventory, HOST).answers[0].gap.clone()
    };
    assert_eq!(addresses(&["10.0.0.1", "10.0.0.2"]), None);
    assert!(matches!(addresses(&["10.0.0.1", "not-an-address"]), Some(Gap::UnknownName { .. })));
    let mut inventory = with_zone("amazonaws.com", &[("*.amazonaws.com", 20)]);
    add(&mut inventory, set(HOST, "TXT", &["\"x\""], Routing::Simple));
    let resolution = resolved(&inventory, HOST);
    assert!(
        matches!(kinds(&resolution)[..], [AnswerKind::Nothing(NoAnswer::NoRecord { .. })]),
        "a name that exists is none of the wildcard's: {resolution:?}"
    );
    add(&mut inventory, set(HOST, "AAAA", &["fd00::1"], Routing::Simple));
    // By IPv6 nobody gets along who has no such address to send from.
    let resolution = resolved(&inventory, HOST);
    assert!(
        matches!(kinds(&resolution)[..], [AnswerKind::Nothing(NoAnswer::OnlyIpv6 { .. })]) && resolution.gap.is_none(),
        "{resolution:?}"
    );
    let mut dual = inventory.clone();
    for subnet in dual.subnets.filter_mut(|_| true) {
        subnet.cidrs.push("fd00:0:0:1::/64".parse().unwrap());
    }
    let resolution = resolved(&dual, HOST);
    let [answer] = resolution.answers.as_slice() else { panic!("{resolution:?}") };
    assert!(
        matches!(answer.gap, Some(Gap::NotEvaluated { what: NotEvaluated::Ipv6, .. })) && answer.addresses.is_empty()
    );
    add(&mut inventory, set("b.amazonaws.com", "NS", &["ns.example."], Routing::Simple));
    let gap = resolved(&inventory, "x.b.amazonaws.com").gap;
    assert!(matches!(gap, Some(Gap::NotEvaluated { what: NotEvaluated::ZoneDelegation, .. })), "{gap:?}");
}

#[test]
fn one_of_several_sets() {
    let named = |text: &str| text.to_owned();
    let answers = |sets: &[ResourceRecordSet]| {
        let mut inventory = with_zone("amazonaws.com", &[]);
        for record in sets {
            add(&mut inventory, record.clone());
        }
        let resolution = resolved(&inventory, HOST);
        let addresses: Vec<String> = resolution.answers.iter().map(|answer| answer.addresses.to_string()).collect();
        (addresses, matches!(resolution.gap, Some(Gap::RoutingPolicy { .. })))
    };
    let one = |value: &str, routing| set(HOST, "A", &[value], routing);
    let (found, open) =
        answers(&[one("10.0.0.1", Routing::MultiValue(named("a"))), one("10.0.0.3", Routing::MultiValue(named("b")))]);
    assert_eq!((found.len(), open), (1, false), "{found:?}");
    let weighted = |value: &str, name: &str| one(value, Routing::Chosen(named(name)));
    assert_eq!(answers(&[weighted("10.0.0.1", "a"), weighted("10.0.0.3", "b")]).0.len(), 2);
    assert!(answers(&[weighted("10.0.0.1", "a"), weighted("10.0.0.3", "b")]).1);
    assert!(!answers(&[weighted("10.0.0.1", "a"), weighted("10.0.0.1", "b")]).1, "they say the same");
    // Then it is something else that leaves it open, if anything does.
    for (second, is_routing) in [("10.0.0.1", false), ("10.0.0.3", true)] {
        let mut inventory = with_zone("amazonaws.com", &[]);
        inventory.vpc_attributes[0].dns_support = None;
        add(&mut inventory, weighted("10.0.0.1", "a"));
        add(&mut inventory, weighted(second, "b"));
        let gap = resolved(&inventory, HOST).gap;
        assert_eq!(matches!(gap, Some(Gap::RoutingPolicy { .. })), is_routing, "{gap:?}");
        assert_eq!(matches!(gap, Some(Gap::DnsAttribute { .. })), !is_routing, "{gap:?}");
    }
    // Weight 0 beside others is handed out only while these are unhealthy, which nothing says without a health check.
    let weight = |value: &str, weight: u8, is_checked: bool| {
        one(value, Routing::Weighted { set: named(value), weight, is_checked })
    };
    assert_eq!(answers(&[weight("10.0.0.1", 90, false), weight("10.0.0.3", 10, false)]).0.len(), 2);
    let (found, open) = answers(&[weight("10.0.0.3", 0, false), weight("10.0.0.1", 10, false)]);
    assert_eq!((found, open), (vec!["10.0.0.1".to_owned()], false));
    assert!(answers(&[weight("10.0.0.1", 10, true), weight("10.0.0.3", 0, false)]).1, "unhealthy for the moment");
    assert!(answers(&[weight("10.0.0.1", 0, false), weight("10.0.0.3", 0, false)]).1, "all alike");
    // Who is elsewhere gets no answer.
    let (found, open) = answers(&[one("10.0.0.1", Routing::ByLocation(named("de")))]);
    assert_eq!((found.len(), open), (2, true), "{found:?}");
}

#[test]
fn lists_that_nobody_can_see() {
    let mut inventory = World { firewall: vec![("x.y".to_owned(), Action::Block)], ..world() }.inventory();
    inventory.firewall_domains.clear();
    let resolution = resolved(&inventory, HOST);
    assert!(matches!(resolution.gap, Some(Gap::FirewallDomains { .. })));
    assert!(matches!(kinds(&resolution)[..], [AnswerKind::Nothing(NoAnswer::Firewall(_)), AnswerKind::Public]));
    // A rule that lets everything through does no harm, whatever it is about.
    inventory.firewall_rules[0].rules[0].action = FirewallAction::Alert;
    let resolution = resolved(&inventory, HOST);
    assert!(resolution.gap.is_none() && kinds(&resolution).len() == 1, "{resolution:?}");
    // Then it is something else that leaves a name open.
    let gap = resolved(&inventory, "registry.example.com").gap;
    assert!(matches!(gap, Some(Gap::UnknownName { .. })), "{gap:?}");
    // Types of query other than those for IPv4 addresses do not matter.
    inventory.firewall_rules[0].rules[0].action = FirewallAction::Block(BlockResponse::NoData);
    for (kind, matters) in [("A", true), ("type1", true), ("TXT", false), ("AAAA", false), ("TYPE28", false)] {
        inventory.firewall_rules[0].rules[0].query_type = Some(kind.to_owned());
        assert_eq!(resolved(&inventory, HOST).gap.is_some(), matters, "{kind}");
    }
    inventory.firewall_rules.clear();
    assert!(matches!(resolved(&inventory, HOST).gap, Some(Gap::FirewallRules { .. })));
}

#[test]
fn a_blocked_name_may_be_answered_with_another() {
    let mut inventory = with_zone("sink.corp", &[("sink.corp", 66)]);
    let firewall = World { firewall: vec![("*.amazonaws.com".to_owned(), Action::Block)], ..world() }.inventory();
    inventory.firewall_rule_group_associations = firewall.firewall_rule_group_associations;
    inventory.firewall_rules = firewall.firewall_rules;
    inventory.firewall_domains = firewall.firewall_domains;
    let instead = BlockResponse::Override("sink.corp".to_owned());
    inventory.firewall_rules[0].rules[0].action = FirewallAction::Block(instead);
    let resolution = resolved(&inventory, HOST);
    let [answer] = resolution.answers.as_slice() else { panic!("{resolution:?}") };
    assert_eq!(answer.addresses.to_string(), "10.0.0.66");
    assert_eq!(answer.via[0].leads_to.as_deref(), Some("sink.corp"));
}

#[test]
fn names_of_instances_mean_the_address_that_they_carry_in_their_own_region() {
    let mut inventory = world().inventory();
    inventory.vpcs[0].scope.region = Some("eu-west-1".try_into().unwrap());
    let meant = |inventory: &Inventory, host: &str| {
        let resolution = resolved(inventory, host);
        let literal = |answer: &hopwise_engine::Answer| answer.kind == AnswerKind::Literal;
        resolution.answers.iter().find(|answer| literal(answer)).map(|answer| answer.addresses.to_string())
    };
    let own = "ip-10-0-0-77.eu-west-1.compute.internal";
    assert_eq!(meant(&inventory, own).as_deref(), Some("10.0.0.77"));
    for other in ["ip-10-0-0-77.ec2.internal", "ip-10-0-0.eu-west-1.compute.internal", "ip-10-0-0-77.compute.internal"]
    {
        assert_eq!(meant(&inventory, other), None, "{other}");
    }
    inventory.vpcs[0].scope.region = Some("us-east-1".try_into().unwrap());
    assert_eq!(meant(&inventory, "ip-10-0-0-77.ec2.internal").as_deref(), Some("10.0.0.77"));
    assert_eq!(meant(&inventory, own), None);

    // By its own id an instance has one where that was switched on, or where it is its host name.
    let by_id = "i-0a1.ec2.internal";
    inventory.network_interfaces.push(interface("eni-own", "vpc-a", "subnet-a", [10, 0, 0, 78].into()));
    for (host_name, has_record, address, is_sure) in [
        (None, Some(true), Some("10.0.0.78"), true),
        (None, Some(false), None, true),
        (Some(by_id), Some(false), Some("10.0.0.78"), true),
        (Some("ip-10-0-0-78.ec2.internal"), Some(false), None, true),
        (Some(by_id), None, Some("10.0.0.78"), true),
        (None, None, Some("10.0.0.78"), false),
    ] {
        inventory.instances = [Instance {
            interfaces: vec![id("eni-own")],
            private_dns_name: host_name.map(str::to_owned),
            resource_name_record: has_record,
            ..instance("i-0a1")
        }]
        .into();
        assert_eq!(meant(&inventory, by_id).as_deref(), address, "{host_name:?} {has_record:?}");
        let is_certain = resolved(&inventory, by_id).answers.len() == 1;
        assert!(is_certain == is_sure || address.is_none(), "{host_name:?} {has_record:?}");
    }

    let domain = |domain: &str| Rule { domain: domain.to_owned(), kind: RuleKind::Forward };
    for (rule, decides) in [("", false), ("internal", false), ("ec2.internal", true)] {
        let mut forwarded = World { rules: vec![domain(rule)], ..world() }.inventory();
        forwarded.vpcs[0].scope.region = Some("us-east-1".try_into().unwrap());
        let found = meant(&forwarded, "ip-10-0-0-77.ec2.internal");
        assert_eq!(found.is_none(), decides, "a rule that forwards `{rule}`");
    }
}

/// Where DNS Firewall inspects what a name leads to, something that blocks the rest may block that.
#[test]
fn names_that_an_allowed_one_leads_to_may_be_blocked() {
    type Change = fn(&mut FirewallRule);
    let nothing: Change = |_| {};
    let cases: [(&str, Change, Change, bool); 5] = [
        ("everything else is blocked", nothing, nothing, true),
        ("redirections are trusted", |allow| allow.inspects_redirection = false, nothing, false),
        ("everything else is told of", nothing, |block| block.action = FirewallAction::Alert, false),
        ("queries of another type are blocked", nothing, |block| block.query_type = Some("TXT".to_owned()), false),
        ("some are blocked", nothing, |block| block.domains = Some(id("rslvr-fdl-2")), false),
    ];
    for (what, allow, block, is_open) in cases {
        let firewall = ["a.amazonaws.com", "*", "*.net"].into_iter().zip([Action::Allow, Action::Block, Action::Allow]);
        let firewall = firewall.map(|(domain, action)| (domain.to_owned(), action)).collect();
        let mut inventory = World { firewall, ..world() }.inventory();
        // Those of the lowest priority come last.
        let [_, second, first] = inventory.firewall_rules[0].rules.as_mut_slice() else { panic!("{what}") };
        allow(first);
        block(second);
        let resolution = resolved(&inventory, HOST);
        let is_redirection = |gap: &Gap| matches!(gap, Gap::NotEvaluated { what: NotEvaluated::DnsRedirection, .. });
        assert_eq!(resolution.gap.as_ref().is_some_and(is_redirection), is_open, "{what}: {:?}", resolution.gap);
        assert_eq!(kinds(&resolution).len(), 1 + usize::from(is_open), "{what}");
    }
}

/// An alias stands for a record of its own zone, or for something in a zone of AWS's, which nobody sees.
#[test]
fn an_alias_means_a_record_of_its_zone() {
    for (zone, name, address) in [
        ("Z0", "b.amazonaws.com", Some("10.0.0.20")),
        ("Z35SXDOTRQ7X7K", "b.amazonaws.com", None),
        ("Z0", "shop.us-east-1.elb.example.com", None),
    ] {
        let mut inventory = with_zone("amazonaws.com", &[("b.amazonaws.com", 20)]);
        let alias = Some(AliasTarget { zone: Some(id(zone)), dns_name: name.to_owned() });
        add(&mut inventory, ResourceRecordSet { alias, ..set(HOST, "A", &[], Routing::Simple) });
        let resolution = resolved(&inventory, HOST);
        let unknown = matches!(resolution.gap, Some(Gap::UnknownName { .. }));
        assert_eq!(unknown, address.is_none(), "{zone} {name}: {:?}", resolution.gap);
        assert_eq!(resolution.answers.len(), 1 + usize::from(unknown));
        assert!(address.is_none_or(|address| resolution.answers[0].addresses.to_string() == address));
    }
}

/// A name in a Region that nobody has heard of is not known to exist; a bucket's name may look like a Region.
#[test]
fn a_region_that_nobody_has_heard_of_is_new_or_misspelt() {
    let inventory = world().inventory();
    for (host, is_known) in [
        ("api.ecr.us-east-1.amazonaws.com", true),
        ("api.ecr.eu-wst-1.amazonaws.com", false),
        ("b.s3.eu-wst-1.amazonaws.com", false),
        ("my-bucket-1.s3.amazonaws.com", true),
        ("sts.amazonaws.com", true),
        ("api.ecr.xx-new-1.amazonaws.com.cn", false),
    ] {
        let gap = resolved(&inventory, host).gap;
        assert_eq!(!matches!(gap, Some(Gap::UnknownName { .. })), is_known, "{host}: {gap:?}");
    }
    let mut there = inventory;
    for vpc in &mut there.vpcs {
        vpc.scope.region = "eu-wst-1".try_into().ok();
    }
    let gap = resolved(&there, "api.ecr.eu-wst-1.amazonaws.com").gap;
    assert!(!matches!(gap, Some(Gap::UnknownName { .. })), "whose VPC is there: {gap:?}");
}
