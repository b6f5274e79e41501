//! Security groups.

use std::net::Ipv4Addr;

use hopwise_model::design::{Ix, Reference, RuleEnds, SecurityGroup, Source, Vpc};
use hopwise_model::resource::Direction;
use hopwise_model::{Code, Component, DocumentKind, Gap};
use ipnet::IpNet;

use crate::walk::{Flow, Stop, Walk};

impl Walk<'_> {
    /// Asks the security groups of one interface of a VPC about one direction.
    ///
    /// The rules of all groups are one list of allowances (VPC user guide, security groups). Only where none of them
    /// applies does it matter that some could not be read.
    pub(crate) fn security_groups(
        &self,
        groups: &[Reference<SecurityGroup>],
        direction: Direction,
        vpc: Ix<Vpc>,
        packet: Flow,
    ) -> Result<(), Stop> {
        let Some(first) = groups.first() else { return Ok(()) };
        let far = match direction {
            Direction::Ingress => packet.source,
            Direction::Egress => packet.destination,
        };
        let mut unknown_rule: Option<Gap> = None;
        let mut unknown_group: Option<&Gap> = None;
        let mut any_rule = false;
        for group in groups {
            let group = match group {
                Ok(group) => self.design.security_groups.get(*group),
                Err(gap) => {
                    unknown_group = unknown_group.or(Some(gap));
                    continue;
                }
            };
            let rules = match direction {
                Direction::Ingress => &group.ingress,
                Direction::Egress => &group.egress,
            };
            any_rule |= !rules.is_empty();
            for rule in rules.iter().filter(|rule| rule.traffic.matches(packet.protocol, packet.destination_port)) {
                match self.is_end(&rule.ends, direction, far, vpc) {
                    Ok(true) => return Ok(()),
                    Ok(false) => {}
                    Err(gap) => unknown_rule = unknown_rule.or(Some(gap)),
                }
            }
        }
        if let Some(gap) = unknown_rule.as_ref().or(unknown_group) {
            return Err(gap.into());
        }
        let code = if any_rule { Code::EniSgRulesMismatch } else { Code::SgHasNoRules };
        let id = first.as_ref().map(|first| self.design.security_groups.get(*first).record.id.to_string())?;
        Err(Stop::blocked(Component::SecurityGroup, &id, code))
    }

    /// Whether an address is at the other end of a rule of an interface of `vpc`.
    fn is_end(&self, ends: &RuleEnds, direction: Direction, far: Ipv4Addr, vpc: Ix<Vpc>) -> Result<bool, Gap> {
        match ends {
            RuleEnds::Blocks(blocks) => {
                Ok(blocks.iter().any(|block| matches!(block, IpNet::V4(block) if block.contains(&far))))
            }
            RuleEnds::Unknown(gap) => Err(gap.clone()),
            RuleEnds::Group(group) => self.carries(group.as_str(), direction, far, vpc),
        }
    }

    /// Whether an address is a private address of something in `vpc` that carries a group.
    fn carries(&self, group: &str, direction: Direction, address: Ipv4Addr, vpc: Ix<Vpc>) -> Result<bool, Gap> {
        let mut is_own = false;
        if let Source::Placement(placement) = self.source {
            let here = self.design.subnets.get(placement.subnet).vpc == Ok(vpc);
            // Whatever address a placement gets, its packets come from it. It sends them to itself only where the
            // address is known.
            let own = match direction {
                Direction::Ingress if self.translations.is_empty() => Some(self.own_address),
                Direction::Ingress | Direction::Egress => placement.address,
            };
            if here && Some(address) == own {
                if placement.groups.iter().any(|own| self.is_group(own, group)) {
                    return Ok(true);
                }
                is_own = true;
            }
        }
        if !self.design.has(DocumentKind::NetworkInterfaces) {
            return Err(Gap::MissingDocument {
                document: DocumentKind::NetworkInterfaces,
                needed_for: group.to_owned(),
            });
        }
        let is_member = self.design.members(group).iter().any(|interface| {
            let interface = self.design.network_interfaces.get(*interface);
            interface.vpc == Ok(vpc) && interface.record.addresses.iter().any(|own| own.private == address)
        });
        // Whoever else is in the VPC may carry the group, and be somebody whom the snapshot cannot show.
        let is_somebody = is_own || self.design.interface_at(vpc, address).is_some();
        if !is_member && !is_somebody && self.design.vpcs.get(vpc).contains(address) {
            self.seen_in_full(vpc, group)?;
        }
        Ok(is_member)
    }

    /// Whether a reference is to the group of that id. A group that the snapshot lacks has its id all the same.
    fn is_group(&self, reference: &Reference<SecurityGroup>, id: &str) -> bool {
        match reference {
            Ok(group) => self.design.security_groups.get(*group).record.id.as_str() == id,
            Err(Gap::MissingResource { component: Component::SecurityGroup, id: missing, .. }) => missing == id,
            Err(_) => false,
        }
    }
}
