//! Protocols and ports of rules.

use std::fmt;
use std::ops::RangeInclusive;

use hopwise_model::Traffic;
use hopwise_model::traffic::ICMPV6;

/// What a rule of a security group or a network ACL is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ports(pub(crate) Traffic, pub(crate) Option<RangeInclusive<u16>>);

impl Ports {
    /// The traffic that this is.
    #[must_use]
    pub const fn traffic(&self) -> Traffic {
        self.0
    }
}

impl From<Traffic> for Ports {
    fn from(traffic: Traffic) -> Self {
        let range = match traffic {
            Traffic::Ports { from, to, .. } => Some(from..=to),
            Traffic::All | Traffic::Icmp { .. } | Traffic::Protocol(_) => None,
        };
        Self(traffic, range)
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Traffic::All => f.write_str("every port"),
            Traffic::Ports { protocol, from, to } => {
                let name = if protocol == 6 { "tcp" } else { "udp" };
                if from == to { write!(f, "{name} {from}") } else { write!(f, "{name} {from}-{to}") }
            }
            Traffic::Icmp { protocol: ICMPV6, .. } => f.write_str("icmpv6"),
            Traffic::Icmp { .. } => f.write_str("icmp"),
            Traffic::Protocol(protocol) => write!(f, "protocol {protocol}"),
        }
    }
}

const fn ports(protocol: u8, from: u16, to: u16) -> Ports {
    Ports(Traffic::Ports { protocol, from, to }, Some(from..=to))
}

/// One TCP port.
#[must_use]
pub const fn tcp(port: u16) -> Ports {
    ports(6, port, port)
}

/// TCP ports from the first to the last, both included.
#[must_use]
pub const fn tcp_range(range: RangeInclusive<u16>) -> Ports {
    ports(6, *range.start(), *range.end())
}

/// One UDP port.
#[must_use]
pub const fn udp(port: u16) -> Ports {
    ports(17, port, port)
}

/// UDP ports from the first to the last, both included.
#[must_use]
pub const fn udp_range(range: RangeInclusive<u16>) -> Ports {
    ports(17, *range.start(), *range.end())
}

/// ICMP of every type.
#[must_use]
pub const fn icmp() -> Ports {
    Ports(Traffic::Icmp { protocol: 1, kind: None, code: None }, None)
}

/// `ICMPv6` of every type.
#[must_use]
pub const fn icmpv6() -> Ports {
    Ports(Traffic::Icmp { protocol: ICMPV6, kind: None, code: None }, None)
}

/// Every protocol and port.
#[must_use]
pub const fn all() -> Ports {
    Ports(Traffic::All, None)
}
