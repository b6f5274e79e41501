//! Outcomes of decisions: their statements were read, and what is behind a refusal.

use hopwise_ecs::{Access, Actor};
use hopwise_model::{Code, Component, Evidence};
use hopwise_permission::{Decision, Layer, NearMiss, Part, StatementRef, Unsettled};

use super::finding::{Doubt, Missing, Outcome, Refusal, RefusalCause};
use super::policy_set::PolicySet;
use super::store::RolePolicies;
use super::via::Via;

/// The outcome of a decision, with where its statements were read.
pub(super) fn outcome(decision: Decision, policies: &PolicySet, owners: &PolicyOwners<'_>) -> Outcome {
    match decision {
        Decision::Allowed { by } => {
            let first = by.first();
            Outcome::Allowed {
                layer: first.map(|statement| statement.layer),
                policy: first.map(|statement| statement.policy.clone()),
                statement: first.map(label),
                evidence: first.and_then(|statement| policies.layer(statement.layer).evidence(statement)),
            }
        }
        Decision::Denied { layer, explicit, nearest } => {
            let in_layer = policies.layer(layer);
            // Statements about other actions are no help. A condition that somebody wrote tells most.
            let rank = |miss: &NearMiss| match miss.failed {
                Part::Condition { .. } => Some(0),
                Part::Principal => Some(1),
                Part::Resource => Some(2),
                Part::Action => None,
            };
            let ranked = nearest.into_iter().filter_map(|miss| Some((rank(&miss)?, miss)));
            let nearest = ranked.min_by_key(|(rank, _)| *rank).map(|(_, miss)| miss);
            let statement = explicit.as_ref().or(nearest.as_ref().map(|miss| &miss.statement));
            let cause = match explicit {
                Some(_) => RefusalCause::ExplicitDeny(layer),
                None if layer == Layer::Resource && in_layer.has_none() => RefusalCause::NoResourcePolicy,
                None => owners.cause(layer),
            };
            let (component, id) = owners.of(layer);
            let found = statement.and_then(|statement| in_layer.evidence(statement)).or_else(|| in_layer.only());
            let evidence = found.or_else(|| owners.role.and_then(|role| role.evidence.clone()));
            Outcome::Denied(Box::new(Refusal {
                layer: Some(layer),
                code: code(&cause, component),
                cause,
                component,
                id,
                policy: explicit.as_ref().map(|statement| statement.policy.clone()),
                statement: explicit.as_ref().map(label),
                conditions: explicit.as_ref().map(|statement| in_layer.conditions(statement)).unwrap_or_default(),
                nearest,
                evidence: evidence.filter(|evidence| !evidence.is_supposed()),
            }))
        }
        Decision::Unknown { layer, because } => {
            let mut missing: Vec<Missing> = Vec::new();
            let mut doubts = Vec::new();
            for unsettled in because {
                match unsettled {
                    Unsettled::Document { layer, name: Some(_) } => {
                        let absent = &policies.layer(layer).missing;
                        let unreadable = absent.iter().filter(|own| matches!(own, Missing::Unreadable { .. }));
                        doubts.extend(unreadable.map(|own| Doubt::Unreadable(layer, own.clone())));
                        missing.extend(absent.iter().cloned());
                    }
                    // Nobody was asked whose policy it is.
                    Unsettled::Document { name: None, .. } | Unsettled::Owner => {
                        let resource = owners.access.map_or_else(String::new, |access| access.resource.clone());
                        missing.push(Missing::OtherAccount(resource));
                    }
                    other => doubts.push(Doubt::Unsettled(other)),
                }
            }
            missing.sort();
            missing.dedup();
            let mut distinct = Vec::new();
            for doubt in doubts {
                if !distinct.contains(&doubt) {
                    distinct.push(doubt);
                }
            }
            open(layer, missing, distinct, policies)
        }
    }
}

/// What documents leave open, with where they do.
pub(super) fn open(layer: Layer, missing: Vec<Missing>, doubts: Vec<Doubt>, policies: &PolicySet) -> Outcome {
    let place = |doubt: &Doubt| match doubt {
        Doubt::Unreadable(_, Missing::Unreadable { at, .. }) => Some(at.clone()),
        Doubt::Unsettled(
            Unsettled::Key { statement, .. }
            | Unsettled::Condition { statement, .. }
            | Unsettled::Principal { statement }
            | Unsettled::Resource { statement },
        ) => policies.layer(statement.layer).evidence(statement),
        Doubt::Unsettled(Unsettled::Document { .. } | Unsettled::Owner)
        | Doubt::Unreadable(..)
        | Doubt::OnlyByUnread(..)
        | Doubt::OnlyByResource(_)
        | Doubt::MayBeDenied(..)
        | Doubt::OtherAccountMustAllow(_)
        | Doubt::OtherForm { .. }
        | Doubt::Redirected
        | Doubt::MayBeNamed => None,
    };
    let evidence = doubts.iter().find_map(place).filter(|evidence| !evidence.is_supposed());
    Outcome::Unknown { layer, missing, doubts, evidence }
}

/// Whose policies are asked.
pub(super) struct PolicyOwners<'a> {
    pub(super) role: Option<&'a RolePolicies>,
    pub(super) via: Option<&'a Via>,
    pub(super) access: Option<&'a Access>,
}

impl<'a> PolicyOwners<'a> {
    pub(super) fn role(role: &'a RolePolicies, via: Option<&'a Via>) -> Self {
        Self { role: Some(role), via, access: None }
    }

    fn of(&self, layer: Layer) -> (Component, String) {
        let role = || self.role.map_or_else(String::new, |role| role.arn.clone());
        match layer {
            Layer::Trust | Layer::Identity | Layer::Boundary => (Component::IamRole, role()),
            Layer::Endpoint => {
                let endpoint = self.via.and_then(Via::endpoint);
                (Component::EndpointPolicy, endpoint.map_or_else(String::new, ToString::to_string))
            }
            Layer::Resource => {
                let access = self.access.map(|access| (access.action.starts_with("ecr:"), access.resource.clone()));
                match access {
                    Some((true, resource)) => (Component::RepositoryPolicy, resource),
                    Some((false, resource)) => (Component::ResourcePolicy, resource),
                    None => (Component::ResourcePolicy, String::new()),
                }
            }
        }
    }

    fn cause(&self, layer: Layer) -> RefusalCause {
        match (layer, self.via.and_then(Via::endpoint)) {
            (Layer::Trust, _) => RefusalCause::NotTrusted,
            (Layer::Boundary, _) => {
                let policy = self.role.and_then(|role| role.boundary_arn.clone()).unwrap_or_default();
                RefusalCause::Boundary { policy }
            }
            (Layer::Endpoint, Some(endpoint)) => RefusalCause::EndpointPolicy { endpoint: endpoint.clone() },
            (Layer::Resource, _) => RefusalCause::ResourcePolicy,
            (Layer::Identity | Layer::Endpoint, _) => RefusalCause::NotAllowed,
        }
    }
}

fn code(cause: &RefusalCause, component: Component) -> Code {
    match (cause, component) {
        (RefusalCause::NoExecutionRole { .. }, _) => Code::ExecutionRoleMissing,
        (RefusalCause::NoTaskRole { .. }, _) => Code::TaskRoleMissing,
        (RefusalCause::NoSuchRole, _) => Code::RoleNotFound,
        (RefusalCause::RoleOfAnotherAccount, _) => Code::RoleOfAnotherAccount,
        (RefusalCause::MarkedForDeletion { .. }, _) => Code::SecretMarkedForDeletion,
        (RefusalCause::KeyServesItsAccount { .. }, _) => Code::AwsManagedKeyOfAnotherAccount,
        (RefusalCause::NotTrusted, _) => Code::TrustPolicyMismatch,
        (RefusalCause::ExplicitDeny(_), _) => Code::ExplicitDeny,
        (RefusalCause::Boundary { .. }, _) => Code::PermissionsBoundaryRestriction,
        (RefusalCause::EndpointPolicy { .. }, _) => Code::VpceEndpointPolicyRestriction,
        (RefusalCause::ResourcePolicy | RefusalCause::NoResourcePolicy, Component::RepositoryPolicy) => {
            Code::RepositoryPolicyRestriction
        }
        (RefusalCause::ResourcePolicy | RefusalCause::NoResourcePolicy, _) => Code::ResourcePolicyRestriction,
        (RefusalCause::NotAllowed, _) => Code::ActionNotAllowed,
    }
}

/// The refusal of a request that there is no role to make.
pub(super) fn no_role(actor: Actor, definition: &str, evidence: &Evidence) -> Refusal {
    let named = definition.to_owned();
    let cause = match actor {
        Actor::TaskRole => RefusalCause::NoTaskRole { definition: named },
        _ => RefusalCause::NoExecutionRole { definition: named },
    };
    refused(cause, Component::IamRole, definition, evidence)
}

/// A refusal that no statement of a policy makes.
pub(super) fn refused(cause: RefusalCause, component: Component, id: &str, evidence: &Evidence) -> Refusal {
    Refusal {
        layer: None,
        code: code(&cause, component),
        cause,
        component,
        id: id.to_owned(),
        policy: None,
        statement: None,
        conditions: Vec::new(),
        nearest: None,
        evidence: Some(evidence.clone()),
    }
}

/// What is not known for want of one document.
pub(super) fn unknown(missing: Missing) -> Outcome {
    Outcome::Unknown { layer: Layer::Identity, missing: vec![missing], doubts: Vec::new(), evidence: None }
}

fn label(statement: &StatementRef) -> String {
    statement.sid.clone().unwrap_or_else(|| statement.pointer.clone())
}
