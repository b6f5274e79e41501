//! What to change where packets arrive that must not.

use hopwise::Network;
use hopwise::build::{Account, Instance, SecurityGroup, Service, Tier, Vpc, tcp, tcp_range};
use hopwise::property::Asked;
use hopwise::report::{RulePlanReport, RuleReport};
use hopwise::{RuleResult, rules};

use super::shop::{network, shop};

/// The first of some rules, with what to change.
fn first(network: &Network, toml: &str) -> RuleReport {
    network.check(&[rules::rules("rules.toml", toml).unwrap()]).rules.remove(0)
}

/// Each plan: what to change, and what else stops.
fn plans(report: &RuleReport) -> Vec<(Vec<&str>, &[String])> {
    let plans = report.plans.iter();
    plans.map(|own| (messages(own), own.also_stops.as_slice())).collect()
}

fn messages(plan: &RulePlanReport) -> Vec<&str> {
    plan.changes.iter().map(|change| change.message.as_str()).collect()
}

fn vpc(db: SecurityGroup) -> Vpc {
    Vpc::new("shop", "10.20.0.0/16")
        .tier(Tier::public("public"))
        .tier(Tier::isolated("app"))
        .tier(Tier::isolated("data"))
        .group(SecurityGroup::new("web"))
        .group(db)
        .instance(Instance::new("web", "app").group("web"))
        .instance(Instance::new("db", "data").group("db"))
}

fn made(vpc: Vpc) -> Network {
    hopwise::load_account(&Account::new("eu-west-1").vpc(vpc)).unwrap().network().unwrap()
}

const APP: &str = "[[rules]]\nnever_reaches = { from = 'tier:app', to = 'tier:data', ports = 'tcp 22' }\n";

/// Each plan's changes, and what it stops besides.
fn asked(network: &Network, rules: &str) -> Vec<(String, String)> {
    let report = first(network, rules);
    assert_eq!(report.result, RuleResult::Violated, "{rules}");
    for own in &report.plans {
        assert_eq!(own.result, RuleResult::Holds, "{own:?}");
        assert!(own.changes.iter().all(|change| !change.commands.is_empty()), "{own:?}");
    }
    plans(&report).into_iter().map(|(changes, stops)| (changes.join(" "), stops.join(" "))).collect()
}

#[test]
fn the_narrowest_change_comes_first() {
    let web = made(vpc(SecurityGroup::new("db").ingress(tcp(22), "web")));
    let plans = asked(&web, APP);
    assert_eq!(plans[0].0, "Revoke the inbound rule of sg-shop-db for tcp 22 from sg-shop-web.");
    assert_eq!(plans[1].0, "Add inbound rule 99 to network ACL acl-shop-default: deny tcp 22 from 10.20.2.0/24.");
    let closes = &first(&web, APP).plans[0].closes;
    assert_eq!(*closes, ["tcp 22 from 10.20.2.4 to 10.20.4.4"]);
    // What an entry of an ACL would close besides is more than what the rule is for.
    assert!(plans.iter().all(|(_, stops)| stops.is_empty()));
}

#[test]
fn a_rule_for_more_is_narrowed() {
    let range = made(vpc(SecurityGroup::new("db").ingress(tcp_range(20..=30), "web")));
    let narrowed = "Allow tcp 20-21 from sg-shop-web in the inbound rules of sg-shop-db. Allow tcp 23-30 from sg-shop-web in \
                    the inbound rules of sg-shop-db. Revoke the inbound rule of sg-shop-db for tcp 20-30 from sg-shop-web.";
    assert_eq!(asked(&range, APP)[0].0, narrowed);
    // From outside the VPC nobody has to come in.
    let outside = "[[rules]]\nnever_reaches = { from = 'internet', to = 'tier:public', ports = 'tcp 22' }\n";
    let open = SecurityGroup::new("open").ingress(tcp(22), "0.0.0.0/0");
    let bastion = Instance::new("bastion", "public").group("open");
    let vpc = vpc(SecurityGroup::new("db")).group(open).instance(bastion);
    let mut snapshot = hopwise::load_account(&Account::new("eu-west-1").vpc(vpc)).unwrap();
    let bastion = snapshot.inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-shop-bastion").unwrap();
    bastion.addresses[0].public = Some("203.0.113.9".parse().unwrap());
    let open = snapshot.network().unwrap();
    let narrowed = "Allow tcp 22 from 10.20.0.0/16 in the inbound rules of sg-shop-open. Revoke the inbound rule of \
                    sg-shop-open for tcp 22 from 0.0.0.0/0.";
    let plans = asked(&open, outside);
    assert!(plans.iter().any(|(changes, _)| changes == narrowed), "{plans:?}");
}

/// Every way is closed, each by what closes it.
#[test]
fn all_ways_are_closed_together() {
    let two = SecurityGroup::new("db").ingress(tcp(22), "web").ingress(tcp_range(1..=100), "10.20.2.0/24");
    let plans = asked(&made(vpc(two)), APP);
    let revoked = plans.iter().find(|(changes, _)| changes.contains("sg-shop-web")).unwrap();
    assert!(
        revoked.0.contains("tcp 22 from sg-shop-web") && revoked.0.contains("tcp 1-100 from 10.20.2.0/24"),
        "{plans:?}"
    );
    // Neither change does without the other, and an entry of an ACL does alone.
    assert!(plans.iter().any(|(changes, _)| changes.matches("Add inbound").count() == 1), "{plans:?}");
}

#[test]
fn what_else_stops_is_told_and_comes_last() {
    let open = || made(vpc(SecurityGroup::new("db").ingress(tcp(5432), "web")));
    let closed = "[[rules]]\nnever_reaches = { from = 'name:web', to = 'tier:data' }\n";
    let alone = asked(&open(), closed);
    assert!(alone.iter().all(|(_, stops)| stops.is_empty()), "{alone:?}");
    let needed = "[[rules]]\nname = 'needed'\nreaches = { from = 'tier:app', to = 'tier:data', ports = 'tcp 5432' }\n";
    let beside = asked(&open(), &format!("{closed}{needed}"));
    assert!(beside.iter().all(|(_, stops)| stops == "rule `needed`") && !beside.is_empty(), "{beside:?}");
    // Tasks that need the way are told without any rule.
    let plans = asked(&network(shop()), "[[rules]]\nnever_reaches = { from = 'tier:app', to = 'internet' }\n");
    assert_eq!(plans[0].1, "service orders in cluster prod: image-manifest", "{plans:?}");
}

/// Where a service has a task in one zone, its next one may be put in another, and is told only where it fares worse there.
#[test]
fn what_stops_the_next_task_elsewhere_counts() {
    let job = Instance::new("job", "app").zone('b').group("orders");
    let service = Service::fargate("orders").tier("app").group("orders").tasks(1);
    let network = Account::new("eu-west-1").vpc(shop().instance(job)).service(service).asked().unwrap();
    let plans = asked(&network, "[[rules]]\nnever_reaches = { from = 'name:job', to = '1.1.1.1' }\n");
    let alone = "Add inbound rule 99 to network ACL acl-shop-default: deny all traffic from 10.20.3.4/32.";
    assert_eq!(plans, [(alone.to_owned(), String::new())]);
}

#[test]
fn packets_are_led_through_what_they_have_to_pass() {
    let one = network(shop());
    let rule = |via: &str| format!("[[rules]]\nonly_via = {{ from = 'tier:app', to = '1.1.1.1', via = '{via}' }}\n");
    let plans = asked(&one, &rule("nat-shop-public-b"));
    assert_eq!(plans[0].0, "Point the route of rtb-shop-app-a for 0.0.0.0/0 to nat-shop-public-b.");
    assert_eq!(plans.len(), 1, "{plans:?}");
    // A gateway endpoint is put on the table that leads past it.
    let s3 =
        network(shop().tier(Tier::private("jobs", "public")).instance(Instance::new("job", "jobs").group("orders")));
    let rule =
        "[[rules]]\nonly_via = { from = 'tier:jobs', to = 's3', ports = 'tcp 443', via = 'vpce-shop-gateway-s3' }\n";
    let plans = asked(&s3, rule);
    // Whoever could be in the tier's other subnet is led there, too.
    let both = ["a", "b"]
        .map(|zone| format!("Associate gateway endpoint vpce-shop-gateway-s3 with route table rtb-shop-jobs-{zone}."));
    assert!(plans.iter().any(|own| own.0 == both.join(" ")), "{plans:?}");
}

/// What survives nothing, holds already or is not known has no such plans; what must reach has those of its answer.
#[test]
fn nothing_is_proposed_where_nothing_arrives() {
    let network = made(vpc(SecurityGroup::new("db")));
    assert!(first(&network, APP).plans.is_empty());
    let reaches = "[[rules]]\nreaches = { from = 'tier:app', to = 'tier:data', ports = 'tcp 22' }\n";
    assert!(first(&network, reaches).plans.is_empty());
}
