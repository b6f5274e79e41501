//! Compares what came out with what must come out, and says where they differ.

use serde_json::Value;

use crate::expectation::{Answer, BlockedAt, Destination, Flow, Permission, Reason, Run, Step, Task, Verdict};
use crate::program::Found;

/// All differences, each with the place where it is. None means that the run is as expected.
pub(crate) fn differences(run: &Run, found: &Found) -> Vec<String> {
    let mut out = Differences::default();
    let report = &found.report;
    if found.exit != Some(run.exit) {
        out.push("", "exit status", &run.exit.to_string(), &format!("{:?}", found.exit));
    }
    out.number("", report, "schema_version", Some(1));
    out.text("", report, "command", Some(&run.command.to_string()));
    out.verdict("", report, Some(run.verdict));
    out.text("", report, "permissions", run.permissions.as_deref());
    out.occur("gap", &run.gaps, report.get("gaps"));
    out.occur("warning", &run.warnings, report.get("warnings"));
    if run.verdict == Verdict::Undetermined && list(report, "gaps").is_empty() {
        out.push("", "gaps", "at least one, since it is undetermined", "none");
    }
    if let Some(answers) = &run.answers {
        out.answers("", answers, report);
    }
    if let Some(flows) = &run.flows {
        out.flows("", flows, report);
    }
    let tasks = list(report, "tasks");
    out.count("", "tasks", run.tasks.len(), tasks.len());
    for (index, (expected, task)) in run.tasks.iter().zip(tasks).enumerate() {
        out.task(&format!("task {}", index + 1), expected, task);
    }
    out.0
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn push(&mut self, place: &str, what: &str, expected: &str, found: &str) {
        let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
        self.0.push(format!("{place}{what}: expected {expected}, found {found}"));
    }

    fn count(&mut self, place: &str, what: &str, expected: usize, found: usize) {
        if expected != found {
            self.push(place, &format!("number of {what}"), &expected.to_string(), &found.to_string());
        }
    }

    fn text(&mut self, place: &str, value: &Value, key: &str, expected: Option<&str>) {
        let Some(expected) = expected else { return };
        let found = value.get(key).unwrap_or(&Value::Null);
        if found.as_str() != Some(expected) {
            self.push(place, key, expected, &found.to_string());
        }
    }

    fn number(&mut self, place: &str, value: &Value, key: &str, expected: Option<u64>) {
        let Some(expected) = expected else { return };
        let found = value.get(key).unwrap_or(&Value::Null);
        if found.as_u64() != Some(expected) {
            self.push(place, key, &expected.to_string(), &found.to_string());
        }
    }

    fn verdict(&mut self, place: &str, value: &Value, expected: Option<Verdict>) {
        self.text(place, value, "verdict", expected.map(|verdict| verdict.to_string()).as_deref());
    }

    fn occur(&mut self, what: &str, expected: &[String], found: Option<&Value>) {
        let found: Vec<String> = found.and_then(Value::as_array).into_iter().flatten().map(Value::to_string).collect();
        for text in expected {
            if !found.iter().any(|entry| entry.contains(text.as_str())) {
                self.push("", what, &format!("one with `{text}`"), &format!("[{}]", found.join(", ")));
            }
        }
    }

    fn task(&mut self, place: &str, expected: &Task, found: &Value) {
        let placement = found.get("placement").unwrap_or(&Value::Null);
        self.text(place, placement, "subnet", expected.subnet.as_deref());
        self.text(place, found, "launch_type", expected.launch_type.as_deref());
        self.text(place, found, "platform_version", expected.platform_version.as_deref());
        self.verdict(place, found, Some(expected.verdict));
        if let Some(reasons) = &expected.reasons {
            let found = list(found, "stopped_reasons");
            self.count(place, "stopped_reasons", reasons.len(), found.len());
            for (index, (expected, reason)) in reasons.iter().zip(found).enumerate() {
                self.reason(&format!("{place}, stopped_reason {}", index + 1), expected, reason);
            }
        }
        let Some(steps) = &expected.steps else { return };
        let found = list(found, "steps");
        self.count(place, "steps", steps.len(), found.len());
        for (index, (expected_step, step)) in steps.iter().zip(found).enumerate() {
            let name = expected_step.kind.as_deref().unwrap_or("");
            let service = expected_step.service.as_deref().unwrap_or("");
            let place = format!("{place}, step {} {name} {service}", index + 1);
            self.step(&place, &expected_step.or(&expected.every_step), step);
        }
    }

    fn reason(&mut self, place: &str, expected: &Reason, found: &Value) {
        self.text(place, found, "source", expected.source.as_deref());
        self.text(place, found, "container", expected.container.as_deref());
        self.text(place, found, "error", expected.error.as_deref());
        self.text(place, found, "class", Some(&expected.class));
        self.text(place, found, "detail", expected.detail.as_deref());
        self.text(place, found, "step", expected.step.as_deref());
        self.text(place, found, "host", expected.host.as_deref());
        self.text(place, found, "address", expected.address.as_deref());
        self.text(place, found, "finding", Some(&expected.finding));
        let agrees = found.get("agrees").unwrap_or(&Value::Null);
        if agrees.as_bool() != expected.agrees {
            self.push(place, "agrees", &format!("{:?}", expected.agrees), &agrees.to_string());
        }
        let evidence = found.get("evidence").unwrap_or(&Value::Null);
        self.text(place, evidence, "pointer", expected.pointer.as_deref());
    }

    fn step(&mut self, place: &str, expected: &Step, found: &Value) {
        self.text(place, found, "step", expected.kind.as_deref());
        self.text(place, found, "service", expected.service.as_deref());
        self.text(place, found, "host", expected.host.as_deref());
        self.number(place, found, "port", expected.port.map(u64::from));
        self.text(place, found, "from", expected.from.as_deref());
        self.verdict(place, found, expected.verdict);
        self.blocked_at(place, expected.blocked_at.as_ref(), expected.verdict, found);
        if let Some(answers) = &expected.answers {
            self.answers(place, answers, found);
        }
        self.text(place, found, "failed_at", expected.failed_at.as_deref());
        self.text(place, found.get("cause").unwrap_or(&Value::Null), "code", expected.cause.as_deref());
        if let Some(plans) = expected.plans {
            self.count(place, "plans", plans, list(found, "plans").len());
        }
        for permission in expected.permissions.iter().flatten() {
            self.permission(place, permission, list(found, "permissions"));
        }
        if let Some(flows) = &expected.flows {
            self.flows(place, flows, found);
        }
    }

    fn answers(&mut self, place: &str, expected: &[Answer], found: &Value) {
        let found = list(found.get("resolution").unwrap_or(&Value::Null), "answers");
        self.count(place, "answers", expected.len(), found.len());
        for (index, (expected, answer)) in expected.iter().zip(found).enumerate() {
            let place = format!("{place}, answer {}", index + 1);
            self.text(&place, answer, "kind", expected.kind.as_deref());
            self.text(&place, answer, "id", expected.id.as_deref());
            if let Some(via) = &expected.via {
                let by = |via: &Value| via.get("by").and_then(Value::as_str).unwrap_or("(none)").to_owned();
                let found: Vec<String> = list(answer, "via").iter().map(by).collect();
                if found != *via {
                    self.push(&place, "via", &via.join(" > "), &found.join(" > "));
                }
            }
            if let Some(addresses) = &expected.addresses {
                let text = |address: &Value| address.as_str().unwrap_or("(none)").to_owned();
                let found: Vec<String> = list(answer, "addresses").iter().map(text).collect();
                if found != *addresses {
                    self.push(&place, "addresses", &addresses.join(", "), &found.join(", "));
                }
            }
        }
    }

    /// A permission must be among those of the step.
    fn permission(&mut self, place: &str, expected: &Permission, found: &[Value]) {
        let parts = [
            ("action", Some(expected.action.as_str())),
            ("principal", expected.principal.as_deref()),
            ("resource", expected.resource.as_deref()),
            ("when", expected.when.as_deref()),
            ("via", expected.via.as_deref()),
            ("verdict", expected.verdict.as_deref()),
            ("layer", expected.layer.as_deref()),
            ("statement", expected.statement.as_deref()),
        ];
        let fits = |value: &&Value| {
            parts.iter().all(|(key, part)| part.is_none() || value.get(key).and_then(Value::as_str) == *part)
        };
        if !found.iter().any(|value| fits(&value)) {
            let found: Vec<String> = found.iter().map(Value::to_string).collect();
            self.push(place, "permission", &format!("{expected:?}"), &format!("[{}]", found.join(", ")));
        }
    }

    fn flows(&mut self, place: &str, expected: &[Flow], found: &Value) {
        let found = list(found, "flows");
        self.count(place, "flows", expected.len(), found.len());
        for (index, (expected, flow)) in expected.iter().zip(found).enumerate() {
            let number = format!("flow {}", index + 1);
            let place = if place.is_empty() { number } else { format!("{place}, {number}") };
            self.verdict(&place, flow, Some(expected.verdict));
            self.hops(&place, expected.forward.as_deref(), flow, "forward");
            self.hops(&place, expected.back.as_deref(), flow, "return");
            self.destination(&place, expected.destination.as_ref(), flow);
            self.blocked_at(&place, expected.blocked_at.as_ref(), Some(expected.verdict), flow);
        }
    }

    fn hops(&mut self, place: &str, expected: Option<&[String]>, flow: &Value, key: &str) {
        let Some(expected) = expected else { return };
        let found: Vec<&str> =
            list(flow, key).iter().map(|hop| hop.get("id").and_then(Value::as_str).unwrap_or("(no id)")).collect();
        if found != expected {
            self.push(place, key, &expected.join(" > "), &found.join(" > "));
        }
    }

    fn destination(&mut self, place: &str, expected: Option<&Destination>, flow: &Value) {
        let Some(expected) = expected else { return };
        let place = format!("{place}, destination");
        let found = flow.get("destination").unwrap_or(&Value::Null);
        self.text(&place, found, "address", expected.address.as_deref());
        self.text(&place, found, "host", expected.host.as_deref());
        self.text(&place, found, "service", expected.service.as_deref());
        self.text(&place, found, "component", expected.component.as_deref());
        self.text(&place, found, "id", expected.id.as_deref());
    }

    /// `blocked_at` must be there where something is blocked, and must not where nothing is.
    fn blocked_at(&mut self, place: &str, expected: Option<&BlockedAt>, verdict: Option<Verdict>, value: &Value) {
        let found = value.get("blocked_at").unwrap_or(&Value::Null);
        match verdict {
            Some(Verdict::Delivered | Verdict::Undetermined) if !found.is_null() => {
                self.push(place, "blocked_at", "null, since nothing is blocked", &found.to_string());
            }
            Some(Verdict::Blocked | Verdict::Partial) if found.is_null() => {
                self.push(place, "blocked_at", "what blocks", "null");
            }
            _ => {}
        }
        let Some(expected) = expected else { return };
        let place = format!("{place}, blocked_at");
        self.text(&place, found, "direction", expected.direction.as_deref());
        self.text(&place, found, "component", expected.component.as_deref());
        self.text(&place, found, "id", expected.id.as_deref());
        self.text(&place, found, "hop", expected.hop.as_deref());
        self.text(&place, found, "code", expected.code.as_deref());
        self.text(&place, found, "rule", expected.rule.as_deref());
    }
}
