//! VPCs, their attributes, subnets, and DHCP options.

use aws_sdk_ec2::operation::describe_vpc_attribute::DescribeVpcAttributeOutput;
use aws_sdk_ec2::types;
use hopwise_model::resource::{BlockPublicAccess, DhcpOptions, Subnet, Vpc, VpcAttribute};
use hopwise_model::{DocumentKind, Inventory};
use ipnet::IpNet;

use super::{Document, Documents, text};

pub(super) fn add(inventory: &Inventory, documents: &mut Documents) {
    documents.list(inventory, DocumentKind::Vpcs, &inventory.vpcs, vpc);
    for (number, attribute) in inventory.vpc_attributes.iter().enumerate() {
        documents.push(&format!("vpc-attribute-{number}"), &vpc_attribute(attribute).document());
    }
    documents.list(inventory, DocumentKind::Subnets, &inventory.subnets, subnet);
    documents.list(inventory, DocumentKind::DhcpOptions, &inventory.dhcp_options, dhcp_options);
}

/// The `Name` tag beside another one, or no tags.
pub(super) fn tags(name: Option<&String>) -> Option<Vec<types::Tag>> {
    let tag = |key: &str, value: &str| types::Tag::builder().key(key).value(value).build();
    name.map(|name| vec![tag("team", "network"), tag("Name", name)])
}

fn block_public_access(mode: Option<BlockPublicAccess>) -> Option<types::BlockPublicAccessStates> {
    let mode = match mode? {
        BlockPublicAccess::Off => types::BlockPublicAccessMode::Off,
        BlockPublicAccess::BlockIngress => types::BlockPublicAccessMode::BlockIngress,
        BlockPublicAccess::BlockBidirectional => types::BlockPublicAccessMode::BlockBidirectional,
    };
    Some(types::BlockPublicAccessStates::builder().internet_gateway_block_mode(mode).build())
}

fn vpc(vpc: &Vpc) -> types::Vpc {
    use types::VpcCidrBlockStateCode::{Associated, Disassociated};
    let state = |state| types::VpcCidrBlockState::builder().state(state).build();
    let block = |block: &str, code| {
        types::VpcCidrBlockAssociation::builder().cidr_block(block).cidr_block_state(state(code)).build()
    };
    let ipv4 = |block: &&IpNet| matches!(block, IpNet::V4(_));
    let mut blocks: Vec<_> = vpc.cidrs.iter().filter(ipv4).map(|own| block(&own.to_string(), Associated)).collect();
    blocks.push(block("192.168.0.0/16", Disassociated));
    let ipv6_blocks = vpc.cidrs.iter().filter(|block| !ipv4(block)).map(|block| {
        types::VpcIpv6CidrBlockAssociation::builder()
            .ipv6_cidr_block(block.to_string())
            .ipv6_cidr_block_state(state(Associated))
            .build()
    });
    let encryption = vpc.encryption_enforced.then(|| {
        types::VpcEncryptionControl::builder()
            .mode(types::VpcEncryptionControlMode::Enforce)
            .state(types::VpcEncryptionControlState::Available)
            .build()
    });
    types::Vpc::builder()
        .vpc_id(vpc.id.to_string())
        // A VPC always has a primary block, be it on its way out.
        .cidr_block(vpc.cidrs.iter().find(ipv4).map_or("192.168.0.0/16".to_owned(), ToString::to_string))
        .set_cidr_block_association_set(Some(blocks))
        .set_ipv6_cidr_block_association_set(Some(ipv6_blocks.collect()))
        .set_dhcp_options_id(vpc.dhcp_options.clone())
        .is_default(vpc.is_default)
        .set_owner_id(text(vpc.owner.as_ref()))
        .set_block_public_access_states(block_public_access(vpc.block_public_access))
        .set_encryption_control(encryption)
        .set_tags(tags(vpc.name.as_ref()))
        .build()
}

fn vpc_attribute(attribute: &VpcAttribute) -> DescribeVpcAttributeOutput {
    let value = |value| types::AttributeBooleanValue::builder().value(value).build();
    DescribeVpcAttributeOutput::builder()
        .vpc_id(attribute.vpc.to_string())
        .set_enable_dns_support(attribute.dns_support.map(value))
        .set_enable_dns_hostnames(attribute.dns_hostnames.map(value))
        .build()
}

fn subnet(subnet: &Subnet) -> types::Subnet {
    let ipv6_blocks = subnet.cidrs.iter().filter(|block| matches!(block, IpNet::V6(_))).map(|block| {
        let state = types::SubnetCidrBlockState::builder().state(types::SubnetCidrBlockStateCode::Associated).build();
        types::SubnetIpv6CidrBlockAssociation::builder()
            .ipv6_cidr_block(block.to_string())
            .ipv6_cidr_block_state(state)
            .build()
    });
    types::Subnet::builder()
        .subnet_id(subnet.id.to_string())
        .vpc_id(subnet.vpc.to_string())
        .set_cidr_block(text(subnet.ipv4_cidr().as_ref()))
        .ipv6_native(subnet.ipv4_cidr().is_none())
        .set_ipv6_cidr_block_association_set(Some(ipv6_blocks.collect()))
        .set_availability_zone(subnet.availability_zone.clone())
        .set_availability_zone_id(subnet.availability_zone_id.clone())
        .set_available_ip_address_count(subnet.available_addresses.map(|count| count.try_into().unwrap()))
        .state(subnet.unavailable.as_deref().unwrap_or("available").into())
        .set_owner_id(text(subnet.owner.as_ref()))
        .set_block_public_access_states(block_public_access(subnet.block_public_access))
        .set_tags(tags(subnet.name.as_ref()))
        .build()
}

fn dhcp_options(options: &DhcpOptions) -> types::DhcpOptions {
    let values = options.domain_name_servers.iter();
    let values = values.map(|value| types::AttributeValue::builder().value(value).build());
    let servers = types::DhcpConfiguration::builder().key("domain-name-servers").set_values(Some(values.collect()));
    types::DhcpOptions::builder().dhcp_options_id(options.id.to_string()).dhcp_configurations(servers.build()).build()
}
