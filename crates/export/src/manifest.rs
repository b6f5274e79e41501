//! The manifest beside the documents: calls that failed, and answers that are no document.

use hopwise_model::resource::{RepositoryPolicy, Scope};
use hopwise_model::{AccountId, DocumentKind, FailedCall, FailureKind, Inventory, Listing, NO_REPOSITORY_POLICY};
use serde_json::Value;

use crate::Document;
use crate::object::{list, maybe, object, text};
use crate::place::directory;

/// A document that was written, and what it is.
pub(crate) struct Written {
    pub(crate) kind: DocumentKind,
    pub(crate) place: Scope,
    pub(crate) file: String,
}

fn failure(call: &FailedCall) -> Value {
    object([("kind", text(call.kind.name())), ("code", maybe(call.code.as_ref()))])
}

/// The member `document` of a call, where its action does not tell it.
fn document(call: &FailedCall) -> Value {
    let by_action = DocumentKind::of_action(call.action.as_str());
    if by_action == call.document { Value::Null } else { call.document.map_or(Value::Null, |kind| text(kind.key())) }
}

fn failed(call: &FailedCall, file: Option<&Written>) -> Value {
    object([
        ("action", text(&call.action)),
        ("requests", if file.is_some() { 2.into() } else { Value::Null }),
        ("file", maybe(file.map(|written| &written.file))),
        ("document", document(call)),
        ("arguments", maybe(call.arguments.as_ref())),
        ("failure", failure(call)),
    ])
}

/// An error as the AWS CLI writes it, for calls of which nobody knows the Region.
fn error(call: &FailedCall) -> String {
    let code = call.code.as_deref().unwrap_or(match call.kind {
        FailureKind::Denied => "AccessDenied",
        FailureKind::Throttled => "Throttling",
        FailureKind::TimedOut => "RequestTimeout",
        FailureKind::Unreadable | FailureKind::Incomplete | FailureKind::Error => "InternalError",
    });
    let operation = call.action.as_str().split_once(':').map_or(call.action.as_str(), |(_, operation)| operation);
    format!("An error occurred ({code}) when calling the {operation} operation: it failed\n")
}

/// What ECR answers for a repository without a policy.
fn none(policy: &RepositoryPolicy) -> String {
    let registry = policy.scope.account.as_ref().map_or("", AccountId::as_str);
    let message = format!(
        "Repository policy does not exist for the repository with name '{}' in the registry with id '{registry}'",
        policy.repository
    );
    format!("{:#}\n", object([("__type", text(NO_REPOSITORY_POLICY)), ("message", text(message))]))
}

/// The manifest of an inventory, and what else tells of calls that failed. Nothing where no call failed and every answer
/// is a document.
pub(crate) fn documents(inventory: &Inventory, written: &[Written]) -> Vec<Document> {
    let calls = inventory.knowledge.failed_calls();
    let unpoliced = || inventory.repository_policies.iter().filter(|policy| policy.document.is_none());
    let mut scopes: Vec<&Scope> = calls.iter().map(|call| &call.scope).collect();
    scopes.extend(unpoliced().map(|policy| &policy.scope));
    scopes.sort_by_key(|scope| directory(scope));
    scopes.dedup();

    let mut documents = Vec::new();
    let mut places = Vec::new();
    for scope in scopes {
        let own = || calls.iter().filter(|call| call.scope == *scope);
        let Some(region) = &scope.region else {
            documents.extend(own().enumerate().map(|(place, call)| Document {
                path: format!("{}failed-{}.json", directory(scope), place + 1),
                contents: error(call),
            }));
            let without = unpoliced().filter(|policy| policy.scope == *scope).enumerate();
            // The words name the account: no folder has to.
            let account = scope.account.as_ref().map_or("", AccountId::as_str);
            documents.extend(without.map(|(place, policy)| Document {
                path: format!("without-policy-{account}-{}.json", place + 1),
                contents: none(policy),
            }));
            continue;
        };
        let files = || written.iter().filter(|own| own.place == *scope);
        // Where a list failed after some of its pages, its file is what it told until then.
        let of_list = |call: &FailedCall| {
            let kind = call.document.filter(|kind| kind.listing() == Listing::Whole)?;
            files().find(|own| own.kind == kind)
        };
        let is_answered = |own: &&Written| !self::failed_kind(own.kind, calls, scope);
        let answered = files().filter(is_answered).map(|own| {
            object([("action", text(own.kind.action())), ("requests", 1.into()), ("file", text(&own.file))])
        });
        let without_policy = unpoliced().filter(|policy| policy.scope == *scope).map(|policy| {
            object([("action", text("ecr:GetRepositoryPolicy")), ("arguments", text(&policy.repository))])
        });
        let failed = own().map(|call| failed(call, of_list(call)));
        places.push(object([
            ("account", maybe(scope.account.as_ref())),
            ("region", text(region)),
            ("directory", text(directory(scope).trim_end_matches('/'))),
            ("calls", list(answered.chain(without_policy).chain(failed))),
        ]));
    }
    if !places.is_empty() {
        let capture = object([("version", 1.into()), ("places", list(places))]);
        let contents = format!("{:#}\n", object([("hopwiseCapture", capture)]));
        documents.push(Document { path: "manifest.json".to_owned(), contents });
    }
    documents
}

fn failed_kind(kind: DocumentKind, calls: &[FailedCall], scope: &Scope) -> bool {
    kind.listing() == Listing::Whole && calls.iter().any(|call| call.document == Some(kind) && call.scope == *scope)
}
