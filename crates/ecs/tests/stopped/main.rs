//! What AWS says when a task stops, decoded.

mod api_errors;
mod facts;
mod initialization;
mod libraries;
mod network;
mod nuance;
mod others;
mod properties;
mod pull;
mod refusals;
mod registries;
mod runtime;

use hopwise_ecs::stopped::{Class, FailedStep, Missing, NetworkFault, PolicyLayer, Refusal, RefusalKind, decode};

/// A text, its class, its step.
pub(crate) type Row = (&'static str, Class, Option<FailedStep>);

pub(crate) const fn net(fault: NetworkFault) -> Class {
    Class::Network(fault)
}

pub(crate) const fn implicit(layer: PolicyLayer) -> Class {
    Class::Permission(Refusal { layer, kind: RefusalKind::Implicit })
}

pub(crate) const fn explicit(layer: PolicyLayer) -> Class {
    Class::Permission(Refusal { layer, kind: RefusalKind::Explicit })
}

pub(crate) const REFUSED: Class = Class::Permission(Refusal { layer: PolicyLayer::Unnamed, kind: RefusalKind::Unsaid });

pub(crate) const fn missing(what: Missing) -> Class {
    Class::Missing(what)
}

/// Every row is decoded as it says, with either apostrophe, and with what services put around it.
pub(crate) fn check(rows: &[Row]) {
    for (text, class, step) in rows {
        let decoded = decode(text);
        assert_eq!((decoded.class, decoded.step), (*class, *step), "{text}");
        let curly = decode(&text.replace('\'', "\u{2019}").replace('"', "\u{201d}"));
        assert_eq!((curly.class, curly.step), (*class, *step), "with curly quotes: {text}");
        let event = format!(
            "(service orders) was unable to place a task. Reason: {text}. For more information, see the Troubleshooting section."
        );
        let event = decode(&event);
        assert_eq!((event.class, event.step), (*class, *step), "in an event: {text}");
        let broken = decode(&format!("  {}\n", text.replace(' ', "\n  ")));
        assert_eq!((broken.class, broken.step), (*class, *step), "with line breaks: {text}");
        if let Some(words) = decoded.decided_by {
            assert!(text.get(words).is_some_and(|words| !words.is_empty()), "{text}");
        }
    }
}

/// Every text that has a class here, for properties.
pub(crate) fn all() -> Vec<Row> {
    [
        network::ROWS,
        initialization::ROWS,
        pull::ROWS,
        others::ROWS,
        runtime::ROWS,
        nuance::ROWS,
        refusals::ROWS,
        api_errors::ROWS,
        libraries::ROWS,
        registries::ROWS,
    ]
    .concat()
}
