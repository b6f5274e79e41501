//! Lists of what there is, by ARN: of what they name and nothing describes, nobody knows what it would tell.

use std::collections::BTreeSet;

use hopwise_model::resource::Scope;
use hopwise_model::{Coverage, DocumentKind, Inventory};

use crate::warning::Warning;

/// What a command lists that names things and does not describe them.
#[derive(Debug)]
pub(crate) struct Enumeration {
    /// What describes them.
    pub(crate) kind: DocumentKind,
    /// Their ARNs.
    pub(crate) arns: Vec<String>,
    /// Whether it announces another page.
    pub(crate) goes_on: bool,
    /// What the path of its file says.
    pub(crate) path: Scope,
}

/// Notes where something is listed that no document describes, or where the list itself goes on. What ECS was asked for, and could not
/// describe, is gone.
pub(crate) fn apply(enumerations: &[Enumeration], inventory: &mut Inventory, warnings: &[Warning]) {
    let tasks = inventory.tasks.iter().map(|own| own.arn.as_str());
    let services = inventory.services.iter().map(|own| own.arn.as_str());
    let gone = warnings.iter().filter_map(|own| match own {
        Warning::Failure { arn, .. } => arn.as_deref(),
        _ => None,
    });
    let described: BTreeSet<&str> = tasks.chain(services).chain(gone).collect();
    let mut open = Vec::new();
    for own in enumerations {
        let others = own.arns.iter().filter(|arn| !described.contains(arn.as_str()));
        let scopes = others.map(|arn| inventory.knowledge.place_of(None, &Scope::of_arn(arn)));
        let rest = own.goes_on.then(|| {
            // Where it goes on, the next one is of the same place.
            own.arns.first().map_or(own.path.clone(), |arn| inventory.knowledge.place_of(None, &Scope::of_arn(arn)))
        });
        open.extend(scopes.chain(rest).map(|scope| (own.kind, scope)));
    }
    for (kind, scope) in open {
        inventory.knowledge.record(kind, &scope, Coverage::Failed);
    }
}
