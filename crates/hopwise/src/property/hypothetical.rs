//! Tasks that nobody started yet, as a rule about placements describes them.

use std::collections::BTreeMap;

use hopwise_ecs::{Hypothetical, OperatingSystem, PlatformVersion};
use hopwise_model::{SubnetId, VpcId};
use hopwise_rules::{PlacementRule, Selector};

use super::party::{groups, left_of, subnets};
use crate::network::Network;

/// What a rule says of a task that does not exist yet.
pub(crate) fn sentence(rule: &PlacementRule) -> String {
    let text = |selectors: &[Selector]| selectors.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let with = rule.security_groups.as_ref().map_or_else(String::new, |own| format!(" with {}", text(&own.0)));
    let on = rule.platform_version.as_ref().map_or_else(String::new, |own| format!(" on platform {own}"));
    format!("any task in {}{with}{on} can pull", text(&rule.subnets.0))
}

/// Why nothing is said of a platform version that is not known, for the one that is asked about.
pub(crate) fn unreleased(rule: &PlacementRule) -> Option<String> {
    let system = OperatingSystem::Linux;
    let version = PlatformVersion::resolve(Some(rule.platform_version.as_deref()?), system).ok()?;
    let released = PlatformVersion::released(system);
    let there_is = released.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let why = || format!("Fargate has no platform version {version}: there is {there_is}, and `LATEST`");
    (!released.contains(&version)).then(why)
}

/// Tasks that do not exist yet.
pub(crate) struct Hypotheticals {
    /// One in each VPC of which subnets are meant.
    pub(crate) tasks: Vec<Hypothetical>,
    /// What is named and means nothing.
    pub(crate) missing: Vec<String>,
    /// Why there is no place for any, where all that are meant went with a zone.
    pub(crate) nowhere: Option<String>,
}

/// The tasks that a rule about placements means.
pub(crate) fn hypothetical(network: &Network, rule: &PlacementRule) -> Hypotheticals {
    let design = network.design();
    let (mut tasks, mut missing) = (Vec::new(), Vec::new());
    let mut all = Vec::new();
    for selector in &rule.subnets {
        let Some(found) = subnets(network, selector) else {
            missing
                .push(format!("it is not known which subnets `{selector}` means: their list is missing or cut short"));
            continue;
        };
        if found.is_empty() {
            missing.push(format!("`{selector}` means no subnet of the snapshot"));
        }
        all.extend(found);
    }
    let mut by_vpc: BTreeMap<VpcId, Vec<SubnetId>> = BTreeMap::new();
    let left = left_of(design, &all);
    let is_none_left = left.is_empty() && !all.is_empty();
    let nowhere = is_none_left.then(|| "no subnet is left that it may be put into".to_owned());
    for subnet in left {
        let record = &design.subnets.get(subnet).record;
        let own = by_vpc.entry(record.vpc.clone()).or_default();
        if !own.contains(&record.id) {
            own.push(record.id.clone());
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
    Hypotheticals { tasks, missing, nowhere }
}
