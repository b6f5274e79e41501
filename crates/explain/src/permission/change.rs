//! Changes to policies, and to what they are about.

use hopwise_engine::Verdict;
use hopwise_model::VpcEndpointId;

/// One policy as it should be, or secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyChange {
    /// A new inline policy of a role.
    PutRolePolicy {
        /// The role's name.
        role: String,
        /// The policy's name.
        policy: String,
        /// What it says.
        document: String,
    },
    /// The trust policy of a role.
    UpdateTrust {
        /// The role's name.
        role: String,
        /// What it says.
        document: String,
    },
    /// A new default version of the managed policy that bounds a role.
    CreatePolicyVersion {
        /// The policy's ARN.
        policy: String,
        /// What it says.
        document: String,
    },
    /// The policy of an endpoint.
    ModifyEndpoint {
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// What it says.
        document: String,
    },
    /// Secrets that are marked for deletion, back again.
    RestoreSecrets {
        /// Their ARNs.
        secrets: Vec<String>,
    },
    /// The policy of a repository.
    SetRepositoryPolicy {
        /// The repository's ARN.
        repository: String,
        /// What it says.
        document: String,
    },
}

/// A change and what it would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRemedy {
    /// The change.
    pub change: PolicyChange,
    /// The actions that the new statement allows.
    pub actions: Vec<&'static str>,
    /// What it allows them on.
    pub resources: Vec<String>,
    /// The verdict on the step's permissions with it.
    pub verdict: Verdict,
}
