//! Who is asked.

use std::net::IpAddr;

use hopwise_ecs::{AwsService, SelectionError};
use hopwise_engine::address_in_name;
use hopwise_model::design::{Design, Ix, NetworkInterface, Source, Wanted};
use hopwise_model::resource::EndpointKind;
use hopwise_model::{Inventory, Region};
use hopwise_packet::AddressSet;
use ipnet::IpNet;

use super::error::TraceError;
use super::from::{self, Candidates, Origin};
use super::request::TraceRequest;

/// Who is asked.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// Whoever the name means.
    Host {
        /// The name.
        host: String,
        /// The service that was named.
        service: Option<AwsService>,
    },
    /// Whoever is wanted, at these addresses.
    Addresses(AddressSet, Wanted),
}

/// The destinations that a text may name: one, but for instances with several interfaces.
pub(crate) fn targets(
    inventory: &Inventory,
    design: &Design,
    origin: &Origin,
    request: &TraceRequest,
) -> Result<Candidates<Target>, TraceError> {
    let text = request.to.as_str();
    if !text.starts_with("i-") || text.contains('.') {
        return target(inventory, design, origin, request).map(Into::into);
    }
    let Candidates { known, lacking } = from::of_instance(design, text)?;
    // From outside, whoever has a public address is asked.
    let reached = |interface: &&Ix<NetworkInterface>| {
        let addresses = &design.network_interfaces.get(**interface).record.addresses;
        !is_internet(&origin.source) || addresses.iter().any(|own| own.public.is_some())
    };
    let mut asked: Vec<&Ix<NetworkInterface>> = known.iter().filter(reached).collect();
    if asked.is_empty() {
        asked.extend(known.first());
    }
    let targets: Result<Vec<Target>, _> =
        asked.into_iter().map(|interface| of_interface(design, origin, *interface, text)).collect();
    Ok(Candidates { known: targets?, lacking })
}

/// The destination that a text names.
fn target(
    inventory: &Inventory,
    design: &Design,
    origin: &Origin,
    request: &TraceRequest,
) -> Result<Target, TraceError> {
    let text = request.to.as_str();
    if text.starts_with("eni-") {
        return of_interface(design, origin, from::interface(design, text)?, text);
    }
    if text.starts_with("vpce-") && !text.contains('.') {
        return of_endpoint(design, text);
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(Target::Addresses(AddressSet::single(address), Wanted::Anyone));
    }
    if let Some(host) = host_within(text) {
        return Err(TraceError::MoreThanAHost { text: text.to_owned(), host: host.to_owned() });
    }
    // From outside the VPC such a name means the public address that it carries.
    if is_internet(&origin.source) && text.starts_with("ec2-") && address_in_name(text).is_some() {
        return Ok(Target::Host { host: text.to_owned(), service: None });
    }
    if let Some((service, region)) = of_service_name(text).filter(|_| !is_internet(&origin.source)) {
        return Ok(Target::Host { host: service.host(&region), service: Some(service) });
    }
    let is_name = service(text).is_some() || text.contains('.');
    if is_name && is_internet(&origin.source) {
        return Err(TraceError::NameFromInternet(text.to_owned()));
    }
    if let Some(service) = service(text) {
        let region = region(design, &origin.source).or_else(|| request.region.clone());
        let region = region.ok_or(TraceError::NoRegion(service.name()))?;
        return Ok(Target::Host { host: service.host(&region), service: Some(service) });
    }
    if text.contains('.') && !text.contains([':', '/', ' ']) {
        let here = region(design, &origin.source).or_else(|| request.region.clone());
        let service = region_of_host(text).or(here).and_then(|region| AwsService::of_host(text, &region));
        return Ok(Target::Host { host: text.to_owned(), service });
    }
    of_task(inventory, design, origin, text)
}

/// The host of a URL, of an image, of a host with a port: what has a dot in it and more around it.
fn host_within(text: &str) -> Option<&str> {
    if text.starts_with("arn:") || text.starts_with("task/") {
        return None;
    }
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = rest.split([':', '/', '?', '#']).next()?;
    (host != text && host.contains('.')).then_some(host)
}

/// The addresses of an interface endpoint.
fn of_endpoint(design: &Design, id: &str) -> Result<Target, TraceError> {
    let endpoint = design.vpc_endpoints.find(id).ok_or_else(|| TraceError::NoSuch {
        what: "VPC endpoint",
        id: id.to_owned(),
        there_is: from::first_few(design.vpc_endpoints.iter().map(|(_, endpoint)| endpoint.record.id.as_str())),
    })?;
    let index = endpoint;
    let endpoint = design.vpc_endpoints.get(index);
    if endpoint.record.kind != EndpointKind::Interface {
        let suffix = endpoint.record.service_name.rsplit('.').next().and_then(service);
        return Err(TraceError::EndpointWithoutAddress { id: id.to_owned(), service: suffix.map(AwsService::name) });
    }
    if endpoint.record.in_no_subnet {
        return Err(TraceError::EndpointInNoSubnet(id.to_owned()));
    }
    let mut nets = Vec::new();
    for interface in &endpoint.interfaces {
        // An answer about some of the interfaces would pass for one about all.
        let interface = interface.as_ref().map_err(|_| TraceError::EndpointInterfaces(id.to_owned()))?;
        let address = design.network_interfaces.get(*interface).primary_address();
        nets.extend(address.map(IpNet::from));
    }
    if nets.is_empty() {
        Err(TraceError::EndpointInterfaces(id.to_owned()))
    } else {
        Ok(Target::Addresses(AddressSet::from_nets(nets), Wanted::Endpoint(index)))
    }
}

/// The primary address of an interface; from the internet its public ones, where it has any.
fn of_interface(
    design: &Design,
    origin: &Origin,
    interface: Ix<NetworkInterface>,
    text: &str,
) -> Result<Target, TraceError> {
    let found = design.network_interfaces.get(interface);
    let public = found.record.addresses.iter().filter_map(|address| address.public);
    let public = AddressSet::from_addresses(public);
    if is_internet(&origin.source) && !public.is_empty() {
        return Ok(Target::Addresses(public, Wanted::Interface(interface)));
    }
    let primary = found.primary_address().ok_or_else(|| TraceError::NoAddress(text.to_owned()))?;
    Ok(Target::Addresses(AddressSet::single(primary), Wanted::Interface(interface)))
}

fn of_task(inventory: &Inventory, design: &Design, origin: &Origin, text: &str) -> Result<Target, TraceError> {
    let task = from::task(inventory, text).map_err(|error| match error {
        // What is no task may have been meant as something else.
        TraceError::Selection(SelectionError::NoSuchTask { .. } | SelectionError::Nothing) => TraceError::Unreadable {
            text: text.to_owned(),
            expected: "an id, a task, an address, a host name nor a service of AWS",
        },
        other => other,
    })?;
    let placement = task.placements.first().ok_or_else(|| TraceError::TaskWithoutPlace(text.to_owned()))?;
    let interface = placement.interface.as_ref().and_then(|id| design.network_interfaces.find(id.as_str()));
    match (interface, placement.private_address) {
        (Some(interface), _) => of_interface(design, origin, interface, text),
        (None, Some(address)) => Ok(Target::Addresses(AddressSet::single(address), Wanted::Anyone)),
        (None, None) => Err(TraceError::NoAddress(text.to_owned())),
    }
}

/// The Region that a host name of AWS's carries as one of its labels, the last of them.
pub(crate) fn region_of_host(host: &str) -> Option<Region> {
    host.rsplit('.').find_map(|label| Region::try_from(label).ok())
}

/// The Region that a source is in.
fn region(design: &Design, source: &Source) -> Option<Region> {
    let subnet = design.subnets.get(source.subnet(design)?.ok()?);
    let zone = subnet.record.availability_zone.as_deref().and_then(Region::of_zone);
    subnet.record.scope.region.clone().or(zone)
}

/// The services that a question can name.
fn service(name: &str) -> Option<AwsService> {
    AwsService::from_name(&name.to_ascii_lowercase())
}

/// What the name of an endpoint's service means, such as `com.amazonaws.eu-west-1.logs`.
fn of_service_name(text: &str) -> Option<(AwsService, Region)> {
    let (_, placed) = text.split_once("amazonaws.").filter(|(head, _)| !head.is_empty())?;
    let region = Region::try_from(placed.split('.').next()?).ok()?;
    Some((AwsService::of_endpoint(text)?, region))
}

/// Whether a source is outside of every VPC.
fn is_internet(source: &Source) -> bool {
    matches!(source, Source::Internet)
}
