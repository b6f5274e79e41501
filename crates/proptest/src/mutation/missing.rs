//! What a snapshot lacks.

use hopwise_model::{DocumentKind, Inventory};
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
}

const KINDS: [DocumentKind; 10] = [
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
];

pub(super) fn change() -> impl Strategy<Value = MissingChange> {
    let kind = || select(KINDS.to_vec());
    prop_oneof![
        1 => kind().prop_map(MissingChange::Document),
        2 => (kind(), any::<Index>()).prop_map(|(document, which)| MissingChange::Resource { document, which }),
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
        }
    }
}

/// Makes an inventory as if a kind of document had not been read. Kinds that designs of this crate never hold are left.
pub fn forget(inventory: &mut Inventory, kind: DocumentKind) {
    inventory.documents.remove(&kind);
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
        _ => {}
    }
}

fn drop_one(inventory: &mut Inventory, document: DocumentKind, which: Index) -> Option<String> {
    fn one<T>(of: &mut Vec<T>, which: Index, id: impl Fn(&T) -> String) -> Option<String> {
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
        _ => None,
    }
}
