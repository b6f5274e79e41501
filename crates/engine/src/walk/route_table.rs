//! Route tables: which next hop the packets are told.

use hopwise_model::design::{Reference, RouteTable};
use hopwise_model::resource::RouteState;
use hopwise_model::{Code, Component, DocumentKind, Gap, Leg};
use hopwise_packet::PacketSet;

use super::branch::{Branch, DraftCheck, From, hop};
use super::check::Stop;
use super::{Walk, to};
use crate::graph::Node;
use crate::route::Choice;
use crate::trace::{CheckResult, Rule};

impl Walk<'_> {
    /// Cuts packets by the route that decides, and follows each part.
    pub(super) fn route(&mut self, branch: Branch, table: &Reference<RouteTable>, from: From) {
        let index = match table {
            Ok(table) => *table,
            Err(gap) => {
                self.end_unknown(branch, gap.clone());
                return;
            }
        };
        let network = self.network;
        let table = self.design.route_tables.get(index);
        let id = table.record.id.as_str();
        let Some(compiled) = network.table(index) else { return };
        let mut rest = branch.packets.clone();
        let mut next: Vec<(Node, Vec<(Rule, PacketSet)>)> = Vec::new();
        let mut blackholes: Vec<(Rule, PacketSet)> = Vec::new();
        let mut filtered: Vec<(Rule, PacketSet)> = Vec::new();
        for (choice, addresses) in &compiled.parts {
            let part = rest.intersect_box(&to(addresses));
            if part.is_empty() {
                continue;
            }
            rest = rest.difference(&part);
            match choice {
                Choice::None => {
                    let evidence = Some(table.record.evidence.clone());
                    let stop = Stop::at(Component::RouteTable, id, Code::NoRouteToDestination, evidence);
                    self.end_blocked(branch.with(part), stop);
                }
                Choice::Unknown(gap) => self.end_unknown(branch.with(part), gap.clone()),
                Choice::Route(number) => {
                    let Some(route) = table.record.routes.get(*number) else { continue };
                    let rule = Rule::Route { table: table.record.id.clone(), route: route.clone() };
                    match route.state {
                        RouteState::Blackhole => blackholes.push((rule, part)),
                        RouteState::Unknown => filtered.push((rule, part)),
                        RouteState::Active => {
                            let Some(node) = network.graph().along_route(index, *number) else { continue };
                            match next.iter_mut().find(|(other, _)| *other == node) {
                                Some((_, rules)) => rules.push((rule, part)),
                                None => next.push((node, vec![(rule, part)])),
                            }
                        }
                    }
                }
            }
        }
        if !filtered.is_empty() {
            let (component, state) = (Component::RouteTable, "filtered".to_owned());
            let gap = Gap::UncertainState { component, id: id.to_owned(), state };
            self.end_unknown(branch.with(join(&branch, &filtered)), gap);
        }
        if !blackholes.is_empty() {
            let packets = join(&branch, &blackholes);
            let stop = Stop { rules: blackholes, ..Stop::at(Component::RouteTable, id, Code::BadStateRoute, None) };
            self.end_blocked(branch.with(packets), stop);
        }
        for (node, rules) in next {
            let mut branch = branch.with(join(&branch, &rules));
            branch.record(DraftCheck {
                component: Component::RouteTable,
                id: id.to_owned(),
                ids: vec![id.to_owned()],
                direction: None,
                result: CheckResult::Pass,
                rules,
                evidence: Some(table.record.evidence.clone()),
                leg: branch.leg,
                stage: branch.stage(),
            });
            self.follow(branch, node, from);
        }
    }

    /// Packets reach the next hop that a route names.
    fn follow(&mut self, mut branch: Branch, node: Node, from: From) {
        match (node, branch.leg) {
            (Node::Vpc(vpc), _) => self.local(&branch, vpc),
            (Node::InternetGateway(gateway), _) => self.leave_vpc(branch, gateway, from),
            (Node::NatGateway(nat), Leg::Forward) => self.translate(branch, nat, from),
            (Node::NatGateway(nat), Leg::Return) => {
                // A reply that a NAT gateway gives another source address belongs to no connection of the client's.
                branch.enter(self.nat_hop(nat));
                let record = &self.design.nat_gateways.get(nat).record;
                let evidence = Some(record.evidence.clone());
                let stop =
                    Stop::at(Component::NatGateway, record.id.as_str(), Code::NgwSourceAddressReassign, evidence);
                self.end_blocked(branch, stop);
            }
            (Node::GatewayEndpoint(endpoint), _) => self.enter_gateway_endpoint(branch, endpoint, from),
            (Node::Unknown { component, id, gap }, _) => {
                branch.enter(hop(component, &id));
                self.end_unknown(branch, gap);
            }
            (Node::Interface(_) | Node::Subnet(_) | Node::RouteTable(_) | Node::Internet, _) => {
                // No route leads to these; a local route of a table whose VPC the snapshot lacks is left.
                let gap = Gap::MissingDocument { document: DocumentKind::Vpcs, needed_for: String::new() };
                self.end_unknown(branch, gap);
            }
        }
    }
}

fn join(branch: &Branch, parts: &[(Rule, PacketSet)]) -> PacketSet {
    parts.iter().fold(PacketSet::empty(branch.packets.space()), |all, (_, part)| all.union(part))
}
