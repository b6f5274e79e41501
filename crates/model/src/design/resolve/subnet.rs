//! Subnets: the route table and the network ACL in force.

use std::collections::BTreeMap;

use super::vpc_of;
use crate::design::{Arena, Design, DesignError, Ix, NetworkAcl, RouteTable, Subnet};
use crate::document_kind::DocumentKind;
use crate::gap::Gap;
use crate::inventory::Inventory;

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

pub(super) fn subnets(design: &mut Design, inventory: &mut Inventory) -> Result<(), DesignError> {
    let mut explicit: BTreeMap<String, Ix<RouteTable>> = BTreeMap::new();
    let mut main: BTreeMap<String, Ix<RouteTable>> = BTreeMap::new();
    for (index, table) in design.route_tables.iter() {
        for association in table.record.associations.iter().filter(|association| association.associated) {
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
            if association.main {
                let vpc = table.record.vpc.as_str();
                claim(&mut main, vpc.to_owned(), index, contradiction("the main route table", vpc))?;
            } else if let Some(subnet) = &association.subnet {
                let subnet = subnet.as_str();
                claim(&mut explicit, subnet.to_owned(), index, contradiction("the route table", subnet))?;
            }
        }
    }
    let mut acls: BTreeMap<String, Ix<NetworkAcl>> = BTreeMap::new();
    for (index, acl) in design.network_acls.iter() {
        for subnet in &acl.record.subnets {
            claim(&mut acls, subnet.to_string(), index, |other| DesignError::Contradiction {
                first: design.network_acls.get(other).record.id.to_string(),
                second: acl.record.id.to_string(),
                role: "the network ACL",
                of: subnet.to_string(),
            })?;
        }
    }
    let missing = |document, id: &str| Gap::MissingDocument { document, needed_for: id.to_owned() };
    let subnets = Arena::fill(
        std::mem::take(&mut inventory.subnets),
        |subnet| subnet.id.as_str(),
        |record| {
            let id = record.id.as_str();
            let own = explicit.get(id);
            // The main table is in force where no other one claims the subnet, which takes all tables to know.
            let owner = record.owner.as_ref();
            let place = || design.knowledge.place_of(owner, &record.scope);
            let fallback =
                main.get(record.vpc.as_str()).filter(|_| design.knowledge.knows(DocumentKind::RouteTables, &place()));
            let table = own.or(fallback).copied();
            Subnet {
                vpc: vpc_of(design, record.vpc.as_str(), id),
                route_table: table.ok_or_else(|| missing(DocumentKind::RouteTables, id)),
                explicit_association: own.is_some(),
                interfaces: Vec::new(),
                network_acl: acls.get(id).copied().ok_or_else(|| missing(DocumentKind::NetworkAcls, id)),
                record,
            }
        },
    );
    design.subnets = subnets;
    for (index, subnet) in design.subnets.iter() {
        if let Ok(vpc) = subnet.vpc {
            design.vpcs.get_mut(vpc).subnets.push(index);
        }
    }
    Ok(())
}
