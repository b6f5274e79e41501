//! Why AWS says that a task stopped: `stoppedReason`, the `reason` of containers, events of services.
//!
//! [`decode`] reads such a text without any snapshot. AWS changes its wording now and then and cuts texts off after 1024
//! characters, so that only words are looked for which decide by themselves: either kind of apostrophe, any number of
//! retries, and whatever stands before and after.
//!
//! Sources: ECS developer guide, "Stopped tasks error messages", "`CannotPullContainer` task errors" and
//! "`ResourceInitializationError`"; the source of the Amazon ECS agent.

mod api_error;
mod class;
mod classify;
mod facts;
mod name;
mod network_phrases;
mod normalize;
mod nuance;
mod phrases;
mod reason;
mod redact;
mod search;
mod step;
mod stop_code;

use std::ops::Range;

pub use class::{Class, Missing, NetworkFault, PolicyLayer, Refusal, RefusalKind, Shortage};
pub use facts::Facts;
pub use name::ErrorName;
pub use nuance::Nuance;
pub use reason::{ReasonSource, StoppedReason};
pub(crate) use reason::{of_service, of_task};
pub use redact::redact;
pub use step::FailedStep;

use normalize::NormalizedText;

/// What a text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The error's name.
    pub error: Option<ErrorName>,
    /// The step that failed.
    pub step: Option<FailedStep>,
    /// The class.
    pub class: Class,
    /// Whether the text quotes an answer of the one that was asked, which proves that packets went there and back.
    pub arrived: bool,
    /// Who answered, or what exactly is the matter, where the class does not tell.
    pub nuance: Option<Nuance>,
    /// What it names.
    pub facts: Facts,
    /// The bytes of the text that decided about the class, where words did rather than the error's name.
    pub decided_by: Option<Range<usize>>,
}

impl Decoded {
    /// Whether the class is known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.class != Class::Unknown
    }
}

/// Reads a stopped reason. Every text has an answer; that of a text that is not known is [`Class::Unknown`].
///
/// Takes time linear in the length of the text.
///
/// ```
/// use hopwise_ecs::stopped::{Class, FailedStep, NetworkFault, decode};
///
/// let decoded = decode(
///     "CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReaderSeeker: failed open: \
///      failed to do request: Get \"https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/a\": \
///      dial tcp 52.218.36.11:443: i/o timeout",
/// );
/// assert_eq!(decoded.class, Class::Network(NetworkFault::Unanswered));
/// assert_eq!(decoded.step, Some(FailedStep::ImageLayers));
/// assert_eq!(decoded.facts.address, "52.218.36.11".parse().ok());
/// ```
#[must_use]
pub fn decode(text: &str) -> Decoded {
    let normalized = NormalizedText::new(text);
    let error = ErrorName::find(&normalized.plain);
    let facts = Facts::of(&normalized);
    let beginning = facts::cut_host(&normalized);
    let step = step::find_step(&normalized, error, facts.host.as_deref().or(beginning.as_deref()));
    let found = classify::classify(&normalized, error, step);
    Decoded {
        error,
        step,
        class: found.class,
        arrived: found.arrived,
        nuance: found.nuance.or_else(|| nuance::find_nuance(&normalized, found.class, step, &facts)),
        facts,
        decided_by: found.words.map(|words| normalized.origin(&words)),
    }
}
