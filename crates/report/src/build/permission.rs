//! Permissions: what was found, what stops for want of them, what is not known.

use hopwise_explain::permission::{Doubt, Missing, Outcome, Permission, PolicyRemedy, Refusal, Via};
use hopwise_explain::{Diagnosis, StepDiagnosis};
use hopwise_model::Component;
use hopwise_permission::Layer;

use super::Builder;
use crate::flow::BlockedAt;
use crate::gap::GapReport;
use crate::permission::PermissionReport;
use crate::remedy::{CauseReport, PlanReport};
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
            Outcome::Unknown { layer, missing, doubts, evidence } => {
                report.evidence = evidence.as_ref().and_then(|evidence| self.evidence(evidence));
                report.layer = Some(words::layer(*layer));
                report.message = match (doubts.first(), missing.as_slice()) {
                    (Some(doubt), _) => Some(words::doubt(doubt, &[permission])),
                    (None, []) => None,
                    (None, missing) => Some(words::not_in_snapshot(missing)),
                };
            }
        }
        report
    }

    /// Where a step stops for want of a permission.
    pub(super) fn denied_at(&self, found: &StepDiagnosis) -> Option<BlockedAt> {
        Some(self.refused_at(&found.denial.as_ref()?.refusal, &found.permissions))
    }

    /// Where permissions are denied: at the first of them that is.
    pub(super) fn still_denied(&self, denied: &[Permission]) -> Option<BlockedAt> {
        let refusal = denied.iter().find_map(|permission| match &permission.outcome {
            Outcome::Denied(refusal) => Some(refusal.as_ref()),
            Outcome::Allowed { .. } | Outcome::Unknown { .. } => None,
        })?;
        Some(self.refused_at(refusal, denied))
    }

    fn refused_at(&self, refusal: &Refusal, among: &[Permission]) -> BlockedAt {
        let block = words::blocked_at(refusal, message(among, refusal));
        let evidence = refusal.evidence.as_ref().and_then(|evidence| self.evidence(evidence));
        BlockedAt { evidence, ..block }
    }

    /// What is open about a step's permissions, where that makes its verdict `undetermined`.
    pub(super) fn doubts(found: &StepDiagnosis) -> Vec<GapReport> {
        let mut questions: Vec<OpenQuestion<'_>> = Vec::new();
        for permission in found.permissions.iter().filter(|permission| permission.is_in_doubt()) {
            for what in open(permission) {
                // Actions about which the same is open on the same resource are one gap.
                let same = questions.iter_mut().find(|own| own.is_alike(&what, permission));
                match same {
                    Some(own) => own.alike.push(permission),
                    None => questions.push(OpenQuestion { what, alike: vec![permission] }),
                }
            }
        }
        questions.iter().filter_map(OpenQuestion::gap).collect()
    }
}

/// What is open about a permission.
enum Open<'a> {
    /// Whether it is allowed.
    Doubt(Layer, &'a Doubt),
    /// Whether it is needed: it is not allowed.
    Need(&'a Refusal),
}

/// The same, open about several permissions.
struct OpenQuestion<'a> {
    what: Open<'a>,
    alike: Vec<&'a Permission>,
}

fn open(permission: &Permission) -> Vec<Open<'_>> {
    match &permission.outcome {
        Outcome::Unknown { layer, doubts, .. } => doubts.iter().map(|doubt| Open::Doubt(*layer, doubt)).collect(),
        Outcome::Denied(refusal) => vec![Open::Need(refusal)],
        Outcome::Allowed { .. } => Vec::new(),
    }
}

impl OpenQuestion<'_> {
    fn is_alike(&self, what: &Open<'_>, permission: &Permission) -> bool {
        let same = self
            .alike
            .first()
            .is_some_and(|first| first.principal == permission.principal && first.resource == permission.resource);
        same && match (&self.what, what) {
            (Open::Doubt(_, own), Open::Doubt(_, other)) => own == other,
            (Open::Need(own), Open::Need(other)) => own.cause == other.cause && own.id == other.id,
            (Open::Doubt(..), Open::Need(_)) | (Open::Need(_), Open::Doubt(..)) => false,
        }
    }

    fn gap(&self) -> Option<GapReport> {
        let first = self.alike.first()?;
        let (layer, message, command, (lack, hint)) = match &self.what {
            Open::Doubt(layer, doubt) => {
                let (layer, missing) = match doubt {
                    Doubt::OnlyByResource(missing) | Doubt::OtherAccountMustAllow(missing) => {
                        (Layer::Resource, Some(missing))
                    }
                    Doubt::OnlyByUnread(layer, missing)
                    | Doubt::MayBeDenied(layer, missing)
                    | Doubt::Unreadable(layer, missing) => (*layer, Some(missing)),
                    Doubt::Unsettled(unsettled) => (words::settling(unsettled).unwrap_or(*layer), None),
                    Doubt::OtherForm { .. } | Doubt::MayBeNamed | Doubt::Redirected => (*layer, None),
                };
                let command = missing.and_then(words::missing_command);
                (layer, words::doubt(doubt, &self.alike), command, words::open(doubt))
            }
            Open::Need(refusal) => {
                let layer = refusal.layer.unwrap_or(Layer::Identity);
                (layer, words::without_log_group(&words::refusal(refusal, &self.alike)), None, words::open_log_group())
            }
        };
        let (component, id) = about(layer, first);
        Some(GapReport {
            code: "PERMISSION_UNSETTLED",
            component: component.as_str(),
            id,
            message,
            lack,
            document: None,
            hint: hint.filter(|_| command.is_none()),
            command,
            failed_call: None,
            permission: None,
        })
    }
}

/// Whose policies of a layer decide a permission.
fn about(layer: Layer, permission: &Permission) -> (Component, String) {
    let endpoint = permission.via.as_ref().and_then(Via::endpoint);
    match (layer, endpoint) {
        (Layer::Resource, _) if permission.action.starts_with("ecr:") => {
            (Component::RepositoryPolicy, permission.resource.clone())
        }
        (Layer::Resource, _) => (Component::ResourcePolicy, permission.resource.clone()),
        (Layer::Endpoint, Some(endpoint)) => (Component::EndpointPolicy, endpoint.to_string()),
        // A trust policy is that of the role, which is what ECS asks for.
        (Layer::Trust, _) => (Component::IamRole, permission.resource.clone()),
        (Layer::Identity | Layer::Boundary | Layer::Endpoint, _) => {
            let id = words::principal(&permission.principal).unwrap_or_else(|| permission.resource.clone());
            (words::component(layer), id)
        }
    }
}

fn refused_layer(permission: &Permission) -> Option<&'static str> {
    let Outcome::Denied(refusal) = &permission.outcome else { return None };
    refusal.layer.map(words::layer)
}

/// Why a step stops for want of a permission, with everything that is refused for the same reason.
fn message(among: &[Permission], refusal: &Refusal) -> String {
    let alike: Vec<&Permission> = among
        .iter()
        .filter(|own| match &own.outcome {
            Outcome::Denied(own) => own.cause == refusal.cause && own.id == refusal.id,
            Outcome::Allowed { .. } | Outcome::Unknown { .. } => false,
        })
        .collect();
    words::refusal(refusal, &alike)
}

/// The cause of a step that stops for want of a permission.
pub(super) fn cause(found: &StepDiagnosis) -> Option<CauseReport> {
    let denial = found.denial.as_ref()?;
    Some(CauseReport { code: denial.refusal.code.as_str(), message: message(&found.permissions, &denial.refusal) })
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

/// Whether anything is decided about permissions; none where no step needs one.
pub(super) fn checked(diagnosis: &Diagnosis) -> Option<&'static str> {
    let steps = diagnosis.placements.iter().flat_map(|placement| &placement.steps);
    let mut needed = steps.flat_map(|step| &step.permissions).peekable();
    needed.peek()?;
    let is_open = |own: &Permission| matches!(&own.outcome, Outcome::Unknown { doubts, .. } if doubts.is_empty());
    Some(if needed.all(is_open) { "not_checked" } else { "checked" })
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
