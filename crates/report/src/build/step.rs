//! Steps.

use hopwise_ecs::Decides;
use hopwise_explain::StepDiagnosis;
use hopwise_model::Component;

use super::flow::Asked;
use super::remedy::cause;
use super::{Builder, Gaps, blocked_witness, permission};
use crate::report::StepReport;
use crate::words::{self, Next};

impl Builder<'_> {
    pub(super) fn step(&self, found: &StepDiagnosis, next: Next<'_>) -> StepReport {
        let step = &found.step;
        let source_ports = found.inquiry.as_ref().map_or_else(String::new, |inquiry| {
            format!("{}-{}", inquiry.source_ports.start(), inquiry.source_ports.end())
        });
        let asked = Asked {
            host: Some(&step.host),
            service: Some(&step.service),
            source_ports: &source_ports,
            name_servers: false,
        };
        let mut gaps = Gaps::default();
        for gap in &found.gaps {
            gaps.add(self.gap(gap));
        }
        for gap in permission::doubts(&[found]) {
            gaps.add(gap);
        }
        // Packets come first: what a policy says of them matters once they arrive.
        let packets = found.block.as_ref().map(|block| self.block(block));
        let failed_at = match (&packets, &found.denial) {
            (Some(block), _) if block.component == Component::Dns => Some("name"),
            (Some(_), _) => Some("packets"),
            (None, Some(_)) => Some("permission"),
            (None, None) => None,
        };
        let remedy = found.denial.as_ref().filter(|_| packets.is_none()).and_then(|denial| denial.remedy.as_ref());
        StepReport {
            step: step.kind.as_str(),
            service: step.service.clone(),
            host: step.host.clone(),
            port: step.port,
            from: step.from.as_str(),
            verdict: found.verdict,
            needs: step.needs.iter().map(words::step_reason).collect(),
            decides: (step.decides != Decides::Start).then(|| step.decides.as_str()),
            note: step.note.map(words::note).or_else(|| words::not_checked(&found.permissions)),
            resolution: found.reach.as_ref().map(|reach| self.resolution(&reach.resolution)),
            blocked_at: packets.or_else(|| self.denied_at(found)),
            cause: cause(found).or_else(|| permission::cause(found)),
            hints: found.hints.iter().map(words::hint).collect(),
            plans: found.plans.iter().map(|plan| self.plan(plan, next)).chain(remedy.map(permission::plan)).collect(),
            behind: found
                .plans
                .first()
                .map_or_else(Vec::new, |plan| plan.proof.behind.iter().map(|check| self.check(check)).collect()),
            blocked_witness: found.reach.as_ref().and_then(blocked_witness),
            flows: found.reach.as_ref().map_or_else(Vec::new, |reach| self.flows(reach, &asked)),
            permissions: self.permissions(found),
            failed_at,
            gaps: gaps.0,
        }
    }
}
