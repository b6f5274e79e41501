//! Who else answers or refuses than the services of AWS, and what volumes and images say of themselves.

use hopwise_ecs::stopped::{Class, FailedStep as Step, Missing, NetworkFault as Fault, Nuance, decode};

use crate::{REFUSED, Row, check, missing, net};

pub(crate) const ROWS: &[Row] = &[
    (
        "ResourceInitializationError: failed to validate logger args: splunk: failed to verify connection - 403 Forbidden - {\"text\":\"Invalid token\"}",
        Class::Credentials,
        Some(Step::Logs),
    ),
    (
        "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: b'mount.nfs4: access denied by server while mounting 127.0.0.1:/'",
        REFUSED,
        Some(Step::FileSystem),
    ),
    (
        "CannotCreateVolumeError: Error response from daemon: failed to mount local volume: mount :/data:/var/lib/docker/volumes/v/_data, data: addr=10.7.0.4: connection timed out",
        net(Fault::Unanswered),
        Some(Step::FileSystem),
    ),
    (
        "CannotStartContainerError: Error response from daemon: failed to mount local volume: mount :/data:/var/lib/docker/volumes/v/_data, data: addr=10.7.0.4,nfsvers=4.1: connection refused",
        net(Fault::Refused),
        Some(Step::FileSystem),
    ),
    (
        "CannotCreateVolumeError: Error response from daemon: create vol: failed to retrieve EFS credentials: context deadline exceeded",
        net(Fault::Interrupted),
        Some(Step::FileSystem),
    ),
    (
        "CannotCreateVolumeError: mounting volume failed: Connection reset by peer",
        net(Fault::Lost),
        Some(Step::FileSystem),
    ),
    (
        "CannotCreateVolumeError: error while mounting volume: no such host",
        net(Fault::NameNotFound),
        Some(Step::FileSystem),
    ),
    (
        "CannotCreateVolumeError: FSx mount failed: the network path was not found",
        net(Fault::Unspecified),
        Some(Step::FileSystem),
    ),
    // Nobody went out over the network.
    (
        "CannotCreateVolumeError: error while mounting volume: no such file or directory",
        Class::ContainerStart,
        Some(Step::ContainerStart),
    ),
    (
        "CannotCreateVolumeError: Post http://%2Frun%2Fdocker%2Fplugins%2Fvolume.sock/VolumeDriver.Mount: context deadline exceeded",
        Class::ContainerStart,
        Some(Step::ContainerStart),
    ),
    (
        "CannotPullContainerError: containerd: ctr: content digest sha256:aa: not found",
        Class::Unknown,
        Some(Step::ImagePull),
    ),
    (
        "CannotCreateVolumeError: New-SmbGlobalMapping : The user name or password is incorrect",
        Class::Credentials,
        Some(Step::FileSystem),
    ),
    (
        "CannotCreateVolumeError: AccessDeniedException: User is not authorized to perform: fsx:DescribeFileSystems",
        REFUSED,
        Some(Step::FileSystem),
    ),
    (
        "CannotPullContainerError: error pulling image configuration: unknown blob",
        Class::BrokenImage,
        Some(Step::ImageLayers),
    ),
    ("CannotPullContainerError: manifest invalid: manifest invalid", Class::BrokenImage, Some(Step::ImagePull)),
    (
        "CannotPullContainerError: unexpected commit digest sha256:01, expected sha256:02: failed precondition",
        Class::BrokenImage,
        Some(Step::ImagePull),
    ),
    ("CannotPullContainerError: manifest list has no entry for linux/arm64/v8", Class::Platform, Some(Step::ImagePull)),
    (
        "CannotPullContainerError: devmapper: Thin Pool has 12 free data blocks which is less than minimum required 90 free data blocks",
        Class::Disk,
        Some(Step::ImagePull),
    ),
    ("CannotPullContainerError: write layer: disk quota exceeded", Class::Disk, Some(Step::ImagePull)),
    ("CannotPullContainerError: There is not enough space on the disk. (0x70)", Class::Disk, Some(Step::ImagePull)),
    (
        "ResourceInitializationError: set up EFS volumes: stderr: Access point fsap-0a1b does not exist",
        missing(Missing::Unnamed),
        Some(Step::FileSystem),
    ),
    (
        "CannotStartContainerError: failed to initialize logging driver: gelf: dial udp: lookup logs.example.com: no such host",
        net(Fault::NameNotFound),
        Some(Step::Logs),
    ),
    (
        "CannotPullContainerError: Get \"https://r.example.com/v2/\": remote error: tls: handshake failure",
        net(Fault::TlsHandshake),
        Some(Step::ImagePull),
    ),
    ("Timeout waiting for EphemeralStorage provisioning to complete", Class::Provisioning, None),
    (
        "unable to retrieve secrets from ssm: RequestLimitExceeded: Request limit exceeded",
        Class::RateLimit,
        Some(Step::Parameters),
    ),
    (
        "mount.s3files: failed to resolve fs-0a1b.s3files.eu-west-1.amazonaws.com",
        net(Fault::NameNotFound),
        Some(Step::FileSystem),
    ),
];

#[test]
fn kin_of_known_texts() {
    check(ROWS);
}

#[test]
fn who_answered() {
    for (text, nuance) in [
        ("Get \"https://r.example.com/v2/\": Proxy Authentication Required", Nuance::ProxyCredentials),
        ("failed to do request: Head \"https://r.example.com/v2/\": Service Unavailable", Nuance::ProxyAnswer),
        ("splunk: failed to verify connection - 401 Unauthorized", Nuance::LogToken),
        ("mount.nfs4: access denied by server while mounting 127.0.0.1:/", Nuance::NfsServer),
        ("set up EFS volumes: stderr: b'mount.nfs4: Permission denied'", Nuance::NfsServer),
        (
            "set up EFS volumes: stderr: An error occurred (AccessDeniedException) when calling the DescribeMountTargets operation",
            Nuance::MountHelper,
        ),
        (
            "set up EFS volumes: stderr: AWS Access Key ID and Secret Access Key are not found in AWS credentials file",
            Nuance::MountHelper,
        ),
        ("Unable to assume the service linked role. Please verify that it exists.", Nuance::ServiceLinkedRole),
        (
            "(service web) (port 80) is unhealthy in (target-group arn:aws:x) due to (reason Request timed out)",
            Nuance::TargetTimeout,
        ),
        (
            "unexpected status from HEAD request to https://public.ecr.aws/v2/a: 429 Too Many Requests",
            Nuance::PublicEcr,
        ),
        ("unable to retrieve secrets from ssm: ThrottlingException: Rate exceeded", Nuance::AwsQuota),
        ("x509: certificate has expired or is not yet valid", Nuance::CertificateDates),
    ] {
        assert_eq!(decode(text).nuance, Some(nuance), "{text}");
    }
    assert_eq!(
        decode("unexpected status from GET request to https://r.example.com/v2/a: 403 Forbidden").nuance,
        Some(Nuance::OtherRegistry)
    );
}

#[test]
fn a_volume_and_a_proxy_are_named() {
    let volume =
        decode("failed to mount local volume: mount :/data, data: addr=10.7.0.4,nfsvers=4.1: connection refused");
    assert_eq!(volume.facts.address, "10.7.0.4".parse().ok());
    let proxy = decode(
        "Head \"https://r.example.com/v2/\": proxyconnect tcp: dial tcp: lookup proxy.example.com on 10.0.0.2:53: no such host",
    );
    assert_eq!(proxy.facts.host.as_deref(), Some("r.example.com"));
    assert_eq!(proxy.facts.proxy_host.as_deref(), Some("proxy.example.com"));
}
