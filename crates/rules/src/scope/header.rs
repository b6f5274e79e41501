//! What packets look like at an end of a path.

use std::borrow::Cow;
use std::fmt;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

/// What packets look like: one of each list that is not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenHeader")]
pub struct Header {
    /// Blocks of source addresses.
    pub source_addresses: Vec<Ipv4Net>,
    /// Prefix lists of source addresses, by id or ARN; none beside `source_addresses`.
    pub source_prefix_lists: Vec<String>,
    /// Blocks of destination addresses.
    pub destination_addresses: Vec<Ipv4Net>,
    /// Prefix lists of destination addresses, by id or ARN; none beside `destination_addresses`.
    pub destination_prefix_lists: Vec<String>,
    /// Source ports, the first and the last of each range.
    pub source_ports: Vec<(u16, u16)>,
    /// Destination ports, the first and the last of each range.
    pub destination_ports: Vec<(u16, u16)>,
    /// Protocols by number: TCP, UDP.
    pub protocols: Vec<u8>,
}

/// What packets look like: one of each list that is there, and one of the lists at least.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
#[schemars(rename = "PacketHeaderStatement")]
struct WrittenHeader {
    /// IPv4 addresses or blocks: `203.0.113.0/24`.
    #[serde(default)]
    source_addresses: Vec<String>,
    /// Prefix lists, by id or ARN, instead of `SourceAddresses`.
    #[serde(default)]
    source_prefix_lists: Vec<String>,
    /// IPv4 addresses or blocks: `203.0.113.0/24`.
    #[serde(default)]
    destination_addresses: Vec<String>,
    /// Prefix lists, by id or ARN, instead of `DestinationAddresses`.
    #[serde(default)]
    destination_prefix_lists: Vec<String>,
    /// Ports or ranges, as texts: `"1024-65535"`.
    #[serde(default)]
    source_ports: Vec<String>,
    /// Ports or ranges, as texts: `"443"`.
    #[serde(default)]
    destination_ports: Vec<String>,
    /// `tcp`, `udp`. Default: both.
    #[serde(default)]
    protocols: Vec<String>,
}

impl TryFrom<WrittenHeader> for Header {
    type Error = String;

    fn try_from(written: WrittenHeader) -> Result<Self, String> {
        let blocks = |texts: Vec<String>| texts.iter().map(|text| block(text)).collect::<Result<Vec<_>, _>>();
        let ports = |texts: Vec<String>| texts.iter().map(|text| range(text)).collect::<Result<Vec<_>, _>>();
        let protocols = written.protocols.iter().map(|text| match text.as_str() {
            "tcp" => Ok(6),
            "udp" => Ok(17),
            other => Err(format!("`{}` is no protocol of a scope: expected `tcp` or `udp`", other.escape_default())),
        });
        let header = Self {
            source_addresses: blocks(written.source_addresses)?,
            source_prefix_lists: written.source_prefix_lists,
            destination_addresses: blocks(written.destination_addresses)?,
            destination_prefix_lists: written.destination_prefix_lists,
            source_ports: ports(written.source_ports)?,
            destination_ports: ports(written.destination_ports)?,
            protocols: protocols.collect::<Result<_, _>>()?,
        };
        let both = |one: bool, other: bool, which: &str| {
            if one && other {
                Err(format!("a `PacketHeaderStatement` has either `{which}Addresses` or `{which}PrefixLists`"))
            } else {
                Ok(())
            }
        };
        both(!header.source_addresses.is_empty(), !header.source_prefix_lists.is_empty(), "Source")?;
        both(!header.destination_addresses.is_empty(), !header.destination_prefix_lists.is_empty(), "Destination")?;
        if header == Self::default() {
            return Err("an empty `PacketHeaderStatement` says nothing: left out it means all packets".to_owned());
        }
        Ok(header)
    }
}

impl Header {
    /// Whether every packet of another header is one of this one's, as far as the two texts tell.
    pub(super) fn covers(&self, other: Option<&Self>) -> bool {
        fn all<T>(own: &[T], others: Option<&[T]>, is_in: impl Fn(&T, &T) -> bool) -> bool {
            let is_covered = |other: &T| own.iter().any(|own| is_in(own, other));
            own.is_empty() || others.is_some_and(|others| !others.is_empty() && others.iter().all(is_covered))
        }
        let block = |own: &Ipv4Net, other: &Ipv4Net| own.contains(other);
        let any = |own: &[Ipv4Net]| own.iter().any(|own| own.prefix_len() == 0);
        let range = |own: &(u16, u16), other: &(u16, u16)| own.0 <= other.0 && other.1 <= own.1;
        let every = |own: &[(u16, u16)]| own.contains(&(0, u16::MAX));
        let protocols = other.map(|other| other.protocols.as_slice()).filter(|other| !other.is_empty());
        (any(&self.source_addresses)
            || all(&self.source_addresses, other.map(|other| other.source_addresses.as_slice()), block))
            && all(&self.source_prefix_lists, other.map(|other| other.source_prefix_lists.as_slice()), PartialEq::eq)
            && (any(&self.destination_addresses)
                || all(&self.destination_addresses, other.map(|other| other.destination_addresses.as_slice()), block))
            && all(
                &self.destination_prefix_lists,
                other.map(|other| other.destination_prefix_lists.as_slice()),
                PartialEq::eq,
            )
            && (every(&self.source_ports)
                || all(&self.source_ports, other.map(|other| other.source_ports.as_slice()), range))
            && (every(&self.destination_ports)
                || all(&self.destination_ports, other.map(|other| other.destination_ports.as_slice()), range))
            // Nothing else is ever looked at.
            && all(&self.protocols, Some(protocols.unwrap_or(&[6, 17])), PartialEq::eq)
    }
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ports = |own: &[(u16, u16)]| {
            let texts = own.iter().map(|(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") });
            texts.collect::<Vec<_>>().join(", ")
        };
        let blocks = |own: &[Ipv4Net], lists: &[String]| {
            let texts =
                own.iter().map(|own| if own.prefix_len() == 32 { own.addr().to_string() } else { own.to_string() });
            texts.chain(lists.iter().cloned()).collect::<Vec<_>>().join(", ")
        };
        let protocols = self.protocols.iter().map(|own| if *own == 6 { "tcp" } else { "udp" });
        let named = [
            ("protocol", protocols.collect::<Vec<_>>().join(", ")),
            ("source", blocks(&self.source_addresses, &self.source_prefix_lists)),
            ("source ports", ports(&self.source_ports)),
            ("destination", blocks(&self.destination_addresses, &self.destination_prefix_lists)),
            ("destination ports", ports(&self.destination_ports)),
        ];
        let conditions = named.iter().filter(|(_, own)| !own.is_empty()).map(|(name, own)| format!("{name} {own}"));
        f.write_str(&conditions.collect::<Vec<_>>().join(" and "))
    }
}

impl JsonSchema for Header {
    fn schema_name() -> Cow<'static, str> {
        WrittenHeader::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        WrittenHeader::json_schema(generator)
    }
}

fn block(text: &str) -> Result<Ipv4Net, String> {
    let single = || text.parse::<Ipv4Addr>().ok().map(Ipv4Net::from);
    let block = text.parse::<Ipv4Net>().ok().map(|own| own.trunc());
    block.or_else(single).ok_or_else(|| format!("`{}` is no IPv4 address nor a block of some", text.escape_default()))
}

fn range(text: &str) -> Result<(u16, u16), String> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    match (from.trim().parse(), to.trim().parse()) {
        (Ok(from), Ok(to)) if from <= to => Ok((from, to)),
        _ => Err(format!(
            "`{}` is no port nor a range of some: expected such as `\"443\"` or `\"1024-65535\"`",
            text.escape_default()
        )),
    }
}
