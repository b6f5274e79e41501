//! What an answer shows: statements with their place, near misses, reasons.

use hopwise_permission::{
    Context, Decision, Layer, Layers, NearMiss, Owner, Part, Policy, Request, StatementRef, Unsettled, Value, decide,
};

use crate::support::{REPOSITORY, by_identity, known, role, statements};

/// The content of the managed policy of that name, as `get-policy-version` prints it.
const EXECUTION: &str = r#"{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "ecr:GetAuthorizationToken",
                "ecr:BatchCheckLayerAvailability",
                "ecr:GetDownloadUrlForLayer",
                "ecr:BatchGetImage",
                "logs:CreateLogStream",
                "logs:PutLogEvents"
            ],
            "Resource": "*"
        }
    ]
}"#;

/// `AmazonECSTaskExecutionRolePolicy` has no secrets, parameters, keys, buckets, nor `CreateLogGroup` (fact base F.1).
#[test]
fn the_managed_policy_of_execution_roles() {
    let policy = Policy::parse(EXECUTION).unwrap();
    let group = "arn:aws:logs:eu-central-1:111122223333:log-group:/ecs/web:log-stream:web/web/0a1b";
    let secret = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-a1B2c3";
    let rows = [
        ("ecr:GetAuthorizationToken", "*", true),
        ("ecr:BatchCheckLayerAvailability", REPOSITORY, true),
        ("ecr:BatchGetImage", REPOSITORY, true),
        ("ecr:GetDownloadUrlForLayer", REPOSITORY, true),
        ("logs:CreateLogStream", group, true),
        ("logs:PutLogEvents", group, true),
        ("logs:CreateLogGroup", "arn:aws:logs:eu-central-1:111122223333:log-group:/ecs/web", false),
        ("secretsmanager:GetSecretValue", secret, false),
        ("ssm:GetParameters", "arn:aws:ssm:eu-central-1:111122223333:parameter/db", false),
        ("kms:Decrypt", "arn:aws:kms:eu-central-1:111122223333:key/0a1b", false),
        ("s3:GetObject", "arn:aws:s3:::envs/web.env", false),
    ];
    let context = Context::new();
    for (action, resource, expected) in rows {
        let request = Request { principal: &role(), action, resource, owner: Owner::Caller, context: &context };
        let decision = decide(&request, &Layers { identity: known("managed", &policy), ..Layers::default() });
        assert_eq!(matches!(decision, Decision::Allowed { .. }), expected, "{action}: {decision:?}");
        assert_eq!(matches!(decision, Decision::Denied { .. }), !expected, "{action}: {decision:?}");
    }
}

fn statement(index: usize, sid: Option<&str>) -> StatementRef {
    StatementRef {
        layer: Layer::Identity,
        policy: "inline".to_owned(),
        index,
        pointer: format!("/Statement/{index}"),
        sid: sid.map(str::to_owned),
    }
}

#[test]
fn the_statements_that_allow_and_deny() {
    let policy = statements(
        r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
           {"Sid": "Pull", "Effect": "Allow", "Action": "ecr:*", "Resource": "*"}"#,
    );
    let by = vec![statement(1, Some("Pull"))];
    assert_eq!(by_identity(&policy, &Context::new()), Decision::Allowed { by });

    let policy = statements(
        r#"{"Effect": "Allow", "Action": "*", "Resource": "*"},
           {"Effect": "Deny", "Action": "ecr:*", "Resource": "*"}"#,
    );
    let explicit = Some(statement(1, None));
    let denied = Decision::Denied { layer: Layer::Identity, explicit, nearest: Vec::new() };
    assert_eq!(by_identity(&policy, &Context::new()), denied);

    let single = Policy::parse(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#).unwrap();
    let Decision::Allowed { by } = by_identity(&single, &Context::new()) else { panic!() };
    assert_eq!(by[0].pointer, "/Statement");
}

#[test]
fn every_layer_that_had_to_allow_is_shown() {
    let own = statements(r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#);
    let everybody = statements(r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#);
    let context = Context::new();
    let layers = |owner, identity: bool| {
        let request =
            Request { principal: &role(), action: "ecr:BatchGetImage", resource: REPOSITORY, owner, context: &context };
        let nothing = statements(r#"{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}"#);
        let decision = decide(
            &request,
            &Layers {
                identity: known("i", if identity { &own } else { &nothing }),
                boundary: known("b", &own),
                resource: known("r", &everybody),
                endpoint: known("e", &everybody),
                ..Layers::default()
            },
        );
        let Decision::Allowed { by } = decision else { panic!("{decision:?}") };
        by.into_iter().map(|statement| statement.policy).collect::<Vec<_>>()
    };
    assert_eq!(layers(Owner::Caller, true), ["i", "b", "e"]);
    assert_eq!(layers(Owner::Caller, false), ["r", "e"]);
    assert_eq!(layers(Owner::Account("444455556666"), true), ["i", "b", "r", "e"]);
}

#[test]
fn what_nearly_allows() {
    let policy = statements(
        r#"{"Effect": "Allow", "Action": "ecr:GetDownloadUrlForLayer", "Resource": "*"},
           {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
           {"Effect": "Allow", "Action": "ecr:*", "Resource": "arn:aws:ecr:*:*:repository/bank/*"},
           {"Effect": "Allow", "Action": "ecr:*", "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}, "Null": {"aws:SourceVpc": "true"}}},
           {"Effect": "Allow", "Action": "ecr:Put*", "Resource": "arn:aws:ecr:*:*:repository/bank/*"},
           {"Effect": "Deny", "Action": "ecr:Put*", "Resource": "*"},
           {"Effect": "Allow", "Action": "ecr:Put*", "Resource": "*",
            "Condition": {"StringEquals": {"k:unknown": "1"}}}"#,
    );
    let context = Context::new().with("aws:SourceVpce", Value::Absent).with("aws:SourceVpc", Value::Absent);
    let near = |index, failed| NearMiss { statement: statement(index, None), failed };
    let expected = vec![
        near(0, Part::Action),
        near(2, Part::Resource),
        near(
            3,
            Part::Condition {
                operator: "StringEquals".to_owned(),
                key: "aws:SourceVpce".to_owned(),
                expected: vec!["vpce-1".to_owned(), "vpce-2".to_owned()],
                actual: Value::Absent,
            },
        ),
    ];
    let denied = Decision::Denied { layer: Layer::Identity, explicit: None, nearest: expected };
    assert_eq!(by_identity(&policy, &context), denied);
}

#[test]
fn what_is_not_known() {
    let policy = statements(
        r#"{"Effect": "Allow", "Action": "ecr:*", "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1", "aws:PrincipalOrgID": "o-1"},
                          "BinaryEquals": {"k:x": "AA=="}}},
           {"Effect": "Allow", "Action": "ecr:Put*", "Resource": "*",
            "Condition": {"StringEquals": {"k:irrelevant": "1"}}}"#,
    );
    let key = |key: &str| Unsettled::Key { key: key.to_owned(), statement: statement(0, None) };
    let operator = Unsettled::Condition {
        operator: "BinaryEquals".to_owned(),
        key: "k:x".to_owned(),
        statement: statement(0, None),
    };
    let context = Context::new().with("k:x", Value::one("AA=="));
    let because = vec![key("aws:SourceVpce"), key("aws:PrincipalOrgID"), operator];
    assert_eq!(by_identity(&policy, &context), Decision::Unknown { layer: Layer::Identity, because });
}
