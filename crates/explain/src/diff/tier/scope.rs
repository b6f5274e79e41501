//! Who can be reached otherwise, or reach others otherwise, after some edits.

use std::collections::BTreeSet;

use hopwise_engine::Network;
use hopwise_model::difference::What;
use hopwise_model::{DocumentClass, DocumentKind, field_name};

use super::party::Party;
use super::reach::Who;
use crate::diff::edit::Edit;

/// Whom edits decide about.
pub(super) struct Scope(Option<BTreeSet<usize>>);

/// What says of a table or an ACL where it is in force.
const AS_A_WHOLE: [&str; 3] =
    [field_name!(RouteTable.associations), field_name!(NetworkAcl.subnets), field_name!(NetworkAcl.is_default)];

impl Scope {
    /// Everybody, where something between hosts differs; else the parties whose own groups, subnets, tables or ACLs do.
    pub(super) fn of(edits: &[Edit], parties: &[Party], networks: [&Network; 2]) -> Self {
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        for part in edits.iter().flat_map(|own| &own.parts) {
            if part.document.class() != DocumentClass::Network {
                continue;
            }
            let is_local = matches!(
                part.document,
                DocumentKind::SecurityGroups
                    | DocumentKind::NetworkAcls
                    | DocumentKind::RouteTables
                    | DocumentKind::NetworkInterfaces
            );
            // What is in a table or an ACL as a whole may be in force anywhere.
            let is_part = matches!(part.what, What::Part { name, .. } if !AS_A_WHOLE.contains(&name));
            if !(is_local && is_part) {
                return Self(None);
            }
            ids.insert(part.id.as_str());
        }
        let is_between = networks.into_iter().any(|network| passes_others(network, &ids));
        let touched = (0..parties.len())
            .filter(|place| parties.get(*place).is_some_and(|own| own.ids.iter().any(|id| ids.contains(id.as_str()))));
        Self((!is_between).then(|| touched.collect()))
    }

    pub(super) fn is_whole(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn is_touched(&self, who: Who) -> bool {
        match (&self.0, who) {
            (None, _) => true,
            (Some(_), Who::Internet) => false,
            (Some(touched), Who::Party(place)) => touched.contains(&place),
        }
    }
}

/// Whether packets of others pass a subnet that some of these ids decide about, or one of them as an interface: a NAT gateway, an
/// endpoint, an attachment or an appliance is there, or a gateway has the table.
fn passes_others(network: &Network, ids: &BTreeSet<&str>) -> bool {
    let design = network.design();
    let of_gateway = design.route_tables.iter().any(|(_, own)| {
        let is_edge = own.record.associations.iter().any(|own| own.gateway.is_some());
        is_edge && ids.contains(own.record.id.as_str())
    });
    let of_nat = design.nat_gateways.iter().any(|(_, own)| {
        let table = own.route_table.as_ref().ok().map(|own| &design.route_tables.get(*own).record);
        table.is_some_and(|own| ids.contains(own.id.as_str()))
    });
    let mut interfaces = design.network_interfaces.indices().filter(|own| {
        let record = &design.network_interfaces.get(*own).record;
        !design.interface_kind(*own).opens_connections() || record.source_dest_check == Some(false)
    });
    let of_interface = interfaces.any(|own| {
        let own = design.network_interfaces.get(own);
        let subnet = own.subnet.as_ref().ok().map(|own| design.subnets.get(*own));
        let table =
            subnet.and_then(|own| own.route_table.as_ref().ok()).map(|own| &design.route_tables.get(*own).record.id);
        let acl =
            subnet.and_then(|own| own.network_acl.as_ref().ok()).map(|own| &design.network_acls.get(*own).record.id);
        ids.contains(own.record.id.as_str())
            || table.is_some_and(|own| ids.contains(own.as_str()))
            || acl.is_some_and(|own| ids.contains(own.as_str()))
    });
    of_gateway || of_nat || of_interface
}
