//! Who is meant: by id, by what they are in, by name.

use std::collections::{BTreeSet, HashMap};

use hopwise_ecs::{Arn, Caller, Selection, Workload, workloads};
use hopwise_explain::{StepSource, lost_zone, step_source};
use hopwise_model::design::{Design, Ix, NetworkInterface, SecurityGroup, Source, Subnet, Vpc};
use hopwise_model::{DocumentKind, Inventory, SecurityGroupId};
use hopwise_rules::{Pattern, Selector};

use crate::network::Network;
use crate::question::{SourcePorts, ports_of_workload};

/// Interfaces or placements, by a name that stands for several.
pub(super) enum Party {
    /// Interfaces of the snapshot.
    Interfaces(Vec<Ix<NetworkInterface>>),
    /// Where an ECS service may place its tasks, and the ports that these open connections from.
    Placements(Vec<(Source, SourcePorts)>),
    /// Every public address.
    Internet,
    /// A name that a trace knows.
    One,
    /// Somebody of whom it is not known where they are.
    Unknown,
}

fn interfaces(design: &Design, is_one: impl Fn(&NetworkInterface) -> bool) -> Party {
    let all = design.network_interfaces.iter();
    Party::Interfaces(all.filter(|(_, own)| is_one(own)).map(|(index, _)| index).collect())
}

/// Whom a selector means. Who is in something is known only where the lists are whole: of those that were cut off nothing
/// could be said.
pub(super) fn party(network: &Network, selector: &Selector) -> Party {
    let design = network.design();
    let found = named(network, selector);
    let lists = [DocumentKind::NetworkInterfaces, DocumentKind::Subnets];
    let is_whole = lists.into_iter().all(|kind| is_whole(design, selector, kind));
    match found {
        Party::Interfaces(_) if !is_whole => Party::Unknown,
        Party::Interfaces(all) => Party::Interfaces(left(design, all)),
        found => found,
    }
}

/// Those of some interfaces that are left where a zone is lost: what is said is said of these. Of whom all went with it, all.
fn left(design: &Design, all: Vec<Ix<NetworkInterface>>) -> Vec<Ix<NetworkInterface>> {
    let is_lost = |own: &Ix<NetworkInterface>| {
        design.network_interfaces.get(*own).subnet.as_ref().is_ok_and(|subnet| is_lost(design, *subnet))
    };
    let left: Vec<Ix<NetworkInterface>> = all.iter().copied().filter(|own| !is_lost(own)).collect();
    if left.is_empty() { all } else { left }
}

/// Whether a subnet went with its zone.
fn is_lost(design: &Design, subnet: Ix<Subnet>) -> bool {
    let acl = design.subnets.get(subnet).network_acl.as_ref().ok().map(|own| design.network_acls.get(*own));
    acl.is_some_and(|own| lost_zone(own.record.id.as_str()).is_some())
}

/// Those of some subnets that are left where a zone is lost.
pub(super) fn left_of(design: &Design, all: &[Ix<Subnet>]) -> Vec<Ix<Subnet>> {
    all.iter().copied().filter(|own| !is_lost(design, *own)).collect()
}

/// Whether a list is whole wherever those that a selector means may be: in the VPC of what it names by its id, else everywhere.
fn is_whole(design: &Design, selector: &Selector, list: DocumentKind) -> bool {
    match vpc_of(design, selector) {
        Some(vpc) => design.knows(list, vpc),
        None => design.knowledge.knows_everywhere(list),
    }
}

/// The VPC of the one thing that a selector names by its id, where the snapshot has it.
fn vpc_of(design: &Design, selector: &Selector) -> Option<Ix<Vpc>> {
    let (Selector::Vpc(id)
    | Selector::Subnet(id)
    | Selector::Interface(id)
    | Selector::Instance(id)
    | Selector::SecurityGroup(id)) = selector
    else {
        return None;
    };
    vpc_of_id(design, Some(id).filter(|id| !id.is_wild())?.as_str())
}

/// The VPC of a VPC, subnet, interface, instance or group by its id, where the snapshot has it.
pub(crate) fn vpc_of_id(design: &Design, id: &str) -> Option<Ix<Vpc>> {
    let of_interface =
        |interface: Ix<NetworkInterface>| design.network_interfaces.get(interface).vpc.as_ref().ok().copied();
    match id.split_once('-')?.0 {
        "vpc" => design.vpcs.find(id),
        "subnet" => design.subnets.get(design.subnets.find(id)?).vpc.as_ref().ok().copied(),
        "eni" => of_interface(design.network_interfaces.find(id)?),
        // Its interfaces may be in several VPCs, all of them in its Region (EC2 user guide, multi-VPC attachments).
        "i" => {
            let is_its = |own: &NetworkInterface| own.record.instance.as_ref().is_some_and(|own| own.as_str() == id);
            let mut own = design.network_interfaces.iter().filter(|(_, own)| is_its(own));
            of_interface(own.next()?.0)
        }
        "sg" => design.security_groups.get(design.security_groups.find(id)?).vpc,
        _ => None,
    }
}

fn named(network: &Network, selector: &Selector) -> Party {
    let (inventory, design) = (network.inventory(), network.design());
    let of_subnets = |is_one: &dyn Fn(&Subnet) -> bool| {
        let subnets = design.subnets.iter().filter(|(_, subnet)| is_one(subnet));
        Party::Interfaces(subnets.flat_map(|(_, subnet)| subnet.interfaces.iter().copied()).collect())
    };
    match selector {
        Selector::Internet => Party::Internet,
        Selector::Everybody => interfaces(design, |_| true),
        Selector::Tier(_) | Selector::Subnet(_) => of_subnets(&|subnet| is_subnet(selector, subnet)),
        Selector::Service(name) => placements(inventory, design, name).map_or(Party::Unknown, Party::Placements),
        Selector::SecurityGroup(id) => {
            interfaces(design, |own| own.record.groups.iter().any(|group| id.matches(group.as_str())))
        }
        Selector::Group(name) => of_group(design, name),
        Selector::Tag(key, value) => tagged(network, key, value.as_ref()),
        Selector::Vpc(id) => {
            interfaces(design, |own| own.record.vpc.as_ref().is_some_and(|vpc| id.matches(vpc.as_str())))
        }
        Selector::Interface(id) => interfaces(design, |own| id.matches(own.record.id.as_str())),
        Selector::Instance(id) => {
            interfaces(design, |own| own.record.instance.as_ref().is_some_and(|instance| id.matches(instance.as_str())))
        }
        Selector::Name(name) => by_name(inventory, design, name),
        Selector::Block(_) | Selector::One(_) => Party::One,
    }
}

/// Whether a subnet is one of those that a selector of subnets means.
fn is_subnet(selector: &Selector, subnet: &Subnet) -> bool {
    let name = subnet.record.name.as_deref();
    match selector {
        Selector::Everybody => true,
        Selector::Tier(tier) => name.is_some_and(|name| tier.matches_tier(name)),
        Selector::Name(pattern) => name.is_some_and(|name| pattern.matches(name)),
        Selector::Subnet(id) => id.matches(subnet.record.id.as_str()),
        Selector::Vpc(id) => id.matches(subnet.record.vpc.as_str()),
        _ => false,
    }
}

/// The subnets that a selector means; none where it is not known which there are, or where it means no subnets.
pub(crate) fn subnets(network: &Network, selector: &Selector) -> Option<Vec<Ix<Subnet>>> {
    let design = network.design();
    if !is_whole(design, selector, DocumentKind::Subnets) {
        return None;
    }
    if let Selector::Tag(key, value) = selector {
        let all =
            design.subnets.indices().map(|own| Some((own, has_tag_of_subnet(network, own, key, value.as_ref())?)));
        let all: Option<Vec<(Ix<Subnet>, bool)>> = all.collect();
        return Some(all?.into_iter().filter(|(_, is_one)| *is_one).map(|(own, _)| own).collect());
    }
    Some(design.subnets.iter().filter(|(_, own)| is_subnet(selector, own)).map(|(index, _)| index).collect())
}

/// The security groups that a selector means, by id, name or tag.
pub(crate) fn groups(network: &Network, selector: &Selector) -> Vec<SecurityGroupId> {
    let design = network.design();
    let is_one = |own: &SecurityGroup| match selector {
        Selector::SecurityGroup(id) => id.matches(own.record.id.as_str()),
        Selector::Group(name) => own.record.name.as_deref().is_some_and(|own| name.matches(own)),
        Selector::Tag(key, value) => {
            let resource = (own.record.id.as_str(), &own.record.evidence);
            network.has_tag(resource, key, value.as_ref()) == Some(true)
        }
        _ => false,
    };
    design.security_groups.iter().filter(|(_, own)| is_one(own)).map(|(_, own)| own.record.id.clone()).collect()
}

/// Interfaces that carry a group with a name. A group that the snapshot does not hold may have it.
fn of_group(design: &Design, name: &Pattern) -> Party {
    let mut all = design.network_interfaces.iter();
    if all.any(|(_, own)| own.groups.iter().any(Result::is_err)) {
        return Party::Unknown;
    }
    let is_named = |group: &Ix<SecurityGroup>| {
        let own = &design.security_groups.get(*group).record.name;
        own.as_deref().is_some_and(|own| name.matches(own))
    };
    interfaces(design, |own| own.groups.iter().flatten().any(is_named))
}

/// Interfaces that have a tag, or whose instance, subnet or VPC has it. What the snapshot does not hold may have it.
fn tagged(network: &Network, key: &str, value: Option<&Pattern>) -> Party {
    let design = network.design();
    let mut found = Vec::new();
    for (index, own) in design.network_interfaces.iter() {
        let of_itself = network.has_tag((own.record.id.as_str(), &own.record.evidence), key, value);
        let of_instance = match (own.instance.map(|own| &design.instances.get(own).record), &own.record.instance) {
            (Some(record), _) => network.has_tag((record.id.as_str(), &record.evidence), key, value),
            (None, Some(_)) => None,
            (None, None) => Some(false),
        };
        let of_subnet = own.subnet.as_ref().ok().and_then(|own| has_tag_of_subnet(network, *own, key, value));
        match [of_itself, of_instance, of_subnet] {
            all if all.contains(&Some(true)) => found.push(index),
            all if all.contains(&None) => return Party::Unknown,
            _ => {}
        }
    }
    Party::Interfaces(found)
}

/// Whether a subnet, or its VPC, has a tag.
fn has_tag_of_subnet(network: &Network, subnet: Ix<Subnet>, key: &str, value: Option<&Pattern>) -> Option<bool> {
    let design = network.design();
    let found = design.subnets.get(subnet);
    let own = network.has_tag((found.record.id.as_str(), &found.record.evidence), key, value);
    let vpc = found.vpc.as_ref().ok().map(|vpc| &design.vpcs.get(*vpc).record);
    let of_vpc = vpc.and_then(|vpc| network.has_tag((vpc.id.as_str(), &vpc.evidence), key, value));
    match [own, of_vpc] {
        both if both.contains(&Some(true)) => Some(true),
        both if both.contains(&None) => None,
        _ => Some(false),
    }
}

/// Interfaces with a name, or on an instance with it. An instance that the snapshot does not hold may have it.
fn by_name(inventory: &Inventory, design: &Design, name: &Pattern) -> Party {
    let instances: HashMap<&str, Option<&str>> =
        inventory.instances.iter().map(|own| (own.id.as_str(), own.name.as_deref())).collect();
    let has = |own: Option<&str>| own.is_some_and(|own| name.matches(own));
    let of_instance = |own: &NetworkInterface| own.record.instance.as_ref().map(|id| instances.get(id.as_str()));
    let mut all = design.network_interfaces.iter();
    if all.any(|(_, own)| of_instance(own).is_some_and(|found| found.is_none())) {
        return Party::Unknown;
    }
    interfaces(design, |own| has(own.record.name.as_deref()) || of_instance(own).flatten().is_some_and(|own| has(*own)))
}

/// The selection of the services that a pattern may mean: of every workload where several may be meant.
fn selection(pattern: &Pattern) -> Selection {
    if pattern.is_wild() {
        return Selection::default();
    }
    Selection { services: vec![pattern.as_str().to_owned()], ..Selection::default() }
}

/// The services that a pattern means, by name; the pattern itself where it is a name.
pub(crate) fn services(inventory: &Inventory, pattern: &Pattern) -> Vec<String> {
    if !pattern.is_wild() {
        return vec![pattern.as_str().to_owned()];
    }
    let Ok(found) = workloads(inventory, &selection(pattern)) else { return Vec::new() };
    let names = found.workloads.into_iter().filter_map(|workload| workload.service);
    let names: BTreeSet<String> = names.filter(|name| pattern.matches(name)).collect();
    names.into_iter().collect()
}

/// The placements of services; none if it is not known of each where it is, or which there are.
fn placements(inventory: &Inventory, design: &Design, pattern: &Pattern) -> Option<Vec<(Source, SourcePorts)>> {
    let Ok(found) = workloads(inventory, &selection(pattern)) else { return Some(Vec::new()) };
    if !found.unlisted.is_empty() {
        return None;
    }
    let is_one = |own: &&Workload| own.service.as_deref().is_some_and(|name| pattern.matches(Arn::last_part(name)));
    let meant = found.workloads.iter().filter(|own| !pattern.is_wild() || is_one(own));
    // A workload without a place is one whose place is not known, but for next tasks that other tasks show.
    if meant.clone().any(|own| own.placements.is_empty() && !own.is_covered_by_tasks()) {
        return None;
    }
    let placements = meant.flat_map(|workload| {
        let ports = ports_of_workload(inventory, workload);
        workload.placements.iter().map(move |placement| (placement, ports.clone()))
    });
    let sources = placements.map(|(placement, ports)| match step_source(design, placement, Caller::Task) {
        StepSource::Known(source) => Some((source, ports)),
        StepSource::PublicAddressUnknown { .. } | StepSource::OffVpc | StepSource::Unknown(_) => None,
    });
    sources.collect()
}
