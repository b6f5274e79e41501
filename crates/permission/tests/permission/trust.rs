//! Trust policies: what ECS needs to assume a role.

use hopwise_permission::{Context, Layer, Layers, Owner, Principal, Request, Value, decide};

use crate::support::{ACCOUNT, Answer, OTHER, ROLE, known, policy};

/// The trust policy of a service role: the service must be allowed explicitly.
#[test]
fn a_service_must_be_allowed_explicitly() {
    let answer = |principal: &str, rest: &str, context: &Context| {
        let policy = policy(&format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {principal},
                "Action": "sts:AssumeRole"{rest}}}}}"#
        ));
        let service = Principal::Service { name: "ecs-tasks.amazonaws.com".to_owned() };
        let request =
            Request { principal: &service, action: "sts:AssumeRole", resource: ROLE, owner: Owner::Caller, context };
        Answer::from(&decide(&request, &Layers { trust: known("trust", &policy), ..Layers::default() }))
    };
    let nothing = Context::new();
    let rows = [
        (r#"{"Service": "ecs-tasks.amazonaws.com"}"#, Answer::Allowed),
        (r#"{"Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]}"#, Answer::Allowed),
        (r#"{"AWS": "111122223333", "Service": "ecs-tasks.amazonaws.com"}"#, Answer::Allowed),
        (r#"{"Service": "ecs.amazonaws.com"}"#, Answer::Refused(Layer::Trust)),
        (r#"{"Service": "ec2.amazonaws.com"}"#, Answer::Refused(Layer::Trust)),
        (r#"{"AWS": "arn:aws:iam::111122223333:root"}"#, Answer::Refused(Layer::Trust)),
        (r#"{"Federated": "ecs-tasks.amazonaws.com"}"#, Answer::Refused(Layer::Trust)),
        (r#""*""#, Answer::Unknown(Layer::Trust)),
        (r#"{"AWS": "*"}"#, Answer::Unknown(Layer::Trust)),
        (r#"{"Service": "ecs-tasks.amazonaws.com.cn"}"#, Answer::Unknown(Layer::Trust)),
    ];
    for (principal, expected) in rows {
        assert_eq!(answer(principal, "", &nothing), expected, "{principal}");
    }
    // Conditions against the confused deputy (fact base F.1).
    let service = r#"{"Service": "ecs-tasks.amazonaws.com"}"#;
    let source = r#", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"},
        "ArnLike": {"aws:SourceArn": "arn:aws:ecs:eu-central-1:111122223333:*"}}"#;
    let from = |account: &str, region: &str| {
        let arn = format!("arn:aws:ecs:{region}:{account}:task-definition/web:7");
        Context::new().with("aws:SourceAccount", Value::one(account)).with("AWS:SOURCEARN", Value::one(arn))
    };
    assert_eq!(answer(service, source, &from(ACCOUNT, "eu-central-1")), Answer::Allowed);
    assert_eq!(answer(service, source, &from(OTHER, "eu-central-1")), Answer::Refused(Layer::Trust));
    assert_eq!(answer(service, source, &from(ACCOUNT, "eu-west-1")), Answer::Refused(Layer::Trust));
    assert_eq!(answer(service, source, &nothing), Answer::Unknown(Layer::Trust));
}
