//! A service's next task is told wherever it fares worse than the tasks that are there, whatever these are doing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use hopwise_ecs::{Selection, workloads};
use hopwise_engine::{Network, PublishedRanges, Verdict};
use hopwise_explain::{Fault, judge};
use hopwise_model::Inventory;
use hopwise_proptest::Designs;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// The worst verdict on each service: on its tasks that are there, and on all that is told of it.
fn worst(inventory: &Inventory) -> BTreeMap<String, (Option<Verdict>, Verdict)> {
    let network = Network::new(inventory.clone().validate().unwrap());
    let Ok(selected) = workloads(inventory, &Selection::default()) else { return BTreeMap::new() };
    let found = judge(inventory, &network, selected, &PublishedRanges::new()).unwrap();
    let mut worst: BTreeMap<String, (Option<Verdict>, Verdict)> = BTreeMap::new();
    for own in found.placements {
        let name = own.workload.service.clone().unwrap_or_default();
        let (of_tasks, of_all) = worst.entry(name).or_insert((None, Verdict::Delivered));
        *of_all = own.verdict.max(*of_all);
        if own.workload.subject.task().is_some() {
            *of_tasks = (*of_tasks).max(Some(own.verdict));
        }
    }
    worst
}

#[test]
fn no_task_hides_where_the_next_one_is_cut_off() {
    let mut runner = TestRunner::new(Config::with_cases(24));
    let hidden = std::cell::Cell::new(0);
    let accounts = (Designs::new().zones(1..=2).services(1..=2), any::<prop::sample::Index>(), any::<bool>());
    let result = runner.run(&accounts, |(account, index, running)| {
        let broken = account.inventory().unwrap();
        let faults = Fault::all(&broken);
        for fault in faults.iter().cycle().skip(index.index(faults.len().max(1))).take(faults.len().min(6)) {
            let mut inventory = broken.clone();
            prop_assert!(fault.apply(&mut inventory));
            if running {
                for task in &mut inventory.tasks {
                    task.last_status = Some("RUNNING".to_owned());
                }
            }
            let with = worst(&inventory);
            inventory.tasks.clear();
            for (name, (_, next)) in worst(&inventory) {
                let (tasks, all) = with.get(&name).copied().unwrap();
                prop_assert!(all >= next, "{fault:?}: {name} is {all} with its tasks, and {next} without");
                hidden.set(
                    hidden.get()
                        + usize::from(tasks.is_some_and(|tasks| tasks < Verdict::Partial && next == Verdict::Blocked)),
                );
            }
        }
        Ok(())
    });
    assert!(result.is_ok(), "{result:?}");
    assert!(hidden.get() > 0, "no task would have hidden anything");
}
