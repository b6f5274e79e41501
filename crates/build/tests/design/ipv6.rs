//! Networks with IPv6.

use hopwise_build::{
    Account, Endpoint, Instance, NetworkAcl, PrivateZone, SecurityGroup, Service, Target, Tier, Vpc, all, icmpv6, tcp,
};
use hopwise_model::resource::{Direction, Peer, RouteTarget};

use super::refused::refused;
use super::{account, read};

/// Everything that can be written of IPv6.
fn everything() -> Account {
    let shop = Vpc::new("shop", "10.20.0.0/16")
        .block("2a05:d018:10::/56")
        .dns_hostnames()
        .tier(Tier::public("public").dual_stack().route("::/0", Target::InternetGateway))
        .tier(Tier::private("app", "public").dual_stack().route("::/0", Target::EgressOnlyInternetGateway))
        .tier(Tier::isolated("only").ipv6_only().dns64().route("64:ff9b::/96", Target::NatGateway("public".to_owned())))
        .tier(Tier::isolated("data"))
        .group(SecurityGroup::new("open").ingress(tcp(443), "::/0").ingress(icmpv6(), "2a05:d018:10::/56"))
        .acl(NetworkAcl::new("strict").tier("only").allow_in(100, all(), "2a05:d018:10::/56").allow_out(
            90,
            tcp(443),
            "::/0",
        ))
        .endpoint(Endpoint::interface("logs").tier("app").dual_stack())
        .endpoint(Endpoint::interface("kms").tier("data"))
        .instance(Instance::new("both", "app"))
        .instance(Instance::new("alone", "only").zone('b'))
        .instance(Instance::new("db", "data"));
    Account::new("eu-west-1")
        .vpc(shop)
        .zone(PrivateZone::new("internal.example").address("db", "10.20.4.4").address("db", "2a05:d018:10::4"))
        .dual_stack_tasks()
        .service(Service::fargate("web").tier("app").tasks(1))
        .service(Service::fargate("old").tier("app").platform("1.3.0").tasks(1))
        .service(Service::fargate("new").tier("only").public_ip().tasks(1))
}

#[test]
fn documents_are_read_without_a_warning_and_say_it_all_again() {
    let documents = everything().documents().unwrap();
    let snapshot = read(&documents);
    assert_eq!(snapshot.warnings, []);
    assert_eq!(snapshot.inventory, everything().inventory().unwrap());
    assert_eq!(hopwise_export::documents(&snapshot.inventory), documents);
    assert!(snapshot.inventory.validate().is_ok());
}

#[test]
fn subnets_have_the_blocks_of_their_families() {
    let inventory = everything().inventory().unwrap();
    let told = inventory.subnets.iter().map(|own| {
        let blocks: Vec<String> = own.cidrs.iter().map(ToString::to_string).collect();
        format!("{} {} {:?} {}", own.id, blocks.join(" "), own.available_addresses, own.dns64)
    });
    let expected = [
        "subnet-shop-public-a 10.20.0.0/24 2a05:d018:10::/64 Some(251) false",
        "subnet-shop-public-b 10.20.1.0/24 2a05:d018:10:1::/64 Some(251) false",
        "subnet-shop-app-a 10.20.2.0/24 2a05:d018:10:2::/64 Some(251) false",
        "subnet-shop-app-b 10.20.3.0/24 2a05:d018:10:3::/64 Some(251) false",
        "subnet-shop-only-a 2a05:d018:10:4::/64 Some(0) true",
        "subnet-shop-only-b 2a05:d018:10:5::/64 Some(0) true",
        "subnet-shop-data-a 10.20.4.0/24 Some(251) false",
        "subnet-shop-data-b 10.20.5.0/24 Some(251) false",
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    assert_eq!(
        inventory.vpcs[0].cidrs.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["10.20.0.0/16", "2a05:d018:10::/56"]
    );
}

#[test]
fn interfaces_have_the_addresses_that_their_subnet_and_their_owner_give() {
    let inventory = everything().inventory().unwrap();
    let of = |id: &str| {
        let own = inventory.network_interfaces.iter().find(|own| own.id.as_str() == id).expect(id);
        assert!(own.addresses.iter().all(|address| address.public.is_none() || address.private.is_ipv4()));
        own.addresses.iter().map(|address| address.private.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(of("eni-shop-both"), "10.20.2.4 2a05:d018:10:2::4");
    assert_eq!(of("eni-shop-alone"), "2a05:d018:10:5::4");
    assert_eq!(of("eni-shop-db"), "10.20.4.4");
    assert_eq!(of("eni-nat-shop-public-a"), "10.20.0.4");
    assert_eq!(of("eni-shop-logs-a"), "10.20.2.5 2a05:d018:10:2::5");
    assert_eq!(of("eni-shop-kms-a"), "10.20.4.5");
    assert_eq!(of("eni-web-1"), "10.20.2.6 2a05:d018:10:2::6");
    assert_eq!(of("eni-old-2"), "10.20.2.7");
    assert_eq!(of("eni-new-3"), "2a05:d018:10:4::4");
    // Without the setting of ECS a task has IPv4 alone.
    let without = Account { dual_stack_tasks: false, ..everything() }.inventory().unwrap();
    let web = without.network_interfaces.iter().find(|own| own.id.as_str() == "eni-web-1").unwrap();
    assert_eq!(web.addresses.len(), 1);
}

#[test]
fn what_aws_makes_itself_is_for_both_families() {
    let inventory = everything().inventory().unwrap();
    for group in ["sg-shop-default", "sg-shop-open"] {
        let group = inventory.security_groups.iter().find(|own| own.id.as_str() == group).unwrap();
        let out = group.egress.iter().map(|rule| match &rule.peer {
            Peer::Cidr(block) => block.to_string(),
            other => format!("{other:?}"),
        });
        assert_eq!(out.collect::<Vec<_>>(), ["0.0.0.0/0", "::/0"]);
    }
    let entries = |id: &str| {
        let acl = inventory.network_acls.iter().find(|own| own.id.as_str() == id).unwrap();
        let inward = acl.entries.iter().filter(|entry| entry.direction == Direction::Ingress);
        inward.map(|entry| format!("{} {} {}", entry.number, entry.allow, entry.cidr)).collect::<Vec<_>>()
    };
    let last = ["32767 false 0.0.0.0/0", "32768 false ::/0"];
    assert_eq!(entries("acl-shop-default"), [&["100 true 0.0.0.0/0", "101 true ::/0"][..], &last].concat());
    assert_eq!(entries("acl-shop-strict"), [&["100 true 2a05:d018:10::/56"][..], &last].concat());
    let table = inventory.route_tables.iter().find(|own| own.id.as_str() == "rtb-shop-app-a").unwrap();
    let targets: Vec<String> = table.routes.iter().map(|route| route.target.id()).collect();
    assert_eq!(targets, ["local", "local", "nat-shop-public-a", "eigw-shop"]);
    assert!(table.routes.iter().any(|route| matches!(route.target, RouteTarget::EgressOnlyInternetGateway(_))));
    // None of it in a VPC without IPv6.
    let plain = account(Vpc::new("plain", "10.0.0.0/16").group(SecurityGroup::new("a"))).inventory().unwrap();
    assert!(plain.security_groups.iter().all(|group| group.egress.len() == 1));
    assert_eq!((plain.network_acls[0].entries.len(), plain.route_tables[0].routes.len()), (4, 1));
}

#[test]
fn it_reads_as_a_story() {
    let story = everything().to_string();
    for line in [
        "VPC shop 10.20.0.0/16 and 2a05:d018:10::/56, 2 zones, DNS hostnames on",
        "  tier public: 0.0.0.0/0 → internet gateway, ::/0 → internet gateway; 10.20.0.0/24 and 2a05:d018:10::/64 in a, 10.20.1.0/24 and 2a05:d018:10:1::/64 in b",
        "  tier only: DNS64, 64:ff9b::/96 → NAT gateway in public, in the same zone; 2a05:d018:10:4::/64 in a, 2a05:d018:10:5::/64 in b",
        "  security group open: in tcp 443 from ::/0, icmpv6 from 2a05:d018:10::/56; out everything",
        "  endpoint logs in app, default security group, with IPv6",
        "tasks with addresses of both families",
    ] {
        assert!(story.lines().any(|own| own == line), "`{line}` is not in\n{story}");
    }
}

#[test]
fn what_aws_would_refuse() {
    let vpc = || Vpc::new("shop", "10.20.0.0/16").block("2a05:d018:10::/56").dns_hostnames();
    let with = |tier: Tier| account(vpc().tier(Tier::public("public")).tier(tier));
    let only = || with(Tier::isolated("only").ipv6_only());
    let first = |first: &str| account(Vpc::new("shop", first));
    let endpoint = |tier: Tier, endpoint: Endpoint| account(vpc().tier(tier).endpoint(endpoint.tier("app")));
    let logs = || Endpoint::interface("logs");
    let nat = || Target::NatGateway("public".to_owned());
    let mut many = SecurityGroup::new("many");
    for port in 0..60 {
        many = many.ingress(tcp(port), "0.0.0.0/0").ingress(tcp(port), "::/0");
    }
    account(vpc().group(many.clone())).inventory().unwrap();
    let tiny = vpc().block("2a05:d018:20::/60").zones(6);
    let tiers = (0..46).fold(tiny, |vpc, number| vpc.tier(Tier::isolated(&format!("tier-{number}")).ipv6_only()));
    refused(vec![
        (first("2a05:d018:10::/56"), "MissingParameter", "made with a block of IPv4"),
        (account(vpc().block("2a05:d018:20::/64")), "InvalidVpc.Range", "/44 and /60"),
        (account(vpc().block("2a05:d018:20::/58")), "InvalidVpc.Range", "steps of 4"),
        (
            account(Vpc::new("shop", "10.20.0.0/16").tier(Tier::isolated("a").dual_stack())),
            "InvalidSubnet.Range",
            "Vpc::block",
        ),
        (account(tiers), "InvalidSubnet.Range", "no room for another /64"),
        (
            with(Tier::isolated("only").ipv6_only().blocks(["10.20.8.0/24", "10.20.9.0/24"])),
            "InvalidParameterCombination",
            "no block of IPv4",
        ),
        (with(Tier::isolated("a").blocks(["2a05:d018:10::/64", "::/64"])), "InvalidParameterValue", "is no IPv4 block"),
        (with(Tier::isolated("a").dns64()), "InvalidParameterValue", "DNS64"),
        (
            with(Tier::isolated("a").route("0.0.0.0/0", Target::EgressOnlyInternetGateway)),
            "InvalidParameterValue",
            "IPv6",
        ),
        (with(Tier::isolated("a").dual_stack().route("::/0", nat())), "InvalidParameterValue", "64:ff9b::/96"),
        (
            with(Tier::isolated("a").route("2a05:d018:10:8::/64", Target::EgressOnlyInternetGateway)),
            "InvalidParameterValue",
            "within the VPC",
        ),
        (endpoint(Tier::isolated("app"), logs().dual_stack()), "InvalidParameter", "Tier::dual_stack"),
        (endpoint(Tier::isolated("app").ipv6_only(), logs()), "InvalidParameter", "Tier::dual_stack"),
        (
            account(
                vpc().internet_gateway().tier(Tier::isolated("only").ipv6_only()).tier(Tier::private("app", "only")),
            ),
            "InvalidParameterValue",
            "subnet-shop-only-a has no block of IPv4",
        ),
        (
            only().service(Service::fargate("web").tier("only").platform("1.3.0").tasks(1)),
            "InvalidParameterException",
            "1.3.0 has no IPv6",
        ),
        (account(vpc().group(many.ingress(tcp(60), "many"))), "RulesPerSecurityGroupLimitExceeded", "61 rules"),
    ]);
}
