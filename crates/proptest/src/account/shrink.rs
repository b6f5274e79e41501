//! From a failing account to the smallest that still fails.

use hopwise_build::Account;
use proptest::strategy::ValueTree;

use super::Designs;
use super::reduce::reductions;

/// An account on its way to the smallest one that fails. Every single deletion is tried until none is left that the
/// test could fail without: what remains is all needed.
#[derive(Clone, Debug)]
pub struct Shrinking {
    asked: Designs,
    /// The smallest that failed.
    best: Account,
    current: Account,
    candidates: Vec<Account>,
    /// Where among the candidates to go on: after a success not from the first again, which has been tried.
    next: usize,
    tried: usize,
    is_done: bool,
}

impl Shrinking {
    pub(super) fn new(asked: Designs, account: Account) -> Self {
        let candidates = Vec::new();
        Self { asked, best: account.clone(), current: account, candidates, next: 0, tried: 0, is_done: false }
    }

    /// Goes to the next candidate, if there is one.
    fn advance(&mut self) -> bool {
        while self.tried < self.candidates.len() {
            let candidate = self.candidates.get(self.next % self.candidates.len());
            (self.next, self.tried) = (self.next + 1, self.tried + 1);
            if let Some(candidate) = candidate.filter(|own| self.asked.admits(own) && own.check().is_ok()) {
                self.current = candidate.clone();
                return true;
            }
        }
        false
    }
}

impl ValueTree for Shrinking {
    type Value = Account;

    fn current(&self) -> Account {
        self.current.clone()
    }

    fn simplify(&mut self) -> bool {
        if self.is_done {
            return false;
        }
        self.best = self.current.clone();
        (self.candidates, self.tried) = (reductions(&self.best), 0);
        self.is_done = !self.advance();
        !self.is_done
    }

    fn complicate(&mut self) -> bool {
        if self.is_done {
            return false;
        }
        if !self.advance() {
            // The smallest is tried once more, so that what the test did last, and left behind, is about it.
            (self.is_done, self.current) = (true, self.best.clone());
        }
        true
    }
}
