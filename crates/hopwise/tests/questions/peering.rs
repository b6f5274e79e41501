//! Names and destinations across a peering connection.

use hopwise::build::{Account, Instance, SecurityGroup, Target, Tier, Vpc, tcp};
use hopwise::model::{Component, DocumentKind, Inventory};
use hopwise::{Network, Snapshot, Verdict};

use super::request;

const NAME: &str = "ec2-52-1-2-3.eu-west-1.compute.amazonaws.com";

/// A client here, and a server with a public address in a peer VPC.
fn network(change: impl Fn(&mut Inventory)) -> Network {
    let peer = |name: &str| Target::Peering(name.to_owned());
    let shop = Vpc::new("shop", "10.20.0.0/16")
        .tier(Tier::isolated("app").route("10.30.0.0/16", peer("office")))
        .group(SecurityGroup::new("web"))
        .instance(Instance::new("web", "app").group("web"));
    let office = Vpc::new("office", "10.30.0.0/16")
        .tier(Tier::isolated("desks").route("10.20.0.0/16", peer("shop")))
        .group(SecurityGroup::new("db").ingress(tcp(443), "10.20.0.0/16"))
        .instance(Instance::new("db", "desks").group("db"));
    let account = Account::new("eu-west-1").vpc(shop).vpc(office).peering("shop", "office");
    let mut snapshot: Snapshot = hopwise::load_account(&account).unwrap();
    let inventory = &mut snapshot.inventory;
    let server = inventory.network_interfaces.by_id_mut("eni-office-db").unwrap();
    server.addresses.first_mut().unwrap().public = Some("52.1.2.3".parse().unwrap());
    inventory.vpc_attributes.iter_mut().for_each(|own| own.dns_hostnames = own.dns_hostnames.map(|_| true));
    change(inventory);
    snapshot.network().unwrap()
}

fn options(allows: Option<bool>, state: &'static str) -> impl Fn(&mut Inventory) {
    move |inventory| {
        let connection = inventory.vpc_peering_connections.first_mut().unwrap();
        connection.accepter.resolves_for_peer = allows;
        state.clone_into(&mut connection.state);
    }
}

/// A public name means the private address to a peer where its own side allows that, the public one where it does not, and nobody
/// knows which where that is not printed, or the connection is not (VPC peering guide, "Enable DNS resolution for a VPC peering
/// connection").
#[test]
fn a_public_name_means_what_the_side_of_its_instance_allows() {
    let unlisted = |inventory: &mut Inventory| {
        inventory.vpc_peering_connections.clear();
        inventory.knowledge.forget(DocumentKind::VpcPeeringConnections);
    };
    let without_names = |inventory: &mut Inventory| {
        options(Some(true), "active")(inventory);
        inventory.vpc_attributes.iter_mut().for_each(|own| own.dns_hostnames = own.dns_hostnames.map(|_| false));
    };
    for (network, expected, what) in [
        (network(options(Some(true), "active")), &["10.30.0.4"][..], "allowed"),
        (network(options(Some(false), "active")), &["52.1.2.3"], "not allowed"),
        (network(options(None, "active")), &["10.30.0.4", "52.1.2.3"], "not printed"),
        (network(options(Some(true), "deleting")), &["10.30.0.4", "52.1.2.3"], "going"),
        (network(options(Some(true), "deleted")), &["52.1.2.3"], "gone"),
        (network(without_names), &["10.30.0.4", "52.1.2.3"], "without host names"),
        (network(unlisted), &["10.30.0.4", "52.1.2.3"], "not listed"),
    ] {
        let traced = network.trace(&request("eni-shop-web", NAME)).unwrap().found;
        let mut meant: Vec<String> =
            traced.reach.flows().map(|flow| flow.witness.packet.destination.to_string()).collect();
        meant.sort();
        meant.dedup();
        assert_eq!(meant, expected, "{what}");
        let is_sure = expected == ["10.30.0.4"];
        assert_eq!(traced.reach.verdict == Verdict::Delivered, is_sure, "{what}: {:?}", traced.reach.verdict);
    }
}

/// What does not arrive was for who has the address in the peer VPC, and for nobody on the internet.
#[test]
fn what_does_not_arrive_was_for_the_peer() {
    let closed = network(|inventory| {
        let group = inventory.security_groups.find_mut(|own| own.name.as_deref() == Some("db")).unwrap();
        group.ingress.clear();
    });
    for (to, component, id) in
        [("10.30.0.4", Component::NetworkInterface, "eni-office-db"), ("10.30.200.9", Component::Vpc, "vpc-office")]
    {
        let traced = closed.trace(&request("eni-shop-web", to)).unwrap().found;
        let flow = traced.reach.flows().next().unwrap();
        assert_eq!(traced.reach.verdict, Verdict::Blocked, "{to}");
        assert_eq!((flow.destination.component, flow.destination.id.as_deref()), (component, Some(id)), "{to}");
    }
}
