//! What is open about permissions.

use hopwise_ecs::Arn;
use hopwise_explain::permission::{Doubt, Missing, Permission, Via};
use hopwise_permission::{Layer, StatementRef, Unsettled};

use super::missing;
use super::permission::{actions, role, what};
use crate::gap::Lack;

/// What the snapshot leaves open about permissions, in one or two sentences. `alike` are those about which it leaves the
/// same open, on the same resource.
pub(crate) fn doubt(doubt: &Doubt, alike: &[&Permission]) -> String {
    let Some(permission) = alike.first() else { return String::new() };
    let (what, who) = (what(alike), role(&permission.principal));
    match doubt {
        Doubt::OnlyByUnread(layer, missing) => {
            let text = missing::missing(missing);
            match layer {
                Layer::Trust => format!(
                    "Whether ECS may assume role {} is not known: {text} is not in the snapshot.",
                    Arn::last_part(&permission.resource)
                ),
                Layer::Boundary => format!(
                    "Whether the permissions boundary of {who} allows {what} is not known: {text} is not in the snapshot."
                ),
                Layer::Endpoint => format!(
                    "Whether {text} allows {what} to {who} is not known: the document that describes the endpoint lacks its `PolicyDocument`, which AWS prints for every gateway and interface endpoint."
                ),
                Layer::Identity | Layer::Resource if matches!(missing, Missing::RoleDocument { .. }) => {
                    format!(
                        "No policy of {who} that is in the snapshot allows {what}. Another may: {text} is not in the snapshot."
                    )
                }
                Layer::Identity | Layer::Resource => format!(
                    "No policy of {who} that is in the snapshot allows {what}. Whether {text} does is not known: it is not in the snapshot."
                ),
            }
        }
        Doubt::MayBeDenied(_, missing @ Missing::NobodysList { .. }) => {
            format!(
                "Whether {who} may do {what} is not known: {}, may be its own, and a policy on it may deny it.",
                missing::missing(missing)
            )
        }
        Doubt::MayBeDenied(_, missing @ Missing::RoleDocument { .. }) => format!(
            "Whether {who} may do {what} is not known: {} is not in the snapshot, and a policy on it may deny it.",
            missing::missing(missing)
        ),
        Doubt::MayBeDenied(_, missing) => format!(
            "Whether {who} may do {what} is not known: {}, which is not {}, may deny it.",
            missing::missing(missing),
            read_or_there(missing)
        ),
        Doubt::OtherAccountMustAllow(missing) => format!(
            "Whether {who} may do {what} is not known: another account owns it and must allow it, and {} is not {}.",
            missing::missing(missing),
            read_or_there(missing)
        ),
        Doubt::Unreadable(_, missing) => {
            format!("Whether {who} may do {what} depends on {}.", missing::missing(missing))
        }
        Doubt::OnlyByResource(missing) => {
            format!(
                "No policy of {who} allows {what}. Only {}, which is not {}, may.",
                missing::missing(missing),
                read_or_there(missing)
            )
        }
        Doubt::OtherForm { form } => {
            format!(
                "Policies of {who} allow {} on {form} only, and AWS checks it on {}: whether that is enough is not known.",
                permission.action, permission.resource
            )
        }
        Doubt::Redirected => {
            let endpoint = permission.via.as_ref().and_then(Via::endpoint);
            let endpoint = endpoint.map_or_else(String::new, ToString::to_string);
            format!(
                "The registry may send the client on to a bucket of S3, and what goes to S3 passes endpoint {endpoint}, whose policy does not allow every bucket: whether layers arrive is not known. If they fail with 403, allow s3:GetObject on the registry's bucket there."
            )
        }
        Doubt::MayBeNamed => {
            format!(
                "Whether a policy that names one resource means {} is not known: its ARN is not known to the end, so that {} may or may not be allowed.",
                permission.resource,
                actions(alike)
            )
        }
        Doubt::Unsettled(unsettled) => {
            let on = match unsettled {
                Unsettled::Key { key, statement } => format!("the value of {key}, for which {} asks", of(statement)),
                Unsettled::Condition { operator, key, statement } => {
                    format!("a condition that is not evaluated, {operator} {key} in {}", of(statement))
                }
                Unsettled::Principal { statement } => format!("whether the principal of {} means {who}", of(statement)),
                Unsettled::Resource { statement } => format!("whether {} is about that resource", of(statement)),
                Unsettled::Owner => "which account owns the resource".to_owned(),
                Unsettled::Document { .. } => "a policy that is not in the snapshot".to_owned(),
            };
            format!("Whether {who} may do {what} depends on {on}.")
        }
    }
}

/// What a document is not: in the snapshot, or read by this program at all.
fn read_or_there(missing: &Missing) -> &'static str {
    if missing::is_read(missing) { "in the snapshot" } else { "read by hopwise yet" }
}

/// Who would have to tell, and what to do where no document does.
pub(crate) fn open(doubt: &Doubt) -> (Lack, Option<String>) {
    // AWS names the kind of policy in its refusals (IAM user guide, "Troubleshoot access denied error messages").
    let refusal = "If it is refused, AWS's error names the kind of policy that does: give it to `hopwise decode`.";
    let refusal = Some(refusal.to_owned());
    match doubt {
        Doubt::OnlyByResource(missing) | Doubt::OtherAccountMustAllow(missing) | Doubt::MayBeDenied(_, missing)
            if !missing::is_read(missing) =>
        {
            let shown = missing::command_that_shows(missing).map(|(command, owner)| {
                let account = owner.map_or_else(String::new, |owner| format!(", asked in account {owner}"));
                format!("Look at it: `{command}`{account}. ")
            });
            (Lack::NotSupported, refusal.map(|refusal| shown.unwrap_or_default() + &refusal))
        }
        Doubt::MayBeDenied(_, Missing::NobodysList { role, at, .. }) => (
            Lack::NotInSnapshot,
            Some(format!(
                "If {} lists the policies of role {role}, call it `{role}.json`; else add role {role}'s own.",
                at.file
            )),
        ),
        Doubt::OnlyByUnread(..)
        | Doubt::MayBeDenied(..)
        | Doubt::OnlyByResource(_)
        | Doubt::OtherAccountMustAllow(_)
        | Doubt::Unreadable(..)
        | Doubt::Unsettled(Unsettled::Document { .. }) => {
            (Lack::NotInSnapshot, Some("Make the snapshot again with what is missing.".to_owned()))
        }
        Doubt::Unsettled(Unsettled::Condition { .. }) => (Lack::NotSupported, refusal),
        Doubt::OtherForm { .. }
        | Doubt::MayBeNamed
        | Doubt::Redirected
        | Doubt::Unsettled(
            Unsettled::Key { .. } | Unsettled::Principal { .. } | Unsettled::Resource { .. } | Unsettled::Owner,
        ) => (Lack::NotTold, refusal),
    }
}

/// The layer that something unsettled is about, where it is about one.
pub(crate) const fn settling(unsettled: &Unsettled) -> Option<Layer> {
    match unsettled {
        Unsettled::Key { statement, .. }
        | Unsettled::Condition { statement, .. }
        | Unsettled::Principal { statement }
        | Unsettled::Resource { statement } => Some(statement.layer),
        Unsettled::Document { layer, .. } => Some(*layer),
        Unsettled::Owner => None,
    }
}

fn of(statement: &StatementRef) -> String {
    let name = statement.sid.as_deref().unwrap_or(&statement.pointer);
    match statement.layer {
        Layer::Trust => format!("statement {name} of the trust policy"),
        Layer::Identity | Layer::Boundary | Layer::Resource => format!("statement {name} of {}", statement.policy),
        Layer::Endpoint => format!("statement {name} of the policy of endpoint {}", statement.policy),
    }
}

/// What a step may need that nobody checks: no document says which key encrypts a parameter.
pub(crate) fn not_checked(permissions: &[Permission]) -> Option<&'static str> {
    let parameter = permissions.iter().any(|own| own.action == "ssm:GetParameters");
    parameter.then_some(
        "Which key encrypts a SecureString parameter is not known: where it is a customer-managed key, the execution role also needs kms:Decrypt on it, which is not checked.",
    )
}

/// What keeps a task from starting if its log group does not exist yet.
pub(crate) fn without_log_group(message: &str) -> String {
    format!("If the log group does not exist yet, the task does not start: {message}")
}

/// Likewise of a log group that may exist.
pub(crate) fn open_log_group() -> (Lack, Option<String>) {
    (
        Lack::NotInSnapshot,
        Some("Create the log group before the task starts, or allow what would create it.".to_owned()),
    )
}
