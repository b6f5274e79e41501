//! Rules of security groups: narrowed, or gone.

use hopwise_engine::FOLLOWED;
use hopwise_model::resource::{Direction, Peer, SecurityGroup, SecurityGroupRule};
use hopwise_model::{Inventory, SecurityGroupId, Traffic};
use hopwise_packet::AddressSet;
use ipnet::IpNet;

use super::packets::{Forbidden, PARTS};
use super::{Closing, ClosingKind};
use crate::change::Change;

/// A rule of a group.
struct Own<'a> {
    group: &'a SecurityGroup,
    direction: Direction,
    rule: &'a SecurityGroupRule,
}

/// The rule for other ports, or for other addresses, or no more at all.
pub(super) fn closings(
    inventory: &Inventory,
    id: &SecurityGroupId,
    rule: &SecurityGroupRule,
    forbidden: &Forbidden,
) -> Vec<Closing> {
    let group = inventory.security_groups.by_id(id);
    let (Some(group), Some(direction)) = (group, forbidden.direction) else { return Vec::new() };
    let own = Own { group, direction, rule };
    let narrower =
        forbidden.rest_of(rule.traffic).map(|rest| own.instead(rest.into_iter().map(|own| (own, &rule.peer))));
    let peers = match rule.peer {
        Peer::Cidr(block) => own.other_blocks(inventory, block, forbidden),
        Peer::PrefixList(_) | Peer::Group(_) => Vec::new(),
    };
    let peers = peers.into_iter().map(|blocks| {
        let peers: Vec<Peer> = blocks.into_iter().map(Peer::Cidr).collect();
        own.instead(peers.iter().map(|peer| (rule.traffic, peer)))
    });
    let narrower = narrower.into_iter().chain(peers);
    let narrower = narrower.map(|changes| Closing { kind: ClosingKind::NarrowRule, changes });
    let gone = Closing { kind: ClosingKind::RevokeRule, changes: vec![own.revoke()] };
    narrower.chain([gone]).collect()
}

impl Own<'_> {
    /// Rules in place of this one: they come first, so that nothing else stops meanwhile.
    fn instead<'p>(&self, rules: impl Iterator<Item = (Traffic, &'p Peer)>) -> Vec<Change> {
        let there = match self.direction {
            Direction::Ingress => &self.group.ingress,
            Direction::Egress => &self.group.egress,
        };
        let is_there =
            |traffic: Traffic, peer: &Peer| there.iter().any(|own| own.traffic == traffic && own.peer == *peer);
        let new = rules.filter(|(traffic, peer)| !is_there(*traffic, peer));
        new.map(|(traffic, peer)| self.authorize(traffic, peer.clone())).chain([self.revoke()]).collect()
    }

    fn authorize(&self, traffic: Traffic, peer: Peer) -> Change {
        let group = self.group.id.clone();
        match self.direction {
            Direction::Ingress => Change::AuthorizeIngress { group, traffic, peer },
            Direction::Egress => Change::AuthorizeEgress { group, traffic, peer },
        }
    }

    fn revoke(&self) -> Change {
        let (group, traffic, peer) = (self.group.id.clone(), self.rule.traffic, self.rule.peer.clone());
        match self.direction {
            Direction::Ingress => Change::RevokeIngress { group, traffic, peer },
            Direction::Egress => Change::RevokeEgress { group, traffic, peer },
        }
    }

    /// What else of a block to let through: all of it but the far ends, where that is few blocks; what of it the VPC has.
    fn other_blocks(&self, inventory: &Inventory, block: IpNet, forbidden: &Forbidden) -> Vec<Vec<IpNet>> {
        let whole = AddressSet::from_net(block);
        let rest = |of: &AddressSet| of.difference(&forbidden.far).nets();
        let vpc = inventory.vpcs.iter().find(|own| Some(&own.id) == self.group.vpc.as_ref());
        let here = vpc.into_iter().flat_map(|own| own.cidrs.iter().copied()).filter(|own| FOLLOWED.has(own.addr()));
        let here = AddressSet::from_nets(here).intersection(&whole);
        let mut found = vec![rest(&whole), rest(&here)];
        found.dedup();
        found.retain(|blocks| !blocks.is_empty() && blocks.len() <= PARTS && *blocks != [block]);
        found
    }
}
