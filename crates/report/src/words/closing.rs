//! What a plan against packets that must not arrive comes to.

/// What becomes of the rule where it is not known anyway.
pub(crate) const STILL_NOT_KNOWN: &str = "Then it is still not known whether the rule holds.";

/// What is let through no more.
#[cfg(feature = "terminal")]
pub(crate) fn closes(closes: &[String], more: usize) -> String {
    let more = match more {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    format!("This no longer lets through {}{more}.", closes.join("; "))
}

/// What else stops.
pub(crate) fn also_stops(stopped: &[String]) -> String {
    format!("This also stops {}.", stopped.join("; "))
}
