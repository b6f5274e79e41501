//! What a capture tells while it goes on.

use crate::call::Call;
use crate::call_failure::CallFailure;

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub enum Event<'e> {
    /// A call begins; it may take several requests.
    Started {
        /// The call.
        call: Call,
    },
    /// A page of answers came.
    Page {
        /// The call.
        call: Call,
    },
    /// AWS asked to slow down. The request is repeated later.
    Throttled,
    /// A request got no answer, or a bad one. It is repeated, up to a limit.
    Retried,
    /// A call ended.
    Ended {
        /// The call.
        call: Call,
        /// How many resources it described.
        resources: usize,
        /// Why it gave nothing, if so.
        failure: Option<&'e CallFailure>,
    },
}

/// Who is told. Events come from one thread at a time, but not always the same one.
pub trait Observer: Send + Sync + std::fmt::Debug {
    /// Takes notice of an event. Must return soon: the capture waits.
    fn observe(&self, event: Event<'_>);
}

/// Nobody is told.
#[derive(Clone, Copy, Debug, Default)]
pub struct SilentObserver;

impl Observer for SilentObserver {
    fn observe(&self, _event: Event<'_>) {}
}
