//! Rules that are compared between two networks.

use hopwise_explain::diff::{Blamed, DiffResult};
use serde::Serialize;

use crate::check::{RuleFinding, RuleReport, WrittenAt};
use crate::diff_change::{ChangedByReport, result};
use crate::flow::as_text;
use crate::rule_result::RuleResult;

/// A rule on both sides.
#[derive(Clone, Debug)]
pub struct RuleDifference {
    /// What it was.
    pub before: RuleReport,
    /// What it is.
    pub after: RuleReport,
    /// What it came to; none where it is what it was.
    pub became: Option<RuleBecame>,
    /// What is said of it afterwards, where that is new.
    pub findings: Vec<RuleFinding>,
    /// What was so before and is no more, of a rule that is still violated.
    pub mended: Vec<RuleFinding>,
    /// The edits of the documents that did it; none where that was not found.
    pub blamed: Option<Blamed>,
}

/// What a rule came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleBecame {
    /// It held, and is violated.
    Violated,
    /// It is violated of more than before.
    ViolatedMore,
    /// It is violated of less than before.
    ViolatedLess,
    /// It is violated of the same as before, on another way.
    ViolatedOtherwise,
    /// It is not known any more.
    NotKnown,
    /// It was not known, and is.
    Known,
    /// It was violated, and holds.
    Holds,
}

impl RuleBecame {
    /// As JSON names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Violated => "violated",
            Self::ViolatedMore => "violated_more",
            Self::ViolatedLess => "violated_less",
            Self::ViolatedOtherwise => "violated_otherwise",
            Self::NotKnown => "not_known",
            Self::Known => "known",
            Self::Holds => "holds",
        }
    }
}

impl RuleDifference {
    /// What it comes to for the whole.
    #[must_use]
    pub fn result(&self) -> DiffResult {
        match (self.became, self.after.result) {
            (None, _) => DiffResult::Same,
            (Some(RuleBecame::Violated | RuleBecame::ViolatedMore), _) => DiffResult::Worse,
            (Some(RuleBecame::NotKnown), _) | (Some(RuleBecame::Known), RuleResult::Violated) => {
                DiffResult::Undetermined
            }
            (
                Some(RuleBecame::Known | RuleBecame::Holds | RuleBecame::ViolatedLess | RuleBecame::ViolatedOtherwise),
                _,
            ) => DiffResult::Changed,
        }
    }
}

/// A rule, and what it came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleDiffReport {
    /// What it is called; the sentence where it has no name.
    pub name: String,
    /// `can_pull`, `reaches`, `never_reaches`, `only_via` or `access_scope`.
    pub rule: &'static str,
    /// What must stay true, in a sentence.
    pub property: String,
    /// Where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written_at: Option<WrittenAt>,
    /// What it was.
    #[serde(serialize_with = "as_text")]
    pub before: RuleResult,
    /// What it is.
    #[serde(serialize_with = "as_text")]
    pub after: RuleResult,
    /// `violated`, `violated_more`, `violated_less`, `violated_otherwise`, `not_known`, `known` or `holds`; null where it is
    /// what it was.
    pub became: Option<&'static str>,
    /// What it comes to.
    #[serde(serialize_with = "result")]
    pub result: DiffResult,
    /// How much was asked afterwards.
    pub asked: usize,
    /// Why it does not hold, or is not known to, afterwards, where that is new.
    pub findings: Vec<RuleFinding>,
    /// What was so before and is no more, of a rule that is still violated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mended: Vec<RuleFinding>,
    /// The change of the documents that did it; null where that was not found, or where nothing differs.
    pub changed_by: Option<ChangedByReport>,
}
