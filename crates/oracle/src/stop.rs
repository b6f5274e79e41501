//! Why a packet goes no further, and the check that says so.

use std::sync::Arc;

use hopwise_model::resource::Direction;
use hopwise_model::{Code, Component, Evidence, Gap, Rule};

use crate::answer::{Check, Hop};

/// Why a leg ends before its arrival.
#[derive(Debug)]
pub(crate) enum Stop {
    Blocked(Check, Code),
    /// What becomes of the packet is not known, but any answer to it would be stopped: after these hops, by this check.
    Unanswered(Vec<Hop>, Check, Code),
    Unknown(Gap),
}

impl Stop {
    /// A stop by a thing and not by a rule; `evidence` is where the reason was read, none for what no document holds.
    pub(crate) fn blocked<'a>(
        component: Component,
        id: &(impl AsRef<str> + ?Sized),
        code: Code,
        evidence: impl Into<Option<&'a Evidence>>,
    ) -> Self {
        Self::Blocked(Check::of(component, id.as_ref(), false, Vec::new(), evidence.into()), code)
    }
}

impl Check {
    pub(crate) fn of(component: Component, id: &str, passes: bool, rules: Vec<Rule>, at: Option<&Evidence>) -> Self {
        Self { component, ids: vec![id.to_owned()], direction: None, passes, rules, evidence: at.cloned() }
    }

    pub(crate) fn in_direction(self, direction: Direction) -> Self {
        Self { direction: Some(direction), ..self }
    }
}

impl From<Gap> for Stop {
    fn from(gap: Gap) -> Self {
        Self::Unknown(gap)
    }
}

/// The gap of a [`Reference`](hopwise_model::design::Reference).
impl From<Arc<Gap>> for Stop {
    fn from(gap: Arc<Gap>) -> Self {
        Self::Unknown(gap.into())
    }
}

impl From<&Arc<Gap>> for Stop {
    fn from(gap: &Arc<Gap>) -> Self {
        Self::Unknown(gap.into())
    }
}
