//! What is known of the condition keys of requests.
//!
//! Sources: IAM user guide, "AWS global condition context keys"; fact base F.4. What is not set is not known.

use hopwise_ecs::Workload;
use hopwise_model::{Partition, Region};
use hopwise_permission::{Context, Value};

use super::layer::LayerPolicies;
use super::store::account_of;
use super::via::Via;

/// Keys that tell a principal's account or organization.
const OF_PRINCIPAL: [&str; 3] = ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount"];

/// Keys that tell a resource's account or organization.
const OF_RESOURCE: [&str; 4] =
    ["aws:ResourceAccount", "s3:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths"];

/// What a request has in common with every other, and what its way adds.
fn on_the_way(via: &Via, region: Option<&Region>) -> Context {
    let mut context = Context::new();
    context.set("aws:SecureTransport", Value::one("true"));
    if let Some(region) = region {
        context.set("aws:RequestedRegion", Value::one(region.as_str()));
    }
    for key in ["aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:TagKeys"] {
        context.set(key, Value::Absent);
    }
    context.set_family("aws:RequestTag/", Value::Absent);
    match via {
        Via::Endpoint { endpoint, vpc, source, .. } => {
            context.set("aws:SourceVpce", Value::one(endpoint.as_str()));
            context.set("aws:SourceVpc", Value::one(vpc.as_str()));
            context.set("aws:VpcSourceIp", Value::one(source.to_string()));
            context.set("aws:SourceIp", Value::Absent);
        }
        Via::Public { source } => {
            without_endpoint(&mut context);
            if let Some(source) = source {
                context.set("aws:SourceIp", Value::one(source.to_string()));
            }
        }
        Via::OffVpc => without_endpoint(&mut context),
        Via::Unknown => {}
    }
    context
}

fn without_endpoint(context: &mut Context) {
    for key in ["aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp"] {
        context.set(key, Value::Absent);
    }
}

/// The keys of a request that the execution role makes itself.
pub(super) fn of_role(via: &Via, region: Option<&Region>) -> Context {
    let mut context = on_the_way(via, region);
    context.set("aws:ViaAWSService", Value::one("false"));
    for key in ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:MultiFactorAuthPresent"] {
        context.set(key, Value::Absent);
    }
    context
}

/// The keys of a request that a service makes on the role's behalf: Secrets Manager decrypts. Which endpoint key it
/// carries on, AWS does not say.
pub(super) fn on_behalf(service: &str, region: Option<&Region>) -> Context {
    let mut context = Context::new();
    context.set("aws:ViaAWSService", Value::one("true"));
    context.set("aws:SecureTransport", Value::one("true"));
    if let Some(region) = region {
        let host = format!("{service}.{region}.{}", Partition::of(region).dns_suffix());
        context.set("kms:ViaService", Value::one(host));
    }
    context
}

/// The keys of a download of a layer: principal and bucket are AWS's, so that they are in none of the customer's
/// accounts and organizations, whatever a policy calls these.
pub(super) fn of_layers(via: &Via, region: Option<&Region>, policy: &LayerPolicies, workload: &Workload) -> Context {
    let mut context = on_the_way(via, region);
    // The URL is signed by a role that a service assumed: not by the service principal itself (fact base F.4).
    context.set("aws:PrincipalIsAWSService", Value::one("false"));
    let mut none_of = |key: &str, values: Vec<String>| {
        context.set(key, Value::NoneOf(values));
    };
    for key in OF_PRINCIPAL.into_iter().chain(OF_RESOURCE) {
        let mut values = policy.values_of(key);
        // An account that is not the task's may be AWS's: a policy may well name it.
        if key.ends_with("Account") {
            values.retain(|value| Some(value.as_str()) == account_of(workload));
            values.extend(account_of(workload).map(str::to_owned));
        }
        values.sort();
        values.dedup();
        none_of(key, values);
    }
    let own = |arn: &String| arn.split(':').nth(4).is_some_and(|account| Some(account) == account_of(workload));
    let arns = policy.values_of("aws:PrincipalArn");
    if !arns.is_empty() && arns.iter().all(own) {
        none_of("aws:PrincipalArn", arns);
    }
    context
}

/// What ECS names as the source when it assumes a role: an ARN of the task's Region and account, of which AWS does not say
/// how it ends.
pub(super) fn source_arn(workload: &Workload) -> Option<String> {
    let (account, region) = (account_of(workload)?, workload.region.as_ref()?);
    Some(format!("arn:{}:ecs:{region}:{account}:*", Partition::of(region)))
}

/// The keys of ECS's request to assume the role.
pub(super) fn of_ecs(workload: &Workload) -> Context {
    let mut context = Context::new();
    context.set("aws:SecureTransport", Value::one("true"));
    if let Some(account) = account_of(workload) {
        context.set("aws:SourceAccount", Value::one(account));
    }
    if let Some(arn) = source_arn(workload) {
        context.set("aws:SourceArn", Value::one(arn));
    }
    context.set("sts:ExternalId", Value::Absent);
    context
}
