//! What was meant for a step and does not serve it: central endpoints of another VPC, zones that are named wrongly or that the
//! VPC does not see.

use std::collections::BTreeSet;

use hopwise_ecs::AwsService;
use hopwise_model::design::{HostedZone, Ix};
use hopwise_model::resource::{EndpointKind, EndpointState};
use hopwise_model::{Partition, Region};
use strsim::osa_distance;

use crate::cause::{Case, Cause};
use crate::hint::Hint;

/// What may have been meant to serve a step that has no way to its service.
pub(crate) fn near_misses(blocked: &Case<'_>, cause: &Cause) -> Vec<Hint> {
    let no_way = matches!(
        cause,
        Cause::NoEndpoint(_) | Cause::NoRoute(_) | Cause::NoPublicAddress(_) | Cause::NatInPrivateSubnet(_)
    );
    // A zone that decides about the name and lacks it may have it in another spelling; private DNS may be off because a zone
    // was to lead to the endpoint.
    let by_zone = matches!(cause, Cause::ShadowedByZone(_) | Cause::PrivateDnsOff(_));
    if blocked.is_private() || !(no_way || by_zone) {
        return Vec::new();
    }
    let misnamed = misnamed(blocked);
    let central = if by_zone { None } else { central(blocked) };
    // The hint at a central endpoint names the zone as well.
    let elsewhere = if central.is_some() { None } else { elsewhere(blocked) };
    central.into_iter().chain(fips(blocked)).chain(elsewhere).chain(misnamed).collect()
}

/// An endpoint of the VPC for the service's FIPS names (ECR user guide, VPC endpoints: `com.amazonaws.REGION.ecr.api-fips`),
/// where another name is asked for.
fn fips(blocked: &Case<'_>) -> Option<Hint> {
    let (service, region) = (blocked.step.aws_service?, blocked.step.region.as_ref()?);
    let host = &blocked.inquiry.host;
    let name = format!(".{region}.{}-fips", service.endpoint_suffix());
    let endpoints = blocked.design.vpcs.get(blocked.vpc()?).endpoints.iter();
    let mut endpoints = endpoints.map(|own| &blocked.design.vpc_endpoints.get(*own).record);
    let own = endpoints.find(|own| own.service_name.ends_with(&name) && own.state == EndpointState::Available)?;
    (!host.contains("fips")).then(|| Hint::FipsEndpoint { endpoint: own.id.clone(), host: host.clone() })
}

/// An interface endpoint of another VPC for the service, in the same Region. It serves whoever has a private hosted zone for
/// the name and a way there (AWS whitepaper, "Building a Scalable and Secure Multi-VPC AWS Network Infrastructure":
/// centralized access to VPC private endpoints).
fn central(blocked: &Case<'_>) -> Option<Hint> {
    let (design, own) = (blocked.design, blocked.vpc()?);
    let (service, region) = (blocked.step.aws_service?, blocked.step.region.as_ref()?);
    let (_, endpoint) = design.vpc_endpoints.iter().find(|(_, endpoint)| {
        endpoint.record.kind == EndpointKind::Interface
            && endpoint.record.state == EndpointState::Available
            && endpoint.vpc.as_ref().is_ok_and(|vpc| *vpc != own)
            && service.matches_endpoint(&endpoint.record.service_name, region)
    })?;
    Some(Hint::CentralEndpoint {
        endpoint: endpoint.record.id.clone(),
        vpc: endpoint.record.vpc.clone(),
        zone: zone_elsewhere(blocked).map(|zone| zone.record.id.clone()),
    })
}

/// A zone of other VPCs that has the name.
fn elsewhere(blocked: &Case<'_>) -> Option<Hint> {
    let zone = &zone_elsewhere(blocked)?.record;
    let vpc = blocked.design.vpcs.get(blocked.vpc()?).record.id.clone();
    Some(Hint::ZoneElsewhere { zone: zone.id.clone(), name: zone.name.clone(), vpc })
}

/// A private hosted zone for the name that is asked for, or one above it, which is not associated with the VPC: the longest.
pub(crate) fn zone_elsewhere<'a>(blocked: &Case<'a>) -> Option<&'a HostedZone> {
    let here = zones(blocked);
    let host = &blocked.inquiry.host;
    let answers = |zone: &HostedZone| {
        let has = |name: &str| {
            let name = name.strip_prefix("*.").unwrap_or(name);
            is_at_or_below(host, name)
        };
        // A zone above it is meant for the name where it has a record for it.
        is_at_or_below(host, &zone.record.name)
            && zone.records.as_ref().map_or(true, |sets| {
                let mut names = sets.records.iter().filter(|own| matches!(own.kind.as_str(), "A" | "CNAME"));
                names.any(|own| has(&own.name))
            })
    };
    let others = blocked.design.hosted_zones.iter().filter(|(index, zone)| !here.contains(index) && answers(zone));
    others.map(|(_, zone)| zone).max_by_key(|zone| zone.record.name.len())
}

fn is_at_or_below(host: &str, name: &str) -> bool {
    host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// A private hosted zone of the VPC, or a record of one, that is named after the service, and not as its clients ask for it.
fn misnamed(blocked: &Case<'_>) -> Option<Hint> {
    let (service, region) = (blocked.step.aws_service?, blocked.step.region.as_ref()?);
    let asked = Asked { host: &blocked.inquiry.host, service, region };
    for zone in zones(blocked) {
        let zone = blocked.design.hosted_zones.get(zone);
        let records = zone.records.iter().flat_map(|sets| &sets.records);
        let records = records.filter(|own| matches!(own.kind.as_str(), "A" | "CNAME")).map(|own| own.name.as_str());
        let mut names = std::iter::once(zone.record.name.as_str()).chain(records);
        if let Some(name) = names.find(|name| asked.is_meant_by(name) && !is_served(blocked, name)) {
            let zone = zone.record.id.clone();
            return Some(Hint::MisnamedZone { zone, name: name.to_owned(), host: asked.host.to_owned() });
        }
    }
    None
}

/// Whether an endpoint that the snapshot shows is for a name: then it is meant for that one.
fn is_served(blocked: &Case<'_>, name: &str) -> bool {
    let bare = name.strip_prefix("*.").unwrap_or(name);
    let mut regions = bare.split('.').filter_map(|label| Region::try_from(label).ok());
    let Some(region) = regions.next().filter(|region| Some(region) != blocked.step.region.as_ref()) else {
        return false;
    };
    let endpoints = blocked.design.vpc_endpoints.iter();
    let mut services =
        endpoints.filter_map(|(_, own)| AwsService::of_endpoint(&own.record.service_name).zip(Some(own)));
    services.any(|(service, own)| service.matches_endpoint(&own.record.service_name, &region))
}

/// What is asked for.
struct Asked<'a> {
    host: &'a str,
    service: AwsService,
    region: &'a Region,
}

impl Asked<'_> {
    /// Whether a name is not the one that is asked for, nor one above or below it, and was meant for it as far as can be told:
    /// the same labels in another order (`ecr.api.REGION`, or after the endpoint's service name), the same in another
    /// Region's name, or one of them misspelled (`log.REGION`) where no service of AWS is called so.
    fn is_meant_by(&self, name: &str) -> bool {
        let name = name.strip_prefix("*.").unwrap_or(name);
        if is_at_or_below(self.host, name) || is_at_or_below(name, self.host) {
            return false;
        }
        let (own, wanted) = (words(name), words(self.host));
        let service: BTreeSet<&str> = self.service.name().split('.').collect();
        let region = self.region.as_str();
        if own.contains(region) {
            return (service.is_subset(&own) && own.is_subset(&wanted)) || self.is_misspelled(&own, &service);
        }
        // Another Region: all else is as it should be.
        let mut regions = own.iter().copied().filter(|label| Region::try_from(*label).is_ok());
        let Some(other) = regions.next() else { return false };
        let rest: BTreeSet<&str> = own.iter().copied().filter(|label| *label != other).collect();
        is_of_aws(name) && service.is_subset(&rest) && rest.is_subset(&wanted)
    }

    /// Whether all labels but one are of the service, and that one is nearly so.
    fn is_misspelled(&self, own: &BTreeSet<&str>, service: &BTreeSet<&str>) -> bool {
        let rest: BTreeSet<&str> = own.iter().copied().filter(|label| *label != self.region.as_str()).collect();
        let strange: Vec<&str> = rest.difference(service).copied().collect();
        let missing: Vec<&str> = service.difference(&rest).copied().collect();
        match (strange.as_slice(), missing.as_slice()) {
            ([strange], [missing]) => !is_service(strange) && is_near(strange, missing),
            _ => false,
        }
    }
}

/// Whether a name is below a domain of AWS's.
fn is_of_aws(name: &str) -> bool {
    Partition::host_suffixes().any(|suffix| is_at_or_below(name, suffix))
}

/// Labels of services in names of AWS, beside those that ECS asks, that are near one of these.
const OTHER_SERVICES: [&str; 24] = [
    "acm", "dms", "ebs", "ec2", "efs", "eks", "elb", "emr", "iam", "iot", "kms", "mq", "pi", "rds", "rum", "ses",
    "sms", "sns", "sqs", "ssm", "sso", "sts", "swf", "xray",
];

fn is_service(label: &str) -> bool {
    let mut own = AwsService::ALL.iter().flat_map(|service| service.name().split('.'));
    own.any(|own| own == label) || OTHER_SERVICES.contains(&label)
}

/// Whether two words differ by one letter that is missing, added or another, or by two that changed places; in long words by
/// two such.
fn is_near(one: &str, other: &str) -> bool {
    let allowed = if other.len() > 7 { 2 } else { 1 };
    other.len() > 2 && osa_distance(one, other) <= allowed
}

/// What tells a name from those of other services: its labels but for the domain of AWS, at its end as in host names or before the others
/// as in names of endpoint services, and wildcards.
fn words(name: &str) -> BTreeSet<&str> {
    let suffixes = Partition::host_suffixes().filter(|suffix| is_at_or_below(name, suffix));
    let name = suffixes.max_by_key(|suffix| suffix.len()).and_then(|own| name.strip_suffix(own)).unwrap_or(name);
    let prefixes = Partition::ALL.iter().map(|partition| partition.service_name_prefix());
    let name =
        prefixes.filter_map(|prefix| name.strip_prefix(prefix)).find(|rest| rest.starts_with('.')).unwrap_or(name);
    name.split('.').filter(|label| !label.is_empty() && *label != "*").collect()
}

/// The private hosted zones that are associated with the VPC.
fn zones(blocked: &Case<'_>) -> Vec<Ix<HostedZone>> {
    let vpc = blocked.vpc().map(|vpc| blocked.design.vpcs.get(vpc));
    vpc.and_then(|vpc| vpc.hosted_zones.as_ref()).map_or_else(Vec::new, |zones| zones.zones.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_meant() {
        let region = Region::try_from("eu-west-1").unwrap();
        let host = |service: AwsService| match service {
            AwsService::EcrDkr => "111122223333.dkr.ecr.eu-west-1.amazonaws.com".to_owned(),
            other => other.host(&region),
        };
        let is_meant = |service: AwsService, name: &str| {
            Asked { host: &host(service), service, region: &region }.is_meant_by(name)
        };
        let (api, dkr, logs, secrets) =
            (AwsService::EcrApi, AwsService::EcrDkr, AwsService::Logs, AwsService::SecretsManager);
        for (service, name) in [
            (api, "ecr.api.eu-west-1.amazonaws.com"),
            (api, "com.amazonaws.eu-west-1.ecr.api"),
            (api, "api.ecr.eu-west-2.amazonaws.com"),
            (api, "api.erc.eu-west-1.amazonaws.com"),
            (dkr, "ecr.dkr.eu-west-1.amazonaws.com"),
            (dkr, "*.ecr.dkr.eu-west-1.amazonaws.com"),
            (dkr, "111122223333.ecr.dkr.eu-west-1.amazonaws.com"),
            (dkr, "dkr.ecr.us-east-1.amazonaws.com"),
            (logs, "log.eu-west-1.amazonaws.com"),
            (logs, "logs.us-east-1.amazonaws.com"),
            (secrets, "secretmanager.eu-west-1.amazonaws.com"),
            (secrets, "secretsmanger.eu-west-1.amazonaws.com"),
        ] {
            assert!(is_meant(service, name), "{name}");
        }
        for (service, name) in [
            (api, "api.ecr.eu-west-1.amazonaws.com"),
            (api, "ecr.eu-west-1.amazonaws.com"),
            (api, "dkr.ecr.eu-west-1.amazonaws.com"),
            (api, "api.ecs.eu-west-1.amazonaws.com"),
            (api, "ecs.eu-west-1.amazonaws.com"),
            (api, "api.shop.internal"),
            (api, "ecr.internal"),
            (dkr, "dkr.ecr.eu-west-1.amazonaws.com"),
            (dkr, "api.ecr.us-east-1.amazonaws.com"),
            (dkr, "shop.example.com"),
            (logs, "sts.eu-west-1.amazonaws.com"),
            (logs, "logs.shop.internal"),
            (logs, "logs.eu-west-1.shop.internal"),
            (logs, "eu-west-1.amazonaws.com"),
        ] {
            assert!(!is_meant(service, name), "{name}");
        }
    }
}
