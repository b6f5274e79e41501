//! Security groups and network ACLs: cutting packets by rules.

use std::sync::Arc;

use hopwise_model::design::{Ix, Reference, SecurityGroup, Source, Subnet, Vpc};
use hopwise_model::resource::Direction;
use hopwise_model::{Code, Component, Evidence, Gap, SecurityGroupId};
use hopwise_packet::{AddressSet, Field, PacketBox, PacketSet};

use super::Walk;
use super::doubt::doubt;
use super::state::{Decided, DraftCheck, Sender, State};
use crate::filter::{CompiledEnds, CompiledRule, Peers};
use crate::filter_across::{Placed, across, peers_elsewhere};
use crate::trace::{CheckResult, Rule};

/// Packets that a check stops, and why.
pub(super) struct Stop {
    pub(super) component: Component,
    pub(super) id: String,
    pub(super) ids: Vec<String>,
    pub(super) code: Code,
    pub(super) direction: Option<Direction>,
    pub(super) rules: Decided,
    pub(super) evidence: Option<Evidence>,
}

impl Stop {
    /// A stop by one component, without a rule.
    pub(super) fn at(component: Component, id: &str, code: Code, evidence: Option<Evidence>) -> Self {
        Self {
            component,
            id: id.to_owned(),
            ids: vec![id.to_owned()],
            code,
            direction: None,
            rules: Vec::new(),
            evidence,
        }
    }
}

impl Walk<'_> {
    /// Passes packets through the network ACL of a subnet. What is not allowed ends here.
    ///
    /// Entries by number, the first match decides; no match is a deny (VPC user guide, network ACLs). Past an ACL that was not read they
    /// go on in doubt.
    pub(super) fn pass_acl(&mut self, state: State, subnet: Ix<Subnet>, direction: Direction) -> Option<State> {
        let network = self.network;
        let acl = match &self.design.subnets.get(subnet).network_acl {
            Ok(acl) => *acl,
            Err(gap) => return Some(self.pass_border(doubt(state, gap), subnet)),
        };
        let record = &self.design.network_acls.get(acl).record;
        let id = record.id.to_string();
        let mut rest = state.packets.clone();
        let mut allowed = Vec::new();
        let mut denied = Vec::new();
        for compiled in network.acl(acl, direction) {
            if rest.is_empty() {
                break;
            }
            let part = rest.intersect_box(&compiled.packets);
            if part.is_empty() {
                continue;
            }
            rest = rest.difference(&part);
            let rule = Arc::clone(&compiled.rule);
            if compiled.allow { &mut allowed } else { &mut denied }.push((rule, part));
        }
        let passed = union(&state.packets, &allowed);
        let stopped = state.packets.difference(&passed);
        if !stopped.is_empty() {
            let stop = Stop {
                rules: denied,
                direction: Some(direction),
                ..Stop::at(Component::NetworkAcl, &id, Code::SubnetAclRestriction, Some(record.evidence.clone()))
            };
            self.end_blocked(state.with(stopped), stop);
        }
        let state = pass_on(state, passed, Component::NetworkAcl, vec![id], direction, allowed, &record.evidence)?;
        Some(self.pass_border(state, subnet))
    }

    /// Of what the ACL lets through, AWS does not say whether it passes the border of a subnet that is not available.
    fn pass_border(&self, state: State, subnet: Ix<Subnet>) -> State {
        let subnet = &self.design.subnets.get(subnet).record;
        let Some(printed) = &subnet.unavailable else { return state };
        let (component, id) = (Component::Subnet, subnet.id.to_string());
        doubt(state, Gap::UncertainState { component, id, state: printed.clone() })
    }

    /// Passes packets through the security groups of an interface in `vpc`. What no rule allows ends here.
    ///
    /// Groups have allow rules only, all groups count together, and no group at all means no check (VPC user guide,
    /// security groups).
    pub(super) fn pass_groups(
        &mut self,
        state: State,
        groups: &[Reference<SecurityGroup>],
        vpc: Ix<Vpc>,
        direction: Direction,
    ) -> Option<State> {
        if groups.is_empty() {
            return Some(state);
        }
        let network = self.network;
        let mut rest = state.packets.clone();
        let mut allowed = Vec::new();
        let mut doubtful: Vec<(Gap, Vec<PacketBox>)> = Vec::new();
        let mut rules = 0;
        let mut evidence = None;
        let placed = self.far_placement(state.sender, direction);
        let (protocols, ports) = (rest.protocols(), rest.ports(Field::DestinationPort));
        for group in groups.iter().flatten() {
            let Some(group) = network.group(*group) else { continue };
            evidence = evidence.or(Some(&group.evidence));
            rules += group.rules(direction).len();
            for rule in group.rules(direction) {
                if rest.is_empty() {
                    break;
                }
                // Most rules are about other traffic: then nobody has to find out who their peers are.
                let traffic = &rule.traffic;
                if !traffic.protocols.overlaps(&protocols) || !traffic.destination_ports.overlaps(&ports) {
                    continue;
                }
                let Peers { known, possible } = self.ends(rule, vpc, &placed);
                let between = |addresses| match direction {
                    Direction::Egress => rule.traffic.clone().to(addresses),
                    Direction::Ingress => rule.traffic.clone().from(addresses),
                };
                let elsewhere = self.ends_elsewhere(rule, vpc, direction, &placed);
                let known = elsewhere.iter().fold(known, |known, elsewhere| known.union(&elsewhere.known));
                let part = rest.intersect_box(&between(known));
                if !part.is_empty() {
                    rest = rest.difference(&part);
                    allowed.push((Arc::clone(&rule.rule), part));
                }
                for (addresses, gap) in possible.into_iter().chain(elsewhere.and_then(|elsewhere| elsewhere.possible)) {
                    let packets = between(addresses);
                    match doubtful.last_mut() {
                        Some((other, others)) if *other == gap => others.push(packets),
                        _ => doubtful.push((gap, vec![packets])),
                    }
                }
            }
        }
        let passed = union(&state.packets, &allowed);
        let missing = groups.iter().find_map(|group| group.as_ref().err());
        // The first rule that may apply is the one that is said to be unknown, as often as it is told.
        let mut unknown: Vec<(Gap, PacketSet)> = Vec::new();
        for (gap, packets) in doubtful.into_iter().chain(missing.map(|gap| (gap.into(), vec![PacketBox::any()]))) {
            let part = rest.intersection(&PacketSet::from_boxes(rest.space(), packets));
            rest = rest.difference(&part);
            match unknown.iter_mut().find(|(other, _)| *other == gap) {
                Some((_, others)) => *others = others.union(&part),
                None => unknown.push((gap, part)),
            }
        }
        for (gap, part) in unknown {
            if !part.is_empty() {
                self.end_unknown(state.with(part), gap);
            }
        }
        let ids = self.group_ids(groups);
        if !rest.is_empty() {
            let code = if rules == 0 { Code::SgHasNoRules } else { Code::EniSgRulesMismatch };
            let first = ids.first().cloned().unwrap_or_default();
            let stop = Stop {
                ids: ids.clone(),
                direction: Some(direction),
                ..Stop::at(Component::SecurityGroup, &first, code, evidence.cloned())
            };
            self.end_blocked(state.with(rest), stop);
        }
        let evidence = evidence.cloned().unwrap_or_else(|| Evidence::supposed("security group"));
        pass_on(state, passed, Component::SecurityGroup, ids, direction, allowed, &evidence)
    }

    /// The addresses that a rule's peer stands for.
    ///
    /// `placed` are the addresses at which the far end would be the placement. Which groups that carries is known, be
    /// the rest of the VPC hidden.
    fn ends(&mut self, rule: &CompiledRule, vpc: Ix<Vpc>, placed: &AddressSet) -> Peers {
        match &rule.ends {
            CompiledEnds::Addresses(addresses) => Peers { known: addresses.clone(), possible: None },
            CompiledEnds::Unknown(gap) => {
                Peers { known: AddressSet::empty(), possible: Some((AddressSet::all(), gap.clone())) }
            }
            CompiledEnds::Group(group) => {
                let Peers { known, possible } = self.network.peers(vpc, group).as_ref().clone();
                if self.placement_vpc() != Some(vpc) {
                    return Peers { known, possible };
                }
                if self.placement_carries(group) {
                    return Peers { known: known.union(placed), possible };
                }
                let possible = possible.map(|(addresses, gap)| match gap {
                    Gap::SharedVpc { .. } => (addresses.difference(placed), gap),
                    _ => (addresses, gap),
                });
                Peers { known, possible }
            }
        }
    }

    /// The addresses outside of a VPC that a rule's peer stands for, where it is a group of another VPC.
    fn ends_elsewhere(
        &self,
        rule: &CompiledRule,
        vpc: Ix<Vpc>,
        direction: Direction,
        placed: &AddressSet,
    ) -> Option<Peers> {
        let CompiledEnds::Group(group) = &rule.ends else { return None };
        let own = self.placement_vpc().filter(|_| self.placement_carries(group));
        let placed = own.map(|vpc| Placed { vpc, addresses: placed });
        peers_elsewhere(self.design, vpc, group.as_str(), direction, across(&rule.rule), placed.as_ref())
    }

    /// The VPC of the source, where that is a placement.
    fn placement_vpc(&self) -> Option<Ix<Vpc>> {
        let Source::Placement(placement) = self.source else { return None };
        self.design.subnets.get(placement.subnet).vpc.clone().ok()
    }

    /// Where a placement is the far end: whatever address it gets, its packets come from it, until a NAT gateway
    /// translates them; to itself it sends only where its address is known.
    fn far_placement(&self, sender: Sender, direction: Direction) -> AddressSet {
        match (self.source, direction, sender) {
            (Source::Placement(_), Direction::Ingress, Sender::Source) => self.placed.clone(),
            (Source::Placement(placement), _, _) => {
                placement.address.map_or_else(AddressSet::empty, AddressSet::single)
            }
            (Source::Interface(_) | Source::Internet, _, _) => AddressSet::empty(),
        }
    }

    /// Whether the source is a placement that carries a group.
    fn placement_carries(&self, group: &SecurityGroupId) -> bool {
        let Source::Placement(placement) = self.source else { return false };
        !placement.is_anybody && placement.groups.iter().any(|own| self.group_id(own) == group.as_str())
    }

    fn group_ids(&self, groups: &[Reference<SecurityGroup>]) -> Vec<String> {
        groups.iter().map(|group| self.group_id(group).to_owned()).collect()
    }

    /// The id of a group, which is carried all the same where the snapshot lacks it.
    fn group_id<'a>(&'a self, group: &'a Reference<SecurityGroup>) -> &'a str {
        match group {
            Ok(group) => self.design.security_groups.get(*group).record.id.as_str(),
            Err(gap) => match &**gap {
                Gap::MissingResource { id, .. } => id,
                _ => "",
            },
        }
    }
}

/// Goes on with what passed a check, recording it, unless nothing did.
fn pass_on(
    mut state: State,
    passed: PacketSet,
    component: Component,
    ids: Vec<String>,
    direction: Direction,
    rules: Decided,
    evidence: &Evidence,
) -> Option<State> {
    if passed.is_empty() {
        return None;
    }
    state.packets = passed;
    state.record(DraftCheck {
        component,
        id: ids.first().cloned().unwrap_or_default(),
        ids,
        direction: Some(direction),
        result: CheckResult::Pass,
        rules,
        evidence: Some(evidence.clone()),
        leg: state.leg,
        stage: state.stage(),
    });
    Some(state)
}

fn union(like: &PacketSet, parts: &[(Arc<Rule>, PacketSet)]) -> PacketSet {
    parts.iter().fold(PacketSet::empty(like.space()), |all, (_, part)| all.union(part))
}
