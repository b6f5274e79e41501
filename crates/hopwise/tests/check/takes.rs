//! Who takes packets: a service, endpoints, the internet, and blocks of public addresses that send.

use hopwise::build::{Account, Endpoint, Instance, SecurityGroup, Service, Tier, Vpc, all, tcp};
use hopwise::model::resource::PrivateAddress;
use hopwise::property::Asked;
use hopwise::{Network, Verdict};

use super::{Holds, RuleResult, Undetermined, Violated, one, shop::network, shop::shop};

fn asked(network: &Network, rules: &[(&str, RuleResult, &str)]) {
    for (rule, expected, why) in rules {
        let report = one(network, rule);
        let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(report.result, *expected, "{rule}: {messages:?}");
        assert!(why.is_empty() || messages.iter().any(|own| own.contains(why)), "{rule}: {messages:?}");
    }
}

/// Of a service, the tasks that run and those that are still to be started, wherever they may be put.
#[test]
fn a_service_is_asked_for_in_each_of_its_places() {
    let orders = SecurityGroup::new("orders").ingress(tcp(8080), "web");
    let vpc = Vpc::new("shop", "10.20.0.0/16")
        .tier(Tier::public("public"))
        .tier(Tier::private("app", "public"))
        .group(SecurityGroup::new("web"))
        .group(orders)
        .instance(Instance::new("web", "public").group("web"));
    let account = |tasks| {
        let service = Service::fargate("orders").tier("app").group("orders").tasks(tasks);
        Account::new("eu-west-1").vpc(vpc.clone()).service(service).asked().unwrap()
    };
    for tasks in [0, 1, 2] {
        asked(
            &account(tasks),
            &[
                ("reaches = { from = 'name:web', to = 'service:orders', ports = 'tcp 8080' }", Holds, ""),
                ("reaches = { from = 'name:web', to = 'service:orders', ports = 'tcp 22' }", Violated, "orders"),
                ("never_reaches = { from = 'name:web', to = 'service:orders', ports = 'tcp 22' }", Holds, ""),
                ("never_reaches = { from = 'name:web', to = 'service:orders', ports = 'tcp 8080' }", Violated, ""),
                ("never_reaches = { from = 'internet', to = 'service:orders' }", Holds, ""),
                ("never_reaches = { from = 'service:orders', to = 'service:orders' }", Holds, ""),
                ("never_reaches = { from = 'internet', to = 'service:nothing' }", Undetermined, ""),
            ],
        );
    }
    let rule = "never_reaches = { from = 'name:web', to = 'service:orders', ports = 'tcp 8080' }";
    let report = one(&account(0), rule);
    assert!(report.findings[0].message.contains("a task in subnet-shop-app-a"), "{:?}", report.findings);
}

/// With public addresses tasks are reached from outside, where their groups let that in.
#[test]
fn a_service_with_public_addresses_is_reached_from_outside() {
    let network = |ports| {
        let group = SecurityGroup::new("orders").ingress(ports, "0.0.0.0/0");
        let vpc = Vpc::new("shop", "10.20.0.0/16").tier(Tier::public("public")).group(group);
        let service = Service::fargate("orders").tier("public").group("orders").public_ip();
        Account::new("eu-west-1").vpc(vpc).service(service).asked().unwrap()
    };
    let rule = "never_reaches = { from = 'internet', to = 'service:orders', ports = 'tcp 22' }";
    asked(&network(tcp(22)), &[(rule, Violated, "a task in")]);
    asked(&network(tcp(443)), &[(rule, Holds, "")]);
}

/// Where hosts are meant these have to be reached; where only endpoints are, they do.
#[test]
fn endpoints_are_there() {
    let network = network(shop());
    asked(
        &network,
        &[
            ("reaches = { from = 'service:orders', to = 'group:endpoints', ports = 'tcp 443' }", Holds, ""),
            ("reaches = { from = 'i-shop-db', to = 'group:endpoints', ports = 'tcp 443' }", Violated, ""),
            ("reaches = { from = 'service:orders', to = 'group:endpoints', ports = 'tcp 22' }", Violated, ""),
            (
                "reaches = { from = 'service:orders', to = 'tier:public', ports = 'tcp 443' }",
                Undetermined,
                "take no connections",
            ),
            (
                "reaches = { from = 'service:orders', to = 'tier:nothing', ports = 'tcp 443' }",
                Undetermined,
                "means no network",
            ),
        ],
    );
}

/// What a gateway endpoint takes does not go to the internet.
#[test]
fn s3_by_a_gateway_endpoint_is_not_the_internet() {
    let vpc = |tier| {
        Vpc::new("shop", "10.20.0.0/16")
            .dns_hostnames()
            .tier(Tier::public("public"))
            .tier(tier)
            .group(SecurityGroup::new("app"))
            .endpoint(Endpoint::gateway("s3").tier("app"))
            .instance(Instance::new("app", "app").group("app"))
    };
    let made = |tier| Account::new("eu-west-1").vpc(vpc(tier)).asked().unwrap();
    let (never, s3) = (
        "never_reaches = { from = 'tier:app', to = 'internet' }",
        "never_reaches = { from = 'tier:app', to = 's3', ports = 'tcp 443' }",
    );
    let via = "only_via = { from = 'tier:app', to = 'internet', via = 'nat-*' }";
    let closed = made(Tier::isolated("app"));
    asked(&closed, &[(never, Holds, ""), (s3, Violated, ""), (via, Holds, "")]);
    let open = made(Tier::private("app", "public"));
    asked(&open, &[(never, Violated, ""), (via, Holds, "")]);
    closed.never_reaches("tier:app", "internet", &all()).unwrap();
    let violation = closed.reaches("i-shop-app", "internet", &tcp(443)).unwrap_err();
    assert_eq!(violation.verdict, Some(Verdict::Blocked));
}

/// Public addresses are on the internet, whoever has them.
#[test]
fn a_public_block_may_send() {
    let db = SecurityGroup::new("db").ingress(tcp(5432), "203.0.112.0/25");
    let vpc = Vpc::new("shop", "10.20.0.0/16").tier(Tier::public("public")).group(db);
    let service = Service::fargate("db").tier("public").group("db").public_ip().tasks(1);
    let network = Account::new("eu-west-1").vpc(vpc).service(service).asked().unwrap();
    asked(
        &network,
        &[
            ("never_reaches = { from = '203.0.112.0/24', to = 'group:db', ports = 'tcp 5432' }", Violated, ""),
            ("never_reaches = { from = '203.0.112.128/25', to = 'group:db' }", Holds, ""),
            ("never_reaches = { from = '203.0.112.0/24', to = 'group:db', ports = 'tcp 22' }", Holds, ""),
            ("reaches = { from = '203.0.112.0/26', to = 'group:db', ports = 'tcp 5432' }", Holds, ""),
            ("reaches = { from = '203.0.112.0/24', to = 'group:db', ports = 'tcp 5432' }", Violated, ""),
            ("never_reaches = { from = '192.168.0.0/16', to = 'group:db' }", Undetermined, "no VPC of the snapshot"),
            ("never_reaches = { from = '192.0.0.0/8', to = 'group:db' }", Undetermined, "no VPC of the snapshot"),
        ],
    );
}

/// Hosts that look alike are told apart by whatever a rule tells them apart by: an address, a group, a public address.
#[test]
fn who_differs_is_asked_for_itself() {
    let db =
        SecurityGroup::new("db").ingress(tcp(22), "10.20.0.6/32").ingress(tcp(23), "admin").ingress(tcp(24), "web");
    let vpc = Vpc::new("shop", "10.20.0.0/16")
        .tier(Tier::isolated("app"))
        .tier(Tier::isolated("data"))
        .group(SecurityGroup::new("web").ingress(tcp(22), "10.20.2.0/24"))
        .group(SecurityGroup::new("admin"))
        .group(db)
        .instance(Instance::new("db", "data").group("db"));
    let hosts = (0..4).map(|number| Instance::new(&format!("web-{number}"), "app").group("web"));
    let vpc = hosts.fold(vpc, Vpc::instance).instance(Instance::new("web-9", "app").group("admin"));
    let network = Account::new("eu-west-1").vpc(vpc).asked().unwrap();
    let senders = |port: u16| {
        let rule = format!("never_reaches = {{ from = 'eni-shop-web-*', to = 'name:db', ports = 'tcp {port}' }}");
        let report = one(&network, &rule);
        assert_eq!(report.asked, 5, "{rule}");
        report.findings.iter().filter_map(|own| own.from.clone()).collect::<Vec<_>>()
    };
    assert_eq!(senders(22), ["eni-shop-web-2"], "by its address");
    assert_eq!(senders(23), ["eni-shop-web-9"], "by its group");
    assert_eq!(senders(24), ["eni-shop-web-0", "eni-shop-web-1", "eni-shop-web-2", "eni-shop-web-3"]);
    assert_eq!(senders(25), Vec::<String>::new());
}

/// That packets may go by IPv6 takes nothing away from what those of IPv4 prove, and lets nothing hold.
#[test]
fn an_address_of_ipv6_hides_nothing_of_ipv4() {
    let mut snapshot = hopwise::load_account(&super::account(shop())).unwrap();
    for (own, number) in snapshot.inventory.network_interfaces.iter_mut().zip(1_u16..) {
        let private = std::net::IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, number]);
        own.addresses.push(PrivateAddress { private, public: None });
    }
    for own in &mut snapshot.inventory.subnets {
        own.cidrs.push("2001:db8::/64".parse().unwrap());
    }
    let never = |to: &str, ports: &str| {
        format!("never_reaches = {{ from = 'service:orders', to = '{to}', ports = '{ports}' }}")
    };
    let via = "only_via = { from = 'tier:app', to = 'internet', via = 'nat-shop-public-a' }";
    let rules = [
        (never("tier:data", "tcp 5432"), Violated, "db"),
        (never("i-shop-db", "tcp 5432"), Violated, ""),
        (never("internet", "tcp 443"), Violated, ""),
        (never("s3", "tcp 443"), Violated, ""),
        (via.to_owned(), Violated, ""),
        (never("tier:data", "tcp 22"), Undetermined, "IPv6"),
        (never("i-shop-db", "tcp 22"), Undetermined, "IPv6"),
        ("never_reaches = { from = 'tier:data', to = 'internet' }".to_owned(), Undetermined, "IPv6"),
    ];
    let network = snapshot.asked().unwrap();
    let rules: Vec<(&str, RuleResult, &str)> =
        rules.iter().map(|(rule, expected, why)| (rule.as_str(), *expected, *why)).collect();
    asked(&network, &rules);
}

/// Of a name one port is asked: that of HTTPS where a rule says none, and that is told.
#[test]
fn a_name_is_asked_at_the_port_of_https() {
    let network = network(shop());
    let via = |via: &str| format!("only_via = {{ from = 'service:orders', to = 'ecr.api', via = '{via}' }}");
    let (own, other) = (via("ecr.api"), via("s3"));
    asked(
        &network,
        &[
            (&own, Holds, ""),
            (&other, Violated, ""),
            ("never_reaches = { from = 'service:orders', to = 's3' }", Violated, ""),
            ("never_reaches = { from = 'i-shop-db', to = 'example.com' }", Holds, ""),
            ("never_reaches = { from = 'service:orders', to = 's3', ports = 'all' }", Undetermined, "one port"),
        ],
    );
    let said = |rule: &str| {
        let report = super::check(&network, &format!("[[rules]]\n{rule}\n"));
        report.assumptions.iter().any(|own| own.contains("TCP at port 443"))
    };
    assert!(said(&own));
    assert!(!said("never_reaches = { from = 'service:orders', to = 'i-shop-db' }"));
}
