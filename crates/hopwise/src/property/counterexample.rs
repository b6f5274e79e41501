//! What a failing test leaves behind: the documents of the network, for the command line to open.

use std::path::{Path, PathBuf};
use std::thread;

use hopwise_report::Body;

use super::anybody::ANY_HOST;
use super::asked::Asked;
use super::supposed::A_TASK;
use super::violation::Violation;
use crate::network::Network;
use crate::snapshot::Snapshot;

/// Where an assertion stands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Where files of tests go (`CARGO_TARGET_TMPDIR`); the system's temporary directory where cargo says none.
    pub directory: Option<&'static str>,
    /// The module.
    pub module: &'static str,
    /// The line.
    pub line: u32,
}

/// What to tell when a property does not hold: the violation, and the command that opens the documents of the network,
/// which are then in a directory of the test's own. A test that fails again, as when a counterexample shrinks, replaces
/// them.
///
/// # Errors
///
/// What to tell.
pub fn held<A: Asked>(
    asked: &A,
    place: Place,
    property: impl FnOnce(&Network) -> Result<(), Violation>,
) -> Result<(), String> {
    let network = asked.asked().map_err(|violation| violation.to_string())?;
    property(&network).map_err(|violation| {
        let directory = directory(place, thread::current().name());
        match save(violation.of.as_ref().unwrap_or(&network), &directory) {
            Ok(()) => match command(&violation, &directory) {
                Some(command) => format!("{}\n\nTo look at it: {command}", page(&violation)),
                None => format!("{}\n\nIts documents are in '{}'.", page(&violation), directory.display()),
            },
            Err(error) => format!("{}\n\nIts documents are not in {}: {error}", page(&violation), directory.display()),
        }
    })
}

fn page(violation: &Violation) -> String {
    violation.to_string().trim_end().to_owned()
}

/// A directory of the test, which is called as its thread is; of the line where tests have no threads of their own.
fn directory(place: Place, thread: Option<&str>) -> PathBuf {
    let name = match thread {
        Some(name) if name != "main" => name.replace("::", "-"),
        _ => format!("{}-{}", place.module.replace("::", "-"), place.line),
    };
    let name = name.replace(|letter: char| !(letter.is_alphanumeric() || "-_".contains(letter)), "_");
    place.directory.map_or_else(std::env::temp_dir, PathBuf::from).join("hopwise").join(name)
}

fn save(network: &Network, directory: &Path) -> std::io::Result<()> {
    if directory.exists() {
        std::fs::remove_dir_all(directory)?;
    }
    Snapshot::from(network.inventory().clone()).save(directory)
}

/// The command that asks the same; none where that would ask about somebody who is not there.
fn command(violation: &Violation, directory: &Path) -> Option<String> {
    let directory = format!("'{}'", directory.display());
    let body = violation.report.as_ref().map(|report| &report.body);
    let Some(Body::Trace(trace)) = body else { return Some(format!("hopwise diagnose {directory}")) };
    if trace.from.starts_with(ANY_HOST) || trace.from.starts_with("subnet-") || trace.to.starts_with(A_TASK) {
        return None;
    }
    let packet = trace.blocked_witness.as_ref().or(trace.witness.as_ref())?;
    let port = packet.destination_port.map(|port| format!(" --port {port}")).unwrap_or_default();
    let (from, to, protocol) = (packet.source, packet.destination, &packet.protocol);
    Some(format!("hopwise trace {directory} --from {from} --to {to} --protocol {protocol}{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_test_has_a_directory_of_its_own() {
        let place = Place { directory: Some("/t"), module: "shop::net", line: 7 };
        assert_eq!(directory(place, Some("net::it can pull")), Path::new("/t/hopwise/net-it_can_pull"));
        assert_eq!(directory(place, Some("main")), Path::new("/t/hopwise/shop-net-7"));
        assert_eq!(directory(place, None), Path::new("/t/hopwise/shop-net-7"));
        assert!(directory(Place { directory: None, ..place }, None).starts_with(std::env::temp_dir()));
    }
}
