//! Permissions as the contract has them.

use serde::Serialize;

use crate::flow::EvidenceReport;

/// One thing that must be allowed for a step, and whether it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PermissionReport {
    /// Who asks: the ARN of the execution role, `ecs-tasks.amazonaws.com` where ECS assumes it, `instance-role`, or `aws`
    /// for AWS's own role that signs the URLs of layers. Null where no role is named or known.
    pub principal: Option<String>,
    /// The action, such as `ecr:BatchGetImage`.
    pub action: &'static str,
    /// The ARN of the resource, `*` where the action has none; `*` and `?` in an ARN stand for what is not known.
    pub resource: String,
    /// When it matters: `before-start`, `if-log-group-is-absent`, or `after-start`: then the task starts without it.
    pub when: &'static str,
    /// The VPC endpoint that the request passes, where one is passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// `allowed`, `denied` or `unknown`: as far as the snapshot shows.
    pub verdict: &'static str,
    /// Whose word it is: `trust`, `identity`, `boundary`, `resource` or `endpoint` policies. Null where nobody had to
    /// allow it.
    pub layer: Option<&'static str>,
    /// The policy with the statement that decided.
    pub policy: Option<String>,
    /// The statement that decided, by its `Sid` or its place in the policy; null where it is the lack of one.
    pub statement: Option<String>,
    /// Why it is not allowed, or not known, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Where to look.
    pub evidence: Option<EvidenceReport>,
}
