//! Network ACLs.

use hopwise_model::design::{Ix, Subnet};
use hopwise_model::resource::Direction;
use hopwise_model::{Code, Component};
use ipnet::IpNet;

use crate::walk::{Flow, Stop, Walk};

impl Walk<'_> {
    /// Asks the network ACL of a subnet.
    ///
    /// The entry with the lowest number that matches decides; where none does, the packet is denied. Entries look at
    /// the far address, the protocol and the destination port (VPC user guide, network ACLs).
    pub(crate) fn network_acl(&self, subnet: Ix<Subnet>, direction: Direction, packet: Flow) -> Result<(), Stop> {
        let acl = self.design.subnets.get(subnet).network_acl.as_ref()?;
        let record = &self.design.network_acls.get(*acl).record;
        let far = match direction {
            Direction::Ingress => packet.source,
            Direction::Egress => packet.destination,
        };
        let decides = record
            .entries
            .iter()
            .filter(|entry| entry.direction == direction)
            .filter(|entry| matches!(entry.cidr, IpNet::V4(block) if block.contains(&far)))
            .filter(|entry| entry.traffic.matches(packet.protocol, packet.destination_port))
            .min_by_key(|entry| entry.number);
        match decides {
            Some(entry) if entry.allow => Ok(()),
            _ => Err(Stop::blocked(Component::NetworkAcl, &record.id, Code::SubnetAclRestriction)),
        }
    }
}
