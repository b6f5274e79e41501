//! Decides what a step needs, for every way that its packets take.

use hopwise_ecs::{Access, Actor, AwsService, ExecutionRole, LaunchType, Step, Subject, When, Workload};
use hopwise_model::Component;
use hopwise_permission::{Context, Decision, Layer, Owner, Principal as Requester, Request, Unsettled, decide};

use super::context;
use super::finding::{Doubt, Missing, Outcome, Permission, Principal, Refusal, RefusalCause};
use super::layer::LayerPolicies;
use super::outcome::{PolicyOwners, no_role, open, outcome, refused, unknown};
use super::overlap::{covers, overlap};
use super::policy_set::PolicySet;
use super::store::{PolicyStore, RolePolicies, account_of};
use super::via::Via;

/// The policies of one workload, and what is changed about them to see what that would do.
pub(super) struct Evaluator<'a> {
    pub(super) store: &'a PolicyStore<'a>,
    pub(super) workload: &'a Workload,
    /// What a layer is taken to say instead of what the snapshot has, with the id of whose policy it is.
    pub(super) patch: Option<(Layer, String, LayerPolicies)>,
    /// Secrets that are taken to be restored.
    pub(super) restored: Vec<String>,
}

/// The service principal that assumes execution roles and task roles, in every partition (ECS developer guide, "Amazon ECS task
/// execution IAM role").
pub const ECS_TASKS: &str = "ecs-tasks.amazonaws.com";

impl Evaluator<'_> {
    /// Every permission of a step, each outcome once with the first of the ways that have it.
    pub(super) fn permissions(&self, step: &Step, ways: &[Via]) -> Vec<Permission> {
        let roles = [Actor::ExecutionRole, Actor::TaskRole];
        let mut found: Vec<Permission> =
            roles.into_iter().filter_map(|actor| self.trust(actor, step, ways.len())).collect();
        for access in &step.access {
            let begin = found.len();
            for (index, way) in ways.iter().enumerate() {
                let Some(outcome) = self.outcome(access, step, way) else { continue };
                let same = found.get_mut(begin..).unwrap_or_default().iter_mut().find(|own| own.outcome == outcome);
                if let Some(same) = same {
                    same.ways.push(index);
                    continue;
                }
                found.push(Permission {
                    principal: self.principal(access.actor),
                    action: access.action,
                    resource: access.resource.clone(),
                    when: access.when,
                    via: Some(way.clone()),
                    ways: vec![index],
                    outcome,
                    evidence: access.evidence.clone(),
                });
            }
        }
        found
    }

    /// The policies of the role that asks, where one is named.
    pub(super) fn role(&self, actor: Actor) -> Option<&RolePolicies> {
        match self.named(actor)? {
            ExecutionRole::Named { role, .. } => self.store.role(role, self.workload),
            ExecutionRole::Absent { .. } | ExecutionRole::Unknown => None,
        }
    }

    /// What is known of which role asks; none where it is no role of the task's.
    fn named(&self, actor: Actor) -> Option<&ExecutionRole> {
        match actor {
            Actor::ExecutionRole => Some(&self.workload.execution_role),
            Actor::TaskRole => Some(&self.workload.task_role),
            Actor::InstanceRole | Actor::LayerService => None,
        }
    }

    fn principal(&self, actor: Actor) -> Principal {
        match (actor, self.named(actor)) {
            (Actor::InstanceRole, _) => Principal::InstanceRole,
            (Actor::LayerService, _) => Principal::LayerService,
            (_, Some(ExecutionRole::Named { role, .. })) => {
                Principal::Role(self.role(actor).map_or_else(|| role.clone(), |role| role.arn.clone()))
            }
            (Actor::TaskRole, Some(ExecutionRole::Absent { .. })) => Principal::NoTaskRole,
            (_, Some(ExecutionRole::Absent { .. })) => Principal::NoRole,
            (_, Some(ExecutionRole::Unknown) | None) => Principal::UnknownRole,
        }
    }

    /// What a layer says: the patch, where it is about it.
    fn patched(&self, layer: Layer, id: &str, policies: LayerPolicies) -> LayerPolicies {
        match &self.patch {
            Some((patched, of, instead)) if *patched == layer && of == id => instead.clone(),
            _ => policies,
        }
    }

    /// Whether ECS may assume a role, where the step needs it.
    fn trust(&self, actor: Actor, step: &Step, ways: usize) -> Option<Permission> {
        let ExecutionRole::Named { evidence, .. } = self.named(actor)? else { return None };
        let needed = step.access.iter().any(|access| access.actor == actor);
        let role = self.role(actor).filter(|_| needed)?;
        let assumed = |outcome: Outcome| Permission {
            principal: Principal::Ecs,
            action: "sts:AssumeRole",
            resource: role.arn.clone(),
            when: When::BeforeStart,
            via: None,
            ways: (0..ways).collect(),
            outcome,
            evidence: evidence.clone(),
        };
        if role.account.as_deref().zip(account_of(self.workload)).is_some_and(|(of_role, own)| of_role != own) {
            let cause = RefusalCause::RoleOfAnotherAccount;
            let refusal = refused(cause, Component::IamRole, &role.arn, evidence);
            return Some(assumed(Outcome::Denied(Box::new(refusal))));
        }
        if let Some(absent) = &role.absent {
            let refusal = refused(RefusalCause::NoSuchRole, Component::IamRole, &role.arn, absent);
            return Some(assumed(Outcome::Denied(Box::new(refusal))));
        }
        let policies =
            PolicySet { trust: self.patched(Layer::Trust, &role.arn, role.trust.clone()), ..PolicySet::default() };
        let requester = Requester::Service { name: ECS_TASKS.to_owned() };
        let action = "sts:AssumeRole";
        let context = context::of_ecs(self.workload);
        let owner = role.account.as_deref().map_or(Owner::Unknown, Owner::Account);
        let request = Request { principal: &requester, action, resource: &role.arn, owner, context: &context };
        let decision = decide(&request, &policies.layers());
        // Policies that AWS proposes name every ARN of ECS in an account. One that names a task or a cluster may or may
        // not mean what ECS says.
        let source = context::source_arn(self.workload);
        let named = policies.trust.values_of("aws:SourceArn");
        let open =
            source.is_some_and(|source| named.iter().any(|named| overlap(named, &source) && !covers(named, &source)));
        let decision = if open { unsettled_source(decision) } else { decision };
        let mut outcome = outcome(decision, &policies, &PolicyOwners::role(role, None));
        if let Outcome::Unknown { doubts, .. } = &mut outcome {
            let unread =
                policies.trust.missing.iter().filter(|missing| matches!(missing, Missing::RoleDocument { .. }));
            doubts.extend(unread.map(|missing| Doubt::OnlyByUnread(Layer::Trust, missing.clone())));
        }
        Some(assumed(outcome))
    }

    /// What is known where nothing tells the role. The definition of something that is there, and is not in the snapshot, may
    /// name one that may not do it, or none; of a placement that does not exist yet nobody said.
    fn of_unnamed(&self, unnamed: Missing) -> Outcome {
        let doubts = match self.workload.subject {
            Subject::Task { .. } | Subject::Service { .. } => vec![Doubt::Unreadable(Layer::Identity, unnamed.clone())],
            Subject::Hypothetical => Vec::new(),
        };
        Outcome::Unknown { layer: Layer::Identity, missing: vec![unnamed], doubts, evidence: None }
    }

    /// Whether something is allowed on a way; none where nobody is asked.
    fn outcome(&self, access: &Access, step: &Step, via: &Via) -> Option<Outcome> {
        if let Some(refusal) = self.deleted(access) {
            return Some(Outcome::Denied(Box::new(refusal)));
        }
        let region = step.region.as_ref();
        let unnamed = if access.actor == Actor::TaskRole { Missing::TaskRole } else { Missing::ExecutionRole };
        match (access.actor, self.named(access.actor)) {
            (Actor::LayerService, _) => self.layers(access, step, via),
            (Actor::InstanceRole, _) => {
                Some(self.by_endpoint_alone(access, step, via).unwrap_or_else(|| unknown(Missing::InstanceRole)))
            }
            (_, Some(ExecutionRole::Unknown) | None) => {
                Some(self.by_endpoint_alone(access, step, via).unwrap_or_else(|| self.of_unnamed(unnamed)))
            }
            (actor, Some(ExecutionRole::Absent { definition, evidence })) => {
                Some(match self.workload.platform.launch_type {
                    Some(LaunchType::Fargate | LaunchType::Ec2) => {
                        Outcome::Denied(Box::new(no_role(actor, definition, evidence)))
                    }
                    _ => unknown(unnamed),
                })
            }
            (actor, Some(ExecutionRole::Named { .. })) => {
                // In a role that does not exist nobody asks for anything.
                let role = self.role(actor).filter(|role| role.absent.is_none())?;
                if let Some(refusal) = service_key(access, role) {
                    return Some(Outcome::Denied(Box::new(refusal)));
                }
                let Some(account) = &role.account else {
                    let unknown = || unknown(Missing::Role(role.name.clone()));
                    return Some(self.by_endpoint_alone(access, step, via).unwrap_or_else(unknown));
                };
                let (arn, unique_id) = (role.arn.clone(), role.unique_id.clone());
                let requester = Requester::Role { arn, account: account.clone(), unique_id };
                let (by_key, referred) = on_behalf(access, step);
                let by_service = by_key || referred;
                let context = match (by_key, referred) {
                    (true, _) => context::on_behalf("secretsmanager", region),
                    (false, true) => context::on_behalf("ssm", region),
                    (false, false) => context::of_role(via, region),
                };
                let mut policies = PolicySet {
                    identity: self.patched(Layer::Identity, &role.arn, role.identity.clone()),
                    boundary: self.patched(Layer::Boundary, &role.arn, role.boundary.clone()),
                    resource: self.resource(access, account),
                    resource_must_allow: by_key,
                    ..PolicySet::default()
                };
                if !by_service {
                    (policies.endpoint, policies.gateway) = self.endpoint(via);
                }
                let is_checked = self.store.has_iam(account);
                let outcome = Self::by_role(access, &requester, &context, &policies, role, via, is_checked);
                Some(if is_checked { self.under_its_key(access, account, outcome) } else { outcome })
            }
        }
    }

    /// The policy of the endpoint on the way, and whether it is a gateway endpoint.
    pub(super) fn endpoint(&self, via: &Via) -> (LayerPolicies, bool) {
        match via {
            Via::Endpoint { endpoint, gateway, .. } => {
                let policies = self.store.endpoint(endpoint);
                (self.patched(Layer::Endpoint, endpoint.as_str(), policies), *gateway)
            }
            Via::Public { .. } | Via::OffVpc => (LayerPolicies::default(), false),
            Via::Unknown => (LayerPolicies::without(Missing::Way), false),
        }
    }

    /// The policy of what something is done to by a principal of `account`.
    fn resource(&self, access: &Access, account: &str) -> LayerPolicies {
        let resource = access.resource.as_str();
        let policies = match access.action.split(':').next().unwrap_or_default() {
            "ecr" if resource != "*" => self.store.repository(resource, account),
            "secretsmanager" => self.store.secret(resource),
            "kms" => self.store.lacks(resource, Missing::KeyPolicy(resource.to_owned())),
            "s3" => self.store.lacks(resource, Missing::BucketPolicy(resource.to_owned())),
            "elasticfilesystem" | "s3files" => {
                self.store.lacks(resource, Missing::FileSystemPolicy(resource.to_owned()))
            }
            // Whatever it is: nobody but its owner lets others have it, such as a parameter that is shared (Systems Manager user
            // guide, "Working with shared parameters").
            _ if is_foreign(access, account) => LayerPolicies::without(Missing::OtherAccount(resource.to_owned())),
            // Log groups have policies for services only, parameters none within an account, and a token no resource.
            _ => LayerPolicies::default(),
        };
        self.patched(Layer::Resource, resource, policies)
    }

    fn layers(&self, access: &Access, step: &Step, via: &Via) -> Option<Outcome> {
        let Via::Endpoint { .. } = via else { return None };
        let (endpoint, gateway) = self.endpoint(via);
        let context = context::of_layers(via, step.region.as_ref(), &endpoint, self.workload);
        let requester =
            Requester::Foreign { not_accounts: account_of(self.workload).map(str::to_owned).into_iter().collect() };
        let policies = PolicySet { endpoint, gateway, ..PolicySet::default() };
        let request = Request {
            principal: &requester,
            action: access.action,
            resource: &access.resource,
            owner: Owner::Unknown,
            context: &context,
        };
        let decision = decide(&request, &policies.layers());
        let mut outcome =
            outcome(decision, &policies, &PolicyOwners { role: None, via: Some(via), access: Some(access) });
        if let Outcome::Unknown { doubts, missing, .. } = &mut outcome {
            let unread = missing.iter().filter(|missing| matches!(missing, Missing::EndpointPolicy(_)));
            doubts.extend(unread.map(|missing| Doubt::OnlyByUnread(Layer::Endpoint, missing.clone())));
        }
        Some(outcome)
    }

    /// What an endpoint comes to whoever asks: it refuses where none of its statements can allow it to anybody, or one denies it to
    /// everybody (VPC guide, "Control access to VPC endpoints using endpoint policies"); where its policy is not told, it may.
    fn by_endpoint_alone(&self, access: &Access, step: &Step, via: &Via) -> Option<Outcome> {
        let Via::Endpoint { .. } = via else { return None };
        if on_behalf(access, step) != (false, false) {
            return None;
        }
        let (endpoint, gateway) = self.endpoint(via);
        if let Some(unread) = endpoint.missing.iter().find(|own| matches!(own, Missing::EndpointPolicy(_))) {
            let doubts = vec![Doubt::OnlyByUnread(Layer::Endpoint, unread.clone())];
            return Some(Outcome::Unknown {
                layer: Layer::Endpoint,
                missing: vec![unread.clone()],
                doubts,
                evidence: None,
            });
        }
        let context = context::of_role(via, step.region.as_ref());
        let requester = Requester::Foreign { not_accounts: Vec::new() };
        let policies = PolicySet { endpoint, gateway, ..PolicySet::default() };
        let on = |resource: &str| {
            let (action, owner) = (access.action, Owner::Unknown);
            decide(&Request { principal: &requester, action, resource, owner, context: &context }, &policies.layers())
        };
        let decision = on(&access.resource);
        let is_open = match &decision {
            Decision::Denied { explicit: Some(_), .. } => false,
            Decision::Denied { explicit: None, .. } => {
                let also = access.also.as_ref().is_some_and(|form| !matches!(on(form), Decision::Denied { .. }));
                also || access.resource != "*" && policies.endpoint.may_name(&access.resource)
            }
            _ => true,
        };
        let owners = PolicyOwners { role: None, via: Some(via), access: Some(access) };
        (!is_open).then(|| outcome(decision, &policies, &owners))
    }

    /// A request of the execution role. `must_allow` says that another account's policy, which must allow it, is not taken to do
    /// so where it is not in the snapshot.
    fn by_role(
        access: &Access,
        requester: &Requester,
        context: &Context,
        policies: &PolicySet,
        role: &RolePolicies,
        via: &Via,
        must_allow: bool,
    ) -> Outcome {
        let owner = match (access.resource.as_str(), &access.owner) {
            ("*", _) => Owner::Caller,
            (_, Some(account)) => Owner::Account(account.as_str()),
            (_, None) => Owner::Unknown,
        };
        let on = |resource: &str, owner: Owner<'_>, policies: &PolicySet| {
            decide(
                &Request { principal: requester, action: access.action, resource, owner, context },
                &policies.layers(),
            )
        };
        let owners = PolicyOwners { role: Some(role), via: Some(via), access: Some(access) };
        let must_allow = must_allow
            && matches!(owner, Owner::Account(account) if role.account.as_deref().is_some_and(|own| own != account));
        let decision = on(&access.resource, owner, policies);
        match &decision {
            Decision::Denied { layer, explicit: None, .. } => {
                let doubt = if access.resource != "*" && policies.layer(*layer).may_name(&access.resource) {
                    Some(Doubt::MayBeNamed)
                } else {
                    let allowed = |form: &&String| matches!(on(form, owner, policies), Decision::Allowed { .. });
                    access.also.as_ref().filter(allowed).map(|form| Doubt::OtherForm { form: form.clone() })
                };
                match doubt {
                    Some(doubt) => open(*layer, Vec::new(), vec![doubt], policies),
                    None => outcome(decision, policies, &owners),
                }
            }
            Decision::Unknown { .. } => {
                let (layer, missing, mut doubts) = match outcome(decision, policies, &owners) {
                    Outcome::Unknown { layer, missing, doubts, .. } => (layer, missing, doubts),
                    settled => return settled,
                };
                // A doubt vanishes only where what is missing decides the same, whatever it says.
                let supplied = |allows: bool| on(&access.resource, owner, &policies.supplied(|_, _| allows));
                if is_same(&supplied(true), &supplied(false)) {
                    doubts.retain(|doubt| matches!(doubt, Doubt::Unreadable(..)));
                }
                let (refusing, needed) = refusing(access, owner, policies, &on);
                doubts.extend(needed);
                if doubts.is_empty() {
                    doubts.extend(may_be_denied(policies));
                }
                if must_allow && let Some(missing) = policies.resource.missing.first() {
                    doubts.push(Doubt::OtherAccountMustAllow(missing.clone()));
                }
                open(refusing.unwrap_or(layer), missing, doubts, policies)
            }
            Decision::Allowed { .. } | Decision::Denied { .. } => outcome(decision, policies, &owners),
        }
    }
}

/// Whether a service asks on the role's behalf, which passes no endpoint of the VPC: Secrets Manager for a key, and Systems Manager
/// for a secret that a parameter stands for.
fn on_behalf(access: &Access, step: &Step) -> (bool, bool) {
    let referred = access.action.starts_with("secretsmanager:") && step.aws_service != Some(AwsService::SecretsManager);
    (access.action.starts_with("kms:"), referred)
}

/// Whether what is asked for belongs to another account than `account`.
pub(super) fn is_foreign(access: &Access, account: &str) -> bool {
    access.owner.as_ref().is_some_and(|owner| owner.as_str() != account)
}

/// The refusal of a key that AWS keeps for a service in another account than the role's.
fn service_key(access: &Access, role: &RolePolicies) -> Option<Refusal> {
    let is_aws = access.action.starts_with("kms:") && access.resource.contains(":alias/aws/");
    let owner = access.owner.as_ref().filter(|_| is_aws)?;
    let foreign = role.account.as_deref().is_some_and(|account| account != owner.as_str());
    let cause = RefusalCause::KeyServesItsAccount { owner: owner.to_string() };
    foreign.then(|| refused(cause, Component::ResourcePolicy, &access.resource, &access.evidence))
}

/// What may deny what the policies that were read allow: policies whose texts are not in the snapshot, lists of the role's policies
/// of which not all was read, and the resource's policy where AWS did not show it.
fn may_be_denied(policies: &PolicySet) -> Vec<Doubt> {
    let of = |layer: Layer| policies.layer(layer).missing.iter().map(move |missing| (layer, missing));
    // Of a list that may be the role's, its own lacks, which tells more.
    let is_named_otherwise = |missing: &Missing| {
        matches!(missing, Missing::RoleDocument { document, .. } if policies.identity.missing.iter().any(
            |other| matches!(other, Missing::NobodysList { document: own, .. } if own == document)
        ))
    };
    let layers = [Layer::Identity, Layer::Boundary, Layer::Resource].into_iter().flat_map(of);
    let found = layers.filter(|(_, missing)| missing.may_deny() && !is_named_otherwise(missing));
    found.map(|(layer, missing)| Doubt::MayBeDenied(layer, missing.clone())).collect()
}

/// Whether two decisions are final and the same.
fn is_same(one: &Decision, other: &Decision) -> bool {
    matches!(
        (one, other),
        (Decision::Allowed { .. }, Decision::Allowed { .. }) | (Decision::Denied { .. }, Decision::Denied { .. })
    )
}

/// The layer that refuses a request unless a document allows it that is not in the snapshot and that the snapshot leads to,
/// and those documents. Documents that nobody collected are taken to allow, but for the resource's own: within an account
/// few have one, and in another account one that does not allow would be an error of its own.
fn refusing(
    access: &Access,
    owner: Owner<'_>,
    policies: &PolicySet,
    on: &impl Fn(&str, Owner<'_>, &PolicySet) -> Decision,
) -> (Option<Layer>, Vec<Doubt>) {
    let resource = policies.resource.missing.first();
    let owner = if resource.is_some() { Owner::Caller } else { owner };
    let supposed = policies.supplied(|layer, missing| layer != Layer::Resource && !missing.is_named());
    let Decision::Denied { layer, explicit: None, .. } = on(&access.resource, owner, &supposed) else {
        return (None, Vec::new());
    };
    let mut named = policies.layer(layer).missing.iter().filter(|missing| missing.is_named()).peekable();
    let mut doubts = Vec::new();
    if named.peek().is_none() && matches!(layer, Layer::Identity | Layer::Boundary) {
        let absent = resource.filter(|missing| !missing.is_named());
        doubts.extend(absent.map(|missing| Doubt::OnlyByResource(missing.clone())));
    }
    // What cannot be read is reported as such. Of a list that may be the role's, its own lacks, which tells more.
    let unread = named.filter(|missing| !matches!(missing, Missing::Unreadable { .. } | Missing::NobodysList { .. }));
    doubts.extend(unread.map(|missing| Doubt::OnlyByUnread(layer, missing.clone())));
    let layer = (!doubts.is_empty()).then_some(layer);
    (layer, doubts)
}

/// A decision that stands or falls with what ECS names as the source.
fn unsettled_source(decision: Decision) -> Decision {
    let statement = match &decision {
        Decision::Allowed { by } => by.first().cloned(),
        Decision::Denied { explicit, nearest, .. } => {
            explicit.clone().or_else(|| nearest.first().map(|miss| miss.statement.clone()))
        }
        Decision::Unknown { .. } => None,
    };
    match statement {
        Some(statement) => Decision::Unknown {
            layer: Layer::Trust,
            because: vec![Unsettled::Key { key: "aws:SourceArn".to_owned(), statement }],
        },
        None => decision,
    }
}
