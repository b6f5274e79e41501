//! What a manifest says about the snapshot beside it.

use std::collections::HashMap;
use std::sync::Arc;

use hopwise_model::resource::{RepositoryPolicy, Scope};
use hopwise_model::{Evidence, FailedCall, sanitize};

/// The calls by which a snapshot was made.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// Where it was read.
    pub(crate) evidence: Evidence,
    /// Where calls were made.
    pub(crate) places: Vec<Place>,
}

/// An account and Region in which calls were made.
#[derive(Debug)]
pub(crate) struct Place {
    /// The account and Region.
    pub(crate) scope: Scope,
    /// Where its documents are, relative to the manifest.
    pub(crate) directory: String,
    /// The calls, in the order of the manifest.
    pub(crate) calls: Vec<Call>,
}

/// A call.
#[derive(Debug)]
pub(crate) struct Call {
    /// The file that keeps what it told, relative to the place's directory.
    pub(crate) file: Option<String>,
    /// How many requests it took: with more than one, a page may have been answered before another one failed.
    pub(crate) requests: u32,
    /// How it failed, if it did.
    pub(crate) failure: Option<FailedCall>,
    /// The repository that has no policy, as the call was answered.
    pub(crate) without_policy: Option<RepositoryPolicy>,
}

/// The places of those files that calls wrote. A file goes by the end of its name: the source may be any folder above.
pub(crate) fn written<'f>(
    manifests: &[Manifest],
    files: impl Iterator<Item = &'f Arc<str>>,
) -> HashMap<Arc<str>, Scope> {
    let places = manifests.iter().flat_map(|manifest| &manifest.places);
    let names = places.flat_map(|place| place.names().into_iter().flatten().map(|name| (name, &place.scope)));
    let names: HashMap<String, &Scope> = names.collect();
    let mut written = HashMap::new();
    for file in files {
        let name = normal(file);
        let ends = std::iter::once(0).chain(name.match_indices('/').map(|(at, _)| at + 1));
        let scope = ends.filter_map(|at| name.get(at..)).find_map(|end| names.get(end));
        if let Some(scope) = scope {
            written.insert(Arc::clone(file), (*scope).clone());
        }
    }
    written
}

impl Manifest {
    /// Where its calls were made.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &Scope> {
        self.places.iter().map(|place| &place.scope)
    }
}

impl Place {
    /// For each of its calls, the file that it wrote, relative to the manifest.
    pub(crate) fn names(&self) -> Vec<Option<String>> {
        let name = |file: &str| {
            let parts = [&self.directory, file].map(|part| normal(&sanitize(part)));
            let parts = parts.iter().flat_map(|part| part.split('/'));
            let parts: Vec<&str> = parts.filter(|part| !part.is_empty() && *part != ".").collect();
            parts.join("/")
        };
        self.calls.iter().map(|call| call.file.as_deref().map(name)).collect()
    }
}

/// Whether a file is the one of this name, relative to whatever its source is named by.
pub(crate) fn is_named(file: &str, name: &str) -> bool {
    let file = normal(file);
    file.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

/// A file's name with the same separators on every system.
fn normal(name: &str) -> String {
    name.replace('\\', "/").trim_end_matches('/').to_owned()
}
