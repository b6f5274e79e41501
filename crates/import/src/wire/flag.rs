//! Flags: `true` and `false`, also as text, which tools that write these documents anew make of them.

use std::fmt;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// A flag that has to be there.
pub(crate) fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    maybe(deserializer)?.ok_or_else(|| D::Error::invalid_type(Unexpected::Unit, &EXPECTED))
}

/// A flag that may be missing or `null`.
pub(crate) fn maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    struct FlagVisitor;
    impl Visitor<'_> for FlagVisitor {
        type Value = Option<bool>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(EXPECTED)
        }
        fn visit_bool<E>(self, flag: bool) -> Result<Option<bool>, E> {
            Ok(Some(flag))
        }
        fn visit_unit<E>(self) -> Result<Option<bool>, E> {
            Ok(None)
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<Option<bool>, E> {
            match text {
                "true" | "True" => Ok(Some(true)),
                "false" | "False" => Ok(Some(false)),
                _ => Err(E::invalid_type(Unexpected::Str(text), &self)),
            }
        }
    }
    deserializer.deserialize_any(FlagVisitor)
}

const EXPECTED: &str = "a boolean";

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Flags {
        #[serde(deserialize_with = "super::required")]
        one: bool,
        #[serde(default, deserialize_with = "super::maybe")]
        other: Option<bool>,
    }

    #[test]
    fn text_that_says_true_or_false_is_a_flag() {
        let read = |text: &str| {
            let flags: Result<Flags, _> = serde_json::from_str(text);
            flags.map(|flags| (flags.one, flags.other)).map_err(|error| error.to_string())
        };
        assert_eq!(read(r#"{"one": true}"#), Ok((true, None)));
        assert_eq!(read(r#"{"one": "false", "other": null}"#), Ok((false, None)));
        assert_eq!(read(r#"{"one": "True", "other": "False"}"#), Ok((true, Some(false))));
        for (text, error) in [
            (r#"{"one": "yes"}"#, "string \"yes\", expected a boolean"),
            (r#"{"one": ""}"#, "string \"\", expected a boolean"),
            (r#"{"one": 1}"#, "integer `1`, expected a boolean"),
            (r#"{"one": null}"#, "expected a boolean"),
            (r#"{"other": true}"#, "missing field `one`"),
        ] {
            let found = read(text).unwrap_err();
            assert!(found.contains(error), "{text}: {found}");
        }
    }
}
