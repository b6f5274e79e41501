//! Permissions: what was found, what stops for want of them, what is not known.

use hopwise_ecs::When;
use hopwise_explain::permission::{Doubt, Missing, Outcome, Permission, PolicyRemedy, Principal, Refusal, Via};
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
}

/// The code of what is open about permissions.
const UNSETTLED: &str = "PERMISSION_UNSETTLED";

/// What is open about the permissions of some steps, where that makes their verdicts `undetermined`.
pub(super) fn doubts(found: &[&StepDiagnosis]) -> Vec<GapReport> {
    questions(found).iter().filter_map(OpenQuestion::gap).collect()
}

/// Whether a gap is one of [`doubts`].
pub(super) fn is_doubt(gap: &GapReport) -> bool {
    gap.code == UNSETTLED
}

/// The questions that are open about the permissions of some steps, each once.
pub(super) fn questions<'a>(found: &[&'a StepDiagnosis]) -> Vec<OpenQuestion<'a>> {
    let mut questions: Vec<OpenQuestion<'_>> = Vec::new();
    let permissions = found.iter().flat_map(|step| &step.permissions);
    for permission in permissions.filter(|permission| permission.is_in_doubt()) {
        for what in open(permission) {
            let question = OpenQuestion { what, alike: vec![permission] };
            match questions.iter_mut().find(|own| **own == question) {
                Some(own) => own.alike.push(permission),
                None => questions.push(question),
            }
        }
    }
    questions
}

/// What is open about a permission.
enum Open<'a> {
    /// Whether it is allowed.
    Doubt(Layer, &'a Doubt),
    /// Whether it is needed: it is not allowed.
    Need(&'a Refusal),
}

/// The same, open about several permissions.
pub(super) struct OpenQuestion<'a> {
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

/// Actions about which the same is open on the same resource are one question; what a role's own document leaves open is one
/// whatever it is about.
impl PartialEq for OpenQuestion<'_> {
    fn eq(&self, other: &Self) -> bool {
        let (Some(one), Some(another)) = (self.alike.first(), other.alike.first()) else { return false };
        let of_role = matches!(
            self.what,
            Open::Doubt(
                _,
                Doubt::OnlyByUnread(Layer::Identity | Layer::Boundary, _)
                    | Doubt::MayBeDenied(Layer::Identity | Layer::Boundary, _)
                    | Doubt::Unreadable(Layer::Identity | Layer::Boundary, _)
            )
        );
        let same = one.principal == another.principal && (of_role || one.resource == another.resource);
        same && match (&self.what, &other.what) {
            (Open::Doubt(_, own), Open::Doubt(_, other)) => own == other,
            (Open::Need(own), Open::Need(other)) => own.cause == other.cause && own.id == other.id,
            (Open::Doubt(..), Open::Need(_)) | (Open::Need(_), Open::Doubt(..)) => false,
        }
    }
}

impl OpenQuestion<'_> {
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
            code: UNSETTLED,
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
        elsewhere: Vec::new(),
    }
}

/// Whether permissions had a say; none where no step needs one. Endpoint policies, which are there wherever endpoints are,
/// tell nothing of what a role may do.
pub(super) fn checked(diagnosis: &Diagnosis) -> Option<&'static str> {
    let steps = diagnosis.placements.iter().flat_map(|placement| &placement.steps);
    let permissions: Vec<&Permission> = steps.flat_map(|step| &step.permissions).collect();
    if permissions.is_empty() {
        return None;
    }
    let is_known = |own: &Permission| match own.principal {
        Principal::LayerService => !matches!(own.outcome, Outcome::Allowed { .. }) && !is_open(own),
        _ => !is_open(own),
    };
    let of_roles = permissions.iter().any(|own| own.principal != Principal::LayerService);
    if of_roles && !permissions.iter().any(|own| is_known(own)) {
        return Some("not_checked");
    }
    let lacks_role = |own: &Permission| own.when == When::BeforeStart && is_open(own) && is_of_unknown_role(own);
    Some(if permissions.iter().any(|own| lacks_role(own)) { "in_part" } else { "checked" })
}

/// Whether nothing of the snapshot decides a permission, or leaves it open. An endpoint whose policy is missing does, and tells
/// nothing of the role.
fn is_open(permission: &Permission) -> bool {
    let of_endpoint = |doubt: &Doubt| matches!(doubt, Doubt::OnlyByUnread(Layer::Endpoint, _));
    matches!(&permission.outcome, Outcome::Unknown { doubts, .. } if doubts.iter().all(of_endpoint))
}

/// Whether what is not known of a permission is the role that asks, or its policies.
fn is_of_unknown_role(permission: &Permission) -> bool {
    let Outcome::Unknown { missing, .. } = &permission.outcome else { return false };
    missing.iter().any(|own| {
        matches!(
            own,
            Missing::ExecutionRole
                | Missing::TaskRole
                | Missing::InstanceRole
                | Missing::Role(_)
                | Missing::RolePolicyNames(_)
                | Missing::AttachedPolicies(_)
        )
    })
}

/// What verdicts take for granted about permissions; none where no step needs one.
pub(super) fn assumption(diagnosis: &Diagnosis) -> Option<String> {
    let steps = diagnosis.placements.iter().flat_map(|placement| &placement.steps);
    let permissions: Vec<&Permission> = steps.flat_map(|step| &step.permissions).collect();
    if permissions.is_empty() {
        return None;
    }
    let mut missing: Vec<Missing> = Vec::new();
    let decided = checked(diagnosis) != Some("not_checked");
    let mut documented = false;
    for permission in permissions {
        match &permission.outcome {
            Outcome::Allowed { evidence, .. } => {
                documented |= evidence.as_ref().is_some_and(hopwise_model::Evidence::is_supposed);
            }
            Outcome::Denied(_) => {}
            Outcome::Unknown { missing: own, .. } => missing.extend(own.iter().cloned()),
        }
    }
    missing.sort();
    missing.dedup();
    Some(words::permission_assumption(decided, &missing, documented))
}
