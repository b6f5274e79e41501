//! Why a step is needed.

use hopwise_ecs::{Need, Reason};

use crate::report::NeedReport;

/// A need as the report has it.
pub(crate) fn step_reason(need: &Need) -> NeedReport {
    let (reason, value) = match &need.reason {
        Reason::Image(image) => ("image", Some(image.clone())),
        Reason::AnyPrivateImage => ("private-image", None),
        Reason::Secret(secret) => ("secret", Some(secret.clone())),
        Reason::LogSecret(secret) => ("log-secret", Some(secret.clone())),
        Reason::RepositoryCredentials(secret) => ("repository-credentials", Some(secret.clone())),
        Reason::EnvironmentFile(file) => ("environment-file", Some(file.clone())),
        Reason::LogDriver => ("log-driver", None),
        Reason::LogRouter(file) => ("log-router", Some(file.clone())),
        Reason::CredentialSpec(spec) => ("credential-spec", Some(spec.clone())),
        Reason::FileServerCredentials(secret) => ("file-server-credentials", Some(secret.clone())),
        Reason::FileSystem { file_system, .. } => ("file-system", Some(file_system.clone())),
        Reason::Agent => ("ecs-agent", None),
    };
    NeedReport { container: need.container.clone(), essential: need.essential, reason, value }
}
