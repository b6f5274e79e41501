//! The least that a capture must be permitted to do.

use serde::Serialize;

use crate::call::Call;

/// Calls that IAM lets nobody be denied: no policy need permit them (STS API reference, `GetCallerIdentity`:
/// "No permissions are required to perform this operation").
const ALWAYS_PERMITTED: &[Call] = &[Call::GetCallerIdentity];

/// A policy, its members in the order in which people write them.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: &'static str,
    effect: &'static str,
    action: Vec<&'static str>,
    resource: &'static str,
}

/// The least-privilege IAM policy for captures: the actions of every [`Call`], and nothing else.
///
/// The resource is `*`: `ec2:Describe*` and `ecs:List*` actions support no other (Service Authorization Reference), and
/// what else is asked for (services, task definitions, zones, roles, repositories, secrets) is found out by these.
///
/// ```
/// let policy = hopwise_capture::iam_policy();
/// assert!(policy.contains("ec2:DescribeVpcs") && !policy.contains("Create"));
/// ```
#[must_use]
pub fn iam_policy() -> String {
    let mut actions: Vec<&str> =
        Call::ALL.iter().filter(|call| !ALWAYS_PERMITTED.contains(call)).map(|call| call.action()).collect();
    actions.sort_unstable();
    let statement = Statement { sid: "HopwiseCapture", effect: "Allow", action: actions, resource: "*" };
    let policy = Policy { version: "2012-10-17", statement: vec![statement] };
    // Nothing in it can fail to be written as JSON.
    let mut text = serde_json::to_string_pretty(&policy).unwrap_or_default();
    text.push('\n');
    text
}
