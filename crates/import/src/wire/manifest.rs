use hopwise_model::resource::{RepositoryPolicy, Scope};
use hopwise_model::{Action, DocumentKind, FailedCall, FailureKind, Region};
use serde::Deserialize;

use super::at::{At, Problem};
use super::value::{Maybe, Object, Objects, Owner, Required, Scalar};
use super::vpc::ATTRIBUTES;
use crate::manifest::{Call, Manifest, Place};

/// The top-level key of a manifest.
pub(crate) const MANIFEST: &str = "hopwiseCapture";

/// What `hopwise` writes beside the documents that it captures: which calls it made, and how they ended.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Capture {
    #[serde(rename = "version")]
    _version: Version,
    places: Objects<CapturedPlace>,
}

/// An account and Region, and the calls that were made there.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CapturedPlace {
    account: Maybe<Owner>,
    region: Required<Region>,
    directory: Maybe<String>,
    calls: Objects<CapturedCall>,
}

/// A call and how it ended.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CapturedCall {
    action: Required<Action>,
    requests: Option<u32>,
    file: Maybe<String>,
    document: Maybe<String>,
    arguments: Maybe<String>,
    failure: Option<Object<Failure>>,
}

/// How a call failed.
#[derive(Debug, Deserialize)]
struct Failure {
    kind: Required<String>,
    code: Maybe<String>,
}

/// The version of the manifest's form. A later one may tell of failures in a way that this program would not see.
#[derive(Debug)]
struct Version;

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            1 => Ok(Self),
            other => {
                let found = serde::de::Unexpected::Unsigned(other.into());
                Err(serde::de::Error::invalid_value(found, &"version 1, the only one that this program knows"))
            }
        }
    }
}

impl Scalar for Action {
    fn expected() -> &'static str {
        "an IAM action such as `ec2:DescribeVpcs`"
    }
    fn parse(text: &str) -> Option<Self> {
        Self::try_from(text).ok()
    }
}

impl Capture {
    pub(crate) fn into_manifest(self, at: &At<'_>) -> Result<Manifest, Problem> {
        let mut places = Vec::new();
        for (index, place) in self.places.0.into_iter().enumerate() {
            places.push(place.into_place(&at.member("places").element(index))?);
        }
        Ok(Manifest { evidence: at.evidence(), places })
    }
}

impl CapturedPlace {
    fn into_place(self, at: &At<'_>) -> Result<Place, Problem> {
        let account = match self.account.0 {
            // A name of AWS's own, which owners of resources may have, is no account that calls are made in.
            Some(Owner(None)) => return Err(at.member("account").expected(Owner::expected())),
            owner => owner.and_then(|owner| owner.0),
        };
        let scope = Scope { account, region: Some(self.region.0) };
        let calls = self.calls.0.into_iter().enumerate();
        let calls = calls.map(|(index, call)| call.into_call(&scope, &at.member("calls").element(index))).collect();
        Ok(Place { scope, directory: self.directory.0.unwrap_or_default(), calls })
    }
}

impl CapturedCall {
    fn into_call(self, scope: &Scope, at: &At<'_>) -> Call {
        let document = self.document.0.as_deref().map_or_else(
            || DocumentKind::of_action(self.action.0.as_str()),
            |key| {
                let is_attribute = ATTRIBUTES.contains(&key);
                let named = DocumentKind::ALL.iter().copied().find(|kind| kind.key() == key);
                named.or(is_attribute.then_some(DocumentKind::VpcAttribute))
            },
        );
        let (action, arguments) = (self.action.0, self.arguments.0);
        let failure = self.failure.map(|Object(failure)| FailedCall {
            action: action.clone(),
            document,
            kind: FailureKind::from_name(&failure.kind.0),
            code: failure.code.0,
            arguments: arguments.clone(),
            scope: scope.clone(),
            evidence: at.evidence(),
        });
        // ECR answers with an error for a repository that has no policy; what was captured is then a call that neither
        // failed nor wrote anything.
        let answered = failure.is_none() && self.file.0.is_none();
        let about_policy = action.as_str() == "ecr:GetRepositoryPolicy";
        let repository = arguments.filter(|_| answered && about_policy);
        let without_policy = repository.map(|repository| RepositoryPolicy {
            scope: scope.clone(),
            repository,
            document: None,
            evidence: at.evidence(),
        });
        Call { file: self.file.0, requests: self.requests.unwrap_or(1), failure, without_policy }
    }
}
