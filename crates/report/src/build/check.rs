//! From answers to findings of a rule.

use hopwise_engine::Verdict;

use crate::check::{RuleFinding, RuleResult};
use crate::flow::{CheckReport, EvidenceReport, FlowReport};
use crate::report::{Body, DiagnosisReport, Report, StepReport, TaskReport, TraceReport};
use crate::words;

impl RuleFinding {
    /// A finding without an answer: why it cannot be asked.
    #[must_use]
    pub fn without_answer(message: String) -> Self {
        let (result, from, to) = (RuleResult::Undetermined, None, None);
        Self { result, from, to, message, path: Vec::new(), evidence: None, answer: None }
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
        Self { result, from, to, message, path, evidence, answer: Some(Box::new(answer)) }
    }

    /// What an answer about tasks shows: of tasks with the same outcome, each place where steps stop. The first has the
    /// answer.
    #[must_use]
    pub fn of_diagnosis(answer: Report) -> Vec<Self> {
        let Body::Diagnosis(body) = &answer.body else { return Vec::new() };
        let mut findings: Vec<Self> = outcomes(body).flat_map(of_task).collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.result));
        if let Some(first) = findings.first_mut() {
            first.answer = Some(Box::new(answer));
        }
        findings
    }
}

/// The first task of each outcome.
fn outcomes(body: &DiagnosisReport) -> impl Iterator<Item = &TaskReport> {
    body.outcomes.iter().filter_map(|outcome| body.tasks.get(*outcome.tasks.first()?))
}

fn of_task(task: &TaskReport) -> Vec<RuleFinding> {
    let result = RuleResult::of_start(task.verdict);
    if result == RuleResult::Holds {
        return Vec::new();
    }
    let from = words::subject(task);
    let of_step = |step: &StepReport, message: String| RuleFinding {
        result: RuleResult::of_start(step.verdict).min(result),
        from: Some(from.clone()),
        to: Some(step.host.clone()),
        message: format!("{}: {message}", step.step),
        path: step
            .first_stopped()
            .into_iter()
            .flat_map(|flow| &flow.forward)
            .filter_map(|hop| hop.id.clone())
            .collect(),
        evidence: step.blocked_at.as_ref().and_then(|block| block.evidence.clone()),
        answer: None,
    };
    let mut findings = Vec::new();
    for finding in task.findings.iter().filter(|finding| finding.verdict != Verdict::Delivered) {
        let Some(step) = finding.steps.first().and_then(|step| task.steps.get(*step)) else { continue };
        let gap = || step.gaps.first().map(|gap| gap.message.clone());
        let block = || step.blocked_at.as_ref().map(|block| block.message.clone());
        let message = finding.causes.first().cloned().or_else(block).or_else(gap).unwrap_or_else(words::not_known);
        findings.push(of_step(step, message));
    }
    let whole = task.gaps.iter().map(|gap| RuleFinding {
        result: RuleResult::Undetermined,
        from: Some(from.clone()),
        to: None,
        message: gap.message.clone(),
        path: Vec::new(),
        evidence: None,
        answer: None,
    });
    findings.extend(whole);
    if findings.is_empty() {
        findings.push(RuleFinding { from: Some(from), ..RuleFinding::without_answer(words::not_known()) });
    }
    findings
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
