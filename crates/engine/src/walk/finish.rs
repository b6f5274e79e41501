//! Ends: from a branch whose packets go no further to a flow with one witness.

use hopwise_model::{Component, Gap, Leg};
use hopwise_packet::{AddressSet, Field, Packet, PacketBox, PacketSet, PortSet};

use super::branch::{Branch, Draft, DraftCheck};
use super::check::Stop;
use super::{Walk, far_end};
use crate::trace::{Block, Check, CheckResult, Destination, End, Flow, Hop, NatChoice, Witness};

impl Walk<'_> {
    pub(super) fn end_delivered(&mut self, branch: Branch) {
        self.end(branch, |_, _| End::Delivered);
    }

    pub(super) fn end_unknown(&mut self, mut branch: Branch, gap: Gap) {
        let leg = branch.leg;
        let (component, id) = subject(&gap);
        record(&mut branch, component, vec![id], None, CheckResult::Unknown, Vec::new(), None);
        self.end(branch, |_, _| End::Undetermined { leg, gap });
    }

    pub(super) fn end_blocked(&mut self, mut branch: Branch, stop: Stop) {
        let leg = branch.leg;
        let hop = branch.hops().last().map(|draft| draft.hop.id.clone()).filter(|id| !id.is_empty());
        let stage = branch.stage();
        record(
            &mut branch,
            stop.component,
            stop.ids.clone(),
            stop.direction,
            CheckResult::Block,
            stop.rules.clone(),
            stop.evidence.clone(),
        );
        self.end(branch, |packets, stages| {
            let rule = stages.at(leg, stage).and_then(|packet| {
                stop.rules.iter().find(|(_, part)| part.contains(&packet)).map(|(rule, _)| rule.clone())
            });
            End::Blocked(Block {
                leg,
                component: stop.component,
                id: stop.id,
                ids: stop.ids,
                hop,
                code: stop.code,
                direction: stop.direction,
                evidence: rule.as_ref().map(|rule| rule.evidence().clone()).or(stop.evidence),
                rule,
                packets: packets.to_vec(),
            })
        });
    }

    /// Who would answer packets that did not arrive: the interface that has the address, the VPC that has the block, or
    /// somebody on the internet.
    fn meant(&self, destinations: &AddressSet) -> Destination {
        let internet = Destination { component: Component::Internet, id: None };
        let Some(address) = destinations.first() else { return internet };
        let by_public = self.design.interface_at_public(address).map(|(interface, _)| interface);
        let vpc = match self.source.subnet(self.design) {
            Some(Ok(subnet)) => self.design.subnets.get(subnet).vpc.clone().ok(),
            Some(Err(_)) | None => None,
        };
        let by_private = vpc.and_then(|vpc| self.design.interface_at(vpc, address));
        if let Some(interface) = by_private.or(by_public).filter(|_| destinations.len() == 1) {
            let record = &self.design.network_interfaces.get(interface).record;
            return Destination { component: Component::NetworkInterface, id: Some(record.id.to_string()) };
        }
        match vpc.map(|vpc| self.design.vpcs.get(vpc)).filter(|vpc| vpc.contains(address)) {
            Some(vpc) => Destination { component: Component::Vpc, id: Some(vpc.record.id.to_string()) },
            None => internet,
        }
    }

    fn end(&mut self, branch: Branch, end: impl FnOnce(&[PacketBox], &Stages) -> End) {
        let Some(stages) = Stages::of(&branch) else { return };
        let packets = branch.packets.boxes();
        let destinations = match &branch.inbound {
            Some(before) => before.addresses(Field::Destination),
            None => branch.packets.addresses(far_end(branch.leg)),
        };
        let meant = self.meant(&destinations);
        self.flows.push(Flow {
            end: end(&packets, &stages),
            destination: branch.destination.unwrap_or(meant),
            destinations,
            packets,
            witness: stages.witness(),
            forward: finish(branch.forward, &stages),
            back: finish(branch.back, &stages),
        });
    }
}

/// What a gap is about.
fn subject(gap: &Gap) -> (Component, String) {
    match gap {
        Gap::MissingResource { component, id, .. }
        | Gap::NotEvaluated { component, id, .. }
        | Gap::UncertainState { component, id, .. } => (*component, id.clone()),
        Gap::MissingDocument { needed_for, .. } => (Component::Vpc, needed_for.clone()),
        Gap::AmbiguousRoutes { route_table, .. } => (Component::RouteTable, route_table.to_string()),
        Gap::PrefixListEntries { prefix_list } => (Component::PrefixList, prefix_list.to_string()),
        Gap::CustomDns { vpc, .. } | Gap::DnsAttribute { vpc, .. } | Gap::ConflictingZones { vpc, .. } => {
            (Component::Dns, vpc.to_string())
        }
        Gap::SharedVpc { vpc, .. } => (Component::Vpc, vpc.to_string()),
        Gap::SharedSubnet { subnet, .. } => (Component::Subnet, subnet.to_string()),
        Gap::UnknownName { host } => (Component::Dns, host.clone()),
        Gap::Forwarded { rule, .. } => (Component::Dns, rule.to_string()),
        Gap::ZoneRecords { zone, .. } | Gap::RoutingPolicy { zone, .. } => (Component::Dns, zone.to_string()),
        Gap::FirewallRules { group } => (Component::Dns, group.to_string()),
        Gap::FirewallDomains { list } => (Component::Dns, list.to_string()),
    }
}

fn record(
    branch: &mut Branch,
    component: Component,
    ids: Vec<String>,
    direction: Option<hopwise_model::resource::Direction>,
    result: CheckResult,
    rules: Vec<(crate::trace::Rule, PacketSet)>,
    evidence: Option<hopwise_model::Evidence>,
) {
    let (leg, stage) = (branch.leg, branch.stage());
    let id = ids.first().cloned().unwrap_or_default();
    branch.record(DraftCheck { component, id, ids, direction, result, rules, evidence, leg, stage });
}

fn finish(drafts: Vec<Draft>, stages: &Stages) -> Vec<Hop> {
    drafts
        .into_iter()
        .map(|draft| Hop { checks: draft.checks.into_iter().map(|check| settle(check, stages)).collect(), ..draft.hop })
        .collect()
}

/// Picks the rule that decided about the witness.
fn settle(check: DraftCheck, stages: &Stages) -> Check {
    let packet = stages.at(check.leg, check.stage);
    let deciding = packet.and_then(|packet| check.rules.iter().position(|(_, part)| part.contains(&packet)));
    let rule = deciding.and_then(|index| check.rules.get(index)).map(|(rule, _)| rule.clone());
    Check {
        component: check.component,
        id: check.id,
        ids: check.ids,
        direction: check.direction,
        result: check.result,
        other_rules: check.rules.len().saturating_sub(usize::from(rule.is_some())),
        evidence: rule.as_ref().map(|rule| rule.evidence().clone()).or(check.evidence),
        rule,
    }
}

/// One packet as it is after each number of translations; its reply at a stage is its reverse.
struct Stages {
    /// As the source sends it: with the public destination address where an internet gateway replaces it.
    sent: Packet,
    /// After 0, 1, … translations.
    packets: Vec<Packet>,
}

impl Stages {
    /// Picks a packet of a branch's and follows it back to the source.
    ///
    /// A translation forgets the source and, where there are ports, the source port; everything else identifies the
    /// packets on both sides of it, so that some packet is always found.
    fn of(branch: &Branch) -> Option<Self> {
        let last = branch.packets.witness()?;
        let here = match branch.leg {
            Leg::Forward => last,
            Leg::Return => last.reversed(),
        };
        let stage = branch.stage();
        let mut packets = vec![here];
        // Towards the source: before each translation that the packet still carries.
        for translated in branch.translations.iter().take(stage).rev() {
            let after = *packets.last()?;
            let same = PacketBox::any()
                .protocol(after.protocol)
                .to(AddressSet::single(after.destination))
                .to_ports(PortSet::single(after.destination_port));
            packets.push(translated.before.intersect_box(&same).witness()?);
        }
        packets.reverse();
        // Away from it: replies as they were before each translation was undone, the innermost last.
        for reply in branch.undone.iter().rev() {
            let inner = packets.last()?.reversed();
            let mut same = PacketBox::any()
                .protocol(inner.protocol)
                .from(AddressSet::single(inner.source))
                .from_ports(PortSet::single(inner.source_port));
            if !inner.protocol.has_ports() {
                same = same.to_ports(PortSet::single(inner.destination_port));
            }
            packets.push(reply.intersect_box(&same).witness()?.reversed());
        }
        let first = *packets.first()?;
        let sent = match &branch.inbound {
            Some(before) => {
                let same = PacketBox { destinations: AddressSet::all(), ..PacketBox::single(&first) };
                before.intersect_box(&same).witness()?
            }
            None => first,
        };
        Some(Self { sent, packets })
    }

    fn at(&self, leg: Leg, stage: usize) -> Option<Packet> {
        let packet = self.packets.get(stage)?;
        Some(match leg {
            Leg::Forward => *packet,
            Leg::Return => packet.reversed(),
        })
    }

    fn witness(&self) -> Witness {
        let nat = self
            .packets
            .iter()
            .skip(1)
            .map(|packet| NatChoice { address: packet.source, port: packet.source_port })
            .collect();
        Witness { packet: self.sent, nat }
    }
}
