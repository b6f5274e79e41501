//! Calls that failed when the snapshot was made.

use hopwise_model::{Component, DocumentKind, FailedCall, FailureKind};

use crate::gap::{FailedCallReport, GapReport, Lack};

/// Adds to a gap the call that would have told. `elsewhere` says that it was not made in the Region that the gap is
/// about, or that this is not known.
pub(crate) fn failed_call(gap: GapReport, call: &FailedCall, elsewhere: bool) -> GapReport {
    let denied = call.kind == FailureKind::Denied;
    let action = &call.action;
    let region = call.scope.region.as_ref();
    let place = region.filter(|_| elsewhere).map_or_else(String::new, |region| format!(" in {region}"));
    let message = gap.message.strip_suffix('.').unwrap_or(&gap.message);
    GapReport {
        message: format!("{message}: {}{place}.", clause(call)),
        failed_call: Some(FailedCallReport {
            action: action.to_string(),
            failure: call.kind.name(),
            code: call.code.clone(),
            region: region.map(ToString::to_string),
        }),
        permission: denied.then(|| action.to_string()),
        hint: Some(if denied { format!("Allow `{action}` and capture again.") } else { "Capture again.".to_owned() }),
        ..gap
    }
}

/// A failed call that would have told of tasks, services or clusters: what it leaves unknown, and what to do.
pub(crate) fn unlisted(call: &FailedCall) -> GapReport {
    let what = call.document.map_or("tasks", DocumentKind::key);
    let gap = GapReport {
        code: "MISSING_DOCUMENT",
        component: Component::Ecs.as_str(),
        id: call.scope.region.as_ref().map(ToString::to_string).unwrap_or_default(),
        // Which clusters it is about, a warning tells: there is a call for each, and may be many.
        message: format!("There may be {what} that the snapshot does not have."),
        lack: Lack::NotInSnapshot,
        document: call.document.map(DocumentKind::key),
        // A document that is added says nothing of those that are still missing.
        command: None,
        failed_call: None,
        permission: None,
        hint: None,
    };
    let gap = failed_call(gap, call, true);
    let things = call.document.map_or("tasks", DocumentKind::key);
    match call.kind {
        // Whoever made the documents by hand has nothing to capture with.
        FailureKind::Incomplete => GapReport {
            hint: Some(format!(
                "Capture again, or save what `aws ecs describe-{things}` prints for all that `aws ecs list-{things}` names."
            )),
            ..gap
        },
        _ => gap,
    }
}

fn clause(call: &FailedCall) -> String {
    let action = &call.action;
    match call.kind {
        FailureKind::Denied => format!("`{action}` was denied"),
        FailureKind::Throttled => format!("`{action}` was throttled"),
        FailureKind::TimedOut => format!("`{action}` timed out"),
        FailureKind::Unreadable => format!("the answer to `{action}` could not be read"),
        FailureKind::Incomplete => format!("not all that `{action}` tells is there"),
        FailureKind::Error => format!("`{action}` failed"),
    }
}
