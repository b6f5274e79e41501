//! Permissions: what is not allowed and why, and what is not known about it.

use hopwise_ecs::{Arn, When};
use hopwise_explain::permission::{ECS_TASKS, Permission, Principal, Refusal, RefusalCause, Via, WrittenCondition};
use hopwise_model::{Component, Leg};
use hopwise_permission::{Layer, NearMiss, Part, StatementRef, Value};

use super::list::list;
use crate::flow::BlockedAt;

/// The role of AWS's own that fetches layers, as the contract has it.
pub(crate) const LAYER_SERVICE: &str = "aws";

/// Who asks, as the contract has it.
pub(crate) fn principal(principal: &Principal) -> Option<String> {
    match principal {
        Principal::Role(arn) => Some(arn.clone()),
        Principal::NoRole | Principal::NoTaskRole | Principal::UnknownRole => None,
        Principal::InstanceRole => Some("instance-role".to_owned()),
        Principal::Ecs => Some(ECS_TASKS.to_owned()),
        Principal::LayerService => Some(LAYER_SERVICE.to_owned()),
    }
}

/// When a permission matters, as the contract has it.
pub(crate) const fn when(when: When) -> &'static str {
    match when {
        When::BeforeStart => "before-start",
        When::IfLogGroupIsAbsent => "if-log-group-is-absent",
        When::AfterStart => "after-start",
    }
}

/// A layer, as the contract has it.
pub(crate) const fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Trust => "trust",
        Layer::Identity => "identity",
        Layer::Boundary => "boundary",
        Layer::Resource => "resource",
        Layer::Endpoint => "endpoint",
    }
}

/// What a layer may be about.
pub(crate) const fn component(layer: Layer) -> Component {
    match layer {
        Layer::Trust | Layer::Identity | Layer::Boundary => Component::IamRole,
        Layer::Resource => Component::ResourcePolicy,
        Layer::Endpoint => Component::EndpointPolicy,
    }
}

/// The name of a role in a sentence.
pub(super) fn role(principal: &Principal) -> String {
    match principal {
        Principal::Role(arn) => format!("role {}", Arn::last_part(arn)),
        Principal::NoRole | Principal::NoTaskRole => "nobody".to_owned(),
        Principal::UnknownRole => "the execution role".to_owned(),
        Principal::InstanceRole => "the instance's role".to_owned(),
        Principal::Ecs => format!("ECS ({ECS_TASKS})"),
        Principal::LayerService => "AWS's own role".to_owned(),
    }
}

/// Actions, on what they have in common.
pub(super) fn what(alike: &[&Permission]) -> String {
    let mut actions: Vec<String> = Vec::new();
    let mut resources: Vec<&str> = Vec::new();
    for permission in alike {
        if !actions.iter().any(|action| action == permission.action) {
            actions.push(permission.action.to_owned());
        }
        if !resources.contains(&permission.resource.as_str()) {
            resources.push(&permission.resource);
        }
    }
    match resources.as_slice() {
        [] => list(&actions),
        // What has no resource of its own is done to nothing.
        all if all.contains(&"*") => list(&actions),
        [only] => format!("{} on {only}", list(&actions)),
        [first, rest @ ..] => format!("{} on {first} and {} more", list(&actions), rest.len()),
    }
}

/// Actions, each once.
pub(super) fn actions(alike: &[&Permission]) -> String {
    let mut actions: Vec<String> = alike.iter().map(|own| own.action.to_owned()).collect();
    actions.dedup();
    list(&actions)
}

/// Why something is not allowed, in one or two sentences. `alike` are the permissions that are refused for the same
/// reason, the first of them first.
pub(crate) fn refusal(refusal: &Refusal, alike: &[&Permission]) -> String {
    let Some(first) = alike.first() else { return String::new() };
    let (what, who) = (what(alike), role(&first.principal));
    let but = refusal.nearest.as_ref().map_or_else(String::new, |miss| but(miss, first.via.as_ref()));
    match &refusal.cause {
        RefusalCause::NoExecutionRole { definition } => {
            let name = last_of_path(definition);
            format!(
                "Task definition {name} names no execution role, in which ECS would ask for what the start needs: register a revision of it with executionRoleArn, and run that."
            )
        }
        RefusalCause::NoTaskRole { definition } => {
            let name = last_of_path(definition);
            format!(
                "Task definition {name} names no task role, in which the file system is mounted: register a revision of it with taskRoleArn, and run that."
            )
        }
        RefusalCause::NoSuchRole => format!(
            "Role {} does not exist, as AWS answered, so that ECS cannot assume it: name a role that does, or make it.",
            Arn::last_part(&refusal.id)
        ),
        RefusalCause::RoleOfAnotherAccount => format!(
            "Role {} is of another account than the task, and a role can be passed to a service of its own account only: name a role of the task's account.",
            Arn::last_part(&refusal.id)
        ),
        RefusalCause::MarkedForDeletion { at } => {
            format!("Secret {} is marked for deletion since {at}: nobody reads it until it is restored.", refusal.id)
        }
        RefusalCause::KeyServesItsAccount { owner } => format!(
            "The secret is encrypted with the key that AWS keeps for Secrets Manager in account {owner} (aws/secretsmanager), which serves no other account, whatever policies allow: encrypt the secret with a customer managed key whose policy lets {who} decrypt."
        ),
        RefusalCause::NotTrusted => {
            format!("The trust policy of role {} does not let {who} assume it.{but}", Arn::last_part(&refusal.id))
        }
        RefusalCause::NotAllowed => format!("No policy of {who} allows {what}.{but}"),
        RefusalCause::ExplicitDeny(layer) => {
            let statement = refusal.statement.as_deref().unwrap_or("?");
            let layers = of_layers(*layer == Layer::Endpoint, first);
            let conditions = under(&refusal.conditions);
            format!("Statement {statement} of {} denies {who} {what}{conditions}.{layers}", policy(*layer, refusal))
        }
        RefusalCause::Boundary { policy } => {
            format!(
                "The permissions boundary {policy} of {who} does not allow {what}, whatever its policies allow.{but}"
            )
        }
        RefusalCause::EndpointPolicy { endpoint } => {
            let layers = of_layers(true, first);
            let whom = if first.principal == Principal::LayerService { String::new() } else { format!(" to {who}") };
            format!("The policy of endpoint {endpoint} does not allow {what}{whom}.{but}{layers}")
        }
        RefusalCause::NoResourcePolicy => format!(
            "{} has no policy, which would have to allow {} to {who}, as that is of another account.",
            refusal.id,
            actions(alike)
        ),
        RefusalCause::ResourcePolicy => {
            let actions = actions(alike);
            format!("The policy of {} does not allow {actions} to {who}, which is of another account.{but}", refusal.id)
        }
    }
}

/// What to know about layers, where the policy of an endpoint refuses them.
fn of_layers(by_endpoint: bool, first: &Permission) -> &'static str {
    if by_endpoint && first.principal == Principal::LayerService {
        " Layers are fetched with URLs that AWS's own role signed, from a bucket of AWS's: a policy for your accounts, roles or buckets does not cover them."
    } else {
        ""
    }
}

/// The conditions of a statement that denies.
fn under(conditions: &[WrittenCondition]) -> String {
    let one = |own: &WrittenCondition| format!("{} {} {}", own.operator, own.key, own.values.join(", "));
    let all: Vec<String> = conditions.iter().map(one).collect();
    match all.as_slice() {
        [] => String::new(),
        [only] => format!(", under its condition {only}"),
        several => format!(", under its conditions {}", several.join("; ")),
    }
}

fn policy(layer: Layer, refusal: &Refusal) -> String {
    let name = refusal.policy.as_deref().unwrap_or_default();
    match layer {
        Layer::Trust => format!("the trust policy of {}", refusal.id),
        Layer::Identity => format!("policy {name}"),
        Layer::Boundary => format!("permissions boundary {name}"),
        Layer::Resource => format!("the policy of {}", refusal.id),
        Layer::Endpoint => format!("the policy of endpoint {}", refusal.id),
    }
}

/// The statement that would have allowed it.
fn but(miss: &NearMiss, via: Option<&Via>) -> String {
    let (statement, part) = (statement(&miss.statement), &miss.failed);
    match part {
        Part::Principal => format!(" {statement} would, for another principal."),
        Part::Action => format!(" {statement} would, for other actions."),
        Part::Resource => format!(" {statement} would, on other resources."),
        Part::Condition { operator, key, expected, actual } => {
            let way = match via {
                Some(Via::Endpoint { endpoint, .. }) => format!(" (the request comes through {endpoint})"),
                Some(Via::Public { .. }) => " (the request comes through no endpoint)".to_owned(),
                Some(Via::OffVpc) => {
                    " (the request comes from an interface of AWS's own, not from your VPC)".to_owned()
                }
                Some(Via::Unknown) | None => String::new(),
            };
            let way = if key.to_ascii_lowercase().starts_with("aws:source") { way } else { String::new() };
            format!(
                " {statement} would, if it were not for its condition {operator} {key} {}: {}{way}.",
                expected.join(", "),
                actual_value(actual)
            )
        }
    }
}

fn actual_value(value: &Value) -> String {
    match value {
        Value::Absent => "the request does not carry the key".to_owned(),
        Value::Known(values) => format!("the request says {}", values.join(", ")),
        Value::NoneOf(_) => "the request says something else".to_owned(),
        Value::Unknown => "what the request says is not known".to_owned(),
    }
}

fn statement(statement: &StatementRef) -> String {
    let name = statement.sid.as_deref().unwrap_or(&statement.pointer);
    match statement.layer {
        Layer::Identity | Layer::Boundary => format!("Statement {name} of {}", statement.policy),
        Layer::Trust | Layer::Resource | Layer::Endpoint => format!("Its statement {name}"),
    }
}

/// The last part of a path, `orders:42` of `arn:…:task-definition/orders:42`.
fn last_of_path(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// What is refused, as the contract has what blocks.
pub(crate) fn blocked_at(refusal: &Refusal, message: String) -> BlockedAt {
    let rule_text = refusal.statement.as_ref().map(|statement| {
        let policy = refusal.policy.as_deref().unwrap_or_default();
        format!("statement {statement} of {policy}")
    });
    BlockedAt {
        direction: Leg::Forward,
        component: refusal.component,
        id: refusal.id.clone(),
        ids: vec![refusal.id.clone()],
        hop: None,
        code: refusal.code,
        rule_direction: None,
        rule: refusal.statement.clone(),
        rule_text,
        message,
        evidence: None,
    }
}
