//! Every remedy that is claimed to help is carried out from scratch, on generated networks with things broken, and has
//! to give what its proof says.
//!
//! A run fails where it does not, and also where it did not reach enough kinds of cause and of change.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, not tests themselves, also stop at what cannot be"
)]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use hopwise_ecs::{Hypothetical, Selection, Workload, workloads};
use hopwise_engine::{Network, PublishedRanges, Verdict};
use hopwise_explain::{Diagnosis, PlacementDiagnosis, Plan, StepDiagnosis, diagnose};
use hopwise_model::design::Design;
use hopwise_model::resource::{DhcpOptions, VpcAttribute};
use hopwise_model::{DocumentKind, Evidence, Inventory};
use hopwise_proptest::design::broken;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, FileFailurePersistence, TestError, TestRunner};

/// A network and a task to start in it.
#[derive(Clone, Debug)]
struct Case {
    inventory: Inventory,
    flags: Hypothetical,
}

/// Broken networks that say what names mean: with private DNS or without, with the DNS attributes on or off.
fn case() -> impl Strategy<Value = Case> {
    let on = || prop::bool::weighted(0.85);
    let flags = (any::<bool>(), any::<Index>());
    (broken(), on(), on(), on(), flags).prop_map(|(broken, support, hostnames, private_dns, (public, subnet))| {
        let mut inventory = broken.inventory;
        let evidence = || Evidence::supposed("test");
        inventory.knowledge.complete([DocumentKind::DhcpOptions, DocumentKind::VpcAttribute]);
        inventory.dhcp_options.push(DhcpOptions {
            id: "dopt-a".try_into().unwrap(),
            domain_name_servers: vec!["AmazonProvidedDNS".to_owned()],
            evidence: evidence(),
        });
        for vpc in &mut inventory.vpcs {
            vpc.dhcp_options = Some("dopt-a".to_owned());
            inventory.vpc_attributes.push(VpcAttribute {
                vpc: vpc.id.clone(),
                dns_support: Some(support),
                dns_hostnames: Some(hostnames),
                evidence: evidence(),
            });
        }
        for list in inventory.prefix_lists.filter_mut(|list| list.id.as_str() == "pl-s3") {
            list.name = Some("com.amazonaws.eu-west-1.s3".to_owned());
        }
        for endpoint in inventory.vpc_endpoints.filter_mut(|own| own.id.as_str() == "vpce-api") {
            "com.amazonaws.eu-west-1.ecr.api".clone_into(&mut endpoint.service_name);
            endpoint.private_dns_enabled = private_dns;
        }
        let subnets: Vec<_> = inventory.subnets.iter().map(|own| own.id.clone()).collect();
        let subnets = if subnets.is_empty() { Vec::new() } else { vec![subnet.get(&subnets).clone()] };
        let flags = Hypothetical {
            subnets,
            groups: vec!["sg-task".try_into().unwrap()],
            assign_public_ip: public,
            region: Some("eu-west-1".try_into().unwrap()),
            ..Hypothetical::default()
        };
        Case { inventory, flags }
    })
}

fn run(inventory: &Inventory, workloads: Vec<Workload>) -> Diagnosis {
    let design = inventory.clone().validate().unwrap();
    let network = Network::new(design.clone());
    diagnose(inventory, &network, workloads, &PublishedRanges::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// What a run has to reach.
#[derive(Debug, Default)]
struct Reached {
    causes: BTreeSet<String>,
    changes: BTreeSet<String>,
    longest: usize,
    plans: usize,
    together: usize,
    undetermined: usize,
    /// By kind of change, the fewest lists of a design that one such change left to be shared.
    shared: BTreeMap<String, usize>,
}

/// The name of a variant, from its `Debug` form.
fn kind(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").chars().take_while(|letter| letter.is_alphanumeric()).collect()
}

/// Carries a plan out from scratch and looks at some steps again.
fn redo(case: &Case, found: &PlacementDiagnosis, steps: &[StepDiagnosis], plan: &Plan) -> Vec<StepDiagnosis> {
    let mut inventory = case.inventory.clone();
    let mut placement = found.placement.clone().unwrap();
    for change in &plan.changes {
        assert!(change.apply(&mut inventory, &mut placement), "cannot be made: {change:?}");
    }
    unrelated(case, &inventory, plan);
    let steps = steps.iter().map(|step| step.step.clone()).collect();
    let workload = Workload { placements: vec![placement], steps, ..found.workload.clone() };
    run(&inventory, vec![workload]).placements.remove(0).steps
}

/// A design that follows change by change from the one before is the one that validation makes anew, and shares what the
/// change does not touch.
fn derive(case: &Case, found: &PlacementDiagnosis, plan: &Plan, reached: &RefCell<Reached>) {
    let (mut before, mut placement) = (case.inventory.clone(), found.placement.clone().unwrap());
    let mut design = before.clone().validate().unwrap();
    for change in &plan.changes {
        let mut after = before.clone();
        assert!(change.apply(&mut after, &mut placement), "cannot be made: {change:?}");
        let derived = design.changed(&before, &after).unwrap();
        assert!(derived == after.clone().validate().unwrap(), "derived otherwise than anew: {change:?}");
        let lists = lists_shared(&design, &derived);
        assert!(lists >= 5, "nearly all was made anew: {change:?}");
        let mut reached = reached.borrow_mut();
        let fewest = reached.shared.entry(kind(change)).or_insert(lists);
        *fewest = lists.min(*fewest);
        (before, design) = (after, derived);
    }
}

/// How many of its nine lists a design shares whole with another.
fn lists_shared(one: &Design, other: &Design) -> usize {
    [
        one.vpcs.ptr_eq(&other.vpcs),
        one.subnets.ptr_eq(&other.subnets),
        one.route_tables.ptr_eq(&other.route_tables),
        one.internet_gateways.ptr_eq(&other.internet_gateways),
        one.nat_gateways.ptr_eq(&other.nat_gateways),
        one.vpc_endpoints.ptr_eq(&other.vpc_endpoints),
        one.security_groups.ptr_eq(&other.security_groups),
        one.network_acls.ptr_eq(&other.network_acls),
        one.network_interfaces.ptr_eq(&other.network_interfaces),
    ]
    .into_iter()
    .filter(|shared| *shared)
    .count()
}

/// What no change names is as it was.
fn unrelated(case: &Case, after: &Inventory, plan: &Plan) {
    let named = format!("{:?}", plan.changes);
    let before = &case.inventory;
    for (old, new) in before.security_groups.iter().zip(&after.security_groups) {
        assert!(old == new || named.contains(old.id.as_str()), "{} changed by {named}", old.id);
    }
    for (old, new) in before.network_acls.iter().zip(&after.network_acls) {
        assert!(old == new || named.contains(old.id.as_str()), "{} changed by {named}", old.id);
    }
    for (old, new) in before.vpc_endpoints.iter().zip(&after.vpc_endpoints) {
        assert!(old == new || named.contains(old.id.as_str()), "{} changed by {named}", old.id);
    }
    let moves = named.contains("AttachInternetGateway") || named.contains("AssociateRouteTable");
    for (old, new) in before.route_tables.iter().zip(&after.route_tables) {
        assert!(old == new || moves || named.contains(old.id.as_str()), "{} changed by {named}", old.id);
    }
}

fn check(case: &Case, reached: &RefCell<Reached>) -> Result<(), TestCaseError> {
    let selection = Selection { hypothetical: Some(case.flags.clone()), ..Selection::default() };
    let Ok(selected) = workloads(&case.inventory, &selection) else { return Ok(()) };
    let diagnosis = run(&case.inventory, selected.workloads);
    for found in &diagnosis.placements {
        if let Some(plan) = &found.plan {
            let all = redo(case, found, &found.steps, plan);
            for (before, after) in found.steps.iter().zip(&all) {
                prop_assert!(after.verdict <= before.verdict, "harm: {:?}", plan.changes);
            }
            prop_assert_eq!(all.iter().map(|step| step.verdict).max(), Some(plan.proof.verdict));
            reached.borrow_mut().together += usize::from(plan.proof.verdict == Verdict::Delivered);
        }
        for step in &found.steps {
            let blocked = matches!(step.verdict, Verdict::Blocked | Verdict::Partial);
            prop_assert_eq!(step.cause.is_some(), blocked);
            if step.verdict == Verdict::Undetermined {
                prop_assert!(!step.gaps.is_empty() || !found.unknowns.is_empty(), "nothing says why: {:?}", step.step);
                reached.borrow_mut().undetermined += 1;
            }
            prop_assert!(blocked || step.plans.is_empty());
            prop_assert!(step.plans.len() <= 3);
            if let Some(cause) = &step.cause {
                reached.borrow_mut().causes.insert(kind(cause));
            }
            for plan in &step.plans {
                derive(case, found, plan, reached);
                let all = redo(case, found, &found.steps, plan);
                for (before, after) in found.steps.iter().zip(&all) {
                    prop_assert!(after.verdict <= before.verdict, "harm: {:?}", plan.changes);
                }
                let again = all.iter().find(|own| own.step == step.step).unwrap();
                prop_assert_eq!(again.verdict, plan.proof.verdict, "{:?}", plan.changes);
                prop_assert_eq!(&again.block, &plan.proof.still);
                prop_assert!(again.verdict < step.verdict);
                // Without any one of its changes a plan does less.
                for place in 0..plan.changes.len() {
                    let mut fewer = plan.clone();
                    fewer.changes.remove(place);
                    let idle = fewer.changes.is_empty() || cannot_or_worse(case, found, step, &fewer);
                    prop_assert!(idle, "one change too many: {:?}", plan.changes);
                }
                let mut reached = reached.borrow_mut();
                reached.plans += 1;
                reached.longest = reached.longest.max(plan.changes.len());
                reached.changes.extend(plan.changes.iter().map(kind));
            }
        }
    }
    Ok(())
}

fn cannot_or_worse(case: &Case, found: &PlacementDiagnosis, step: &StepDiagnosis, plan: &Plan) -> bool {
    let mut inventory = case.inventory.clone();
    let mut placement = found.placement.clone().unwrap();
    let possible = plan.changes.iter().all(|change| change.apply(&mut inventory, &mut placement));
    !possible
        || redo(case, found, std::slice::from_ref(step), plan).iter().all(|after| after.verdict > plan.proof.verdict)
}

#[test]
fn every_proof_can_be_repeated() {
    let regressions = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/proofs/regressions");
    let chosen = std::env::var_os("PROPTEST_CASES").is_some();
    let persistence = Some(Box::new(FileFailurePersistence::Direct(regressions)) as _);
    let default = Config { failure_persistence: persistence, ..Config::default() };
    let config = if chosen { default } else { Config { cases: 150, ..default } };
    let cases = config.cases;
    let reached = RefCell::new(Reached::default());
    match TestRunner::new(config).run(&case(), |case| check(&case, &reached)) {
        Ok(()) => {}
        Err(TestError::Abort(reason)) => panic!("gave up: {reason}"),
        Err(TestError::Fail(reason, case)) => panic!("{reason}\n{case:?}"),
    }
    let reached = reached.into_inner();
    println!("{cases} cases: {reached:#?}");
    if cases >= 150 {
        assert!(
            reached.causes.len() >= 10
                && reached.changes.len() >= 10
                && reached.longest >= 3
                && reached.undetermined >= 10,
            "{reached:#?}"
        );
    }
}
