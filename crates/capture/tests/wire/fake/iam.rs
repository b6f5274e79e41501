//! The answers of IAM.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::answer::{object, page};
use super::{Asked, Reply};
use crate::world::World;

pub(super) fn answer(world: &World, asked: &Asked) -> Reply {
    let no_such = || Reply::error(asked, 404, "NoSuchEntity");
    if let Some(arn) = asked.parameter("PolicyArn") {
        let Some(policy) = world.policies.iter().find(|policy| policy["Arn"] == arn) else { return no_such() };
        return match asked.operation.as_str() {
            "GetPolicy" => object(asked, &json!({"Policy": policy})),
            "GetPolicyVersion" => {
                assert_eq!(policy["DefaultVersionId"], asked.parameter("VersionId").unwrap());
                let version = json!({
                    "Document": encoded(&policy["_document"]), "VersionId": policy["DefaultVersionId"],
                    "IsDefaultVersion": true, "CreateDate": "2025-03-12T10:15:02Z",
                });
                object(asked, &json!({"PolicyVersion": version}))
            }
            other => panic!("nobody should ask IAM for {other}"),
        };
    }
    let name = asked.parameter("RoleName").unwrap();
    let Some(role) = world.roles.iter().find(|role| role["RoleName"] == name) else { return no_such() };
    match asked.operation.as_str() {
        "GetRole" => {
            let mut role = role.clone();
            role["AssumeRolePolicyDocument"] = encoded(&role["_trust"]).into();
            object(asked, &json!({"Role": role}))
        }
        "ListRolePolicies" => {
            let names: Vec<Value> = role["_inline"].as_object().unwrap().keys().cloned().map(Value::from).collect();
            page(world, asked, "PolicyNames", names.iter().collect(), json!({}))
        }
        "ListAttachedRolePolicies" => {
            page(world, asked, "AttachedPolicies", role["_attached"].as_array().unwrap().iter().collect(), json!({}))
        }
        "GetRolePolicy" => {
            let policy = asked.parameter("PolicyName").unwrap();
            let document = encoded(&role["_inline"][policy]);
            object(asked, &json!({"RoleName": name, "PolicyName": policy, "PolicyDocument": document}))
        }
        other => panic!("nobody should ask IAM for {other}"),
    }
}

/// IAM sends policies in URL encoding (RFC 3986).
fn encoded(policy: &Value) -> String {
    utf8_percent_encode(&policy.to_string(), NON_ALPHANUMERIC).to_string()
}
