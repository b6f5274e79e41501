//! Why rules cannot be read: where, what, and what to do.

use std::fmt;

use thiserror::Error;

use crate::place::Place;
use crate::ports::RulePorts;
use crate::several::Listed as _;

/// Why rules cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct RulesError {
    /// The file, as the user named it.
    pub file: String,
    /// Where in it; none where that cannot be told, as of a file that is not there.
    pub place: Option<Place>,
    /// What is wrong, as a fragment.
    pub message: String,
    /// What to do about it, where that is known.
    pub hint: Option<String>,
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(place) = self.place {
            write!(f, ":{}:{}", place.line, place.column)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// What was probably meant by a word: the nearest of some, if it is near.
pub(crate) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let distance = |own: &&str| strsim::damerau_levenshtein(&word.to_lowercase(), &own.to_lowercase());
    let near = known.into_iter().map(|own| (distance(&own), own)).min()?;
    (near.0 <= 1 + word.len() / 4).then_some(near.1)
}

/// What to do about an error of `serde`, by its words: there is nothing else to know it by.
pub(crate) fn hint(message: &str, is_of_scope: bool) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.contains("unknown field") {
        let unknown = quoted.next()?;
        let known: Vec<&str> = quoted.collect();
        let longer = || known.iter().copied().find(|own| own.starts_with(unknown) && !unknown.is_empty());
        let meant = nearest(unknown, known.iter().copied()).or_else(longer)?;
        return Some(format!("did you mean `{meant}`?"));
    }
    // Of all that is written, only ports look like numbers, and like ranges with two ends.
    let is_number = message.contains("invalid type: integer") || message.contains("invalid type: map");
    let hint = if is_of_scope && is_number && message.contains("expected a string") {
        "ports are texts: `\"443\"`, `\"1024-65535\"`"
    } else if is_number && message.contains(RulePorts::EXPECTED) {
        "ports have a protocol: `\"tcp 443\"`"
    } else if message.contains("invalid type: map, expected a sequence") || message.starts_with("a list: ") {
        "rules are a list: `[[rules]]` in TOML, `- ` below `rules:` in YAML, `{\"rules\": [{…}]}` in JSON"
    } else {
        return None;
    };
    Some(hint.to_owned())
}
