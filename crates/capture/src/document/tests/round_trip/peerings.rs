//! VPC peering connections.

use aws_sdk_ec2::types;
use hopwise_model::resource::{PeeredVpc, VpcPeeringConnection};
use hopwise_model::{DocumentKind, Inventory};
use ipnet::IpNet;

use super::details::{Dice, nowhere};
use super::vpcs::tags;
use super::{Documents, REGION, text};

/// Connections of the network's VPCs, in some states, with blocks of both families.
pub(super) fn draw(inventory: &mut Inventory, dice: &mut Dice) {
    let kind = DocumentKind::VpcPeeringConnections;
    inventory.knowledge.forget(kind);
    inventory.knowledge.complete([kind]);
    inventory.vpc_peering_connections.clear();
    let vpcs: Vec<_> = inventory.vpcs.iter().map(|vpc| vpc.id.clone()).collect();
    for (number, vpc) in dice.some(vpcs).iter().enumerate() {
        let mut side = |vpc: &str| PeeredVpc {
            vpc: vpc.try_into().unwrap(),
            owner: dice.maybe("111122223333".try_into().unwrap()),
            region: dice.maybe(REGION.try_into().unwrap()),
            cidrs: dice.some(["10.9.0.0/16", "10.10.0.0/16", "2001:db8::/56"].map(|block| block.parse().unwrap())),
            resolves_for_peer: dice.maybe(number % 2 == 0),
        };
        let (requester, accepter) = (side(vpc.as_str()), side("vpc-far"));
        let state = if dice.yes() { "active" } else { "pending-acceptance" };
        inventory.vpc_peering_connections.push(VpcPeeringConnection {
            id: format!("pcx-{number}"),
            state: state.to_owned(),
            requester,
            accepter,
            name: dice.text("hub"),
            evidence: nowhere(),
        });
    }
}

pub(super) fn add(inventory: &Inventory, documents: &mut Documents) {
    let kind = DocumentKind::VpcPeeringConnections;
    documents.list(inventory, kind, &inventory.vpc_peering_connections, |connection| {
        let status = types::VpcPeeringConnectionStateReason::builder().code(connection.state.as_str().into()).build();
        types::VpcPeeringConnection::builder()
            .vpc_peering_connection_id(&connection.id)
            .status(status)
            .requester_vpc_info(side(&connection.requester))
            .accepter_vpc_info(side(&connection.accepter))
            .set_tags(tags(connection.name.as_ref()))
            .build()
    });
}

fn side(side: &PeeredVpc) -> types::VpcPeeringConnectionVpcInfo {
    let (ipv4, ipv6): (Vec<&IpNet>, Vec<&IpNet>) = side.cidrs.iter().partition(|block| matches!(block, IpNet::V4(_)));
    let block = |block: &&IpNet| types::CidrBlock::builder().cidr_block(block.to_string()).build();
    let block6 = |block: &&IpNet| types::Ipv6CidrBlock::builder().ipv6_cidr_block(block.to_string()).build();
    let options = side.resolves_for_peer.map(|resolves| {
        types::VpcPeeringConnectionOptionsDescription::builder()
            .allow_dns_resolution_from_remote_vpc(resolves)
            .allow_egress_from_local_classic_link_to_remote_vpc(false)
            .allow_egress_from_local_vpc_to_remote_classic_link(false)
            .build()
    });
    types::VpcPeeringConnectionVpcInfo::builder()
        .vpc_id(side.vpc.to_string())
        .set_owner_id(text(side.owner.as_ref()))
        .set_region(text(side.region.as_ref()))
        .set_cidr_block(ipv4.first().map(ToString::to_string))
        .set_cidr_block_set(Some(ipv4.iter().map(block).collect()))
        .set_ipv6_cidr_block_set(Some(ipv6.iter().map(block6).collect()))
        .set_peering_options(options)
        .build()
}
