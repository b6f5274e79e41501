//! ECS itself, which the agent of an EC2 instance must reach.

use super::collect::Destination;
use super::{Collector, Needed, Reason, StepKind, StepNote};
use crate::aws_service::AwsService;
use crate::startup_call::StartupCall;

impl Collector<'_> {
    /// The three services that the agent of a container instance needs. `ecs_endpoint` tells whether the instance's
    /// VPC has an endpoint for `ecs`: the agent asks `ecs` where to connect, and is told names that endpoints answer
    /// only if that question came through an endpoint.
    ///
    /// Source: ECS developer guide, "Understanding Amazon ECS endpoint naming patterns".
    pub(crate) fn control_plane(&mut self, ecs_endpoint: bool, needed: &Needed<'_>) {
        let Some(region) = self.region() else { return };
        let from = self.platform.caller(StartupCall::ControlPlane);
        for service in [AwsService::Ecs, AwsService::EcsAgent, AwsService::EcsTelemetry] {
            let numbered = service.numbered_host(region).filter(|_| !ecs_endpoint);
            let note = (service != AwsService::Ecs).then_some(StepNote::HostToldByEcs);
            let host = numbered.unwrap_or_else(|| service.host(region));
            let access = self.accesses().agent(service, region, &needed.evidence);
            let to = Destination::aws(StepKind::ControlPlane, service, region, host, from).noted(note).with(access);
            self.add(to, needed, Reason::Agent);
        }
    }
}
