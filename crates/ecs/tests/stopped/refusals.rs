//! Who refuses, who is refused, and why ECS finds no place.
//!
//! Sources: OCI distribution specification, "Error Codes", and what registries say in its words; ECS developer guide, "API failure
//! reasons" and "Service event messages"; IAM user guide, "Troubleshoot access denied error messages".

use hopwise_ecs::stopped::{
    Class, FailedStep as Step, Missing, NetworkFault as Fault, Nuance, PolicyLayer as Layer, Shortage, decode,
};

use crate::{REFUSED, Row, check, implicit, missing, net};

pub(crate) const ROWS: &[Row] = &[
    (
        "An error occurred (AccessDeniedException) when calling the RunTask operation: User: arn:aws:iam::111122223333:user/ana is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/orders-execution because no identity-based policy allows the iam:PassRole action",
        implicit(Layer::IdentityBased),
        None,
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/pipeline/run-7 is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/orders-execution",
        REFUSED,
        None,
    ),
    (
        "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReadSeeker: failed open: unexpected status code https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/a/b?X-Amz-Date=1: 403 Forbidden - Server message: unknown: AccessDenied",
        REFUSED,
        Some(Step::ImageLayers),
    ),
    (
        "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReadSeeker: failed open: unexpected status code https://layers.cdn.example.com/blobs/sha256/a/data?verify=1: 403 Forbidden",
        REFUSED,
        Some(Step::ImageLayers),
    ),
    (
        "CannotPullContainerError: Error response from daemon: Get \"https://registry.example.com/v2/\": denied",
        Class::ImageOrCredentials,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: Error response from daemon: Get \"https://registry.example.com/v2/\": denied: Token exchange failed",
        Class::ImageOrCredentials,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: Error response from daemon: Head \"https://registry.example.com/v2/a/manifests/1\": unauthorized",
        Class::Credentials,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: Error response from daemon: unauthorized: access to the requested resource is not authorized",
        Class::Credentials,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: Error response from daemon: Get \"https://registry.example.com/v2/\": unauthorized: HTTP Basic: Access denied",
        Class::Credentials,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: failed to resolve ref registry.example.com/a/b:1: failed to authorize: failed to fetch oauth token: denied: denied",
        Class::ImageOrCredentials,
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: failed to resolve ref registry.example.com/a/b:1: pulling failed: authentication required",
        Class::Credentials,
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: failed to resolve ref docker.io/acme/app:1: server message: insufficient_scope: authorization failed",
        Class::ImageOrCredentials,
        Some(Step::ImageManifest),
    ),
    (
        "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance 0a1b encountered error 'AGENT'",
        Class::Capacity(Shortage::Agent),
        None,
    ),
    (
        "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 0a1b) has the agent disconnected",
        Class::Capacity(Shortage::Agent),
        None,
    ),
    (
        "no container instance met all of its requirements. The closest matching container-instance 0a1b encountered error \"RESOURCE:ENI\"",
        Class::Capacity(Shortage::Interfaces),
        None,
    ),
    (
        "no container instance met all of its requirements. The closest matching (container-instance 0a1b) is missing an attribute required by your task",
        Class::Capacity(Shortage::Attribute),
        None,
    ),
    (
        "no container instance met all of its requirements. The closest matching (container-instance 0a1b) is already using a port required by your task",
        Class::Capacity(Shortage::Ports),
        None,
    ),
    (
        "no container instance met all of its requirements. The closest matching (container-instance 0a1b) has insufficient memory available",
        Class::Capacity(Shortage::Room),
        None,
    ),
    (
        "no container instance met all of its requirements. Reason: No Container Instances were found in your cluster",
        Class::Capacity(Shortage::Instances),
        None,
    ),
    (
        "Scaling activity initiated by (deployment ecs-svc/1) failed: ECS Deployment Circuit Breaker was triggered",
        Class::NoCause,
        None,
    ),
    ("(service web) (deployment ecs-svc/1) deployment failed: tasks failed to start", Class::NoCause, None),
    (
        "Resource handler returned message: \"Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'\"",
        Class::NoCause,
        None,
    ),
    ("Task stopped by (instance i-0a1b) status change: DRAINING", Class::Ended, None),
    (
        "mount.nfs4: mounting fs-0a1b.efs.eu-west-1.amazonaws.com:/orders failed, reason given by server: No such file or directory",
        missing(Missing::Directory),
        Some(Step::FileSystem),
    ),
    (
        "CannotCreateContainerError: Error response from daemon: VolumeDriver.Create: mounting volume failed: Specified port [20049] is unavailable. Try selecting a different port",
        Class::Configuration,
        Some(Step::FileSystem),
    ),
    (
        "CannotStartContainerError: error while mounting volume: failed to mount local volume: mount //10.7.0.4/share: permission denied",
        REFUSED,
        Some(Step::FileSystem),
    ),
    (
        "CannotStartContainerError: failed to initialize logging driver: logging driver of container web, but no log configuration specified",
        Class::Configuration,
        Some(Step::Logs),
    ),
    (
        "CannotStartContainerError: failed to initialize logging driver: dial unix /run/log.sock: connect: connection refused",
        Class::LogDriver,
        Some(Step::Logs),
    ),
    (
        "CannotPullContainerError: apply failure error=\"failed to extract layer sha256:0a1b: write /var/li",
        Class::Disk,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: the image has a deprecated media type application/vnd.docker.distribution.manifest.v1+json",
        Class::BrokenImage,
        Some(Step::ImagePull),
    ),
    (
        "ResourceInitializationError: failed to validate logger args: OperationAbortedException: A conflicting operation is currently in progress against this resource",
        Class::ServerError,
        Some(Step::Logs),
    ),
    (
        "curl: (6) Could not resolve host: api.ecr.eu-west-1.amazonaws.com",
        net(Fault::NameNotFound),
        Some(Step::RegistryAuth),
    ),
    (
        "curl: (28) Failed to connect to api.ecr.eu-west-1.amazonaws.com port 443 after 130000 ms: Connection timed out",
        net(Fault::Unanswered),
        Some(Step::RegistryAuth),
    ),
];

#[test]
fn refusals_and_shortages() {
    check(ROWS);
}

#[test]
fn who_refuses_and_who_is_refused() {
    let nuance = |text: &str| decode(text).nuance;
    let refused = |user: &str, action: &str| {
        nuance(&format!(
            "User: arn:aws:{user} is not authorized to perform: {action} on resource: arn:aws:iam::111122223333:role/a"
        ))
    };
    for user in ["iam::111122223333:user/ana", "sts::111122223333:assumed-role/ci/run", "iam::111122223333:root"] {
        for action in ["iam:PassRole", "ecs:RunTask", "ecs:RegisterTaskDefinition"] {
            assert_eq!(refused(user, action), Some(Nuance::Caller), "{user} {action}");
        }
        for action in ["ecr:BatchGetImage", "ecs:Poll", "ecs:SubmitTaskStateChange", "ecs:RegisterContainerInstance"] {
            assert_eq!(refused(user, action), None, "{user} {action}");
        }
    }
    // Environment files are fetched by the execution role, and not by a signed URL.
    let file = "failed to download env files: Get \"https://env.s3.eu-west-1.amazonaws.com/a\": 403 Forbidden";
    assert_eq!(nuance(file), None);
    let own = "failed to resolve ref 111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1: unexpected status from HEAD request to https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/a/manifests/1: 403 Forbidden";
    assert_eq!(nuance(own), None);
}

#[test]
fn a_host_of_aws_may_have_an_endpoint() {
    for (host, expected) in [
        ("api.ecr.eu-west-1.amazonaws.com", true),
        ("logs.cn-north-1.amazonaws.com.cn", true),
        ("public.ecr.aws", false),
        ("d0a1b2.cloudfront.net", false),
        ("registry.example.com", false),
        ("web-1.eu-west-1.elb.amazonaws.com", false),
    ] {
        let found = decode(&format!("Get \"https://{host}/\": dial tcp 198.51.100.7:443: i/o timeout"));
        assert_eq!(found.facts.host_may_have_endpoint(), expected, "{host}");
    }
}
