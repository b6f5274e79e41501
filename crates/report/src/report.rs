//! The report: everything that any format shows.

use std::net::IpAddr;

use hopwise_engine::Verdict;
use serde::Serialize;

use crate::finding::{FindingReport, OutcomeReport};
use crate::flow::{BlockedAt, CheckReport, FlowReport, WitnessReport, as_text};
use crate::gap::GapReport;
use crate::permission::PermissionReport;
use crate::reason::StoppedReasonReport;
use crate::remedy::{CauseReport, ChangeReport, PlanReport};
use crate::resolution::ResolutionReport;
use crate::words;

/// The version of the JSON contract. It only ever grows.
pub const SCHEMA_VERSION: u32 = 1;

/// The answer to one question of the command line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// `diagnose` or `trace`.
    pub command: &'static str,
    /// The verdict on everything that was asked.
    #[serde(serialize_with = "as_text")]
    pub verdict: Verdict,
    /// What was found.
    #[serde(flatten)]
    pub body: Body,
    /// What the verdict takes for granted, in words.
    pub assumptions: Vec<String>,
    /// What is not known, each once.
    pub gaps: Vec<GapReport>,
    /// What looks odd in the input.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// The steps of all tasks, in order; none of a trace.
    pub fn steps(&self) -> impl Iterator<Item = &StepReport> {
        let tasks = match &self.body {
            Body::Diagnosis(body) => body.tasks.as_slice(),
            Body::Trace(_) => &[],
        };
        tasks.iter().flat_map(|task| &task.steps)
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Body {
    /// About tasks.
    Diagnosis(DiagnosisReport),
    /// About one flow.
    Trace(Box<TraceReport>),
}

/// What was found about tasks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DiagnosisReport {
    /// One entry for each task, and for each place where a service's next task may go.
    pub tasks: Vec<TaskReport>,
    /// The tasks with the same outcome, each in one entry, in the order of the first of each.
    pub outcomes: Vec<OutcomeReport>,
    /// Whether permissions had a say: `checked`; `in_part` where the snapshot has nothing of a role that some step needs; or
    /// `not_checked` where it has nothing of any, so that verdicts are about packets, and endpoint policies, only; none where
    /// no step needs a permission.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<&'static str>,
    /// Why there may be tasks and services besides; these are among the gaps too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unlisted: Vec<GapReport>,
}

/// What was found about one flow.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TraceReport {
    /// Who asks, as the user named it.
    pub from: String,
    /// Who is asked, as the user named it.
    pub to: String,
    /// What the name means, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<ResolutionReport>,
    /// What blocks, or the first part of it; null where nothing does.
    pub blocked_at: Option<BlockedAt>,
    /// One packet that shows the verdict; for `partial` one that is not blocked.
    pub witness: Option<WitnessReport>,
    /// For `partial`, a packet that is blocked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_witness: Option<WitnessReport>,
    /// The flows: disjoint, complete, worst first.
    pub flows: Vec<FlowReport>,
    /// What to change where a TCP flow from an interface is blocked: alternatives, the narrowest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<PlanReport>,
}

/// What was found about one placement of a task or service.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TaskReport {
    /// The task's ARN; null for a service without tasks and for a placement from flags.
    pub task: Option<String>,
    /// The service's name.
    pub service: Option<String>,
    /// The cluster's name.
    pub cluster: Option<String>,
    /// The launch type, such as `FARGATE`; null where it is not known.
    pub launch_type: Option<&'static str>,
    /// The version of the Fargate platform.
    pub platform_version: Option<String>,
    /// `lastStatus`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_status: Option<String>,
    /// Why it stopped, in AWS's words, without what may be secret in their URLs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_reason: Option<String>,
    /// What AWS said about a start that failed, decoded and held against the simulation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stopped_reasons: Vec<StoppedReasonReport>,
    /// Where it is or would be; null where that is not known.
    pub placement: Option<PlacementReport>,
    /// The verdict.
    #[serde(serialize_with = "as_text")]
    pub verdict: Verdict,
    /// The steps, in order.
    pub steps: Vec<StepReport>,
    /// The steps that do not reach their destinations, each in one entry, in the order of the first of each.
    pub findings: Vec<FindingReport>,
    /// What does not count for the verdict: steps that only containers need that are not essential.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<String>,
    /// What is not known about the task as a whole.
    pub gaps: Vec<GapReport>,
    /// What to know besides.
    pub remarks: Vec<String>,
}

impl TaskReport {
    /// Whether it runs, or ran, though the snapshot stops what its start needed.
    #[must_use]
    pub fn has_started_though_blocked(&self) -> bool {
        self.gaps.iter().any(|gap| gap.code == words::STARTED)
    }

    /// Whether steps of it were done, though the snapshot stops them.
    #[must_use]
    pub fn has_begun_though_blocked(&self) -> bool {
        self.gaps.iter().any(|gap| gap.code == words::DONE)
    }

    /// What says that the service starts no tasks any more, where that is so.
    #[must_use]
    pub fn ended(&self) -> Option<&GapReport> {
        self.gaps.iter().find(|gap| gap.code == words::SERVICE_ENDED)
    }

    /// Whether AWS's own words contradict the snapshot.
    #[must_use]
    pub fn is_contradicted(&self) -> bool {
        self.stopped_reasons.iter().any(|reason| reason.agrees == Some(false))
    }
}

/// Where a task is or would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlacementReport {
    /// The subnet.
    pub subnet: String,
    /// The subnet's `Name` tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_name: Option<String>,
    /// The security groups.
    pub security_groups: Vec<String>,
    /// The interface; null where it does not exist, or is not in the snapshot.
    pub network_interface: Option<String>,
    /// Whether an interface that is null may exist all the same: the snapshot does not hold all of them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub network_interface_unread: bool,
    /// The private address, where known.
    pub private_ip: Option<IpAddr>,
    /// The public address; null where there is none, or where it is not known which one it gets.
    pub public_ip: Option<IpAddr>,
    /// Whether a placement without interface gets a public address; absent where there is an interface, null where it
    /// is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assign_public_ip: Option<Option<bool>>,
    /// The instance that runs the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<HostReport>,
}

/// The instance that runs a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HostReport {
    /// The instance.
    pub instance: String,
    /// Its primary interface.
    pub network_interface: String,
    /// Its subnet, where known.
    pub subnet: Option<String>,
}

/// What was found about one step of a task's start.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepReport {
    /// The kind of step, such as `registry-auth`.
    pub step: &'static str,
    /// The service asked.
    pub service: String,
    /// The host asked.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// Who asks: `task`, `host` or `fargate`.
    pub from: &'static str,
    /// The verdict.
    #[serde(serialize_with = "as_text")]
    pub verdict: Verdict,
    /// Why the step is needed.
    pub needs: Vec<NeedReport>,
    /// Whether the start of the task stands or falls with it: `container` where only containers need it that are not
    /// essential, `unconfirmed` where AWS does not say whether the task then starts; absent where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decides: Option<&'static str>,
    /// What limits the answer, in words.
    pub note: Option<&'static str>,
    /// What the host's name means; null where nobody in the VPC asks.
    pub resolution: Option<ResolutionReport>,
    /// What blocks, or the first part of it; null where nothing does.
    pub blocked_at: Option<BlockedAt>,
    /// The root cause of that block; null where nothing blocks.
    pub cause: Option<CauseReport>,
    /// What to know before acting on it.
    pub hints: Vec<String>,
    /// What to change: alternatives, the narrowest first.
    pub plans: Vec<PlanReport>,
    /// What security groups and network ACLs behind the block decide today about packets that the first plan lets through it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub behind: Vec<CheckReport>,
    /// For `partial`, a packet that is blocked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_witness: Option<WitnessReport>,
    /// The flows: disjoint, complete, worst first.
    pub flows: Vec<FlowReport>,
    /// What must be allowed, and whether it is, as far as the snapshot shows.
    pub permissions: Vec<PermissionReport>,
    /// What fails first: `name`, `packets` or `permission`; absent where nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<&'static str>,
    /// What is not known.
    pub gaps: Vec<GapReport>,
}

impl StepReport {
    /// The first flow that is not delivered: blocked where the step is blocked or partial.
    #[must_use]
    pub fn first_stopped(&self) -> Option<&FlowReport> {
        let wanted = match self.verdict {
            Verdict::Undetermined => Verdict::Undetermined,
            Verdict::Delivered | Verdict::Partial | Verdict::Blocked => Verdict::Blocked,
        };
        self.flows.iter().find(|flow| flow.verdict == wanted)
    }

    /// The plan with these changes, if it is one of them.
    pub(crate) fn plan(&self, changes: &[ChangeReport]) -> Option<&PlanReport> {
        self.plans.iter().find(|plan| plan.changes == changes)
    }
}

/// Why a step is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NeedReport {
    /// The container.
    pub container: Option<String>,
    /// Whether the task does not start without that container; absent where it does not.
    #[serde(skip_serializing_if = "is_true")]
    pub essential: bool,
    /// What needs it, such as `image`.
    pub reason: &'static str,
    /// The image, secret or file, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// Whether a member is left out that is mostly true.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_true(value: &bool) -> bool {
    *value
}

/// Something odd in the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// What it is, as a fragment.
    pub message: String,
    /// The file it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}
