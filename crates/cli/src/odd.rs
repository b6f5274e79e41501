//! Questions that can be answered, and are probably not what was meant.

use std::net::IpAddr;

use hopwise::TraceRequest;
use hopwise_ecs::{LaunchType, OperatingSystem, PlatformVersion, Selection};
use hopwise_model::Design;
use hopwise_packet::AddressSet;
use hopwise_report::Warning;

use crate::arguments;

fn warning(message: String) -> Warning {
    Warning { message, file: None }
}

/// A platform version that AWS has not released, such as 9.9.
pub(crate) fn placement(selection: &Selection) -> Option<Warning> {
    let flags = selection.hypothetical.as_ref()?;
    if !matches!(flags.launch_type, None | Some(LaunchType::Fargate)) {
        return None;
    }
    let system = flags.operating_system.unwrap_or(OperatingSystem::Linux);
    let version = PlatformVersion::resolve(flags.platform_version.as_deref(), system).ok()?;
    let released = PlatformVersion::released(system);
    if released.contains(&version) {
        return None;
    }
    let known: Vec<String> = released.iter().map(ToString::to_string).collect();
    Some(warning(format!(
        "platform version {version} is none that this version of hopwise knows: {}",
        known.join(", ")
    )))
}

/// Ports for a protocol that has none.
pub(crate) fn ports(arguments: &arguments::Trace) -> Option<Warning> {
    let flag = match (arguments.port, &arguments.source_port) {
        (None, None) => return None,
        (Some(_), None) => "--port is",
        (None, Some(_)) => "--source-port is",
        (Some(_), Some(_)) => "--port and --source-port are",
    };
    let protocol = arguments.protocol;
    (!protocol.has_ports()).then(|| warning(format!("protocol {protocol} has no ports: {flag} not used")))
}

/// Two public addresses of which the snapshot knows neither: the answer is about the internet alone.
pub(crate) fn ends(design: &Design, request: &TraceRequest) -> Option<Warning> {
    let outside = |text: &str| {
        let address: IpAddr = text.parse().ok()?;
        let is_public = AddressSet::public_v4().contains(address);
        let here = design.interface_at_public(address).is_some()
            || design.vpcs.indices().any(|vpc| design.interface_at(vpc, address).is_some());
        (is_public && !here).then_some(address)
    };
    let (from, to) = (outside(&request.from)?, outside(&request.to)?);
    Some(warning(format!(
        "neither {from} nor {to} is an address of this snapshot: the answer says nothing about its network"
    )))
}
