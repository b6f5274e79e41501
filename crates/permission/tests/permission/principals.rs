//! `Principal` and `NotPrincipal` in the policy of a resource of the same account, and of endpoints.

use hopwise_permission::{Context, Layer, Layers, Owner, Principal, Request, decide};

use crate::support::{ACCOUNT, Answer, PULL, REPOSITORY, ROLE, by_resource, known, role, settled, statements};

fn allows(principal: &str, who: &Principal) -> Option<bool> {
    let policy = statements(&format!(r#"{{"Effect": "Allow", {principal}, "Action": "ecr:*"}}"#));
    settled(&by_resource(&policy, who))
}

#[test]
fn a_role_whose_id_is_known() {
    let own = |unique_id: &str| Principal::Role {
        arn: ROLE.to_owned(),
        account: ACCOUNT.to_owned(),
        unique_id: Some(unique_id.to_owned()),
    };
    let named = r#""Principal": {"AWS": "AROADBQP57FF2AEXAMPLE"}"#;
    assert_eq!(allows(named, &own("AROADBQP57FF2AEXAMPLE")), Some(true));
    assert_eq!(allows(named, &own("AROADBQP57FF2AANOTHER")), Some(false));
    // An id that somebody blacked out is none.
    assert_eq!(allows(named, &own("AROA????????")), None);
    let user = r#""Principal": {"AWS": "AIDADBQP57FF2AEXAMPLE"}"#;
    assert_eq!(allows(user, &own("AROADBQP57FF2AEXAMPLE")), Some(false));
}

#[test]
fn a_role() {
    let rows = [
        (r#""Principal": "*""#, Some(true)),
        (r#""Principal": {"AWS": "*"}"#, Some(true)),
        (r#""Principal": {"AWS": "111122223333"}"#, Some(true)),
        (r#""Principal": {"AWS": "444455556666"}"#, Some(false)),
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:root"}"#, Some(true)),
        (r#""Principal": {"AWS": "arn:aws-cn:iam::111122223333:root"}"#, Some(true)),
        (r#""Principal": {"AWS": "arn:aws:iam::444455556666:root"}"#, Some(false)),
        (r#""Principal": {"AWS": ["444455556666", "arn:aws:iam::111122223333:role/ecs/execution"]}"#, Some(true)),
        // Names are whole and case-sensitive, paths belong to them.
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:role/execution"}"#, Some(false)),
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:role/ecs/Execution"}"#, Some(false)),
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:user/ecs/execution"}"#, Some(false)),
        // "You cannot use a wildcard to match part of a principal name or ARN."
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}"#, None),
        (r#""Principal": {"AWS": "arn:aws:iam::444455556666:role/*"}"#, Some(false)),
        // The name of the session is not known; that of the role is, without its path.
        (r#""Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/execution/0a1b"}"#, None),
        (r#""Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/other/0a1b"}"#, Some(false)),
        (r#""Principal": {"AWS": "arn:aws:sts::444455556666:assumed-role/execution/0a1b"}"#, Some(false)),
        // The id of a role that was deleted; whether it is this one's is not said.
        (r#""Principal": {"AWS": "AROADBQP57FF2AEXAMPLE"}"#, None),
        // Twelve digits are an account; neither twelve letters nor thirteen digits are.
        (r#""Principal": {"AWS": "AROADBQP57FF"}"#, None),
        (r#""Principal": {"AWS": "1111222233334"}"#, None),
        (r#""Principal": {"Service": "ecs-tasks.amazonaws.com"}"#, Some(false)),
        (r#""Principal": {"Federated": "cognito-identity.amazonaws.com"}"#, Some(false)),
        (r#""Principal": {"CanonicalUser": "79a59df900b949e55d96a1e698fbaced"}"#, None),
        (r#""Principal": {"AWS": "444455556666", "Service": "ecs-tasks.amazonaws.com"}"#, Some(false)),
        // Not supported with Allow.
        (r#""NotPrincipal": {"AWS": "444455556666"}"#, None),
    ];
    for (principal, expected) in rows {
        assert_eq!(allows(principal, &role()), expected, "{principal}");
    }
}

#[test]
fn a_service() {
    let logs = Principal::Service { name: "logs.amazonaws.com".to_owned() };
    let rows = [
        (r#""Principal": "*""#, Some(true)),
        (r#""Principal": {"AWS": "*"}"#, None),
        (r#""Principal": {"Service": "logs.amazonaws.com"}"#, Some(true)),
        (r#""Principal": {"Service": "logs.eu-central-1.amazonaws.com"}"#, None),
        (r#""Principal": {"Service": ["ecs.amazonaws.com", "ec2.amazonaws.com"]}"#, Some(false)),
        (r#""Principal": {"AWS": "111122223333"}"#, Some(false)),
    ];
    for (principal, expected) in rows {
        assert_eq!(allows(principal, &logs), expected, "{principal}");
    }
}

/// Somebody else: S3 sees image layers fetched by a role of AWS (fact base F.4).
#[test]
fn a_foreigner() {
    let foreign = Principal::Foreign { not_accounts: vec![ACCOUNT.to_owned()] };
    let rows = [
        (r#""Principal": "*""#, Some(true)),
        (r#""Principal": {"AWS": "*"}"#, Some(true)),
        (r#""Principal": {"AWS": "111122223333"}"#, Some(false)),
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:root"}"#, Some(false)),
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:role/ecs/execution"}"#, Some(false)),
        // It may be the one.
        (r#""Principal": {"AWS": "444455556666"}"#, None),
        (r#""Principal": {"Service": "ecs-tasks.amazonaws.com"}"#, Some(false)),
    ];
    for (principal, expected) in rows {
        assert_eq!(allows(principal, &foreign), expected, "{principal}");
    }
    // Accounts that the customer may have are all that could be named.
    let nobody = Principal::Foreign { not_accounts: Vec::new() };
    assert_eq!(allows(r#""Principal": {"AWS": "111122223333"}"#, &nobody), None);
}

#[test]
fn denied_unless_named() {
    let answer = |names: &str, bounded: bool| {
        let resource = statements(&format!(
            r#"{{"Effect": "Allow", "Principal": "*", "Action": "*"}},
               {{"Effect": "Deny", "NotPrincipal": {{"AWS": {names}}}, "Action": "*"}}"#
        ));
        let boundary = statements(r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#);
        let mut layers = Layers { resource: known("repository", &resource), ..Layers::default() };
        if bounded {
            layers.boundary = known("boundary", &boundary);
        }
        let context = Context::new();
        let request =
            Request { principal: &role(), action: PULL, resource: REPOSITORY, owner: Owner::Caller, context: &context };
        Answer::from(&decide(&request, &layers))
    };
    let denied = Answer::Denied(Layer::Resource);
    let unknown = Answer::Unknown(Layer::Resource);
    assert_eq!(answer(r#""444455556666""#, false), denied);
    // Role, account and session must all be listed; what happens otherwise depends on the service.
    assert_eq!(answer(r#""arn:aws:iam::111122223333:role/ecs/execution""#, false), unknown);
    let both = r#"["arn:aws:iam::111122223333:role/ecs/execution", "111122223333"]"#;
    assert_eq!(answer(both, false), unknown);
    // "will always deny any IAM principal that has a permissions boundary policy attached"
    assert_eq!(answer(both, true), denied);
}

#[test]
fn elements_that_their_policy_may_not_have_settle_nothing() {
    let context = Context::new();
    let request =
        Request { principal: &role(), action: PULL, resource: REPOSITORY, owner: Owner::Caller, context: &context };
    let with = statements(r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#);
    let layers = Layers { identity: known("inline", &with), ..Layers::default() };
    assert_eq!(Answer::from(&decide(&request, &layers)), Answer::Unknown(Layer::Identity));
    let without = statements(r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#);
    let layers = Layers { endpoint: known("vpce-1", &without), ..Layers::default() };
    assert_eq!(Answer::from(&decide(&request, &layers)), Answer::Unknown(Layer::Endpoint));
}

/// "With gateway endpoints, the Principal element must be set to *": an account is its root user there.
#[test]
fn gateway_endpoints() {
    let answer = |principal: &str, gateway_endpoint: bool| {
        let endpoint =
            statements(&format!(r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "*", "Resource": "*"}}"#));
        let context = Context::new();
        let request = Request {
            principal: &role(),
            action: "s3:GetObject",
            resource: "arn:aws:s3:::envs/web.env",
            owner: Owner::Caller,
            context: &context,
        };
        let layers = Layers { endpoint: known("vpce-1", &endpoint), gateway_endpoint, ..Layers::default() };
        settled(&decide(&request, &layers))
    };
    let rows = [
        (r#""*""#, Some(true), Some(true)),
        (r#"{"AWS": "*"}"#, Some(true), Some(true)),
        (r#"{"AWS": "111122223333"}"#, Some(false), Some(true)),
        (r#"{"AWS": "arn:aws:iam::111122223333:root"}"#, Some(false), Some(true)),
        (r#"{"AWS": "arn:aws:iam::111122223333:role/ecs/execution"}"#, None, Some(true)),
        (r#"{"AWS": "444455556666"}"#, Some(false), Some(false)),
    ];
    for (principal, gateway, interface) in rows {
        assert_eq!(answer(principal, true), gateway, "gateway endpoint, {principal}");
        assert_eq!(answer(principal, false), interface, "interface endpoint, {principal}");
    }
}

/// What an account means in the policy of a gateway endpoint is said of `Principal`. Whom `NotPrincipal` spares is no
/// better known there than elsewhere.
#[test]
fn gateway_endpoints_that_deny_unless_named() {
    let endpoint = statements(
        r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
           {"Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"}"#,
    );
    let context = Context::new();
    let request =
        Request { principal: &role(), action: PULL, resource: REPOSITORY, owner: Owner::Caller, context: &context };
    for gateway_endpoint in [true, false] {
        let layers = Layers { endpoint: known("vpce-1", &endpoint), gateway_endpoint, ..Layers::default() };
        assert_eq!(Answer::from(&decide(&request, &layers)), Answer::Unknown(Layer::Endpoint), "{gateway_endpoint}");
    }
}
