//! VPCs that reach each other.

use hopwise_build::{Account, Target, Tier, TransitGateway, Vpc};
use hopwise_model::resource::InterfaceKind;

use super::read;
use super::refused::refused;

fn to_hub() -> Target {
    Target::TransitGateway("hub".to_owned())
}

fn spoke(name: &str, block: &str) -> Vpc {
    Vpc::new(name, block)
        .tier(Tier::isolated("attachments").size(28))
        .tier(Tier::isolated("app").route("0.0.0.0/0", to_hub()))
}

/// A VPC with the way to the internet, two that share it, and one that is a peer.
fn account() -> Account {
    let network = Vpc::new("network", "10.0.0.0/16")
        .tier(Tier::public("public").route("10.0.0.0/8", to_hub()))
        .tier(Tier::private("attachments", "public").size(28));
    let peer = |name: &str| Target::Peering(name.to_owned());
    let data = Vpc::new("data", "10.3.0.0/16").tier(Tier::isolated("db").route("10.1.0.0/16", peer("shop")));
    let shop = spoke("shop", "10.1.0.0/16").tier(Tier::isolated("jobs").route("10.3.0.0/16", peer("data")));
    Account::new("eu-west-1")
        .vpc(network)
        .vpc(shop)
        .vpc(spoke("lab", "10.2.0.0/16"))
        .vpc(data)
        .transit_gateway(
            TransitGateway::new("hub")
                .attach("network", "attachments")
                .attach("shop", "attachments")
                .attach("lab", "attachments"),
        )
        .peering("shop", "data")
}

#[test]
fn documents_are_read_without_a_warning_and_say_it_all_again() {
    let documents = account().documents().unwrap();
    let snapshot = read(&documents);
    assert_eq!(snapshot.warnings, []);
    assert_eq!(snapshot.inventory, account().inventory().unwrap());
    assert_eq!(hopwise_export::documents(&snapshot.inventory), documents);
    assert!(snapshot.inventory.validate().is_ok());
}

#[test]
fn an_attachment_has_an_interface_in_each_subnet_and_routes_lead_there() {
    let inventory = account().inventory().unwrap();
    let interfaces = inventory.network_interfaces.iter();
    let own = interfaces.filter(|own| InterfaceKind::of(own) == InterfaceKind::TransitGatewayAttachment);
    let told = own.map(|own| {
        assert!(own.groups.is_empty() && own.source_dest_check == Some(false));
        let (_, attachment) = own.description.rsplit_once(' ').unwrap();
        format!("{} in {}", attachment, own.subnet)
    });
    let expected = ["network", "shop", "lab"]
        .into_iter()
        .flat_map(|vpc| ["a", "b"].map(|zone| format!("tgw-attach-hub-{vpc} in subnet-{vpc}-attachments-{zone}")));
    assert_eq!(told.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    let targets = |table: &str| {
        let table = inventory.route_tables.iter().find(|own| own.id.as_str() == table).unwrap();
        table.routes.iter().skip(1).map(|route| route.target.id()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(targets("rtb-network-public"), "igw-network tgw-hub");
    assert_eq!(targets("rtb-shop-app"), "tgw-hub");
    // Whoever asked, it is one connection.
    assert_eq!((targets("rtb-shop-jobs"), targets("rtb-data-db")), ("pcx-shop-data".into(), "pcx-shop-data".into()));
}

#[test]
fn it_reads_as_a_story() {
    let story = account().to_string();
    for line in [
        "  tier public: 0.0.0.0/0 → internet gateway, 10.0.0.0/8 → transit gateway hub; 10.0.0.0/24 in a, 10.0.1.0/24 in b",
        "  tier jobs: 10.3.0.0/16 → peering with data; 10.1.3.0/24 in a, 10.1.4.0/24 in b",
        "transit gateway hub: network by attachments, shop by attachments, lab by attachments",
        "peering of shop with data",
    ] {
        assert!(story.lines().any(|own| own == line), "`{line}` is not in\n{story}");
    }
}

#[test]
fn what_aws_would_refuse() {
    let hub = |hub: TransitGateway| account().transit_gateway(hub);
    let other = || TransitGateway::new("other");
    let leads = |target: Target| {
        account().vpc(Vpc::new("lone", "10.9.0.0/16").tier(Tier::isolated("app").route("0.0.0.0/0", target)))
    };
    let only = Vpc::new("only", "10.9.0.0/16").block("2a05:d018:10::/56").tier(Tier::isolated("app").ipv6_only());
    refused(vec![
        (hub(TransitGateway::new("hub")), "InvalidParameterValue", "another transit gateway"),
        (hub(other().attach("nobody", "app")), "InvalidVpcID.NotFound", "`nobody`"),
        (hub(other().attach("shop", "nowhere")), "InvalidSubnetID.NotFound", "`nowhere`"),
        (hub(other().attach("shop", "app").attach("shop", "jobs")), "DuplicateTransitGatewayAttachment", "shop"),
        (
            hub(other().attach("only", "app")).vpc(only),
            "InvalidParameterValue",
            "subnet-only-app-a has no block of IPv4",
        ),
        (leads(to_hub()), "InvalidTransitGatewayID.NotFound", "`hub` is attached"),
        (leads(Target::Peering("shop".to_owned())), "InvalidVpcPeeringConnectionID.NotFound", "`shop`"),
        (account().peering("data", "shop"), "VpcPeeringConnectionAlreadyExists", "already"),
        (account().peering("shop", "nobody"), "InvalidVpcID.NotFound", "`nobody`"),
        (account().peering("shop", "shop"), "failed", "overlap"),
        (
            account().vpc(Vpc::new("same", "10.1.0.0/20")).peering("same", "shop"),
            "failed",
            "10.1.0.0/20 and 10.1.0.0/16",
        ),
        (
            leads(Target::InternetGateway).vpc(
                Vpc::new("within", "10.8.0.0/16")
                    .tier(Tier::isolated("a").route("10.8.0.0/20", Target::Instance("x".into()))),
            ),
            "InvalidParameterValue",
            "not the whole block of a subnet",
        ),
    ]);
    hub(other().attach("shop", "app")).inventory().unwrap();
}
