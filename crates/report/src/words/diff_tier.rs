//! Packets between tiers.

use super::list::list;
#[cfg(feature = "terminal")]
use crate::diff_tier::TiersReport;
use crate::diff_tier::{PacketsReport, TierDiffReport};

/// How many packets of a list are told, and how many blocks of each.
const FEW: usize = 4;

/// What differs, in a sentence.
pub(crate) fn tier_difference(own: &TierDiffReport) -> String {
    let packets = packets(&own.packets);
    let pair = format!("{} → {}", own.from, own.to);
    match own.became {
        "opened" => format!("{pair}: {packets}, which did not arrive before."),
        "closed" => format!("{pair}: {packets}, which arrived before."),
        "not_known" => format!("{pair}: {packets}, of which it was known that it arrives."),
        _ => {
            let way = match (own.ways_before.is_empty(), own.ways.is_empty()) {
                (false, false) => format!("by way of {} and no longer of {}", list(&own.ways), list(&own.ways_before)),
                (true, _) => format!("by way of {}, too", list(&own.ways)),
                (false, true) => format!("and no longer by way of {}", list(&own.ways_before)),
            };
            format!("{pair}: {packets}, {way}.")
        }
    }
}

/// `tcp 443, 8000-8099 and udp`.
fn packets(all: &[PacketsReport]) -> String {
    let mut parts: Vec<String> = all.iter().take(FEW).map(one).collect();
    if all.len() > FEW {
        parts.push(format!("{} more", all.len() - FEW));
    }
    list(&parts)
}

fn one(own: &PacketsReport) -> String {
    let ports = own.ports.as_ref().map_or_else(String::new, |ports| format!(" {ports}"));
    let from = own.source_ports.as_ref().map_or_else(String::new, |ports| format!(" from ports {ports}"));
    let with = own.addresses.as_ref().map_or_else(String::new, |nets| {
        let mut blocks: Vec<String> = nets.iter().take(FEW).map(ToString::to_string).collect();
        if nets.len() > FEW {
            blocks.push(format!("{} more blocks", nets.len() - FEW));
        }
        format!(" with {}", list(&blocks))
    });
    format!("{}{ports}{from}{with}", own.protocol)
}

/// What a pair of tiers came to, as the beginning of a line.
#[cfg(any(feature = "ci", feature = "terminal"))]
pub(crate) fn tiers_became(became: &str) -> &'static str {
    match became {
        "opened" => "opened",
        "closed" => "closed",
        "not_known" => "not known any more",
        _ => "another way",
    }
}

/// How many pairs of tiers differ, as a sentence behind others; none where none does.
#[cfg(feature = "terminal")]
pub(crate) fn tiers_differ(report: &TiersReport) -> Option<String> {
    let of = |became: &str| report.flows.iter().filter(|own| own.became == became).count();
    let all = ["opened", "closed", "not_known", "another_way"].map(|own| (of(own), tiers_became(own)));
    let all: Vec<String> =
        all.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
    let open = match report.not_compared {
        0 => String::new(),
        number => {
            format!(" {number} pairs of hosts were not compared, as they are too many: write rules, and compare these.")
        }
    };
    match (all.is_empty(), open.is_empty()) {
        (true, true) => None,
        (true, false) => Some(format!("Between tiers:{open}")),
        (false, _) => Some(format!("Between tiers: {}.{open}", list(&all))),
    }
}

/// Of whom it is so: `(2 pairs, such as eni-0a to eni-0b: tcp 10.0.1.25:1024 -> 10.0.2.10:5432)`.
#[cfg(feature = "terminal")]
pub(crate) fn tier_example(own: &TierDiffReport) -> String {
    let end = |id: &Option<String>, name: &str| match id {
        Some(id) => id.clone(),
        None if name == "internet" => name.to_owned(),
        None => format!("any host in {name}"),
    };
    let (from, to) = (end(&own.from_interface, &own.from), end(&own.to_interface, &own.to));
    let packet = own.witness.as_ref().map_or_else(String::new, |packet| {
        let port = |own: Option<u16>| own.map_or_else(String::new, |port| format!(":{port}"));
        let (source, destination) = (port(packet.source_port), port(packet.destination_port));
        format!(": {} {}{source} -> {}{destination}", packet.protocol, packet.source, packet.destination)
    });
    let pairs = if own.pairs == 1 { String::new() } else { format!("{} pairs, such as ", own.pairs) };
    format!("({pairs}{from} to {to}{packet})")
}
