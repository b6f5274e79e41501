//! What is about the host, the container runtime and the placement of tasks, and says words that networks say, too; and
//! what others than AWS say when they refuse.
//!
//! Sources: the source of the Amazon ECS agent and of containerd; ECS API reference, "API failure reasons"; ECS developer
//! guide, "Service event messages".

use hopwise_ecs::stopped::{Class, FailedStep as Step, Missing, NetworkFault as Fault, Shortage, decode};

use crate::{Row, check, missing, net};

pub(crate) const ROWS: &[Row] = &[
    (
        "ResourceInitializationError: failed to create new container runtime task: failed to create shim: OCI runtime create failed: starting container process caused: read init-p: connection reset by peer: unknown",
        Class::ContainerStart,
        Some(Step::ContainerStart),
    ),
    (
        "ResourceInitializationError: unable to create new container: mount callback failed on /tmp/containerd-mount123: no users found",
        Class::ContainerStart,
        Some(Step::ContainerStart),
    ),
    (
        "CannotStartContainerError: Error response from daemon: OCI runtime create failed: container_linux.go:345: starting container process caused \"process_linux.go:297: getting the final child's pid from pipe caused \\\"read init-p: connection reset by peer\\\"\": unknown",
        Class::ContainerStart,
        Some(Step::ContainerStart),
    ),
    (
        "CannotStartContainerError: Error response from daemon: starting container process caused \"write parent: broken pipe\"",
        Class::ContainerStart,
        Some(Step::ContainerStart),
    ),
    (
        "CannotCreateContainerError: Error response from daemon: create ecs-web-1-shared: Post http://%2Frun%2Fdocker%2Fplugins%2F0a1b%2Fvolume.sock/VolumeDriver.Create: context deadline exceeded",
        Class::ContainerStart,
        Some(Step::ContainerStart),
    ),
    (
        "CannotCreateContainerError: Error response from daemon: No such image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1",
        missing(Missing::ImageOnHost),
        Some(Step::ContainerStart),
    ),
    (
        "CannotCreateVolumeError: mkdir /var/lib/ecs/volumes: no space left on device",
        Class::Disk,
        Some(Step::ContainerStart),
    ),
    (
        "ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: context deadline exceeded",
        Class::TimedOut,
        None,
    ),
    // The name is cut off.
    ("Could not transition to running; timed out after waiting 3m: context deadline exceeded", Class::TimedOut, None),
    (
        "InternalError: failed to delete ECR credentials: context deadline exceeded",
        Class::NoCause,
        Some(Step::RegistryAuth),
    ),
    ("SpotInterruptionError: Your Spot Task was interrupted.", Class::Ended, Some(Step::Running)),
    (
        "CannotStartContainerError: ContainerNetworkingError: failed to setup network namespace: cni setup: invoke eni plugin failed: device with mac address not found",
        Class::Provisioning,
        Some(Step::Provisioning),
    ),
    (
        "TaskFailedToStart: Unexpected EC2 error while attempting to Attach Network Interface: AttachmentLimitExceeded",
        Class::Provisioning,
        Some(Step::Provisioning),
    ),
    // A log driver goes out to somebody, whoever reports it.
    (
        "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: dial tcp 10.0.3.18:24224: i/o timeout",
        net(Fault::Unanswered),
        Some(Step::Logs),
    ),
    (
        "ResourceInitializationError: failed to validate logger args: : failed to initialize logging driver: splunk: failed to verify connection - 403 Forbidden - {\"text\":\"Invalid token\",\"code\":4}",
        Class::Credentials,
        Some(Step::Logs),
    ),
    (
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ghcr.io/example/web:1: failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3Aexample: 403 Forbidden",
        Class::ImageOrCredentials,
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ghcr.io/example/web:1: failed to authorize: failed to fetch anonymous token: Get \"https://ghcr.io/token\": dial tcp 140.82.112.34:443: i/o timeout",
        net(Fault::Unanswered),
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: Error response from daemon: pull access denied for 111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/example/web, repository does not exist or may require 'docker login': denied: The authentication to the upstream registry failed. Verify the secret.",
        Class::Credentials,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: Error response from daemon: Get \"https://registry-1.docker.io/v2/\": Proxy Authentication Required",
        Class::Credentials,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: failed to find a descriptor for platform {linux/arm64}",
        Class::Platform,
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: ref pull has been retried 1 time(s): number of layers and diffIDs don't match: 3 != 15",
        Class::BrokenImage,
        Some(Step::ImageLayers),
    ),
    (
        "CannotPullContainerError: failed to pull and unpack image \"registry.example.com/web:1\": failed to unpack image on snapshotter overlayfs: unexpected media type application/json for sha256:01: not found",
        Class::BrokenImage,
        Some(Step::ImageLayers),
    ),
    (
        "CannotPullContainerError: Error response from daemon: Get REDACTED ECR URL related to 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1 dial tcp 52.218.36.11:443: i/o timeout",
        net(Fault::Unanswered),
        Some(Step::ImageLayers),
    ),
    (
        "unable to retrieve secret from asm: service call has been retried 1 time(s): invalid character 'p' looking for beginning of value",
        Class::Configuration,
        Some(Step::Secrets),
    ),
    (
        "unable to retrieve secrets from ssm: service call has been retried 1 time(s): ValidationException: Parameter name: can't be prefixed with \"ssm\" (case-insensitive).",
        Class::Configuration,
        Some(Step::Parameters),
    ),
    (
        "unable to retrieve secrets from ssm: service call has been retried 1 time(s): KMSInvalidStateException: arn:aws:kms:eu-west-1:111122223333:key/0a1b is pending deletion. (Service: AWSKMS)",
        missing(Missing::Key),
        Some(Step::Parameters),
    ),
    ("service web operations are being throttled. Will try again later.", Class::RateLimit, None),
    ("You’ve reached the limit on the number of vCPUs you can run concurrently", Class::Capacity(Shortage::Room), None),
    ("The requested CPU configuration is above your limit", Class::Capacity(Shortage::Room), None),
    (
        "Task stopped because a container it depends on did not reach its desired state: dependency 'proxy' not healthy",
        Class::NoCause,
        None,
    ),
    (
        "Task stopped before image pull could begin for task: arn:aws:ecs:eu-west-1:111122223333:task/prod/0a1b",
        Class::NoCause,
        None,
    ),
];

#[test]
fn texts_of_the_runtime_and_of_others() {
    check(ROWS);
}

#[test]
fn reasons_of_run_task_are_capacity_where_they_stand_alone() {
    for (reason, shortage) in [
        ("AGENT", Shortage::Agent),
        ("ATTRIBUTE", Shortage::Attribute),
        ("LOCATION", Shortage::Zone),
        ("INACTIVE", Shortage::Inactive),
        ("RESOURCE:ENI", Shortage::Interfaces),
        ("RESOURCE:PORTS", Shortage::Ports),
        ("RESOURCE:MEMORY", Shortage::Room),
        ("RESOURCE:CPU", Shortage::Room),
        ("EMPTY CAPACITY PROVIDER", Shortage::Instances),
        ("NO ACTIVE INSTANCES", Shortage::Instances),
    ] {
        let event = format!("(service web) was unable to place a task. Reason: {reason}. For more, see the guide.");
        let closest = format!(
            "no container instance met all of its requirements. The closest matching (container-instance 0a) encountered error \"{reason}\"."
        );
        for text in [reason.to_owned(), format!("TaskFailedToStart: {reason}"), event, closest] {
            let found = decode(&text);
            assert_eq!(found.class, Class::Capacity(shortage), "{text}");
            let words = found.decided_by.and_then(|words| text.get(words));
            assert!(words.is_some_and(|words| reason.contains(words) || words.contains(reason)), "{text}: {words:?}");
        }
    }
    for text in ["The agent is on its way", "Location: eu-west-1a", "is not authorized to do this on resource: *"] {
        assert!(!matches!(decode(text).class, Class::Capacity(_)), "{text}");
    }
}

#[test]
fn what_is_linked_to_for_reading_was_not_asked() {
    let help = "toomanyrequests: You have reached your pull rate limit. You may increase the limit by upgrading: https://www.docker.com/increase-rate-limit";
    assert_eq!(decode(help).facts.host, None);
    let both = "See https://docs.aws.amazon.com/ecs: Get \"https://registry-1.docker.io/v2/\": net/http: TLS handshake timeout";
    assert_eq!(decode(both).facts.host.as_deref(), Some("registry-1.docker.io"));
}

#[test]
fn only_an_image_that_is_pulled_fills_the_disk_over_the_network() {
    assert!(decode("CannotPullContainerError: write /var/lib/docker/tmp/a: no space left on device").arrived);
    assert!(!decode("CannotCreateVolumeError: mkdir /var/lib/ecs/volumes: no space left on device").arrived);
}
