//! What must be allowed for a step, and what became of it.

use crate::permission::PermissionReport;

/// What must be allowed: the action and its resource.
pub(crate) fn asked(own: &PermissionReport) -> String {
    if own.resource == "*" { own.action.to_owned() } else { format!("{} on {}", own.action, own.resource) }
}

/// What became of a request, by whose word.
pub(crate) fn answered(own: &PermissionReport) -> String {
    match (own.verdict, &own.message, &own.policy, &own.statement) {
        (_, Some(message), _, _) => message.clone(),
        ("allowed", None, Some(policy), Some(statement)) => format!("allowed by statement {statement} of {policy}"),
        ("allowed", None, Some(policy), None) => format!("allowed by {policy}"),
        ("allowed", None, None, _) => "allowed".to_owned(),
        _ => "not in the snapshot".to_owned(),
    }
}

/// The title of what a step's packets come to, where they are not what stops it.
pub(crate) const PACKETS: &str = "  packets";
/// What becomes of a request whose refusal was explained before.
pub(crate) const DENIED: &str = "not permitted: see above";
/// What is said of packets that may or may not arrive.
pub(crate) const PACKETS_UNKNOWN: &str = "whether they arrive is not known";
/// What packets that stop nowhere do.
pub(crate) const PACKETS_ARRIVE: &str = "they arrive, and every answer comes back";
/// The title of what a step must be allowed.
pub(crate) const PERMISSION: &str = "  permission";
