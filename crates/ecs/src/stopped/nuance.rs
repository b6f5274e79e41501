//! Who refuses, or why, where the class alone would lead to the wrong setting.

use super::normalize::NormalizedText;
use super::search::find;

/// What a text says beyond its class: who answered, or what exactly is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nuance {
    /// The proxy asks for credentials of its own.
    ProxyCredentials,
    /// The proxy refused to connect, or could not: its answer to `CONNECT` is all that the text has.
    ProxyAnswer,
    /// The token is one of the log driver's destination, no role's.
    LogToken,
    /// The NFS server refuses the mount.
    NfsServer,
    /// The SMB server refuses the login.
    SmbServer,
    /// A quota of the public registry of ECR.
    PublicEcr,
    /// A quota of an AWS API.
    AwsQuota,
    /// The certificate is out of its dates.
    CertificateDates,
    /// The other side ended the TLS handshake with an alert.
    TlsAlert,
    /// Plain HTTP was spoken where TLS was expected.
    PlainHttp,
}

const WORDS: &[(Nuance, &[&[&str]])] = &[
    (Nuance::ProxyCredentials, &[&["proxy authentication required"]]),
    // Go quotes the status of the answer to `CONNECT`, without its number, behind the URL.
    (
        Nuance::ProxyAnswer,
        &[
            &["://", "\": forbidden"],
            &["://", "\": service unavailable"],
            &["://", "\": bad gateway"],
            &["://", "\": gateway timeout"],
        ],
    ),
    (Nuance::LogToken, &[&["splunk: failed to verify connection"]]),
    (Nuance::NfsServer, &[&["access denied by server"]]),
    (Nuance::SmbServer, &[&["user name or password is incorrect"], &["new-smbglobalmapping"]]),
    (Nuance::PublicEcr, &[&["public.ecr.aws"]]),
    (
        Nuance::AwsQuota,
        &[&["throttlingexception"], &["rate exceeded"], &["requestlimitexceeded"], &["operations are being throttled"]],
    ),
    (Nuance::CertificateDates, &[&["certificate has expired"]]),
    (Nuance::TlsAlert, &[&["remote error: tls: "]]),
    (Nuance::PlainHttp, &[&["server gave http response to https client"]]),
];

/// The first that the text says, its URLs and image references among it.
pub(super) fn find_nuance(text: &NormalizedText) -> Option<Nuance> {
    let plain = text.plain.to_ascii_lowercase();
    let says = |words: &&[&[&str]]| words.iter().any(|parts| find(&plain, parts).is_some());
    WORDS.iter().find(|(_, words)| says(words)).map(|(nuance, _)| *nuance)
}
