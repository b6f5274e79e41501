//! Routes of transit gateways that no search tells: as static ones and propagations make them.

use hopwise_model::resource::{
    TransitGatewayAttachment, TransitGatewayPropagation, TransitGatewayPropagations, TransitGatewayRoutes,
};
use hopwise_model::{Evidence, Inventory};

use crate::build::inventory;

fn evidence() -> Evidence {
    Evidence::supposed("test")
}

/// Attachments of some VPCs that propagate to a table in a state, beside its static routes, of which there are none.
fn tables(vpcs: &[&str], state: &str) -> Inventory {
    let mut inventory = inventory();
    let mut attachments = Vec::new();
    for (number, vpc) in vpcs.iter().enumerate() {
        let id = format!("tgw-attach-{number}");
        inventory.transit_gateway_attachments.push(TransitGatewayAttachment {
            id: id.clone(),
            gateway: "tgw-1".to_owned(),
            gateway_owner: None,
            kind: "vpc".to_owned(),
            resource: Some((*vpc).to_owned()),
            resource_owner: None,
            state: "available".to_owned(),
            association: None,
            translation: None,
            name: None,
            evidence: evidence(),
        });
        let state = state.to_owned();
        attachments.push(TransitGatewayPropagation { attachment: id, kind: None, state, evidence: evidence() });
    }
    let (table, complete) = ("tgw-rtb-1".to_owned(), true);
    inventory.transit_gateway_propagations.push(TransitGatewayPropagations {
        table: table.clone(),
        attachments,
        complete,
        evidence: evidence(),
    });
    let (routes, only_static) = (Vec::new(), true);
    inventory.transit_gateway_routes.push(TransitGatewayRoutes {
        table,
        routes,
        complete,
        only_static,
        evidence: evidence(),
    });
    inventory
}

/// The blocks of the table's routes; none where they are not known.
fn blocks(inventory: Inventory) -> Option<Vec<String>> {
    let design = inventory.validate().ok()?;
    let table = design.transit_gateway_tables.find("tgw-rtb-1")?;
    let routes = design.transit_gateway_tables.get(table).routes.as_ref().ok()?;
    routes.iter().map(|route| Some(route.block?.to_string())).collect()
}

#[test]
fn propagations_make_a_route_to_each_block_of_a_vpc() {
    assert_eq!(blocks(tables(&["vpc-1"], "enabled")), Some(vec!["10.0.0.0/16".to_owned()]));
    assert_eq!(blocks(tables(&["vpc-1"], "disabled")), Some(Vec::new()));
}

#[test]
fn what_propagates_in_doubt_leaves_the_table_open() {
    assert_eq!(blocks(tables(&["vpc-1"], "enabling")), None);
    assert_eq!(blocks(tables(&["vpc-gone"], "enabled")), None, "its blocks are not known");
    assert_eq!(blocks(tables(&["vpc-1", "vpc-1"], "enabled")), None, "the newer one's are not propagated");
    let mut part = tables(&["vpc-1"], "enabled");
    part.transit_gateway_routes.iter_mut().for_each(|own| own.complete = false);
    assert_eq!(blocks(part), None);
    let mut unread = tables(&["vpc-1"], "enabled");
    unread.transit_gateway_propagations.clear();
    assert_eq!(blocks(unread), None);
}
