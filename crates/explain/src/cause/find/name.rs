//! Causes of names that mean nothing.

use hopwise_engine::{Answer, AnswerKind, By, NoAnswer};
use hopwise_model::resource::FirewallAction;

use super::Case;
use crate::cause::{Cause, FirewallBlocksName, PointingRecord, ShadowedByZone, ZoneLacksWildcard, ZoneRecordLoop};

impl<'a> Case<'a> {
    /// The first answer that is none, and why.
    fn no_answer(&self) -> Option<(&'a Answer, &'a NoAnswer)> {
        self.reach.resolution.answers.iter().find_map(|answer| match &answer.kind {
            AnswerKind::Nothing(why) => Some((answer, why)),
            _ => None,
        })
    }

    pub(super) fn no_record(&self) -> Option<Cause> {
        let (_, NoAnswer::NoRecord { zone, name }) = self.no_answer()? else { return None };
        let found = self.design.hosted_zones.get(*zone);
        let (zone, zone_name) = (found.record.id.clone(), found.record.name.clone());
        let (_, domain) = name.split_once('.')?;
        let records = found.records.as_ref().ok()?;
        let has = |name: &str| {
            records.records.iter().any(|own| own.name == name && matches!(own.kind.as_str(), "A" | "CNAME"))
        };
        if has(domain) && !has(&format!("*.{domain}")) {
            let (name, domain) = (name.clone(), domain.to_owned());
            return Some(Cause::ZoneLacksWildcard(ZoneLacksWildcard { zone, zone_name, name, domain }));
        }
        let vpc = self.design.vpcs.get(self.vpc()?).record.id.clone();
        Some(Cause::ShadowedByZone(ShadowedByZone { vpc, zone, zone_name, name: name.clone() }))
    }

    /// The record that the addresses come from which the packets go to.
    pub(super) fn pointing_record(&self) -> Option<PointingRecord> {
        let (answer, _) = self.flow()?;
        let AnswerKind::Record(zone) = answer.kind else { return None };
        let name = answer.via.iter().rev().find_map(|via| match &via.by {
            By::Zone { zone: own, record } if *own == zone => record.clone(),
            _ => None,
        })?;
        Some(PointingRecord { zone: self.design.hosted_zones.get(zone).record.id.clone(), name })
    }

    pub(super) fn record_loop(&self) -> Option<Cause> {
        let (answer, NoAnswer::Loop { name }) = self.no_answer()? else { return None };
        let zones = answer.via.iter().filter(|via| matches!(via.by, By::Zone { .. }));
        let names = zones.map(|via| via.name.clone()).chain([name.clone()]).collect();
        Some(Cause::ZoneRecordLoop(ZoneRecordLoop { names }))
    }

    pub(super) fn firewall_blocks(&self) -> Option<Cause> {
        let (_, NoAnswer::Firewall(found)) = self.no_answer()? else { return None };
        Some(Cause::FirewallBlocksName(FirewallBlocksName {
            group: found.group.clone(),
            rule: found.rule.name.clone(),
            domain: found.domain.clone(),
            name: found.name.clone(),
            response: match &found.rule.action {
                FirewallAction::Block(response) => Some(response.clone()),
                FirewallAction::Allow | FirewallAction::Alert | FirewallAction::Other(_) => None,
            },
        }))
    }
}
