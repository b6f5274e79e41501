//! Condition operators: the key of a row has the value of the row, and the condition is met, is not, or it is not known.

use hopwise_permission::{Context, Owner, Principal, Request, Value};

use crate::support::{ACCOUNT, OTHER, PULL, REPOSITORY, ROLE, by_identity, met, role, settled, statements};

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);
const UNKNOWN: Option<bool> = None;

fn one(value: &str) -> Value {
    Value::one(value)
}

fn many(values: &[&str]) -> Value {
    Value::Known(values.iter().map(|value| (*value).to_owned()).collect())
}

fn none_of(values: &[&str]) -> Value {
    Value::NoneOf(values.iter().map(|value| (*value).to_owned()).collect())
}

fn check(rows: &[(&str, Value, Option<bool>)]) {
    for (condition, value, expected) in rows {
        assert_eq!(met(condition, "k:x", value.clone()), *expected, "{condition} of {value:?}");
    }
}

#[test]
fn strings() {
    check(&[
        (r#""StringEquals": {"k:x": "a"}"#, one("a"), YES),
        (r#""StringEquals": {"k:x": "a"}"#, one("A"), NO),
        (r#""StringEquals": {"K:X": "a"}"#, one("a"), YES),
        (r#""StringEquals": {"k:x": ["b", "a"]}"#, one("a"), YES),
        (r#""StringEquals": {"k:x": "a*"}"#, one("ab"), NO),
        (r#""StringEquals": {"k:x": "a*"}"#, one("a*"), YES),
        (r#""StringNotEquals": {"k:x": ["b", "a"]}"#, one("a"), NO),
        (r#""StringNotEquals": {"k:x": ["b", "c"]}"#, one("a"), YES),
        (r#""StringEqualsIgnoreCase": {"k:x": "eU"}"#, one("Eu"), YES),
        (r#""StringNotEqualsIgnoreCase": {"k:x": "eU"}"#, one("Eu"), NO),
        (r#""StringLike": {"k:x": "vpce-*"}"#, one("vpce-1"), YES),
        (r#""StringLike": {"k:x": "vpce-?"}"#, one("vpce-12"), NO),
        (r#""StringLike": {"k:x": "*"}"#, one(""), YES),
        (r#""StringLike": {"k:x": "VPCE-*"}"#, one("vpce-1"), NO),
        (r#""StringNotLike": {"k:x": ["a*", "*z"]}"#, one("xyz"), NO),
        (r#""StringNotLike": {"k:x": ["a*", "*z"]}"#, one("xy"), YES),
    ]);
}

#[test]
fn keys_that_are_absent() {
    check(&[
        (r#""StringEquals": {"k:x": "a"}"#, Value::Absent, NO),
        (r#""StringNotEquals": {"k:x": "a"}"#, Value::Absent, YES),
        (r#""StringLike": {"k:x": "*"}"#, Value::Absent, NO),
        (r#""StringEqualsIfExists": {"k:x": "a"}"#, Value::Absent, YES),
        (r#""StringEqualsIfExists": {"k:x": "a"}"#, one("b"), NO),
        (r#""StringNotEqualsIfExists": {"k:x": "a"}"#, Value::Absent, YES),
        (r#""ArnLike": {"k:x": "arn:aws:s3:::b"}"#, Value::Absent, NO),
        (r#""ArnNotLike": {"k:x": "arn:aws:s3:::b"}"#, Value::Absent, YES),
        (r#""Bool": {"k:x": "false"}"#, Value::Absent, NO),
        (r#""BoolIfExists": {"k:x": "true"}"#, Value::Absent, YES),
        (r#""IpAddress": {"k:x": "10.0.0.0/8"}"#, Value::Absent, NO),
        (r#""NotIpAddress": {"k:x": "10.0.0.0/8"}"#, Value::Absent, YES),
        (r#""NumericLessThan": {"k:x": 3}"#, Value::Absent, NO),
        (r#""ForAllValues:StringEquals": {"k:x": "a"}"#, Value::Absent, YES),
        (r#""ForAllValues:StringNotEquals": {"k:x": "a"}"#, Value::Absent, YES),
        (r#""ForAnyValue:StringEquals": {"k:x": "a"}"#, Value::Absent, NO),
        (r#""ForAnyValue:StringNotEquals": {"k:x": "a"}"#, Value::Absent, NO),
        // The documents of IfExists and of ForAnyValue contradict each other.
        (r#""ForAnyValue:StringEqualsIfExists": {"k:x": "a"}"#, Value::Absent, UNKNOWN),
        (r#""ForAllValues:StringEqualsIfExists": {"k:x": "a"}"#, Value::Absent, YES),
        (r#""StringEquals": {"k:x": "a"}"#, many(&[]), NO),
    ]);
}

#[test]
fn null() {
    check(&[
        (r#""Null": {"k:x": "true"}"#, Value::Absent, YES),
        (r#""Null": {"k:x": "false"}"#, Value::Absent, NO),
        (r#""Null": {"k:x": true}"#, one("a"), NO),
        (r#""Null": {"k:x": false}"#, one("a"), YES),
        (r#""Null": {"k:x": "True"}"#, Value::Absent, YES),
        (r#""Null": {"k:x": "true"}"#, many(&[]), YES),
        (r#""Null": {"k:x": "true"}"#, one(""), UNKNOWN),
        (r#""Null": {"k:x": "maybe"}"#, one("a"), UNKNOWN),
        (r#""Null": {"k:x": "true"}"#, Value::Unknown, UNKNOWN),
        (r#""Null": {"k:x": "true"}"#, none_of(&["a"]), UNKNOWN),
        (r#""NullIfExists": {"k:x": "true"}"#, one("a"), UNKNOWN),
    ]);
}

#[test]
fn several_values() {
    check(&[
        (r#""ForAllValues:StringLike": {"k:x": ["a*", "b"]}"#, many(&["a1", "b"]), YES),
        (r#""ForAllValues:StringLike": {"k:x": ["a*", "b"]}"#, many(&["a1", "c"]), NO),
        (r#""ForAnyValue:StringEquals": {"k:x": ["a", "b"]}"#, many(&["c", "b"]), YES),
        (r#""ForAnyValue:StringEquals": {"k:x": ["a", "b"]}"#, many(&["c", "d"]), NO),
        (r#""ForAnyValue:StringNotEquals": {"k:x": ["a", "b"]}"#, many(&["a", "d"]), YES),
        (r#""ForAllValues:StringNotEquals": {"k:x": ["a", "b"]}"#, many(&["a", "d"]), NO),
        (r#""ForAllValues:NumericLessThan": {"k:x": 5}"#, many(&["1", "4"]), YES),
        (r#""ForAnyValue:IpAddress": {"k:x": "10.0.0.0/8"}"#, many(&["192.0.2.1", "10.1.1.1"]), YES),
        // "or if the context key value resolves to a null dataset, such as an empty string"
        (r#""ForAllValues:StringEquals": {"k:x": "a"}"#, one(""), UNKNOWN),
        // An operator for one value, and several: settled only if all say the same.
        (r#""StringEquals": {"k:x": ["a", "b"]}"#, many(&["a", "b"]), YES),
        (r#""StringEquals": {"k:x": "a"}"#, many(&["c", "b"]), NO),
        (r#""StringEquals": {"k:x": "a"}"#, many(&["a", "b"]), UNKNOWN),
        (r#""StringNotEquals": {"k:x": "a"}"#, many(&["a", "b"]), UNKNOWN),
    ]);
}

#[test]
fn arns() {
    let topic = "arn:aws:sns:eu-central-1:111122223333:topic/a:b";
    check(&[
        (r#""ArnEquals": {"k:x": "arn:aws:sns:eu-central-1:111122223333:topic/a:b"}"#, one(topic), YES),
        (r#""ArnEquals": {"k:x": "arn:aws:sns:*:111122223333:*"}"#, one(topic), YES),
        (r#""ArnLike": {"k:x": "arn:aws:sns:*:111122223333:topic/?:b"}"#, one(topic), YES),
        (r#""ArnLike": {"k:x": "arn:aws:*:*:444455556666:*"}"#, one(topic), NO),
        // A wildcard does not cross the colons: here the Region would swallow the account.
        (r#""ArnLike": {"k:x": "arn:aws:sns:*:b:*"}"#, one("arn:aws:sns:a:b:c:b:d"), YES),
        (r#""ArnLike": {"k:x": "arn:aws:sns:*:c:*"}"#, one("arn:aws:sns:a:b:c:b:d"), NO),
        (r#""ArnNotEquals": {"k:x": "arn:aws:sns:*:*:topic/*"}"#, one(topic), NO),
        (r#""ArnNotLike": {"k:x": "arn:aws:sns:*:*:queue/*"}"#, one(topic), YES),
        // Not ARNs, on either side: less of an ARN is not met by wildcards for the rest of it.
        (r#""ArnLike": {"k:x": "arn:aws:sns:*:*:*"}"#, one("arn:aws:sns"), NO),
        (r#""ArnLike": {"k:x": "arn:aws:sns*"}"#, one("arn:aws:sns"), UNKNOWN),
        (r#""ArnLike": {"k:x": "*"}"#, one(topic), UNKNOWN),
        (r#""ArnLike": {"k:x": "arn:aws:sns:*"}"#, one(topic), UNKNOWN),
        (r#""ArnLike": {"k:x": "arn:aws:sqs:*"}"#, one(topic), NO),
    ]);
}

#[test]
fn numbers_dates_booleans_addresses() {
    check(&[
        (r#""NumericEquals": {"k:x": "10"}"#, one("10.0"), YES),
        (r#""NumericNotEquals": {"k:x": [9, 10]}"#, one("10"), NO),
        (r#""NumericLessThan": {"k:x": 10}"#, one("9.5"), YES),
        (r#""NumericLessThanEquals": {"k:x": 10}"#, one("10"), YES),
        (r#""NumericGreaterThan": {"k:x": "10"}"#, one("10"), NO),
        (r#""NumericGreaterThanEquals": {"k:x": "-1"}"#, one("0"), YES),
        (r#""NumericEquals": {"k:x": "ten"}"#, one("10"), UNKNOWN),
        (r#""NumericEquals": {"k:x": "10"}"#, one("ten"), UNKNOWN),
        (r#""NumericNotEquals": {"k:x": "10"}"#, one("NaN"), UNKNOWN),
        (r#""NumericEquals": {"k:x": "9007199254740993"}"#, one("9007199254740992"), UNKNOWN),
        (r#""DateLessThan": {"k:x": "2030-01-01T00:00:00Z"}"#, one("2026-07-01T12:00:00Z"), YES),
        (r#""DateGreaterThan": {"k:x": "2026-07-01T12:00:00+02:00"}"#, one("2026-07-01T10:00:01Z"), YES),
        (r#""DateGreaterThanEquals": {"k:x": 1704067200}"#, one("2024-01-01T00:00:00Z"), YES),
        (r#""DateEquals": {"k:x": "2024-01-01T00:00:00Z"}"#, one("1704067200"), YES),
        (r#""DateNotEquals": {"k:x": "2024-01-01T00:00:00Z"}"#, one("1704067200"), NO),
        (r#""DateLessThanEquals": {"k:x": "2030"}"#, one("2026-07-01T12:00:00Z"), UNKNOWN),
        (r#""DateLessThan": {"k:x": "soon"}"#, one("2026-07-01T12:00:00Z"), UNKNOWN),
        // A date and a time are a moment without seconds too; a date alone is not, and no more than W3C's forms count.
        (r#""DateEquals": {"k:x": "2024-01-01T01:00+01:00"}"#, one("2024-01-01T00:00:00.000Z"), YES),
        (r#""DateEquals": {"k:x": "2024-01-01"}"#, one("2024-01-01T00:00:00Z"), UNKNOWN),
        (r#""DateEquals": {"k:x": "2024-01-01T00:00:00"}"#, one("2024-01-01T00:00:00Z"), UNKNOWN),
        (r#""DateEquals": {"k:x": "2024-01-01 00:00:00Z"}"#, one("2024-01-01T00:00:00Z"), UNKNOWN),
        (r#""DateEquals": {"k:x": "2024-01-01T00:00:00.Z"}"#, one("2024-01-01T00:00:00Z"), UNKNOWN),
        (r#""DateEquals": {"k:x": "2024-01-01T00:00:00,5Z"}"#, one("2024-01-01T00:00:00.5Z"), UNKNOWN),
        (r#""DateEquals": {"k:x": "20240101T000000Z"}"#, one("2024-01-01T00:00:00Z"), UNKNOWN),
        (r#""DateEquals": {"k:x": "2024-01-01T00:00:60Z"}"#, one("2024-01-01T00:01:00Z"), UNKNOWN),
        (r#""DateEquals": {"k:x": "2024-02-30T00:00:00Z"}"#, one("2024-03-01T00:00:00Z"), UNKNOWN),
        // Seconds with a fraction are seconds; thirteen digits are milliseconds.
        (r#""DateGreaterThan": {"k:x": "1704067200"}"#, one("1704067200.5"), YES),
        (r#""DateGreaterThan": {"k:x": "1704067200"}"#, one("1704067200500"), UNKNOWN),
        (r#""DateGreaterThan": {"k:x": "-1"}"#, one("1704067200"), UNKNOWN),
        (r#""Bool": {"k:x": "true"}"#, one("true"), YES),
        (r#""Bool": {"k:x": true}"#, one("True"), YES),
        (r#""Bool": {"k:x": [true]}"#, one("false"), NO),
        (r#""Bool": {"k:x": "yes"}"#, one("true"), UNKNOWN),
        (r#""BoolIfExists": {"k:x": "false"}"#, one("true"), NO),
        (r#""IpAddress": {"k:x": ["192.0.2.0/24", "10.0.0.0/8"]}"#, one("10.1.2.3"), YES),
        (r#""IpAddress": {"k:x": "10.1.2.3"}"#, one("10.1.2.3"), YES),
        (r#""IpAddress": {"k:x": "10.1.2.3"}"#, one("10.1.2.4"), NO),
        (r#""IpAddress": {"k:x": "0.0.0.0/0"}"#, one("2001:db8::1"), NO),
        (r#""IpAddress": {"k:x": "2001:db8::/32"}"#, one("2001:db8::1"), YES),
        (r#""NotIpAddress": {"k:x": ["192.0.2.0/24", "10.0.0.0/8"]}"#, one("10.1.2.3"), NO),
        (r#""NotIpAddress": {"k:x": "192.0.2.0/24"}"#, one("10.1.2.3"), YES),
        (r#""IpAddress": {"k:x": "10.0.0.0/33"}"#, one("10.1.2.3"), UNKNOWN),
        (r#""IpAddress": {"k:x": "10.1.2.3/8"}"#, one("10.4.5.6"), YES),
        (r#""IpAddress": {"k:x": "2001:db8::1"}"#, one("2001:DB8:0::1"), YES),
        (r#""NotIpAddress": {"k:x": "10.0.0.0/8"}"#, one("somewhere"), UNKNOWN),
        (r#""BinaryEquals": {"k:x": "QmluYXJ5"}"#, one("QmluYXJ5"), UNKNOWN),
        (r#""StringResembles": {"k:x": "a"}"#, one("a"), UNKNOWN),
        (r#""ForSomeValues:StringEquals": {"k:x": "a"}"#, one("a"), UNKNOWN),
        (r#""StringEquals": {"k:x": []}"#, one("a"), UNKNOWN),
    ]);
}

/// Known not to be any of some values, or absent: settled where both are the same.
#[test]
fn values_that_are_known_not_to_be() {
    check(&[
        (r#""StringEquals": {"k:x": "o-mine"}"#, none_of(&["o-mine"]), NO),
        (r#""StringNotEquals": {"k:x": "o-mine"}"#, none_of(&["o-mine"]), YES),
        (r#""StringEquals": {"k:x": ["o-mine", "o-else"]}"#, none_of(&["o-mine"]), UNKNOWN),
        (r#""StringEqualsIfExists": {"k:x": "o-mine"}"#, none_of(&["o-mine"]), UNKNOWN),
        (r#""StringNotEqualsIfExists": {"k:x": "o-mine"}"#, none_of(&["o-mine"]), YES),
        (r#""StringLike": {"k:x": "o-*"}"#, none_of(&["o-mine"]), UNKNOWN),
        (r#""StringEqualsIgnoreCase": {"k:x": "o-mine"}"#, none_of(&["o-mine"]), UNKNOWN),
        (r#""ForAnyValue:StringEquals": {"k:x": "o-mine"}"#, none_of(&["o-mine"]), NO),
        (r#""ForAllValues:StringEquals": {"k:x": "o-mine"}"#, none_of(&["o-mine"]), UNKNOWN),
        (r#""ForAllValues:StringNotEquals": {"k:x": "o-mine"}"#, none_of(&["o-mine"]), YES),
        (r#""ForAnyValue:StringNotEquals": {"k:x": "o-mine"}"#, none_of(&["o-mine"]), UNKNOWN),
    ]);
    // What the policy compares with, for a request of somebody to whom none of it can belong.
    let policy = statements(
        r#"{"Effect": "Allow", "Action": "*", "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-b", "o-a"], "k": "x"}}},
           {"Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": {"StringNotEquals": {"AWS:principalorgid": "o-a"}}}"#,
    );
    assert_eq!(policy.values_of("aws:PrincipalOrgId"), ["o-a", "o-b"]);
}

#[test]
fn all_conditions_must_be_met() {
    let policy = statements(
        r#"{"Effect": "Allow", "Action": "*", "Resource": "*",
            "Condition": {"StringEquals": {"k:x": "a", "k:y": "b"}, "Bool": {"k:z": "true"}}}"#,
    );
    let answer = |x: Value, y: Value, z: Value| {
        settled(&by_identity(&policy, &Context::new().with("k:x", x).with("k:y", y).with("k:z", z)))
    };
    assert_eq!(answer(one("a"), one("b"), one("true")), YES);
    assert_eq!(answer(one("a"), one("c"), one("true")), NO);
    assert_eq!(answer(Value::Unknown, one("b"), one("true")), UNKNOWN);
    assert_eq!(answer(Value::Unknown, one("b"), one("false")), NO);
}

#[test]
fn what_follows_from_the_request_need_not_be_set() {
    let policy = statements(
        r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
            "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ecs/*"},
            "StringEquals": {"aws:PrincipalAccount": "111122223333", "aws:ResourceAccount": "${aws:PrincipalAccount}",
                             "aws:PrincipalType": "AssumedRole"},
            "Bool": {"aws:PrincipalIsAWSService": "false"}}}"#,
    );
    assert_eq!(settled(&by_identity(&policy, &Context::new())), YES);
    let context = Context::new().with("aws:resourceaccount", one("444455556666"));
    assert_eq!(settled(&by_identity(&policy, &context)), NO);
}

#[test]
fn what_follows_from_whom_and_what() {
    let foreign = Principal::Foreign { not_accounts: vec![ACCOUNT.to_owned()] };
    let service = Principal::Service { name: "logs.amazonaws.com".to_owned() };
    let (role, context) = (role(), Context::new());
    let value = |principal: &Principal, resource: &str, owner: Owner<'_>, key: &str| {
        Request { principal, action: PULL, resource, owner, context: &context }.value(key)
    };
    let rows = [
        (&role, "aws:PrincipalArn", one(ROLE)),
        (&role, "aws:username", Value::Absent),
        (&role, "aws:PrincipalServiceName", Value::Absent),
        (&role, "aws:PrincipalOrgID", Value::Unknown),
        (&service, "aws:PrincipalServiceName", one("logs.amazonaws.com")),
        (&service, "aws:PrincipalIsAWSService", one("true")),
        (&service, "aws:PrincipalAccount", Value::Unknown),
        (&service, "aws:ResourceAccount", Value::Unknown),
        (&foreign, "aws:PrincipalAccount", none_of(&[ACCOUNT])),
        (&foreign, "aws:PrincipalArn", Value::Unknown),
        (&foreign, "aws:PrincipalIsAWSService", Value::Unknown),
    ];
    for (principal, key, expected) in rows {
        assert_eq!(value(principal, REPOSITORY, Owner::Caller, key), expected, "{key} of {principal:?}");
    }
    let rows = [
        (REPOSITORY, Owner::Caller, one(ACCOUNT)),
        ("*", Owner::Caller, Value::Unknown),
        (REPOSITORY, Owner::Account(OTHER), one(OTHER)),
        (REPOSITORY, Owner::Unknown, Value::Unknown),
    ];
    for (resource, owner, expected) in rows {
        assert_eq!(value(&role, resource, owner, "s3:resourceAccount"), expected, "{resource} of {owner:?}");
    }
}

#[test]
fn families_of_keys() {
    let policy = statements(
        r#"{"Effect": "Allow", "Action": "*", "Resource": "*",
            "Condition": {"Null": {"aws:RequestTag/team": "true"}}}"#,
    );
    let mut context = Context::new();
    assert_eq!(settled(&by_identity(&policy, &context)), UNKNOWN);
    context.set_family("aws:RequestTag/", Value::Absent);
    assert_eq!(settled(&by_identity(&policy, &context)), YES);
    // The longest prefix counts, whatever the order, and a key before all prefixes.
    context.set_family("aws:RequestTag/t", Value::Unknown);
    context.set_family("aws:", one("a"));
    assert_eq!(settled(&by_identity(&policy, &context)), UNKNOWN);
    context.set("AWS:requesttag/TEAM", one("shop"));
    assert_eq!(settled(&by_identity(&policy, &context)), NO);
}
