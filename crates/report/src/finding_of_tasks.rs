//! A finding of one task that stands for others with the same outcome: what helps each of them.

use crate::finding::{FindingReport, RemedyReport};
use crate::permission::PermissionReport;
use crate::remedy::PlanReport;
use crate::report::{StepReport, TaskReport};
use crate::step_notes::refusals;

impl FindingReport {
    /// The steps that it is about, of the task that it is of.
    pub fn steps_of<'t>(&self, task: &'t TaskReport) -> impl Iterator<Item = &'t StepReport> {
        self.steps.iter().filter_map(|step| task.steps.get(*step))
    }

    /// The alternatives that help each of some tasks with the same outcome, of which the first is the one that the finding is of; all
    /// of them where none helps each.
    #[must_use]
    pub fn alternatives(&self, tasks: &[&TaskReport]) -> Vec<&[RemedyReport]> {
        let helps = |task: &TaskReport, remedy: &RemedyReport| remedy.plan_like(tasks, task).is_some();
        let helps_all =
            |remedies: &&Vec<RemedyReport>| tasks.iter().all(|task| remedies.iter().all(|remedy| helps(task, remedy)));
        let mut found: Vec<&[RemedyReport]> = self.remedies.iter().filter(helps_all).map(Vec::as_slice).collect();
        if found.is_empty() {
            found = self.remedies.iter().map(Vec::as_slice).collect();
        }
        found
    }

    /// What would stop its steps before the task starts, once their packets arrive, each once.
    #[must_use]
    pub fn refusals<'t>(&self, task: &'t TaskReport) -> Vec<&'t PermissionReport> {
        refusals(&self.steps_of(task).collect::<Vec<_>>())
    }
}

impl RemedyReport {
    /// Its plan, of the task that its finding is of.
    #[must_use]
    pub fn of<'t>(&self, task: &'t TaskReport) -> Option<&'t PlanReport> {
        task.steps.get(*self.steps.first()?)?.plans.get(self.plan)
    }

    /// Its plan as another task has it, where the first of some tasks is the one that its finding is of.
    #[must_use]
    pub fn plan_like<'t>(&self, tasks: &[&'t TaskReport], task: &'t TaskReport) -> Option<&'t PlanReport> {
        let plan = self.of(tasks.first()?)?;
        task.steps.get(*self.steps.first()?)?.plan(&plan.changes)
    }

    /// Its plan, as each of some tasks has it that it helps; the first is the one that its finding is of.
    #[must_use]
    pub fn plans<'t>(&self, tasks: &[&'t TaskReport]) -> Vec<&'t PlanReport> {
        tasks.iter().filter_map(|task| self.plan_like(tasks, task)).collect()
    }
}
