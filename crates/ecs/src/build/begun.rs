//! What a task itself shows of its start.

use hopwise_model::resource::Task;

use crate::stopped::{Class, FailedStep, ReasonSource, StoppedReason, decode};

/// The containers that ran: each that exited, and of which no error says that it was not even started, as it gets an exit code
/// then, too.
pub(super) fn containers_that_ran(task: &Task) -> Vec<String> {
    let ran = task.containers.iter().filter(|container| {
        let ended = |reason: &String| decode(reason).class == Class::Ended;
        container.exit_code.is_some() && container.reason.as_ref().is_none_or(ended)
    });
    ran.map(|container| container.name.clone()).collect()
}

/// Whether all images were pulled, as ECS says by the time when that was completed (ECS API reference, `Task.pullStoppedAt`). A
/// pull that fails, or is stopped with the task, is over, too: what stopped must be something that comes after it. Nor does it prove
/// anything of several containers: some of them may wait for others, and their images with them.
pub(super) fn has_pulled(task: &Task, reasons: &[StoppedReason]) -> bool {
    let is_only = task.containers.len() == 1;
    let own = || reasons.iter().filter(|own| !matches!(own.source, ReasonSource::ServiceEvent { .. }));
    let is_known = task.stopped_reason.is_none() || own().next().is_some();
    task.pulled_at.is_some() && is_only && is_known && own().all(comes_after_pulls)
}

/// Whether what a reason tells comes after all pulls.
fn comes_after_pulls(reason: &StoppedReason) -> bool {
    matches!(reason.decoded.step, Some(FailedStep::ContainerStart | FailedStep::Running | FailedStep::Logs))
}
