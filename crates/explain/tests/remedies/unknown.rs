//! What is not known about who asks: no verdict may hang on it unnamed.

use hopwise_ecs::{LaunchType, Placement, PublicAddress, Selected, Workload};
use hopwise_engine::{Network, PublishedRanges, Verdict};
use hopwise_explain::{StepDiagnosis, diagnose};
use hopwise_model::resource::Scope;
use hopwise_model::{Component, DocumentKind, Evidence, FailedCall, FailureKind, Gap};

use super::network::{Net, id};

/// The steps of a task of which only subnet and address are known, and perhaps that it has groups.
fn of_a_task_that_is_gone(net: &Net) -> Vec<StepDiagnosis> {
    let workload = net.workloads().remove(0);
    let placement = Placement {
        private_address: Some("10.0.2.77".parse().unwrap()),
        public_address: PublicAddress::Unknown,
        ..workload.placements[0].clone()
    };
    let workload = Workload { placements: vec![placement], ..workload };
    let design = net.inventory.clone().validate().unwrap();
    let found =
        diagnose(&net.inventory, &Network::new(design.clone()), vec![workload], &PublishedRanges::default()).unwrap();
    found.placements.into_iter().next().unwrap().steps
}

#[test]
fn a_public_address_that_matters_is_a_gap() {
    let mut net = Net::new();
    net.flags.subnets = vec![id("subnet-a-public-a")];
    let gap = Gap::MissingResource {
        component: Component::NetworkInterface,
        id: "10.0.2.77".to_owned(),
        referenced_by: "subnet-a-public-a".to_owned(),
        document: DocumentKind::NetworkInterfaces,
    };
    for step in of_a_task_that_is_gone(&net) {
        assert_eq!((step.verdict, step.gaps), (Verdict::Undetermined, vec![gap.clone()]));
    }
    // With nothing let out it makes no difference.
    net.egress("sg-a-task", &[]);
    for step in of_a_task_that_is_gone(&net) {
        assert_eq!((step.verdict, step.gaps), (Verdict::Blocked, Vec::new()));
    }
}

#[test]
fn a_caller_that_aws_does_not_name_leaves_every_step_open() {
    let mut net = Net::new();
    assert_eq!(net.step("ecr.api").verdict, Verdict::Blocked);
    net.flags.launch_type = Some(LaunchType::ManagedInstances);
    let found = net.diagnose().placements.remove(0);
    assert!(!found.unknowns.is_empty());
    assert_eq!(found.verdict, Verdict::Undetermined);
    assert!(!found.steps.is_empty());
    assert!(found.steps.iter().all(|step| step.verdict == Verdict::Undetermined && step.plans.is_empty()));
}

#[test]
fn tasks_that_could_not_be_listed_may_be_blocked() {
    let denied = FailedCall {
        action: "ecs:ListTasks".try_into().unwrap(),
        document: Some(DocumentKind::Tasks),
        kind: FailureKind::Denied,
        code: None,
        arguments: None,
        scope: Scope::default(),
        evidence: Evidence::supposed("test"),
    };
    let verdicts = |net: &Net| {
        let design = net.inventory.clone().validate().unwrap();
        let network = Network::new(design.clone());
        [Vec::new(), vec![denied.clone()]].map(|unlisted| {
            let selected = Selected { workloads: net.workloads(), unlisted };
            diagnose(&net.inventory, &network, selected, &PublishedRanges::default()).unwrap().verdict()
        })
    };
    let mut net = Net::new();
    assert_eq!(verdicts(&net), [Verdict::Blocked, Verdict::Blocked], "what is blocked is so all the same");
    net.flags.subnets = vec![id("subnet-a-public-a")];
    net.flags.assign_public_ip = true;
    assert_eq!(verdicts(&net), [Verdict::Delivered, Verdict::Undetermined]);
}
