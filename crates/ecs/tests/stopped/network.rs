//! Signatures of section G.1 of the fact base: what Go, the SDK and AWS's policies print, wherever it occurs.

use hopwise_ecs::stopped::{Class, FailedStep as Step, Missing, NetworkFault as Fault, PolicyLayer as Layer};

use crate::{REFUSED, Row, check, explicit, implicit, missing, net};

pub(crate) const ROWS: &[Row] = &[
    ("dial tcp 52.94.184.143:443: i/o timeout", net(Fault::Unanswered), None),
    ("dial tcp [2600:1f18::1]:443: i/o timeout", net(Fault::Unanswered), None),
    ("dial tcp 10.0.3.18:443: connect: connection timed out", net(Fault::Unanswered), None),
    ("dial tcp <ip>:443: i/o timeout", net(Fault::Unanswered), None),
    ("dial tcp 10.0.3.18:443: connect: connection refused", net(Fault::Refused), None),
    ("dial tcp <ip>:443: connect: connection refused", net(Fault::Refused), None),
    ("dial tcp [2600:1f18::1]:443: connect: network is unreachable", net(Fault::Unreachable), None),
    ("dial tcp 10.0.3.18:443: connect: no route to host", net(Fault::Unreachable), None),
    ("dial tcp: lookup <host> on <server>:53: no such host", net(Fault::NameNotFound), None),
    (
        "dial tcp: lookup logs.eu-west-1.amazonaws.com on 10.0.0.2:53: no such host",
        net(Fault::NameNotFound),
        Some(Step::Logs),
    ),
    ("dial tcp: lookup <host> on <server>:53: read udp …: i/o timeout", net(Fault::DnsServer), None),
    (
        "dial tcp: lookup api.ecr.eu-west-1.amazonaws.com on 10.0.0.2:53: read udp 10.0.1.7:41244->10.0.0.2:53: i/o timeout",
        net(Fault::DnsServer),
        Some(Step::RegistryAuth),
    ),
    (
        "dial tcp: lookup secretsmanager.eu-west-1.amazonaws.com: i/o timeout",
        net(Fault::DnsServer),
        Some(Step::Secrets),
    ),
    ("dial udp 10.0.0.2:53: connect: network is unreachable", net(Fault::DnsServer), None),
    (
        "lookup ssm.eu-west-1.amazonaws.com on 10.0.0.2:53: server misbehaving",
        net(Fault::DnsServer),
        Some(Step::Parameters),
    ),
    ("net/http: TLS handshake timeout", net(Fault::TlsHandshake), None),
    ("net/http: request canceled while waiting for connection", net(Fault::Unanswered), None),
    (
        "net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
        net(Fault::Unanswered),
        None,
    ),
    ("net/http: request canceled (Client.Timeout exceeded while awaiting headers)", net(Fault::Interrupted), None),
    ("read tcp 10.0.1.7:41244->52.94.184.143:443: read: connection timed out", net(Fault::Lost), None),
    ("read: connection timed out", net(Fault::Lost), None),
    ("read tcp 10.0.1.7:41244->52.94.184.143:443: i/o timeout", net(Fault::Lost), None),
    ("signal: killed", net(Fault::Interrupted), None),
    ("context deadline exceeded", net(Fault::Interrupted), None),
    ("request context canceled", net(Fault::Interrupted), None),
    ("context canceled", net(Fault::Interrupted), None),
    ("x509: certificate signed by unknown authority", net(Fault::Certificate), None),
    (
        "x509: certificate is valid for *.example.com, not api.ecr.eu-west-1.amazonaws.com",
        net(Fault::Certificate),
        None,
    ),
    ("connection reset by peer", net(Fault::Lost), None),
    ("unexpected EOF", net(Fault::Lost), None),
    ("AccessDeniedException", REFUSED, None),
    ("is not authorized to perform", REFUSED, None),
    ("403 Forbidden", REFUSED, None),
    ("AccessDenied: Access Denied", REFUSED, None),
    (
        "… because no identity-based policy allows the ecr:GetAuthorizationToken action",
        implicit(Layer::IdentityBased),
        Some(Step::RegistryAuth),
    ),
    ("… because no identity-based policy allows the … action", implicit(Layer::IdentityBased), None),
    ("… because no VPC endpoint policy allows the … action", implicit(Layer::VpcEndpoint), None),
    (
        "because no resource-based policy allows the secretsmanager:GetSecretValue action",
        implicit(Layer::ResourceBased),
        Some(Step::Secrets),
    ),
    (
        "because no permissions boundary allows the logs:CreateLogStream action",
        implicit(Layer::PermissionsBoundary),
        None,
    ),
    (
        "because no service control policy allows the ssm:GetParameters action",
        implicit(Layer::ServiceControl),
        Some(Step::Parameters),
    ),
    ("because no resource control policy allows the s3:GetObject action", implicit(Layer::ResourceControl), None),
    ("because no session policy allows the s3:GetObject action", implicit(Layer::Session), None),
    ("because no role trust policy allows the sts:AssumeRole action", implicit(Layer::RoleTrust), Some(Step::Role)),
    ("with an explicit deny in an identity-based policy", explicit(Layer::IdentityBased), None),
    ("with an explicit deny in a resource-based policy", explicit(Layer::ResourceBased), None),
    ("with an explicit deny in a VPC endpoint policy", explicit(Layer::VpcEndpoint), None),
    ("with an explicit deny in a service control policy", explicit(Layer::ServiceControl), None),
    ("with an explicit deny in a permissions boundary", explicit(Layer::PermissionsBoundary), None),
    ("with an explicit deny", explicit(Layer::Unnamed), None),
    (
        "User: arn:aws:sts::111122223333:assumed-role/exec/3f9c is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111122223333:parameter/db because no VPC endpoint policy allows the ssm:GetParameters action",
        implicit(Layer::VpcEndpoint),
        Some(Step::Parameters),
    ),
    (
        "User: arn:aws:sts::812812325446:assumed-role/storage-access-role-prod-us-west-2/x is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::prod-us-west-2-starport-layer-bucket/a\" because no VPC endpoint policy allows the s3:GetObject action",
        implicit(Layer::VpcEndpoint),
        None,
    ),
    ("ResourceNotFoundException", missing(Missing::Unnamed), None),
    ("ParameterNotFound", missing(Missing::Parameter), None),
    ("invalid parameters: /prod/db", missing(Missing::Parameter), None),
    ("toomanyrequests: You have reached your pull rate limit", Class::RateLimit, None),
    ("429 Too Many Requests", Class::RateLimit, None),
    // Texts that are cut off, and what libraries say in few words.
    (
        "RequestError: send request failed caused by: Post \"https://api.ecr.eu-west-1.amaz",
        net(Fault::Unspecified),
        Some(Step::RegistryAuth),
    ),
    (
        "failed to do request: Head \"https://r.example.com/v2/a/manifests/1\": dial tcp 52.94.1",
        net(Fault::Unspecified),
        None,
    ),
    ("dial tcp 10.0.3.18:443: conn", net(Fault::Unspecified), None),
    ("dial tcp 10.0.3.18:443: i/o tim", net(Fault::Unanswered), None),
    ("Post \"https://api.ecr.eu-west-1.amazonaws.com/\": EOF", net(Fault::Lost), Some(Step::RegistryAuth)),
    // A proxy is asked instead of the host.
    ("proxyconnect tcp: dial tcp 10.0.9.9:3128: i/o timeout", net(Fault::Unanswered), None),
];

#[test]
fn signatures_of_network_and_permission() {
    check(ROWS);
}
