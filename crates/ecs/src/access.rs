//! What must be allowed before a step succeeds: who may do what, on what.

use std::collections::BTreeMap;

use hopwise_model::resource::{SecretDescription, Task, TaskDefinition};
use hopwise_model::{AccountId, Evidence, Partition, Records, Region};

use crate::arn::Arn;
use crate::image::EcrRegistry;

/// The role in which ECS pulls images, fetches secrets and makes log streams for a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExecutionRole {
    /// This one.
    Named {
        /// Its ARN, or its name where no more is given.
        role: String,
        /// Where it is named: the task definition, or the task's overrides, which come first.
        evidence: Evidence,
    },
    /// The task definition names none.
    Absent {
        /// The task definition's ARN.
        definition: String,
        /// The task definition.
        evidence: Evidence,
    },
    /// Not known: the task definition is not in the snapshot, or the placement comes from flags.
    Unknown,
}

impl ExecutionRole {
    /// The role of a task: that of its overrides, else that of its task definition (ECS API reference, `TaskOverride`).
    pub(crate) fn of(task: Option<&Task>, definition: Option<&TaskDefinition>) -> Self {
        let named = |role: &String, at: &Evidence, member: &str| Self::Named {
            role: role.clone(),
            evidence: Evidence::new(&at.file, format!("{}/{member}", at.pointer)),
        };
        let overridden = task.and_then(|task| Some((task.execution_role.as_ref()?, &task.evidence)));
        match (overridden, definition) {
            (Some((role, at)), _) => named(role, at, "overrides/executionRoleArn"),
            (None, Some(definition)) => match &definition.execution_role {
                Some(role) => named(role, &definition.evidence, "executionRoleArn"),
                None => Self::Absent { definition: definition.arn.clone(), evidence: definition.evidence.clone() },
            },
            (None, None) => Self::Unknown,
        }
    }
}

/// Who makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// The task's execution role.
    ExecutionRole,
    /// The role of the EC2 instance, whose instance profile is not read: for log streams, which Docker makes, and for
    /// images where the task has no execution role (ECS developer guide, "Amazon ECS task execution IAM role").
    InstanceRole,
    /// A role of AWS's own, in an account of AWS's, whose presigned URLs ECR hands out for layers (fact base F.4).
    LayerService,
}

/// When a permission matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// The task does not start without it.
    BeforeStart,
    /// The task does not start without it if its log group does not exist yet.
    IfLogGroupIsAbsent,
    /// The task starts without it, and loses what it logs.
    AfterStart,
}

/// One thing that must be allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Who asks.
    pub actor: Actor,
    /// The action, such as `ecr:BatchGetImage`.
    pub action: &'static str,
    /// The ARN of what it is done to, or `*` where the action has no resource. `*` and `?` within an ARN stand for what
    /// is not known, such as the random end of a secret's ARN.
    pub resource: String,
    /// Another form under which AWS documents the same resource. What a policy allows only in this form may be allowed.
    pub also: Option<String>,
    /// The account that owns the resource; none where it is not known, as for buckets, or where there is no resource.
    pub owner: Option<AccountId>,
    /// When it matters.
    pub when: When,
    /// What needs it.
    pub evidence: Evidence,
}

/// Makes the permissions that steps need.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Accesses<'a> {
    /// The task's account, where known.
    pub(crate) account: Option<&'a AccountId>,
    /// Secrets that were described.
    pub(crate) secrets: Option<&'a Records<SecretDescription>>,
}

/// An account that is not known, in an ARN.
const SOME_ACCOUNT: &str = "????????????";

/// How many characters Secrets Manager puts at the end of a secret's ARN, behind a hyphen.
const RANDOM: usize = 6;

fn access(actor: Actor, action: &'static str, resource: String, owner: Option<&AccountId>, at: &Evidence) -> Access {
    let (owner, evidence) = (owner.cloned(), at.clone());
    Access { actor, action, resource, also: None, owner, when: When::BeforeStart, evidence }
}

impl Accesses<'_> {
    /// The token of a registry. It cannot be scoped to a repository (Service Authorization Reference, ECR).
    pub(crate) fn token(actor: Actor, at: &Evidence) -> Vec<Access> {
        vec![access(actor, "ecr:GetAuthorizationToken", "*".to_owned(), None, at)]
    }

    /// Manifest and layers of a repository: ECR's least pull policy (ECR user guide, "Using Amazon ECR images with
    /// Amazon ECS"). Both are asked for at the registry's host.
    pub(crate) fn pull(actor: Actor, registry: &EcrRegistry, repository: &str, at: &Evidence) -> Vec<Access> {
        let (region, account) = (&registry.region, &registry.account);
        let arn = format!("arn:{}:ecr:{region}:{account}:repository/{repository}", Partition::of(region));
        let one = |action| access(actor, action, arn.clone(), Some(account), at);
        vec![one("ecr:BatchGetImage"), one("ecr:GetDownloadUrlForLayer")]
    }

    /// A layer in ECR's own bucket, by a presigned URL: no role of the customer's is asked, but the policy of the
    /// endpoint on the way is.
    pub(crate) fn layers(region: &Region, at: &Evidence) -> Vec<Access> {
        let arn = format!("arn:{}:s3:::prod-{region}-starport-layer-bucket/*", Partition::of(region));
        vec![access(Actor::LayerService, "s3:GetObject", arn, None, at)]
    }

    /// An environment file (ECS developer guide, "Pass environment variables to a container").
    pub(crate) fn environment_file(object: &str, at: &Evidence) -> Vec<Access> {
        let bucket = object.split_once('/').map_or(object, |(bucket, _)| bucket).to_owned();
        let actor = Actor::ExecutionRole;
        vec![
            access(actor, "s3:GetObject", object.to_owned(), None, at),
            access(actor, "s3:GetBucketLocation", bucket, None, at),
        ]
    }

    /// A parameter of Systems Manager. ECS asks for it with the plural action, even for one.
    pub(crate) fn parameter(self, raw: &str, region: &Region, at: &Evidence) -> Vec<Access> {
        let arn = Arn::parse(raw).ok();
        let owner = arn.as_ref().map_or(self.account, |arn| arn.account.as_ref());
        let resource = if arn.is_some() {
            raw.to_owned()
        } else {
            self.arn("ssm", region, &format!("parameter/{}", raw.trim_start_matches('/')))
        };
        vec![access(Actor::ExecutionRole, "ssm:GetParameters", resource, owner, at)]
    }

    /// A secret, and the key that encrypts it where it is the customer's.
    pub(crate) fn secret(self, raw: &str, region: &Region, at: &Evidence) -> Vec<Access> {
        let arn = Arn::parse(raw).ok();
        let owner = arn.as_ref().map_or(self.account, |arn| arn.account.as_ref());
        let name = arn.as_ref().map_or(raw, |arn| {
            // `secret:NAME[:JSON-KEY:STAGE:VERSION]`
            let name = arn.resource.strip_prefix("secret:").unwrap_or(&arn.resource);
            name.split(':').next().unwrap_or(name)
        });
        let account = owner.map_or(SOME_ACCOUNT, AccountId::as_str);
        let head = format!("arn:{}:secretsmanager:{region}:{account}:secret:", Partition::of(region));
        let whole = format!("{head}{name}");
        let unfinished = format!("{whole}-{}", "?".repeat(RANDOM));
        let matches =
            |secret: &&SecretDescription| secret.arn == whole || (secret.name == name && secret.arn.starts_with(&head));
        let known = self.secrets.into_iter().flatten().find(matches);
        let resource = match known {
            Some(secret) => secret.arn.clone(),
            None if arn.is_some() && ends_in_random(name) => whole,
            None => unfinished,
        };
        let read = access(Actor::ExecutionRole, "secretsmanager:GetSecretValue", resource, owner, at);
        let key = known.and_then(|secret| secret.kms_key.as_deref()).map(|key| {
            let resource = match key {
                key if key.starts_with("arn:") && key.contains(":key/") => key.to_owned(),
                // An alias is no key: which one it means, the snapshot does not tell.
                key if key.contains("alias/") => {
                    format!("arn:{}:kms:{region}:{account}:key/*", Partition::of(region))
                }
                key => format!("arn:{}:kms:{region}:{account}:key/{key}", Partition::of(region)),
            };
            let owner = Arn::parse(&resource).ok().and_then(|arn| arn.account);
            access(Actor::ExecutionRole, "kms:Decrypt", resource, owner.as_ref(), at)
        });
        std::iter::once(read).chain(key).collect()
    }

    /// The log stream of a container, and its log group where `awslogs-create-group` is on. A stream is a resource of its
    /// own in the requests that AWS checks, so that `log-group:NAME:*` is what a policy should name.
    pub(crate) fn log_stream(
        self,
        actor: Actor,
        options: &BTreeMap<String, String>,
        container: Option<&str>,
        region: &Region,
        at: &Evidence,
    ) -> Vec<Access> {
        let option = |name: &str| options.get(name).map(String::as_str);
        let group = self.arn("logs", region, &format!("log-group:{}", option("awslogs-group").unwrap_or("*")));
        let stream = match (option("awslogs-stream-prefix"), container) {
            (Some(prefix), Some(container)) => format!("{prefix}/{container}/*"),
            _ => "*".to_owned(),
        };
        let of_stream = |action, when| Access {
            also: Some(group.clone()),
            when,
            ..access(actor, action, format!("{group}:log-stream:{stream}"), self.account, at)
        };
        let create = option("awslogs-create-group").is_some_and(|on| on.eq_ignore_ascii_case("true"));
        let group_itself = create.then(|| Access {
            also: Some(group.clone()),
            when: When::IfLogGroupIsAbsent,
            ..access(actor, "logs:CreateLogGroup", format!("{group}:log-stream:"), self.account, at)
        });
        [of_stream("logs:CreateLogStream", When::BeforeStart)]
            .into_iter()
            .chain(group_itself)
            .chain([of_stream("logs:PutLogEvents", When::AfterStart)])
            .collect()
    }

    fn arn(self, service: &str, region: &Region, resource: &str) -> String {
        let account = self.account.map_or(SOME_ACCOUNT, AccountId::as_str);
        format!("arn:{}:{service}:{region}:{account}:{resource}", Partition::of(region))
    }
}

/// Whether a name may end in the random part of a secret's ARN: names that do by chance are why it is there.
fn ends_in_random(name: &str) -> bool {
    let random = name.rsplit_once('-').map(|(_, random)| random);
    random.is_some_and(|random| random.len() == RANDOM && random.bytes().all(|b| b.is_ascii_alphanumeric()))
}
