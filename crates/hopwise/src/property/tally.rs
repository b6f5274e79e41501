//! How much was asked, and what is taken for granted.

use std::collections::BTreeSet;

use hopwise_engine::Unread;

/// How much was asked.
#[derive(Default)]
pub(crate) struct Tally {
    /// Pairs of who sends and who takes, of each protocol.
    pub(crate) pairs: usize,
    /// How many pairs break it, for certain and not, that are not told: they are like others that are, and these are many.
    pub(crate) unlisted: [usize; 2],
    /// What is taken for granted of who is meant, and of what is asked.
    pub(crate) taken: BTreeSet<Taken>,
    /// What was not read and is taken to be absent.
    pub(crate) unread: BTreeSet<Unread>,
}

/// What is taken for granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Taken {
    /// Who sends from a place is whoever could be there.
    AnyHost,
    /// A place must not be reached, of which nobody was asked about who is not there and could be.
    NobodyElseTakes,
    /// Tasks that are still to be started may be meant, and no services were read.
    NoServices,
    /// A name was asked at port 443, as nobody says which ports.
    Https,
}

impl Tally {
    /// Takes something for granted, where it was.
    pub(super) fn take(&mut self, what: Taken, is_taken: bool) {
        if is_taken {
            self.taken.insert(what);
        }
    }
}
