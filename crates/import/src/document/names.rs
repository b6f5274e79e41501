//! Documents about names: hosted zones, Resolver rules, DNS Firewall.

use std::sync::Arc;

use hopwise_model::resource::{FirewallDomains, FirewallRule, FirewallRules, ResourceRecordSets, VpcHostedZones};
use hopwise_model::{DocumentKind, FirewallRuleGroupId, InvalidId};

use super::{Documents, Reader, wrong_shape};
use crate::error::ImportError;
use crate::warning::Warning;
use crate::wire::{self, At, Object, Objects, Problem};

impl Reader<'_> {
    pub(super) fn names(&mut self, documents: &mut Documents) -> Result<(), ImportError> {
        self.hosted_zones(documents.hosted_zone_summaries.take())?;
        self.records(documents.resource_record_sets.take())?;
        self.list(DocumentKind::ResolverRules, documents.resolver_rules.take(), |rule, at| Ok(rule.into_model(at)))?;
        self.list(
            DocumentKind::ResolverRuleAssociations,
            documents.resolver_rule_associations.take(),
            |association, at| Ok(association.into_model(at)),
        )?;
        self.list(
            DocumentKind::FirewallRuleGroupAssociations,
            documents.firewall_rule_group_associations.take(),
            |association, at| Ok(association.into_model(at)),
        )?;
        self.firewall_rules(documents.firewall_rules.take())?;
        if let Some(domains) = documents.domains.take() {
            let list = self.named_after("the domains of a DNS Firewall domain list", "rslvr-fdl-0a1b2c3d")?;
            let domains = domains.iter().map(|domain| wire::plain_name(&domain.0)).collect();
            let evidence = self.top.member(DocumentKind::FirewallDomains.key()).evidence();
            self.merge.add_page(FirewallDomains { list, domains, complete: true, evidence }, self.more)?;
        }
        let configs = documents.firewall_configs.take();
        self.list(DocumentKind::FirewallConfigs, configs, |config, at| Ok(config.into_model(at)))?;
        if let Some(Object(config)) = documents.firewall_config.take() {
            self.merge.add(config.into_model(&self.top.member(super::known::FIREWALL_CONFIG)))?;
        }
        Ok(())
    }

    fn hosted_zones(&mut self, zones: Option<Objects<wire::HostedZoneSummary>>) -> Result<(), ImportError> {
        let Some(Objects(zones)) = zones else { return Ok(()) };
        let vpc = self.named_after("the private hosted zones of a VPC", "vpc-0a1b2c3d")?;
        let at = self.top.member(DocumentKind::HostedZoneSummaries.key());
        let zones = zones.into_iter().enumerate().map(|(index, zone)| zone.into_model(&at.element(index))).collect();
        self.merge.add_page(VpcHostedZones { vpc, zones, complete: true, evidence: at.evidence() }, self.more)
    }

    fn records(&mut self, records: Option<Objects<wire::ResourceRecordSet>>) -> Result<(), ImportError> {
        let Some(Objects(records)) = records else { return Ok(()) };
        let zone = self.named_after("the records of a hosted zone", "Z0123456789ABC")?;
        let at = self.top.member(DocumentKind::ResourceRecordSets.key());
        let records = self.models(records, &at, wire::ResourceRecordSet::into_model)?;
        self.merge.add_page(ResourceRecordSets { zone, records, complete: true, evidence: at.evidence() }, self.more)
    }

    /// Each rule names its group. A document without rules is about the group that the file is named after.
    fn firewall_rules(&mut self, rules: Option<Objects<wire::FirewallRule>>) -> Result<(), ImportError> {
        let Some(Objects(rules)) = rules else { return Ok(()) };
        let at = self.top.member(DocumentKind::FirewallRules.key());
        let rules = self.models(rules, &at, wire::FirewallRule::into_model)?;
        let mut groups: Vec<(FirewallRuleGroupId, Vec<FirewallRule>)> = Vec::new();
        if rules.is_empty() {
            match FirewallRuleGroupId::try_from(self.stem()) {
                Ok(group) => groups.push((group, Vec::new())),
                Err(_) => {
                    self.merge.warn(Warning::LeftOut { lacks: "FirewallRuleGroupId", evidence: at.evidence() });
                }
            }
        }
        for (group, rule) in rules {
            match groups.iter_mut().find(|(own, _)| *own == group) {
                Some((_, rules)) => rules.push(rule),
                None => groups.push((group, vec![rule])),
            }
        }
        for (group, rules) in groups {
            self.merge.add_page(FirewallRules { group, rules, complete: true, evidence: at.evidence() }, self.more)?;
        }
        Ok(())
    }

    fn models<W, M>(
        &self,
        items: Vec<W>,
        at: &At<'_>,
        into_model: impl Fn(W, &At<'_>) -> Result<M, Problem>,
    ) -> Result<Vec<M>, ImportError> {
        let models = items.into_iter().enumerate().map(|(index, item)| into_model(item, &at.element(index)));
        models.map(|model| model.map_err(|problem| wrong_shape(self.file, self.text, problem))).collect()
    }

    /// The id that the file is named after, since the document does not say what it belongs to.
    fn named_after<'s, I: TryFrom<&'s str, Error = InvalidId>>(
        &'s self,
        holds: &'static str,
        example: &'static str,
    ) -> Result<I, ImportError> {
        I::try_from(self.stem()).map_err(|_| ImportError::Nameless { file: Arc::clone(self.file), holds, example })
    }
}
