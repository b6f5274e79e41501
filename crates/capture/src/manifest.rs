//! How a snapshot came about: when, who asked, what was asked, and what failed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::call_failure::CallFailure;

/// The manifest of a snapshot: `manifest.json` in its top folder. `hopwise_import` reads the failures in it, so that
/// what could not be asked for is told from what does not exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The version of this layout.
    pub version: u32,
    /// The version of hopwise.
    pub hopwise: &'static str,
    /// When the first call was made, in UTC (RFC 3339).
    pub started_at: String,
    /// When the last answer came.
    pub finished_at: String,
    /// What was to be captured, in words.
    pub scope: String,
    /// Where it was asked for, account by account and Region by Region.
    pub places: Vec<PlaceRecord>,
}

/// What was asked in one Region of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlaceRecord {
    /// The account; `None` where AWS did not tell.
    pub account: Option<String>,
    /// The Region.
    pub region: String,
    /// The directory of its documents, relative to the manifest.
    pub directory: String,
    /// The calls, by action and by what they were about.
    pub calls: Vec<CallRecord>,
}

/// What one call gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallRecord {
    /// The IAM action.
    pub action: &'static str,
    /// What it was about, where the action alone does not tell: a cluster, a prefix list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<String>,
    /// How many pages were asked for; repeated requests do not count. None where a list told that there is nothing.
    pub requests: usize,
    /// The top-level key of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<&'static str>,
    /// The file that the answers went to, in the place's directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// How many resources the file describes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<usize>,
    /// Why there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<CallFailure>,
}

impl Manifest {
    /// The name of the manifest's file.
    pub const FILE: &'static str = "manifest.json";
    /// The top-level key by which a manifest is recognised.
    pub const KEY: &'static str = "hopwiseCapture";

    /// Every call that failed, with its place.
    pub fn failures(&self) -> impl Iterator<Item = (&PlaceRecord, &CallRecord, &CallFailure)> {
        self.places.iter().flat_map(|place| {
            place.calls.iter().filter_map(move |call| call.failure.as_ref().map(|failure| (place, call, failure)))
        })
    }

    /// How many pages were asked for.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.places.iter().flat_map(|place| &place.calls).map(|call| call.requests).sum()
    }

    /// How many resources are described.
    #[must_use]
    pub fn resources(&self) -> usize {
        self.places.iter().flat_map(|place| &place.calls).filter_map(|call| call.resources).sum()
    }

    /// The manifest as a document.
    #[must_use]
    pub fn document(&self) -> String {
        crate::writer::object_document(&BTreeMap::from([(Self::KEY, self)]))
    }
}
