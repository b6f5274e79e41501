//! What is not about a pull: section G.4 of the fact base, and events of services.

use hopwise_ecs::stopped::{Class, FailedStep as Step, PolicyLayer as Layer, Refusal, RefusalKind, Shortage, decode};

use crate::{Row, check};

pub(crate) const ROWS: &[Row] = &[
    (
        "TaskFailedToStart: Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-0a': InsufficientFreeAddressesInSubnet",
        Class::Provisioning,
        Some(Step::Provisioning),
    ),
    (
        "TaskFailedToStart: Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-id': …",
        Class::Provisioning,
        Some(Step::Provisioning),
    ),
    ("Timeout waiting for network interface provisioning to complete.", Class::Provisioning, Some(Step::Provisioning)),
    (
        "(service orders) failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::111122223333:role/exec' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.)",
        Class::Permission(Refusal { layer: Layer::RoleTrust, kind: RefusalKind::Unsaid }),
        Some(Step::Role),
    ),
    (
        "TaskFailedToStart: Role arn:aws:iam::111122223333:role/exec could not be assumed.",
        Class::Permission(Refusal { layer: Layer::RoleTrust, kind: RefusalKind::Unsaid }),
        Some(Step::Role),
    ),
    ("TaskFailedToStart: Timed out while attaching EBS volume vol-0a", Class::Provisioning, Some(Step::Provisioning)),
    (
        "CannotPullECRContainerError: operation error ECR: GetAuthorizationToken, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, canceled, context deadline exceeded",
        Class::Credentials,
        Some(Step::RegistryAuth),
    ),
    (
        "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: operation error CloudWatch Logs: CreateLogStream, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, http response error StatusCode: 404, request to EC2 IMDS failed",
        Class::Credentials,
        Some(Step::Logs),
    ),
    (
        "Fetching secret data from SSM Parameter Store in us-east-1: operation error SSM: GetParameters, get identity: get credentials: failed to refresh cached credentials, static credentials are empty",
        Class::Credentials,
        Some(Step::Parameters),
    ),
    (
        "TaskFailedToStart: the subnet has insufficient free addresses to satisfy the request",
        Class::Provisioning,
        Some(Step::Provisioning),
    ),
    (
        "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: AWS Access Key ID and Secret Access Key are not found in AWS credentials file (/root/.aws/credentials)",
        Class::Credentials,
        Some(Step::FileSystem),
    ),
    (
        "ResourceInitializationError: failed to download env files: file download command: non empty error stream: BucketRegionError: incorrect region, the bucket is not in 'eu-west-1' region at endpoint ''",
        Class::Configuration,
        Some(Step::EnvironmentFiles),
    ),
    (
        "CannotPullContainerError: Error response from daemon: unknown: Forbidden",
        Class::Permission(Refusal { layer: Layer::Unnamed, kind: RefusalKind::Unsaid }),
        Some(Step::ImagePull),
    ),
    ("Essential container in task exited", Class::Ended, Some(Step::Running)),
    (
        "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders/0a)",
        Class::Ended,
        Some(Step::Running),
    ),
    ("Scaling activity initiated by (deployment ecs-svc/0123456789)", Class::Ended, None),
    (
        "Capacity is unavailable at this time. Please try again later or in a different availability zone",
        Class::Capacity(Shortage::Room),
        None,
    ),
    ("Task stopped by (deployment ecs-svc/0123456789)", Class::Ended, None),
    ("Host EC2 (instance i-0a) stopped/terminated.", Class::Ended, None),
    ("Task failed to start", Class::NoCause, None),
    (
        "Unable to assume the service linked role. Please verify that the ECS service linked role exists.",
        Class::Permission(Refusal { layer: Layer::RoleTrust, kind: RefusalKind::Unsaid }),
        Some(Step::Role),
    ),
    ("Fargate Spot capacity is currently unavailable.", Class::Capacity(Shortage::Room), None),
    (
        "Task is being stopped by AWS Fargate due to maintenance: ECS is performing maintenance on the underlying infrastructure hosting the task.",
        Class::Ended,
        None,
    ),
];

#[test]
fn other_texts() {
    check(ROWS);
}

#[test]
fn an_event_quotes_a_reason() {
    let decoded = decode(
        "(service orders) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref r.example.com/app:1: failed to do request: Head \"https://r.example.com/v2/app/manifests/1\": dial tcp 198.51.100.7:443: i/o timeout.",
    );
    assert_eq!(decoded.class.as_str(), "network");
    assert_eq!(decoded.facts.host.as_deref(), Some("r.example.com"));
    assert_eq!(decoded.facts.address, "198.51.100.7".parse().ok());
}

#[test]
fn what_is_not_known_stays_unknown() {
    let texts = [
        "",
        " ",
        "hello",
        "(service orders) has reached a steady state.",
        "(service orders) has started 1 tasks: (task 3f9c0e5d).",
        "a task to start",
        "not found",
        "timeout",
    ];
    for text in texts {
        let decoded = decode(text);
        assert_eq!((decoded.class, decoded.decided_by), (Class::Unknown, None), "{text}");
    }
}

/// The word that AWS gives beside the reason, alone.
#[test]
fn stop_codes_are_known() {
    for (code, class) in [
        ("TaskFailedToStart", Class::NoCause),
        ("EssentialContainerExited", Class::Ended),
        ("UserInitiated", Class::Ended),
        ("ServiceSchedulerInitiated", Class::Ended),
        ("SpotInterruption", Class::Ended),
        ("TerminationNotice", Class::Ended),
        ("InfrastructureHealth", Class::Ended),
    ] {
        for text in [code.to_owned(), format!("stopCode: {code}"), format!("StopCode=\"{code}\",")] {
            assert_eq!(decode(&text).class, class, "{text}");
        }
    }
    // What stands behind it says more, or is not known.
    assert_eq!(decode("TaskFailedToStart: RESOURCE:ENI").class, Class::Capacity(Shortage::Interfaces));
    assert_eq!(decode("TaskFailedToStart: a new sentence").class, Class::Unknown);
    assert_eq!(decode("UserInitiated: dial tcp 10.0.0.1:443: i/o timeout").class.as_str(), "network");
}
