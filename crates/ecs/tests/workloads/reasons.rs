//! The stopped reasons of tasks and services.

use hopwise_ecs::stopped::{Class, ReasonSource};
use hopwise_ecs::{Selection, Workload, workloads};
use hopwise_model::resource::{ServiceEvent, Task};
use hopwise_model::{Inventory, Pointer};

use crate::fixture::{PRIVATE_IMAGE, container, evidence, only, service, task, task_container, with_task};

const TIMEOUT: &str = "CannotPullContainerError: context canceled";
const MISSING: &str = "CannotPullContainerError: failed to resolve ref r/app:1: not found";

fn stopped(reason: Option<&str>, containers: &[&str]) -> Inventory {
    let mut stopped = task("t1");
    stopped.last_status = Some("STOPPED".to_owned());
    stopped.stopped_reason = reason.map(str::to_owned);
    stopped.containers = containers
        .iter()
        .map(|reason| hopwise_model::resource::TaskContainer {
            reason: Some((*reason).to_owned()),
            ..task_container("app", PRIVATE_IMAGE)
        })
        .collect();
    with_task(vec![container("app", PRIVATE_IMAGE)], stopped)
}

fn texts_and_places(workload: &Workload) -> Vec<(&str, Pointer)> {
    workload.reasons.iter().map(|reason| (reason.text.as_str(), reason.evidence.pointer.clone())).collect()
}

fn with_events(mut task: Task, status: &str, messages: &[&str]) -> Inventory {
    task.last_status = Some(status.to_owned());
    let mut inventory = with_task(vec![container("app", PRIVATE_IMAGE)], task);
    let mut orders = service("orders");
    orders.events = messages
        .iter()
        .enumerate()
        .map(|(index, message)| ServiceEvent {
            message: (*message).to_owned(),
            created_at: Some("2026-11-25".to_owned()),
            evidence: evidence(&format!("/services/0/events/{index}/message")),
        })
        .collect();
    inventory.services = [orders].into();
    inventory
}

#[test]
fn a_task_and_its_containers_say_each_thing_once() {
    let workload = only(&stopped(Some(TIMEOUT), &[TIMEOUT, MISSING]));
    let base = workload.evidence.pointer.clone();
    let places = [format!("{base}/stoppedReason"), format!("{base}/containers/1/reason")];
    assert_eq!(
        texts_and_places(&workload),
        [(TIMEOUT, places[0].as_str().into()), (MISSING, places[1].as_str().into())]
    );
    assert_eq!(workload.reasons[1].source, ReasonSource::Container { name: "app".to_owned() });
}

#[test]
fn what_only_announces_gives_way_to_the_reason() {
    let workload = only(&stopped(Some("Task failed to start"), &[MISSING]));
    assert_eq!(workload.reasons.len(), 1);
    assert_eq!(workload.reasons[0].text, MISSING);
    let alone = only(&stopped(Some("Task failed to start"), &[]));
    assert_eq!(alone.reasons[0].decoded.class, Class::NoCause);
}

#[test]
fn a_stop_code_tells_what_the_text_does_not() {
    let mut inventory = stopped(Some("maintenance, by Jo"), &[]);
    inventory.tasks[0].stop_code = Some("UserInitiated".to_owned());
    assert_eq!(only(&inventory).reasons[0].decoded.class, Class::Ended);
    inventory.tasks[0].stop_code = Some("TaskFailedToStart".to_owned());
    assert_eq!(only(&inventory).reasons[0].decoded.class, Class::Unknown);
}

#[test]
fn events_stand_in_for_a_task_that_waits() {
    let event = format!("(service orders) was unable to place a task. Reason: {TIMEOUT}.");
    let events = ["(service orders) has reached a steady state.", &event, &event];
    let waiting = only(&with_events(task("t1"), "PENDING", &events));
    assert_eq!(texts_and_places(&waiting), [(event.as_str(), "/services/0/events/1/message".into())]);
    assert!(matches!(waiting.reasons[0].source, ReasonSource::ServiceEvent { .. }));
    assert!(only(&with_events(task("t1"), "RUNNING", &events)).reasons.is_empty(), "it did start");
    let mut own = task("t1");
    own.stopped_reason = Some(MISSING.to_owned());
    assert_eq!(texts_and_places(&only(&with_events(own, "STOPPED", &events)))[0].0, MISSING);
}

#[test]
fn an_event_of_an_error_that_is_not_known_is_kept() {
    let event = "(service orders) was unable to place a task. Reason: CannotPullContainerError: something new.";
    let waiting = only(&with_events(task("t1"), "PENDING", &["(service orders) has started 1 tasks.", event]));
    assert_eq!(texts_and_places(&waiting), [(event, "/services/0/events/1/message".into())]);
    assert_eq!(waiting.reasons[0].decoded.class, Class::Unknown);
}

#[test]
fn events_are_a_services_own_where_it_has_no_task() {
    let event = format!("(service orders) was unable to place a task. Reason: {TIMEOUT}.");
    let mut inventory = with_events(task("t1"), "PENDING", &[&event]);
    inventory.tasks.clear();
    let found = workloads(&inventory, &Selection::default()).unwrap();
    assert_eq!(found.workloads[0].reasons[0].decoded.class.as_str(), "network");
}

/// A container: its exit code, and why it stopped.
type Container<'a> = (Option<i64>, Option<&'a str>);

/// Which containers ran and whether images were pulled, of a stopped task without `startedAt`.
fn shown(reason: Option<&str>, containers: &[Container<'_>], pulled: bool) -> (usize, bool, bool) {
    let mut stopped = stopped(reason, &[]);
    for task in &mut stopped.tasks {
        task.pulled_at = pulled.then(|| "2025-03-12T10:15:30Z".to_owned());
        let own = containers.iter().enumerate().map(|(number, (exit_code, reason))| {
            let named = task_container(&format!("c{number}"), PRIVATE_IMAGE);
            hopwise_model::resource::TaskContainer { exit_code: *exit_code, reason: reason.map(str::to_owned), ..named }
        });
        task.containers = own.collect();
    }
    let workload = only(&stopped);
    (workload.ran.len(), workload.has_started, workload.has_pulled)
}

#[test]
fn what_exited_had_started_and_what_follows_pulls_had_pulled() {
    const ENDED: &str = "Essential container in task exited";
    const START: &str = "CannotStartContainerError: no such file or directory";
    for (reason, containers, pulled, expected) in [
        (Some(ENDED), &[(Some(1), None)][..], true, (1, true, true)),
        (Some(ENDED), &[(Some(0), None), (None, None)], true, (1, false, false)),
        (
            Some(ENDED),
            &[(Some(137), Some("OutOfMemoryError: Container killed due to memory usage"))],
            false,
            (1, true, false),
        ),
        // Docker gives an exit code to what it could not start, too.
        (Some(START), &[(Some(127), Some(START))], true, (0, false, true)),
        (Some(START), &[(None, Some(START))], false, (0, false, false)),
        (Some(MISSING), &[(None, Some(MISSING))], true, (0, false, false)),
        // Whoever stops a task stops its pull with it.
        (Some("Task stopped by user"), &[(None, None)], true, (0, false, false)),
        (Some("Task failed to start"), &[(None, None)], true, (0, false, false)),
        (None, &[], false, (0, false, false)),
    ] {
        assert_eq!(shown(reason, containers, pulled), expected, "{reason:?} {containers:?} {pulled}");
    }
}
