//! Single decisions, of which an account is drawn.

use std::ops::RangeInclusive;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Reason, TestRunner};

/// Where decisions come from.
pub(super) struct Draw<'r> {
    runner: &'r mut TestRunner,
}

impl<'r> Draw<'r> {
    pub(super) fn new(runner: &'r mut TestRunner) -> Self {
        Self { runner }
    }

    pub(super) fn any<S: Strategy>(&mut self, of: &S) -> Result<S::Value, Reason> {
        Ok(of.new_tree(self.runner)?.current())
    }

    pub(super) fn count(&mut self, range: RangeInclusive<usize>) -> Result<usize, Reason> {
        self.any(&range)
    }

    pub(super) fn chance(&mut self, probability: f64) -> Result<bool, Reason> {
        self.any(&prop::bool::weighted(probability))
    }

    pub(super) fn one<T: Clone + std::fmt::Debug + 'static>(&mut self, of: &[T]) -> Result<T, Reason> {
        if of.is_empty() {
            return Err("there is nothing to choose from".into());
        }
        self.any(&select(of.to_vec()))
    }
}
