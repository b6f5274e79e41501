//! Policies that mean the same to the crate `iam-rs` and to us: one layer, everything known, none of the elements in
//! which they differ.

use hopwise_permission::{Context, Decision, Value};
use iam_rs::ContextValue;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::iam_rs::{ours, text, theirs};

/// Something that both understand: an operator, the values of the policy, those of the request.
fn condition() -> impl Strategy<Value = (String, &'static str)> {
    let group = |operators: &[&'static str], values: &[&'static str], key: &'static str| {
        let values = vec(select(values.to_vec()), 1..3);
        (select(operators.to_vec()), values).prop_map(move |(operator, values)| {
            (format!(r#""{operator}": {{"{key}": ["{}"]}}"#, values.join(r#"", ""#)), key)
        })
    };
    prop_oneof![
        4 => group(
            &["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase",
              "StringNotEqualsIgnoreCase", "StringEqualsIfExists", "StringNotEqualsIfExists", "StringLikeIfExists",
              "ForAllValues:StringEquals", "ForAnyValue:StringLike", "ForAllValues:StringNotEquals",
              "ForAnyValue:StringNotLike"],
            &["a", "b", "A*", "a?", "*b", "ab*"],
            "k:text"
        ),
        2 => group(
            &["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan",
              "NumericGreaterThanEquals", "NumericLessThanIfExists", "NumericNotEqualsIfExists"],
            &["1", "2", "2.0", "-3.5", "10"],
            "k:number"
        ),
        2 => group(
            &["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan",
              "DateGreaterThanEquals", "DateGreaterThanIfExists"],
            &["2024-01-01T00:00:00Z", "1704067200", "2026-07-01T12:00:00+02:00"],
            "k:date"
        ),
        2 => group(
            &["IpAddress", "NotIpAddress", "IpAddressIfExists", "NotIpAddressIfExists"],
            &["10.0.0.0/8", "10.1.2.3", "0.0.0.0/0", "2001:db8::/32", "192.0.2.0/25"],
            "k:address"
        ),
        // Lists of one: with several iam-rs looks at the first only.
        1 => select(vec!["true", "false"]).prop_map(|wanted| (format!(r#""Null": {{"k:text": "{wanted}"}}"#), "k:text")),
        1 => select(vec!["true", "false"]).prop_map(|wanted| (format!(r#""Bool": {{"k:flag": "{wanted}"}}"#), "k:flag")),
    ]
}

fn statement() -> impl Strategy<Value = String> {
    let action = select(vec![
        r#""Action": "*""#,
        r#""Action": ["s3:*", "ECR:batch*"]"#,
        r#""Action": "ecr:Get*""#,
        r#""NotAction": "ecr:Get*""#,
        r#""NotAction": ["s3:*", "ecr:*"]"#,
        r#""Action": "ecr:?atchGetImage""#,
    ]);
    let resource = select(vec![
        r#""Resource": "*""#,
        r#""Resource": ["arn:aws:s3:::*", "arn:aws:ecr:*:*:repository/shop/*"]"#,
        r#""Resource": "arn:aws:ecr:eu-*:1111????3333:repository/shop/web""#,
        r#""NotResource": "arn:aws:ecr:*:*:repository/bank/*""#,
        r#""NotResource": "arn:aws:ecr:*:*:*""#,
        r#""Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/shop/web""#,
    ]);
    let effect = select(vec!["Allow", "Allow", "Deny"]);
    (effect, action, resource, proptest::option::of(condition())).prop_map(|(effect, action, resource, condition)| {
        let condition = condition.map_or_else(String::new, |(text, _)| format!(r#", "Condition": {{{text}}}"#));
        format!(r#"{{"Effect": "{effect}", {action}, {resource}{condition}}}"#)
    })
}

fn context() -> impl Strategy<Value = Vec<(&'static str, Option<&'static str>)>> {
    let one = |key: &'static str, values: &[&'static str]| {
        proptest::option::weighted(0.8, select(values.to_vec())).prop_map(move |value| (key, value))
    };
    (
        one("k:text", &["a", "b", "ab", "AB", "A*"]),
        one("k:number", &["1", "2", "2.5", "-3.5"]),
        one("k:date", &["2024-01-01T00:00:00Z", "2026-07-01T10:00:00Z", "1704067201"]),
        one("k:address", &["10.1.2.3", "192.0.2.200", "2001:db8::1"]),
        one("k:flag", &["true", "false"]),
    )
        .prop_map(|(a, b, c, d, e)| vec![a, b, c, d, e])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn both_agree_on_one_layer_with_everything_known(
        statements in vec(statement(), 1..5),
        context in context(),
    ) {
        let policy = format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(", "));
        let mut ours_context = Context::new();
        let mut theirs_context = Vec::new();
        for (key, value) in context {
            ours_context.set(key, value.map_or(Value::Absent, Value::one));
            if let Some(value) = value {
                let flag = |value: &str| ContextValue::Boolean(value == "true");
                theirs_context.push((key, if key == "k:flag" { flag(value) } else { text(value) }));
            }
        }
        let ours = match ours(&policy, &ours_context, false) {
            Decision::Allowed { .. } => Some(iam_rs::Decision::Allow),
            Decision::Denied { explicit: Some(_), .. } => Some(iam_rs::Decision::Deny),
            Decision::Denied { explicit: None, .. } => Some(iam_rs::Decision::NotApplicable),
            Decision::Unknown { .. } => None,
        };
        let theirs = theirs(&policy, &theirs_context);
        prop_assert_eq!(ours, theirs.clone().ok(), "{:?}: {}", theirs, policy);
    }
}

/// A number of at most 15 characters, a moment in one of several forms, an address, or a block.
fn typed() -> impl Strategy<Value = (&'static str, String, String)> {
    let number = || {
        prop_oneof![
            (-99..100_i32).prop_map(|number| number.to_string()),
            (-9_999_999..10_000_000_i32, 0..100_000_u32).prop_map(|(whole, part)| format!("{whole}.{part:05}")),
        ]
    };
    // Near each other, so that equal and neighbouring moments occur.
    let moment = || {
        (1_704_067_190..1_704_067_210_i64, 0..4_u32, -3..3_i64, 0..3_u32).prop_map(|(seconds, part, offset, form)| {
            let clock = (seconds + offset * 1800).rem_euclid(86_400);
            let day = if seconds + offset * 1800 < 1_704_067_200 { "2023-12-31" } else { "2024-01-01" };
            let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
            let sign = if offset < 0 { '-' } else { '+' };
            let (hours, minutes) = (offset.abs() / 2, offset.abs() % 2 * 30);
            match form {
                0 => seconds.to_string(),
                1 => format!("{day}T{hour:02}:{minute:02}:{second:02}{sign}{hours:02}:{minutes:02}"),
                _ => format!("{day}T{hour:02}:{minute:02}:{second:02}.{part}{sign}{hours:02}:{minutes:02}"),
            }
        })
    };
    let v4 = || any::<[bool; 4]>().prop_map(|bits| bits.map(|bit| if bit { "129" } else { "10" }).join("."));
    let v6 = || any::<u16>().prop_map(|part| format!("2001:db8:{:x}::{:x}", part >> 14, part & 3));
    let address = move || prop_oneof![v4(), v6()];
    let block = prop_oneof![
        address(),
        (v4(), 0..34_u32).prop_map(|(address, prefix)| format!("{address}/{prefix}")),
        (v6(), 0..130_u32).prop_map(|(address, prefix)| format!("{address}/{prefix}")),
    ];
    let numeric = [
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "NumericLessThanEquals",
        "NumericGreaterThan",
        "NumericGreaterThanEquals",
    ];
    let date = [
        "DateEquals",
        "DateNotEquals",
        "DateLessThan",
        "DateLessThanEquals",
        "DateGreaterThan",
        "DateGreaterThanEquals",
    ];
    prop_oneof![
        (select(numeric.to_vec()), number(), number()),
        (select(date.to_vec()), moment(), moment()),
        (select(vec!["IpAddress", "NotIpAddress"]), block, address()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    /// What iam-rs refuses, a prefix that is too long, is not known here.
    #[test]
    fn both_compare_typed_values_alike((operator, wanted, value) in typed()) {
        let policy = format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": {{"{operator}": {{"k:x": "{wanted}"}}}}}}]}}"#
        );
        let ours = match ours(&policy, &Context::new().with("k:x", Value::one(value.as_str())), false) {
            Decision::Allowed { .. } => Some(true),
            Decision::Denied { .. } => Some(false),
            Decision::Unknown { .. } => None,
        };
        let theirs = theirs(&policy, &[("k:x", text(&value))]).ok().map(|found| found == iam_rs::Decision::Allow);
        prop_assert_eq!(ours, theirs, "{} of {}", policy, value);
    }
}
