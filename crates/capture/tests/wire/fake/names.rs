//! The answers of Route 53, of its Profiles, and of Route 53 Resolver.

use serde_json::{Value, json};

use super::answer::{object, page};
use super::{Asked, Reply};
use crate::world::World;

pub(super) fn route53(world: &World, asked: &Asked) -> Reply {
    if asked.is("ListHostedZonesByVPC") {
        assert_eq!(asked.parameter("vpcregion"), Some(asked.region.as_str()));
        let vpc = asked.parameter("vpcid").unwrap();
        let zones = world.zones.iter().filter(|zone| zone["_vpcs"].as_array().unwrap().contains(&vpc.into()));
        return page(world, asked, "HostedZoneSummaries", zones.collect(), json!({"MaxItems": 100}));
    }
    assert!(asked.is("ListResourceRecordSets"));
    let zone = asked.parameter("Id").unwrap();
    if !world.zones.iter().any(|known| known["HostedZoneId"] == zone) {
        return Reply::error(asked, 404, "NoSuchHostedZone");
    }
    let records: Vec<&Value> = world.records.iter().filter(|record| record["_zone"] == zone).collect();
    let begins = |record: &&Value| {
        let is = |member: &str, name: &str| record[member].as_str() == asked.parameter(name);
        is("Name", "name") && is("Type", "type") && is("SetIdentifier", "identifier")
    };
    let first = asked.token().map_or(0, |_| records.iter().position(begins).unwrap());
    let rest = records.get(first..).unwrap();
    let most = world.page.unwrap_or(300).min(asked.limit().unwrap());
    let mut members = json!({
        "ResourceRecordSets": rest.iter().take(most).collect::<Vec<_>>(), "IsTruncated": rest.len() > most,
        "MaxItems": most,
    });
    if let Some(next) = rest.get(most) {
        for (member, name) in
            [("Name", "NextRecordName"), ("Type", "NextRecordType"), ("SetIdentifier", "NextRecordIdentifier")]
        {
            if let Some(value) = next.get(member) {
                members[name] = value.clone();
            }
        }
    }
    object(asked, &members)
}

pub(super) fn resolver(world: &World, asked: &Asked) -> Reply {
    let Some(list) = world.names.iter().find(|list| list.operation == asked.operation) else {
        panic!("nobody should ask Resolver for {}", asked.operation)
    };
    if asked.parameter("FirewallDomainListId").is_some_and(|list| list != "rslvr-fdl-0a") {
        return Reply::denied(asked);
    }
    let vpc = asked.parameter("VpcId").or(asked.parameter("resourceId")).or_else(|| {
        let filter = asked.parameter("Filters.1.Name")?;
        assert_eq!(filter, "VPCId");
        asked.parameter("Filters.1.Values.1")
    });
    let of = asked.parameter("FirewallRuleGroupId");
    let is_asked = |resource: &&Value| {
        let in_vpc = |vpc: &str| {
            let own = ["VPCId", "VpcId", "ResourceId"].into_iter().find_map(|name| resource.get(name));
            own.is_some_and(|own| own == vpc)
        };
        vpc.is_none_or(in_vpc) && of.is_none_or(|of| resource["_of"] == of)
    };
    page(world, asked, list.key, list.resources.iter().filter(is_asked).collect(), json!({}))
}
