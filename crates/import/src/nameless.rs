//! What files leave unknown that are empty, or hold an error, and of which neither name nor words tell what they should hold: it may
//! be a part of any list, or what nobody else tells.

use std::collections::BTreeMap;

use hopwise_model::resource::Scope;
use hopwise_model::{Coverage, DocumentClass, DocumentKind, Knowledge, Listing};

/// Notes in every place of which such a file may be, by what its path says, that no list there is known to be whole.
pub(crate) fn apply(paths: &[Scope], knowledge: &mut Knowledge) {
    // Whether there is more than permissions: what is said of a network makes a place one.
    let mut places: BTreeMap<_, bool> = BTreeMap::new();
    for (account, region, kind, _) in knowledge.records() {
        let place = (account.cloned(), region.cloned());
        *places.entry(place).or_default() |= kind.class() != DocumentClass::Permission;
    }
    let places: Vec<_> =
        places.into_iter().map(|((account, region), is_network)| (Scope { account, region }, is_network)).collect();
    for path in paths {
        let may_be = |own: &Scope| {
            let account = path.account.is_none() || own.account.is_none() || path.account == own.account;
            account && (path.region.is_none() || own.region.is_none() || path.region == own.region)
        };
        for (place, is_network) in places.iter().filter(|(place, _)| may_be(place)) {
            for kind in DocumentKind::ALL.iter().filter(|kind| *is_network || kind.class() == DocumentClass::Permission)
            {
                if let Some(coverage) = left_open(*kind) {
                    knowledge.record(*kind, place, coverage);
                }
            }
        }
    }
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
