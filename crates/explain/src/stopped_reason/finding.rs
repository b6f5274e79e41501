//! What comes of comparing a stopped reason with the simulation.

use std::net::IpAddr;

use hopwise_ecs::StepKind;
use hopwise_ecs::stopped::StoppedReason;
use hopwise_model::{NetworkInterfaceId, PrefixListId, VpcEndpointId, VpcId};

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
    /// Somebody refused what the policies of the snapshot allow.
    AllowedThoughRefused {
        /// The steps that ask for it.
        steps: Vec<StepKind>,
        /// Whether a policy refused that no snapshot shows: one of the organization, or of the session.
        organization: bool,
    },
    /// The task ran before it ended; the simulation stops what it needed to start.
    StartedThoughBlocked {
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
            | Self::AllowedThoughRefused { .. }
            | Self::StartedThoughBlocked { .. }
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

/// What packets were sent to, as the address in a text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DestinationKind {
    /// To an interface endpoint: the address is inside the VPC.
    Endpoint(VpcEndpointId),
    /// To another interface inside the VPC.
    Interface(NetworkInterfaceId),
    /// To an address inside the VPC that no interface of the snapshot has.
    Nobody,
    /// To the service's addresses in a prefix list: by a gateway endpoint's route where there is one, else by the way to
    /// the internet.
    PrefixList(PrefixListId),
    /// To another public address: by the way to the internet, past every endpoint.
    Public,
    /// To a private address outside the VPC.
    Private,
    /// The text names no address.
    Unknown,
}

impl DestinationKind {
    /// Whether it leads out of the VPC, past its interface endpoints.
    pub(super) const fn is_public(&self) -> bool {
        matches!(self, Self::PrefixList(_) | Self::Public)
    }
}
