//! The top-level keys of a document, and what they say about it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use hopwise_model::DocumentKind;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::known::{ACCOMPANYING, FIREWALL_CONFIG, IP_RANGES, NOT_EVALUATED, NOT_OF_SECRETS, SHARED, VPC_ATTRIBUTES};
use super::mark;
use crate::warning::Warning;
use crate::wire::MANIFEST;

/// The keys of an object in their order, and whether a value is `null`.
#[derive(Debug)]
pub(crate) struct Keys<'t>(Vec<Found<'t>>);

/// A key, and what kind of value it has.
#[derive(Debug)]
struct Found<'t> {
    key: Cow<'t, str>,
    value: Kind,
}

/// What kind of value a key has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    True,
    False,
    EmptyString,
    Object,
    Other,
}

impl Kind {
    fn of(json: &str) -> Self {
        match json {
            "null" => Self::Null,
            "true" => Self::True,
            "false" => Self::False,
            "\"\"" => Self::EmptyString,
            json if json.starts_with('{') => Self::Object,
            _ => Self::Other,
        }
    }
}

impl<'de: 't, 't> Deserialize<'de> for Keys<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeysVisitor;
        impl<'de> Visitor<'de> for KeysVisitor {
            type Value = Vec<Found<'de>>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut keys = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    let value: &RawValue = map.next_value()?;
                    keys.push(Found { key, value: Kind::of(value.get()) });
                }
                Ok(keys)
            }
        }
        deserializer.deserialize_map(KeysVisitor).map(Keys)
    }
}

/// A key, borrowed where it holds no escape.
#[derive(serde::Deserialize)]
struct Key<'t>(#[serde(borrow)] Cow<'t, str>);

impl Keys<'_> {
    fn has(&self, key: &str) -> bool {
        self.0.iter().any(|own| own.key == key)
    }

    fn has_vpc_attribute(&self) -> bool {
        VPC_ATTRIBUTES.iter().any(|key| self.has(key))
    }

    /// Whether this describes a secret and does not hold its value.
    fn is_secret(&self) -> bool {
        self.has("ARN") && self.has("Name") && !NOT_OF_SECRETS.iter().any(|key| self.has(key))
    }

    /// Whether this is the policy of a secret: of one that has none, only the secret's names are printed.
    fn is_secret_policy(&self) -> bool {
        let bare = self.names().all(|key| matches!(key, "ARN" | "Name" | "ResponseMetadata"));
        self.is_secret() && (bare || self.has(DocumentKind::SecretPolicy.key()))
    }

    /// The names, in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|own| own.key.as_ref())
    }

    /// The kinds of document that are evaluated, in a fixed order.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = DocumentKind> {
        DocumentKind::ALL.iter().copied().filter(|kind| match kind {
            // Its own key is too common to tell it.
            DocumentKind::VpcAttribute => self.has_vpc_attribute(),
            DocumentKind::FirewallConfigs => self.has(kind.key()) || self.has(FIREWALL_CONFIG),
            // Policies of keys and buckets are strings under the same key, of users and groups have another name beside
            // them, and of registries have none.
            DocumentKind::ManagedPolicy => self.0.iter().any(|own| own.key == kind.key() && own.value == Kind::Object),
            DocumentKind::RolePolicy => self.has(kind.key()) && self.has("RoleName"),
            DocumentKind::RepositoryPolicy => self.has(kind.key()) && self.has("repositoryName"),
            DocumentKind::Secret => self.is_secret() && !self.is_secret_policy(),
            DocumentKind::SecretPolicy => self.is_secret_policy(),
            kind => self.has(kind.key()),
        })
    }

    /// Whether there is anything to read.
    pub(crate) fn is_evaluated(&self) -> bool {
        self.kinds().next().is_some() || self.has("failures") || self.has(MANIFEST)
    }

    /// A document that is `null`, as a query that does not match prints it. It must not pass for an empty one.
    pub(crate) fn null_document(&self) -> Option<&str> {
        let is_document = |key: &str| {
            [MANIFEST, FIREWALL_CONFIG].contains(&key) || DocumentKind::ALL.iter().any(|kind| kind.key() == key)
        };
        self.0.iter().find(|own| own.value == Kind::Null && is_document(&own.key)).map(|own| own.key.as_ref())
    }

    /// Whether the document says that another page follows.
    pub(crate) fn has_more_pages(&self) -> bool {
        mark::is_set(self.0.iter().map(|own| (own.key.as_ref(), own.value)))
    }

    /// What to say about keys that are not read.
    pub(crate) fn warnings(&self, file: &Arc<str>) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut unknown = Vec::new();
        let is_ip_ranges = IP_RANGES.first().is_some_and(|key| self.has(key));
        if is_ip_ranges {
            warnings.push(Warning::IpRanges { file: Arc::clone(file) });
        }
        let (kinds, secret): (Vec<DocumentKind>, bool) = (self.kinds().collect(), self.is_secret());
        for key in self.names() {
            if is_ip_ranges && IP_RANGES.contains(&key) {
                continue;
            }
            let evaluated = match key {
                "VpcId" | "EnableDnsSupport" | "EnableDnsHostnames" => self.has_vpc_attribute(),
                MANIFEST | FIREWALL_CONFIG => true,
                key => kinds.iter().any(|kind| kind.key() == key) || secret,
            };
            if evaluated
                || ((ACCOMPANYING.contains(&key) || mark::is_mark(key)) && self.0.len() > 1)
                || key == "failures"
            {
                continue;
            }
            if NOT_EVALUATED.contains(&key) || SHARED.contains(&key) {
                let warning = Warning::NotEvaluated { file: Arc::clone(file), key: key.to_owned(), more: 0 };
                if !warnings.contains(&warning) {
                    warnings.push(warning);
                }
            } else if key != "VpcId" || self.0.len() == 1 {
                unknown.push(key.to_owned());
            }
        }
        if !unknown.is_empty() || self.0.is_empty() {
            warnings.push(Warning::UnknownDocument { file: Arc::clone(file), keys: unknown });
        }
        warnings
    }
}
