//! Route tables: which next hop the packets are told.

use std::sync::Arc;

use hopwise_model::design::{Ix, RouteTable};
use hopwise_model::resource::RouteState;
use hopwise_model::{Code, Component, DocumentKind, Gap};
use hopwise_packet::PacketSet;

use super::check::Stop;
use super::state::{Decided, DraftCheck, State};
use super::{Walk, to};
use crate::graph::Move;
use crate::route::Choice;
use crate::trace::{CheckResult, Rule};

impl Walk<'_> {
    /// Cuts packets by the route that decides; each part goes to where its route leads.
    pub(super) fn route_table(&mut self, state: &State, index: Ix<RouteTable>) {
        let network = self.network;
        let table = self.design.route_tables.get(index);
        let id = table.record.id.as_str();
        let Some(compiled) = network.table(index) else { return };
        let mut rest = self.send_back_to_nat(state, index);
        let mut next: Vec<(usize, Decided)> = Vec::new();
        let mut blackholes: Decided = Vec::new();
        let mut filtered: Decided = Vec::new();
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
                    self.end_blocked(state.with(part), stop);
                }
                Choice::Unknown(gap) => self.end_unknown(state.with(part), gap.clone()),
                Choice::Route(number) => {
                    let Some(route) = table.record.routes.get(*number) else { continue };
                    let rule = Arc::new(Rule::Route { table: table.record.id.clone(), route: route.clone() });
                    match route.state {
                        RouteState::Blackhole => blackholes.push((rule, part)),
                        RouteState::Unknown => filtered.push((rule, part)),
                        RouteState::Active => {
                            let target = |number: usize| table.routes.get(number).map(|route| &route.target);
                            match next.iter_mut().find(|(other, _)| target(*other) == target(*number)) {
                                Some((_, rules)) => rules.push((rule, part)),
                                None => next.push((*number, vec![(rule, part)])),
                            }
                        }
                    }
                }
            }
        }
        if !filtered.is_empty() {
            let component = Component::RouteTable;
            let gap = Gap::UncertainState { component, id: id.to_owned(), state: "filtered".to_owned() };
            self.end_unknown(state.with(join(state, &filtered)), gap);
        }
        if !blackholes.is_empty() {
            let packets = join(state, &blackholes);
            let stop = Stop { rules: blackholes, ..Stop::at(Component::RouteTable, id, Code::BadStateRoute, None) };
            self.end_blocked(state.with(packets), stop);
        }
        for (number, rules) in next {
            let mut state = state.with(join(state, &rules));
            state.record(DraftCheck {
                component: Component::RouteTable,
                id: id.to_owned(),
                ids: vec![id.to_owned()],
                direction: None,
                result: CheckResult::Pass,
                rules,
                evidence: Some(table.record.evidence.clone()),
                leg: state.leg,
                stage: state.stage(),
            });
            if let Some(place) = self.graph.along(index, number) {
                self.go(state, Move::Route(number), place);
            } else {
                // The local route of a table whose VPC the snapshot lacks.
                let gap = Gap::MissingDocument { document: DocumentKind::Vpcs, needed_for: String::new() };
                self.end_unknown(state, gap);
            }
        }
    }
}

fn join(state: &State, parts: &[(Arc<Rule>, PacketSet)]) -> PacketSet {
    parts.iter().fold(PacketSet::empty(state.packets.space()), |all, (_, part)| all.union(part))
}
