//! Who sends a packet on, and what the next thing does with it.

use hopwise_model::design::{Ix, NatGateway};

use crate::flow::Flow;
use crate::walk::{Arrival, Owner, Place};

/// What an internet gateway knows of a sender.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sender {
    pub(crate) kind: SenderKind,
    /// Whether it maps the sender's private address to a public one.
    pub(crate) public: bool,
    /// Whether it answers somebody inside.
    pub(crate) answers: bool,
}

/// Whose address a packet carries as its source.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SenderKind {
    /// An interface's, or the placement's.
    Owner(Owner),
    /// A NAT gateway's.
    Nat(Ix<NatGateway>),
    /// Somebody's behind a gateway, who answers what a NAT gateway sent.
    Outside,
}

/// A packet that leaves a place, and what an internet gateway would know of its sender.
#[derive(Clone, Copy)]
pub(crate) struct Leaving {
    pub(crate) packet: Flow,
    pub(crate) from: Place,
    pub(crate) sender: Sender,
}

/// What the next thing did with a packet.
pub(crate) enum Step {
    Goes(Leaving),
    Arrives(Arrival),
}
