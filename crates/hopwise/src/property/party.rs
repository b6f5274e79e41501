//! Who is meant: by id, by what they are in, by name.

use std::ops::RangeInclusive;

use hopwise_ecs::{Caller, Selection, workloads};
use hopwise_explain::{StepSource, step_source};
use hopwise_model::design::{Design, Ix, NetworkInterface, Source};
use hopwise_model::{DocumentKind, Inventory};

/// Interfaces or placements, by a name that stands for several.
pub(super) enum Party {
    /// Interfaces of the snapshot.
    Interfaces(Vec<Ix<NetworkInterface>>),
    /// Where an ECS service may place its tasks, and the ports that these open connections from.
    Placements(Vec<(Source, RangeInclusive<u16>)>),
    /// Every public address.
    Internet,
    /// A name that a trace knows.
    One,
    /// Somebody of whom it is not known where they are.
    Unknown,
}

/// Whether a text with at most one `*` matches a name.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail),
    }
}

/// Whether the name of a subnet is that of a tier, or the tier's with something behind it, such as a zone.
fn is_of_tier(tier: &str, name: &str) -> bool {
    matches(tier, name) || name.strip_prefix(tier).is_some_and(|rest| rest.starts_with('-'))
}

fn interfaces(design: &Design, is_one: impl Fn(&NetworkInterface) -> bool) -> Party {
    let all = design.network_interfaces.iter();
    Party::Interfaces(all.filter(|(_, own)| is_one(own)).map(|(index, _)| index).collect())
}

/// Whom a text names. Who is in something is known only where the lists are whole: of those that were cut off nothing
/// could be said.
pub(super) fn party(inventory: &Inventory, design: &Design, text: &str) -> Party {
    let found = named(inventory, design, text);
    let lists = [DocumentKind::NetworkInterfaces, DocumentKind::Subnets];
    let is_whole = lists.into_iter().all(|kind| design.knowledge.knows_everywhere(kind));
    if matches!(found, Party::Interfaces(_)) && !is_whole { Party::Unknown } else { found }
}

fn named(inventory: &Inventory, design: &Design, text: &str) -> Party {
    let of_subnets = |is_one: &dyn Fn(&hopwise_model::design::Subnet) -> bool| {
        let subnets = design.subnets.iter().filter(|(_, subnet)| is_one(subnet));
        Party::Interfaces(subnets.flat_map(|(_, subnet)| subnet.interfaces.iter().copied()).collect())
    };
    if text == "internet" {
        return Party::Internet;
    }
    if let Some(tier) = text.strip_prefix("tier:") {
        return of_subnets(&|subnet| subnet.record.name.as_deref().is_some_and(|name| is_of_tier(tier, name)));
    }
    if let Some(service) = text.strip_prefix("service:") {
        return placements(inventory, design, service).map_or(Party::Unknown, Party::Placements);
    }
    if text.starts_with("subnet-") {
        return of_subnets(&|subnet| subnet.record.id.as_str() == text);
    }
    if text.starts_with("sg-") {
        return interfaces(design, |own| own.record.groups.iter().any(|group| group.as_str() == text));
    }
    if text.starts_with("vpc-") {
        return interfaces(design, |own| own.record.vpc.as_ref().is_some_and(|vpc| vpc.as_str() == text));
    }
    Party::One
}

/// The placements of a service; none if it is not known of each where it is.
fn placements(inventory: &Inventory, design: &Design, service: &str) -> Option<Vec<(Source, RangeInclusive<u16>)>> {
    let selection = Selection { services: vec![service.to_owned()], ..Selection::default() };
    let Ok(found) = workloads(inventory, &selection) else { return Some(Vec::new()) };
    if !found.unlisted.is_empty() {
        return None;
    }
    let placements = found.workloads.iter().flat_map(|workload| {
        workload.placements.iter().map(|placement| (placement, workload.platform.ephemeral_ports()))
    });
    let sources = placements.map(|(placement, ports)| match step_source(design, placement, Caller::Task) {
        StepSource::Known(source) => Some((source, ports)),
        StepSource::PublicAddressUnknown { .. } | StepSource::OffVpc | StepSource::Unknown(_) => None,
    });
    sources.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_tiers_match_their_subnets_in_each_zone() {
        for (tier, name, is_its) in [
            ("app", "app", true),
            ("app", "app-a", true),
            ("app", "apple", false),
            ("app", "my-app-a", false),
            ("*app*", "my-app-a", false),
            ("*-a", "app-a", true),
            ("app*", "apple", true),
            ("*", "anything", true),
        ] {
            assert_eq!(is_of_tier(tier, name), is_its, "{tier} {name}");
        }
    }
}
