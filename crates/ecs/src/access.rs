//! What must be allowed before a step succeeds: who may do what, on what.

use std::collections::BTreeMap;

use hopwise_model::resource::{SecretDescription, Task, TaskDefinition};
use hopwise_model::{AccountId, Evidence, Partition, Records, Region};

use crate::arn::Arn;
use crate::aws_service::AwsService;
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
                None => Self::absent(definition),
            },
            (None, None) => Self::Unknown,
        }
    }

    /// The task role, likewise.
    pub(crate) fn task_role_of(task: Option<&Task>, definition: Option<&TaskDefinition>) -> Self {
        let named = |role: &String, at: &Evidence, member: &str| Self::Named {
            role: role.clone(),
            evidence: Evidence::new(&at.file, format!("{}/{member}", at.pointer)),
        };
        let overridden = task.and_then(|task| Some((task.task_role.as_ref()?, &task.evidence)));
        match (overridden, definition) {
            (Some((role, at)), _) => named(role, at, "overrides/taskRoleArn"),
            (None, Some(definition)) => match &definition.task_role {
                Some(role) => named(role, &definition.evidence, "taskRoleArn"),
                None => Self::absent(definition),
            },
            (None, None) => Self::Unknown,
        }
    }

    fn absent(definition: &TaskDefinition) -> Self {
        Self::Absent { definition: definition.arn.clone(), evidence: definition.evidence.clone() }
    }
}

/// Who makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// The task's execution role.
    ExecutionRole,
    /// The task role, in which file systems are mounted that ask for one.
    TaskRole,
    /// The role of the EC2 instance, whose instance profile is not read: for what its agent asks of ECS, for log streams, which
    /// Docker makes, and for images where the task has no execution role (ECS developer guide, "Amazon ECS task execution IAM role").
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

/// The key that AWS keeps for Secrets Manager in each account.
const SERVICE_KEY: &str = "alias/aws/secretsmanager";

/// An account that is not known, in an ARN.
const SOME_ACCOUNT: &str = "????????????";

/// How the names of parameters begin, behind `parameter`, that stand for a secret.
const SECRETS_AS_PARAMETERS: &str = "/aws/reference/secretsmanager/";

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

    /// A file that ECS fetches from S3 (ECS developer guide, "Pass environment variables to a container" and "Use a custom
    /// configuration file" of `FireLens`, which name the same two actions).
    pub(crate) fn object(object: &str, at: &Evidence) -> Vec<Access> {
        let bucket = object.split_once('/').map_or(object, |(bucket, _)| bucket).to_owned();
        let actor = Actor::ExecutionRole;
        vec![
            access(actor, "s3:GetObject", object.to_owned(), None, at),
            access(actor, "s3:GetBucketLocation", bucket, None, at),
        ]
    }

    /// A parameter of Systems Manager. ECS asks for it with the plural action, even for one. Some names stand for a secret,
    /// which Systems Manager fetches for whoever asks, who must be allowed to have it (Systems Manager user guide,
    /// "Referencing AWS Secrets Manager secrets from Parameter Store parameters").
    pub(crate) fn parameter(self, raw: &str, region: &Region, at: &Evidence) -> Vec<Access> {
        let arn = Arn::parse(raw).ok();
        let owner = arn.as_ref().map_or(self.account, |arn| arn.account.as_ref());
        let resource = if arn.is_some() {
            raw.to_owned()
        } else {
            self.arn("ssm", region, &format!("parameter/{}", raw.trim_start_matches('/')))
        };
        let name = resource.splitn(6, ':').last().and_then(|resource| resource.strip_prefix("parameter"));
        let secret = name.and_then(|name| name.strip_prefix(SECRETS_AS_PARAMETERS)).filter(|name| !name.is_empty());
        let referred = secret.map(|name| self.secret(name, region, at)).unwrap_or_default();
        let own = access(Actor::ExecutionRole, "ssm:GetParameters", resource, owner, at);
        std::iter::once(own).chain(referred).collect()
    }

    /// An EFS file system that is mounted with IAM authorization: the policies of the task role or that of the file system
    /// must allow it (EFS user guide, "Using IAM to control access to file systems"). It is taken to be in the task's account.
    pub(crate) fn efs(self, file_system: &str, region: &Region, at: &Evidence) -> Vec<Access> {
        let arn = self.arn("elasticfilesystem", region, &format!("file-system/{file_system}"));
        vec![access(Actor::TaskRole, "elasticfilesystem:ClientMount", arn, self.account, at)]
    }

    /// A file system of S3 Files (S3 user guide, "IAM role for attaching your file system to AWS compute resources").
    pub(crate) fn s3_files(file_system: &str, at: &Evidence) -> Vec<Access> {
        let owner = Arn::parse(file_system).ok().and_then(|arn| arn.account);
        vec![access(Actor::TaskRole, "s3files:ClientMount", file_system.to_owned(), owner.as_ref(), at)]
    }

    /// The name of a file server, which the agent asks `FSx` for in the execution role.
    pub(crate) fn fsx(self, file_system: &str, region: &Region, at: &Evidence) -> Vec<Access> {
        let arn = self.arn("fsx", region, &format!("file-system/{file_system}"));
        vec![access(Actor::ExecutionRole, "fsx:DescribeFileSystems", arn, self.account, at)]
    }

    /// A secret, and the key that encrypts it where it is the customer's, or where it is AWS's and the secret another account's:
    /// then the key keeps it from being read (Secrets Manager user guide, "Access AWS Secrets Manager secrets from a different
    /// account").
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
        let foreign = owner.zip(self.account).is_some_and(|(owner, own)| owner != own);
        let key = known.and_then(|secret| match secret.kms_key.as_deref() {
            None => Some(SERVICE_KEY).filter(|_| foreign),
            Some(key) if key.ends_with(SERVICE_KEY) => Some(SERVICE_KEY).filter(|_| foreign),
            Some(key) => Some(key),
        });
        let key = key.map(|key| {
            let resource = match key {
                SERVICE_KEY => format!("arn:{}:kms:{region}:{account}:{SERVICE_KEY}", Partition::of(region)),
                key if key.starts_with("arn:") && key.contains(":key/") => key.to_owned(),
                // An alias is no key: which one it means, the snapshot does not tell. It is of the account that has it.
                key if key.contains("alias/") => {
                    let its = Arn::parse(key).ok().and_then(|arn| arn.account);
                    let account = its.as_ref().map_or(account, AccountId::as_str);
                    format!("arn:{}:kms:{region}:{account}:key/*", Partition::of(region))
                }
                key => format!("arn:{}:kms:{region}:{account}:key/{key}", Partition::of(region)),
            };
            let owner = Arn::parse(&resource).ok().and_then(|arn| arn.account);
            access(Actor::ExecutionRole, "kms:Decrypt", resource, owner.as_ref(), at)
        });
        std::iter::once(read).chain(key).collect()
    }

    /// What the agent of a container instance asks of a service of ECS, in the instance's role, for a task to start: where to
    /// connect, what to run, and to tell what became of it (ECS developer guide, "Amazon ECS container instance IAM role"; Service
    /// Authorization Reference, ECS: only `Poll` and `StartTelemetrySession` have a resource, the container instance). An instance
    /// registers itself once, before tasks are placed on it: `RegisterContainerInstance` is not asked for again.
    pub(crate) fn agent(self, service: AwsService, region: &Region, at: &Evidence) -> Vec<Access> {
        let actor = Actor::InstanceRole;
        let plain = |action| access(actor, action, "*".to_owned(), None, at);
        let of_instance =
            |action| access(actor, action, self.arn("ecs", region, "container-instance/*"), self.account, at);
        match service {
            AwsService::Ecs => vec![
                plain("ecs:DiscoverPollEndpoint"),
                plain("ecs:SubmitTaskStateChange"),
                plain("ecs:SubmitContainerStateChange"),
            ],
            AwsService::EcsAgent => vec![of_instance("ecs:Poll")],
            AwsService::EcsTelemetry => vec![of_instance("ecs:StartTelemetrySession")],
            _ => Vec::new(),
        }
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
