//! What files leave unknown that are empty, or hold an error, and of which neither name nor words tell what they should hold: it may
//! be a part of any list, or what nobody else tells.

use std::collections::BTreeMap;
use std::sync::Arc;

use hopwise_model::resource::Scope;
use hopwise_model::{Component, Coverage, DocumentClass, DocumentKind, Inventory, Listing};

use crate::warning::Warning;

/// Notes in every place of which such a file may be, by what its path says, that no list there is known to be whole. One that is called
/// after a role holds what the role may do, whatever of it.
pub(crate) fn apply(files: &[(Arc<str>, Scope)], inventory: &mut Inventory, warnings: &mut [Warning]) {
    // Whether there is more than permissions: what is said of a network makes a place one.
    let mut places: BTreeMap<_, bool> = BTreeMap::new();
    for (account, region, kind, _) in inventory.knowledge.records() {
        let place = (account.cloned(), region.cloned());
        *places.entry(place).or_default() |= kind.class() != DocumentClass::Permission;
    }
    let places: Vec<_> =
        places.into_iter().map(|((account, region), is_network)| (Scope { account, region }, is_network)).collect();
    for (file, path) in files {
        let role = role_of(file, inventory);
        let may_be = |own: &Scope| {
            let account = path.account.is_none() || own.account.is_none() || path.account == own.account;
            // IAM knows no Regions.
            account && (role.is_some() || path.region.is_none() || own.region.is_none() || path.region == own.region)
        };
        for (place, is_network) in places.iter().filter(|(place, _)| may_be(place)) {
            let is_open = |kind: &&DocumentKind| match role {
                Some(_) => kind.component() == Component::IamRole,
                None => *is_network || kind.class() == DocumentClass::Permission,
            };
            for kind in DocumentKind::ALL.iter().filter(is_open) {
                if let Some(coverage) = left_open(*kind) {
                    inventory.knowledge.record(*kind, place, coverage);
                }
            }
        }
        for warning in warnings.iter_mut() {
            if let Warning::Empty { file: own, role: of, .. } = warning
                && own == file
            {
                of.clone_from(&role);
            }
        }
    }
}

/// The role that a file is called after, alone or before a policy's name (`web.json`, `web--pull.json`): one that a task definition
/// names.
fn role_of(file: &str, inventory: &Inventory) -> Option<String> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let roles = inventory.task_definitions.iter().flat_map(|own| [&own.execution_role, &own.task_role]).flatten();
    let mut names = roles.map(|role| role.rsplit('/').next().unwrap_or(role));
    let role = names.find(|role| stem == *role || stem.strip_prefix(role).is_some_and(|rest| rest.starts_with('-')))?;
    Some(role.to_owned())
}

/// How much is known of a kind where one document is not that may be of it. Of what is asked for by id, what is not there is
/// missed; but for what is taken to be absent where nobody asked: zones, what the account blocks, and all that roles may do.
const fn left_open(kind: DocumentKind) -> Option<Coverage> {
    match (kind, kind.listing()) {
        (_, Listing::Whole) => Some(Coverage::Partial),
        (DocumentKind::HostedZoneSummaries | DocumentKind::VpcBlockPublicAccessOptions | DocumentKind::Role, _) => {
            Some(Coverage::Failed)
        }
        (_, Listing::One | Listing::Some) => None,
    }
}
