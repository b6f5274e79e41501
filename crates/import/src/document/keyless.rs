//! Documents without the key at their top that tells them: what `--query Subnets` or `jq .Subnets` leaves of one, or
//! `--query 'Subnets[0]'` and `jq '.Subnets[]'`, and lists of whole documents, as `jq --slurp` makes them.

use std::sync::Arc;

use hopwise_model::DocumentKind;
use serde_json::value::RawValue;

use super::{keyed, object, read};
use crate::fault::Fault;
use crate::foreign::Foreign;
use crate::merge::Merge;
use crate::provenance::Extent;
use crate::refusal::Refusal;
use crate::shape::{describe, names};
use crate::warning::Warning;
use crate::window::{BLOCK, Window};
use crate::wire::At;

/// The largest object that is looked at for being what a key of a document has, in bytes. A task definition has 64 KiB at the
/// most, a policy less (ECS developer guide, "Service quotas"; IAM user guide, "IAM and AWS STS quotas").
const LARGEST: usize = 1 << 17;

/// Reads the object that stands next, if it is what a key of a document has, or an error, or what a call takes. Says whether it is.
pub(super) fn value(window: &mut Window<'_>, at: &At<'_>, merge: &mut Merge) -> Result<bool, Fault> {
    let Some(names) = names(window.ahead(LARGEST)) else { return Ok(false) };
    if let Some(what) = Foreign::of_input(&names).or_else(|| Foreign::of_shape(&names, window.ahead(LARGEST))) {
        window.raw(at)?;
        merge.warn(Warning::Foreign { file: Arc::clone(at.file()), what });
        return Ok(true);
    }
    let Some(kind) = read::kind_of_value(&names) else {
        // Records have members that are called like documents: the entries of a network ACL.
        if let Some(kind) = read::kind_of_record(&names).filter(|kind| read::elements(kind.key()).is_some()) {
            return record(window, kind, at, merge).map(|()| true);
        }
        if read::is_plain(&names) {
            return Ok(false);
        }
        let Some(refusal) = Refusal::of_object(window.ahead(LARGEST)) else { return Ok(false) };
        window.raw(at)?;
        merge.refused(refusal, at);
        return Ok(true);
    };
    let value = window.raw(at)?;
    let mut text = value.get().as_bytes();
    keyed(&mut Window::new(&mut text, BLOCK), kind.key(), &at.without(kind.key()), merge, None)?;
    Ok(true)
}

/// Reads the object that stands next as the only record that is known of a list.
fn record(window: &mut Window<'_>, kind: DocumentKind, at: &At<'_>, merge: &mut Merge) -> Result<(), Fault> {
    let list = format!("[{}]", window.raw(at)?.get());
    let mut text = list.as_bytes();
    merge.warn(Warning::SingleRecord { file: Arc::clone(at.file()), kind, more: 0 });
    keyed(&mut Window::new(&mut text, BLOCK), kind.key(), &at.without_list(kind.key()), merge, Some(Extent::Record))
}

/// Reads an array: records of one kind, or documents.
pub(super) fn array(text: &str, at: &At<'_>, merge: &mut Merge) -> Result<(), Fault> {
    let unclear = || Fault::Unclear { found: found(text) };
    let elements: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| Fault::broken(at, &error))?;
    let all_names = elements.iter().map(|element| names(element.get())).collect::<Option<Vec<_>>>();
    let Some(all_names) = all_names.filter(|all| !all.is_empty()) else { return Err(unclear()) };
    if let Some(kind) = one_kind(&all_names) {
        merge.warn(Warning::Keyless { file: Arc::clone(at.file()), kind });
        let mut text = text.as_bytes();
        return keyed(&mut Window::new(&mut text, BLOCK), kind.key(), &at.without(kind.key()), merge, None);
    }
    if !all_names.iter().all(|names| read::is_plain(names)) {
        return Err(unclear());
    }
    for (index, element) in elements.iter().enumerate() {
        let mut text = element.get().as_bytes();
        object(&mut Window::new(&mut text, BLOCK), &at.element(index), merge, true)?;
    }
    Ok(())
}

/// Whether an array has no element.
pub(super) fn is_empty(array: &str) -> bool {
    array.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some_and(|inner| inner.trim().is_empty())
}

/// The kind that every record is of, by its names.
fn one_kind(records: &[Vec<String>]) -> Option<DocumentKind> {
    let mut kinds = records.iter().map(|names| read::kind_of_record(names));
    let first = kinds.next()??;
    kinds.all(|kind| kind == Some(first)).then_some(first)
}

/// An array in words, with the names of its first element: they show what it may be.
fn found(text: &str) -> String {
    let first = serde_json::from_str::<Vec<&RawValue>>(text).ok().and_then(|elements| elements.first().copied());
    match first {
        None => "an empty array".to_owned(),
        Some(first) if first.get().starts_with('{') => format!("an array, first in it {}", describe(first.get())),
        Some(_) => "an array".to_owned(),
    }
}
