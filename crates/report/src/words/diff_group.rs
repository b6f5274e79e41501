//! Steps that differ in the same way.

use hopwise_explain::diff::Transition;

#[cfg(feature = "ci")]
use crate::diff_change::ChangedByReport;
use crate::diff_group::FlowDiffGroup;

/// What a difference comes to, as the beginning of a line.
pub(crate) const fn became(own: Transition) -> &'static str {
    match own {
        Transition::Stopped => "stopped",
        Transition::NotKnown => "not known any more",
        Transition::StoppedElsewhere => "stopped still, by something else",
        Transition::StillStopped => "stopped as before",
        Transition::AnotherWay => "another way",
        Transition::Possible => "possible now",
        Transition::Known => "known now",
        Transition::New => "new step",
        Transition::Gone => "no longer asked",
    }
}

/// The steps of a group, those that differ in the same subnets together.
pub(crate) fn steps_in_subnets(group: &FlowDiffGroup<'_>) -> Vec<String> {
    let mut places: Vec<(&Vec<Option<&str>>, Vec<&str>)> = Vec::new();
    for (step, subnets) in &group.steps {
        let step = step.unwrap_or("the start as a whole");
        match places.iter_mut().find(|(own, _)| *own == subnets) {
            Some((_, steps)) => steps.push(step),
            None => places.push((subnets, vec![step])),
        }
    }
    let line = |(subnets, steps): (&Vec<Option<&str>>, Vec<&str>)| {
        let subnets: Vec<&str> = subnets.iter().filter_map(|own| *own).collect();
        let place = if subnets.is_empty() { String::new() } else { format!(" in {}", subnets.join(", ")) };
        format!("{}{place}", steps.join(", "))
    };
    places.into_iter().map(line).collect()
}

/// What did it, as sentences behind another one.
#[cfg(feature = "ci")]
pub(crate) fn did_it(by: Option<&ChangedByReport>) -> String {
    by.map_or_else(String::new, |by| format!(" What did it: {}.", clauses(by)))
}

/// What stops it, too, as sentences behind another one.
#[cfg(feature = "ci")]
pub(crate) fn stops_it_too(others: &[ChangedByReport]) -> String {
    let sentence = |by: &ChangedByReport| format!(" What alone would have stopped it, too: {}.", clauses(by));
    others.iter().map(sentence).collect::<Vec<String>>().concat()
}

#[cfg(feature = "ci")]
fn clauses(by: &ChangedByReport) -> String {
    let changes: Vec<&str> = by.changes.iter().map(|change| change.message.as_str()).collect();
    changes.join("; ")
}

/// A workload.
pub(crate) fn workload(kind: &str, name: &str, group: Option<&str>) -> String {
    let group = group.map_or_else(String::new, |group| format!(" of group {group}"));
    format!("{kind} {name}{group}")
}
