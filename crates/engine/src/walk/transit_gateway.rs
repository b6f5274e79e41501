//! Transit gateways: which attachment packets leave by.

use std::sync::Arc;

use hopwise_model::design::{Ix, TransitGateway, TransitGatewayAttachment};
use hopwise_model::{Code, Component, DocumentKind, Gap, NotEvaluated};

use super::check::Stop;
use super::state::{Decided, DraftCheck, State};
use super::{Walk, to};
use crate::graph::{Move, Place};
use crate::trace::{CheckResult, Rule};
use crate::transit_route::{TransitChoice, route_at};

impl Walk<'_> {
    /// Packets are at a transit gateway: the route table that is associated with the attachment they came from tells the one they
    /// leave by (Transit Gateways guide, "How transit gateways work"; fact base M.4).
    pub(super) fn transit_gateway(&mut self, mut state: State, index: Ix<TransitGateway>) {
        let design = self.design;
        state.enter(self.hop_of(Place::TransitGateway(index)).0);
        let Some(Place::Attachment(came_by)) = state.came_from() else { return };
        let Some((state, id)) = self.pass_association(state, came_by) else { return };
        let network = self.network;
        let found = design.transit_gateway_tables.find(&id);
        let Some((found, compiled)) = found.and_then(|own| Some((own, network.transit_table(own)?))) else {
            let document = DocumentKind::TransitGatewayRoutes;
            self.end_unknown(state, Gap::MissingDocument { document, needed_for: id });
            return;
        };
        let table = design.transit_gateway_tables.get(found);
        let stop = |code| Stop::at(Component::TransitGatewayRouteTable, &id, code, None);
        let mut rest = state.packets.clone();
        let mut blackholes: Decided = Vec::new();
        for (choice, addresses) in &compiled.parts {
            let part = rest.intersect_box(&to(addresses));
            if part.is_empty() {
                continue;
            }
            rest = rest.difference(&part);
            match choice {
                TransitChoice::None => {
                    self.end_blocked(state.with(part), stop(Code::TgwRtbNoRouteToTgwAttachment));
                }
                TransitChoice::Unknown(gap) => self.end_unknown(state.with(part), gap.clone()),
                TransitChoice::Route(number) => {
                    let Some(route) = route_at(table, *number) else { continue };
                    let rule = Arc::new(Rule::TransitRoute { table: id.clone(), route: route.clone() });
                    if route.state == "blackhole" {
                        blackholes.push((rule, part));
                        continue;
                    }
                    let mut state = state.with(part.clone());
                    state.record(DraftCheck {
                        component: Component::TransitGatewayRouteTable,
                        id: id.clone(),
                        ids: vec![id.clone()],
                        direction: None,
                        result: CheckResult::Pass,
                        rules: vec![(rule, part)],
                        evidence: None,
                        leg: state.leg,
                        stage: state.stage(),
                    });
                    self.leave_by(state, index, &id, &route.attachments);
                }
            }
        }
        for (rule, part) in blackholes {
            let stop = Stop { rules: vec![(rule, part.clone())], ..stop(Code::TgwRtbBadStateRoute) };
            self.end_blocked(state.with(part), stop);
        }
    }

    /// Packets leave by the attachment that a route names. Among several the gateway spreads connections.
    fn leave_by(&mut self, state: State, gateway: Ix<TransitGateway>, table: &str, to: &[String]) {
        let [only] = to else {
            let (component, id) = (Component::TransitGatewayRouteTable, table.to_owned());
            self.end_unknown(state, Gap::NotEvaluated { component, id, what: NotEvaluated::TransitGateway });
            return;
        };
        if let Some(attachment) = self.design.attachment_of(gateway, only) {
            self.go(state, Move::Across, Place::Attachment(attachment));
            return;
        }
        let gap = Gap::MissingResource {
            component: Component::TransitGatewayAttachment,
            id: only.clone(),
            referenced_by: table.to_owned(),
            document: DocumentKind::TransitGatewayAttachments,
        };
        self.end_unknown(state, gap);
    }

    /// The route table that an attachment is associated with. Without one nothing is forwarded; accounts that a gateway is shared with
    /// may not be told of theirs (fact base M.8).
    fn pass_association(&mut self, state: State, came_by: Ix<TransitGatewayAttachment>) -> Option<(State, String)> {
        let found = self.design.transit_gateway_attachments.get(came_by);
        let Some(record) = &found.record else {
            let document = DocumentKind::TransitGatewayAttachments;
            self.end_unknown(state, Gap::MissingDocument { document, needed_for: found.id.clone() });
            return None;
        };
        let (component, id) = (Component::TransitGatewayAttachment, found.id.clone());
        let Some(association) = &record.association else {
            if record.gateway_owner.is_some() && record.gateway_owner == record.resource_owner {
                let evidence = Some(record.evidence.clone());
                self.end_blocked(state, Stop::at(component, &id, Code::TgwAttachMissingTgwRtbAssociation, evidence));
            } else {
                let unknown = "association not shown".to_owned();
                self.end_unknown(state, Gap::UncertainState { component, id, state: unknown });
            }
            return None;
        };
        let Some(table) = &association.table else {
            self.end_unknown(state, Gap::NotEvaluated { component, id, what: NotEvaluated::TransitGateway });
            return None;
        };
        if association.state != "associated" {
            self.end_unknown(state, Gap::UncertainState { component, id, state: association.state.clone() });
            return None;
        }
        Some((state, table.clone()))
    }
}
