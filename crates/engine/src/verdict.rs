//! The four verdicts and how they add up.

use std::fmt;

/// What becomes of the packets of a question. Three of the four need proof; the fourth names what is missing.
///
/// The order is from best to worst, so that the verdict of a whole is the maximum of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Every packet arrives and every reply comes back.
    Delivered,
    /// It depends on something the snapshot does not hold or the program does not evaluate.
    Undetermined,
    /// Some packets are proven to stop, and not all are.
    Partial,
    /// No packet gets there and back.
    Blocked,
}

impl Verdict {
    /// The word that the JSON contract uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Undetermined => "undetermined",
            Self::Partial => "partial",
            Self::Blocked => "blocked",
        }
    }

    /// The verdict on a set of packets whose parts have these verdicts.
    ///
    /// A blocked part wins over an undetermined one: what is proven to stop, stops whatever the gap turns out to be.
    /// No parts at all is [`Verdict::Undetermined`]: nothing was asked, so nothing is proven.
    #[must_use]
    pub fn of_parts(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut seen = [false; 4];
        for part in parts {
            match part {
                Self::Delivered => seen[0] = true,
                Self::Undetermined => seen[1] = true,
                Self::Partial => seen[2] = true,
                Self::Blocked => seen[3] = true,
            }
        }
        match seen {
            [true, false, false, false] => Self::Delivered,
            [false, false, false, true] => Self::Blocked,
            [_, _, false, false] => Self::Undetermined,
            _ => Self::Partial,
        }
    }

    /// The verdict of several tasks or placements: theirs where they agree, else `partial` if any of them is blocked
    /// or partial, else `undetermined`.
    #[must_use]
    pub fn of_alternatives(verdicts: impl IntoIterator<Item = Self>) -> Self {
        let verdicts: Vec<Self> = verdicts.into_iter().collect();
        match verdicts.split_first() {
            Some((first, rest)) if rest.iter().all(|verdict| verdict == first) => *first,
            Some(_) if verdicts.iter().any(|v| matches!(v, Self::Blocked | Self::Partial)) => Self::Partial,
            Some(_) | None => Self::Undetermined,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Blocked, Delivered, Partial, Undetermined};
    use super::*;

    #[test]
    fn words() {
        assert_eq!(
            format!("{Delivered} {Undetermined} {Partial} {Blocked:>8}"),
            "delivered undetermined partial  blocked"
        );
    }

    #[test]
    fn parts() {
        assert_eq!(Verdict::of_parts([Delivered, Delivered]), Delivered);
        assert_eq!(Verdict::of_parts([Blocked, Blocked]), Blocked);
        assert_eq!(Verdict::of_parts([Blocked, Delivered]), Partial);
        assert_eq!(Verdict::of_parts([Undetermined, Delivered]), Undetermined);
        assert_eq!(Verdict::of_parts([Undetermined, Blocked]), Partial);
        assert_eq!(Verdict::of_parts([Partial]), Partial);
        assert_eq!(Verdict::of_parts([]), Undetermined);
    }

    #[test]
    fn alternatives() {
        assert_eq!(Verdict::of_alternatives([Blocked, Blocked]), Blocked);
        assert_eq!(Verdict::of_alternatives([Blocked, Delivered]), Partial);
        assert_eq!(Verdict::of_alternatives([Undetermined, Delivered]), Undetermined);
        assert_eq!(Verdict::of_alternatives([]), Undetermined);
    }

    #[test]
    fn worst_is_greatest() {
        assert_eq!([Delivered, Blocked, Undetermined, Partial].into_iter().max(), Some(Blocked));
    }
}
