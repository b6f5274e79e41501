//! Titles of rules.

use super::count;
use crate::check::RuleReport;
use crate::rule_result::RuleResult;
use crate::words::list::list;

/// What became of all rules.
pub(crate) fn checked(rules: &[RuleReport]) -> String {
    let of = |result: RuleResult| rules.iter().filter(|rule| rule.result == result).count();
    let (held, open, broken) = (of(RuleResult::Holds), of(RuleResult::Undetermined), of(RuleResult::Violated));
    let all = rules.len();
    if held == all {
        return if all == 1 { "the rule holds.".to_owned() } else { format!("all {all} rules hold.") };
    }
    let is = |number: usize| if number == 1 { "is" } else { "are" };
    let mut parts = Vec::new();
    if broken > 0 {
        parts.push(format!("{broken} of {} {} violated", count(all, "rule"), is(broken)));
    }
    if open > 0 {
        let of_all = if broken == 0 { format!(" of {}", count(all, "rule")) } else { String::new() };
        parts.push(format!("{open}{of_all} {} not decided", is(open)));
    }
    format!("{}.", list(&parts))
}

/// How much was asked, and how much of it is not as it must be.
pub(crate) fn asked(rule: &RuleReport) -> String {
    let what = if rule.rule == "can_pull" { "placement" } else { "flow" };
    let all = count(rule.asked, what);
    // What is so of all that is meant is of no flow.
    let found = rule.findings.iter().filter(|own| own.to.is_some()).count() + rule.more_findings;
    match (rule.result, found.min(rule.asked)) {
        _ if rule.asked == 0 => "not asked".to_owned(),
        (RuleResult::Holds, _) | (_, 0) => all,
        (_, _) if rule.rule == "can_pull" => all,
        (_, found) => format!("{found} of {all}"),
    }
}

/// A fragment as a sentence.
pub(crate) fn sentence(fragment: &str) -> String {
    format!("{fragment}.")
}

/// How much is not shown.
pub(crate) fn more(number: usize) -> String {
    format!("and {number} more.")
}
