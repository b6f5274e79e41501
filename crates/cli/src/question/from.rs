//! Who asks.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::RangeInclusive;

use hopwise_ecs::{Caller, OperatingSystem, Platform, Selection, Workload, workloads};
use hopwise_explain::{Asker, asker};
use hopwise_model::Inventory;
use hopwise_model::design::{Design, Ix, NetworkInterface, Source};
use hopwise_packet::AddressSet;

use super::TraceError;

/// Who asks.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// Where the packets come from.
    pub(super) source: Source,
    /// The one address of the internet that they come from.
    pub(super) only: Option<Ipv4Addr>,
    /// The ports that the source uses by itself.
    pub(super) source_ports: RangeInclusive<u16>,
}

/// Any port that is not reserved: nobody knows what runs outside.
const OUTSIDE_PORTS: RangeInclusive<u16> = 1024..=65535;

/// The source that a text names.
pub(super) fn origin(inventory: &Inventory, design: &Design, text: &str) -> Result<Origin, TraceError> {
    let linux =
        Platform { launch_type: None, operating_system: OperatingSystem::Linux, version: None }.ephemeral_ports();
    if text.starts_with("eni-") {
        let source = Source::Interface(interface(design, text)?);
        return Ok(Origin { source, only: None, source_ports: linux });
    }
    if text.starts_with("i-") {
        let source = Source::Interface(of_instance(design, text)?);
        return Ok(Origin { source, only: None, source_ports: linux });
    }
    match text.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => of_address(design, address, linux),
        Ok(address) => Err(TraceError::Nobody(address)),
        Err(_) => of_task(inventory, design, text),
    }
}

/// The interface with an id.
pub(super) fn interface(design: &Design, id: &str) -> Result<Ix<NetworkInterface>, TraceError> {
    design.network_interfaces.find(id).ok_or_else(|| TraceError::NoSuch {
        what: "network interface",
        id: id.to_owned(),
        there_is: first_few(design.network_interfaces.iter().map(|(_, interface)| interface.record.id.as_str())),
    })
}

/// The primary interface of an instance.
pub(super) fn of_instance(design: &Design, id: &str) -> Result<Ix<NetworkInterface>, TraceError> {
    let instance = design.instances.find(id).ok_or_else(|| TraceError::NoSuch {
        what: "instance",
        id: id.to_owned(),
        there_is: first_few(design.instances.iter().map(|(_, instance)| instance.record.id.as_str())),
    })?;
    let primary = design.instances.get(instance).interfaces.first();
    primary.and_then(|primary| primary.clone().ok()).ok_or_else(|| TraceError::NoInterface(id.to_owned()))
}

/// The first few ids there are, and how many more.
fn first_few<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    const FEW: usize = 5;
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    let more = ids.len().saturating_sub(FEW);
    ids.truncate(FEW);
    if more == 0 { ids.join(", ") } else { format!("{} and {more} more", ids.join(", ")) }
}

fn of_address(design: &Design, address: Ipv4Addr, linux: RangeInclusive<u16>) -> Result<Origin, TraceError> {
    let own: Vec<Ix<NetworkInterface>> =
        design.vpcs.indices().filter_map(|vpc| design.interface_at(vpc, address)).collect();
    match own.as_slice() {
        [only] => Ok(Origin { source: Source::Interface(*only), only: None, source_ports: linux }),
        [] => match design.interface_at_public(address) {
            Some((interface, _)) => {
                Ok(Origin { source: Source::Interface(interface), only: None, source_ports: linux })
            }
            None if AddressSet::public_v4().contains(IpAddr::V4(address)) => {
                Ok(Origin { source: Source::Internet, only: Some(address), source_ports: OUTSIDE_PORTS })
            }
            None => Err(TraceError::Nobody(IpAddr::V4(address))),
        },
        several => Err(TraceError::Ambiguous {
            address,
            ids: first_few(
                several.iter().map(|interface| design.network_interfaces.get(*interface).record.id.as_str()),
            ),
        }),
    }
}

/// The task that a text names, as a workload.
pub(super) fn task(inventory: &Inventory, text: &str) -> Result<Workload, TraceError> {
    let selection = Selection { tasks: vec![text.to_owned()], ..Selection::default() };
    let found = workloads(inventory, &selection)?;
    found.into_iter().next().ok_or_else(|| TraceError::TaskWithoutPlace(text.to_owned()))
}

fn of_task(inventory: &Inventory, design: &Design, text: &str) -> Result<Origin, TraceError> {
    let task = task(inventory, text)?;
    let source_ports = task.platform.ephemeral_ports();
    let unknown = || TraceError::TaskWithoutPlace(text.to_owned());
    let placement = task.placements.first().ok_or_else(unknown)?;
    match asker(design, placement, Caller::Task) {
        Asker::Known(source) => Ok(Origin { source, only: None, source_ports }),
        // A public address that is not known to be there is not relied on.
        Asker::PublicAddressUnknown { without, .. } => Ok(Origin { source: without, only: None, source_ports }),
        Asker::OffVpc | Asker::Unknown(_) => Err(unknown()),
    }
}
