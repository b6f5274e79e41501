//! What a design is asked: who is a member, whose an interface is, what two designs share.

#![expect(clippy::unwrap_used, reason = "a helper of tests, not a test itself, may fail at once")]

use std::sync::Arc;

use hopwise_model::design::{Arena, Design, Ix, NetworkInterface};
use hopwise_model::resource::{
    self, AssociationState, EndpointKind, NatGateway, RouteTableAssociation, Scope, VpcEndpoint,
};
use hopwise_model::{Coverage, DocumentKind, Gap, Inventory};
use hopwise_proptest::fixture::{self, evidence, id};

use crate::build::{inventory, table};

fn interface_of(design: &Design, id: &str) -> Ix<NetworkInterface> {
    design.network_interfaces.find(id).unwrap()
}

/// The inventory with a second interface, which carries no group.
fn two() -> Inventory {
    let mut inventory = inventory();
    let second = fixture::interface("eni-2", "vpc-1", "subnet-public", [10, 0, 2, 10].into());
    inventory.network_interfaces.push(second);
    inventory
}

#[test]
fn members_of_a_group_are_those_that_carry_it() {
    let before = two().validate().unwrap();
    assert!(before.members("sg-1").eq([interface_of(&before, "eni-1")]));
    assert_eq!(before.members("sg-gone").next(), None);
    let mut inventory = two();
    inventory.network_interfaces[1].groups = [id("sg-1"), id("sg-default")].into();
    let after = before.changed(&two(), &inventory).unwrap();
    assert!(before.has_same_members(&before.clone(), "sg-1") && before.has_same_members(&after, "sg-gone"));
    assert!(!before.has_same_members(&after, "sg-1") && !after.has_same_members(&before, "sg-1"));
    assert!(!before.has_same_members(&after, "sg-default") && !after.has_same_members(&before, "sg-default"));
}

#[test]
fn whose_an_interface_of_a_service_is_takes_all_of_them_to_know() {
    let gap = |kind: &str, change: fn(&mut Inventory)| {
        let mut inventory = two();
        inventory.network_interfaces[1].kind = kind.into();
        change(&mut inventory);
        let design = inventory.validate().unwrap();
        design.owner_gap(interface_of(&design, "eni-2"))
    };
    let forget = |inventory: &mut Inventory| {
        inventory.knowledge.forget(DocumentKind::NatGateways);
        inventory.knowledge.forget(DocumentKind::VpcEndpoints);
    };
    let missing = |document| Some(Gap::MissingDocument { document, needed_for: "eni-2".to_owned() });
    for (kind, document) in [
        ("nat_gateway", DocumentKind::NatGateways),
        ("natGateway", DocumentKind::NatGateways),
        ("vpc_endpoint", DocumentKind::VpcEndpoints),
    ] {
        assert_eq!(gap(kind, |_| {}), None, "{kind}: it is known that it is nobody's");
        assert_eq!(gap(kind, forget), missing(document), "{kind}");
        let nowhere = |inventory: &mut Inventory| inventory.network_interfaces[1].vpc = Some(id("vpc-gone"));
        assert_eq!(gap(kind, nowhere), missing(document), "{kind}");
    }
    assert_eq!(gap("interface", forget), None);
    let of_nat = |inventory: &mut Inventory| {
        let address =
            resource::NatAddress { interface: Some(id("eni-2")), ..fixture::nat_address([10, 0, 2, 10].into(), None) };
        inventory.nat_gateways.push(NatGateway { addresses: vec![address], ..fixture::nat_gateway("nat-1", "vpc-1") });
        inventory.knowledge.forget(DocumentKind::NatGateways);
    };
    assert_eq!(gap("nat_gateway", of_nat), None);
    let of_endpoint = |inventory: &mut Inventory| {
        let endpoint = fixture::endpoint("vpce-1", "vpc-1", EndpointKind::Interface, "com.amazonaws.eu-west-1.sqs");
        inventory.vpc_endpoints.push(VpcEndpoint { interfaces: vec![id("eni-2")], ..endpoint });
        inventory.knowledge.forget(DocumentKind::VpcEndpoints);
    };
    assert_eq!(gap("vpc_endpoint", of_endpoint), None);
}

#[test]
fn what_is_known_of_a_vpc_is_what_is_known_of_its_place() {
    let place = Scope { account: "111111111111".try_into().ok(), region: "eu-west-1".try_into().ok() };
    let mut inventory = two();
    inventory.vpcs[0].scope = place.clone();
    inventory.knowledge.record(DocumentKind::NatGateways, &place, Coverage::Partial);
    let design = inventory.validate().unwrap();
    let vpc = design.vpcs.find("vpc-1").unwrap();
    assert_eq!(design.place(vpc), place);
    assert_eq!(design.coverage(DocumentKind::NatGateways, vpc), Coverage::Partial);
    assert!(!design.knows(DocumentKind::NatGateways, vpc));
}

#[test]
fn the_edge_route_table_is_that_of_an_association_in_force() {
    let edge = |state| {
        let mut inventory = two();
        for name in ["igw-1", "igw-2"] {
            inventory.internet_gateways.push(fixture::internet_gateway(name, "vpc-1"));
        }
        let mut own = table("rtb-edge", false, None, Vec::new());
        let gateway = Some("igw-2".to_owned());
        own.associations = vec![RouteTableAssociation { gateway, state, ..fixture::association("rtb-edge") }];
        inventory.route_tables.push(own);
        let design = inventory.validate().unwrap();
        let table = |id| design.internet_gateways.get(design.internet_gateways.find(id).unwrap()).edge_route_table;
        ["igw-1", "igw-2"].map(|id| table(id).map(|index| design.route_tables.get(index).record.id.to_string()))
    };
    assert_eq!(edge(AssociationState::Associated), [None, Some("rtb-edge".to_owned())]);
    assert_eq!(edge(AssociationState::Disassociated), [None, None]);
}

/// Which table counts meanwhile, AWS does not say.
#[test]
fn an_edge_association_that_is_neither_in_force_nor_gone_is_a_gap() {
    for (state, is_open) in [
        (AssociationState::Associated, false),
        (AssociationState::Disassociated, false),
        (AssociationState::Other("disassociating".to_owned()), true),
        (AssociationState::Other("failed".to_owned()), true),
    ] {
        let mut inventory = two();
        inventory.internet_gateways.push(fixture::internet_gateway("igw-1", "vpc-1"));
        let mut own = table("rtb-edge", false, None, Vec::new());
        let (gateway, what) = (Some("igw-1".to_owned()), format!("{state:?}"));
        own.associations = vec![RouteTableAssociation { gateway, state, ..fixture::association("rtb-edge") }];
        inventory.route_tables.push(own);
        let design = inventory.validate().unwrap();
        let gateway = design.internet_gateways.get(design.internet_gateways.find("igw-1").unwrap());
        assert_eq!(gateway.edge_gap.is_some(), is_open, "{what}");
    }
}

#[test]
fn records_to_which_other_documents_add_nothing_are_shared() {
    let mut inventory = two();
    let rule = inventory.security_groups[0].egress[0].clone();
    let number = id("sgr-1");
    inventory.security_groups[0].egress.truncate(1);
    inventory.security_groups[0].egress[0].id = Some(id("sgr-1"));
    inventory.security_group_rules.push(resource::SecurityGroupRuleRecord {
        id: number,
        group: id("sg-1"),
        egress: true,
        traffic: rule.traffic,
        peer: rule.peer,
        evidence: evidence("sgr-1", 0),
    });
    inventory.addresses.push(resource::Address {
        public: [198, 51, 100, 7].into(),
        interface: Some(id("eni-1")),
        private: Some([10, 0, 1, 10].into()),
        evidence: evidence("addresses", 0),
    });
    let design = inventory.clone().validate().unwrap();
    let mut groups = inventory.security_groups.shared().zip(design.security_groups.iter());
    assert!(groups.all(|(read, (_, group))| Arc::ptr_eq(read, &group.record)));
    let interfaces = inventory.network_interfaces.shared().zip(design.network_interfaces.iter());
    let shared: Vec<bool> = interfaces.map(|(read, (_, interface))| Arc::ptr_eq(read, &interface.record)).collect();
    assert_eq!(shared, [false, true]);
    inventory.network_interfaces[0].addresses[0].public = Some([198, 51, 100, 8].into());
    let design = inventory.clone().validate().unwrap();
    let own = design.network_interfaces.get(interface_of(&design, "eni-1"));
    assert!(Arc::ptr_eq(inventory.network_interfaces.shared().next().unwrap(), &own.record));
}

#[test]
fn a_rule_that_prints_another_id_has_the_one_of_its_own_document() {
    for egress in [false, true] {
        let mut inventory = two();
        let group = &mut inventory.security_groups[0];
        let mut rule = group.egress[0].clone();
        rule.id = Some(id("sgr-wrong"));
        (group.ingress, group.egress) =
            if egress { (vec![], vec![rule.clone()]) } else { (vec![rule.clone()], vec![]) };
        inventory.security_group_rules.push(resource::SecurityGroupRuleRecord {
            id: id("sgr-right"),
            group: id("sg-1"),
            egress,
            traffic: rule.traffic,
            peer: rule.peer,
            evidence: evidence("sgr-right", 0),
        });
        let design = inventory.validate().unwrap();
        let group = design.security_groups.get(design.security_groups.find("sg-1").unwrap());
        let rules = if egress { &group.record.egress } else { &group.record.ingress };
        assert_eq!(rules[0].id.as_ref().map(ToString::to_string).as_deref(), Some("sgr-right"));
    }
}

#[test]
fn an_arena_is_asked_by_place_and_by_what_it_shares() {
    let none: Arena<NetworkInterface> = Arena::default();
    assert!(none.is_empty() && none.index_at(0).is_none());
    let design = two().validate().unwrap();
    let arena = &design.network_interfaces;
    assert!(!arena.is_empty());
    let [Some(first), Some(second), None] = [0, 1, 2].map(|place| arena.index_at(place)) else { panic!("two of them") };
    assert!(first < second);
    assert_eq!(arena.shared(second).map(|own| own.record.id.to_string()).as_deref(), Some("eni-2"));
    assert!(none.shared(first).is_none());
    let later = two().validate().unwrap();
    assert_eq!(design, later);
    assert_eq!(arena.differing(&later.network_interfaces).collect::<Vec<_>>(), [first, second], "not shared");
    assert_eq!(none.differing(arena).count(), 2, "they are more");
    assert_eq!(arena.differing(&arena.clone()).count(), 0);
    let mut inventory = two();
    inventory.network_interfaces[1].status = Some("available".into());
    assert_ne!(design, inventory.validate().unwrap());
    let mut inventory = two();
    inventory.network_interfaces[1].id = id("eni-3");
    assert_ne!(design, inventory.validate().unwrap());
}
