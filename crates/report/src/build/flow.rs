//! Flows, hops, checks and what blocks.

use hopwise_engine::{Block, Check, CheckResult, End, Flow, Hop, Witness};
use hopwise_model::resource::Direction;
use hopwise_model::{Component, Evidence, Leg};

use super::Builder;
use crate::flow::{
    BlockedAt, CheckReport, DestinationReport, EvidenceReport, FlowReport, HopReport, NatReport, TranslationReport,
    WitnessReport,
};
use crate::words;

/// How many blocks of addresses a flow lists.
const LISTED: usize = 16;

/// What was asked for.
pub(super) struct Asked<'a> {
    /// The host name.
    pub(super) host: Option<&'a str>,
    /// The service that it belongs to.
    pub(super) service: Option<&'a str>,
    /// The ports that the client may use.
    pub(super) source_ports: &'a str,
    /// Whether packets go to name servers to ask for the host, and not to what it means.
    pub(super) name_servers: bool,
}

impl Builder<'_> {
    pub(super) fn flow(&self, flow: &Flow, asked: &Asked<'_>) -> FlowReport {
        let has_ports = flow.witness.packet.protocol.has_ports();
        let stopped_replies = flow.block().is_some_and(|block| block.leg == Leg::Return);
        let (destinations, more_destinations) = words::some_nets(&flow.destinations, LISTED);
        let of_host = |what: Option<&str>| what.filter(|_| !asked.name_servers).map(str::to_owned);
        FlowReport {
            verdict: flow.verdict(),
            asks_for: asked.host.filter(|_| asked.name_servers).map(str::to_owned),
            destination: DestinationReport {
                address: flow.destinations.first(),
                host: of_host(asked.host),
                service: of_host(asked.service),
                component: flow.destination.component,
                id: flow.destination.id.clone().filter(|id| !id.is_empty()),
            },
            destinations,
            more_destinations,
            destinations_summary: self.known.addresses(&flow.destinations),
            source_ports: has_ports.then(|| asked.source_ports.to_owned()),
            reply_ports: (has_ports && stopped_replies).then(|| words::ports(&flow.reply_ports())),
            reply_ports_chosen_by: if has_ports && stopped_replies { translator(flow) } else { None },
            forward: flow.forward.iter().map(|hop| self.hop(hop)).collect(),
            back: flow.back.iter().map(|hop| self.hop(hop)).collect(),
            blocked_at: flow.block().map(|block| self.block(block)),
            unknown: match &flow.end {
                End::Undetermined { gap, .. } => Some(self.gap(gap).message),
                End::Delivered | End::Blocked(_) => None,
            },
            witness: Some(witness(&flow.witness)),
        }
    }

    /// A flow that never starts, for what blocks before any packet is sent.
    pub(super) fn unsent(&self, block: &Block, asked: &Asked<'_>) -> FlowReport {
        FlowReport {
            verdict: hopwise_engine::Verdict::Blocked,
            asks_for: None,
            destination: DestinationReport {
                address: None,
                host: asked.host.map(str::to_owned),
                service: asked.service.map(str::to_owned),
                component: block.component,
                id: Some(block.id.clone()),
            },
            destinations: Vec::new(),
            more_destinations: 0,
            destinations_summary: "nowhere".to_owned(),
            source_ports: None,
            reply_ports: None,
            reply_ports_chosen_by: None,
            forward: Vec::new(),
            back: Vec::new(),
            blocked_at: Some(self.block(block)),
            unknown: None,
            witness: None,
        }
    }

    fn hop(&self, hop: &Hop) -> HopReport {
        HopReport {
            component: hop.component,
            id: Some(hop.id.clone()).filter(|id| !id.is_empty()),
            name: hop.name.clone(),
            instance: hop.instance.as_ref().map(ToString::to_string),
            endpoint: hop.endpoint.as_ref().map(ToString::to_string),
            translation: hop.translation.as_ref().map(|translation| TranslationReport {
                private: translation.private.clone(),
                public: translation.public.clone(),
            }),
            checks: hop.checks.iter().map(|check| self.check(check)).collect(),
        }
    }

    pub(super) fn check(&self, check: &Check) -> CheckReport {
        CheckReport {
            component: check.component,
            id: check.id.clone(),
            ids: if check.ids.len() > 1 { check.ids.clone() } else { Vec::new() },
            direction: check.direction.map(direction),
            result: match check.result {
                CheckResult::Pass => "pass",
                CheckResult::Block => "block",
                CheckResult::Unknown => "unknown",
            },
            rule: check.rule.as_ref().map(|rule| words::rule_name(rule, check.direction)),
            rule_text: check.rule.as_ref().map(|rule| words::rule_text(rule, check.direction)),
            other_rules: check.other_rules,
            evidence: check.evidence.as_ref().and_then(|evidence| self.evidence(evidence)),
        }
    }

    pub(super) fn block(&self, block: &Block) -> BlockedAt {
        BlockedAt {
            direction: block.leg,
            component: block.component,
            id: block.id.clone(),
            ids: block.ids.clone(),
            hop: block.hop.clone(),
            code: block.code,
            rule_direction: block.direction.map(direction),
            rule: block.rule.as_ref().map(|rule| words::rule_name(rule, block.direction)),
            rule_text: block.rule.as_ref().map(|rule| words::rule_text(rule, block.direction)),
            message: words::block(&self.known, block),
            evidence: block.evidence.as_ref().and_then(|evidence| self.evidence(evidence)),
        }
    }

    /// A place in the snapshot; none for what was only supposed.
    pub(super) fn evidence(&self, evidence: &Evidence) -> Option<EvidenceReport> {
        if evidence.is_supposed() {
            return None;
        }
        let position = self.locator.locate(evidence);
        Some(EvidenceReport {
            file: evidence.file.to_string(),
            pointer: evidence.pointer.to_string(),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
        })
    }
}

/// The NAT gateway whose ports replies have where a flow ended: the last one whose translation was not undone by then.
fn translator(flow: &Flow) -> Option<String> {
    let gateways = |hops: &[Hop]| {
        let hops = hops.iter().filter(|hop| hop.component == Component::NatGateway);
        hops.map(|hop| hop.id.clone()).collect::<Vec<_>>()
    };
    let undone = gateways(&flow.back).len();
    gateways(&flow.forward).into_iter().rev().nth(undone)
}

const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Ingress => "ingress",
        Direction::Egress => "egress",
    }
}

/// One packet as its source sends it.
pub(super) fn witness(witness: &Witness) -> WitnessReport {
    let packet = &witness.packet;
    let has_ports = packet.protocol.has_ports();
    WitnessReport {
        protocol: packet.protocol.to_string(),
        source: packet.source,
        source_port: has_ports.then_some(packet.source_port),
        destination: packet.destination,
        destination_port: has_ports.then_some(packet.destination_port),
        icmp_type: packet.icmp_type(),
        icmp_code: packet.icmp_code(),
        nat: witness.nat.iter().map(|nat| NatReport { address: nat.address, port: nat.port }).collect(),
    }
}
