//! Stopped reasons, which AWS reports, compared with what the simulation found.
//!
//! Neither overrules the other: a text is about a moment, a snapshot about another. Agreement makes a finding stronger;
//! disagreement is a finding of its own, and no verdict is changed by it.

mod answered;
mod destination;
mod matching;
mod unanswered;

use std::net::IpAddr;

use hopwise_ecs::StepKind;
use hopwise_ecs::stopped::{Class, Decoded, StoppedReason};
use hopwise_model::design::{Design, Ix, Vpc};
use hopwise_model::{VpcEndpointId, VpcId};

pub use destination::DestinationKind;

use crate::diagnosis::{PlacementDiagnosis, StepDiagnosis};

/// A stopped reason, and what comes of comparing it with the simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedReason {
    /// The reason that AWS reports.
    pub reason: StoppedReason,
    /// What the simulation has to say about it.
    pub finding: ReasonFinding,
}

/// What the simulation has to say about a stopped reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReasonFinding {
    /// The simulation stops the same packets.
    Stopped {
        /// The steps that it stops, at least in part.
        steps: Vec<StepKind>,
        /// What the address tells that the packets were sent to.
        destination: DestinationKind,
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
        /// What the address tells that the packets were sent to.
        destination: DestinationKind,
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
        destination: DestinationKind,
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

impl ReasonFinding {
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

/// Compares the stopped reasons of a workload with each of its placements. All of `placements` are of one workload.
///
/// Where a task's place is not known, or where a service speaks of one of its tasks, a contradiction in one place is none
/// if the reason fits another.
pub(crate) fn compare(design: &Design, placements: &mut [PlacementDiagnosis]) {
    for found in placements.iter_mut() {
        found.stopped_reasons = compared(design, found);
    }
    let fitting: Vec<usize> = placements
        .iter()
        .flat_map(|found| found.stopped_reasons.iter().enumerate())
        .filter(|(_, compared)| compared.finding.agrees() == Some(true))
        .map(|(number, _)| number)
        .collect();
    for found in placements.iter_mut() {
        for (number, compared) in found.stopped_reasons.iter_mut().enumerate() {
            if compared.finding.agrees() == Some(false) && fitting.contains(&number) {
                compared.finding = ReasonFinding::OtherPlacement;
            }
        }
    }
}

fn compared(design: &Design, found: &PlacementDiagnosis) -> Vec<ComparedReason> {
    let subnet = found.placement.as_ref().and_then(|placement| design.subnets.find(placement.subnet.as_str()));
    let vpc = subnet.and_then(|subnet| design.subnets.get(subnet).vpc.clone().ok());
    let finding = |reason: &StoppedReason| {
        let comparison = Comparison { design, vpc, steps: &found.steps, reason, decoded: &reason.decoded };
        ComparedReason { reason: reason.clone(), finding: comparison.finding() }
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
    fn finding(&self) -> ReasonFinding {
        match self.decoded.class {
            Class::Network(fault) if fault.is_of_name() => self.name_failed(),
            Class::Network(fault) if fault.was_answered() => self.failed_after_answer(),
            Class::Network(_) => self.unanswered(),
            _ if self.decoded.arrived => self.answered(),
            _ => ReasonFinding::NotCompared,
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
