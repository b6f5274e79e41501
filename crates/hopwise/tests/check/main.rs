//! Rules of files, of networks that are written in Rust: each result, and why.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

use hopwise::build::{Account, Instance, NetworkAcl, SecurityGroup, Service, Target, Tier, Vpc, all, tcp};
use hopwise::model::resource::PrivateAddress;
use hopwise::model::{Coverage, DocumentKind};
use hopwise::property::Asked;
use hopwise::report::RuleReport;
use hopwise::{ChecksReport, Network, RuleResult, rules};

mod addresses;
mod anybody;
mod elsewhere;
mod remedy;
#[path = "../shop/mod.rs"]
mod shop;
mod takes;
mod to_start;
mod via;

use shop::{account, network, shop};

fn check(network: &Network, toml: &str) -> ChecksReport {
    network.check(&[rules::rules("rules.toml", toml).unwrap()])
}

/// What becomes of one rule.
fn one(network: &Network, rule: &str) -> RuleReport {
    check(network, &format!("[[rules]]\n{rule}\n")).rules.remove(0)
}

fn result(network: &Network, rule: &str) -> RuleResult {
    one(network, rule).result
}

use RuleResult::{Holds, Undetermined, Violated};

#[test]
fn each_rule_is_asked_of_everybody_whom_it_means() {
    let network = network(shop());
    for (rule, expected) in [
        ("can_pull = {}", Holds),
        ("can_pull = { services = 'orders' }", Holds),
        ("can_pull = { services = 'ord*', clusters = 'prod' }", Holds),
        ("can_pull = { placement = { subnets = 'tier:app', security_groups = 'group:orders' } }", Holds),
        ("can_pull = { placement = { subnets = 'tier:data', security_groups = 'group:orders' } }", Violated),
        ("reaches = { from = 'service:orders', to = 'tier:data', ports = 'tcp 5432' }", Holds),
        ("reaches = { from = 'service:ord*', to = 'name:db', ports = 'tcp 5432' }", Holds),
        ("reaches = { from = 'service:orders', to = 'tier:data', ports = ['tcp 5432', 'tcp 22'] }", Violated),
        ("reaches = { from = 'group:orders', to = ['ecr.api', 's3'], ports = 'tcp 443' }", Holds),
        ("reaches = { from = 'group:orders', to = 'group:db', ports = 'tcp 5432', both_ways = true }", Violated),
        ("never_reaches = { from = 'internet', to = '*' }", Holds),
        ("never_reaches = { from = 'tier:data', to = 'internet' }", Holds),
        (
            "never_reaches = { from = 'tier:app', to = 'group:d*', ports = ['tcp 22', 'tcp 5433-65535', 'udp', 'icmp'] }",
            Holds,
        ),
        ("never_reaches = { from = 'tier:app', to = 'group:d*' }", Violated),
        ("never_reaches = { from = 'tier:app', to = 's3', ports = 'tcp 443' }", Violated),
        ("never_reaches = { from = 'tier:data', to = 's3', ports = 'tcp 443' }", Holds),
        (
            "only_via = { from = 'tier:app', to = '1.1.1.1', via = ['nat-shop-public-a', 'nat-shop-public-b', 'nat-shop-public-c'] }",
            Holds,
        ),
        ("only_via = { from = 'tier:app', to = '1.1.1.1', via = 'nat-shop-public-b' }", Violated),
        ("never_reaches = { from = 'i-*', to = 'eni-*', ports = 'tcp 22' }", Holds),
    ] {
        let report = one(&network, rule);
        let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(report.result, expected, "{rule}: {messages:?}");
        assert_eq!(report.findings.is_empty(), expected == Holds, "{rule}");
        assert!(report.asked > 0, "{rule}");
    }
}

/// Of all placements with one fate the first shows it, and the others are named.
#[test]
fn every_placement_that_breaks_a_rule_is_named() {
    let report =
        one(&network(shop()), "can_pull = { placement = { subnets = 'tier:data', security_groups = 'group:orders' } }");
    let first = report.findings.first().unwrap();
    let mut named: Vec<&str> = first.from.iter().chain(&first.also_from).map(String::as_str).collect();
    named.sort_unstable();
    let zones = ["a", "b"].map(|zone| format!("a task in subnet-shop-data-{zone}"));
    assert_eq!((named, first.more_also_from), (zones.iter().map(String::as_str).collect(), 0), "{report:#?}");
}

/// Whoever is meant by nobody, or by a name that is not known, is no reason to pass.
#[test]
fn what_means_nobody_or_is_not_known_never_passes() {
    let network = network(shop());
    for (rule, why) in [
        ("never_reaches = { from = 'tier:nothing', to = '*' }", "means no network interface"),
        ("never_reaches = { from = 'internet', to = 'tier:nothing' }", "means no network interface"),
        ("never_reaches = { from = 'internet', to = 'eni-0nobody' }", "there is no network interface `eni-0nobody`"),
        ("never_reaches = { from = 'somebody', to = '*' }", "neither a network interface"),
        ("reaches = { from = 'service:nothing', to = 's3', ports = 'tcp 443' }", "means no network interface"),
        ("can_pull = { services = 'nothing' }", "there is no service `nothing`"),
        ("can_pull = { services = 'nothing-*' }", "means no service"),
        ("can_pull = { placement = { subnets = 'tier:nothing' } }", "means no subnet"),
        ("can_pull = {}\nsurvives = 'attachment'", "there is no attachment or peering connection in the snapshot"),
        ("never_reaches = { from = '192.0.2.0/24', to = 'tier:app' }", "no VPC of the snapshot has"),
        (
            "can_pull = { placement = { subnets = 'tier:app', security_groups = 'group:nothing' } }",
            "means no security group",
        ),
        ("never_reaches = { from = 'tier:app', to = 's3', ports = 'all' }", "one port"),
        ("reaches = { from = 'tier:app', to = 's3', ports = 'tcp 443', families = ['ipv4', 'ipv6'] }", ""),
    ] {
        let report = one(&network, rule);
        let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
        if why.is_empty() {
            // Nobody here sends by IPv6.
            assert_eq!(report.result, Holds, "{rule}: {messages:?}");
        } else {
            assert_eq!(report.result, Undetermined, "{rule}: {messages:?}");
            assert!(messages.iter().any(|message| message.contains(why)), "{rule}: {messages:?}");
        }
    }
}

/// Who is meant twice need not reach himself, and who is alone says nothing.
#[test]
fn nobody_is_asked_to_reach_himself() {
    let network = network(shop());
    for (rule, expected) in [
        ("never_reaches = { from = '*', to = 'tier:data', ports = 'tcp 22' }", Holds),
        ("never_reaches = { from = 'tier:data', to = '*', ports = 'tcp 22' }", Holds),
        ("never_reaches = { from = '*', to = 'tier:data', ports = 'tcp 5432' }", Violated),
        ("never_reaches = { from = 'name:db', to = 'tier:data', ports = 'tcp 22' }", Undetermined),
    ] {
        let report = one(&network, rule);
        let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(report.result, expected, "{rule}: {messages:?}");
    }
}

/// Whoever has an address of a block sends; whoever else does is not known where no VPC has all of it.
#[test]
fn a_block_of_addresses_may_send() {
    let network = network(shop());
    for (rule, expected, why) in [
        ("never_reaches = { from = '10.20.0.0/16', to = 'tier:data', ports = 'tcp 22' }", Holds, ""),
        (
            "never_reaches = { from = '10.20.2.0/24', to = 'tier:data', ports = 'tcp 5432' }",
            Violated,
            "eni-orders-1 reaches",
        ),
        (
            "never_reaches = { from = '10.0.0.0/8', to = 'tier:data', ports = 'tcp 5432' }",
            Violated,
            "eni-orders-1 reaches",
        ),
        (
            "never_reaches = { from = '10.0.0.0/8', to = 'tier:data', ports = 'tcp 22' }",
            Undetermined,
            "no VPC of the snapshot",
        ),
        ("reaches = { from = '10.20.2.0/23', to = 'tier:data', ports = 'tcp 5432' }", Holds, ""),
        ("never_reaches = { from = '10.20.200.0/24', to = 'tier:data' }", Undetermined, "means no network interface"),
        ("never_reaches = { from = 'fd00::/8', to = 'tier:data' }", Undetermined, "IPv6"),
        // Public addresses are on the internet.
        ("never_reaches = { from = '203.0.112.0/24', to = 'tier:data' }", Holds, ""),
        (
            "never_reaches = { from = '0.0.0.0/1', to = 'tier:data', ports = 'tcp 22' }",
            Undetermined,
            "no VPC of the snapshot",
        ),
        (
            "reaches = { from = '203.0.112.0/24', to = 'tier:data', ports = 'tcp 5432' }",
            Undetermined,
            "means no network",
        ),
    ] {
        let report = one(&network, rule);
        let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(report.result, expected, "{rule}: {messages:?}");
        assert!(why.is_empty() || messages.iter().any(|own| own.contains(why)), "{rule}: {messages:?}");
    }
}

/// A proven violation is told whatever else is not known, and the other way round nothing passes.
#[test]
fn a_violation_wins_over_what_is_not_known() {
    let network = network(shop());
    let mixed =
        one(&network, "never_reaches = { from = 'tier:app', to = ['tier:nothing', 'tier:data'], ports = 'tcp 5432' }");
    assert_eq!(mixed.result, Violated);
    let results: Vec<RuleResult> = mixed.findings.iter().map(|finding| finding.result).collect();
    assert_eq!(results.first(), Some(&Violated));
    assert_eq!(results.last(), Some(&Undetermined));
    let report =
        check(&network, "[[rules]]\ncan_pull = {}\n[[rules]]\nreaches = { from = 'a', to = 'b', ports = 'all' }\n");
    assert_eq!((report.result, report.rules[0].result), (Undetermined, Holds));
}

#[test]
fn less_knowledge_never_lets_a_rule_hold() {
    for kind in [DocumentKind::NetworkInterfaces, DocumentKind::Subnets] {
        let mut snapshot = hopwise::load_account(&account(shop())).unwrap();
        let scope = snapshot.inventory.vpcs[0].scope.clone();
        snapshot.inventory.knowledge.record(kind, &scope, Coverage::Partial);
        let network = snapshot.asked().unwrap();
        for to in ["*", "tier:data", "group:db", "name:db", "i-shop*", "eni-*", "vpc-shop", "sg-*"] {
            let rule = format!("never_reaches = {{ from = 'internet', to = '{to}' }}");
            assert_eq!(result(&network, &rule), Undetermined, "{kind} {to}");
        }
    }
    let without = |change: fn(&mut hopwise::Inventory)| {
        let mut snapshot = hopwise::load_account(&account(shop())).unwrap();
        change(&mut snapshot.inventory);
        snapshot.asked().unwrap()
    };
    let nameless = without(|inventory| inventory.instances.clear());
    assert_eq!(result(&nameless, "never_reaches = { from = 'internet', to = 'name:db' }"), Undetermined);
    let ungrouped = without(|inventory| inventory.security_groups.retain(|own| own.name.as_deref() != Some("db")));
    assert_eq!(result(&ungrouped, "never_reaches = { from = 'internet', to = 'group:db' }"), Undetermined);
    let dual = without(|inventory| {
        let db = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-shop-db").unwrap();
        db.addresses.push(PrivateAddress { private: "2a05:d018::1".parse().unwrap(), public: None });
    });
    let rule = "never_reaches = { from = 'internet', to = 'tier:data' }";
    assert_eq!(result(&dual, rule), Undetermined);
    assert_eq!(result(&dual, "never_reaches = { from = 'internet', to = 'tier:data', families = 'ipv4' }"), Holds);
    assert_eq!(result(&dual, "never_reaches = { from = 'tier:data', to = 's3', ports = 'tcp 443' }"), Undetermined);
    // Packets of IPv4 say nothing of a rule about IPv6 alone, be they stopped or not.
    let single = without(|_| {});
    for rule in [
        "reaches = { from = 'service:orders', to = 'i-shop-db', ports = 'tcp 5432', families = 'ipv6' }",
        "never_reaches = { from = 'tier:data', to = 'tier:app', ports = 'tcp 22', families = 'ipv6' }",
    ] {
        assert_eq!(result(&single, rule), Undetermined, "{rule}");
    }
}

/// Whoever must not arrive may send from any address of its interface, and to any.
#[test]
fn what_never_arrives_does_not_from_any_address() {
    let shop = |group: SecurityGroup| shop().group(SecurityGroup::new("web")).group(group);
    let shop = shop(SecurityGroup::new("second").ingress(tcp(22), "10.20.2.77/32"));
    let shop =
        shop.instance(Instance::new("web", "app").group("web")).instance(Instance::new("old", "data").group("second"));
    let mut snapshot = hopwise::load_account(&account(shop)).unwrap();
    let rule = "never_reaches = { from = 'name:web', to = 'name:old', ports = 'tcp 22' }";
    assert_eq!(result(&snapshot.clone().network().unwrap(), rule), Holds);
    let web = snapshot.inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-shop-web").unwrap();
    web.addresses.push(PrivateAddress { private: "10.20.2.77".parse().unwrap(), public: None });
    let network = snapshot.network().unwrap();
    assert_eq!(result(&network, rule), Violated);
    // What has to arrive leaves from the first one.
    assert_eq!(result(&network, &rule.replace("never_reaches", "reaches")), Violated);
}

#[test]
fn a_finding_has_the_way_the_rule_and_what_helps() {
    let network = network(shop().acl(NetworkAcl::new("data").tier("data").allow_in(100, all(), "0.0.0.0/0")));
    let never = one(&network, "never_reaches = { from = 'service:orders', to = 'tier:data', ports = 'tcp 5432' }");
    let finding = &never.findings[0];
    assert_eq!(finding.to.as_deref(), Some("eni-shop-db"));
    assert!(finding.path.contains(&"eni-shop-db".to_owned()), "{finding:?}");
    assert!(finding.message.contains("sg-shop-db inbound lets it pass"), "{}", finding.message);
    let evidence = finding.evidence.as_ref().unwrap();
    assert!(evidence.pointer.contains("/SecurityGroups/") && evidence.line.is_some(), "{evidence:?}");
    let reaches = one(&network, "reaches = { from = 'group:orders', to = 'tier:data', ports = 'tcp 5432' }");
    let answer = serde_json::to_value(&reaches.findings[0].answer).unwrap();
    assert_eq!(answer["verdict"], "blocked");
    let commands = answer["plans"][0]["changes"][0]["commands"][0].as_str().unwrap();
    assert!(commands.contains("create-network-acl-entry"), "{answer:#}");
    let never = "never_reaches = { from = 'service:orders', to = 'tier:data', ports = 'tcp 5432' }";
    assert!(!one(&network, never).plans.is_empty());
    assert!(one(&network.without_remedies(), never).plans.is_empty());
}

#[test]
fn without_rules_each_service_can_start() {
    let two = |tier: &str| {
        let other = Service::fargate("other").tier(tier).group("orders");
        hopwise::load_account(&account(shop()).service(other)).unwrap().network().unwrap().check_starts().unwrap()
    };
    let results = |report: &ChecksReport| {
        report.rules.iter().map(|rule| (rule.name.clone(), rule.asked, rule.result)).collect::<Vec<_>>()
    };
    let (orders, other) = ("service orders in cluster prod can start", "service other in cluster prod can start");
    let held = two("app");
    assert_eq!(results(&held), [(orders.to_owned(), 2, Holds), (other.to_owned(), 2, Holds)]);
    assert!(held.assumptions.iter().any(|own| own.contains("ermissions")), "{:?}", held.assumptions);
    let broken = two("data");
    assert_eq!((broken.result, broken.rules[1].result), (Violated, Violated));
    let messages: Vec<&str> = broken.rules[1].findings.iter().map(|finding| finding.message.as_str()).collect();
    assert!(messages.iter().any(|message| message.starts_with("image-manifest: ")), "{messages:?}");
    let nothing = hopwise::load_account(&Account::new("eu-west-1").vpc(shop())).unwrap().network().unwrap();
    assert!(nothing.check_starts().is_err());
}

/// The shop, with tags on the database's interface, on a subnet, on a group and on NAT gateways.
fn tagged() -> hopwise::Snapshot {
    let documents = account(shop()).documents().unwrap().into_iter().map(|own| {
        let mut value: serde_json::Value = serde_json::from_str(&own.contents).unwrap();
        for (list, id, tags) in [
            ("NetworkInterfaces", "NetworkInterfaceId", vec![("eni-shop-db", "TagSet", "env", "prod")]),
            ("Subnets", "SubnetId", vec![("subnet-shop-app-a", "Tags", "tier:kind", "private")]),
            ("SecurityGroups", "GroupId", vec![("sg-shop-orders", "Tags", "env", "prod")]),
            (
                "NatGateways",
                "NatGatewayId",
                ["nat-shop-public-a", "nat-shop-public-b"].map(|id| (id, "Tags", "role", "egress")).to_vec(),
            ),
        ] {
            for record in value.get_mut(list).and_then(|own| own.as_array_mut()).into_iter().flatten() {
                for (own, member, key, text) in &tags {
                    if record[id] == *own {
                        record[*member] = serde_json::json!([{"Key": key, "Value": text}]);
                    }
                }
            }
        }
        (own.path, value.to_string())
    });
    hopwise::load_documents(documents.collect::<Vec<_>>(), &hopwise::Options::default()).unwrap()
}

/// Tags are those that the documents have, of whatever an interface is in or on; where these cannot be read again, nobody knows.
#[test]
fn tags_are_read_where_they_are_asked_for() {
    let network = tagged().network().unwrap();
    for (rule, expected, asked) in [
        ("never_reaches = { from = 'service:orders', to = 'tag:env=prod', ports = 'tcp 5432' }", Violated, 2),
        ("never_reaches = { from = 'service:orders', to = 'tag:env=pr*', ports = 'tcp 5432' }", Violated, 2),
        ("never_reaches = { from = 'service:orders', to = 'tag:env', ports = 'tcp 22' }", Holds, 2),
        ("never_reaches = { from = 'service:orders', to = 'tag:env=test', ports = 'tcp 22' }", Undetermined, 0),
        ("never_reaches = { from = 'tag:tier:kind=private', to = 'tier:data', ports = 'tcp 22' }", Holds, 2),
        ("can_pull = { placement = { subnets = 'tag:tier:kind', security_groups = 'tag:env=prod' } }", Holds, 1),
        ("can_pull = { placement = { subnets = 'tag:tier:kind=public' } }", Undetermined, 0),
    ] {
        let report = one(&network, rule);
        let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!((report.result, report.asked), (expected, asked), "{rule}: {messages:?}");
    }
    // What no file holds has tags that nobody knows.
    let network = hopwise::Snapshot::from(tagged().inventory).network().unwrap();
    let rule = "never_reaches = { from = 'service:orders', to = 'tag:env=test', ports = 'tcp 22' }";
    let report = one(&network, rule);
    assert_eq!(report.result, Undetermined);
    assert!(report.findings[0].message.contains("not known where `tag:env=test` is"), "{:?}", report.findings);
}

/// What holds as things are is asked again with each thing of the kinds lost; what does not is not asked again.
#[test]
fn a_rule_may_have_to_survive() {
    let network = network(shop());
    for (rule, expected, said) in [
        (
            "can_pull = {}\nsurvives = 'zone'",
            Holds,
            "every task and service can pull, and still after the loss of any zone",
        ),
        ("can_pull = {}\nsurvives = ['zone', 'endpoint_interface']", Holds, "any zone or interface of an endpoint"),
        (
            "can_pull = {}\nsurvives = ['zone', 'nat_gateway']",
            Violated,
            "When NAT gateway nat-shop-public-a is deleted: ",
        ),
        (
            "reaches = { from = 'service:orders', to = 'tier:data', ports = 'tcp 5432' }\nsurvives = 'nat_gateway'",
            Holds,
            "after the loss of any NAT gateway",
        ),
        (
            "reaches = { from = 'service:orders', to = 'tier:data', ports = 'tcp 5432' }\nsurvives = 'rule'",
            Violated,
            "When the inbound rule of sg-shop-db for tcp 5432 from sg-shop-orders is revoked: ",
        ),
        (
            "never_reaches = { from = 'tier:app', to = 'group:d*' }\nsurvives = 'zone'",
            Violated,
            "after the loss of any zone",
        ),
    ] {
        let report = one(&network, rule);
        let messages = report.findings.iter().map(|finding| finding.message.as_str()).chain([report.property.as_str()]);
        let messages: Vec<&str> = messages.collect();
        assert_eq!(report.result, expected, "{rule}: {messages:?}");
        assert!(messages.iter().any(|own| own.contains(said)), "{rule}: {messages:?}");
    }
}

/// With a zone go those who are in it, and what is said is said of the others; of whom all are gone, nothing is left to say.
#[test]
fn what_is_said_is_said_of_what_a_lost_zone_leaves() {
    let web = SecurityGroup::new("web").ingress(tcp(8080), "web");
    let hosts = [("one", 'a'), ("two", 'b')].map(|(name, zone)| Instance::new(name, "app").zone(zone).group("web"));
    let network = network(hosts.into_iter().fold(shop().group(web), Vpc::instance));
    let each_its_own = "reaches = { from = 'group:web', to = '1.1.1.1', ports = 'tcp 443' }\nsurvives = 'zone'";
    assert_eq!(result(&network, each_its_own), Holds);
    // The database is in one zone.
    let of_one = "reaches = { from = 'service:orders', to = 'tier:data', ports = 'tcp 5432' }\nsurvives = 'zone'";
    let gone = one(&network, of_one);
    assert_eq!(gone.result, Violated, "{:?}", gone.findings);
    let messages: Vec<&str> = gone.findings.iter().map(|own| own.message.as_str()).collect();
    assert!(messages.iter().all(|own| own.contains("zone eu-west-1a is lost.")), "{messages:?}");
}

/// What was lost is told wherever a rule is, and a lost zone is one, not an ACL that nobody wrote.
#[test]
fn what_was_lost_is_told_before_what_stops() {
    let app = Tier::isolated("app").route("0.0.0.0/0", Target::OneNatGateway("public".to_owned()));
    let vpc =
        Vpc::new("shop", "10.20.0.0/16").tier(Tier::public("public")).tier(app).group(SecurityGroup::new("orders"));
    let network = network(vpc);
    for rule in [
        "can_pull = {}\nsurvives = 'zone'",
        "reaches = { from = 'group:orders', to = '1.1.1.1', ports = 'tcp 443' }\nsurvives = 'zone'",
    ] {
        let report = check(&network, &format!("[[rules]]\n{rule}\n"));
        assert_eq!(report.result, Violated, "{rule}");
        let messages: Vec<&str> = report.rules[0].findings.iter().map(|own| own.message.as_str()).collect();
        assert!(messages.iter().all(|own| own.starts_with("When zone eu-west-1a is lost: ")), "{messages:?}");
        assert!(messages.iter().any(|own| own.contains("shop-public-a: zone eu-west-1a is lost.")), "{messages:?}");
        assert!(messages.iter().all(|own| !own.contains("acl-lost")), "{messages:?}");
        #[cfg(feature = "terminal")]
        {
            let mut page = Vec::new();
            let options = hopwise::TerminalOptions { columns: Some(100), ..Default::default() };
            hopwise::write_checks_terminal(&report, options, &mut page).unwrap();
            let page = String::from_utf8(page).unwrap();
            assert!(page.contains("When zone eu-west-1a is lost"), "{page}");
        }
    }
}
