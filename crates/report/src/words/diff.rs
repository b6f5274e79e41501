//! What differs between two networks.

use hopwise_engine::Verdict;
use hopwise_explain::diff::Transition;

use super::list::list;
use crate::diff::{FlowDiffReport, StepOutcomeReport};

/// What differs, in a sentence or two.
pub(crate) fn difference(own: &FlowDiffReport) -> String {
    let is = own.after.as_ref().map_or_else(String::new, fate);
    let was = own.before.as_ref().map_or_else(String::new, fate);
    match own.became {
        Transition::Stopped => {
            format!("It {} and is stopped{} now: {is}", arrived(own.before.as_ref()), part(own.after.as_ref()))
        }
        Transition::StoppedElsewhere => format!("It is stopped as before, by something else: {is} Before: {was}"),
        Transition::StillStopped => format!("It is stopped as before{}: {is}", part(own.after.as_ref())),
        Transition::Possible if own.after.as_ref().is_some_and(|own| own.verdict == Verdict::Partial) => {
            format!("Some of it arrives now; it was stopped: {was} Still: {is}")
        }
        Transition::Possible => format!("It arrives now; it was stopped{}: {was}", part(own.before.as_ref())),
        Transition::AnotherWay => another_way(own),
        Transition::NotKnown if is_known(own) => {
            let before = own.before.as_ref().map_or("was not there", |_| arrived(own.before.as_ref()));
            let now = now(own.after.as_ref(), &is);
            format!(
                "It {before} and now {now} What says so was read on one side only: whether it changed is not known."
            )
        }
        Transition::NotKnown => {
            let gap = own.gaps.first().map_or_else(|| absent("after"), |gap| gap.message.clone());
            format!("It {} and is not known any more: {gap}", arrived(own.before.as_ref()))
        }
        Transition::Known => format!("It was not known; now it {}", now(own.after.as_ref(), &is)),
        Transition::New => format!("It was not asked before, and {}", now(own.after.as_ref(), &is)),
        Transition::Gone => format!("It is not asked any more; it {}.", arrived(own.before.as_ref())),
    }
}

/// Whether each side knows it for itself, and not whether it changed.
fn is_known(own: &FlowDiffReport) -> bool {
    own.step.is_some() && own.after.as_ref().is_some_and(|own| own.verdict != Verdict::Undetermined)
}

fn absent(when: &str) -> String {
    format!("the documents {when} do not tell whether it is there.")
}

/// What stops it, as a sentence.
fn fate(own: &StepOutcomeReport) -> String {
    let cause = own.cause.as_ref().map(|cause| cause.message.clone());
    cause.or_else(|| own.blocked_at.as_ref().map(|block| block.message.clone())).unwrap_or_default()
}

fn part(own: Option<&StepOutcomeReport>) -> &'static str {
    if own.is_some_and(|own| own.verdict == Verdict::Partial) { " in part" } else { "" }
}

fn arrived(own: Option<&StepOutcomeReport>) -> &'static str {
    match own.map(|own| own.verdict) {
        Some(Verdict::Delivered) => "arrived",
        Some(Verdict::Blocked) => "was stopped",
        Some(Verdict::Partial) => "arrived in part",
        Some(Verdict::Undetermined) => "was not known",
        None => "was known",
    }
}

fn now(own: Option<&StepOutcomeReport>, fate: &str) -> String {
    match own.map(|own| own.verdict) {
        Some(Verdict::Delivered) => "arrives.".to_owned(),
        Some(Verdict::Blocked) => format!("is stopped: {fate}"),
        Some(Verdict::Partial) => format!("is stopped in part: {fate}"),
        Some(Verdict::Undetermined) => "may arrive or not: that is not known.".to_owned(),
        None => "is.".to_owned(),
    }
}

/// What is on one way only.
fn another_way(own: &FlowDiffReport) -> String {
    let ids = |side: &Option<StepOutcomeReport>| -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for id in side.iter().flat_map(|own| own.ways.iter().flatten()) {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        ids
    };
    let (was, is) = (ids(&own.before), ids(&own.after));
    let without = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|id| !those.contains(id)).cloned().collect()
    };
    let (left, taken) = (without(&was, &is), without(&is, &was));
    match (left.is_empty(), taken.is_empty()) {
        (false, false) => format!("It arrives by way of {} and no longer of {}.", list(&taken), list(&left)),
        (false, true) => format!("It arrives, and no longer by way of {}.", list(&left)),
        (true, false) => format!("It arrives by way of {}, too.", list(&taken)),
        (true, true) => "It arrives by the same resources in another order.".to_owned(),
    }
}
