//! Network interfaces: departing from the source, arriving at the destination, replying.

use hopwise_model::design::{Ix, NetworkInterface, Placement, Source, Subnet, Vpc};
use hopwise_model::resource::{Direction, EndpointState};
use hopwise_model::{Code, Component, Gap, NotEvaluated};
use hopwise_packet::{AddressSet, PacketBox, PacketSet, Protocol, ProtocolSet};
use ipnet::IpNet;

use super::branch::{Branch, Sender, hop};
use super::check::Stop;
use super::{Walk, ipv4, to};
use crate::trace::Destination;

/// What no gateway carries: 169.254.0.0/16, where metadata, task credentials and other services of the host are (RFC
/// 3927; VPC user guide, route tables), and "this network", loopback, multicast and reserved addresses (RFC 6890).
fn link_local() -> AddressSet {
    let blocks = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"];
    AddressSet::from_nets(blocks.iter().filter_map(|block| block.parse::<IpNet>().ok()))
}

impl Walk<'_> {
    /// Packets leave their source.
    pub(super) fn depart(&mut self, packets: PacketSet) {
        let mut branch = Branch::new(packets);
        let (Some(subnet), groups) = (self.source.subnet(self.design), self.source.groups(self.design)) else {
            self.depart_internet(&branch);
            return;
        };
        let groups = groups.to_vec();
        branch.enter(match self.source {
            Source::Interface(interface) => self.interface_hop(*interface),
            Source::Placement(_) | Source::Internet => hop(Component::NetworkInterface, ""),
        });
        let (subnet, vpc) = match subnet.and_then(|subnet| Ok((subnet, self.design.subnets.get(subnet).vpc.clone()?))) {
            Ok(place) => place,
            Err(gap) => {
                self.end_unknown(branch, gap);
                return;
            }
        };
        let v6 = branch.packets.difference(&branch.packets.intersect_box(&ipv4()));
        if !v6.is_empty() {
            let gap = self.vpc_gap(vpc, NotEvaluated::Ipv6);
            self.end_unknown(branch.with(v6.clone()), gap);
            branch.packets = branch.packets.difference(&v6);
        }
        let branch = match self.source {
            Source::Interface(interface) if !branch.packets.is_empty() => self.pass_instance(branch, *interface),
            Source::Interface(_) | Source::Placement(_) | Source::Internet => Some(branch),
        };
        let Some(mut branch) = branch else { return };
        let local_services = branch.packets.intersect_box(&to(&self.local_services(vpc)));
        if !local_services.is_empty() {
            let gap = self.vpc_gap(vpc, NotEvaluated::LinkLocal);
            self.end_unknown(branch.with(local_services.clone()), gap);
            branch.packets = branch.packets.difference(&local_services);
        }
        if branch.packets.is_empty() {
            return;
        }
        let branch = match self.source {
            Source::Interface(interface) => self.pass_known_groups(branch, *interface),
            Source::Placement(_) | Source::Internet => Some(branch),
        };
        let Some(branch) = branch else { return };
        if let Some(branch) = self.pass_groups(branch, &groups, vpc, Direction::Egress) {
            self.onto_wire(&branch, subnet);
        }
    }

    fn vpc_gap(&self, vpc: Ix<Vpc>, what: NotEvaluated) -> Gap {
        let id = self.design.vpcs.get(vpc).record.id.to_string();
        Gap::NotEvaluated { component: Component::Vpc, id, what }
    }

    /// Link-local services and the Amazon resolver at the primary block's base plus two, which no security group,
    /// network ACL or route concerns (VPC user guide, Amazon DNS server).
    fn local_services(&self, vpc: Ix<Vpc>) -> AddressSet {
        let resolver = self.design.vpcs.get(vpc).record.resolver_address();
        resolver.map_or_else(link_local, |address| link_local().union(&AddressSet::single(address)))
    }

    /// Packets leave an interface onto the wire of its subnet: neighbours are reached directly, past network ACL and
    /// route table; everything else goes to the border (VPC user guide, network ACLs).
    pub(super) fn onto_wire(&mut self, branch: &Branch, subnet: Ix<Subnet>) {
        let neighbours = self.subnet_addresses(subnet);
        let inside = branch.packets.intersect_box(&to(&neighbours));
        let outside = branch.packets.difference(&inside);
        if !inside.is_empty() {
            self.inside(branch.with(inside), subnet);
        }
        if !outside.is_empty() {
            self.leave(branch.with(outside), subnet);
        }
    }

    /// Packets reach an interface on the way there.
    pub(super) fn arrive(&mut self, mut branch: Branch, interface: Ix<NetworkInterface>, subnet: Ix<Subnet>) {
        let found = self.design.network_interfaces.get(interface);
        if let Some(nat) = found.nat_gateway {
            branch.enter(self.nat_hop(nat));
            let record = &self.design.nat_gateways.get(nat).record;
            let stop = Stop::at(
                Component::NatGateway,
                record.id.as_str(),
                Code::NgwUnsolicited,
                Some(record.evidence.clone()),
            );
            self.end_blocked(branch, stop);
            return;
        }
        branch.enter(self.interface_hop(interface));
        if let Some(gap) = self.design.owner_gap(interface) {
            self.end_unknown(branch, gap);
            return;
        }
        let Some(branch) = self.pass_endpoint(branch, interface) else { return };
        let Some(branch) = self.pass_attachment_status(branch, interface) else { return };
        let Some(branch) = self.pass_instance(branch, interface) else { return };
        let vpc = match &found.vpc {
            Ok(vpc) => *vpc,
            Err(gap) => {
                self.end_unknown(branch, gap.clone());
                return;
            }
        };
        let Some(branch) = self.pass_known_groups(branch, interface) else { return };
        let Some(mut branch) = self.pass_groups(branch, &found.groups, vpc, Direction::Ingress) else { return };
        let id = Some(found.record.id.to_string());
        branch.turn(Destination { component: Component::NetworkInterface, id });
        branch.sender = Sender::Interface(interface);
        branch.enter(self.interface_hop(interface));
        self.onto_wire(&branch, subnet);
    }

    /// Packets that a placement sends to its own address.
    pub(super) fn arrive_at_placement(
        &mut self,
        mut branch: Branch,
        placement: &Placement,
        subnet: Ix<Subnet>,
        vpc: Ix<Vpc>,
    ) {
        branch.enter(hop(Component::NetworkInterface, ""));
        let Some(mut branch) = self.pass_groups(branch, &placement.groups, vpc, Direction::Ingress) else { return };
        branch.turn(Destination { component: Component::NetworkInterface, id: Some(String::new()) });
        branch.enter(hop(Component::NetworkInterface, ""));
        self.onto_wire(&branch, subnet);
    }

    /// An interface endpoint carries traffic in state `available` only, and answers no ping (AWS PrivateLink guide).
    fn pass_endpoint(&mut self, branch: Branch, interface: Ix<NetworkInterface>) -> Option<Branch> {
        let Some(endpoint) = self.design.network_interfaces.get(interface).endpoint else { return Some(branch) };
        let branch = self.pass_endpoint_state(branch, endpoint)?;
        let record = &self.design.vpc_endpoints.get(endpoint).record;
        let protocols = ProtocolSet::single(Protocol::TCP).union(&ProtocolSet::single(Protocol::UDP));
        let good = branch.packets.intersect_box(&PacketBox::any().protocols(protocols));
        let bad = branch.packets.difference(&good);
        if !bad.is_empty() {
            let stop = Stop::at(
                Component::VpcEndpoint,
                record.id.as_str(),
                Code::ProtocolRestriction,
                Some(record.evidence.clone()),
            );
            self.end_blocked(branch.with(bad), stop);
        }
        (!good.is_empty()).then(|| branch.with(good))
    }

    /// Passes packets when an endpoint is available.
    pub(super) fn pass_endpoint_state(
        &mut self,
        branch: Branch,
        endpoint: Ix<hopwise_model::design::VpcEndpoint>,
    ) -> Option<Branch> {
        let record = &self.design.vpc_endpoints.get(endpoint).record;
        let id = record.id.as_str();
        match &record.state {
            EndpointState::Available => Some(branch),
            EndpointState::Deleting | EndpointState::Other(_) => {
                let state = record.state.as_str().to_owned();
                let gap = Gap::UncertainState { component: Component::VpcEndpoint, id: id.to_owned(), state };
                self.end_unknown(branch, gap);
                None
            }
            EndpointState::Pending
            | EndpointState::PendingAcceptance
            | EndpointState::Deleted
            | EndpointState::Rejected
            | EndpointState::Failed
            | EndpointState::Expired => {
                let stop = Stop::at(Component::VpcEndpoint, id, Code::BadState, Some(record.evidence.clone()));
                self.end_blocked(branch, stop);
                None
            }
        }
    }

    /// No security group at all means no check, but only for kinds of interface that may have none.
    fn pass_known_groups(&mut self, branch: Branch, interface: Ix<NetworkInterface>) -> Option<Branch> {
        let found = self.design.network_interfaces.get(interface);
        match found.record.groups_gap() {
            Some(gap) if found.groups.is_empty() => {
                self.end_unknown(branch, gap);
                None
            }
            _ => Some(branch),
        }
    }

    /// Nobody is behind an interface that is attached to nothing. An endpoint's state says all about its own.
    fn pass_attachment_status(&mut self, branch: Branch, interface: Ix<NetworkInterface>) -> Option<Branch> {
        let found = self.design.network_interfaces.get(interface);
        let id = found.record.id.as_str();
        match found.record.status.as_deref() {
            _ if found.endpoint.is_some() => Some(branch),
            Some("available") => {
                let evidence = Some(found.record.evidence.clone());
                self.end_blocked(branch, Stop::at(Component::NetworkInterface, id, Code::BadState, evidence));
                None
            }
            Some(state @ ("attaching" | "detaching")) => {
                let (component, state) = (Component::NetworkInterface, state.to_owned());
                self.end_unknown(branch, Gap::UncertainState { component, id: id.to_owned(), state });
                None
            }
            _ => Some(branch),
        }
    }

    /// A stopped instance sends nothing and answers nobody.
    fn pass_instance(&mut self, branch: Branch, interface: Ix<NetworkInterface>) -> Option<Branch> {
        let found = self.design.network_interfaces.get(interface);
        let Some(instance) = found.instance else { return Some(branch) };
        let record = &self.design.instances.get(instance).record;
        match record.state.as_deref() {
            Some("stopped" | "stopping" | "shutting-down" | "terminated") => {
                let id = found.record.id.as_str();
                let stop = Stop::at(Component::NetworkInterface, id, Code::BadState, Some(record.evidence.clone()));
                self.end_blocked(branch, stop);
                None
            }
            _ => Some(branch),
        }
    }
}
