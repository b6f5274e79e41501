//! Records of Route 53: private hosted zones and what is in them.

use aws_sdk_route53::types;

use super::{records, texts};

// Names are as Route 53 sends them: `\052` for an asterisk, a dot at the end.
records! {
    Pascal of types {
        HostedZoneSummary { hosted_zone_id, name, owner }
        HostedZoneOwner { owning_account, owning_service }
        ResourceRecordSet {
            name, r#type, set_identifier, weight, region, geo_location, failover, multi_value_answer, ttl as "TTL",
            resource_records, alias_target, health_check_id, traffic_policy_instance_id, cidr_routing_config,
            geo_proximity_location,
        }
        GeoLocation { continent_code, country_code, subdivision_code }
        ResourceRecord { value }
        AliasTarget { hosted_zone_id, dns_name as "DNSName", evaluate_target_health }
        CidrRoutingConfig { collection_id, location_name }
        GeoProximityLocation { aws_region as "AWSRegion", local_zone_group, coordinates, bias }
        Coordinates { latitude, longitude }
    }
}

texts!(types: RrType, ResourceRecordSetRegion, ResourceRecordSetFailover);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Document;

    #[test]
    fn names_and_keys_are_as_aws_spells_them() {
        let alias = types::AliasTarget::builder().hosted_zone_id("Z1").dns_name("a.vpce.amazonaws.com.");
        let place = types::GeoProximityLocation::builder().aws_region("eu-west-1").build();
        let record = types::ResourceRecordSet::builder()
            .name("\\052.dkr.ecr.eu-west-1.amazonaws.com.")
            .r#type("HTTPS".into())
            .ttl(60)
            .alias_target(alias.evaluate_target_health(false).build().unwrap())
            .geo_proximity_location(place)
            .build()
            .unwrap();
        assert_eq!(
            record.document(),
            json!({
                "Name": "\\052.dkr.ecr.eu-west-1.amazonaws.com.", "Type": "HTTPS", "TTL": 60,
                "AliasTarget": {"HostedZoneId": "Z1", "DNSName": "a.vpce.amazonaws.com.", "EvaluateTargetHealth": false},
                "GeoProximityLocation": {"AWSRegion": "eu-west-1"},
            })
        );
    }
}
