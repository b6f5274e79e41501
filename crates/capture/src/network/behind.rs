//! What lies behind the VPCs' gateways: kept for people and for later versions, not evaluated yet.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::Filter;
use tokio::try_join;

use super::reference::{References, entries};
use super::{Extent, FILTER_VALUES, SMALL_PAGE, filter};
use crate::call::Call;
use crate::document::Document;
use crate::failure::CaptureError;
use crate::session::{Listing, Session};
use crate::writer::ListDocument;

/// The most egress-only internet gateways that a page may hold (EC2 API reference).
const EGRESS_ONLY_PAGE: i32 = 255;

/// Captures what routes of the VPCs lead to.
pub(super) async fn capture(session: &Session, extent: &Extent, to: &References) -> Result<(), CaptureError> {
    try_join!(
        managed_lists(session, extent, to),
        addresses(session, extent),
        vpn_gateways(session, &to.vpn_gateways),
        egress_only(session, to.egress_only),
    )?;
    Ok(())
}

/// A filter for some ids; `None`, which asks for all, where a filter cannot take them.
pub(super) fn by_id(name: &str, ids: &BTreeSet<String>) -> Option<Vec<Filter>> {
    (ids.len() <= FILTER_VALUES).then(|| vec![filter(name, ids)])
}

/// What the Region's prefix lists are called, and the entries of the customer's own that nothing mentions.
async fn managed_lists(session: &Session, extent: &Extent, references: &References) -> Result<(), CaptureError> {
    if *extent != Extent::Region {
        return Ok(());
    }
    let pages = session.ec2.describe_managed_prefix_lists().max_results(SMALL_PAGE).into_paginator().send();
    let listing = Listing::new(Call::DescribeManagedPrefixLists, "managed-prefix-lists", "PrefixListId");
    let mut own = BTreeSet::new();
    session
        .listing(
            listing,
            pages,
            |page| page.prefix_lists,
            |list| {
                if list.owner_id() != Some("AWS") {
                    own.extend(list.prefix_list_id.clone());
                }
            },
        )
        .await?;
    let mentioned: BTreeSet<&String> = references.unknown_prefix_lists().collect();
    entries(session, own.iter().filter(|list| !mentioned.contains(list))).await
}

/// Elastic IP addresses. The interfaces' own document tells the same, for those that are in use.
async fn addresses(session: &Session, extent: &Extent) -> Result<(), CaptureError> {
    if *extent != Extent::Region {
        return Ok(());
    }
    let answer = Box::pin(session.ec2.describe_addresses().send());
    if let Some(output) = session.once(Call::DescribeAddresses, None, answer).await? {
        let mut document = ListDocument::new("Addresses", "PublicIp");
        for address in output.addresses() {
            document.push(&address.document());
        }
        let count = document.len();
        session.keep(Call::DescribeAddresses, None, "addresses", document.finish(&[]), count);
    }
    Ok(())
}

async fn vpn_gateways(session: &Session, ids: &BTreeSet<String>) -> Result<(), CaptureError> {
    if ids.is_empty() {
        return Ok(());
    }
    let answer = Box::pin(session.ec2.describe_vpn_gateways().set_filters(by_id("vpn-gateway-id", ids)).send());
    if let Some(output) = session.once(Call::DescribeVpnGateways, None, answer).await? {
        let mut document = ListDocument::new("VpnGateways", "VpnGatewayId");
        for gateway in output.vpn_gateways() {
            document.push(&gateway.document());
        }
        let count = document.len();
        session.keep(Call::DescribeVpnGateways, None, "vpn-gateways", document.finish(&[]), count);
    }
    Ok(())
}

/// This call has no filter that would find them.
async fn egress_only(session: &Session, wanted: bool) -> Result<(), CaptureError> {
    if !wanted {
        return Ok(());
    }
    let pages =
        session.ec2.describe_egress_only_internet_gateways().max_results(EGRESS_ONLY_PAGE).into_paginator().send();
    let (call, file) = (Call::DescribeEgressOnlyInternetGateways, "egress-only-internet-gateways");
    let listing = Listing::new(call, file, "EgressOnlyInternetGatewayId");
    session.listing(listing, pages, |page| page.egress_only_internet_gateways, |_| ()).await?;
    Ok(())
}
