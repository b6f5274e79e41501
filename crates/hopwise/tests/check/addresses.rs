//! Addresses of a rule: public ones of who is inside, single ones and blocks, and what was not read of either.

use hopwise::build::{Account, Instance, SecurityGroup, Service, Tier, Vpc, tcp};
use hopwise::model::Knowledge;
use hopwise::property::Asked;
use hopwise::{Inventory, Network};

use super::{Holds, RuleResult, Undetermined, Violated, one};

fn network(vpc: Vpc, change: impl Fn(&mut Inventory)) -> Network {
    let mut snapshot = hopwise::load_account(&Account::new("eu-west-1").vpc(vpc)).unwrap();
    for own in snapshot.inventory.network_interfaces.filter_mut(|own| own.id.as_str() == "eni-shop-web") {
        own.addresses.first_mut().unwrap().public = Some([54, 0, 0, 1].into());
    }
    change(&mut snapshot.inventory);
    snapshot.network().unwrap()
}

fn asked(network: &Network, rules: &[(&str, RuleResult)]) {
    for (rule, expected) in rules {
        let report = one(network, rule);
        let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(report.result, *expected, "{rule}: {messages:?}");
    }
}

/// A web server that its own VPC may come to by way of the internet only.
fn web(admits: &str) -> Vpc {
    Vpc::new("shop", "10.20.0.0/16")
        .tier(Tier::public("public"))
        .tier(Tier::private("app", "public"))
        .group(SecurityGroup::new("web").ingress(tcp(443), admits))
        .group(SecurityGroup::new("app").ingress(tcp(8080), "10.20.0.0/16"))
        .instance(Instance::new("web", "public").group("web"))
        .instance(Instance::new("app", "app").group("app"))
}

/// Who has a public address may be come to by it from inside, too: by a NAT gateway and round at the internet gateway.
#[test]
fn who_is_inside_may_come_by_the_public_address() {
    let rule = "never_reaches = { from = 'name:app', to = 'name:web', ports = 'tcp 443' }";
    let closed = "never_reaches = { from = 'name:app', to = 'name:web', ports = 'tcp 22' }";
    asked(&network(web("0.0.0.0/0"), |_| ()), &[(rule, Violated)]);
    let apart = |inventory: &mut Inventory| {
        // Only what comes from outside of the VPC is let in.
        let group = inventory.security_groups.find_mut(|own| own.name.as_deref() == Some("web")).unwrap();
        let first = group.ingress[0].clone();
        group.ingress =
            ["0.0.0.0/5", "11.0.0.0/8", "12.0.0.0/6", "16.0.0.0/4", "32.0.0.0/3", "64.0.0.0/2", "128.0.0.0/1"]
                .map(|block| hopwise::model::resource::SecurityGroupRule {
                    peer: hopwise::model::resource::Peer::Cidr(block.parse().unwrap()),
                    ..first.clone()
                })
                .to_vec();
    };
    let apart = network(web("0.0.0.0/0"), apart);
    asked(&apart, &[(rule, Undetermined), (closed, Holds)]);
    let private = apart.inventory().network_interfaces.iter().find(|own| own.id.as_str() == "eni-shop-web").unwrap();
    let private = private.addresses.first().unwrap().private;
    for to in ["eni-shop-web", "i-shop-web", "group:web", &private.to_string(), &format!("{private}/32")] {
        let rule = format!("never_reaches = {{ from = 'name:app', to = '{to}', ports = 'tcp 443' }}");
        asked(&apart, &[(&rule, Undetermined)]);
    }
}

/// Of one address the same is so as of the block of it alone.
#[test]
fn an_address_is_a_block_of_one() {
    let network = network(web("0.0.0.0/0"), |_| ());
    let address = |name: &str| {
        let all = &network.inventory().network_interfaces;
        let own = all.iter().find(|own| own.id.as_str() == name).unwrap();
        own.addresses[0].private
    };
    let (web, app) = (address("eni-shop-web"), address("eni-shop-app"));
    let pairs = [
        ("internet".to_owned(), web.to_string()),
        (app.to_string(), web.to_string()),
        (web.to_string(), app.to_string()),
    ];
    for (from, to) in pairs {
        for ports in ["tcp 443", "tcp 22"] {
            let block = |own: &str| if own == "internet" { own.to_owned() } else { format!("{own}/32") };
            let rule =
                |from: &str, to: &str| format!("never_reaches = {{ from = '{from}', to = '{to}', ports = '{ports}' }}");
            let results = [
                rule(&from, &to),
                rule(&block(&from), &to),
                rule(&from, &block(&to)),
                rule(&block(&from), &block(&to)),
            ]
            .map(|rule| one(&network, &rule).result);
            assert!(results.iter().all(|own| *own == results[0]), "{from} to {to} on {ports}: {results:?}");
        }
    }
    asked(
        &network,
        &[(&format!("never_reaches = {{ from = 'internet', to = '{web}', ports = 'tcp 443' }}"), Violated)],
    );
    // Whose public address somebody names sends from inside, too.
    for from in ["54.0.0.1", "54.0.0.1/32", "54.0.0.0/24"] {
        let rule = format!("never_reaches = {{ from = '{from}', to = 'name:app', ports = 'tcp 8080' }}");
        asked(&network, &[(&rule, Violated)]);
    }
}

/// Whoever has an address of a block is in it, whether or not its VPC was read.
#[test]
fn a_block_holds_who_has_its_addresses() {
    let rule = "never_reaches = { from = 'internet', to = '10.20.0.0/16', ports = 'tcp 443' }";
    asked(&network(web("0.0.0.0/0"), |_| ()), &[(rule, Violated)]);
    let unread = |inventory: &mut Inventory| {
        inventory.vpcs.clear();
        inventory.knowledge = Knowledge::default();
    };
    asked(&network(web("0.0.0.0/0"), unread), &[(rule, Undetermined)]);
}

/// Nobody sends to itself by a way that a rule may forbid.
#[test]
fn nobody_reaches_itself() {
    let network = network(web("10.0.0.0/8"), |_| ());
    for to in ["eni-shop-web", "i-shop-web", "name:web", "group:web"] {
        let rule = format!("never_reaches = {{ from = 'tier:public', to = '{to}', ports = 'tcp 22' }}");
        asked(&network, &[(&rule, Holds)]);
        let rule = format!("never_reaches = {{ from = 'eni-shop-web', to = '{to}', ports = 'tcp 443' }}");
        assert_ne!(one(&network, &rule).result, Violated, "{rule}");
    }
}

/// With a zone its subnets are lost: tasks are put into those that are left.
#[test]
fn a_placement_survives_in_the_zones_that_are_left() {
    let vpc = |zones| {
        Vpc::new("shop", "10.20.0.0/16")
            .zones(zones)
            .tier(Tier::public("public"))
            .tier(Tier::private("app", "public"))
            .group(SecurityGroup::new("app"))
    };
    let rule = "can_pull = { placement = { subnets = 'tier:app', security_groups = 'group:app' } }\nsurvives = 'zone'";
    asked(&network(vpc(2), |_| ()), &[(rule, Holds)]);
    asked(&network(vpc(1), |_| ()), &[(rule, Violated)]);
    // A service as well, which has no subnet elsewhere in the second of these. Who sends nothing is not asked whom it reaches.
    for (zones, expected, reached) in [(2, Holds, Holds), (1, Violated, Undetermined)] {
        let service = Service::fargate("orders").tier("app").group("app");
        let network = Account::new("eu-west-1").vpc(vpc(zones)).service(service).asked().unwrap();
        asked(
            &network,
            &[
                ("can_pull = {}\nsurvives = 'zone'", expected),
                (
                    "reaches = { from = 'service:orders', to = '1.1.1.1', ports = 'tcp 443' }\nsurvives = 'zone'",
                    reached,
                ),
            ],
        );
    }
}
