//! What differs between two networks for the rules of files.

use std::collections::BTreeSet;

use hopwise_explain::diff::{Blamed, DiffResult, Edit, Search};
use hopwise_model::Inventory;
use hopwise_report::{DiffReport, RuleBecame, RuleDifference, RuleFinding, RuleReport, RuleResult};
use hopwise_rules::{Rule, Rules};

use super::builder;
use crate::network::{Network, reported_warnings};

/// How many networks are tried to find what did it, for all rules.
const MOST: usize = 300;

/// What differs between two networks for rules, and the networks.
#[derive(Clone, Debug)]
pub struct RuleDifferences {
    /// Each rule on both sides.
    pub found: Vec<RuleDifference>,
    /// What differs in the documents, where a rule differs.
    pub edits: Vec<Edit>,
    before: Network,
    after: Network,
}

impl Network {
    /// Which rules are violated in `after` that held, which hold again, and of which pairs that are on both sides a rule is
    /// violated now and was not; for each the change of the documents that did it, as [`Self::diff`] finds it. Takes what
    /// [`Self::check`] takes for each network that is tried.
    #[must_use]
    pub fn diff_rules(&self, after: &Self, files: &[Rules]) -> RuleDifferences {
        let (before, after) = (self.without_remedies(), after.without_remedies());
        let mut search: Option<Search<'_>> = None;
        let rules = files.iter().flat_map(|file| file.rules.iter().map(move |rule| (file.file.as_str(), rule)));
        let mut found = Vec::new();
        for (file, rule) in rules {
            let (was, is) = (before.rule(file, rule).0, after.rule(file, rule).0);
            let new = new_pairs(&before, &was, &is);
            let Some(became) = became(was.result, is.result, !new.is_empty()) else {
                found.push(RuleDifference { before: was, after: is, became: None, new, blamed: None });
                continue;
            };
            let search = search.get_or_insert_with(|| Search::new(before.side(), after.inventory(), MOST));
            let became = if before.is_sure(search, (file, rule), (&was, &is)) { became } else { RuleBecame::NotKnown };
            let ids = ids([&was, &is]);
            let new_ones = if became == RuleBecame::ViolatedMore { new.as_slice() } else { &[] };
            let target = Target { rule, file, is: &is, new: new_ones };
            let blamed = before.blame(search, &ids, &target);
            found.push(RuleDifference { before: was, after: is, became: Some(became), new, blamed });
        }
        let edits = search.map(|search| search.edits).unwrap_or_default();
        RuleDifferences { found, edits, before: before.clone(), after: after.clone() }
    }

    /// Whether a rule differs also where both sides had read the same documents.
    fn is_sure(
        &self,
        search: &mut Search<'_>,
        (file, rule): (&str, &Rule),
        (was, is): (&RuleReport, &RuleReport),
    ) -> bool {
        let Some(made) = search.as_read() else { return true };
        let is_open = |own: &RuleReport| own.result == RuleResult::Undetermined;
        is_open(was)
            || is_open(is)
            || made.is_some_and(|(inventory, network)| {
                self.tried(&inventory, &network).rule(file, rule).0.result == is.result
            })
    }

    /// The edit that makes a rule what it is on the second side, else the fewest that do.
    fn blame(&self, search: &mut Search<'_>, ids: &BTreeSet<String>, target: &Target<'_>) -> Option<Blamed> {
        let order = search.order(ids);
        for edit in &order {
            if search.is_spent() {
                return None;
            }
            if let Some((inventory, network)) = search.with(&[*edit])
                && target.is_met(&self.tried(&inventory, &network))
            {
                return Some(Blamed { edits: vec![*edit], is_minimal: true });
            }
        }
        search.fewest(&order, |inventory, network| target.is_met(&self.tried(inventory, network)))
    }
}

/// What a rule is on the second side.
struct Target<'a> {
    rule: &'a Rule,
    file: &'a str,
    is: &'a RuleReport,
    new: &'a [RuleFinding],
}

impl Target<'_> {
    fn is_met(&self, network: &Network) -> bool {
        let found = network.rule(self.file, self.rule).0;
        let has = |new: &RuleFinding| found.findings.iter().any(|own| is_same(own, new));
        found.result == self.is.result && self.new.iter().all(has)
    }
}

fn is_same(one: &RuleFinding, other: &RuleFinding) -> bool {
    (&one.from, &one.to, one.result) == (&other.from, &other.to, other.result)
}

/// Violations of pairs that are there on both sides, where they were none before.
fn new_pairs(before: &Network, was: &RuleReport, is: &RuleReport) -> Vec<RuleFinding> {
    let known = |id: Option<&String>| id.is_none_or(|id| is_there(before.inventory(), id));
    let is_new = |own: &&RuleFinding| {
        let is_known = known(own.from.as_ref()) || was.findings.iter().any(|other| other.from == own.from);
        own.result == RuleResult::Violated && is_known && !was.findings.iter().any(|other| is_same(other, own))
    };
    let new = is.findings.iter().filter(is_new).cloned();
    new.map(|own| RuleFinding { answer: None, ..own }).collect()
}

/// Whether an inventory has an interface, a subnet or a task; what is no id is always there.
fn is_there(inventory: &Inventory, id: &str) -> bool {
    if id.starts_with("eni-") {
        inventory.network_interfaces.iter().any(|own| own.id.as_str() == id)
    } else if id.starts_with("subnet-") {
        inventory.subnets.iter().any(|own| own.id.as_str() == id)
    } else if let Some(task) = id.strip_prefix("task ") {
        inventory.tasks.iter().any(|own| own.short_id() == task)
    } else {
        true
    }
}

/// What a rule came to.
const fn became(was: RuleResult, is: RuleResult, has_new: bool) -> Option<RuleBecame> {
    match (was, is) {
        (RuleResult::Holds, RuleResult::Violated) => Some(RuleBecame::Violated),
        (RuleResult::Violated, RuleResult::Violated) if has_new => Some(RuleBecame::ViolatedMore),
        (RuleResult::Violated, RuleResult::Holds) => Some(RuleBecame::Holds),
        (RuleResult::Undetermined, RuleResult::Holds | RuleResult::Violated) => Some(RuleBecame::Known),
        (RuleResult::Holds | RuleResult::Violated, RuleResult::Undetermined) => Some(RuleBecame::NotKnown),
        (RuleResult::Holds, RuleResult::Holds)
        | (RuleResult::Violated, RuleResult::Violated)
        | (RuleResult::Undetermined, RuleResult::Undetermined) => None,
    }
}

/// The ids of what a rule is about on either side.
fn ids(sides: [&RuleReport; 2]) -> BTreeSet<String> {
    let findings = sides.into_iter().flat_map(|own| &own.findings);
    findings.flat_map(|own| own.path.iter().chain(&own.from).chain(&own.to).cloned()).collect()
}

impl RuleDifferences {
    /// What all of it comes to.
    #[must_use]
    pub fn result(&self) -> DiffResult {
        self.found.iter().map(RuleDifference::result).max().unwrap_or(DiffResult::Same)
    }

    /// The answer in words, with lines and columns: what becomes JSON, or text for people.
    #[must_use]
    pub fn report(&self) -> DiffReport {
        let sides = [&self.before, &self.after];
        let warnings = sides.map(|own| reported_warnings(own.warnings()));
        DiffReport::of_rules(&self.found, &self.edits, [&builder(sides[0]), &builder(sides[1])], warnings)
    }
}
