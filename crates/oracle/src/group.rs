//! Security groups.

use std::net::IpAddr;

use hopwise_model::design::{Ix, Reference, SecurityGroup, Source, Vpc};
use hopwise_model::resource::{Direction, Peer, RuleAcross, SecurityGroupRule};
use hopwise_model::{Code, Component, DocumentKind, Gap, Rule};

use crate::answer::Check;
use crate::flow::Flow;
use crate::stop::Stop;
use crate::walk::Walk;

impl Walk<'_> {
    /// Asks the security groups of one interface of a VPC about one direction.
    ///
    /// The rules of all groups are one list of allowances (VPC user guide, security groups). Only where none of them
    /// applies does it matter that some could not be read.
    pub(crate) fn security_groups(
        &mut self,
        groups: &[Reference<SecurityGroup>],
        direction: Direction,
        vpc: Ix<Vpc>,
        packet: Flow,
    ) -> Result<(), Stop> {
        if groups.is_empty() {
            return Ok(());
        }
        let far = match direction {
            Direction::Ingress => packet.source,
            Direction::Egress => packet.destination,
        };
        let mut unknown_rule: Option<Gap> = None;
        let mut unknown_group: Option<&Gap> = None;
        let mut any_rule = false;
        let mut allow = Vec::new();
        let mut ids = Vec::new();
        let mut evidence = None;
        for group in groups {
            let group = match group {
                Ok(group) => self.design.security_groups.get(*group),
                Err(gap) => {
                    ids.push(if let Gap::MissingResource { id, .. } = &**gap { id.clone() } else { String::new() });
                    unknown_group = unknown_group.or(Some(gap));
                    continue;
                }
            };
            let id = &group.record.id;
            ids.push(id.to_string());
            evidence = evidence.or(Some(&group.record.evidence));
            let rules = match direction {
                Direction::Ingress => &group.record.ingress,
                Direction::Egress => &group.record.egress,
            };
            any_rule |= !rules.is_empty();
            for rule in rules {
                if !rule.traffic.matches(packet.protocol, packet.destination_port) {
                    continue;
                }
                match self.matches_peer(rule, direction, far, vpc) {
                    Ok(true) => allow.push(Rule::Group { group: id.clone(), rule: rule.clone() }),
                    Ok(false) => {}
                    Err(gap) => unknown_rule = unknown_rule.or(Some(gap)),
                }
            }
        }
        let passes = !allow.is_empty();
        let (component, direction) = (Component::SecurityGroup, Some(direction));
        let check = Check { component, ids, direction, passes, rules: allow, evidence: evidence.cloned() };
        if passes {
            self.note(check);
            return Ok(());
        }
        if let Some(gap) = unknown_rule.or_else(|| unknown_group.cloned()) {
            return Err(gap.into());
        }
        Err(Stop::Blocked(check, if any_rule { Code::EniSgRulesMismatch } else { Code::SgHasNoRules }))
    }

    /// Whether an address is at the other end of a rule of an interface of `vpc`.
    fn matches_peer(
        &self,
        rule: &SecurityGroupRule,
        direction: Direction,
        far: IpAddr,
        vpc: Ix<Vpc>,
    ) -> Result<bool, Gap> {
        match &rule.peer {
            Peer::Cidr(block) => Ok(block.contains(&far)),
            Peer::Group(group) => self.carries(group.as_str(), rule.across.as_deref(), direction, far, vpc),
            Peer::PrefixList(list) => Ok(self.design.entries_of(list)?.iter().any(|block| block.contains(&far))),
        }
    }

    /// Whether an address is a private address of something in `vpc` that carries a group.
    fn carries(
        &self,
        group: &str,
        by: Option<&RuleAcross>,
        direction: Direction,
        address: IpAddr,
        vpc: Ix<Vpc>,
    ) -> Result<bool, Gap> {
        let mut is_own = false;
        if let Source::Placement(placement) = self.source {
            let here = self.design.subnets.get(placement.subnet).vpc == Ok(vpc);
            // Whatever address a placement gets, its packets come from it, and no NAT gateway has it. It sends them to itself
            // only where the address is known.
            let own = match direction {
                Direction::Ingress => Some(self.own_address),
                Direction::Egress => placement.address,
            };
            if here && Some(address) == own {
                if !placement.is_anybody && placement.groups.iter().any(|own| self.is_group(own, group)) {
                    return Ok(true);
                }
                is_own = true;
            }
        }
        if !self.is_complete(DocumentKind::NetworkInterfaces, vpc) {
            return Err(Gap::MissingDocument {
                document: DocumentKind::NetworkInterfaces,
                needed_for: group.to_owned(),
            });
        }
        let is_member = self.design.members(group).any(|interface| {
            let interface = self.design.network_interfaces.get(interface);
            let is_own = interface.record.addresses.iter().any(|own| own.private == address);
            let is_delegated = interface.record.prefixes.iter().any(|own| own.contains(&address));
            interface.vpc == Ok(vpc) && (is_own || is_delegated)
        });
        // Whoever else is in the VPC may carry the group, and be somebody whom the snapshot cannot show.
        let is_somebody = is_own || self.holder(vpc, address).is_some();
        if !is_member && !is_somebody && self.design.vpcs.get(vpc).contains(address) {
            self.seen_in_full(vpc, group)?;
        }
        if !is_member && !self.design.vpcs.get(vpc).contains(address) {
            return self.carries_elsewhere((group, by), direction, address, vpc);
        }
        Ok(is_member)
    }

    /// Whether a reference is to the group of that id. A group that the snapshot lacks has its id all the same.
    pub(crate) fn is_group(&self, reference: &Reference<SecurityGroup>, id: &str) -> bool {
        match reference {
            Ok(group) => self.design.security_groups.get(*group).record.id.as_str() == id,
            Err(gap) => match &**gap {
                Gap::MissingResource { component: Component::SecurityGroup, id: missing, .. } => missing == id,
                _ => false,
            },
        }
    }
}
