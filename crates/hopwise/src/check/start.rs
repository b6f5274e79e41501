//! Rules about the start of tasks.

use std::collections::BTreeSet;

use hopwise_ecs::{Arn, Selection, Subject};
use hopwise_explain::{Diagnosis, PlacementDiagnosis};
use hopwise_report::{RuleFinding, RuleReport, RuleResult};
use hopwise_rules::{CanPull, Pattern, PlacementRule};

use super::Checked;
use crate::error::Error;
use crate::network::Network;
use crate::property::{Hypotheticals, hypothetical, nowhere, sentence, services, stranded, unreleased};

/// One rule for each service, and for each task of none.
pub(super) fn each(network: &Network, found: Diagnosis) -> Vec<(RuleReport, Vec<String>)> {
    let mut by_workload: Vec<(String, Vec<PlacementDiagnosis>)> = Vec::new();
    for placement in found.placements {
        let name = name(&placement);
        match by_workload.iter_mut().find(|(own, _)| *own == name) {
            Some((_, placements)) => placements.push(placement),
            None => by_workload.push((name, vec![placement])),
        }
    }
    let mut rules: Vec<_> = by_workload
        .into_iter()
        .map(|(name, placements)| {
            let mut checked = Checked::new(network, format!("{name} can start"));
            add(network, &mut checked, Diagnosis { placements, unlisted: Vec::new(), tried: 0 });
            checked.report("can_pull")
        })
        .collect();
    if !found.unlisted.is_empty() {
        let mut checked = Checked::new(network, "every other task and service can start".to_owned());
        add(network, &mut checked, Diagnosis { placements: Vec::new(), unlisted: found.unlisted, tried: 0 });
        rules.push(checked.report("can_pull"));
    }
    rules
}

/// What a workload is called.
pub(super) fn name(placement: &PlacementDiagnosis) -> String {
    let workload = &placement.workload;
    let cluster =
        workload.cluster.as_deref().map_or_else(String::new, |own| format!(" in cluster {}", Arn::last_part(own)));
    match (&workload.service, &workload.subject) {
        (Some(service), _) => format!("service {}{cluster}", Arn::last_part(service)),
        (None, Subject::Task { arn }) => format!("task {}{cluster}", Arn::last_part(arn)),
        (None, _) => "a task".to_owned(),
    }
}

/// What a diagnosis says of a rule: of the placements that can start no more than that they were asked.
fn add(network: &Network, checked: &mut Checked, found: Diagnosis) {
    checked.asked += found.placements.len();
    // What is taken for granted of those that can start, too.
    checked.assume(network.part(found.clone()).report().assumptions);
    let holds = |own: &PlacementDiagnosis| RuleResult::of_start(own.verdict) == RuleResult::Holds;
    let placements: Vec<PlacementDiagnosis> = found.placements.into_iter().filter(|own| !holds(own)).collect();
    let unlisted = found.unlisted.clone();
    let answer = network.part(Diagnosis { placements, ..found }).report();
    let gaps = answer.gaps.iter().take(unlisted.len()).map(|gap| gap.message.clone()).collect::<Vec<_>>();
    for finding in RuleFinding::of_diagnosis(answer) {
        checked.add(finding);
    }
    for gap in gaps {
        checked.add(RuleFinding::without_answer(gap));
    }
}

pub(super) fn rule(network: &Network, rule: &CanPull) -> Checked {
    match &rule.placement {
        Some(placement) => placed(network, placement),
        None => existing(network, rule),
    }
}

/// Tasks and services that are there.
fn existing(network: &Network, rule: &CanPull) -> Checked {
    let list = |own: &Option<hopwise_rules::Several<String>>| own.as_ref().map(|own| own.0.clone()).unwrap_or_default();
    let (named, tasks, clusters) = (list(&rule.services), list(&rule.tasks), list(&rule.clusters));
    let mut meant: Vec<String> = Vec::new();
    meant.extend(named.iter().map(|name| format!("service {name}")));
    meant.extend(tasks.iter().map(|name| format!("task {name}")));
    let whom = if meant.is_empty() { "every task and service".to_owned() } else { meant.join(", ") };
    let of = if clusters.is_empty() { String::new() } else { format!(" in cluster {}", clusters.join(", ")) };
    let mut checked = Checked::new(network, format!("{whom}{of} can pull"));
    let mut services_meant = Vec::new();
    for name in &named {
        let found = services(network.inventory(), &Pattern::new(name.as_str()));
        if found.is_empty() {
            checked.add(RuleFinding::without_answer(format!("`{name}` means no service of the snapshot")));
        }
        services_meant.extend(found);
    }
    if !named.is_empty() && services_meant.is_empty() && tasks.is_empty() {
        return checked;
    }
    let gone = if tasks.is_empty() { stranded(network, &named, &clusters) } else { Vec::new() };
    if gone.is_empty() {
        ask(network, &mut checked, &Selection { tasks, services: services_meant, clusters, hypothetical: None });
        return checked;
    }
    checked.asked += gone.len();
    for service in &gone {
        checked.add(RuleFinding::violated_without_answer(nowhere(service)));
    }
    // The others, if there are any.
    let gone: BTreeSet<&str> = gone.iter().map(|own| own.arn.as_str()).collect();
    let mut rest = network.inventory().clone();
    rest.services.retain(|own| !gone.contains(own.arn.as_str()));
    services_meant.retain(|name| !gone.iter().any(|arn| name == arn || name == Arn::last_part(arn)));
    let is_any =
        if named.is_empty() { !rest.services.is_empty() || !rest.tasks.is_empty() } else { !services_meant.is_empty() };
    if is_any {
        let rest = network.with(rest, network.design().clone());
        ask(&rest, &mut checked, &Selection { tasks, services: services_meant, clusters, hypothetical: None });
    }
    checked
}

fn ask(network: &Network, checked: &mut Checked, selection: &Selection) {
    match network.diagnose(selection) {
        Ok(answer) => add(network, checked, answer.found),
        Err(error) => checked.add(RuleFinding::without_answer(words(&error))),
    }
}

/// An error with what to do about it.
fn words(error: &Error) -> String {
    match error.hint() {
        Some(hint) => format!("{error}: {hint}"),
        None => error.to_string(),
    }
}

/// A task that does not exist yet, in each subnet that is meant.
fn placed(network: &Network, rule: &PlacementRule) -> Checked {
    let mut checked = Checked::new(network, sentence(rule));
    if let Some(why) = unreleased(rule) {
        checked.add(RuleFinding::without_answer(why));
        return checked;
    }
    let Hypotheticals { tasks, missing, nowhere } = hypothetical(network, rule);
    if let Some(why) = nowhere {
        checked.add(RuleFinding::violated_without_answer(why));
    }
    for why in missing {
        checked.add(RuleFinding::without_answer(why));
    }
    for own in tasks {
        ask(network, &mut checked, &Selection { hypothetical: Some(own), ..Selection::default() });
    }
    checked
}
