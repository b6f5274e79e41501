//! Tasks that are still to be started count wherever they will be: in a place, in a block, with a group.

use hopwise::build::{Account, Endpoint, Instance, SecurityGroup, Service, Tier, Vpc, tcp};
use hopwise::model::{Coverage, DocumentKind};
use hopwise::property::Asked;
use hopwise::{Network, Snapshot};

use super::{Holds, RuleResult, Undetermined, Violated, one, result};

fn vpc() -> Vpc {
    Vpc::new("shop", "10.20.0.0/16")
        .dns_hostnames()
        .tier(Tier::public("public"))
        .tier(Tier::isolated("app"))
        .group(SecurityGroup::new("web").ingress(tcp(443), "0.0.0.0/0"))
        .group(SecurityGroup::new("ask"))
        .group(SecurityGroup::new("endpoints").ingress(tcp(443), "ask"))
        .endpoint(Endpoint::interface("logs").tier("app").group("endpoints"))
}

fn snapshot(tasks: u32) -> Snapshot {
    let web = Service::fargate("web").tier("public").group("web").public_ip().tasks(tasks);
    let asks = Service::fargate("asks").tier("app").group("ask").tasks(tasks);
    hopwise::load_account(&Account::new("eu-west-1").vpc(vpc()).service(web).service(asks)).unwrap()
}

fn asked(network: &Network, rules: &[(String, RuleResult)]) {
    for (rule, expected) in rules {
        let report = one(network, rule);
        let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(report.result, *expected, "{rule}: {messages:?}");
    }
}

/// What each name says is what the service's name says, whether or not its tasks run.
#[test]
fn who_is_still_to_be_started_is_in_each_name_of_his_place() {
    let by_place = ["tier:public", "*", "vpc-shop", "subnet-shop-public-a", "group:web", "sg-shop-web", "10.20.0.0/16"];
    for tasks in [0, 1, 2] {
        let network = snapshot(tasks).asked().unwrap();
        for to in by_place.into_iter().chain(["service:web"]) {
            let never =
                |ports: &str| format!("never_reaches = {{ from = 'internet', to = '{to}', ports = '{ports}' }}");
            asked(&network, &[(never("tcp 443"), Violated), (never("tcp 22"), Holds)]);
        }
        for from in ["tier:app", "*", "vpc-shop", "subnet-shop-app-a", "group:ask", "10.20.0.0/16", "service:asks"] {
            let never = |ports: &str| {
                format!("never_reaches = {{ from = '{from}', to = 'group:endpoints', ports = '{ports}' }}")
            };
            let via =
                format!("only_via = {{ from = '{from}', to = 'group:endpoints', ports = 'tcp 443', via = 'nat-*' }}");
            asked(&network, &[(never("tcp 443"), Violated), (never("tcp 22"), Holds), (via, Violated)]);
        }
        for (from, expected) in [("tier:app", Holds), ("group:ask", Holds), ("tier:public", Violated)] {
            let reaches = format!("reaches = {{ from = '{from}', to = 'group:endpoints', ports = 'tcp 443' }}");
            asked(&network, &[(reaches, expected)]);
        }
        let reached = "reaches = { from = 'internet', to = 'tier:public', ports = 'tcp 443' }".to_owned();
        asked(&network, &[(reached, Holds)]);
    }
}

/// In another subnet, with another group and at other addresses nobody is.
#[test]
fn who_is_still_to_be_started_is_nowhere_else() {
    let stray = Instance::new("stray", "app").group("ask");
    let web = Service::fargate("web").tier("public").group("web").public_ip();
    let network = Account::new("eu-west-1").vpc(vpc().instance(stray)).service(web).asked().unwrap();
    for to in ["tier:app", "subnet-shop-app-*", "group:ask", "name:stray"] {
        let rule = format!("never_reaches = {{ from = 'internet', to = '{to}' }}");
        asked(&network, &[(rule, Holds)]);
    }
    let web = one(&network, "never_reaches = { from = 'internet', to = '*', ports = 'tcp 443' }");
    assert!(web.findings.iter().all(|own| own.message.contains("a task in subnet-shop-public")), "{:?}", web.findings);
}

/// Where a service puts its tasks has to be known, or it may be here.
#[test]
fn less_knowledge_of_services_never_lets_a_rule_hold() {
    let rule = "never_reaches = { from = 'internet', to = 'tier:app' }";
    assert_eq!(result(&snapshot(0).asked().unwrap(), rule), Holds);
    let mut nowhere = snapshot(0);
    nowhere.inventory.services.iter_mut().for_each(|own| own.network = None);
    assert_eq!(result(&nowhere.asked().unwrap(), rule), Undetermined);
    let mut cut = snapshot(0);
    let scope = cut.inventory.vpcs[0].scope.clone();
    cut.inventory.knowledge.record(DocumentKind::Services, &scope, Coverage::Failed);
    assert_eq!(result(&cut.asked().unwrap(), rule), Undetermined);
    // Who never asked for services is told that none is counted.
    let mut unread = snapshot(0);
    unread.inventory.services.clear();
    unread.inventory.knowledge.record(DocumentKind::Services, &scope, Coverage::NotAsked);
    let rules = hopwise::rules::rules("rules.toml", &format!("[[rules]]\n{rule}\n")).unwrap();
    let report = unread.asked().unwrap().check(&[rules]);
    assert!(report.assumptions.iter().any(|own| own.contains("services")), "{:?}", report.assumptions);
}

/// Whoever else could be put somewhere is asked about as a sender only, and that is said.
#[test]
fn that_nobody_else_is_supposed_to_take_is_said() {
    let rules = "[[rules]]\nnever_reaches = { from = 'internet', to = 'tier:app' }\n";
    let rules = hopwise::rules::rules("rules.toml", rules).unwrap();
    let report = snapshot(1).asked().unwrap().check(&[rules]);
    assert!(report.assumptions.iter().any(|own| own.contains("must not be reached")), "{:?}", report.assumptions);
}

/// Access scopes know interfaces alone, as AWS's analyzer does, and say so where tasks are to be started.
#[test]
fn a_scope_says_that_tasks_are_still_to_be_started() {
    let scope =
        r#"{"MatchPaths": [{"Source": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::InternetGateway"]}}}]}"#;
    for (tasks, is_said) in [(0, true), (2, false)] {
        let rules = hopwise::rules::rules("scope.json", scope).unwrap();
        let report = snapshot(tasks).asked().unwrap().check(&[rules]);
        let said = report.assumptions.iter().any(|own| own.contains("have still to start"));
        assert_eq!(said, is_said, "{tasks}: {:?}", report.assumptions);
    }
}
