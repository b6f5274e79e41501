//! What an answer says, without what may depend on order: each step or flow by what identifies it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use hopwise_tests::program::Output;
use serde_json::Value;

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    exit: Option<i32>,
    /// The verdict on the whole question; none where it could not be asked.
    verdict: String,
    /// What each step came to.
    steps: BTreeMap<String, Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    verdict: String,
    /// What stops it, by kind, ids and code; whether by packets, name or permission; the cause.
    stopped: BTreeSet<String>,
}

impl Answer {
    pub(crate) fn of(output: &Output) -> Self {
        let report: Value = serde_json::from_str(&output.stdout).unwrap_or_default();
        let mut steps = BTreeMap::new();
        for task in list(&report, "tasks") {
            let name = ["task", "service", "placement"].map(|key| match task.get(key) {
                Some(value @ Value::Object(_)) => text(value, "subnet"),
                _ => text(task, key),
            });
            for step in list(task, "steps") {
                let its = ["step", "service", "host", "port", "from"].map(|key| text(step, key));
                let key = format!("{} {}", name.join(" "), its.join(" "));
                let mut unique = key.clone();
                while steps.contains_key(&unique) {
                    unique.push('\'');
                }
                steps.insert(unique, Step::of(step));
            }
        }
        if report.get("flows").is_some() {
            steps.insert("trace".to_owned(), Step::of(&report));
        }
        Self { exit: output.exit, verdict: text(&report, "verdict"), steps }
    }

    /// How many verdicts are definite.
    pub(crate) fn definite(&self) -> usize {
        self.steps.values().filter(|step| is_definite(&step.verdict)).count()
    }

    /// Whether no verdict is definite, neither of a step nor on the whole.
    pub(crate) fn is_open(&self) -> bool {
        self.definite() == 0 && !is_definite(&self.verdict)
    }

    /// How many definite verdicts are compared with another answer's, and how many of them are definite there too.
    pub(crate) fn kept(&self, other: &Self) -> (usize, usize) {
        let both = || self.steps.iter().filter_map(|(key, step)| Some((step, other.steps.get(key)?)));
        let definite = || both().filter(|(step, _)| is_definite(&step.verdict));
        (definite().count(), definite().filter(|(_, other)| is_definite(&other.verdict)).count())
    }

    /// Definite verdicts that another answer, given with less knowledge, turns into other definite ones.
    pub(crate) fn contradictions(&self, other: &Self) -> Vec<String> {
        let allowed = |before: &str, after: &str| match (before, after) {
            (_, "undetermined") | ("blocked", "partial") => true,
            (before, after) => before == after,
        };
        let mut found = Vec::new();
        for (key, step) in &self.steps {
            let Some(less) = other.steps.get(key) else { continue };
            if is_definite(&step.verdict) && !allowed(&step.verdict, &less.verdict) {
                found.push(format!(
                    "{key}: {} {:?} became {} {:?}",
                    step.verdict, step.stopped, less.verdict, less.stopped
                ));
            }
        }
        // With other tasks, or others of their steps, the whole is another question.
        let same = self.steps.keys().eq(other.steps.keys());
        if same && is_definite(&self.verdict) && !allowed(&self.verdict, &other.verdict) {
            found.push(format!("the whole: {} became {}", self.verdict, other.verdict));
        }
        found
    }

    pub(crate) fn difference(&self, other: &Self) -> String {
        let mut out = String::new();
        if (self.exit, &self.verdict) != (other.exit, &other.verdict) {
            let _ = writeln!(out, "{} ({:?}) became {} ({:?})", self.verdict, self.exit, other.verdict, other.exit);
        }
        let keys: BTreeSet<&String> = self.steps.keys().chain(other.steps.keys()).collect();
        for key in keys {
            let (before, after) = (self.steps.get(key), other.steps.get(key));
            if before != after {
                let _ = writeln!(out, "{key}: {before:?} became {after:?}");
            }
        }
        out
    }
}

fn is_definite(verdict: &str) -> bool {
    ["delivered", "blocked", "partial"].contains(&verdict)
}

impl Step {
    fn of(step: &Value) -> Self {
        let mut stopped = BTreeSet::new();
        let mut flows: Vec<&Value> = list(step, "flows").iter().collect();
        flows.push(step);
        for at in flows.iter().filter_map(|flow| flow.get("blocked_at")).filter(|at| at.is_object()) {
            // Groups stand in the order of the interface, which means nothing; all of them count together.
            let mut ids: Vec<String> = list(at, "ids").iter().map(Value::to_string).collect();
            ids.sort();
            let parts = ["direction", "component", "hop", "code"].map(|key| text(at, key));
            stopped.insert(format!("{} {}", parts.join(" "), ids.join(" ")));
        }
        let cause = step.get("cause").map(|cause| text(cause, "code")).unwrap_or_default();
        stopped.insert(format!("failed at {}, cause {cause}", text(step, "failed_at")));
        for permission in list(step, "permissions") {
            let parts = ["action", "resource", "principal", "verdict"].map(|key| text(permission, key));
            if parts.last().is_some_and(|verdict| verdict == "denied") {
                stopped.insert(parts.join(" "));
            }
        }
        Self { verdict: text(step, "verdict"), stopped }
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}
