//! A flow as a column of hops: what was checked at each, and a mark at the one that stops.

use super::page::{Page, Span, Tone};
use super::source::source;
use super::text::place;
use crate::flow::{CheckReport, FlowReport, HopReport};

pub(super) fn path(page: &mut Page, flow: &FlowReport) {
    // What stops the reply is where the reader looks; the request has no mark then.
    leg(page, "request", &flow.forward, flow);
    if !flow.back.is_empty() {
        leg(page, "reply", &flow.back, flow);
    }
}

fn leg(page: &mut Page, title: &str, hops: &[HopReport], flow: &FlowReport) {
    if hops.is_empty() {
        return;
    }
    page.line(vec![Span::new(Tone::Bold, format!("  {title}"))]);
    for hop in hops {
        let stops = hop.checks.iter().map(|check| check.result).find(|result| *result != "pass");
        let (mark, tone) = match stops {
            Some("block") => ("✗", Tone::Bad),
            Some(_) => ("?", Tone::Unsure),
            None => ("│", Tone::Dim),
        };
        page.line(vec![
            Span::plain("  "),
            Span::new(tone, mark),
            Span::plain(" "),
            Span::new(name_tone(tone), name(hop)),
        ]);
        for check in &hop.checks {
            self::check(page, check, flow, if tone == Tone::Dim { "  │   " } else { "      " });
        }
    }
}

const fn name_tone(mark: Tone) -> Tone {
    match mark {
        Tone::Dim => Tone::Plain,
        other => other,
    }
}

/// A hop: its id, what it belongs to, its name.
fn name(hop: &HopReport) -> String {
    let mut parts = vec![hop.id.clone().unwrap_or_else(|| "an interface that is not there".to_owned())];
    if let Some(owner) = hop.endpoint.as_ref().or(hop.instance.as_ref()) {
        parts.push(format!("of {owner}"));
    }
    if let Some(translation) = hop.translation.as_ref().filter(|translation| !translation.public.is_empty()) {
        let public: Vec<String> = translation.public.iter().map(ToString::to_string).collect();
        parts.push(format!("as {}", public.join(", ")));
    }
    if let Some(tag) = &hop.name {
        parts.push(format!("({tag})"));
    }
    parts.join(" ")
}

fn check(page: &mut Page, check: &CheckReport, flow: &FlowReport, lead: &str) {
    let location = check.evidence.as_ref().map(|evidence| format!("({})", place(evidence)));
    let text = match check.result {
        "block" => flow.blocked_at.as_ref().map(|block| block.message.clone()),
        "pass" => None,
        _ => flow.unknown.clone(),
    };
    let tone = match check.result {
        "pass" => Tone::Plain,
        "block" => Tone::Bad,
        _ => Tone::Unsure,
    };
    let text = text.unwrap_or_else(|| passed(check));
    let location = location.unwrap_or_default();
    if super::page::width(&text) + location.len() + lead.len() + 2 <= page.width() {
        page.line(vec![
            Span::new(Tone::Dim, lead),
            Span::new(tone, text),
            Span::plain("  "),
            Span::new(Tone::Dim, location),
        ]);
    } else {
        page.wrapped(lead, (tone, &text));
        if !location.is_empty() {
            page.wrapped(lead, (Tone::Dim, &location));
        }
    }
    // What lets pass is told in words, and what lacks a rule has none to show.
    if let (Some(evidence), true) = (&check.evidence, check.result == "block" && check.rule.is_some()) {
        source(page, lead, evidence);
    }
}

/// The rule that let packets pass: `sg-0task outbound: tcp 443 to 0.0.0.0/0`.
fn passed(check: &CheckReport) -> String {
    let mut who = check.id.clone();
    if check.ids.len() > 1 {
        who = check.ids.join(", ");
    }
    let way = match check.direction {
        Some("ingress") => " inbound",
        Some(_) => " outbound",
        None => "",
    };
    let number = match (check.component.as_str(), &check.rule) {
        ("network_acl", Some(rule)) => format!(" rule {rule}"),
        _ => String::new(),
    };
    let rule = check.rule_text.as_ref().map_or_else(String::new, |rule| format!(": {rule}"));
    let more = match check.other_rules {
        0 => String::new(),
        others => format!(" (and {})", crate::words::count(others, "other rule")),
    };
    format!("{who}{way}{number}{rule}{more}")
}
