//! Entries of network ACLs that are missing.

use hopwise_engine::traffic_box;
use hopwise_model::design::NetworkAcl;
use hopwise_model::resource::{AclEntry, Direction};
use hopwise_packet::{AddressSet, PacketBox, PacketSet, Space};
use ipnet::{IpNet, Ipv4Net};

use super::{Candidate, Stuck};
use crate::cause::wanted;
use crate::change::Change;

/// Numbers above this are AWS's own.
const LAST_NUMBER: u32 = 32766;

impl Stuck<'_> {
    /// Entries that allow what is denied, before the first entry that denies any of it.
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
        let traffic = wanted(&block.packets);
        let blocks = self.covering(&far);
        let numbers = numbers(acl, direction, &block.packets, blocks.len());
        if numbers.len() < blocks.len() {
            return Vec::new();
        }
        let entries = blocks.into_iter().zip(numbers).map(|(cidr, number)| Change::AddAclEntry {
            acl: acl.record.id.clone(),
            number,
            direction,
            traffic,
            cidr,
        });
        vec![entries.collect()]
    }

    /// Few blocks that hold some addresses: subnets or blocks of the VPC, the blocks themselves where there are few,
    /// else every address, since an entry cannot name a prefix list.
    fn covering(&self, far: &AddressSet) -> Vec<IpNet> {
        const FEW: usize = 3;
        let design = self.design();
        let vpc = self.case.vpc().map(|vpc| design.vpcs.get(vpc));
        let subnets = vpc.iter().flat_map(|vpc| &vpc.subnets);
        let subnets: Vec<IpNet> = subnets.flat_map(|subnet| design.subnets.get(*subnet).record.cidrs.clone()).collect();
        let of_vpc: Vec<IpNet> = vpc.map(|vpc| vpc.record.cidrs.clone()).unwrap_or_default();
        let exact = far.nets();
        for blocks in [subnets, of_vpc] {
            let blocks: Vec<IpNet> =
                blocks.into_iter().filter(|block| AddressSet::from(*block).overlaps(far)).collect();
            let all = AddressSet::from_nets(blocks.iter().copied());
            if !blocks.is_empty() && blocks.len() <= FEW && far.is_subset(&all) {
                return blocks;
            }
        }
        if exact.len() <= FEW { exact } else { vec![Ipv4Net::default().into()] }
    }
}

/// Free numbers of one direction below the first entry that denies any of the packets; where no entry does, the next
/// ones as people count.
fn numbers(acl: &NetworkAcl, direction: Direction, packets: &[PacketBox], wanted: usize) -> Vec<u32> {
    let entries = match direction {
        Direction::Ingress => &acl.ingress,
        Direction::Egress => &acl.egress,
    };
    let space = Space::new();
    let packets = PacketSet::from_boxes(&space, packets.iter().cloned());
    let denies = |entry: &&AclEntry| {
        let far = AddressSet::from_net(entry.cidr);
        let matched = match direction {
            Direction::Ingress => traffic_box(entry.traffic).from(far),
            Direction::Egress => traffic_box(entry.traffic).to(far),
        };
        !entry.allow && entry.number <= LAST_NUMBER && !packets.intersect_box(&matched).is_empty()
    };
    let taken = |number: &u32| entries.iter().any(|entry| entry.number == *number);
    if let Some(first) = entries.iter().find(denies) {
        return (1..first.number).rev().filter(|number| !taken(number)).take(wanted).collect();
    }
    let last = entries.iter().map(|entry| entry.number).filter(|number| *number <= LAST_NUMBER).max();
    let next = last.unwrap_or(90) + 10;
    let tens = (0..).map(|step: u32| next.saturating_add(step * 10)).take(wanted);
    let tens: Vec<u32> = tens.filter(|number| *number <= LAST_NUMBER).collect();
    if tens.len() == wanted {
        return tens;
    }
    (1..=LAST_NUMBER).rev().filter(|number| !taken(number)).take(wanted).collect()
}
