//! SARIF 2.1.0: a rule for each rule, a result for each finding, its path as a code flow.

use std::io::{self, Write};

use serde_sarif::sarif::{
    ArtifactLocation, CodeFlow, Location, Message, MultiformatMessageString, PhysicalLocation, Region,
    ReportingConfiguration, ReportingDescriptor, Result as SarifResult, ResultKind, ResultLevel, Run, Sarif,
    ThreadFlow, ThreadFlowLocation, Tool, ToolComponent,
};

use super::{Place, remedy};
use crate::check::{ChecksReport, RuleFinding, RuleReport};
use crate::flow::HopReport;
use crate::json::write;
use crate::locate::Locator;
use crate::report::Body;
use crate::rule_fold::folded;
use crate::rule_name::distinct;
use crate::rule_result::RuleResult;

const SCHEMA: &str = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json";

/// Writes the answer to `hopwise check` as SARIF 2.1.0: what is violated is of kind `fail` and level `error`, what is not known
/// of kind `open`. Files are named as they are found from the directory in which the program runs.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_checks_sarif(report: &ChecksReport, locator: &dyn Locator, out: &mut dyn Write) -> io::Result<()> {
    let ids = distinct(&report.rules);
    let rules: Vec<ReportingDescriptor> =
        report.rules.iter().zip(&ids).map(|(rule, id)| descriptor(rule, id)).collect();
    let results = report.rules.iter().zip(&ids).enumerate().flat_map(|(index, (rule, id))| {
        rule.findings.iter().map(move |finding| result((index, id), rule, finding, locator))
    });
    let driver = ToolComponent::builder().name("hopwise").version(env!("CARGO_PKG_VERSION")).rules(rules).build();
    let results: Vec<SarifResult> = results.collect();
    let run = Run::builder().tool(Tool::builder().driver(driver).build()).results(results).build();
    let sarif = Sarif::builder().schema(SCHEMA).version(serde_json::json!("2.1.0")).runs(vec![run]).build();
    write(&sarif, out)
}

fn descriptor(rule: &RuleReport, id: &str) -> ReportingDescriptor {
    let text = |text: &str| MultiformatMessageString::builder().text(text).build();
    let mut descriptor = ReportingDescriptor::builder()
        .id(id)
        .short_description(text(&rule.property))
        .full_description(text(rule.description.as_ref().unwrap_or(&rule.property)))
        .default_configuration(ReportingConfiguration::builder().level(serde_json::json!("error")).build())
        .build();
    let remedy = remedy::lines(rule);
    descriptor.help = (!remedy.is_empty()).then(|| text(&remedy.join("\n")));
    descriptor
}

fn result((index, id): (usize, &str), rule: &RuleReport, finding: &RuleFinding, locator: &dyn Locator) -> SarifResult {
    // What is not `fail` has no level (SARIF 2.1.0, 3.27.10).
    let (kind, level) = match finding.result {
        RuleResult::Violated => (ResultKind::Fail, ResultLevel::Error),
        RuleResult::Undetermined => (ResultKind::Open, ResultLevel::None),
        RuleResult::Holds => (ResultKind::Pass, ResultLevel::None),
    };
    let ends = [Some(id), finding.from.as_deref(), finding.to.as_deref()];
    let fingerprint = ends.map(Option::unwrap_or_default).join(" | ");
    let place = Place::of_finding(rule, finding, locator);
    let related = Place::of_rule(rule).map(|place| location(&place, Some("the rule")));
    let besides = Place::besides(finding, locator).map(|(what, place)| location(&place, Some(what)));
    let mut result = SarifResult::builder()
        .rule_id(id)
        .rule_index(i64::try_from(index).unwrap_or_default())
        .kind(kind)
        .level(level)
        .message(message(&text(rule, finding)))
        .locations(place.iter().map(|place| location(place, None)).collect::<Vec<_>>())
        .related_locations(related.into_iter().chain(besides).collect::<Vec<_>>())
        .partial_fingerprints(
            [("hopwisePath/v1".to_owned(), fingerprint)].into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        )
        .build();
    let steps = steps(finding, locator);
    if !steps.is_empty() {
        let thread = ThreadFlow::builder().locations(steps).build();
        result.code_flows = Some(vec![CodeFlow::builder().thread_flows(vec![thread]).build()]);
    }
    result
}

/// What is so, and of whom where the words do not say it.
fn text(rule: &RuleReport, finding: &RuleFinding) -> String {
    let whom = folded(std::slice::from_ref(finding)).first().and_then(|own| own.whom(rule));
    whom.map_or_else(|| finding.message.clone(), |whom| format!("{} Of {whom}.", finding.message))
}

fn message(text: &str) -> Message {
    Message::builder().text(text).build()
}

fn location(place: &Place, what: Option<&str>) -> Location {
    let number = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
    let artifact = ArtifactLocation::builder().uri(uri(&place.path)).build();
    let mut physical = PhysicalLocation::builder().artifact_location(artifact).build();
    physical.region = place.line.map(|line| {
        let mut region = Region::builder().start_line(number(line)).build();
        region.start_column = place.column.map(number);
        region
    });
    let mut location = Location::builder().physical_location(physical).build();
    location.message = what.map(message);
    location
}

/// A path as a reference (RFC 3986): what no path of one has is written by its bytes.
fn uri(path: &str) -> String {
    let written = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    path.replace('\\', "/").bytes().map(written).collect()
}

/// The way that packets take, where it is known: what was decided at each hop.
fn steps(finding: &RuleFinding, locator: &dyn Locator) -> Vec<ThreadFlowLocation> {
    let flow = finding.answer.as_ref().and_then(|answer| match &answer.body {
        Body::Trace(body) => body.flows.iter().find(|flow| path(&flow.forward) == finding.path),
        Body::Diagnosis(_) => None,
    });
    let mut steps = Vec::new();
    for hop in flow.map(|flow| flow.forward.as_slice()).unwrap_or_default() {
        for check in &hop.checks {
            let Some(at) = &check.evidence else { continue };
            let place = Place { path: locator.path(&at.file), line: at.line, column: at.column };
            let what = format!("{}: {} {}", hop.id.as_deref().unwrap_or("an interface"), check.id, check.result);
            let order = i64::try_from(steps.len() + 1).unwrap_or(i64::MAX);
            let location = location(&place, Some(&what));
            steps.push(ThreadFlowLocation::builder().execution_order(order).location(location).build());
        }
    }
    steps
}

fn path(hops: &[HopReport]) -> Vec<String> {
    hops.iter().filter_map(|hop| hop.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("a b/c%d\\é.json"), "a%20b/c%25d/%C3%A9.json");
        assert_eq!(uri("network/vpcs-1_2.json"), "network/vpcs-1_2.json");
    }
}
