//! Security groups and network ACLs.

use hopwise_explain::{Cause, Change, Condition, Hint, conditions};
use hopwise_model::resource::{Direction, Peer, RouteTarget};
use hopwise_model::{Leg, Traffic};

use crate::network::{EPHEMERAL, HTTPS, Net, block, id};
use crate::{cause, opens, plans};

fn with_endpoints() -> Net {
    let mut net = Net::new();
    net.ecr_endpoints();
    net.gateway_endpoint(&["rtb-a-private"]);
    net
}

fn out(peer: Peer) -> Change {
    Change::AuthorizeEgress { group: id("sg-a-task"), traffic: HTTPS, peer }
}

#[test]
fn a_network_of_endpoints_works() {
    let steps = with_endpoints().diagnose().placements.remove(0).steps;
    assert!(steps.iter().all(|step| step.cause.is_none() && step.plans.is_empty() && step.hints.is_empty()));
}

#[test]
fn nothing_out_is_opened_for_the_endpoint_and_the_list_only() {
    let mut net = with_endpoints();
    net.egress("sg-a-task", &[]);
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::GroupAllowsNothingOut(found) if found.groups == [id("sg-a-task")]));
    assert_eq!(plans(&step), [[out(Peer::Group(id("sg-a-endpoint")))]]);
    let step = net.step("s3");
    assert_eq!(plans(&step), [[out(Peer::PrefixList(id("pl-s3")))]]);
    assert!(step.hints.contains(&Hint::LayersComeFromS3));
    let expected = "tcp 10.0.1.4-10.0.1.10, 10.0.1.13-10.0.1.254";
    assert_eq!(opens(&step), [format!("tcp {{{}}} -> {{52.92.0.0/17, 52.218.0.0/17}}:443", &expected[4..])]);
}

#[test]
fn egress_to_the_vpc_alone_misses_the_layers() {
    let mut net = with_endpoints();
    net.egress("sg-a-task", &[(HTTPS, block("10.0.0.0/16"))]);
    assert!(net.step("ecr.api").cause.is_none());
    let step = net.step("s3");
    let Cause::GroupLacksEgress(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert_eq!(found.instead, hopwise_explain::cause::Instead::OwnVpcOnly);
    assert_eq!(found.wanted, HTTPS);
    assert_eq!(plans(&step), [[out(Peer::PrefixList(id("pl-s3")))]]);
}

#[test]
fn egress_to_the_list_alone_misses_the_endpoints() {
    let mut net = with_endpoints();
    net.egress("sg-a-task", &[(HTTPS, Peer::PrefixList(id("pl-s3")))]);
    let step = net.step("ecr.dkr");
    let Cause::GroupLacksEgress(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert_eq!(found.instead, hopwise_explain::cause::Instead::PrefixListsOnly(vec![id("pl-s3")]));
    assert_eq!(plans(&step), [[out(Peer::Group(id("sg-a-endpoint")))]]);
}

#[test]
fn egress_of_another_port_is_other_traffic() {
    let mut net = with_endpoints();
    net.egress("sg-a-task", &[(Traffic::Ports { protocol: 6, from: 80, to: 80 }, block("0.0.0.0/0"))]);
    let step = net.step("ecr.api");
    let Cause::GroupLacksEgress(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert_eq!(found.instead, hopwise_explain::cause::Instead::OtherTraffic);
}

#[test]
fn public_destinations_take_a_rule_for_everybody() {
    let mut net = Net::new();
    net.nat("nat-a", "subnet-a-public-a");
    net.route("rtb-a-private", "0.0.0.0/0", RouteTarget::NatGateway(id("nat-a")));
    net.egress("sg-a-task", &[]);
    let step = net.step("ecr.api");
    assert_eq!(plans(&step)[0], [out(block("0.0.0.0/0"))]);
    // With endpoints for other services in the VPC, one for this service opens less.
    net.endpoint("logs", "10.0.1.13", "sg-a-endpoint");
    let step = net.step("ecr.api");
    let plans = plans(&step);
    assert!(
        matches!(plans[0], [Change::CreateInterfaceEndpoint { service_name, .. }, ..] | [_, Change::CreateInterfaceEndpoint { service_name, .. }]
        if service_name == "com.amazonaws.eu-west-1.ecr.api"),
        "{plans:?}"
    );
    assert_eq!(plans[1], [out(block("0.0.0.0/0"))]);
}

#[test]
fn an_endpoint_in_the_default_group_admits_itself_only() {
    let mut net = Net::new();
    net.endpoint("ecr.api", "10.0.1.11", "sg-a-default");
    let step = net.step("ecr.api");
    let Cause::EndpointGroupLacksIngress(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert!(found.default_group);
    assert_eq!(found.endpoint, id("vpce-ecr-api"));
    assert!(step.hints.contains(&Hint::DefaultGroupAdmitsItself));
    let rule =
        Change::AuthorizeIngress { group: id("sg-a-default"), traffic: HTTPS, peer: Peer::Group(id("sg-a-task")) };
    assert_eq!(plans(&step)[0], [rule]);
}

#[test]
fn another_endpoints_group_that_admits_the_task_can_be_added() {
    let mut net = Net::new();
    net.endpoint("ecr.api", "10.0.1.11", "sg-a-default");
    net.endpoint("ecr.dkr", "10.0.1.12", "sg-a-endpoint");
    let step = net.step("ecr.api");
    let add = Change::AddEndpointGroup { endpoint: id("vpce-ecr-api"), group: id("sg-a-endpoint") };
    assert!(plans(&step).contains(&[add].as_slice()), "{:?}", step.plans);
}

#[test]
fn a_denying_entry_is_undercut() {
    let mut net = with_endpoints();
    net.entry("acl-a-private", 90, Direction::Egress, false, HTTPS, "0.0.0.0/0");
    net.entry("acl-a-private", 89, Direction::Egress, true, Traffic::Protocol(17), "0.0.0.0/0");
    let step = net.step("s3");
    let Cause::AclDenies(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert_eq!((found.entry, found.direction, found.leg), (Some(90), Direction::Egress, Leg::Forward));
    // 89 is taken. An entry can name no prefix list, so that each block of it needs one.
    let entry = |number, cidr: &str| Change::AddAclEntry {
        acl: id("acl-a-private"),
        number,
        direction: Direction::Egress,
        traffic: HTTPS,
        cidr: cidr.parse().unwrap(),
    };
    assert_eq!(plans(&step), [[entry(88, "52.92.0.0/17"), entry(87, "52.218.0.0/17")]]);
}

/// Endpoints in the public subnet: what goes to them crosses both network ACLs.
fn with_endpoints_across() -> Net {
    let mut net = with_endpoints();
    for (interface, address) in [("eni-ecr-api", "10.0.2.11"), ("eni-ecr-dkr", "10.0.2.12")] {
        let own = net.inventory.network_interfaces.iter_mut().find(|own| own.id == id(interface)).unwrap();
        own.subnet = id("subnet-a-public-a");
        own.addresses[0].private = address.parse().unwrap();
    }
    net
}

#[test]
fn the_first_number_of_all_can_only_be_replaced() {
    let mut net = with_endpoints_across();
    net.entry("acl-a-private", 1, Direction::Egress, false, Traffic::All, "0.0.0.0/0");
    let step = net.step("ecr.api");
    let (acl, number, direction) = (id("acl-a-private"), 1, Direction::Egress);
    let cidr = "10.0.2.0/24".parse().unwrap();
    let replace = Change::ReplaceAclEntry { acl, number, direction, traffic: HTTPS, cidr };
    let delete = Change::DeleteAclEntry { acl: id("acl-a-private"), number, direction };
    assert_eq!(plans(&step), [[replace], [delete]]);
    // Each says what else it opens: all that the entry denied and a later one allows.
    for plan in &step.plans {
        let opens: Vec<String> = plan.proof.opens.iter().map(ToString::to_string).collect();
        assert_eq!(opens, ["any protocol 10.0.1.0/24 -> {0.0.0.0-10.0.0.255, 10.0.2.0-255.255.255.255}"]);
    }
}

#[test]
fn entries_of_several_remedies_have_numbers_of_their_own() {
    let mut net = with_endpoints_across();
    net.without_entry("acl-a-private", 100, Direction::Egress);
    let diagnosis = net.diagnose();
    let mut entries: Vec<(u32, String)> = Vec::new();
    for plan in diagnosis.placements[0].steps.iter().flat_map(|step| &step.plans) {
        for change in &plan.changes {
            if let Change::AddAclEntry { number, direction, traffic, cidr, .. } = change {
                assert_eq!(*direction, Direction::Egress);
                entries.push((*number, format!("{traffic} {cidr}")));
            }
        }
    }
    entries.sort_unstable();
    entries.dedup();
    let numbers: std::collections::BTreeSet<u32> = entries.iter().map(|(number, _)| *number).collect();
    // One for the endpoints, and one for each block of S3.
    assert_eq!((entries.len(), numbers.len()), (3, 3), "{entries:?}");
}

#[test]
fn what_another_step_needs_anyway_makes_no_second_entry() {
    let mut net = Net::new();
    net.nat("nat-a", "subnet-a-public-a");
    net.route("rtb-a-private", "0.0.0.0/0", RouteTarget::NatGateway(id("nat-a")));
    net.gateway_endpoint(&["rtb-a-private"]);
    net.without_entry("acl-a-private", 100, Direction::Egress);
    net.entry("acl-a-private", 100, Direction::Egress, true, Traffic::Protocol(17), "0.0.0.0/0");
    let all = Change::AddAclEntry {
        acl: id("acl-a-private"),
        number: 110,
        direction: Direction::Egress,
        traffic: HTTPS,
        cidr: "0.0.0.0/0".parse().unwrap(),
    };
    // S3's blocks would do for S3, but ECR has any address.
    for step in net.diagnose().placements.remove(0).steps {
        assert_eq!(plans(&step)[0], std::slice::from_ref(&all), "{:?}", step.step.kind);
    }
}

#[test]
fn what_is_beyond_the_default_quota_is_said() {
    let mut net = with_endpoints();
    let (group, traffic) = (id("sg-a-task"), HTTPS);
    let rules = (0..59).map(|port| (Traffic::Ports { protocol: 6, from: port, to: port }, block("10.0.1.0/24")));
    net.egress("sg-a-task", &rules.collect::<Vec<_>>());
    let rule = |peer| Change::AuthorizeEgress { group: id("sg-a-task"), traffic, peer };
    let changes = [rule(Peer::Group(id("sg-a-endpoint"))), rule(block("::/0")), rule(Peer::PrefixList(id("pl-s3")))];
    let quota = Condition::GroupRules { group, direction: Direction::Egress, rules: 61, quota: 60 };
    // A rule for IPv6 does not count against those for IPv4.
    assert_eq!(conditions(&changes, &net.inventory), [vec![], vec![], vec![quota]]);
    // An endpoint's interfaces have room for five groups.
    let add = |group: &str| Change::AddEndpointGroup { endpoint: id("vpce-ecr-api"), group: id(group) };
    let endpoint = net.inventory.vpc_endpoints.find_mut(|own| own.id == id("vpce-ecr-api")).unwrap();
    endpoint.groups = ["sg-1", "sg-2", "sg-3", "sg-4"].map(id).to_vec();
    let quota = Condition::InterfaceGroups { endpoint: id("vpce-ecr-api"), groups: 6, quota: 5 };
    assert_eq!(conditions(&[add("sg-5"), add("sg-6")], &net.inventory), [vec![], vec![quota]]);
    for number in 1..18 {
        net.entry("acl-a-private", number, Direction::Egress, true, HTTPS, "10.0.0.0/16");
    }
    let entry = |number| Change::AddAclEntry {
        acl: id("acl-a-private"),
        number,
        direction: Direction::Egress,
        traffic,
        cidr: "10.0.0.0/8".parse().unwrap(),
    };
    let there = net.inventory.network_acls.iter().find(|acl| acl.id == id("acl-a-private")).unwrap();
    let there = there.entries.iter().filter(|entry| entry.direction == Direction::Egress).count();
    let all: Vec<bool> =
        conditions(&[entry(50), entry(51), entry(52)], &net.inventory).iter().map(Vec::is_empty).collect();
    assert_eq!(all, [there < 20, there < 19, there < 18]);
    assert!(all[0] && !all[2], "{there} entries are too few or too many for this test");
}

#[test]
fn replies_need_the_ephemeral_ports() {
    let mut net = Net::new();
    net.nat("nat-a", "subnet-a-public-a");
    net.route("rtb-a-private", "0.0.0.0/0", RouteTarget::NatGateway(id("nat-a")));
    net.without_entry("acl-a-private", 100, Direction::Ingress);
    net.entry("acl-a-private", 100, Direction::Ingress, true, Traffic::All, "10.0.0.0/16");
    let step = net.step("ecr.api");
    let Cause::AclDenies(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert_eq!((found.entry, found.leg, found.wanted), (None, Leg::Return, EPHEMERAL));
    assert!(step.hints.contains(&Hint::AclForgetsConnections));
    let entry = Change::AddAclEntry {
        acl: id("acl-a-private"),
        number: 110,
        direction: Direction::Ingress,
        traffic: EPHEMERAL,
        cidr: "0.0.0.0/0".parse().unwrap(),
    };
    assert_eq!(plans(&step), [[entry]]);
    let [opened] = opens(&step).try_into().unwrap();
    assert!(opened.starts_with("tcp ") && opened.ends_with("-> 10.0.1.0/24:32768-60999"), "{opened}");
}

#[test]
fn one_block_after_another_is_one_plan() {
    let mut net = with_endpoints();
    net.egress("sg-a-task", &[]);
    net.without_entry("acl-a-private", 100, Direction::Egress);
    net.without_entry("acl-a-private", 100, Direction::Ingress);
    let step = net.step("s3");
    let plan = plans(&step)[0];
    assert_eq!(plan[0], out(Peer::PrefixList(id("pl-s3"))));
    let directions: Vec<Direction> = plan[1..]
        .iter()
        .map(|change| match change {
            Change::AddAclEntry { direction, .. } => *direction,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(directions.contains(&Direction::Ingress) && directions.contains(&Direction::Egress));
}

#[test]
fn one_plan_for_all_steps() {
    let mut net = Net::new();
    net.egress("sg-a-task", &[]);
    net.ecr_endpoints();
    let diagnosis = net.diagnose();
    let plan = diagnosis.placements[0].plan.as_ref().unwrap();
    assert_eq!(plan.proof.verdict, hopwise_engine::Verdict::Delivered);
    assert_eq!(plan.changes[0], out(Peer::Group(id("sg-a-endpoint"))));
    assert!(plan.changes.contains(&out(Peer::PrefixList(id("pl-s3")))), "{:?}", plan.changes);
    assert!(plan.changes.iter().any(|change| matches!(change, Change::CreateGatewayEndpoint { .. })));
    assert_eq!(plan.changes.len(), 3);
}

#[test]
fn a_rule_of_another_accounts_group_names_the_account() {
    let mut net = with_endpoints();
    let owner = |name: &str| hopwise_model::AccountId::try_from(name).unwrap();
    let change = || Change::AuthorizeIngress { group: id("sg-a-endpoint"), traffic: HTTPS, peer: block("10.0.0.0/16") };
    net.inventory.vpcs[0].owner = Some(owner("111122223333"));
    let of = |net: &mut Net, account: &str| {
        let group = net.inventory.security_groups.iter_mut().find(|own| own.id == id("sg-a-endpoint")).unwrap();
        group.owner = Some(owner(account));
        conditions(&[change()], &net.inventory).remove(0)
    };
    assert_eq!(of(&mut net, "111122223333"), []);
    let expected = Condition::GroupOwner { group: id("sg-a-endpoint"), owner: owner("999988887777") };
    assert_eq!(of(&mut net, "999988887777"), [expected]);
}

#[test]
fn what_a_rule_opens_to_interfaces_that_are_not_there_yet_goes_by_their_group() {
    let step = Net::new().step("ecr.api");
    let makes = |plan: &&hopwise_explain::Plan| {
        let rule = |own: &Change| matches!(own, Change::AuthorizeIngress { peer: Peer::Group(_), .. });
        plan.changes.iter().any(|own| matches!(own, Change::CreateInterfaceEndpoint { .. }))
            && plan.changes.iter().any(rule)
    };
    let plan = step.plans.iter().find(makes).unwrap();
    let group = || id("sg-a-task");
    assert_eq!(plan.proof.among, [hopwise_explain::Among { traffic: HTTPS, from: group(), to: group() }]);
    assert!(plan.proof.opens.is_empty(), "{:?}", plan.proof.opens);
}

#[test]
fn an_acl_opens_nothing_inside_a_subnet() {
    let mut net = with_endpoints();
    net.acl_mut("acl-a-private").entries.retain(|entry| !entry.allow);
    let step = net.step("s3");
    let own: hopwise_packet::AddressSet =
        hopwise_packet::AddressSet::from_nets(["10.0.1.0/24".parse::<ipnet::IpNet>().unwrap()]);
    assert!(!step.plans[0].proof.opens.is_empty());
    for packets in &step.plans[0].proof.opens {
        let inside =
            !packets.sources.intersection(&own).is_empty() && !packets.destinations.intersection(&own).is_empty();
        assert!(!inside, "{packets}");
    }
}
