//! Rules of files on both sides of a change.

use hopwise_build::{Account, Instance, SecurityGroup, Tier, Vpc, tcp};
use hopwise_explain::diff::DiffResult;
use hopwise_report::RuleBecame;
use hopwise_rules::Rules;

use crate::{Network, load_account};

/// Three instances, of which some may be asked for the database's port.
fn shop(open: &[&str]) -> Network {
    let db = open.iter().fold(SecurityGroup::new("db"), |db, group| db.ingress(tcp(5432), group));
    let shop = Vpc::new("shop", "10.20.0.0/16")
        .tier(Tier::isolated("app"))
        .tier(Tier::isolated("data"))
        .group(SecurityGroup::new("web"))
        .group(SecurityGroup::new("jobs"))
        .group(db)
        .instance(Instance::new("web", "app").group("web"))
        .instance(Instance::new("jobs", "app").group("jobs"))
        .instance(Instance::new("db", "data").group("db"));
    load_account(&Account::new("eu-west-1").vpc(shop)).unwrap().network().unwrap()
}

fn closed() -> Vec<Rules> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rules.toml");
    let rule = "[[rules]]\nnever_reaches = { from = \"tier:app\", to = \"tier:data\", ports = \"tcp 5432\" }\n";
    std::fs::write(&path, rule).unwrap();
    vec![hopwise_rules::read_rules(&path).unwrap()]
}

/// What the only rule came to, and what did it.
fn became(before: &Network, after: &Network) -> (Option<RuleBecame>, DiffResult, Vec<String>) {
    let found = before.diff_rules(after, &closed());
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
    assert_eq!(became(&both, &web), (None, DiffResult::Same, Vec::new()));
}
