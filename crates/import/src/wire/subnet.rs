use hopwise_model::{Region, SubnetId, VpcId, resource};
use ipnet::Ipv4Net;
use serde::Deserialize;

use super::at::{At, Problem};
use super::tag::{Tag, name};
use super::value::{List, Maybe, Object, Owner, Required};
use super::vpc::{BlockPublicAccessStates, Ipv6CidrAssociation, associated, block_public_access};

/// A subnet of `describe-subnets`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Subnet {
    subnet_id: Required<SubnetId>,
    vpc_id: Required<VpcId>,
    cidr_block: Maybe<Ipv4Net>,
    ipv6_cidr_block_association_set: List<Ipv6CidrAssociation>,
    availability_zone: Maybe<String>,
    availability_zone_id: Maybe<String>,
    available_ip_address_count: Option<u32>,
    owner_id: Maybe<Owner>,
    block_public_access_states: Option<Object<BlockPublicAccessStates>>,
    tags: List<Tag>,
}

impl Subnet {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::Subnet, Problem> {
        let owner = self.owner_id.account();
        let region = self.availability_zone.0.as_deref().and_then(Region::of_zone);
        Ok(resource::Subnet {
            id: self.subnet_id.0,
            vpc: self.vpc_id.0,
            cidr: self.cidr_block.0,
            ipv6_cidrs: associated(self.ipv6_cidr_block_association_set),
            availability_zone: self.availability_zone.0,
            availability_zone_id: self.availability_zone_id.0,
            available_addresses: self.available_ip_address_count,
            block_public_access: block_public_access(self.block_public_access_states, at)?,
            name: name(self.tags),
            scope: at.scope(region, owner.as_ref()),
            owner,
            evidence: at.evidence(),
        })
    }
}
