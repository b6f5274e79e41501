//! A scope with what the AWS CLI prints and takes around it.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{AccessScope, ScopePath};

/// A scope of AWS's Network Access Analyzer: what `create-network-insights-access-scope` takes and prints, what
/// `get-network-insights-access-scope-content` prints, or a resource of a template. Every path that matches and is not
/// excluded is a violation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
#[schemars(rename = "AccessScope", extend("anyOf" = [
    { "required": ["MatchPaths"] }, { "required": ["NetworkInsightsAccessScopeContent"] }, { "required": ["Properties"] }
]))]
pub(crate) struct WrittenScope {
    /// What is a finding: paths of which one of these conditions is true.
    #[serde(default)]
    match_paths: Option<Vec<ScopePath>>,
    /// What is none: paths of which one of these is true.
    #[serde(default)]
    exclude_paths: Option<Vec<ScopePath>>,
    /// The scope's id.
    #[serde(default)]
    network_insights_access_scope_id: Option<String>,
    /// The content, as AWS prints it.
    #[serde(default)]
    network_insights_access_scope_content: Option<Box<WrittenScope>>,
    /// What a scope is called, as AWS prints it beside the content.
    #[serde(default)]
    network_insights_access_scope: Option<About>,
    /// Tags, of which `Name` is read.
    #[serde(default)]
    tag_specifications: Option<Vec<About>>,
    /// Tags in a template, of which `Name` is read.
    #[serde(default)]
    tags: Option<Vec<Tag>>,
    /// The type in a template, `AWS::EC2::NetworkInsightsAccessScope`.
    #[serde(default, rename = "Type")]
    kind: Option<String>,
    /// The content in a template.
    #[serde(default)]
    properties: Option<Box<WrittenScope>>,
    /// A list of scopes does not hold their contents.
    #[serde(default)]
    #[schemars(skip)]
    network_insights_access_scopes: Option<IgnoredAny>,
    #[serde(default, rename = "ClientToken")]
    #[schemars(with = "serde_json::Value")]
    _client_token: Option<IgnoredAny>,
    #[serde(default, rename = "DryRun")]
    #[schemars(with = "serde_json::Value")]
    _dry_run: Option<IgnoredAny>,
    #[serde(default, rename = "NextToken")]
    #[schemars(with = "serde_json::Value")]
    _next: Option<IgnoredAny>,
    #[serde(default, rename = "ResponseMetadata")]
    #[schemars(with = "serde_json::Value")]
    _metadata: Option<IgnoredAny>,
}

/// What has tags.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(rename = "Tagged")]
struct About {
    /// Tags, of which `Name` is read.
    #[serde(default)]
    tags: Option<Vec<Tag>>,
}

/// A tag.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    /// Its key.
    key: String,
    /// Its value.
    #[serde(default)]
    value: String,
}

/// A scope, and what it is called: by its `Name` tag, else its id.
#[derive(Debug)]
pub(crate) struct Named {
    /// What it is called.
    pub(crate) name: Option<String>,
    /// The scope.
    pub(crate) scope: AccessScope,
    /// The pointer to the object that holds its `MatchPaths`.
    pub(crate) within: &'static str,
}

/// Whether a file with these keys is of a scope.
pub(crate) fn is_scope<'k>(mut keys: impl Iterator<Item = &'k str>) -> bool {
    // What is misspelled is told with what a scope may have.
    keys.any(|key| {
        ["NetworkInsightsAccessScope", "Match", "Exclude", "Properties"].iter().any(|own| key.starts_with(own))
    })
}

impl WrittenScope {
    /// The scope that is meant.
    ///
    /// # Errors
    ///
    /// What is wrong.
    pub(crate) fn scope(self) -> Result<Named, String> {
        if self.network_insights_access_scopes.is_some() {
            return Err("a list of scopes does not hold what is in them: `aws ec2 get-network-insights-access-scope-content --network-insights-access-scope-id ID` prints it".to_owned());
        }
        let about = self.network_insights_access_scope.into_iter().chain(self.tag_specifications.into_iter().flatten());
        let tags = about.filter_map(|about| about.tags).chain(self.tags).flatten();
        let name = tags.into_iter().find(|tag| tag.key == "Name").map(|tag| tag.value);
        let (inner, within) = match (self.network_insights_access_scope_content, self.properties) {
            (Some(content), _) => (Some(content), "/NetworkInsightsAccessScopeContent"),
            (None, Some(properties)) => (Some(properties), "/Properties"),
            (None, None) => (None, ""),
        };
        if let Some(kind) = self.kind.filter(|kind| kind != "AWS::EC2::NetworkInsightsAccessScope") {
            return Err(format!("`{}` is no `AWS::EC2::NetworkInsightsAccessScope`", kind.escape_default()));
        }
        if let Some(inner) = inner {
            let own = inner.scope()?;
            return Ok(Named { name: name.or(own.name), scope: own.scope, within });
        }
        let matches = self.match_paths.unwrap_or_default();
        if matches.is_empty() {
            return Err("a scope without `MatchPaths` finds nothing".to_owned());
        }
        let excludes = self.exclude_paths.unwrap_or_default();
        if excludes.iter().any(ScopePath::says_nothing) {
            return Err("an empty entry of `ExcludePaths` excludes everything".to_owned());
        }
        let name = name.or(self.network_insights_access_scope_id);
        Ok(Named { name, scope: AccessScope { matches, excludes }, within })
    }
}
