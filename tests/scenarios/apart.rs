//! Network and permission are never confused: what each step of a report says fits together, and a scenario about one of
//! them has no fault of the other.

use serde_json::Value;

use crate::expectation::{Run, Step, Verdict};

/// Components that refuse requests rather than packets.
const PERMISSIONS: [&str; 4] = ["iam_role", "endpoint_policy", "repository_policy", "resource_policy"];

/// Explanation codes of refused requests.
const CODES: [&str; 13] = [
    "TASK_ROLE_MISSING",
    "ROLE_OF_ANOTHER_ACCOUNT",
    "AWS_MANAGED_KEY_OF_ANOTHER_ACCOUNT",
    "SECRET_MARKED_FOR_DELETION",
    "EXECUTION_ROLE_MISSING",
    "ROLE_NOT_FOUND",
    "TRUST_POLICY_MISMATCH",
    "ACTION_NOT_ALLOWED",
    "EXPLICIT_DENY",
    "PERMISSIONS_BOUNDARY_RESTRICTION",
    "VPCE_ENDPOINT_POLICY_RESTRICTION",
    "REPOSITORY_POLICY_RESTRICTION",
    "RESOURCE_POLICY_RESTRICTION",
];

/// What a scenario's blocked steps are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct About {
    packets: bool,
    permissions: bool,
}

/// Remedies that are proposed twice for one step.
pub(crate) fn twice(report: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for step in list(report, "tasks").iter().flat_map(|task| list(task, "steps")) {
        let mut seen: Vec<String> = Vec::new();
        for plan in list(step, "plans") {
            let words = list(plan, "changes").iter().filter_map(|change| change.get("message")?.as_str());
            let plan = words.collect::<Vec<_>>().join(" ");
            if seen.contains(&plan) {
                found.push(format!("proposed twice: {plan}"));
            }
            seen.push(plan);
        }
    }
    found
}

/// All confusions of a report.
pub(crate) fn confusions(run: &Run, report: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let expected = about(run);
    for step in list(report, "tasks").iter().flat_map(|task| list(task, "steps")) {
        let name = step.get("step").and_then(Value::as_str).unwrap_or_default();
        let mut complain = |what: &str| found.push(format!("step {name}: {what}"));
        let failed_at = step.get("failed_at").and_then(Value::as_str);
        let text = |value: Option<&Value>, key: &str| {
            value.and_then(|value| value.get(key)).and_then(Value::as_str).map(str::to_owned)
        };
        let component = text(step.get("blocked_at"), "component");
        let refused = component.as_deref().is_some_and(|component| PERMISSIONS.contains(&component));
        let cause = text(step.get("cause"), "code").is_some_and(|code| CODES.contains(&code.as_str()));
        let stopped =
            list(step, "flows").iter().any(|flow| flow.get("verdict").and_then(Value::as_str) == Some("blocked"));
        match failed_at {
            None if component.is_some() => complain("blocked, and nothing failed"),
            Some("permission") if !refused || !cause => complain("a permission fault with a network cause"),
            Some("permission") if stopped => complain("a permission fault where packets are stopped"),
            Some("packets" | "name") if refused || cause => complain("a network fault with a permission cause"),
            _ => {}
        }
        let denied = list(step, "permissions").iter().any(|permission| {
            text(Some(permission), "verdict").as_deref() == Some("denied")
                && text(Some(permission), "when").as_deref() == Some("before-start")
        });
        if denied && !expected.permissions {
            complain("a permission fault in a scenario without one");
        }
        if matches!(failed_at, Some("packets" | "name")) && expected.permissions && !expected.packets {
            complain("a network fault in a scenario without one");
        }
    }
    found
}

fn about(run: &Run) -> About {
    let mut about = About::default();
    let steps = run.tasks.iter().flat_map(|task| task.steps.iter().flatten().map(|step| step.or(&task.every_step)));
    for step in steps {
        let denied = |step: &Step| {
            let permissions = step.permissions.iter().flatten();
            permissions.clone().any(|own| own.verdict.as_deref() == Some("denied"))
        };
        about.permissions |= denied(&step);
        if matches!(step.verdict, Some(Verdict::Blocked | Verdict::Partial)) {
            about.packets |= step.failed_at.as_deref() != Some("permission");
        }
    }
    about
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
