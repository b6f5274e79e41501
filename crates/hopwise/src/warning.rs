//! What an answer should not be read without.

use std::fmt;
use std::net::IpAddr;

use hopwise_ecs::{LaunchType, OperatingSystem, PlatformVersion, Selection};
use hopwise_engine::FOLLOWED;
use hopwise_model::Design;
use hopwise_packet::{AddressSet, Protocol};

use crate::question::TraceRequest;

/// What was left out of the input or looks wrong in it, and what a question says that is probably not what was meant.
/// There is an answer all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// About documents.
    Input(hopwise_import::Warning),
    /// A placement on a platform version that AWS has not released, such as 9.9.
    UnreleasedPlatform {
        /// The version.
        version: PlatformVersion,
        /// Those that are known.
        released: Vec<PlatformVersion>,
    },
    /// Ports of a protocol that has none.
    NoPorts {
        /// The protocol.
        protocol: Protocol,
        /// Whether the question names a destination port.
        destination: bool,
        /// Whether it names source ports.
        source: bool,
    },
    /// Two public addresses of which the snapshot knows neither: the answer is about the internet alone.
    OutsideSnapshot {
        /// Who asks.
        from: IpAddr,
        /// Who is asked.
        to: IpAddr,
    },
}

impl Warning {
    /// The file that it is about, where it is about one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Input(warning) => warning.file(),
            Self::UnreleasedPlatform { .. } | Self::NoPorts { .. } | Self::OutsideSnapshot { .. } => None,
        }
    }

    /// About a platform version.
    pub(crate) fn of_placement(selection: &Selection) -> Option<Self> {
        let placement = selection.hypothetical.as_ref()?;
        if !matches!(placement.launch_type, None | Some(LaunchType::Fargate)) {
            return None;
        }
        let system = placement.operating_system.unwrap_or(OperatingSystem::Linux);
        let version = PlatformVersion::resolve(placement.platform_version.as_deref(), system).ok()?;
        let released = PlatformVersion::released(system);
        (!released.contains(&version)).then(|| Self::UnreleasedPlatform { version, released: released.to_vec() })
    }

    /// About ports.
    pub(crate) fn of_ports(request: &TraceRequest) -> Option<Self> {
        let (protocol, destination, source) =
            (request.protocol, request.port.is_some(), request.source_ports.is_some());
        (!protocol.has_ports() && (destination || source)).then_some(Self::NoPorts { protocol, destination, source })
    }

    /// About the ends of a trace.
    pub(crate) fn of_ends(design: &Design, request: &TraceRequest) -> Option<Self> {
        let outside = |text: &str| {
            let address: IpAddr = text.parse().ok()?;
            let is_public = AddressSet::public(FOLLOWED).contains(address);
            let here = design.interface_at_public(address).is_some()
                || design.vpcs.indices().any(|vpc| design.interface_at(vpc, address).is_some());
            (is_public && !here).then_some(address)
        };
        Some(Self::OutsideSnapshot { from: outside(&request.from)?, to: outside(&request.to)? })
    }
}

impl From<hopwise_import::Warning> for Warning {
    fn from(warning: hopwise_import::Warning) -> Self {
        Self::Input(warning)
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(warning) => warning.fmt(f),
            Self::UnreleasedPlatform { version, released } => {
                write!(f, "platform version {version} is none that this version of hopwise knows: ")?;
                let known: Vec<String> = released.iter().map(ToString::to_string).collect();
                f.write_str(&known.join(", "))
            }
            Self::NoPorts { protocol, destination, source } => {
                let unused = match (destination, source) {
                    (_, false) => "the port is",
                    (false, true) => "the source port is",
                    (true, true) => "the port and the source port are",
                };
                write!(f, "protocol {protocol} has no ports: {unused} not used")
            }
            Self::OutsideSnapshot { from, to } => write!(
                f,
                "neither {from} nor {to} is an address of this snapshot: the answer says nothing about its network"
            ),
        }
    }
}
