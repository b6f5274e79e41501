//! What is known of the condition keys of a request.

use std::collections::BTreeMap;

/// What is known of the value of one condition key.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// The request does not carry the key.
    Absent,
    /// The request carries the key with these values: one for a single-valued key.
    Known(Vec<String>),
    /// Whether the request carries the key is not known, but if it does then with none of these values. What is known
    /// of the account and organization of a principal that is not the customer's.
    NoneOf(Vec<String>),
    /// Nothing is known.
    #[default]
    Unknown,
}

impl Value {
    /// The key with this one value.
    #[must_use]
    pub fn one(value: impl Into<String>) -> Self {
        Self::Known(vec![value.into()])
    }
}

/// The condition keys of a request. Names of keys are case-insensitive, values are not. A key that was never set is
/// [`Value::Unknown`].
///
/// `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:PrincipalIsAWSService`,
/// `aws:PrincipalServiceName`, `aws:username`, `aws:ResourceAccount` and `s3:ResourceAccount` need not be set: they follow from the
/// [`Request`](crate::Request) where it settles them. A key that is set here comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    keys: BTreeMap<String, Value>,
    families: BTreeMap<String, Value>,
}

impl Context {
    /// A context in which nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what is known of `key`, such as `aws:SourceVpce`. The last word counts.
    pub fn set(&mut self, key: &str, value: Value) -> &mut Self {
        self.keys.insert(key.to_ascii_lowercase(), value);
        self
    }

    /// The same, for building a context in one expression.
    #[must_use]
    pub fn with(mut self, key: &str, value: Value) -> Self {
        self.set(key, value);
        self
    }

    /// Says what is known of all keys that begin with `prefix` and are not set themselves: `aws:RequestTag/` is absent
    /// in a request that creates nothing. Of several prefixes the longest counts.
    pub fn set_family(&mut self, prefix: &str, value: Value) -> &mut Self {
        self.families.insert(prefix.to_ascii_lowercase(), value);
        self
    }

    /// What was said of `key`, if anything was.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        let key = key.to_ascii_lowercase();
        let family = || self.families.iter().rev().find(|(prefix, _)| key.starts_with(prefix.as_str()));
        self.keys.get(&key).or_else(|| family().map(|(_, value)| value))
    }
}
