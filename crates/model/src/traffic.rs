//! The protocol and port part of a security group rule or a network ACL entry.

use std::fmt;

/// TCP's protocol number.
pub const TCP: u8 = 6;
/// UDP's protocol number.
pub const UDP: u8 = 17;
/// ICMP's protocol number.
pub const ICMP: u8 = 1;
/// `ICMPv6`'s protocol number.
pub const ICMPV6: u8 = 58;

/// Which packets a rule speaks of, apart from their addresses.
///
/// `-1`, and in security groups every protocol other than TCP, UDP, ICMP and `ICMPv6`, ignores the ports that stand
/// beside it (EC2 API, `IpPermission`, `NetworkAclEntry`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Traffic {
    /// Every protocol and port.
    All,
    /// Every packet of one protocol.
    Protocol(u8),
    /// TCP or UDP packets to a destination port from `from` to `to`, both included.
    Ports {
        /// [`TCP`] or [`UDP`].
        protocol: u8,
        /// Lowest port.
        from: u16,
        /// Highest port.
        to: u16,
    },
    /// ICMP or `ICMPv6` packets; `None` stands for any type, or any code.
    Icmp {
        /// [`ICMP`] or [`ICMPV6`].
        protocol: u8,
        /// The ICMP type.
        kind: Option<u8>,
        /// The ICMP code.
        code: Option<u8>,
    },
}

impl Traffic {
    /// Whether a packet of `protocol` to `port` is meant. For ICMP, `port` is type × 256 + code.
    #[must_use]
    pub fn matches(self, protocol: u8, port: u16) -> bool {
        match self {
            Self::All => true,
            Self::Protocol(own) => own == protocol,
            Self::Ports { protocol: own, from, to } => own == protocol && (from..=to).contains(&port),
            Self::Icmp { protocol: own, kind, code } => {
                let [packet_kind, packet_code] = port.to_be_bytes();
                own == protocol
                    && kind.is_none_or(|kind| kind == packet_kind)
                    && code.is_none_or(|code| code == packet_code)
            }
        }
    }
}

/// The name of a protocol where it has a common one, else its number.
#[must_use]
pub fn protocol_name(protocol: u8) -> String {
    match protocol {
        TCP => "tcp".to_owned(),
        UDP => "udp".to_owned(),
        ICMP => "icmp".to_owned(),
        ICMPV6 => "icmpv6".to_owned(),
        other => format!("protocol {other}"),
    }
}

impl fmt::Display for Traffic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::All => f.write_str("all traffic"),
            Self::Protocol(protocol) | Self::Icmp { protocol, kind: None, .. } => {
                write!(f, "all {}", protocol_name(protocol))
            }
            Self::Ports { protocol, from, to } if from == to => write!(f, "{} {from}", protocol_name(protocol)),
            Self::Ports { protocol, from, to } => write!(f, "{} {from}-{to}", protocol_name(protocol)),
            Self::Icmp { protocol, kind: Some(kind), code: None } => {
                write!(f, "{} type {kind}", protocol_name(protocol))
            }
            Self::Icmp { protocol, kind: Some(kind), code: Some(code) } => {
                write!(f, "{} type {kind} code {code}", protocol_name(protocol))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_count_only_for_their_protocol() {
        let https = Traffic::Ports { protocol: TCP, from: 443, to: 443 };
        assert!(https.matches(TCP, 443));
        assert!(!https.matches(TCP, 80));
        assert!(!https.matches(UDP, 443));
        assert!(Traffic::Protocol(47).matches(47, 0));
        assert!(!Traffic::Protocol(47).matches(TCP, 443));
        assert!(Traffic::All.matches(TCP, 443));
    }

    #[test]
    fn icmp_type_and_code() {
        let echo = Traffic::Icmp { protocol: ICMP, kind: Some(8), code: None };
        assert!(echo.matches(ICMP, 8 * 256));
        assert!(echo.matches(ICMP, 8 * 256 + 3));
        assert!(!echo.matches(ICMP, 0));
        assert!(!echo.matches(TCP, 8 * 256));
    }

    #[test]
    fn words() {
        assert_eq!(Traffic::Ports { protocol: TCP, from: 443, to: 443 }.to_string(), "tcp 443");
        assert_eq!(Traffic::Ports { protocol: UDP, from: 1, to: 9 }.to_string(), "udp 1-9");
        assert_eq!(Traffic::All.to_string(), "all traffic");
    }
}
