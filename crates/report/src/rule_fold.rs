//! Findings of a rule of which the same is so at the same place, together: whoever has one fate is named beside it.

use crate::check::{RuleFinding, RuleReport};
use crate::words;

/// How many pairs are named.
const FEW: usize = 10;

/// Findings of a rule with the same words and the same place.
#[derive(Clone, Debug)]
pub struct FoldedFindings<'r> {
    /// The first of them.
    pub first: &'r RuleFinding,
    /// All of them.
    pub all: Vec<&'r RuleFinding>,
}

/// Findings by what is so, in the order of the first of each.
#[must_use]
pub fn folded(findings: &[RuleFinding]) -> Vec<FoldedFindings<'_>> {
    let mut groups: Vec<FoldedFindings<'_>> = Vec::new();
    for own in findings {
        let is_like = |group: &&mut FoldedFindings<'_>| {
            (group.first.result, &group.first.message, &group.first.evidence)
                == (own.result, &own.message, &own.evidence)
        };
        match groups.iter_mut().find(is_like) {
            Some(group) => group.all.push(own),
            None => groups.push(FoldedFindings { first: own, all: vec![own] }),
        }
    }
    groups
}

impl FoldedFindings<'_> {
    /// Of whom it is so, where the words do not say it themselves. Steps of tasks are named with what is so of them, and so is
    /// whatever differs.
    #[must_use]
    pub fn whom(&self, rule: &RuleReport) -> Option<String> {
        if rule.rule == "diff" {
            return None;
        }
        let names_steps = rule.rule == "can_pull";
        let is_named = |own: &str| self.first.message.contains(own);
        if self.all.len() == 1 && self.first.also_from.is_empty() && self.first.from.as_deref().is_none_or(is_named) {
            return None;
        }
        let pairs = self.all.iter().flat_map(|own| {
            let senders = own.from.iter().chain(&own.also_from);
            senders.map(|from| (from.as_str(), own.to.as_deref().filter(|_| !names_steps)))
        });
        let mut pairs: Vec<(&str, Option<&str>)> = pairs.collect();
        let left_out: usize = self.all.iter().map(|own| own.more_also_from).sum();
        let more = pairs.len().saturating_sub(FEW) + left_out;
        pairs.truncate(FEW);
        (!pairs.is_empty()).then(|| words::whom(&pairs, more))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule_result::RuleResult;

    fn finding(from: &str, to: &str, message: &str) -> RuleFinding {
        let own = RuleFinding::of_nobody(RuleResult::Violated, message.to_owned());
        RuleFinding { from: Some(from.to_owned()), to: Some(to.to_owned()), ..own }
    }

    fn rule(rule: &'static str) -> RuleReport {
        RuleReport {
            name: String::new(),
            description: None,
            rule,
            property: String::new(),
            written_at: None,
            result: RuleResult::Violated,
            asked: 1,
            findings: Vec::new(),
            plans: Vec::new(),
            more_findings: 0,
        }
    }

    fn whom(findings: &[RuleFinding]) -> Vec<Option<String>> {
        folded(findings).iter().map(|own| own.whom(&rule("reaches"))).collect()
    }

    #[test]
    fn whoever_has_one_fate_is_named_beside_it() {
        let some = |text: &str| Some(text.to_owned());
        let [one, other] = ["a", "b"].map(|from| finding(from, "db", "The group stops it."));
        assert_eq!(whom(std::slice::from_ref(&one)), [some("a to db")]);
        assert_eq!(whom(&[one.clone(), other.clone()]), [some("a and b to db")]);
        let elsewhere = finding("a", "cache", "The group stops it.");
        assert_eq!(whom(&[one.clone(), elsewhere]), [some("a to db and a to cache")]);
        assert_eq!(whom(&[finding("eni-a", "db", "eni-a reaches db.")]), [None], "the words name them");
        assert_eq!(whom(&[one.clone(), finding("c", "db", "Another one."), other.clone()]).len(), 2);
        let many = RuleFinding { also_from: vec!["c".to_owned(); 12], more_also_from: 5, ..one };
        let steps = folded(std::slice::from_ref(&other))
            .first()
            .map(|own| ["can_pull", "diff"].map(|kind| own.whom(&rule(kind))));
        assert_eq!(steps, Some([some("b"), None]));
        let many = whom(&[many, other]);
        assert_eq!(many, [some("a, c, c, c, c, c, c, c, c, c and 9 more to db")]);
    }
}
