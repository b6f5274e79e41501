//! Rules of files on both sides of a change.

use hopwise_build::{Account, Instance, SecurityGroup, Tier, Vpc, tcp};
use hopwise_explain::diff::DiffResult;
use hopwise_report::RuleBecame;
use hopwise_rules::Rules;

use crate::{Network, load_account};

/// Three instances, of which some may be asked for the database's port.
fn shop(open: &[&str]) -> Network {
    shop_of(&open.iter().map(|group| (5432, *group)).collect::<Vec<_>>(), &[])
}

/// Likewise on other ports, and with more instances in the app tier.
fn shop_of(open: &[(u16, &str)], more: &[(&str, &str)]) -> Network {
    let db = open.iter().fold(SecurityGroup::new("db"), |db, (port, group)| db.ingress(tcp(*port), group));
    let mut shop = Vpc::new("shop", "10.20.0.0/16")
        .tier(Tier::isolated("app"))
        .tier(Tier::isolated("data"))
        .group(SecurityGroup::new("web"))
        .group(SecurityGroup::new("jobs"))
        .group(db)
        .instance(Instance::new("web", "app").group("web"))
        .instance(Instance::new("jobs", "app").group("jobs"))
        .instance(Instance::new("db", "data").group("db"));
    for (name, group) in more {
        shop = shop.instance(Instance::new(name, "app").group(group));
    }
    load_account(&Account::new("eu-west-1").vpc(shop)).unwrap().network().unwrap()
}

fn closed(ports: &str) -> Vec<Rules> {
    rules(&format!("never_reaches = {{ from = \"tier:app\", to = \"tier:data\", ports = \"{ports}\" }}"))
}

fn rules(rule: &str) -> Vec<Rules> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rules.toml");
    std::fs::write(&path, format!("[[rules]]\n{rule}\n")).unwrap();
    vec![hopwise_rules::read_rules(&path).unwrap()]
}

/// What the only rule came to, and what did it.
fn became(before: &Network, after: &Network) -> (Option<RuleBecame>, DiffResult, Vec<String>) {
    let found = before.diff_rules(after, &closed("tcp 5432"));
    let blamed = found.found[0].blamed.iter().flat_map(|own| &own.edits);
    let ids = blamed.flat_map(|edit| &found.edits[*edit].parts).map(|part| part.id.clone());
    (found.found[0].became, found.result(), ids.collect())
}

#[test]
fn a_rule_is_violated_holds_again_and_is_violated_of_more() {
    let (none, web, both) = (shop(&[]), shop(&["web"]), shop(&["web", "jobs"]));
    let db = || vec!["sg-shop-db".to_owned()];
    assert_eq!(became(&none, &web), (Some(RuleBecame::Violated), DiffResult::Worse, db()));
    assert_eq!(became(&web, &both), (Some(RuleBecame::ViolatedMore), DiffResult::Worse, db()));
    assert_eq!(became(&both, &none), (Some(RuleBecame::Holds), DiffResult::Changed, [db(), db()].concat()));
    for own in [&none, &web, &both] {
        assert_eq!(became(own, own), (None, DiffResult::Same, Vec::new()));
    }
    // Less is violated, and the rule is still.
    assert_eq!(became(&both, &web), (Some(RuleBecame::ViolatedLess), DiffResult::Changed, db()));
    // Somebody else breaks it instead.
    let jobs = shop(&["jobs"]);
    assert_eq!(became(&web, &jobs), (Some(RuleBecame::ViolatedMore), DiffResult::Worse, [db(), db()].concat()));
}

/// Who breaks the only rule more than before, and who less.
fn whom(before: &Network, after: &Network, ports: &str) -> [Vec<String>; 2] {
    let found = before.diff_rules(after, &closed(ports));
    let own = &found.found[0];
    [&own.findings, &own.mended].map(|all| all.iter().filter_map(|own| own.from.clone()).collect())
}

#[test]
fn what_differs_is_told_and_nothing_else() {
    let (web, both, jobs) = (shop(&["web"]), shop(&["web", "jobs"]), shop(&["jobs"]));
    let some = |name: &str| vec![format!("eni-shop-{name}")];
    assert_eq!(whom(&web, &both, "tcp 5432"), [some("jobs"), Vec::new()]);
    assert_eq!(whom(&both, &web, "tcp 5432"), [Vec::new(), some("jobs")]);
    assert_eq!(whom(&web, &jobs, "tcp 5432"), [some("jobs"), some("web")]);
    assert_eq!(whom(&both, &both, "tcp 5432"), [Vec::<String>::new(), Vec::new()]);
}

#[test]
fn packets_of_one_pair_are_compared_as_sets() {
    let (few, more) = (shop_of(&[(22, "web")], &[]), shop_of(&[(22, "web"), (80, "web")], &[]));
    let found = few.diff_rules(&more, &closed("all"));
    let own = &found.found[0];
    assert_eq!((own.became, found.result()), (Some(RuleBecame::ViolatedMore), DiffResult::Worse));
    assert!(own.findings[0].message.ends_with("What differs of it: tcp 80."), "{}", own.findings[0].message);
    let found = more.diff_rules(&few, &closed("all"));
    let own = &found.found[0];
    assert_eq!((own.became, found.result()), (Some(RuleBecame::ViolatedLess), DiffResult::Changed));
    assert!(own.mended[0].message.ends_with("What differs of it: tcp 80."), "{}", own.mended[0].message);
}

#[test]
fn an_interface_that_is_new_is_a_difference_unless_one_like_it_was_there() {
    let web = [(5432, "web")];
    // Another one like `web`, where `web` breaks the rule: an instance in place of another, or one more.
    let (before, after) = (shop_of(&web, &[]), shop_of(&web, &[("web-2", "web")]));
    assert_eq!(became(&before, &after), (None, DiffResult::Same, Vec::new()));
    assert_eq!(became(&after, &before), (None, DiffResult::Same, Vec::new()));
    // One with groups that nobody had.
    let two_groups = shop_of(&web, &[("odd", "db")]);
    assert_eq!(became(&before, &two_groups).0, None, "what does not break it is no difference");
    let (before, after) =
        (shop_of(&[(5432, "web"), (5432, "db")], &[]), shop_of(&[(5432, "web"), (5432, "db")], &[("odd", "db")]));
    let (became, result, blamed) = became(&before, &after);
    assert_eq!((became, result), (Some(RuleBecame::ViolatedMore), DiffResult::Worse));
    assert!(blamed.iter().any(|id| id.contains("odd")), "{blamed:?}");
    assert_eq!(whom(&before, &after, "tcp 5432")[0], ["eni-shop-odd"]);
}

#[test]
fn another_way_of_the_same_packets_is_a_difference_that_is_not_worse() {
    let by = |public: &str| {
        let vpc = Vpc::new("shop", "10.20.0.0/16").tier(Tier::public("edge")).tier(Tier::public("out"));
        let vpc = vpc.tier(Tier::private("app", public)).instance(Instance::new("web", "app"));
        load_account(&Account::new("eu-west-1").vpc(vpc)).unwrap().network().unwrap()
    };
    let rules = rules("never_reaches = { from = \"tier:app\", to = \"internet\", ports = \"tcp 443\" }");
    let found = by("edge").diff_rules(&by("out"), &rules);
    let own = &found.found[0];
    assert_eq!((own.became, found.result()), (Some(RuleBecame::ViolatedOtherwise), DiffResult::Changed));
    assert!(own.findings[0].path.iter().any(|id| id == "nat-shop-out-a"), "{:?}", own.findings[0].path);
    assert!(own.blamed.is_some() && own.mended.is_empty());
}
