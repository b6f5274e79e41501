//! Titles and summaries of the format for people.

mod check;
mod diff;
mod permission;
mod stopped;
mod summary;

pub(crate) use check::{asked as how_much, checked, more, sentence};
pub(crate) use diff::{compared, differences, rule_became, rule_was};
pub(crate) use permission::{DENIED, PACKETS, PACKETS_ARRIVE, PACKETS_UNKNOWN, PERMISSION, answered, asked};
pub(crate) use stopped::{COLLECT, MEANS, POINTS_TO, headline, named, reported_by};
pub(crate) use summary::{
    AS_ABOVE, GOOD_TO_KNOW, NOTES, STILL_OPEN, UNCHECKED, UNKNOWN_TASK, begun_steps, beyond, code, contradicted_steps,
    ended_steps, example, fate, part, passed_by, place, placements, plan_for, question, resolved, settled_by,
    started_steps, steps, stopped_elsewhere, then, title, traced, void, who,
};

/// `1 rule`, `2 rules`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_say_them() {
        assert_eq!((count(1, "rule"), count(2, "rule")), ("1 rule".to_owned(), "2 rules".to_owned()));
    }
}
