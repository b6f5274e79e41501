//! Mermaid.

use std::collections::BTreeMap;
use std::io::{self, Write};

use hopwise_model::sanitize;

use super::{GraphReport, by_vpc};

pub(super) fn write(report: &GraphReport, out: &mut dyn Write) -> io::Result<()> {
    // Ids of AWS hold words that mermaid takes for its own, such as `end`.
    let numbers: BTreeMap<&str, usize> =
        report.nodes.iter().enumerate().map(|(number, node)| (node.id.as_str(), number)).collect();
    let number = |id: &str| numbers.get(id).map(|number| format!("n{number}")).unwrap_or_default();
    writeln!(out, "flowchart LR")?;
    for (place, (vpc, nodes)) in by_vpc(report).into_iter().enumerate() {
        if let Some(vpc) = vpc {
            writeln!(out, "  subgraph v{place} [\"{}\"]", escaped(vpc))?;
        }
        let indent = if vpc.is_some() { "    " } else { "  " };
        for node in nodes {
            let label = node.lines().iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br/>");
            writeln!(out, "{indent}{}[\"{label}\"]", number(&node.id))?;
        }
        if vpc.is_some() {
            writeln!(out, "  end")?;
        }
    }
    for edge in &report.edges {
        let arrow = match (edge.both, edge.blackhole) {
            (true, _) => "<-->",
            (false, true) => "-.->",
            (false, false) => "-->",
        };
        let label =
            if edge.destinations.is_empty() { String::new() } else { format!("|\"{}\"|", escaped(&edge.label())) };
        writeln!(out, "  {} {arrow}{label} {}", number(&edge.from), number(&edge.to))?;
    }
    Ok(())
}

/// A text between quotes. What HTML or mermaid would take for more than a character is written by its number, as mermaid wants it.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in sanitize(text).chars() {
        match c {
            '"' | '#' | '&' | '<' | '>' | ';' | '`' | '\\' => {
                escaped.push('#');
                escaped.push_str(&u32::from(c).to_string());
                escaped.push(';');
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup() {
        assert_eq!(escaped("<b>\"#1\""), "#60;b#62;#34;#35;1#34;");
        assert!(!escaped("a\u{1b}[2J\n").contains(['\u{1b}', '\n']));
    }
}
