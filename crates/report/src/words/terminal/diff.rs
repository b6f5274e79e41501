//! Summaries of what differs.

use hopwise_explain::diff::{Became, DiffResult};

use super::count;
use crate::diff::{ComparedReport, DiffReport};
use crate::diff_rule::RuleDiffReport;
use crate::words::list::list;

/// What differs, in a line.
pub(crate) fn differences(report: &DiffReport) -> String {
    if report.rules.is_empty() { of_steps(report) } else { of_rules(report) }
}

fn of_rules(report: &DiffReport) -> String {
    let of = |became: &str| report.rules.iter().filter(|own| own.became == Some(became)).count();
    let names = [
        ("violated", "became violated"),
        ("violated_more", "violated of more than before"),
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
        return format!("{} as before", own.after);
    }
    format!("{} → {}", own.before, own.after)
}

/// What a rule came to.
pub(crate) fn rule_became(own: &RuleDiffReport) -> String {
    match own.became {
        Some("violated") => "violated now, and held before".to_owned(),
        Some("violated_more") => "violated of more than before".to_owned(),
        Some("not_known") => "not known any more".to_owned(),
        _ => rule_was(own),
    }
}

fn of_steps(report: &DiffReport) -> String {
    let all: usize = report.workloads.iter().map(|own| own.compared).sum();
    let of = |became: Became| report.flows.iter().filter(|own| own.became == became && own.step.is_some()).count();
    let names = [
        (Became::Stopped, "stopped"),
        (Became::Possible, "became possible"),
        (Became::AnotherWay, "take another way"),
        (Became::StoppedElsewhere, "are stopped by something else than before"),
        (Became::NotKnown, "are not known any more"),
        (Became::Known, "became known"),
        (Became::New, "are new"),
        (Became::Gone, "are gone"),
    ];
    let parts = names.into_iter().map(|(became, what)| (of(became), what)).filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts.map(|(number, what)| format!("{number} {what}")).collect();
    let unknown = match report.not_known {
        0 => String::new(),
        1 => " 1 step is known on neither side.".to_owned(),
        number => format!(" {number} steps are known on neither side."),
    };
    match (report.result, parts.is_empty()) {
        (DiffResult::Same, _) => {
            format!("nothing that matters differs: {} of tasks and services.{unknown}", count(all, "step"))
        }
        (_, true) => format!("no step of {all} differs, and not all is known.{unknown}"),
        _ => format!("of {}, {}.{unknown}", count(all, "step"), list(&parts)),
    }
}

/// A workload, and what it comes to.
pub(crate) fn compared(own: &ComparedReport) -> String {
    let cluster = own.cluster.as_ref().map_or_else(String::new, |cluster| format!(" ({cluster})"));
    let result = match own.result {
        DiffResult::Same => "as before",
        DiffResult::Changed => "differs, and nothing got worse",
        DiffResult::Undetermined => "it is not known whether it got worse",
        DiffResult::Worse => "got worse",
    };
    format!("{} {}{cluster}: {}, {result}", own.kind, own.name, count(own.compared, "step"))
}
