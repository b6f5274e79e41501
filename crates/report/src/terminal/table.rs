//! The steps of a task as a table.

use hopwise_model::Component;
use unicode_width::UnicodeWidthStr;

use super::page::{Page, Span, Tone, mark, width};
use super::text::shorten;
use crate::report::StepReport;
use hopwise_model::sanitize;

/// The narrowest column of destinations, in columns.
const NARROWEST: usize = 16;

/// The columns from which on ids of endpoints fit beside whole host names.
const ROOMY: usize = 132;

/// How the step's packets travel: the gateways and endpoints that they meet, or what the name means where they meet none.
pub(super) fn via(step: &StepReport) -> String {
    if step.from == "fargate" {
        return "AWS's own network".to_owned();
    }
    let mut ways: Vec<String> = Vec::new();
    for flow in &step.flows {
        // The source's own interface and the subnets are no news; whatever else packets enter is their way.
        let mut hops = flow.forward.iter().skip(1);
        let notable = hops.find_map(|hop| match hop.component {
            Component::Subnet | Component::Internet | Component::AwsService => None,
            _ => hop.endpoint.clone().or_else(|| hop.id.clone()),
        });
        // The first gateway on the way says most: a NAT gateway more than the internet gateway behind it.
        if let Some(way) = notable.filter(|way| !ways.contains(way)) {
            ways.push(way);
        }
    }
    if ways.is_empty() {
        ways.extend(meaning(step));
    }
    match ways.as_slice() {
        [] => "unknown".to_owned(),
        [only] => only.clone(),
        [first, rest @ ..] => format!("{first} +{}", rest.len()),
    }
}

/// What the host's name means, for packets that get nowhere.
fn meaning(step: &StepReport) -> Option<String> {
    let answer = step.resolution.as_ref()?.answers.first()?;
    Some(match (answer.kind, &answer.id) {
        ("public" | "published" | "prefix_list", _) => "public addresses".to_owned(),
        (_, Some(id)) => id.clone(),
        ("nothing", None) => "no answer".to_owned(),
        ("anything", None) => {
            answer.via.iter().find_map(|via| via.id.clone()).unwrap_or_else(|| "unknown name".to_owned())
        }
        (_, None) => answer.addresses.first()?.clone(),
    })
}

/// Host and port; 443 goes without saying.
pub(super) fn destination(step: &StepReport) -> String {
    if step.port == 443 { step.host.clone() } else { format!("{}:{}", step.host, step.port) }
}

pub(super) fn steps(page: &mut Page, steps: &[StepReport]) {
    let rows: Vec<[String; 3]> = steps
        .iter()
        .map(|step| [step.step.to_owned(), destination(step), via(step)].map(|cell| sanitize(&cell).into_owned()))
        .collect();
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
    let step_width = widest(0).unwrap_or(0).max("step".len());
    let via_width = widest(2).unwrap_or(0).max("via".len());
    // Where there is no room for all of it, the destination comes first.
    let via_width = if page.columns().is_some_and(|columns| columns < ROOMY) { via_width.min(24) } else { via_width };
    let verdict_width = steps.iter().map(|step| step.verdict.as_str().len() + 2).max().unwrap_or(0);
    // Two columns before each cell, and the widest verdict at the end.
    let used = 2 + step_width + 2 + 2 + via_width + 2 + verdict_width;
    let host_width = widest(1).unwrap_or(0).max("destination".len());
    let host_width = match page.columns() {
        Some(columns) => host_width.min(columns.saturating_sub(used).max(NARROWEST)),
        None => host_width,
    };
    let columns = [step_width, host_width, via_width];
    page.line(line(
        ["step", "destination", "via"].map(str::to_owned),
        columns,
        Span::new(Tone::Dim, "verdict"),
        Tone::Dim,
    ));
    for (cells, step) in rows.into_iter().zip(steps) {
        let (mark, tone) = mark(step.verdict);
        page.line(line(cells, columns, Span::new(tone, format!("{mark} {}", step.verdict)), Tone::Plain));
    }
}

fn line(cells: [String; 3], columns: [usize; 3], verdict: Span, tone: Tone) -> Vec<Span> {
    let mut spans = Vec::new();
    for (cell, column) in cells.into_iter().zip(columns) {
        let cell = shorten(&cell, column);
        let padding = column.saturating_sub(width(&cell));
        spans.push(Span::plain("  "));
        spans.push(Span::new(tone, cell));
        spans.push(Span::plain(" ".repeat(padding)));
    }
    spans.push(Span::plain("  "));
    spans.push(verdict);
    spans
}
