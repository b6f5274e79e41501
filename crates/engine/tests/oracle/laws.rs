//! What a change of one rule can do, and cannot, whatever the network: rules of groups only open, entries that deny only
//! close, a block is its two halves, and answers need no rule of a group.

use std::cell::Cell;

use hopwise_engine::{End, Network, Question as Asked, Verdict};
use hopwise_model::design::{Design, NetworkInterface, Source};
use hopwise_model::resource::{
    AclEntry, Direction, Peer, PrivateAddress, RouteDestination, RouteOrigin, SecurityGroupRule,
};
use hopwise_model::traffic::{TCP, UDP};
use hopwise_model::{Component, Evidence, Inventory, Leg, Traffic};
use hopwise_packet::AddressSet;
use hopwise_proptest::design::{broken, plan};
use hopwise_proptest::fixture::{cidr, id};
use hopwise_proptest::question::Seed;
use ipnet::IpNet;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::alike::{Fate, OWN, anything, same, scope};
use crate::ambiguous::is_ambiguous;
use crate::cases;
use crate::many_packets::Packets;
use crate::partly_read::same_source;

const CASES: u32 = 800;

const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/laws.regressions");

/// A rule, or an entry: whose, which way, of which traffic, about whom.
#[derive(Clone, Debug)]
struct Rule {
    of: Index,
    place: Index,
    egress: bool,
    traffic: Traffic,
    peer: Peer,
}

fn rule() -> impl Strategy<Value = Rule> {
    let ports = |protocol: u8, from: u16, to: u16| Traffic::Ports { protocol, from, to };
    let traffics = vec![Traffic::All, ports(TCP, 443, 443), ports(TCP, 1024, 65_535), ports(UDP, 53, 53)];
    let blocks = ["0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/24", "10.0.1.0/25", "52.218.0.0/16", "128.0.0.0/1"];
    let block = blocks.map(|block| Peer::Cidr(cidr(block))).to_vec();
    let group = ["sg-task", "sg-endpoint", "sg-gone"].map(|group| Peer::Group(id(group))).to_vec();
    let peer = prop_oneof![5 => select(block), 2 => select(group), 1 => Just(Peer::PrefixList(id("pl-s3")))];
    (any::<Index>(), any::<Index>(), any::<bool>(), select(traffics), peer)
        .prop_map(|(of, place, egress, traffic, peer)| Rule { of, place, egress, traffic, peer })
}

/// A group has one more rule: what was delivered still is. (What was not known may be: packets get further, and may stop
/// there.)
#[test]
fn a_rule_added_to_a_group_only_opens() {
    let opened = Cell::new(0);
    cases(CASES, REGRESSIONS, &(anything(), rule(), any::<bool>()).boxed(), |((broken, seed, also), rule, alone)| {
        let mut own = broken.inventory;
        let count = own.security_groups.len();
        if count == 0 {
            return Ok(());
        }
        let which = rule.of.index(count);
        // Half of the groups have no rule yet.
        if let (Some(group), true) = (own.security_groups.iter_mut().nth(which), alone) {
            if rule.egress { &mut group.egress } else { &mut group.ingress }.clear();
        }
        let mut more = own.clone();
        let Some(group) = more.security_groups.iter_mut().nth(which) else { return Ok(()) };
        let rules = if rule.egress { &mut group.egress } else { &mut group.ingress };
        let place = rule.place.index(rules.len() + 1);
        let evidence = Evidence::supposed("added");
        rules.insert(
            place,
            SecurityGroupRule { traffic: rule.traffic, peer: rule.peer.clone(), across: None, id: None, evidence },
        );
        let Some((before, after)) = reached(&own, &more, &seed, &also)? else { return Ok(()) };
        prop_assert!(within(&before.delivered, &after.delivered), "{before:?} became {after:?}");
        prop_assert!(within(&after.others, &before.others), "{before:?} became {after:?}");
        opened.set(opened.get() + u32::from(!within(&after.delivered, &before.delivered)));
        Ok(())
    });
    assert!(opened.get() > 0, "no rule ever opened anything");
}

/// A network ACL has one more entry that denies: nothing more is delivered, and nothing that was blocked is not.
#[test]
fn an_entry_that_denies_only_closes() {
    let closed = Cell::new(0);
    cases(CASES, REGRESSIONS, &(anything(), rule()).boxed(), |((broken, seed, also), rule)| {
        let mut more = broken.inventory.clone();
        let count = more.network_acls.len();
        let (Peer::Cidr(cidr), true) = (&rule.peer, count > 0) else { return Ok(()) };
        let Some(acl) = more.network_acls.iter_mut().nth(rule.of.index(count)) else { return Ok(()) };
        let direction = if rule.egress { Direction::Egress } else { Direction::Ingress };
        let taken: Vec<u32> =
            acl.entries.iter().filter(|own| own.direction == direction).map(|own| own.number).collect();
        let free: Vec<u32> = [1, 99, 150, 30_000].into_iter().filter(|number| !taken.contains(number)).collect();
        let number = free[rule.place.index(free.len())];
        let evidence = Evidence::supposed("added");
        acl.entries.push(AclEntry { number, direction, allow: false, traffic: rule.traffic, cidr: *cidr, evidence });
        let Some((before, after)) = reached(&broken.inventory, &more, &seed, &also)? else { return Ok(()) };
        prop_assert!(within(&after.delivered, &before.delivered), "{before:?} became {after:?}");
        prop_assert!(within(&before.blocked, &after.blocked), "{before:?} became {after:?}");
        closed.set(closed.get() + u32::from(!within(&before.delivered, &after.delivered)));
        Ok(())
    });
    assert!(closed.get() > 0, "no entry ever closed anything");
}

/// Who has an address, and whether alone, is looked up by engine and oracle alike: it is what a search of all interfaces
/// finds, also where an address is somebody else's, too.
#[test]
fn who_has_an_address_is_what_a_search_finds() {
    let (found, shared, delegated) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let twice = (any::<Index>(), any::<Index>(), any::<bool>(), any::<bool>());
    cases(CASES, REGRESSIONS, &(broken(), twice).boxed(), |(broken, (from, to, public, change))| {
        let mut inventory = broken.inventory;
        let count = inventory.network_interfaces.len();
        let taken = (count > 0 && change).then(|| inventory.network_interfaces.iter().nth(from.index(count))).flatten();
        if let Some(address) = taken.and_then(|own| own.addresses.first().copied())
            && let Some(other) = inventory.network_interfaces.iter_mut().nth(to.index(count))
        {
            other.addresses.push(PrivateAddress { public: address.public.filter(|_| public), ..address });
        }
        let Ok(design) = inventory.validate() else { return Ok(()) };
        for (index, own) in design.network_interfaces.iter() {
            let mut others = design.network_interfaces.iter().filter(|(other, _)| *other != index);
            let is_like = |other: &NetworkInterface| {
                let same_vpc = matches!((&own.vpc, &other.vpc), (Ok(one), Ok(other)) if one == other);
                own.record.addresses.iter().any(|own| {
                    let mut theirs = other.record.addresses.iter();
                    theirs.any(|other| {
                        (same_vpc && own.private == other.private)
                            || (own.public.is_some() && own.public == other.public)
                    })
                })
            };
            let is_shared = others.any(|(_, other)| is_like(other));
            prop_assert_eq!(own.shares_address, is_shared, "{}", own.record.id);
            shared.set(shared.get() + u32::from(is_shared));
            let Ok(vpc) = own.vpc else { continue };
            for address in &own.record.addresses {
                let mut all = design.network_interfaces.iter().filter(|(_, other)| other.vpc == Ok(vpc));
                let first =
                    all.find(|(_, other)| other.record.addresses.iter().any(|own| own.private == address.private));
                prop_assert_eq!(design.interface_at(vpc, address.private), first.map(|(first, _)| first));
                found.set(found.get() + 1);
            }
            // Of a delegated block whoever has the address as one of his own comes first.
            for address in own.record.prefixes.iter().flat_map(|block| [block.network(), block.broadcast()]) {
                let here = || design.network_interfaces.iter().filter(|(_, other)| other.vpc == Ok(vpc));
                let alone = here().find(|(_, other)| other.record.addresses.iter().any(|own| own.private == address));
                let in_block =
                    || here().find(|(_, other)| other.record.prefixes.iter().any(|own| own.contains(&address)));
                let first = alone.or_else(in_block).map(|(first, _)| first);
                prop_assert_eq!(design.interface_at(vpc, address), first, "{}", address);
                delegated.set(delegated.get() + 1);
            }
        }
        Ok(())
    });
    assert!(delegated.get() > 10, "{} delegated", delegated.get());
    assert!(found.get() > 100 && shared.get() > 10, "{} found, {} shared", found.get(), shared.get());
}

/// Where packets are delivered that a group let out or in, no group is asked about the answer.
#[test]
fn no_group_stops_an_answer() {
    let answered = Cell::new(0);
    cases(CASES, REGRESSIONS, &anything().boxed(), |(broken, seed, also)| {
        let design = valid(broken.inventory)?;
        let Some(question) = seed.on(&design) else { return Ok(()) };
        let packets = Packets::around(&design, &question, &also).as_box(&question);
        let asked = Asked { source: question.source.clone(), packets, wanted: question.wanted };
        for flow in &Network::new(design).trace(&asked).flows {
            if let End::Blocked(block) = &flow.end {
                let is_answer = block.leg == Leg::Return;
                prop_assert!(!is_answer || block.component != Component::SecurityGroup, "{block:?}");
            }
            answered.set(answered.get() + u32::from(!flow.back.is_empty()));
        }
        Ok(())
    });
    assert!(answered.get() > 0, "nobody ever answered");
}

/// Which blocks are halved.
#[derive(Clone, Copy, Debug)]
enum Halved {
    Rules,
    Entries,
    Routes,
    Lists,
}

/// A block and its two halves say the same: in rules of groups, entries of network ACLs, routes and prefix lists.
#[test]
fn a_block_is_its_two_halves() {
    let (definite, halved) = (Cell::new(0), Cell::new(0));
    let which = select(vec![Halved::Rules, Halved::Entries, Halved::Routes, Halved::Lists]);
    cases(CASES, REGRESSIONS, &(anything(), which).boxed(), |((broken, seed, also), which)| {
        if is_ambiguous(&broken.inventory) {
            return Ok(());
        }
        let mut other = broken.inventory.clone();
        match which {
            Halved::Rules => rules(&mut other),
            Halved::Entries => entries(&mut other),
            Halved::Routes => routes(&mut other),
            Halved::Lists => lists(&mut other),
        }
        halved.set(halved.get() + u32::from(other != broken.inventory));
        same(&broken.inventory, other, &seed, &also, &str::to_owned, &Fate::without_gap, &definite)
    });
    assert!(halved.get() > 0 && definite.get() > 0, "{halved:?} {definite:?}");
}

fn halves(block: IpNet) -> Option<[IpNet; 2]> {
    let mut halves = block.subnets(block.prefix_len() + 1).ok()?;
    Some([halves.next()?, halves.next()?])
}

fn rules(inventory: &mut Inventory) {
    for group in &mut inventory.security_groups {
        for rules in [&mut group.ingress, &mut group.egress] {
            let parts = rules.iter().flat_map(|rule| match rule.peer {
                Peer::Cidr(block) => halves(block).map_or_else(
                    || vec![rule.clone()],
                    |halves| halves.map(|half| SecurityGroupRule { peer: Peer::Cidr(half), ..rule.clone() }).to_vec(),
                ),
                _ => vec![rule.clone()],
            });
            *rules = parts.collect();
        }
    }
}

/// The numbers are doubled, so that each half has one of its own. The implicit entries stay.
fn entries(inventory: &mut Inventory) {
    for acl in &mut inventory.network_acls {
        let parts = acl.entries.iter().flat_map(|entry| match halves(entry.cidr) {
            _ if entry.number >= 16_000 => vec![entry.clone()],
            None => vec![AclEntry { number: entry.number * 2, ..entry.clone() }],
            Some([one, other]) => vec![
                AclEntry { number: entry.number * 2, cidr: one, ..entry.clone() },
                AclEntry { number: entry.number * 2 + 1, cidr: other, ..entry.clone() },
            ],
        });
        acl.entries = parts.collect();
    }
}

/// All routes but those that AWS made, and those whose halves would compete with another.
fn routes(inventory: &mut Inventory) {
    for table in &mut inventory.route_tables {
        let taken: Vec<RouteDestination> = table.routes.iter().map(|route| route.destination.clone()).collect();
        let lists = taken.iter().any(|own| matches!(own, RouteDestination::PrefixList(_)));
        let parts = table.routes.iter().flat_map(|route| match route.destination {
            RouteDestination::Cidr(block) if route.origin == RouteOrigin::Static && !lists => {
                let halves = halves(block).map(|halves| halves.map(RouteDestination::Cidr));
                match halves {
                    Some(halves) if !halves.iter().any(|half| taken.contains(half)) => halves
                        .map(|destination| hopwise_model::resource::Route { destination, ..route.clone() })
                        .to_vec(),
                    _ => vec![route.clone()],
                }
            }
            _ => vec![route.clone()],
        });
        table.routes = parts.collect();
    }
}

/// All entries but those that routes for single blocks compete with: the longest prefix decides there.
fn lists(inventory: &mut Inventory) {
    let routes = inventory.route_tables.iter().flat_map(|table| &table.routes);
    let blocks = routes.filter_map(|route| match route.destination {
        RouteDestination::Cidr(block) if block.prefix_len() > 0 => Some(block),
        _ => None,
    });
    let blocks: Vec<IpNet> = blocks.collect();
    let competes = |entry: &IpNet| blocks.iter().any(|own| own.contains(entry) || entry.contains(own));
    for entries in inventory.prefix_lists.iter_mut().filter_map(|list| list.entries.as_mut()) {
        let parts = entries.iter().flat_map(|own| match halves(*own) {
            Some(halves) if !competes(own) => halves.to_vec(),
            _ => vec![*own],
        });
        *entries = parts.collect();
    }
}

/// Another VPC of the account, in the same Region, that nothing leads to.
#[test]
fn what_an_unrelated_vpc_has_means_nothing() {
    let definite = Cell::new(0);
    let strategy = (anything(), plan()).boxed();
    let count = cases(CASES, REGRESSIONS, &strategy, |((broken, seed, also), plan)| {
        let place = scope(OWN, "eu-west-1");
        let own = hopwise_proptest::alike::placed(&broken.inventory, &place);
        let mut both = hopwise_proptest::alike::beside(&own, &hopwise_proptest::alike::placed(&plan.build(), &place));
        // What was not read of the one was not read of the other.
        both.knowledge = own.knowledge.clone();
        same(&own, both, &seed, &also, &str::to_owned, &Fate::without_gap, &definite)
    });
    assert!(definite.get() > count / 2, "{} of {count} flows were definite", definite.get());
}

/// The addresses that some packets are delivered to, those that some are blocked to, and those that some are not
/// delivered to, or not known to be.
#[derive(Clone, Debug)]
struct Reached {
    delivered: AddressSet,
    blocked: AddressSet,
    others: AddressSet,
}

fn within(one: &AddressSet, other: &AddressSet) -> bool {
    one.union(other) == *other
}

fn valid(inventory: Inventory) -> Result<Design, TestCaseError> {
    inventory.validate().map_err(|error| TestCaseError::fail(error.to_string()))
}

/// What the same packets reach in two networks.
fn reached(
    before: &Inventory,
    after: &Inventory,
    seed: &Seed,
    also: &[Index],
) -> Result<Option<(Reached, Reached)>, TestCaseError> {
    let (before, after) = (valid(before.clone())?, valid(after.clone())?);
    let Some(question) = seed.on(&before) else { return Ok(None) };
    let Some(source) = same_source(&before, &after, &question.source, &str::to_owned) else { return Ok(None) };
    let packets = Packets::around(&before, &question, also).as_box(&question);
    let of = |design: Design, source: Source| {
        let asked = Asked { source, packets: packets.clone(), wanted: question.wanted };
        let flows = Network::new(design).trace(&asked).flows;
        let to = |is: &dyn Fn(Verdict) -> bool| {
            let own = flows.iter().filter(|flow| is(flow.verdict()));
            own.fold(AddressSet::empty(), |all, flow| all.union(&flow.destinations))
        };
        Reached {
            delivered: to(&|verdict| verdict == Verdict::Delivered),
            blocked: to(&|verdict| verdict == Verdict::Blocked),
            others: to(&|verdict| verdict != Verdict::Delivered),
        }
    };
    Ok(Some((of(before, question.source.clone()), of(after, source))))
}
