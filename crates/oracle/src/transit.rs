//! Transit gateways: from a VPC through the gateway into the next one.

use std::net::IpAddr;

use hopwise_model::design::{Ix, Reference, RouteTable, Subnet, TransitGatewayAttachment, TransitGatewayTable, Vpc};
use hopwise_model::resource::{Direction, TransitGatewayRoute};
use hopwise_model::{Code, Component, DocumentKind, Evidence, Gap, NotEvaluated, Rule};
use ipnet::IpNet;

use crate::answer::Check;
use crate::flow::Flow;
use crate::stop::Stop;
use crate::visited::Visited;
use crate::walk::{Place, Walk};

/// The states in which an attachment carries nothing (Transit Gateways guide, "VPC attachment lifecycle").
const DOWN: [&str; 9] = [
    "initiating",
    "initiatingRequest",
    "pendingAcceptance",
    "pending",
    "failing",
    "failed",
    "rejecting",
    "rejected",
    "deleted",
];

impl Walk<'_> {
    /// Notes what a packet meets.
    pub(crate) fn meet(&mut self, met: Visited) -> Result<(), Stop> {
        if !self.met.contains(&met) {
            self.met.push(met);
            return Ok(());
        }
        let design = self.design;
        let (component, id, evidence): (_, String, Option<&Evidence>) = match met {
            Visited::Subnet(own) => {
                let record = &design.subnets.get(own).record;
                (Component::Subnet, record.id.to_string(), Some(&record.evidence))
            }
            Visited::Table(own) => {
                let record = &design.route_tables.get(own).record;
                (Component::RouteTable, record.id.to_string(), Some(&record.evidence))
            }
            Visited::Out(own, _) | Visited::In(own) => {
                let found = design.transit_gateway_attachments.get(own);
                (Component::TransitGatewayAttachment, found.id.clone(), printed_at(found))
            }
            Visited::Through(own, _) => (Component::TransitGateway, design.transit_gateways.get(own).id.clone(), None),
        };
        self.enter(component, &id);
        Err(Stop::blocked(component, &id, Code::RouteLoop, evidence))
    }

    /// Begins anew: the packet has another source, or is the answer.
    pub(crate) fn forget_met(&mut self) {
        self.met.clear();
        self.in_transit = false;
    }

    /// Whether a transit gateway brought the packet to what it is at.
    pub(crate) const fn is_in_transit(&self) -> bool {
        self.in_transit
    }

    /// Where nobody says what becomes of packets that a transit gateway brought, only what stops them behind it is known.
    pub(crate) fn doubt_in_transit(&mut self, component: Component, id: &str) {
        if self.in_transit {
            self.doubt(Gap::NotEvaluated { component, id: id.to_owned(), what: NotEvaluated::TransitGateway });
        }
    }

    /// A packet leaves a VPC by its attachment; the subnet that it comes out at, and the VPC.
    pub(crate) fn transit(
        &mut self,
        by: Ix<TransitGatewayAttachment>,
        table: &Reference<RouteTable>,
        from: Place,
        packet: Flow,
    ) -> Result<(Ix<Subnet>, Ix<Vpc>), Stop> {
        let design = self.design;
        let attachment = design.transit_gateway_attachments.get(by);
        self.meet(Visited::Out(by, *table.as_ref()?))?;
        self.enter(Component::TransitGatewayAttachment, &attachment.id);
        self.doubt_in_transit(Component::TransitGatewayAttachment, &attachment.id);
        let own = self.attached_in_zone(attachment, from)?;
        self.network_acl(own, Direction::Ingress, packet)?;
        Self::is_carried(attachment)?;

        let gateway = attachment.gateway;
        self.meet(Visited::Through(gateway, by))?;
        self.enter(Component::TransitGateway, &design.transit_gateways.get(gateway).id);
        let table = Self::associated(attachment)?;
        let next = self.next_attachment(&table, packet.destination)?;
        let next = design
            .transit_gateway_attachments
            .iter()
            .find(|(_, own)| own.id == next && own.gateway == gateway)
            .map(|(index, _)| index)
            .ok_or_else(|| {
                Stop::Unknown(Gap::MissingResource {
                    component: Component::TransitGatewayAttachment,
                    id: next.clone(),
                    referenced_by: table.clone(),
                    document: DocumentKind::TransitGatewayAttachments,
                })
            })?;

        self.meet(Visited::In(next))?;
        let attachment = design.transit_gateway_attachments.get(next);
        self.enter(Component::TransitGatewayAttachment, &attachment.id);
        Self::is_carried(attachment)?;
        let out = self.comes_out(attachment, from, packet)?;
        self.in_transit = true;
        self.meet(Visited::Subnet(out.0))?;
        self.enter_subnet(out.0);
        Ok(out)
    }

    /// The attachment's subnet in the zone of the sender (Transit Gateways guide, "How transit gateways work").
    fn attached_in_zone(&self, attachment: &TransitGatewayAttachment, from: Place) -> Result<Ix<Subnet>, Stop> {
        let Some(details) = &attachment.details else { return Err(unread_details(attachment)) };
        let sender = from.subnet.map(|subnet| self.design.subnets.get(subnet));
        let mut unsure = sender.is_none();
        let mut unread = None;
        for own in &attachment.subnets {
            match own {
                Err(gap) => unread = unread.or(Some(gap)),
                Ok(own) => match sender.and_then(|sender| self.in_one_zone(sender, self.design.subnets.get(*own))) {
                    Some(true) => return Ok(*own),
                    Some(false) => {}
                    None => unsure = true,
                },
            }
        }
        if let Some(gap) = unread {
            return Err(Stop::Unknown(gap.into()));
        }
        // Local Zones reach a gateway by the zone that they belong to.
        let zone = sender.and_then(|own| {
            let record = &own.record;
            record.availability_zone.as_deref().or(record.availability_zone_id.as_deref())
        });
        if unsure || !zone.is_some_and(is_of_the_region) {
            return Err(unknown_zone(attachment));
        }
        let (component, code) = (Component::TransitGatewayAttachment, Code::TgwRouteAzRestriction);
        Err(Stop::blocked(component, &attachment.id, code, &details.evidence))
    }

    /// Whether two subnets are in one zone. Names are an account's own.
    fn in_one_zone(&self, one: &Subnet, other: &Subnet) -> Option<bool> {
        if let (Some(one), Some(other)) = (&one.record.availability_zone_id, &other.record.availability_zone_id) {
            return Some(one == other);
        }
        let (here, there) = (*one.vpc.as_ref().ok()?, *other.vpc.as_ref().ok()?);
        if here != there && self.design.place(here).account != self.design.place(there).account {
            return None;
        }
        Some(one.record.availability_zone.as_ref()? == other.record.availability_zone.as_ref()?)
    }

    /// Fails unless an attachment is available, and known to leave addresses as they are.
    fn is_carried(attachment: &TransitGatewayAttachment) -> Result<(), Stop> {
        let (component, id) = (Component::TransitGatewayAttachment, attachment.id.clone());
        let mut states: Vec<&str> = attachment.states().collect();
        states.dedup();
        if states.iter().all(|state| DOWN.contains(state)) {
            return Err(Stop::blocked(component, &id, Code::BadStateAttachment, printed_at(attachment)));
        }
        if states.iter().any(|state| *state != "available") {
            return Err(Stop::Unknown(Gap::UncertainState { component, id, state: states.join(", ") }));
        }
        match attachment.record.as_ref().and_then(|record| record.translation.as_deref()) {
            None | Some("disabled") => Ok(()),
            Some(_) => Err(Stop::Unknown(Gap::NotEvaluated { component, id, what: NotEvaluated::TransitGateway })),
        }
    }

    /// The table that is associated with an attachment.
    fn associated(attachment: &TransitGatewayAttachment) -> Result<String, Stop> {
        let (component, id) = (Component::TransitGatewayAttachment, attachment.id.clone());
        let Some(record) = &attachment.record else {
            let document = DocumentKind::TransitGatewayAttachments;
            return Err(Stop::Unknown(Gap::MissingDocument { document, needed_for: id }));
        };
        let Some(association) = &record.association else {
            // To others than the gateway's owner it may not be shown.
            let is_own = record.gateway_owner.as_ref().is_some_and(|own| record.resource_owner.as_ref() == Some(own));
            let state = "association not shown".to_owned();
            return Err(if is_own {
                Stop::blocked(component, &id, Code::TgwAttachMissingTgwRtbAssociation, &record.evidence)
            } else {
                Stop::Unknown(Gap::UncertainState { component, id, state })
            });
        };
        match &association.table {
            Some(table) if association.state == "associated" => Ok(table.clone()),
            Some(_) => Err(Stop::Unknown(Gap::UncertainState { component, id, state: association.state.clone() })),
            None => Err(Stop::Unknown(Gap::NotEvaluated { component, id, what: NotEvaluated::TransitGateway })),
        }
    }

    /// The attachment that a table leads a destination to.
    fn next_attachment(&mut self, id: &str, destination: IpAddr) -> Result<String, Stop> {
        let component = Component::TransitGatewayRouteTable;
        let Some(table) = self.design.transit_gateway_tables.find(id) else {
            let document = DocumentKind::TransitGatewayRoutes;
            return Err(Stop::Unknown(Gap::MissingDocument { document, needed_for: id.to_owned() }));
        };
        let table: &TransitGatewayTable = self.design.transit_gateway_tables.get(table);
        let routes = table.routes.as_ref().map_err(Clone::clone)?;
        let mut covering: Vec<(IpNet, u8, &TransitGatewayRoute)> = Vec::new();
        for route in routes {
            let blocks = match (route.block, &route.list) {
                (Some(block), _) => vec![block],
                (None, Some(list)) => self.design.entries_of(list)?.to_vec(),
                (None, None) => Vec::new(),
            };
            let written = match (route.origin == "static", &route.list) {
                (true, None) => 2,
                (true, Some(_)) => 1,
                (false, _) => 0,
            };
            let fit = blocks.iter().filter(|block| block.contains(&destination));
            covering.extend(fit.map(|block| (*block, written, route)));
        }
        let best = covering.iter().map(|(block, written, _)| (block.prefix_len(), *written)).max();
        let mut won = covering.iter().filter(|(block, written, _)| Some((block.prefix_len(), *written)) == best);
        let Some((block, _, route)) = won.next() else {
            return Err(Stop::blocked(component, id, Code::TgwRtbNoRouteToTgwAttachment, None));
        };
        let uncertain = |state| Stop::Unknown(Gap::UncertainState { component, id: id.to_owned(), state });
        if won.any(|(_, _, other)| other.attachments != route.attachments || other.state != route.state) {
            return Err(uncertain(format!("several routes to {block}")));
        }
        let rule = Rule::TransitRoute { table: id.to_owned(), route: (*route).clone() };
        let check = |passes| Check::of(component, id, passes, vec![rule.clone()], None);
        match route.state.as_str() {
            "active" => {}
            "blackhole" => return Err(Stop::Blocked(check(false), Code::TgwRtbBadStateRoute)),
            state => return Err(uncertain(format!("route to {block} {state}"))),
        }
        self.note(check(true));
        match route.attachments.as_slice() {
            [only] => Ok(only.clone()),
            _ => Err(Stop::Unknown(Gap::NotEvaluated {
                component,
                id: id.to_owned(),
                what: NotEvaluated::TransitGateway,
            })),
        }
    }

    /// The subnet that a packet comes out at: in the zone that it comes from where the attachment has one there, unless it keeps both
    /// ways of a connection together; else any.
    fn comes_out(
        &self,
        attachment: &TransitGatewayAttachment,
        from: Place,
        packet: Flow,
    ) -> Result<(Ix<Subnet>, Ix<Vpc>), Stop> {
        let behind_other = attachment.record.as_ref().is_some_and(|record| record.kind != "vpc");
        let vpc = match &attachment.vpc {
            Some(vpc) if !behind_other => *vpc.as_ref()?,
            _ => {
                return Err(Stop::Unknown(Gap::NotEvaluated {
                    component: Component::TransitGatewayAttachment,
                    id: attachment.id.clone(),
                    what: NotEvaluated::TransitGatewayAttachment,
                }));
            }
        };
        let Some(details) = &attachment.details else { return Err(unread_details(attachment)) };
        let mut doors: Vec<Ix<Subnet>> = Vec::new();
        for own in &attachment.subnets {
            doors.push(*own.as_ref()?);
        }
        let [first, others @ ..] = doors.as_slice() else { return Err(unknown_zone(attachment)) };
        if others.is_empty() {
            return Ok((*first, vpc));
        }
        if let (Some(sender), Some(false)) = (from.subnet, details.appliance_mode) {
            let sender = self.design.subnets.get(sender);
            let own = doors.iter().find(|own| self.in_one_zone(sender, self.design.subnets.get(**own)) == Some(true));
            if let Some(own) = own {
                return Ok((*own, vpc));
            }
        }
        // Any of them: it has to be the same whichever it is.
        let is_beside = doors.iter().any(|own| self.subnet_contains(*own, packet.destination));
        let is_local = self.design.vpcs.get(vpc).contains(packet.destination);
        let first_door = self.design.subnets.get(*first);
        let same = others.iter().map(|own| self.design.subnets.get(*own)).all(|own| {
            own.route_table == first_door.route_table
                && own.network_acl == first_door.network_acl
                && own.record.unavailable == first_door.record.unavailable
        });
        if same && is_local && !is_beside { Ok((*first, vpc)) } else { Err(unknown_zone(attachment)) }
    }
}

/// Whether a zone, by its name or id, is one of the Region's own: `eu-west-1a`, `euw1-az1`, and not `us-west-2-lax-1a`, `usw2-lax1-az1`.
fn is_of_the_region(zone: &str) -> bool {
    let parts: Vec<&str> = zone.split('-').collect();
    let numbered = |part: &str| part.starts_with(|own: char| own.is_ascii_digit());
    match parts.as_slice() {
        [_, az] if az.starts_with("az") => true,
        [words @ .., last] => {
            let letters = last.trim_start_matches(|own: char| own.is_ascii_digit());
            words.len() >= 2 && !words.iter().any(|part| numbered(part)) && numbered(last) && letters.len() == 1
        }
        [] => false,
    }
}

fn printed_at(attachment: &TransitGatewayAttachment) -> Option<&Evidence> {
    match (&attachment.record, &attachment.details) {
        (Some(record), _) => Some(&record.evidence),
        (None, Some(details)) => Some(&details.evidence),
        (None, None) => None,
    }
}

fn unread_details(attachment: &TransitGatewayAttachment) -> Stop {
    let document = DocumentKind::TransitGatewayVpcAttachments;
    Stop::Unknown(Gap::MissingDocument { document, needed_for: attachment.id.clone() })
}

fn unknown_zone(attachment: &TransitGatewayAttachment) -> Stop {
    Stop::Unknown(Gap::NotEvaluated {
        component: Component::TransitGatewayAttachment,
        id: attachment.id.clone(),
        what: NotEvaluated::TransitGatewayZone,
    })
}
