//! Subnets: the border with its network ACL, the wire inside, and the VPC that joins them.

use hopwise_model::design::{Ix, NetworkInterface, Source, Subnet, Vpc};
use hopwise_model::resource::Direction;
use hopwise_model::{Code, Component, DocumentKind, Gap, Leg};
use hopwise_packet::{AddressSet, Field, PacketSet};

use super::branch::{Branch, From, hop};
use super::check::Stop;
use super::{Walk, to};

impl Walk<'_> {
    /// The addresses of a subnet.
    pub(super) fn subnet_addresses(&self, subnet: Ix<Subnet>) -> AddressSet {
        AddressSet::from_nets(self.design.subnets.get(subnet).record.cidrs.iter().copied())
    }

    /// Packets cross the border outwards: network ACL, then the route table in force.
    pub(super) fn leave(&mut self, mut branch: Branch, subnet: Ix<Subnet>) {
        branch.enter(self.subnet_hop(subnet));
        let Some(branch) = self.pass_acl(branch, subnet, Direction::Egress) else { return };
        let found = self.design.subnets.get(subnet);
        match (&found.vpc, self.network.graph().table_of(subnet)) {
            (Ok(vpc), Some(table)) => self.route(branch, &table, From { vpc: *vpc, subnet: Some(subnet) }),
            (Err(gap), _) => self.end_unknown(branch, gap.clone()),
            (Ok(_), None) => self.end_unknown(
                branch,
                Gap::MissingDocument { document: DocumentKind::RouteTables, needed_for: found.record.id.to_string() },
            ),
        }
    }

    /// The local route: the VPC hands packets to the subnet that has the address.
    pub(super) fn local(&mut self, branch: &Branch, vpc: Ix<Vpc>) {
        let mut rest = branch.packets.clone();
        for subnet in self.network.graph().subnets_of(vpc) {
            if rest.is_empty() {
                return;
            }
            let part = rest.intersect_box(&to(&self.subnet_addresses(subnet)));
            if !part.is_empty() {
                rest = rest.difference(&part);
                self.cross_into(branch.with(part), subnet);
            }
        }
        let rest = self.pass_homeless(branch, rest, vpc);
        if rest.is_empty() {
            return;
        }
        let found = self.design.vpcs.get(vpc);
        let record = &found.record;
        if let Some(gap) = found.unseen(record.id.as_str()) {
            // Subnets of a shared VPC are shown where they are shared.
            self.end_unknown(branch.with(rest), gap);
            return;
        }
        if !self.design.knows(DocumentKind::Subnets, vpc) {
            // Somebody may have the address, in a subnet that was not read.
            let (document, needed_for) = (DocumentKind::Subnets, record.id.to_string());
            self.end_unknown(branch.with(rest), Gap::MissingDocument { document, needed_for });
            return;
        }
        let evidence = Some(record.evidence.clone());
        let stop = Stop::at(Component::Vpc, record.id.as_str(), Code::NoPossibleDestination, evidence);
        self.end_blocked(branch.with(rest), stop);
    }

    /// Packets for interfaces whose subnet the snapshot lacks end here as unknown; the others are left.
    fn pass_homeless(&mut self, branch: &Branch, packets: PacketSet, vpc: Ix<Vpc>) -> PacketSet {
        let design = self.design;
        let mut rest = packets;
        let wanted = rest.addresses(Field::Destination);
        for (first, last) in wanted.ranges() {
            for (address, interface) in design.interfaces_between(vpc, first, last) {
                let Err(gap) = &design.network_interfaces.get(interface).subnet else { continue };
                let part = rest.intersect_box(&to(&AddressSet::single(address)));
                if !part.is_empty() {
                    rest = rest.difference(&part);
                    self.end_unknown(branch.with(part), gap.clone());
                }
            }
        }
        rest
    }

    /// Packets cross the border inwards.
    pub(super) fn cross_into(&mut self, mut branch: Branch, subnet: Ix<Subnet>) {
        branch.enter(self.subnet_hop(subnet));
        if let Some(branch) = self.pass_acl(branch, subnet, Direction::Ingress) {
            self.inside(branch, subnet);
        }
    }

    /// Packets are on the wire of the subnet that has their destination address.
    pub(super) fn inside(&mut self, branch: Branch, subnet: Ix<Subnet>) {
        match branch.leg {
            Leg::Forward => self.deliver(&branch, subnet),
            Leg::Return => self.come_back(branch),
        }
    }

    /// Finds the interfaces that the packets are for.
    fn deliver(&mut self, branch: &Branch, subnet: Ix<Subnet>) {
        let design = self.design;
        let found = design.subnets.get(subnet);
        let vpc = match &found.vpc {
            Ok(vpc) => *vpc,
            Err(gap) => {
                self.end_unknown(branch.clone(), gap.clone());
                return;
            }
        };
        let mut rest = branch.packets.clone();
        if let Source::Placement(placement) = self.source
            && let (true, Some(own)) = (placement.subnet == subnet, placement.address)
        {
            // Its address is its own, also where the snapshot still shows an interface that had it before.
            let part = rest.intersect_box(&to(&AddressSet::single(own)));
            if !part.is_empty() {
                rest = rest.difference(&part);
                self.arrive_at_placement(branch.with(part), placement, subnet, vpc);
            }
        }
        // An interface with several addresses, or a NAT gateway with several interfaces, is one destination.
        let mut parts: Vec<(Ix<NetworkInterface>, PacketSet)> = Vec::new();
        let wanted = rest.addresses(Field::Destination);
        for (first, last) in wanted.ranges() {
            for (address, interface) in design.interfaces_between(vpc, first, last) {
                if !self.network.graph().is_wired(interface, subnet) {
                    continue;
                }
                let part = rest.intersect_box(&to(&AddressSet::single(address)));
                if part.is_empty() {
                    continue;
                }
                rest = rest.difference(&part);
                let nat = design.network_interfaces.get(interface).nat_gateway;
                let same = |other: Ix<NetworkInterface>| {
                    other == interface || (nat.is_some() && design.network_interfaces.get(other).nat_gateway == nat)
                };
                match parts.iter_mut().find(|(other, _)| same(*other)) {
                    Some((_, packets)) => *packets = packets.union(&part),
                    None => parts.push((interface, part)),
                }
            }
        }
        for (interface, part) in parts {
            self.arrive(branch.with(part), interface, subnet);
        }
        if rest.is_empty() {
            return;
        }
        let id = found.record.id.as_str();
        if let Some(gap) = design.vpcs.get(vpc).unseen(id) {
            self.end_unknown(branch.with(rest), gap);
        } else if design.knows(DocumentKind::NetworkInterfaces, vpc) {
            let evidence = Some(found.record.evidence.clone());
            let stop = Stop::at(Component::Subnet, id, Code::NoPossibleDestination, evidence);
            self.end_blocked(branch.with(rest), stop);
        } else {
            let gap = Gap::MissingDocument { document: DocumentKind::NetworkInterfaces, needed_for: id.to_owned() };
            self.end_unknown(branch.with(rest), gap);
        }
    }

    /// Replies are on the wire of the subnet of whoever they are for: a NAT gateway that has to undo a translation,
    /// or the source itself. Security groups remember connections and are not asked again.
    pub(super) fn come_back(&mut self, mut branch: Branch) {
        if branch.pending().is_some() {
            self.restore(branch);
            return;
        }
        branch.enter(match self.source {
            Source::Interface(interface) => self.interface_hop(*interface),
            Source::Placement(_) | Source::Internet => hop(Component::NetworkInterface, ""),
        });
        self.end_delivered(branch);
    }
}
