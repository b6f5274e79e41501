//! Carrying a change out on an inventory, as AWS would.

use hopwise_ecs::Placement;
use hopwise_model::resource::{
    AclEntry, BlockPublicAccess, Direction, ExclusionMode, Peer, RouteTarget, RuleAcross, SecurityGroupRule,
    VpcPeeringConnection,
};
use hopwise_model::{Inventory, NetworkAclId, SecurityGroupId, Traffic};
use ipnet::IpNet;

use super::fresh::supposed;
use super::{Change, DnsAttribute, endpoint, gateway, mount_target, name, place, revoke, route, transit_gateway};

/// Numbers of network ACL entries above this are AWS's own (VPC user guide, network ACL rules).
pub(crate) const LAST_ENTRY: u32 = 32766;

impl Change {
    /// Makes the change to an inventory, or to where a task is put, and tells whether AWS would: whether what it names is
    /// there, what it adds is not there yet, and what it presupposes is so, as far as the inventory tells.
    #[must_use]
    pub fn apply(&self, inventory: &mut Inventory, placement: &mut Placement) -> bool {
        !self.lacks(inventory) && self.try_apply(inventory, placement).is_some()
    }

    #[expect(clippy::too_many_lines, reason = "one exhaustive match, so that no change is forgotten")]
    fn try_apply(&self, inventory: &mut Inventory, placement: &mut Placement) -> Option<()> {
        match self {
            Self::AuthorizeEgress { group, traffic, peer } => {
                authorize(inventory, group, Direction::Egress, *traffic, peer)
            }
            Self::AuthorizeIngress { group, traffic, peer } => {
                authorize(inventory, group, Direction::Ingress, *traffic, peer)
            }
            Self::RevokeEgress { group, traffic, peer } => {
                revoke::rule(inventory, group, Direction::Egress, *traffic, peer)
            }
            Self::RevokeIngress { group, traffic, peer } => {
                revoke::rule(inventory, group, Direction::Ingress, *traffic, peer)
            }
            Self::AddAclEntry { acl, number, direction, traffic, cidr } => {
                add_entry(inventory, acl, (*number, *direction), true, (*traffic, *cidr))
            }
            Self::DenyByAcl { acl, number, direction, traffic, cidr } => {
                add_entry(inventory, acl, (*number, *direction), false, (*traffic, *cidr))
            }
            Self::ReplaceAclEntry { acl, number, direction, traffic, cidr } => {
                let (entries, place) = denying(inventory, acl, *number, *direction)?;
                let entry = entries.get_mut(place)?;
                (entry.allow, entry.traffic, entry.cidr, entry.evidence) = (true, *traffic, *cidr, supposed());
                Some(())
            }
            Self::DeleteAclEntry { acl, number, direction } => {
                let (entries, place) = denying(inventory, acl, *number, *direction)?;
                entries.remove(place);
                Some(())
            }
            Self::CreateRoute { table, destination, target } => route::create(inventory, table, destination, target),
            Self::ReplaceRoute { table, destination, target } => route::replace(inventory, table, destination, target),
            Self::DeleteRoute { table, destination } => route::delete(inventory, table, destination),
            Self::AssociateRouteTable { subnet, table } => route::associate(inventory, subnet, table),
            Self::AssociateGatewayEndpoint { endpoint, table } => endpoint::associate(inventory, endpoint, table),
            Self::DisassociateGatewayEndpoint { endpoint, table } => revoke::endpoint(inventory, endpoint, table),
            Self::CreateGatewayEndpoint { vpc, service_name, table, id } => {
                endpoint::create_gateway(inventory, vpc, service_name, table, id)
            }
            Self::CreateInterfaceEndpoint { vpc, service_name, subnets, groups, id } => {
                let new = endpoint::New { vpc, service_name, subnets, groups, id };
                endpoint::create_interface(inventory, placement, &new)
            }
            Self::AddEndpointSubnets { endpoint, subnets } => {
                endpoint::add_subnets(inventory, placement, endpoint, subnets)
            }
            Self::CreateMountTarget { file_system, subnet, groups } => {
                mount_target::create(inventory, placement, file_system, subnet, groups)
            }
            Self::AddEndpointGroup { endpoint, group } => endpoint::add_group(inventory, endpoint, group),
            Self::EnablePrivateDns { endpoint } => {
                let own = endpoint::find(inventory, endpoint)?;
                // Those of S3 say for whom; of others nothing is printed, nor asked.
                own.private_dns_only_for_inbound_resolver.get_or_insert(false);
                (!std::mem::replace(&mut own.private_dns_enabled, true)).then_some(())
            }
            Self::AnswerInsideVpc { endpoint } => {
                endpoint::find(inventory, endpoint)?.private_dns_only_for_inbound_resolver = Some(false);
                Some(())
            }
            Self::EnableDnsAttribute { vpc, attribute } => {
                let attributes = inventory.vpc_attributes.filter_mut(|own| own.vpc == *vpc);
                let mut found = None;
                for own in attributes {
                    let value = match attribute {
                        DnsAttribute::Support => &mut own.dns_support,
                        DnsAttribute::Hostnames => &mut own.dns_hostnames,
                    };
                    if *value == Some(false) {
                        *value = Some(true);
                        found = Some(());
                    }
                }
                found
            }
            Self::UseAmazonDns { vpc, options } => name::use_amazon_dns(inventory, vpc, options.as_ref()),
            Self::CreateRecord { zone, name: new, like } => name::create_record(inventory, zone, new, like),
            Self::AssociateZone { zone, vpc } => name::associate(inventory, zone, vpc),
            Self::DisassociateZone { zone, vpc } => name::disassociate(inventory, zone, vpc),
            Self::DeleteZone { zone } => name::delete(inventory, zone),
            Self::AssignPublicIp { .. } => place::assign_public_ip(inventory, placement),
            Self::PlaceInSubnet { to, .. } => place::move_to(inventory, placement, to),
            Self::AssociateAddress { interface } => gateway::associate_address(inventory, interface),
            Self::AcceptVpcPeeringConnection { connection } => {
                let record = inventory.vpc_peering_connections.by_id_mut(connection)?;
                "active".clone_into(&mut record.state);
                route::revive(inventory, None, &RouteTarget::VpcPeeringConnection(connection.clone()));
                Some(())
            }
            Self::AddSubnetToAttachment { attachment, subnet } => {
                transit_gateway::add_subnet(inventory, attachment, subnet)
            }
            Self::AssociateTransitGatewayTable { attachment, table } => {
                transit_gateway::associate(inventory, attachment, table)
            }
            Self::CreateTransitGatewayRoute { table, block, attachment, replaces } => {
                transit_gateway::write_route(inventory, table, *block, attachment, *replaces)
            }
            Self::AttachInternetGateway { gateway, vpc } => gateway::attach(inventory, gateway, vpc),
            Self::CreateNatGateway { subnet, id } => gateway::create_nat(inventory, placement, subnet, id),
            Self::ExcludeFromBlockPublicAccess { subnet, mode, .. } => {
                let subnet = inventory.subnets.by_id_mut(subnet)?;
                // What AWS computes for a subnet that may open connections, and nothing else.
                subnet.block_public_access = Some(match mode {
                    ExclusionMode::AllowEgress => BlockPublicAccess::BlockIngress,
                    ExclusionMode::AllowBidirectional => BlockPublicAccess::Off,
                });
                Some(())
            }
        }
    }
}

fn authorize(
    inventory: &mut Inventory,
    group: &SecurityGroupId,
    direction: Direction,
    traffic: Traffic,
    peer: &Peer,
) -> Option<()> {
    let across = across(inventory, group, peer);
    let rules = revoke::rules(inventory, group, direction)?;
    // AWS refuses a rule that is there (`InvalidPermission.Duplicate`).
    if rules.iter().any(|rule| rule.traffic == traffic && rule.peer == *peer) {
        return None;
    }
    rules.push(SecurityGroupRule { traffic, peer: peer.clone(), across, id: None, evidence: supposed() });
    Some(())
}

/// The connection by which a new rule of a group would name a group of another VPC: the one that is active between both.
fn across(inventory: &Inventory, group: &SecurityGroupId, peer: &Peer) -> Option<Box<RuleAcross>> {
    let Peer::Group(other) = peer else { return None };
    let vpc = |group: &SecurityGroupId| inventory.security_groups.by_id(group)?.vpc.as_ref();
    let (own, other) = (vpc(group)?, vpc(other)?);
    let joins = |connection: &&VpcPeeringConnection| {
        let [one, two] = connection.sides();
        own != other && [&one.vpc, &two.vpc].iter().all(|side| [own, other].contains(side))
    };
    let found = inventory.vpc_peering_connections.iter().filter(|own| own.is_active()).find(joins)?;
    Some(Box::new(RuleAcross { connection: found.id.as_str().into(), status: found.state.as_str().into() }))
}

fn add_entry(
    inventory: &mut Inventory,
    acl: &NetworkAclId,
    (number, direction): (u32, Direction),
    allow: bool,
    (traffic, cidr): (Traffic, IpNet),
) -> Option<()> {
    let acl = inventory.network_acls.by_id_mut(acl)?;
    // AWS refuses a number that is taken (`NetworkAclEntryAlreadyExists`).
    if acl.entries.iter().any(|entry| (entry.number, entry.direction) == (number, direction)) {
        return None;
    }
    acl.entries.push(AclEntry { number, direction, allow, traffic, cidr, evidence: supposed() });
    Some(())
}

/// The entries of a network ACL, and the place of one that denies and is no final `*` entry, which is AWS's own.
fn denying<'i>(
    inventory: &'i mut Inventory,
    acl: &NetworkAclId,
    number: u32,
    direction: Direction,
) -> Option<(&'i mut Vec<AclEntry>, usize)> {
    let entries = &mut inventory.network_acls.by_id_mut(acl)?.entries;
    let is_it = |entry: &AclEntry| (entry.number, entry.direction) == (number, direction) && !entry.allow;
    let place = entries.iter().position(|entry| is_it(entry) && number <= LAST_ENTRY)?;
    Some((entries, place))
}
