//! What the readers' tests share.

use hopwise_model::Inventory;

use crate::{Options, Snapshot, read_documents};

pub(super) fn snapshot(text: &str) -> Snapshot {
    read_documents([("f.json", text)], &Options::default()).unwrap()
}

pub(super) fn inventory(text: &str) -> Inventory {
    snapshot(text).inventory
}

/// The error of a document, as far as `at POINTER`.
pub(super) fn error(text: &str) -> String {
    let error = read_documents([("f.json", text)], &Options::default()).unwrap_err().to_string();
    error.split(" (line").next().unwrap_or_default().to_owned()
}

/// The only one.
pub(super) fn one<T>(items: impl IntoIterator<Item = T>) -> T {
    let mut items = items.into_iter();
    let (Some(item), None) = (items.next(), items.next()) else { panic!("not exactly one") };
    item
}
