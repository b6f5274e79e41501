//! What differs between two networks for pairs of tiers.

use hopwise_engine::Witness;
use hopwise_explain::diff::{Role, Tier, TierComparison, TierDifference, TierEnd};
use hopwise_packet::{AddressSet, PacketBox, PortSet, Protocol};

use super::Builder;
use super::diff::changed_by;
use super::flow::witness;
use crate::diff_tier::{PacketsReport, TierDiffReport, TierReport, TiersReport};
use crate::words;

impl TiersReport {
    /// The report of what differs for pairs of tiers.
    #[must_use]
    pub fn new(found: &TierComparison, sides: [&Builder<'_>; 2]) -> Self {
        let labels: Vec<String> = found.tiers.iter().map(|own| label(own, &found.tiers)).collect();
        let tiers = found.tiers.iter().zip(&labels).map(|(own, label)| TierReport {
            label: label.clone(),
            name: own.name.clone(),
            role: own.role.map(Role::as_str),
            vpc: own.vpc.to_string(),
            subnets: own.subnets.iter().map(ToString::to_string).collect(),
        });
        let flows = found.flows.iter().map(|own| flow(own, found, &labels, sides));
        let [_, after] = sides;
        Self {
            tiers: tiers.collect(),
            compared: found.compared,
            not_compared: found.not_compared,
            flows: flows.collect(),
            gaps: found.gaps.iter().map(|gap| after.gap(gap)).collect(),
        }
    }
}

/// A tier by its name, else by its role; with its VPC where another VPC has one that is called so.
fn label(own: &Tier, all: &[Tier]) -> String {
    let short = |own: &Tier| match (&own.name, own.role) {
        (Some(name), _) => name.clone(),
        (None, Some(role)) => format!("{} subnets", role.as_str()),
        (None, None) => "subnets".to_owned(),
    };
    let own_label = short(own);
    let is_other = |other: &&Tier| *other != own && short(other) == own_label;
    if all.iter().any(|other| is_other(&other)) { format!("{own_label} of {}", own.vpc) } else { own_label }
}

fn flow(own: &TierDifference, found: &TierComparison, labels: &[String], sides: [&Builder<'_>; 2]) -> TierDiffReport {
    let end = |end: TierEnd| match end {
        TierEnd::Internet => "internet".to_owned(),
        TierEnd::Tier(place) => labels.get(place).cloned().unwrap_or_default(),
    };
    let [from_interface, to_interface] = own.example.clone().map(|own| own.map(|own| own.to_string()));
    let [ways_before, ways] = own.ways.clone().map(|own| own.into_iter().collect());
    let mut report = TierDiffReport {
        from: end(own.from),
        to: end(own.to),
        became: own.became.as_str(),
        result: own.result().as_str(),
        message: String::new(),
        packets: packets_of(&own.packets),
        pairs: own.pairs,
        from_interface,
        to_interface,
        witness: own.witness.map(|packet| witness(&Witness { packet, nat: Vec::new() })),
        ways_before,
        ways,
        changed_by: own.blamed.as_ref().map(|blamed| changed_by(blamed, &found.edits, sides)),
        also_stopped_by: own.others.iter().map(|blamed| changed_by(blamed, &found.edits, sides)).collect(),
    };
    report.message = words::tier_difference(&report);
    report
}

/// The packets of each protocol, in the order in which people name them.
fn packets_of(all: &[PacketBox]) -> Vec<PacketsReport> {
    let mut all: Vec<PacketsReport> = all.iter().flat_map(packets).collect();
    all.sort_by_key(|own| ["tcp", "udp", "icmp"].iter().position(|known| own.protocol == *known));
    all
}

fn packets(own: &PacketBox) -> Vec<PacketsReport> {
    let clients = PortSet::range(1024..=u16::MAX);
    let addresses = |own: &AddressSet| {
        let nets = || own.nets().iter().map(ToString::to_string).collect::<Vec<_>>();
        (!own.is_all()).then(nets)
    };
    let of = |protocol: Protocol| PacketsReport {
        protocol: protocol.to_string(),
        ports: (!own.destination_ports.is_all()).then(|| own.destination_ports.to_string()),
        source_ports: (protocol.has_ports() && !clients.is_subset(&own.source_ports))
            .then(|| own.source_ports.to_string()),
        addresses: addresses(&own.destinations).or_else(|| addresses(&own.sources)),
    };
    own.protocols.iter().map(of).collect()
}
