//! From a text to the documents in it, in one pass.
//!
//! The keys at the top tell what there is. Long lists are read element by element, each into the inventory as it comes;
//! what is short is kept until all keys are known, since they say together what it is.

mod elements;
mod keyless;
mod keys;
mod known;
mod mark;
mod members;
mod read;
mod unread;

use std::sync::Arc;

use hopwise_model::resource::Scope;
use hopwise_model::{DocumentKind, Listing};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::enumeration::Enumeration;
use crate::error::ImportError;
use crate::fault::Fault;
use crate::merge::Merge;
use crate::provenance::Extent;
use crate::refusal::Refusal;
use crate::shape::describe;
use crate::warning::Warning;
use crate::window::Window;
use crate::wire::value::{List, Maybe, Object, Strings};
use crate::wire::{At, Capture, MANIFEST};

pub(crate) use elements::Elements;
pub(crate) use keys::Keys;
pub(crate) use known::IP_RANGES;
pub(crate) use members::Members;
pub(crate) use read::{Read, Reader};

use known::{FAILURES, enumerations, is_enumeration};
use mark::ValueKind;
use members::{Member, once};

/// Something that ECS could not describe.
#[derive(Debug, Deserialize)]
struct Failure {
    arn: Maybe<String>,
    reason: Maybe<String>,
}

/// Reads the documents of a text, one after the other. The window stands before the first of them.
pub(crate) fn read(window: &mut Window<'_>, file: &Arc<str>, scope: &Scope, merge: &mut Merge) -> Result<(), Fault> {
    let top = At::top(file, scope);
    merge.file(file, scope);
    for number in 0.. {
        let at = if number == 0 { top.clone() } else { top.element(number) };
        match window.peek() {
            Some(b'{') => object(window, &at, merge, number > 0)?,
            Some(b'[') => {
                let array = window.raw(&at)?;
                // Where more follows, the first one goes by its number, too: it could be an index of the array.
                let is_alone = number == 0 && window.is_done();
                let at = if window.is_done() { at } else { top.element(number) };
                match keyless::array(array.get(), &at, merge) {
                    Err(Fault::Unclear { found }) if !is_alone && keyless::is_empty(array.get()) => {
                        merge.warn(Warning::NotAnObject { file: Arc::clone(file), found });
                    }
                    read => read?,
                }
            }
            None if number > 0 && window.is_done() => break,
            _ if refused(window, &at, merge) => {}
            _ => {
                let value = window.raw(&at)?;
                let found = describe(value.get());
                // What a query prints that finds nothing tells of nothing, and keeps nobody from what stands beside it.
                if value.get() == "null" && !(number == 0 && window.is_done()) {
                    merge.warn(Warning::NotAnObject { file: Arc::clone(file), found });
                    continue;
                }
                return Err(Fault::Unclear { found });
            }
        }
    }
    Ok(())
}

/// The longest error that is read, in bytes.
const LONGEST: usize = 1 << 16;

/// Passes the error that stands where a document should, up to the next line that begins one. Says whether it is one.
fn refused(window: &mut Window<'_>, at: &At<'_>, merge: &mut Merge) -> bool {
    let text = window.ahead(LONGEST);
    let end = ["\n{", "\n["].iter().filter_map(|begin| text.find(begin)).min().unwrap_or(text.len());
    let Some(refusal) = text.get(..end).and_then(Refusal::of_text) else { return false };
    window.pass(end);
    merge.refused(refusal, at);
    true
}

/// Reads an object. `beside_others` says that its file holds others, too.
fn object(window: &mut Window<'_>, at: &At<'_>, merge: &mut Merge, beside_others: bool) -> Result<(), Fault> {
    if keyless::value(window, at, merge)? {
        return Ok(());
    }
    window.expect(b'{', at)?;
    let (mut keys, mut kept) = (Keys::default(), Vec::new());
    if !window.take(b'}') {
        loop {
            let key: String = window.value(at)?;
            window.expect(b':', at)?;
            member(window, key, at, &mut keys, &mut kept, merge)?;
            if !window.take(b',') {
                break;
            }
        }
        window.expect(b'}', at)?;
    }
    let beside_others = beside_others || !window.is_done();
    finish(at, &keys, &kept, merge, beside_others, None)
}

/// Reads what stands next as what a key of a document has, of which this much is there, if it is known.
fn keyed(
    window: &mut Window<'_>,
    key: &str,
    at: &At<'_>,
    merge: &mut Merge,
    extent: Option<Extent>,
) -> Result<(), Fault> {
    let (mut keys, mut kept) = (Keys::default(), Vec::new());
    member(window, key.to_owned(), at, &mut keys, &mut kept, merge)?;
    finish(at, &keys, &kept, merge, false, extent)
}

/// Reads, keeps or passes one member of the object.
fn member(
    window: &mut Window<'_>,
    key: String,
    top: &At<'_>,
    keys: &mut Keys,
    kept: &mut Vec<Member>,
    merge: &mut Merge,
) -> Result<(), Fault> {
    let at = top.member(&key);
    let (first, is_list) = (window.peek(), read::elements(&key));
    let value = if let (Some(read), true) = (is_list, first != Some(b'n')) {
        if keys.has(&key) {
            return Err(once(top, &key).into());
        }
        read(&mut Elements::new(window, at, merge))?;
        ValueKind::Other
    } else if is_list.is_some() || is_kept(&key) {
        let value = window.raw(&at)?;
        let kind = ValueKind::of(value.get());
        // As a query that does not match prints it. It must not pass for an empty one.
        if kind == ValueKind::Null && (key == MANIFEST || read::is_document(&key)) {
            return Err(at.expected("a document, not null").into());
        }
        kept.push(Member { key: key.clone(), value });
        kind
    } else if let Some(b'[' | b'{') = first {
        window.skip(&at)?;
        if first == Some(b'{') { ValueKind::Object } else { ValueKind::Other }
    } else {
        ValueKind::of(window.raw(&at)?.get())
    };
    keys.push(key, value);
    Ok(())
}

fn is_kept(key: &str) -> bool {
    [MANIFEST, FAILURES].contains(&key) || is_enumeration(key) || read::is_member(key)
}

/// Reads what was kept.
fn finish(
    top: &At<'_>,
    keys: &Keys,
    kept: &[Member],
    merge: &mut Merge,
    beside_others: bool,
    extent: Option<Extent>,
) -> Result<(), Fault> {
    let readers: Vec<(DocumentKind, Reader)> = read::readers(keys).collect();
    for warning in
        unread::unread(keys, top.file(), |key| readers.iter().any(|(kind, reader)| reader.has_key(*kind, key)))
    {
        // What nobody reads may have told of more than what is asked for by id. A list that is missing is missing anyway.
        if let Warning::OtherSpelling { expected, .. } = &warning
            && let Some(kind) = DocumentKind::ALL.iter().copied().find(|kind| kind.key() == *expected)
            && kind.listing() != Listing::Whole
        {
            merge.document(kind, Extent::Page);
        }
        merge.warn(warning);
    }
    let more = keys.has_more_pages();
    let extent = extent.unwrap_or(if more { Extent::Page } else { Extent::Whole });
    let mut members = Members::new(keys, kept, top, more, merge);
    for (kind, reader) in &readers {
        match reader.of_members().map_or(Ok(()), |read| read(&mut members)) {
            // No name of a file says of several documents what each belongs to.
            Err(Fault::Refused(ImportError::Nameless { holds, .. })) if beside_others => {
                // Whoever it is of, an empty list takes nothing from what is known.
                let is_empty =
                    members.get::<Vec<IgnoredAny>>(kind.key()).is_ok_and(|list| list.is_some_and(|own| own.is_empty()));
                let merge = members.merge();
                if !is_empty {
                    merge.document(*kind, Extent::Page);
                }
                merge.warn(Warning::Nameless { holds, evidence: top.evidence() });
            }
            read => {
                read?;
                members.merge().document(*kind, extent);
            }
        }
    }
    if let Some(Object(capture)) = members.get::<Object<Capture>>(MANIFEST)? {
        let manifest = capture.into_manifest(&top.member(MANIFEST))?;
        members.merge().manifest(manifest);
    }
    for failure in members.get::<List<Failure>>(FAILURES)?.unwrap_or_default().0 {
        let file = Arc::clone(top.file());
        members.merge().warn(Warning::Failure { file, arn: failure.arn.0, reason: failure.reason.0 });
    }
    for (key, kind) in enumerations() {
        if let Some(Strings(arns)) = members.get::<Strings<String>>(key)? {
            members.merge().enumerated(Enumeration { kind, arns, goes_on: more, path: top.path_scope().clone() });
        }
    }
    Ok(())
}
