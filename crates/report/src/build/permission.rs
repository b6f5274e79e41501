//! Permissions: what was found, what stops for want of them, what is not known.

use hopwise_explain::permission::{Denial, Doubt, Missing, Outcome, Permission, PolicyRemedy, Via};
use hopwise_explain::{Diagnosis, StepDiagnosis};
use hopwise_permission::Layer;

use super::Builder;
use crate::flow::BlockedAt;
use crate::permission::PermissionReport;
use crate::remedy::{CauseReport, PlanReport};
use crate::report::GapReport;
use crate::words;

impl Builder<'_> {
    pub(super) fn permissions(&self, found: &StepDiagnosis) -> Vec<PermissionReport> {
        found.permissions.iter().map(|permission| self.permission(permission)).collect()
    }

    fn permission(&self, permission: &Permission) -> PermissionReport {
        let mut report = PermissionReport {
            principal: words::principal(&permission.principal),
            action: permission.action,
            resource: permission.resource.clone(),
            when: words::when(permission.when),
            via: permission.via.as_ref().and_then(Via::endpoint).map(ToString::to_string),
            verdict: "unknown",
            layer: None,
            policy: None,
            statement: None,
            message: None,
            evidence: None,
        };
        match &permission.outcome {
            Outcome::Allowed { layer, policy, statement, evidence } => {
                report.verdict = "allowed";
                report.layer = layer.map(words::layer);
                (report.policy, report.statement) = (policy.clone(), statement.clone());
                report.evidence = evidence.as_ref().and_then(|evidence| self.evidence(evidence));
            }
            Outcome::Denied(refusal) => {
                report.verdict = "denied";
                report.layer = refused_layer(permission);
                (report.policy, report.statement) = (refusal.policy.clone(), refusal.statement.clone());
                report.message = Some(words::refusal(refusal, &[permission]));
                report.evidence = refusal.evidence.as_ref().and_then(|evidence| self.evidence(evidence));
            }
            Outcome::Unknown { layer, missing, doubts } => {
                report.layer = Some(words::layer(*layer));
                report.message = match (doubts.first(), missing.as_slice()) {
                    (Some(doubt), _) => Some(words::doubt(doubt, permission)),
                    (None, []) => None,
                    (None, missing) => Some(words::not_in_snapshot(missing)),
                };
            }
        }
        report
    }

    /// Where a step stops for want of a permission.
    pub(super) fn denied_at(&self, found: &StepDiagnosis) -> Option<BlockedAt> {
        let denial = found.denial.as_ref()?;
        let block = words::blocked_at(&denial.refusal, message(found, denial));
        let evidence = denial.refusal.evidence.as_ref().and_then(|evidence| self.evidence(evidence));
        Some(BlockedAt { evidence, ..block })
    }

    /// What is open about a step's permissions, where that makes its verdict `undetermined`.
    pub(super) fn doubts(found: &StepDiagnosis) -> Vec<GapReport> {
        let doubted = found.permissions.iter().filter(|permission| permission.is_in_doubt());
        doubted.flat_map(doubts_of).collect()
    }
}

fn doubts_of(permission: &Permission) -> Vec<GapReport> {
    let report = |layer: Layer, message: String, command: Option<String>| GapReport {
        code: "PERMISSION_UNSETTLED",
        component: words::component(layer).as_str(),
        id: words::principal(&permission.principal).unwrap_or_else(|| permission.resource.clone()),
        message,
        document: None,
        command,
        failed_call: None,
        permission: None,
        hint: None,
    };
    match &permission.outcome {
        Outcome::Unknown { layer, doubts, .. } => {
            let one = |doubt: &Doubt| {
                let command = match doubt {
                    Doubt::OnlyByResource(missing) => words::missing_command(missing),
                    Doubt::OtherForm { .. } | Doubt::MayBeNamed | Doubt::Unsettled(_) => None,
                };
                report(*layer, words::doubt(doubt, permission), command)
            };
            doubts.iter().map(one).collect()
        }
        Outcome::Denied(refusal) => {
            let message = words::without_log_group(&words::refusal(refusal, &[permission]));
            vec![report(Layer::Identity, message, None)]
        }
        Outcome::Allowed { .. } => Vec::new(),
    }
}

fn refused_layer(permission: &Permission) -> Option<&'static str> {
    let Outcome::Denied(refusal) = &permission.outcome else { return None };
    refusal.layer.map(words::layer)
}

/// Why a step stops for want of a permission, with everything that is refused for the same reason.
fn message(found: &StepDiagnosis, denial: &Denial) -> String {
    let alike: Vec<&Permission> = found
        .permissions
        .iter()
        .filter(|own| match &own.outcome {
            Outcome::Denied(refusal) => refusal.cause == denial.refusal.cause && refusal.id == denial.refusal.id,
            Outcome::Allowed { .. } | Outcome::Unknown { .. } => false,
        })
        .collect();
    words::refusal(&denial.refusal, &alike)
}

/// The cause of a step that stops for want of a permission.
pub(super) fn cause(found: &StepDiagnosis) -> Option<CauseReport> {
    let denial = found.denial.as_ref()?;
    let asker = words::asker(found.step.from);
    Some(CauseReport { code: denial.refusal.code.as_str(), message: message(found, denial), cause: None, asker })
}

/// What to change about policies.
pub(super) fn plan(remedy: &PolicyRemedy) -> PlanReport {
    PlanReport {
        changes: vec![words::policy_change(remedy)],
        verdict: remedy.verdict,
        opens: Vec::new(),
        more_opens: 0,
        still: None,
    }
}

/// What verdicts take for granted about permissions; none where no step needs one.
pub(super) fn assumption(diagnosis: &Diagnosis) -> Option<String> {
    let steps = diagnosis.placements.iter().flat_map(|placement| &placement.steps);
    let permissions: Vec<&Permission> = steps.flat_map(|step| &step.permissions).collect();
    if permissions.is_empty() {
        return None;
    }
    let mut missing: Vec<Missing> = Vec::new();
    let (mut decided, mut documented) = (false, false);
    for permission in permissions {
        match &permission.outcome {
            Outcome::Allowed { evidence, .. } => {
                decided = true;
                documented |= evidence.as_ref().is_some_and(hopwise_model::Evidence::is_supposed);
            }
            Outcome::Denied(_) => decided = true,
            Outcome::Unknown { missing: own, doubts, .. } => {
                decided |= !doubts.is_empty();
                missing.extend(own.iter().cloned());
            }
        }
    }
    missing.sort();
    missing.dedup();
    Some(words::permission_assumption(decided, &missing, documented))
}
