//! The least that a capture must be permitted to do.

use serde_json::{Value, json};

use crate::call::Call;

/// Calls that IAM lets nobody be denied: no policy need permit them (STS API reference, `GetCallerIdentity`:
/// "No permissions are required to perform this operation").
const ALWAYS_PERMITTED: &[Call] = &[Call::GetCallerIdentity];

/// The least-privilege IAM policy for captures: the actions of every [`Call`], and nothing else.
///
/// The resource is `*`: `ec2:Describe*` and `ecs:List*` actions support no other (Service Authorization Reference), and
/// what else is asked for (services, task definitions, roles, repositories) is found out by these.
///
/// ```
/// let policy = hopwise_capture::iam_policy();
/// assert!(policy.contains("ec2:DescribeVpcs") && !policy.contains("Create"));
/// ```
#[must_use]
pub fn iam_policy() -> String {
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Sid": "HopwiseCapture", "Effect": "Allow", "Action": actions(), "Resource": "*" }],
    });
    let mut text = format!("{policy:#}");
    text.push('\n');
    text
}

/// The actions, sorted.
fn actions() -> Value {
    let mut actions: Vec<&str> =
        Call::ALL.iter().filter(|call| !ALWAYS_PERMITTED.contains(call)).map(|call| call.action()).collect();
    actions.sort_unstable();
    actions.into()
}
