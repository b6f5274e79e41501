//! What carrying a change out depends on that a snapshot cannot tell: quotas, and what lies in other accounts.

use hopwise_model::resource::{Direction, Peer, SecurityGroup, SecurityGroupRule};
use hopwise_model::{AccountId, HostedZoneId, Inventory, NetworkAclId, SecurityGroupId, VpcEndpointId, VpcId};
use ipnet::IpNet;

use super::{Change, mount_target};

/// Rules of a security group in one direction, counted for IPv4 and IPv6 apart: the default quota (VPC user guide, Amazon
/// VPC quotas).
const GROUP_RULES: usize = 60;
/// Security groups of a network interface: the default quota (likewise).
const INTERFACE_GROUPS: usize = 5;
/// Entries of a network ACL in one direction, the final ones included: the default quota (likewise).
pub(crate) const ACL_ENTRIES: usize = 20;

/// Something that has to be so for AWS to accept a change, and that the snapshot does not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The zone has to be associated with another VPC, too: of a private zone the last VPC cannot be disassociated
    /// (`LastVPCAssociation`). The snapshot shows no other.
    OtherVpc {
        /// The zone.
        zone: HostedZoneId,
        /// The only VPC that the snapshot shows.
        vpc: VpcId,
    },
    /// The account that owns the zone has to do it.
    ZoneOwner {
        /// The zone.
        zone: HostedZoneId,
        /// Its owner.
        owner: AccountId,
    },
    /// The account that owns the security group has to do it: another one than the VPC's, as in a shared VPC.
    GroupOwner {
        /// The group.
        group: SecurityGroupId,
        /// Its owner.
        owner: AccountId,
    },
    /// The file system must not be kept in one zone only: such a one (One Zone) has its only mount target there
    /// (`AvailabilityZonesMismatch`). The snapshot shows mount targets in one zone.
    RegionalFileSystem {
        /// The file system's id.
        file_system: String,
        /// The zone.
        zone: String,
    },
    /// The quota of rules has to be above the default.
    GroupRules {
        /// The group.
        group: SecurityGroupId,
        /// Inbound or outbound rules.
        direction: Direction,
        /// How many there are with the change.
        rules: usize,
        /// The default quota.
        quota: usize,
    },
    /// The quota of groups for each interface has to be above the default.
    InterfaceGroups {
        /// The endpoint whose interfaces get another one.
        endpoint: VpcEndpointId,
        /// How many there are with the change.
        groups: usize,
        /// The default quota.
        quota: usize,
    },
    /// The quota of entries has to be above the default.
    AclEntries {
        /// The network ACL.
        acl: NetworkAclId,
        /// Inbound or outbound entries.
        direction: Direction,
        /// How many there are with the change.
        entries: usize,
        /// The default quota.
        quota: usize,
    },
}

/// For each change of a plan, what it depends on, given those before it.
#[must_use]
pub fn conditions(changes: &[Change], inventory: &Inventory) -> Vec<Vec<Condition>> {
    let made = |place: usize| changes.get(..=place).unwrap_or_default();
    changes.iter().enumerate().map(|(place, change)| of(change, made(place), inventory)).collect()
}

/// What a change depends on. `made` are the changes up to and with it.
fn of(change: &Change, made: &[Change], inventory: &Inventory) -> Vec<Condition> {
    match change {
        Change::AuthorizeEgress { group, peer, .. } => rules(group, Direction::Egress, peer, made, inventory),
        Change::AuthorizeIngress { group, peer, .. } => rules(group, Direction::Ingress, peer, made, inventory),
        Change::AddAclEntry { acl, direction, .. } | Change::DenyByAcl { acl, direction, .. } => {
            let entries = entries(acl, *direction, inventory) + added(acl, *direction, made);
            let beyond = entries > ACL_ENTRIES;
            let (acl, direction) = (acl.clone(), *direction);
            beyond
                .then_some(Condition::AclEntries { acl, direction, entries, quota: ACL_ENTRIES })
                .into_iter()
                .collect()
        }
        Change::AddEndpointGroup { endpoint, .. } => interface_groups(endpoint, made, inventory).into_iter().collect(),
        Change::DisassociateZone { zone, vpc } => {
            let mut others = inventory.vpc_hosted_zones.iter().filter(|own| own.vpc != *vpc);
            let shared = others.any(|own| own.zones.iter().any(|own| own.id == *zone));
            let (zone, vpc) = (zone.clone(), vpc.clone());
            (!shared).then_some(Condition::OtherVpc { zone, vpc }).into_iter().collect()
        }
        Change::CreateMountTarget { file_system, .. } => regional(file_system, inventory).into_iter().collect(),
        Change::CreateRecord { zone, .. } | Change::AssociateZone { zone, .. } | Change::DeleteZone { zone } => {
            owner(zone, inventory).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// What a file system has to be whose mount targets are in one zone, as far as is known.
fn regional(file_system: &str, inventory: &Inventory) -> Option<Condition> {
    let mut zones: Vec<&String> =
        mount_target::of(inventory, file_system).filter_map(|(_, subnet)| subnet.availability_zone.as_ref()).collect();
    zones.dedup();
    match zones.as_slice() {
        [zone] => Some(Condition::RegionalFileSystem { file_system: file_system.to_owned(), zone: (*zone).clone() }),
        _ => None,
    }
}

fn entries(acl: &NetworkAclId, direction: Direction, inventory: &Inventory) -> usize {
    let acl = inventory.network_acls.by_id(acl);
    acl.map_or(0, |acl| acl.entries.iter().filter(|entry| entry.direction == direction).count())
}

fn added(acl: &NetworkAclId, direction: Direction, made: &[Change]) -> usize {
    let adds = |change: &&Change| matches!(change, Change::AddAclEntry { acl: own, direction: way, .. } | Change::DenyByAcl { acl: own, direction: way, .. } if own == acl && *way == direction);
    made.iter().filter(adds).count()
}

/// The groups of an endpoint's interfaces with these changes, where they are more than the default quota has room for.
fn interface_groups(endpoint: &VpcEndpointId, made: &[Change], inventory: &Inventory) -> Option<Condition> {
    let there = inventory.vpc_endpoints.by_id(endpoint)?.groups.len();
    let adds = |change: &&Change| matches!(change, Change::AddEndpointGroup { endpoint: own, .. } if own == endpoint);
    let groups = there + made.iter().filter(adds).count();
    let endpoint = endpoint.clone();
    (groups > INTERFACE_GROUPS).then_some(Condition::InterfaceGroups { endpoint, groups, quota: INTERFACE_GROUPS })
}

/// Whether a rule counts for IPv4 and for IPv6: one that names a group or a list counts for both.
fn counts(peer: &Peer) -> (bool, bool) {
    match peer {
        Peer::Cidr(IpNet::V4(_)) => (true, false),
        Peer::Cidr(IpNet::V6(_)) => (false, true),
        Peer::Group(_) | Peer::PrefixList(_) => (true, true),
    }
}

fn rules(
    id: &SecurityGroupId,
    direction: Direction,
    peer: &Peer,
    made: &[Change],
    inventory: &Inventory,
) -> Vec<Condition> {
    let Some(group) = inventory.security_groups.by_id(id) else { return Vec::new() };
    let mut conditions: Vec<Condition> = group_owner(group, inventory).into_iter().collect();
    let there: &[SecurityGroupRule] = match direction {
        Direction::Ingress => &group.ingress,
        Direction::Egress => &group.egress,
    };
    let new = made.iter().filter_map(|change| match (change, direction) {
        (Change::AuthorizeEgress { group, peer, .. }, Direction::Egress)
        | (Change::AuthorizeIngress { group, peer, .. }, Direction::Ingress) => (group == id).then_some(peer),
        _ => None,
    });
    let all: Vec<(bool, bool)> = there.iter().map(|rule| &rule.peer).chain(new).map(counts).collect();
    let (four, six) = counts(peer);
    let of_four = all.iter().filter(|(own, _)| four && *own).count();
    let of_six = all.iter().filter(|(_, own)| six && *own).count();
    let rules = of_four.max(of_six);
    let beyond = rules > GROUP_RULES;
    let group = id.clone();
    conditions.extend(beyond.then_some(Condition::GroupRules { group, direction, rules, quota: GROUP_RULES }));
    conditions
}

/// The owner of a group, where it is another account than that of its VPC.
fn group_owner(group: &SecurityGroup, inventory: &Inventory) -> Option<Condition> {
    let vpc = inventory.vpcs.iter().find(|own| Some(&own.id) == group.vpc.as_ref())?;
    let owner = group.owner.clone().filter(|owner| vpc.owner.as_ref().is_some_and(|of_vpc| of_vpc != owner))?;
    Some(Condition::GroupOwner { group: group.id.clone(), owner })
}

/// The owner of a zone, where it is another account than that of a VPC that sees it.
fn owner(zone: &HostedZoneId, inventory: &Inventory) -> Option<Condition> {
    inventory.vpc_hosted_zones.iter().find_map(|seen| {
        let owner = seen.zones.iter().find(|own| own.id == *zone)?.owner.clone()?;
        let vpc = inventory.vpcs.by_id(&seen.vpc)?;
        (vpc.owner.as_ref()? != &owner).then(|| Condition::ZoneOwner { zone: zone.clone(), owner })
    })
}
