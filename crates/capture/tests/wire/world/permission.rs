//! Roles and policies.

use serde_json::{Value, json};

use super::ACCOUNT;

pub(super) fn roles() -> Value {
    json!([{
        "Path": "/service-role/", "RoleName": "execution", "RoleId": "AROA1234567890EXAMPLE",
        "Arn": format!("arn:aws:iam::{ACCOUNT}:role/service-role/execution"), "CreateDate": "2025-03-12T10:15:02Z",
        "Description": "Pulls images", "MaxSessionDuration": 3600,
        "PermissionsBoundary": {
            "PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": format!("arn:aws:iam::{ACCOUNT}:policy/boundary"),
        },
        "RoleLastUsed": {"Region": "eu-west-1", "LastUsedDate": "2025-03-12T10:15:02Z"},
        "_trust": {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole",
        }]},
        "_inline": {"logs": statement("logs:CreateLogStream"), "pull": statement("ecr:BatchGetImage")},
        "_attached": [
            {"PolicyName": "team", "PolicyArn": format!("arn:aws:iam::{ACCOUNT}:policy/team")},
            {"PolicyName": "AmazonECSTaskExecutionRolePolicy", "PolicyArn": AWS_POLICY},
        ],
    }])
}

const AWS_POLICY: &str = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";

pub(super) fn policies() -> Value {
    let policy = |arn: &str, action: &str| {
        json!({
            "PolicyName": arn.rsplit('/').next(), "PolicyId": "ANPA1234567890EXAMPLE", "Arn": arn, "Path": "/",
            "DefaultVersionId": "v2", "AttachmentCount": 1, "PermissionsBoundaryUsageCount": 0, "IsAttachable": true,
            "CreateDate": "2025-03-12T10:15:02Z", "UpdateDate": "2025-03-12T10:15:02Z", "_document": statement(action),
        })
    };
    json!([
        policy(AWS_POLICY, "ecr:GetAuthorizationToken"),
        policy(&format!("arn:aws:iam::{ACCOUNT}:policy/boundary"), "*"),
        policy(&format!("arn:aws:iam::{ACCOUNT}:policy/team"), "secretsmanager:GetSecretValue"),
    ])
}

fn statement(action: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})
}

/// Two secrets, of which one has a policy.
pub(super) fn secrets() -> Value {
    let secret = |name: &str, random: &str| {
        json!({
            "ARN": format!("arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{name}-{random}"), "Name": name,
            "Type": "MySQL", "Description": "Of the shop", "KmsKeyId": "alias/shop", "RotationEnabled": true,
            "RotationLambdaARN": format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:rotate"),
            "RotationRules": {"AutomaticallyAfterDays": 30, "Duration": "3h", "ScheduleExpression": "rate(30 days)"},
            "LastChangedDate": 1_741_774_502.417, "CreatedDate": 1_741_774_502.417,
            "Tags": [{"Key": "team", "Value": "shop"}], "OwningService": "rds", "PrimaryRegion": "eu-central-1",
            "VersionIdsToStages": {"EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE": ["AWSCURRENT"]},
            "ReplicationStatus": [{"Region": "eu-west-1", "Status": "InSync", "KmsKeyId": "alias/replica"}],
        })
    };
    let mut database = secret("shop/database", "AbCdEf");
    database["_policy"] = statement("secretsmanager:GetSecretValue");
    json!([database, secret("shop/registry", "GhIjKl")])
}

pub(super) fn of_repository() -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "pull", "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")},
        "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    }]})
}
