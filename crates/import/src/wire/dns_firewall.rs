use hopwise_model::resource::{self, BlockResponse, FirewallAction};
use hopwise_model::{FirewallDomainListId, FirewallRuleGroupId, VpcId};
use serde::Deserialize;

use super::at::{At, Problem};
use super::hosted_zone::plain_name;
use super::value::{Maybe, Plain, Required};
use crate::document::{Members, Read, Reader};
use crate::fault::Fault;
use crate::page::Paged;
use crate::resource::{Part, Sign, either, nowhere, resource};

/// An association of `list-firewall-rule-group-associations`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FirewallRuleGroupAssociation {
    id: Required<Plain>,
    firewall_rule_group_id: Required<FirewallRuleGroupId>,
    vpc_id: Required<VpcId>,
    priority: i64,
    status: Maybe<String>,
}

/// A rule of `list-firewall-rules`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FirewallRule {
    firewall_rule_group_id: Required<FirewallRuleGroupId>,
    firewall_domain_list_id: Maybe<FirewallDomainListId>,
    name: Maybe<String>,
    priority: i64,
    action: Required<String>,
    block_response: Maybe<String>,
    block_override_domain: Maybe<String>,
    firewall_domain_redirection_action: Maybe<String>,
    qtype: Maybe<String>,
}

/// A configuration of `list-firewall-configs` or `get-firewall-config`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FirewallConfig {
    resource_id: Required<Plain>,
    firewall_fail_open: Maybe<String>,
}

impl FirewallRuleGroupAssociation {
    pub(crate) fn into_model(self, at: &At<'_>) -> resource::FirewallRuleGroupAssociation {
        resource::FirewallRuleGroupAssociation {
            id: self.id.0.0,
            group: self.firewall_rule_group_id.0,
            vpc: self.vpc_id.0,
            priority: self.priority,
            status: self.status.0,
            evidence: at.evidence(),
        }
    }
}

impl FirewallRule {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<(FirewallRuleGroupId, resource::FirewallRule), Problem> {
        let action = match self.action.0.to_ascii_uppercase().as_str() {
            "ALLOW" => FirewallAction::Allow,
            "ALERT" => FirewallAction::Alert,
            "BLOCK" => FirewallAction::Block(response(
                self.block_response.0.as_deref(),
                self.block_override_domain.0.as_deref(),
                at,
            )?),
            _ => FirewallAction::Other(self.action.0),
        };
        let rule = resource::FirewallRule {
            name: self.name.0,
            priority: self.priority,
            action,
            domains: self.firewall_domain_list_id.0,
            inspects_redirection: !self.firewall_domain_redirection_action.is("TRUST_REDIRECTION_DOMAIN"),
            query_type: self.qtype.0,
            evidence: at.evidence(),
        };
        Ok((self.firewall_rule_group_id.0, rule))
    }
}

fn response(response: Option<&str>, instead: Option<&str>, at: &At<'_>) -> Result<BlockResponse, Problem> {
    match response {
        Some("NODATA") => Ok(BlockResponse::NoData),
        Some("NXDOMAIN") => Ok(BlockResponse::NxDomain),
        Some("OVERRIDE") => match instead {
            Some(name) => Ok(BlockResponse::Override(plain_name(name))),
            None => Err(at.expected("a field `BlockOverrideDomain`")),
        },
        Some(_) => Err(at.member("BlockResponse").expected("`NODATA`, `NXDOMAIN` or `OVERRIDE`")),
        None => Err(at.expected("a field `BlockResponse`")),
    }
}

impl FirewallConfig {
    pub(crate) fn into_model(self, at: &At<'_>) -> resource::FirewallConfig {
        resource::FirewallConfig {
            resource: self.resource_id.0.0,
            fail_open: self.firewall_fail_open.0,
            evidence: at.evidence(),
        }
    }
}

resource! {
    FirewallRuleGroupAssociation {
        key: |association| association.id.clone(),
        sign: |association| Some(Sign::Vpc(association.vpc.clone())),
        state: [status],
        open: |one, other| Some(resource::FirewallRuleGroupAssociation {
            status: either(one.status.as_deref(), other.status.as_deref()),
            ..other.clone()
        }),
        compare: [id, group, vpc, priority],
    }
}

resource! {
    FirewallRules {
        key: |rules| rules.group.to_string(),
        compare: [group, rules, complete],
        nested: |rules| rules.rules.iter_mut().for_each(|rule| rule.evidence = nowhere()),
        part: Part::Mark(|rules| rules.complete = false),
    }
}

resource! {
    FirewallDomains {
        key: |domains| domains.list.to_string(),
        compare: [list, domains, complete],
        part: Part::Mark(|domains| domains.complete = false),
    }
}

resource! {
    FirewallConfig {
        key: |config| config.resource.clone(),
        compare: [resource, fail_open],
    }
}

impl Read for resource::FirewallRuleGroupAssociation {
    const READER: Reader =
        Reader::elements(|list| list.each(|it: FirewallRuleGroupAssociation, at| Ok(it.into_model(at))))
            .list_of(&[&["FirewallRuleGroupId", "VpcId"]]);
}

impl Paged for resource::FirewallRules {
    type Entry = resource::FirewallRule;

    fn entries(&mut self) -> &mut Vec<resource::FirewallRule> {
        &mut self.rules
    }

    fn is_same(one: &resource::FirewallRule, other: &resource::FirewallRule) -> bool {
        one.name == other.name && one.domains == other.domains && one.priority == other.priority
    }
}

impl Read for resource::FirewallRules {
    const READER: Reader =
        Reader::members(rules).list_of(&[&["FirewallRuleGroupId", "FirewallDomainListId", "Action"]]);
}

/// Each rule names its group. A document without rules is about the group that the file is named after.
fn rules(members: &mut Members<'_>) -> Result<(), Fault> {
    let at = members.top().member("FirewallRules");
    let rules = members.objects("FirewallRules", FirewallRule::into_model)?;
    let mut groups: Vec<(FirewallRuleGroupId, Vec<resource::FirewallRule>)> = Vec::new();
    if rules.is_empty() {
        match FirewallRuleGroupId::try_from(members.stem()) {
            Ok(group) => groups.push((group, Vec::new())),
            Err(_) => members.left_out("FirewallRuleGroupId", &at),
        }
    }
    for (group, rule) in rules {
        match groups.iter_mut().find(|(own, _)| *own == group) {
            Some((_, rules)) => rules.push(rule),
            None => groups.push((group, vec![rule])),
        }
    }
    for (group, rules) in groups {
        members.add_page(resource::FirewallRules { group, rules, complete: true, evidence: at.evidence() })?;
    }
    Ok(())
}

impl Paged for resource::FirewallDomains {
    type Entry = String;

    fn entries(&mut self) -> &mut Vec<String> {
        &mut self.domains
    }

    fn is_same(one: &String, other: &String) -> bool {
        one == other
    }
}

impl Read for resource::FirewallDomains {
    const READER: Reader = Reader::members(domains);
}

fn domains(members: &mut Members<'_>) -> Result<(), Fault> {
    let domains = members.get::<Vec<Required<String>>>("Domains")?.unwrap_or_default();
    let domains = domains.iter().map(|domain| plain_name(&domain.0)).collect();
    let list = members.named_after("the domains of a DNS Firewall domain list", "rslvr-fdl-0a1b2c3d")?;
    let evidence = members.top().member("Domains").evidence();
    Ok(members.add_page(resource::FirewallDomains { list, domains, complete: true, evidence })?)
}

impl Read for resource::FirewallConfig {
    const READER: Reader = Reader::elements(|list| list.each(|it: FirewallConfig, at| Ok(it.into_model(at))))
        .or_under("FirewallConfig", |members| {
            if let Some((config, at)) = members.object::<FirewallConfig>("FirewallConfig")? {
                members.add(config.into_model(&at))?;
            }
            Ok(())
        })
        .list_of(&[&["ResourceId", "FirewallFailOpen"]]);
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::{BlockResponse, FirewallAction};

    use crate::wire::testing::{error, inventory, one};
    use crate::{ImportError, Options, Warning, read_documents};

    fn rule(fields: &str) -> String {
        format!(
            r#"{{"FirewallRules": [{{"FirewallRuleGroupId": "rslvr-frg-1", "FirewallDomainListId": "rslvr-fdl-1",
            "Name": "x", "Priority": 10, {fields}}}]}}"#
        )
    }

    #[test]
    fn rules_of_several_groups() {
        let one = rule(r#""Action": "BLOCK", "BlockResponse": "NODATA""#);
        let two = one.replace("rslvr-frg-1", "rslvr-frg-2").replace("NODATA", "NXDOMAIN");
        let both = one.replacen("]}", &format!(", {}]}}", two.split_once('[').unwrap().1.trim_end_matches("]}")), 1);
        let groups = inventory(&both).firewall_rules;
        let ids: Vec<&str> = groups.iter().map(|group| group.group.as_str()).collect();
        assert_eq!(ids, ["rslvr-frg-1", "rslvr-frg-2"]);
        assert_eq!(groups[0].rules[0].action, FirewallAction::Block(BlockResponse::NoData));
        assert_eq!(groups[1].rules[0].action, FirewallAction::Block(BlockResponse::NxDomain));
        assert_eq!(groups[1].rules[0].evidence.to_string(), "f.json#/FirewallRules/1");
    }

    #[test]
    fn what_a_rule_does() {
        let read = |fields: &str| one(one(inventory(&rule(fields)).firewall_rules).rules);
        assert_eq!(read(r#""Action": "ALERT""#).action, FirewallAction::Alert);
        let instead =
            r#""Action": "BLOCK", "BlockResponse": "OVERRIDE", "BlockOverrideDomain": "Sink.Corp.", "Qtype": "A""#;
        assert_eq!(read(instead).action, FirewallAction::Block(BlockResponse::Override("sink.corp".to_owned())));
        assert_eq!(read(instead).query_type.as_deref(), Some("A"));
        assert!(read(r#""Action": "ALLOW""#).inspects_redirection);
        let trusting = r#""Action": "ALLOW", "FirewallDomainRedirectionAction": "TRUST_REDIRECTION_DOMAIN""#;
        assert!(!read(trusting).inspects_redirection);
        assert_eq!(
            error(&rule(r#""Action": "BLOCK""#)),
            "`f.json`: expected a field `BlockResponse` at `/FirewallRules/0`"
        );
        assert_eq!(
            error(&rule(r#""Action": "BLOCK", "BlockResponse": "SILENCE""#)),
            "`f.json`: expected `NODATA`, `NXDOMAIN` or `OVERRIDE` at `/FirewallRules/0/BlockResponse`"
        );
    }

    #[test]
    fn what_is_empty_is_about_the_group_of_the_name() {
        let empty = r#"{"FirewallRules": []}"#;
        let read = |name: &str| read_documents([(name, empty)], &Options::default()).unwrap();
        assert_eq!(one(read("rslvr-frg-9.json").inventory.firewall_rules).group.as_str(), "rslvr-frg-9");
        let left_out = read("rules.json");
        assert!(left_out.inventory.firewall_rules.is_empty());
        assert!(matches!(left_out.warnings.as_slice(), [Warning::LeftOut { .. }]), "{:?}", left_out.warnings);
    }

    #[test]
    fn domains_and_configurations() {
        let text = r#"{"Domains": ["*.Amazonaws.com.", "*"]}"#;
        let read = |name: &str| read_documents([(name, text)], &Options::default());
        let domains = one(read("rslvr-fdl-1.json").unwrap().inventory.firewall_domains);
        assert_eq!(domains.domains, ["*.amazonaws.com", "*"]);
        assert!(matches!(read("domains.json").unwrap_err(), ImportError::Nameless { .. }));
        let config = r#"{"FirewallConfig": {"Id": "rslvr-fc-1", "ResourceId": "vpc-1", "OwnerId": "111122223333",
            "FirewallFailOpen": "DISABLED"}}"#;
        let several = config.replace("\"FirewallConfig\": {", "\"FirewallConfigs\": [{").replacen("}}", "}]}", 1);
        for text in [config, &several] {
            let config = one(inventory(text).firewall_configs);
            assert_eq!((config.resource.as_str(), config.fail_open.as_deref()), ("vpc-1", Some("DISABLED")));
        }
        assert_eq!(
            error(r#"{"FirewallConfig": null}"#),
            "`f.json`: expected a document, not null at `/FirewallConfig`"
        );
    }
}
