//! From answers to findings of a rule.

use hopwise_engine::Verdict;
use hopwise_packet::PacketBox;

use crate::breach::Breach;
use crate::check::RuleFinding;
use crate::flow::{CheckReport, EvidenceReport, FlowReport};
use crate::report::{Body, DiagnosisReport, Report, StepReport, TaskReport, TraceReport};
use crate::rule_result::RuleResult;
use crate::words;

impl RuleFinding {
    /// A finding without an answer: why it cannot be asked.
    #[must_use]
    pub fn without_answer(message: String) -> Self {
        Self::of_nobody(RuleResult::Undetermined, message)
    }

    /// A rule that is violated by what is not there: no packets show it.
    #[must_use]
    pub fn violated_without_answer(message: String) -> Self {
        Self::of_nobody(RuleResult::Violated, message)
    }

    /// What is so, and not of whom and why.
    pub(crate) const fn of_nobody(result: RuleResult, message: String) -> Self {
        Self {
            result,
            from: None,
            to: None,
            also_from: Vec::new(),
            more_also_from: 0,
            when: None,
            message,
            path: Vec::new(),
            evidence: None,
            related: Vec::new(),
            breaches: Vec::new(),
            answer: None,
        }
    }

    /// The same without the answer that it stands on.
    #[must_use]
    pub fn without_its_answer(&self) -> Self {
        Self { answer: None, ..self.clone() }
    }

    /// The same of some of whom it is so.
    #[must_use]
    pub fn only_from(&self, some: &[&str]) -> Self {
        let (first, others) = some.split_first().unzip();
        let others: &[&str] = others.unwrap_or_default();
        Self {
            from: first.map(|own| (*own).to_owned()),
            also_from: others.iter().take(NAMED).map(|own| (*own).to_owned()).collect(),
            more_also_from: others.len().saturating_sub(NAMED),
            ..self.without_its_answer()
        }
    }

    /// The same of some of the packets.
    #[must_use]
    pub fn with_packets(self, some: &[&PacketBox]) -> Self {
        // What lets the others through, or stops them, may be somewhere else.
        Self { message: words::of_packets(&self.message, some), evidence: None, ..self }
    }

    /// What an answer about one flow shows. `arrives` says whether it is the arrival that breaks the rule.
    #[must_use]
    pub fn of_trace(result: RuleResult, arrives: bool, answer: Report) -> Self {
        let Body::Trace(body) = &answer.body else { return Self::without_answer(String::new()) };
        let flow = telling(result, arrives, body);
        let path = flow.map(|flow| flow.forward.iter().filter_map(|hop| hop.id.clone()).collect()).unwrap_or_default();
        let block = flow.and_then(|flow| flow.blocked_at.as_ref()).or(body.blocked_at.as_ref());
        let let_through = flow.filter(|_| arrives && result == RuleResult::Violated);
        let (message, evidence) = match (let_through, block) {
            (Some(flow), _) => {
                let let_in = let_in(flow);
                (words::arrives(body, flow, let_in), let_in.and_then(|check| check.evidence.clone()))
            }
            (None, Some(block)) if result == RuleResult::Violated => (block.message.clone(), block.evidence.clone()),
            (None, _) => (unknown(&answer, flow), flow.and_then(undecided)),
        };
        let (from, to) = (Some(body.from.clone()), Some(body.to.clone()));
        let answer = Some(Box::new(answer));
        Self { from, to, path, evidence, answer, ..Self::of_nobody(result, message) }
    }

    /// What an answer about tasks shows: of tasks with the same outcome, which are named, each place where steps stop. The
    /// first has the answer.
    #[must_use]
    pub fn of_diagnosis(answer: Report) -> Vec<Self> {
        let Body::Diagnosis(body) = &answer.body else { return Vec::new() };
        let mut findings: Vec<Self> = outcomes(body).flat_map(|tasks| of_tasks(&tasks)).collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.result));
        if let Some(first) = findings.first_mut() {
            first.answer = Some(Box::new(answer));
        }
        findings
    }
}

/// How many tasks and placements are named of which the same is so, besides the first.
const NAMED: usize = 20;

/// The tasks of each outcome.
fn outcomes(body: &DiagnosisReport) -> impl Iterator<Item = Vec<&TaskReport>> {
    body.outcomes.iter().map(|own| own.tasks.iter().filter_map(|place| body.tasks.get(*place)).collect())
}

fn of_tasks(tasks: &[&TaskReport]) -> Vec<RuleFinding> {
    let [task, others @ ..] = tasks else { return Vec::new() };
    let result = RuleResult::of_start(task.verdict);
    if result == RuleResult::Holds {
        return Vec::new();
    }
    let of_nobody = |result: RuleResult, message: String| RuleFinding {
        from: Some(words::subject(task)),
        also_from: others.iter().take(NAMED).map(|own| words::subject(own)).collect(),
        more_also_from: others.len().saturating_sub(NAMED),
        ..RuleFinding::of_nobody(result, message)
    };
    let of_step = |step: &StepReport, message: String, breaches: Vec<Breach>| RuleFinding {
        to: Some(step.host.clone()),
        path: step
            .first_stopped()
            .into_iter()
            .flat_map(|flow| &flow.forward)
            .filter_map(|hop| hop.id.clone())
            .collect(),
        evidence: step.blocked_at.as_ref().and_then(|block| block.evidence.clone()),
        breaches,
        ..of_nobody(RuleResult::of_start(step.verdict).min(result), message)
    };
    let mut findings = Vec::new();
    for finding in task.findings.iter().filter(|finding| finding.verdict != Verdict::Delivered) {
        let Some(step) = finding.steps.first().and_then(|step| task.steps.get(*step)) else { continue };
        let gap = || step.gaps.first().map(|gap| gap.message.clone());
        let block = || step.blocked_at.as_ref().map(|block| block.message.clone());
        let message = finding.causes.first().cloned().or_else(block).or_else(gap).unwrap_or_else(words::not_known);
        let steps = finding.steps.iter().filter_map(|step| task.steps.get(*step));
        let kinds = words::kinds_of_steps(steps);
        findings.push(of_step(step, format!("{kinds}: {message}"), breaches(tasks, &finding.steps)));
    }
    findings.extend(task.gaps.iter().map(|gap| of_nobody(RuleResult::Undetermined, gap.message.clone())));
    if findings.is_empty() {
        findings.push(of_nobody(RuleResult::Undetermined, words::not_known()));
    }
    findings
}

/// What some steps come to, of each of the tasks.
fn breaches(tasks: &[&TaskReport], steps: &[usize]) -> Vec<Breach> {
    let of_task = |task: &&TaskReport| {
        let subject = words::subject(task);
        let steps = steps.iter().filter_map(|step| task.steps.get(*step));
        steps.filter_map(|step| Breach::of_step(&subject, step)).collect::<Vec<Breach>>()
    };
    tasks.iter().flat_map(of_task).collect()
}

/// The flow that shows a result.
fn telling(result: RuleResult, arrives: bool, body: &TraceReport) -> Option<&FlowReport> {
    let is_it = |flow: &&FlowReport| match (result, arrives) {
        (RuleResult::Violated, true) => {
            flow.verdict == Verdict::Delivered
                || flow.blocked_at.as_ref().is_some_and(|own| own.direction.as_str() == "return")
        }
        (RuleResult::Violated, false) => flow.verdict == Verdict::Blocked,
        _ => flow.verdict == Verdict::Undetermined,
    };
    body.flows.iter().find(is_it).or(body.flows.first())
}

/// The rule that let packets into where they arrive: the last one of a group or an ACL, else the last of any.
fn let_in(flow: &FlowReport) -> Option<&CheckReport> {
    let passed = || flow.forward.iter().flat_map(|hop| &hop.checks).filter(|check| check.result == "pass");
    let is_filter = |check: &&CheckReport| matches!(check.component.as_str(), "security_group" | "network_acl");
    passed().rfind(is_filter).or_else(|| passed().next_back())
}

/// Where it was not known how packets go on.
fn undecided(flow: &FlowReport) -> Option<EvidenceReport> {
    let checks = flow.forward.iter().chain(&flow.back).flat_map(|hop| &hop.checks);
    checks.filter(|check| check.result != "pass").find_map(|check| check.evidence.clone())
}

fn unknown(answer: &Report, flow: Option<&FlowReport>) -> String {
    let of_flow = flow.and_then(|flow| flow.unknown.clone());
    of_flow.or_else(|| answer.gaps.first().map(|gap| gap.message.clone())).unwrap_or_else(words::not_known)
}
