//! `expect.toml`: what must come out of a scenario.

use std::fmt;
use std::fs;
use std::path::Path;

use serde::Deserialize;

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expectation {
    /// The scenario that lends the documents which this one lacks; `hopwise_tests::documents` reads it.
    #[serde(rename = "base")]
    _base: Option<String>,
    /// File names of documents that are not taken from the base; likewise.
    #[serde(default, rename = "without")]
    _without: Vec<String>,
    /// Questions and their answers.
    #[serde(rename = "run")]
    pub(crate) runs: Vec<Run>,
}

impl Expectation {
    /// Reads the file of a scenario's folder.
    pub(crate) fn read(folder: &Path) -> Result<Self, String> {
        let path = folder.join("expect.toml");
        let text = fs::read_to_string(&path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
        let expectation: Self = toml::from_str(&text).map_err(|error| format!("`{}`: {error}", path.display()))?;
        if expectation.runs.is_empty() {
            return Err(format!("`{}` has no [[run]]", path.display()));
        }
        Ok(expectation)
    }
}

/// One question and its answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Run {
    /// The command; `diagnose` where left out.
    #[serde(default)]
    pub(crate) command: Command,
    /// Arguments after the folder.
    #[serde(default)]
    pub(crate) args: Vec<String>,
    /// Exit status.
    pub(crate) exit: i32,
    /// Verdict of the whole.
    pub(crate) verdict: Verdict,
    /// Texts that must each occur in a gap.
    #[serde(default)]
    pub(crate) gaps: Vec<String>,
    /// Texts that must each occur in a warning.
    #[serde(default)]
    pub(crate) warnings: Vec<String>,
    /// Whether permissions had a say: `checked`, `in_part` or `not_checked`.
    pub(crate) permissions: Option<String>,
    /// Texts that must each be said to people, wherever lines break.
    #[serde(default)]
    pub(crate) says: Vec<String>,
    /// Texts that must not be said to people.
    #[serde(default)]
    pub(crate) never_says: Vec<String>,
    /// Tasks or placements, in order, all of them.
    #[serde(default, rename = "task")]
    pub(crate) tasks: Vec<Task>,
    /// What the name of a trace means, in order, all of it.
    #[serde(rename = "answer")]
    pub(crate) answers: Option<Vec<Answer>>,
    /// Flows of a trace, in order, all of them.
    #[serde(rename = "flow")]
    pub(crate) flows: Option<Vec<Flow>>,
}

impl Run {
    /// Whether the expectation itself can be met: exit status as the verdict's, and something to compare.
    pub(crate) fn check(&self) -> Result<(), String> {
        let status = match self.verdict {
            Verdict::Delivered => 0,
            Verdict::Blocked | Verdict::Partial => 1,
            Verdict::Undetermined => 3,
        };
        if self.exit != status {
            return Err(format!("expect.toml: verdict `{}` has exit status {status}, not {}", self.verdict, self.exit));
        }
        match self.command {
            Command::Diagnose if self.tasks.is_empty() => Err("expect.toml: a diagnosis needs [[run.task]]".to_owned()),
            Command::Diagnose if self.flows.is_some() => {
                Err("expect.toml: flows of a diagnosis stand at its steps".to_owned())
            }
            Command::Trace if !self.tasks.is_empty() => Err("expect.toml: a trace has no tasks".to_owned()),
            _ => Ok(()),
        }
    }
}

/// A command of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Command {
    /// `hopwise diagnose`
    #[default]
    Diagnose,
    /// `hopwise trace`
    Trace,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Diagnose => "diagnose",
            Self::Trace => "trace",
        })
    }
}

/// A verdict of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    /// Everything arrives.
    Delivered,
    /// Nothing does.
    Blocked,
    /// Some does.
    Partial,
    /// Nobody can tell.
    Undetermined,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Delivered => "delivered",
            Self::Blocked => "blocked",
            Self::Partial => "partial",
            Self::Undetermined => "undetermined",
        })
    }
}

/// A task or a placement.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Task {
    pub(crate) subnet: Option<String>,
    pub(crate) verdict: Verdict,
    pub(crate) launch_type: Option<String>,
    pub(crate) platform_version: Option<String>,
    /// What AWS said, in order, all of it.
    #[serde(rename = "stopped_reason")]
    pub(crate) reasons: Option<Vec<Reason>>,
    /// What all steps share.
    #[serde(default)]
    pub(crate) every_step: Step,
    /// Steps, in order, all of them.
    #[serde(rename = "step")]
    pub(crate) steps: Option<Vec<Step>>,
}

/// What AWS said about a task.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    pub(crate) source: Option<String>,
    pub(crate) container: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) class: String,
    pub(crate) detail: Option<String>,
    pub(crate) step: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) address: Option<String>,
    /// What came of holding it against the network.
    pub(crate) finding: String,
    /// Whether they agree; not, where they cannot be compared.
    pub(crate) agrees: Option<bool>,
    /// The place in its file.
    pub(crate) pointer: Option<String>,
}

/// A step of a task's start.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    #[serde(rename = "step")]
    pub(crate) kind: Option<String>,
    pub(crate) service: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) port: Option<u16>,
    pub(crate) from: Option<String>,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) blocked_at: Option<BlockedAt>,
    /// What the host means, in order, all of it.
    #[serde(rename = "answer")]
    pub(crate) answers: Option<Vec<Answer>>,
    /// `name`, `packets` or `permission`.
    pub(crate) failed_at: Option<String>,
    /// The code of the cause.
    pub(crate) cause: Option<String>,
    /// How many remedies are proposed.
    pub(crate) plans: Option<usize>,
    /// Permissions that must be among the step's.
    #[serde(rename = "permission")]
    pub(crate) permissions: Option<Vec<Permission>>,
    #[serde(rename = "flow")]
    pub(crate) flows: Option<Vec<Flow>>,
}

impl Step {
    /// This step, with what all steps share where it says nothing itself.
    pub(crate) fn or(&self, every: &Self) -> Self {
        Self {
            kind: self.kind.clone().or_else(|| every.kind.clone()),
            service: self.service.clone().or_else(|| every.service.clone()),
            host: self.host.clone().or_else(|| every.host.clone()),
            port: self.port.or(every.port),
            from: self.from.clone().or_else(|| every.from.clone()),
            verdict: self.verdict.or(every.verdict),
            blocked_at: self.blocked_at.clone().or_else(|| every.blocked_at.clone()),
            answers: self.answers.clone().or_else(|| every.answers.clone()),
            cause: self.cause.clone().or_else(|| every.cause.clone()),
            plans: self.plans.or(every.plans),
            failed_at: self.failed_at.clone().or_else(|| every.failed_at.clone()),
            permissions: self.permissions.clone().or_else(|| every.permissions.clone()),
            flows: self.flows.clone().or_else(|| every.flows.clone()),
        }
    }
}

/// A permission: any part of what the contract has.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Permission {
    pub(crate) action: String,
    pub(crate) principal: Option<String>,
    pub(crate) resource: Option<String>,
    pub(crate) when: Option<String>,
    pub(crate) via: Option<String>,
    pub(crate) verdict: Option<String>,
    pub(crate) layer: Option<String>,
    pub(crate) statement: Option<String>,
}

/// A flow: one fate of some of the packets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Flow {
    pub(crate) verdict: Verdict,
    /// Ids of the hops there.
    pub(crate) forward: Option<Vec<String>>,
    /// Ids of the hops back.
    #[serde(rename = "return")]
    pub(crate) back: Option<Vec<String>>,
    pub(crate) destination: Option<Destination>,
    pub(crate) blocked_at: Option<BlockedAt>,
}

/// Where a flow goes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Destination {
    pub(crate) address: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) service: Option<String>,
    pub(crate) component: Option<String>,
    pub(crate) id: Option<String>,
}

/// What stops a flow.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BlockedAt {
    pub(crate) direction: Option<String>,
    pub(crate) component: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) hop: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) rule: Option<String>,
}

/// An answer of the resolver: what it is, and what decided last.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) kind: Option<String>,
    pub(crate) id: Option<String>,
    /// The kinds of what decided, in order, all of them.
    pub(crate) via: Option<Vec<String>>,
    /// The addresses, in order, all of them.
    pub(crate) addresses: Option<Vec<String>>,
}
