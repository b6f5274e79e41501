//! Who refuses, or why, where the class alone would lead to the wrong setting.

use hopwise_model::Partition;

use super::class::{Class, PolicyLayer};
use super::facts::Facts;
use super::normalize::NormalizedText;
use super::search::find;
use super::step::FailedStep;
use crate::{ImageReference, Registry};

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
    /// Whoever mounts EFS or S3 Files for the task, in the task role.
    MountHelper,
    /// The role of ECS itself, which the account does not have.
    ServiceLinkedRole,
    /// A load balancer got no answer from the task.
    TargetTimeout,
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
    /// Whoever asks AWS to run tasks was refused, with a request of its own: no task had a part in it.
    Caller,
    /// What refused is the bucket of a layer, which is fetched by a URL that AWS has signed.
    SignedUrl,
    /// What refused is no service of AWS's: another registry, or the network that delivers its layers.
    OtherRegistry,
    /// A web page was answered, as no registry and no bucket does.
    WebPage,
    /// A server for files other than those of AWS's file systems refuses the mount.
    FileServer,
    /// A socket in the file system of the task or its host.
    LocalSocket,
    /// The image was there already when the time was over.
    AfterPull,
    /// A layer cannot be written; the text is cut off before it says why.
    LayerWrite,
    /// Another request works on the same resource.
    Conflict,
    /// The port of a file system's TLS tunnel is taken on the host.
    MountPort,
    /// A deployment does not get started: the tasks of it have reasons.
    Deployment,
    /// By the clock of the one that asked, or that of the service, a request is too old or too early.
    Clock,
    /// The signature of a request is wrong, or there is none.
    Signature,
    /// AWS refuses the account itself: it is blocked, or not enabled for the service or Region.
    Account,
    /// The registry behind a pull-through cache of ECR, which ECR itself asks.
    Upstream,
    /// A limit of how many things an account has, not of how often it asks.
    ResourceQuota,
    /// The host has no driver for GPUs.
    Gpu,
    /// A port of the host is taken.
    HostPort,
}

const WORDS: &[(Nuance, &[&[&str]])] = &[
    (
        Nuance::Clock,
        &[
            &["signature expired"],
            &["signature not yet current"],
            &["difference between the request time and the current time"],
        ],
    ),
    (Nuance::Upstream, &[&["authentication to the upstream registry failed"]]),
    (Nuance::Gpu, &[&["could not select device driver", "gpu"], &["nvidia-container-cli"]]),
    (
        Nuance::HostPort,
        &[&["port is already allocated"], &["bind: address already in use"], &["ports are not available"]],
    ),
    (Nuance::LocalSocket, &[&["dial unix"]]),
    (Nuance::MountPort, &[&["specified port [", "is unavailable"]]),
    (Nuance::Conflict, &[&["operationabortedexception"], &["a conflicting operation is currently in progress"]]),
    (Nuance::FileServer, &[&["failed to mount local volume", "permission denied"], &["mount error(13)"]]),
    (
        Nuance::Deployment,
        &[&["circuit breaker"], &["tasks failed to start"], &["rolling back to"], &["did not stabilize"]],
    ),
    (Nuance::ProxyCredentials, &[&["proxy authentication required"]]),
    (Nuance::LogToken, &[&["splunk: failed to verify connection"]]),
    (Nuance::NfsServer, &[&["access denied by server"], &["mount.nfs", "permission denied"]]),
    (
        Nuance::MountHelper,
        &[&["efs utils"], &["efs volumes"], &["elasticfilesystem:"], &["describemounttargets"], &["mount.s3files"]],
    ),
    (Nuance::ServiceLinkedRole, &[&["service linked role"], &["service-linked role"]]),
    // Elastic Load Balancing user guide, "Target health status": `Target.Timeout` and its description.
    (Nuance::TargetTimeout, &[&["reason request timed out"], &["target.timeout"]]),
    (Nuance::SmbServer, &[&["user name or password is incorrect"], &["new-smbglobalmapping"]]),
    (Nuance::PublicEcr, &[&["public.ecr.aws"]]),
    (Nuance::AwsQuota, &[&["throttlingexception"], &["rate exceeded"], &["operations are being throttled"]]),
    (Nuance::CertificateDates, &[&["certificate has expired"]]),
    (Nuance::TlsAlert, &[&["remote error: tls: "]]),
    (Nuance::PlainHttp, &[&["server gave http response to https client"]]),
];

/// What registries say that is in no answer of ECR's: the registry API's code (OCI distribution specification, "Error Codes"), and
/// the sentences of Docker Hub and Harbor.
const OTHER_REGISTRIES: &[&str] =
    &["unauthorized: ", "incorrect username or password", "unauthorized to access repository", "insufficient_scope"];

/// The actions of those who ask ECS to run something, and of whoever sets it up. Those of the agent are not among them.
const AGENT_ACTIONS: &[&str] = &[
    "ecs:createcluster",
    "ecs:deregistercontainerinstance",
    "ecs:discoverpollendpoint",
    "ecs:poll",
    "ecs:registercontainerinstance",
    "ecs:starttelemetrysession",
    "ecs:submit",
    "ecs:updatecontainerinstancesstate",
];

/// Who refused or was refused, where that decides; else the first that the text says, its URLs and image references among it.
pub(super) fn find_nuance(
    text: &NormalizedText,
    class: Class,
    step: Option<FailedStep>,
    facts: &Facts,
) -> Option<Nuance> {
    let plain = text.plain.to_ascii_lowercase();
    let says = |words: &&[&[&str]]| words.iter().any(|parts| find(&plain, parts).is_some());
    of_refusal(&plain, class, step, facts)
        .or_else(|| of_step(&plain, class))
        .or_else(|| WORDS.iter().find(|(_, words)| says(words)).map(|(nuance, _)| *nuance))
}

fn of_refusal(plain: &str, class: Class, step: Option<FailedStep>, facts: &Facts) -> Option<Nuance> {
    let is_layer = step == Some(FailedStep::ImageLayers);
    if let Class::Permission(refusal) = class {
        if facts.action.as_deref().is_some_and(is_of_caller) {
            return Some(Nuance::Caller);
        }
        let is_unnamed = refusal.layer == PolicyLayer::Unnamed;
        let bucket = "-starport-layer-bucket";
        if is_unnamed && facts.resource.as_deref().is_some_and(|resource| resource.contains(bucket)) {
            return Some(Nuance::SignedUrl);
        }
        if !is_unnamed || facts.principal.is_some() {
            return None;
        }
        let is_bucket = facts.host.as_deref().is_some_and(|host| host.contains(bucket) || (is_layer && is_of_s3(host)));
        let is_xml = plain.contains("http 403 response body") && plain.contains("<error>");
        if is_bucket || is_xml || plain.contains("redacted ecr url") {
            return Some(Nuance::SignedUrl);
        }
        if plain.contains("http 403 response body") && plain.contains("'<'") {
            return Some(Nuance::WebPage);
        }
    }
    let refused = matches!(class, Class::Permission(_) | Class::Credentials | Class::ImageOrCredentials);
    let of_image = step.is_none_or(FailedStep::is_of_image);
    // Without the URL, the image says whose registry it is.
    let is_other = || match (&facts.host, &facts.image) {
        (Some(host), _) => !is_of_aws(host),
        (None, Some(image)) => ImageReference::parse(image)
            .is_ok_and(|image| !matches!(image.registry, Registry::EcrPrivate(_) | Registry::EcrPublic)),
        (None, None) => OTHER_REGISTRIES.iter().any(|words| plain.contains(words)),
    };
    (refused && of_image && !plain.contains("proxy authentication") && is_other()).then_some(Nuance::OtherRegistry)
}

fn of_step(plain: &str, class: Class) -> Option<Nuance> {
    match class {
        Class::TimedOut => {
            let state = plain.split_once("could not transition to ")?.1;
            (!state.starts_with("pull") && !state.starts_with("manifest_pull")).then_some(Nuance::AfterPull)
        }
        Class::Disk => {
            let is_cut = !["no space", "quota", "enough space", "free data"].iter().any(|words| plain.contains(words));
            is_cut.then_some(Nuance::LayerWrite)
        }
        _ => None,
    }
}

/// Whether an action is one of those who run tasks, or who pass roles to them.
fn is_of_caller(action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let is_of_agent = || AGENT_ACTIONS.iter().any(|own| action.starts_with(own));
    action.starts_with("iam:") || (action.starts_with("ecs:") && !is_of_agent())
}

fn is_of_s3(host: &str) -> bool {
    is_of_aws(host) && (host.starts_with("s3.") || host.contains(".s3.") || host.contains(".s3-"))
}

/// Whether a host is named by AWS.
fn is_of_aws(host: &str) -> bool {
    let ends = |suffix: &str| host.strip_suffix(suffix).is_some_and(|rest| rest.ends_with('.'));
    Partition::host_suffixes().any(ends) || host == "public.ecr.aws"
}

impl Facts {
    /// Whether the host is a service of AWS's that VPC endpoints stand in for: none is in front of ECR's public registry, of
    /// `CloudFront`, of load balancers and of what others serve under AWS's names. False where no host is named.
    #[must_use]
    pub fn host_may_have_endpoint(&self) -> bool {
        let Some(host) = self.host.as_deref() else { return false };
        let without = [".elb.", ".compute.", ".execute-api.", ".rds.", ".cache.", ".s3-website"];
        is_of_aws(host) && host != "public.ecr.aws" && !without.iter().any(|part| host.contains(part))
    }
}
