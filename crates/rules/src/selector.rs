//! Who is meant.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use thiserror::Error;

use crate::error::nearest;
use crate::several::Listed;

/// A text in which each `*` stands for any text, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// A text as a pattern.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Whether a name is one of those that are meant.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let mut parts = self.0.split('*');
        let head = parts.next().unwrap_or_default();
        let Some(mut rest) = name.strip_prefix(head) else { return false };
        let Some(tail) = parts.next_back() else { return rest.is_empty() };
        for part in parts {
            let Some(at) = rest.find(part) else { return false };
            rest = rest.get(at + part.len()..).unwrap_or_default();
        }
        rest.ends_with(tail)
    }

    /// Whether a name is one of those that are meant, or one of those with something behind it, such as a zone: `app-a` of
    /// `app`.
    #[must_use]
    pub fn matches_tier(&self, name: &str) -> bool {
        self.matches(name) || name.strip_prefix(&self.0).is_some_and(|rest| rest.starts_with('-'))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether several names may be meant.
    #[must_use]
    pub fn is_wild(&self) -> bool {
        self.0.contains('*')
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who sends packets, or takes them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Selector {
    /// Every public address that nobody of the snapshot has.
    Internet,
    /// Every interface.
    Everybody,
    /// Interfaces in subnets with a name, or with one that begins with it and a dash.
    Tier(Pattern),
    /// The placements of an ECS service.
    Service(Pattern),
    /// Interfaces with a name, or on an instance with it.
    Name(Pattern),
    /// Interfaces that carry a security group with a name.
    Group(Pattern),
    /// Interfaces that have a tag, or whose instance, subnet or VPC has it: by its key, and its value where one is said.
    Tag(String, Option<Pattern>),
    /// Interfaces in subnets.
    Subnet(Pattern),
    /// Interfaces that carry a security group.
    SecurityGroup(Pattern),
    /// Interfaces of a VPC.
    Vpc(Pattern),
    /// Interfaces by pattern of their ids.
    Interface(Pattern),
    /// Interfaces of instances, by pattern of their ids.
    Instance(Pattern),
    /// A block of addresses.
    Block(IpNet),
    /// What a trace knows by a name: an interface, an instance, a task, an address, a host, a service of AWS.
    One(String),
}

/// Why a text means nobody.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidSelector {
    /// No text.
    #[error("an empty text means nobody")]
    Empty,
    /// A word before a colon that selects nothing.
    #[error("`{}` selects nothing: {}", .0.escape_default(), known(.0))]
    Kind(String),
    /// A block of no addresses.
    #[error("`{}` is no block of addresses: `10.0.0.0/16`, with a prefix of 32 bits at most, or of 128 for IPv6", .0.escape_default())]
    Block(String),
    /// A number that is no address.
    #[error("`{}` is no address: of IPv4 it has four numbers, each of 255 at most", .0.escape_default())]
    Address(String),
    /// A `*` in something that is not a pattern.
    #[error("`{}` does not say of what it is a pattern: write `name:{}`, `tier:{}` or `group:{}`", .0.escape_default(), .0.escape_default(), .0.escape_default(), .0.escape_default())]
    Wild(String),
}

const KINDS: [&str; 5] = ["tier", "service", "name", "group", "tag"];

fn known(kind: &str) -> String {
    match nearest(kind, KINDS) {
        Some(meant) => format!("did you mean `{meant}:`?"),
        None => "there is `tier:`, `service:`, `name:`, `group:` and `tag:`".to_owned(),
    }
}

impl FromStr for Selector {
    type Err = InvalidSelector;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let pattern = || Pattern::new(text);
        let is_wild = text.contains('*');
        match text {
            "" => return Err(InvalidSelector::Empty),
            "internet" => return Ok(Self::Internet),
            "*" => return Ok(Self::Everybody),
            _ if text.starts_with("subnet-") => return Ok(Self::Subnet(pattern())),
            _ if text.starts_with("sg-") => return Ok(Self::SecurityGroup(pattern())),
            _ if text.starts_with("vpc-") => return Ok(Self::Vpc(pattern())),
            _ if text.starts_with("eni-") && is_wild => return Ok(Self::Interface(pattern())),
            _ if text.starts_with("i-") && is_wild => return Ok(Self::Instance(pattern())),
            _ => {}
        }
        if text.parse::<IpAddr>().is_ok() {
            return Ok(Self::One(text.to_owned()));
        }
        if let Ok(block) = text.parse::<IpNet>() {
            return Ok(Self::Block(block));
        }
        if text.split_once('/').is_some_and(|(address, _)| address.parse::<IpAddr>().is_ok()) {
            return Err(InvalidSelector::Block(text.to_owned()));
        }
        // Only ids of tasks are digits, and have no dots.
        if text.contains('.') && text.bytes().all(|byte| byte.is_ascii_digit() || b"./".contains(&byte)) {
            return Err(InvalidSelector::Address(text.to_owned()));
        }
        let kind = text
            .split_once(':')
            .map(|(kind, rest)| (kind.trim(), rest.trim()))
            .filter(|(kind, rest)| !rest.starts_with("//") && !matches!(*kind, "arn" | "task"));
        match kind {
            Some((_, "")) => Err(InvalidSelector::Empty),
            Some(("tier", name)) => Ok(Self::Tier(Pattern::new(name))),
            Some(("service", name)) => Ok(Self::Service(Pattern::new(name))),
            Some(("name", name)) => Ok(Self::Name(Pattern::new(name))),
            Some(("group", name)) => Ok(Self::Group(Pattern::new(name))),
            Some(("tag", tag)) => Ok(match tag.split_once('=') {
                Some((key, value)) => Self::Tag(key.to_owned(), Some(Pattern::new(value))),
                None => Self::Tag(tag.to_owned(), None),
            }),
            Some((kind, _)) if kind.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_') => {
                Err(InvalidSelector::Kind(kind.to_owned()))
            }
            _ if is_wild => Err(InvalidSelector::Wild(text.to_owned())),
            _ => Ok(Self::One(text.to_owned())),
        }
    }
}

impl Listed for Selector {}

impl TryFrom<String> for Selector {
    type Error = InvalidSelector;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl JsonSchema for Selector {
    fn schema_name() -> Cow<'static, str> {
        "Selector".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "minLength": 1,
            "description": "Who is meant: `internet`, `tier:NAME`, `service:NAME`, `name:NAME`, `group:NAME`, `tag:KEY=VALUE`, `tag:KEY`, `subnet-…`, `sg-…`, `vpc-…`, `*`, or an interface, instance, task, address, host, service of AWS or CIDR block. `*` stands for any text.",
            "examples": ["internet", "tier:app", "service:orders", "group:db-*", "vpc-0a", "10.0.0.0/8"],
        })
    }
}

/// As it is written.
impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internet => f.write_str("internet"),
            Self::Everybody => f.write_str("*"),
            Self::Tier(name) => write!(f, "tier:{name}"),
            Self::Service(name) => write!(f, "service:{name}"),
            Self::Name(name) => write!(f, "name:{name}"),
            Self::Group(name) => write!(f, "group:{name}"),
            Self::Tag(key, None) => write!(f, "tag:{key}"),
            Self::Tag(key, Some(value)) => write!(f, "tag:{key}={value}"),
            Self::Subnet(id) | Self::SecurityGroup(id) | Self::Vpc(id) | Self::Interface(id) | Self::Instance(id) => {
                id.fmt(f)
            }
            Self::Block(block) => block.fmt(f),
            Self::One(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_tiers_match_their_subnets_in_each_zone() {
        for (tier, name, is_its) in [
            ("app", "app", true),
            ("app", "app-a", true),
            ("app", "apple", false),
            ("app", "my-app-a", false),
            ("*app*", "my-app-a", true),
            ("*-a", "app-a", true),
            ("app*", "apple", true),
            ("*", "anything", true),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(Pattern::new(tier).matches_tier(name), is_its, "{tier} {name}");
        }
    }

    #[test]
    fn a_selector_is_what_its_text_says() {
        for text in [
            "internet",
            "*",
            "tier:app",
            "service:orders-*",
            "name:web",
            "group:db",
            "tag:env=prod-*",
            "tag:aws:ecs:serviceName=orders",
            "tag:env",
            "subnet-0a",
            "sg-0a*",
            "vpc-0a",
            "eni-0a",
            "eni-*",
            "i-0a*",
            "10.0.0.0/8",
            "10.0.0.1",
            "::1",
            "fd00::/8",
            "ecr.api",
            "https://example.com/",
            "arn:aws:ecs:eu-west-1:111122223333:task/prod/3f9c",
            "task/prod/3f9c",
        ] {
            assert_eq!(text.parse::<Selector>().map(|own| own.to_string()), Ok(text.to_owned()));
        }
        let error = |text: &str| text.parse::<Selector>().unwrap_err().to_string();
        assert_eq!(error("teir:app"), "`teir` selects nothing: did you mean `tier:`?");
        assert_eq!(error("Tier:app"), "`Tier` selects nothing: did you mean `tier:`?");
        assert_eq!("tier: app".parse::<Selector>().map(|own| own.to_string()), Ok("tier:app".to_owned()));
        for block in ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/a", "::/129"] {
            assert!(error(block).contains("is no block of addresses"), "{block}");
        }
        for address in ["10.0.0.256", "10.0.0", "1.2.3.4.5", "10.0.0/8"] {
            assert!(error(address).contains("is no address"), "{address}");
        }
        assert!(error("colour:red").contains("there is `tier:`"));
        assert!(error("web-*").contains("name:web-*"));
        assert!(error("tier:").contains("nobody") && error(" ").contains("nobody"));
    }
}
