//! Why rules cannot be read: where, what, and what to do.

use std::fmt;

use thiserror::Error;

use crate::place::Place;

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
    let distance = |own: &&str| strsim::damerau_levenshtein(&word.to_lowercase(), own);
    let near = known.into_iter().map(|own| (distance(&own), own)).min()?;
    (near.0 <= 1 + word.len() / 4).then_some(near.1)
}

/// What to do about an error of `serde`, by its words: there is nothing else to know it by.
pub(crate) fn hint(message: &str) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.contains("unknown field") {
        let unknown = quoted.next()?;
        if unknown == "survives" {
            return Some(
                "`survives` is no rule of this version: `hopwise check` asks of the network as it is".to_owned(),
            );
        }
        if unknown.starts_with("NetworkInsightsAccessScope") || matches!(unknown, "MatchPaths" | "ExcludePaths") {
            return Some(
                "scopes of AWS's Network Access Analyzer are not read yet: say it with `never_reaches` and `only_via`"
                    .to_owned(),
            );
        }
        let meant = nearest(unknown, quoted)?;
        return Some(format!("did you mean `{meant}`?"));
    }
    None
}
