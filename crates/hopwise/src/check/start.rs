//! Rules about the start of tasks.

use std::collections::BTreeMap;

use hopwise_ecs::{Arn, Hypothetical, OperatingSystem, PlatformVersion, Selection, Subject};
use hopwise_explain::{Diagnosis, PlacementDiagnosis};
use hopwise_model::{SubnetId, VpcId};
use hopwise_report::{RuleFinding, RuleReport, RuleResult};
use hopwise_rules::{CanPull, Pattern, PlacementRule, Selector};

use super::Checked;
use crate::error::Error;
use crate::network::Network;
use crate::property::{groups, services, subnets};

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
    ask(network, &mut checked, &Selection { tasks, services: services_meant, clusters, hypothetical: None });
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
    let (tasks, missing) = hypothetical(network, rule);
    for why in missing {
        checked.add(RuleFinding::without_answer(why));
    }
    for own in tasks {
        ask(network, &mut checked, &Selection { hypothetical: Some(own), ..Selection::default() });
    }
    checked
}

/// What a rule says of a task that does not exist yet.
pub(crate) fn sentence(rule: &PlacementRule) -> String {
    let text = |selectors: &[Selector]| selectors.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let with = rule.security_groups.as_ref().map_or_else(String::new, |own| format!(" with {}", text(&own.0)));
    let on = rule.platform_version.as_ref().map_or_else(String::new, |own| format!(" on platform {own}"));
    format!("any task in {}{with}{on} can pull", text(&rule.subnets.0))
}

/// Why nothing is said of a platform version that is not known, for the one that is asked about.
fn unreleased(rule: &PlacementRule) -> Option<String> {
    let system = OperatingSystem::Linux;
    let version = PlatformVersion::resolve(Some(rule.platform_version.as_deref()?), system).ok()?;
    let released = PlatformVersion::released(system);
    let there_is = released.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let why = || format!("Fargate has no platform version {version}: there is {there_is}, and `LATEST`");
    (!released.contains(&version)).then(why)
}

/// A task that does not exist yet, in each VPC of which subnets are meant; and what is named and means nothing.
pub(crate) fn hypothetical(network: &Network, rule: &PlacementRule) -> (Vec<Hypothetical>, Vec<String>) {
    let design = network.design();
    let (mut tasks, mut missing) = (Vec::new(), Vec::new());
    let mut by_vpc: BTreeMap<VpcId, Vec<SubnetId>> = BTreeMap::new();
    for selector in &rule.subnets {
        let Some(found) = subnets(network, selector) else {
            missing
                .push(format!("it is not known which subnets `{selector}` means: their list is missing or cut short"));
            continue;
        };
        if found.is_empty() {
            missing.push(format!("`{selector}` means no subnet of the snapshot"));
        }
        for subnet in found {
            let record = &design.subnets.get(subnet).record;
            let own = by_vpc.entry(record.vpc.clone()).or_default();
            if !own.contains(&record.id) {
                own.push(record.id.clone());
            }
        }
    }
    for (vpc, subnets) in by_vpc {
        let mut carried = Vec::new();
        for selector in rule.security_groups.iter().flatten() {
            let is_here = |id: &hopwise_model::SecurityGroupId| {
                let own = design.security_groups.find(id.as_str()).map(|own| design.security_groups.get(own));
                own.and_then(|own| own.record.vpc.as_ref()).is_none_or(|own| *own == vpc)
            };
            let found: Vec<_> = groups(network, selector).into_iter().filter(is_here).collect();
            if found.is_empty() {
                missing.push(format!("`{selector}` means no security group of {vpc}"));
            }
            carried.extend(found);
        }
        if rule.security_groups.is_some() && carried.is_empty() {
            continue;
        }
        let texts =
            |own: &Option<hopwise_rules::Several<String>>| own.as_ref().map(|own| own.0.clone()).unwrap_or_default();
        tasks.push(Hypothetical {
            subnets,
            groups: carried,
            assign_public_ip: rule.assign_public_ip,
            images: texts(&rule.images),
            secrets: texts(&rule.secrets),
            log_driver: rule.log_driver.clone(),
            platform_version: rule.platform_version.clone(),
            launch_type: None,
            operating_system: None,
            region: None,
        });
    }
    (tasks, missing)
}
