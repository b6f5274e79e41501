//! Which answer a request gets when all goes well.

use serde_json::{Map, Value, json};

use super::{Asked, Reply, ecs, filter, iam, names};
use crate::world::{ACCOUNT, World};

/// Answers a request.
pub(super) fn answer(world: &World, asked: &Asked) -> Reply {
    match asked.service.as_str() {
        "ec2" => ec2(world, asked),
        "ecs" => ecs::answer(world, asked),
        "iam" => iam::answer(world, asked),
        "ecr" => {
            let name = asked.parameter("repositoryName").unwrap();
            match world.repositories.get(name) {
                Some(policy) => object(
                    asked,
                    &json!({"registryId": ACCOUNT, "repositoryName": name, "policyText": policy.to_string()}),
                ),
                None => Reply::error(asked, 400, "RepositoryPolicyNotFoundException"),
            }
        }
        "route53" => names::route53(world, asked),
        "route53profiles" | "route53resolver" => names::resolver(world, asked),
        "secretsmanager" => secrets_manager(world, asked),
        "sts" => sts(asked),
        other => panic!("nobody should ask {other}"),
    }
}

fn secrets_manager(world: &World, asked: &Asked) -> Reply {
    let arn = asked.parameter("SecretId").unwrap();
    let Some(secret) = world.secrets.iter().find(|secret| secret["ARN"] == arn) else {
        return Reply::error(asked, 400, "ResourceNotFoundException");
    };
    match asked.operation.as_str() {
        "DescribeSecret" => object(asked, secret),
        "GetResourcePolicy" => {
            let mut members = json!({"ARN": secret["ARN"], "Name": secret["Name"]});
            if let Some(policy) = secret.get("_policy") {
                members["ResourcePolicy"] = policy.to_string().into();
            }
            object(asked, &members)
        }
        other => panic!("nobody should ask Secrets Manager for {other}"),
    }
}

/// The account of an access key: in AWS too, the key tells it.
fn account(access_key: &str) -> &str {
    access_key.strip_prefix("ASIA").unwrap_or(ACCOUNT)
}

/// Whether a resource is in the account and Region that are asked. Most are in every one.
pub(super) fn is_here(asked: &Asked, resource: &Value) -> bool {
    resource.get("_account").is_none_or(|of| of == account(&asked.access_key))
        && resource.get("_region").is_none_or(|of| of == asked.region.as_str())
}

fn sts(asked: &Asked) -> Reply {
    if asked.is("GetCallerIdentity") {
        let account = account(&asked.access_key);
        let arn = format!("arn:aws:iam::{account}:user/reader");
        return object(asked, &json!({"Arn": arn, "UserId": "AIDACKCEVSQ6C2EXAMPLE", "Account": account}));
    }
    assert!(asked.is("AssumeRole"));
    let role = asked.parameter("RoleArn").unwrap();
    let account = role.split(':').nth(4).unwrap();
    let key = format!("ASIA{account}");
    object(
        asked,
        &json!({
            "AssumedRoleUser": {
                "Arn": format!("arn:aws:sts::{account}:assumed-role/reader/hopwise"),
                "AssumedRoleId": "AROACLKWSDQRAOEXAMPLE:hopwise",
            },
            "Credentials": {
                "AccessKeyId": key, "SecretAccessKey": crate::SECRET_OF_ROLE, "SessionToken": crate::TOKEN_OF_ROLE,
                "Expiration": "2099-01-01T00:00:00Z",
            },
            "PackedPolicySize": 6,
        }),
    )
}

fn ec2(world: &World, asked: &Asked) -> Reply {
    let operation = asked.operation.as_str();
    if operation == "DescribeVpcAttribute" {
        let vpc = asked.parameter("VpcId").unwrap();
        let attribute = asked.parameter("Attribute").unwrap();
        return object(asked, &json!({"vpcId": vpc, attribute: {"value": true}}));
    }
    if operation == "DescribeVpcBlockPublicAccessOptions" {
        let options = json!({
            "awsAccountId": ACCOUNT, "awsRegion": "eu-west-1", "state": "default-state",
            "internetGatewayBlockMode": "off", "lastUpdateTimestamp": "2025-03-12T10:15:02.000Z",
            "managedBy": "account", "exclusionsAllowed": "allowed",
        });
        return object(asked, &json!({ "vpcBlockPublicAccessOptions": options }));
    }
    let Some(list) = world.lists.iter().find(|list| list.operation == operation) else {
        panic!("nobody should ask EC2 for {operation}")
    };
    let of = ["PrefixListId", "TransitGatewayRouteTableId"].into_iter().find_map(|name| asked.parameter(name));
    let resources = list.resources.iter().filter(|resource| {
        is_here(asked, resource) && of.is_none_or(|of| resource["_of"] == of) && filter::passes(asked, resource)
    });
    let beside = match operation {
        "SearchTransitGatewayRoutes" => json!({"additionalRoutesAvailable": false}),
        _ => json!({}),
    };
    page(world, asked, list.key, resources.collect(), beside)
}

/// One page of a list. Where the world has a size of pages, pages are no larger; calls without pages get everything.
pub(super) fn page(world: &World, asked: &Asked, key: &str, resources: Vec<&Value>, beside: Value) -> Reply {
    let Value::Object(mut members) = beside else { panic!("members are an object") };
    let paged = !["DescribeAddresses", "DescribeVpnGateways"].contains(&asked.operation.as_str());
    let most = if paged { world.page.unwrap_or(usize::MAX).min(asked.limit().unwrap_or(1_000)) } else { usize::MAX };
    let first: usize = asked.token().map_or(0, |token| token.strip_prefix("after-").unwrap().parse().unwrap());
    let rest = resources.len().saturating_sub(first);
    let is_last = rest <= most;
    let resources: Vec<Value> = resources.into_iter().skip(first).take(most).cloned().collect();
    members.insert(key.to_owned(), resources.into());
    let next = format!("after-{}", first.saturating_add(most));
    match asked.service.as_str() {
        "iam" => {
            members.insert("IsTruncated".to_owned(), (!is_last).into());
            members.extend((!is_last).then(|| ("Marker".to_owned(), next.into())));
        }
        "route53" | "route53profiles" | "route53resolver" => {
            members.extend((!is_last).then(|| ("NextToken".to_owned(), next.into())));
        }
        _ => members.extend((!is_last).then(|| ("nextToken".to_owned(), next.into()))),
    }
    Reply::members(asked, &members)
}

/// An answer that is one object.
pub(super) fn object(asked: &Asked, members: &Value) -> Reply {
    let members: Map<String, Value> = members.as_object().unwrap().clone();
    Reply::members(asked, &members)
}
