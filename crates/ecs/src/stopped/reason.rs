//! The stopped reasons of a task or service of the snapshot, and the events of a service.

use hopwise_model::Evidence;
use hopwise_model::resource::{Service, Task};

use super::{Class, Decoded, decode, stop_code};
use crate::build::within;

/// A reason that AWS reports, where, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoppedReason {
    /// Where AWS reports it.
    pub source: ReasonSource,
    /// The text, as AWS wrote it. It may hold secrets: see [`super::redact`].
    pub text: String,
    /// What it means.
    pub decoded: Decoded,
    /// Where it was read.
    pub evidence: Evidence,
}

/// Where AWS reports a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReasonSource {
    /// `stoppedReason` of a task.
    Task,
    /// `reason` of a task's container.
    Container {
        /// The container's name.
        name: String,
    },
    /// An event of the service. It is about a task of the service, not necessarily about the one that is looked at.
    ServiceEvent {
        /// When, as printed.
        created_at: Option<String>,
    },
}

/// How many different events of a service are of use.
const EVENTS: usize = 3;

/// Why a task stopped. A task that has not stopped has no reasons; while it does not run, its service's events may tell
/// why others did not.
pub(crate) fn of_task(task: &Task, service: Option<&Service>) -> Vec<StoppedReason> {
    let own = task.stopped_reason.iter().map(|text| {
        let mut decoded = decode(text);
        if decoded.class == Class::Unknown && task.stop_code.as_deref().is_some_and(stop_code::is_end) {
            decoded.class = Class::Ended;
        }
        let evidence = within(&task.evidence, "stoppedReason");
        StoppedReason { source: ReasonSource::Task, text: text.clone(), decoded, evidence }
    });
    let containers = task.containers.iter().enumerate().filter_map(|(index, container)| {
        let text = container.reason.as_ref()?;
        let source = ReasonSource::Container { name: container.name.clone() };
        let evidence = within(&task.evidence, &format!("containers/{index}/reason"));
        Some(StoppedReason { source, text: text.clone(), decoded: decode(text), evidence })
    });
    let mut reasons: Vec<StoppedReason> = Vec::new();
    for reason in own.chain(containers) {
        if !reasons.iter().any(|other| says_the_same(&other.text, &reason.text)) {
            reasons.push(reason);
        }
    }
    if reasons.len() > 1 {
        // "Task failed to start" only announces what the containers' reasons say.
        let silent = |reason: &StoppedReason| matches!(reason.decoded.class, Class::NoCause | Class::Unknown);
        if !reasons.iter().all(silent) {
            reasons.retain(|reason| reason.decoded.class != Class::NoCause);
        }
    }
    let running = task.last_status.as_deref() == Some("RUNNING");
    match service {
        Some(service) if reasons.is_empty() && !running => of_service(service),
        _ => reasons,
    }
}

/// What a service's events say about starts that failed: the newest of each kind.
pub(crate) fn of_service(service: &Service) -> Vec<StoppedReason> {
    let mut reasons: Vec<StoppedReason> = Vec::new();
    for event in &service.events {
        let decoded = decode(&event.message);
        let silent = match decoded.class {
            Class::Ended | Class::NoCause => true,
            // An error that is not known is one nevertheless.
            Class::Unknown => decoded.error.is_none(),
            _ => false,
        };
        if silent {
            continue;
        }
        let key = |decoded: &Decoded| (decoded.class, decoded.step, decoded.facts.host.clone(), decoded.facts.address);
        if reasons.iter().any(|other| key(&other.decoded) == key(&decoded)) {
            continue;
        }
        let source = ReasonSource::ServiceEvent { created_at: event.created_at.clone() };
        let (text, evidence) = (event.message.clone(), event.evidence.clone());
        reasons.push(StoppedReason { source, text, decoded, evidence });
        if reasons.len() == EVENTS {
            break;
        }
    }
    reasons
}

/// Whether one text is the other, or its beginning: `reason` is cut off where `stoppedReason` may not be.
fn says_the_same(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}
