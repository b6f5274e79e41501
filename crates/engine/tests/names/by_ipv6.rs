//! Packets that IPv4 stops may get through by IPv6, which is not walked: whether they may, as far as the documents show.

use hopwise_engine::{Inquiry, Network, PublishedRanges, Reach, ServiceEndpoints, Verdict};
use hopwise_model::design::{Placement, PublicAddress, Source};
use hopwise_model::resource::{Direction, Peer, PrivateAddress, Route, RouteState, RouteTarget};
use hopwise_model::{DocumentKind, Gap, Inventory, NotEvaluated, Traffic};
use hopwise_packet::Protocol;
use hopwise_proptest::design::{AclStyle, Egress, GroupStyle, Plan, Zones};
use hopwise_proptest::fixture::{acl_entry, cidr, destination, dhcp_options, route, rule, vpc_attribute};

use crate::world::id;

const HOST: &str = "registry-1.docker.io";

/// A task without a way out by IPv4, with one by IPv6.
pub(crate) fn inventory() -> Inventory {
    let plan = Plan {
        subnets: 4,
        egress: Egress::Nat,
        nat_addresses: 1,
        gateway_endpoint: false,
        endpoint_interfaces: 0,
        groups_on_interfaces: false,
        acls: AclStyle::OpenEach,
        groups: GroupStyle::Open,
        zones: Zones::Both,
        automatic_zones: false,
        second_block: false,
        second_vpc: false,
        endpoint_default: true,
        edge_table: false,
    };
    let mut inventory = plan.build();
    for vpc in &mut inventory.vpcs {
        vpc.dhcp_options = Some("dopt-a".to_owned());
    }
    inventory.dhcp_options.push(dhcp_options("dopt-a"));
    inventory.vpc_attributes.push(vpc_attribute("vpc-a"));
    inventory.knowledge.complete([DocumentKind::DhcpOptions, DocumentKind::VpcAttribute]);
    let subnet = inventory.subnets.find_mut(|subnet| subnet.id.as_str() == "subnet-task").unwrap();
    subnet.cidrs.push(cidr("2001:db8::/64"));
    let task = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-task").unwrap();
    task.addresses.push(PrivateAddress { private: "2001:db8::4".parse().unwrap(), public: None });
    let table = inventory.route_tables.find_mut(|table| table.id.as_str() == "rtb-main").unwrap();
    table.routes.retain(|route| route.target == RouteTarget::Local);
    table.routes.push(route(destination("2001:db8::/56"), RouteTarget::Local));
    table.routes.push(route(destination("::/0"), RouteTarget::InternetGateway(id("igw-a"))));
    let acl = inventory.network_acls.find_mut(|acl| acl.id.as_str() == "acl-task").unwrap();
    let mut entry = acl_entry("acl-task", 101, Direction::Egress, true);
    entry.cidr = cidr("::/0");
    acl.entries.push(entry);
    egress(&mut inventory, Peer::Cidr(cidr("::/0")));
    inventory
}

/// Lets the task's group out to any IPv4 address, and to a peer.
fn egress(inventory: &mut Inventory, peer: Peer) {
    let group = inventory.security_groups.find_mut(|group| group.id.as_str() == "sg-task").unwrap();
    let peers = [Peer::Cidr(cidr("0.0.0.0/0")), peer];
    group.egress =
        peers.into_iter().enumerate().map(|(place, peer)| rule("sg-task", place, Traffic::All, peer)).collect();
}

fn routes(inventory: &mut Inventory, change: impl FnMut(&mut Route)) {
    let table = inventory.route_tables.find_mut(|table| table.id.as_str() == "rtb-main").unwrap();
    table.routes.iter_mut().filter(|route| route.destination == destination("::/0")).for_each(change);
}

/// What becomes of HTTPS to a host.
pub(crate) fn reach(network: &Network, source: Source, host: &str) -> Reach {
    let inquiry = Inquiry {
        source,
        address: None,
        host: host.to_owned(),
        protocol: Protocol::TCP,
        port: 443,
        source_ports: 32768..=60999,
        endpoints: ServiceEndpoints::default(),
    };
    network.reach(&inquiry, &PublishedRanges::new())
}

/// Whether it is open, for the task's interface and for a task to be placed beside it; else IPv4 decides.
fn open(inventory: &Inventory, host: &str) -> [bool; 2] {
    let network = Network::new(inventory.clone().validate().unwrap());
    let design = network.design();
    let placement = Placement {
        subnet: design.subnets.find("subnet-task").unwrap(),
        groups: vec![Ok(design.security_groups.find("sg-task").unwrap())],
        address: None,
        public: PublicAddress::None,
        is_anybody: false,
    };
    let sources =
        [Source::Interface(design.network_interfaces.find("eni-task").unwrap()), Source::Placement(placement)];
    sources.map(|source| {
        let found = reach(&network, source, host);
        let is_ipv6 = |gap: &Gap| matches!(gap, Gap::NotEvaluated { what: NotEvaluated::Ipv6, .. });
        match found.verdict {
            Verdict::Blocked => assert!(found.gaps().is_empty() && found.block.is_some()),
            Verdict::Undetermined => {
                assert!(matches!(found.gaps().as_slice(), [gap] if is_ipv6(gap)), "{:?}", found.gaps());
            }
            verdict => panic!("{verdict}"),
        }
        found.verdict == Verdict::Undetermined
    })
}

#[test]
fn every_part_of_the_way_has_to_lead_there() {
    type Change = fn(&mut Inventory);
    let cases: [(&str, Change, [bool; 2]); 11] = [
        ("all of them do", |_| {}, [true, true]),
        (
            "no address",
            |inventory| {
                let task = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-task").unwrap();
                task.addresses.truncate(1);
            },
            [false, true],
        ),
        (
            "no block",
            |inventory| {
                inventory.subnets.find_mut(|own| own.id.as_str() == "subnet-task").unwrap().cidrs.truncate(1);
            },
            [true, false],
        ),
        (
            "no route but the local one",
            |inventory| {
                routes(inventory, |route| route.target = RouteTarget::Local);
            },
            [false, false],
        ),
        ("a blackhole", |inventory| routes(inventory, |route| route.state = RouteState::Blackhole), [false, false]),
        (
            "a route of IPv4",
            |inventory| {
                routes(inventory, |route| route.destination = destination("192.0.2.0/24"));
            },
            [false, false],
        ),
        (
            "a network ACL that refuses it",
            |inventory| {
                let acl = inventory.network_acls.find_mut(|acl| acl.id.as_str() == "acl-task").unwrap();
                acl.entries
                    .iter_mut()
                    .filter(|entry| entry.cidr.addr().is_ipv6())
                    .for_each(|entry| entry.allow = false);
            },
            [false, false],
        ),
        (
            "a network ACL of IPv4",
            |inventory| {
                let acl = inventory.network_acls.find_mut(|acl| acl.id.as_str() == "acl-task").unwrap();
                acl.entries.retain(|entry| entry.cidr.addr().is_ipv4());
            },
            [false, false],
        ),
        (
            "a group that lets out to another",
            |inventory| egress(inventory, Peer::Group(id("sg-closed"))),
            [false, false],
        ),
        (
            "a group that lets out to IPv4",
            |inventory| egress(inventory, Peer::Cidr(cidr("8.8.8.8/32"))),
            [false, false],
        ),
        // What a list holds of IPv6 is not read.
        (
            "a group that lets out to a list",
            |inventory| {
                egress(inventory, Peer::PrefixList(id("pl-custom")));
            },
            [true, true],
        ),
    ];
    for (what, change, expected) in cases {
        let mut inventory = inventory();
        change(&mut inventory);
        assert_eq!(open(&inventory, HOST), expected, "{what}");
    }
    // What an address written as one means is known, and what arrives by IPv4 arrives.
    assert_eq!(open(&inventory(), "10.0.0.200"), [false, false]);
    let mut public = inventory();
    let task = public.network_interfaces.find_mut(|own| own.id.as_str() == "eni-task").unwrap();
    task.addresses[0].public = Some([54, 0, 0, 4].into());
    let table = public.route_tables.find_mut(|table| table.id.as_str() == "rtb-main").unwrap();
    table.routes.push(route(destination("0.0.0.0/0"), RouteTarget::InternetGateway(id("igw-a"))));
    let network = Network::new(public.validate().unwrap());
    let task = Source::Interface(network.design().network_interfaces.find("eni-task").unwrap());
    assert_eq!(reach(&network, task, HOST).verdict, Verdict::Delivered);
    // The host has to have such an address as well.
    assert_eq!(open(&inventory(), "logs.eu-west-1.amazonaws.com"), [false, false]);
    assert_eq!(open(&inventory(), "logs.eu-west-1.api.aws"), [true, true]);
}
