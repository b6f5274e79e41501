//! What of a service differs that matters to the tasks that it starts.

use super::compared::Compared;
use super::{Difference, Recorder, What};
use crate::field_name;
use crate::resource::Service;

/// What of a service says where and how its tasks run.
const SETTINGS: [&str; 7] = [
    field_name!(Service.status),
    field_name!(Service.launch_type),
    field_name!(Service.capacity_providers),
    field_name!(Service.platform_version),
    field_name!(Service.platform_family),
    field_name!(Service.network),
    field_name!(Service.connect),
];

impl Service {
    /// What of a service as it is later differs and says where and how its tasks run, besides their task definition.
    #[must_use]
    pub fn settings_that_differ(&self, later: &Self) -> Vec<Difference> {
        let mut all = Vec::new();
        Self::compare(self, later, &mut Recorder::new::<Self>(&self.arn, self, later, &mut all));
        let is_setting = |own: &Difference| match own.what {
            What::Part { name, .. } => SETTINGS.contains(&name),
            What::Record { .. } | What::Knowledge { .. } => false,
        };
        all.retain(is_setting);
        all
    }
}
