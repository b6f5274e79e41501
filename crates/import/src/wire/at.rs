//! A cursor that knows where in which file it stands.

use std::sync::Arc;

use hopwise_model::resource::Scope;
use hopwise_model::{AccountId, Evidence, Pointer, Region};

use crate::scope;

/// A place in a document: the file, what its path says of its scope, and a JSON pointer.
#[derive(Clone, Debug)]
pub(crate) struct At<'f> {
    file: &'f Arc<str>,
    path_scope: &'f Scope,
    pointer: Pointer,
    taken_off: TakenOff,
}

/// What AWS prints here and is not in the text, as where `--query` took it off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TakenOff {
    /// Nothing.
    Nothing,
    /// A key.
    Key(&'static str),
    /// A key, and the list that it has around its only element.
    KeyAndList(&'static str),
    /// The list around its only element.
    List,
}

/// A value that is of the right JSON type but cannot be what AWS printed.
#[derive(Debug)]
pub(crate) struct Problem {
    /// JSON pointer to the value.
    pub(crate) pointer: String,
    /// What was expected there.
    pub(crate) expected: String,
}

/// Why an element of a list makes no resource.
#[derive(Debug)]
pub(crate) enum Unusable {
    /// Something in it cannot be what AWS printed.
    Problem(Problem),
    /// It was edited: it lacks something that AWS always prints, so that what is missing must not pass for empty.
    Lacks(Lacks),
}

/// A record without a member that AWS always prints of its kind, be it empty.
#[derive(Debug)]
pub(crate) struct Lacks {
    /// The id of the record.
    pub(crate) id: String,
    /// The member.
    pub(crate) member: &'static str,
}

impl Unusable {
    /// What is to be said of a record, by its id, that has no such member.
    pub(crate) fn lacks(id: &impl ToString, member: &'static str) -> Self {
        Self::Lacks(Lacks { id: id.to_string(), member })
    }
}

/// Those of some members that are missing.
pub(crate) fn missing<const N: usize>(members: [(&'static str, bool); N]) -> Vec<&'static str> {
    members.into_iter().filter(|(_, is_missing)| *is_missing).map(|(member, _)| member).collect()
}

impl From<Problem> for Unusable {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl<'f> At<'f> {
    /// The top of a document.
    pub(crate) fn top(file: &'f Arc<str>, path_scope: &'f Scope) -> Self {
        Self { file, path_scope, pointer: Pointer::default(), taken_off: TakenOff::Nothing }
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
    pub(crate) fn pointer(&self) -> &Pointer {
        &self.pointer
    }

    /// This place, where only what this key has was kept of a document.
    pub(crate) fn without(&self, key: &'static str) -> Self {
        Self { taken_off: TakenOff::Key(key), ..self.clone() }
    }

    /// This place, where only one element of the list that this key has was kept of a document.
    pub(crate) fn without_list(&self, key: &'static str) -> Self {
        Self { taken_off: TakenOff::KeyAndList(key), ..self.clone() }
    }

    /// A member. `name` needs no escaping: field names of AWS's have neither `/` nor `~`.
    pub(crate) fn member(&self, name: &str) -> Self {
        let (own, inside) = (|| self.pointer.clone(), || self.pointer.member(name));
        let (pointer, taken_off) = match self.taken_off {
            TakenOff::Key(key) if key == name => (own(), TakenOff::Nothing),
            TakenOff::KeyAndList(key) if key == name => (own(), TakenOff::List),
            _ => (inside(), TakenOff::Nothing),
        };
        Self { pointer, taken_off, ..*self }
    }

    /// An element of an array.
    pub(crate) fn element(&self, index: usize) -> Self {
        let is_taken_off = self.taken_off == TakenOff::List;
        let pointer = if is_taken_off { self.pointer.clone() } else { self.pointer.element(index) };
        Self { pointer, taken_off: TakenOff::Nothing, ..*self }
    }

    /// This place as evidence.
    pub(crate) fn evidence(&self) -> Evidence {
        Evidence::new(self.file, self.pointer.clone())
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
        Problem { pointer: self.pointer.to_string(), expected: what.into() }
    }
}
