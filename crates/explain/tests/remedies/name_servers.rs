//! Name servers of the VPC's own that no packet reaches.

use hopwise_engine::Verdict;
use hopwise_explain::{Cause, Change, Hint};
use hopwise_model::Traffic;
use hopwise_model::resource::{Direction, RouteTarget, Vpc};
use hopwise_proptest::fixture;

use crate::cause;
use crate::network::{HTTPS, Net, block, destination, id};

const SERVER: &str = "192.168.7.2";
const ASK: Traffic = Traffic::Ports { protocol: 17, from: 53, to: 53 };

/// A network whose task reaches ECR, but for the names.
fn net() -> Net {
    let mut net = Net::new();
    net.ecr_endpoints();
    net.inventory.dhcp_options.find_mut(|_| true).unwrap().domain_name_servers = vec![SERVER.to_owned()];
    net.nat("nat-a", "subnet-a-public-a");
    net.route("rtb-a-private", "0.0.0.0/0", RouteTarget::NatGateway(id("nat-a")));
    net
}

/// Whatever stops the packets to the servers: they are told as the servers, and what stops them as what is behind it.
#[test]
fn whatever_is_in_the_way_of_name_servers_is_no_other_cause() {
    type Break = (&'static str, fn(&mut Net), fn(&Cause) -> bool);
    let breaks: [Break; 6] = [
        ("the internet gateway takes no private address", |_| {}, |own| matches!(own, Cause::PrivateDestination(_))),
        (
            "no route",
            |net| net.table_mut("rtb-a-private").routes.retain(|own| own.destination != destination("0.0.0.0/0")),
            |own| matches!(own, Cause::NoRoute(_)),
        ),
        ("a blackhole", |net| net.blackhole("rtb-a-private"), |own| matches!(own, Cause::Blackhole(_))),
        (
            "a group for HTTPS",
            |net| net.egress("sg-a-task", &[(HTTPS, block("0.0.0.0/0"))]),
            |own| matches!(own, Cause::GroupLacksEgress(_)),
        ),
        (
            "a group for nothing",
            |net| net.egress("sg-a-task", &[]),
            |own| matches!(own, Cause::GroupAllowsNothingOut(_)),
        ),
        (
            "a network ACL",
            |net| net.entry("acl-a-private", 10, Direction::Egress, false, Traffic::All, "192.168.0.0/16"),
            |own| matches!(own, Cause::AclDenies(_)),
        ),
    ];
    for (what, break_it, is_behind) in breaks {
        let mut net = net();
        break_it(&mut net);
        let step = net.step("ecr.api");
        assert_eq!(step.verdict, Verdict::Blocked, "{what}");
        let Cause::NameServersOutOfReach(found) = cause(&step) else { panic!("{what}: {:?}", step.cause) };
        assert_eq!(found.options.as_deref(), Some("dopt-a"), "{what}");
        assert_eq!((&found.vpc, found.servers.as_slice()), (&id("vpc-a"), [SERVER.to_owned()].as_slice()), "{what}");
        assert_eq!(found.name, "api.ecr.eu-west-1.amazonaws.com", "{what}");
        assert!(is_behind(&found.behind), "{what}: {:?}", found.behind);
        assert!(step.hints.iter().any(|hint| matches!(hint, Hint::OwnNamesAreLost { .. })), "{what}");
        // No remedy makes an endpoint for a service where it is a server that is not reached.
        let all: Vec<&Change> = step.plans.iter().flat_map(|plan| &plan.changes).collect();
        assert!(!all.iter().any(|own| matches!(own, Change::CreateInterfaceEndpoint { .. })), "{what}: {all:?}");
    }
}

/// The rule for the servers alone comes before the resolver of Amazon, which takes names away; and what the servers answer is
/// not known.
#[test]
fn the_narrow_rule_comes_first() {
    let mut net = net();
    net.egress("sg-a-task", &[(HTTPS, block("0.0.0.0/0"))]);
    // The server is beyond a peer of the VPC: packets that get out get there as far as can be told.
    net.route("rtb-a-private", "192.168.0.0/16", RouteTarget::TransitGateway("tgw-0a".to_owned()));
    let step = net.step("ecr.api");
    let rule = Change::AuthorizeEgress { group: id("sg-a-task"), traffic: ASK, peer: block("192.168.7.2/32") };
    let amazon = Change::UseAmazonDns { vpc: id("vpc-a"), options: None };
    let plans: Vec<_> = step.plans.iter().map(|plan| (plan.changes.as_slice(), plan.proof.verdict)).collect();
    assert_eq!(plans, [([rule].as_slice(), Verdict::Undetermined), ([amazon].as_slice(), Verdict::Delivered)]);
    assert!(step.hints.contains(&Hint::AskByTcpToo));
}

/// A set of options that another VPC beside this one has is used rather than a new one; that of another Region is none.
#[test]
fn options_that_are_there_are_used() {
    for (region, options) in [("eu-west-1", Some(id("dopt-amazon"))), ("us-east-1", None)] {
        let mut net = net();
        net.inventory.dhcp_options.push(fixture::dhcp_options("dopt-amazon"));
        let mut other = Vpc { dhcp_options: Some("dopt-amazon".to_owned()), ..fixture::vpc("vpc-b", "10.9.0.0/16") };
        let own = net.inventory.vpcs.find_mut(|own| own.id == id("vpc-a")).unwrap();
        own.scope.region = Some(id("eu-west-1"));
        (other.owner, other.scope.region) = (own.owner.clone(), Some(id(region)));
        net.inventory.vpcs.push(other);
        net.inventory.vpc_attributes.push(fixture::vpc_attribute("vpc-b"));
        let step = net.step("ecr.api");
        let amazon = Change::UseAmazonDns { vpc: id("vpc-a"), options };
        assert!(step.plans.iter().any(|plan| plan.changes == [amazon.clone()]), "{region}: {:?}", step.plans);
    }
}
