//! Kinds of document of which only a part was read: what is not there is not taken for absent.

use std::sync::Arc;

use hopwise_model::design::{Design, Ix, NetworkInterface, Source, Wanted};
use hopwise_model::resource::{InterfaceKind, Route, RouteDestination, RouteTarget, Scope};
use hopwise_model::{Component, DocumentKind, Gap, Inventory, NotEvaluated, PrefixListId};
use hopwise_oracle::Outcome;
use hopwise_proptest::design::broken;
use hopwise_proptest::question::{Question, seed};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::ambiguous::is_ambiguous;
use crate::cases;
use crate::coverage::Coverage;
use crate::fate::oracle;
use crate::one_packet::agree;

const KINDS: [DocumentKind; 11] = [
    DocumentKind::Vpcs,
    DocumentKind::Subnets,
    DocumentKind::RouteTables,
    DocumentKind::InternetGateways,
    DocumentKind::NatGateways,
    DocumentKind::VpcEndpoints,
    DocumentKind::PrefixLists,
    DocumentKind::SecurityGroups,
    DocumentKind::NetworkAcls,
    DocumentKind::NetworkInterfaces,
    DocumentKind::Reservations,
];

#[test]
fn part_of_a_document_never_decides_otherwise_than_the_whole() {
    let decided = std::cell::Cell::new(0);
    let strategy = (broken(), seed(), vec(select(KINDS.to_vec()), 1..3), vec(any::<bool>(), 8)).boxed();
    let count = cases(CASES, REGRESSIONS, &strategy, |(broken, seed, kinds, keep)| {
        // Whoever else has an address takes it where one of the two was not read.
        if is_ambiguous(&broken.inventory) {
            return Ok(());
        }
        let whole = broken.inventory.clone().validate().unwrap();
        if whole.network_interfaces.indices().any(|interface| is_denied(&whole, interface)) {
            return Ok(());
        }
        let mut inventory = broken.inventory;
        for kind in &kinds {
            read_partly(&mut inventory, *kind, &keep);
        }
        // Half a snapshot contradicts itself no more than a whole one.
        let part = inventory.validate().unwrap();
        if kinds.contains(&DocumentKind::PrefixLists) && lists_hold_the_network(&whole) {
            return Ok(());
        }
        let Some(question) = seed.on(&whole) else { return Ok(()) };
        let Some(source) = same_source(&whole, &part, &question.source, &str::to_owned) else { return Ok(()) };
        // Who is asked for is a place in the whole design.
        let question = Question { wanted: Wanted::Anyone, ..question };
        let asked = Question { source, ..question.clone() };
        let known = oracle(&whole, &question, &question.packet, &question.choices).outcome;
        let found = oracle(&part, &asked, &asked.packet, &asked.choices).outcome;
        let same = match (&known, &found) {
            (Outcome::Delivered, Outcome::Delivered) | (Outcome::Blocked { .. }, Outcome::Blocked { .. }) => {
                decided.set(decided.get() + 1);
                true
            }
            (_, Outcome::Undetermined { .. }) => true,
            // Where interfaces are not known, public addresses are taken to be others'.
            (Outcome::Undetermined { gap: Gap::NotEvaluated { what, .. }, .. }, _) => {
                *what == NotEvaluated::InternetGatewayReflection && kinds.contains(&DocumentKind::NetworkInterfaces)
            }
            // Where nothing tells of Block Public Access it is taken to be off; one record that does makes a question of what others
            // do not tell.
            (
                Outcome::Undetermined {
                    gap: Gap::UncertainState { component: Component::BlockPublicAccess, .. }, ..
                },
                _,
            ) => kinds.iter().any(|kind| matches!(kind, DocumentKind::Subnets | DocumentKind::Vpcs)),
            // An interface in a subnet that all subnets do not have contradicts them. Without it nothing does.
            (Outcome::Undetermined { gap: Gap::MissingResource { component: Component::Subnet, .. }, .. }, _) => {
                kinds.contains(&DocumentKind::NetworkInterfaces)
            }
            _ => false,
        };
        prop_assert!(same, "{} is {known:?}, and without part of {kinds:?} {found:?}", question.packet);
        agree(&part, &asked, &Coverage::default())
    });
    assert!(decided.get() * 20 > count, "{} of {count} were decided", decided.get());
}

/// Whether an interface's own document says that somebody else is behind it than who says to have it. Where the other is
/// not read, its own word is all that there is.
fn is_denied(design: &Design, interface: Ix<NetworkInterface>) -> bool {
    design.interface_kind(interface) != InterfaceKind::of(&design.network_interfaces.get(interface).record)
}

/// Whether a prefix list of AWS's, or one that leads to a gateway endpoint as only AWS's may, has addresses of a VPC or of a
/// local route, as no real one can. What a list that was not read holds is concluded from that.
fn lists_hold_the_network(design: &Design) -> bool {
    let routes = || design.route_tables.iter().flat_map(|(_, table)| &table.record.routes);
    let leads_to_endpoint = |list: &PrefixListId| {
        let to_list = |route: &Route| matches!(&route.destination, RouteDestination::PrefixList(id) if id == list);
        routes().any(|route| to_list(route) && matches!(route.target, RouteTarget::VpcEndpoint(_)))
    };
    let lists = design.prefix_lists.iter().map(|(_, list)| &list.record);
    let of_aws = lists.filter(|list| list.name.is_some() || leads_to_endpoint(&list.id));
    let mut held = of_aws.flat_map(|list| list.entries.iter().flatten());
    held.any(|held| {
        let local = routes().filter_map(|route| match (&route.destination, &route.target) {
            (RouteDestination::Cidr(block), RouteTarget::Local) => Some(block),
            _ => None,
        });
        let mut blocks = design.vpcs.iter().flat_map(|(_, vpc)| &vpc.record.cidrs).chain(local);
        blocks.any(|block| held.contains(block) || block.contains(held))
    })
}

const CASES: u32 = 3000;

const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/partly_read.regressions");

/// Makes an inventory as if a page of a kind of document had been read, and the next one denied.
fn read_partly(inventory: &mut Inventory, kind: DocumentKind, keep: &[bool]) {
    fn some<T>(of: &mut hopwise_model::Records<T>, keep: &[bool]) {
        let mut kept = keep.iter().copied().cycle();
        of.retain(|_| kept.next().unwrap_or(false));
    }
    inventory.knowledge.record(kind, &Scope::default(), hopwise_model::Coverage::Partial);
    match kind {
        DocumentKind::Vpcs => some(&mut inventory.vpcs, keep),
        DocumentKind::Subnets => some(&mut inventory.subnets, keep),
        DocumentKind::RouteTables => some(&mut inventory.route_tables, keep),
        DocumentKind::InternetGateways => some(&mut inventory.internet_gateways, keep),
        DocumentKind::NatGateways => some(&mut inventory.nat_gateways, keep),
        DocumentKind::VpcEndpoints => some(&mut inventory.vpc_endpoints, keep),
        DocumentKind::PrefixLists => some(&mut inventory.prefix_lists, keep),
        DocumentKind::SecurityGroups => some(&mut inventory.security_groups, keep),
        DocumentKind::NetworkAcls => some(&mut inventory.network_acls, keep),
        DocumentKind::NetworkInterfaces => some(&mut inventory.network_interfaces, keep),
        DocumentKind::Reservations => some(&mut inventory.instances, keep),
        other => panic!("designs hold no {other}"),
    }
}

/// The same source in a design with fewer resources, or with other ids.
pub(crate) fn same_source(
    whole: &Design,
    part: &Design,
    source: &Source,
    id: &dyn Fn(&str) -> String,
) -> Option<Source> {
    match source {
        Source::Interface(interface) => {
            let own = &whole.network_interfaces.get(*interface).record.id;
            part.network_interfaces.find(&id(own.as_str())).map(Source::Interface)
        }
        Source::Placement(placement) => {
            let mut placement = placement.clone();
            placement.subnet = part.subnets.find(&id(whole.subnets.get(placement.subnet).record.id.as_str()))?;
            for group in &mut placement.groups {
                match group {
                    Ok(found) => {
                        let own = &whole.security_groups.get(*found).record.id;
                        *found = part.security_groups.find(&id(own.as_str()))?;
                    }
                    Err(gap) => {
                        if let Gap::MissingResource { id: missing, .. } = Arc::make_mut(gap) {
                            *missing = id(missing);
                        }
                    }
                }
            }
            Some(Source::Placement(placement))
        }
        Source::Internet => Some(Source::Internet),
    }
}
