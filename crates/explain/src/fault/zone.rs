//! The loss of an Availability Zone.

use std::collections::BTreeSet;

use hopwise_model::resource::{AclEntry, Direction, NetworkAcl, Subnet};
use hopwise_model::{Inventory, NetworkAclId, NetworkInterfaceId, SubnetId, Traffic, VpcId};
use hopwise_packet::AddressSet;

use crate::change::fresh::supposed;

/// The name of a subnet's zone, else its id.
pub(crate) fn zone_of(subnet: &Subnet) -> Option<&String> {
    subnet.availability_zone.as_ref().or(subnet.availability_zone_id.as_ref())
}

/// How the ids of the network ACLs begin that stand for a lost zone, one in each VPC: they let nothing in or out.
pub(super) fn head(zone: &str) -> String {
    format!("{LOST}{zone}_")
}

const LOST: &str = "acl-lost-";

/// The zone that is lost where a network ACL stands for that, by its id. No zone has a `_` in its name.
#[must_use]
pub fn lost_zone(acl: &str) -> Option<&str> {
    acl.strip_prefix(LOST)?.split_once('_').map(|(zone, _)| zone)
}

/// Loses a zone. Nothing comes into its subnets or out of them: what is there (NAT gateways, the last interface of an
/// endpoint, instances) is where it was, and does not answer. Endpoints with interfaces elsewhere are no longer asked there
/// (AWS `PrivateLink` guide: their names mean the zones that are healthy), and ECS starts tasks in the other subnets of the
/// service.
pub(super) fn lose(inventory: &mut Inventory, zone: &str) -> Option<()> {
    let gone = inventory.subnets.iter().filter(|own| zone_of(own).is_some_and(|own| own == zone));
    let gone: Vec<(SubnetId, VpcId)> = gone.map(|own| (own.id.clone(), own.vpc.clone())).collect();
    if gone.is_empty() {
        return None;
    }
    let subnets: BTreeSet<&SubnetId> = gone.iter().map(|(subnet, _)| subnet).collect();
    let vpcs: BTreeSet<&VpcId> = gone.iter().map(|(_, vpc)| vpc).collect();
    for acl in inventory.network_acls.filter_mut(|acl| acl.subnets.iter().any(|own| subnets.contains(own))) {
        acl.subnets.retain(|own| !subnets.contains(own));
    }
    for vpc in vpcs {
        let own = gone.iter().filter(|(_, own)| own == vpc).map(|(subnet, _)| subnet.clone());
        inventory.network_acls.push(NetworkAcl {
            id: NetworkAclId::try_from(format!("{}{}", head(zone), vpc.as_str().trim_start_matches("vpc-")).as_str())
                .ok()?,
            vpc: vpc.clone(),
            is_default: false,
            subnets: own.collect(),
            entries: [Direction::Ingress, Direction::Egress].into_iter().flat_map(deny_all).collect(),
            name: None,
            evidence: supposed(),
        });
    }
    let lost = |own: &hopwise_model::resource::NetworkInterface| subnets.contains(&own.subnet);
    let interfaces: BTreeSet<NetworkInterfaceId> =
        inventory.network_interfaces.iter().filter(|own| lost(own)).map(|own| own.id.clone()).collect();
    let is_elsewhere = |own: &NetworkInterfaceId| !interfaces.contains(own);
    let both = |own: &hopwise_model::resource::VpcEndpoint| {
        own.interfaces.iter().any(is_elsewhere) && !own.interfaces.iter().all(is_elsewhere)
    };
    for endpoint in inventory.vpc_endpoints.filter_mut(both) {
        endpoint.interfaces.retain(is_elsewhere);
        endpoint.subnets.retain(|own| !subnets.contains(own));
    }
    // How many tasks each service has left, nobody counted.
    for service in inventory.services.filter_mut(|own| own.live_count.is_some()) {
        service.live_count = None;
    }
    for service in inventory.services.filter_mut(|own| own.network.is_some()) {
        if let Some(network) = &mut service.network {
            network.subnets.retain(|own| !subnets.contains(own));
        }
    }
    let hosts = inventory.instances.iter().filter(|own| own.subnet.as_ref().is_some_and(|own| subnets.contains(own)));
    let hosts: BTreeSet<String> = hosts.map(|own| own.id.to_string()).collect();
    let machines = inventory.container_instances.iter();
    let machines: BTreeSet<String> = machines
        .filter(|own| own.instance.as_ref().is_some_and(|id| hosts.contains(id.as_str())))
        .map(|own| own.arn.clone())
        .collect();
    inventory.container_instances.retain(|own| !machines.contains(&own.arn));
    inventory.tasks.retain(|task| {
        !(task.subnet.as_ref().is_some_and(|own| subnets.contains(own))
            || task.interface.as_ref().is_some_and(|own| interfaces.contains(own))
            || task.container_instance.as_ref().is_some_and(|own| machines.contains(own)))
    });
    Some(())
}

/// The last entries of an ACL, which nobody can remove: `*` of IPv4 and `*` of IPv6 (VPC guide, network ACL rules).
fn deny_all(direction: Direction) -> impl Iterator<Item = AclEntry> {
    let entry = move |(number, cidr)| AclEntry {
        number,
        direction,
        allow: false,
        traffic: Traffic::All,
        cidr,
        evidence: supposed(),
    };
    (32767..).zip(AddressSet::all().families()).map(entry)
}
