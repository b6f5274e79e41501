#![doc = include_str!("../README.md")]

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use hopwise_model::resource::Scope;
use hopwise_model::{Coverage, DocumentKind, Inventory, Listing};
use serde_json::Value;

use crate::manifest::Written;
use crate::object::{list, object};
use crate::place::{Places, directory};
use crate::record::{Export, Printed};

mod filter;
mod interface;
mod manifest;
mod name;
mod network;
mod object;
mod permission;
mod place;
mod record;
mod route_table;
mod task_definition;
mod transit_gateway;
mod workload;

/// A document, as a command of the AWS CLI prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The path of its file, relative to the directory of the snapshot, with slashes.
    pub path: String,
    /// JSON.
    pub contents: String,
}

/// The documents from which an importer reads an inventory, in the order of their paths.
///
/// What the inventory knows to be empty is an empty list, what it knows in part is a list with a page missing, and what
/// it does not know is no document. Linear in the size of the inventory.
#[must_use]
pub fn documents(inventory: &Inventory) -> Vec<Document> {
    macro_rules! every_kind {
        ({} $($(#[$doc:meta])* $name:ident { key: $key:literal, list: $list:ident of $record:ident, $($rest:tt)* })*) => {{
            let mut export = Exporter { inventory, places: Places::of(inventory), documents: Vec::new(), written: Vec::new() };
            $(export.kind::<hopwise_model::resource::$record>();)*
            // In the order in which a directory of them is read.
            export.written.sort_by(|one, other| Path::new(&one.file).cmp(Path::new(&other.file)));
            export.documents.extend(manifest::documents(inventory, &export.written));
            export.documents.sort_by(|one, other| Path::new(&one.path).cmp(Path::new(&other.path)));
            export.documents
        }};
    }
    hopwise_model::for_each_kind!(every_kind {})
}

/// Writes the documents of an inventory into a directory, which is made where it is not there. Files that are there are
/// replaced; others stay.
///
/// # Errors
///
/// When a directory cannot be made, or a file not be written.
pub fn write(inventory: &Inventory, directory: &Path) -> io::Result<()> {
    for document in documents(inventory) {
        let path = directory.join(&document.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, document.contents)?;
    }
    Ok(())
}

struct Exporter<'i> {
    inventory: &'i Inventory,
    places: Places<'i>,
    documents: Vec<Document>,
    written: Vec<Written>,
}

impl Exporter<'_> {
    fn kind<T: Export>(&mut self) {
        let kind = T::KIND;
        let mut lists: BTreeMap<String, (Scope, Coverage, Vec<Value>)> = BTreeMap::new();
        if kind.listing() != Listing::One {
            // An empty list is an answer, too.
            for (place, coverage) in self.places.of_kind(kind) {
                if matches!(coverage, Coverage::Complete | Coverage::Partial) {
                    lists.insert(directory(place), (place.clone(), *coverage, Vec::new()));
                }
            }
        }
        for record in T::list(self.inventory) {
            let place = self.places.of_record(kind, record.whose());
            for printed in record.printed(self.inventory, &place) {
                match printed {
                    Printed::Element(mut value) => {
                        self.take_out(kind, &mut value);
                        let unknown = || (place.clone(), Coverage::Partial, Vec::new());
                        lists.entry(directory(&place)).or_insert_with(unknown).2.push(value);
                    }
                    Printed::Document { stem, mut members, complete } => {
                        if let Some(record) = members.get_mut(kind.key()) {
                            self.take_out(kind, record);
                        }
                        let name = format!("{}/{stem}.json", kind.file_stem());
                        self.write(kind, &place, name, members, complete);
                    }
                }
            }
        }
        for (place, coverage, values) in lists.into_values() {
            let complete = coverage == Coverage::Complete || kind.listing() != Listing::Whole;
            let name = format!("{}.json", kind.file_stem());
            self.write(kind, &place, name, object([(kind.key(), list(values))]), complete);
        }
        self.listed(kind);
    }

    /// That more tasks or services are listed than are described: by a list that goes on.
    fn listed(&mut self, kind: DocumentKind) {
        let Some(key) = kind.list_key() else { return };
        for (place, coverage) in self.places.of_kind(kind) {
            // Where a call failed, the manifest says so.
            if *coverage != Coverage::Failed || self.inventory.knowledge.failed(kind, place).next().is_some() {
                continue;
            }
            let members = object([(key, list(Vec::new())), ("nextToken", "a page that is missing".into())]);
            let path = format!("{}list-{}.json", directory(place), kind.file_stem());
            self.documents.push(Document { path, contents: format!("{members:#}\n") });
        }
    }

    /// Takes out of a record, by its ARN, the members that it lacked where it was read.
    fn take_out(&self, kind: DocumentKind, record: &mut Value) {
        let Some(members) = record.as_object_mut() else { return };
        for (.., id, member) in self.inventory.knowledge.edited(kind) {
            if members.values().any(|own| own.as_str() == Some(id)) {
                members.remove(member);
            }
        }
    }

    fn write(&mut self, kind: DocumentKind, place: &Scope, file: String, mut members: Value, complete: bool) {
        if let (false, Some(members)) = (complete, members.as_object_mut()) {
            members.insert("NextToken".to_owned(), Value::from("a page that is missing"));
        }
        let path = format!("{}{file}", directory(place));
        self.documents.push(Document { path, contents: format!("{members:#}\n") });
        self.written.push(Written { kind, place: place.clone(), file });
    }
}
