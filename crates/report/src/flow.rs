//! Flows as the contract has them: hops, checks, what blocks, one packet as a witness.

use std::fmt::Display;
use std::net::IpAddr;

use hopwise_engine::Verdict;
use hopwise_model::{Code, Component, Leg};
use serde::{Serialize, Serializer};

/// Writes a value as its text.
pub(crate) fn as_text<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Packets that take the same path to the same end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlowReport {
    /// What becomes of them.
    #[serde(serialize_with = "as_text")]
    pub verdict: Verdict,
    /// The name that they ask a name server for; absent where they go to what the name means. They are the first packets of
    /// a step whose name is not resolved for want of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asks_for: Option<String>,
    /// Who answers, or would.
    pub destination: DestinationReport,
    /// The addresses that the packets are sent to, as CIDR blocks; the first few.
    pub destinations: Vec<String>,
    /// How many blocks are left out of `destinations`.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_destinations: usize,
    /// The same in a few words.
    pub destinations_summary: String,
    /// The ports that the client may use, where they matter to TCP or UDP; `reply_ports` says which of them a flow is
    /// about that ends on the way back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_ports: Option<String>,
    /// The ports that blocked replies go to: the client's, or those that a NAT gateway chose, where they were stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_ports: Option<String>,
    /// The NAT gateway that chose `reply_ports`; absent where they are the client's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_ports_chosen_by: Option<String>,
    /// The resources that the packets enter, in order.
    pub forward: Vec<HopReport>,
    /// The resources that the replies enter, in order.
    #[serde(rename = "return")]
    pub back: Vec<HopReport>,
    /// What blocks; null where nothing does.
    pub blocked_at: Option<BlockedAt>,
    /// What is not known, in words; absent where everything is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
    /// One packet that shows the verdict; null where none is ever sent.
    pub witness: Option<WitnessReport>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references to what skips a field")]
pub(crate) fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Who answers, or would.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DestinationReport {
    /// The first address.
    pub address: Option<IpAddr>,
    /// The host name, where one was asked for.
    pub host: Option<String>,
    /// The service that the host name belongs to.
    pub service: Option<String>,
    /// What it is, or the last hop where packets get no further.
    #[serde(serialize_with = "as_text")]
    pub component: Component,
    /// Its id; null for the internet, and for an interface that does not exist yet.
    pub id: Option<String>,
}

/// A resource that packets enter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HopReport {
    /// What it is.
    #[serde(serialize_with = "as_text")]
    pub component: Component,
    /// Its id; null for an interface that does not exist yet.
    pub id: Option<String>,
    /// Its `Name` tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The instance that an interface is attached to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The endpoint that an interface belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// What a NAT gateway sends packets on with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation: Option<TranslationReport>,
    /// What was checked there, in order.
    pub checks: Vec<CheckReport>,
}

/// The addresses that packets leave a NAT gateway with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TranslationReport {
    /// The gateway's private addresses.
    pub private: Vec<IpAddr>,
    /// The public addresses that the internet sees.
    pub public: Vec<IpAddr>,
}

/// One thing that was checked at a hop.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckReport {
    /// What decides.
    #[serde(serialize_with = "as_text")]
    pub component: Component,
    /// Its id.
    pub id: String,
    /// All ids, where several decide together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// `ingress` or `egress`, for security groups and network ACLs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<&'static str>,
    /// `pass`, `block` or `unknown`.
    pub result: &'static str,
    /// The rule that decided about the witness: its id or number, or the route's destination.
    pub rule: Option<String>,
    /// The rule in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_text: Option<String>,
    /// How many further rules decided about other packets of the flow.
    #[serde(skip_serializing_if = "is_zero")]
    pub other_rules: usize,
    /// Where to look.
    pub evidence: Option<EvidenceReport>,
}

/// A place in the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EvidenceReport {
    /// The file, as the user named it.
    pub file: String,
    /// JSON pointer into it.
    pub pointer: String,
    /// Line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

/// What stops packets.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BlockedAt {
    /// The way there (`forward`) or the way back (`return`).
    #[serde(serialize_with = "as_text")]
    pub direction: Leg,
    /// What stops them.
    #[serde(serialize_with = "as_text")]
    pub component: Component,
    /// Its id.
    pub id: String,
    /// The ids of everything that decides together.
    pub ids: Vec<String>,
    /// The last hop entered; null where that is an interface that does not exist yet, or where no packet is sent.
    pub hop: Option<String>,
    /// The explanation code.
    #[serde(serialize_with = "as_text")]
    pub code: Code,
    /// `ingress` or `egress`, for security groups and network ACLs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_direction: Option<&'static str>,
    /// The rule that decided; null where it is the lack of a rule.
    pub rule: Option<String>,
    /// The rule in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_text: Option<String>,
    /// What happens, in one sentence.
    pub message: String,
    /// Where to look.
    pub evidence: Option<EvidenceReport>,
}

/// One packet as its source sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WitnessReport {
    /// `tcp`, `udp`, `icmp`, or the number.
    pub protocol: String,
    /// Source address.
    pub source: IpAddr,
    /// Source port; null for protocols without ports.
    pub source_port: Option<u16>,
    /// Destination address.
    pub destination: IpAddr,
    /// Destination port; null for protocols without ports.
    pub destination_port: Option<u16>,
    /// ICMP type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icmp_type: Option<u8>,
    /// ICMP code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icmp_code: Option<u8>,
    /// The sources that NAT gateways on the way give it, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nat: Vec<NatReport>,
}

/// The source that a NAT gateway gives a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NatReport {
    /// One of the gateway's private addresses.
    pub address: IpAddr,
    /// The source port; 0 for ICMP.
    pub port: u16,
}
