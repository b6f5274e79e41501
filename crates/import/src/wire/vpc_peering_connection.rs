use hopwise_model::resource::{self, PeeredVpc};
use hopwise_model::{Region, VpcId};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde::Deserialize;

use super::at::{At, Unusable};
use super::tag::{Tag, name};
use super::value::{List, Maybe, Object, Owner, Plain, Required};
use crate::document::{Read, Reader};
use crate::resource::{resource, share};

/// A VPC peering connection of `describe-vpc-peering-connections`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct VpcPeeringConnection {
    vpc_peering_connection_id: Required<Plain>,
    status: Option<Object<Status>>,
    requester_vpc_info: Option<Object<VpcInfo>>,
    accepter_vpc_info: Option<Object<VpcInfo>>,
    tags: List<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    code: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VpcInfo {
    vpc_id: Maybe<VpcId>,
    owner_id: Maybe<Owner>,
    region: Maybe<Region>,
    cidr_block: Maybe<Ipv4Net>,
    cidr_block_set: List<CidrBlock>,
    ipv6_cidr_block_set: List<Ipv6CidrBlock>,
    peering_options: Option<Object<PeeringOptions>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CidrBlock {
    cidr_block: Required<Ipv4Net>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipv6CidrBlock {
    ipv6_cidr_block: Required<Ipv6Net>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PeeringOptions {
    #[serde(default, deserialize_with = "super::flag::maybe")]
    allow_dns_resolution_from_remote_vpc: Option<bool>,
}

impl VpcInfo {
    fn into_model(self) -> Option<PeeredVpc> {
        let owner = self.owner_id.account();
        let listed = self.cidr_block_set.0.into_iter().map(|own| own.cidr_block.0);
        let ipv6 = self.ipv6_cidr_block_set.0.into_iter().map(|own| IpNet::V6(own.ipv6_cidr_block.0));
        let mut cidrs: Vec<IpNet> = self.cidr_block.0.into_iter().chain(listed).map(IpNet::V4).chain(ipv6).collect();
        // The primary block is in the set, too.
        cidrs.sort_unstable();
        cidrs.dedup();
        Some(PeeredVpc {
            vpc: self.vpc_id.0?,
            owner,
            region: self.region.0,
            cidrs,
            resolves_for_peer: self.peering_options.and_then(|options| options.0.allow_dns_resolution_from_remote_vpc),
        })
    }
}

impl VpcPeeringConnection {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::VpcPeeringConnection, Unusable> {
        let id = self.vpc_peering_connection_id.0.0;
        let lacks = |member: &'static str| Unusable::lacks(&id, member);
        let state = self.status.and_then(|status| status.0.code.0).ok_or_else(|| lacks("Status"))?;
        let side = |info: Option<Object<VpcInfo>>| info.and_then(|info| info.0.into_model());
        let requester = side(self.requester_vpc_info).ok_or_else(|| lacks("RequesterVpcInfo"))?;
        let accepter = side(self.accepter_vpc_info).ok_or_else(|| lacks("AccepterVpcInfo"))?;
        let (name, evidence) = (name(self.tags), at.evidence());
        Ok(resource::VpcPeeringConnection { id, state, requester, accepter, name, evidence })
    }
}

resource! {
    VpcPeeringConnection {
        key: |connection| connection.id.clone(),
        // Listed on both sides, whose Regions may differ: it tells no Region.
        share: [name],
        state: [state],
        order: |one, other| lifecycle(one).cmp(&lifecycle(other)),
        // Two that are gone are alike.
        open: |_, other| Some(other.clone()),
        compare: [id, requester, accepter],
        // Options are printed to the account of each side alone.
        gain: |one, other| {
            share(&mut one.requester.resolves_for_peer, &mut other.requester.resolves_for_peer);
            share(&mut one.accepter.resolves_for_peer, &mut other.accepter.resolves_for_peer);
            false
        },
    }
}

/// How far on its way from asked for to gone a connection is (VPC peering guide, "VPC peering connection lifecycle").
fn lifecycle(connection: &resource::VpcPeeringConnection) -> usize {
    match connection.state.as_str() {
        "initiating-request" => 0,
        "pending-acceptance" => 1,
        "provisioning" => 2,
        "active" => 3,
        "deleting" => 4,
        _ => 5,
    }
}

impl Read for resource::VpcPeeringConnection {
    const READER: Reader = Reader::elements(|list| list.each_whole(VpcPeeringConnection::into_model))
        .list_of(&[&["VpcPeeringConnectionId", "Status"]]);
}
