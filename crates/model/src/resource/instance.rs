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
    /// The platform as printed, such as `windows` or `Windows with SQL Server Web`; of Linux, nothing or `Linux/UNIX`.
    pub platform: Option<String>,
    /// Its host name in the VPC (`PrivateDnsName`), such as `ip-10-0-2-11.ec2.internal`.
    pub private_dns_name: Option<String>,
    /// Whether its resource name, such as `i-0abc.ec2.internal`, has an address (`EnableResourceNameDnsARecord`).
    pub resource_name_record: Option<bool>,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Account and Region.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}

impl Instance {
    /// Whether it runs Windows, as far as the document says: AWS prints the platform of no other system but in
    /// `PlatformDetails`.
    #[must_use]
    pub fn is_windows(&self) -> bool {
        let platform = self.platform.as_deref().and_then(|platform| platform.get(..7));
        platform.is_some_and(|platform| platform.eq_ignore_ascii_case("windows"))
    }
}
