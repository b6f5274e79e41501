use hopwise_model::resource::Direction;
use hopwise_model::{Leg, NetworkAclId, SubnetId, Traffic};
use hopwise_packet::PortSet;

/// ## What it means
/// The network ACL of a subnet denies the packets or their replies: by an entry, or because no entry allows them.
/// ## Why it is easy to miss
/// Security groups remember connections, network ACLs do not: replies need an entry for the client's ephemeral ports.
/// The lowest matching number decides, so that a deny before an allow wins.
/// ## Fix safety
/// Opens one port range, to or from the far addresses concerned only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AclDenies {
    /// The network ACL.
    pub acl: NetworkAclId,
    /// The subnet at whose border the packets were.
    pub subnet: Option<SubnetId>,
    /// The number of the entry that denies; none where no entry matches.
    pub entry: Option<u32>,
    /// Into the subnet or out of it.
    pub direction: Direction,
    /// On the way there or on the way back.
    pub leg: Leg,
    /// What it denies.
    pub wanted: Traffic,
    /// The destination ports concerned: on the way back, the client's ephemeral ports.
    pub ports: PortSet,
    /// Whether the ACL lets other packets of the same connection's kind pass: some ports or addresses work, some do
    /// not.
    pub partly: bool,
}
