//! What holds for every sentence about a stopped reason.

use hopwise_ecs::stopped::decode;

use super::{collect, elsewhere, meaning, points_to};

/// A text for every class, fault and layer.
const TEXTS: &[&str] = &[
    "dial tcp 10.0.3.18:443: i/o timeout",
    "dial tcp 52.94.184.143:443: i/o timeout",
    "dial tcp [2600:1f18::1]:443: connect: network is unreachable",
    "failed to copy: Get https://b.s3.eu-west-1.amazonaws.com/k: dial tcp 52.218.36.11:443: i/o timeout",
    "set up EFS volumes: mount.nfs4: Connection timed out",
    "connection refused",
    "TLS handshake timeout",
    "x509: certificate signed by unknown authority",
    "connection reset by peer",
    "lookup api.ecr.eu-west-1.amazonaws.com on 10.0.0.2:53: no such host",
    "no such host",
    "dial udp 10.0.0.2:53: timeout",
    "lookup a.example.com on 10.0.0.2:53: read udp 1->2: i/o timeout",
    "signal: killed",
    "failed to validate logger args: signal: killed",
    "There is a connection issue",
    "proxyconnect tcp: dial tcp 10.0.9.9:3128: i/o timeout",
    "because no identity-based policy",
    "because no resource-based policy",
    "because no VPC endpoint policy",
    "failed to copy: because no VPC endpoint policy",
    "because no permissions boundary",
    "because no service control policy",
    "because no resource control policy",
    "because no session policy",
    "because no role trust policy",
    "with an explicit deny in an identity-based policy",
    "with an explicit deny",
    "Access to KMS is not allowed",
    "is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:111122223333:repository/app",
    "403 Forbidden",
    "engine ecr credentials: not found",
    "401 Unauthorized",
    "requested access to the resource is denied",
    "manifest unknown",
    "name unknown",
    "find the specified secret",
    "Check whether the secret exists",
    "ParameterNotFound",
    "log group does not exist",
    "NoSuchBucket",
    "reason given by server: No such file or directory",
    "ResourceNotFoundException",
    "429 Too Many Requests",
    "no space left on device",
    "no matching manifest for linux/arm64",
    "mismatched image rootfs and manifest layers",
    "api error MovedPermanently",
    "send request failed caused by: Post \"https://api.ecr.eu-west-1.amaz",
    "validation error(s) found",
    "failed to initialize logging driver",
    "503 Service Unavailable",
    "Create Network Interface",
    "Capacity is unavailable",
    "timed out after waiting",
    "CannotStartContainerError: x",
    "Essential container in task exited",
    "Task failed to start",
    "unable to pull secrets or registry auth",
    "nothing that is known",
];

#[test]
fn every_text_is_explained_in_sentences() {
    for text in TEXTS {
        let decoded = decode(text);
        for sentence in [meaning(&decoded), points_to(&decoded), elsewhere(&decoded).to_owned()] {
            assert!(sentence.ends_with('.') && !sentence.ends_with(".."), "{text}: {sentence}");
            assert!(!sentence.contains("  ") && !sentence.starts_with(' '), "{text}: {sentence}");
            assert!(sentence.starts_with(char::is_uppercase), "{sentence}");
            assert!(sentence.len() < 330, "{text}: {sentence}");
        }
        assert!(!collect(&decoded).is_empty(), "{text}");
    }
}

#[test]
fn a_text_names_what_it_is_about() {
    let decoded = decode("Get https://api.ecr.eu-west-1.amazonaws.com/: dial tcp 52.94.184.143:443: i/o timeout");
    assert!(meaning(&decoded).contains("api.ecr.eu-west-1.amazonaws.com at 52.94.184.143"), "{}", meaning(&decoded));
    assert!(points_to(&decoded).contains("is public"), "{}", points_to(&decoded));
    for private in ["10.0.1.9", "172.31.255.4", "192.168.7.7", "100.64.0.5", "100.70.1.5", "100.127.255.254"] {
        let decoded = decode(&format!("dial tcp {private}:443: i/o timeout"));
        assert!(points_to(&decoded).contains("is private"), "{private}: {}", points_to(&decoded));
    }
    let decoded = decode(
        "failed to resolve ref 111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/app:1: User: arn:aws:sts::111122223333:assumed-role/exec/3f9c is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:111122223333:repository/team/app because no resource-based policy allows it",
    );
    let commands = collect(&decoded).join("\n");
    assert!(commands.contains("aws ecr get-repository-policy --repository-name team/app"), "{commands}");
    assert!(commands.contains("--role-name exec"), "{commands}");
}

#[test]
fn what_a_text_names_is_quoted_for_the_shell() {
    let decoded =
        decode("because no identity-based policy User: arn:aws:sts::1:assumed-role/$(reboot)/x is not authorized");
    let commands = collect(&decoded).join("\n");
    assert!(commands.contains("--role-name '$(reboot)'"), "{commands}");
}

/// Texts, commands that print what they are about, and what no command of theirs may have.
const COMMANDS: &[(&str, &[&str], &str)] = &[
    (
        "User: arn:aws:sts::111122223333:assumed-role/exec/0 is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/0a1b because no resource-based policy allows the kms:Decrypt action",
        &["aws kms get-key-policy --key-id arn:aws:kms:eu-west-1:111122223333:key/0a1b --policy-name default"],
        "SECRET",
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/exec/0 is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:444455556666:repository/team/app because no resource-based policy allows the action",
        &["aws ecr get-repository-policy --repository-name team/app"],
        "REPOSITORY",
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/exec/0 is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::env-files/web.env\" because no resource-based policy allows the s3:GetObject action",
        &["aws s3api get-bucket-policy --bucket env-files"],
        "BUCKET",
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/task/0 is not authorized to perform: elasticfilesystem:ClientMount on resource: arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-0a1b with an explicit deny in a resource-based policy",
        &["aws efs describe-file-system-policy --file-system-id fs-0a1b"],
        "FILESYSTEM",
    ),
    (
        "no container instance met all of its requirements. Reason: No Container Instances were found in your cluster",
        &["aws ecs list-container-instances --cluster CLUSTER", "aws ecs describe-clusters --clusters CLUSTER"],
        "CONTAINER_INSTANCE",
    ),
    (
        "pull access denied for 111122223333.dkr.ecr.eu-west-1.amazonaws.com/hub/nginx, repository does not exist or may require 'docker login': denied: The authentication to the upstream registry failed.",
        &[
            "aws ecr describe-pull-through-cache-rules",
            "aws ecr validate-pull-through-cache-rule --ecr-repository-prefix hub",
        ],
        "aws iam",
    ),
    (
        "An error occurred (ClusterNotFoundException) when calling the RunTask operation: Cluster not found.",
        &["aws ecs list-clusters"],
        "iam",
    ),
    (
        "failed to create Cloudwatch log stream: LimitExceededException: Resource limit exceeded.",
        &["aws service-quotas list-service-quotas --service-code logs"],
        "SERVICE",
    ),
];

#[test]
fn commands_print_what_the_text_is_about() {
    for (text, right, wrong) in COMMANDS {
        let commands = collect(&decode(text));
        for command in *right {
            assert!(commands.iter().any(|found| found == command), "{text}: {commands:?}");
        }
        assert!(!commands.iter().any(|found| found.contains(wrong)), "{text}: {commands:?}");
    }
}

/// Texts, a word of their advice, and one that would be wrong in it.
const ADVICE: &[(&str, &str, &str)] = &[
    ("Get \"https://r.example.com/v2/\": Proxy Authentication Required", "HTTP_PROXY", "execution role"),
    ("splunk: failed to verify connection - 403 Forbidden", "splunk-token", "execution role"),
    ("mount.nfs4: access denied by server while mounting 127.0.0.1:/", "taskRoleArn", "execution role"),
    ("retrieve secrets from ssm: ThrottlingException: Rate exceeded", "quota", "Docker Hub"),
    ("https://public.ecr.aws/v2/a: 429 Too Many Requests", "public.ecr.aws", "Docker Hub"),
    ("x509: certificate has expired or is not yet valid", "dates", "somebody else was asked"),
    (
        "failed to initialize logging driver: dial tcp 127.0.0.1:24224: connect: connection refused",
        "Nothing in the VPC",
        "Security groups",
    ),
    ("failed to initialize logging driver: dial tcp 10.1.0.9:12201: i/o timeout", "TCP 12201", "443"),
    (
        "failed to copy: Get \"https://cdn.example.com/a\": dial tcp 198.51.100.7:443: i/o timeout",
        "default route",
        "S3",
    ),
    ("failed to mount local volume: mount :/a, data: addr=10.7.0.4: connection timed out", "TCP 2049", "entry point"),
    (
        "Head \"https://r.example.com/\": proxyconnect tcp: dial tcp: lookup p.example.com on 10.0.0.2:53: no such host",
        "no name p.example.com",
        "r.example.com",
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/hosts/i-0a1b2c is not authorized to perform: ecr:GetAuthorizationToken on resource: *",
        "instance's role",
        "execution role",
    ),
    ("Timeout waiting for EphemeralStorage provisioning to complete.", "Nothing in the VPC", "Free addresses"),
    (
        "An error occurred (AccessDeniedException) when calling the RunTask operation: User: arn:aws:iam::111122223333:user/ops/ana is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/orders-execution because no identity-based policy allows the iam:PassRole action",
        "policies of user ana",
        "execution role",
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/pipeline/run-7 is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/orders-execution",
        "policies of role pipeline",
        "execution role",
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/pipeline/run-7 is not authorized to perform: ecs:UpdateService on resource: arn:aws:ecs:eu-west-1:111122223333:service/prod/web with an explicit deny in a permissions boundary",
        "permissions boundary of role pipeline",
        "execution role",
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/pipeline/run-7 is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/deploy",
        "policies of role pipeline",
        "ECS could not",
    ),
    (
        "failed to copy: httpReadSeeker: failed open: unexpected status code https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/a/b?X-Amz-Date=1: 403 Forbidden",
        "policy of the S3 endpoint",
        "execution role",
    ),
    (
        "failed to copy: httpReadSeeker: failed open: unexpected status code https://layers.cdn.example.com/blobs/sha256/a/data?verify=1: 403 Forbidden",
        "registry's own limits",
        "execution role",
    ),
    (
        "Error response from daemon: Get \"https://registry.example.com/v2/\": denied",
        "repositoryCredentials",
        "execution role",
    ),
    (
        "Error response from daemon: Head \"https://registry.example.com/v2/a/manifests/1\": unauthorized",
        "repositoryCredentials",
        "execution role",
    ),
    (
        "error parsing HTTP 403 response body: invalid character '<' looking for beginning of value: \"<html>\"",
        "Proxies",
        "execution role",
    ),
    ("The closest matching container-instance 0a1b encountered error 'AGENT'.", "not connected", "no room"),
    (
        "The closest matching container-instance 0a1b is missing an attribute required by your task.",
        "ecs.capability",
        "no room",
    ),
    ("Reason: RESOURCE:ENI.", "awsvpcTrunking", "no room"),
    ("Scaling activity failed: ECS Deployment Circuit Breaker was triggered", "stopped tasks", "ended after"),
    (
        "failed to copy: Get \"https://d0a1b2.cloudfront.net/a\": dial tcp 198.51.100.7:443: i/o timeout",
        "is public",
        "private DNS",
    ),
    ("Post \"https://api.ecr.eu-west-1.amazonaws.com/\": dial tcp 52.94.1.2:443: i/o timeout", "private DNS", "S3"),
    ("DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s", "was there", "large image"),
    (
        "failed to initialize logging driver: dial unix /run/l.sock: connect: no such file or directory",
        "Nothing in the VPC",
        "the way to",
    ),
    (
        "failed to mount local volume: mount :/a, data: addr=10.7.0.4: connection timed out",
        "guards the file server",
        "mount target",
    ),
    (
        "VolumeDriver.Create: mounting volume failed: Specified port [2049] is unavailable.",
        "transitEncryptionPort",
        "entry point",
    ),
    ("InvalidSignatureException: Signature expired: 20240101T000000Z is now earlier than x", "169.254.169.123", "role"),
    ("MissingAuthenticationToken: Missing Authentication Token", "access key", "169.254.169.123"),
    ("An error occurred (BlockedException) when calling the RunTask operation: x", "AWS Support", "execution role"),
    ("denied: The authentication to the upstream registry failed.", "ecr-pullthroughcache", "execution role"),
    ("UnableToDecryptSecretValueException: x", "pull-through cache", "execution role"),
    ("LimitExceededException: Resource limit exceeded.", "limit of this account", "too often"),
    (
        "CannotPullContainerError: Error response from daemon: unauthorized: access to the requested resource is not authorized",
        "repositoryCredentials",
        "execution role",
    ),
    (
        "User: arn:aws:sts::111122223333:assumed-role/exec/0 is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/0a1b because no resource-based policy allows the kms:Decrypt action",
        "policy of key arn:aws:kms:eu-west-1:111122223333:key/0a1b",
        "bucket",
    ),
    (
        "CannotStartContainerError: could not select device driver \"nvidia\" with capabilities: [[gpu]]",
        "GPU-optimized",
        "entry point",
    ),
    ("CannotStartContainerError: Bind for 0.0.0.0:80 failed: port is already allocated", "hostPort", "entry point"),
    (
        "Get \"https://169.254.169.254/\": dial tcp 169.254.169.254:80: connect: connection refused",
        "Nobody listens at 169.254.169.254,",
        "at 169.254.169.254 at",
    ),
    ("Get \"https://r.example.com/v2/\": Internal Server Error", "answer to CONNECT", "security group"),
];

/// What refused decides where to look, and nothing that the text contradicts is said.
#[test]
fn advice_is_about_the_one_that_answered() {
    for (text, right, wrong) in ADVICE {
        let decoded = decode(text);
        let advice = format!("{} {}", meaning(&decoded), points_to(&decoded));
        assert!(advice.contains(right), "{text}: {advice}");
        assert!(!advice.contains(wrong), "{text}: {advice}");
    }
}

#[test]
fn whose_role_and_whose_filter_it_is() {
    for (text, says, never) in [
        (
            "set up EFS volumes: stderr: (AccessDeniedException) when calling the DescribeMountTargets operation",
            "The task role",
            "execution role",
        ),
        ("set up EFS volumes: stderr: b'mount.nfs4: Permission denied'", "The task role", "execution role"),
        (
            "set up EFS volumes: stderr: AWS Access Key ID and Secret Access Key are not found",
            "The task role",
            "executionRoleArn",
        ),
        (
            "set up EFS volumes: is not authorized to perform: elasticfilesystem:ClientMount because no identity-based policy",
            "the task role",
            "execution role",
        ),
        (
            "Unable to assume the service linked role.",
            "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com",
            "trust policy",
        ),
        (
            "(port 80) is unhealthy in (target-group x) due to (reason Request timed out)",
            "the task's security group",
            "no problem of its start",
        ),
        (
            "CredentialsFetchError: failed to connect to 169.254.170.2: connection refused",
            "no packet went into the VPC",
            "proxies",
        ),
    ] {
        let decoded = decode(text);
        let advice = format!("{} {}", meaning(&decoded), points_to(&decoded));
        let lower = advice.to_lowercase();
        assert!(lower.contains(&says.to_lowercase()), "{text}: {advice}");
        assert!(!lower.contains(&never.to_lowercase()), "{text}: {advice}");
        assert!(advice.len() < 660, "{text}: {advice}");
    }
}
