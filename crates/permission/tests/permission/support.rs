//! Short forms for tables.

use hopwise_permission::{
    Context, Decision, Documents, Layer, Layers, NamedPolicy, Owner, Policy, Principal, Request, Value, decide,
};

pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const OTHER: &str = "444455556666";
pub(crate) const ROLE: &str = "arn:aws:iam::111122223333:role/ecs/execution";
pub(crate) const REPOSITORY: &str = "arn:aws:ecr:eu-central-1:111122223333:repository/shop/web";
pub(crate) const PULL: &str = "ecr:BatchGetImage";

pub(crate) fn role() -> Principal {
    Principal::Role { arn: ROLE.to_owned(), account: ACCOUNT.to_owned(), unique_id: None }
}

pub(crate) fn policy(json: &str) -> Policy {
    Policy::parse(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// A policy of version 2012-10-17 with these statements.
pub(crate) fn statements(statements: &str) -> Policy {
    policy(&format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#))
}

/// What a row of a table expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Allowed,
    /// By a statement.
    Denied(Layer),
    /// Because nothing allows.
    Refused(Layer),
    Unknown(Layer),
}

impl From<&Decision> for Answer {
    fn from(decision: &Decision) -> Self {
        match decision {
            Decision::Allowed { .. } => Self::Allowed,
            Decision::Denied { layer, explicit: Some(_), .. } => Self::Denied(*layer),
            Decision::Denied { layer, explicit: None, .. } => Self::Refused(*layer),
            Decision::Unknown { layer, because } => {
                assert!(!because.is_empty(), "an unknown decision without a reason");
                Self::Unknown(*layer)
            }
        }
    }
}

pub(crate) fn known<'p>(name: &'p str, policy: &'p Policy) -> Documents<'p> {
    Documents::Known(vec![NamedPolicy { name, policy }])
}

/// The decision about pulling from the own repository by one policy of the role.
pub(crate) fn by_identity(policy: &Policy, context: &Context) -> Decision {
    let request = Request { principal: &role(), action: PULL, resource: REPOSITORY, owner: Owner::Caller, context };
    decide(&request, &Layers { identity: known("inline", policy), ..Layers::default() })
}

/// The decision of the policy of the own repository alone, which must allow.
pub(crate) fn by_resource(policy: &Policy, principal: &Principal) -> Decision {
    let context = Context::new();
    let request = Request { principal, action: PULL, resource: REPOSITORY, owner: Owner::Caller, context: &context };
    decide(&request, &Layers { resource: known("repository", policy), ..Layers::default() })
}

/// Whether a condition is met: `Some(true)`, `Some(false)`, or not known.
pub(crate) fn met(condition: &str, key: &str, value: Value) -> Option<bool> {
    let policy =
        statements(&format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {{{condition}}}}}"#));
    settled(&by_identity(&policy, &Context::new().with(key, value)))
}

pub(crate) fn settled(decision: &Decision) -> Option<bool> {
    match decision {
        Decision::Allowed { .. } => Some(true),
        Decision::Denied { .. } => Some(false),
        Decision::Unknown { .. } => None,
    }
}
