//! Who sends from an address that nothing has yet, as security groups see it; asked of both sides.

#![expect(clippy::unwrap_used, reason = "helpers of tests, not tests themselves, also stop at what cannot be")]

use hopwise_model::design::{Design, Placement, PublicAddress, Source};
use hopwise_model::resource::Peer;
use hopwise_model::{Component, DocumentKind, Gap, Inventory, Traffic};
use hopwise_oracle::Outcome;
use hopwise_packet::Packet;
use hopwise_proptest::fixture::{id, rule};
use hopwise_proptest::question::Question;

use crate::rare::{https, network, outcome};

/// A network whose endpoint takes packets of who carries a group, and of nobody else.
fn open_to(group: &str) -> Inventory {
    let mut inventory = network();
    let endpoint = inventory.security_groups.find_mut(|group| group.id.as_str() == "sg-endpoint").unwrap();
    endpoint.ingress = vec![rule("sg-endpoint", 0, Traffic::All, Peer::Group(id(group)))];
    inventory
}

/// What becomes of packets to the endpoint that a placement sends, which carries an open group and another one.
fn to_endpoint(design: &Design, group: &str) -> Outcome {
    let missing = Gap::MissingResource {
        component: Component::SecurityGroup,
        id: group.to_owned(),
        referenced_by: "task".to_owned(),
        document: DocumentKind::SecurityGroups,
    };
    let source = Source::Placement(Placement {
        subnet: design.subnets.find("subnet-task").unwrap(),
        groups: vec![
            Ok(design.security_groups.find("sg-task").unwrap()),
            design.security_groups.find(group).ok_or_else(|| missing.into()),
        ],
        address: None,
        public: PublicAddress::None,
        is_anybody: false,
    });
    let question = https(source, [10, 0, 0, 44]);
    let packet = Packet { source: [10, 0, 0, 9].into(), ..question.packet };
    outcome(design, &Question { packet, ..question })
}

fn is_stopped(found: &Outcome) -> bool {
    matches!(found, Outcome::Blocked { component: Component::SecurityGroup, .. })
}

#[test]
fn a_placement_carries_a_group_that_the_snapshot_lacks() {
    let design = open_to("sg-gone").validate().unwrap();
    assert_eq!(to_endpoint(&design, "sg-gone"), Outcome::Delivered);
    let other = to_endpoint(&design, "sg-other");
    assert!(is_stopped(&other), "{other:?}");
}

/// Of a VPC that somebody shares with the account, it does not see who else is there and what they carry (VPC user guide,
/// share your VPC subnets). What it places there itself it knows.
#[test]
fn what_a_placement_carries_is_known_in_a_vpc_of_somebody_else() {
    let account = |digit: &str| Some(digit.repeat(12).as_str().try_into().unwrap());
    let mut inventory = open_to("sg-closed");
    for vpc in &mut inventory.vpcs {
        (vpc.owner, vpc.scope.account) = (account("2"), account("1"));
    }
    for interface in &mut inventory.network_interfaces {
        interface.owner = account("1");
    }
    let design = inventory.validate().unwrap();
    assert!(design.vpcs.iter().all(|(_, vpc)| vpc.unseen("").is_some()), "a VPC that is shown in part");
    assert_eq!(to_endpoint(&design, "sg-closed"), Outcome::Delivered);
    let other = to_endpoint(&design, "sg-other");
    assert!(is_stopped(&other), "{other:?}");
}
