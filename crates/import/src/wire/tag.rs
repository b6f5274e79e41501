use serde::Deserialize;

use super::value::{List, Maybe};

/// A tag. Network interfaces call their list of them `TagSet`, everything else `Tags`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Tag {
    key: Maybe<String>,
    value: Maybe<String>,
}

/// The `Name` tag.
pub(crate) fn name(tags: List<Tag>) -> Option<String> {
    tags.0.into_iter().find(|tag| tag.key.0.as_deref() == Some("Name")).and_then(|tag| tag.value.0)
}
