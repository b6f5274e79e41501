//! Whether the start of a task stands or falls with a step.

use hopwise_ecs::{Decides, StepKind, Workload};
use hopwise_model::resource::{ContainerDefinition, Firelens, Task, TaskDefinition};

use crate::fixture::{PRIVATE_IMAGE, container, definition, log, only, secret, task, with_task};

fn sidecar() -> ContainerDefinition {
    ContainerDefinition { essential: false, ..container("sidecar", "ghcr.io/org/sidecar") }
}

fn run(launch_type: &str, edit: impl FnOnce(&mut TaskDefinition)) -> Workload {
    let mut edited = definition(vec![container("app", PRIVATE_IMAGE), sidecar()]);
    edit(&mut edited);
    let on = Task { launch_type: Some(launch_type.to_owned()), ..task("t1") };
    let mut inventory = with_task(Vec::new(), on);
    inventory.task_definitions = [edited].into();
    only(&inventory)
}

fn weight(workload: &Workload, host: &str) -> Decides {
    workload.steps.iter().find(|step| step.host.starts_with(host)).unwrap().decides
}

#[test]
fn only_a_container_falls_with_the_image_of_one_that_is_not_essential() {
    let workload = run("FARGATE", |_| {});
    assert_eq!(weight(&workload, "ghcr.io"), Decides::Container);
    assert!(workload.steps.iter().filter(|step| step.host != "ghcr.io").all(|step| step.decides == Decides::Start));
}

#[test]
fn what_both_need_decides() {
    let workload = run("FARGATE", |definition| definition.containers[1].image = PRIVATE_IMAGE.to_owned());
    assert!(workload.steps.iter().all(|step| step.decides == Decides::Start));
}

#[test]
fn a_container_that_others_wait_for_decides_however_far_away() {
    let waits = |edit: fn(&mut TaskDefinition)| weight(&run("FARGATE", edit), "ghcr.io");
    assert_eq!(waits(|own| own.containers[0].starts_after.push("sidecar".to_owned())), Decides::Start);
    assert_eq!(waits(|own| own.proxy = Some("sidecar".to_owned())), Decides::Start);
    let through_the_router = |own: &mut TaskDefinition| {
        own.containers[1].firelens = Some(Firelens::default());
        own.containers[0].log = Some(log("awsfirelens", &[]));
    };
    assert_eq!(waits(through_the_router), Decides::Start);
    let in_a_row = |own: &mut TaskDefinition| {
        let between = ContainerDefinition { essential: false, ..container("between", PRIVATE_IMAGE) };
        own.containers.push(ContainerDefinition { starts_after: vec!["sidecar".to_owned()], ..between });
        own.containers[0].starts_after.push("between".to_owned());
    };
    assert_eq!(waits(in_a_row), Decides::Start);
    let the_other_way = |own: &mut TaskDefinition| own.containers[1].starts_after.push("app".to_owned());
    assert_eq!(waits(the_other_way), Decides::Container);
}

#[test]
fn what_is_done_before_there_are_containers_is_reported_of_the_task() {
    let with_secret = |own: &mut TaskDefinition| own.containers[1].secrets.push(secret("token"));
    for launch_type in ["FARGATE", "EC2"] {
        assert_eq!(weight(&run(launch_type, with_secret), "ssm."), Decides::Unconfirmed, "{launch_type}");
    }
    let with_logs = |own: &mut TaskDefinition| own.containers[1].log = Some(log("awslogs", &[]));
    assert_eq!(weight(&run("FARGATE", with_logs), "logs."), Decides::Unconfirmed);
    assert_eq!(
        weight(&run("EC2", with_logs), "logs."),
        Decides::Container,
        "Docker makes the stream for the container"
    );
    let private = |own: &mut TaskDefinition| {
        own.containers[0].image = "ghcr.io/org/app".to_owned();
        own.containers[1].image = PRIVATE_IMAGE.to_owned();
    };
    assert_eq!(weight(&run("FARGATE", private), "api.ecr"), Decides::Unconfirmed);
    assert_eq!(weight(&run("EC2", private), "api.ecr"), Decides::Container);
    let control = run("EC2", |_| {});
    assert!(control.steps.iter().filter(|own| own.kind == StepKind::ControlPlane).all(|s| s.decides == Decides::Start));
}
