//! Stopped reasons: titles and headlines.

use crate::reason::{DecodedReport, StoppedReasonReport};

/// The title of what to look at next.
pub(crate) const COLLECT: &str = "what to collect next";

/// The title of what a text means.
pub(crate) const MEANS: &str = "it means: ";

/// The title of the hop that a text points to.
pub(crate) const POINTS_TO: &str = "look at: ";

/// Who reports it, before the place where it was read.
pub(crate) fn reported_by(reason: &StoppedReasonReport) -> String {
    match (&reason.container, reason.source) {
        (Some(container), _) => format!("AWS said of container {container}"),
        (None, "service-event") => match &reason.created_at {
            Some(when) => format!("AWS said of the service, at {when}"),
            None => "AWS said of the service".to_owned(),
        },
        _ => "AWS said".to_owned(),
    }
}

/// What a text is about, in one line.
pub(crate) fn headline(decoded: &DecodedReport) -> String {
    if !decoded.known {
        return match decoded.step {
            Some(step) => format!("{step}: not known why"),
            None => "not known".to_owned(),
        };
    }
    let class = match (decoded.detail, decoded.refusal) {
        (Some(detail), Some(refusal)) => format!("{} ({detail}, {refusal})", decoded.class),
        (Some(detail), None) => format!("{} ({detail})", decoded.class),
        (None, _) => decoded.class.to_owned(),
    };
    decoded.step.map_or_else(|| class.clone(), |step| format!("{step}: {class}"))
}

/// What a text names, each with its name.
pub(crate) fn named(decoded: &DecodedReport) -> Vec<(&'static str, String)> {
    let address = decoded.address.map(|address| match decoded.port {
        Some(port) => format!("{address} port {port}"),
        None => address.to_string(),
    });
    let named = [
        ("host", decoded.host.clone()),
        (if decoded.proxy { "proxy" } else { "address" }, address),
        ("DNS server", decoded.dns_server.map(|server| server.to_string())),
        ("image", decoded.image.clone()),
        ("action", decoded.action.clone()),
        ("resource", decoded.resource.clone()),
        ("principal", decoded.principal.clone()),
        ("ARN", decoded.arn.clone()),
        ("HTTP status", decoded.http_status.map(|status| status.to_string())),
        ("decided by", decoded.decided_by.clone()),
    ];
    named.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
