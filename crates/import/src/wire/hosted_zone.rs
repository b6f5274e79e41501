use hopwise_model::HostedZoneId;
use hopwise_model::resource::{self, Routing};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::at::{At, Problem};
use super::value::{List, Maybe, Object, Owner, Required};
use crate::document::{Members, Read, Reader};
use crate::fault::Fault;
use crate::page::Paged;
use crate::resource::{Part, nowhere, resource};

/// A zone of `list-hosted-zones-by-vpc`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct HostedZoneSummary {
    hosted_zone_id: Required<HostedZoneId>,
    name: Required<String>,
    owner: Option<Object<ZoneOwner>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ZoneOwner {
    owning_account: Maybe<Owner>,
    owning_service: Maybe<String>,
}

/// A record set of `list-resource-record-sets`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ResourceRecordSet {
    name: Required<String>,
    r#type: Required<String>,
    set_identifier: Maybe<String>,
    weight: Option<u8>,
    health_check_id: Maybe<String>,
    #[serde(default, deserialize_with = "super::flag::maybe")]
    multi_value_answer: Option<bool>,
    geo_location: Option<Object<GeoLocation>>,
    cidr_routing_config: Option<Object<CidrRoutingConfig>>,
    resource_records: List<ResourceRecord>,
    alias_target: Option<Object<AliasTarget>>,
    traffic_policy_instance_id: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GeoLocation {
    country_code: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CidrRoutingConfig {
    location_name: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResourceRecord {
    value: Required<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AliasTarget {
    hosted_zone_id: Maybe<HostedZoneId>,
    #[serde(default, deserialize_with = "super::flag::maybe")]
    evaluate_target_health: Option<bool>,
    #[serde(rename = "DNSName")]
    dns_name: Required<String>,
}

/// A name as it is compared: in lower case, without the dot at the end. Route 53 prints `*` as `\052`.
pub(crate) fn plain_name(text: &str) -> String {
    let text = text.trim_end_matches('.').to_ascii_lowercase();
    text.strip_prefix("\\052").map_or_else(|| text.clone(), |rest| format!("*{rest}"))
}

impl HostedZoneSummary {
    pub(crate) fn into_model(self, at: &At<'_>) -> resource::HostedZoneSummary {
        let (owner, owning_service) = match self.owner {
            Some(Object(owner)) => (owner.owning_account.account(), owner.owning_service.0),
            None => (None, None),
        };
        let (id, name) = (self.hosted_zone_id.0, plain_name(&self.name.0));
        resource::HostedZoneSummary { id, name, owner, owning_service, evidence: at.evidence() }
    }
}

impl ResourceRecordSet {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::ResourceRecordSet, Problem> {
        let of_target =
            self.alias_target.as_ref().is_some_and(|Object(alias)| alias.evaluate_target_health == Some(true));
        let is_checked = of_target || self.health_check_id.0.is_some();
        let alias = self.alias_target.map(|Object(target)| resource::AliasTarget {
            zone: target.hosted_zone_id.0,
            dns_name: plain_name(&target.dns_name.0),
        });
        let values: Vec<String> = self.resource_records.0.into_iter().map(|record| record.value.0).collect();
        if values.is_empty() && alias.is_none() && self.traffic_policy_instance_id.is_none() {
            return Err(at.expected("a field `ResourceRecords` or `AliasTarget`"));
        }
        let elsewhere = |default: &Maybe<String>| default.0.as_deref() != Some("*");
        let by_location = self.geo_location.is_some_and(|Object(place)| elsewhere(&place.country_code))
            || self.cidr_routing_config.is_some_and(|Object(place)| elsewhere(&place.location_name));
        let routing = match self.set_identifier.0 {
            None => Routing::Simple,
            Some(set) if self.multi_value_answer == Some(true) => Routing::MultiValue(set),
            Some(set) if by_location => Routing::ByLocation(set),
            Some(set) => match self.weight {
                Some(weight) => Routing::Weighted { set, weight, is_checked },
                None => Routing::Chosen(set),
            },
        };
        Ok(resource::ResourceRecordSet {
            name: plain_name(&self.name.0),
            kind: self.r#type.0.to_ascii_uppercase(),
            values,
            alias,
            routing,
            evidence: at.evidence(),
        })
    }
}

resource! {
    VpcHostedZones {
        key: |zones| zones.vpc.to_string(),
        compare: [vpc, zones, complete],
        nested: |zones| zones.zones.iter_mut().for_each(|zone| zone.evidence = nowhere()),
        part: Part::Mark(|zones| zones.complete = false),
    }
}

resource! {
    ResourceRecordSets {
        key: |records| records.zone.to_string(),
        compare: [zone, records, complete],
        nested: |records| records.records.iter_mut().for_each(|record| record.evidence = nowhere()),
        part: Part::Mark(|records| records.complete = false),
    }
}

impl Paged for resource::VpcHostedZones {
    type Entry = resource::HostedZoneSummary;

    fn entries(&mut self) -> &mut Vec<resource::HostedZoneSummary> {
        &mut self.zones
    }

    fn is_same(one: &resource::HostedZoneSummary, other: &resource::HostedZoneSummary) -> bool {
        one.id == other.id
    }
}

impl Read for resource::VpcHostedZones {
    const READER: Reader = Reader::members(zones).list_of(&[&["HostedZoneId", "Owner"]]);
}

fn zones(members: &mut Members<'_>) -> Result<(), Fault> {
    let zones = members.objects("HostedZoneSummaries", |zone: HostedZoneSummary, at| Ok(zone.into_model(at)))?;
    let vpc = members.named_after("the private hosted zones of a VPC", "vpc-0a1b2c3d")?;
    let evidence = members.top().member("HostedZoneSummaries").evidence();
    Ok(members.add_page(resource::VpcHostedZones { vpc, zones, complete: true, evidence })?)
}

impl Paged for resource::ResourceRecordSets {
    type Entry = resource::ResourceRecordSet;

    fn entries(&mut self) -> &mut Vec<resource::ResourceRecordSet> {
        &mut self.records
    }

    fn is_same(one: &resource::ResourceRecordSet, other: &resource::ResourceRecordSet) -> bool {
        one.name == other.name && one.kind == other.kind && one.routing == other.routing
    }
}

impl Read for resource::ResourceRecordSets {
    const READER: Reader =
        Reader::members(records).list_of(&[&["Name", "Type", "ResourceRecords"], &["Name", "Type", "AliasTarget"]]);
}

fn records(members: &mut Members<'_>) -> Result<(), Fault> {
    let records = members.objects("ResourceRecordSets", ResourceRecordSet::into_model)?;
    let zone = members.named_after("the records of a hosted zone", "Z0123456789ABC")?;
    let evidence = members.top().member("ResourceRecordSets").evidence();
    // Every zone has NS and SOA records of its own name (Route 53 developer guide, "NS and SOA records"): an empty list was cut.
    let complete = !records.is_empty();
    Ok(members.add_page(resource::ResourceRecordSets { zone, records, complete, evidence })?)
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::Routing;

    use crate::wire::testing::one;
    use hopwise_model::Inventory;

    use crate::{ImportError, Options, read_documents};

    fn read(name: &str, text: &str) -> Result<Inventory, ImportError> {
        read_documents([(name, text)], &Options::default()).map(|snapshot| snapshot.inventory)
    }

    const ZONES: &str = r#"{"MaxItems": "100", "HostedZoneSummaries": [
        {"HostedZoneId": "Z1", "Name": "Amazonaws.com.", "Owner": {"OwningAccount": "111122223333"}},
        {"HostedZoneId": "/hostedzone/Z2", "Name": "b.", "Owner": {"OwningService": "vpce.amazonaws.com"}}]}"#;

    #[test]
    fn the_file_says_whose_zones_they_are() {
        let zones = one(read("eu-west-1/vpc-0a.json", ZONES).unwrap().vpc_hosted_zones);
        assert_eq!((zones.vpc.as_str(), zones.complete), ("vpc-0a", true));
        let [first, second] = zones.zones.as_slice() else { panic!("{zones:?}") };
        assert_eq!((first.id.as_str(), first.name.as_str()), ("Z1", "amazonaws.com"));
        assert_eq!(first.owner.as_ref().unwrap().as_str(), "111122223333");
        assert_eq!((second.id.as_str(), second.owning_service.as_deref()), ("Z2", Some("vpce.amazonaws.com")));
        assert_eq!(second.evidence.to_string(), "eu-west-1/vpc-0a.json#/HostedZoneSummaries/1");
        let error = read("zones.json", ZONES).unwrap_err();
        assert!(matches!(error, ImportError::Nameless { .. }), "{error}");
        assert!(error.hint().unwrap().contains("vpc-0a1b2c3d.json"));
    }

    #[test]
    fn a_page_is_not_all_there_is() {
        let more = ZONES.replacen('{', r#"{"NextToken": "x","#, 1);
        assert!(!one(read("vpc-0a.json", &more).unwrap().vpc_hosted_zones).complete);
        let cut = r#"{"ResourceRecordSets": [], "IsTruncated": true, "MaxItems": "1", "NextRecordName": "x."}"#;
        assert!(!one(read("Z1.json", cut).unwrap().resource_record_sets).complete);
        let ns =
            r#"{"Name": "a.", "Type": "NS", "TTL": 172800, "ResourceRecords": [{"Value": "ns-0.awsdns-00.com."}]}"#;
        let whole = format!(r#"{{"ResourceRecordSets": [{ns}], "IsTruncated": false, "MaxItems": "1"}}"#);
        assert!(one(read("Z1.json", &whole).unwrap().resource_record_sets).complete);
        let emptied = r#"{"ResourceRecordSets": [], "IsTruncated": false, "MaxItems": "1"}"#;
        assert!(!one(read("Z1.json", emptied).unwrap().resource_record_sets).complete, "NS and SOA are in every zone");
    }

    #[test]
    fn every_field_of_a_record() {
        let text = r#"{"ResourceRecordSets": [
            {"Name": "\\052.DKR.ecr.eu-west-1.amazonaws.com.", "Type": "A", "AliasTarget": {
                "HostedZoneId": "Z38GZ743OKFT7T", "DNSName": "vpce-1-x.dkr.ecr.eu-west-1.vpce.amazonaws.com.",
                "EvaluateTargetHealth": false}},
            {"Name": "a.b.", "Type": "A", "TTL": 60, "SetIdentifier": "one", "Weight": 1,
                "ResourceRecords": [{"Value": "10.0.0.1"}, {"Value": "10.0.0.2"}]},
            {"Name": "a.b.", "Type": "A", "SetIdentifier": "two", "MultiValueAnswer": true,
                "ResourceRecords": [{"Value": "10.0.0.3"}]},
            {"Name": "a.b.", "Type": "A", "SetIdentifier": "de", "GeoLocation": {"CountryCode": "DE"},
                "ResourceRecords": [{"Value": "10.0.0.3"}]},
            {"Name": "a.b.", "Type": "A", "SetIdentifier": "rest", "GeoLocation": {"CountryCode": "*"},
                "ResourceRecords": [{"Value": "10.0.0.3"}]}]}"#;
        let records = one(read("Z1.json", text).unwrap().resource_record_sets).records;
        assert_eq!(records[0].name, "*.dkr.ecr.eu-west-1.amazonaws.com");
        let alias = records[0].alias.as_ref().unwrap();
        assert_eq!(alias.dns_name, "vpce-1-x.dkr.ecr.eu-west-1.vpce.amazonaws.com");
        assert_eq!(records[1].values, ["10.0.0.1", "10.0.0.2"]);
        assert_eq!(records[1].evidence.to_string(), "Z1.json#/ResourceRecordSets/1");
        let routing: Vec<Routing> = records.into_iter().map(|record| record.routing).collect();
        let named = |text: &str| text.to_owned();
        assert_eq!(
            routing,
            [
                Routing::Simple,
                Routing::Weighted { set: named("one"), weight: 1, is_checked: false },
                Routing::MultiValue(named("two")),
                Routing::ByLocation(named("de")),
                Routing::Chosen(named("rest"))
            ]
        );
    }

    #[test]
    fn a_record_without_value_cannot_be() {
        let error = read("Z1.json", r#"{"ResourceRecordSets": [{"Name": "a.", "Type": "A"}]}"#).unwrap_err();
        assert!(error.to_string().contains("expected a field `ResourceRecords` or `AliasTarget`"), "{error}");
        let error = read("Z1.json", r#"{"ResourceRecordSets": {"Name": "a."}}"#).unwrap_err();
        assert!(error.to_string().contains("expected an array of objects at `/ResourceRecordSets`"), "{error}");
    }
}
