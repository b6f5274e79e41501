//! What packets have to pass.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use thiserror::Error;

use crate::selector::{InvalidSelector, Pattern, Selector};
use crate::several::Listed;

/// What packets have to pass: components, by what tells them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Via {
    /// Components by pattern of their ids.
    Id(Pattern),
    /// Components with a name or a tag, or interfaces and NAT gateways in or with what is named.
    Of(Selector),
    /// VPC endpoints for a service of AWS.
    Endpoints(String),
}

/// Why a text is nothing that packets pass.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidVia {
    /// No text.
    #[error("an empty text in `via` means nothing")]
    Empty,
    /// A text that selects nothing.
    #[error(transparent)]
    Selector(InvalidSelector),
    /// Somebody whom packets come from or go to.
    #[error("`{}` is nothing that packets pass: expected an id such as `nat-…`, `vpce-…`, `igw-…`, `eni-…`, `i-…`, `rtb-…` or `acl-…`, `name:`, `tag:`, `tier:`, `group:`, `subnet-…`, `sg-…`, or a service of AWS for its endpoints, such as `s3`", .0.escape_default())]
    NoComponent(String),
}

/// How the ids of what packets may pass begin: of hops, and of the network ACLs and route tables that they meet at one. What goes by
/// a gateway to elsewhere (`tgw`, `vgw`, `vpn`, …) is not followed, and so never said to have gone another way.
const IDS: [&str; 17] = [
    "nat", "vpce", "igw", "eigw", "eni", "i", "tgw", "pcx", "vgw", "lgw", "cagw", "rtb", "acl", "vpn", "cvpn", "dxgw",
    "core",
];

impl FromStr for Via {
    type Err = InvalidVia;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidVia::Empty);
        }
        let is_id = text.split_once('-').is_some_and(|(kind, rest)| IDS.contains(&kind) && !rest.is_empty());
        if is_id && !text.contains([':', '/', '.', ' ']) {
            return Ok(Self::Id(Pattern::new(text)));
        }
        let is_service = |text: &str| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
            text.bytes().all(is_plain) && !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        };
        match text.parse::<Selector>().map_err(InvalidVia::Selector)? {
            Selector::Interface(id) | Selector::Instance(id) => Ok(Self::Id(id)),
            Selector::One(text) if is_service(&text) => Ok(Self::Endpoints(text)),
            Selector::Internet | Selector::Everybody | Selector::Service(_) | Selector::Block(_) | Selector::One(_) => {
                Err(InvalidVia::NoComponent(text.to_owned()))
            }
            own @ (Selector::Tier(_)
            | Selector::Name(_)
            | Selector::Group(_)
            | Selector::Tag(..)
            | Selector::Subnet(_)
            | Selector::SecurityGroup(_)
            | Selector::Vpc(_)) => Ok(Self::Of(own)),
        }
    }
}

impl Listed for Via {}

impl TryFrom<String> for Via {
    type Error = InvalidVia;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// As it is written.
impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Of(own) => own.fmt(f),
            Self::Endpoints(service) => f.write_str(service),
        }
    }
}

impl JsonSchema for Via {
    fn schema_name() -> Cow<'static, str> {
        "Via".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "minLength": 1,
            "description": "What packets have to pass: `nat-…`, `vpce-…`, `igw-…`, `eni-…`, `i-…`, `name:NAME`, `tag:KEY=VALUE`, `tag:KEY`, `tier:NAME`, `subnet-…`, `vpc-…`, `group:NAME`, `sg-…`, or a service of AWS for its endpoints. `*` stands for any text.",
            "examples": ["nat-0a", "name:egress-*", "tag:role=firewall", "tier:firewall", "s3"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_passed_is_a_component() {
        for text in [
            "nat-0a",
            "nat-*",
            "vpce-shop-s3",
            "i-0a*",
            "eni-0a",
            "name:egress-*",
            "tag:role=firewall",
            "tag:role",
            "tier:firewall",
            "subnet-0a",
            "vpc-0a",
            "group:firewall",
            "sg-0a",
            "s3",
            "ecr.api",
        ] {
            assert_eq!(text.parse::<Via>().map(|own| own.to_string()), Ok(text.to_owned()));
        }
        for (text, why) in [
            (" ", "an empty text in `via` means nothing"),
            ("internet", "`internet` is nothing that packets pass"),
            ("*", "nothing that packets pass"),
            ("service:orders", "nothing that packets pass"),
            ("10.0.0.0/8", "nothing that packets pass"),
            ("10.0.0.1", "nothing that packets pass"),
            ("arn:aws:ecs:eu-west-1:111122223333:task/prod/3f9c", "nothing that packets pass"),
            ("teir:app", "did you mean `tier:`?"),
            ("egress-*", "`name:egress-*`"),
        ] {
            let error = text.parse::<Via>().unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
