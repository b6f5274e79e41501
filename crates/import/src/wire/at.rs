//! A cursor that knows where in which file it stands.

use std::sync::Arc;

use hopwise_model::resource::Scope;
use hopwise_model::{AccountId, Evidence, Region};

use crate::scope;

/// A place in a document: the file, what its path says of its scope, and a JSON pointer.
#[derive(Clone, Debug)]
pub(crate) struct At<'f> {
    file: &'f Arc<str>,
    path_scope: &'f Scope,
    pointer: String,
    /// The key that AWS prints here and that is not in the text, as where `--query` took it off.
    taken_off: Option<&'static str>,
}

/// A value that is of the right JSON type but cannot be what AWS printed.
#[derive(Debug)]
pub(crate) struct Problem {
    /// JSON pointer to the value.
    pub(crate) pointer: String,
    /// What was expected there.
    pub(crate) expected: String,
}

impl<'f> At<'f> {
    /// The top of a document.
    pub(crate) fn top(file: &'f Arc<str>, path_scope: &'f Scope) -> Self {
        Self { file, path_scope, pointer: String::new(), taken_off: None }
    }

    /// The file.
    pub(crate) fn file(&self) -> &'f Arc<str> {
        self.file
    }

    /// What the file's path says of the scope.
    pub(crate) fn path_scope(&self) -> &'f Scope {
        self.path_scope
    }

    /// The JSON pointer.
    pub(crate) fn pointer(&self) -> &str {
        &self.pointer
    }

    /// This place, where only what this key has was kept of a document.
    pub(crate) fn without(&self, key: &'static str) -> Self {
        Self { taken_off: Some(key), ..self.clone() }
    }

    /// A member. `name` needs no escaping: field names of AWS's have neither `/` nor `~`.
    pub(crate) fn member(&self, name: &str) -> Self {
        let pointer =
            if self.taken_off == Some(name) { self.pointer.clone() } else { format!("{}/{name}", self.pointer) };
        Self { pointer, taken_off: None, ..*self }
    }

    /// An element of an array.
    pub(crate) fn element(&self, index: usize) -> Self {
        Self { pointer: format!("{}/{index}", self.pointer), taken_off: None, ..*self }
    }

    /// This place as evidence.
    pub(crate) fn evidence(&self) -> Evidence {
        Evidence::new(self.file, self.pointer.as_str())
    }

    /// The scope of a resource here: the path's, else what the resource itself says.
    pub(crate) fn scope(&self, region: Option<Region>, account: Option<&AccountId>) -> Scope {
        scope::or(self.path_scope.clone(), &Scope { region, account: account.cloned() })
    }

    /// The scope of a resource here that has an ARN, which knows best.
    pub(crate) fn scope_of_arn(&self, arn: &str) -> Scope {
        scope::or(Scope::of_arn(arn), self.path_scope)
    }

    /// The value here is not what it should be.
    pub(crate) fn expected(&self, what: impl Into<String>) -> Problem {
        Problem { pointer: self.pointer.clone(), expected: what.into() }
    }
}
