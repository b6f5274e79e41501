//! The schema of files of rules.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::rule::WrittenRules;
use crate::scope::WrittenScope;

/// What a file may hold.
struct File;

impl JsonSchema for File {
    fn schema_name() -> Cow<'static, str> {
        "Rules of hopwise check".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (rules, scope) = (generator.subschema_for::<WrittenRules>(), generator.subschema_for::<WrittenScope>());
        json_schema!({
            "title": Self::schema_name(),
            "description": "Rules, or a scope of AWS's Network Access Analyzer.",
            "anyOf": [rules, scope],
        })
    }
}

/// The JSON Schema (draft 2020-12) of files of rules, indented, with a newline at its end.
#[must_use]
pub fn schema() -> String {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<File>();
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
