//! Where a record's document stands: documents of one account and Region share a directory.

use std::collections::{BTreeMap, HashMap};

use hopwise_model::resource::Scope;
use hopwise_model::{Coverage, DocumentKind, Inventory, VpcId};

use crate::record::Whose;

/// The accounts and Regions of an inventory, and what is known in each.
pub(crate) struct Places<'i> {
    /// By kind, the places that tell of it, in order.
    by_kind: BTreeMap<DocumentKind, Vec<(Scope, Coverage)>>,
    of_vpc: HashMap<&'i VpcId, &'i Scope>,
}

impl<'i> Places<'i> {
    pub(crate) fn of(inventory: &'i Inventory) -> Self {
        let mut by_kind: BTreeMap<DocumentKind, Vec<(Scope, Coverage)>> = BTreeMap::new();
        for (account, region, kind, coverage) in inventory.knowledge.records() {
            let scope = Scope { account: account.cloned(), region: region.cloned() };
            by_kind.entry(kind).or_default().push((scope, coverage));
        }
        let of_vpc = inventory.vpcs.iter().map(|vpc| (&vpc.id, &vpc.scope)).collect();
        Self { by_kind, of_vpc }
    }

    /// The places that tell of a kind, with how much.
    pub(crate) fn of_kind(&self, kind: DocumentKind) -> &[(Scope, Coverage)] {
        self.by_kind.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The place whose documents tell of a record: the one that agrees with it most, the first where several do. An
    /// inventory that tells of a record without knowing its kind has it in a place of its own.
    pub(crate) fn of_record(&self, kind: DocumentKind, whose: Whose<'_>) -> Scope {
        let own = match whose {
            Whose::Scope(scope) => scope,
            Whose::Vpc(vpc) => self.of_vpc.get(vpc).map(|scope| (*scope).clone()).unwrap_or_default(),
            Whose::Anybody => Scope::default(),
            Whose::Nobody => return Scope::default(),
        };
        let agrees = |(place, _): &&(Scope, Coverage)| {
            let account = place.account.is_some() && place.account == own.account;
            let foreign = place.account.is_some() && own.account.is_some() && !account;
            (place.region == own.region, account, !foreign)
        };
        // Of places that agree alike the first is taken, which `max_by_key` would not.
        let best = self.of_kind(kind).iter().rev().max_by_key(agrees);
        best.map(|(place, _)| place.clone()).unwrap_or_default()
    }
}

/// The directory of a place, by whose name its documents are known to be of that place; it ends with a slash.
pub(crate) fn directory(place: &Scope) -> String {
    let account = place.account.as_ref().map(|account| format!("accounts/{account}/"));
    let region = place.region.as_ref().map(|region| format!("{region}/"));
    account.unwrap_or_default() + &region.unwrap_or_default()
}
