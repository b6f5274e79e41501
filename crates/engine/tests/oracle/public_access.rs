//! VPC Block Public Access: what is printed of it where, asked of both sides.

use hopwise_model::resource::{
    BlockPublicAccess, BlockPublicAccessExclusion, BlockPublicAccessOptions, ExclusionMode, Scope,
};
use hopwise_model::{Code, Component, Coverage, DocumentKind, Evidence, Gap, Inventory};
use hopwise_oracle::Outcome;
use hopwise_proptest::design::{Egress, Plan};
use hopwise_proptest::fixture::id;

use BlockPublicAccess::{BlockBidirectional as Both, BlockIngress as Ingress, Off};

use crate::rare::{code, https, outcome, plan, task};

const OWN: &str = "111122223333";
const OTHER: &str = "444455556666";
const HERE: &str = "eu-west-1";

/// The account and the Region that options name, and their mode.
type Options<'a> = (Option<&'a str>, &'a str, BlockPublicAccess);

/// What documents tell.
#[derive(Clone, Debug, Default)]
struct Told<'a> {
    /// The account whose documents they are; nobody says whose where that is none.
    reader: Option<&'a str>,
    options: Vec<Options<'a>>,
    /// The account and Region of which the options were denied.
    denied: Option<(Option<&'a str>, &'a str)>,
    /// What was computed for the VPC, and for the subnet where packets meet the gateway.
    computed: (Option<BlockPublicAccess>, Option<BlockPublicAccess>),
    /// What was computed for another subnet.
    beside: Option<BlockPublicAccess>,
    /// The ids that are excluded, where all exclusions are listed.
    exclusions: Option<Vec<&'a str>>,
}

fn scope(account: Option<&str>, region: &str) -> Scope {
    Scope { account: account.map(id), region: region.try_into().ok() }
}

/// What becomes of packets to a public address, from a task with a public address or from one behind a NAT gateway.
#[expect(clippy::unwrap_used, reason = "a network that contradicts itself fails the test")]
fn asked(told: &Told<'_>, egress: Egress) -> Outcome {
    let mut inventory = Plan { egress, ..plan() }.build();
    let here = scope(told.reader, HERE);
    let met = met(&inventory, egress);
    for own in inventory.vpcs.filter_mut(|_| true) {
        (own.block_public_access, own.owner, own.scope) = (told.computed.0, Some(id(OWN)), here.clone());
    }
    for own in inventory.subnets.filter_mut(|_| true) {
        own.block_public_access = if own.id.as_str() == met { told.computed.1 } else { told.beside };
        (own.owner, own.scope) = (Some(id(OWN)), here.clone());
    }
    let apart = [DocumentKind::VpcBlockPublicAccessOptions, DocumentKind::VpcBlockPublicAccessExclusions];
    for kind in DocumentKind::ALL.iter().filter(|kind| !apart.contains(kind)) {
        inventory.knowledge.record(*kind, &here, Coverage::Complete);
    }
    let [options, exclusions] = apart;
    for (account, region, mode) in &told.options {
        let scope = scope(*account, region);
        inventory.knowledge.record(options, &here, Coverage::Partial);
        let evidence = Evidence::supposed("");
        inventory.block_public_access_options.push(BlockPublicAccessOptions { mode: *mode, scope, evidence });
    }
    if let Some((account, region)) = told.denied {
        inventory.knowledge.record(options, &scope(account, region), Coverage::Failed);
    }
    for (number, excluded) in told.exclusions.iter().flatten().enumerate() {
        inventory.block_public_access_exclusions.push(BlockPublicAccessExclusion {
            id: format!("vpcbpa-exclude-{number}"),
            resource: format!("arn:aws:ec2:{HERE}:{OWN}:subnet/{}", if *excluded == "own" { &met } else { *excluded }),
            mode: ExclusionMode::AllowBidirectional,
            state: Some("create-complete".to_owned()),
            evidence: Evidence::supposed(""),
        });
    }
    if told.exclusions.is_some() {
        inventory.knowledge.record(exclusions, &here, Coverage::Complete);
    }
    let design = inventory.validate().unwrap();
    outcome(&design, &https(task(&design), [8, 8, 8, 8]))
}

/// The subnet where packets meet the internet gateway: the NAT gateway's, or the task's.
fn met(inventory: &Inventory, egress: Egress) -> String {
    let of_nat = inventory.nat_gateways.iter().filter(|_| egress == Egress::Nat).find_map(|nat| nat.subnet.as_ref());
    let task = inventory.network_interfaces.iter().find(|own| own.id.as_str() == "eni-task");
    of_nat.or(task.map(|task| &task.subnet)).map(ToString::to_string).unwrap_or_default()
}

/// The verdict, or of what is not known what the gap names.
fn word(found: &Outcome) -> String {
    match found {
        Outcome::Delivered => "delivered".to_owned(),
        Outcome::Undetermined {
            gap: Gap::UncertainState { component: Component::BlockPublicAccess, state, .. },
            ..
        } => state.clone(),
        Outcome::Undetermined { gap: Gap::MissingDocument { document, .. }, .. } => document.to_string(),
        other if code(other) == Some(Code::VpcBlockPublicAccessEnabled) => "blocked".to_owned(),
        other => format!("{other:?}"),
    }
}

/// What AWS computed for the subnet decides, then what it computed for the VPC, but for an exclusion of the subnet; what the account
/// that owns the VPC says of its Region leaves open what is excluded, and so does its not telling. What other accounts say is about
/// theirs.
#[test]
fn block_public_access_is_what_the_nearest_says() {
    let there = "us-east-1";
    let (own, other) = (Some(OWN), Some(OTHER));
    let denied = "VpcBlockPublicAccessOptions";
    let none: &[Options<'_>] = &[];
    for (reader, options, failed, computed, expected) in [
        // Nobody asked: as before the feature.
        (own, none, None, (None, None), "delivered"),
        (None, none, None, (None, None), "delivered"),
        // The owner's account, in each mode.
        (own, &[(own, HERE, Off)], None, (None, None), "delivered"),
        (own, &[(own, HERE, Both)], None, (None, None), "block-bidirectional"),
        (own, &[(own, HERE, Ingress)], None, (None, None), "block-ingress"),
        (own, &[(None, HERE, Both)], None, (None, None), "block-bidirectional"),
        (None, &[(own, HERE, Both)], None, (None, None), "block-bidirectional"),
        // Another account, also the one whose documents are there; another Region.
        (own, &[(other, HERE, Both)], None, (None, None), "delivered"),
        (own, &[(other, HERE, Both), (own, HERE, Off)], None, (None, None), "delivered"),
        (own, &[(other, HERE, Off), (own, HERE, Both)], None, (None, None), "block-bidirectional"),
        (other, &[(other, HERE, Both)], None, (None, None), "delivered"),
        (other, &[(own, HERE, Both)], None, (None, None), "block-bidirectional"),
        (own, &[(own, there, Both)], None, (None, None), "delivered"),
        (own, &[(own, there, Both), (own, HERE, Off)], None, (None, None), "delivered"),
        // The call was made, and denied.
        (own, none, Some((own, HERE)), (None, None), denied),
        (None, none, Some((None, HERE)), (None, None), denied),
        (own, none, Some((other, HERE)), (None, None), "delivered"),
        (other, none, Some((other, HERE)), (None, None), "delivered"),
        (own, none, Some((own, there)), (None, None), "delivered"),
        (own, &[(own, HERE, Both)], Some((own, HERE)), (None, None), "block-bidirectional"),
        (own, none, Some((own, HERE)), (Some(Off), None), "delivered"),
        (own, none, Some((own, HERE)), (None, Some(Off)), "delivered"),
        (own, none, Some((own, HERE)), (None, Some(Both)), "blocked"),
        // What was computed for the VPC or the subnet.
        (own, &[(own, HERE, Both)], None, (Some(Off), None), "delivered"),
        (own, &[(own, HERE, Both)], None, (None, Some(Off)), "delivered"),
        (own, &[(own, HERE, Both)], None, (None, Some(Both)), "blocked"),
        (own, none, None, (Some(Both), None), "block-bidirectional"),
        (own, none, None, (Some(Ingress), None), "block-ingress"),
        (own, none, None, (Some(Both), Some(Off)), "delivered"),
        (own, none, None, (Some(Off), Some(Both)), "blocked"),
    ] {
        let told = Told { reader, options: options.to_vec(), denied: failed, computed, ..Told::default() };
        assert_eq!(word(&asked(&told, Egress::InternetGateway)), expected, "{told:?}");
    }
}

/// Whether a subnet is excluded, the list of exclusions tells where it is the owner's and whole; a record that says nothing beside one
/// that does was cut.
#[test]
fn exclusions_and_neighbours_tell_what_a_record_does_not() {
    let own = Some(OWN);
    for (reader, exclusions, computed, beside, expected) in [
        (own, Some(vec![]), (Some(Both), None), None, "blocked"),
        (None, Some(vec![]), (Some(Both), None), None, "blocked"),
        (own, Some(vec!["subnet-other"]), (Some(Both), None), None, "blocked"),
        (own, Some(vec!["subnet-other", "own"]), (Some(Both), None), None, "block-bidirectional"),
        (Some(OTHER), Some(vec![]), (Some(Both), None), None, "block-bidirectional"),
        (own, Some(vec!["own"]), (Some(Off), None), None, "delivered"),
        (own, None, (None, None), Some(Both), "not printed"),
        (own, None, (None, None), Some(Off), "not printed"),
        (own, Some(vec![]), (None, None), Some(Both), "not printed"),
        (own, None, (None, Some(Off)), Some(Both), "delivered"),
    ] {
        let told = Told { reader, computed, beside, exclusions, ..Told::default() };
        assert_eq!(word(&asked(&told, Egress::InternetGateway)), expected, "{told:?}");
    }
}

/// An account with a mode and an exclusion, and every part of what AWS prints of it: what is told in part never decides otherwise
/// than the whole. Where nothing at all is told, it is taken to be off, as before the feature.
#[test]
fn less_of_what_is_printed_never_says_otherwise() {
    let mut decided = 0;
    for egress in [Egress::InternetGateway, Egress::Nat] {
        for mode in [Off, Ingress, Both] {
            let beneath = |exclusion: Option<ExclusionMode>| match exclusion {
                Some(ExclusionMode::AllowBidirectional) => Off,
                Some(ExclusionMode::AllowEgress) if mode == Both => Ingress,
                Some(ExclusionMode::AllowEgress) | None => mode,
            };
            let ways = [Some(ExclusionMode::AllowBidirectional), Some(ExclusionMode::AllowEgress), None];
            let excluded = ways.into_iter().flat_map(|way| [(way, false), (way, true)]);
            for (way, of_vpc) in excluded {
                let (vpc, subnet) = if of_vpc { (beneath(way), beneath(way)) } else { (mode, beneath(way)) };
                let beside = vpc;
                let exclusions = if of_vpc || way.is_none() { vec![] } else { vec!["own"] };
                let told = |parts: u8| {
                    let has = |part: u8| parts & (1 << part) != 0;
                    Told {
                        reader: Some(OWN),
                        options: if has(0) { vec![(Some(OWN), HERE, mode)] } else { vec![] },
                        denied: None,
                        computed: (has(1).then_some(vpc), has(2).then_some(subnet)),
                        beside: has(3).then_some(beside),
                        exclusions: has(4).then(|| exclusions.clone()),
                    }
                };
                let whole = word(&asked(&told(0b1_1111), egress));
                assert!(["delivered", "blocked"].contains(&whole.as_str()), "{whole}");
                for parts in 0..0b1_1111 {
                    let told = told(parts);
                    let part = word(&asked(&told, egress));
                    let is_definite = ["delivered", "blocked"].contains(&part.as_str());
                    decided += usize::from(is_definite);
                    let says_nothing = parts.trailing_zeros() >= 4;
                    assert!(!is_definite || part == whole || says_nothing, "{part}, not {whole}: {told:?}");
                }
            }
        }
    }
    assert!(decided > 500, "only {decided} verdicts were definite");
}
