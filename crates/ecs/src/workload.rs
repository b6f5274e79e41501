//! A workload: a task, a service or a supposed placement, with its places and steps.

use std::ops::RangeInclusive;

use hopwise_model::{AccountId, Evidence, Region};

use crate::access::ExecutionRole;
use crate::placement::Placement;
use crate::platform::{Caller, OperatingSystem, Platform};
use crate::problem::{Problem, ProblemKind, Remark, Unfamiliar};
use crate::step::{Step, StepKind};
use crate::stopped::StoppedReason;

/// What a workload is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A task of the snapshot.
    Task {
        /// Its ARN.
        arn: String,
    },
    /// A service of the snapshot: its next task.
    Service {
        /// Its ARN.
        arn: String,
        /// Its name.
        name: String,
    },
    /// A placement that does not exist yet.
    Hypothetical,
}

impl Subject {
    /// The ARN of a task.
    #[must_use]
    pub fn task(&self) -> Option<&str> {
        match self {
            Self::Task { arn } => Some(arn),
            Self::Service { .. } | Self::Hypothetical => None,
        }
    }
}

/// Something that ECS starts, or would start: where, and what it must reach for that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// What it is.
    pub subject: Subject,
    /// The name of the service it belongs to, or is.
    pub service: Option<String>,
    /// The name of its cluster.
    pub cluster: Option<String>,
    /// Its Region, where known.
    pub region: Option<Region>,
    /// Its account, where known; for a placement from flags the owner of the subnet.
    pub account: Option<AccountId>,
    /// The role in which ECS pulls its images and fetches its secrets.
    pub execution_role: ExecutionRole,
    /// The role in which its containers ask, and in which file systems are mounted that ask for a role.
    pub task_role: ExecutionRole,
    /// What it runs on.
    pub platform: Platform,
    /// Where it is, or may be put. A task has one; a service one for each subnet of its network configuration, or on
    /// EC2 one for each known instance of its cluster. Empty where nothing is known, beside a problem that says so.
    pub placements: Vec<Placement>,
    /// Of a service: the ARNs of the tasks of the snapshot that are as its next one will be, wherever they are.
    pub current: Vec<String>,
    /// Of a service: where its next task may be put, too, and one of the `current` tasks is.
    pub taken: Vec<Placement>,
    /// Where its service puts other tasks, on Fargate: its subnets that are none of these. Nothing is asked from there.
    pub others: Vec<Placement>,
    /// What must be reached before it runs, ordered by kind, then host, then port.
    pub steps: Vec<Step>,
    /// `lastStatus` of a task.
    pub last_status: Option<String>,
    /// `stopCode` of a task.
    pub stop_code: Option<String>,
    /// Whether ECS reports of a task that it runs, or ran: all that its start needed worked then.
    pub has_started: bool,
    /// The containers of a task that ran, by their exit codes: all that their start needed worked then.
    pub ran: Vec<String>,
    /// Whether ECS reports that the images of a task were pulled.
    pub has_pulled: bool,
    /// What the document of a task does not say of its start: that it failed is not known then.
    pub missing_members: Vec<Problem>,
    /// Why a task stopped, in AWS's words.
    pub stopped_reason: Option<String>,
    /// Why a start failed, as AWS reports it, decoded: `stoppedReason`, then containers' reasons; of a service, and of
    /// a task that has none of its own and does not run, the service's events, the newest of each kind.
    pub reasons: Vec<StoppedReason>,
    /// What could not be known. The verdict can be no better than undetermined if there is any.
    pub problems: Vec<Problem>,
    /// What to know besides.
    pub remarks: Vec<Remark>,
    /// Where it was read.
    pub evidence: Evidence,
}

impl Workload {
    /// Whether some step leaves from the task's own interface.
    pub(crate) fn asks_itself(&self) -> bool {
        self.steps.iter().any(|step| step.from == Caller::Task)
    }

    /// Whether tasks show each place of a service's next task.
    #[must_use]
    pub fn is_covered_by_tasks(&self) -> bool {
        self.placements.is_empty() && !self.taken.is_empty()
    }

    /// Parts the places of a service's next task into those where `tasks` are, which are as it will be, and others. Its events are
    /// for the tasks to be held against.
    pub(crate) fn take_places(&mut self, tasks: &[&Self]) {
        let asks_itself = self.asks_itself();
        let is_taken = |own: &Placement| {
            let mut places = tasks.iter().flat_map(|task| &task.placements);
            places.any(|place| place.is_alike(own, asks_itself))
        };
        (self.taken, self.placements) = std::mem::take(&mut self.placements).into_iter().partition(is_taken);
        self.current = tasks.iter().filter_map(|task| task.subject.task().map(str::to_owned)).collect();
        self.reasons.clear();
    }

    /// Whether [`Step::from`] is known to be who asks. It is a mere supposition where the launch type is not known, on
    /// managed instances that give the task an interface, and where a platform version that cannot be read may be one of those at
    /// which an interface of AWS's own fetches registry tokens, secrets and parameters.
    #[must_use]
    pub fn knows_caller(&self, step: &Step) -> bool {
        self.other_caller(step).is_none()
    }

    /// The ports that its clients have besides if they are of the other operating system, where it is not known which they are.
    #[must_use]
    pub fn other_ports(&self) -> Option<RangeInclusive<u16>> {
        (!self.platform.system_is_told).then(|| match self.platform.operating_system {
            OperatingSystem::Linux => OperatingSystem::Windows.ephemeral_ports(),
            OperatingSystem::Windows => OperatingSystem::Linux.ephemeral_ports(),
        })
    }

    /// Who else may ask, where it is not known to be [`Step::from`].
    #[must_use]
    pub fn other_caller(&self, step: &Step) -> Option<Caller> {
        let other = if step.from == Caller::Task { Caller::Host } else { Caller::Task };
        self.problems.iter().find_map(|problem| match problem.kind {
            ProblemKind::LaunchTypeUnknown { .. } | ProblemKind::CallerUndocumented => Some(other),
            ProblemKind::Unfamiliar { what: Unfamiliar::NetworkMode(_), .. } => {
                (step.kind == StepKind::FileSystem).then_some(other)
            }
            ProblemKind::OperatingSystemContradicted if is_early(step) => match step.from {
                Caller::Task => Some(Caller::Fargate),
                Caller::Fargate => Some(Caller::Task),
                Caller::Host => None,
            },
            ProblemKind::PlatformVersion(_) => {
                let early = is_early(step);
                (early && self.platform.operating_system == OperatingSystem::Linux).then_some(Caller::Fargate)
            }
            _ => None,
        })
    }
}

/// Whether an interface of AWS's own takes the step on older platforms of Fargate with Linux.
const fn is_early(step: &Step) -> bool {
    matches!(step.kind, StepKind::RegistryAuth | StepKind::Secrets | StepKind::Parameters)
}
