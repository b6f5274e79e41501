//! Rules that name groups of other VPCs, asked of both sides.

#![expect(clippy::unwrap_used, reason = "helpers of tests, not tests themselves, also stop at what cannot be")]

use hopwise_model::resource::{Peer, RouteTarget, Scope};
use hopwise_model::{Code, Coverage, DocumentKind, Gap, Inventory, NotEvaluated, Traffic};
use hopwise_oracle::Outcome;
use hopwise_proptest::design::Plan;
use hopwise_proptest::fixture::{destination, id, route, rule, security_group};

use crate::rare::{code, https, not_evaluated, outcome, plan, task};

/// What becomes of packets of the task, whose group lets out to one group alone, where the main table leads 10.2.0.0/24 to a peer VPC.
fn to_a_group_elsewhere(group: &str, to: [u8; 4], change: impl FnOnce(&mut Inventory)) -> Outcome {
    let mut inventory = Plan { second_vpc: true, ..plan() }.build();
    let table = inventory.route_tables.find_mut(|table| table.id.as_str() == "rtb-main").unwrap();
    table.routes.push(route(destination("10.2.0.0/24"), RouteTarget::VpcPeeringConnection("pcx-1".to_owned())));
    let own = inventory.security_groups.find_mut(|group| group.id.as_str() == "sg-task").unwrap();
    own.egress = vec![rule("sg-task", 0, Traffic::All, Peer::Group(id(group)))];
    inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-task").unwrap().groups = [id("sg-task")].into();
    let peers = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-other").unwrap();
    peers.groups = [id("sg-peer")].into();
    inventory.security_groups.push(security_group("sg-peer", "vpc-b"));
    change(&mut inventory);
    let design = inventory.validate().unwrap();
    outcome(&design, &https(task(&design), to))
}

/// Whether such a rule is stale, and who has a group that nobody lists, is in no document.
#[test]
fn who_has_a_group_of_a_peer_vpc_is_not_known() {
    const MEMBER: [u8; 4] = [10, 2, 0, 4];
    const OTHER: [u8; 4] = [10, 2, 0, 9];
    let unread = Some(NotEvaluated::PeerVpcGroup);
    let refused = Some(Code::EniSgRulesMismatch);
    let as_is = |_: &mut Inventory| {};
    assert_eq!(not_evaluated(&to_a_group_elsewhere("sg-peer", MEMBER, as_is)), unread);
    assert_eq!(code(&to_a_group_elsewhere("sg-peer", OTHER, as_is)), refused, "nobody has the group there");
    assert_eq!(
        not_evaluated(&to_a_group_elsewhere("sg-anothers", OTHER, as_is)),
        unread,
        "it may be another account's"
    );
    assert_eq!(code(&to_a_group_elsewhere("sg-anothers", [8, 8, 8, 8], as_is)), refused, "no peer is there");
    assert_eq!(code(&to_a_group_elsewhere("sg-peer", [10, 0, 0, 5], as_is)), refused, "nor here");
    let unconnected = |inventory: &mut Inventory| {
        let table = inventory.route_tables.find_mut(|table| table.id.as_str() == "rtb-main").unwrap();
        table.routes.pop();
    };
    assert_eq!(code(&to_a_group_elsewhere("sg-peer", MEMBER, unconnected)), refused);
}

/// A table that nobody read may lead to the peer: the group alone stops nothing then.
#[test]
fn without_all_route_tables_a_rule_that_names_a_group_elsewhere_stops_nobody() {
    for is_failed in [false, true] {
        let less = |inventory: &mut Inventory| {
            inventory.route_tables.clear();
            inventory.knowledge.forget(DocumentKind::RouteTables);
            if is_failed {
                inventory.knowledge.record(DocumentKind::RouteTables, &Scope::default(), Coverage::Failed);
            }
        };
        for (group, to) in [("sg-peer", [10, 2, 0, 4]), ("sg-anothers", [10, 2, 0, 9]), ("sg-anothers", [8, 8, 8, 8])] {
            let found = to_a_group_elsewhere(group, to, less);
            let Outcome::Undetermined { gap: Gap::MissingDocument { document, needed_for }, .. } = &found else {
                panic!("{group}: {found:?}")
            };
            assert_eq!((*document, needed_for.as_str()), (DocumentKind::RouteTables, group));
        }
        assert_eq!(code(&to_a_group_elsewhere("sg-peer", [10, 0, 0, 5], less)), Some(Code::EniSgRulesMismatch), "here");
        assert_eq!(
            code(&to_a_group_elsewhere("sg-peer", [10, 2, 0, 9], less)),
            Some(Code::EniSgRulesMismatch),
            "nobody"
        );
    }
}
