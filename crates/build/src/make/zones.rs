//! Private hosted zones, their records, and the VPCs that ask them.

use std::net::IpAddr;

use hopwise_model::resource::{
    AliasTarget, EndpointKind, HostedZoneSummary, ResourceRecordSet, ResourceRecordSets, Routing, VpcEndpoint,
};
use hopwise_model::{HostedZoneId, Partition, VpcId};

use super::made::{Made, id, nowhere};
use super::placed::Placed;
use crate::refused::Refused;
use crate::zone::{Answer, PrivateZone};

pub(crate) fn make(made: &mut Made<'_>, placed: &[Placed<'_>]) -> Result<(), Refused> {
    let zones = &made.account.zones;
    for (index, own) in zones.iter().enumerate() {
        let zone = Zone { own, what: format!("zone {}", own.name), vpcs: Vec::new() };
        if !is_domain(&own.name) {
            return Err(zone.refused("InvalidDomainName", "it is no domain name"));
        }
        let zone = Zone { vpcs: zone.vpcs_of(placed)?, ..zone };
        let earlier = zones.iter().take(index).filter(|other| other.name == own.name).count();
        let suffix = if earlier > 0 { format!("-{}", earlier + 1) } else { String::new() };
        zone.make(made, id(&format!("Z-{}{suffix}", own.name.replace('.', "-")))?)?;
    }
    Ok(())
}

struct Zone<'z> {
    own: &'z PrivateZone,
    what: String,
    vpcs: Vec<&'z Placed<'z>>,
}

impl<'z> Zone<'z> {
    fn refused(&self, code: &'static str, why: impl Into<String>) -> Refused {
        Refused::new(&self.what, code, why)
    }

    fn vpcs_of(&self, placed: &'z [Placed<'z>]) -> Result<Vec<&'z Placed<'z>>, Refused> {
        match (self.own.vpcs.as_slice(), placed) {
            ([], [only]) => Ok(vec![only]),
            ([], _) => {
                let why = "a private zone is associated with at least one VPC: `PrivateZone::vpc`";
                Err(self.refused("InvalidInput", why))
            }
            (names, all) => names
                .iter()
                .map(|name| {
                    let vpc = all.iter().find(|vpc| vpc.vpc.name == *name);
                    vpc.ok_or_else(|| self.refused("InvalidVPCId", format!("there is no VPC `{name}`")))
                })
                .collect(),
        }
    }

    fn make(&self, made: &mut Made<'_>, zone: HostedZoneId) -> Result<(), Refused> {
        for vpc in &self.vpcs {
            self.associate(made, vpc, &zone)?;
        }
        let mut records = apex(&self.own.name);
        for (name, answer) in &self.own.records {
            self.record(made, &mut records, name, answer)?;
        }
        let sets = ResourceRecordSets { zone, records, complete: true, evidence: nowhere() };
        made.inventory.resource_record_sets.push(sets);
        Ok(())
    }

    fn associate(&self, made: &mut Made<'_>, vpc: &Placed<'_>, zone: &HostedZoneId) -> Result<(), Refused> {
        let own = &self.own.name;
        let private = vpc.vpc.endpoints.iter().filter(|endpoint| endpoint.private_dns);
        if let Some(endpoint) = private.into_iter().find(|endpoint| made.private_name(&endpoint.service) == *own) {
            let why = format!("private DNS of endpoint {} of VPC {} has this domain", endpoint.service, vpc.vpc.name);
            return Err(self.refused("ConflictingDomainExists", why));
        }
        let owner = Some(made.owner.clone());
        let Some(zones) = made.inventory.vpc_hosted_zones.find_mut(|zones| zones.vpc == vpc.id) else { return Ok(()) };
        if zones.zones.iter().any(|other| other.name == *own) {
            let why = format!("VPC {} has a zone of this name already", vpc.vpc.name);
            return Err(self.refused("ConflictingDomainExists", why));
        }
        zones.zones.push(HostedZoneSummary {
            id: zone.clone(),
            name: own.clone(),
            owner,
            owning_service: None,
            evidence: nowhere(),
        });
        Ok(())
    }

    fn record(
        &self,
        made: &Made<'_>,
        records: &mut Vec<ResourceRecordSet>,
        name: &str,
        answer: &Answer,
    ) -> Result<(), Refused> {
        let whole = if name.is_empty() { self.own.name.clone() } else { format!("{name}.{}", self.own.name) };
        let invalid = |why: String| Err(self.refused("InvalidChangeBatch", format!("{whole}: {why}")));
        if !is_domain(whole.strip_prefix("*.").unwrap_or(&whole)) {
            return invalid("it is no domain name".to_owned());
        }
        let (kind, value, alias) = match answer {
            Answer::Address(text) => match text.parse::<IpAddr>() {
                Ok(IpAddr::V4(_)) => ("A", Some(text.clone()), None),
                Ok(IpAddr::V6(_)) => ("AAAA", Some(text.clone()), None),
                Err(_) => return invalid(format!("`{text}` is no address")),
            },
            Answer::Name(target) if !is_domain(target) => return invalid(format!("`{target}` is no domain name")),
            Answer::Name(target) => ("CNAME", Some(target.clone()), None),
            Answer::Endpoint(service) => match self.alias(made, service) {
                Some(alias) => ("A", None, Some(alias)),
                None => return invalid(format!("no VPC has an interface endpoint of `{service}`")),
            },
        };
        // Further addresses of a name are further values of its record.
        let same = records.iter_mut().find(|other| other.name == whole && other.kind == kind);
        if let (Some(other), Some(value), "A" | "AAAA") = (same, &value, kind)
            && other.alias.is_none()
            && !other.values.contains(value)
        {
            other.values.push(value.clone());
            return Ok(());
        }
        let beside = records.iter().filter(|other| other.name == whole);
        for other in beside {
            if other.kind == kind {
                return invalid(format!("there is another {kind} record of this name"));
            }
            if other.kind == "CNAME" || kind == "CNAME" {
                return invalid(format!("a CNAME record and one of type {} cannot have the same name", other.kind));
            }
        }
        records.push(ResourceRecordSet {
            name: whole,
            kind: kind.to_owned(),
            values: value.into_iter().collect(),
            alias,
            routing: Routing::Simple,
            evidence: nowhere(),
        });
        Ok(())
    }

    /// The name of an endpoint, in a VPC of the zone if there is one, else in any.
    fn alias(&self, made: &Made<'_>, service: &str) -> Option<AliasTarget> {
        let name = made.service_name(service);
        let is_of = |endpoint: &&VpcEndpoint| endpoint.service_name == name && endpoint.kind == EndpointKind::Interface;
        let vpcs: Vec<&VpcId> = self.vpcs.iter().map(|vpc| &vpc.id).collect();
        let here = made.inventory.vpc_endpoints.iter().filter(is_of).find(|endpoint| vpcs.contains(&&endpoint.vpc));
        let endpoint = here.or_else(|| made.inventory.vpc_endpoints.iter().find(is_of))?;
        Some(AliasTarget { zone: id("Z0VPCE").ok(), dns_name: endpoint.dns_names.first()?.clone() })
    }
}

impl Made<'_> {
    /// The domain of an endpoint's private DNS (`PrivateDnsName` of its service). Those of ECR are the other way round than
    /// the service's name.
    fn private_name(&self, service: &str) -> String {
        let label = match service {
            "ecr.api" => "api.ecr",
            "ecr.dkr" => "dkr.ecr",
            other => other,
        };
        format!("{label}.{}.{}", self.region, Partition::of(&self.region).dns_suffix())
    }
}

/// The two records that Route 53 makes itself.
fn apex(zone: &str) -> Vec<ResourceRecordSet> {
    let soa = "ns-1536.awsdns-00.co.uk. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400";
    let servers =
        ["ns-1536.awsdns-00.co.uk.", "ns-0.awsdns-00.com.", "ns-1024.awsdns-00.org.", "ns-512.awsdns-00.net."];
    let record = |kind: &str, values: Vec<String>| ResourceRecordSet {
        name: zone.to_owned(),
        kind: kind.to_owned(),
        values,
        alias: None,
        routing: Routing::Simple,
        evidence: nowhere(),
    };
    vec![record("NS", servers.map(str::to_owned).to_vec()), record("SOA", vec![soa.to_owned()])]
}

/// Whether a text is a domain name in lower case: labels of letters, digits, `-` and `_`, up to 63 each and 255 in all.
fn is_domain(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    text.len() <= 255 && text.split('.').all(|label| (1..=63).contains(&label.len()) && label.bytes().all(plain))
}
