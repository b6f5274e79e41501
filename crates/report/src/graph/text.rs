//! Text, for whoever has nothing that draws.

use std::io::{self, Write};

use hopwise_model::sanitize;

use super::{GraphReport, by_vpc};

pub(super) fn write(report: &GraphReport, out: &mut dyn Write) -> io::Result<()> {
    // What joins VPCs comes after what they are left by.
    for (place, (vpc, nodes)) in by_vpc(report).into_iter().rev().enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        match vpc {
            Some(vpc) => writeln!(out, "in {}", sanitize(vpc))?,
            None => writeln!(out, "VPCs, and what joins them and the internet")?,
        }
        for node in nodes {
            writeln!(out, "  {}", sanitize(&node.lines().join("  ")))?;
            for edge in &report.edges {
                let to = match (edge.from == node.id, edge.both && edge.to == node.id) {
                    (true, _) => &edge.to,
                    (false, true) => &edge.from,
                    (false, false) => continue,
                };
                let arrow = if edge.both { "<->" } else { "->" };
                let label = if edge.destinations.is_empty() { String::new() } else { format!("{}  ", edge.label()) };
                writeln!(out, "    {}", sanitize(&format!("{label}{arrow} {to}")))?;
            }
        }
    }
    Ok(())
}
