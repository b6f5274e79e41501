//! `CannotPullContainerError`: section G.3 of the fact base.

use hopwise_ecs::stopped::{Class, FailedStep as Step, Missing, NetworkFault as Fault};

use crate::{REFUSED, Row, check, missing, net};

pub(crate) const ROWS: &[Row] = &[
    ("CannotPullContainerError: Error response from daemon: denied", Class::ImageOrCredentials, Some(Step::ImagePull)),
    ("CannotPullContainerError: error from registry: denied", Class::ImageOrCredentials, Some(Step::ImagePull)),
    ("CannotPullContainerError: Error response from daemon: unauthorized", Class::Credentials, Some(Step::ImagePull)),
    ("CannotPullContainerError: Error response from daemon: toomanyrequests", Class::RateLimit, Some(Step::ImagePull)),
    // Whose word these are, a proxy's or a registry's, nobody can tell.
    ("CannotPullContainerError: Error response from daemon: Forbidden", Class::Unknown, Some(Step::ImagePull)),
    ("CannotPullContainerError: 404", Class::Unknown, Some(Step::ImagePull)),
    (
        "CannotPullContainerError: Error response from daemon: Get \"https://r.example.com/v2/\": unauthorized: authentication required",
        Class::Credentials,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: Error response from daemon: Head \"https://r.example.com/v2/app/manifests/1\": denied: access forbidden",
        Class::ImageOrCredentials,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: Error response from daemon: Get \"https://r.example.com/v2/\": http: server gave HTTP response to HTTPS client",
        Class::Configuration,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: Error response from daemon: error parsing HTTP 429 response body: invalid character 'T' looking for beginning of value: \"Too Many Requests\"",
        Class::RateLimit,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: Error response from daemon: error parsing HTTP 502 response body: invalid character '<' looking for beginning of value",
        Class::ServerError,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: error pulling image configuration: download failed after attempts=6: EOF",
        net(Fault::Lost),
        Some(Step::ImageLayers),
    ),
    (
        "CannotPullContainerError: filesystem layer verification failed for digest sha256:0a1b",
        Class::BrokenImage,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: a Windows version 10.0.20348-based image is incompatible with a 10.0.17763 host",
        Class::Platform,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: The task cannot pull '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1' from the Amazon ECR repository '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app'. There is a connection issue between the task and Amazon ECR. Check your task network configuration.",
        net(Fault::Unspecified),
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: The task cannot pull '<image>' from the Amazon ECR repository '<uri>'. There is a connection issue between the task and Amazon ECR. Check your task network configuration.",
        net(Fault::Unspecified),
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: inspect image has been retried 5 time(s): failed to resolve ref \"111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1\": failed to do request: Head \"https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/app/manifests/1\": dial tcp 10.0.3.18:443: i/o timeout",
        net(Fault::Unanswered),
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: inspect image has been retried 5 time(s): failed to resolve ref \"…\": failed to do request: Head \"https://…/v2/…/manifests/…\": dial tcp <ip>:443: i/o timeout",
        net(Fault::Unanswered),
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1: failed to do request: Head https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/app/manifests/1: dial tcp 54.239.34.131:443: i/o timeout",
        net(Fault::Unanswered),
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: inspect image has been retried 7 time(s): failed to resolve ref 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:latest: not found",
        missing(Missing::Image),
        Some(Step::ImageManifest),
    ),
    (
        "… retried 7 time(s): failed to resolve ref …:latest: not found",
        missing(Missing::Image),
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef: not found",
        missing(Missing::Image),
        Some(Step::ImageManifest),
    ),
    ("failed to resolve ref …@sha256:…: not found", missing(Missing::Image), Some(Step::ImageManifest)),
    (
        "… inspect image has been retried 1 time(s): failed to resolve ref \"111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1\": unexpected status code [manifests 1]: 403 Forbidden",
        REFUSED,
        Some(Step::ImageManifest),
    ),
    (
        "… ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/app/blobs/sha256:01: 403 Forbidden",
        REFUSED,
        Some(Step::ImageLayers),
    ),
    (
        "… ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code …: 403 Forbidden",
        REFUSED,
        Some(Step::ImageLayers),
    ),
    (
        "… ref pull has been retried 5 time(s): failed to copy: httpReaderSeeker: failed open: failed to do request: Get \"https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/6f1a?X-Amz-Signature=0a\": dial tcp 52.218.36.11:443: i/o timeout",
        net(Fault::Unanswered),
        Some(Step::ImageLayers),
    ),
    (
        "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/nginx/manifests/sha256:01: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit",
        Class::RateLimit,
        Some(Step::ImageLayers),
    ),
    (
        "pull command failed: panic: runtime error: invalid memory address or nil pointer dereference",
        net(Fault::Unspecified),
        Some(Step::ImageLayers),
    ),
    ("error pulling image configuration: …", net(Fault::Unspecified), Some(Step::ImageLayers)),
    (
        "CannotPullContainerError: Error response from daemon: error pulling image configuration: Get https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/6f1a: dial tcp 52.218.36.11:443: i/o timeout",
        net(Fault::Unanswered),
        Some(Step::ImageLayers),
    ),
    (
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'",
        Class::Platform,
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: no match for platform in manifest sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef: not found",
        Class::Platform,
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: failed to resolve ref 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1: unexpected status from HEAD request to https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/app/manifests/1: 403",
        REFUSED,
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer sha256:01: write /a: no space left on dev",
        Class::Disk,
        Some(Step::ImagePull),
    ),
    ("denied: Your authorization token has expired. Reauthenticate and try again.", Class::Credentials, None),
    ("server message: invalid_token: authorization failed", Class::Credentials, None),
    (
        "CannotPullContainerError: ref pull has been retried 1 time(s): mismatched image rootfs and manifest layers",
        Class::BrokenImage,
        Some(Step::ImagePull),
    ),
    (
        "no matching manifest for linux/arm64/v8 in the manifest list entries",
        Class::Platform,
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: API error (500): Get https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
        net(Fault::Unanswered),
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: API error (404): repository 111122223333.dkr.ecr.us-east-1.amazonaws.com/app not found",
        missing(Missing::Repository),
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: Error response from daemon: pull access denied for 111122223333.dkr.ecr.us-east-1.amazonaws.com/app, repository does not exist or may require 'docker login': denied: User: arn:aws:sts::111122223333:assumed-role/exec/3f9c is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:us-east-1:111122223333:repository/app because no resource-based policy allows the ecr:BatchGetImage action",
        crate::implicit(hopwise_ecs::stopped::PolicyLayer::ResourceBased),
        Some(Step::ImageManifest),
    ),
    (
        "Error response from daemon: pull access denied for …, repository does not exist or may require 'docker login': denied: User: … is not authorized to perform: ecr:BatchGetImage on resource: …",
        REFUSED,
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: Error response from daemon: pull access denied for acme/app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
        Class::ImageOrCredentials,
        Some(Step::ImagePull),
    ),
    ("denied: requested access to the resource is denied", Class::ImageOrCredentials, None),
    ("CannotPullContainerError: context canceled", net(Fault::Interrupted), Some(Step::ImagePull)),
    ("CannotPullContainerError: Context canceled", net(Fault::Interrupted), Some(Step::ImagePull)),
    (
        "CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob1: no space left on device",
        Class::Disk,
        Some(Step::ImagePull),
    ),
    ("write /var/lib/docker/…: no space left on device", Class::Disk, None),
    (
        "The task can’t pull the image. Check your network configuration. …",
        net(Fault::Unspecified),
        Some(Step::ImagePull),
    ),
    (
        "The task can’t pull the image. Check that the role has the permissions to pull images from the registry. …",
        REFUSED,
        Some(Step::ImagePull),
    ),
    (
        "The task can’t pull the image. Check whether the image exists. …",
        Class::ImageOrCredentials,
        Some(Step::ImagePull),
    ),
    ("CannotPullECRContainerError: engine ecr credentials: not found", Class::Credentials, Some(Step::RegistryAuth)),
    (
        "CannotPullContainerAuthError: engine docker private registry credentials: not found",
        Class::Credentials,
        Some(Step::RegistryCredentials),
    ),
    (
        "CannotPullImageManifestError: Error response from daemon: manifest unknown: Requested image not found",
        missing(Missing::Image),
        Some(Step::ImageManifest),
    ),
    (
        "DockerTimeoutError: Could not transition to pulled; timed out after waiting 2h0m0s",
        Class::TimedOut,
        Some(Step::ImagePull),
    ),
    ("TaskStoppedBeforePullBeginError: Task stopped before image pull could begin for task", Class::NoCause, None),
    ("ContainerNetworkingError: failed to setup network namespace", Class::Provisioning, Some(Step::Provisioning)),
    ("ResourceInitializationError", Class::Unknown, None),
    (
        "CannotStartContainerError: Error response from daemon: failed to create task for container: exec: \"app\": executable file not found in $PATH",
        Class::ContainerStart,
        Some(Step::ContainerStart),
    ),
    ("OutOfMemoryError: Container killed due to memory usage", Class::Ended, Some(Step::Running)),
    (
        "fetching secret data from SSM Parameter Store in eu-west-1: AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/exec/i-0a is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111122223333:parameter/db",
        REFUSED,
        Some(Step::Parameters),
    ),
    (
        "fetching secret data from SSM Parameter Store in eu-west-1: invalid parameters: /prod/db",
        missing(Missing::Parameter),
        Some(Step::Parameters),
    ),
    ("fetching secret data from SSM Parameter Store in REGION: …", Class::Unknown, Some(Step::Parameters)),
    (
        "fetching secret data from AWS Secrets Manager in region eu-west-1: secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:db: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
        missing(Missing::Secret),
        Some(Step::Secrets),
    ),
    ("fetching secret data from AWS Secrets Manager …", Class::Unknown, Some(Step::Secrets)),
    ("ASM secret resource: unable to find execution role credentials", Class::Credentials, Some(Step::Secrets)),
    (
        "unable to download env file with key prod.env from bucket shop-config, error: AccessDenied: Access Denied",
        REFUSED,
        Some(Step::EnvironmentFiles),
    ),
    (
        "unable to download env file with key … from bucket …, error: RequestCanceled: request context canceled caused by: context deadline exceeded",
        net(Fault::Interrupted),
        Some(Step::EnvironmentFiles),
    ),
];

#[test]
fn texts_of_pulls() {
    check(ROWS);
}
