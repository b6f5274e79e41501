//! Graphviz.

use std::io::{self, Write};

use hopwise_model::sanitize;

use super::{GraphReport, by_vpc};

pub(super) fn write(report: &GraphReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph hopwise {{")?;
    writeln!(out, "  rankdir=LR;")?;
    writeln!(out, "  node [shape=box, style=rounded, fontname=\"Helvetica\", fontsize=11];")?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=10];")?;
    for (vpc, nodes) in by_vpc(report) {
        if let Some(vpc) = vpc {
            writeln!(out, "  subgraph {} {{", quoted(&format!("cluster {vpc}")))?;
            writeln!(out, "    label={};", quoted(vpc))?;
        }
        let indent = if vpc.is_some() { "    " } else { "  " };
        for node in nodes {
            let label = node.lines().iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\\n");
            writeln!(out, "{indent}{} [label=\"{label}\"];", quoted(&node.id))?;
        }
        if vpc.is_some() {
            writeln!(out, "  }}")?;
        }
    }
    for edge in &report.edges {
        let mut attributes = Vec::new();
        if !edge.destinations.is_empty() {
            attributes.push(format!("label={}", quoted(&edge.label())));
        }
        attributes.extend(edge.both.then(|| "dir=both".to_owned()));
        attributes.extend(edge.blackhole.then(|| "style=dashed".to_owned()));
        let attributes = if attributes.is_empty() { String::new() } else { format!(" [{}]", attributes.join(", ")) };
        writeln!(out, "  {} -> {}{attributes};", quoted(&edge.from), quoted(&edge.to))?;
    }
    writeln!(out, "}}")
}

/// A text between quotes, in which a backslash would begin an escape of Graphviz's own.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    sanitize(text).replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_quotes() {
        assert_eq!(quoted(r#"a"b\"#), r#""a\"b\\""#);
        assert!(!quoted("a\u{1b}[2J\n").contains(['\u{1b}', '\n']));
    }
}
