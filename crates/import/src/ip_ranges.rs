//! AWS's published `ip-ranges.json` (VPC user guide, "AWS IP address ranges").

use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde::Deserialize;

use crate::error::ImportError;
use crate::shape::{object, typed};
use crate::text;
use crate::wire::value::{List, Maybe, Objects, Required};

/// The address ranges that AWS publishes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IpRanges {
    /// When AWS made the file, as printed: `YYYY-MM-DD-hh-mm-ss`; `None` where the file does not say.
    pub created: Option<String>,
    /// The ranges of IPv4, then those of IPv6, in the order of the file.
    pub prefixes: Vec<IpRange>,
}

/// One range. Ranges of different services overlap: `AMAZON` is the superset of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpRange {
    /// The block.
    pub net: IpNet,
    /// The Region, or `GLOBAL`.
    pub region: String,
    /// The service's code, such as `S3` or `AMAZON`.
    pub service: String,
}

#[derive(Debug, Deserialize)]
struct Wire {
    #[serde(rename = "createDate")]
    create_date: Maybe<String>,
    prefixes: Objects<WirePrefix>,
    // An extract of the file may hold one family only.
    ipv6_prefixes: List<WireIpv6Prefix>,
}

#[derive(Debug, Deserialize)]
struct WirePrefix {
    ip_prefix: Required<Ipv4Net>,
    region: Required<String>,
    service: Required<String>,
}

#[derive(Debug, Deserialize)]
struct WireIpv6Prefix {
    ipv6_prefix: Required<Ipv6Net>,
    region: Required<String>,
    service: Required<String>,
}

impl IpRanges {
    /// Reads the file, of which only the list `prefixes` is needed. `name` is what errors call it.
    ///
    /// # Errors
    ///
    /// When the bytes are not JSON, or not of the shape that AWS publishes.
    pub fn read(bytes: &[u8], name: &str) -> Result<Self, ImportError> {
        let file: Arc<str> = hopwise_model::sanitize(name).into();
        let bytes = &*text::utf8(bytes);
        if text::is_blank(bytes) {
            return Err(ImportError::EmptyDocument { file });
        }
        let text = text::decode(&file, bytes)?;
        if let Err(found) = object(&file, text)? {
            return Err(ImportError::NotAnObject { file, found });
        }
        let wire: Wire = typed(&file, text)?;
        let ipv4 = wire.prefixes.0.into_iter().map(|prefix| IpRange {
            net: prefix.ip_prefix.0.into(),
            region: prefix.region.0,
            service: prefix.service.0,
        });
        let ipv6 = wire.ipv6_prefixes.0.into_iter().map(|prefix| IpRange {
            net: prefix.ipv6_prefix.0.into(),
            region: prefix.region.0,
            service: prefix.service.0,
        });
        Ok(Self { created: wire.create_date.0, prefixes: ipv4.chain(ipv6).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_families_are_read() {
        let text = br#"{"syncToken": "1", "createDate": "2025-01-02-03-04-05",
            "prefixes": [{"ip_prefix": "3.5.64.0/21", "region": "eu-west-1", "service": "S3", "network_border_group": "x"}],
            "ipv6_prefixes": [{"ipv6_prefix": "2600:1f69::/40", "region": "GLOBAL", "service": "AMAZON"}]}"#;
        let ranges = IpRanges::read(text, "ip-ranges.json").unwrap();
        assert_eq!(ranges.created.as_deref(), Some("2025-01-02-03-04-05"));
        let printed: Vec<String> =
            ranges.prefixes.iter().map(|p| format!("{} {} {}", p.net, p.region, p.service)).collect();
        assert_eq!(printed, ["3.5.64.0/21 eu-west-1 S3", "2600:1f69::/40 GLOBAL AMAZON"]);
    }

    #[test]
    fn only_the_prefixes_are_needed() {
        let text = br#"{"prefixes": [{"ip_prefix": "3.5.64.0/21", "region": "eu-west-1", "service": "S3"}]}"#;
        let ranges = IpRanges::read(text, "extract.json").unwrap();
        assert_eq!((ranges.created, ranges.prefixes.len()), (None, 1));
        let error = IpRanges::read(br#"{"ipv6_prefixes": []}"#, "f").unwrap_err().to_string();
        assert!(error.starts_with("`f`: expected a field `prefixes`"), "{error}");
    }

    #[test]
    fn a_bad_block_is_named() {
        let text = br#"{"createDate": "x", "prefixes": [{"ip_prefix": "3.5.64.0/99", "region": "r", "service": "s"}], "ipv6_prefixes": []}"#;
        let error = IpRanges::read(text, "f").unwrap_err().to_string();
        assert_eq!(
            error,
            "`f`: expected an IPv4 CIDR block such as `10.0.0.0/16` at `/prefixes/0/ip_prefix` (line 1, column 48), found \"3.5.64.0/99\""
        );
    }
}
