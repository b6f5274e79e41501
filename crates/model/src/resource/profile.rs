use crate::evidence::Evidence;
use crate::id::VpcId;

/// A Route 53 Profile that a VPC has (`route53profiles list-profile-associations`). It may bring private hosted zones, Resolver
/// rules, DNS Firewall and names of endpoints (Route 53 developer guide, "What are Amazon Route 53 Profiles?").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileAssociation {
    /// Its id as printed.
    pub id: String,
    /// The Profile's id: letters, digits and `-`, so that it can be put into any command as it is.
    pub profile: String,
    /// The VPC.
    pub vpc: VpcId,
    /// Its state as printed; `COMPLETE` is in force.
    pub status: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

impl ProfileAssociation {
    /// Whether the VPC certainly has nothing of the Profile any more. Any other state than in force leaves that open.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.status.as_deref() == Some("DELETED")
    }
}
