//! Protocols and ports, as people write them.

use std::borrow::Cow;
use std::str::FromStr;

use hopwise_model::Traffic;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use thiserror::Error;

use crate::several::Listed;

/// What packets a rule is about: `tcp 443`, `udp 1024-65535`, `tcp`, `icmp`, `protocol 47` or `all`. Between protocol and ports
/// may be a blank, a slash or a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct RulePorts(pub Traffic);

/// Why a text names no packets.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{}` names no ports: {}", .0.escape_default(), expected(.0))]
pub struct InvalidPorts(String);

fn expected(text: &str) -> String {
    let text = text.trim();
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    if [first, last].iter().all(|own| own.trim().parse::<u16>().is_ok()) {
        return format!("without a protocol nobody knows which: `tcp {text}`?");
    }
    if text.contains(',') {
        return "of several, make a list: `[\"tcp 80\", \"tcp 443\"]`".to_owned();
    }
    "expected such as `tcp 443`, `udp 1024-65535`, `tcp`, `icmp`, `protocol 47` or `all`".to_owned()
}

const TCP: u8 = 6;
const UDP: u8 = 17;
const ICMP: u8 = 1;

impl FromStr for RulePorts {
    type Err = InvalidPorts;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).map(Self).ok_or_else(|| InvalidPorts(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Traffic> {
    let lower = text.trim().to_ascii_lowercase();
    let (protocol, ports) = match lower.split_once([' ', '/', ':']) {
        Some((protocol, ports)) => (protocol.trim(), Some(ports.trim())),
        None => (lower.as_str(), None),
    };
    let with_ports = |protocol: u8| {
        let (from, to) = match ports {
            None => (0, u16::MAX),
            Some(ports) => {
                let (from, to) = ports.split_once('-').unwrap_or((ports, ports));
                (from.trim().parse().ok()?, to.trim().parse().ok()?)
            }
        };
        (from <= to).then_some(Traffic::Ports { protocol, from, to })
    };
    match (protocol, ports) {
        ("all" | "any", None) => Some(Traffic::All),
        ("tcp", _) => with_ports(TCP),
        ("udp", _) => with_ports(UDP),
        ("icmp", None) => Some(Traffic::Icmp { protocol: ICMP, kind: None, code: None }),
        ("protocol", Some(number)) => match number.parse().ok()? {
            protocol @ (TCP | UDP) => Some(Traffic::Ports { protocol, from: 0, to: u16::MAX }),
            protocol @ ICMP => Some(Traffic::Icmp { protocol, kind: None, code: None }),
            other => Some(Traffic::Protocol(other)),
        },
        _ => None,
    }
}

impl Listed for RulePorts {
    const EXPECTED: &'static str = "ports such as `tcp 443`, or a list of these";
}

impl TryFrom<String> for RulePorts {
    type Error = InvalidPorts;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl JsonSchema for RulePorts {
    fn schema_name() -> Cow<'static, str> {
        "Ports".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "Protocol and ports: `tcp 443`, `udp 1024-65535`, `tcp`, `icmp`, `protocol 47` or `all`.",
            "examples": ["tcp 443", "udp 1024-65535", "icmp", "all"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_as_people_write_them() {
        let tcp = |from, to| Some(Traffic::Ports { protocol: 6, from, to });
        for (text, expected) in [
            ("tcp 443", tcp(443, 443)),
            ("TCP/443", tcp(443, 443)),
            ("tcp:80-90", tcp(80, 90)),
            ("tcp", tcp(0, 65535)),
            ("protocol 6", tcp(0, 65535)),
            ("udp 53", Some(Traffic::Ports { protocol: 17, from: 53, to: 53 })),
            ("icmp", Some(Traffic::Icmp { protocol: 1, kind: None, code: None })),
            ("protocol 47", Some(Traffic::Protocol(47))),
            ("all", Some(Traffic::All)),
            ("", None),
            ("443", None),
            ("tcp 90-80", None),
            ("tcp 65536", None),
            ("icmp 8", None),
            ("protocol 256", None),
            ("all 443", None),
        ] {
            assert_eq!(parse(text), expected, "{text:?}");
        }
    }
}
