//! What must hold of each flow, and whether it does.

use std::ops::RangeInclusive;

use hopwise_engine::{Answer, AnswerKind, End, Flow, Reach, Trace, Verdict};
use hopwise_model::{DocumentKind, Gap, Leg};

use super::through::Through;
use crate::question::SourcePorts;

/// What must hold of each flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// It arrives, and its answer comes back.
    Reaches,
    /// It does not arrive.
    NeverReaches,
    /// It does not arrive but by one of some components.
    OnlyVia(Through),
}

impl Goal {
    pub(crate) fn words(&self, from: &str, to: &str, ports: &str) -> String {
        match self {
            Self::Reaches => format!("{from} reaches {to} on {ports}"),
            Self::NeverReaches => format!("{from} never reaches {to} on {ports}"),
            Self::OnlyVia(via) => format!("{from} reaches {to} on {ports} only via {}", via.words()),
        }
    }

    /// Why a packet that breaks it is no proof, if it is not.
    pub(super) fn doubt(&self) -> Option<String> {
        match self {
            Self::Reaches | Self::NeverReaches => None,
            Self::OnlyVia(via) => via.doubt(),
        }
    }

    /// The ports that packets leave from.
    pub(super) fn source_ports(&self, own: &SourcePorts) -> RangeInclusive<u16> {
        // Whoever means harm binds to any port.
        if *self == Self::Reaches { own.any() } else { 0..=u16::MAX }
    }

    /// Whether it holds of all packets of an answer; `None` where that is not known. `named` says whether a name was
    /// asked for.
    pub(super) fn holds(&self, reach: &Reach, named: bool) -> Option<bool> {
        match (self, reach.verdict) {
            (Self::Reaches, Verdict::Delivered) => Some(true),
            (Self::Reaches, Verdict::Undetermined) => None,
            (Self::Reaches, Verdict::Blocked | Verdict::Partial) => Some(false),
            _ if named => self.holds_of_name(reach),
            _ => all_of(reach.traces.iter().map(|(_, trace)| self.holds_of_all(trace))),
        }
    }

    /// Whether it holds of a flow: it stops on its way there, or passes what it must.
    pub(super) fn holds_of(&self, flow: &Flow) -> Option<bool> {
        let stopped = match &flow.end {
            End::Undetermined { .. } => return None,
            End::Delivered => false,
            End::Blocked(block) => block.leg == Leg::Forward,
        };
        let holds = match self {
            Self::Reaches => flow.end == End::Delivered,
            Self::NeverReaches => stopped,
            Self::OnlyVia(via) => stopped || via.is_passed_by(flow),
        };
        // Whose replies are stopped in any case may not have arrived.
        (holds || *self == Self::Reaches || flow.open.is_none()).then_some(holds)
    }

    /// Packets to addresses that are known.
    fn holds_of_all(&self, trace: &Trace) -> Option<bool> {
        all_of(trace.flows.iter().map(|flow| self.holds_of(flow)))
    }

    /// Packets to whatever a name means: where that may be several things, it holds where it does of each.
    fn holds_of_name(&self, reach: &Reach) -> Option<bool> {
        let answers: Vec<Option<bool>> =
            reach.traces.iter().map(|(answer, trace)| self.holds_of_answer(answer, trace)).collect();
        // A name that means nothing is asked for in vain.
        let nothing = |answer: &Answer| matches!(answer.kind, AnswerKind::Nothing(_));
        if reach.resolution.gap.is_none() && reach.resolution.answers.iter().all(nothing) {
            return (!reach.resolution.answers.is_empty()).then_some(true);
        }
        let anything = |(answer, _): &(Answer, Trace)| answer.kind == AnswerKind::Anything;
        let first = answers.first().copied().flatten()?;
        let agree = answers.iter().all(|own| *own == Some(first));
        let is_open = reach.resolution.gap.is_some() && !(first && reach.traces.iter().any(anything));
        (agree && !is_open).then_some(first)
    }

    fn holds_of_answer(&self, answer: &Answer, trace: &Trace) -> Option<bool> {
        let is_about_addresses = |gap: &Gap| {
            matches!(
                gap,
                Gap::ServiceAddresses { .. } | Gap::MissingDocument { document: DocumentKind::PrefixLists, .. }
            )
        };
        if answer.gap.as_ref().is_some_and(|gap| !is_about_addresses(gap)) {
            return None;
        }
        match answer.kind {
            AnswerKind::Nothing(_) => Some(true),
            AnswerKind::Anything | AnswerKind::Dns64 => self.holds_of_all(trace).filter(|holds| *holds),
            // Some of these addresses are meant, and it is not known which.
            AnswerKind::Public | AnswerKind::Published(_) => {
                let mut flows = trace.flows.iter().map(|flow| self.holds_of(flow));
                let first = flows.next().flatten()?;
                flows.all(|own| own == Some(first)).then_some(first)
            }
            AnswerKind::Literal
            | AnswerKind::Endpoint(_)
            | AnswerKind::PrefixList(_)
            | AnswerKind::MountTarget(_)
            | AnswerKind::Record(_) => self.holds_of_all(trace),
        }
    }
}

/// What is so where each of some must be: none of nothing.
fn all_of(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let parts: Vec<Option<bool>> = parts.collect();
    match (parts.contains(&Some(false)), parts.contains(&None), parts.is_empty()) {
        (true, _, _) => Some(false),
        (false, true, _) | (_, _, true) => None,
        (false, false, false) => Some(true),
    }
}
