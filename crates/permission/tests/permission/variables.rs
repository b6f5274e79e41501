//! Policy variables: where they are replaced, and what an unknown or missing value does.

use hopwise_permission::{Context, Decision, Documents, Layers, NamedPolicy, Owner, Request, Unsettled, Value, decide};

use crate::support::{by_identity, policy, role, settled, statements};

const OBJECT: &str = "arn:aws:s3:::envs/shop/web.env";

/// Whether a statement about `resource` covers [`OBJECT`] when `aws:PrincipalTag/team` has a value.
fn covers(resource: &str, team: Value) -> Option<bool> {
    let policy = statements(&format!(r#"{{"Effect": "Allow", "Action": "s3:*", {resource}}}"#));
    let context = Context::new().with("aws:PrincipalTag/team", team);
    let request = Request {
        principal: &role(),
        action: "s3:GetObject",
        resource: OBJECT,
        owner: Owner::Caller,
        context: &context,
    };
    let identity = Documents::Known(vec![NamedPolicy { name: "p", policy: &policy }]);
    settled(&decide(&request, &Layers { identity, ..Layers::default() }))
}

#[test]
fn in_resources() {
    let shop = || Value::one("shop");
    let own = r#""Resource": "arn:aws:s3:::envs/${aws:PrincipalTag/team}/*""#;
    let rows = [
        (own, shop(), Some(true)),
        (own, Value::one("bank"), Some(false)),
        (own, Value::Unknown, None),
        (own, Value::Absent, Some(false)),
        (own, Value::Known(vec!["shop".to_owned(), "bank".to_owned()]), None),
        // A wildcard in a value may be one, or a character.
        (own, Value::one("*"), None),
        (own, Value::one("b*"), Some(false)),
        (r#""Resource": "arn:aws:s3:::envs/${AWS:principaltag/TEAM}/*""#, shop(), Some(true)),
        (r#""Resource": "arn:aws:s3:::other/${aws:PrincipalTag/team}/*""#, Value::Unknown, Some(false)),
        (r#""Resource": "arn:aws:s3:::envs/${aws:PrincipalTag/team, 'shop'}/*""#, Value::Absent, Some(true)),
        (r#""Resource": "arn:aws:s3:::envs/${aws:PrincipalTag/team,'bank'}/*""#, Value::Absent, Some(false)),
        (r#""Resource": "arn:aws:s3:::envs/${aws:PrincipalTag/team, 'bank'}/*""#, shop(), Some(true)),
        (r#""Resource": "arn:aws:s3:::envs/${aws:PrincipalTag/team, shop}/*""#, Value::Absent, None),
        (r#""Resource": "arn:aws:s3:::envs/shop/web.env${*}""#, shop(), Some(false)),
        (r#""Resource": "arn:aws:s3:::envs/${shop/*""#, shop(), Some(false)),
        // "This might cause the entire statement to be invalid", also where another entry would do.
        (r#""Resource": ["arn:aws:s3:::envs/*", "arn:aws:s3:::${aws:PrincipalTag/team}"]"#, Value::Absent, None),
        (r#""NotResource": "arn:aws:s3:::envs/${aws:PrincipalTag/team}/*""#, Value::Absent, None),
        (r#""NotResource": "arn:aws:s3:::envs/${aws:PrincipalTag/team}/*""#, shop(), Some(false)),
        (r#""NotResource": "arn:aws:s3:::envs/${aws:PrincipalTag/team}/*""#, Value::one("bank"), Some(true)),
        // Only the resource part may have variables.
        (r#""Resource": "arn:aws:${aws:PrincipalTag/team}:::envs/*""#, Value::one("s3"), None),
        (r#""Resource": "arn:aws:${aws:PrincipalTag/team}:::envs/*""#, shop(), Some(false)),
    ];
    for (resource, team, expected) in rows {
        assert_eq!(covers(resource, team.clone()), expected, "{resource} with {team:?}");
    }
}

#[test]
fn in_conditions() {
    let rows = [
        (r#""StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}"#, "a", Value::one("a"), Some(true)),
        (r#""StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}"#, "a", Value::one("b"), Some(false)),
        (r#""StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}"#, "a", Value::Unknown, None),
        (r#""StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}"#, "a", Value::Absent, Some(false)),
        (r#""StringNotEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}"#, "a", Value::Absent, None),
        (
            r#""StringNotEquals": {"aws:ResourceTag/team": "x${aws:PrincipalTag/team}"}"#,
            "a",
            Value::Unknown,
            // It may have no value, and the statement be invalid for that.
            None,
        ),
        (r#""StringEquals": {"aws:ResourceTag/team": ["a", "${aws:PrincipalTag/team}b"]}"#, "a", Value::Unknown, None),
        (r#""StringLike": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}-*"}"#, "a-1", Value::one("a"), Some(true)),
        (r#""StringLike": {"aws:ResourceTag/team": "${*}"}"#, "*", Value::Unknown, Some(true)),
        (r#""StringLike": {"aws:ResourceTag/team": "${*}"}"#, "a", Value::Unknown, Some(false)),
        (r#""StringLike": {"aws:ResourceTag/team": "${?}${$}"}"#, "?$", Value::Unknown, Some(true)),
        (r#""StringEquals": {"aws:ResourceTag/team": "${*}"}"#, "*", Value::Unknown, Some(true)),
    ];
    for (condition, resource, principal, expected) in rows {
        let policy = statements(&format!(
            r#"{{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {{{condition}}}}}"#
        ));
        let context = Context::new()
            .with("aws:ResourceTag/team", Value::one(resource))
            .with("aws:PrincipalTag/team", principal.clone());
        assert_eq!(settled(&by_identity(&policy, &context)), expected, "{condition}, {resource}, {principal:?}");
    }
}

#[test]
fn the_unknown_variable_is_the_reason() {
    let rows = [
        r#""Resource": "*", "Condition": {"StringEquals": {"k:x": "${k:y}"}}"#,
        r#""Resource": "*", "Condition": {"StringEquals": {"k:x": "${k:y, 'a'}"}}"#,
        r#""Resource": "*", "Condition": {"ArnLike": {"k:x": "${k:y, 'a'}"}}"#,
        r#""Resource": "arn:aws:ecr:*:*:repository/${k:y}""#,
        r#""Resource": "arn:aws:ecr:*:*:repository/${k:y, 'shop/web'}""#,
        r#""NotResource": "arn:aws:ecr:*:*:repository/${k:y, 'shop/web'}""#,
    ];
    for row in rows {
        let policy = statements(&format!(r#"{{"Effect": "Allow", "Action": "*", {row}}}"#));
        let decision = by_identity(&policy, &Context::new().with("k:x", Value::one("a")));
        let Decision::Unknown { because, .. } = decision else { panic!("{decision:?}") };
        let keys: Vec<_> =
            because.iter().map(|b| if let Unsettled::Key { key, .. } = b { key.as_str() } else { "?" }).collect();
        assert_eq!(keys, ["k:y"], "{row}");
    }
}

/// A key that is known not to have some values is a reason where it may have others.
#[test]
fn the_key_that_may_have_other_values_is_the_reason() {
    let policy = statements(
        r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"k:x": "b"}}}"#,
    );
    let decision = by_identity(&policy, &Context::new().with("k:x", Value::NoneOf(vec!["a".to_owned()])));
    let Decision::Unknown { because, .. } = decision else { panic!("{decision:?}") };
    assert!(matches!(because.as_slice(), [Unsettled::Key { key, .. }] if key == "k:x"), "{because:?}");
}

/// Without a version, or with the old one, `${…}` is text.
#[test]
fn old_versions_have_none() {
    for version in [r#""Version": "2008-10-17","#, ""] {
        let policy = policy(&format!(
            r#"{{{version} "Statement": {{"Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": {{"StringEquals": {{"k:x": "${{k:y}}"}}}}}}}}"#
        ));
        let answer = |x: &str| {
            let context = Context::new().with("k:x", Value::one(x)).with("k:y", Value::one("a"));
            settled(&by_identity(&policy, &context))
        };
        assert_eq!(answer("a"), Some(false), "{version}");
        assert_eq!(answer("${k:y}"), Some(true), "{version}");
    }
}
