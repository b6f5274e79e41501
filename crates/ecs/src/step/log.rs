//! Log drivers.

use std::collections::BTreeMap;

use hopwise_model::Region;

use super::collect::Destination;
use super::{Collector, Needed, Reason, StepKind};
use crate::arn::cut;
use crate::aws_service::AwsService;
use crate::image::host_and_port;
use crate::platform::Caller;
use crate::problem::{ProblemKind, Remark};

/// Drivers that send nothing over the network.
const LOCAL: [&str; 5] = ["json-file", "local", "journald", "none", "etwlogs"];

impl Collector<'_> {
    /// A log driver. Only `awslogs` has a destination that is known; it must be reached before the container starts,
    /// since the log stream is made first. Where other drivers send logs to is remarked upon as unknown.
    pub(crate) fn log_driver(&mut self, driver: &str, options: &BTreeMap<String, String>, needed: &Needed<'_>) {
        if LOCAL.contains(&driver) {
            return;
        }
        if driver != "awslogs" {
            let (container, driver) = (needed.container(), cut(driver));
            return self.remark(Remark::LogDestinationUnknown { container, driver, evidence: needed.evidence.clone() });
        }
        let region = match options.get("awslogs-region").map(|raw| (raw, Region::try_from(raw.as_str()))) {
            Some((_, Ok(region))) => region,
            Some((raw, Err(_))) => {
                let kind = ProblemKind::LogRegion { container: needed.container(), value: cut(raw) };
                return self.problem(kind, needed.evidence.clone());
            }
            None => match self.region() {
                Some(region) => region.clone(),
                None => return,
            },
        };
        let from = self.platform.pull_caller();
        let host = AwsService::Logs.host(&region);
        let mut to = Destination::aws(StepKind::Logs, AwsService::Logs, &region, host, from);
        // Docker lets its user choose the endpoint; Fargate does not take the option.
        if let Some(raw) = options.get("awslogs-endpoint").filter(|_| from == Caller::Host) {
            let bare = raw.strip_prefix("https://").unwrap_or(raw).trim_end_matches('/');
            let Some((host, port)) = host_and_port(bare) else {
                let kind = ProblemKind::LogEndpoint { container: needed.container(), value: cut(raw) };
                return self.problem(kind, needed.evidence.clone());
            };
            to.host = host.to_ascii_lowercase();
            to.port = port.unwrap_or(to.port);
        }
        let access = self.accesses().log_stream(self.logger(), options, needed.container, &region, &needed.evidence);
        self.add(to.with(access), needed, Reason::LogDriver);
    }
}
