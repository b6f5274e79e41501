//! `hopwise capture --print-script`: what a script is made for.

use hopwise::SnapshotScript;

use crate::arguments::{Capture, Global};

/// The script that the arguments ask for.
pub(crate) fn script(arguments: &Capture, global: &Global) -> SnapshotScript {
    let directory = arguments.output.as_ref().map(|directory| directory.display().to_string());
    SnapshotScript {
        directory: directory.unwrap_or_else(|| "snapshot".to_owned()),
        profile: arguments.access.profile.clone(),
        region: global.regions.first().map(ToString::to_string),
        clusters: arguments.begin.clusters.clone(),
        tasks: arguments.begin.tasks.clone(),
    }
}
