//! What libraries say beyond those of Linux: Winsock, as Go prints it on Windows; c-ares and the log routers; proxies.

use hopwise_ecs::stopped::{Class, FailedStep as Step, NetworkFault as Fault, Nuance, decode};

use crate::{Row, check, net};

pub(crate) const ROWS: &[Row] = &[
    (
        "CannotPullContainerError: Error response from daemon: Get https://r.example.com/v2/: dial tcp 198.51.100.7:443: connectex: A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond.",
        net(Fault::Unanswered),
        Some(Step::ImagePull),
    ),
    ("dial tcp 10.0.1.9:443: connectex: A connection attempt failed because the conn", net(Fault::Unanswered), None),
    (
        "read tcp 10.0.1.5:49700->198.51.100.7:443: wsarecv: A connection attempt failed because the connected party did not properly respond after a period of time",
        net(Fault::Lost),
        None,
    ),
    (
        "dial tcp 10.0.1.9:443: connectex: No connection could be made because the target machine actively refused it.",
        net(Fault::Refused),
        None,
    ),
    (
        "read tcp 10.0.1.5:49700->198.51.100.7:443: wsarecv: An existing connection was forcibly closed by the remote host.",
        net(Fault::Lost),
        None,
    ),
    (
        "write tcp 10.0.1.5:49700->198.51.100.7:443: wsasend: An established connection was aborted by the software in your host machine.",
        net(Fault::Lost),
        None,
    ),
    (
        "dial tcp 198.51.100.7:443: connectex: A socket operation was attempted to an unreachable network.",
        net(Fault::Unreachable),
        None,
    ),
    (
        "dial tcp 198.51.100.7:443: connectex: A socket operation was attempted to an unreachable host.",
        net(Fault::Unreachable),
        None,
    ),
    ("dial tcp: lookup r.example.com: getaddrinfow: No such host is known.", net(Fault::NameNotFound), None),
    (
        "dial tcp: lookup r.example.com: getaddrinfow: The requested name is valid, but no data of the requested type was found.",
        net(Fault::NameNotFound),
        None,
    ),
    (
        "dial tcp: lookup r.example.com: getaddrinfow: This is usually a temporary error during hostname resolution and means that the local server did not receive a response from an authoritative server.",
        net(Fault::DnsServer),
        None,
    ),
    (
        "dial tcp: lookup r.example.com: getaddrinfow: A non-recoverable error occurred during a database lookup.",
        net(Fault::DnsServer),
        None,
    ),
    (
        "[2024/01/01 00:00:00] [error] [net] connection #42 timeout after 10 seconds to: logs.eu-west-1.amazonaws.com:443",
        net(Fault::Unanswered),
        Some(Step::Logs),
    ),
    (
        "[upstream] connection #42 to tcp://logs.eu-west-1.amazonaws.com:443 timed out after 10 seconds (connection timeout)",
        net(Fault::Unanswered),
        None,
    ),
    (
        "[ warn] [net] getaddrinfo(host='logs.eu-west-1.amazonaws.com', err=4): Domain name not found",
        net(Fault::NameNotFound),
        Some(Step::Logs),
    ),
    (
        "[ warn] [net] getaddrinfo(host='logs.eu-west-1.amazonaws.com', err=12): Timeout while contacting DNS servers",
        net(Fault::DnsServer),
        Some(Step::Logs),
    ),
    (
        "getaddrinfo(host='logs.eu-west-1.amazonaws.com', err=11): Could not contact DNS servers",
        net(Fault::DnsServer),
        Some(Step::Logs),
    ),
    ("[aws_credentials] Failed to retrieve credentials for AWS Profile default", Class::Credentials, None),
    ("failed to copy: local error: tls: bad record MAC", net(Fault::Lost), Some(Step::ImageLayers)),
    ("remote error: tls: protocol version not supported", net(Fault::TlsHandshake), None),
    ("remote error: tls: access denied", net(Fault::TlsHandshake), None),
    ("net/http: timeout awaiting response headers", net(Fault::Lost), None),
    (
        "failed to invoke EFS utils commands to set up EFS volumes: stderr: Mount attempt 1/3 failed due to timeout after 15 sec, wait 0 sec before next attempt. b'mount.nfs4: mount system call failed'",
        net(Fault::Unanswered),
        Some(Step::FileSystem),
    ),
    (
        "failed to invoke EFS utils commands to set up EFS volumes: stderr: Mount attempt 1/3 failed due to b'mount.nfs4: Connection reset by peer', wait 0 sec before next attempt",
        net(Fault::Lost),
        Some(Step::FileSystem),
    ),
    (
        "CannotStartContainerError: hcs::CreateComputeSystem app: The container operating system does not match the host operating system.",
        Class::Platform,
        Some(Step::ContainerStart),
    ),
    (
        "CannotStartContainerError: Error response from daemon: logger: no log driver named 'splunk' is registered",
        Class::Configuration,
        Some(Step::ContainerStart),
    ),
    (
        "(service web) was unable to place a task because the resources could not be found",
        Class::Capacity(hopwise_ecs::stopped::Shortage::Room),
        None,
    ),
];

#[test]
fn what_libraries_say() {
    check(ROWS);
}

/// All that Go has of a proxy's answer to `CONNECT` is the words of its status.
#[test]
fn bare_words_of_a_status_are_a_proxys() {
    for status in ["Forbidden", "Bad Gateway", "Service Unavailable", "Gateway Timeout", "Internal Server Error"] {
        for text in [
            format!(
                "CannotPullContainerError: Error response from daemon: Get \"https://r.example.com/v2/\": {status}"
            ),
            format!("Error response from daemon: Get https://r.example.com/v2/: {status}"),
            format!(
                "RequestError: send request failed caused by: Post \"https://api.ecr.eu-west-1.amazonaws.com/\": {status}. Please check your task network configuration."
            ),
        ] {
            let decoded = decode(&text);
            assert_eq!((decoded.class, decoded.nuance), (net(Fault::Unspecified), Some(Nuance::ProxyAnswer)), "{text}");
        }
        let own = decode(&format!("failed to resolve ref r.example.com/a:1: {status}"));
        assert_ne!(own.nuance, Some(Nuance::ProxyAnswer), "{status}");
    }
    let own = decode("Get \"https://r.example.com/v2/\": 503 Service Unavailable");
    assert_eq!(own.class, Class::ServerError);
}

#[test]
fn hosts_of_log_routers_are_named() {
    let decoded = decode("[net] connection #42 timeout after 10 seconds to: logs.eu-west-1.amazonaws.com:443");
    assert_eq!((decoded.facts.host.as_deref(), decoded.facts.port), (Some("logs.eu-west-1.amazonaws.com"), Some(443)));
    let decoded = decode("getaddrinfo(host='firehose.eu-west-1.amazonaws.com', err=4): Domain name not found");
    assert_eq!((decoded.facts.host.as_deref(), decoded.facts.port), (Some("firehose.eu-west-1.amazonaws.com"), None));
}

/// Why a host cannot start a container, where it is not the container definition.
#[test]
fn a_host_that_lacks_something_is_named() {
    for (text, nuance) in [
        ("could not select device driver \"nvidia\" with capabilities: [[gpu]]", Nuance::Gpu),
        ("nvidia-container-cli: initialization error: driver not loaded", Nuance::Gpu),
        (
            "driver failed programming external connectivity: Bind for 0.0.0.0:80 failed: port is already allocated",
            Nuance::HostPort,
        ),
        ("listen tcp4 0.0.0.0:80: bind: address already in use", Nuance::HostPort),
    ] {
        let decoded = decode(&format!("CannotStartContainerError: Error response from daemon: {text}"));
        assert_eq!((decoded.class, decoded.nuance), (Class::ContainerStart, Some(nuance)), "{text}");
    }
}
