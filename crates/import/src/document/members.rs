//! Members of a document that say together what it is.

use std::sync::Arc;

use hopwise_model::InvalidId;
use hopwise_model::resource::Scope;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::keys::Keys;
use crate::error::ImportError;
use crate::fault::Fault;
use crate::merge::Merge;
use crate::page::Paged;
use crate::resource::Resource;
use crate::wire::value::{Maybe, Object, Objects, Scalar};
use crate::wire::{At, Lacks, Problem};

/// A member of the object that is looked at when all keys are known.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) key: String,
    pub(super) value: Box<RawValue>,
}

/// The problem of a key that comes twice.
pub(super) fn once(top: &At<'_>, key: &str) -> Problem {
    top.expected(format!("the field `{key}` only once"))
}

/// What a file holds besides long lists, when all its keys are known.
pub(crate) struct Members<'m> {
    keys: &'m Keys,
    kept: &'m [Member],
    top: &'m At<'m>,
    /// Whether the document announces a further page.
    more: bool,
    merge: &'m mut Merge,
}

impl<'m> Members<'m> {
    pub(super) fn new(keys: &'m Keys, kept: &'m [Member], top: &'m At<'m>, more: bool, merge: &'m mut Merge) -> Self {
        Self { keys, kept, top, more, merge }
    }

    /// Where everything goes.
    pub(super) fn merge(&mut self) -> &mut Merge {
        self.merge
    }

    /// The top-level keys.
    pub(crate) fn keys(&self) -> &Keys {
        self.keys
    }

    /// The top of the document.
    pub(crate) fn top(&self) -> &At<'m> {
        self.top
    }

    /// The account that the path names. IAM knows no Regions.
    pub(crate) fn account(&self) -> Scope {
        Scope { region: None, ..self.top.scope(None, None) }
    }

    /// What a key has; `None` where it is not there.
    pub(crate) fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Fault> {
        let mut members = self.kept.iter().filter(|member| member.key == key);
        let Some(member) = members.next() else { return Ok(None) };
        if members.next().is_some() {
            return Err(once(self.top, key).into());
        }
        let text = member.value.get();
        serde_json::from_str(text).map(Some).map_err(|_| Fault::mismatch::<T>(text, &self.top.member(key)))
    }

    /// The object that a key has, and where.
    pub(crate) fn object<T: DeserializeOwned>(&self, key: &str) -> Result<Option<(T, At<'m>)>, Fault> {
        let object = self.get::<Option<Object<T>>>(key)?.flatten();
        Ok(object.map(|Object(object)| (object, self.top.member(key))))
    }

    /// The objects in the array that a key has, made into what the model has of them.
    pub(crate) fn objects<W: DeserializeOwned, M>(
        &self,
        key: &str,
        into_model: impl Fn(W, &At<'_>) -> Result<M, Problem>,
    ) -> Result<Vec<M>, Fault> {
        let at = self.top.member(key);
        let Objects(items) = self.get::<Objects<W>>(key)?.unwrap_or(Objects(Vec::new()));
        let models = items.into_iter().enumerate().map(|(index, item)| into_model(item, &at.element(index)));
        Ok(models.collect::<Result<_, Problem>>()?)
    }

    /// The string that a key has, where there is one.
    pub(crate) fn scalar<T: Scalar>(&self, key: &str) -> Result<Option<T>, Fault> {
        Ok(self.get::<Maybe<T>>(key)?.and_then(|value| value.0))
    }

    /// The string that a key has to have.
    pub(crate) fn required<T: Scalar>(&self, key: &str) -> Result<T, Fault> {
        self.scalar(key)?.ok_or_else(|| self.top.expected(format!("a field `{key}`")).into())
    }

    /// The file's name without its folders and its ending.
    pub(crate) fn stem(&self) -> &str {
        let file: &str = self.top.file();
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The id that the file is named after, since the document does not say what it belongs to. It `holds` something such
    /// as "the records of a hosted zone".
    pub(crate) fn named_after<'s, I: TryFrom<&'s str, Error = InvalidId>>(
        &'s self,
        holds: &'static str,
        example: &'static str,
    ) -> Result<I, ImportError> {
        let file = || Arc::clone(self.top.file());
        I::try_from(self.stem()).map_err(|_| ImportError::Nameless { file: file(), holds, example })
    }

    /// Adds a resource.
    pub(crate) fn add<R: Resource>(&mut self, resource: R) -> Result<(), ImportError> {
        self.merge.add(resource)
    }

    /// Notes of a resource that it lacks a member which AWS always prints.
    pub(crate) fn lacks<R: Resource>(&mut self, resource: &R, member: &'static str, at: &At<'_>) {
        self.merge.lacks(R::KIND, Lacks { id: resource.key(), member }, at);
    }

    /// Adds what the command prints of one id, or a page of it.
    pub(crate) fn add_page<R: Paged>(&mut self, list: R) -> Result<(), ImportError> {
        self.merge.add_page(list, self.more)
    }

    /// Notes something about the document.
    pub(crate) fn warn(&mut self, warning: crate::Warning) {
        self.merge.warn(warning);
    }

    /// Notes that something lacks what it takes to place it.
    pub(crate) fn left_out(&mut self, lacks: &'static str, at: &At<'_>) {
        self.merge.warn(crate::Warning::LeftOut { lacks, evidence: at.evidence() });
    }
}
