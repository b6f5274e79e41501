//! NAT gateways: translating the source on the way there, undoing it on the way back.

use hopwise_model::design::{Ix, NatGateway, Subnet};
use hopwise_model::resource::{Direction, NatAddress, NatState};
use hopwise_model::{Code, Component, DocumentKind, Gap, NotEvaluated};
use hopwise_packet::{AddressSet, Field, PacketBox, PacketSet, PortSet, Protocol, ProtocolSet};

use super::branch::{Branch, From, Sender, Translated};
use super::check::Stop;
use super::{Walk, to};
use crate::graph::Node;

/// The ports that a NAT gateway sends from (VPC user guide, NAT gateway basics).
const PORTS: std::ops::RangeInclusive<u16> = 1024..=65535;

fn with_ports() -> ProtocolSet {
    ProtocolSet::single(Protocol::TCP).union(&ProtocolSet::single(Protocol::UDP))
}

impl Walk<'_> {
    /// Packets reach a NAT gateway by a route.
    pub(super) fn translate(&mut self, mut branch: Branch, nat: Ix<NatGateway>, from: From) {
        branch.enter(self.nat_hop(nat));
        let Some(branch) = self.pass_nat_state(branch, nat) else { return };
        let Some(branch) = self.pass_nat_sources(&branch, nat, from) else { return };
        let design = self.design;
        let gateway = design.nat_gateways.get(nat);
        let addresses = nat_addresses(gateway);
        if addresses.is_empty() {
            let gap = Gap::MissingResource {
                component: Component::NetworkInterface,
                id: String::new(),
                referenced_by: gateway.record.id.to_string(),
                document: DocumentKind::NatGateways,
            };
            self.end_unknown(branch, gap);
            return;
        }
        let subnet = match &gateway.subnet {
            None => None,
            Some(Ok(subnet)) => Some(*subnet),
            Some(Err(gap)) => {
                self.end_unknown(branch, gap.clone());
                return;
            }
        };
        let branch = match subnet {
            Some(own) if from.subnet != Some(own) => self.pass_acl(branch, own, Direction::Ingress),
            _ => Some(branch),
        };
        let Some(mut branch) = branch else { return };
        let before = branch.packets.clone();
        let ported = before.intersect_box(&PacketBox::any().protocols(with_ports()));
        let others = before.difference(&ported);
        branch.packets = ported
            .with_sources(&addresses)
            .with_source_ports(&PortSet::range(PORTS))
            .union(&others.with_sources(&addresses));
        branch.translations.push(Translated { gateway: nat, before });
        branch.sender = Sender::Nat(nat);
        self.send_on(branch, nat, subnet);
    }

    /// Translated packets go on: through the gateway's own subnet and table, or a regional gateway's table.
    fn send_on(&mut self, mut branch: Branch, nat: Ix<NatGateway>, subnet: Option<Ix<Subnet>>) {
        let gateway = self.design.nat_gateways.get(nat);
        let vpc = match &gateway.vpc {
            Ok(vpc) => *vpc,
            Err(gap) => {
                self.end_unknown(branch, gap.clone());
                return;
            }
        };
        match (subnet, self.network.graph().behind_nat(nat)) {
            (Some(subnet), _) => {
                branch.enter(self.subnet_hop(subnet));
                let neighbours = to(&self.subnet_addresses(subnet));
                let inside = branch.packets.intersect_box(&neighbours);
                let outside = branch.packets.difference(&inside);
                if !inside.is_empty() {
                    self.inside(branch.with(inside), subnet);
                }
                if outside.is_empty() {
                    return;
                }
                if let Some(branch) = self.pass_acl(branch.with(outside), subnet, Direction::Egress) {
                    self.route(branch, &gateway.route_table, From { vpc, subnet: Some(subnet) });
                }
            }
            (None, Some(Node::RouteTable(table))) => self.route(branch, &Ok(table), From { vpc, subnet: None }),
            (None, _) => self.route(branch, &gateway.route_table, From { vpc, subnet: None }),
        }
    }

    /// `available` passes packets; `deleting` may (VPC user guide, NAT gateways).
    fn pass_nat_state(&mut self, branch: Branch, nat: Ix<NatGateway>) -> Option<Branch> {
        let record = &self.design.nat_gateways.get(nat).record;
        let id = record.id.as_str();
        let stop = |code| Stop::at(Component::NatGateway, id, code, Some(record.evidence.clone()));
        let uncertain = |state: &str| Gap::UncertainState {
            component: Component::NatGateway,
            id: id.to_owned(),
            state: state.to_owned(),
        };
        match &record.state {
            NatState::Available => {}
            NatState::Pending | NatState::Failed | NatState::Deleted => {
                self.end_blocked(branch, stop(Code::BadState));
                return None;
            }
            NatState::Deleting => {
                self.end_unknown(branch, uncertain("deleting"));
                return None;
            }
            NatState::Other(state) => {
                self.end_unknown(branch, uncertain(state));
                return None;
            }
        }
        if record.has_appliance {
            let what = NotEvaluated::NatAppliance;
            let gap = Gap::NotEvaluated { component: Component::NatGateway, id: id.to_owned(), what };
            self.end_unknown(branch, gap);
            return None;
        }
        if branch.translations.iter().any(|translated| translated.gateway == nat) {
            self.end_blocked(branch, stop(Code::NgwRouteLoop));
            return None;
        }
        Some(branch)
    }

    /// TCP, UDP and ICMP only; sources of the gateway's own VPC only; a regional gateway only where it has addresses
    /// (VPC user guide, NAT gateway basics and regional NAT gateways).
    fn pass_nat_sources(&mut self, branch: &Branch, nat: Ix<NatGateway>, from: From) -> Option<Branch> {
        let design = self.design;
        let gateway = design.nat_gateways.get(nat);
        let record = &gateway.record;
        let id = record.id.as_str();
        let stop = |code| Stop::at(Component::NatGateway, id, code, Some(record.evidence.clone()));
        let protocols = with_ports().union(&ProtocolSet::single(Protocol::ICMP));
        let good = branch.packets.intersect_box(&PacketBox::any().protocols(protocols));
        let bad = branch.packets.difference(&good);
        if !bad.is_empty() {
            self.end_blocked(branch.with(bad), stop(Code::ProtocolRestriction));
        }
        let cidrs = match &gateway.vpc {
            Ok(vpc) => design.vpcs.get(*vpc).record.cidrs.iter().copied(),
            Err(gap) => {
                if !good.is_empty() {
                    self.end_unknown(branch.with(good), gap.clone());
                }
                return None;
            }
        };
        let own = good.intersect_box(&PacketBox::any().from(AddressSet::from_nets(cidrs)));
        let foreign = good.difference(&own);
        if !foreign.is_empty() {
            self.end_blocked(branch.with(foreign), stop(Code::NgwRequiresSourceInVpc));
        }
        if own.is_empty() {
            return None;
        }
        let branch = branch.with(own);
        match covers_zone(gateway, from.subnet.map(|subnet| &design.subnets.get(subnet).record)) {
            Some(true) => Some(branch),
            Some(false) => {
                self.end_blocked(branch, stop(Code::RegionalNgwRouteAzRestriction));
                None
            }
            None => {
                let state = "zones unknown".to_owned();
                let gap = Gap::UncertainState { component: Component::NatGateway, id: id.to_owned(), state };
                self.end_unknown(branch, gap);
                None
            }
        }
    }

    /// Replies reach the NAT gateway that translated the request.
    pub(super) fn restore(&mut self, mut branch: Branch) {
        let Some(Translated { gateway: nat, before }) = branch.pending().cloned() else { return };
        branch.enter(self.nat_hop(nat));
        let answered = branch.packets.forget(Field::Destination);
        let ported = answered.intersect_box(&PacketBox::any().protocols(with_ports()));
        // The gateway's port says nothing about the client's; ICMP has its type and code in that field.
        let answered = answered.difference(&ported).union(&ported.forget(Field::DestinationPort));
        branch.undone.push(branch.packets.clone());
        branch.packets = before.reversed().intersection(&answered);
        let gateway = self.design.nat_gateways.get(nat);
        let vpc = match &gateway.vpc {
            Ok(vpc) => *vpc,
            Err(gap) => {
                self.end_unknown(branch, gap.clone());
                return;
            }
        };
        let Some(Ok(subnet)) = gateway.subnet.clone() else {
            self.route(branch, &gateway.route_table, From { vpc, subnet: None });
            return;
        };
        let inside: PacketSet = branch.packets.intersect_box(&to(&self.subnet_addresses(subnet)));
        let outside = branch.packets.difference(&inside);
        if !inside.is_empty() {
            self.inside(branch.with(inside), subnet);
        }
        if outside.is_empty() {
            return;
        }
        if let Some(branch) = self.pass_acl(branch.with(outside), subnet, Direction::Egress) {
            self.route(branch, &gateway.route_table, From { vpc, subnet: Some(subnet) });
        }
    }
}

/// The private addresses that a NAT gateway sends from.
fn nat_addresses(gateway: &NatGateway) -> AddressSet {
    AddressSet::from_addresses(gateway.record.senders().map(|(address, _)| address))
}

/// Whether a NAT gateway serves the zone of a subnet; `None` where the snapshot does not say. Only a regional gateway
/// whose zones somebody chose serves some zones and not others.
fn covers_zone(gateway: &NatGateway, subnet: Option<&hopwise_model::resource::Subnet>) -> Option<bool> {
    let record = &gateway.record;
    if !record.regional || record.automatic_zones {
        return Some(true);
    }
    // A zone has a name and an id. Some documents print one, some the other; what cannot be compared is not known.
    let compare = |address: &NatAddress| {
        let name = subnet?.availability_zone.as_ref().zip(address.availability_zone.as_ref());
        let id = subnet?.availability_zone_id.as_ref().zip(address.availability_zone_id.as_ref());
        match (name.map(|(a, b)| a == b), id.map(|(a, b)| a == b)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, None) => None,
            _ => Some(false),
        }
    };
    let serves: Vec<Option<bool>> = record.addresses.iter().filter(|address| address.usable).map(compare).collect();
    if serves.contains(&Some(true)) {
        Some(true)
    } else if serves.is_empty() || serves.contains(&None) {
        None
    } else {
        Some(false)
    }
}
