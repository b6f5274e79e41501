//! The cause that no name server is reached.

use hopwise_model::VpcId;
use hopwise_model::design::DnsServers;

use super::Cause;
use super::case::Case;

/// ## What it means
/// The VPC's DHCP options name servers that are not Amazon's, and no packet to any of them arrives at port 53, by UDP or TCP:
/// no name means anything, whatever the servers would say.
/// ## Why it is easy to miss
/// Packets to the Amazon resolver meet no security group, network ACL or route; those to any other server do (VPC user guide,
/// Amazon DNS server, and control traffic with security groups: what they do not filter). A group that lets HTTPS out alone
/// works in every other VPC.
/// ## Fix safety
/// A rule for port 53 to the servers is narrow. With `AmazonProvidedDNS` the names are lost to the whole VPC that only the
/// own servers know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameServersOutOfReach {
    /// The VPC.
    pub vpc: VpcId,
    /// The id of its DHCP options.
    pub options: Option<String>,
    /// The servers that they name.
    pub servers: Vec<String>,
    /// The name that is asked for.
    pub name: String,
    /// Why packets to the first of them do not arrive.
    pub behind: Box<Cause>,
}

impl NameServersOutOfReach {
    /// This cause, where packets stop on their way to name servers; `behind` is why they do.
    pub(super) fn find(case: &Case<'_>, behind: impl FnOnce() -> Cause) -> Option<Self> {
        if !case.reach.is_for_name_servers() {
            return None;
        }
        let vpc = case.design.vpcs.get(case.vpc()?);
        let DnsServers::Custom(servers) = &vpc.dns_servers else { return None };
        Some(Self {
            vpc: vpc.record.id.clone(),
            options: vpc.record.dhcp_options.clone(),
            servers: servers.clone(),
            name: case.reach.resolution.host.clone(),
            behind: Box::new(behind()),
        })
    }
}
