//! Subnets: the route table and the network ACL in force.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::reference::vpc_of;
use crate::component::Component;
use crate::design::{Arena, Design, DesignError, Ix, NetworkAcl, Reference, RouteTable, Subnet};
use crate::document_kind::DocumentKind;
use crate::gap::Gap;
use crate::id::{RouteTableId, SubnetId, VpcId};
use crate::inventory::Inventory;
use crate::resource::{self, AssociationState};

fn claim<K: Ord, V: Copy + PartialEq>(
    map: &mut BTreeMap<K, V>,
    key: K,
    value: V,
    contradiction: impl FnOnce(V) -> DesignError,
) -> Result<(), DesignError> {
    match map.insert(key, value) {
        Some(other) if other != value => Err(contradiction(other)),
        _ => Ok(()),
    }
}

/// Which route table and which network ACL is whose.
struct InForce<'a> {
    explicit: BTreeMap<&'a SubnetId, Ix<RouteTable>>,
    main: BTreeMap<&'a VpcId, Ix<RouteTable>>,
    acls: BTreeMap<&'a SubnetId, Ix<NetworkAcl>>,
    /// Associations of which AWS does not say whether they are in force: the table, and their state.
    unsettled: BTreeMap<&'a str, (&'a RouteTableId, &'a str)>,
}

impl<'a> InForce<'a> {
    fn new(design: &'a Design) -> Result<Self, DesignError> {
        let mut in_force = Self {
            explicit: BTreeMap::new(),
            main: BTreeMap::new(),
            acls: BTreeMap::new(),
            unsettled: BTreeMap::new(),
        };
        for (index, table) in design.route_tables.iter() {
            let contradiction = |role, of: &str| {
                let of = of.to_owned();
                let tables = &design.route_tables;
                move |other| DesignError::Contradiction {
                    first: tables.get(other).record.id.to_string(),
                    second: table.record.id.to_string(),
                    role,
                    of,
                }
            };
            for association in &table.record.associations {
                let of_vpc = Some(table.record.vpc.as_str()).filter(|_| association.main);
                let of = of_vpc.or(association.subnet.as_ref().map(SubnetId::as_str));
                if let (AssociationState::Other(state), Some(of)) = (&association.state, of) {
                    in_force.unsettled.insert(of, (&table.record.id, state));
                }
            }
            for association in table.record.associations.iter().filter(|association| association.is_in_force()) {
                if association.main {
                    let vpc = &table.record.vpc;
                    claim(&mut in_force.main, vpc, index, contradiction("the main route table", vpc.as_str()))?;
                } else if let Some(subnet) = &association.subnet {
                    let error = contradiction("the route table", subnet.as_str());
                    claim(&mut in_force.explicit, subnet, index, error)?;
                }
            }
        }
        for (index, acl) in design.network_acls.iter() {
            for subnet in &acl.record.subnets {
                claim(&mut in_force.acls, subnet, index, |other| DesignError::Contradiction {
                    first: design.network_acls.get(other).record.id.to_string(),
                    second: acl.record.id.to_string(),
                    role: "the network ACL",
                    of: subnet.to_string(),
                })?;
            }
        }
        Ok(in_force)
    }

    /// The route table of a subnet, and whether it is explicitly associated.
    fn table(&self, design: &Design, subnet: &resource::Subnet) -> (Reference<RouteTable>, bool) {
        let own = self.explicit.get(&subnet.id);
        // The main table is in force where no other one claims the subnet, which takes all tables to know.
        let place = || design.knowledge.place_of(subnet.owner.as_ref(), &subnet.scope);
        let knows_all = || design.knowledge.knows(DocumentKind::RouteTables, &place());
        let fallback = self.main.get(&subnet.vpc).filter(|_| knows_all());
        let unsettled = |of: &str| self.unsettled.get(of).map(|(table, state)| changing(table, state));
        let own_gap = unsettled(subnet.id.as_str()).filter(|_| own.is_none());
        let main_gap = || unsettled(subnet.vpc.as_str()).filter(|_| own.or(fallback).is_none());
        let table = match own_gap.or_else(main_gap) {
            Some(gap) => Err(gap),
            None => own.or(fallback).copied().ok_or_else(|| missing(DocumentKind::RouteTables, &subnet.id)),
        };
        (table, own.is_some())
    }
}

/// The gap where a table is about to serve a subnet or a gateway, or no longer to serve it.
pub(super) fn changing(table: &RouteTableId, state: &str) -> Arc<Gap> {
    let (component, id, state) = (Component::RouteTable, table.to_string(), state.to_owned());
    Gap::UncertainState { component, id, state }.into()
}

fn missing(document: DocumentKind, subnet: &SubnetId) -> Arc<Gap> {
    Gap::MissingDocument { document, needed_for: subnet.to_string() }.into()
}

pub(super) fn subnets(design: &mut Design, inventory: &mut Inventory) -> Result<(), DesignError> {
    let in_force = InForce::new(design)?;
    let exclusions = inventory.block_public_access_exclusions.shared().filter(|exclusion| exclusion.is_there());
    let exclusions: BTreeMap<&str, _> = exclusions.map(|exclusion| (exclusion.excluded(), exclusion)).collect();
    let records = std::mem::take(&mut inventory.subnets).into_shared();
    design.subnets = Arena::of(records.map(|record| {
        let (route_table, explicit_association) = in_force.table(design, &record);
        let acl = in_force.acls.get(&record.id).copied();
        Subnet {
            vpc: vpc_of(design, record.vpc.as_str(), record.id.as_str()),
            route_table,
            explicit_association,
            exclusion: exclusions.get(record.id.as_str()).map(|exclusion| Arc::clone(exclusion)),
            interfaces: Vec::new(),
            nat_gateways: Vec::new(),
            network_acl: acl.ok_or_else(|| missing(DocumentKind::NetworkAcls, &record.id)),
            record,
        }
    }));
    for (index, subnet) in design.subnets.iter() {
        if let Ok(vpc) = subnet.vpc {
            design.vpcs.get_mut(vpc).subnets.push(index);
        }
    }
    Ok(())
}

/// Finds the route tables of all subnets again, and returns the subnets that have another one now.
pub(super) fn reassociate(design: &mut Design) -> Result<Vec<Ix<Subnet>>, DesignError> {
    let in_force = InForce::new(design)?;
    let tables = design.subnets.iter().map(|(index, subnet)| (index, in_force.table(design, &subnet.record)));
    let others: Vec<_> = tables
        .filter(|(index, (table, explicit))| {
            let old = design.subnets.get(*index);
            (&old.route_table, old.explicit_association) != (table, *explicit)
        })
        .collect();
    let indices = others.iter().map(|(index, _)| *index).collect();
    for (index, (route_table, explicit_association)) in others {
        let subnet = design.subnets.get_mut(index);
        (subnet.route_table, subnet.explicit_association) = (route_table, explicit_association);
    }
    Ok(indices)
}
