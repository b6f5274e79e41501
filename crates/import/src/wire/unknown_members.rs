//! Members of an object that no field reads: what this program does not know is named, never passed in silence.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The members that are left over, and whether each says something. For `#[serde(flatten)]`.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct UnknownMembers(BTreeMap<String, IsSet>);

impl UnknownMembers {
    /// The names of those that say something and are not among `known`.
    pub(crate) fn beside(self, known: &[&str]) -> Vec<String> {
        let unknown = self.0.into_iter().filter(|(name, value)| value.0 && !known.contains(&name.as_str()));
        unknown.map(|(name, _)| name).collect()
    }
}

/// Whether a value says something: AWS prints members that were left out as `null`, `false`, zero, or an empty text, list or
/// object.
#[derive(Clone, Copy, Debug, Default)]
struct IsSet(bool);

impl<'de> Deserialize<'de> for IsSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = bool;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_unit<E>(self) -> Result<bool, E> {
                Ok(false)
            }
            fn visit_none<E>(self) -> Result<bool, E> {
                Ok(false)
            }
            fn visit_bool<E>(self, value: bool) -> Result<bool, E> {
                Ok(value)
            }
            fn visit_u64<E>(self, value: u64) -> Result<bool, E> {
                Ok(value != 0)
            }
            fn visit_i64<E>(self, value: i64) -> Result<bool, E> {
                Ok(value != 0)
            }
            fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
                Ok(true)
            }
            fn visit_str<E>(self, value: &str) -> Result<bool, E> {
                Ok(!value.is_empty())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
                let mut any = false;
                while items.next_element::<IgnoredAny>()?.is_some() {
                    any = true;
                }
                Ok(any)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
                let mut any = false;
                while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    any = true;
                }
                Ok(any)
            }
        }
        deserializer.deserialize_any(Any).map(Self)
    }
}
