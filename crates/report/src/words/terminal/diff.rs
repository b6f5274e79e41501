//! Summaries of what differs.

use hopwise_explain::diff::{DiffResult, Transition};

use super::count;
use crate::diff::{ComparedReport, DiffReport};
use crate::diff_rule::RuleDiffReport;
use crate::words::diff_tier::tiers_differ;
use crate::words::list::list;

/// What differs, in a line.
pub(crate) fn differences(report: &DiffReport) -> String {
    if !report.rules.is_empty() {
        return of_rules(report);
    }
    let tiers = report.tiers.as_ref();
    let differs = tiers.and_then(tiers_differ);
    let has_steps = !report.workloads.is_empty() || !report.flows.is_empty() || !report.gaps.is_empty();
    match (has_steps, differs) {
        (true, Some(differs)) if report.flows.is_empty() && report.gaps.is_empty() => {
            let all: usize = report.workloads.iter().map(|own| own.compared).sum();
            format!("{} as before.{} {differs}", count(all, "step"), runs(report))
        }
        (true, Some(differs)) => format!("{} {differs}", of_steps(report)),
        (true, None) => of_steps(report),
        (false, Some(differs)) => differs,
        (false, None) => {
            let all = tiers.map_or(0, |own| own.tiers.len());
            format!(
                "nothing that matters differs: {}, what they reach of each other and of the internet.",
                count(all, "tier")
            )
        }
    }
}

fn of_rules(report: &DiffReport) -> String {
    let of = |became: &str| report.rules.iter().filter(|own| own.became == Some(became)).count();
    let names = [
        ("violated", "became violated"),
        ("violated_more", "violated of more than before"),
        ("violated_less", "violated of less than before"),
        ("violated_otherwise", "violated on another way"),
        ("not_known", "not known any more"),
        ("known", "became known"),
        ("holds", "held not, and now hold"),
    ];
    let parts = names.into_iter().map(|(became, what)| (of(became), what)).filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts.map(|(number, what)| format!("{number} {what}")).collect();
    let all = count(report.rules.len(), "rule");
    if parts.is_empty() { format!("{all}, each what it was.") } else { format!("of {all}, {}.", list(&parts)) }
}

/// What a rule was and is.
pub(crate) fn rule_was(own: &RuleDiffReport) -> String {
    if own.before == own.after {
        if own.became.is_some() {
            return rule_became(own);
        }
        return format!("{} as before", own.after);
    }
    format!("{} → {}", own.before, own.after)
}

/// What a rule came to.
pub(crate) fn rule_became(own: &RuleDiffReport) -> String {
    match own.became {
        Some("violated") => "violated now, and held before".to_owned(),
        Some("violated_more") => "violated of more than before".to_owned(),
        Some("violated_less") => "violated of less than before".to_owned(),
        Some("violated_otherwise") => "violated as before, on another way".to_owned(),
        Some("known") if own.before == own.after => "violated, and not known before of all of whom it is".to_owned(),
        Some("not_known") if own.before == own.after => {
            "violated, and not known any more of all of whom it was".to_owned()
        }
        Some("not_known") => "not known any more".to_owned(),
        _ => rule_was(own),
    }
}

fn of_steps(report: &DiffReport) -> String {
    let all: usize = report.workloads.iter().map(|own| own.compared).sum();
    let of = |became: Transition| report.flows.iter().filter(|own| own.became == became && own.step.is_some()).count();
    let names = [
        (Transition::Stopped, "stopped"),
        (Transition::Possible, "became possible"),
        (Transition::AnotherWay, "take another way"),
        (Transition::StoppedElsewhere, "are stopped by something else than before"),
        (Transition::NotKnown, "are not known any more"),
        (Transition::Known, "became known"),
        (Transition::StillStopped, "are stopped as before"),
    ];
    let parts = names.into_iter().map(|(became, what)| (of(became), what)).filter(|(number, _)| *number > 0);
    let mut parts: Vec<String> = parts.map(|(number, what)| format!("{number} {what}")).collect();
    if let Some(first) = parts.first_mut() {
        *first = format!("of {}, {first}", count(all, "step"));
    }
    let (new, gone) = (of(Transition::New), of(Transition::Gone));
    parts.extend((new > 0).then(|| count(new, "new step")));
    parts.extend((gone > 0).then(|| format!("{} no longer asked", count(gone, "step"))));
    let unknown = match report.not_known {
        0 => String::new(),
        1 => " 1 step is known on neither side.".to_owned(),
        number => format!(" {number} steps are known on neither side."),
    };
    let runs = runs(report);
    match (report.result, parts.is_empty()) {
        (DiffResult::Same, true) => {
            format!("nothing that matters differs: {} of tasks and services.{unknown}{runs}", count(all, "step"))
        }
        (DiffResult::Same, false) => format!("nothing that matters differs: {}.{unknown}{runs}", list(&parts)),
        (_, true) if all == 0 => format!("not all is known.{unknown}{runs}"),
        (_, true) => format!("no step of {all} differs, and not all is known.{unknown}{runs}"),
        _ => format!("{}.{unknown}{runs}", list(&parts)),
    }
}

/// Who runs something else than before, where these are few.
fn runs(report: &DiffReport) -> String {
    let all: Vec<String> =
        report.workloads.iter().filter_map(|own| Some(format!("{} runs {}", own.name, definitions(own)?))).collect();
    match all.as_slice() {
        [] => String::new(),
        [_] | [_, _] => format!(" {}.", list(&all)),
        more => format!(" {} run other task definitions.", count(more.len(), "workload")),
    }
}

/// `shop-api:7 → shop-api:8`, where that differs.
fn definitions(own: &ComparedReport) -> Option<String> {
    let (was, is) = (&own.task_definitions_before, &own.task_definitions);
    (was != is && !was.is_empty() && !is.is_empty()).then(|| format!("{} → {}", list(was), list(is)))
}

/// A workload, and what it comes to.
pub(crate) fn compared(own: &ComparedReport) -> String {
    let cluster = own.cluster.as_ref().map_or_else(String::new, |cluster| format!(" ({cluster})"));
    let still = match own.still_stopped {
        0 => String::new(),
        all if all == own.compared => ", stopped".to_owned(),
        some => format!(", {some} of them stopped"),
    };
    let result = match own.result {
        DiffResult::Same => format!("{still} as before"),
        DiffResult::Changed => " differs, and nothing got worse".to_owned(),
        DiffResult::Undetermined => " it is not known whether it got worse".to_owned(),
        DiffResult::Worse => " got worse".to_owned(),
    };
    let result = result.trim_start_matches([',', ' ']);
    let definitions = definitions(own).map_or_else(String::new, |own| format!("{own}; "));
    let steps = match own.compared {
        0 => String::new(),
        number => format!("{}, ", count(number, "step")),
    };
    format!(
        "{}{cluster}: {definitions}{steps}{result}",
        super::super::workload(own.kind, &own.name, own.group.as_deref())
    )
}
