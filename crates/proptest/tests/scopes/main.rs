//! What holds of access scopes, whatever the network: exclusions take away what they say and nothing else, and the findings are
//! those that rules of ours have. Each walk is confirmed by the oracle, or the finding would say so.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use hopwise::model::Inventory;
use hopwise::model::resource::PrivateAddress;
use hopwise::report::{RuleFinding, RuleReport};
use hopwise::{Network, RuleResult, Snapshot, rules};
use hopwise_proptest::design::{broken, diverted, of_kinds, overlapping};
use proptest::prelude::*;
use proptest::sample::select;

/// A network as somebody broke it, or with kinds of interfaces and routes that are rare.
fn networks() -> BoxedStrategy<Inventory> {
    // Boxed: each is a large value, and tests have small stacks.
    let all = [broken().boxed(), of_kinds().boxed(), diverted().boxed(), overlapping().boxed()];
    proptest::strategy::Union::new(all).prop_map(|broken| broken.inventory).boxed()
}

fn network(inventory: Inventory) -> Option<Network> {
    Snapshot::from(inventory).network().ok()
}

/// With a twin of each interface: the same at another address of its subnet, which a rule may name.
fn with_twins(mut inventory: Inventory) -> Inventory {
    let taken: BTreeSet<_> =
        inventory.network_interfaces.iter().flat_map(|own| own.addresses.iter().map(|own| own.private)).collect();
    let mut twins = Vec::new();
    for own in &inventory.network_interfaces {
        let Some(address) = own.primary_address() else { continue };
        let IpAddr::V4(number) = address else { continue };
        let next = IpAddr::from(Ipv4Addr::from(u32::from(number) ^ 8));
        if own.addresses.len() == 1 && !taken.contains(&next) {
            let mut twin = own.clone();
            twin.id = format!("{}-twin", own.id).as_str().try_into().unwrap();
            twin.addresses = vec![PrivateAddress { private: next, public: None }];
            twins.push(twin);
        }
    }
    for twin in twins {
        inventory.network_interfaces.push(twin);
    }
    inventory
}

const PATHS: [&str; 10] = [
    r#"{"Source": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::InternetGateway"]}}, "Destination": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::NetworkInterface"]}}}"#,
    r#"{"Source": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::NetworkInterface"]}}, "Destination": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::InternetGateway"]}}}"#,
    r#"{"Source": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::NetworkInterface"]}}}"#,
    r#"{"Destination": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::VPCEndpoint", "AWS::EC2::VPCPeeringConnection"]}}}"#,
    r#"{"Source": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::NetworkInterface"]}}, "ThroughResources": [{"ResourceStatement": {"ResourceTypes": ["AWS::EC2::NatGateway"]}}]}"#,
    r#"{"Source": {"PacketHeaderStatement": {"SourceAddresses": ["0.0.0.0/1"], "DestinationPorts": ["443"]}}}"#,
    r#"{"Destination": {"PacketHeaderStatement": {"SourceAddresses": ["10.0.0.0/8"], "Protocols": ["tcp"]}}}"#,
    r#"{"Source": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::NetworkInterface"]}}, "Destination": {"PacketHeaderStatement": {"DestinationAddresses": ["10.0.0.0/9"], "DestinationPorts": ["1024-65535"]}}}"#,
    r#"{"Source": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::Instance"]}}, "Destination": {"ResourceStatement": {"Resources": ["arn:aws:resource-groups:eu-west-1:111122223333:group/jump"]}}}"#,
    r#"{"Source": {"PacketHeaderStatement": {"SourcePorts": ["1024-65535"]}}}"#,
];

/// What becomes of a scope with these conditions and exclusions.
fn scope(network: &Network, matches: &[&str], excludes: &[&str]) -> RuleReport {
    let text = format!(r#"{{"MatchPaths": [{}], "ExcludePaths": [{}]}}"#, matches.join(", "), excludes.join(", "));
    let report = network.check(&[rules::rules("scope.json", &text).unwrap()]).rules.remove(0);
    let disagree = report.findings.iter().find(|finding| finding.message.contains("internal error"));
    assert_eq!(disagree, None);
    report
}

type Ways = BTreeSet<(Option<String>, Option<String>, Vec<String>)>;

/// The paths that are proven to be findings.
fn ways(report: &RuleReport) -> Ways {
    let certain = report.findings.iter().filter(|finding| finding.result == RuleResult::Violated);
    certain.map(|own: &RuleFinding| (own.from.clone(), own.to.clone(), own.path.clone())).collect()
}

const HEADER: &str =
    r#"{"Destination": {"PacketHeaderStatement": {"DestinationPorts": ["0-442", "8080"], "Protocols": ["tcp"]}}}"#;
const REST: [&str; 2] = [
    r#"{"Destination": {"PacketHeaderStatement": {"Protocols": ["udp"]}}}"#,
    r#"{"Source": {"PacketHeaderStatement": {"DestinationPorts": ["443-8079", "8081-65535"]}}}"#,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// What excludes everything leaves nothing, not even what is not known.
    #[test]
    fn what_is_excluded_is_no_finding(inventory in networks(), path in select(&PATHS[..])) {
        let Some(network) = network(inventory) else { return Ok(()) };
        let everything = [
            path,
            r#"{"Source": {"PacketHeaderStatement": {"Protocols": ["tcp", "udp"]}}}"#,
            r#"{"Destination": {"PacketHeaderStatement": {"DestinationPorts": ["0-65535"]}}}"#,
            r#"{"Source": {"PacketHeaderStatement": {"SourceAddresses": ["0.0.0.0/0"]}}}"#,
        ];
        for exclude in everything {
            let report = scope(&network, &[path], &[exclude]);
            // Lists that are cut short may hide somebody else, of whom nothing is said.
            let findings = report.findings.iter().filter(|own| !own.message.contains("no list shows them"));
            prop_assert_eq!(findings.count(), 0, "{}: {:?}", exclude, report.findings);
            prop_assert!(report.asked > 0);
        }
    }

    /// An exclusion takes paths away and adds none; what it leaves and what it takes are all there were, of paths and of packets.
    #[test]
    fn an_exclusion_divides_the_findings(inventory in networks(), path in select(&PATHS[..]), exclude in select(&PATHS[..])) {
        let Some(network) = network(inventory) else { return Ok(()) };
        let all = ways(&scope(&network, &[path], &[]));
        let left = ways(&scope(&network, &[path], &[exclude]));
        prop_assert!(left.is_subset(&all), "{:?}", left.difference(&all).next());
        let with_header = ways(&scope(&network, &[path], &REST));
        let without = ways(&scope(&network, &[path], &[HEADER]));
        prop_assert!(with_header.is_subset(&all) && without.is_subset(&all));
        let both: Ways = with_header.union(&without).cloned().collect();
        prop_assert_eq!(both, all);
    }

    /// Several conditions find what each alone does.
    #[test]
    fn conditions_add_up(inventory in networks(), one in select(&PATHS[..]), other in select(&PATHS[..])) {
        let Some(network) = network(inventory) else { return Ok(()) };
        let (first, second) = (ways(&scope(&network, &[one], &[])), ways(&scope(&network, &[other], &[])));
        let both: Ways = first.union(&second).cloned().collect();
        prop_assert_eq!(ways(&scope(&network, &[one, other], &[])), both);
    }

    /// Of interfaces from the internet and among each other a rule of ours finds what the scope does.
    #[test]
    fn a_rule_of_ours_finds_the_same(inventory in networks(), port in select(&[443_u16, 53, 8080][..])) {
        let Some(network) = network(inventory) else { return Ok(()) };
        for (from, source) in [("internet", "AWS::EC2::InternetGateway"), ("eni-*", "AWS::EC2::NetworkInterface")] {
            let path = format!(
                r#"{{"Source": {{"ResourceStatement": {{"ResourceTypes": ["{source}"]}}}},
                    "Destination": {{"ResourceStatement": {{"ResourceTypes": ["AWS::EC2::NetworkInterface"]}},
                                    "PacketHeaderStatement": {{"DestinationPorts": ["{port}"]}}}}}}"#
            );
            let theirs = scope(&network, &[&path], &[]);
            let text = format!("[[rules]]\nnever_reaches = {{ from = '{from}', to = '*', ports = ['tcp {port}', 'udp {port}'], families = 'ipv4' }}");
            let ours = network.check(&[rules::rules("rules.toml", &text).unwrap()]).rules.remove(0);
            let arrives = |report: &RuleReport| {
                let own = report.findings.iter().filter(|own| own.result == RuleResult::Violated);
                own.filter_map(|own| Some((own.from.clone().filter(|_| from == "eni-*"), own.to.clone()?))).collect::<BTreeSet<_>>()
            };
            // No path of a scope begins at a Network Load Balancer (Network Access Analyzer guide, how it works).
            let balancers = network.inventory().network_interfaces.iter().filter(|own| own.description.starts_with("ELB net/"));
            let balancers: Vec<String> = balancers.map(|own| own.id.to_string()).collect();
            let is_balancer = |from: &Option<String>| from.as_ref().is_some_and(|own| balancers.contains(own));
            let theirs_arrive = arrives(&theirs);
            let ours_arrive: BTreeSet<_> = arrives(&ours).into_iter().filter(|(from, _)| !is_balancer(from)).collect();
            // A scope means every address of who sends, and those for documentation, too; a rule of ours neither.
            prop_assert!(ours_arrive.is_subset(&theirs_arrive), "{from}: {:?}", ours_arrive.difference(&theirs_arrive).next());
            if theirs.result == RuleResult::Holds {
                prop_assert!(ours_arrive.is_empty(), "{from}: {:?}", ours_arrive.first());
            }
        }
    }

    /// What cannot be told from what holds is not walked again: a rule about all pairs says of each what a rule about it alone does.
    #[test]
    fn what_is_alike_is_what_each_pair_alone_is(inventory in networks(), rest in 0..4_usize) {
        let inventory = with_twins(inventory);
        let Some(network) = network(inventory) else { return Ok(()) };
        let rule = |from: &str, to: &str| {
            let text = format!("[[rules]]\nnever_reaches = {{ from = '{from}', to = '{to}', ports = 'tcp 443', families = 'ipv4' }}");
            network.check(&[rules::rules("rules.toml", &text).unwrap()]).rules.remove(0)
        };
        let found = |report: &RuleReport| {
            let own = report.findings.iter().filter(|own| own.to.as_deref().is_some_and(|own| own.starts_with("eni-")));
            own.map(|own| (own.from.clone(), own.to.clone(), own.result)).collect::<Vec<_>>()
        };
        // Of whom it is not known who is meant, nobody is asked for each.
        let is_of_each = |report: &RuleReport| {
            report.findings.iter().all(|own| own.to.as_deref().is_some_and(|own| own.starts_with("eni-") && !own.contains('*')))
        };
        let all = rule("eni-*", "eni-*");
        if !is_of_each(&all) {
            return Ok(());
        }
        let mut all = found(&all);
        all.sort_unstable();
        let ids: Vec<String> = network.inventory().network_interfaces.iter().map(|own| own.id.to_string()).collect();
        // A quarter of the pairs each time: one alone takes as long as all.
        let pairs = ids.iter().flat_map(|from| ids.iter().map(move |to| (from, to))).filter(|(from, to)| from != to);
        for (from, to) in pairs.skip(rest).step_by(4) {
            // By a pattern that means one: all of its addresses are asked then, too.
            let [one, other] = [from, to].map(|id| id.replacen("eni-", "eni-*", 1));
            let means_one = |id: &String| ids.iter().filter(|own| own.ends_with(id.trim_start_matches("eni-"))).count() == 1;
            if !(means_one(from) && means_one(to)) {
                continue;
            }
            let alone = rule(&one, &other);
            if !is_of_each(&alone) {
                continue;
            }
            let alone = found(&alone);
            let here: Vec<_> = all.iter().filter(|own| own.0.as_ref() == Some(from) && own.1.as_ref() == Some(to)).cloned().collect();
            prop_assert!(alone == here, "{} to {}: {:?}, not {:?}", from, to, here, alone);
        }
    }
}
