//! Entries of network ACLs that deny.

use hopwise_model::resource::AclEntry;
use hopwise_model::{Inventory, NetworkAclId, Traffic};

use super::packets::Forbidden;
use super::{Closing, ClosingKind};
use crate::change::{ACL_ENTRIES, Change};

/// Entries that deny what another one allows, right before it; none where numbers or the default quota do not suffice.
pub(super) fn closings(
    inventory: &Inventory,
    id: &NetworkAclId,
    entry: &AclEntry,
    forbidden: &Forbidden,
) -> Option<Closing> {
    let acl = inventory.network_acls.by_id(id)?;
    let (traffic, blocks) = (forbidden.traffic()?, forbidden.blocks()?);
    let is_whole = |own: &Traffic| !matches!(own, Traffic::Ports { from, to, .. } if (*from, *to) != (0, u16::MAX));
    if forbidden.is_public && traffic.iter().any(is_whole) {
        // Nobody but the internet is meant, and an entry would stop everybody.
        return None;
    }
    let own: Vec<&AclEntry> = acl.entries.iter().filter(|own| own.direction == entry.direction).collect();
    let is_free = |number: &u32| own.iter().all(|entry| entry.number != *number);
    let wanted: Vec<(Traffic, ipnet::IpNet)> =
        blocks.iter().flat_map(|block| traffic.iter().map(move |traffic| (*traffic, *block))).collect();
    let free: Vec<u32> = (1..entry.number).rev().filter(is_free).take(wanted.len()).collect();
    if free.len() < wanted.len() || own.len() + wanted.len() > ACL_ENTRIES {
        return None;
    }
    let entries = wanted.into_iter().zip(free).map(|((traffic, cidr), number)| Change::DenyByAcl {
        acl: id.clone(),
        number,
        direction: entry.direction,
        traffic,
        cidr,
    });
    Some(Closing { kind: ClosingKind::Deny, changes: entries.collect() })
}
