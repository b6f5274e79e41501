//! Network ACLs.

use hopwise_model::design::{Ix, Subnet};
use hopwise_model::resource::Direction;
use hopwise_model::{Code, Component, Gap, Rule};

use crate::answer::Check;
use crate::flow::Flow;
use crate::stop::Stop;
use crate::walk::Walk;

impl Walk<'_> {
    /// Asks the network ACL of a subnet.
    ///
    /// The entry with the lowest number that matches decides; where none does, the packet is denied. Entries look at
    /// the far address, the protocol and the destination port (VPC user guide, network ACLs).
    pub(crate) fn network_acl(&mut self, subnet: Ix<Subnet>, direction: Direction, packet: Flow) -> Result<(), Stop> {
        let acl = match &self.design.subnets.get(subnet).network_acl {
            Ok(acl) => *acl,
            Err(gap) => {
                self.doubt(gap.as_ref().clone());
                self.border(subnet);
                return Ok(());
            }
        };
        let record = &self.design.network_acls.get(acl).record;
        let far = match direction {
            Direction::Ingress => packet.source,
            Direction::Egress => packet.destination,
        };
        let decides = record
            .entries
            .iter()
            .filter(|entry| entry.direction == direction)
            .filter(|entry| entry.cidr.contains(&far))
            .filter(|entry| entry.traffic.matches(packet.protocol, packet.destination_port))
            .min_by_key(|entry| entry.number);
        let allows = decides.is_some_and(|entry| entry.allow);
        let rules = decides.map(|entry| Rule::Acl { acl: record.id.clone(), entry: entry.clone() });
        let rules = rules.into_iter().collect();
        let check = Check::of(Component::NetworkAcl, record.id.as_str(), allows, rules, Some(&record.evidence));
        let check = check.in_direction(direction);
        if !allows {
            return Err(Stop::Blocked(check, Code::SubnetAclRestriction));
        }
        self.note(check);
        self.border(subnet);
        Ok(())
    }

    /// A subnet whose infrastructure failed, or is only being made, may let nothing through.
    fn border(&mut self, subnet: Ix<Subnet>) {
        let own = &self.design.subnets.get(subnet).record;
        if let Some(state) = own.unavailable.clone() {
            self.doubt(Gap::UncertainState { component: Component::Subnet, id: own.id.to_string(), state });
        }
    }
}
