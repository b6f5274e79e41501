//! What a snapshot lacks.

use hopwise_model::{AccountId, DocumentKind, Inventory, Records, SubnetId};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A resource or a document that the snapshot lacks.
#[derive(Clone, Debug)]
pub enum MissingChange {
    /// A kind of document was not collected.
    Document(DocumentKind),
    /// One resource is not in its document, as when it was made after the document.
    Resource {
        /// The kind of document.
        document: DocumentKind,
        /// Which resource of it.
        which: Index,
    },
    /// The VPC is another account's, and the snapshot shows what an account sees that it is shared with: without
    /// gateways and endpoints, without the interfaces of others, and without a subnet that is not shared.
    Neighbours {
        /// Which of the interfaces that could be its own is somebody else's.
        other: Index,
        /// Which subnet is not shared, where there are several.
        subnet: Index,
    },
}

const KINDS: [DocumentKind; 11] = [
    DocumentKind::NetworkInterfaces,
    DocumentKind::RouteTables,
    DocumentKind::NetworkAcls,
    DocumentKind::SecurityGroups,
    DocumentKind::InternetGateways,
    DocumentKind::NatGateways,
    DocumentKind::VpcEndpoints,
    DocumentKind::PrefixLists,
    DocumentKind::Subnets,
    DocumentKind::Vpcs,
    DocumentKind::Reservations,
];

pub(super) fn change() -> impl Strategy<Value = MissingChange> {
    let kind = || select(KINDS.to_vec());
    prop_oneof![
        1 => kind().prop_map(MissingChange::Document),
        2 => (kind(), any::<Index>()).prop_map(|(document, which)| MissingChange::Resource { document, which }),
        2 => any::<(Index, Index)>().prop_map(|(other, subnet)| MissingChange::Neighbours { other, subnet }),
    ]
}

impl MissingChange {
    pub(super) fn apply(&self, inventory: &mut Inventory) -> Option<String> {
        match self {
            Self::Document(kind) => {
                forget(inventory, *kind);
                Some(format!("no document of kind {kind}"))
            }
            Self::Resource { document, which } => drop_one(inventory, *document, *which),
            Self::Neighbours { other, subnet } => hide_neighbours(inventory, *other, *subnet),
        }
    }
}

/// Makes an inventory as if a kind of document had not been read. Kinds that designs of this crate never hold are left.
pub fn forget(inventory: &mut Inventory, kind: DocumentKind) {
    inventory.knowledge.forget(kind);
    match kind {
        DocumentKind::NetworkInterfaces => inventory.network_interfaces.clear(),
        DocumentKind::RouteTables => inventory.route_tables.clear(),
        DocumentKind::NetworkAcls => inventory.network_acls.clear(),
        DocumentKind::SecurityGroups => inventory.security_groups.clear(),
        DocumentKind::InternetGateways => inventory.internet_gateways.clear(),
        DocumentKind::NatGateways => inventory.nat_gateways.clear(),
        DocumentKind::VpcEndpoints => inventory.vpc_endpoints.clear(),
        DocumentKind::PrefixLists => inventory.prefix_lists.clear(),
        DocumentKind::Subnets => inventory.subnets.clear(),
        DocumentKind::Vpcs => inventory.vpcs.clear(),
        DocumentKind::Reservations => inventory.instances.clear(),
        _ => {}
    }
}

/// Shows of a VPC what an account sees that it is shared with (VPC user guide, responsibilities and permissions for owners
/// and participants).
fn hide_neighbours(inventory: &mut Inventory, other: Index, unshared: Index) -> Option<String> {
    let (owner, own) = (AccountId::try_from(OWNER).ok()?, AccountId::try_from(PARTICIPANT).ok()?);
    let vpc = inventory.vpcs.first_mut()?;
    (vpc.owner, vpc.scope.account) = (Some(owner.clone()), Some(own.clone()));
    let vpc = vpc.id.clone();
    if inventory.subnets.len() > 1 {
        inventory.subnets.remove(unshared.index(inventory.subnets.len()));
    }
    for subnet in inventory.subnets.filter_mut(|subnet| subnet.vpc == vpc) {
        subnet.owner = Some(owner.clone());
    }
    inventory.internet_gateways.clear();
    inventory.nat_gateways.clear();
    inventory.vpc_endpoints.clear();
    let shared = |subnet: &SubnetId| inventory.subnets.by_id(subnet).is_some();
    inventory.network_interfaces.retain(|interface| interface.kind == "interface" && shared(&interface.subnet));
    if inventory.network_interfaces.len() > 1 {
        inventory.network_interfaces.remove(other.index(inventory.network_interfaces.len()));
    }
    for interface in &mut inventory.network_interfaces {
        interface.owner = Some(own.clone());
    }
    for group in &mut inventory.security_groups {
        group.owner = Some(own.clone());
    }
    Some(format!("{vpc} is shared by its owner"))
}

const OWNER: &str = "222222222222";
const PARTICIPANT: &str = "111111111111";

fn drop_one(inventory: &mut Inventory, document: DocumentKind, which: Index) -> Option<String> {
    fn one<T>(of: &mut Records<T>, which: Index, id: impl Fn(&T) -> String) -> Option<String> {
        if of.is_empty() {
            return None;
        }
        let gone = of.remove(which.index(of.len()));
        Some(format!("{} is in no document", id(&gone)))
    }
    match document {
        DocumentKind::NetworkInterfaces => one(&mut inventory.network_interfaces, which, |r| r.id.to_string()),
        DocumentKind::RouteTables => one(&mut inventory.route_tables, which, |r| r.id.to_string()),
        DocumentKind::NetworkAcls => one(&mut inventory.network_acls, which, |r| r.id.to_string()),
        DocumentKind::SecurityGroups => one(&mut inventory.security_groups, which, |r| r.id.to_string()),
        DocumentKind::InternetGateways => one(&mut inventory.internet_gateways, which, |r| r.id.to_string()),
        DocumentKind::NatGateways => one(&mut inventory.nat_gateways, which, |r| r.id.to_string()),
        DocumentKind::VpcEndpoints => one(&mut inventory.vpc_endpoints, which, |r| r.id.to_string()),
        DocumentKind::PrefixLists => one(&mut inventory.prefix_lists, which, |r| r.id.to_string()),
        DocumentKind::Subnets => one(&mut inventory.subnets, which, |r| r.id.to_string()),
        DocumentKind::Vpcs => one(&mut inventory.vpcs, which, |r| r.id.to_string()),
        DocumentKind::Reservations => one(&mut inventory.instances, which, |r| r.id.to_string()),
        _ => None,
    }
}
