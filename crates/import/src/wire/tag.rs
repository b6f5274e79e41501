use serde::Deserialize;

use super::value::{List, Maybe};

/// A tag. Network interfaces call their list of them `TagSet`, everything else `Tags`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Tag {
    key: Maybe<String>,
    value: Maybe<String>,
}

/// A tag of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadTag {
    /// Its key.
    pub key: String,
    /// Its value; empty where it has none.
    pub value: String,
}

/// A resource, as far as its tags go.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tagged {
    #[serde(default)]
    tags: List<Tag>,
    #[serde(default)]
    tag_set: List<Tag>,
}

/// The tags of the resource that a text begins with, as the AWS CLI prints it, whatever follows; none where it begins with
/// something else. AWS leaves the list out of what has no tags.
#[must_use]
pub fn tags(text: &str) -> Option<Vec<ReadTag>> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Tagged>();
    let Tagged { tags, tag_set } = values.next()?.ok()?;
    let all = tags.0.into_iter().chain(tag_set.0);
    Some(all.filter_map(|tag| Some(ReadTag { key: tag.key.0?, value: tag.value.0.unwrap_or_default() })).collect())
}

/// The `Name` tag.
pub(crate) fn name(tags: List<Tag>) -> Option<String> {
    tags.0.into_iter().find(|tag| tag.key.0.as_deref() == Some("Name")).and_then(|tag| tag.value.0)
}
