//! What a host name means.

use hopwise_engine::{Answer, By, Resolution, Via};

use super::Builder;
use crate::resolution::{AnswerReport, PassedOverReport, ResolutionReport, ViaReport, VoidZoneReport};
use crate::words;

/// How many blocks of addresses an answer lists.
const LISTED: usize = 8;

impl Builder<'_> {
    pub(super) fn resolution(&self, resolution: &Resolution) -> ResolutionReport {
        let answers = resolution.answers.iter().map(|answer| {
            let (kind, id) = words::answer_kind(self.design, &answer.kind);
            let (addresses, more_addresses) = words::some_nets(&answer.addresses, LISTED);
            let via = answer.via.iter().map(|via| self.via(answer, via)).collect();
            AnswerReport { kind, id, via, addresses, more_addresses }
        });
        let passed_over = resolution.passed_over.iter().map(|passed| {
            let (code, reason) = words::passed_over(&passed.reason);
            let endpoint = self.design.vpc_endpoints.get(passed.endpoint).record.id.to_string();
            PassedOverReport { endpoint, code, reason }
        });
        let host = resolution.host.clone();
        let void_zones = resolution.void_zones.iter().map(|void| {
            let ((code, reason), zone) = (words::void_zone(), &self.design.hosted_zones.get(void.zone).record);
            VoidZoneReport { id: zone.id.to_string(), domain: zone.name.clone(), code, reason }
        });
        let (passed_over, void_zones) = (passed_over.collect(), void_zones.collect());
        ResolutionReport { host, answers: answers.collect(), passed_over, void_zones }
    }

    fn via(&self, answer: &Answer, via: &Via) -> ViaReport {
        let design = self.design;
        let endpoint = |index| Some(design.vpc_endpoints.get(index).record.id.to_string());
        let (id, domain, record) = match &via.by {
            By::Zone { zone, record } => {
                let zone = &design.hosted_zones.get(*zone).record;
                (Some(zone.id.to_string()), Some(zone.name.clone()), record.clone())
            }
            By::ForwardRule(rule) | By::SystemRule(rule) => {
                let rule = design.resolver_rules.get(*rule);
                (Some(rule.id.to_string()), Some(words::domain(&rule.domain).to_owned()), None)
            }
            By::PrivateDns(index) | By::EndpointName(index) => (endpoint(*index), None, None),
            By::Firewall(found) => (Some(found.group.to_string()), Some(found.domain.clone()), None),
            By::FileSystem | By::Public => (None, None, None),
        };
        ViaReport {
            name: via.name.clone(),
            by: words::via_kind(&via.by),
            id,
            domain,
            record,
            leads_to: via.leads_to.clone(),
            message: words::via(design, answer, via),
            evidence: via.evidence.as_ref().and_then(|at| self.evidence(at)),
        }
    }
}
