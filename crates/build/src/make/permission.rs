//! The execution role of a service, and the policies that its start meets.

use hopwise_model::Partition;
use hopwise_model::resource::{
    AttachedPolicies, ManagedPolicy, PolicyDocument, PolicyVersion, RepositoryPolicy, Role, RolePolicy,
    RolePolicyNames, SecretDescription, SecretPolicy, TaskDefinition,
};
use serde_json::{Value, json};

use super::made::{Made, nowhere};
use crate::service::Service;

/// The name of AWS's policy for execution roles.
const MANAGED: &str = "AmazonECSTaskExecutionRolePolicy";

/// What that policy allows (AWS managed policy reference, `AmazonECSTaskExecutionRolePolicy`, version 1).
const ALLOWED: [&str; 6] = [
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchGetImage",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
];

fn role_name(own: &Service) -> String {
    format!("{}-execution", own.name)
}

pub(crate) fn role_arn(made: &Made<'_>, own: &Service) -> String {
    made.arn("iam", &format!("role/{}", role_name(own)))
}

fn document(statement: &Value) -> PolicyDocument {
    let text = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
    PolicyDocument { text, is_object: true, evidence: nowhere() }
}

pub(crate) fn make(made: &mut Made<'_>, own: &Service, definition: &TaskDefinition) {
    let (role, scope) = (role_name(own), made.scope());
    let trust = json!({
        "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRole"
    });
    made.inventory.roles.push(Role {
        arn: role_arn(made, own),
        name: role.clone(),
        unique_id: None,
        trust: document(&trust),
        permissions_boundary: None,
        evidence: nowhere(),
    });
    let managed = format!("arn:{}:iam::aws:policy/service-role/{MANAGED}", Partition::of(&made.region).name());
    made.inventory.attached_policies.push(AttachedPolicies {
        role: role.clone(),
        arns: vec![managed.clone()],
        complete: true,
        scope: scope.clone(),
        evidence: nowhere(),
    });
    if !made.inventory.managed_policies.iter().any(|policy| policy.arn == managed) {
        made.inventory.managed_policies.push(ManagedPolicy {
            arn: managed.clone(),
            name: MANAGED.to_owned(),
            default_version: Some("v1".to_owned()),
            evidence: nowhere(),
        });
        made.inventory.policy_versions.push(PolicyVersion {
            policy: managed,
            version: Some("v1".to_owned()),
            is_default: Some(true),
            document: document(&json!({ "Effect": "Allow", "Action": ALLOWED, "Resource": "*" })),
            evidence: nowhere(),
        });
    }
    let arns: Vec<String> = own.secrets.iter().map(|name| made.secret_arn(name)).collect();
    let names = if arns.is_empty() { Vec::new() } else { vec!["read-secrets".to_owned()] };
    made.inventory.role_policy_names.push(RolePolicyNames {
        role: role.clone(),
        names: names.clone(),
        complete: true,
        scope: scope.clone(),
        evidence: nowhere(),
    });
    for name in names {
        let statement = json!({ "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": arns });
        made.inventory.role_policies.push(RolePolicy {
            role: role.clone(),
            name,
            document: document(&statement),
            scope: scope.clone(),
            evidence: nowhere(),
        });
    }
    for (name, arn) in own.secrets.iter().zip(arns) {
        if made.inventory.secrets.iter().any(|secret| secret.arn == arn) {
            continue;
        }
        made.inventory.secrets.push(SecretDescription {
            arn: arn.clone(),
            name: name.clone(),
            kms_key: None,
            deleted_at: None,
            evidence: nowhere(),
        });
        made.inventory.secret_policies.push(SecretPolicy { arn, document: None, evidence: nowhere() });
    }
    let registry = format!("{}.dkr.ecr.{}.", made.owner, made.region);
    for image in definition.containers.iter().filter(|container| container.image.starts_with(&registry)) {
        let path = image.image.split_once('/').map_or("", |(_, path)| path);
        let repository = path.split([':', '@']).next().unwrap_or_default().to_owned();
        if made.inventory.repository_policies.iter().any(|policy| policy.repository == repository) {
            continue;
        }
        made.inventory.repository_policies.push(RepositoryPolicy {
            scope: scope.clone(),
            repository,
            document: None,
            evidence: nowhere(),
        });
    }
}
