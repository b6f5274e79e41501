//! Pairs of tiers that are compared between two networks.

use serde::Serialize;

use crate::diff_change::ChangedByReport;
use crate::flow::WitnessReport;
use crate::gap::GapReport;

/// What tiers can reach of each other and of the internet by IPv4, before and after.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TiersReport {
    /// The tiers: subnets of a VPC with one name but for the zone, or, without names, with one role.
    pub tiers: Vec<TierReport>,
    /// How many pairs of hosts that the network tells apart were asked about; 0 where nothing of it differs.
    pub compared: usize,
    /// How many were not, as they are too many: of these it is not known what differs.
    pub not_compared: usize,
    /// What differs.
    pub flows: Vec<TierDiffReport>,
    /// What is not known of them; these are among the gaps of the whole, too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<GapReport>,
}

/// A tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TierReport {
    /// What it is called here: its name, or its role.
    pub label: String,
    /// The name that its subnets share; null where they have none.
    pub name: Option<String>,
    /// `public`, `private` or `isolated` by the default route before, else after; null where its subnets differ in that.
    pub role: Option<&'static str>,
    /// The VPC.
    pub vpc: String,
    /// Its subnets on both sides.
    pub subnets: Vec<String>,
}

/// Packets between two tiers that arrived or did not before and do not or do after.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TierDiffReport {
    /// Who sends: the label of a tier, or `internet`.
    pub from: String,
    /// Who takes: the label of a tier, or `internet`.
    pub to: String,
    /// `opened`, `closed`, `not_known` or `another_way`.
    pub became: &'static str,
    /// What it comes to: `changed` or `undetermined`.
    pub result: &'static str,
    /// What differs, in a sentence.
    pub message: String,
    /// Exactly these packets.
    pub packets: Vec<PacketsReport>,
    /// Of how many pairs of interfaces it is so.
    pub pairs: usize,
    /// One who sends: an interface; null for the internet, and where a subnet has no host: then one whose group allows everything
    /// is supposed.
    pub from_interface: Option<String>,
    /// One who takes.
    pub to_interface: Option<String>,
    /// A packet that arrives and is answered on one side and not on the other; null where none was followed.
    pub witness: Option<WitnessReport>,
    /// The ids of the gateways that packets passed before and do not any more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ways_before: Vec<String>,
    /// The ids of the gateways that packets pass and did not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<String>,
    /// The change of the documents that did it; null where that was not found.
    pub changed_by: Option<ChangedByReport>,
    /// Of what closed: other changes, each of which alone closes it, too. All have to be undone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_stopped_by: Vec<ChangedByReport>,
}

/// Packets of a protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PacketsReport {
    /// `tcp`, `udp` or `icmp`.
    pub protocol: String,
    /// Destination ports, such as `443, 8000-8099`; of ICMP type and code as `type * 256 + code`; null for all.
    pub ports: Option<String>,
    /// Source ports; null for all that clients use (1024 and above), and of ICMP.
    pub source_ports: Option<String>,
    /// The addresses on the internet; null for all.
    pub addresses: Option<Vec<String>>,
}
