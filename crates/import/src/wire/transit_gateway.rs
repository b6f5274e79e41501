use std::sync::Arc;

use hopwise_model::resource::{
    self, TransitGatewayAssociation, TransitGatewayPropagation, TransitGatewayPropagations, TransitGatewayRoute,
    TransitGatewayRoutes,
};
use hopwise_model::{PrefixListId, SubnetId, VpcId};
use ipnet::IpNet;
use serde::Deserialize;

use super::at::{At, Unusable};
use super::tag::{Tag, name};
use super::value::{List, Maybe, Object, Owner, Plain, Required};
use crate::document::{Members, Read, Reader};
use crate::error::ImportError;
use crate::fault::Fault;
use crate::page::Paged;
use crate::resource::{Part, Sign, nowhere, resource};
use crate::warning::Warning;

/// How the ids of a transit gateway's route tables begin.
const TABLE: &str = "tgw-rtb-";

/// Lists of what `search-transit-gateway-routes` prints of static routes, and `get-transit-gateway-route-table-propagations`,
/// each with the table's id, as inventories of networks keep them that were made call by call.
const STATIC_ROUTES: &str = "TransitGatewayStaticRoutes";
const PROPAGATIONS: &str = "TransitGatewayPropagations";

/// An attachment of `describe-transit-gateway-attachments`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Attachment {
    transit_gateway_attachment_id: Required<Plain>,
    transit_gateway_id: Maybe<Plain>,
    transit_gateway_owner_id: Maybe<Owner>,
    resource_type: Maybe<Plain>,
    resource_id: Maybe<Plain>,
    resource_owner_id: Maybe<Owner>,
    state: Maybe<Plain>,
    association: Option<Object<Association>>,
    nat_gateway_support: Maybe<Plain>,
    tags: List<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Association {
    transit_gateway_route_table_id: Maybe<Plain>,
    state: Maybe<Plain>,
}

/// An attachment of `describe-transit-gateway-vpc-attachments`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct VpcAttachment {
    transit_gateway_attachment_id: Required<Plain>,
    transit_gateway_id: Maybe<Plain>,
    vpc_id: Maybe<VpcId>,
    state: Maybe<Plain>,
    subnet_ids: Option<Vec<Required<SubnetId>>>,
    options: Option<Object<Options>>,
    tags: List<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Options {
    appliance_mode_support: Maybe<Plain>,
}

/// A route of `search-transit-gateway-routes`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Route {
    destination_cidr_block: Maybe<IpNet>,
    prefix_list_id: Maybe<PrefixListId>,
    transit_gateway_attachments: List<RouteAttachment>,
    r#type: Maybe<Plain>,
    state: Maybe<Plain>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RouteAttachment {
    transit_gateway_attachment_id: Maybe<Plain>,
}

/// A propagation of `get-transit-gateway-route-table-propagations`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Propagation {
    transit_gateway_attachment_id: Maybe<Plain>,
    resource_type: Maybe<Plain>,
    state: Maybe<Plain>,
}

/// The static routes of one table.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RoutesOfTable {
    transit_gateway_route_table_id: Required<Plain>,
    routes: Option<Vec<Route>>,
    #[serde(default, deserialize_with = "super::flag::maybe")]
    additional_routes_available: Option<bool>,
}

/// The propagations to one table.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PropagationsOfTable {
    transit_gateway_route_table_id: Required<Plain>,
    transit_gateway_route_table_propagations: Option<Vec<Propagation>>,
}

fn plain(text: Maybe<Plain>) -> Option<String> {
    text.0.map(|text| text.0)
}

impl Attachment {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::TransitGatewayAttachment, Unusable> {
        let id = self.transit_gateway_attachment_id.0.0;
        let lacks = |member: &'static str| Unusable::lacks(&id, member);
        let association = match self.association {
            Some(Object(own)) => Some(TransitGatewayAssociation {
                table: plain(own.transit_gateway_route_table_id),
                state: plain(own.state).ok_or_else(|| lacks("State"))?,
            }),
            None => None,
        };
        Ok(resource::TransitGatewayAttachment {
            gateway: plain(self.transit_gateway_id).ok_or_else(|| lacks("TransitGatewayId"))?,
            gateway_owner: self.transit_gateway_owner_id.account(),
            kind: plain(self.resource_type).ok_or_else(|| lacks("ResourceType"))?,
            resource: plain(self.resource_id),
            resource_owner: self.resource_owner_id.account(),
            state: plain(self.state).ok_or_else(|| lacks("State"))?,
            association,
            translation: plain(self.nat_gateway_support),
            name: name(self.tags),
            evidence: at.evidence(),
            id,
        })
    }
}

impl VpcAttachment {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::TransitGatewayVpcAttachment, Unusable> {
        let id = self.transit_gateway_attachment_id.0.0;
        let lacks = |member: &'static str| Unusable::lacks(&id, member);
        let mode = self.options.and_then(|options| plain(options.0.appliance_mode_support));
        // An attachment has one subnet at least (EC2 API reference, `CreateTransitGatewayVpcAttachment`).
        let subnets = self.subnet_ids.filter(|subnets| !subnets.is_empty()).ok_or_else(|| lacks("SubnetIds"))?;
        let mut subnets: Vec<SubnetId> = subnets.into_iter().map(|subnet| subnet.0).collect();
        subnets.sort_unstable();
        Ok(resource::TransitGatewayVpcAttachment {
            gateway: plain(self.transit_gateway_id).ok_or_else(|| lacks("TransitGatewayId"))?,
            vpc: self.vpc_id.0.ok_or_else(|| lacks("VpcId"))?,
            state: plain(self.state).ok_or_else(|| lacks("State"))?,
            subnets,
            appliance_mode: match mode.as_deref() {
                Some("enable") => Some(true),
                Some("disable") => Some(false),
                _ => None,
            },
            name: name(self.tags),
            evidence: at.evidence(),
            id,
        })
    }
}

impl Route {
    /// A route that does not say what it is for, or in which state it is, leaves the table a part.
    fn into_model(self, at: &At<'_>) -> Option<TransitGatewayRoute> {
        let is_placed = self.destination_cidr_block.0.is_some() || self.prefix_list_id.0.is_some();
        let named = self.transit_gateway_attachments.0.into_iter();
        let attachments: Option<Vec<String>> = named.map(|own| plain(own.transit_gateway_attachment_id)).collect();
        let (attachments, state, origin) = (attachments?, plain(self.state)?, plain(self.r#type)?);
        // Only a blackhole leads nowhere.
        (is_placed && (!attachments.is_empty() || state == "blackhole")).then(|| TransitGatewayRoute {
            block: self.destination_cidr_block.0.map(|block| block.trunc()),
            list: self.prefix_list_id.0,
            attachments,
            origin,
            state,
            evidence: at.evidence(),
        })
    }
}

impl Propagation {
    fn into_model(self, at: &At<'_>) -> Option<TransitGatewayPropagation> {
        Some(TransitGatewayPropagation {
            attachment: plain(self.transit_gateway_attachment_id)?,
            kind: plain(self.resource_type),
            state: plain(self.state)?,
            evidence: at.evidence(),
        })
    }
}

resource! {
    TransitGatewayAttachment {
        // The two ends of a peering of gateways may have one id.
        key: |attachment| format!("{} of {}", attachment.id, attachment.gateway),
        share: [gateway_owner, resource, resource_owner, association, translation, name],
        state: [state],
        compare: [id, gateway, kind],
    }
}

resource! {
    TransitGatewayVpcAttachment {
        key: |attachment| format!("{} of {}", attachment.id, attachment.gateway),
        sign: |attachment| Some(Sign::Vpc(attachment.vpc.clone())),
        share: [appliance_mode, name],
        state: [state],
        compare: [id, gateway, vpc, subnets],
    }
}

resource! {
    TransitGatewayRoutes {
        // The same table may be there with its static routes alone.
        key: |routes| format!("{}{}", routes.table, if routes.only_static { " (static)" } else { "" }),
        compare: [table, routes, complete, only_static],
        nested: |routes| routes.routes.iter_mut().for_each(|route| route.evidence = nowhere()),
        part: Part::Mark(|routes| routes.complete = false),
    }
}

resource! {
    TransitGatewayPropagations {
        key: |propagations| propagations.table.clone(),
        compare: [table, attachments, complete],
        nested: |own| own.attachments.iter_mut().for_each(|own| own.evidence = nowhere()),
        part: Part::Mark(|own| own.complete = false),
    }
}

impl Read for resource::TransitGatewayAttachment {
    const READER: Reader = Reader::elements(|list| list.each_whole(Attachment::into_model)).list_of(&[&[
        "TransitGatewayAttachmentId",
        "ResourceType",
        "TransitGatewayOwnerId",
    ]]);
}

impl Read for resource::TransitGatewayVpcAttachment {
    const READER: Reader = Reader::elements(|list| list.each_whole(VpcAttachment::into_model)).list_of(&[&[
        "TransitGatewayAttachmentId",
        "VpcId",
        "SubnetIds",
    ]]);
}

impl Paged for TransitGatewayRoutes {
    type Entry = TransitGatewayRoute;

    fn entries(&mut self) -> &mut Vec<TransitGatewayRoute> {
        &mut self.routes
    }

    fn is_same(one: &TransitGatewayRoute, other: &TransitGatewayRoute) -> bool {
        (one.block, &one.list) == (other.block, &other.list)
    }
}

impl Read for TransitGatewayRoutes {
    const READER: Reader =
        Reader::members(routes).or_under(STATIC_ROUTES, routes).beside(&["AdditionalRoutesAvailable"]);
}

impl Paged for TransitGatewayPropagations {
    type Entry = TransitGatewayPropagation;

    fn entries(&mut self) -> &mut Vec<TransitGatewayPropagation> {
        &mut self.attachments
    }

    fn is_same(one: &TransitGatewayPropagation, other: &TransitGatewayPropagation) -> bool {
        one.attachment == other.attachment
    }
}

impl Read for TransitGatewayPropagations {
    const READER: Reader = Reader::members(propagations).or_under(PROPAGATIONS, propagations);
}

/// The table that a file is named after; none where it is not.
fn table_of_file<'m>(members: &'m Members<'_>) -> Option<&'m str> {
    Some(members.stem()).filter(|stem| stem.starts_with(TABLE) && stem.len() > TABLE.len())
}

/// Entries as the model has them, and whether none was left out.
fn whole<W, M>(items: Vec<W>, at: &At<'_>, into_model: impl Fn(W, &At<'_>) -> Option<M>) -> (Vec<M>, bool) {
    let many = items.len();
    let items = items.into_iter().enumerate();
    let models: Vec<M> = items.filter_map(|(index, item)| into_model(item, &at.element(index))).collect();
    let is_whole = models.len() == many;
    (models, is_whole)
}

/// Reads the routes of the table that the file is named after, and lists of the static ones of tables.
fn routes(members: &mut Members<'_>) -> Result<(), Fault> {
    if let Some(items) = members.get::<Option<Vec<Route>>>("Routes")?.flatten() {
        let at = members.top().member("Routes");
        let table = table_of_file(members).map(str::to_owned);
        let is_of_gateway = items.iter().any(|route| route.r#type.0.is_some());
        if table.is_some() || is_of_gateway {
            let file = || Arc::clone(members.top().file());
            let (holds, example) = ("the routes of a transit gateway's route table", "tgw-rtb-0a1b2c3d");
            let table = table.ok_or_else(|| ImportError::Nameless { file: file(), holds, example })?;
            let (routes, is_whole) = whole(items, &at, Route::into_model);
            // The AWS CLI leaves this out where it read all pages.
            let more = members.get::<Option<bool>>("AdditionalRoutesAvailable")?.flatten();
            let complete = is_whole && more != Some(true);
            let evidence = at.evidence();
            members.add_page(TransitGatewayRoutes { table, routes, complete, only_static: false, evidence })?;
        } else {
            // Client VPN, local gateways and route servers have routes of their own.
            members.warn(Warning::NotEvaluated {
                file: Arc::clone(members.top().file()),
                key: "Routes".to_owned(),
                more: 0,
            });
        }
    }
    let top = members.top().member(STATIC_ROUTES);
    let tables = members.get::<Option<Vec<RoutesOfTable>>>(STATIC_ROUTES)?.flatten().unwrap_or_default();
    for (index, own) in tables.into_iter().enumerate() {
        let at = top.element(index).member("Routes");
        let is_listed = own.routes.is_some();
        let (routes, is_whole) = whole(own.routes.unwrap_or_default(), &at, Route::into_model);
        let complete = is_listed && is_whole && own.additional_routes_available != Some(true);
        let (table, evidence) = (own.transit_gateway_route_table_id.0.0, at.evidence());
        members.add_page(TransitGatewayRoutes { table, routes, complete, only_static: true, evidence })?;
    }
    Ok(())
}

/// Reads what propagates to the table that the file is named after, and lists of that for tables.
fn propagations(members: &mut Members<'_>) -> Result<(), Fault> {
    const KEY: &str = "TransitGatewayRouteTablePropagations";
    if let Some(items) = members.get::<Option<Vec<Propagation>>>(KEY)?.flatten() {
        let at = members.top().member(KEY);
        let file = || Arc::clone(members.top().file());
        let (holds, example) = ("the propagations to a transit gateway's route table", "tgw-rtb-0a1b2c3d");
        let table = table_of_file(members).map(str::to_owned);
        let table = table.ok_or_else(|| ImportError::Nameless { file: file(), holds, example })?;
        let (attachments, complete) = whole(items, &at, Propagation::into_model);
        members.add_page(TransitGatewayPropagations { table, attachments, complete, evidence: at.evidence() })?;
    }
    let top = members.top().member(PROPAGATIONS);
    let tables = members.get::<Option<Vec<PropagationsOfTable>>>(PROPAGATIONS)?.flatten().unwrap_or_default();
    for (index, own) in tables.into_iter().enumerate() {
        let at = top.element(index).member(KEY);
        let is_listed = own.transit_gateway_route_table_propagations.is_some();
        let items = own.transit_gateway_route_table_propagations.unwrap_or_default();
        let (attachments, is_whole) = whole(items, &at, Propagation::into_model);
        let (table, evidence) = (own.transit_gateway_route_table_id.0.0, at.evidence());
        let complete = is_listed && is_whole;
        members.add_page(TransitGatewayPropagations { table, attachments, complete, evidence })?;
    }
    Ok(())
}
