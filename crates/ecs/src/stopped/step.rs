//! Which step of a task's start a text is about.

use super::name::ErrorName;
use super::network_phrases::NETWORK;
use super::normalize::NormalizedText;
use super::search::find;
use crate::step::StepKind;

/// The step that failed, as far as the text tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailedStep {
    /// The task's network interface, or another resource that ECS makes for it.
    Provisioning,
    /// Assuming the task's role, which ECS does from outside the VPC.
    Role,
    /// A registry token, secrets or parameters: the text does not say which.
    Authorization,
    /// A token for a private ECR registry.
    RegistryAuth,
    /// The credentials of a private registry, from Secrets Manager.
    RegistryCredentials,
    /// A pull: manifest or layers.
    ImagePull,
    /// The manifest of an image.
    ImageManifest,
    /// The layers of an image, or its configuration, which is stored beside them.
    ImageLayers,
    /// Secrets from Secrets Manager.
    Secrets,
    /// Parameters from SSM.
    Parameters,
    /// Environment files from S3.
    EnvironmentFiles,
    /// A log stream, or what else a log driver needs.
    Logs,
    /// A file system of EFS.
    FileSystem,
    /// The start of a container whose image is there.
    ContainerStart,
    /// What comes after the start.
    Running,
}

impl FailedStep {
    /// The word of the JSON output: that of [`StepKind`] where it is the same.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Provisioning => "network-interface",
            Self::Role => "role",
            Self::Authorization => "authorization",
            Self::RegistryAuth => "registry-auth",
            Self::RegistryCredentials => "registry-credentials",
            Self::ImagePull => "image-pull",
            Self::ImageManifest => "image-manifest",
            Self::ImageLayers => "image-layers",
            Self::Secrets => "secrets",
            Self::Parameters => "parameters",
            Self::EnvironmentFiles => "environment-files",
            Self::Logs => "logs",
            Self::FileSystem => "file-system",
            Self::ContainerStart => "container-start",
            Self::Running => "running",
        }
    }

    /// The kinds of step that it may be; none where no packet of the task takes part.
    #[must_use]
    pub const fn kinds(self) -> &'static [StepKind] {
        match self {
            Self::Authorization => &[StepKind::RegistryAuth, StepKind::Secrets, StepKind::Parameters],
            Self::RegistryAuth => &[StepKind::RegistryAuth],
            Self::ImagePull => &[StepKind::ImageManifest, StepKind::ImageLayers],
            Self::ImageManifest => &[StepKind::ImageManifest],
            Self::ImageLayers => &[StepKind::ImageLayers],
            Self::RegistryCredentials | Self::Secrets => &[StepKind::Secrets],
            Self::Parameters => &[StepKind::Parameters],
            Self::EnvironmentFiles => &[StepKind::EnvironmentFiles],
            Self::Logs => &[StepKind::Logs],
            Self::FileSystem => &[StepKind::FileSystem],
            Self::Provisioning | Self::Role | Self::ContainerStart | Self::Running => &[],
        }
    }

    /// Whether it is a part of a pull.
    pub(super) const fn is_of_image(self) -> bool {
        matches!(self, Self::ImagePull | Self::ImageManifest | Self::ImageLayers)
    }
}

/// Words that tell the step, the most specific first.
const WORDS: &[(&[&str], FailedStep)] = &[
    (&["failed to validate logger args"], FailedStep::Logs),
    (&["initialize logging driver"], FailedStep::Logs),
    (&["failed to create cloudwatch log stream"], FailedStep::Logs),
    (&["no log configuration specified"], FailedStep::Logs),
    (&["perform: logs:"], FailedStep::Logs),
    (&["download env files"], FailedStep::EnvironmentFiles),
    (&["download env file"], FailedStep::EnvironmentFiles),
    (&["download the environment variable files"], FailedStep::EnvironmentFiles),
    (&["s3: getobject"], FailedStep::EnvironmentFiles),
    (&["efs utils"], FailedStep::FileSystem),
    (&["efs volumes"], FailedStep::FileSystem),
    (&["mount.nfs"], FailedStep::FileSystem),
    (&["mount.s3files"], FailedStep::FileSystem),
    (&["new-smbglobalmapping"], FailedStep::FileSystem),
    (&["efs credentials"], FailedStep::FileSystem),
    (&["fsx mount"], FailedStep::FileSystem),
    (&["perform: fsx:"], FailedStep::FileSystem),
    // A volume of the local driver is one over the network where an address is among its options.
    (&["failed to mount local volume", "addr="], FailedStep::FileSystem),
    (&["error mounting volume", " fs-"], FailedStep::FileSystem),
    (&["volumedriver", "mounting volume failed"], FailedStep::FileSystem),
    // Of a share or an export: the source is a server's path, or a blank one with nothing before it.
    (&["failed to mount local volume", "permission denied"], FailedStep::FileSystem),
    (&["get registry auth from asm"], FailedStep::RegistryCredentials),
    (&["private registry credentials"], FailedStep::RegistryCredentials),
    (&["retrieve ecr registry auth"], FailedStep::RegistryAuth),
    (&["registry authentication from amazon ecr"], FailedStep::RegistryAuth),
    (&["registry auth from amazon ecr"], FailedStep::RegistryAuth),
    (&["ecr:getauthorizationtoken"], FailedStep::RegistryAuth),
    (&["ecr: getauthorizationtoken"], FailedStep::RegistryAuth),
    (&["ecr credentials"], FailedStep::RegistryAuth),
    (&["secrets from ssm"], FailedStep::Parameters),
    (&["ssm:getparameters"], FailedStep::Parameters),
    (&["ssm: getparameters"], FailedStep::Parameters),
    (&["parameter store"], FailedStep::Parameters),
    (&["ssm parameters"], FailedStep::Parameters),
    (&["secret from asm"], FailedStep::Secrets),
    (&["asm secret resource"], FailedStep::Secrets),
    (&["getsecretvalue"], FailedStep::Secrets),
    (&["secrets manager"], FailedStep::Secrets),
    (&["httpreaderseeker"], FailedStep::ImageLayers),
    // The agent leaves out the signed URLs of layers.
    (&["redacted ecr url"], FailedStep::ImageLayers),
    (&["failed to copy"], FailedStep::ImageLayers),
    (&["error pulling image configuration"], FailedStep::ImageLayers),
    (&["nil pointer dereference"], FailedStep::ImageLayers),
    (&["failed to resolve ref"], FailedStep::ImageManifest),
    (&["[manifests"], FailedStep::ImageManifest),
    (&["pull image manifest"], FailedStep::ImageManifest),
    (&["inspect image"], FailedStep::ImageManifest),
    (&["descriptor matching platform"], FailedStep::ImageManifest),
    (&["descriptor for platform"], FailedStep::ImageManifest),
    (&["no match for platform"], FailedStep::ImageManifest),
    (&["no matching manifest"], FailedStep::ImageManifest),
    (&["manifest unknown"], FailedStep::ImageManifest),
    (&["layers and diffids"], FailedStep::ImageLayers),
    (&["unpack image"], FailedStep::ImageLayers),
    // The registry is asked first, and sends on to S3.
    (&["ecr:getdownloadurlforlayer"], FailedStep::ImagePull),
    (&["ecr:batchchecklayeravailability"], FailedStep::ImagePull),
    (&["ecr:batchgetimage"], FailedStep::ImageManifest),
    (&["create network interface"], FailedStep::Provisioning),
    (&["attach network interface"], FailedStep::Provisioning),
    (&["attaching ebs volume"], FailedStep::Provisioning),
    (&["insufficient free addresses"], FailedStep::Provisioning),
    (&["failed to setup network namespace"], FailedStep::Provisioning),
    (&["failed to configure eni"], FailedStep::Provisioning),
    (&["failed to setup regular eni"], FailedStep::Provisioning),
    (&["network interface provisioning"], FailedStep::Provisioning),
    (&["assume the role"], FailedStep::Role),
    (&["assume role"], FailedStep::Role),
    (&["assume the service linked role"], FailedStep::Role),
    (&["role ", " could not be assumed"], FailedStep::Role),
    (&["sts:assumerole"], FailedStep::Role),
    // Said in one breath, for whatever it was; then the sentence is about a pull, or about nothing else.
    (&["unable to pull secrets or registry auth"], FailedStep::Authorization),
    (&["essential container in task exited"], FailedStep::Running),
    (&["health checks"], FailedStep::Running),
    (&["pull command failed"], FailedStep::ImagePull),
    (&["pull the image"], FailedStep::ImagePull),
    (&["pull access denied"], FailedStep::ImagePull),
    (&["ref pull"], FailedStep::ImagePull),
    (&["transition to pulled"], FailedStep::ImagePull),
    (&["oci runtime create failed"], FailedStep::ContainerStart),
    (&["runc create failed"], FailedStep::ContainerStart),
    (&["container runtime task"], FailedStep::ContainerStart),
    (&["unable to create new container"], FailedStep::ContainerStart),
];

/// What hosts are asked in which step, where no words tell. S3 is not among them: it has layers and files.
const HOSTS: &[(&str, &str, FailedStep)] = &[
    ("api.ecr", "", FailedStep::RegistryAuth),
    ("ecr-fips.", "", FailedStep::RegistryAuth),
    ("ecr.", ".api.aws", FailedStep::RegistryAuth),
    ("prod-", "-starport-layer-bucket", FailedStep::ImageLayers),
    ("", ".dkr.ecr", FailedStep::ImageManifest),
    ("", ".dkr-ecr", FailedStep::ImageManifest),
    ("secretsmanager.", "", FailedStep::Secrets),
    ("ssm.", "", FailedStep::Parameters),
    ("logs.", "", FailedStep::Logs),
    ("fs-", ".efs.", FailedStep::FileSystem),
    ("fs-", ".s3files.", FailedStep::FileSystem),
];

/// The step that a text is about. Of a host the beginning may be enough.
pub(super) fn find_step(text: &NormalizedText, name: Option<ErrorName>, host: Option<&str>) -> Option<FailedStep> {
    let by_words = WORDS.iter().find(|(parts, _)| find(&text.words, parts).is_some()).map(|(_, step)| *step);
    let by_host = || {
        let host = host?;
        let fits = |head: &str, part: &str| host.strip_prefix(head).is_some_and(|rest| rest.contains(part));
        HOSTS.iter().find(|(head, part, _)| fits(head, part)).map(|(_, _, step)| *step)
    };
    // A host tells which of several it was.
    match by_words {
        Some(FailedStep::Authorization | FailedStep::ImagePull) => by_host().or(by_words),
        Some(step) => Some(step),
        None => by_host().or_else(|| mount(text, name?)).or_else(|| by_name(name?)),
    }
}

/// A volume for which a library went out over the network is one over the network. Its driver is asked by a socket of the host.
fn mount(text: &NormalizedText, name: ErrorName) -> Option<FailedStep> {
    let is_local = [".sock", "dial unix"].iter().any(|part| text.plain.contains(part));
    let is_volume = name == ErrorName::CannotCreateVolumeError && !is_local;
    (is_volume && NETWORK.iter().flat_map(|rules| rules.words).any(|parts| find(&text.words, parts).is_some()))
        .then_some(FailedStep::FileSystem)
}

fn by_name(name: ErrorName) -> Option<FailedStep> {
    match name {
        ErrorName::CannotPullContainerError => Some(FailedStep::ImagePull),
        ErrorName::CannotPullECRContainerError => Some(FailedStep::RegistryAuth),
        ErrorName::CannotPullContainerAuthError => Some(FailedStep::RegistryCredentials),
        ErrorName::CannotPullImageManifestError => Some(FailedStep::ImageManifest),
        ErrorName::ContainerNetworkingError => Some(FailedStep::Provisioning),
        ErrorName::CannotStartContainerError
        | ErrorName::CannotCreateContainerError
        | ErrorName::CannotCreateVolumeError
        | ErrorName::CannotInspectVolumeError
        | ErrorName::HostConfigError => Some(FailedStep::ContainerStart),
        ErrorName::OutOfMemoryError
        | ErrorName::SpotInterruptionError
        | ErrorName::CannotStopContainerError
        | ErrorName::CannotRemoveContainerError => Some(FailedStep::Running),
        ErrorName::ContainerRuntimeError
        | ErrorName::ContainerRuntimeTimeoutError
        | ErrorName::CannotInspectContainerError
        | ErrorName::CannotDescribeContainerError
        | ErrorName::TaskDependencyError
        | ErrorName::HostResourceError
        | ErrorName::InternalError
        | ErrorName::ResourceInitializationError
        | ErrorName::DockerTimeoutError
        | ErrorName::TaskStoppedBeforePullBeginError
        | ErrorName::TaskFailedToStart => None,
    }
}
