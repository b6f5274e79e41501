//! What was found out about tasks.

use std::borrow::Cow;

use hopwise_ecs::{Decides, Placement, Problem, Step, StepKind, Workload};
use hopwise_engine::{Block, Inquiry, Reach, Verdict};
use hopwise_model::design::Design;
use hopwise_model::{FailedCall, Gap};

use crate::cause::{Case, Cause};
use crate::hint::Hint;
use crate::permission::finding::{Denial, Permission};
use crate::plan::Plan;
use crate::stopped_reason::finding::ComparedReason;

/// What was found out about every placement of every workload that was asked about.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// One entry for each task, and for each place where a service's next task may go.
    pub placements: Vec<PlacementDiagnosis>,
    /// Calls that failed and would have told of more tasks or services that are asked about. Nothing is known of those.
    pub unlisted: Vec<FailedCall>,
    /// How many networks were tried to find out what to change: what the search costs.
    pub tried: usize,
}

impl Diagnosis {
    /// The verdict on all of them: no better than undetermined where there may be others.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let found = Verdict::of_alternatives(self.placements.iter().map(|placement| placement.verdict));
        if self.unlisted.is_empty() { found } else { found.max(Verdict::Undetermined) }
    }
}

/// For who takes one that is given away as well as one that is shown.
impl<'d> From<&'d Diagnosis> for Cow<'d, Diagnosis> {
    fn from(diagnosis: &'d Diagnosis) -> Self {
        Self::Borrowed(diagnosis)
    }
}

impl From<Diagnosis> for Cow<'_, Diagnosis> {
    fn from(diagnosis: Diagnosis) -> Self {
        Self::Owned(diagnosis)
    }
}

/// What was found out about one placement of a workload.
#[derive(Clone, Debug)]
pub struct PlacementDiagnosis {
    /// The workload.
    pub workload: Workload,
    /// The placement; none where it is not known, which a problem of the workload explains.
    pub placement: Option<Placement>,
    /// The verdict: that of the worst step as far as it counts for the start, and no better than undetermined where something
    /// is not known.
    pub verdict: Verdict,
    /// The steps, in the workload's order.
    pub steps: Vec<StepDiagnosis>,
    /// What to change to unblock every step at once, as far as there are remedies; the proof's verdict is that of the
    /// worst step with these changes made. None where no step has a remedy.
    pub plan: Option<Plan>,
    /// What is not known about the whole placement.
    pub unknowns: Vec<Unknown>,
    /// The stopped reasons that AWS reports of the workload, compared with this placement.
    pub stopped_reasons: Vec<ComparedReason>,
}

/// What was found out about one step.
#[derive(Clone, Debug)]
pub struct StepDiagnosis {
    /// The step.
    pub step: Step,
    /// The verdict: that on the packets, and on what they carry where they arrive.
    pub verdict: Verdict,
    /// What was asked of the engine; none where an interface of AWS's own asks, or where the asker is not known.
    pub inquiry: Option<Inquiry>,
    /// The engine's answer.
    pub reach: Option<Reach>,
    /// What blocks packets, if anything does.
    pub block: Option<Block>,
    /// The root cause of that block.
    pub cause: Option<Cause>,
    /// What to know about the cause, in a fixed order.
    pub hints: Vec<Hint>,
    /// What to change: at most three alternatives, each tried, the narrowest first.
    pub plans: Vec<Plan>,
    /// What must be allowed, and whether it is.
    pub permissions: Vec<Permission>,
    /// The first permission for want of which the task does not start. Where packets stop as well, they come first.
    pub denial: Option<Box<Denial>>,
    /// What is not known.
    pub gaps: Vec<Gap>,
}

impl PlacementDiagnosis {
    /// The verdict that these steps give a workload.
    pub(crate) fn verdict_of(steps: &[StepDiagnosis], known: bool) -> Verdict {
        let worst = steps.iter().map(StepDiagnosis::counts).max().unwrap_or(Verdict::Undetermined);
        if known { worst } else { worst.max(Verdict::Undetermined) }
    }
}

impl StepDiagnosis {
    /// What the step's verdict comes to for the start of the task: nothing where only containers need it that the task is
    /// assumed to start without, and undetermined at worst where that is not known.
    #[must_use]
    pub fn counts(&self) -> Verdict {
        match self.step.decides {
            Decides::Start => self.verdict,
            Decides::Unconfirmed => self.verdict.min(Verdict::Undetermined),
            Decides::Container => Verdict::Delivered,
        }
    }

    /// Whether an interface of AWS's own asks, outside the VPC: nothing was walked, and nothing of the network matters.
    pub(crate) fn is_off_vpc(&self) -> bool {
        self.inquiry.is_none() && self.verdict == Verdict::Delivered
    }

    /// What blocks, where the verdict says that something does.
    pub(crate) fn stopped_by(&self) -> Option<&Block> {
        self.block.as_ref().filter(|_| self.verdict >= Verdict::Partial)
    }

    /// What there is to explain, if anything blocks.
    pub(crate) fn case<'a>(&'a self, design: &'a Design, workload: &'a Workload) -> Option<Case<'a>> {
        let (inquiry, reach, block) = (self.inquiry.as_ref()?, self.reach.as_ref()?, self.block.as_ref()?);
        Some(Case { design, workload, step: &self.step, inquiry, reach, block })
    }
}

/// Something that is not known.
#[derive(Clone, Debug, PartialEq)]
pub enum Unknown {
    /// About the network.
    Gap(Gap),
    /// About the workload.
    Problem(Problem),
    /// AWS's own words contradict the snapshot: which of the two holds now.
    Contradicted,
    /// The task runs, or ran, and the snapshot stops what it needed for that: which of the two holds now.
    Started,
    /// What a container of the task that ran, or the pull of its images, shows to have worked, and the snapshot stops: likewise.
    Done(Vec<StepKind>),
}
