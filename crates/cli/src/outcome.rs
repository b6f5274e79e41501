//! Exit statuses.

use std::process::{ExitCode, Termination};

use hopwise::{DiffResult, RuleResult, Verdict};

/// What the process tells its caller. Never renumber: scripts depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// `delivered`, or all rules hold, or nothing got worse; also help and shell completions.
    Delivered = 0,
    /// `blocked` or `partial`, or a rule is violated, or something got worse.
    Blocked = 1,
    /// The question or the input could not be used.
    Unusable = 2,
    /// `undetermined`, or not known of a rule while none is violated, or of something whether it got worse.
    Undetermined = 3,
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Delivered => Self::Delivered,
            Verdict::Blocked | Verdict::Partial => Self::Blocked,
            Verdict::Undetermined => Self::Undetermined,
        }
    }
}

impl From<RuleResult> for Outcome {
    fn from(result: RuleResult) -> Self {
        match result {
            RuleResult::Holds => Self::Delivered,
            RuleResult::Violated => Self::Blocked,
            RuleResult::Undetermined => Self::Undetermined,
        }
    }
}

impl From<DiffResult> for Outcome {
    fn from(result: DiffResult) -> Self {
        match result {
            DiffResult::Same | DiffResult::Changed => Self::Delivered,
            DiffResult::Worse => Self::Blocked,
            DiffResult::Undetermined => Self::Undetermined,
        }
    }
}

impl Termination for Outcome {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
