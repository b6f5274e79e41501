//! VPC peering connections that routes lead to, or rules of security groups name. The VPCs on their other side are asked for by name.

use std::collections::BTreeSet;

use super::PAGE;
use super::behind::by_id;
use crate::call::Call;
use crate::failure::CaptureError;
use crate::session::{Listing, Session};

pub(super) async fn capture(session: &Session, ids: &BTreeSet<String>) -> Result<(), CaptureError> {
    if ids.is_empty() {
        return Ok(());
    }
    let call = session.ec2.describe_vpc_peering_connections();
    let pages = call.set_filters(by_id("vpc-peering-connection-id", ids)).max_results(PAGE).into_paginator().send();
    let listing =
        Listing::new(Call::DescribeVpcPeeringConnections, "vpc-peering-connections", "VpcPeeringConnectionId");
    session.listing(listing, pages, |page| page.vpc_peering_connections, |_| ()).await?;
    Ok(())
}
