use hopwise_model::resource::{self, FirewallConnectivity};
use hopwise_model::{Region, SubnetId, VpcId};
use ipnet::{IpNet, Ipv4Net};
use serde::Deserialize;

use super::at::{At, Unusable};
use super::tag::{Tag, name};
use super::value::{List, Maybe, Object, Owner, Required};
use super::vpc::{BlockPublicAccessStates, Ipv6CidrAssociation, associated, block_public_access};
use crate::document::{Read, Reader};
use crate::resource::{Sign, either, resource};

/// A subnet of `describe-subnets`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Subnet {
    subnet_id: Required<SubnetId>,
    vpc_id: Required<VpcId>,
    // Missing or empty where the subnet has IPv6 alone (fact base, part 2, L).
    cidr_block: Option<Maybe<Ipv4Net>>,
    #[serde(default, deserialize_with = "super::flag::maybe")]
    ipv6_native: Option<bool>,
    ipv6_cidr_block_association_set: List<Ipv6CidrAssociation>,
    availability_zone: Maybe<String>,
    availability_zone_id: Maybe<String>,
    available_ip_address_count: Option<u32>,
    state: Maybe<String>,
    #[serde(default, deserialize_with = "super::flag::maybe")]
    enable_dns64: Option<bool>,
    owner_id: Maybe<Owner>,
    block_public_access_states: Option<Object<BlockPublicAccessStates>>,
    network_firewall_connectivity_type: Maybe<String>,
    tags: List<Tag>,
}

impl Subnet {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::Subnet, Unusable> {
        let id = self.subnet_id.0;
        if self.cidr_block.is_none() && self.ipv6_native != Some(true) {
            return Err(Unusable::lacks(&id, "CidrBlock"));
        }
        let cidr_block = self.cidr_block.and_then(|block| block.0);
        let public = block_public_access(self.block_public_access_states, &id, at)?;
        let owner = self.owner_id.account();
        let region = self.availability_zone.0.as_deref().and_then(Region::of_zone);
        Ok(resource::Subnet {
            id,
            vpc: self.vpc_id.0,
            cidrs: (cidr_block.map(IpNet::V4).into_iter())
                .chain(associated(self.ipv6_cidr_block_association_set))
                .collect(),
            availability_zone: self.availability_zone.0,
            availability_zone_id: self.availability_zone_id.0,
            available_addresses: self.available_ip_address_count,
            unavailable: self.state.0.filter(|state| state != "available"),
            dns64: self.enable_dns64.unwrap_or(false),
            block_public_access: public,
            firewall_connectivity: self.network_firewall_connectivity_type.0.map(FirewallConnectivity::from),
            name: name(self.tags),
            scope: at.scope(region, owner.as_ref()),
            owner,
            evidence: at.evidence(),
        })
    }
}

resource! {
    Subnet {
        key: |subnet| subnet.id.to_string(),
        sign: |subnet| Sign::of(&subnet.scope, Some(&subnet.vpc)),
        share: [name],
        scope: scope,
        state: [available_addresses, unavailable],
        // How many addresses are free changes all the time; what counts is whether there are any.
        open: |one, other| {
            let is_full = |own: &resource::Subnet| own.available_addresses == Some(0);
            let state = |own: &resource::Subnet| own.unavailable.clone().unwrap_or_else(|| "available".to_owned());
            let differs = one.unavailable != other.unavailable;
            Some(resource::Subnet {
                available_addresses: other.available_addresses.filter(|_| is_full(one) == is_full(other)),
                unavailable: either(Some(&state(one)), Some(&state(other))).filter(|_| differs).or_else(|| other.unavailable.clone()),
                ..other.clone()
            })
        },
        compare: [
            id, vpc, cidrs, availability_zone, availability_zone_id, dns64, owner,
            block_public_access, firewall_connectivity,
        ],
    }
}

impl Read for resource::Subnet {
    const READER: Reader =
        Reader::elements(|list| list.each_whole(Subnet::into_model)).list_of(&[&["SubnetId", "VpcId", "CidrBlock"]]);
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::{BlockPublicAccess, FirewallConnectivity};

    use crate::wire::testing::{error, inventory, one};

    #[test]
    fn every_field() {
        let subnet = one(inventory(
            r#"{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
                "AvailabilityZone": "us-west-2-lax-1a", "AvailabilityZoneId": "usw2-lax1-az1",
                "AvailableIpAddressCount": 250, "OwnerId": "111122223333", "MapPublicIpOnLaunch": true, "EnableDns64": true,
                "Ipv6CidrBlockAssociationSet": [
                    {"Ipv6CidrBlock": "2001:db8::/64", "Ipv6CidrBlockState": {"State": "associated"}}],
                "BlockPublicAccessStates": {"InternetGatewayBlockMode": "off"},
                "NetworkFirewallConnectivityType": "outbound-only",
                "Tags": [{"Key": "Name", "Value": "a"}]}]}"#,
        )
        .subnets);
        assert_eq!(subnet.ipv4_cidr(), Some("10.0.1.0/24".parse().unwrap()));
        assert_eq!(subnet.cidrs, ["10.0.1.0/24".parse().unwrap(), "2001:db8::/64".parse().unwrap()]);
        assert_eq!(subnet.available_addresses, Some(250));
        assert!(subnet.dns64);
        assert_eq!(subnet.block_public_access, Some(BlockPublicAccess::Off));
        assert_eq!(subnet.firewall_connectivity, Some(FirewallConnectivity::OutboundOnly));
        assert_eq!(subnet.scope.region.unwrap().as_str(), "us-west-2");
        assert_eq!(subnet.scope.account.unwrap().as_str(), "111122223333");
        assert_eq!(subnet.availability_zone_id.as_deref(), Some("usw2-lax1-az1"));
    }

    #[test]
    fn a_state_is_kept_where_it_is_not_available() {
        let unavailable = |state: &str| {
            let text = format!(
                r#"{{"Subnets": [{{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"{state}}}]}}"#
            );
            one(inventory(&text).subnets).unavailable
        };
        assert_eq!(unavailable(""), None);
        assert_eq!(unavailable(r#", "State": "available""#), None);
        for state in ["pending", "unavailable", "failed", "failed-insufficient-capacity", "some-other"] {
            assert_eq!(unavailable(&format!(r#", "State": "{state}""#)).as_deref(), Some(state));
        }
    }

    #[test]
    fn connections_with_a_firewall_are_kept_as_printed() {
        for text in ["flexible", "outbound-only", "bidirectional", "exclude", "az-unsupported", "another-way"] {
            let connectivity = FirewallConnectivity::from(text.to_owned());
            assert_eq!(connectivity.as_str(), text);
            assert_eq!(matches!(connectivity, FirewallConnectivity::Other(_)), text == "another-way");
        }
    }

    #[test]
    fn ipv6_only_subnets_have_an_empty_block_or_none() {
        for without in [r#""CidrBlock": """#, r#""Ipv6Native": true"#, r#""CidrBlock": null, "Ipv6Native": true"#] {
            let text = format!(r#"{{"Subnets": [{{"SubnetId": "subnet-1", "VpcId": "vpc-1", {without}}}]}}"#);
            assert_eq!(one(inventory(&text).subnets).ipv4_cidr(), None, "{without}");
        }
    }

    #[test]
    fn ids_and_counts_are_checked() {
        assert_eq!(
            error(r#"{"Subnets": [{"SubnetId": "vpc-1", "VpcId": "vpc-1"}]}"#),
            "`f.json`: expected a subnet id such as `subnet-0a1b2c3d` at `/Subnets/0/SubnetId`"
        );
        assert_eq!(
            error(r#"{"Subnets": [{"SubnetId": "", "VpcId": "vpc-1"}]}"#),
            "`f.json`: expected a subnet id such as `subnet-0a1b2c3d` at `/Subnets/0/SubnetId`"
        );
        assert_eq!(
            error(
                r#"{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "", "AvailableIpAddressCount": -1}]}"#
            ),
            "`f.json`: expected a whole number that is not negative at `/Subnets/0/AvailableIpAddressCount`"
        );
        assert_eq!(
            error(r#"{"Subnets": [{"SubnetId": "subnet-1"}]}"#),
            "`f.json`: expected a field `VpcId` at `/Subnets/0`"
        );
    }
}
