//! What must be allowed for a step, as the part of its path that comes after its packets.

use hopwise_engine::Verdict;

use super::page::{Page, Span, Tone};
use super::text::place;
use crate::permission::PermissionReport;
use crate::report::StepReport;
use crate::words;

/// The packets of a step in a line, and the permissions that it needs: the answer to "and then?".
pub(super) fn behind(page: &mut Page, step: &StepReport) {
    page.line(vec![Span::new(Tone::Bold, words::PACKETS)]);
    // A request that nobody may make fails however its packets fare.
    let unknown = step.flows.iter().any(|flow| flow.verdict == Verdict::Undetermined);
    let packets = if unknown { words::PACKETS_UNKNOWN } else { words::PACKETS_ARRIVE };
    page.wrapped(if unknown { "  ? " } else { "  │ " }, (Tone::Plain, packets));
    permissions(page, step);
}

/// The permissions that a step needs before it succeeds, each marked. Those of which the snapshot shows nothing are named once,
/// at the end of the report.
pub(super) fn permissions(page: &mut Page, step: &StepReport) {
    let needed: Vec<_> = step.permissions.iter().filter(|own| own.when == "before-start").collect();
    if needed.iter().all(|own| own.verdict == "unknown") && step.failed_at != Some("permission") {
        return;
    }
    page.line(vec![Span::new(Tone::Bold, words::PERMISSION)]);
    for own in needed {
        let block = step.blocked_at.as_ref().map(|block| block.message.as_str());
        permission(page, own, block);
    }
}

/// One permission; `block` is the message of the step's block before.
fn permission(page: &mut Page, own: &PermissionReport, block: Option<&str>) {
    let (mark, tone) = match own.verdict {
        "denied" => ("✗", Tone::Bad),
        "unknown" => ("?", Tone::Unsure),
        _ => ("│", Tone::Plain),
    };
    page.item(2, (tone, &format!("{mark} ")), (tone, &words::asked(own)));
    let place = own.evidence.as_ref().map_or_else(String::new, |at| format!("  ({})", place(at)));
    let below = if own.verdict == "allowed" { "  │   " } else { "      " };
    let known = own.message.is_some() && own.message.as_deref() == block;
    let answer = if known { words::DENIED.to_owned() } else { words::answered(own) };
    page.wrapped(below, (Tone::Dim, &format!("{answer}{place}")));
}
