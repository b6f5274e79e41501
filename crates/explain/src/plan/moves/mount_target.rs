//! Candidates where a file system has no mount target in the asker's zone.

use super::{BlockedStep, Candidate};
use crate::change::Change;

impl BlockedStep<'_> {
    /// A mount target in the asker's subnet, guarded as another one of the file system is.
    pub(super) fn create_mount_target(&self) -> Vec<Candidate> {
        let design = self.design();
        let (Some(subnet), file_system) = (self.case.subnet(), &self.case.block.id) else { return Vec::new() };
        let own = design.subnets.get(subnet);
        let is_target = |description: &str| description.split(' ').any(|word| word == file_system);
        let mut targets = design.network_interfaces.iter().map(|(_, interface)| &interface.record);
        let like = targets.find(|own| is_target(&own.description));
        let made = like.map(|like| Change::CreateMountTarget {
            file_system: file_system.clone(),
            subnet: own.record.id.clone(),
            groups: like.groups.to_vec(),
        });
        made.map(|change| vec![change]).into_iter().collect()
    }
}
