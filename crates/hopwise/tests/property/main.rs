//! Properties of networks that are written in Rust: each holds where it must, and where it does not the message tells why.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests, like tests, may fail at once")]

use hopwise::build::{
    Account, Endpoint, Instance, NetworkAcl, NetworkMode, Ports, PrivateZone, SecurityGroup, Service, Target, Tier,
    Vpc, all, icmp, tcp, tcp_range, udp_range,
};
use hopwise::model::resource::PrivateAddress;
use hopwise::model::{Coverage, DocumentKind, Traffic};
use hopwise::property::{Asked, Violation};
use hopwise::{Network, Selection, Verdict};

#[path = "../shop/mod.rs"]
mod shop;

use shop::{account, network, shop};

fn message(result: Result<(), Violation>) -> (Option<Verdict>, String) {
    let violation = result.expect_err("it holds");
    (violation.verdict, violation.to_string())
}

#[test]
fn tasks_reach_the_database_and_nobody_else_does() {
    let network = network(shop());
    for from in ["eni-orders-1", "sg-shop-orders", "service:orders"] {
        network.reaches(from, "i-shop-db", &tcp(5432)).unwrap();
        network.reaches(from, "tier:data", &tcp(5432)).unwrap();
    }
    network.never_reaches("internet", "vpc-shop", &all()).unwrap();
    network.never_reaches("tier:data", "internet", &tcp(443)).unwrap();
    network.never_reaches("tier:app", "sg-shop-db", &tcp_range(1..=5431)).unwrap();
    network.never_reaches("i-shop-db", "tier:app", &icmp()).unwrap();
    network.can_pull(&Selection::default()).unwrap();
}

#[test]
fn the_message_names_the_sentence_and_the_rule() {
    let open = shop().group(SecurityGroup::new("open").ingress(tcp(5432), "10.20.0.0/16"));
    let network = network(open.instance(Instance::new("stray", "data").group("open")));
    let (verdict, message) = message(network.never_reaches("service:orders", "tier:data", &tcp(22)).and_then(|()| {
        network.never_reaches("i-shop-stray", "i-shop-db", &tcp(5432))?;
        network.never_reaches("service:orders", "i-shop-stray", &tcp(5432))
    }));
    assert_eq!(verdict, Some(Verdict::Delivered));
    assert!(
        message.starts_with("It does not hold that service:orders never reaches i-shop-stray on tcp 5432."),
        "{message}"
    );
    assert!(cfg!(not(feature = "terminal")) || message.contains("sg-shop-open"), "{message}");
}

/// Every protocol is every protocol: also one that only a rule names, and what denials by name leave over.
#[test]
fn every_port_is_of_every_protocol() {
    let never = |vpc: Vpc| {
        let hosts =
            vpc.instance(Instance::new("one", "app").group("odd")).instance(Instance::new("two", "data").group("odd"));
        network(hosts).never_reaches("i-shop-one", "i-shop-two", &all())
    };
    never(shop().group(SecurityGroup::new("odd"))).unwrap();
    let esp = Ports::from(Traffic::Protocol(50));
    let odd = shop().group(SecurityGroup::new("odd").ingress(esp, "10.20.0.0/16"));
    let (verdict, text) = message(never(odd.clone()));
    assert_eq!(verdict, Some(Verdict::Delivered), "{text}");
    let open = || shop().group(SecurityGroup::new("odd").ingress(all(), "10.20.0.0/16"));
    let spoken = [tcp_range(0..=u16::MAX), udp_range(0..=u16::MAX), icmp()];
    // That a rule for somebody else names ESP asks nobody to be reached by it.
    let usual =
        spoken.iter().fold(SecurityGroup::new("usual"), |usual, ports| usual.ingress(ports.clone(), "10.20.0.0/16"));
    let hosts = [("sender", "app"), ("taker", "data")].map(|(name, tier)| Instance::new(name, tier).group("usual"));
    let beside = hosts.into_iter().fold(odd.group(usual), Vpc::instance);
    network(beside).reaches("i-shop-sender", "i-shop-taker", &all()).unwrap();
    let acl = spoken.iter().zip(1..).fold(NetworkAcl::new("data").tier("data"), |acl, (ports, number)| {
        acl.deny_in(number, ports.clone(), "0.0.0.0/0")
    });
    never(open().acl(acl.clone())).unwrap();
    let acl = acl.allow_in(100, all(), "0.0.0.0/0").allow_out(100, all(), "0.0.0.0/0");
    assert_eq!(message(never(open().acl(acl))).0, Some(Verdict::Delivered));
}

/// Whoever else does what must not be is named.
#[test]
fn all_pairs_that_break_a_sentence_are_named() {
    let db = SecurityGroup::new("db").ingress(tcp(5432), "orders");
    let vpc = Vpc::new("shop", "10.20.0.0/16").tier(Tier::isolated("app")).tier(Tier::isolated("data")).group(db);
    let vpc = vpc.group(SecurityGroup::new("orders")).instance(Instance::new("db", "data").group("db"));
    let hosts = ["one", "two", "three"].map(|name| Instance::new(name, "app").group("orders"));
    let network = Account::new("eu-west-1").vpc(hosts.into_iter().fold(vpc, Vpc::instance)).asked().unwrap();
    let violation = network.never_reaches("tier:app", "tier:data", &tcp(5432)).unwrap_err();
    let [two, three] = ["two", "three"].map(|name| format!("eni-shop-{name} to eni-shop-db"));
    assert_eq!(violation.others, [two.clone(), three.clone()]);
    assert!(violation.to_string().ends_with(&format!("The same is so of {two}, {three}.")), "{violation}");
    network.never_reaches("tier:app", "tier:data", &tcp(22)).unwrap();
    assert!(network.never_reaches("name:one", "tier:data", &tcp(5432)).unwrap_err().others.is_empty());
}

#[test]
fn replies_that_are_stopped_are_no_answer_and_still_an_arrival() {
    let acl = NetworkAcl::new("data").tier("data").allow_in(100, all(), "0.0.0.0/0");
    let network = network(shop().acl(acl));
    assert_eq!(message(network.reaches("service:orders", "i-shop-db", &tcp(5432))).0, Some(Verdict::Blocked));
    assert_eq!(message(network.never_reaches("service:orders", "i-shop-db", &tcp(5432))).0, Some(Verdict::Blocked));
}

#[test]
fn a_way_is_the_only_one_where_no_packet_takes_another() {
    let one = Tier::isolated("app").route("0.0.0.0/0", Target::OneNatGateway("public".to_owned()));
    let of = |tier: Tier| {
        Vpc::new("shop", "10.20.0.0/16").tier(Tier::public("public")).tier(tier).group(SecurityGroup::new("orders"))
    };
    let via = "nat-shop-public-a";
    network(of(one)).only_via("service:orders", "internet", &tcp(443), via).unwrap();
    let both = network(of(Tier::private("app", "public")));
    let (verdict, message) = message(both.only_via("service:orders", "internet", &tcp(443), via));
    assert_eq!(verdict, Some(Verdict::Delivered));
    assert!(message.contains("only via nat-shop-public-a"), "{message}");
}

#[test]
fn what_means_nobody_holds_of_nobody() {
    let network = network(shop());
    let ask = |from: &str, to: &str, ports: &Ports| message(network.reaches(from, to, ports));
    for (from, to) in [("tier:nothing", "i-shop-db"), ("service:nothing", "i-shop-db"), ("i-shop-db", "sg-nothing")] {
        let (verdict, message) = ask(from, to, &tcp(443));
        assert_eq!(verdict, None, "{message}");
        assert!(message.starts_with("It cannot be asked whether"), "{message}");
    }
    assert!(ask("i-shop-db", "api.ecr.eu-west-1.amazonaws.com", &all()).1.contains("one port"));
    assert_eq!(ask("i-shop-db", "service:orders", &tcp(443)).0, Some(Verdict::Blocked));
    let refused = Account::new("eu-west-1").vpc(Vpc::new("big", "10.0.0.0/8")).asked().unwrap_err();
    assert!(refused.to_string().contains("InvalidVpc.Range"), "{refused}");
}

/// Of what a list does not show, and of IPv6, nothing is said to be so.
#[test]
fn less_knowledge_never_lets_a_sentence_hold() {
    let changed = |change: fn(&mut hopwise::Inventory)| {
        let mut snapshot = hopwise::load_account(&account(shop())).unwrap();
        change(&mut snapshot.inventory);
        snapshot.asked().unwrap()
    };
    let asked = |network: &Network| message(network.never_reaches("internet", "vpc-shop", &tcp(443)));
    for kind in [DocumentKind::NetworkInterfaces, DocumentKind::Subnets] {
        let mut snapshot = hopwise::load_account(&account(shop())).unwrap();
        let scope = snapshot.inventory.vpcs[0].scope.clone();
        snapshot.inventory.knowledge.record(kind, &scope, Coverage::Partial);
        assert_eq!(asked(&snapshot.asked().unwrap()).0, Some(Verdict::Undetermined), "{kind}");
    }
    let cut = changed(|inventory| inventory.network_interfaces.retain(|own| own.id.as_str() != "eni-shop-db"));
    assert!(cut.never_reaches("service:orders", "i-shop-db", &tcp(22)).is_err());
    let dual = changed(|inventory| {
        let db = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-shop-db").unwrap();
        db.addresses.push(PrivateAddress { private: "2a05:d018::1".parse().unwrap(), public: None });
    });
    let (verdict, message) = asked(&dual);
    assert_eq!(verdict, Some(Verdict::Undetermined));
    assert!(message.contains("IPv6"), "{message}");
    assert_eq!(self::message(dual.never_reaches("internet", "eni-shop-db", &tcp(443))).0, Some(Verdict::Undetermined));
    // Who has no IPv6 address sends nothing by it.
    dual.never_reaches("service:orders", "tier:data", &tcp(22)).unwrap();
}

#[test]
#[should_panic(expected = "It does not hold that every task of orders can pull.")]
fn a_macro_panics_with_the_explanation() {
    let closed = Vpc::new("shop", "10.20.0.0/16").tier(Tier::isolated("app")).group(SecurityGroup::new("orders"));
    hopwise::assert_can_pull!(account(closed), "orders");
}

#[test]
fn a_failing_test_leaves_documents_that_the_command_opens() {
    // Something that is in the way from an earlier failure.
    let directory = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let directory = directory.join("hopwise/a_failing_test_leaves_documents_that_the_command_opens");
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("vpcs.json"), "{").unwrap();
    let command = |property: fn()| {
        let panic = std::panic::catch_unwind(property).unwrap_err();
        let message = panic.downcast_ref::<String>().unwrap().clone();
        message.lines().last().unwrap().replace(&directory.display().to_string(), "DIR")
    };
    let pull = command(|| {
        let closed = Vpc::new("a", "10.0.0.0/16").tier(Tier::isolated("app")).group(SecurityGroup::new("orders"));
        hopwise::assert_can_pull!(account(closed));
    });
    assert_eq!(pull, "To look at it: hopwise diagnose 'DIR'");
    let flow = command(|| hopwise::assert_reaches!(account(shop()), "eni-orders-1", "i-shop-db", tcp(22)));
    assert_eq!(flow, "To look at it: hopwise trace 'DIR' --from 10.20.2.5 --to 10.20.4.4 --protocol tcp --port 22");
    let opened = hopwise::load([directory.as_os_str()], &hopwise::Options::default()).unwrap();
    assert_eq!(opened.warnings.len(), 0);
    let asked = opened.network().unwrap().trace(&hopwise::TraceRequest::new("10.20.2.5", "10.20.4.4")).unwrap();
    assert_eq!(asked.verdict(), Verdict::Blocked);
}

#[test]
fn macros_take_whatever_a_network_is_made_of() {
    let account = account(shop());
    hopwise::assert_can_pull!(account);
    hopwise::assert_can_pull!(hopwise::load_account(&account).unwrap(), "orders",);
    hopwise::assert_can_pull!(&account, in "tier:app", with "group:orders");
    let network = account.asked().unwrap();
    let closed = network.any_task_can_pull("tier:data", &["group:orders"]).unwrap_err();
    assert_eq!(
        (closed.is_certain, closed.property.as_str()),
        (true, "any task in tier:data with group:orders can pull")
    );
    for (subnets, group) in
        [("tier:nothing", "group:orders"), ("tier:app", "group:nothing"), ("teir:app", "group:orders")]
    {
        assert_eq!(network.any_task_can_pull(subnets, &[group]).unwrap_err().verdict, None, "{subnets} {group}");
    }
    hopwise::assert_reaches!(network, "service:orders", "ecr.api", tcp(443));
    hopwise::assert_unreachable!(&network, "internet", "tier:data", tcp(5432));
    hopwise::assert_only_via!(network, "eni-orders-1", "1.1.1.1", tcp(443), "nat-shop-public-a");
    // S3 has a way of its own, which is none to the internet.
    hopwise::assert_only_via!(network, "eni-orders-1", "internet", tcp(443), "nat-shop-public-a");
    network.only_via("eni-orders-1", "s3", &tcp(443), "nat-shop-public-a").expect_err("S3 has an endpoint");
}

/// One host of the cluster in a tier, and a service on it that says how its tasks are on the network.
fn on_a_host(mode: NetworkMode, group: &str) -> Network {
    let hosts = shop()
        .group(SecurityGroup::new("hosts").without_default_egress())
        .instance(Instance::new("host", "app").group(group).container_instance());
    let worker = Service::ec2("worker").network_mode(mode).tasks(1);
    let worker = if mode == NetworkMode::AwsVpc { worker.tier("app").group("orders") } else { worker };
    Account::new("eu-west-1").vpc(hosts).service(worker).asked().unwrap()
}

#[test]
fn a_task_on_an_instance_pulls_from_the_interface_of_its_instance() {
    for mode in [NetworkMode::AwsVpc, NetworkMode::Bridge, NetworkMode::Host] {
        on_a_host(mode, "orders").can_pull(&Selection::default()).unwrap();
        let (verdict, message) = message(on_a_host(mode, "hosts").can_pull(&Selection::default()));
        assert_eq!(verdict, Some(Verdict::Blocked), "{message}");
        assert!(message.contains("sg-shop-hosts"), "{message}");
    }
}

#[test]
fn a_private_zone_leads_a_name_to_what_its_record_says() {
    let central = || {
        Vpc::new("shop", "10.20.0.0/16")
            .dns_hostnames()
            .tier(Tier::isolated("app"))
            .group(SecurityGroup::new("orders"))
            .group(SecurityGroup::new("endpoints").ingress(tcp(443), "orders"))
            .endpoint(Endpoint::interface("ecr.api").tier("app").group("endpoints").without_private_dns())
            .endpoint(Endpoint::interface("logs").tier("app").group("endpoints").without_private_dns())
    };
    let host = "api.ecr.eu-west-1.amazonaws.com";
    let asked = |zone: PrivateZone| account(central()).zone(zone).asked().unwrap();
    let right = asked(PrivateZone::new(host).endpoint("", "ecr.api"));
    right.reaches("service:orders", host, &tcp(443)).unwrap();
    for wrong in [PrivateZone::new(host).endpoint("*", "ecr.api"), PrivateZone::new(host).endpoint("", "logs")] {
        let (verdict, message) = message(asked(wrong).reaches("service:orders", host, &tcp(443)));
        assert_eq!(verdict, Some(Verdict::Blocked), "{message}");
    }
}

#[test]
fn what_survives_a_zone_need_not_survive_a_gateway() {
    use hopwise::FaultKind::{Endpoint, NatGateway, Zone};
    let pulls = |network: &Network| network.can_pull(&Selection::default());
    let with = |app: Tier| {
        let vpc = Vpc::new("shop", "10.20.0.0/16").tier(Tier::public("public")).tier(app);
        network(vpc.group(SecurityGroup::new("orders")))
    };
    let per_zone = with(Tier::private("app", "public"));
    per_zone.survives(&[Zone, Endpoint], pulls).unwrap();
    let (verdict, message) = message(per_zone.survives(&[NatGateway], pulls));
    assert_eq!(verdict, Some(Verdict::Partial));
    assert!(
        message.starts_with("It does not hold that every task can pull when NAT gateway nat-shop-public-a is"),
        "{message}"
    );

    let single = with(Tier::isolated("app").route("0.0.0.0/0", Target::OneNatGateway("public".to_owned())));
    // The gateway is in the first zone; the loss of the other one changes nothing.
    let violation = single.survives(&[Zone], pulls).unwrap_err();
    assert_eq!(violation.property, "every task can pull when zone eu-west-1a is lost");
    assert_eq!(violation.verdict, Some(Verdict::Blocked));
    // Whatever does not hold as things are is not said of what is broken.
    let violation = single.survives(&[Zone], |network| network.reaches("internet", "tier:app", &tcp(443))).unwrap_err();
    assert!(!violation.property.contains("when"), "{}", violation.property);
}

#[test]
fn a_service_in_one_zone_does_not_survive_it() {
    let alone =
        Vpc::new("shop", "10.20.0.0/16").zones(1).tier(Tier::public("public")).tier(Tier::private("app", "public"));
    let network = network(alone.group(SecurityGroup::new("orders")));
    let pulls = |network: &Network| network.can_pull(&Selection::default());
    let violation = network.survives(&[hopwise::FaultKind::Zone], pulls).unwrap_err();
    assert!(violation.property.ends_with("when zone eu-west-1a is lost"), "{violation}");
}
