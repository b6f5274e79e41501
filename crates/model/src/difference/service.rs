//! What of a service differs that matters to the tasks that it starts.

use super::compared::Compared;
use super::{Difference, Tell, What};
use crate::resource::Service;

impl Service {
    /// What of a service as it is later differs and says where and how its tasks run, besides their task definition.
    #[must_use]
    pub fn settings_that_differ(&self, later: &Self) -> Vec<Difference> {
        let mut all = Vec::new();
        Self::compare(self, later, &mut Tell::new::<Self>(&self.arn, self, later, &mut all));
        let is_setting = |own: &Difference| match own.what {
            What::Part { name, .. } => {
                matches!(
                    name,
                    "status"
                        | "launch_type"
                        | "capacity_providers"
                        | "platform_version"
                        | "platform_family"
                        | "network"
                        | "connect"
                )
            }
            What::Record { .. } | What::Knowledge { .. } => false,
        };
        all.retain(is_setting);
        all
    }
}
