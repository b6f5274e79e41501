//! Whether what must stay true is.

use std::fmt;

use hopwise_engine::Verdict;

/// Whether what must stay true is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleResult {
    /// It is proven to be true.
    Holds,
    /// It is not known: the snapshot lacks something, this program does not evaluate it, or the rule means nobody.
    Undetermined,
    /// It is proven not to be true.
    Violated,
}

impl RuleResult {
    /// The word for it in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Undetermined => "undetermined",
            Self::Violated => "violated",
        }
    }

    /// The result on all of some: the worst. Of none nothing is known.
    pub fn of_all(results: impl IntoIterator<Item = Self>) -> Self {
        results.into_iter().max().unwrap_or(Self::Undetermined)
    }

    /// What a verdict on a task's start says of whether it can start.
    #[must_use]
    pub const fn of_start(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Delivered => Self::Holds,
            Verdict::Undetermined => Self::Undetermined,
            Verdict::Partial | Verdict::Blocked => Self::Violated,
        }
    }
}

impl fmt::Display for RuleResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
