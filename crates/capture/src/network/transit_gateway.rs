//! Transit gateways that routes lead to: what is attached to them, and their route tables. The VPCs behind them are asked for by name.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::Filter;
use futures_util::future::try_join_all;
use serde_json::json;
use tokio::try_join;

use super::PAGE;
use super::behind::by_id;
use crate::call::Call;
use crate::document::Document;
use crate::failure::CaptureError;
use crate::session::{Listing, Session};
use crate::writer::ListDocument;

/// Captures them, where there are any.
pub(super) async fn capture(session: &Session, ids: &BTreeSet<String>) -> Result<(), CaptureError> {
    if ids.is_empty() {
        return Ok(());
    }
    let ec2 = &session.ec2;
    let by_gateway = || by_id("transit-gateway-id", ids);
    let mut tables = BTreeSet::new();
    try_join!(
        session.listing(
            Listing::new(Call::DescribeTransitGateways, "transit-gateways", "TransitGatewayId"),
            ec2.describe_transit_gateways().set_filters(by_gateway()).max_results(PAGE).into_paginator().send(),
            |page| page.transit_gateways,
            |_| (),
        ),
        session.listing(
            Listing::new(
                Call::DescribeTransitGatewayAttachments,
                "transit-gateway-attachments",
                "TransitGatewayAttachmentId"
            ),
            ec2.describe_transit_gateway_attachments()
                .set_filters(by_gateway())
                .max_results(PAGE)
                .into_paginator()
                .send(),
            |page| page.transit_gateway_attachments,
            |_| (),
        ),
        session.listing(
            Listing::new(
                Call::DescribeTransitGatewayVpcAttachments,
                "transit-gateway-vpc-attachments",
                "TransitGatewayAttachmentId"
            ),
            ec2.describe_transit_gateway_vpc_attachments()
                .set_filters(by_gateway())
                .max_results(PAGE)
                .into_paginator()
                .send(),
            |page| page.transit_gateway_vpc_attachments,
            |_| (),
        ),
        session.listing(
            Listing::new(
                Call::DescribeTransitGatewayRouteTables,
                "transit-gateway-route-tables",
                "TransitGatewayRouteTableId"
            ),
            ec2.describe_transit_gateway_route_tables()
                .set_filters(by_gateway())
                .max_results(PAGE)
                .into_paginator()
                .send(),
            |page| page.transit_gateway_route_tables,
            |table| tables.extend(table.transit_gateway_route_table_id.clone()),
        ),
    )?;
    try_join_all(tables.iter().map(|table| async move {
        try_join!(routes(session, table), Box::pin(propagations(session, table)))?;
        Ok::<(), CaptureError>(())
    }))
    .await?;
    Ok(())
}

/// The routes of one route table of a transit gateway. The call wants a filter, and gives 1,000 routes at the most.
async fn routes(session: &Session, table: &str) -> Result<(), CaptureError> {
    let states = Filter::builder().name("state").values("active").values("blackhole").build();
    let pages = session
        .ec2
        .search_transit_gateway_routes()
        .transit_gateway_route_table_id(table)
        .filters(states)
        .max_results(PAGE)
        .into_paginator()
        .send();
    let mut document = ListDocument::new("Routes", "DestinationCidrBlock");
    let mut more = false;
    let call = Call::SearchTransitGatewayRoutes;
    let complete = session
        .pages(call, Some(table), pages, |page| {
            more = page.additional_routes_available.unwrap_or_default();
            for route in page.routes() {
                document.push(&route.document());
            }
        })
        .await?;
    if complete {
        let count = document.len();
        // Its answer does not tell the table's id: the file's stem does.
        let text = document.finish(&[("AdditionalRoutesAvailable", json!(more))]);
        session.keep(call, Some(table), table, text, count);
    }
    Ok(())
}

/// What propagates to one route table of a transit gateway.
async fn propagations(session: &Session, table: &str) -> Result<(), CaptureError> {
    let pages = session
        .ec2
        .get_transit_gateway_route_table_propagations()
        .transit_gateway_route_table_id(table)
        .max_results(PAGE)
        .into_paginator()
        .send();
    let mut document = ListDocument::new("TransitGatewayRouteTablePropagations", "TransitGatewayAttachmentId");
    let call = Call::GetTransitGatewayRouteTablePropagations;
    let complete = session
        .pages(call, Some(table), pages, |page| {
            for own in page.transit_gateway_route_table_propagations() {
                document.push(&own.document());
            }
        })
        .await?;
    if complete {
        let count = document.len();
        let file = format!("propagations/{table}");
        session.keep(call, Some(table), &file, document.finish(&[]), count);
    }
    Ok(())
}
