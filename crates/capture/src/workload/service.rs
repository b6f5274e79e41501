//! Services: where their tasks go.

use std::collections::BTreeSet;

use aws_sdk_ecs::types::{
    AwsVpcConfiguration, CapacityProviderStrategyItem, LaunchType, NetworkConfiguration, Service,
};
use futures_util::future::try_join_all;

use super::{Extent, Found, name};
use crate::call::Call;
use crate::document::Document;
use crate::failure::CaptureError;
use crate::redact::Redaction;
use crate::session::Session;
use crate::writer::ListDocument;

/// How many services one call describes (ECS API reference, `DescribeServices`).
const SERVICES: usize = 10;

/// The services of a cluster that were described.
#[derive(Debug, Default)]
pub(super) struct Services {
    /// Their names.
    pub(super) names: BTreeSet<String>,
    /// What they lead to.
    pub(super) found: Found,
}

/// The names of all services of a cluster, if they are wanted.
pub(super) async fn list(session: &Session, cluster: &str, wanted: bool) -> Result<Vec<String>, CaptureError> {
    let mut services = Vec::new();
    if wanted {
        let pages = session.ecs.list_services().cluster(cluster).max_results(100).into_paginator().send();
        let about = name::last(cluster);
        session
            .pages(Call::ListServices, Some(about), pages, |page| {
                let arns = page.service_arns.unwrap_or_default();
                services.extend(arns.iter().map(|arn| name::last(arn).to_owned()));
            })
            .await?;
    }
    Ok(services)
}

/// Describes services. `listed` says that they are all of the cluster's.
pub(super) async fn capture(
    session: &Session,
    extent: &Extent<'_>,
    cluster: &str,
    services: &BTreeSet<String>,
    listed: bool,
    redaction: Redaction,
) -> Result<Services, CaptureError> {
    let mut result = Services::default();
    let (call, about) = (Call::DescribeServices, name::last(cluster));
    if services.is_empty() && !listed {
        return Ok(result);
    }
    let names: Vec<String> = services.iter().cloned().collect();
    let chunks = names.chunks(SERVICES).map(|chunk| async move {
        let answer =
            Box::pin(session.ecs.describe_services().cluster(cluster).set_services(Some(chunk.to_vec())).send());
        session.once(call, Some(about), answer).await
    });
    let mut document = ListDocument::new("services", "serviceArn");
    // The list may have failed, which the log tells: then the document would not be whole.
    let mut complete = !listed || session.failure_about(Call::ListServices, about).is_none();
    for output in try_join_all(chunks).await? {
        let Some(output) = output else {
            complete = false;
            continue;
        };
        for service in output.services() {
            if let Extent::Within(within) = extent {
                let mut own = subnets(service).peekable();
                let inside = match own.peek() {
                    Some(_) => own.any(|subnet| within.has_subnet(subnet)),
                    None => within.has_host_in(cluster),
                };
                if !inside {
                    continue;
                }
            }
            result.see(service);
            document.push(&redaction.service(service.document()));
        }
    }
    if complete {
        let count = document.len();
        let none: Vec<aws_sdk_ecs::types::Failure> = Vec::new();
        let text = document.finish(&[("failures", none.document())]);
        session.keep(call, Some(about), &format!("services-{}", name::file_part(cluster)), text, count);
    }
    Ok(result)
}

impl Services {
    fn see(&mut self, service: &Service) {
        self.names.extend(service.service_name.clone());
        self.found.subnets.extend(subnets(service).map(str::to_owned));
        self.found.definitions.extend(service.task_definition.clone());
        // With the deployment controllers CODE_DEPLOY and EXTERNAL the definition is that of a task set.
        self.found.definitions.extend(service.task_sets().iter().filter_map(|set| set.task_definition.clone()));
        let own = [(service.launch_type(), service.capacity_provider_strategy())];
        let sets = service.task_sets().iter().map(|set| (set.launch_type(), set.capacity_provider_strategy()));
        self.found.hosts |=
            own.into_iter().chain(sets).any(|(launch_type, strategy)| may_have_hosts(launch_type, strategy));
    }
}

/// Whether tasks may be on instances. Where nothing is said, the cluster's own strategy decides, or else it is EC2 (ECS API
/// reference, `CreateService`). FARGATE and `FARGATE_SPOT` have no hosts.
fn may_have_hosts(launch_type: Option<&LaunchType>, strategy: &[CapacityProviderStrategyItem]) -> bool {
    match launch_type {
        Some(launch_type) => *launch_type != LaunchType::Fargate,
        None => strategy.is_empty() || strategy.iter().any(|item| !item.capacity_provider().starts_with("FARGATE")),
    }
}

/// The subnets that a service names, its deployments and task sets included.
fn subnets(service: &Service) -> impl Iterator<Item = &str> {
    let own = service.network_configuration().into_iter();
    let deployments = service.deployments().iter().filter_map(|deployment| deployment.network_configuration());
    let sets = service.task_sets().iter().filter_map(|set| set.network_configuration());
    own.chain(deployments).chain(sets).flat_map(of_network)
}

fn of_network(network: &NetworkConfiguration) -> impl Iterator<Item = &str> {
    network.awsvpc_configuration().into_iter().flat_map(AwsVpcConfiguration::subnets).map(String::as_str)
}
