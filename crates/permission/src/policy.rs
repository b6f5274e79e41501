//! A policy as it was read.

use crate::PolicyError;

/// A policy document, parsed. Statements keep their place in it, for evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {}

impl Policy {
    /// Reads a policy: a JSON object, neither URL-encoded nor wrapped in a string.
    ///
    /// Conditions with operators that the policy language does not have are kept and end as
    /// [`Unsettled::Condition`](crate::Unsettled).
    ///
    /// # Errors
    ///
    /// If the document is not JSON or not a policy, with the place.
    pub fn parse(json: &str) -> Result<Self, PolicyError> {
        let _ = json;
        Ok(Self {})
    }

    /// The values that the policy compares with a condition key, as written, without repetition. For
    /// [`Value::NoneOf`](crate::Value::NoneOf), when the request's value is known to be none that a customer would name.
    #[must_use]
    pub fn values_of(&self, key: &str) -> Vec<String> {
        let _ = (self, key);
        Vec::new()
    }
}
