//! Scopes of AWS's Network Access Analyzer.
//!
//! The grammar is that of `CreateNetworkInsightsAccessScope` (EC2 API, `AccessScopePathRequest`); what it means is told in the VPC
//! Network Access Analyzer guide, match conditions and exclusion conditions.

mod header;
mod kind;
mod resources;
mod written;

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

pub use header::Header;
pub use kind::ResourceType;
pub use resources::{Resources, resource_id};

pub(crate) use written::{Named, WrittenScope, is_scope};

/// Paths that are findings: those that match one of some conditions and none of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessScope {
    /// What is a finding; one at least.
    pub matches: Vec<ScopePath>,
    /// What is none all the same.
    pub excludes: Vec<ScopePath>,
}

/// A condition on a path: all that is said holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
#[schemars(rename = "AccessScopePath")]
pub struct ScopePath {
    /// Where it begins. Default: anywhere.
    #[serde(default)]
    pub source: ScopeEnd,
    /// Where it ends. Default: anywhere.
    #[serde(default)]
    pub destination: ScopeEnd,
    /// What it leads through, all of it, its ends among it.
    #[serde(default)]
    pub through_resources: Vec<Through>,
}

/// An end of a path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
#[schemars(rename = "AccessScopeStatement")]
pub struct ScopeEnd {
    /// Who is there. Default: anybody.
    #[serde(default)]
    pub resource_statement: Option<Resources>,
    /// What packets look like there: those of a source as they are sent, those of a destination as they arrive. Default: all
    /// of TCP and UDP over IPv4.
    #[serde(default)]
    pub packet_header_statement: Option<Header>,
}

/// A component that a path leads through.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
#[schemars(rename = "AccessScopeThrough")]
pub struct Through {
    /// Which.
    pub resource_statement: Resources,
}

impl ScopePath {
    /// Whether every path that another condition is true of is one of this one's, as far as the two texts tell.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let through = |own: &Through| {
            other.through_resources.iter().any(|it| own.resource_statement.covers(&it.resource_statement))
        };
        self.source.covers(&other.source)
            && self.destination.covers(&other.destination)
            && self.through_resources.iter().all(through)
    }

    fn says_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl ScopeEnd {
    fn covers(&self, other: &Self) -> bool {
        let resources = match (&self.resource_statement, &other.resource_statement) {
            (None, _) => true,
            (Some(own), Some(others)) => own.covers(others),
            (Some(_), None) => false,
        };
        let headers = match (&self.packet_header_statement, &other.packet_header_statement) {
            (None, _) => true,
            (Some(own), others) => own.covers(others.as_ref()),
        };
        resources && headers
    }
}

/// As a part of a sentence, what is said of it: `from … to … through …`.
impl fmt::Display for ScopePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |way: &str, end: &ScopeEnd| {
            let who = end.resource_statement.as_ref().map_or_else(|| "anywhere".to_owned(), ToString::to_string);
            match &end.packet_header_statement {
                Some(header) => Some(format!("{way} {who} with {header}")),
                None => end.resource_statement.as_ref().map(|_| format!("{way} {who}")),
            }
        };
        let through = self.through_resources.iter().map(|own| format!("through {}", own.resource_statement));
        let ends = [end("from", &self.source), end("to", &self.destination)];
        let parts: Vec<String> = ends.into_iter().flatten().chain(through).collect();
        f.write_str(if parts.is_empty() { "anywhere" } else { "" })?;
        f.write_str(&parts.join(" "))
    }
}
