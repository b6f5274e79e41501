//! What a host name means.

use hopwise_engine::Resolution;

use super::Builder;
use crate::resolution::{AnswerReport, PassedOverReport, ResolutionReport};
use crate::words;

/// How many blocks of addresses an answer lists.
const LISTED: usize = 8;

impl Builder<'_> {
    pub(super) fn resolution(&self, resolution: &Resolution) -> ResolutionReport {
        let answers = resolution.answers.iter().map(|answer| {
            let (kind, id) = words::answer_kind(self.design, &answer.kind);
            let (addresses, more_addresses) = words::some_nets(&answer.addresses, LISTED);
            AnswerReport { kind, id, addresses, more_addresses }
        });
        let passed_over = resolution.passed_over.iter().map(|passed| {
            let (code, reason) = words::passed_over(&passed.reason);
            let endpoint = self.design.vpc_endpoints.get(passed.endpoint).record.id.to_string();
            PassedOverReport { endpoint, code, reason }
        });
        ResolutionReport { answers: answers.collect(), passed_over: passed_over.collect() }
    }
}
