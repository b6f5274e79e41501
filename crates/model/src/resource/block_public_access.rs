use super::{BlockPublicAccess, Scope};
use crate::evidence::Evidence;
use crate::id::AccountId;

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

/// VPC Block Public Access of an account in a Region (`describe-vpc-block-public-access-options`).
///
/// What it comes to for a VPC or a subnet, exclusions applied, VPCs and subnets say themselves: that decides. Where they do not,
/// as in documents of an older AWS CLI, a mode that is on leaves open what passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockPublicAccessOptions {
    /// The mode of the account (`InternetGatewayBlockMode`).
    pub mode: BlockPublicAccess,
    /// The account and Region, as printed.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}

impl BlockPublicAccessOptions {
    /// Whether these are the options for what `owner` owns at `place`: its owner's mode holds, whoever else uses it (VPC user
    /// guide, "Block public access to VPCs and subnets"). `place` is where it was read, and whose it is where no owner is
    /// printed. What is not printed on one of both sides may be the same.
    #[must_use]
    pub fn is_of(&self, owner: Option<&AccountId>, place: &Scope) -> bool {
        let whose = owner.or(place.account.as_ref());
        let account = self.scope.account.as_ref().zip(whose).is_none_or(|(own, other)| own == other);
        account && self.scope.region.as_ref().zip(place.region.as_ref()).is_none_or(|(own, other)| own == other)
    }

    /// The account and Region, as far as they were printed, in words.
    #[must_use]
    pub fn place(&self) -> String {
        let account = self.scope.account.as_ref().map(|account| format!("account {account}"));
        let region = self.scope.region.as_ref().map(ToString::to_string);
        let named: Vec<String> = account.into_iter().chain(region).collect();
        if named.is_empty() { "the account".to_owned() } else { named.join(" in ") }
    }
}

impl BlockPublicAccess {
    /// The mode in AWS's own words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::BlockIngress => "block-ingress",
            Self::BlockBidirectional => "block-bidirectional",
        }
    }
}
