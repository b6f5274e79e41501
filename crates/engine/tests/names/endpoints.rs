//! Interface endpoints: names of their own, zones, and those that may not be seen.

use hopwise_engine::{AnswerKind, PublishedRanges, Resolver};
use hopwise_model::design::Source;
use hopwise_model::resource::{EndpointState, NetworkInterface, Subnet};
use hopwise_model::{DocumentKind, Gap, Inventory, NotEvaluated};
use hopwise_proptest::fixture::{interface, subnet};

use crate::resolve;
use crate::world::{Endpoint, World, id};

const HOST: &str = "a.amazonaws.com";

fn with_endpoint(domain: &str) -> Inventory {
    let endpoints = vec![Endpoint { domain: domain.to_owned(), wildcard: false }];
    World { zones: Vec::new(), rules: Vec::new(), endpoints, firewall: Vec::new() }.inventory()
}

/// What the answers are, and what is not known.
fn meant(inventory: &Inventory, host: &str) -> (Vec<String>, Option<Gap>) {
    let resolution = resolve(&inventory.clone().validate().unwrap(), host);
    let gap = resolution.answers.iter().find_map(|answer| answer.gap.clone()).or(resolution.gap);
    (resolution.answers.iter().map(|answer| answer.addresses.to_string()).collect(), gap)
}

/// `vpce-ID-HASH.…` means all interfaces, `vpce-ID-HASH-ZONE.…` the one in the zone (AWS PrivateLink guide, DNS names).
#[test]
fn names_of_its_own_mean_its_interfaces_or_the_one_in_a_zone() {
    let mut inventory = with_endpoint(HOST);
    let second = subnet("subnet-b", "vpc-a", "10.0.1.0/24");
    inventory.subnets.push(Subnet { availability_zone: Some("eu-west-1b".to_owned()), ..second });
    inventory.network_interfaces.push(NetworkInterface {
        kind: "vpc_endpoint".into(),
        ..interface("eni-second", "vpc-a", "subnet-b", [10, 0, 1, 9].into())
    });
    inventory.vpc_endpoints.last_mut().unwrap().interfaces.push(id("eni-second"));
    let name = |label: &str| format!("{label}.logs.eu-west-1.vpce.amazonaws.com");
    for (label, addresses) in [
        ("vpce-0-hash", "10.0.0.201, 10.0.1.9"),
        ("vpce-0-hash-eu-west-1a", "10.0.0.201"),
        ("vpce-0-hash-eu-west-1b", "10.0.1.9"),
    ] {
        assert_eq!(meant(&inventory, &name(label)), (vec![addresses.to_owned()], None), "{label}");
    }
    // Those of zones where it has no interface, of other endpoints and of no endpoint service are nobody's that is known.
    for host in
        [name("vpce-0-hash-eu-west-1c"), name("vpce-01-hash"), "vpce-0-hash.logs.eu-west-1.example.com".to_owned()]
    {
        let (answers, gap) = meant(&inventory, &host);
        assert!(answers.len() == 2 && matches!(gap, Some(Gap::UnknownName { .. })), "{host}: {gap:?}");
    }
    // An interface that was not read may be in any zone.
    inventory.vpc_endpoints.last_mut().unwrap().interfaces.push(id("eni-unread"));
    for label in ["vpce-0-hash", "vpce-0-hash-eu-west-1b", "vpce-0-hash-eu-west-1c"] {
        let (answers, gap) = meant(&inventory, &name(label));
        assert!(answers.len() == 1 && matches!(gap, Some(Gap::MissingResource { .. })), "{label}: {gap:?}");
    }
}

#[test]
fn private_dns_is_in_doubt_where_its_state_or_the_vpcs_attribute_is() {
    let sure = meant(&with_endpoint(HOST), HOST);
    assert_eq!(sure, (vec!["10.0.0.201".to_owned()], None));
    let mut inventory = with_endpoint(HOST);
    inventory.vpc_attributes[0].dns_hostnames = None;
    let (answers, gap) = meant(&inventory, HOST);
    assert!(answers.len() == 2 && matches!(gap, Some(Gap::DnsAttribute { .. })), "{gap:?}");
    let mut inventory = with_endpoint(HOST);
    inventory.vpc_endpoints.last_mut().unwrap().state = EndpointState::Deleting;
    let (answers, gap) = meant(&inventory, HOST);
    assert!(answers.len() == 2 && matches!(gap, Some(Gap::UncertainState { .. })), "{gap:?}");
}

/// An endpoint may answer with records of type AAAA only (`PrivateLink` guide, DNS record IP type).
#[test]
fn an_endpoint_with_aaaa_records_only_is_not_asked_by_ipv4() {
    let mut inventory = with_endpoint(HOST);
    inventory.vpc_endpoints.last_mut().unwrap().answers_ipv6_only = true;
    let ipv6 = |gap: &Option<Gap>| matches!(gap, Some(Gap::NotEvaluated { what: NotEvaluated::Ipv6, .. }));
    let (answers, gap) = meant(&inventory, HOST);
    assert!(answers == ["none"] && ipv6(&gap), "{answers:?} {gap:?}");
}

/// Of a subnet that its owner shares, whoever takes part sees no endpoints of the owner's (VPC user guide, share your VPC
/// subnets).
#[test]
fn endpoints_of_who_shares_a_subnet_may_not_be_seen() {
    let account = |digit: &str| Some(digit.repeat(12).as_str().try_into().unwrap());
    for (what, owner, user, endpoint, neighbour, is_open) in [
        ("somebody else's", account("2"), account("1"), account("1"), None, true),
        ("somebody else's, of whom something is seen", account("2"), account("1"), account("1"), account("2"), true),
        ("one's own", account("2"), account("2"), account("1"), None, false),
        ("somebody else's, one of whose endpoints is seen", account("2"), account("1"), account("2"), None, false),
        ("somebody else's, nobody says whose endpoints", account("2"), account("1"), None, None, false),
        ("nobody says whose", None, account("1"), account("1"), None, false),
        ("nobody says who asks", account("2"), None, account("1"), None, false),
    ] {
        let mut inventory = with_endpoint("z.amazonaws.com");
        inventory.subnets[0].owner = owner;
        inventory.vpc_endpoints.last_mut().unwrap().owner = endpoint;
        let own = interface("eni-own", "vpc-a", "subnet-a", [10, 0, 0, 7].into());
        inventory.network_interfaces.push(NetworkInterface { owner: user, ..own });
        let other = interface("eni-other", "vpc-a", "subnet-a", [10, 0, 0, 8].into());
        inventory.network_interfaces.push(NetworkInterface { owner: neighbour, ..other });
        let design = inventory.validate().unwrap();
        let source = Source::Interface(design.network_interfaces.find("eni-own").unwrap());
        let resolution = Resolver::new(&design, &PublishedRanges::new()).resolve(&source, HOST);
        assert_eq!(matches!(resolution.gap, Some(Gap::SharedSubnet { .. })), is_open, "{what}: {:?}", resolution.gap);
        assert_eq!(resolution.answers.iter().any(|answer| answer.kind == AnswerKind::Anything), is_open, "{what}");
    }
}

/// What was not asked for is taken to be absent, and said to be; but not where the snapshot has what only the answer leads
/// to, or where others were asked about.
#[test]
fn what_shows_that_there_is_more_leaves_a_name_open() {
    use DocumentKind::{
        FirewallConfigs, FirewallDomains, FirewallRuleGroupAssociations, FirewallRules, HostedZoneSummaries,
        ResourceRecordSets,
    };
    let resolved = |document: DocumentKind, by: &[DocumentKind]| {
        let mut inventory = with_endpoint("z.amazonaws.com");
        inventory.vpc_hosted_zones.retain(|_| document != HostedZoneSummaries);
        for kind in [document, ResourceRecordSets, FirewallConfigs, FirewallDomains, FirewallRules] {
            if !by.contains(&kind) {
                inventory.knowledge.forget(kind);
            }
        }
        let (_, gap) = meant(&inventory, HOST);
        let is_it = |gap: &Gap| matches!(gap, Gap::MissingDocument { document: own, .. } if *own == document);
        assert!(gap.iter().all(is_it), "{gap:?}");
        gap.is_some()
    };
    assert!(!resolved(HostedZoneSummaries, &[]) && !resolved(FirewallRuleGroupAssociations, &[]));
    assert!(resolved(HostedZoneSummaries, &[ResourceRecordSets]) && !resolved(HostedZoneSummaries, &[FirewallRules]));
    for kind in [FirewallRules, FirewallDomains, FirewallConfigs] {
        assert!(resolved(FirewallRuleGroupAssociations, &[kind]), "{kind}");
    }
    assert!(!resolved(FirewallRuleGroupAssociations, &[ResourceRecordSets]));
}
