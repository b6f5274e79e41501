//! What was found about permissions.

use hopwise_ecs::When;
use hopwise_model::{Code, Component, DocumentKind, Evidence, VpcEndpointId};
use hopwise_permission::{Layer, NearMiss, Unsettled};

use super::change::PolicyRemedy;
use super::via::Via;

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    /// The execution role, by its ARN, or its name where no more is known.
    Role(String),
    /// The execution role that the task should have and has not.
    NoRole,
    /// The execution role, which is not known.
    UnknownRole,
    /// The role of the EC2 instance.
    InstanceRole,
    /// The task role that the task should have and has not.
    NoTaskRole,
    /// ECS itself, [`ECS_TASKS`](super::ECS_TASKS), which assumes the execution role and the task role.
    Ecs,
    /// A role of AWS's own, whose presigned URLs fetch layers.
    LayerService,
}

/// One thing that must be allowed, and whether it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Who asks.
    pub principal: Principal,
    /// The action, such as `ecr:BatchGetImage`.
    pub action: &'static str,
    /// The ARN of the resource, `*` where the action has none; `*` and `?` in an ARN stand for what is not known.
    pub resource: String,
    /// When it matters.
    pub when: When,
    /// The way of the packets that carry the request; none where it does not matter.
    pub via: Option<Via>,
    /// Which of the step's ways have this answer, as indices.
    pub(crate) ways: Vec<usize>,
    /// Whether it is allowed.
    pub outcome: Outcome,
    /// What needs it.
    pub evidence: Evidence,
}

impl Permission {
    /// Whether the task does not start for want of it.
    #[must_use]
    pub fn stops(&self) -> bool {
        self.when == When::BeforeStart && matches!(self.outcome, Outcome::Denied(_))
    }

    /// Whether what the snapshot holds leaves open that the task does not start for want of it.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        match (&self.outcome, self.when) {
            (Outcome::Unknown { doubts, .. }, When::BeforeStart) => !doubts.is_empty(),
            (Outcome::Denied(_), When::IfLogGroupIsAbsent) => true,
            _ => false,
        }
    }
}

/// A permission for want of which a step stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The permission.
    pub permission: Permission,
    /// Why it is denied.
    pub refusal: Refusal,
    /// What to change, where one policy with one more statement would do.
    pub remedy: Option<PolicyRemedy>,
}

/// Whether something is allowed, as far as the snapshot shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is, by the first statement that allows it.
    Allowed {
        /// The layer of that statement; none where nothing had to allow.
        layer: Option<Layer>,
        /// Its policy's name.
        policy: Option<String>,
        /// Its `Sid`, else its place in the policy.
        statement: Option<String>,
        /// Where it was read.
        evidence: Option<Evidence>,
    },
    /// It is not.
    Denied(Box<Refusal>),
    /// It is not known.
    Unknown {
        /// The layer that is not settled first.
        layer: Layer,
        /// Documents that would tell.
        missing: Vec<Missing>,
        /// What documents of the snapshot leave open. Where there is nothing, only documents are missing.
        doubts: Vec<Doubt>,
        /// Where to look: the statement, or the document, that leaves it open first.
        evidence: Option<Evidence>,
    },
}

/// Why something is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The cause.
    pub cause: RefusalCause,
    /// What decides: a role, an endpoint's policy, a repository's, or another resource's.
    pub component: Component,
    /// The id or ARN of whose policy it is.
    pub id: String,
    /// The layer that refuses; none where there is no role to have policies.
    pub layer: Option<Layer>,
    /// The explanation code.
    pub code: Code,
    /// The name of the policy with the statement that denies.
    pub policy: Option<String>,
    /// The `Sid` of the statement that denies, else its place in the policy; none where it is the lack of one.
    pub statement: Option<String>,
    /// The conditions under which that statement denies, as they are written.
    pub conditions: Vec<WrittenCondition>,
    /// The statement that would have allowed it but for one part.
    pub nearest: Option<NearMiss>,
    /// Where to look: the statement, else the policy, else what has none.
    pub evidence: Option<Evidence>,
}

/// A condition as a policy has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrittenCondition {
    /// The operator, `StringNotEquals`.
    pub operator: String,
    /// The key, `aws:SourceVpce`.
    pub key: String,
    /// The values.
    pub values: Vec<String>,
}

/// What is behind a refusal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusalCause {
    /// The task definition names no execution role, and something needs one.
    NoExecutionRole {
        /// The task definition's ARN.
        definition: String,
    },
    /// The task definition names no task role, and a file system is mounted that asks for one.
    NoTaskRole {
        /// The task definition's ARN.
        definition: String,
    },
    /// AWS knows no such role: ECS cannot assume it (ECS developer guide, "Amazon ECS task execution IAM role"; the error is "ECS was
    /// unable to assume the role").
    NoSuchRole,
    /// The role is of another account, and a role can be passed to a service of its own account only (IAM user guide, "Grant a
    /// user permissions to pass a role to an AWS service").
    RoleOfAnotherAccount,
    /// The role's trust policy does not let ECS assume it.
    NotTrusted,
    /// No policy of the role allows it.
    NotAllowed,
    /// A statement denies it.
    ExplicitDeny(Layer),
    /// The role's policies allow it, its permissions boundary does not.
    Boundary {
        /// The boundary's ARN.
        policy: String,
    },
    /// The policy of the endpoint on the way does not allow it.
    EndpointPolicy {
        /// The endpoint.
        endpoint: VpcEndpointId,
    },
    /// The policy of the resource, in another account, does not allow it.
    ResourcePolicy,
    /// The resource, in another account, is known to have no policy.
    NoResourcePolicy,
    /// The secret is marked for deletion: nobody reads it, whatever policies allow (Secrets Manager API reference, `GetSecretValue`:
    /// `InvalidRequestException`).
    MarkedForDeletion {
        /// When it was, as AWS prints it.
        at: String,
    },
    /// The key is the one that AWS keeps for a service in another account, and serves nobody else (Secrets Manager user guide,
    /// "Access AWS Secrets Manager secrets from a different account").
    KeyServesItsAccount {
        /// The account.
        owner: String,
    },
}

/// What a document of the snapshot leaves open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// The role's policies do not allow it; the resource's own policy, which is not in the snapshot, may.
    OnlyByResource(Missing),
    /// Nothing that is known of the layer allows it; a policy that the snapshot names and does not hold may.
    OnlyByUnread(Layer, Missing),
    /// The request is allowed as far as policies are known; one that counts, and that the snapshot does not hold, may deny it.
    MayBeDenied(Layer, Missing),
    /// The resource belongs to another account, whose policy must allow the request and is not in the snapshot.
    OtherAccountMustAllow(Missing),
    /// A document of the layer is no policy, or the one that names the role is not in the snapshot.
    Unreadable(Layer, Missing),
    /// It is allowed on another form of the same resource, of which AWS does not say whether it counts.
    OtherForm {
        /// The form that is allowed.
        form: String,
    },
    /// A policy names a resource that this may be: how its ARN ends is not known.
    MayBeNamed,
    /// The registry may send its clients on to S3, which is reached through an endpoint whose policy does not allow every
    /// bucket.
    Redirected,
    /// Something else.
    Unsettled(Unsettled),
}

/// A document that would tell more about permissions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// Which execution role the task has.
    ExecutionRole,
    /// Which task role the task has.
    TaskRole,
    /// The role of the instance that runs the task, and its policies.
    InstanceRole,
    /// The role of this name.
    Role(String),
    /// The names of a role's inline policies.
    RolePolicyNames(String),
    /// An inline policy of a role.
    RolePolicy {
        /// The role's name.
        role: String,
        /// The policy's name.
        policy: String,
    },
    /// The managed policies of a role.
    AttachedPolicies(String),
    /// A document of a role, of which not all was read where something of IAM was: the rest may permit or deny anything.
    RoleDocument {
        /// The role's name.
        role: String,
        /// Which document: the role itself, or a list of its policies.
        document: DocumentKind,
    },
    /// A list of policies that is called after no role, and may be of this one, of which no such list is in the snapshot.
    NobodysList {
        /// The role's name.
        role: String,
        /// Which list.
        document: DocumentKind,
        /// Where it is.
        at: Evidence,
    },
    /// The managed policy of this ARN.
    ManagedPolicy(String),
    /// The policy of an endpoint that is in the snapshot. AWS prints one for every gateway and interface endpoint.
    EndpointPolicy(VpcEndpointId),
    /// Which endpoint the packets take, if any.
    Way,
    /// The policy of a repository.
    RepositoryPolicy {
        /// The account of its registry.
        registry: String,
        /// The Region of its registry.
        region: String,
        /// Its name.
        repository: String,
        /// Whether it must allow, as it must to a principal of another account.
        must_allow: bool,
    },
    /// The policy of the secret of this ARN.
    SecretPolicy(String),
    /// The description of the secret of this ARN, of another account, which tells the key that encrypts it.
    SecretDescription(String),
    /// The policy of the key of this ARN.
    KeyPolicy(String),
    /// The policy of the file system of this ARN, which may allow what the role's policies do not.
    FileSystemPolicy(String),
    /// The policy of the bucket of this ARN, and whose bucket it is.
    BucketPolicy(String),
    /// A document of the snapshot in the place of a policy that is none: what it was meant to say is not guessed.
    Unreadable {
        /// The name of the policy.
        name: String,
        /// Where the document is.
        at: Evidence,
        /// What is wrong with it, and where in it.
        error: String,
    },
    /// Policies of the resource, in another account.
    OtherAccount(String),
    /// The policy of a resource for which the snapshot asked in vain: there may be one, and it may deny.
    Refused {
        /// Which policy.
        policy: Box<Self>,
        /// The action that would show it, such as `secretsmanager:GetResourcePolicy`.
        action: String,
        /// Whether AWS denied it.
        denied: bool,
    },
}

impl Missing {
    /// Whether it is the text of a policy that may deny something, or a list that may name one. AWS's own policies do not, but
    /// for those whose names say so (AWS managed policy reference: `AWSDenyAll`, `AWSCompromisedKeyQuarantineV3`).
    pub(super) fn may_deny(&self) -> bool {
        match self {
            Self::RolePolicy { .. } | Self::NobodysList { .. } | Self::Refused { .. } => true,
            Self::RoleDocument { document, .. } => *document != DocumentKind::Role,
            Self::ManagedPolicy(arn) => {
                !arn.contains(":iam::aws:policy/") || arn.contains("Deny") || arn.contains("Quarantine")
            }
            _ => false,
        }
    }

    /// Whether the snapshot itself says that there is this document and that it counts: then it is not merely one that
    /// nobody collected.
    pub(super) const fn is_named(&self) -> bool {
        match self {
            Self::RolePolicy { .. }
            | Self::RoleDocument { .. }
            | Self::NobodysList { .. }
            | Self::ManagedPolicy(_)
            | Self::EndpointPolicy(_)
            | Self::Unreadable { .. } => true,
            Self::ExecutionRole
            | Self::InstanceRole
            | Self::Role(_)
            | Self::RolePolicyNames(_)
            | Self::AttachedPolicies(_)
            | Self::Way
            | Self::RepositoryPolicy { .. }
            | Self::SecretPolicy(_)
            | Self::SecretDescription(_)
            | Self::KeyPolicy(_)
            | Self::TaskRole
            | Self::FileSystemPolicy(_)
            | Self::BucketPolicy(_)
            | Self::OtherAccount(_)
            | Self::Refused { .. } => false,
        }
    }
}
