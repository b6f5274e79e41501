//! Designs become resources with AWS's defaults, and what AWS would refuse is refused.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod between;
mod ipv6;
mod refused;
mod transit_gateway;

use hopwise_build::{
    Account, Document, Endpoint, Instance, NetworkAcl, NetworkMode, PrivateZone, SecurityGroup, Service,
};
use hopwise_build::{Target, Tier, Vpc, all, icmp, tcp, tcp_range, udp, udp_range};
use hopwise_import::{Options, read_documents};
use hopwise_model::resource::{Direction, Peer, RouteTarget};
use hopwise_model::{Inventory, Traffic};

fn account(vpc: Vpc) -> Account {
    Account::new("eu-west-1").vpc(vpc)
}

fn built(vpc: Vpc) -> Inventory {
    account(vpc).inventory().unwrap()
}

/// Everything that can be written.
fn everything() -> Account {
    let shop = Vpc::new("shop", "10.20.0.0/16")
        .block("10.30.0.0/20")
        .zones(3)
        .dns_hostnames()
        .tier(Tier::public("public"))
        .tier(Tier::private("app", "public").size(20))
        .tier(Tier::isolated("data").blocks(["10.20.250.0/28", "10.20.251.0/28", "10.30.0.0/28"]))
        .tier(Tier::isolated("batch").route("0.0.0.0/0", Target::OneNatGateway("public".to_owned())))
        .tier(Tier::isolated("lab").route("192.168.0.0/16", Target::Instance("router".to_owned())))
        .group(SecurityGroup::new("orders").without_default_egress().egress(tcp(443), "0.0.0.0/0").egress(icmp(), "db"))
        .group(SecurityGroup::new("db").ingress(tcp_range(5432..=5433), "orders").ingress(udp(53), "10.0.0.0/8"))
        .group(SecurityGroup::new("endpoints").ingress(tcp(443), "orders"))
        .acl(
            NetworkAcl::new("strict")
                .tier("data")
                .allow_in(100, tcp(5432), "10.20.0.0/16")
                .deny_in(90, all(), "10.20.7.0/24")
                .allow_out(100, tcp_range(1024..=65535), "10.20.0.0/16")
                .deny_out(90, udp_range(1..=1023), "0.0.0.0/0"),
        )
        .endpoint(Endpoint::interface("ecr.api").tier("app").group("endpoints"))
        .endpoint(Endpoint::interface("ecr.api").tier("data").without_private_dns())
        .endpoint(Endpoint::interface("logs").tier("app").policy(r#"{"Statement": []}"#))
        .endpoint(Endpoint::gateway("s3").tier("app").tier("data"))
        .instance(Instance::new("db", "data").group("db"))
        .instance(Instance::new("router", "public").without_source_dest_check())
        .instance(Instance::new("host", "app").zone('b').container_instance())
        .instance(Instance::new("windows", "app").windows().container_instance());
    let orders = Service::fargate("orders").vpc("shop").tier("app").tier("batch").group("orders");
    let orders =
        orders.image("public.ecr.aws/nginx/nginx:1").log_group("/ecs/orders").secret("db").secret("api/key").tasks(4);
    let web = Service::fargate("web").vpc("shop").tier("public").platform("LATEST").public_ip().tasks(1);
    Account::new("eu-west-1")
        .id("444455556666")
        .vpc(shop)
        .vpc(Vpc::new("empty", "172.16.0.0/24").without_dns_support().internet_gateway())
        .zone(
            PrivateZone::new("internal.example")
                .vpc("shop")
                .vpc("empty")
                .address("db", "10.20.250.4")
                .address("db", "10.20.251.4")
                .cname("www.db", "db.internal.example")
                .address("", "10.20.0.9")
                .address("*", "10.20.0.10"),
        )
        .zone(PrivateZone::new("api.ecr.eu-west-1.amazonaws.com").vpc("empty").endpoint("", "ecr.api"))
        .service(orders)
        .service(web)
        .service(Service::ec2("worker").vpc("shop").tier("app").tier("data").tasks(4))
        .service(Service::ec2("daemon").network_mode(NetworkMode::Host).tasks(1))
        .service(Service::ec2("proxy").network_mode(NetworkMode::Bridge).tasks(2))
}

fn read(documents: &[Document]) -> hopwise_import::Snapshot {
    let named = documents.iter().map(|document| (&document.path, &document.contents));
    read_documents(named, &Options::default()).unwrap()
}

#[test]
fn documents_are_read_without_a_warning_and_say_it_all_again() {
    let documents = everything().documents().unwrap();
    let snapshot = read(&documents);
    assert_eq!(snapshot.warnings, []);
    assert_eq!(snapshot.inventory, everything().inventory().unwrap());
    for (again, document) in hopwise_export::documents(&snapshot.inventory).iter().zip(&documents) {
        assert_eq!(again, document);
    }
    assert_eq!(hopwise_export::documents(&snapshot.inventory).len(), documents.len());
    assert!(snapshot.inventory.clone().validate().is_ok());
    let place = "accounts/444455556666/eu-west-1/";
    assert!(documents.iter().all(|document| document.path == "manifest.json" || document.path.starts_with(place)));
    assert_eq!(snapshot.inventory.vpcs[0].evidence.to_string(), format!("{place}vpcs.json#/Vpcs/0"));
}

#[test]
fn a_vpc_is_as_aws_makes_it() {
    let inventory = built(Vpc::new("shop", "10.20.0.0/16").tier(Tier::isolated("app")));
    let attribute =
        |is: fn(&hopwise_model::resource::VpcAttribute) -> Option<bool>| inventory.vpc_attributes.iter().find_map(is);
    assert_eq!(attribute(|own| own.dns_support), Some(true));
    assert_eq!(attribute(|own| own.dns_hostnames), Some(false));
    let main = &inventory.route_tables[0];
    assert!(main.associations[0].main && inventory.route_tables.len() == 1);
    assert_eq!(main.routes.iter().map(|route| &route.target).collect::<Vec<_>>(), [&RouteTarget::Local]);
    let acl = &inventory.network_acls[0];
    assert!(acl.is_default && acl.subnets.len() == 2);
    let numbers = acl.entries.iter().map(|entry| (entry.number, entry.direction, entry.allow));
    let (inward, outward) = (Direction::Ingress, Direction::Egress);
    let expected = [(100, inward, true), (32767, inward, false), (100, outward, true), (32767, outward, false)];
    assert_eq!(numbers.collect::<Vec<_>>(), expected);
    let group = &inventory.security_groups[0];
    assert_eq!(group.ingress[0].peer, Peer::Group(group.id.clone()));
    assert_eq!((group.egress[0].traffic, group.egress.len()), (Traffic::All, 1));
    assert_eq!(inventory.internet_gateways.len(), 0);
}

#[test]
fn subnets_take_the_next_free_blocks_around_those_that_were_said() {
    let with_blocks = Tier::isolated("data").blocks(["10.20.0.0/24", "10.20.2.0/25"]);
    let vpc = Vpc::new("shop", "10.20.0.0/16")
        .tier(Tier::isolated("app"))
        .tier(with_blocks)
        .tier(Tier::isolated("big").size(18));
    let blocks =
        built(vpc).subnets.iter().map(|subnet| format!("{} {}", subnet.id, subnet.cidrs[0])).collect::<Vec<_>>();
    let expected = [
        "subnet-shop-app-a 10.20.1.0/24",
        "subnet-shop-app-b 10.20.3.0/24",
        "subnet-shop-data-a 10.20.0.0/24",
        "subnet-shop-data-b 10.20.2.0/25",
        "subnet-shop-big-a 10.20.64.0/18",
        "subnet-shop-big-b 10.20.128.0/18",
    ];
    assert_eq!(blocks, expected);
}

#[test]
fn tiers_have_tables_where_they_route_and_one_for_each_zone_where_zones_differ() {
    let inventory = everything().inventory().unwrap();
    let tables = inventory.route_tables.iter().filter(|table| table.vpc.as_str() == "vpc-shop");
    let routes = tables.map(|table| {
        let routes = table.routes.iter().skip(2).map(|route| route.target.id());
        format!("{} of {}: {}", table.id, table.associations.len(), routes.collect::<Vec<_>>().join(" "))
    });
    let expected = [
        "rtb-shop-main of 1: ",
        "rtb-shop-public of 3: igw-shop",
        "rtb-shop-app-a of 1: nat-shop-public-a vpce-shop-gateway-s3",
        "rtb-shop-app-b of 1: nat-shop-public-b vpce-shop-gateway-s3",
        "rtb-shop-app-c of 1: nat-shop-public-c vpce-shop-gateway-s3",
        "rtb-shop-data of 3: vpce-shop-gateway-s3",
        "rtb-shop-batch of 3: nat-shop-public-a",
        "rtb-shop-lab of 3: eni-shop-router",
    ];
    assert_eq!(routes.collect::<Vec<_>>(), expected);
    assert_eq!(inventory.nat_gateways.len(), 3);
    assert_eq!(inventory.addresses.len(), 3);
}

#[test]
fn addresses_in_a_subnet_begin_behind_those_that_aws_keeps() {
    let inventory = everything().inventory().unwrap();
    let of = |id: &str| {
        let interface = inventory.network_interfaces.iter().find(|interface| interface.id.as_str() == id).unwrap();
        interface.addresses[0].private.to_string()
    };
    assert_eq!(of("eni-shop-db"), "10.20.250.4");
    assert_eq!(of("eni-shop-router"), "10.20.0.4");
    assert_eq!(of("eni-nat-shop-public-a"), "10.20.0.5");
    assert_eq!(of("eni-nat-shop-public-b"), "10.20.1.4");
}

#[test]
fn tasks_take_the_subnets_in_turn() {
    let inventory = everything().inventory().unwrap();
    let on_fargate = inventory.tasks.iter().filter(|task| task.launch_type.as_deref() == Some("FARGATE"));
    let subnets = on_fargate.filter_map(|task| task.subnet.as_ref().map(ToString::to_string));
    let expected =
        ["subnet-shop-app-a", "subnet-shop-app-b", "subnet-shop-app-c", "subnet-shop-batch-a", "subnet-shop-public-a"];
    assert_eq!(subnets.collect::<Vec<_>>(), expected);
    let versions = inventory.tasks.iter().filter_map(|task| task.platform_version.as_deref());
    assert!(versions.eq(["1.4.0"; 5]));
    let public = inventory.network_interfaces.iter().find(|own| own.id.as_str() == "eni-web-5").unwrap();
    assert!(public.addresses[0].public.is_some());
}

#[test]
fn tasks_on_instances_are_where_their_instance_is() {
    let inventory = everything().inventory().unwrap();
    let host = inventory.container_instances.iter().find(|host| host.os_type.as_deref() == Some("linux")).unwrap();
    let of = |service: &str| {
        let group = format!("service:{service}");
        let tasks = inventory.tasks.iter().filter(move |task| task.group.as_ref() == Some(&group));
        tasks.map(|task| task.subnet.as_ref().map(ToString::to_string)).collect::<Vec<_>>()
    };
    let subnets = ["app", "app", "app", "data"].map(|tier| Some(format!("subnet-shop-{tier}-b")));
    assert_eq!(of("worker"), subnets);
    assert_eq!((of("daemon"), of("proxy")), (vec![None], vec![None, None]));
    let on_hosts = inventory.tasks.iter().filter(|task| task.launch_type.as_deref() == Some("EC2"));
    assert_eq!(on_hosts.filter(|task| task.container_instance.as_ref() == Some(&host.arn)).count(), 7);
}

#[test]
fn zones_have_the_records_that_were_written_and_those_that_aws_makes() {
    let inventory = everything().inventory().unwrap();
    let of = |zone: &str| {
        let sets = inventory.resource_record_sets.iter().find(|sets| sets.zone.as_str() == zone).unwrap();
        let record = |set: &hopwise_model::resource::ResourceRecordSet| {
            let alias = set.alias.as_ref().map(|alias| alias.dns_name.as_str());
            format!("{} {} {}", set.name, set.kind, alias.unwrap_or(&set.values.join(" ")))
        };
        sets.records.iter().filter(|set| !matches!(set.kind.as_str(), "NS" | "SOA")).map(record).collect::<Vec<_>>()
    };
    assert_eq!(
        of("Z-internal-example"),
        [
            "db.internal.example A 10.20.250.4 10.20.251.4",
            "www.db.internal.example CNAME db.internal.example",
            "internal.example A 10.20.0.9",
            "*.internal.example A 10.20.0.10",
        ]
    );
    let endpoint = inventory.vpc_endpoints.iter().find(|endpoint| endpoint.service_name.ends_with("ecr.api")).unwrap();
    let alias = format!("api.ecr.eu-west-1.amazonaws.com A {}", endpoint.dns_names[0]);
    assert_eq!(of("Z-api-ecr-eu-west-1-amazonaws-com"), [alias]);
    let zones = |vpc: &str| {
        let zones = inventory.vpc_hosted_zones.iter().find(|zones| zones.vpc.as_str() == vpc).unwrap();
        zones.zones.len()
    };
    assert_eq!((zones("vpc-shop"), zones("vpc-empty")), (1, 2));
}

#[test]
fn an_account_reads_as_a_story() {
    let story = everything().to_string();
    for line in [
        "account 444455556666 in eu-west-1",
        "VPC shop 10.20.0.0/16 and 10.30.0.0/20, 3 zones, DNS hostnames on",
        "  tier public: 0.0.0.0/0 → internet gateway; 10.20.0.0/24 in a, 10.20.1.0/24 in b, 10.20.2.0/24 in c",
        "  tier lab: 192.168.0.0/16 → instance router; 10.20.6.0/24 in a, 10.20.7.0/24 in b, 10.20.8.0/24 in c",
        "  security group db: in tcp 5432-5433 from orders, udp 53 from 10.0.0.0/8; out everything",
        "  endpoint ecr.api in data, default security group, without private DNS",
        "  gateway endpoint s3 for app, data",
        "  instance windows in app-a, default security group, Windows, container instance",
        "private zone api.ecr.eu-west-1.amazonaws.com of empty: itself → endpoint ecr.api",
        "service daemon on instances in mode host: image daemon:latest, 1 task",
        "VPC empty 172.16.0.0/24, 2 zones, DNS support off, internet gateway",
    ] {
        assert!(story.lines().any(|own| own == line), "`{line}` is not in\n{story}");
    }
    assert_eq!(story, format!("{:?}", everything()));
    // What AWS would refuse is told, too.
    assert!(account(Vpc::new("big", "10.0.0.0/8")).to_string().contains("VPC big 10.0.0.0/8, 2 zones"));
}
