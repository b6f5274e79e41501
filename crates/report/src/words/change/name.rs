//! Commands that change hosted zones.

use hopwise_model::resource::ResourceRecordSet;
use hopwise_model::{HostedZoneId, VpcId};
use serde_json::{Value, json};

use super::condition::REGION;
use super::context::Context;
use crate::words::shell::shell;

/// The time for which resolvers may keep new records, in seconds: the default of the console.
const TTL: u32 = 300;

/// Adds records of one name that say what those of another say; no command where they cannot be told to it.
pub(super) fn create_records(zone: &HostedZoneId, name: &str, like: &str, context: Context<'_>) -> Vec<String> {
    let found = context.design.hosted_zones.find(zone.as_str());
    let records = found.and_then(|found| context.design.hosted_zones.get(found).records.as_ref().ok());
    let records = records.map(|records| records.records.as_slice()).unwrap_or_default();
    let own = records.iter().filter(|own| own.name == like && matches!(own.kind.as_str(), "A" | "CNAME"));
    let changes: Option<Vec<Value>> = own.map(|own| change(name, own)).collect();
    match changes {
        Some(changes) if !changes.is_empty() => vec![format!(
            "aws route53 change-resource-record-sets --hosted-zone-id {zone} --change-batch {}",
            shell(&json!({ "Changes": changes }).to_string())
        )],
        _ => Vec::new(),
    }
}

fn change(name: &str, like: &ResourceRecordSet) -> Option<Value> {
    // Sets among which Route 53 chooses say more than the snapshot's model keeps.
    if like.routing != hopwise_model::resource::Routing::Simple {
        return None;
    }
    let record = if let Some(alias) = &like.alias {
        let target = json!({
            "HostedZoneId": alias.zone.as_ref()?.as_str(),
            "DNSName": alias.dns_name,
            "EvaluateTargetHealth": false,
        });
        json!({ "Name": name, "Type": like.kind, "AliasTarget": target })
    } else {
        let values: Vec<Value> = like.values.iter().map(|value| json!({ "Value": value })).collect();
        json!({ "Name": name, "Type": like.kind, "TTL": TTL, "ResourceRecords": values })
    };
    Some(json!({ "Action": "CREATE", "ResourceRecordSet": record }))
}

/// Associates a zone with a VPC.
pub(super) fn associate(zone: &HostedZoneId, vpc: &VpcId, context: Context<'_>) -> String {
    format!("aws route53 associate-vpc-with-hosted-zone --hosted-zone-id {zone} --vpc {}", named(vpc, context))
}

/// Takes a zone away from a VPC.
pub(super) fn disassociate(zone: &HostedZoneId, vpc: &VpcId, context: Context<'_>) -> String {
    format!("aws route53 disassociate-vpc-from-hosted-zone --hosted-zone-id {zone} --vpc {}", named(vpc, context))
}

/// A VPC as Route 53 wants it named: with its Region.
fn named(vpc: &VpcId, context: Context<'_>) -> String {
    let found = context.design.vpcs.find(vpc.as_str()).map(|vpc| &context.design.vpcs.get(vpc).record);
    let region = found.and_then(|vpc| vpc.scope.region.as_ref()).map_or(REGION, |region| region.as_str());
    format!("VPCRegion={region},VPCId={vpc}")
}
