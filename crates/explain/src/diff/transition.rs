//! What differences come to.

use hopwise_engine::Verdict;

use super::step_outcome::StepOutcome;

/// What a difference comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transition {
    /// It arrived, all of it or more of it, and is stopped.
    Stopped,
    /// It is not known any more.
    NotKnown,
    /// It is stopped as before, by something else.
    StoppedElsewhere,
    /// It is stopped as before, by the same.
    StillStopped,
    /// It arrives as before, by another way.
    AnotherWay,
    /// It was stopped, and arrives: all of it, or more of it.
    Possible,
    /// It was not known and is now, be it good or bad.
    Known,
    /// It is asked now, and was not.
    New,
    /// It was asked, and is not any more.
    Gone,
}

impl Transition {
    /// As JSON names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::NotKnown => "not_known",
            Self::StoppedElsewhere => "stopped_elsewhere",
            Self::StillStopped => "still_stopped",
            Self::AnotherWay => "another_way",
            Self::Possible => "possible",
            Self::Known => "known",
            Self::New => "new",
            Self::Gone => "gone",
        }
    }

    /// What a flow came to that was one thing and is another, or is stopped as it was; none where it arrives as it did.
    #[must_use]
    pub fn of(before: &StepOutcome, after: &StepOutcome) -> Option<Self> {
        match (before.verdict, after.verdict) {
            (Verdict::Undetermined, Verdict::Undetermined) => None,
            (Verdict::Undetermined, _) => Some(Self::Known),
            (_, Verdict::Undetermined) => Some(Self::NotKnown),
            (was, is) if is > was => Some(Self::Stopped),
            (was, is) if is < was => Some(Self::Possible),
            (_, is) if is >= Verdict::Partial && before.stops != after.stops => Some(Self::StoppedElsewhere),
            _ if before.ways != after.ways => Some(Self::AnotherWay),
            (_, is) if is >= Verdict::Partial => Some(Self::StillStopped),
            _ => None,
        }
    }
}

/// What all differences come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DiffResult {
    /// Nothing that matters differs.
    Same,
    /// Something does, and nothing got worse.
    Changed,
    /// It is not known of something whether it got worse.
    Undetermined,
    /// Something stopped that arrived, or is new and does not arrive.
    Worse,
}

impl DiffResult {
    /// As JSON names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Undetermined => "undetermined",
            Self::Worse => "worse",
        }
    }
}
