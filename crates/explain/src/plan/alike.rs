//! Which placements are alike: what helps one is likely to help the other.

use std::mem::discriminant;

use hopwise_ecs::{HostPlacement, Placement, PublicAddress, Step, Workload};
use hopwise_model::design::{Design, NetworkInterface};
use hopwise_model::{AccountId, SecurityGroupId, SubnetId};

use crate::diagnosis::{PlacementDiagnosis, StepDiagnosis};

/// Whether two placements are alike: in the same subnet with the same security groups, the same kind of public address
/// and the same host, of the same service, with the same steps blocked in the same way. It spares a search and proves
/// nothing: rules may tell two addresses apart.
pub(super) fn are_alike(design: &Design, one: &PlacementDiagnosis, other: &PlacementDiagnosis) -> bool {
    let (Some(own), Some(place)) = (&one.placement, &other.placement) else { return false };
    described(design, own) == described(design, place)
        && own.host == place.host
        && same_workload(&one.workload, &other.workload)
        && one.steps.len() == other.steps.len()
        && one.steps.iter().zip(&other.steps).all(|(own, step)| same_step(own, step))
}

/// What of a placement decides about remedies, but for its address.
#[derive(PartialEq)]
struct Described<'a> {
    subnet: &'a SubnetId,
    groups: Option<&'a [SecurityGroupId]>,
    public: PublicAddress,
    interface: bool,
    owner: Option<&'a str>,
}

fn described<'a>(design: &'a Design, placement: &'a Placement) -> Described<'a> {
    let id = placement.interface.as_ref().and_then(|id| design.network_interfaces.find(id.as_str()));
    let interface: Option<&NetworkInterface> = id.map(|interface| design.network_interfaces.get(interface));
    let Some(NetworkInterface { record, .. }) = interface else {
        let groups = match &placement.groups {
            hopwise_ecs::Groups::Listed(groups) => Some(groups.as_slice()),
            _ => None,
        };
        let (subnet, public) = (&placement.subnet, placement.public_address);
        return Described { subnet, groups, public, interface: false, owner: None };
    };
    let mapped = record.addresses.first().is_some_and(|address| address.public.is_some());
    Described {
        subnet: &record.subnet,
        groups: Some(&record.groups),
        public: if mapped { PublicAddress::Assigned } else { PublicAddress::None },
        interface: true,
        owner: record.owner.as_ref().map(AccountId::as_str),
    }
}

fn same_workload(one: &Workload, other: &Workload) -> bool {
    let subnets = |workload: &Workload| -> Vec<SubnetId> {
        workload.placements.iter().map(|placement| placement.subnet.clone()).collect()
    };
    one.platform == other.platform
        && (&one.service, &one.cluster, &one.region) == (&other.service, &other.cluster, &other.region)
        && one.steps.len() == other.steps.len()
        && one.steps.iter().all(|step| one.knows_caller(step) == other.knows_caller(step))
        && subnets(one) == subnets(other)
}

fn same_step(one: &StepDiagnosis, other: &StepDiagnosis) -> bool {
    let asked = |step: &Step| (step.kind, step.aws_service, step.host.clone(), step.port, step.from);
    let stopped = |found: &StepDiagnosis| {
        let place = found.block.as_ref().map(|block| (block.leg, block.component, block.code, block.direction));
        (found.verdict, place, found.cause.as_ref().map(discriminant))
    };
    asked(&one.step) == asked(&other.step) && stopped(one) == stopped(other)
}

/// Whether something new took the address of a placement that has one and no interface that shows it.
pub(super) fn takes_address(before: &Design, after: &Design, placement: &Placement) -> bool {
    let own = placement.private_address.filter(|_| !matches!(placement.host, Some(HostPlacement { .. })));
    let vpc =
        before.subnets.find(placement.subnet.as_str()).and_then(|subnet| before.subnets.get(subnet).vpc.clone().ok());
    own.zip(vpc).is_some_and(|(address, vpc)| {
        before.interface_at(vpc, address).is_none() && after.interface_at(vpc, address).is_some()
    })
}
