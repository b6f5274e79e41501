//! Documents of transit gateways: what names the table, and what leaves it open.

use hopwise_import::{ImportError, Options, Snapshot, Warning, read_documents};

const ROUTE: &str = r#"{"DestinationCidrBlock": "10.1.0.0/16", "Type": "static", "State": "active",
    "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1", "ResourceId": "vpc-1", "ResourceType": "vpc"}]}"#;

fn read(name: &str, text: &str) -> Result<Snapshot, ImportError> {
    read_documents([(name, text)], &Options::default())
}

/// The table that a document is read as, how many routes it has, and whether they are all.
fn table(name: &str, text: &str) -> (String, usize, bool) {
    let inventory = read(name, text).unwrap().inventory;
    let own = inventory.transit_gateway_routes.iter().next().unwrap();
    (own.table.clone(), own.routes.len(), own.complete)
}

#[test]
fn the_file_says_which_table_the_routes_are_of() {
    let name = "eu-west-1/tgw-rtb-1.json";
    let whole = format!(r#"{{"Routes": [{ROUTE}], "AdditionalRoutesAvailable": false}}"#);
    assert_eq!(table(name, &whole), ("tgw-rtb-1".to_owned(), 1, true));
    assert_eq!(table(name, &format!(r#"{{"Routes": [{ROUTE}]}}"#)), ("tgw-rtb-1".to_owned(), 1, true));
    assert_eq!(table(name, r#"{"Routes": []}"#), ("tgw-rtb-1".to_owned(), 0, true));
    assert!(matches!(read("routes.json", &whole), Err(ImportError::Nameless { .. })));
}

#[test]
fn routes_that_are_not_all_leave_the_table_open() {
    let name = "tgw-rtb-1.json";
    let more = format!(r#"{{"Routes": [{ROUTE}], "AdditionalRoutesAvailable": true}}"#);
    assert!(!table(name, &more).2);
    for member in ["DestinationCidrBlock", "Type", "State", "TransitGatewayAttachments"] {
        let text = ROUTE.replace(&format!("\"{member}\""), "\"Other\"");
        let (_, routes, complete) = table(name, &format!(r#"{{"Routes": [{text}]}}"#));
        assert_eq!((routes, complete), (0, false), "{member}");
    }
    let blackhole = r#"{"Routes": [{"DestinationCidrBlock": "10.1.0.0/16", "Type": "static", "State": "blackhole"}]}"#;
    assert_eq!(table(name, blackhole), ("tgw-rtb-1".to_owned(), 1, true));
}

#[test]
fn routes_of_something_else_are_not_evaluated() {
    let text = r#"{"Routes": [{"ClientVpnEndpointId": "cvpn-endpoint-1", "DestinationCidr": "0.0.0.0/0"}]}"#;
    let snapshot = read("routes.json", text).unwrap();
    assert!(snapshot.inventory.transit_gateway_routes.is_empty());
    assert!(matches!(snapshot.warnings.as_slice(), [Warning::NotEvaluated { key, .. }] if key == "Routes"));
}

#[test]
fn lists_of_tables_name_them() {
    let text = format!(
        r#"{{"TransitGatewayStaticRoutes": [{{"TransitGatewayRouteTableId": "tgw-rtb-1", "Routes": [{ROUTE}],
            "AdditionalRoutesAvailable": false}}],
            "TransitGatewayPropagations": [{{"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayRouteTablePropagations":
            [{{"TransitGatewayAttachmentId": "tgw-attach-1", "ResourceType": "vpc", "State": "enabled"}}]}}]}}"#
    );
    let inventory = read("all.json", &text).unwrap().inventory;
    let routes = inventory.transit_gateway_routes.iter().next().unwrap();
    assert_eq!((routes.table.as_str(), routes.only_static, routes.complete), ("tgw-rtb-1", true, true));
    let propagations = inventory.transit_gateway_propagations.iter().next().unwrap();
    assert_eq!((propagations.table.as_str(), propagations.attachments.len()), ("tgw-rtb-1", 1));
}

/// The two ends of a peering of transit gateways, each listed in its own Region, often have one id (fact base M.7).
#[test]
fn both_ends_of_a_peering_may_have_one_id() {
    let end = |gateway: &str, other: &str| {
        format!(
            r#"{{"TransitGatewayAttachments": [{{"TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "{gateway}",
                "ResourceType": "peering", "ResourceId": "{other}", "State": "available"}}]}}"#
        )
    };
    let (one, other) = (end("tgw-1", "tgw-2"), end("tgw-2", "tgw-1"));
    let documents = [("eu-west-1/a.json", one.as_str()), ("eu-central-1/a.json", other.as_str())];
    let inventory = read_documents(documents, &Options::default()).unwrap().inventory;
    assert_eq!(inventory.transit_gateway_attachments.len(), 2);
    let mut reduced = inventory.clone();
    let second = reduced.transit_gateway_attachments.iter().nth(1).unwrap().gateway.clone();
    reduced.transit_gateway_attachments.retain(|own| own.gateway != second);
    let gone: Vec<String> = inventory.differences(&reduced).iter().map(|own| format!("{own:?}")).collect();
    assert_eq!(gone.len(), 1, "{gone:?}");
    let design = inventory.validate().unwrap();
    for (_, own) in design.transit_gateway_attachments.iter() {
        let found = design.attachment_of(own.gateway, "tgw-attach-1").unwrap();
        assert_eq!(design.transit_gateway_attachments.get(found).gateway, own.gateway);
    }
    assert_eq!(design.transit_gateway_attachments.len(), 2);
}
