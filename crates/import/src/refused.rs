//! What calls leave unknown whose errors were saved where their documents should be.

use std::sync::Arc;

use hopwise_model::resource::Scope;
use hopwise_model::{Action, DocumentKind, Evidence, FailedCall, Knowledge};

use crate::error::ImportError;
use crate::provenance::Placed;
use crate::refusal::Refusal;
use crate::warning::Warning;

type Noted = (Refusal, Option<DocumentKind>, Evidence);

/// Makes sure that somebody got an answer. With credentials that expired, every command leaves its error.
pub(crate) fn check(refusals: &[Noted], documents: &[Placed]) -> Result<(), ImportError> {
    let by_credentials = refusals.iter().find(|(refusal, ..)| refusal.is_of_credentials);
    match by_credentials.or(refusals.first()) {
        Some((refusal, kind, evidence)) if documents.iter().all(|own| own.is_empty) => Err(ImportError::AllRefused {
            file: Arc::clone(&evidence.file),
            more: refusals.len() - 1,
            failed: call(refusal, *kind, evidence, &Scope::default()).map(Box::new),
            of_credentials: refusal.is_of_credentials,
            code: refusal.code.clone(),
            none: refusal.none.clone(),
        }),
        _ => Ok(()),
    }
}

/// Notes the calls as failed where their documents would be from, and says so. What is wrong with the credentials comes
/// before anything else.
pub(crate) fn apply(
    refusals: Vec<Noted>,
    documents: &[Placed],
    knowledge: &mut Knowledge,
    warnings: &mut Vec<Warning>,
) {
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for (refusal, kind, evidence) in refusals {
        let is_its = |own: &&Placed| own.is_empty && own.file == evidence.file && Some(own.kind) == kind;
        let placed = documents.iter().find(is_its).map(|own| own.scopes.clone()).unwrap_or_default();
        let scopes = if placed.is_empty() { vec![Scope::default()] } else { placed };
        for scope in scopes {
            if let Some(call) = call(&refusal, kind, &evidence, &scope) {
                knowledge.fail(call);
            }
        }
        let warning = Warning::Refused {
            failed: call(&refusal, kind, &evidence, &Scope::default()).map(Box::new),
            of_credentials: refusal.is_of_credentials,
            code: refusal.code,
            none: refusal.none,
            evidence,
        };
        if refusal.is_of_credentials { first.push(warning) } else { rest.push(warning) }
    }
    warnings.splice(0..0, first);
    warnings.extend(rest);
}

/// The call that failed, as far as the error or the file's name tells which it was.
fn call(refusal: &Refusal, kind: Option<DocumentKind>, evidence: &Evidence, scope: &Scope) -> Option<FailedCall> {
    let action = refusal.action.clone().or_else(|| Action::try_from(kind?.action()).ok())?;
    Some(FailedCall {
        action,
        document: kind,
        kind: refusal.kind(),
        code: refusal.code.clone(),
        arguments: refusal.about.clone(),
        scope: scope.clone(),
        evidence: evidence.clone(),
    })
}
