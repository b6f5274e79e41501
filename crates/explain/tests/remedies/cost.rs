//! What the search costs, counted in networks that are tried, and what it must not cost: a plan that holds for one
//! placement and not for the next.

use hopwise_ecs::{Groups, Placement, PublicAddress, Workload};
use hopwise_engine::{Network, PublishedRanges, Verdict};
use hopwise_explain::{Change, Diagnosis, diagnose};
use hopwise_model::resource::RouteTarget;

use super::network::{HTTPS, Net, block, id};

/// Behind a NAT gateway, with a security group that lets nothing out.
fn closed() -> Net {
    let mut net = Net::new();
    net.nat("nat-a", "subnet-a-public-a");
    net.route("rtb-a-private", "0.0.0.0/0", RouteTarget::NatGateway(id("nat-a")));
    net.egress("sg-a-task", &[]);
    net
}

/// Tasks of one service with an interface each, the first at 10.0.1.20.
fn tasks(net: &mut Net, count: u32) -> Vec<Workload> {
    let workload = net.workloads().remove(0);
    let mut workloads = Vec::new();
    for number in 0..count {
        let (name, address) = (format!("eni-task-{number}"), format!("10.0.1.{}", 20 + number));
        net.interface(&name, "subnet-a-private-a", &address, None, &["sg-a-task"]);
        let placement = Placement {
            groups: Groups::FromInterface,
            interface: Some(id(&name)),
            private_address: Some(address.parse().unwrap()),
            public_address: PublicAddress::FromInterface,
            ..workload.placements[0].clone()
        };
        workloads.push(Workload { placements: vec![placement], ..workload.clone() });
    }
    workloads
}

fn run(net: &Net, workloads: Vec<Workload>) -> Diagnosis {
    let design = net.inventory.clone().validate().unwrap();
    diagnose(&net.inventory, &Network::new(design.clone()), workloads, &PublishedRanges::default()).unwrap()
}

fn changes(diagnosis: &Diagnosis, task: usize) -> Vec<Vec<Vec<Change>>> {
    let steps = diagnosis.placements[task].steps.iter();
    steps.map(|step| step.plans.iter().map(|plan| plan.changes.clone()).collect()).collect()
}

#[test]
fn tasks_that_are_alike_cost_no_more_networks_than_one() {
    let mut net = closed();
    let one = tasks(&mut net, 1);
    let alone = run(&net, one);
    assert!(alone.tried > 0);
    let mut net = closed();
    let many = tasks(&mut net, 20);
    let all = run(&net, many);
    assert_eq!(all.tried, alone.tried);
    for task in 0..20 {
        assert!(!changes(&all, task)[0].is_empty());
        assert_eq!(changes(&all, task), changes(&alone, 0));
        assert!(all.placements[task].plan.as_ref().is_some_and(|plan| plan.proof.verdict == Verdict::Delivered));
    }
}

#[test]
fn interfaces_that_nothing_leads_to_cost_no_networks() {
    let mut net = closed();
    let workloads = tasks(&mut net, 2);
    let few = run(&net, workloads.clone());
    for number in 60..250 {
        net.interface(
            &format!("eni-idle-{number}"),
            "subnet-a-private-a",
            &format!("10.0.1.{number}"),
            None,
            &["sg-a-task"],
        );
    }
    let many = run(&net, workloads);
    assert_eq!(many.tried, few.tried);
    assert_eq!(changes(&many, 0), changes(&few, 0));
}

/// To the search both tasks look alike, yet the endpoints admit only the first one.
#[test]
fn a_rule_that_tells_two_addresses_apart_is_noticed() {
    let mut net = closed();
    let workloads = tasks(&mut net, 2);
    net.inventory.security_groups.retain(|group| group.id.as_str() != "sg-a-endpoint");
    net.group("sg-a-endpoint", &[(HTTPS, block("10.0.1.20/32"))], &[]);
    net.ecr_endpoints();
    let found = run(&net, workloads);
    let (first, second) = (changes(&found, 0), changes(&found, 1));
    assert!(!first[0].is_empty() && !second[0].is_empty());
    // Outbound is all that the first one needs; the second one needs to be admitted as well.
    assert!(first[0].iter().any(|plan| plan.len() == 1), "{first:?}");
    assert!(second[0].iter().all(|plan| !first[0].contains(plan)), "{second:?}");
    for placement in &found.placements {
        for plan in placement.steps.iter().flat_map(|step| &step.plans) {
            assert_eq!(plan.proof.verdict, Verdict::Delivered, "{plan:?}");
        }
    }
    assert_ne!(found.tried, 0);
}
