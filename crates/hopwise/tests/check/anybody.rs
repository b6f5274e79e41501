//! Who could be in a place counts where something must never be.

use hopwise::build::{Account, Instance, NetworkAcl, SecurityGroup, Tier, Vpc, all, tcp};
use hopwise::model::{Coverage, DocumentKind};
use hopwise::property::Asked;
use hopwise::report::RuleReport;
use hopwise::{Network, Verdict};

use super::{Holds, Undetermined, Violated, one, result};

fn network(vpc: Vpc) -> Network {
    Account::new("eu-west-1").vpc(vpc).asked().unwrap()
}

/// Tiers in which nobody is, or hardly anybody.
fn empty() -> Vpc {
    Vpc::new("shop", "10.20.0.0/16")
        .zones(2)
        .tier(Tier::public("public"))
        .tier(Tier::private("app", "public"))
        .tier(Tier::isolated("data"))
        .group(SecurityGroup::new("db").ingress(tcp(5432), "db"))
        .group(SecurityGroup::new("wide").ingress(tcp(22), "10.20.0.0/16"))
        .instance(Instance::new("db", "data").group("db").group("wide"))
}

fn messages(report: &RuleReport) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.message.as_str()).collect()
}

#[test]
fn a_tier_without_anybody_is_its_routes_acls_and_groups() {
    let network = network(empty());
    for (rule, expected) in [
        ("never_reaches = { from = 'tier:app', to = 'internet' }", Violated),
        ("never_reaches = { from = 'tier:public', to = 'internet', ports = 'tcp 443' }", Violated),
        ("never_reaches = { from = 'subnet-shop-app-a', to = 'internet' }", Violated),
        ("never_reaches = { from = 'vpc-shop', to = '1.1.1.1', ports = 'tcp 443' }", Violated),
        ("never_reaches = { from = 'tier:data', to = 'internet' }", Holds),
        // By an address that a rule names, not by a group that somebody else carries.
        ("never_reaches = { from = 'tier:app', to = 'tier:data', ports = 'tcp 22' }", Violated),
        ("never_reaches = { from = 'tier:app', to = 'tier:data', ports = 'tcp 5432' }", Holds),
        ("only_via = { from = 'tier:app', to = 'internet', via = ['nat-shop-public-a', 'nat-shop-public-b'] }", Holds),
        ("only_via = { from = 'tier:app', to = 'internet', via = 'nat-shop-public-a' }", Violated),
        ("only_via = { from = 'tier:public', to = 'internet', via = 'nat-shop-public-a' }", Violated),
        // Who is meant by name is there.
        ("never_reaches = { from = 'name:db', to = 'internet' }", Holds),
        ("never_reaches = { from = 'group:nothing', to = 'internet' }", Undetermined),
        ("never_reaches = { from = 'tier:nothing', to = 'internet' }", Undetermined),
        ("reaches = { from = 'tier:app', to = 'internet', ports = 'tcp 443' }", Undetermined),
    ] {
        let report = one(&network, rule);
        assert_eq!(report.result, expected, "{rule}: {:?}", messages(&report));
        assert!(report.asked > 0 || expected == Undetermined, "{rule}");
    }
    let report = one(&network, "never_reaches = { from = 'tier:app', to = 'internet', ports = 'tcp 443' }");
    assert!(messages(&report)[0].contains("any host in subnet-shop-app-a"), "{:?}", messages(&report));
    network.never_reaches("tier:data", "internet", &all()).unwrap();
    let violation = network.never_reaches("tier:app", "internet", &tcp(443)).unwrap_err();
    assert_eq!((violation.verdict, violation.is_certain), (Some(Verdict::Delivered), true));
    assert_eq!(violation.others, ["any host in subnet-shop-app-b to internet"]);
}

/// Somebody in one zone says nothing of the others.
#[test]
fn one_open_zone_is_enough() {
    let closed = NetworkAcl::new("app").tier("app").deny_out(1, all(), "0.0.0.0/0");
    let rule = "never_reaches = { from = 'tier:app', to = 'internet' }";
    assert_eq!(result(&network(empty().acl(closed)), rule), Holds);
    let host = Instance::new("one", "app").group("closed");
    let some = empty().group(SecurityGroup::new("closed").without_default_egress()).instance(host);
    let report = one(&network(some), rule);
    assert_eq!(report.result, Violated, "{:?}", messages(&report));
}

/// What no group of the VPC lets out, nobody can send: groups are a part of the design.
#[test]
fn anybody_sends_what_a_group_of_the_vpc_lets_out() {
    let hardened = |ports| {
        let mut snapshot = hopwise::load_account(&Account::new("eu-west-1").vpc(empty())).unwrap();
        let everywhere = hopwise::model::resource::Peer::Cidr("0.0.0.0/0".parse().unwrap());
        for mut own in std::mem::take(&mut snapshot.inventory.security_groups) {
            own.egress.retain(|rule| rule.peer == everywhere);
            for rule in &mut own.egress {
                rule.traffic = ports;
            }
            snapshot.inventory.security_groups.push(own);
        }
        snapshot.asked().unwrap()
    };
    let https = hardened(hopwise::model::Traffic::Ports { protocol: 6, from: 443, to: 443 });
    let rule = |ports: &str| format!("never_reaches = {{ from = 'tier:app', to = 'internet', ports = '{ports}' }}");
    assert_eq!(result(&https, &rule("tcp 25")), Holds);
    assert_eq!(result(&https, &rule("tcp 443")), Violated);
}

/// Of groups that nobody read it is not known what they let out; what routes and ACLs stop is stopped all the same.
#[test]
fn less_knowledge_of_groups_never_decides_otherwise() {
    for coverage in [Coverage::Partial, Coverage::NotAsked] {
        let mut snapshot = hopwise::load_account(&Account::new("eu-west-1").vpc(empty())).unwrap();
        let scope = snapshot.inventory.vpcs[0].scope.clone();
        snapshot.inventory.knowledge.record(DocumentKind::SecurityGroups, &scope, coverage);
        snapshot.inventory.security_groups.clear();
        let network = snapshot.asked().unwrap();
        let app = one(&network, "never_reaches = { from = 'tier:app', to = 'internet' }");
        assert_eq!(app.result, Undetermined, "{:?}", messages(&app));
        let data = one(&network, "never_reaches = { from = 'subnet-shop-data-b', to = '1.1.1.1' }");
        assert_eq!(data.result, Undetermined, "{:?}", messages(&data));
    }
}

/// Replies that are stopped in any case prove no request that something unknown may have stopped before.
#[test]
fn what_is_stopped_on_its_way_back_behind_what_is_not_known_may_not_have_arrived() {
    let deaf = NetworkAcl::new("data").tier("data").allow_in(100, all(), "0.0.0.0/0");
    let vpc = Vpc::new("shop", "10.20.0.0/16")
        .tier(Tier::isolated("app"))
        .tier(Tier::isolated("data"))
        .group(SecurityGroup::new("web"))
        .group(SecurityGroup::new("db").ingress(tcp(5432), "10.20.0.0/16"))
        .acl(NetworkAcl::new("app").tier("app").allow_in(100, all(), "0.0.0.0/0").allow_out(100, all(), "0.0.0.0/0"))
        .acl(deaf)
        .instance(Instance::new("web", "app").group("web"))
        .instance(Instance::new("db", "data").group("db"));
    let rule = "never_reaches = { from = 'name:web', to = 'name:db', ports = 'tcp 5432' }";
    let mut snapshot = hopwise::load_account(&Account::new("eu-west-1").vpc(vpc)).unwrap();
    let whole = snapshot.clone().network().unwrap();
    assert_eq!(one(&whole, rule).result, Violated, "it arrives, and the replies are lost");
    snapshot.inventory.network_acls.retain(|acl| acl.name.as_deref() != Some("app"));
    let scope = snapshot.inventory.vpcs[0].scope.clone();
    snapshot.inventory.knowledge.record(DocumentKind::NetworkAcls, &scope, Coverage::Partial);
    let less = snapshot.network().unwrap();
    let report = one(&less, rule);
    assert_eq!(report.result, Undetermined, "{report:#?}");
}
