//! DNS Firewall: rules and domains count where all of them were read.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests, not tests themselves, also stop at what cannot be"
)]

use hopwise_model::resource::{
    FirewallAction, FirewallDomains, FirewallRule, FirewallRuleGroupAssociation, FirewallRules,
};
use hopwise_model::{Evidence, Gap};
use hopwise_proptest::fixture::id;

use crate::build::inventory;

/// The rules of a group, and the domains of its only rule, where each of both lists was read in full, in part or not.
fn read(rules: Option<bool>, domains: Option<bool>) -> Result<Result<Vec<String>, Gap>, Gap> {
    let evidence = || Evidence::supposed("test");
    let mut inventory = inventory();
    inventory.firewall_rule_group_associations.push(FirewallRuleGroupAssociation {
        id: "rslvr-frgassoc-a".to_owned(),
        group: id("rslvr-frg-a"),
        vpc: id("vpc-1"),
        priority: 101,
        status: Some("COMPLETE".to_owned()),
        evidence: evidence(),
    });
    if let Some(complete) = rules {
        let rule = FirewallRule {
            name: None,
            priority: 1,
            action: FirewallAction::Allow,
            domains: Some(id("rslvr-fdl-a")),
            inspects_redirection: true,
            query_type: None,
            evidence: evidence(),
        };
        let (group, rules, evidence) = (id("rslvr-frg-a"), vec![rule], evidence());
        inventory.firewall_rules.push(FirewallRules { group, rules, complete, evidence });
    }
    if let Some(complete) = domains {
        let (list, domains, evidence) = (id("rslvr-fdl-a"), vec!["example.com".to_owned()], evidence());
        inventory.firewall_domains.push(FirewallDomains { list, domains, complete, evidence });
    }
    let design = inventory.validate().unwrap();
    let vpc = design.vpcs.get(design.vpcs.find("vpc-1").unwrap());
    vpc.firewall[0].rules.clone().map(|rules| rules[0].domains.clone())
}

#[test]
fn a_list_that_announces_more_is_not_known() {
    let unread = || Err(Gap::FirewallRules { group: id("rslvr-frg-a") });
    let without_domains = || Ok(Err(Gap::FirewallDomains { list: id("rslvr-fdl-a") }));
    assert_eq!(read(Some(true), Some(true)), Ok(Ok(vec!["example.com".to_owned()])));
    for partly in [None, Some(false)] {
        assert_eq!(read(partly, Some(true)), unread(), "{partly:?}");
        assert_eq!(read(Some(true), partly), without_domains(), "{partly:?}");
    }
}
