//! From AWS's published list to the addresses of each Region.

use std::collections::BTreeMap;

use hopwise_engine::PublishedRanges;
use hopwise_import::IpRanges;
use hopwise_model::Region;
use hopwise_packet::AddressSet;

/// The IPv4 addresses that services of a Region may answer at: those of `AMAZON`, which holds all others, without those
/// of S3 and `DynamoDB`, which these have to themselves (VPC user guide, AWS IP address ranges).
#[must_use]
pub fn published_ranges(ranges: &IpRanges) -> PublishedRanges {
    let mut published: PublishedRanges = BTreeMap::new();
    let blocks = |wanted: fn(&str) -> bool| {
        let mut blocks: BTreeMap<Region, Vec<ipnet::IpNet>> = BTreeMap::new();
        for prefix in ranges.prefixes.iter().filter(|prefix| wanted(&prefix.service)) {
            // `GLOBAL` is no Region: what is tagged so serves edge locations.
            if let Ok(region) = Region::try_from(prefix.region.as_str()) {
                blocks.entry(region).or_default().push(prefix.net);
            }
        }
        blocks
    };
    let mut exclusive = blocks(|service| matches!(service, "S3" | "DYNAMODB"));
    for (region, nets) in blocks(|service| service == "AMAZON") {
        let others = AddressSet::from_nets(exclusive.remove(&region).unwrap_or_default());
        let all = AddressSet::from_nets(nets).intersection(&AddressSet::all_v4());
        published.insert(region, all.difference(&others));
    }
    published
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_is_left_out_of_its_region() {
        let text = br#"{"createDate": "x", "prefixes": [
            {"ip_prefix": "3.0.0.0/16", "region": "eu-west-1", "service": "AMAZON"},
            {"ip_prefix": "3.0.0.0/17", "region": "eu-west-1", "service": "S3"},
            {"ip_prefix": "3.1.0.0/16", "region": "GLOBAL", "service": "AMAZON"},
            {"ip_prefix": "3.2.0.0/16", "region": "us-east-1", "service": "EC2"}], "ipv6_prefixes": [
            {"ipv6_prefix": "2600::/32", "region": "eu-west-1", "service": "AMAZON"}]}"#;
        let published = published_ranges(&IpRanges::read(text, "ip-ranges.json").unwrap());
        let shown: Vec<String> = published.iter().map(|(region, set)| format!("{region} {set}")).collect();
        assert_eq!(shown, ["eu-west-1 3.0.128.0/17"]);
    }
}
