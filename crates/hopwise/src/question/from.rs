//! Who asks.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use hopwise_ecs::{Caller, Selection, SelectionError, Workload, workloads};
use hopwise_engine::{FOLLOWED, address_in_name};
use hopwise_explain::{StepSource, step_source};
use hopwise_model::Inventory;
use hopwise_model::design::{Design, Ix, NetworkInterface, Source};
use hopwise_model::resource::Task;
use hopwise_packet::AddressSet;

use super::error::TraceError;
use super::ports::{self, SourcePorts};

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// Where the packets come from.
    pub(crate) source: Source,
    /// The one address that they come from, where one is meant.
    pub(crate) only: Option<IpAddr>,
    /// The addresses that they come from, where some are meant and the source may have others.
    pub(crate) within: Option<AddressSet>,
    /// The ports that the source uses by itself.
    pub(crate) source_ports: SourcePorts,
}

impl Origin {
    /// An interface.
    pub(crate) fn interface(inventory: &Inventory, design: &Design, interface: Ix<NetworkInterface>) -> Self {
        let source_ports = ports::of_interface(inventory, design, interface);
        Self { source: Source::Interface(interface), only: None, within: None, source_ports }
    }

    /// Something with the ports that it uses.
    pub(crate) fn placed((source, source_ports): (Source, SourcePorts)) -> Self {
        Self { source, only: None, within: None, source_ports }
    }

    /// Whoever could be in a place.
    pub(crate) fn anybody(source: Source) -> Self {
        Self { source, only: None, within: None, source_ports: OUTSIDE_PORTS.into() }
    }

    /// Anybody outside with one of some addresses.
    pub(crate) fn internet_within(addresses: AddressSet) -> Self {
        Self { within: Some(addresses), ..Self::internet() }
    }

    /// Anybody outside.
    pub(crate) fn internet() -> Self {
        Self { source: Source::Internet, only: None, within: None, source_ports: OUTSIDE_PORTS.into() }
    }
}

/// Any port that is not reserved: nobody knows what runs outside.
const OUTSIDE_PORTS: RangeInclusive<u16> = 1024..=65535;

/// Everybody who may be meant, and the instance that has interfaces which the snapshot lacks, if one has.
#[derive(Clone, Debug)]
pub(crate) struct Candidates<T> {
    /// Whom the snapshot holds; the most likely first, never empty.
    pub(crate) known: Vec<T>,
    /// The instance.
    pub(crate) lacking: Option<String>,
}

impl<T> From<T> for Candidates<T> {
    fn from(only: T) -> Self {
        Self { known: vec![only], lacking: None }
    }
}

/// The sources that a text may name: one, but for instances with several interfaces.
pub(crate) fn origins(inventory: &Inventory, design: &Design, text: &str) -> Result<Candidates<Origin>, TraceError> {
    let of_interface = |interface| Origin::interface(inventory, design, interface);
    if text.starts_with("eni-") {
        return Ok(of_interface(interface(design, text)?).into());
    }
    if text.starts_with("i-") {
        let Candidates { known, lacking } = of_instance(design, text)?;
        return Ok(Candidates { known: known.into_iter().map(of_interface).collect(), lacking });
    }
    let address = text.parse::<IpAddr>();
    match address.or_else(|error| address_in_name(text).ok_or(error)) {
        Ok(address) if FOLLOWED.has(address) => Ok(match of_address(design, address)? {
            Some((interface, own)) => Origin { only: Some(own), ..of_interface(interface) },
            None => Origin { only: Some(address), ..Origin::internet() },
        }
        .into()),
        Ok(address) => Err(TraceError::Nobody(address)),
        Err(_) => of_task(inventory, design, text).map(Into::into).map_err(|error| misread(design, text, error)),
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
    let who = "a network interface (eni-...), an instance (i-...), a task, or an address";
    if design.nat_gateways.find(text).is_some() || design.vpc_endpoints.find(text).is_some() {
        format!("it opens no connections of its own: name {who}")
    } else {
        format!("name {who}")
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

/// The interfaces of an instance, the primary one first: those that its own document lists, and those whose document says
/// that they are attached to it.
pub(super) fn of_instance(design: &Design, id: &str) -> Result<Candidates<Ix<NetworkInterface>>, TraceError> {
    let instance = design.instances.find(id).map(|instance| design.instances.get(instance));
    let is_attached =
        |(_, own): &(_, &NetworkInterface)| own.record.instance.as_ref().is_some_and(|own| own.as_str() == id);
    let attached = design.network_interfaces.iter().filter(is_attached).map(|(index, _)| index);
    let listed = instance.map_or(&[][..], |instance| &instance.interfaces);
    let mut known: Vec<Ix<NetworkInterface>> = Vec::new();
    for interface in listed.iter().filter_map(|own| own.clone().ok()).chain(attached) {
        if !known.contains(&interface) {
            known.push(interface);
        }
    }
    match (instance, known.is_empty()) {
        (None, true) => Err(TraceError::NoSuch {
            what: "instance",
            id: id.to_owned(),
            there_is: first_few(design.instances.iter().map(|(_, instance)| instance.record.id.as_str())),
        }),
        (Some(_), true) => Err(TraceError::NoInterface(id.to_owned())),
        (_, false) => {
            let lacking = listed.iter().any(Result::is_err).then(|| id.to_owned());
            Ok(Candidates { known, lacking })
        }
    }
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

/// The interface that has an address, and the private one that it sends from; nobody where the address is on the internet.
fn of_address(design: &Design, address: IpAddr) -> Result<Option<(Ix<NetworkInterface>, IpAddr)>, TraceError> {
    let own: Vec<Ix<NetworkInterface>> =
        design.vpcs.indices().filter_map(|vpc| design.interface_at(vpc, address)).collect();
    match own.as_slice() {
        [only] => Ok(Some((*only, address))),
        [] => match design.interface_at_public(address) {
            Some(found) => Ok(Some(found)),
            None if AddressSet::public(FOLLOWED).contains(address) => Ok(None),
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
    let source_ports = ports::of_workload(inventory, &task);
    let unknown = || TraceError::TaskWithoutPlace(text.to_owned());
    let placement = task.placements.first().ok_or_else(unknown)?;
    match step_source(design, placement, Caller::Task) {
        StepSource::Known(source) => Ok(Origin::placed((source, source_ports))),
        // With a public address the answer may be another one than without.
        StepSource::PublicAddressUnknown { .. } | StepSource::OffVpc | StepSource::Unknown(_) => Err(unknown()),
    }
}
