//! What AWS said when a task stopped, held against what the simulation found.
//!
//! Neither overrules the other: a text is about a moment, a snapshot about another. Agreement makes a finding stronger;
//! disagreement is a finding of its own, and no verdict is changed by it.

mod answered;
mod failed;
mod matching;
mod way;

use std::net::IpAddr;

use hopwise_ecs::StepKind;
use hopwise_ecs::stopped::{Class, Decoded, StoppedReason};
use hopwise_model::design::{Design, Ix, Vpc};
use hopwise_model::{VpcEndpointId, VpcId};

pub use way::Way;

use crate::diagnosis::{PlacementDiagnosis, StepDiagnosis};

/// What AWS said, and what comes of holding it against the simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What AWS said.
    pub reason: StoppedReason,
    /// What the simulation says to it.
    pub finding: SaidFinding,
}

/// What the simulation says to what AWS said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaidFinding {
    /// The simulation stops the same packets, on the same way.
    Stopped {
        /// The steps that it stops, at least in part.
        steps: Vec<StepKind>,
        /// Which way the address tells.
        way: Way,
    },
    /// The name does not resolve in the simulation either.
    NameFails {
        /// The steps.
        steps: Vec<StepKind>,
    },
    /// Somebody answered, and the simulation lets the packets arrive.
    Arrives {
        /// The steps.
        steps: Vec<StepKind>,
    },
    /// The simulation delivers what nobody answered.
    Delivered {
        /// The steps.
        steps: Vec<StepKind>,
        /// Which way the address tells.
        way: Way,
    },
    /// Somebody answered, so packets arrived; the simulation stops them all.
    ArrivedThoughBlocked {
        /// The steps that it stops.
        steps: Vec<StepKind>,
    },
    /// A public address was asked, though an endpoint with private DNS answers the name.
    EndpointUnused {
        /// The step.
        step: StepKind,
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// The address that was asked.
        address: IpAddr,
    },
    /// An address inside the VPC was asked that no interface of the snapshot has.
    AddressOfNobody {
        /// The step.
        step: StepKind,
        /// The address that was asked.
        address: IpAddr,
        /// The VPC.
        vpc: VpcId,
    },
    /// Another address was asked than any that the name means in the simulation.
    OtherAddress {
        /// The step.
        step: StepKind,
        /// The address that was asked.
        address: IpAddr,
        /// What has it.
        way: Way,
    },
    /// The name resolves in the simulation.
    NameResolves {
        /// The steps.
        steps: Vec<StepKind>,
    },
    /// Another DNS server was asked than the VPC's DHCP options name.
    OtherDnsServer {
        /// The server that was asked.
        server: IpAddr,
        /// The VPC.
        vpc: VpcId,
    },
    /// The simulation does not know either.
    NotKnown {
        /// The steps.
        steps: Vec<StepKind>,
    },
    /// It fits another place that a task of this service may get, not this one.
    OtherPlacement,
    /// The task has no step that the text could be about.
    NoSuchStep,
    /// An interface of AWS's own asks, outside the VPC, where nothing is simulated.
    AskedByAws,
    /// A proxy was asked, which the simulation does not know of.
    Proxy {
        /// The proxy.
        address: IpAddr,
    },
    /// An address of IP version 6 was asked, which is not simulated.
    Ipv6 {
        /// The address.
        address: IpAddr,
    },
    /// It is about nothing that the simulation could say something to.
    NotCompared,
}

impl SaidFinding {
    /// Whether AWS and the simulation agree; none where they cannot be compared.
    #[must_use]
    pub const fn agrees(&self) -> Option<bool> {
        match self {
            Self::Stopped { .. } | Self::NameFails { .. } | Self::Arrives { .. } => Some(true),
            Self::Delivered { .. }
            | Self::ArrivedThoughBlocked { .. }
            | Self::EndpointUnused { .. }
            | Self::AddressOfNobody { .. }
            | Self::OtherAddress { .. }
            | Self::NameResolves { .. }
            | Self::OtherDnsServer { .. } => Some(false),
            Self::NotKnown { .. }
            | Self::OtherPlacement
            | Self::NoSuchStep
            | Self::AskedByAws
            | Self::Proxy { .. }
            | Self::Ipv6 { .. }
            | Self::NotCompared => None,
        }
    }
}

/// Holds what AWS said about a workload against each of its placements. All of `placements` are of one workload.
///
/// Where a task's place is not known, or where a service speaks of one of its tasks, a contradiction in one place is none
/// if what was said fits another.
pub(crate) fn compare(design: &Design, placements: &mut [PlacementDiagnosis]) {
    for found in placements.iter_mut() {
        found.said = said(design, found);
    }
    let fitting: Vec<usize> = placements
        .iter()
        .flat_map(|found| found.said.iter().enumerate())
        .filter(|(_, said)| said.finding.agrees() == Some(true))
        .map(|(number, _)| number)
        .collect();
    for found in placements.iter_mut() {
        for (number, said) in found.said.iter_mut().enumerate() {
            if said.finding.agrees() == Some(false) && fitting.contains(&number) {
                said.finding = SaidFinding::OtherPlacement;
            }
        }
    }
}

fn said(design: &Design, found: &PlacementDiagnosis) -> Vec<Said> {
    let subnet = found.placement.as_ref().and_then(|placement| design.subnets.find(placement.subnet.as_str()));
    let vpc = subnet.and_then(|subnet| design.subnets.get(subnet).vpc.clone().ok());
    let finding = |reason: &StoppedReason| {
        let comparison = Comparison { design, vpc, steps: &found.steps, reason, decoded: &reason.decoded };
        Said { reason: reason.clone(), finding: comparison.finding() }
    };
    found.workload.reasons.iter().map(finding).collect()
}

/// One text and one placement.
struct Comparison<'a> {
    design: &'a Design,
    /// The placement's VPC, where known.
    vpc: Option<Ix<Vpc>>,
    steps: &'a [StepDiagnosis],
    reason: &'a StoppedReason,
    decoded: &'a Decoded,
}

impl Comparison<'_> {
    fn finding(&self) -> SaidFinding {
        match self.decoded.class {
            Class::Network(fault) if fault.is_of_name() => self.name_failed(),
            Class::Network(fault) if fault.was_answered() => self.answered_late(),
            Class::Network(_) => self.unanswered(),
            _ if self.decoded.arrived => self.answered(),
            _ => SaidFinding::NotCompared,
        }
    }
}

/// The kinds of some steps, each once.
fn kinds(steps: &[&StepDiagnosis]) -> Vec<StepKind> {
    let mut kinds: Vec<StepKind> = steps.iter().map(|step| step.step.kind).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}
