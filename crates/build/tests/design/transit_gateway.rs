//! Transit gateways: what AWS makes by itself, and tables of one's own.

use hopwise_build::{Account, Attachment, Peering, Target, Tier, TransitGateway, TransitTable, Vpc};
use hopwise_model::Inventory;

use super::read;
use super::refused::refused;

fn spoke(name: &str, block: &str) -> Vpc {
    let hub = Target::TransitGateway("hub".to_owned());
    Vpc::new(name, block)
        .tier(Tier::isolated("attachments").size(28))
        .tier(Tier::isolated("app").route("0.0.0.0/0", hub))
}

/// A VPC with the way to the internet and two that share it, with a transit gateway of all three.
fn account(hub: TransitGateway) -> Account {
    let network = Vpc::new("network", "10.0.0.0/16")
        .tier(Tier::public("public"))
        .tier(Tier::private("attachments", "public").size(28));
    let hub = hub.attach("network", "attachments").attach("shop", "attachments").attach("lab", "attachments");
    let account = Account::new("eu-west-1").vpc(network).vpc(spoke("shop", "10.1.0.0/16"));
    account.vpc(spoke("lab", "10.2.0.0/16")).transit_gateway(hub)
}

/// Central egress as AWS's guide has it: spokes go out by the VPC `network` and do not reach each other.
fn central_egress() -> Account {
    let spokes = TransitTable::new("spokes").associate("shop").associate("lab");
    let egress = TransitTable::new("egress").associate("network").propagate("shop").propagate("lab");
    let spokes = spokes.route("0.0.0.0/0", "network").blackhole("10.0.0.0/8");
    account(TransitGateway::new("hub").table(spokes).table(egress))
}

/// The attachments with their tables, and the tables with their propagations and routes, a line each.
fn told(account: &Account) -> Vec<String> {
    let inventory: Inventory = account.inventory().unwrap();
    let attached = inventory.transit_gateway_attachments.iter().map(|own| {
        let table = own.association.as_ref().and_then(|own| own.table.clone()).unwrap_or_default();
        format!("{} {} with {table}", own.id, own.resource.clone().unwrap_or_default())
    });
    let propagated = inventory.transit_gateway_propagations.iter().map(|own| {
        let from: Vec<&str> = own.attachments.iter().map(|own| own.attachment.as_str()).collect();
        format!("{} from {}", own.table, from.join(" "))
    });
    let routes = inventory.transit_gateway_routes.iter().flat_map(|own| {
        own.routes.iter().map(|route| {
            let block = route.block.map(|block| block.to_string()).unwrap_or_default();
            format!("{} {block} {} {} {}", own.table, route.origin, route.state, route.attachments.join(" "))
        })
    });
    attached.chain(propagated).chain(routes).map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn as_aws_makes_it_one_table_serves_all_attachments_and_has_their_blocks() {
    assert_eq!(
        told(&account(TransitGateway::new("hub"))),
        [
            "tgw-attach-hub-network vpc-network with tgw-rtb-hub-default",
            "tgw-attach-hub-shop vpc-shop with tgw-rtb-hub-default",
            "tgw-attach-hub-lab vpc-lab with tgw-rtb-hub-default",
            "tgw-rtb-hub-default from tgw-attach-hub-network tgw-attach-hub-shop tgw-attach-hub-lab",
            "tgw-rtb-hub-default 10.0.0.0/16 propagated active tgw-attach-hub-network",
            "tgw-rtb-hub-default 10.1.0.0/16 propagated active tgw-attach-hub-shop",
            "tgw-rtb-hub-default 10.2.0.0/16 propagated active tgw-attach-hub-lab",
        ]
    );
}

#[test]
fn tables_of_ones_own_have_what_is_said_and_the_default_one_what_propagates() {
    assert_eq!(
        told(&central_egress()),
        [
            "tgw-attach-hub-network vpc-network with tgw-rtb-hub-egress",
            "tgw-attach-hub-shop vpc-shop with tgw-rtb-hub-spokes",
            "tgw-attach-hub-lab vpc-lab with tgw-rtb-hub-spokes",
            "tgw-rtb-hub-default from tgw-attach-hub-network tgw-attach-hub-shop tgw-attach-hub-lab",
            "tgw-rtb-hub-egress from tgw-attach-hub-shop tgw-attach-hub-lab",
            "tgw-rtb-hub-spokes from",
            "tgw-rtb-hub-default 10.0.0.0/16 propagated active tgw-attach-hub-network",
            "tgw-rtb-hub-default 10.1.0.0/16 propagated active tgw-attach-hub-shop",
            "tgw-rtb-hub-default 10.2.0.0/16 propagated active tgw-attach-hub-lab",
            "tgw-rtb-hub-egress 10.1.0.0/16 propagated active tgw-attach-hub-shop",
            "tgw-rtb-hub-egress 10.2.0.0/16 propagated active tgw-attach-hub-lab",
            "tgw-rtb-hub-spokes 0.0.0.0/0 static active tgw-attach-hub-network",
            "tgw-rtb-hub-spokes 10.0.0.0/8 static blackhole",
        ]
    );
}

#[test]
fn without_its_defaults_a_gateway_has_no_default_table_and_attachments_none_at_all() {
    let hub = || TransitGateway::new("hub").without_default_association().without_default_propagation();
    assert_eq!(
        told(&account(hub().table(TransitTable::new("all").associate("shop").propagate("lab")))),
        [
            "tgw-attach-hub-network vpc-network with",
            "tgw-attach-hub-shop vpc-shop with tgw-rtb-hub-all",
            "tgw-attach-hub-lab vpc-lab with",
            "tgw-rtb-hub-all from tgw-attach-hub-lab",
            "tgw-rtb-hub-all 10.2.0.0/16 propagated active tgw-attach-hub-lab",
        ]
    );
    // With either of them there is one.
    let associated = told(&account(TransitGateway::new("hub").without_default_propagation()));
    assert!(associated.contains(&"tgw-attach-hub-lab vpc-lab with tgw-rtb-hub-default".to_owned()));
    assert!(associated.contains(&"tgw-rtb-hub-default from".to_owned()));
    let propagated = told(&account(TransitGateway::new("hub").without_default_association()));
    assert!(propagated.contains(&"tgw-attach-hub-lab vpc-lab with".to_owned()));
    assert!(propagated.contains(&"tgw-rtb-hub-default 10.2.0.0/16 propagated active tgw-attach-hub-lab".to_owned()));
}

/// A table shows the route that wins, and of overlapping VPCs the one that was attached first propagates (fact base M.1, M.4).
#[test]
fn a_static_route_hides_the_propagated_one_and_the_later_of_overlapping_vpcs_has_none() {
    let found = told(&account(TransitGateway::new("hub").route("10.1.0.0/16", "lab")));
    let to_shop: Vec<_> = found.iter().filter(|line| line.contains(" 10.1.0.0/16 ")).collect();
    assert_eq!(to_shop, ["tgw-rtb-hub-default 10.1.0.0/16 static active tgw-attach-hub-lab"]);

    let hub = TransitGateway::new("hub").attachment(Attachment::new("copy", "app"));
    let copy = Vpc::new("copy", "10.1.128.0/17").block("10.7.0.0/16").tier(Tier::isolated("app"));
    let found = told(&account(hub).vpc(copy.clone()));
    assert!(found.contains(&"tgw-rtb-hub-default 10.1.128.0/17 propagated active tgw-attach-hub-copy".to_owned()));
    assert!(found.contains(&"tgw-rtb-hub-default 10.7.0.0/16 propagated active tgw-attach-hub-copy".to_owned()));
    assert!(!found.iter().any(|line| line.contains(" 10.1.0.0/16 ")), "shop came later: {found:#?}");

    let mut last = account(TransitGateway::new("hub")).vpc(copy);
    last.transit_gateways[0].attachments.push(Attachment::new("copy", "app"));
    let found = told(&last);
    assert!(found.iter().any(|line| line.contains(" 10.1.0.0/16 ")));
    assert!(!found.iter().any(|line| line.contains("128.0/17") || line.contains("10.7.0.0/16")), "{found:#?}");
    assert!(found.iter().any(|line| line.contains("from") && line.contains("tgw-attach-hub-copy")), "{found:#?}");
}

#[test]
fn an_attachment_has_a_subnet_and_an_interface_in_each_of_its_zones() {
    let hub = TransitGateway::new("other").attachment(Attachment::new("shop", "app").zone('b').appliance_mode());
    let inventory = account(TransitGateway::new("hub")).transit_gateway(hub).inventory().unwrap();
    let attachments = inventory.transit_gateway_vpc_attachments.iter();
    let told = attachments.filter(|own| own.vpc.as_str() == "vpc-shop").map(|own| {
        let subnets: Vec<&str> = own.subnets.iter().map(hopwise_model::SubnetId::as_str).collect();
        format!("{} {} appliance mode {:?}", own.id, subnets.join(" "), own.appliance_mode)
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "tgw-attach-hub-shop subnet-shop-attachments-a subnet-shop-attachments-b appliance mode Some(false)",
            "tgw-attach-other-shop subnet-shop-app-b appliance mode Some(true)",
        ]
    );
    let interfaces = inventory.network_interfaces.iter().filter(|own| own.description.ends_with("other-shop"));
    assert_eq!(interfaces.map(|own| own.subnet.as_str()).collect::<Vec<_>>(), ["subnet-shop-app-b"]);
}

#[test]
fn documents_are_those_of_the_aws_cli_and_say_it_all_again() {
    let account = central_egress();
    let documents = account.documents().unwrap();
    let names: Vec<&str> = documents.iter().filter_map(|own| own.path.rsplit('/').next()).collect();
    for name in [
        "transit-gateway-attachments.json",
        "transit-gateway-vpc-attachments.json",
        "tgw-rtb-hub-default.json",
        "tgw-rtb-hub-egress.json",
        "tgw-rtb-hub-spokes.json",
    ] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    // Routes and propagations of one table have its name, in a folder each.
    assert_eq!(names.iter().filter(|name| **name == "tgw-rtb-hub-spokes.json").count(), 2);
    let snapshot = read(&documents);
    assert_eq!(snapshot.warnings, []);
    assert_eq!(hopwise_export::documents(&snapshot.inventory), documents);
    assert!(snapshot.inventory.validate().is_ok());
}

#[test]
fn it_reads_as_a_story() {
    let zone_b = Attachment::new("shop", "app").zone('b').appliance_mode();
    let other =
        TransitGateway::new("other").attachment(zone_b).without_default_propagation().route("0.0.0.0/0", "shop");
    let peering = Peering { accepter_resolves: true, ..Peering::new("shop", "lab") };
    let mut account = central_egress().transit_gateway(other).peering_with(peering);
    account.vpcs[1].dns_hostnames = true;
    account.vpcs[2].dns_hostnames = true;
    account.check().unwrap();
    let story = account.to_string();
    let between: Vec<&str> = story.lines().skip_while(|line| !line.starts_with("transit gateway")).collect();
    assert_eq!(
        between,
        [
            "transit gateway hub: network by attachments, shop by attachments, lab by attachments",
            "  table spokes of shop, lab: propagated by nothing; 0.0.0.0/0 → network, 10.0.0.0/8 → blackhole",
            "  table egress of network: propagated by shop, lab",
            "transit gateway other: shop by app in b in appliance mode; without default propagation; 0.0.0.0/0 → shop",
            "peering of shop with lab, DNS resolution on at lab",
        ]
    );
}

#[test]
fn what_aws_would_refuse() {
    let hub = || TransitGateway::new("hub");
    let table = || TransitTable::new("own");
    let with = |table: TransitTable| account(hub().table(table));
    let alone = hub().without_default_association().without_default_propagation();
    let other =
        |attachment: Attachment| account(hub()).transit_gateway(TransitGateway::new("other").attachment(attachment));
    let many = (0..20).fold(hub(), |hub, number| hub.table(TransitTable::new(&format!("t{number}"))));
    let mut all = account(hub());
    for number in 0..5 {
        all = all.transit_gateway(TransitGateway::new(&format!("g{number}")).attach("shop", "app"));
    }
    refused(vec![
        (account(hub().attach("shop", "app")), "DuplicateTransitGatewayAttachment", "VPC shop already"),
        (other(Attachment::new("shop", "app").zone('a').zone('a')), "DuplicateSubnetsInSameZone", "in zone a"),
        (other(Attachment::new("shop", "app").zone('c')), "InvalidSubnetID.NotFound", "no subnet in zone c"),
        (account(hub().route("0.0.0.0/0", "data")), "InvalidTransitGatewayAttachmentID.NotFound", "`data`"),
        (with(table().associate("data")), "InvalidTransitGatewayAttachmentID.NotFound", "`data`"),
        (with(table().propagate("data")), "InvalidTransitGatewayAttachmentID.NotFound", "`data`"),
        (with(table().route("anywhere", "lab")), "InvalidParameterValue", "`anywhere` is no block"),
        (
            with(table().route("10.9.0.0/16", "lab").blackhole("10.9.1.1/16")),
            "RouteAlreadyExists",
            "to this block already",
        ),
        (
            account(hub().table(table().associate("lab")).table(TransitTable::new("more").associate("lab"))),
            "Resource.AlreadyAssociated",
            "table more: the attachment of VPC lab",
        ),
        (
            with(table().propagate("lab").propagate("lab")),
            "TransitGatewayRouteTablePropagation.Duplicate",
            "VPC lab propagates to it already",
        ),
        (account(alone.route("0.0.0.0/0", "lab")), "InvalidRouteTableID.NotFound", "no default table"),
        (account(hub().table(table()).table(table())), "InvalidParameterValue", "another table called `own`"),
        (account(hub().table(TransitTable::new("default"))), "InvalidParameterValue", "`default`"),
        (account(hub().table(TransitTable::new("my table"))), "InvalidParameterValue", "letters, digits and hyphens"),
        (account(many), "TransitGatewayRouteTableLimitExceeded", "21 tables"),
        (all, "TransitGatewayAttachmentLimitExceeded", "5 transit gateways"),
    ]);
    with(table().associate("lab").propagate("lab").route("10.2.0.0/16", "lab")).check().unwrap();
}

#[test]
fn dns_resolution_over_a_peering_connection_is_off_unless_it_is_said() {
    let with = |peering: Peering| account(TransitGateway::new("hub")).peering_with(peering);
    let resolves = |account: &Account| {
        let inventory = account.inventory().unwrap();
        let own = inventory.vpc_peering_connections.iter().next().unwrap();
        (own.requester.resolves_for_peer, own.accepter.resolves_for_peer)
    };
    assert_eq!(resolves(&with(Peering::new("shop", "lab"))), (Some(false), Some(false)));
    let asked = with(Peering::new("shop", "lab").dns_resolution());
    let mut on = asked.clone();
    on.vpcs.iter_mut().for_each(|vpc| vpc.dns_hostnames = true);
    assert_eq!(resolves(&on), (Some(true), Some(true)));
    refused(vec![(asked, "OperationNotPermitted", "DNS hostnames and DNS support of VPC shop")]);
}
