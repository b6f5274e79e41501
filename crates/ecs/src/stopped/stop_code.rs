//! Stop codes: the word that AWS gives beside the reason, which people paste alone.
//!
//! Source: ECS API reference, `Task`, `stopCode`.

use std::ops::Range;

use super::class::Class;
use super::normalize::NormalizedText;

/// Those of tasks that had started, or that were stopped on purpose.
const ENDED: &[&str] = &[
    "EssentialContainerExited",
    "InfrastructureHealth",
    "ServiceSchedulerInitiated",
    "SpotInterruption",
    "TerminationNotice",
    "UserInitiated",
];

/// That of a task that did not start, which says no more than that.
const FAILED: &str = "TaskFailedToStart";

/// Whether a stop code tells of something other than a start that failed.
pub(super) fn is_end(code: &str) -> bool {
    ENDED.contains(&code)
}

/// What a stop code in a text says. That of a start that failed stands before better words, if there are any.
pub(super) fn find(text: &NormalizedText) -> Option<(Class, Range<usize>)> {
    let ended = words(&text.plain).find(|(_, word)| is_end(word));
    if let Some((start, word)) = ended {
        return Some((Class::Ended, start..start + word.len()));
    }
    let mut words = words(&text.plain).filter(|(_, word)| !word.eq_ignore_ascii_case("stopCode"));
    let (start, word) = words.next().filter(|(_, word)| *word == FAILED)?;
    words.next().is_none().then_some((Class::NoCause, start..start + word.len()))
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive(|letter: char| !letter.is_alphanumeric())
        .map(move |piece| {
            let place = start;
            start += piece.len();
            (place, piece.trim_end_matches(|letter: char| !letter.is_alphanumeric()))
        })
        .filter(|(_, word)| !word.is_empty())
}
