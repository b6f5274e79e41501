//! Services of AWS: their host names and the endpoints that stand in for them.

use std::fmt;

use hopwise_model::resource::{EndpointKind, EndpointState, VpcEndpoint};
use hopwise_model::{Partition, Region};

macro_rules! services {
    ($($(#[$doc:meta])* $variant:ident, $name:literal, $host:literal;)*) => {
        /// A service of AWS that tasks, hosts or people ask.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum AwsService {
            $($(#[$doc])* $variant,)*
        }

        impl AwsService {
            /// Every service, in a fixed order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name by which people and the JSON output know it; also what the name of its VPC endpoint ends in.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What its host name has before the Region.
            const fn host_prefix(self) -> &'static str {
                match self { $(Self::$variant => $host,)* }
            }
        }
    };
}

services! {
    /// The ECR API, which hands out registry tokens.
    EcrApi, "ecr.api", "api.ecr";
    /// ECR's registries, which serve manifests.
    EcrDkr, "ecr.dkr", "dkr.ecr";
    /// S3, which also holds the layers of images in private ECR.
    S3, "s3", "s3";
    /// Secrets Manager.
    SecretsManager, "secretsmanager", "secretsmanager";
    /// SSM, whose Parameter Store holds parameters.
    Ssm, "ssm", "ssm";
    /// `CloudWatch` Logs.
    Logs, "logs", "logs";
    /// The ECS API.
    Ecs, "ecs", "ecs";
    /// Where the ECS agent listens for orders.
    EcsAgent, "ecs-agent", "ecs-a";
    /// Where the ECS agent reports metrics.
    EcsTelemetry, "ecs-telemetry", "ecs-t";
    /// The API of EFS. File systems themselves are reached at their mount targets.
    ElasticFileSystem, "elasticfilesystem", "elasticfilesystem";
    /// The API of `FSx`. File servers themselves are reached at their own names.
    Fsx, "fsx", "fsx";
    /// KMS.
    Kms, "kms", "kms";
    /// STS.
    Sts, "sts", "sts";
    /// The channel of ECS Exec and Session Manager.
    SsmMessages, "ssmmessages", "ssmmessages";
    /// The older channel of the SSM agent.
    Ec2Messages, "ec2messages", "ec2messages";
    /// `DynamoDB`.
    DynamoDb, "dynamodb", "dynamodb";
    /// The EC2 API.
    Ec2, "ec2", "ec2";
    /// X-Ray.
    XRay, "xray", "xray";
    /// `CloudWatch` metrics.
    Monitoring, "monitoring", "monitoring";
    /// Cloud Map.
    ServiceDiscovery, "servicediscovery", "servicediscovery";
    /// `GuardDuty` runtime monitoring.
    GuardDutyData, "guardduty-data", "guardduty-data";
    /// Data Firehose.
    Firehose, "kinesis-firehose", "firehose";
    /// Kinesis Data Streams.
    KinesisStreams, "kinesis-streams", "kinesis";
    /// The API of RDS. Databases themselves are reached at their own names.
    Rds, "rds", "rds";
    /// The data API of RDS.
    RdsData, "rds-data", "rds-data";
    /// SQS.
    Sqs, "sqs", "sqs";
    /// SNS.
    Sns, "sns", "sns";
    /// Lambda.
    Lambda, "lambda", "lambda";
    /// `EventBridge`.
    Events, "events", "events";
    /// Step Functions.
    States, "states", "states";
    /// The API of `ElastiCache`.
    ElastiCache, "elasticache", "elasticache";
    /// The API of Elastic Load Balancing.
    ElasticLoadBalancing, "elasticloadbalancing", "elasticloadbalancing";
    /// EC2 Auto Scaling.
    AutoScaling, "autoscaling", "autoscaling";
    /// Application Auto Scaling.
    ApplicationAutoScaling, "application-autoscaling", "application-autoscaling";
    /// `CloudFormation`.
    CloudFormation, "cloudformation", "cloudformation";
    /// `CloudTrail`.
    CloudTrail, "cloudtrail", "cloudtrail";
    /// AWS Config.
    Config, "config", "config";
    /// `CodeBuild`.
    CodeBuild, "codebuild", "codebuild";
    /// `CodeDeploy`.
    CodeDeploy, "codedeploy", "codedeploy";
    /// Athena.
    Athena, "athena", "athena";
    /// Glue.
    Glue, "glue", "glue";
    /// Batch.
    Batch, "batch", "batch";
    /// EKS.
    Eks, "eks", "eks";
    /// The API of Redshift.
    Redshift, "redshift", "redshift";
    /// Models of Bedrock.
    BedrockRuntime, "bedrock-runtime", "bedrock-runtime";
    /// Models of `SageMaker`.
    SageMakerRuntime, "sagemaker.runtime", "runtime.sagemaker";
    /// User pools of Cognito.
    CognitoIdp, "cognito-idp", "cognito-idp";
    /// Configuration data of `AppConfig`.
    AppConfigData, "appconfigdata", "appconfigdata";
    /// Workspaces of Managed Service for Prometheus.
    ApsWorkspaces, "aps-workspaces", "aps-workspaces";
    /// Private certificate authorities.
    AcmPca, "acm-pca", "acm-pca";
}

impl AwsService {
    /// The service with this name, or with this beginning of its host name, such as `firehose`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let all = || Self::ALL.iter().copied();
        all().find(|service| service.name() == name).or_else(|| all().find(|service| service.host_prefix() == name))
    }

    /// Its default host name in a Region, such as `api.ecr.eu-west-1.amazonaws.com`.
    ///
    /// For the ECS agent's two channels this is the name that their VPC endpoints answer; without an endpoint for
    /// `ecs` the agent is sent to a numbered name instead, see [`AwsService::numbered_host`].
    #[must_use]
    pub fn host(self, region: &Region) -> String {
        format!("{}.{region}.{}", self.host_prefix(), Partition::of(region).dns_suffix())
    }

    /// The public name of one of the ECS agent's channels, such as `ecs-a-1.eu-west-1.amazonaws.com`, which no VPC
    /// endpoint answers. The agent is told this name when its `DiscoverPollEndpoint` call did not come through the
    /// `ecs` endpoint. The number varies; 1 stands for all. `None` for other services.
    ///
    /// Source: ECS developer guide, "Understanding Amazon ECS endpoint naming patterns".
    #[must_use]
    pub fn numbered_host(self, region: &Region) -> Option<String> {
        matches!(self, Self::EcsAgent | Self::EcsTelemetry)
            .then(|| format!("{}-1.{region}.{}", self.host_prefix(), Partition::of(region).dns_suffix()))
    }

    /// Whether an endpoint, as its record has it, answers the service's name in its VPC.
    #[must_use]
    pub fn is_answered_by(self, endpoint: &VpcEndpoint, region: &Region) -> bool {
        endpoint.kind == EndpointKind::Interface
            && endpoint.state == EndpointState::Available
            && endpoint.private_dns_enabled
            && self.matches_endpoint(&endpoint.service_name, region)
    }

    /// The service whose name in a Region a host is, or is below: `logs.eu-west-1.amazonaws.com`, a registry, a bucket.
    #[must_use]
    pub fn of_host(host: &str, region: &Region) -> Option<Self> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let is_its = |service: &Self| {
            host.strip_suffix(service.host(region).as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        Self::ALL.iter().copied().find(is_its)
    }

    /// What the name of its VPC endpoint ends in, after the Region.
    #[must_use]
    pub const fn endpoint_suffix(self) -> &'static str {
        self.name()
    }

    /// Whether gateway endpoints exist for it.
    #[must_use]
    pub const fn has_gateway_endpoint(self) -> bool {
        matches!(self, Self::S3 | Self::DynamoDb)
    }

    /// Whether an endpoint with this service name, such as `com.amazonaws.eu-west-1.ecr.api`, is for this service in
    /// this Region. Only what follows the Region counts: what precedes it differs by partition, service and kind.
    #[must_use]
    pub fn matches_endpoint(self, service_name: &str, region: &Region) -> bool {
        let before = service_name.strip_suffix(self.endpoint_suffix()).and_then(|rest| rest.strip_suffix('.'));
        before.and_then(|before| before.strip_suffix(region.as_str())).is_some_and(|before| before.ends_with('.'))
    }

    /// The service that an endpoint of this service name leads to, whatever its Region; none where it is not one of these.
    #[must_use]
    pub fn of_endpoint(service_name: &str) -> Option<Self> {
        let is_its = |service: &Self| {
            let before = service_name.strip_suffix(service.endpoint_suffix()).and_then(|rest| rest.strip_suffix('.'));
            let region = before.and_then(|before| before.rsplit('.').next());
            region.is_some_and(|region| Region::try_from(region).is_ok())
        };
        Self::ALL.iter().copied().find(is_its)
    }

    /// The service name to create an endpoint with, such as `com.amazonaws.eu-west-1.ecr.api`. `gateway` asks for the
    /// name of the gateway endpoint, which differs from the interface endpoint's for S3 in China.
    ///
    /// Source of the exceptions to `com.amazonaws`: the table that AWS CDK keeps (`aws-ec2`, `vpc-endpoint.ts`).
    #[must_use]
    pub fn endpoint_service_name(self, region: &Region, gateway: bool) -> String {
        let prefix = if gateway { None } else { self.unusual_endpoint_prefix(region) };
        format!("{}.{region}.{}", prefix.unwrap_or(Partition::Aws.service_name_prefix()), self.endpoint_suffix())
    }

    fn unusual_endpoint_prefix(self, region: &Region) -> Option<&'static str> {
        let registry = matches!(self, Self::EcrApi | Self::EcrDkr);
        let china = registry
            || matches!(
                self,
                Self::S3
                    | Self::Sts
                    | Self::Ec2
                    | Self::ElasticFileSystem
                    | Self::Monitoring
                    | Self::XRay
                    | Self::KinesisStreams
                    | Self::Fsx
                    | Self::Rds
                    | Self::Sqs
                    | Self::Lambda
                    | Self::States
                    | Self::ElastiCache
                    | Self::AutoScaling
                    | Self::ApplicationAutoScaling
                    | Self::CloudFormation
                    | Self::Athena
                    | Self::Eks
                    | Self::Redshift
            );
        let partition = Partition::of(region);
        let applies = match partition {
            Partition::Aws | Partition::AwsUsGov => false,
            Partition::AwsCn => china,
            Partition::AwsIso => registry || matches!(self, Self::Ec2 | Self::ElasticFileSystem),
            Partition::AwsEusc | Partition::AwsIsoB | Partition::AwsIsoE | Partition::AwsIsoF => registry,
        };
        applies.then_some(partition.service_name_prefix())
    }

    /// The names that an interface endpoint with private DNS answers, wildcards included, for snapshots that do not
    /// hold the endpoint's own `DnsEntries`, which are to be preferred.
    ///
    /// Sources: ECR user guide and ECS developer guide, "Interface VPC endpoints"; S3 user guide, "AWS `PrivateLink`
    /// for Amazon S3".
    #[must_use]
    pub fn default_private_dns_names(self, region: &Region) -> Vec<String> {
        let host = self.host(region);
        let tail = format!("{region}.{}", Partition::of(region).dns_suffix());
        match self {
            Self::EcrDkr => vec![host.clone(), format!("*.{host}")],
            Self::S3 => {
                let mut names = vec![host.clone(), format!("*.{host}")];
                for family in ["s3-control", "s3-accesspoint"] {
                    names.push(format!("{family}.{tail}"));
                    names.push(format!("*.{family}.{tail}"));
                }
                names
            }
            _ => vec![host],
        }
    }
}

impl fmt::Display for AwsService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
