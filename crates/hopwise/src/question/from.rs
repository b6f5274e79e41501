//! Who asks.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use hopwise_ecs::{Caller, NetworkMode, OperatingSystem, Platform, Selection, SelectionError, Workload, workloads};
use hopwise_explain::{StepSource, step_source};
use hopwise_model::design::{Design, Ix, NetworkInterface, Source};
use hopwise_model::resource::Task;
use hopwise_model::{Inventory, NetworkInterfaceId};
use hopwise_packet::AddressSet;

use super::error::TraceError;

/// Who asks.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// Where the packets come from.
    pub(super) source: Source,
    /// The one address of the internet that they come from.
    pub(super) only: Option<IpAddr>,
    /// The ports that the source uses by itself.
    pub(super) source_ports: RangeInclusive<u16>,
}

/// Any port that is not reserved: nobody knows what runs outside.
const OUTSIDE_PORTS: RangeInclusive<u16> = 1024..=65535;

/// The source that a text names.
pub(super) fn origin(inventory: &Inventory, design: &Design, text: &str) -> Result<Origin, TraceError> {
    let linux = Platform {
        launch_type: None,
        operating_system: OperatingSystem::Linux,
        version: None,
        network: NetworkMode::Awsvpc,
    }
    .ephemeral_ports();
    if text.starts_with("eni-") {
        let source = Source::Interface(interface(design, text)?);
        return Ok(Origin { source, only: None, source_ports: linux });
    }
    if text.starts_with("i-") {
        let source = Source::Interface(of_instance(design, text)?);
        return Ok(Origin { source, only: None, source_ports: linux });
    }
    match text.parse::<IpAddr>() {
        Ok(address @ IpAddr::V4(_)) => of_address(design, address, linux),
        Ok(address) => Err(TraceError::Nobody(address)),
        Err(_) => of_task(inventory, design, text).map_err(|error| misread(design, text, error)),
    }
}

/// What is no task may have been meant as something else, of which more can be said.
fn misread(design: &Design, text: &str, error: TraceError) -> TraceError {
    let is_no_task =
        matches!(error, TraceError::Selection(SelectionError::NoSuchTask { .. } | SelectionError::Nothing));
    if !is_no_task || looks_like_a_task(text) {
        return error;
    }
    TraceError::NotASource { text: text.to_owned(), hint: hint_for(design, text) }
}

/// Tasks go by ARNs, and by ids that are hexadecimal numbers or, before 2018, UUIDs.
fn looks_like_a_task(text: &str) -> bool {
    text.starts_with("arn:")
        || text.starts_with("task/")
        || text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

fn hint_for(design: &Design, text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if lower != text && (lower.starts_with("eni-") || lower.starts_with("i-")) {
        return format!("ids are in lower case: {lower}");
    }
    let own: Vec<&str> = if let Some(gateway) = design.nat_gateways.find(text) {
        let addresses = design.nat_gateways.get(gateway).record.addresses.iter();
        addresses.filter_map(|address| address.interface.as_ref()).map(NetworkInterfaceId::as_str).collect()
    } else if let Some(endpoint) = design.vpc_endpoints.find(text) {
        design.vpc_endpoints.get(endpoint).record.interfaces.iter().map(NetworkInterfaceId::as_str).collect()
    } else {
        Vec::new()
    };
    if own.is_empty() {
        "name a network interface (eni-...), an instance (i-...), a task, or an address".to_owned()
    } else {
        format!("name who asks; its own network interface: {}", first_few(own.into_iter()))
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
pub(super) fn first_few<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    const FEW: usize = 5;
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    let more = ids.len().saturating_sub(FEW);
    ids.truncate(FEW);
    if more == 0 { ids.join(", ") } else { format!("{} and {more} more", ids.join(", ")) }
}

fn of_address(design: &Design, address: IpAddr, linux: RangeInclusive<u16>) -> Result<Origin, TraceError> {
    let own: Vec<Ix<NetworkInterface>> =
        design.vpcs.indices().filter_map(|vpc| design.interface_at(vpc, address)).collect();
    match own.as_slice() {
        [only] => Ok(Origin { source: Source::Interface(*only), only: None, source_ports: linux }),
        [] => match design.interface_at_public(address) {
            Some((interface, _)) => {
                Ok(Origin { source: Source::Interface(interface), only: None, source_ports: linux })
            }
            None if AddressSet::public_v4().contains(address) => {
                Ok(Origin { source: Source::Internet, only: Some(address), source_ports: OUTSIDE_PORTS })
            }
            None => Err(TraceError::Nobody(address)),
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
    let selection = Selection { tasks: vec![task_name(inventory, text)], ..Selection::default() };
    let found = workloads(inventory, &selection)?;
    found.workloads.into_iter().next().ok_or_else(|| TraceError::TaskWithoutPlace(text.to_owned()))
}

/// The ARN of the only task whose resource, such as `task/prod/3f9c0e5d`, begins as the text does; else the part of
/// the text by which tasks are found.
fn task_name(inventory: &Inventory, text: &str) -> String {
    if !text.starts_with("task/") {
        return text.to_owned();
    }
    let begins = |task: &&Task| task.arn.rsplit(':').next().is_some_and(|resource| resource.starts_with(text));
    let mut found = inventory.tasks.iter().filter(begins);
    match (found.next(), found.next()) {
        (Some(only), None) => only.arn.clone(),
        // A cluster that the task is not in must not be passed over.
        (None, _) => text.to_owned(),
        (Some(_), Some(_)) => text.rsplit('/').next().unwrap_or(text).to_owned(),
    }
}

fn of_task(inventory: &Inventory, design: &Design, text: &str) -> Result<Origin, TraceError> {
    let task = task(inventory, text)?;
    let source_ports = task.platform.ephemeral_ports();
    let unknown = || TraceError::TaskWithoutPlace(text.to_owned());
    let placement = task.placements.first().ok_or_else(unknown)?;
    match step_source(design, placement, Caller::Task) {
        StepSource::Known(source) => Ok(Origin { source, only: None, source_ports }),
        // A public address that is not known to be there is not relied on.
        StepSource::PublicAddressUnknown { without, .. } => Ok(Origin { source: without, only: None, source_ports }),
        StepSource::OffVpc | StepSource::Unknown(_) => Err(unknown()),
    }
}
