//! Whether something is absent, asked of both sides, where documents of several places say what they have.

use hopwise_model::design::Source;
use hopwise_model::resource::{RouteTableAssociation, Scope};
use hopwise_model::{Coverage, DocumentKind, Knowledge};
use hopwise_packet::Packet;
use hopwise_proptest::fixture::{association, id};
use hopwise_proptest::question::Question;

use crate::rare::{code, https, network, outcome, task};

/// Whether there is no subnet at an address, where documents of other places than the VPC's say what they have.
#[test]
fn what_is_absent_is_known_from_documents_of_the_place_alone() {
    let account = |digit: &str| Some(digit.repeat(12).as_str().try_into().unwrap());
    let place = |owner: Option<&str>, region: Option<&str>| Scope {
        account: owner.and_then(account),
        region: region.map(|region| region.try_into().unwrap()),
    };
    let here = || place(None, Some("eu-west-1"));
    for (what, places, is_known) in [
        ("its Region's", vec![(here(), DocumentKind::Subnets)], true),
        ("those that nobody names", vec![(place(None, None), DocumentKind::Subnets)], true),
        ("another Region's", vec![(place(None, Some("us-east-1")), DocumentKind::Subnets)], false),
        ("somebody's of no Region", vec![(place(Some("3"), None), DocumentKind::Subnets)], false),
        ("the owner's", vec![(place(Some("2"), Some("eu-west-1")), DocumentKind::Subnets)], true),
        (
            "its Region's beside what the owner may do",
            vec![(here(), DocumentKind::Subnets), (place(Some("2"), Some("eu-west-1")), DocumentKind::Role)],
            true,
        ),
        (
            "its Region's beside what the owner has",
            vec![(here(), DocumentKind::Subnets), (place(Some("2"), Some("eu-west-1")), DocumentKind::Vpcs)],
            false,
        ),
    ] {
        let mut inventory = network();
        inventory.knowledge = Knowledge::default();
        for (place, kind) in places {
            inventory.knowledge.record(kind, &place, Coverage::Complete);
        }
        for vpc in &mut inventory.vpcs {
            vpc.scope = here();
            vpc.owner = account("2");
        }
        let table = inventory.route_tables.find_mut(|table| table.id.as_str() == "rtb-main").unwrap();
        table.associations.push(RouteTableAssociation { subnet: Some(id("subnet-task")), ..association("rtb-main") });
        let design = inventory.validate().unwrap();
        let found = outcome(&design, &https(task(&design), [10, 0, 0, 200]));
        assert_eq!(code(&found).is_some(), is_known, "{what}: {found:?}");
    }
}

/// From the internet to a public address of which no document tells.
#[test]
fn an_address_is_nobodys_where_every_network_was_read() {
    let other = Scope { account: Some("333333333333".try_into().unwrap()), region: None };
    for (kind, is_known) in [(None, true), (Some(DocumentKind::Role), true), (Some(DocumentKind::Subnets), false)] {
        let mut inventory = network();
        if let Some(kind) = kind {
            inventory.knowledge.record(kind, &other, Coverage::Complete);
        }
        let design = inventory.validate().unwrap();
        let question = https(Source::Internet, [54, 9, 9, 9]);
        let packet = Packet { source: [8, 8, 8, 8].into(), ..question.packet };
        let found = outcome(&design, &Question { packet, ..question });
        assert_eq!(code(&found).is_some(), is_known, "{kind:?}: {found:?}");
    }
}
