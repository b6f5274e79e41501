//! The policies of the snapshot, parsed once and found by whose they are.

use std::collections::BTreeMap;

use hopwise_ecs::{ExecutionRole, Workload};
use hopwise_model::resource::{EndpointKind, PolicyDocument, Role, Scope, VpcEndpoint};
use hopwise_model::{AccountId, DocumentKind, Evidence, Inventory, VpcEndpointId};

use super::asked;
use super::finding::Missing;
use super::identity::{identity, managed};
use super::known::{has_iam, missing};
use super::layer::LayerPolicies;
use super::overlap::overlap;

/// A role and its policies, as far as the snapshot has them.
#[derive(Clone, Debug)]
pub(super) struct RolePolicies {
    /// Its ARN, or its name where no more is known.
    pub(super) arn: String,
    /// Its name.
    pub(super) name: String,
    /// Its account, where known.
    pub(super) account: Option<String>,
    /// Its unique id, where known.
    pub(super) unique_id: Option<String>,
    /// Where the role was read.
    pub(super) evidence: Option<Evidence>,
    /// Who may assume it.
    pub(super) trust: LayerPolicies,
    /// Its own policies.
    pub(super) identity: LayerPolicies,
    /// Its permissions boundary.
    pub(super) boundary: LayerPolicies,
    /// The boundary's ARN.
    pub(super) boundary_arn: Option<String>,
    /// Where AWS answered that there is no such role.
    pub(super) absent: Option<Evidence>,
}

/// All policies of a snapshot that some workload may need.
#[derive(Debug)]
pub(super) struct PolicyStore<'i> {
    inventory: &'i Inventory,
    /// By the role as workloads name it, and their account.
    roles: BTreeMap<(String, Option<String>), RolePolicies>,
    endpoints: BTreeMap<VpcEndpointId, LayerPolicies>,
}

/// The account of a workload, as text.
pub(super) fn account_of(workload: &Workload) -> Option<&str> {
    workload.account.as_ref().map(hopwise_model::AccountId::as_str)
}

impl<'i> PolicyStore<'i> {
    /// The policies of the roles of these workloads, and of every endpoint.
    pub(super) fn of<'w>(inventory: &'i Inventory, workloads: impl Iterator<Item = &'w Workload>) -> Self {
        let mut roles = BTreeMap::new();
        for workload in workloads {
            for named in [&workload.execution_role, &workload.task_role] {
                let ExecutionRole::Named { role, .. } = named else { continue };
                let key = (role.clone(), account_of(workload).map(str::to_owned));
                roles
                    .entry(key)
                    .or_insert_with_key(|(role, account)| role_policies(inventory, role, account.as_deref()));
            }
        }
        let endpoints = inventory.vpc_endpoints.iter().map(|endpoint| {
            let policies = match &endpoint.policy {
                Some(text) => {
                    let evidence = member(&endpoint.evidence, "PolicyDocument");
                    let source = PolicyDocument { text: text.clone(), is_object: false, evidence };
                    LayerPolicies::of(endpoint.id.as_ref(), &source)
                }
                // These have none (EC2 API, `CreateVpcEndpoint`, `PolicyDocument`).
                None if endpoint.kind == EndpointKind::GatewayLoadBalancer => LayerPolicies::default(),
                None => LayerPolicies::without(Missing::EndpointPolicy(endpoint.id.clone())),
            };
            (endpoint.id.clone(), policies)
        });
        Self { inventory, roles, endpoints: endpoints.collect() }
    }

    /// A role of a workload.
    pub(super) fn role(&self, role: &str, workload: &Workload) -> Option<&RolePolicies> {
        self.roles.get(&(role.to_owned(), account_of(workload).map(str::to_owned)))
    }

    /// Whether anything of IAM is known in an account, so that permissions are checked.
    pub(super) fn has_iam(&self, account: &str) -> bool {
        has_iam(self.inventory, Some(account))
    }

    /// The policy of an endpoint. One that is only supposed, to see what it would do, has the policy that AWS gives to those
    /// that are made without.
    pub(super) fn endpoint(&self, id: &VpcEndpointId) -> LayerPolicies {
        self.endpoints.get(id).cloned().unwrap_or_else(|| {
            let (text, evidence) = (VpcEndpoint::DEFAULT_POLICY.to_owned(), Evidence::supposed(id.as_str()));
            LayerPolicies::of(id.as_str(), &PolicyDocument { text, is_object: false, evidence })
        })
    }

    /// The policy of a repository, by its ARN, for a principal of `account`.
    pub(super) fn repository(&self, arn: &str, account: &str) -> LayerPolicies {
        let mut parts = arn.splitn(6, ':').skip(3);
        let (region, registry) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let name = parts.next().and_then(|resource| resource.strip_prefix("repository/")).unwrap_or_default();
        let same = |own: &Scope| {
            own.account.as_ref().is_some_and(|account| account.as_str() == registry)
                && own.region.as_ref().is_none_or(|own| own.as_str() == region)
        };
        let found = self.inventory.repository_policies.iter().find(|own| own.repository == name && same(&own.scope));
        match found {
            Some(policy) => one_policy(arn, policy.document.as_ref(), &policy.evidence),
            None => self.lacks(
                arn,
                Missing::RepositoryPolicy {
                    registry: registry.to_owned(),
                    region: region.to_owned(),
                    repository: name.to_owned(),
                    must_allow: registry != account,
                },
            ),
        }
    }

    /// Whether a secret was described, by its ARN, whose end need not be known.
    pub(super) fn is_described(&self, arn: &str) -> bool {
        self.inventory.secrets.iter().any(|own| overlap(arn, &own.arn))
    }

    /// The description of a secret, which is not there, and whether the snapshot asked for it in vain.
    pub(super) fn description(&self, arn: &str) -> Missing {
        asked::refused(self.inventory, arn, Missing::SecretDescription(arn.to_owned()))
    }

    /// A secret that is marked for deletion, by its ARN, whose end need not be known; when, and where that was read.
    pub(super) fn marked_for_deletion(&self, arn: &str) -> Option<(&str, &Evidence)> {
        let mut meant = self.inventory.secrets.iter().filter(|own| overlap(arn, &own.arn));
        let (secret, other) = (meant.next()?, meant.next());
        let at = secret.deleted_at.as_deref().filter(|_| other.is_none())?;
        Some((at, &secret.evidence))
    }

    /// The policy of a secret, by its ARN, whose end need not be known.
    pub(super) fn secret(&self, arn: &str) -> LayerPolicies {
        match self.inventory.secret_policies.iter().find(|own| overlap(arn, &own.arn)) {
            Some(policy) => one_policy(arn, policy.document.as_ref(), &policy.evidence),
            None => self.lacks(arn, Missing::SecretPolicy(arn.to_owned())),
        }
    }

    /// The lack of a resource's policy, by the resource's ARN: what AWS did not show is not what nobody asked for.
    pub(super) fn lacks(&self, arn: &str, policy: Missing) -> LayerPolicies {
        LayerPolicies::without(asked::refused(self.inventory, arn, policy))
    }
}

/// The policy of a resource, or that it has none.
fn one_policy(name: &str, policy: Option<&PolicyDocument>, evidence: &Evidence) -> LayerPolicies {
    policy.map_or_else(|| LayerPolicies::none(evidence), |policy| LayerPolicies::of(name, policy))
}

fn member(evidence: &Evidence, name: &str) -> Evidence {
    Evidence::new(&evidence.file, format!("{}/{name}", evidence.pointer))
}

fn role_policies(inventory: &Inventory, role: &str, account: Option<&str>) -> RolePolicies {
    let named_by_arn = role.starts_with("arn:");
    let name = role.rsplit('/').next().unwrap_or(role).to_owned();
    let account = if named_by_arn { role.split(':').nth(4) } else { account }.map(str::to_owned);
    let is_it = |own: &&Role| {
        own.arn == role || (!named_by_arn && own.name == name && own.arn.split(':').nth(4) == account.as_deref())
    };
    let found = inventory.roles.iter().find(is_it);
    let is_asked = has_iam(inventory, account.as_deref());
    let unknown = || LayerPolicies::without(missing(&name, DocumentKind::Role, is_asked));
    let boundary_arn = found.and_then(|role| role.permissions_boundary.clone());
    let boundary = match (found, &boundary_arn) {
        (None, _) => unknown(),
        (Some(_), None) => LayerPolicies::default(),
        (Some(_), Some(arn)) => {
            let mut policies = LayerPolicies::empty();
            policies.put(managed(inventory, arn));
            policies
        }
    };
    RolePolicies {
        arn: found.map_or_else(|| role.to_owned(), |role| role.arn.clone()),
        evidence: found.map(|role| role.evidence.clone()),
        unique_id: found.and_then(|role| role.unique_id.clone()),
        trust: found.map_or_else(unknown, |role| LayerPolicies::of("trust policy", &role.trust)),
        identity: identity(inventory, &name, account.as_deref()),
        boundary,
        boundary_arn,
        absent: if found.is_none() { absent(inventory, &name, account.as_deref()) } else { None },
        name,
        account,
    }
}

/// Where AWS answered, when asked for a role or a list of its policies, that it knows none of that name (IAM API reference, errors of
/// `GetRole`). Whose account was asked must be plain: the role of another is not there either.
fn absent(inventory: &Inventory, role: &str, account: Option<&str>) -> Option<Evidence> {
    let asked = [DocumentKind::Role, DocumentKind::RolePolicyNames, DocumentKind::AttachedPolicies].map(Some);
    let mut accounts: Vec<&str> =
        inventory.knowledge.records().filter_map(|(own, ..)| own).map(AccountId::as_str).collect();
    accounts.dedup();
    let is_its = |own: Option<&AccountId>| match own {
        Some(own) => account.is_none_or(|account| own.as_str() == account),
        // What no path names is of an account that has no folder of its own.
        None => accounts.iter().all(|own| Some(*own) != account),
    };
    let is_none = |code: &str| code.starts_with("NoSuchEntity");
    let mut calls = inventory.knowledge.failed_calls().iter();
    let found = calls.find(|call| {
        asked.contains(&call.document)
            && call.code.as_deref().is_some_and(is_none)
            && call.arguments.as_deref() == Some(role)
            && is_its(call.scope.account.as_ref())
    })?;
    Some(found.evidence.clone())
}
