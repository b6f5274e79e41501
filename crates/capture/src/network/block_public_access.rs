//! VPC Block Public Access of the account, and exclusions from it.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::operation::describe_vpc_block_public_access_exclusions::{
    DescribeVpcBlockPublicAccessExclusionsError, DescribeVpcBlockPublicAccessExclusionsOutput,
};
use aws_sdk_ec2::operation::describe_vpc_block_public_access_options::DescribeVpcBlockPublicAccessOptionsOutput;
use aws_sdk_ec2::types;
use aws_smithy_async::future::pagination_stream::PaginationStream;
use aws_smithy_async::future::pagination_stream::fn_stream::FnStream;

use serde_json::json;
use tokio::try_join;

use super::PAGE;
use crate::call::Call;
use crate::document::{Document, records, texts};
use crate::failure::CaptureError;
use crate::page::Page;
use crate::session::{Answer, Listing, Session};

records! {
    Pascal of types {
        VpcBlockPublicAccessOptions {
            aws_account_id, aws_region, state, internet_gateway_block_mode, reason, last_update_timestamp, managed_by,
            exclusions_allowed,
        }
        VpcBlockPublicAccessExclusion {
            exclusion_id, internet_gateway_exclusion_mode, resource_arn, state, reason, creation_timestamp,
            last_update_timestamp, deletion_timestamp, tags,
        }
    }
}

texts!(
    types: InternetGatewayBlockMode, InternetGatewayExclusionMode, ManagedBy, VpcBlockPublicAccessExclusionsAllowed,
    VpcBlockPublicAccessExclusionState, VpcBlockPublicAccessState
);

impl Page for DescribeVpcBlockPublicAccessExclusionsOutput {
    fn next(&self) -> Option<&str> {
        self.next_token()
    }
}

/// Captures what the account says of the Region, and the exclusions there: they name VPCs and subnets, and there are few.
pub(super) async fn capture(session: &Session) -> Result<(), CaptureError> {
    try_join!(options(session), exclusions(session))?;
    Ok(())
}

async fn options(session: &Session) -> Result<(), CaptureError> {
    let answer = Box::pin(session.ec2.describe_vpc_block_public_access_options().send());
    let call = Call::DescribeVpcBlockPublicAccessOptions;
    let document = |output: &DescribeVpcBlockPublicAccessOptionsOutput| {
        let options = output.vpc_block_public_access_options().map(Document::document);
        options.map_or_else(|| json!({}), |options| json!({ "VpcBlockPublicAccessOptions": options }))
    };
    session.single(call, None, "vpc-block-public-access-options", answer, document).await?;
    Ok(())
}

async fn exclusions(session: &Session) -> Result<(), CaptureError> {
    let call = Call::DescribeVpcBlockPublicAccessExclusions;
    let listing = Listing::new(call, "vpc-block-public-access-exclusions", "ExclusionId");
    let pages = exclusions_of(session.ec2.clone());
    session.listing(listing, pages, |page| page.vpc_block_public_access_exclusions, |_| ()).await?;
    Ok(())
}

/// The pages of exclusions: the SDK has no paginator for them.
fn exclusions_of(
    client: Client,
) -> PaginationStream<Answer<DescribeVpcBlockPublicAccessExclusionsOutput, DescribeVpcBlockPublicAccessExclusionsError>>
{
    PaginationStream::new(FnStream::new(move |pages| {
        Box::pin(async move {
            let mut token = None;
            loop {
                let call = client.describe_vpc_block_public_access_exclusions().max_results(PAGE);
                let page = call.set_next_token(token.take()).send().await;
                token = page.as_ref().ok().and_then(|page| page.next_token.clone()).filter(|token| !token.is_empty());
                if pages.send(page).await.is_err() || token.is_none() {
                    break;
                }
            }
        })
    }))
}
