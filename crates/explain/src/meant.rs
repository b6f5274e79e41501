//! What was meant for a step and does not serve it: central endpoints of another VPC, zones that are named wrongly.

use std::collections::BTreeSet;

use hopwise_model::design::{HostedZone, Ix};
use hopwise_model::resource::{EndpointKind, EndpointState};

use crate::cause::{Case, Cause};
use crate::hint::Hint;

/// What may have been meant to serve a step that has no way to its service.
pub(crate) fn meant(blocked: &Case<'_>, cause: &Cause) -> Vec<Hint> {
    let no_way = matches!(
        cause,
        Cause::NoEndpoint(_) | Cause::NoRoute(_) | Cause::NoPublicAddress(_) | Cause::NatInPrivateSubnet(_)
    );
    if !no_way || blocked.is_private() {
        return Vec::new();
    }
    central(blocked).into_iter().chain(misnamed(blocked)).collect()
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
    let host = &blocked.inquiry.host;
    let answers = |zone: &HostedZone| {
        let name = &zone.record.name;
        host.strip_suffix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let here = zones(blocked);
    let zone = design.hosted_zones.iter().find(|(index, zone)| !here.contains(index) && answers(zone));
    Some(Hint::CentralEndpoint {
        endpoint: endpoint.record.id.clone(),
        vpc: endpoint.record.vpc.clone(),
        zone: zone.map(|(_, zone)| zone.record.id.clone()),
    })
}

/// A private hosted zone of the VPC that is named after the service, and not as its clients ask for it:
/// `ecr.api.eu-west-1.amazonaws.com` for `api.ecr.eu-west-1.amazonaws.com`, or after the endpoint's service name.
fn misnamed(blocked: &Case<'_>) -> Option<Hint> {
    let (host, region) = (&blocked.inquiry.host, blocked.step.region.as_ref()?);
    let service: BTreeSet<&str> = blocked.step.aws_service?.name().split('.').collect();
    let wanted = words(host);
    let means_it = |name: &str| {
        let own = words(name);
        let below = name.strip_suffix(host.as_str()).or_else(|| host.strip_suffix(name));
        own.contains(region.as_str()) && service.is_subset(&own) && own.is_subset(&wanted) && below.is_none()
    };
    for zone in zones(blocked) {
        let zone = blocked.design.hosted_zones.get(zone);
        let records = zone.records.iter().flat_map(|sets| &sets.records).map(|record| record.name.as_str());
        if let Some(name) = std::iter::once(zone.record.name.as_str()).chain(records).find(|name| means_it(name)) {
            let zone = zone.record.id.clone();
            return Some(Hint::MisnamedZone { zone, name: name.to_owned(), host: host.clone() });
        }
    }
    None
}

/// What tells a name from those of other services: its labels but for the domain of AWS and wildcards.
fn words(name: &str) -> BTreeSet<&str> {
    name.split('.').filter(|label| !matches!(*label, "amazonaws" | "com" | "cn" | "*")).collect()
}

/// The private hosted zones that are associated with the VPC.
fn zones(blocked: &Case<'_>) -> Vec<Ix<HostedZone>> {
    let vpc = blocked.vpc().map(|vpc| blocked.design.vpcs.get(vpc));
    vpc.and_then(|vpc| vpc.hosted_zones.as_ref()).map_or_else(Vec::new, |zones| zones.zones.clone())
}
