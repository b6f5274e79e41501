//! What a text means.

use std::net::IpAddr;

use hopwise_ecs::stopped::{
    Class, Decoded, FailedStep, Missing, NetworkFault, Nuance, PolicyLayer, Refusal, RefusalKind,
};

use super::principal::Principal;
use super::shortage;

/// A text's meaning in a sentence or two.
pub(crate) fn meaning(decoded: &Decoded) -> String {
    if let Some(meaning) = nuance(decoded) {
        return meaning.to_owned();
    }
    match decoded.class {
        Class::Network(fault) => network(fault, decoded),
        Class::Permission(refusal) => permission(refusal, decoded),
        Class::Credentials if decoded.arrived => {
            "The credentials that were shown were not accepted. Somebody read them: the network works.".to_owned()
        }
        Class::Credentials => "There were no credentials to show: nothing was asked over the network yet.".to_owned(),
        Class::ImageOrCredentials => {
            "The registry has no such image, or shows it only to those who log in: it does not tell which. It answered: the network works.".to_owned()
        }
        Class::Missing(what) => missing(what, decoded.arrived),
        Class::RateLimit => {
            "The one that was asked answers, and is asked too often. Behind one NAT gateway all tasks share its address, and with it Docker Hub's limit.".to_owned()
        }
        Class::Disk if decoded.arrived => {
            "There is no space left for the image. It was being downloaded: the network works.".to_owned()
        }
        Class::Disk => "There is no space left where the container is to run: this is not about the network.".to_owned(),
        Class::Platform => {
            "The image is not for the processor or operating system of the task. Its manifest was read: the network works.".to_owned()
        }
        Class::BrokenImage => {
            "The image is broken, or in a format that is not supported: its manifest, configuration and layers do not fit together. The registry answered: the network works.".to_owned()
        }
        Class::Configuration => {
            "A value of the task definition cannot be used: this is neither the network nor a permission.".to_owned()
        }
        Class::LogDriver => {
            "The log driver could not be set up: its destination cannot be reached, or its options are wrong. The text does not tell which.".to_owned()
        }
        Class::ServerError => {
            "The one that was asked answered that it has failed itself: the network works. Try again.".to_owned()
        }
        Class::Provisioning => {
            "AWS could not make the task's network interface or another resource of it: nothing was sent yet.".to_owned()
        }
        Class::Capacity(shortage) => shortage::meaning(shortage).to_owned(),
        Class::TimedOut => {
            "Docker took too long: a large image, a slow disk, or a slow network. The text does not tell which.".to_owned()
        }
        Class::ContainerStart => "The image is there, and its container cannot be started.".to_owned(),
        Class::Ended => {
            "It ended after it had started, or was stopped on purpose: this is no problem of its start.".to_owned()
        }
        Class::NoCause => "It says that the start failed, and not why.".to_owned(),
        Class::Unknown => match decoded.step {
            Some(failed) => format!("It failed at {}, and does not say why in words that are known.", step(failed)),
            None => "This text is not known.".to_owned(),
        },
    }
}

/// What is said of a class, where the text says more than the class does.
const fn nuance(decoded: &Decoded) -> Option<&'static str> {
    Some(match (decoded.class, decoded.nuance) {
        (Class::Credentials, Some(Nuance::ProxyCredentials)) => {
            "The proxy answered, and wants a user and a password. Nobody behind it was asked."
        }
        (Class::Network(_), Some(Nuance::ProxyAnswer)) => {
            "A proxy answered that it does not connect, or cannot: the bare words of a status are its answer to CONNECT."
        }
        (Class::Credentials, Some(Nuance::LogToken)) => {
            "The destination of the logs refuses its token. It answered: the network works, and no role is asked for."
        }
        (Class::Permission(_), Some(Nuance::NfsServer)) => {
            "The file server answered and refuses the mount: the network works. The text does not say which policy refuses."
        }
        (Class::Permission(_), Some(Nuance::ServiceLinkedRole)) => {
            "ECS could not assume its own role, AWSServiceRoleForECS: this account does not have it, or it was just made. No packet of the task is involved."
        }
        (Class::Ended, Some(Nuance::TargetTimeout)) => {
            "The load balancer got no answer to its health checks in time: it ended after it had started. Nearly always a security group or a network ACL between load balancer and task drops the packets, or the application is too slow."
        }
        (Class::RateLimit, Some(Nuance::PublicEcr)) => {
            "The public registry of ECR answers, and is asked too often. Whoever does not log in shares a limit with all behind the same address."
        }
        (Class::RateLimit, Some(Nuance::AwsQuota)) => {
            "The AWS service answers, and is asked too often: a quota of this account and Region is used up."
        }
        (Class::Network(NetworkFault::Certificate), Some(Nuance::CertificateDates)) => {
            "The certificate has expired or is not valid yet, by the clock of the one that asked. The connection was made."
        }
        (Class::Network(NetworkFault::TlsHandshake), Some(Nuance::TlsAlert)) => {
            "The connection was made, and the other side refused the TLS handshake: it answered, so that no packet is lost."
        }
        (Class::Permission(_), Some(Nuance::SignedUrl)) => {
            "The bucket of the layers answered and refused: the network works. A layer is fetched by a URL that AWS has signed, so that no role of yours has a part in it."
        }
        (Class::Permission(_), Some(Nuance::OtherRegistry)) => {
            "A registry other than ECR, or what delivers its layers, answered and refused: the network works. It knows no role of AWS's."
        }
        (Class::Credentials, Some(Nuance::OtherRegistry)) => {
            "The registry wants a login, or does not accept the one that was shown. It answered: the network works, and no role of AWS's is asked for."
        }
        (Class::Permission(_), Some(Nuance::WebPage)) => {
            "A web page was answered, which no registry sends: a proxy, a firewall or a content delivery network refuses. The first packets arrived somewhere."
        }
        (Class::Permission(_), Some(Nuance::FileServer)) => {
            "The file server answered and refuses the mount: the network works."
        }
        (Class::Network(_) | Class::LogDriver | Class::ContainerStart, Some(Nuance::LocalSocket)) => {
            "The socket is in the file system of the task or its host, and nobody serves it: no packet went into the VPC."
        }
        (Class::TimedOut, Some(Nuance::AfterPull)) => {
            "The image was there, and the container runtime took too long with the container: a busy host, a slow disk, or a log driver or volume that waits for somebody."
        }
        (Class::Disk, Some(Nuance::LayerWrite)) => {
            "A layer was downloaded and cannot be written to the disk, nearly always for want of space: the network works."
        }
        (Class::ServerError, Some(Nuance::Conflict)) => {
            "The AWS service answered that another request works on the same resource: the network works. Try again."
        }
        (Class::Configuration, Some(Nuance::MountPort)) => {
            "The mount helper cannot take the port for its TLS tunnel, which another mount uses on the same host. No packet was sent yet."
        }
        (Class::NoCause, Some(Nuance::Deployment)) => {
            "The tasks of the deployment do not start or stay, and this does not say why: each stopped task has a reason of its own."
        }
        (Class::Credentials, Some(Nuance::Clock)) => {
            "The service answered that the request was signed too long ago, or ahead of its time: the clock of the one that asked is wrong. The network works."
        }
        (Class::Credentials, Some(Nuance::Signature)) => {
            "The service answered that it does not accept the signature of the request, or finds none: the network works."
        }
        (Class::Permission(_), Some(Nuance::Account)) => {
            "AWS refuses the account itself: it is blocked, or not enabled for the service or Region. The request arrived: the network works."
        }
        (Class::Credentials, Some(Nuance::Upstream)) => {
            "ECR answered: the registry behind its pull-through cache does not accept what ECR shows it. The network works, and no role of the task is asked for."
        }
        (Class::ImageOrCredentials, Some(Nuance::Upstream)) => {
            "ECR answered: it could not get the image from the registry behind its pull-through cache. The network of the task works."
        }
        (Class::Permission(_), Some(Nuance::Upstream)) => {
            "ECR answered: it may not read or decrypt the secret of its pull-through cache's rule. The network works."
        }
        (Class::Missing(_), Some(Nuance::Upstream)) => {
            "ECR answered: there is no such rule of its pull-through cache, or no such secret as the rule names. The network works."
        }
        (Class::RateLimit, Some(Nuance::ResourceQuota)) => {
            "The AWS service answers that a limit of this account and Region is reached: the network works."
        }
        (Class::ContainerStart, Some(Nuance::Gpu)) => {
            "The image is there, and the host has no driver that would give its container a GPU."
        }
        (Class::ContainerStart, Some(Nuance::HostPort)) => {
            "The image is there, and a port that its container asks for is taken on the host."
        }
        (Class::Configuration, Some(Nuance::PlainHttp)) => {
            "The registry answered in plain HTTP, and TLS was expected. The network works."
        }
        _ => return None,
    })
}

/// What to say first where a text blames something other than the network.
pub(crate) const fn elsewhere(decoded: &Decoded) -> &'static str {
    match (decoded.class, decoded.arrived) {
        (Class::Ended, _) => "The start was not the problem.",
        (_, true) => "The network did not stop this: somebody answered.",
        (_, false) => "AWS does not blame the network.",
    }
}

/// Whether the address is within the task or its host: a loopback or a link-local one.
pub(super) fn is_local(decoded: &Decoded) -> bool {
    decoded.facts.address.is_some_and(|address| match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unicast_link_local(),
    })
}

/// Whom it was that was asked.
fn whom(decoded: &Decoded) -> String {
    match (&decoded.facts.host, decoded.facts.address) {
        (_, Some(address)) if decoded.facts.proxy => format!("the proxy {address}"),
        (Some(host), Some(address)) if *host != address.to_string() => format!("{host} at {address}"),
        (Some(host), _) => host.clone(),
        (None, Some(address)) => address.to_string(),
        (None, None) => "the one that was asked".to_owned(),
    }
}

fn network(fault: NetworkFault, decoded: &Decoded) -> String {
    let whom = whom(decoded);
    match fault {
        NetworkFault::Unanswered => {
            format!("No answer came from {whom}: something on the way there or back drops the packets without a word.")
        }
        NetworkFault::Unreachable => format!("The task's own system, or a router, knows no way to {whom}."),
        NetworkFault::Refused if is_local(decoded) => {
            format!("Nobody listens at {whom}, which is within the task or its host: no packet went into the VPC.")
        }
        NetworkFault::Refused => format!(
            "A refusal came back from {whom}. Security groups, network ACLs and missing routes send none: somebody else was asked, or a proxy or firewall refuses."
        ),
        NetworkFault::TlsHandshake => format!(
            "The connection to {whom} was made, and the TLS handshake stalled: large packets get lost, or a device that inspects TLS holds them."
        ),
        NetworkFault::Certificate => format!(
            "The certificate of {whom} is not the one that was expected: TLS is intercepted, or somebody else was asked."
        ),
        NetworkFault::Lost => format!(
            "The connection to {whom} was there and got lost: replies take another way, or a firewall, proxy or NAT gateway ended it."
        ),
        NetworkFault::NameNotFound => match decoded.facts.proxy_host.as_ref().or(decoded.facts.host.as_ref()) {
            Some(host) => format!("The DNS server says that there is no name {host}."),
            None => "The DNS server says that there is no such name.".to_owned(),
        },
        NetworkFault::DnsServer => match decoded.facts.dns_server {
            Some(server) => format!("The DNS server {server} does not answer, or fails."),
            None => "The DNS server does not answer, or fails.".to_owned(),
        },
        NetworkFault::Interrupted => {
            "It was given up after a time limit, nearly always for want of an answer. No address is named, so that the text does not tell whether an endpoint was asked.".to_owned()
        }
        NetworkFault::Unspecified => "The text blames the network, and does not say what fails there.".to_owned(),
    }
}

fn permission(refusal: Refusal, decoded: &Decoded) -> String {
    let what = match (&decoded.facts.action, &decoded.facts.resource) {
        (Some(action), Some(resource)) => format!("{action} on {resource}"),
        (Some(action), None) => action.clone(),
        (None, _) => "the request".to_owned(),
    };
    if decoded.nuance == Some(Nuance::Caller) {
        return of_caller(refusal, &what, decoded);
    }
    let principal = Principal::of(decoded);
    let own = |thing: &str| match principal {
        Some(principal) => format!("the {thing} of {}", principal.words()),
        None => format!("the role's {}{thing}", if thing == "policies" { "own " } else { "" }),
    };
    let whose = match refusal.layer {
        PolicyLayer::IdentityBased => own("policies"),
        PolicyLayer::ResourceBased => "the policy of the resource".to_owned(),
        PolicyLayer::VpcEndpoint => "the policy of the VPC endpoint that it came through".to_owned(),
        PolicyLayer::PermissionsBoundary => own("permissions boundary"),
        PolicyLayer::ServiceControl => "a service control policy of the organization".to_owned(),
        PolicyLayer::ResourceControl => "a resource control policy of the organization".to_owned(),
        PolicyLayer::Session => "the policy of the session".to_owned(),
        PolicyLayer::RoleTrust => {
            return match principal {
                Some(principal) => format!(
                    "The role was not given to {}: its trust policy, or that one's own policies, do not allow it. No packet of the task is involved.",
                    principal.words()
                ),
                None => "ECS could not assume the role: its trust policy does not let it. No packet of the task is involved."
                    .to_owned(),
            };
        }
        PolicyLayer::Key => {
            "the policy of the key that encrypts the secret, or in the role's own (kms:Decrypt)".to_owned()
        }
        PolicyLayer::Unnamed => {
            return format!(
                "Somebody answered and refused {what}: the network works. The text does not say which policy refuses."
            );
        }
    };
    let arrived = "The request arrived: the network works.";
    match refusal.kind {
        RefusalKind::Explicit => format!("A statement in {whose} denies {what}. {arrived}"),
        RefusalKind::Implicit => format!("No statement in {whose} allows {what}. {arrived}"),
        RefusalKind::Unsaid => format!("What refuses {what} is in {whose}. {arrived}"),
    }
}

/// The refusal of a request that somebody made to have tasks run: the role among the resources is what it was about.
fn of_caller(refusal: Refusal, what: &str, decoded: &Decoded) -> String {
    let who =
        Principal::of(decoded).map_or_else(|| "Whoever called".to_owned(), |principal| capital(&principal.words()));
    let how = match refusal.kind {
        RefusalKind::Explicit => "is explicitly denied",
        RefusalKind::Implicit | RefusalKind::Unsaid => "is not allowed",
    };
    format!("{who} {how} {what}. No packet of a task is involved, and no role that the task is given.")
}

/// With a capital letter.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn missing(what: Missing, arrived: bool) -> String {
    let thing = match what {
        Missing::Image => "The registry has no image with this tag or digest",
        Missing::ImageOnHost => "The host does not have the image any more: it was removed after it had been pulled",
        Missing::Repository => "The registry has no such repository",
        Missing::Secret => "There is no such secret in this account and Region, or it is marked for deletion",
        Missing::Parameter => "There is no such parameter in this account and Region",
        Missing::Key => "The key that encrypts it is disabled, or is going to be deleted",
        Missing::LogGroup => "There is no such log group in this Region",
        Missing::File => "There is no such environment file or bucket",
        Missing::BucketInRegion => "The bucket is in another Region than the one that was asked",
        Missing::Directory => "The file system has no such directory",
        Missing::Cluster => "There is no such cluster in this account and Region",
        Missing::Service => "There is no such service in the cluster, or it is not active",
        Missing::Unnamed => "What was asked for is not there",
    };
    let network = if arrived { " Somebody looked: the network works." } else { "" };
    format!("{thing}.{network}")
}

/// What a step is, in a sentence.
pub(super) const fn step(step: FailedStep) -> &'static str {
    match step {
        FailedStep::Provisioning => "making the task's network interface",
        FailedStep::Role => "assuming the task's role",
        FailedStep::Authorization => "fetching a registry token, secrets or parameters",
        FailedStep::RegistryAuth => "fetching a registry token from the ECR API",
        FailedStep::RegistryCredentials => "fetching the registry's credentials from Secrets Manager",
        FailedStep::ImagePull => "pulling the image",
        FailedStep::ImageManifest => "fetching the image's manifest from the registry",
        FailedStep::ImageLayers => "fetching the image's layers",
        FailedStep::Secrets => "fetching secrets from Secrets Manager",
        FailedStep::Parameters => "fetching parameters from SSM",
        FailedStep::EnvironmentFiles => "fetching environment files from S3",
        FailedStep::Logs => "setting up the log driver",
        FailedStep::FileSystem => "mounting the file system",
        FailedStep::ContainerStart => "starting the container",
        FailedStep::Running => "running",
    }
}
