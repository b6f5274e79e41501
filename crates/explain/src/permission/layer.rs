//! The policies of one layer, as far as the snapshot has them.

use std::collections::BTreeSet;

use hopwise_model::Evidence;
use hopwise_model::resource::PolicyDocument;
use hopwise_permission::{Documents, NamedPolicy, Policy, StatementRef};
use serde_json::Value;

use super::finding::{Missing, WrittenCondition};
use super::overlap::{covers, overlap};

/// A policy with its name and its text.
#[derive(Clone, Debug)]
pub(super) struct ParsedPolicy {
    /// The name under which it is shown.
    pub(super) name: String,
    /// What it says.
    pub(super) source: PolicyDocument,
    policy: Policy,
}

impl ParsedPolicy {
    /// Reads a policy; what is wrong with it where it is none.
    pub(super) fn read(name: &str, source: &PolicyDocument) -> Result<Self, Missing> {
        match Policy::parse(&source.text) {
            Ok(policy) => Ok(Self { name: name.to_owned(), source: source.clone(), policy }),
            Err(error) => {
                let (name, at) = (name.to_owned(), source.evidence.clone());
                Err(Missing::Unreadable { name, at, error: error.to_string() })
            }
        }
    }

    /// A policy of any layer that allows everything to everybody; for suppositions only.
    fn allowing_everything() -> [Option<Self>; 2] {
        // An identity's policies must not name a principal, and others must.
        let policy = |text: &str| {
            let source =
                PolicyDocument { text: text.to_owned(), is_object: false, evidence: Evidence::supposed("any") };
            Self::read("any", &source).ok()
        };
        [
            policy(r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#),
            policy(r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#),
        ]
    }

    fn conditions(&self, statement: &StatementRef) -> Option<Vec<WrittenCondition>> {
        let document: Value = serde_json::from_str(&self.source.text).ok()?;
        let texts = |value: &Value| match value {
            Value::String(text) => vec![text.clone()],
            Value::Array(items) => {
                items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect()
            }
            other => vec![other.to_string()],
        };
        let mut written = Vec::new();
        for (operator, keys) in document.pointer(&statement.pointer)?.get("Condition")?.as_object()? {
            for (key, values) in keys.as_object()? {
                let (operator, key) = (operator.clone(), key.clone());
                written.push(WrittenCondition { operator, key, values: texts(values) });
            }
        }
        Some(written)
    }

    fn strings(&self) -> Vec<String> {
        fn collect(value: &Value, into: &mut Vec<String>) {
            match value {
                Value::String(text) => into.push(text.clone()),
                Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
                Value::Object(members) => members.values().for_each(|member| collect(member, into)),
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
        let mut strings = Vec::new();
        if let Ok(value) = serde_json::from_str(&self.source.text) {
            collect(&value, &mut strings);
        }
        strings
    }
}

/// The policies of one layer.
#[derive(Clone, Debug, Default)]
pub(super) struct LayerPolicies {
    /// Whether the layer has a say.
    pub(super) applies: bool,
    /// The policies that were read.
    pub(super) policies: Vec<ParsedPolicy>,
    /// What is not in the snapshot.
    pub(super) missing: Vec<Missing>,
    /// Where it is said that there is no policy.
    none: Option<Evidence>,
}

impl LayerPolicies {
    /// A layer that has a say, and of which nothing is known but this.
    pub(super) fn without(missing: Missing) -> Self {
        Self { applies: true, missing: vec![missing], ..Self::default() }
    }

    /// A layer of one policy.
    pub(super) fn of(name: &str, source: &PolicyDocument) -> Self {
        let mut policies = Self { applies: true, ..Self::default() };
        policies.put(ParsedPolicy::read(name, source));
        policies
    }

    /// A layer that has a say and no policy.
    pub(super) fn empty() -> Self {
        Self { applies: true, ..Self::default() }
    }

    /// Likewise of a resource, of which a document says that it has none.
    pub(super) fn none(evidence: &Evidence) -> Self {
        Self { none: Some(evidence.clone()), ..Self::empty() }
    }

    /// Whether a document says that there is no policy.
    pub(super) fn has_none(&self) -> bool {
        self.none.is_some()
    }

    /// Adds a policy, or the lack of one.
    pub(super) fn put(&mut self, policy: Result<ParsedPolicy, Missing>) {
        match policy {
            Ok(policy) => self.policies.push(policy),
            Err(missing) => self.missing.push(missing),
        }
    }

    /// The same with one more policy, instead of the one of that name if there is one.
    pub(super) fn with(&self, policy: ParsedPolicy) -> Self {
        let mut policies = self.clone();
        policies.policies.retain(|own| own.name != policy.name);
        policies.policies.push(policy);
        policies
    }

    /// The same, with everything that is missing supplied: as documents that say nothing, or that allow everything,
    /// as `allows` tells of each.
    pub(super) fn supplied(&self, allows: impl Fn(&Missing) -> bool) -> Self {
        let mut policies = Self { missing: Vec::new(), ..self.clone() };
        if self.missing.iter().any(allows) {
            policies.policies.extend(ParsedPolicy::allowing_everything().into_iter().flatten());
        }
        policies
    }

    /// The conditions of a statement, as they are written.
    pub(super) fn conditions(&self, statement: &StatementRef) -> Vec<WrittenCondition> {
        let policy = self.policies.iter().find(|policy| policy.name == statement.policy);
        policy.and_then(|policy| policy.conditions(statement)).unwrap_or_default()
    }

    /// As the evaluation takes it.
    pub(super) fn documents(&self) -> Documents<'_> {
        let known =
            self.policies.iter().map(|policy| NamedPolicy { name: &policy.name, policy: &policy.policy }).collect();
        match (self.applies, self.missing.is_empty()) {
            (false, _) => Documents::NotApplicable,
            (true, true) => Documents::Known(known),
            (true, false) => {
                let missing = self.missing.iter().map(|missing| format!("{missing:?}")).collect();
                Documents::Incomplete { known, missing }
            }
        }
    }

    /// Where a statement was read.
    pub(super) fn evidence(&self, statement: &StatementRef) -> Option<Evidence> {
        let policy = self.policies.iter().find(|policy| policy.name == statement.policy)?;
        Some(policy.source.statement(statement.index, statement.pointer == "/Statement"))
    }

    /// Where to look for a statement that is not there: the only policy, or what says that there is none.
    pub(super) fn only(&self) -> Option<Evidence> {
        match self.policies.as_slice() {
            [only] => Some(only.source.evidence.clone()),
            [] => self.none.clone(),
            _ => None,
        }
    }

    /// The values that policies compare with a condition key, in order, each once.
    pub(super) fn values_of(&self, key: &str) -> Vec<String> {
        let values: BTreeSet<String> = self.policies.iter().flat_map(|policy| policy.policy.values_of(key)).collect();
        values.into_iter().collect()
    }

    /// Whether some policy names what a resource of which not all is known may be, or may not.
    pub(super) fn may_name(&self, resource: &str) -> bool {
        let strings = self.policies.iter().flat_map(ParsedPolicy::strings);
        strings.into_iter().any(|named| overlap(&named, resource) && !covers(&named, resource))
    }
}
