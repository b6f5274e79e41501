//! The schema of files of rules.

use schemars::generate::SchemaSettings;

use crate::rule::WrittenRules;

/// The JSON Schema (draft 2020-12) of files of rules, indented, with a newline at its end.
#[must_use]
pub fn schema() -> String {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<WrittenRules>();
    format!("{:#}\n", schema.to_value())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After a change: `hopwise check --print-schema > crates/rules/rules.schema.json`.
    #[test]
    fn the_published_schema_is_that_of_the_model() {
        assert_eq!(schema(), include_str!("../rules.schema.json"));
    }
}
