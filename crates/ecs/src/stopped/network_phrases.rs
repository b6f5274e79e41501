//! What libraries say of the network, all in lower case, in lists whose order counts.
//!
//! Sources: the error texts of Go's `net`, `net/http` and `crypto/tls` packages; Winsock ("Windows Sockets Error Codes"), as Go
//! prints it on Windows; c-ares, as the log routers print it; `amazon-efs-utils`.

use super::class::{Class, NetworkFault};
use super::phrases::{Phrases, network, phrases};

/// What the container runtime says of a container that it could not make, whatever the error's name: its pipes and
/// sockets are the host's own.
pub(super) const RUNTIME: &[Phrases] = &[
    phrases(
        Class::ContainerStart,
        &[
            &["oci runtime create failed"],
            &["runc create failed"],
            &["failed to create new container runtime task"],
            &["unable to create new container"],
        ],
    ),
    // The agent's own time limit of a start, whatever the library below it says of time.
    phrases(Class::TimedOut, &[&["could not transition to running", "timed out after waiting"]]),
];

/// The words of the statuses that proxies answer `CONNECT` with. `Not Found` behind an image is the registry's.
pub(super) const PROXY_ANSWERS: &[&str] = &[
    "forbidden",
    "bad gateway",
    "service unavailable",
    "gateway timeout",
    "gateway time-out",
    "internal server error",
    "method not allowed",
    "not implemented",
];

/// What a library says of the network, the most specific first.
pub(super) const NETWORK: &[Phrases] = &[
    // A socket of the host's file system is no matter of the VPC.
    phrases(Class::LogDriver, &[&["logging driver", "dial unix"]]),
    phrases(Class::ContainerStart, &[&["dial unix"]]),
    // Whatever the protocol of the connection that was to follow.
    network(
        NetworkFault::NameNotFound,
        &[
            &["no such host"],
            &["could not resolve host"],
            &["the requested name is valid, but no data of the requested type was found"],
            &["the requested name is valid and was found in the database"],
            &["the remote name could not be resolved"],
            &["domain name not found"],
            &["dns server returned answer with no data"],
            &["no address associated with hostname"],
            &["getaddrinfo enotfound"],
        ],
    ),
    network(
        NetworkFault::DnsServer,
        &[
            &["dial udp"],
            &["read udp"],
            &["dial tcp: lookup ", "i/o timeout"],
            &["dial tcp: lookup ", "i/o t"],
            &["server misbehaving"],
            &["temporary failure in name resolution"],
            &["non-recoverable failure in name resolution"],
            &["temporary error during hostname resolution"],
            &["non-recoverable error occurred during a database lookup"],
            &["contacting dns servers"],
            &["could not contact dns servers"],
            &["dns server returned general failure"],
            &["dns server refused query"],
            &["dns server claims query was misformatted"],
            &["dns server does not implement requested operation"],
            &["getaddrinfo eai_again"],
        ],
    ),
    network(
        NetworkFault::NameNotFound,
        &[&["name or service not known"], &["failed to resolve \"fs-"], &["failed to resolve fs-"]],
    ),
    network(NetworkFault::Refused, &[&["connection refused"], &["target machine actively refused it"]]),
    network(
        NetworkFault::Unreachable,
        &[
            &["no route to host"],
            &["network is unreachable"],
            &["network is down"],
            &["host is down"],
            &["attempted to an unreachable network"],
            &["attempted to an unreachable host"],
            &["socket operation encountered a dead network"],
            &["the destination host was down"],
        ],
    ),
    // A record that was changed on the way, after the handshake.
    network(NetworkFault::Lost, &[&["tls: bad record mac"]]),
    network(
        NetworkFault::Certificate,
        &[&["x509:"], &["failed to verify certificate"], &["certificate signed by unknown authority"]],
    ),
    network(
        NetworkFault::TlsHandshake,
        &[
            &["tls handshake timeout"],
            &["remote error: tls: "],
            &["local error: tls: "],
            &["tls: first record does not look like a tls handshake"],
        ],
    ),
    network(
        NetworkFault::Lost,
        &[
            &["read: connection timed out"],
            &["read tcp ", "connected party did not properly respond"],
            &["wsarecv: a connection attempt failed"],
            &["wsasend: a connection attempt failed"],
            &["forcibly closed by the remote host"],
            &["established connection was aborted"],
            &["connection has been broken due to keep-alive activity"],
            &["software caused connection abort"],
            &["http2: client connection lost"],
            &["timeout awaiting response headers"],
            &["transport connection broken"],
            &["connection reset by peer"],
            &["unexpected eof"],
            &["broken pipe"],
            &["read tcp ", "i/o timeout"],
            &["read tcp ", "i/o t"],
            &["download failed after attempts", ": eof"],
            &["post ", " eof"],
            &["get ", " eof"],
            &["head ", " eof"],
        ],
    ),
    network(
        NetworkFault::Unanswered,
        &[
            // The second for texts that are cut off: Go knows no other word that begins so.
            &["i/o timeout"],
            &["i/o t"],
            &["connection timed out"],
            &["connected party did not properly respond"],
            &["connectex: a connection attempt failed"],
            // Log routers, and the mount helper of EFS.
            &["connection #", " timeout after ", " seconds to: "],
            &["connection #", "(connection timeout)"],
            &["mount attempt ", "failed due to timeout after"],
            &["error mounting volume", ": timed out"],
            &["connect timeout on endpoint url"],
            &["request canceled while waiting for connection"],
            &["dial tcp ", "operation timed out"],
        ],
    ),
    network(
        NetworkFault::Interrupted,
        &[&["signal: killed"], &["context deadline exceeded"], &["context canceled"], &["client.timeout exceeded"]],
    ),
    // Only what is sent, or not answered, is reported so. How it failed stood behind it.
    network(
        NetworkFault::Unspecified,
        &[&["send request failed"], &["failed to do request"], &["dial tcp"], &["no upstream connections available"]],
    ),
    // A server of files that Windows does not find or reach ("System Error Codes", 53).
    network(NetworkFault::Unspecified, &[&["network path was not found"]]),
    // What `curl` and the AWS CLI say.
    network(
        NetworkFault::Unspecified,
        &[&["could not connect to the endpoint url"], &["failed to connect to ", " port "]],
    ),
];
