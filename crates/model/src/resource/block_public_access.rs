use crate::evidence::Evidence;

/// What an exclusion from VPC Block Public Access lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExclusionMode {
    /// Everything, both ways.
    AllowBidirectional,
    /// What begins inside. It counts only where the account's mode is `block-bidirectional`.
    AllowEgress,
}

/// An exclusion of a VPC or a subnet from VPC Block Public Access (`describe-vpc-block-public-access-exclusions`).
///
/// Where it is in force, the computed `block_public_access` of the VPC or subnet says so already: that decides. What an
/// exclusion adds is that it is there, to be modified rather than made a second time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockPublicAccessExclusion {
    /// Its id: letters, digits and `-`, so that it can be put into any command as it is.
    pub id: String,
    /// The ARN of the VPC or subnet.
    pub resource: String,
    /// What it lets through.
    pub mode: ExclusionMode,
    /// Its state as AWS prints it, such as `create-complete`.
    pub state: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

impl BlockPublicAccessExclusion {
    /// The id of the VPC or subnet, which its ARN ends with.
    #[must_use]
    pub fn excluded(&self) -> &str {
        self.resource.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it is there and can be modified: neither gone or going, nor never made, nor disabled by an organization
    /// (EC2 API reference, `VpcBlockPublicAccessExclusion`).
    #[must_use]
    pub fn is_there(&self) -> bool {
        matches!(
            self.state.as_deref(),
            Some("create-complete" | "create-in-progress" | "update-complete" | "update-failed" | "update-in-progress")
        )
    }
}
