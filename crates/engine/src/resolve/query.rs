//! What is asked: by whom, and by way of which names.

use hopwise_model::design::{Ix, Source, Vpc};

use super::answer::{Answer, NoAnswer, nothing};

/// Who asks, and the VPC that answers.
#[derive(Clone, Copy)]
pub(super) struct Query<'s> {
    pub(super) source: &'s Source,
    pub(super) vpc: Ix<Vpc>,
}

/// The names that were asked for on the way, and whether DNS Firewall inspects those that follow.
#[derive(Default)]
pub(super) struct Chain {
    pub(super) names: Vec<String>,
    pub(super) trusted: bool,
}

/// How many names are followed: more than any resolver does.
const LONGEST_CHAIN: usize = 16;

impl Chain {
    /// Goes on to a name; the answer if it cannot, because it was there already or came too far.
    pub(super) fn enter(&mut self, name: &str) -> Option<Answer> {
        if self.names.len() > LONGEST_CHAIN || self.names.iter().any(|other| other == name) {
            return Some(nothing(NoAnswer::Loop { name: name.to_owned() }));
        }
        self.names.push(name.to_owned());
        None
    }
}
