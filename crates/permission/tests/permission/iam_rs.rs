//! The crate `iam-rs` as a second opinion: where it differs from AWS and from us. `agreement.rs` has the rest.
//!
//! `iam-rs` 0.8 evaluates whole policies. It has one layer: no boundary, no endpoint, no distinction between accounts. It
//! has two values: a condition key that is not given is absent, so nothing can be unknown. In particular:
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

use crate::support::{PULL, REPOSITORY, ROLE, known, role, settled};
use hopwise_permission::{Context, Decision, Layers, Owner, Policy, Request, Value, decide};
use iam_rs::{Arn, ContextValue, IAMPolicy, IAMRequest, PrincipalId, evaluate_policy};

/// What iam-rs makes of a policy; an error where it gives none.
pub(crate) fn theirs(policy: &str, context: &[(&str, ContextValue)]) -> Result<iam_rs::Decision, String> {
    let policy = IAMPolicy::from_json(policy).map_err(|error| error.to_string())?;
    let mut theirs = iam_rs::Context::new();
    for (key, value) in context {
        theirs.insert((*key).to_owned(), value.clone());
    }
    let request = IAMRequest::new_with_context(
        iam_rs::Principal::Aws(PrincipalId::String(ROLE.to_owned())),
        PULL,
        Arn::parse(REPOSITORY).unwrap(),
        theirs,
    );
    evaluate_policy(&policy, &request).map_err(|error| error.to_string())
}

/// Their answer as that of one layer: `None` if there is none.
fn they_allow(policy: &str, context: &[(&str, ContextValue)]) -> Option<bool> {
    theirs(policy, context).ok().map(|decision| decision == iam_rs::Decision::Allow)
}

pub(crate) fn ours(policy: &str, context: &Context, resource_policy: bool) -> Decision {
    let policy = Policy::parse(policy).unwrap_or_else(|error| panic!("{error}: {policy}"));
    let request = Request { principal: &role(), action: PULL, resource: REPOSITORY, owner: Owner::Caller, context };
    let layers = if resource_policy {
        Layers { resource: known("p", &policy), ..Layers::default() }
    } else {
        Layers { identity: known("p", &policy), ..Layers::default() }
    };
    decide(&request, &layers)
}

pub(crate) fn text(value: &str) -> ContextValue {
    ContextValue::String(value.to_owned())
}

/// A policy of one statement.
fn one(rest: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", {rest}}}]}}"#)
}

fn one_condition(condition: &str) -> String {
    one(&format!(r#""Action": "*", "Resource": "*", "Condition": {{{condition}}}"#))
}

/// What differs, a policy, the value of `k:x`, what iam-rs says, what we say.
type Difference = (&'static str, String, ContextValue, Option<bool>, Option<bool>);

/// Both answers to policies of an identity; the key `k:y` is absent.
fn check(rows: &[Difference]) {
    for (what, policy, value, them, us) in rows {
        assert_eq!(they_allow(policy, &[("k:x", value.clone())]), *them, "iam-rs: {what}");
        let values = match value {
            ContextValue::StringList(values) => values.clone(),
            ContextValue::String(value) => vec![value.clone()],
            other => panic!("{other:?}"),
        };
        let context = Context::new().with("k:x", Value::Known(values)).with("k:y", Value::Absent);
        assert_eq!(settled(&ours(policy, &context, false)), *us, "{what}");
    }
}

#[test]
fn differences_in_policies_of_resources() {
    let rows = [
        ("no Resource", one(r#""Principal": "*", "Action": "*""#), Some(false), Some(true)),
        (
            "two types of principals",
            one(&format!(
                r#""Principal": {{"AWS": "{ROLE}", "Service": "a.amazonaws.com"}}, "Action": "*", "Resource": "*""#
            )),
            None,
            Some(true),
        ),
        (
            "an account",
            one(r#""Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "*", "Resource": "*""#),
            Some(false),
            Some(true),
        ),
        (
            "an account by number",
            one(r#""Principal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*""#),
            Some(false),
            Some(true),
        ),
        (
            "a pattern of principals",
            one(r#""Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}, "Action": "*", "Resource": "*""#),
            Some(true),
            None,
        ),
    ];
    for (what, policy, them, us) in rows {
        assert_eq!(they_allow(&policy, &[]), them, "iam-rs: {what}");
        assert_eq!(settled(&ours(&policy, &Context::new(), true)), us, "{what}");
    }
}

#[test]
fn federated_principals_match_by_prefix_there() {
    let policy =
        IAMPolicy::from_json(&one(r#""Principal": {"Federated": "accounts.google"}, "Action": "*", "Resource": "*""#));
    let principal = iam_rs::Principal::Federated(PrincipalId::String("accounts.google.com".to_owned()));
    let request = IAMRequest::new(principal, PULL, Arn::parse(REPOSITORY).unwrap());
    assert_eq!(evaluate_policy(&policy.unwrap(), &request).unwrap(), iam_rs::Decision::Allow);
}

#[test]
fn differences_in_elements() {
    check(&[
        (
            "variables without a value",
            one(r#""Action": "*", "Resource": "arn:aws:ecr:*:*:repository/shop/web${k:y}""#),
            text("shop"),
            Some(true),
            Some(false),
        ),
        (
            "wildcards in the values of variables",
            one(r#""Action": "*", "Resource": "arn:aws:ecr:*:*:repository/${k:x}/web""#),
            text("*"),
            Some(true),
            None,
        ),
        (
            "variables of old versions",
            one(r#""Action": "*", "Resource": "arn:aws:ecr:*:*:repository/${k:x}/web""#).replace("2012", "2008"),
            text("shop"),
            Some(true),
            Some(false),
        ),
        ("incomplete ARNs", one(r#""Action": "*", "Resource": "arn:aws:ecr""#), text(""), None, Some(true)),
        (
            "wildcards for the service",
            one(r#""Action": "*", "Resource": "arn:aws:*:*:*:*""#),
            text(""),
            Some(false),
            None,
        ),
        (
            "no version",
            one(r#""Action": "*", "Resource": "*""#).replace(r#""Version": "2012-10-17", "#, ""),
            text(""),
            None,
            Some(true),
        ),
        ("one malformed ARN", one(r#""Action": "*", "Resource": ["nonsense", "*"]"#), text(""), None, Some(true)),
    ]);
}

#[test]
fn differences_in_conditions() {
    check(&[
        (
            "variables in conditions",
            one_condition(r#""StringEquals": {"k:x": "${k:x}"}"#),
            text("shop"),
            Some(false),
            Some(true),
        ),
        ("characters by name", one_condition(r#""StringLike": {"k:x": "a${*}"}"#), text("a*"), Some(false), Some(true)),
        (
            "ArnEquals",
            one_condition(r#""ArnEquals": {"k:x": "arn:aws:ecs:*:111122223333:*"}"#),
            text("arn:aws:ecs:eu-central-1:111122223333:task/1"),
            Some(false),
            Some(true),
        ),
        (
            "ArnLike",
            one_condition(r#""ArnLike": {"k:x": "arn:aws:ecs:*:task:*"}"#),
            text("arn:aws:ecs:eu-central-1:111122223333:task:1"),
            Some(true),
            Some(false),
        ),
        (
            "a negation with several values",
            one_condition(r#""StringNotEquals": {"k:x": "a"}"#),
            ContextValue::StringList(vec!["a".to_owned(), "b".to_owned()]),
            Some(true),
            None,
        ),
        (
            "set operators with IfExists",
            one_condition(r#""ForAllValues:StringEqualsIfExists": {"k:x": "a"}"#),
            text("a"),
            None,
            Some(true),
        ),
        (
            "set operators of numbers",
            one_condition(r#""ForAnyValue:NumericLessThan": {"k:x": "5"}"#),
            text("4"),
            None,
            Some(true),
        ),
        (
            "numbers beyond 64-bit floats",
            one_condition(r#""NumericEquals": {"k:x": "9007199254740993"}"#),
            text("9007199254740992"),
            Some(true),
            None,
        ),
        (
            "years",
            one_condition(r#""DateGreaterThan": {"k:x": "2030"}"#),
            text("2026-07-01T00:00:00Z"),
            Some(true),
            None,
        ),
        ("bytes", one_condition(r#""BinaryEquals": {"k:x": "QUJD"}"#), text("qujd"), Some(true), None),
        ("booleans in text", one_condition(r#""Bool": {"k:x": "true"}"#), text("true"), Some(false), Some(true)),
        (
            "several values of Null",
            one_condition(r#""Null": {"k:x": ["true", "false"]}"#),
            text("a"),
            Some(false),
            Some(true),
        ),
        ("lists of numbers", one_condition(r#""NumericEquals": {"k:x": [1, 2]}"#), text("2"), None, Some(true)),
    ]);
}
