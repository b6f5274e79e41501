//! What packets have to pass, by whatever tells it.

use hopwise::build::{Instance, SecurityGroup, Tier, all, tcp};
use hopwise::property::Asked;

use super::{Holds, Undetermined, Violated, one, shop::network, shop::shop, tagged};

#[test]
fn what_is_passed_may_be_told_by_all_that_tells_it() {
    let network = network(shop());
    for (via, expected) in [
        ("nat-*", Holds),
        ("nat-shop-public-*", Holds),
        ("nat-shop-public-a", Violated),
        ("nat-0gone", Violated),
        ("igw-*", Holds),
        ("tier:public", Holds),
        ("vpc-shop", Holds),
        ("subnet-shop-public-*", Holds),
        ("subnet-shop-public-a", Violated),
        // They are no hops, and packets pass them.
        ("rtb-*", Holds),
        ("rtb-shop-app-*", Holds),
        ("rtb-shop-app-a", Violated),
        ("rtb-shop-data-a", Violated),
        ("acl-*", Holds),
        ("acl-0gone", Violated),
        // Of a service's name no part is one.
        ("api", Undetermined),
        ("dkr", Undetermined),
        // Where packets begin is not passed.
        ("tier:app", Violated),
        ("group:orders", Violated),
        ("s3", Violated),
        ("name:nothing", Undetermined),
        ("tier:nothing", Undetermined),
        ("sqs", Undetermined),
        ("tag:role=egress", Undetermined),
    ] {
        let rule =
            format!("only_via = {{ from = 'service:orders', to = '1.1.1.1', ports = 'tcp 443', via = '{via}' }}");
        let report = one(&network, &rule);
        let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(report.result, expected, "{via}: {messages:?}");
        let why = ["means no component of the snapshot", "not known which components"];
        assert!(expected != Undetermined || why.iter().any(|own| messages[0].contains(own)), "{via}: {messages:?}");
    }
    // One of several is enough, whatever another one means.
    let several = |via: &str| {
        one(
            &network,
            &format!("only_via = {{ from = 'service:orders', to = '1.1.1.1', ports = 'tcp 443', via = {via} }}"),
        )
    };
    assert_eq!(several("['nat-shop-public-a', 'nat-shop-public-b']").result, Holds);
    assert_eq!(several("['name:nothing', 'tier:public']").result, Holds);
    assert_eq!(several("['name:nothing', 'nat-shop-public-a']").result, Violated);
}

/// Packets to an endpoint pass it, and those to a host do not pass the host.
#[test]
fn an_end_is_passed_where_it_is_an_endpoint() {
    let network = network(shop());
    for (to, via, expected) in [
        ("ecr.api", "ecr.api", Holds),
        ("ecr.api", "vpce-*", Holds),
        ("ecr.api", "com.amazonaws.eu-west-1.ecr.api", Holds),
        ("ecr.api", "api", Undetermined),
        // Neighbours ask each other past both; others do not.
        ("ecr.api", "acl-*", Violated),
        ("s3", "s3", Holds),
        ("s3", "ecr.api", Violated),
        ("tier:data", "tier:data", Violated),
        ("tier:data", "i-shop-db", Violated),
    ] {
        let ports = if to == "tier:data" { "tcp 5432" } else { "tcp 443" };
        let rule = format!("only_via = {{ from = 'service:orders', to = '{to}', ports = '{ports}', via = '{via}' }}");
        let report = one(&network, &rule);
        let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(report.result, expected, "{to} via {via}: {messages:?}");
    }
}

#[test]
fn tags_tell_components_where_they_can_be_read() {
    let network = tagged().network().unwrap();
    let rule = |via: &str| {
        format!("only_via = {{ from = 'service:orders', to = '1.1.1.1', ports = 'tcp 443', via = '{via}' }}")
    };
    for (via, expected) in [("tag:role=egress", Holds), ("tag:role", Holds), ("tag:role=mail", Undetermined)] {
        let report = one(&network, &rule(via));
        let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(report.result, expected, "{via}: {messages:?}");
    }
}

/// An assertion takes one name or several, of every kind.
#[test]
fn assertions_take_the_same_names() {
    let account = super::account(shop());
    hopwise::assert_only_via!(account, "service:orders", "internet", tcp(443), "nat-*");
    hopwise::assert_only_via!(
        account,
        "service:orders",
        "internet",
        tcp(443),
        "nat-shop-public-a",
        "nat-shop-public-b"
    );
    hopwise::assert_only_via!(account, "tier:app", "internet", all(), ["tier:public"]);
    let network = account.asked().unwrap();
    let wrong = network.only_via("service:orders", "internet", &tcp(443), "internet").unwrap_err();
    assert!(wrong.to_string().contains("`internet` is nothing that packets pass"), "{wrong}");
    assert!(network.only_via("service:orders", "internet", &tcp(443), []).is_err());
}

/// Where nothing arrives, nothing passes by: with what has to be passed lost, too.
#[test]
fn what_is_lost_is_passed_by_nobody() {
    let one_way = network(shop());
    let rule = "survives = ['nat_gateway', 'zone']\nonly_via = { from = 'service:orders', to = '1.1.1.1', ports = 'tcp 443', via = 'tier:public' }";
    let report = one(&one_way, rule);
    assert_eq!(report.result, Holds, "{:?}", report.findings);
    // A host in the way of nobody is no way.
    let beside = shop().tier(Tier::isolated("inspection")).group(SecurityGroup::new("inspection"));
    let beside = network(beside.instance(Instance::new("inspector", "inspection").group("inspection")));
    let rule = "only_via = { from = 'service:orders', to = '1.1.1.1', ports = 'tcp 443', via = 'tier:inspection' }";
    assert_eq!(one(&beside, rule).result, Violated);
}
