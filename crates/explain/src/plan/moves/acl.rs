//! Entries of network ACLs that are missing, and those that deny.

use hopwise_engine::traffic_box;
use hopwise_model::design::NetworkAcl;
use hopwise_model::resource::{AclEntry, Direction};
use hopwise_model::{NetworkAclId, Traffic};
use hopwise_packet::{AddressSet, PacketBox, PacketSet, Space};
use ipnet::IpNet;

use super::{BlockedStep, Candidate};
use crate::cause::wanted;
use crate::change::{ACL_ENTRIES, Change, LAST_ENTRY};

/// Entries to be added to a network ACL, but for their blocks and numbers.
struct Wanted<'a> {
    acl: &'a NetworkAcl,
    direction: Direction,
    traffic: Traffic,
    /// The first entry that denies any of it, before which they have to come.
    before: Option<&'a AclEntry>,
}

impl BlockedStep<'_> {
    /// Entries that allow what is denied, before the first entry that denies any of it: for the addresses as they are
    /// known where the default quota has room for them, and for every address. Where no number is left before that
    /// entry, it is replaced, or deleted.
    pub(super) fn open_acl(&self) -> Vec<Candidate> {
        let block = self.case.block;
        let acl = self.design().network_acls.find(&block.id).map(|acl| self.design().network_acls.get(acl));
        let (Some(acl), Some(direction)) = (acl, block.direction) else { return Vec::new() };
        let far = block.packets.iter().fold(AddressSet::empty(), |far, part| {
            far.union(match direction {
                Direction::Ingress => &part.sources,
                Direction::Egress => &part.destinations,
            })
        });
        let before = first_denying(acl, direction, &block.packets);
        let wanted = Wanted { acl, direction, traffic: wanted(&block.packets), before };
        let everywhere = far.families();
        let room = ACL_ENTRIES.saturating_sub(entries(acl, direction).len());
        let narrow = self.covering(&far).filter(|blocks| blocks.len() <= room.max(1));
        let mut found: Vec<Candidate> = Vec::new();
        for blocks in narrow.into_iter().chain([everywhere]) {
            found.extend(self.entries(&wanted, &blocks).filter(|entries| !found.contains(entries)));
        }
        if let (true, Some(entry)) = (found.is_empty(), before) {
            let (acl, number, traffic) = (acl.record.id.clone(), entry.number, wanted.traffic);
            let cidr = self.covering(&far).and_then(|blocks| <[IpNet; 1]>::try_from(blocks).ok());
            let cidr = cidr.map_or_else(|| far.families().first().copied(), |[cidr]| Some(cidr));
            found.extend(
                cidr.map(|cidr| vec![Change::ReplaceAclEntry { acl: acl.clone(), number, direction, traffic, cidr }]),
            );
            found.push(vec![Change::DeleteAclEntry { acl, number, direction }]);
        }
        found
    }

    /// An entry for each block; none where there are not enough numbers.
    fn entries(&self, wanted: &Wanted<'_>, blocks: &[IpNet]) -> Option<Candidate> {
        let mut entries = Vec::new();
        for cidr in blocks {
            let number = self.number(wanted, *cidr, &entries)?;
            let (acl, direction, traffic) = (wanted.acl.record.id.clone(), wanted.direction, wanted.traffic);
            entries.push(Change::AddAclEntry { acl, number, direction, traffic, cidr: *cidr });
        }
        Some(entries)
    }

    /// A free number for an entry, before the one that denies; where none does, the next one as people count. The number
    /// that the same entry has in another remedy, and none that another entry has there: they may all be carried out.
    fn number(&self, wanted: &Wanted<'_>, block: IpNet, beside: &[Change]) -> Option<u32> {
        let own = entries(wanted.acl, wanted.direction);
        let is_free = |number: u32| own.iter().all(|entry| entry.number != number);
        let in_time = |number: u32| wanted.before.is_none_or(|entry| number < entry.number);
        let others = || {
            let here = move |change| numbered(change, &wanted.acl.record.id, wanted.direction);
            self.proposed.iter().chain(beside).filter_map(here)
        };
        let same = others().find(|(_, traffic, cidr)| (*traffic, *cidr) == (wanted.traffic, block));
        if let Some((number, ..)) = same.filter(|(number, ..)| is_free(*number) && in_time(*number)) {
            return Some(number);
        }
        let is_free = |number: &u32| is_free(*number) && others().all(|(other, ..)| other != *number);
        if let Some(first) = wanted.before {
            return (1..first.number).rev().find(is_free);
        }
        let last = own.iter().map(|entry| entry.number).filter(|number| *number <= LAST_ENTRY).max();
        let next = last.unwrap_or(90) + 10;
        (next..=LAST_ENTRY).step_by(10).find(is_free).or_else(|| (1..=LAST_ENTRY).rev().find(is_free))
    }

    /// The blocks that hold some addresses: subnets or blocks of the VPC where few do, else the blocks themselves. None
    /// for every public address and the like.
    fn covering(&self, far: &AddressSet) -> Option<Vec<IpNet>> {
        const FEW: usize = 3;
        let design = self.design();
        let vpc = self.case.vpc().map(|vpc| design.vpcs.get(vpc));
        let subnets = vpc.iter().flat_map(|vpc| &vpc.subnets);
        let subnets: Vec<IpNet> = subnets.flat_map(|subnet| design.subnets.get(*subnet).record.cidrs.clone()).collect();
        let of_vpc: Vec<IpNet> = vpc.map(|vpc| vpc.record.cidrs.clone()).unwrap_or_default();
        for blocks in [subnets, of_vpc] {
            let blocks: Vec<IpNet> =
                blocks.into_iter().filter(|block| AddressSet::from(*block).overlaps(far)).collect();
            let all = AddressSet::from_nets(blocks.iter().copied());
            if !blocks.is_empty() && blocks.len() <= FEW && far.is_subset(&all) {
                return Some(blocks);
            }
        }
        Some(far.nets()).filter(|blocks| blocks.len() < ACL_ENTRIES)
    }
}

/// The number, traffic and block of a proposed entry of a network ACL.
fn numbered(change: &Change, of: &NetworkAclId, way: Direction) -> Option<(u32, Traffic, IpNet)> {
    match change {
        Change::AddAclEntry { acl, number, direction, traffic, cidr } if acl == of && *direction == way => {
            Some((*number, *traffic, *cidr))
        }
        _ => None,
    }
}

fn entries(acl: &NetworkAcl, direction: Direction) -> &[AclEntry] {
    match direction {
        Direction::Ingress => &acl.ingress,
        Direction::Egress => &acl.egress,
    }
}

/// The first entry that denies any of some packets, the final ones left out.
fn first_denying<'a>(acl: &'a NetworkAcl, direction: Direction, packets: &[PacketBox]) -> Option<&'a AclEntry> {
    let space = Space::new();
    let packets = PacketSet::from_boxes(&space, packets.iter().cloned());
    entries(acl, direction).iter().find(|entry| {
        let far = AddressSet::from_net(entry.cidr);
        let matched = match direction {
            Direction::Ingress => traffic_box(entry.traffic).from(far),
            Direction::Egress => traffic_box(entry.traffic).to(far),
        };
        !entry.allow && entry.number <= LAST_ENTRY && !packets.intersect_box(&matched).is_empty()
    })
}
