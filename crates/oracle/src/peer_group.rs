//! Security groups of other VPCs, which rules may name across a peering connection.

use std::net::IpAddr;

use hopwise_model::design::{Ix, Source, Target, Vpc};
use hopwise_model::resource::{Direction, RouteDestination, RouteTarget, RuleAcross, VpcPeeringConnection};
use hopwise_model::{Component, DocumentKind, Gap, NotEvaluated};

use crate::peering::DOWN;
use crate::walk::Walk;

impl Walk<'_> {
    /// Whether an address outside of `vpc` is that of a member of a group in another VPC, which a rule in `vpc` names. Fails where that
    /// is not known: who is a member, whether a connection lets rules name the group, or what a route leads to.
    pub(crate) fn carries_elsewhere(
        &self,
        (group, by): (&str, Option<&RuleAcross>),
        direction: Direction,
        address: IpAddr,
        vpc: Ix<Vpc>,
    ) -> Result<bool, Gap> {
        let found = self.design.security_groups.find(group).map(|found| self.design.security_groups.get(found));
        let home = found.and_then(|found| found.vpc);
        if home == Some(vpc) {
            return Ok(false);
        }
        let is_member = home.and_then(|home| self.is_member_in(home, group, direction, address));
        if is_member == Some(false) {
            return Ok(false);
        }
        let document = DocumentKind::RouteTables;
        if !self.is_complete(document, vpc) {
            return Err(Gap::MissingDocument { document, needed_for: group.to_owned() });
        }
        let (component, what) = (Component::SecurityGroup, NotEvaluated::PeerVpcGroup);
        let gap = Gap::NotEvaluated { component, id: group.to_owned(), what };
        if self.may_lead_to_peers(vpc, direction, address) {
            return Err(gap);
        }
        match (self.may_name_groups_of(vpc, home, by), is_member) {
            (Some(false), _) => Ok(false),
            (Some(true), Some(true)) if self.is_anothers(vpc, home, address) => Err(gap),
            (Some(true), Some(is_member)) => Ok(is_member),
            (Some(true), None) | (None, _) => Err(gap),
        }
    }

    /// Whether an address is that of a member of a group in the group's own VPC, the source of the packet among them; none where the
    /// snapshot does not show them all.
    fn is_member_in(&self, home: Ix<Vpc>, group: &str, direction: Direction, address: IpAddr) -> Option<bool> {
        if self.seen_in_full(home, group).is_err() || !self.is_complete(DocumentKind::NetworkInterfaces, home) {
            return None;
        }
        if let Source::Placement(placement) = self.source {
            let own = match direction {
                Direction::Ingress => Some(self.own_address),
                Direction::Egress => placement.address,
            };
            let is_it = self.design.subnets.get(placement.subnet).vpc == Ok(home) && own == Some(address);
            if is_it && !placement.is_anybody && placement.groups.iter().any(|own| self.is_group(own, group)) {
                return Some(true);
            }
        }
        Some(self.design.members(group).any(|interface| {
            let interface = self.design.network_interfaces.get(interface);
            let is_own = interface.record.addresses.iter().any(|own| own.private == address);
            let is_delegated = interface.record.prefixes.iter().any(|own| own.contains(&address));
            interface.vpc == Ok(home) && (is_own || is_delegated)
        }))
    }

    /// Whether a route of `vpc` leads to an address by a connection of which nobody knows what it joins, or a packet from there may have
    /// come by a transit gateway.
    fn may_lead_to_peers(&self, vpc: Ix<Vpc>, direction: Direction, address: IpAddr) -> bool {
        let tables = self.design.route_tables.iter().filter(|(_, table)| table.vpc == Ok(vpc));
        let mut routes = tables.flat_map(|(_, table)| table.record.routes.iter().zip(&table.routes));
        routes.any(|(route, path)| {
            let covers = match &route.destination {
                RouteDestination::Cidr(block) => block.contains(&address),
                RouteDestination::PrefixList(list) => match self.design.entries_of(list) {
                    Ok(entries) => entries.iter().any(|entry| entry.contains(&address)),
                    Err(_) => true,
                },
            };
            let is_known = matches!(path.target, Target::VpcPeeringConnection(_));
            covers
                && match &route.target {
                    RouteTarget::VpcPeeringConnection(_) => !is_known,
                    RouteTarget::TransitGateway(_) => direction == Direction::Ingress,
                    _ => false,
                }
        })
    }

    /// Whether rules of a VPC may name groups of another one: both are joined by a connection that is active, in one Region (VPC peering
    /// guide, "Update your security groups to reference peer security groups").
    fn may_name_groups_of(&self, vpc: Ix<Vpc>, home: Option<Ix<Vpc>>, by: Option<&RuleAcross>) -> Option<bool> {
        let design = self.design;
        let own = &design.vpcs.get(vpc).record.id;
        let home_id = home.map(|home| &design.vpcs.get(home).record.id);
        let mut is_open = false;
        for (_, connection) in design.vpc_peering_connections.iter() {
            let VpcPeeringConnection { state, requester, accepter, .. } = connection.record.as_ref();
            let other = match (requester.vpc == *own, accepter.vpc == *own) {
                (true, _) => accepter,
                (_, true) => requester,
                _ => continue,
            };
            if DOWN.contains(&state.as_str()) {
                continue;
            }
            let (Some(one), Some(two)) = (&requester.region, &accepter.region) else {
                is_open = true;
                continue;
            };
            if one != two {
                continue;
            }
            if state != "active" {
                is_open = true;
                continue;
            }
            match home_id {
                // Of a rule that says that it is stale, or was written for another connection, nobody knows whether it is in force.
                Some(home) if other.vpc == *home => {
                    let says = by.map(|by| (by.connection.as_str(), by.status.as_str()));
                    return (says == Some((connection.record.id.as_str(), "active"))).then_some(true);
                }
                Some(_) => {}
                // Nobody knows whose group it is: it may be one of a VPC whose groups were not read.
                None => match design.vpcs.find(other.vpc.as_str()) {
                    Some(other) => {
                        let is_shown = self.is_complete(DocumentKind::SecurityGroups, other);
                        is_open |= !is_shown || self.seen_in_full(other, "").is_err();
                    }
                    None => is_open = true,
                },
            }
        }
        if is_open { None } else { Some(false) }
    }

    /// Whether another peer of a VPC has an address, too, as AWS lets two peers of one VPC have the same blocks.
    fn is_anothers(&self, vpc: Ix<Vpc>, home: Option<Ix<Vpc>>, address: IpAddr) -> bool {
        let design = self.design;
        let id = |vpc: Ix<Vpc>| &design.vpcs.get(vpc).record.id;
        design.vpc_peering_connections.iter().any(|(_, connection)| {
            let record = &connection.record;
            let other = match record.sides() {
                [own, other] | [other, own] if own.vpc == *id(vpc) => other,
                _ => return false,
            };
            let blocks =
                design.vpcs.find(other.vpc.as_str()).map_or(&other.cidrs, |own| &design.vpcs.get(own).record.cidrs);
            record.state == "active"
                && home.is_none_or(|home| *id(home) != other.vpc)
                && blocks.iter().any(|block| block.contains(&address))
        })
    }
}
