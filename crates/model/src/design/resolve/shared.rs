//! Shared VPCs: which of them the snapshot shows as an account sees them that only takes part.
//!
//! The owner of a VPC may share subnets of it. An account that takes part is shown these subnets, with their route tables
//! and network ACLs, and of all that is in them only what is its own; the owner is shown everybody's interfaces and the
//! groups on them (VPC user guide, "Share your VPC subnets with other accounts" and "Responsibilities and permissions
//! for owners and participants"). Documents do not tell who asked for them, so that it shows in whose things they hold.

use std::collections::BTreeMap;

use crate::design::{Design, Ix, Vpc};
use crate::id::AccountId;

/// What tells whose view of a VPC the snapshot has.
#[derive(Default)]
struct Signs {
    /// Something that AWS shows to nobody but the owner: an interface of the owner's, or the VPC's default group, which
    /// can be shared with nobody. Endpoints are none: these are what people add to the documents of a participant.
    owners: bool,
    /// An interface or a group of somebody else's, or documents that are said to be another account's.
    others: bool,
}

/// Notes the owners of the VPCs that the snapshot shows in part. Takes O(n) time in the number of interfaces, groups
/// and subnets.
pub(super) fn hide(design: &mut Design) {
    let owners: BTreeMap<Ix<Vpc>, AccountId> =
        design.vpcs.indices().filter_map(|vpc| Some((vpc, owner_of(design, vpc)?))).collect();
    let mut signs: BTreeMap<Ix<Vpc>, Signs> = BTreeMap::new();
    let interfaces =
        design.network_interfaces.iter().map(|(_, found)| (found.vpc.clone().ok(), &found.record.owner, true));
    let groups = design.security_groups.iter().map(|(index, found)| {
        let default = found.vpc.is_some_and(|vpc| design.vpcs.get(vpc).default_group == Some(index));
        (found.vpc, &found.record.owner, default)
    });
    for (vpc, whose, is_listed_for_owner) in interfaces.chain(groups) {
        let (Some(vpc), Some(whose)) = (vpc, whose) else { continue };
        let Some(owner) = owners.get(&vpc) else { continue };
        let signs = signs.entry(vpc).or_default();
        signs.owners |= whose == owner && is_listed_for_owner;
        signs.others |= whose != owner;
    }
    for (vpc, owner) in owners {
        let signs = signs.remove(&vpc).unwrap_or_default();
        let found = design.vpcs.get_mut(vpc);
        let elsewhere = found.record.scope.account.as_ref().is_some_and(|account| *account != owner);
        if !signs.owners && (signs.others || elsewhere) {
            found.hidden_by = Some(owner);
            design.hidden_vpcs.push(vpc);
        }
    }
}

/// The account that owns a VPC, which is also that of its subnets.
fn owner_of(design: &Design, vpc: Ix<Vpc>) -> Option<AccountId> {
    let found = design.vpcs.get(vpc);
    let subnets = found.subnets.iter().map(|subnet| &design.subnets.get(*subnet).record.owner);
    std::iter::once(&found.record.owner).chain(subnets).flatten().next().cloned()
}
