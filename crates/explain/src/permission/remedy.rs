//! What to change about policies: one statement more, tried before it is shown.

use hopwise_ecs::{Actor, Step};
use hopwise_engine::Verdict;
use hopwise_model::resource::PolicyDocument;
use hopwise_permission::{Layer, Part};
use serde_json::{Map, Value, json};

use super::change::{PolicyChange, PolicyRemedy};
use super::evaluate::{ECS_TASKS, Evaluator};
use super::finding::{Outcome, Permission, Principal, Refusal, RefusalCause};
use super::layer::{LayerPolicies, ParsedPolicy};
use super::store::account_of;
use super::via::Via;

impl Evaluator<'_> {
    /// What would allow what a step is refused, if one more statement does. A statement that denies has to go: which
    /// part of it is meant, nobody but its author knows.
    pub(super) fn remedy(&self, step: &Step, ways: &[Via], denied: &[&Permission]) -> Option<PolicyRemedy> {
        let first = denied.first()?;
        let Outcome::Denied(refusal) = &first.outcome else { return None };
        if is_intended(first, refusal) {
            return None;
        }
        let alike: Vec<&Permission> = denied.iter().copied().filter(|own| is_alike(own, refusal)).collect();
        let (patch, restored, change) = if let RefusalCause::MarkedForDeletion { .. } = refusal.cause {
            let mut secrets: Vec<String> = alike.iter().map(|own| own.resource.clone()).collect();
            secrets.sort_unstable();
            secrets.dedup();
            (None, secrets.clone(), PolicyChange::RestoreSecrets { secrets })
        } else {
            let (patch, change) = self.change(step, first, refusal, &alike)?;
            (Some(patch), Vec::new(), change)
        };
        let patched = Evaluator { store: self.store, workload: self.workload, patch, restored };
        let permissions = patched.permissions(step, ways);
        let verdict = if permissions.iter().any(Permission::stops) {
            Verdict::Blocked
        } else if permissions.iter().any(Permission::is_in_doubt) {
            Verdict::Undetermined
        } else {
            Verdict::Delivered
        };
        let mut actions: Vec<&'static str> = Vec::new();
        let mut resources: Vec<String> = Vec::new();
        for permission in alike {
            if !actions.contains(&permission.action) {
                actions.push(permission.action);
            }
            if !resources.contains(&permission.resource) {
                resources.push(permission.resource.clone());
            }
        }
        (verdict != Verdict::Blocked).then_some(PolicyRemedy { change, actions, resources, verdict })
    }

    fn change(
        &self,
        step: &Step,
        first: &Permission,
        refusal: &Refusal,
        alike: &[&Permission],
    ) -> Option<((Layer, String, LayerPolicies), PolicyChange)> {
        // A role's own policies are those of whoever asks; ECS asks for the role that is the resource.
        let task_role = self.role(Actor::TaskRole).filter(|role| match &first.principal {
            Principal::Ecs => role.arn == first.resource,
            principal => *principal == Principal::Role(role.arn.clone()),
        });
        let role = task_role.or_else(|| self.role(Actor::ExecutionRole));
        let allow = |principal: Option<Value>, resource: bool, condition: Option<Value>| {
            statement(alike, principal, resource, condition)
        };
        match &refusal.cause {
            RefusalCause::NoExecutionRole { .. }
            | RefusalCause::NoTaskRole { .. }
            | RefusalCause::NoSuchRole
            | RefusalCause::RoleOfAnotherAccount
            | RefusalCause::MarkedForDeletion { .. }
            | RefusalCause::KeyServesItsAccount { .. }
            | RefusalCause::ExplicitDeny(_) => None,
            RefusalCause::NotAllowed => {
                let role = role?;
                let statement = allow(None, true, None);
                let document = json!({ "Version": "2012-10-17", "Statement": [&statement] }).to_string();
                let policy = free_name(step.kind.as_str(), &role.identity);
                let policies = role.identity.with(parsed(&policy, &document)?);
                let change = PolicyChange::PutRolePolicy { role: role.name.clone(), policy, document };
                Some(((Layer::Identity, role.arn.clone(), policies), change))
            }
            RefusalCause::NotTrusted => {
                let role = role?;
                let mut statement = Map::new();
                statement.insert("Effect".to_owned(), json!("Allow"));
                statement.insert("Principal".to_owned(), json!({ "Service": ECS_TASKS }));
                statement.insert("Action".to_owned(), json!("sts:AssumeRole"));
                // AWS recommends the condition against confused deputies (fact base F.1).
                let own = account_of(self.workload)
                    .map(|account| json!({ "StringEquals": { "aws:SourceAccount": account } }));
                statement.extend(own.map(|condition| ("Condition".to_owned(), condition)));
                let statement = Value::Object(statement);
                let (policies, document) = extended(&role.trust, &statement)?;
                let change = PolicyChange::UpdateTrust { role: role.name.clone(), document };
                Some(((Layer::Trust, role.arn.clone(), policies), change))
            }
            RefusalCause::Boundary { policy } => {
                // Nobody but AWS changes AWS's policies.
                let role = role.filter(|_| policy.split(':').nth(4) != Some("aws"))?;
                let statement = allow(None, true, None);
                let (policies, document) = extended(&role.boundary, &statement)?;
                let change = PolicyChange::CreatePolicyVersion { policy: policy.clone(), document };
                Some(((Layer::Boundary, role.arn.clone(), policies), change))
            }
            RefusalCause::EndpointPolicy { endpoint } => {
                // The policy of a gateway endpoint cannot name a role as its principal (fact base C.2).
                let condition = match &first.principal {
                    Principal::Role(arn) => Some(json!({ "ArnEquals": { "aws:PrincipalArn": arn } })),
                    _ => None,
                };
                let statement = allow(Some(json!("*")), true, condition);
                let (policies, document) = extended(&self.store.endpoint(endpoint), &statement)?;
                let change = PolicyChange::ModifyEndpoint { endpoint: endpoint.clone(), document };
                Some(((Layer::Endpoint, endpoint.to_string(), policies), change))
            }
            RefusalCause::ResourcePolicy | RefusalCause::NoResourcePolicy => {
                let Principal::Role(arn) = &first.principal else { return None };
                let repository = Some(&first.resource).filter(|_| first.action.starts_with("ecr:"))?;
                // The policy of a repository has no `Resource`: it is about its repository.
                let statement = allow(Some(json!({ "AWS": arn })), false, None);
                let (policies, document) = extended(
                    &self.store.repository(repository, &role?.account.clone().unwrap_or_default()),
                    &statement,
                )?;
                let change = PolicyChange::SetRepositoryPolicy { repository: repository.clone(), document };
                Some(((Layer::Resource, repository.clone(), policies), change))
            }
        }
    }
}

/// Whether somebody wanted it allowed under a condition only: then to allow it without is not for a tool to propose. A
/// token cannot be had under a condition where AWS itself asks for it (fact base F.4), and layers never are asked for by
/// anybody whom a condition may mean.
fn is_intended(first: &Permission, refusal: &Refusal) -> bool {
    let conditional = refusal.nearest.as_ref().is_some_and(|miss| matches!(miss.failed, Part::Condition { .. }));
    let never = first.principal == Principal::LayerService
        || (first.action == "ecr:GetAuthorizationToken" && first.via == Some(Via::OffVpc));
    conditional && !never
}

/// Whether another permission is refused for the same reason by the same policy.
fn is_alike(permission: &Permission, refusal: &Refusal) -> bool {
    match &permission.outcome {
        Outcome::Denied(own) => {
            let are_deleted =
                [&own.cause, &refusal.cause].map(|cause| matches!(cause, RefusalCause::MarkedForDeletion { .. }));
            are_deleted == [true, true] || own.cause == refusal.cause && own.id == refusal.id
        }
        Outcome::Allowed { .. } | Outcome::Unknown { .. } => false,
    }
}

/// A statement that allows these actions on their resources.
fn statement(alike: &[&Permission], principal: Option<Value>, with_resource: bool, condition: Option<Value>) -> Value {
    let list = |of: fn(&Permission) -> &str| {
        let mut texts: Vec<&str> = alike.iter().map(|permission| of(permission)).collect();
        texts.sort_unstable();
        texts.dedup();
        match texts.as_slice() {
            [only] => json!(only),
            several => json!(several),
        }
    };
    let mut members = Map::new();
    members.insert("Effect".to_owned(), json!("Allow"));
    members.extend(principal.map(|principal| ("Principal".to_owned(), principal)));
    members.insert("Action".to_owned(), list(|permission| permission.action));
    if with_resource {
        members.insert("Resource".to_owned(), list(|permission| &permission.resource));
    }
    members.extend(condition.map(|condition| ("Condition".to_owned(), condition)));
    Value::Object(members)
}

/// The only policy of a layer with one more statement, or a first policy where it is known to have none: the layer, and the
/// policy's text.
fn extended(policies: &LayerPolicies, statement: &Value) -> Option<(LayerPolicies, String)> {
    let (name, mut document): (&str, Map<String, Value>) = match policies.policies.as_slice() {
        [only] => (&only.name, serde_json::from_str(&only.source.text).ok()?),
        [] if policies.has_none() => ("policy", Map::from_iter([("Version".to_owned(), json!("2012-10-17"))])),
        _ => return None,
    };
    let statements = match document.remove("Statement") {
        Some(Value::Array(mut statements)) => {
            statements.push(statement.clone());
            statements
        }
        Some(one) => vec![one, statement.clone()],
        None => vec![statement.clone()],
    };
    document.insert("Statement".to_owned(), Value::Array(statements));
    let text = Value::Object(document).to_string();
    Some((policies.with(parsed(name, &text)?), text))
}

fn parsed(name: &str, text: &str) -> Option<ParsedPolicy> {
    let evidence = hopwise_model::Evidence::supposed(name);
    ParsedPolicy::read(name, &PolicyDocument { text: text.to_owned(), is_object: false, evidence }).ok()
}

/// A name for a new inline policy that the role has not used.
fn free_name(step: &str, identity: &LayerPolicies) -> String {
    let taken = |name: &String| {
        let missing = identity.missing.iter().any(|missing| format!("{missing:?}").contains(name.as_str()));
        missing || identity.policies.iter().any(|policy| policy.name == *name)
    };
    let mut name = format!("ecs-{step}");
    while taken(&name) {
        name.push_str("-2");
    }
    name
}
