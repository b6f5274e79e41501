//! Causes at security groups and network ACLs.

use std::net::IpAddr;

use hopwise_engine::Rule;
use hopwise_model::Traffic;
use hopwise_model::design::{GroupRule, RuleEnds, SecurityGroup, Vpc};
use hopwise_model::resource::{Direction, Peer};
use hopwise_packet::{Packet, PacketBox};
use ipnet::IpNet;

use super::{Case, destination_ports, wanted};
use crate::cause::{
    AclDenies, Cause, EndpointGroupLacksIngress, GroupAllowsNothingOut, GroupLacksEgress, GroupLacksIngress, Instead,
};
use hopwise_engine::Verdict;

impl<'a> Case<'a> {
    /// The security groups that decided together, those of them that the snapshot holds.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &'a SecurityGroup> + use<'a> {
        let design = self.design;
        self.block.ids.iter().filter_map(|id| Some(design.security_groups.get(design.security_groups.find(id)?)))
    }

    pub(super) fn group(&self) -> Option<Cause> {
        match self.block.direction? {
            Direction::Egress => Some(self.group_out()),
            Direction::Ingress => Some(self.group_in()),
        }
    }

    fn group_out(&self) -> Cause {
        let groups: Vec<_> = self.groups().map(|group| group.record.id.clone()).collect();
        let rules: Vec<&GroupRule> = self.groups().flat_map(|group| &group.egress).collect();
        if rules.is_empty() {
            return Cause::GroupAllowsNothingOut(GroupAllowsNothingOut { groups });
        }
        let wanted = wanted(&self.block.packets);
        let instead = instead(&rules, &self.block.packets, self.vpc().map(|vpc| self.design.vpcs.get(vpc)));
        // Rules for the VPC's own block were written for endpoints: where private DNS leads elsewhere, that is why.
        if instead == Instead::OwnVpcOnly
            && let Some(cause) = self.passed_over()
        {
            return cause;
        }
        Cause::GroupLacksEgress(GroupLacksEgress { groups, wanted, instead, rules: pairs(&rules) })
    }

    fn group_in(&self) -> Cause {
        let groups: Vec<_> = self.groups().map(|group| group.record.id.clone()).collect();
        let rules: Vec<&GroupRule> = self.groups().flat_map(|group| &group.ingress).collect();
        let (rules, wanted) = (pairs(&rules), wanted(&self.block.packets));
        let interface = self.block.hop.as_deref().and_then(|id| self.design.network_interfaces.find(id));
        let interface = interface.map(|interface| self.design.network_interfaces.get(interface));
        let id = interface.map(|interface| interface.record.id.clone());
        match interface.and_then(|interface| interface.endpoint) {
            Some(endpoint) => Cause::EndpointGroupLacksIngress(EndpointGroupLacksIngress {
                endpoint: self.design.vpc_endpoints.get(endpoint).record.id.clone(),
                interface: id,
                groups,
                default_group: self.groups().any(|group| group.record.name.as_deref() == Some("default")),
                wanted,
                rules,
            }),
            None => Cause::GroupLacksIngress(GroupLacksIngress { interface: id, groups, wanted, rules }),
        }
    }

    pub(super) fn acl(&self) -> Option<Cause> {
        let block = self.block;
        let acl = self.design.network_acls.get(self.design.network_acls.find(&block.id)?);
        let entry = match &block.rule {
            // AWS prints the final `*` entry, which matches when nothing else does, under this number and the next.
            Some(Rule::Acl { entry, .. }) => Some(entry.number).filter(|number| *number < 32767),
            Some(Rule::Group { .. } | Rule::Route { .. }) | None => None,
        };
        let hop = block.hop.as_deref();
        let subnet = hop.and_then(|id| self.design.subnets.find(id)).or_else(|| {
            // Packets to a NAT gateway meet the ACL of its subnet when they are told its name.
            let nat = self.design.nat_gateways.find(hop?)?;
            self.design.nat_gateways.get(nat).subnet.clone()?.ok()
        });
        Some(Cause::AclDenies(AclDenies {
            acl: acl.record.id.clone(),
            subnet: subnet.map(|subnet| self.design.subnets.get(subnet).record.id.clone()),
            entry,
            direction: block.direction?,
            leg: block.leg,
            wanted: wanted(&block.packets),
            ports: destination_ports(&block.packets),
            partly: self.reach.verdict == Verdict::Partial,
        }))
    }
}

fn pairs(rules: &[&GroupRule]) -> Vec<(Traffic, Peer)> {
    rules.iter().map(|rule| (rule.traffic, rule.record.peer.clone())).collect()
}

fn matches(traffic: Traffic, packets: &[PacketBox]) -> bool {
    let packet = packets.first().and_then(|part| {
        let zero = IpAddr::from([0, 0, 0, 0]);
        Some(Packet {
            protocol: part.protocols.first()?,
            source: zero,
            destination: zero,
            source_port: 0,
            destination_port: part.destination_ports.first()?,
        })
    });
    packet.is_some_and(|packet| traffic.matches(packet.protocol.0, packet.destination_port))
}

fn instead(rules: &[&GroupRule], packets: &[PacketBox], vpc: Option<&Vpc>) -> Instead {
    let fitting: Vec<&&GroupRule> = rules.iter().filter(|rule| matches(rule.traffic, packets)).collect();
    if fitting.is_empty() {
        return Instead::OtherTraffic;
    }
    let own = |block: &IpNet| match (block, vpc) {
        (IpNet::V4(block), Some(vpc)) => vpc.record.cidrs.iter().any(|cidr| cidr.contains(block)),
        (IpNet::V6(block), Some(vpc)) => vpc.record.ipv6_cidrs.iter().any(|cidr| cidr.contains(block)),
        (_, None) => false,
    };
    let inside = fitting.iter().all(|rule| match (&rule.record.peer, &rule.ends) {
        (Peer::Group(_), _) => true,
        (Peer::Ipv4(_) | Peer::Ipv6(_), RuleEnds::Blocks(blocks)) => blocks.iter().all(own),
        _ => false,
    });
    if inside {
        return Instead::OwnVpcOnly;
    }
    let lists: Option<Vec<_>> = fitting
        .iter()
        .map(|rule| match &rule.record.peer {
            Peer::PrefixList(list) => Some(list.clone()),
            Peer::Ipv4(_) | Peer::Ipv6(_) | Peer::Group(_) => None,
        })
        .collect();
    lists.map_or(Instead::OtherPeers, Instead::PrefixListsOnly)
}
