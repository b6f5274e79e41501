//! `Action`, `NotAction`, `Resource` and `NotResource`.

use hopwise_permission::{Context, Documents, Layers, NamedPolicy, Owner, Request, decide};

use crate::support::{PULL, REPOSITORY, by_identity, known, role, settled, statements};

#[test]
fn actions() {
    let rows = [
        (r#""Action": "ecr:BatchGetImage""#, true),
        (r#""Action": "ECR:batchgetimage""#, true),
        (r#""Action": "ecr:Batch*""#, true),
        (r#""Action": "ecr:Get*""#, false),
        (r#""Action": "ecr:?atchGetImage""#, true),
        (r#""Action": "*""#, true),
        (r#""Action": "*:*""#, true),
        (r#""Action": "ecr:*""#, true),
        (r#""Action": "ecr-public:*""#, false),
        (r#""Action": "ecr:BatchGetImages""#, false),
        (r#""Action": ["s3:*", "ecr:*GetImage"]"#, true),
        (r#""NotAction": "ecr:BatchGetImage""#, false),
        (r#""NotAction": ["s3:*", "ecr:batch*"]"#, false),
        (r#""NotAction": ["s3:*", "ecr:Put*"]"#, true),
    ];
    for (action, expected) in rows {
        let policy = statements(&format!(r#"{{"Effect": "Allow", {action}, "Resource": "*"}}"#));
        assert_eq!(settled(&by_identity(&policy, &Context::new())), Some(expected), "{action}");
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum By {
    Identity,
    Endpoint,
}

fn covers(by: By, resources: &str, resource: &str) -> Option<bool> {
    let principal = if by == By::Endpoint { r#""Principal": "*","# } else { "" };
    let policy = statements(&format!(r#"{{"Effect": "Allow", {principal} "Action": "*", {resources}}}"#));
    let documents = Documents::Known(vec![NamedPolicy { name: "p", policy: &policy }]);
    let context = Context::new();
    let request = Request { principal: &role(), action: "a:B", resource, owner: Owner::Caller, context: &context };
    let layers = match by {
        By::Identity => Layers { identity: documents, ..Layers::default() },
        By::Endpoint => Layers { endpoint: documents, ..Layers::default() },
    };
    settled(&decide(&request, &layers))
}

/// Repository policies and trust policies alone may leave the resource out: they are always about what carries them.
#[test]
fn without_a_resource() {
    let policy = statements(r#"{"Effect": "Allow", "Principal": "*", "Action": "*"}"#);
    let context = Context::new();
    for (action, expected) in [(PULL, Some(true)), ("secretsmanager:GetSecretValue", None)] {
        let request =
            Request { principal: &role(), action, resource: REPOSITORY, owner: Owner::Caller, context: &context };
        let nothing = Documents::Known(Vec::new());
        let of_resource = Layers { identity: nothing.clone(), resource: known("p", &policy), ..Layers::default() };
        assert_eq!(settled(&decide(&request, &of_resource)), expected, "{action}");
        let at_endpoint = Layers { endpoint: known("p", &policy), ..Layers::default() };
        assert_eq!(settled(&decide(&request, &at_endpoint)), None, "{action} at an endpoint");
        let trusted = Layers { trust: known("p", &policy), ..Layers::default() };
        assert_eq!(settled(&decide(&request, &trusted)), Some(true), "{action} as a trust policy has it");
    }
}

#[test]
fn resources() {
    let secret = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-a1B2c3";
    let rows = [
        (r#""Resource": "*""#, REPOSITORY, Some(true)),
        (r#""Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/shop/web""#, REPOSITORY, Some(true)),
        (r#""Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/Shop/web""#, REPOSITORY, Some(false)),
        (r#""Resource": "arn:aws:ecr:*:*:repository/shop/*""#, REPOSITORY, Some(true)),
        (r#""Resource": "arn:aws:ecr:eu-*-1:1111*:repository/*/we?""#, REPOSITORY, Some(true)),
        (r#""Resource": "arn:aws:ecr:us-*:*:*""#, REPOSITORY, Some(false)),
        (r#""Resource": ["arn:aws:s3:::*", "arn:aws:ecr:*:*:*"]"#, REPOSITORY, Some(true)),
        (r#""NotResource": "arn:aws:ecr:*:*:repository/shop/*""#, REPOSITORY, Some(false)),
        (r#""NotResource": "arn:aws:s3:::*""#, REPOSITORY, Some(true)),
        // Six random characters end the ARN of a secret.
        (r#""Resource": "arn:aws:secretsmanager:*:*:secret:shop/db""#, secret, Some(false)),
        (r#""Resource": "arn:aws:secretsmanager:*:*:secret:shop/db-??????""#, secret, Some(true)),
        // Wildcards of the middle do not reach into other parts, though they would as text.
        (r#""Resource": "arn:aws:secretsmanager:*:shop/db-a1B2c3""#, secret, None),
        (r#""Resource": "arn:aws:secretsmanager:*:*:*:shop/db-a1B2c3""#, secret, Some(true)),
        (r#""Resource": "arn:aws:secretsmanager:*:*:secret:bank/*""#, secret, Some(false)),
        // Partition and service cannot be wildcards: what does not match anyhow is settled.
        (r#""Resource": "arn:*:ecr:*:*:*""#, REPOSITORY, None),
        (r#""Resource": "arn:aws:*:*:*:repository/*""#, REPOSITORY, None),
        (r#""Resource": "arn:aws:*:*:*:queue/*""#, REPOSITORY, Some(false)),
        // Actions without a resource need `*`: GetAuthorizationToken "can't be scoped" (fact base F.1).
        (r#""Resource": "arn:aws:ecr:*:*:*""#, "*", Some(false)),
        (r#""Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/shop/web""#, "*", Some(false)),
        (r#""Resource": "*""#, "*", Some(true)),
        (r#""Resource": "**""#, "*", Some(true)),
    ];
    for (resources, resource, expected) in rows {
        for by in [By::Identity, By::Endpoint] {
            assert_eq!(covers(by, resources, resource), expected, "{by:?}, {resources}, {resource}");
        }
    }
}

/// "AWS automatically completes the ARN by adding wildcard characters to all missing fields" in policies of identities.
#[test]
fn incomplete_arns() {
    let rows = [
        (r#""Resource": "arn:aws:ecr""#, Some(true), None),
        (r#""Resource": "arn:aws:ecr:*""#, Some(true), None),
        (r#""Resource": "arn:aws:ecr:eu-central-1:111122223333""#, Some(true), None),
        (r#""Resource": "arn:aws:ecr:us-east-1""#, Some(false), Some(false)),
        (r#""Resource": "arn:aws:s3""#, Some(false), Some(false)),
        (r#""NotResource": "arn:aws:ecr""#, Some(false), None),
    ];
    for (resources, identity, endpoint) in rows {
        assert_eq!(covers(By::Identity, resources, REPOSITORY), identity, "{resources}");
        assert_eq!(covers(By::Endpoint, resources, REPOSITORY), endpoint, "{resources}");
    }
}
