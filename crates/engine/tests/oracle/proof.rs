//! A verdict without its flows is the verdict of the flows.

use std::cell::Cell;

use hopwise_engine::{AnswerKind, Inquiry, Network, PublishedRanges, Question, ServiceEndpoints, Verdict};
use hopwise_model::design::{Source, Wanted};
use hopwise_model::resource::{Instance, NetworkInterface, PrivateAddress};
use hopwise_model::{DocumentKind, Knowledge};
use hopwise_packet::{AddressSet, PacketBox, PortSet, Protocol};
use hopwise_proptest::design::{broken, peered};
use hopwise_proptest::fixture::{cidr, id, instance, interface};
use hopwise_proptest::question::seed;
use proptest::prelude::*;
use proptest::sample::select;

use crate::alike::anything;
use crate::cases;
use crate::many_packets::Packets;
use crate::rare::{network, task};

const CASES: u32 = 1500;

const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/proof.regressions");

#[test]
fn all_packets_come_to_what_every_flow_comes_to() {
    let verdicts = [Verdict::Delivered, Verdict::Undetermined, Verdict::Blocked];
    let held = verdicts.map(|_| Cell::new(0));
    let (several, none) = (Cell::new(0), Cell::new(0));
    let strategy = (anything(), any::<bool>()).boxed();
    let count = cases(CASES, REGRESSIONS, &strategy, |((broken, seed, also), everybody)| {
        let design = broken.inventory.validate().unwrap();
        let Some(asked) = seed.on(&design) else { return Ok(()) };
        let packets = Packets::around(&design, &asked, &also).as_box(&asked);
        // To every address of a VPC, as a name may mean that nobody knows.
        let blocks = || design.vpcs.iter().flat_map(|(_, vpc)| vpc.record.cidrs.iter().copied());
        let packets = if everybody { packets.to(AddressSet::from_nets(blocks())) } else { packets };
        let question = Question { source: asked.source, packets, wanted: asked.wanted };
        let network = Network::new(design.clone());
        let flows = network.trace(&question).flows;
        several.set(several.get() + u32::from(flows.len() > 3));
        let mut holds_any = false;
        for (expected, held) in verdicts.iter().zip(&held) {
            let is_it = !flows.is_empty() && flows.iter().all(|flow| flow.verdict() == *expected);
            prop_assert_eq!(network.all_come_to(&question, *expected), is_it, "{}: {:#?}", expected, flows);
            held.set(held.get() + u32::from(is_it));
            holds_any |= is_it;
        }
        none.set(none.get() + u32::from(!holds_any));
        prop_assert_eq!(network.first_flow(&question).is_some(), !flows.is_empty());
        Ok(())
    });
    let seen = held.map(Cell::into_inner);
    assert!(seen.iter().all(|held| *held > count / 500), "{seen:?} of {count}");
    assert!(several.get() > count / 10 && none.get() > count / 10, "{several:?}, {none:?} of {count}");
}

/// Two hosts beside each other, each of every sort: what one of them does is not taken for what both do.
#[test]
fn hosts_are_one_only_where_they_decide_alike() {
    let plain = |name: &str, at: u8| NetworkInterface {
        groups: [id("sg-endpoint")].into(),
        ..interface(name, "vpc-a", "subnet-endpoint", [10, 0, 0, at].into())
    };
    let with_instance =
        |own: NetworkInterface, instance: &str| NetworkInterface { instance: Some(id(instance)), ..own };
    let sorts: [fn(NetworkInterface) -> NetworkInterface; 15] = [
        |own| own,
        |own| NetworkInterface { groups: [id("sg-closed")].into(), ..own },
        |own| NetworkInterface { groups: [id("sg-unknown")].into(), ..own },
        |own| NetworkInterface { groups: [id("sg-gone")].into(), ..own },
        |own| NetworkInterface { groups: [].into(), ..own },
        |own| NetworkInterface { status: Some("available".into()), ..own },
        |own| NetworkInterface { status: Some("detaching".into()), ..own },
        |own| NetworkInterface { status: None, ..own },
        |own| NetworkInterface { kind: "lambda".into(), ..own },
        |own| NetworkInterface { kind: "vpc_endpoint".into(), ..own },
        |own| NetworkInterface { kind: "network_load_balancer".into(), ..own },
        |own| NetworkInterface { description: "EFS mount target for fs-1".into(), ..own },
        |own| NetworkInterface { prefixes: [cidr("10.0.0.40/31")].into(), ..own },
        |own| NetworkInterface { owner: "999999999999".try_into().ok(), ..own },
        |own| {
            let shared = PrivateAddress { private: [10, 0, 0, 38].into(), public: None };
            NetworkInterface { addresses: [own.addresses.clone(), vec![shared]].concat(), ..own }
        },
    ];
    let instances = [None, Some("i-runs"), Some("i-stopped"), Some("i-starts"), Some("i-unlisted")];
    let others = instances
        .into_iter()
        .map(|own| (&sorts[0], own))
        .chain([(&sorts[7], Some("i-unlisted")), (&sorts[13], Some("i-unlisted"))]);
    let all: Vec<_> = sorts.iter().map(|sort| (sort, None)).chain(others).collect();
    let pairs =
        all.iter().enumerate().flat_map(|(one, first)| all[one..].iter().map(move |second| (one, first, second)));
    let mut held = 0;
    for ((one, first, second), are_listed) in pairs.flat_map(|pair| [(pair, true), (pair, false)]) {
        let mut inventory = network();
        if !are_listed {
            inventory.knowledge = Knowledge::default();
            inventory
                .knowledge
                .complete(DocumentKind::ALL.iter().copied().filter(|kind| *kind != DocumentKind::Reservations));
        }
        let states = [("i-runs", "running"), ("i-stopped", "stopped"), ("i-starts", "pending")];
        inventory
            .instances
            .extend(states.map(|(name, state)| Instance { state: Some(state.to_owned()), ..instance(name) }));
        for (name, at, (sort, instance)) in [("eni-one", 36, first), ("eni-two", 37, second)] {
            let own = sort(plain(name, at));
            inventory.network_interfaces.push(match instance {
                Some(instance) => with_instance(own, instance),
                None => own,
            });
        }
        let design = inventory.validate().unwrap();
        let addresses = [36, 37, 40].map(|at| [10, 0, 0, at].into());
        let network = Network::new(design);
        for addresses in [&addresses[..2], &addresses] {
            let packets = PacketBox::any().protocol(Protocol::TCP).to_ports(PortSet::single(443));
            let packets = packets.from(AddressSet::single([10, 0, 0, 4].into()));
            let packets = packets.to(AddressSet::from_addresses(addresses.iter().copied()));
            let question = Question { source: task(network.design()), packets, wanted: Wanted::Anyone };
            let flows = network.trace(&question).flows;
            for expected in [Verdict::Delivered, Verdict::Undetermined, Verdict::Blocked] {
                let is_it = flows.iter().all(|flow| flow.verdict() == expected);
                assert_eq!(network.all_come_to(&question, expected), is_it, "sort {one} {expected}: {flows:#?}");
                held += u32::from(is_it);
            }
        }
    }
    assert!(held > 30, "only {held} pairs are of one mind");
}

#[test]
fn what_is_decided_is_what_is_followed() {
    let host = select(vec!["api.ecr.eu-west-1.amazonaws.com", "registry.example.com", "db.corp.internal"]);
    let shorter = Cell::new(0);
    let verdicts = [Verdict::Delivered, Verdict::Undetermined, Verdict::Blocked].map(|verdict| (verdict, Cell::new(0)));
    let strategy = (prop_oneof![3 => broken(), 1 => peered()], seed(), host).boxed();
    let count = cases(CASES, REGRESSIONS, &strategy, |(broken, seed, host)| {
        let design = broken.inventory.validate().unwrap();
        let Some(asked) = seed.on(&design) else { return Ok(()) };
        if matches!(asked.source, Source::Internet) {
            return Ok(());
        }
        let inquiry = Inquiry {
            source: asked.source,
            address: None,
            host: host.to_owned(),
            protocol: Protocol::TCP,
            port: 443,
            source_ports: 32_768..=60_999,
            endpoints: ServiceEndpoints::default(),
        };
        let (network, published) = (Network::new(design), PublishedRanges::new());
        let (followed, decided) = (network.reach(&inquiry, &published), network.decide(&inquiry, &published));
        prop_assert_eq!(followed.verdict, decided.verdict);
        prop_assert_eq!(&followed.block, &decided.block);
        prop_assert_eq!(followed.gaps(), decided.gaps());
        prop_assert_eq!(format!("{:?}", followed.resolution), format!("{:?}", decided.resolution));
        let same: Vec<_> = followed.traces.iter().zip(&decided.traces).collect();
        prop_assert_eq!(same.len(), followed.traces.len());
        for ((answer, long), (other, short)) in same {
            prop_assert_eq!(format!("{answer:?}"), format!("{other:?}"));
            if answer.kind == AnswerKind::Anything {
                shorter.set(shorter.get() + u32::from(short.flows.len() < long.flows.len()));
            } else {
                prop_assert_eq!(format!("{long:?}"), format!("{short:?}"));
            }
        }
        for (verdict, met) in &verdicts {
            met.set(met.get() + u32::from(*verdict == followed.verdict));
        }
        Ok(())
    });
    let met = verdicts.map(|(_, met)| met.into_inner());
    assert!(shorter.get() > count / 4, "only {shorter:?} of {count} were shorter");
    assert!(met[1] > count / 100 && met[2] > count / 100, "{met:?} of {count}");
}
