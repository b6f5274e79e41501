//! Rules that are easily got wrong, each on the smallest change of a network that works.

#![expect(clippy::unwrap_used, reason = "helpers of tests, not tests themselves, also stop at what cannot be")]

use hopwise_model::design::{Source, Wanted};
use hopwise_model::resource::{AclEntry, BlockPublicAccess, Direction};
use hopwise_model::traffic::TCP;
use hopwise_model::{Evidence, Gap, Inventory, Traffic};
use hopwise_oracle::{Answer, Choices, Hop, NatChoice, Outcome, walk};
use hopwise_packet::{Packet, Protocol};
use hopwise_proptest::design::{AclStyle, Egress, GroupStyle, Plan, Zones};

fn plan(subnets: usize, egress: Egress) -> Plan {
    Plan {
        subnets,
        egress,
        nat_addresses: 2,
        gateway_endpoint: true,
        endpoint_interfaces: 1,
        groups_on_interfaces: false,
        acls: AclStyle::OpenEach,
        groups: GroupStyle::References,
        zones: Zones::Both,
        automatic_zones: false,
        second_block: false,
        second_vpc: false,
        endpoint_default: false,
        edge_table: false,
    }
}

/// What becomes of HTTPS from the task's interface.
fn https(inventory: &Inventory, to: &str, nat: &[NatChoice]) -> Answer {
    let design = inventory.clone().validate().unwrap();
    let source = Source::Interface(design.network_interfaces.find("eni-task").unwrap());
    let (source_port, destination_port) = (40_000, 443);
    let (from, to) = ("10.0.0.4".parse().unwrap(), to.parse().unwrap());
    let packet = Packet { protocol: Protocol::TCP, source: from, source_port, destination: to, destination_port };
    walk(&design, &source, Wanted::Anyone, &packet, &Choices { nat: nat.to_vec() })
}

fn names(hops: &[Hop]) -> String {
    hops.iter().map(|hop| hop.id.as_str()).collect::<Vec<_>>().join(" > ")
}

/// The end in one line: `delivered`, or what stops the packet.
fn end(answer: &Answer) -> String {
    match &answer.outcome {
        Outcome::Delivered => "delivered".to_owned(),
        Outcome::Blocked { leg, id, code, .. } => format!("{leg} {id} {code}"),
        Outcome::Undetermined { leg, gap } => format!("{leg} {gap:?}"),
    }
}

/// Adds an entry to the network ACL of a subnet.
fn add_entry(inventory: &mut Inventory, acl: &str, number: u32, direction: Direction, allow: bool, ports: (u16, u16)) {
    let acl = inventory.network_acls.find_mut(|own| own.id.as_str() == acl).unwrap();
    let traffic = Traffic::Ports { protocol: TCP, from: ports.0, to: ports.1 };
    let cidr = "0.0.0.0/0".parse().unwrap();
    acl.entries.push(AclEntry { number, direction, allow, traffic, cidr, evidence: Evidence::supposed("test") });
}

#[test]
fn a_nat_gateway_is_entered_from_its_subnet_and_left_through_it() {
    let answer = https(&plan(4, Egress::Nat).build(), "8.8.8.8", &[]);
    assert_eq!(end(&answer), "delivered");
    assert_eq!(names(&answer.forward), "eni-task > subnet-task > nat-public > subnet-public > igw-a");
    assert_eq!(names(&answer.back), "igw-a > subnet-public > nat-public > subnet-task > eni-task");
}

#[test]
fn a_nat_gateway_sends_from_the_address_that_is_chosen() {
    let mut inventory = plan(4, Egress::Nat).build();
    let gateway = inventory.nat_gateways.find_mut(|own| own.id.as_str() == "nat-public").unwrap();
    gateway.addresses[1].public = None;
    let [with, without] = [0, 1].map(|place| gateway.addresses[place].private.unwrap());
    let end_from = |address| end(&https(&inventory, "8.8.8.8", &[NatChoice { address, port: 1024 }]));
    assert_eq!(end_from(with), "delivered");
    assert!(end_from(without).ends_with("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"), "{}", end_from(without));
}

#[test]
fn chained_nat_gateways_are_undone_in_reverse() {
    let answer = https(&plan(4, Egress::ChainedNat).build(), "8.8.8.8", &[]);
    assert_eq!(end(&answer), "delivered");
    let there = "eni-task > subnet-task > nat-private > subnet-private > nat-public > subnet-public > igw-a";
    assert_eq!(names(&answer.forward), there);
    let back = "igw-a > subnet-public > nat-public > subnet-private > nat-private > subnet-task > eni-task";
    assert_eq!(names(&answer.back), back);
}

#[test]
fn a_regional_nat_gateway_has_no_subnet() {
    let answer = https(&plan(4, Egress::RegionalNat).build(), "8.8.8.8", &[]);
    assert_eq!(end(&answer), "delivered");
    assert_eq!(names(&answer.forward), "eni-task > subnet-task > nat-regional > igw-a");
    assert_eq!(names(&answer.back), "igw-a > nat-regional > subnet-task > eni-task");
}

#[test]
fn a_nat_gateway_that_routes_through_itself_is_a_loop() {
    let answer = https(&plan(1, Egress::Nat).build(), "8.8.8.8", &[]);
    assert_eq!(end(&answer), "forward nat-public NGW_ROUTE_LOOP");
    assert_eq!(names(&answer.forward), "eni-task > subnet-task > nat-public > subnet-task > nat-public");
}

#[test]
fn the_lowest_number_decides_whatever_the_order_of_the_document() {
    let mut inventory = plan(4, Egress::Nat).build();
    add_entry(&mut inventory, "acl-task", 90, Direction::Egress, true, (443, 443));
    add_entry(&mut inventory, "acl-task", 80, Direction::Egress, false, (0, 1000));
    assert_eq!(end(&https(&inventory, "8.8.8.8", &[])), "forward acl-task SUBNET_ACL_RESTRICTION");
    add_entry(&mut inventory, "acl-task", 70, Direction::Egress, true, (443, 443));
    assert_eq!(end(&https(&inventory, "8.8.8.8", &[])), "delivered");
}

#[test]
fn answers_to_a_nat_gateway_come_to_the_port_that_it_chose() {
    let mut inventory = plan(4, Egress::Nat).build();
    add_entry(&mut inventory, "acl-public", 50, Direction::Ingress, false, (1024, 32_767));
    let chosen = |port| [NatChoice { address: std::net::IpAddr::from([10, 0, 0, 24]), port }];
    assert_eq!(end(&https(&inventory, "8.8.8.8", &chosen(32_767))), "return acl-public SUBNET_ACL_RESTRICTION");
    assert_eq!(end(&https(&inventory, "8.8.8.8", &chosen(32_768))), "delivered");
}

#[test]
fn behind_a_nat_gateway_answers_still_come_from_the_public_address() {
    let mut inventory = plan(4, Egress::Nat).build();
    let acl = inventory.network_acls.find_mut(|own| own.id.as_str() == "acl-task").unwrap();
    for entry in acl.entries.iter_mut().filter(|entry| entry.direction == Direction::Ingress && entry.allow) {
        entry.cidr = "10.0.0.0/24".parse().unwrap();
    }
    let answer = https(&inventory, "8.8.8.8", &[]);
    assert_eq!(end(&answer), "return acl-task SUBNET_ACL_RESTRICTION");
    assert_eq!(names(&answer.back), "igw-a > subnet-public > nat-public > subnet-task");
}

#[test]
fn inside_a_subnet_neither_acl_nor_routes_are_asked() {
    let mut inventory = plan(4, Egress::Nat).build();
    inventory.network_acls.clear();
    inventory.route_tables.clear();
    let answer = https(&inventory, "10.0.0.5", &[]);
    assert_eq!(end(&answer), "delivered");
    assert_eq!(names(&answer.forward), "eni-task > eni-neighbour");
}

#[test]
fn block_ingress_lets_nat_gateways_out_and_public_interfaces_not() {
    for (egress, expected) in
        [(Egress::Nat, "delivered"), (Egress::InternetGateway, "forward vpc-a VPC_BLOCK_PUBLIC_ACCESS_ENABLED")]
    {
        let mut inventory = plan(4, egress).build();
        for vpc in &mut inventory.vpcs {
            vpc.block_public_access = Some(BlockPublicAccess::BlockIngress);
        }
        for subnet in &mut inventory.subnets {
            subnet.block_public_access = Some(BlockPublicAccess::BlockIngress);
        }
        assert_eq!(end(&https(&inventory, "8.8.8.8", &[])), expected);
    }
}

#[test]
fn a_gateway_endpoint_keeps_the_public_address() {
    let inventory = plan(4, Egress::Nat).build();
    let answer = https(&inventory, "52.218.9.1", &[]);
    assert_eq!(end(&answer), "delivered");
    assert_eq!(names(&answer.forward), "eni-task > subnet-task > vpce-s3");
    assert_eq!(names(&answer.back), "vpce-s3 > subnet-task > eni-task");
}

#[test]
fn an_endpoint_without_groups_on_its_interfaces_has_those_of_its_record() {
    let mut inventory = plan(4, Egress::Nat).build();
    assert_eq!(end(&https(&inventory, "10.0.0.44", &[])), "delivered");
    for endpoint in inventory.vpc_endpoints.filter_mut(|own| !own.groups.is_empty()) {
        endpoint.groups = vec!["sg-closed".try_into().unwrap()];
    }
    assert_eq!(end(&https(&inventory, "10.0.0.44", &[])), "forward sg-closed SG_HAS_NO_RULES");
}

/// The VPC is another account's, and so are the host and the public subnet, which the documents do not show.
fn taken_part_in(style: GroupStyle) -> Inventory {
    let mut inventory = Plan { groups: style, ..plan(4, Egress::Nat) }.build();
    for vpc in &mut inventory.vpcs {
        vpc.owner = Some("222222222222".try_into().unwrap());
    }
    inventory.subnets.retain(|subnet| subnet.id.as_str() != "subnet-public");
    inventory.network_interfaces.retain(|interface| interface.id.as_str() != "eni-host");
    for interface in &mut inventory.network_interfaces {
        interface.owner = Some("111111111111".try_into().unwrap());
    }
    inventory
}

/// How a packet ends where it takes more than what is shown of the VPC to know.
fn hidden(needed_for: &str) -> String {
    let owner = "222222222222".try_into().unwrap();
    let gap = Gap::SharedVpc { vpc: "vpc-a".try_into().unwrap(), owner, needed_for: needed_for.to_owned() };
    format!("forward {gap:?}")
}

#[test]
fn who_takes_part_in_a_vpc_cannot_tell_that_nobody_has_an_address() {
    let inventory = taken_part_in(GroupStyle::Open);
    let host = https(&inventory, "10.0.0.38", &[]);
    assert_eq!(end(&host), hidden("subnet-endpoint"));
    assert_eq!(names(&host.forward), "eni-task > subnet-task > subnet-endpoint");
    let nowhere = https(&inventory, "10.0.0.19", &[]);
    assert_eq!(end(&nowhere), hidden("vpc-a"));
    assert_eq!(names(&nowhere.forward), "eni-task > subnet-task");
    assert_eq!(end(&https(&inventory, "10.0.0.5", &[])), "delivered");
}

#[test]
fn who_takes_part_in_a_vpc_cannot_tell_who_carries_a_group() {
    let mut inventory = taken_part_in(GroupStyle::References);
    let task = inventory.security_groups.find_mut(|group| group.id.as_str() == "sg-task").unwrap();
    task.egress.retain(|rule| matches!(rule.peer, hopwise_model::resource::Peer::Group(_)));
    assert_eq!(end(&https(&inventory, "10.0.0.38", &[])), hidden("sg-endpoint"));
    let refused = "forward sg-task ENI_SG_RULES_MISMATCH";
    assert_eq!(end(&https(&inventory, "8.8.8.8", &[])), refused, "nobody on the internet does");
    let neighbour = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-neighbour").unwrap();
    neighbour.groups = ["sg-closed".try_into().unwrap()].into();
    assert_eq!(end(&https(&inventory, "10.0.0.5", &[])), refused, "whose groups are shown does not");
}
