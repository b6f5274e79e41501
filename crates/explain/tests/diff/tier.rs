//! What differs between two designs that are drawn for pairs of tiers: nothing of one and itself, and, where one thing broke,
//! what a question about each pair of hosts says.

use std::net::IpAddr;

use hopwise_build::{Account, Instance, Ports, SecurityGroup, Target, Tier, Vpc, tcp};
use hopwise_engine::{Question, Verdict};
use hopwise_explain::diff::{DiffResult, MOST_PAIRS, TierBecame, TierComparison, TierDifference, TierEnd, diff_tiers};
use hopwise_model::design::{Source, Wanted};
use hopwise_model::resource::{InterfaceKind, NetworkInterface};
use hopwise_model::{NetworkInterfaceId, Traffic};
use hopwise_packet::{AddressSet, PortSet, Protocol};
use hopwise_proptest::Designs;
use proptest::prelude::*;

use super::{Told, broken, later, reversed};

fn compare(before: &Told, after: &Told) -> TierComparison {
    diff_tiers(before.side(), after.side(), MOST_PAIRS).unwrap()
}

/// What becomes of TCP to a port from one interface to another.
fn verdict(own: &Told, from: &NetworkInterfaceId, to: IpAddr, port: u16) -> Option<Verdict> {
    let design = own.network.design();
    let source = Source::Interface(design.network_interfaces.find(from.as_str())?);
    let (to, port) = (AddressSet::single(to), PortSet::single(port));
    let question = Question::new(design, source, to, Protocol::TCP, port, 1024..=u16::MAX);
    Some(own.network.trace(&Question { wanted: Wanted::Anyone, ..question }).verdict())
}

fn tier(found: &TierComparison, own: &NetworkInterface) -> Option<TierEnd> {
    found.tiers.iter().position(|tier| tier.subnets.contains(&own.subnet)).map(TierEnd::Tier)
}

fn holds(own: &TierDifference, port: u16) -> bool {
    own.packets.iter().any(|own| own.protocols.contains(Protocol::TCP) && own.destination_ports.contains(port))
}

/// Hosts of both sides, with their first address.
fn hosts<'a>(before: &'a Told, after: &Told) -> Vec<(&'a NetworkInterface, IpAddr)> {
    let design = before.network.design();
    let is_there = |own: &NetworkInterface| after.inventory.network_interfaces.iter().any(|it| it == own);
    let is_host = |own: &&NetworkInterface| {
        let kind = design.network_interfaces.find(own.id.as_str()).map(|own| design.interface_kind(own));
        kind == Some(InterfaceKind::Host) && is_there(own)
    };
    before
        .inventory
        .network_interfaces
        .iter()
        .filter(is_host)
        .filter_map(|own| Some((own, own.primary_address()?)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn tiers_of_a_design_are_what_they_are_in_whatever_order(account in Designs::new().zones(1..=2).services(1..=2)) {
        let inventory = account.inventory().unwrap();
        let [one, other, later] = &[inventory.clone(), reversed(&inventory), later(&inventory)].map(Told::new);
        for (before, after) in [(one, one), (one, other), (other, one), (one, later), (later, one)] {
            let found = compare(before, after);
            prop_assert!(found.flows.is_empty(), "{:#?}", found.flows);
        }
    }

    #[test]
    fn what_a_fault_closes_is_what_questions_say(
        account in Designs::new().zones(1..=2).services(1..=2),
        number in any::<usize>(),
    ) {
        let inventory = account.inventory().unwrap();
        let Some((fault, after)) = broken(&inventory, number) else { return Ok(()) };
        let (before, after) = (Told::new(inventory), Told::new(after));
        let found = compare(&before, &after);
        let hosts = hosts(&before, &after);
        for (one, _) in &hosts {
            for (other, address) in hosts.iter().filter(|(other, _)| other.id != one.id) {
                for port in [22, 443, 5432, 8080] {
                    let verdicts = [&before, &after].map(|side| verdict(side, &one.id, *address, port));
                    let became = match verdicts {
                        [Some(Verdict::Delivered), Some(Verdict::Blocked)] => TierBecame::Closed,
                        [Some(Verdict::Blocked), Some(Verdict::Delivered)] => TierBecame::Opened,
                        _ => continue,
                    };
                    let pair = (tier(&found, one), tier(&found, other), became);
                    let is_it = |own: &&TierDifference| (Some(own.from), Some(own.to), own.became) == pair && holds(own, port);
                    prop_assert!(
                        found.flows.iter().any(|own| is_it(&own)),
                        "{:?}: {} to {} port {} became {:?}: {:#?}", fault, one.id, other.id, port, became, found.flows
                    );
                }
            }
        }
        for flow in &found.flows {
            prop_assert!(flow.blamed.is_some(), "nothing did {:?}: {:#?}", fault, flow);
            prop_assert!(flow.witness.is_some() || flow.became > TierBecame::Closed, "{:?}: {:#?}", fault, flow);
        }
        // What is not asked is said, and not that nothing differs.
        let none = diff_tiers(before.side(), after.side(), 0).unwrap();
        prop_assert!(none.flows.is_empty() && none.not_compared == found.compared, "{:?}", fault);
        // From the other side, what closed opens.
        let back = compare(&after, &before);
        for flow in found.flows.iter().filter(|own| own.became == TierBecame::Closed) {
            let is_it = |own: &TierDifference| {
                own.became == TierBecame::Opened && own.packets == flow.packets && own.witness.is_some()
            };
            prop_assert!(back.flows.iter().any(is_it), "{:?}: {:#?} {:#?}", fault, flow, back.flows);
        }
    }
}

/// A host in each of two tiers.
fn two_tiers(app: Tier, data: Tier, db: SecurityGroup) -> Told {
    let shop = Vpc::new("shop", "10.20.0.0/16").block("2a05:d018:10::/56").tier(app).tier(data);
    let shop = shop.group(SecurityGroup::new("web")).group(db);
    let shop =
        shop.instance(Instance::new("web", "app").group("web")).instance(Instance::new("db", "data").group("db"));
    Told::new(Account::new("eu-west-1").vpc(shop).inventory().unwrap())
}

/// IPv6 is not followed: what may matter to it is said to be open, and what is about IPv4 alone, or about nobody with IPv6, is
/// not.
#[test]
fn what_may_matter_to_ipv6_is_left_open() {
    let [app, data] = ["app", "data"].map(Tier::isolated);
    let [app6, data6] = [app.clone(), data.clone()].map(Tier::dual_stack);
    let db = || SecurityGroup::new("db");
    let before = two_tiers(app6.clone(), data6.clone(), db());
    let out = app6.clone().route("::/0", Target::EgressOnlyInternetGateway);
    for (after, is_open, flows, what) in [
        (two_tiers(app6.clone(), data6.clone(), db()), false, 0, "nothing"),
        (
            two_tiers(app6.clone(), data6.clone(), db().ingress(tcp(22), "2a05:d018:10::/56")),
            true,
            0,
            "a block of IPv6",
        ),
        (two_tiers(app6.clone(), data6.clone(), db().ingress(tcp(22), "10.20.0.0/16")), false, 2, "a block of IPv4"),
        (two_tiers(app6, data6.clone(), db().ingress(tcp(22), "web")), true, 1, "a group is of both"),
        (two_tiers(out, data6, db()), true, 0, "a way out"),
    ] {
        let found = compare(&before, &after);
        assert_eq!((!found.gaps.is_empty(), found.flows.len()), (is_open, flows), "{what}: {:#?}", found.flows);
        assert_eq!(found.result() == DiffResult::Undetermined, is_open, "{what}");
    }
    let without = two_tiers(app.clone(), data.clone(), db());
    let found = compare(&without, &two_tiers(app, data, db().ingress(tcp(22), "web")));
    assert_eq!((found.gaps.len(), found.flows.len()), (0, 1), "nobody has IPv6");
}

/// What opens to a protocol that hosts seldom speak opens all the same.
#[test]
fn what_opens_to_another_protocol_is_told() {
    let [app, data] = ["app", "data"].map(Tier::isolated);
    let db = || SecurityGroup::new("db");
    let before = two_tiers(app.clone(), data.clone(), db());
    let esp = Ports::from(Traffic::Protocol(50));
    let found = compare(&before, &two_tiers(app, data, db().ingress(esp, "web")));
    let [flow] = found.flows.as_slice() else { panic!("{:#?}", found.flows) };
    assert_eq!(flow.became, TierBecame::Opened);
    assert!(
        flow.packets.iter().all(|own| own.protocols.contains(Protocol(50)) && !own.protocols.contains(Protocol::TCP))
    );
    assert_eq!(flow.witness.map(|own| own.protocol), Some(Protocol(50)));
}

/// What a peering connection opens from tier to tier of two VPCs opens once it is active, and a rule that lets it in.
#[test]
fn what_a_peering_connection_opens_is_told() {
    let peer = |name: &str| Target::Peering(name.to_owned());
    let side = |name: &str, block: &str, other: &str, others: &str, group: SecurityGroup| {
        let tier = Tier::isolated("app").route(others, peer(other));
        Vpc::new(name, block).tier(tier).group(group).instance(Instance::new(name, "app").group(name))
    };
    let account = |admits: bool| {
        let db = SecurityGroup::new("db");
        let db = if admits { db.ingress(tcp(5432), "10.20.0.0/16") } else { db };
        let shop = side("shop", "10.20.0.0/16", "db", "10.30.0.0/16", SecurityGroup::new("shop"));
        let db = side("db", "10.30.0.0/16", "shop", "10.20.0.0/16", db);
        Account::new("eu-west-1").vpc(shop).vpc(db).peering("shop", "db").inventory().unwrap()
    };
    let active = account(true);
    let mut pending = active.clone();
    "pending-acceptance".clone_into(&mut pending.vpc_peering_connections.first_mut().unwrap().state);
    let [active, pending, closed] = [active, pending, account(false)].map(Told::new);
    for (before, after, became) in [
        (&pending, &active, TierBecame::Opened),
        (&active, &pending, TierBecame::Closed),
        (&closed, &active, TierBecame::Opened),
    ] {
        let found = compare(before, after);
        assert!(found.flows.iter().all(|flow| flow.became == became), "{:#?}", found.flows);
        // Between the hosts that there are; whoever else may come has other groups.
        let of_hosts = |flow: &&TierDifference| flow.example.iter().all(Option::is_some);
        let flows: Vec<&TierDifference> = found.flows.iter().filter(of_hosts).collect();
        let [flow] = flows.as_slice() else { panic!("{flows:#?}") };
        assert_eq!((holds(flow, 5432), holds(flow, 443)), (true, false));
    }
}
