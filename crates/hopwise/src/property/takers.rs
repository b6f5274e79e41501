//! Who takes packets: the internet, and those of some interfaces that have to be reached.

use hopwise_engine::{FOLLOWED, Flow, Reach, Verdict};
use hopwise_model::Component;
use hopwise_model::design::{Design, Ix, NetworkInterface};
use hopwise_model::resource::InterfaceKind;
use hopwise_packet::AddressSet;

/// The public addresses that nobody of the snapshot has.
pub(super) fn outside(design: &Design) -> AddressSet {
    let own = design.network_interfaces.iter().flat_map(|(_, own)| &own.record.addresses);
    AddressSet::public(FOLLOWED).difference(&AddressSet::from_addresses(own.filter_map(|own| own.public)))
}

/// Leaves out what a gateway endpoint takes: packets to the addresses of S3 and `DynamoDB` that do not go to the internet (AWS
/// PrivateLink guide, gateway endpoints).
pub(super) fn leave_endpoints_out(reach: &mut Reach) {
    let is_beyond = |flow: &Flow| flow.destination.component != Component::AwsService;
    let (mut is_any, mut worst) = (false, None);
    for (_, trace) in &mut reach.traces {
        let before = trace.flows.len();
        if trace.flows.iter().any(is_beyond) {
            trace.flows.retain(is_beyond);
        }
        is_any |= trace.flows.len() < before;
        worst = worst.max(Some(trace.verdict()));
    }
    if let Some(verdict) = worst.filter(|_| is_any) {
        reach.verdict = verdict;
        reach.block = reach.block.take().filter(|_| verdict != Verdict::Delivered);
    }
}

/// Those of some interfaces that have to be reached: hosts; where there are none, whatever else takes connections, such as
/// endpoints and load balancers.
pub(super) fn to_reach(design: &Design, all: Vec<Ix<NetworkInterface>>) -> Vec<Ix<NetworkInterface>> {
    let found = hosts(design, all.clone());
    if !found.is_empty() {
        return found;
    }
    let takers = [
        InterfaceKind::InterfaceEndpoint,
        InterfaceKind::LoadBalancer,
        InterfaceKind::MountTarget,
        InterfaceKind::InboundResolver,
        InterfaceKind::Other,
    ];
    all.into_iter().filter(|own| takers.contains(&design.interface_kind(*own))).collect()
}

/// Those of some interfaces that are hosts.
pub(super) fn hosts(design: &Design, all: Vec<Ix<NetworkInterface>>) -> Vec<Ix<NetworkInterface>> {
    all.into_iter().filter(|own| design.interface_kind(*own) == InterfaceKind::Host).collect()
}
