use super::Scope;
use crate::evidence::Evidence;
use crate::id::{InstanceId, NetworkInterfaceId, SubnetId};

/// An EC2 instance (`describe-instances`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Its id.
    pub id: InstanceId,
    /// State as printed, such as `running`.
    pub state: Option<String>,
    /// Its subnet; none once it is terminated.
    pub subnet: Option<SubnetId>,
    /// Its interfaces, lowest device index first; the first is the primary one.
    pub interfaces: Vec<NetworkInterfaceId>,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Account and Region.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}
