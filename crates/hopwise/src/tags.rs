//! Tags of resources: read again from where a resource was read, and only when somebody asks for one. No record keeps them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hopwise_import::{ReadTag, tags};
use hopwise_model::Evidence;
use hopwise_report::Locator;
use hopwise_rules::Pattern;

/// The tags that were asked for, by where their resource was read.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    read: Mutex<HashMap<Evidence, Option<Arc<[ReadTag]>>>>,
}

impl Tags {
    /// Whether what was read somewhere has a tag with a key, and a value where one is asked for; none where it cannot be read
    /// again, as standard input, or where there is something else by now.
    pub(crate) fn has(
        &self,
        locator: &dyn Locator,
        (id, evidence): (&str, &Evidence),
        key: &str,
        value: Option<&Pattern>,
    ) -> Option<bool> {
        // Nothing is left half done by a panic.
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let own = read.entry(evidence.clone()).or_insert_with(|| {
            let text = locator.text(evidence)?;
            tags(&text).filter(|_| text.contains(&format!("\"{id}\""))).map(Into::into)
        });
        let is_it = |tag: &ReadTag| tag.key == key && value.is_none_or(|value| value.matches(&tag.value));
        own.as_ref().map(|own| own.iter().any(is_it))
    }
}
