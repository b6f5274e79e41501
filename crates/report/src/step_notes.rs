//! What steps tell besides their verdict: of endpoints that do not serve them, and of permissions.

use hopwise_engine::Verdict;

use crate::flow::EvidenceReport;
use crate::permission::PermissionReport;
use crate::report::{StepReport, TaskReport};
use crate::words;

impl TaskReport {
    /// The endpoints that are for the names of steps which arrive in another way, and that a setting which is off or empty keeps from
    /// answering: each reason once. Where a step stops, its cause tells.
    #[must_use]
    pub fn void_endpoints(&self) -> Vec<String> {
        let mut found: Vec<(&str, Vec<&str>, Vec<&str>)> = Vec::new();
        for step in self.steps.iter().filter(|step| step.verdict == Verdict::Delivered) {
            let passed = step.resolution.iter().flat_map(|resolution| &resolution.passed_over);
            for passed in passed.filter(|passed| words::is_void(passed.code)) {
                let index = found.iter().position(|(reason, ..)| *reason == passed.reason).unwrap_or_else(|| {
                    found.push((&passed.reason, Vec::new(), Vec::new()));
                    found.len() - 1
                });
                let Some((_, endpoints, steps)) = found.get_mut(index) else { continue };
                if !endpoints.contains(&passed.endpoint.as_str()) {
                    endpoints.push(&passed.endpoint);
                }
                if !steps.contains(&step.step) {
                    steps.push(step.step);
                }
            }
        }
        found.into_iter().map(|(reason, endpoints, steps)| words::void_endpoints(&endpoints, &steps, reason)).collect()
    }
}

impl StepReport {
    /// Where policies leave open whether the step is permitted before its task starts, each place once.
    #[must_use]
    pub fn open_permissions(&self) -> Vec<&EvidenceReport> {
        let open = self.permissions.iter().filter(|own| own.verdict == "unknown" && own.when == "before-start");
        let mut places: Vec<&EvidenceReport> = open.filter_map(|own| own.evidence.as_ref()).collect();
        places.dedup();
        places
    }
}

/// What would stop steps before their task starts, once their packets arrive, each once.
#[must_use]
pub(crate) fn refusals<'r>(steps: &[&'r StepReport]) -> Vec<&'r PermissionReport> {
    let mut found: Vec<&PermissionReport> = Vec::new();
    for step in steps.iter().filter(|step| step.failed_at != Some("permission")) {
        for own in step.permissions.iter().filter(|own| own.verdict == "denied" && own.when == "before-start") {
            if own.message.is_some() && found.iter().all(|other| other.message != own.message) {
                found.push(own);
            }
        }
    }
    found
}
