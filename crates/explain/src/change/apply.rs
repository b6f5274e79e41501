//! Carrying a change out on an inventory, as AWS would.

use hopwise_ecs::Placement;
use hopwise_model::resource::{AclEntry, BlockPublicAccess, Direction, Peer, SecurityGroupRule};
use hopwise_model::{Inventory, SecurityGroupId, Traffic};

use super::fresh::supposed;
use super::{Change, DnsAttribute, endpoint, gateway, name, place, route};

impl Change {
    /// Makes the change to an inventory, or to where a task is put, and tells whether it could be made: whether what it
    /// names is there, and what it adds is not there yet under another meaning.
    ///
    /// Making a change twice is like making it once, except that a number, a destination or an id that the first time
    /// took is taken the second time.
    #[must_use]
    pub fn apply(&self, inventory: &mut Inventory, placement: &mut Placement) -> bool {
        self.try_apply(inventory, placement).is_some()
    }

    fn try_apply(&self, inventory: &mut Inventory, placement: &mut Placement) -> Option<()> {
        match self {
            Self::AuthorizeEgress { group, traffic, peer } => {
                authorize(inventory, group, Direction::Egress, *traffic, peer)
            }
            Self::AuthorizeIngress { group, traffic, peer } => {
                authorize(inventory, group, Direction::Ingress, *traffic, peer)
            }
            Self::AddAclEntry { acl, number, direction, traffic, cidr } => {
                let acl = inventory.network_acls.find_mut(|own| own.id == *acl)?;
                if acl.entries.iter().any(|entry| (entry.number, entry.direction) == (*number, *direction)) {
                    return None;
                }
                acl.entries.push(AclEntry {
                    number: *number,
                    direction: *direction,
                    allow: true,
                    traffic: *traffic,
                    cidr: *cidr,
                    evidence: supposed(),
                });
                Some(())
            }
            Self::CreateRoute { table, destination, target } => route::create(inventory, table, destination, target),
            Self::ReplaceRoute { table, destination, target } => route::replace(inventory, table, destination, target),
            Self::DeleteRoute { table, destination } => route::delete(inventory, table, destination),
            Self::AssociateRouteTable { subnet, table } => route::associate(inventory, subnet, table),
            Self::AssociateGatewayEndpoint { endpoint, table } => endpoint::associate(inventory, endpoint, table),
            Self::CreateGatewayEndpoint { vpc, service_name, table, id } => {
                endpoint::create_gateway(inventory, vpc, service_name, table, id)
            }
            Self::CreateInterfaceEndpoint { vpc, service_name, subnets, groups, id } => {
                let new = endpoint::New { vpc, service_name, subnets, groups, id };
                endpoint::create_interface(inventory, placement, &new)
            }
            Self::AddEndpointGroup { endpoint, group } => endpoint::add_group(inventory, endpoint, group),
            Self::EnablePrivateDns { endpoint } => {
                endpoint::find(inventory, endpoint)?.private_dns_enabled = true;
                Some(())
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
                    if value.is_some() {
                        *value = Some(true);
                        found = Some(());
                    }
                }
                found
            }
            Self::CreateRecord { zone, name: new, like } => name::create_record(inventory, zone, new, like),
            Self::DisassociateZone { zone, vpc } => name::disassociate(inventory, zone, vpc),
            Self::AssignPublicIp { .. } => place::assign_public_ip(inventory, placement),
            Self::PlaceInSubnet { to, .. } => place::move_to(inventory, placement, to),
            Self::AssociateAddress { interface } => gateway::associate_address(inventory, interface),
            Self::AttachInternetGateway { gateway, vpc } => gateway::attach(inventory, gateway, vpc),
            Self::CreateNatGateway { subnet, id } => gateway::create_nat(inventory, placement, subnet, id),
            Self::ExcludeFromBlockPublicAccess { subnet, .. } => {
                let subnet = inventory.subnets.find_mut(|own| own.id == *subnet)?;
                subnet.block_public_access = Some(BlockPublicAccess::Off);
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
    let group = inventory.security_groups.find_mut(|own| own.id == *group)?;
    let rules = match direction {
        Direction::Ingress => &mut group.ingress,
        Direction::Egress => &mut group.egress,
    };
    if !rules.iter().any(|rule| rule.traffic == traffic && rule.peer == *peer) {
        rules.push(SecurityGroupRule { traffic, peer: peer.clone(), id: None, evidence: supposed() });
    }
    Some(())
}
