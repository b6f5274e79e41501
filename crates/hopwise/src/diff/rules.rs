//! What differs between two networks for the rules of files.

use std::collections::BTreeSet;

use hopwise_explain::diff::{Blamed, DiffResult, Edit, Search};
use hopwise_report::{DiffReport, RuleBecame, RuleDifference, RuleFinding, RuleReport, RuleResult};
use hopwise_rules::{Rule, Rules};

use super::breaches::{Differing, Found};
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
    /// Which rules are violated in `after` that held, and which hold again; of those that are violated on both sides, of whom,
    /// of which packets and on which ways they are now and were not, or were and are not any more; for each the change of the
    /// documents that did it, as [`Self::diff`] finds it. Takes what [`Self::check`] takes for each network that is tried.
    #[must_use]
    pub fn diff_rules(&self, after: &Self, files: &[Rules]) -> RuleDifferences {
        let (before, after) = (self.compared(), after.compared());
        let mut search: Option<Search<'_>> = None;
        let rules = files.iter().flat_map(|file| file.rules.iter().map(move |rule| (file.file.as_str(), rule)));
        let mut found = Vec::new();
        for (file, rule) in rules {
            let (was, is) = (before.rule(file, rule).0, after.rule(file, rule).0);
            let (first, second) = (before.found(&was), after.found(&is));
            let differing = Differing::between(&first, &second);
            let Some(became) = became(was.result, is.result, &differing) else {
                found.push(RuleDifference {
                    before: was,
                    after: is,
                    became: None,
                    findings: Vec::new(),
                    mended: Vec::new(),
                    blamed: None,
                });
                continue;
            };
            let search = search.get_or_insert_with(|| Search::new(before.side(), after.inventory(), MOST));
            let of_pairs = is_violated(&was) && is_violated(&is);
            let target = Target { rule, file, is: &second, of_pairs, differing: &differing };
            let became = if before.is_sure(search, &target, &was) { became } else { RuleBecame::NotKnown };
            let blamed = before.blame(search, &ids([&was, &is]), &target);
            let findings = findings(became, of_pairs.then_some(&differing), [&first, &second]);
            let mended = if of_pairs { differing.mended(&first, &second) } else { Vec::new() };
            found.push(RuleDifference { before: was, after: is, became: Some(became), findings, mended, blamed });
        }
        let edits = search.map(|search| search.edits).unwrap_or_default();
        RuleDifferences { found, edits, before: before.clone(), after: after.clone() }
    }

    fn found<'r>(&'r self, report: &'r RuleReport) -> Found<'r> {
        Found::new(self.inventory(), report)
    }

    /// Whether a rule differs also where both sides had read the same documents.
    fn is_sure(&self, search: &mut Search<'_>, target: &Target<'_>, was: &RuleReport) -> bool {
        let Some(made) = search.as_read() else { return true };
        let is_open = |own: &RuleReport| own.result == RuleResult::Undetermined;
        is_open(was)
            || is_open(target.is.report)
            || made.is_some_and(|(inventory, network)| target.is_met(&self.tried(&inventory, &network)))
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
    is: &'a Found<'a>,
    /// Whether it is violated on both sides.
    of_pairs: bool,
    differing: &'a Differing,
}

impl Target<'_> {
    /// Whether a network has the same result, and, of a rule that is violated on both sides, of all that differs the same.
    fn is_met(&self, network: &Network) -> bool {
        let found = network.rule(self.file, self.rule).0;
        found.result == self.is.report.result
            && (found.result != RuleResult::Violated
                || !self.of_pairs
                || Differing::between(&network.found(&found), self.is).none_of(self.differing))
    }
}

/// What a rule came to.
fn became(was: RuleResult, is: RuleResult, differing: &Differing) -> Option<RuleBecame> {
    match (was, is) {
        (RuleResult::Holds, RuleResult::Violated) => Some(RuleBecame::Violated),
        (RuleResult::Violated, RuleResult::Violated) => differing.became(),
        (RuleResult::Violated, RuleResult::Holds) => Some(RuleBecame::Holds),
        (RuleResult::Undetermined, RuleResult::Holds | RuleResult::Violated) => Some(RuleBecame::Known),
        (RuleResult::Holds | RuleResult::Violated, RuleResult::Undetermined) => Some(RuleBecame::NotKnown),
        (RuleResult::Holds, RuleResult::Holds) | (RuleResult::Undetermined, RuleResult::Undetermined) => None,
    }
}

fn is_violated(own: &RuleReport) -> bool {
    own.result == RuleResult::Violated
}

/// What is said of the second side: of a rule that is violated on both, of the pairs that differ alone.
fn findings(became: RuleBecame, differing: Option<&Differing>, [was, is]: [&Found<'_>; 2]) -> Vec<RuleFinding> {
    let all = || is.report.findings.iter().map(RuleFinding::without_its_answer).collect();
    match (became, differing) {
        (RuleBecame::Holds | RuleBecame::ViolatedLess, _) => Vec::new(),
        (RuleBecame::ViolatedMore, Some(own)) => own.added(was, is),
        (RuleBecame::ViolatedOtherwise, Some(own)) => own.otherwise(was, is),
        (RuleBecame::Known | RuleBecame::NotKnown, Some(own)) => own.open(was, is),
        _ => all(),
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
