//! Rules of files, asked of a network.

pub(crate) mod broken;
mod flows;
mod remedy;
mod scope;
pub(crate) mod start;
mod survives;

use hopwise_ecs::Selection;
use hopwise_explain::Leak;
use hopwise_report::{ChecksReport, Report, RuleFinding, RuleReport, RuleResult, SCHEMA_VERSION, WrittenAt};
use hopwise_rules::{Property, Rule, Rules};

use crate::error::Error;
use crate::network::Network;

/// How many findings of a rule are kept. The others are counted.
const KEPT: usize = 1000;

/// How many are where two networks are compared: those that are left out could not be.
const COMPARED: usize = 100_000;

/// How many findings of a rule keep their whole answer.
const ANSWERED: usize = 20;

/// How many ways of packets that arrive and must not are kept of a rule.
const LEAKS: usize = 100;

impl Network {
    /// Whether what must stay true is, of each rule: for all packets and placements that it means.
    ///
    /// What means nobody, and what is not known, is `undetermined` and says why: it never passes. Takes a walk for each pair
    /// of who sends and who takes, and what [`Self::diagnose`] takes for each placement.
    #[must_use]
    pub fn check(&self, files: &[Rules]) -> ChecksReport {
        let all = files.iter().flat_map(|file| file.rules.iter().map(|rule| (file.file.as_str(), rule)));
        let all: Vec<(&str, &Rule)> = all.collect();
        let (mut found, mut leaks) = (Vec::new(), Vec::new());
        for (file, rule) in &all {
            let (report, assumptions, own) = self.rule_with_leaks(file, rule);
            found.push((report, assumptions));
            leaks.push(own);
        }
        if self.seeks_remedies() {
            remedy::add(self, &all, &mut found, &leaks);
        }
        self.checks(found)
    }

    /// Whether every task and every service can start, each on its own: what is checked where nobody says what must stay
    /// true.
    ///
    /// # Errors
    ///
    /// [`Error::Selection`] when there is neither a task nor a service.
    pub fn check_starts(&self) -> Result<ChecksReport, Error> {
        let found = self.diagnose(&Selection::default())?.found;
        Ok(self.checks(start::each(self, found)))
    }

    /// What becomes of one rule, and what is taken for granted.
    pub(crate) fn rule(&self, file: &str, rule: &Rule) -> (RuleReport, Vec<String>) {
        let (report, assumptions, _) = self.rule_with_leaks(file, rule);
        (report, assumptions)
    }

    /// Likewise, and the packets that arrive and must not.
    fn rule_with_leaks(&self, file: &str, rule: &Rule) -> (RuleReport, Vec<String>, Vec<Leak>) {
        let mut checked = survives::rule(self, &rule.property, &rule.survives);
        let written_at = WrittenAt {
            file: file.to_owned(),
            line: rule.place.map(|place| place.line),
            column: rule.place.map(|place| place.column),
        };
        let leaks = std::mem::take(&mut checked.leaks);
        let (report, assumptions) = checked.report(rule.property.word());
        let name = rule.name.clone().unwrap_or_else(|| report.name.clone());
        let description = rule.description.clone();
        (RuleReport { name, description, written_at: Some(written_at), ..report }, assumptions, leaks)
    }

    /// What becomes of a property as things are.
    fn property(&self, property: &Property) -> Checked {
        match property {
            Property::CanPull(own) => start::rule(self, own),
            Property::Reaches(flow) => flows::rule(self, flow, flows::Kind::Reaches),
            Property::NeverReaches(flow) => flows::rule(self, flow, flows::Kind::NeverReaches),
            Property::OnlyVia { flow, via } => flows::rule(self, flow, flows::Kind::OnlyVia(via)),
            Property::AccessScope(own) => scope::rule(self, own),
        }
    }

    fn checks(&self, rules: Vec<(RuleReport, Vec<String>)>) -> ChecksReport {
        let (rules, taken): (Vec<RuleReport>, Vec<Vec<String>>) = rules.into_iter().unzip();
        let result = RuleResult::of_all(rules.iter().map(|rule| rule.result));
        let answers = || rules.iter().flat_map(|rule| &rule.findings).filter_map(|finding| finding.answer.as_deref());
        let mut gaps = Vec::new();
        for gap in answers().flat_map(|answer: &Report| &answer.gaps) {
            if !gaps.contains(gap) {
                gaps.push(gap.clone());
            }
        }
        let mut assumptions: Vec<String> = Vec::new();
        for assumption in taken.into_iter().flatten() {
            if !assumptions.contains(&assumption) {
                assumptions.push(assumption);
            }
        }
        let warnings = self.warnings().iter().map(|warning| hopwise_report::Warning {
            message: warning.to_string(),
            file: warning.file().map(str::to_owned),
        });
        let (warnings, schema_version) = (warnings.collect(), SCHEMA_VERSION);
        ChecksReport { schema_version, command: "check", result, rules, assumptions, gaps, warnings }
    }
}

/// What became of a rule.
struct Checked {
    /// What must stay true, in a sentence.
    property: String,
    /// How much was asked.
    asked: usize,
    /// Whether it was found to hold of all that was asked; findings are worse.
    findings: Vec<RuleFinding>,
    /// How many findings are kept.
    most: usize,
    /// How many findings were not kept, by result.
    more: [usize; 2],
    /// What is taken for granted.
    assumptions: Vec<String>,
    /// The first of the packets that arrive and must not.
    leaks: Vec<Leak>,
}

impl Checked {
    fn new(network: &Network, property: String) -> Self {
        let most = if network.is_sampled() { KEPT } else { COMPARED };
        let (findings, assumptions, leaks) = (Vec::new(), Vec::new(), Vec::new());
        Self { property, asked: 0, findings, most, more: [0; 2], assumptions, leaks }
    }

    /// Takes something for granted.
    fn assume(&mut self, assumptions: Vec<String>) {
        self.assumptions.extend(assumptions);
    }

    /// Keeps packets that arrive and must not, as far as there is room.
    fn leak(&mut self, leaks: Vec<Leak>) {
        let room = LEAKS.saturating_sub(self.leaks.len());
        self.leaks.extend(leaks.into_iter().take(room));
    }

    /// Keeps a finding, or counts it.
    fn add(&mut self, mut finding: RuleFinding) {
        // What is so of all is said once.
        if finding.answer.is_none()
            && let Some(known) =
                self.findings.iter_mut().find(|own| own.answer.is_none() && own.message == finding.message)
        {
            known.breaches.append(&mut finding.breaches);
            return;
        }
        let is_violated = finding.result == RuleResult::Violated;
        if self.findings.len() >= self.most {
            let [violated, open] = &mut self.more;
            *(if is_violated { violated } else { open }) += 1;
            return;
        }
        let alike = self.findings.iter().filter(|own| own.result == finding.result && own.answer.is_some());
        if alike.count() >= ANSWERED {
            finding.answer = None;
        }
        self.findings.push(finding);
    }

    fn report(mut self, rule: &'static str) -> (RuleReport, Vec<String>) {
        self.findings.sort_by_key(|finding| std::cmp::Reverse(finding.result));
        let [violated, open] = self.more;
        let unkept = [(violated, RuleResult::Violated), (open, RuleResult::Undetermined)];
        let unkept = unkept.into_iter().filter(|(number, _)| *number > 0).map(|(_, result)| result);
        let found = self.findings.iter().map(|finding| finding.result).chain(unkept).max();
        // What was asked of nobody holds of nothing.
        let nothing = if self.asked == 0 { RuleResult::Undetermined } else { RuleResult::Holds };
        let report = RuleReport {
            name: self.property.clone(),
            description: None,
            rule,
            property: self.property,
            written_at: None,
            result: found.unwrap_or(nothing),
            asked: self.asked,
            findings: self.findings,
            more_findings: violated + open,
            plans: Vec::new(),
        };
        (report, self.assumptions)
    }
}
