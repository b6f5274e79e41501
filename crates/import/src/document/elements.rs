//! A list that is read element by element.

use serde::de::DeserializeOwned;

use crate::fault::Fault;
use crate::merge::Merge;
use crate::resource::Resource;
use crate::warning::Warning;
use crate::window::Window;
use crate::wire::value::Object;
use crate::wire::{At, Lacks, Problem, Unusable};

/// The array of a document's list, each of whose elements goes into the inventory as it is read.
pub(crate) struct Elements<'e, 'i, 'f> {
    window: &'e mut Window<'i>,
    at: At<'f>,
    merge: &'e mut Merge,
}

impl<'e, 'i, 'f> Elements<'e, 'i, 'f> {
    /// The array that comes next.
    pub(super) fn new(window: &'e mut Window<'i>, at: At<'f>, merge: &'e mut Merge) -> Self {
        Self { window, at, merge }
    }

    /// Reads elements that are a resource each.
    pub(crate) fn each<W: DeserializeOwned, R: Resource>(
        &mut self,
        into_model: impl Fn(W, &At<'_>) -> Result<R, Problem>,
    ) -> Result<(), Fault> {
        self.read(|element, at, merge| Ok(merge.add(into_model(element, at)?)?))
    }

    /// Reads elements that are a resource each, but for those that were edited so that they lack what AWS always prints: of
    /// the list, a part is there then.
    pub(crate) fn each_whole<W: DeserializeOwned, R: Resource>(
        &mut self,
        into_model: impl Fn(W, &At<'_>) -> Result<R, Unusable>,
    ) -> Result<(), Fault> {
        self.read(|element, at, merge| take(into_model(element, at), at, merge))
    }

    /// Reads elements that are a resource each, and notes of each which members it `lacks` that AWS always prints. What is there of it
    /// counts all the same.
    pub(crate) fn each_noting_lacks<W: DeserializeOwned, R: Resource>(
        &mut self,
        lacks: impl Fn(&W) -> Vec<&'static str>,
        into_model: impl Fn(W, &At<'_>) -> Result<R, Problem>,
    ) -> Result<(), Fault> {
        self.read(|element, at, merge| {
            let lacking = lacks(&element);
            let resource = into_model(element, at)?;
            for member in lacking {
                merge.lacks(R::KIND, Lacks { id: resource.key(), member }, at);
            }
            Ok(merge.add(resource)?)
        })
    }

    /// Reads elements that are a resource each, but for those that lack the field that it takes to place them.
    pub(crate) fn each_placed<W: DeserializeOwned, R: Resource>(
        &mut self,
        lacks: &'static str,
        into_model: impl Fn(W, &At<'_>) -> Option<R>,
    ) -> Result<(), Fault> {
        self.read(|element, at, merge| {
            match into_model(element, at) {
                Some(resource) => merge.add(resource)?,
                None => merge.warn(Warning::LeftOut { lacks, evidence: at.evidence() }),
            }
            Ok(())
        })
    }

    /// Reads elements of which each holds several resources, but for those that were edited so that they lack what AWS always
    /// prints.
    pub(crate) fn each_several<W: DeserializeOwned, R: Resource>(
        &mut self,
        into_models: impl Fn(W, &At<'_>) -> Vec<Result<R, Unusable>>,
    ) -> Result<(), Fault> {
        self.read(|element, at, merge| into_models(element, at).into_iter().try_for_each(|own| take(own, at, merge)))
    }

    fn read<W: DeserializeOwned>(
        &mut self,
        mut take: impl FnMut(W, &At<'_>, &mut Merge) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if self.window.peek() != Some(b'[') {
            return Err(self.at.expected("an array of objects").into());
        }
        let merge = &mut *self.merge;
        self.window.elements(&self.at, |window, at| {
            let Object(element) = window.value(at)?;
            take(element, at, merge)
        })
    }
}

/// Adds a resource, or notes that it lacks what AWS always prints.
fn take<R: Resource>(made: Result<R, Unusable>, at: &At<'_>, merge: &mut Merge) -> Result<(), Fault> {
    match made {
        Ok(resource) => merge.add(resource)?,
        Err(Unusable::Lacks(lacks)) => merge.lacks(R::KIND, lacks, at),
        Err(Unusable::Problem(problem)) => return Err(problem.into()),
    }
    Ok(())
}
