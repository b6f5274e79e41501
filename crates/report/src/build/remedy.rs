//! Causes and remedies.

use hopwise_explain::{Change, Plan, StepDiagnosis, conditions};
use hopwise_packet::PacketSet;

use super::Builder;
use crate::check::RulePlanReport;
use crate::remedy::{CauseReport, ElsewhereReport, PlanReport};
use crate::rule_result::RuleResult;
use crate::words::{self, Context, New, Next};

/// How many boxes of opened packets a plan lists.
const LISTED: usize = 4;

pub(super) fn cause(found: &StepDiagnosis) -> Option<CauseReport> {
    let (cause, asker) = (found.cause.as_ref()?, words::asker(found.step.from));
    let (code, message) = words::cause(cause, asker);
    Some(CauseReport { code, message })
}

impl Builder<'_> {
    /// What to change so that packets arrive no more, which somebody tried: with what becomes of the rule, with what is let
    /// through no more, and with what else stops.
    #[must_use]
    pub fn closing(
        &self,
        changes: &[Change],
        result: RuleResult,
        closes: &PacketSet,
        also_stops: Vec<String>,
    ) -> RulePlanReport {
        let new = New::of(changes);
        let context = Context { design: self.design, inventory: self.inventory, new: &new, next: Next::default() };
        let conditions = conditions(changes, self.inventory);
        let changes = changes.iter().zip(conditions).map(|(own, conditions)| words::change(own, &conditions, context));
        let closes = closes.boxes();
        let mut plan = RulePlanReport {
            changes: words::in_one_call(changes.collect()),
            result,
            more_closes: closes.len().saturating_sub(LISTED),
            closes: closes.iter().take(LISTED).map(|packets| words::opens(packets, &self.known)).collect(),
            also_stops,
        };
        self.changes_in_regions(&mut plan.changes);
        plan
    }

    pub(super) fn plan(&self, plan: &Plan, next: Next<'_>) -> PlanReport {
        let new = New::of(&plan.changes);
        let context = Context { design: self.design, inventory: self.inventory, new: &new, next };
        let proof = &plan.proof;
        PlanReport {
            changes: words::in_one_call(
                (plan.changes.iter().zip(conditions(&plan.changes, self.inventory)))
                    .map(|(change, conditions)| words::change(change, &conditions, context))
                    .collect(),
            ),
            verdict: proof.verdict,
            more_opens: (proof.among.len() + proof.opens.len()).saturating_sub(LISTED),
            opens: (proof.among.iter().map(words::among))
                .chain(proof.opens.iter().map(|packets| words::opens(packets, &self.known)))
                .take(LISTED)
                .collect(),
            still: proof.still.as_ref().map(|block| self.block(block)).or_else(|| self.still_denied(&proof.denied)),
            elsewhere: (proof.elsewhere.iter())
                .map(|other| ElsewhereReport { subnet: other.subnet.to_string(), blocked_at: self.block(&other.block) })
                .collect(),
        }
    }
}
