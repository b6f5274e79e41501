//! A transit gateway between the two VPCs, and what may be wrong with it.

use hopwise_model::resource::{
    RouteTarget, TransitGatewayAssociation, TransitGatewayAttachment, TransitGatewayRoute, TransitGatewayRoutes,
    TransitGatewayVpcAttachment,
};
use hopwise_model::{AccountId, DocumentKind, Inventory, SubnetId};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::fixture::{cidr, destination, evidence, id, route};

const GATEWAY: &str = "tgw-1";

/// A transit gateway that both VPCs are attached to.
#[derive(Clone, Debug)]
pub struct TransitChange {
    /// The subnets of the first VPC that its attachment has.
    subnets: Vec<Index>,
    /// Each VPC's attachment.
    attached: [Attached; 2],
    /// The routes of both tables: the block, what it leads to, its type and its state.
    tables: [Vec<TableRoute>; 2],
    /// What the tables of each VPC lead to the gateway.
    there: &'static str,
    back: Option<&'static str>,
    /// Which document was not read.
    unread: Option<DocumentKind>,
}

type TableRoute = (&'static str, &'static str, &'static str, &'static str);

/// How a VPC is attached.
#[derive(Clone, Debug)]
struct Attached {
    state: &'static str,
    association: Option<(Option<&'static str>, &'static str)>,
    owner: &'static str,
    appliance_mode: Option<bool>,
    translation: Option<&'static str>,
}

const IDS: [&str; 2] = ["tgw-attach-a", "tgw-attach-b"];
const TABLES: [&str; 2] = ["tgw-rtb-a", "tgw-rtb-b"];

fn attached(table: &'static str) -> impl Strategy<Value = Attached> {
    let state = prop_oneof![16 => Just("available"), 1 => Just("pendingAcceptance"), 1 => Just("modifying")];
    let association = prop_oneof![
        20 => Just(Some((Some(table), "associated"))),
        2 => Just(Some((Some("tgw-rtb-gone"), "associated"))),
        1 => Just(Some((Some(table), "disassociating"))),
        1 => Just(Some((None, "associated"))),
        3 => Just(None),
    ];
    let owner = prop_oneof![3 => Just("111122223333"), 1 => Just("444455556666")];
    let mode = prop_oneof![6 => Just(Some(false)), 1 => Just(Some(true)), 1 => Just(None)];
    let translation = prop_oneof![8 => Just(None), 8 => Just(Some("disabled")), 1 => Just(Some("enabled"))];
    (state, association, owner, mode, translation).prop_map(
        |(state, association, owner, appliance_mode, translation)| Attached {
            state,
            association,
            owner,
            appliance_mode,
            translation,
        },
    )
}

fn routes() -> impl Strategy<Value = Vec<TableRoute>> {
    let usual = prop_oneof![
        8 => Just(vec![
            ("10.0.0.0/24", IDS[0], "propagated", "active"),
            ("10.2.0.0/24", IDS[1], "propagated", "active"),
        ]),
        2 => Just(vec![("0.0.0.0/0", IDS[0], "static", "active"), ("10.2.0.0/24", IDS[1], "propagated", "active")]),
        1 => Just(Vec::new()),
    ];
    let block = select(vec!["10.0.0.0/24", "10.0.0.0/28", "10.2.0.0/24", "10.2.0.0/28", "0.0.0.0/0"]);
    let to = select(vec![IDS[0], IDS[1], "tgw-attach-vpn", "tgw-attach-gone", ""]);
    let kind = select(vec!["static", "propagated"]);
    let state = prop_oneof![6 => Just("active"), 2 => Just("blackhole"), 1 => Just("pending")];
    let more = vec((block, to, kind, state), 0..=1);
    (usual, more).prop_map(|(usual, more)| usual.into_iter().chain(more).collect())
}

pub(super) fn change() -> impl Strategy<Value = TransitChange> {
    let there = select(vec!["10.2.0.0/24", "10.2.0.0/24", "10.2.0.0/25", "0.0.0.0/0"]);
    let back = prop_oneof![
        8 => select(vec!["10.0.0.0/24", "10.0.0.0/16", "10.0.0.0/28", "0.0.0.0/0"]).prop_map(Some),
        1 => Just(None),
    ];
    let unread = proptest::option::weighted(
        0.1,
        select(vec![DocumentKind::TransitGatewayAttachments, DocumentKind::TransitGatewayVpcAttachments]),
    );
    let both = (attached(TABLES[0]), prop_oneof![attached(TABLES[0]), attached(TABLES[1])]);
    (vec(any::<Index>(), 1..=3), both, (routes(), routes()), there, back, unread).prop_map(
        |(subnets, (one, other), (first, second), there, back, unread)| TransitChange {
            subnets,
            attached: [one, other],
            tables: [first, second],
            there,
            back,
            unread,
        },
    )
}

impl TransitChange {
    pub(super) fn apply(&self, inventory: &mut Inventory) -> Option<String> {
        inventory.vpcs.by_id("vpc-b")?;
        let own: Vec<SubnetId> = {
            let all: Vec<&SubnetId> =
                inventory.subnets.iter().filter(|own| own.vpc.as_str() == "vpc-a").map(|own| &own.id).collect();
            let mut own: Vec<SubnetId> = self.subnets.iter().map(|which| which.get(&all)).copied().cloned().collect();
            own.sort_unstable();
            own.dedup();
            own
        };
        let kinds = [DocumentKind::TransitGatewayAttachments, DocumentKind::TransitGatewayVpcAttachments];
        inventory.knowledge.complete(kinds.into_iter().filter(|kind| Some(*kind) != self.unread));
        for (number, vpc, subnets) in [(0, "vpc-a", own), (1, "vpc-b", vec![id("subnet-other")])] {
            let (Some(attached), Some(name)) = (self.attached.get(number), IDS.get(number)) else { continue };
            if self.unread != Some(DocumentKind::TransitGatewayAttachments) {
                inventory.transit_gateway_attachments.push(attached.record(name, "vpc", vpc));
            }
            if self.unread != Some(DocumentKind::TransitGatewayVpcAttachments) {
                inventory.transit_gateway_vpc_attachments.push(TransitGatewayVpcAttachment {
                    id: (*name).to_owned(),
                    gateway: GATEWAY.to_owned(),
                    vpc: id(vpc),
                    state: attached.state.to_owned(),
                    subnets,
                    appliance_mode: attached.appliance_mode,
                    name: None,
                    evidence: evidence(name, 1),
                });
            }
        }
        let vpn = Attached { state: "available", translation: None, ..self.attached.first()?.clone() };
        inventory.transit_gateway_attachments.push(vpn.record("tgw-attach-vpn", "vpn", "vpn-1"));
        for (table, routes) in TABLES.into_iter().zip(&self.tables) {
            let routes = routes.iter().enumerate().map(|(place, (block, to, origin, state))| TransitGatewayRoute {
                block: Some(cidr(block)),
                list: None,
                attachments: Some((*to).to_owned()).filter(|to| !to.is_empty()).into_iter().collect(),
                origin: (*origin).to_owned(),
                state: (*state).to_owned(),
                evidence: evidence(table, place),
            });
            inventory.transit_gateway_routes.push(TransitGatewayRoutes {
                table: table.to_owned(),
                routes: routes.collect(),
                complete: true,
                only_static: false,
                evidence: evidence(table, 9),
            });
        }
        self.lead(inventory);
        Some(format!("{self:?}"))
    }

    fn lead(&self, inventory: &mut Inventory) {
        let blocks = [("vpc-a", Some(self.there)), ("vpc-b", self.back)];
        for (vpc, block) in blocks.into_iter().filter_map(|(vpc, block)| Some((vpc, block?))) {
            for table in inventory.route_tables.filter_mut(|table| table.vpc.as_str() == vpc) {
                let to = destination(block);
                // The way out of the first VPC stays as it is where it is the hub's.
                if vpc == "vpc-a" && self.back == Some("0.0.0.0/0") && block == "0.0.0.0/0" {
                    continue;
                }
                table.routes.retain(|own| own.destination != to);
                table.routes.push(route(to, RouteTarget::TransitGateway(GATEWAY.to_owned())));
            }
        }
    }
}

impl Attached {
    fn record(&self, name: &str, kind: &str, resource: &str) -> TransitGatewayAttachment {
        TransitGatewayAttachment {
            id: name.to_owned(),
            gateway: GATEWAY.to_owned(),
            gateway_owner: AccountId::try_from(self.owner).ok(),
            kind: kind.to_owned(),
            resource: Some(resource.to_owned()),
            resource_owner: AccountId::try_from("111122223333").ok(),
            state: self.state.to_owned(),
            association: self.association.map(|(table, state)| TransitGatewayAssociation {
                table: table.map(str::to_owned),
                state: state.to_owned(),
            }),
            translation: self.translation.map(str::to_owned),
            name: None,
            evidence: evidence(name, 0),
        }
    }
}
