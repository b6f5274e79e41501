//! What the crate `iam-rs` does, and only here: one value of a request against one value of a policy, for numbers, dates,
//! booleans and addresses.
//!
//! `iam-rs` 0.8 evaluates whole policies. It is not asked to, because what it leaves out is what this crate is for. It
//! has one layer: no boundary, no endpoint, no distinction between accounts. It has two values: a condition key that is
//! not given is absent, so nothing can be unknown. In particular (each has a test in `tests/permission/iam_rs.rs`):
//!
//! | Where | `iam-rs` | AWS, and this crate |
//! | --- | --- | --- |
//! | `Resource` left out, as in repository policies | never matches | the resource that carries the policy |
//! | `Principal` with two types, `{"AWS": …, "Service": …}` | does not parse | either matches |
//! | `Principal` that names the account | matches the root user only | every principal of the account, if its own policies allow |
//! | `Principal` under `Federated` | prefixes match | whole names match |
//! | variables in `Condition` | stay text | are replaced |
//! | variables without a value | become empty text | the statement may be invalid: unknown, or not matching |
//! | variables in values with `*` in them | become wildcards | not documented: unknown where it matters |
//! | variables in version 2008-10-17 | are replaced | are text |
//! | `${*}`, `${?}`, `${$}` | look for keys of that name | are those characters |
//! | `ArnEquals` | compares text | is `ArnLike` |
//! | `ArnLike` | `*` crosses colons | matches segment by segment |
//! | ARNs of fewer than six segments in `Resource` | are an error | are completed, in policies of identities |
//! | `…NotEquals` on several values of a key | true if one differs | not documented: unknown where it matters |
//! | `ForAllValues:` and `ForAnyValue:` with `IfExists`, numbers, dates, addresses | do not parse | are evaluated |
//! | numbers of more than 15 digits | lose precision | exact: unknown here |
//! | dates without a time, `2020` | seconds, or an error | a year: unknown here |
//! | `BinaryEquals` | ignores case | not evaluated: unknown |
//! | `Bool` on text | never matches | `"true"` is true |
//! | `Null` with several values | looks at the first | any of them may hold |
//! | a missing `Version`, lists of numbers or booleans in `Condition` | do not parse | are accepted |
//! | a wildcard for the service in `Resource` | never matches | not allowed: unknown where it would match |
//! | a pattern of ARNs in `Principal` | is matched | not allowed: unknown where it would match |
//! | one malformed ARN | fails the whole evaluation | concerns its statement |
//! | malformed documents | an error without a place | an error with a pointer |

use iam_rs::{
    Arn, Context, ContextValue, Decision, IAMAction, IAMEffect, IAMOperator, IAMPolicy, IAMRequest, IAMResource,
    IAMStatement, Principal, PrincipalId, evaluate_policy,
};

/// A comparison of typed values, in its positive form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    NumericEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    IpAddress,
}

impl Comparison {
    fn operator(self) -> IAMOperator {
        match self {
            Self::NumericEquals => IAMOperator::NumericEquals,
            Self::NumericLessThan => IAMOperator::NumericLessThan,
            Self::NumericLessThanEquals => IAMOperator::NumericLessThanEquals,
            Self::NumericGreaterThan => IAMOperator::NumericGreaterThan,
            Self::NumericGreaterThanEquals => IAMOperator::NumericGreaterThanEquals,
            Self::DateEquals => IAMOperator::DateEquals,
            Self::DateLessThan => IAMOperator::DateLessThan,
            Self::DateLessThanEquals => IAMOperator::DateLessThanEquals,
            Self::DateGreaterThan => IAMOperator::DateGreaterThan,
            Self::DateGreaterThanEquals => IAMOperator::DateGreaterThanEquals,
            Self::Bool => IAMOperator::Bool,
            Self::IpAddress => IAMOperator::IpAddress,
        }
    }

    /// Whether the request's value compares so with the policy's; `None` if one of them is not of the type.
    pub(crate) fn holds(self, request: &str, policy: &str) -> Option<bool> {
        if !(self.reads(request) && self.reads(policy)) {
            return None;
        }
        // A value of the policy that is not of the type is an error, one of the request is no match: so the request's
        // value takes the policy's place once, to be looked at.
        self.ask(request, request)?;
        self.ask(request, policy)
    }

    /// Whether `iam-rs` understands a value as AWS does. It keeps numbers as 64-bit floats, which 15 digits survive, and
    /// takes the date `2020` for 2020 seconds after the epoch.
    fn reads(self, value: &str) -> bool {
        let digits = value.chars().all(|character| character.is_ascii_digit());
        match self {
            Self::NumericEquals
            | Self::NumericLessThan
            | Self::NumericLessThanEquals
            | Self::NumericGreaterThan
            | Self::NumericGreaterThanEquals => {
                value.len() <= 15 && value.chars().all(|character| matches!(character, '0'..='9' | '.' | '-'))
            }
            Self::DateEquals
            | Self::DateLessThan
            | Self::DateLessThanEquals
            | Self::DateGreaterThan
            | Self::DateGreaterThanEquals => !digits || matches!(value.len(), 9..=11),
            Self::Bool | Self::IpAddress => true,
        }
    }

    fn ask(self, request: &str, policy: &str) -> Option<bool> {
        let (value, wanted) = match self {
            Self::Bool => (ContextValue::Boolean(boolean(request)?), boolean(policy)?.to_string()),
            _ => (ContextValue::String(request.to_owned()), policy.to_owned()),
        };
        let mut context = Context::new();
        context.insert("k".to_owned(), value);
        let statement = IAMStatement::new(IAMEffect::Allow)
            .with_action(IAMAction::Single("*".to_owned()))
            .with_resource(IAMResource::Single("*".to_owned()))
            .with_condition(self.operator(), "k".to_owned(), iam_rs::ConditionValue::String(wanted));
        let request = IAMRequest::new_with_context(
            Principal::Aws(PrincipalId::String("arn:aws:iam::111122223333:role/r".to_owned())),
            "a:b",
            Arn::parse("arn:aws:a:::b").ok()?,
            context,
        );
        let decision = evaluate_policy(&IAMPolicy::new().add_statement(statement), &request).ok()?;
        Some(decision == Decision::Allow)
    }
}

fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}
