//! Private hosted zones of VPCs, and the records in them. Route 53 is the same in all Regions.

use std::collections::BTreeSet;

use aws_sdk_route53::Client;
use aws_sdk_route53::operation::list_hosted_zones_by_vpc::{ListHostedZonesByVPCError, ListHostedZonesByVpcOutput};
use aws_sdk_route53::operation::list_resource_record_sets::{
    ListResourceRecordSetsError, ListResourceRecordSetsOutput,
};
use aws_sdk_route53::types::{HostedZoneSummary, VpcRegion};
use aws_smithy_async::future::pagination_stream::PaginationStream;
use aws_smithy_async::future::pagination_stream::fn_stream::FnStream;
use futures_util::future::try_join_all;

use crate::call::Call;
use crate::failure::CaptureError;
use crate::session::{Answer, Listing, Session};

/// The most zones that a page may hold (Route 53 API reference, `ListHostedZonesByVPC`).
const ZONES: i32 = 100;

/// The most record sets that a page may hold (Route 53 API reference, `ListResourceRecordSets`).
const RECORDS: i32 = 300;

/// Captures the zones of some VPCs, and the records of those that belong to an account. Those that belong to a service,
/// such as the ones behind the private names of endpoints, show their records to nobody.
pub(super) async fn capture(session: &Session, vpcs: &BTreeSet<String>) -> Result<(), CaptureError> {
    let zones = try_join_all(vpcs.iter().map(|vpc| async move {
        let mut zones = Vec::new();
        // The answer does not tell whose zones these are: the file's stem does.
        let file = format!("hosted-zones/{vpc}");
        let listing = Listing::new(Call::ListHostedZonesByVPC, &file, "HostedZoneId").about(vpc);
        let pages = zones_of(session.route53.clone(), vpc.clone(), session.region.as_str().into());
        let see = |zone: &HostedZoneSummary| {
            if zone.owner().is_some_and(|owner| owner.owning_account.is_some()) {
                zones.push(zone.hosted_zone_id.clone());
            }
        };
        session.listing(listing, pages, |page| Some(page.hosted_zone_summaries), see).await?;
        Ok::<_, CaptureError>(zones)
    }))
    .await?;
    // Several VPCs may share a zone.
    let zones: BTreeSet<String> = zones.into_iter().flatten().collect();
    try_join_all(zones.iter().map(|zone| async move {
        let id = zone.rsplit('/').next().unwrap_or(zone);
        let file = format!("record-sets/{id}");
        let listing = Listing::new(Call::ListResourceRecordSets, &file, "Name").about(id);
        let pages = records_of(session.route53.clone(), id.to_owned());
        session.listing(listing, pages, |page| Some(page.resource_record_sets), |_| ()).await
    }))
    .await?;
    Ok(())
}

/// The pages of a VPC's zones: the SDK has no paginator for them.
fn zones_of(
    client: Client,
    vpc: String,
    region: VpcRegion,
) -> PaginationStream<Answer<ListHostedZonesByVpcOutput, ListHostedZonesByVPCError>> {
    PaginationStream::new(FnStream::new(move |pages| {
        Box::pin(async move {
            let mut token = None;
            loop {
                let call = client.list_hosted_zones_by_vpc().vpc_id(&vpc).vpc_region(region.clone()).max_items(ZONES);
                let page = call.set_next_token(token.take()).send().await;
                token = page.as_ref().ok().and_then(|page| page.next_token.clone()).filter(|token| !token.is_empty());
                if pages.send(page).await.is_err() || token.is_none() {
                    break;
                }
            }
        })
    }))
}

/// The pages of a zone's records, each of which begins with the record that the one before names.
fn records_of(
    client: Client,
    zone: String,
) -> PaginationStream<Answer<ListResourceRecordSetsOutput, ListResourceRecordSetsError>> {
    PaginationStream::new(FnStream::new(move |pages| {
        Box::pin(async move {
            let (mut name, mut kind, mut set) = (None, None, None);
            loop {
                let page = client
                    .list_resource_record_sets()
                    .hosted_zone_id(&zone)
                    .max_items(RECORDS)
                    .set_start_record_name(name.take())
                    .set_start_record_type(kind.take())
                    .set_start_record_identifier(set.take())
                    .send()
                    .await;
                if let Ok(page) = page.as_ref()
                    && page.is_truncated
                {
                    name.clone_from(&page.next_record_name);
                    kind.clone_from(&page.next_record_type);
                    set.clone_from(&page.next_record_identifier);
                }
                if pages.send(page).await.is_err() || name.is_none() {
                    break;
                }
            }
        })
    }))
}
