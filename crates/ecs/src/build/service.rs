//! A service without tasks as a workload: every place that a task of it may get.

use hopwise_model::DocumentKind;
use hopwise_model::resource::Service;

use super::launch::Sources;
use super::task::{configured, region_of};
use super::{Lookup, definition, fits, host, printed};
use crate::access::ExecutionRole;
use crate::arn::Arn;
use crate::placement::{Groups, HostPlacement, Placement, PublicAddress};
use crate::platform::{Caller, LaunchType};
use crate::problem::ProblemKind;
use crate::step::{Collector, Needed};
use crate::stopped;
use crate::workload::{Subject, Workload};

/// The workload of a service.
pub(crate) fn service(inventory: &Lookup<'_>, service: &Service) -> Workload {
    let named = service.task_definition.as_deref();
    let found = named.and_then(|named| inventory.definition(named));
    let cluster = inventory.cluster(service.cluster.as_deref());
    let instances = host::of_cluster(inventory, service.cluster.as_deref(), false);
    let hosts = instances.iter().map(|host| host::operating_system(inventory, host)).collect();
    let sources = Sources { task: None, service: Some(service), cluster, definition: found, hosts };
    let (platform, problems) = sources.platform(&service.evidence);
    let first_subnet = service.network.as_ref().and_then(|network| network.subnets.first());
    let region = service.scope.region.clone().or_else(|| region_of(inventory, first_subnet));

    let execution_role = printed::execution_role(inventory, ExecutionRole::of(None, found));
    let mut collector = Collector::new(platform, region.as_ref(), service.evidence.clone()).permitted(
        service.scope.account.as_ref(),
        &execution_role,
        &inventory.secrets,
    );
    for problem in problems {
        collector.problem(problem.kind, problem.evidence);
    }
    if let Some(status) = service.status.as_deref().filter(|_| !service.starts_tasks()) {
        collector.problem(ProblemKind::ServiceEnded(status.to_owned()), service.evidence.clone());
    }
    for member in ["status", "networkConfiguration"] {
        printed::check(inventory, (DocumentKind::Services, &service.arn, member), &service.evidence, &mut collector);
    }
    let mut placements = Vec::new();
    if platform.launch_type != Some(LaunchType::External) {
        definition::needs(inventory, &mut collector, found, named, None, &service.evidence);
        definition::of_service_connect(&mut collector, Some(service));
        placements = match platform.launch_type {
            Some(LaunchType::Ec2 | LaunchType::ManagedInstances) => on_instances(inventory, service, &mut collector),
            _ => in_subnets(service, &mut collector),
        };
    }
    if let Some(network) = &service.network {
        fits::check(inventory, (&network.subnets, &network.groups), &mut collector, &network.evidence);
    }
    if platform.launch_type == Some(LaunchType::Ec2) {
        let subnets = placements.iter().filter_map(|placement| host::subnet(inventory, placement.host.as_ref()?));
        let endpoint = host::have_ecs_endpoint(inventory, subnets, region.as_ref());
        collector.control_plane(endpoint, &Needed::by_task(service.evidence.clone()));
    }
    let (steps, problems, remarks) = collector.finish();
    Workload {
        subject: Subject::Service { arn: service.arn.clone(), name: service.name.clone() },
        service: Some(service.name.clone()),
        cluster: service.cluster.as_deref().map(|cluster| Arn::last_part(cluster).to_owned()),
        region,
        account: service.scope.account.clone(),
        execution_role,
        task_role: ExecutionRole::task_role_of(None, found),
        platform,
        placements,
        current: Vec::new(),
        taken: Vec::new(),
        others: Vec::new(),
        steps,
        last_status: None,
        stop_code: None,
        has_started: false,
        ran: Vec::new(),
        has_pulled: false,
        missing_members: Vec::new(),
        stopped_reason: None,
        reasons: stopped::of_service(service),
        problems,
        remarks,
        evidence: service.evidence.clone(),
    }
}

fn in_subnets(service: &Service, collector: &mut Collector<'_>) -> Vec<Placement> {
    let network = service.network.as_ref().filter(|network| !network.subnets.is_empty());
    let Some(network) = network else {
        collector.problem(ProblemKind::NetworkConfigurationMissing, service.evidence.clone());
        return Vec::new();
    };
    network.subnets.iter().map(|subnet| configured(network, subnet)).collect()
}

/// On EC2 the instances ask, whatever the service's subnets: a place for each instance of the cluster. Where none is
/// known, the service's subnets, without a host.
fn on_instances(inventory: &Lookup<'_>, service: &Service, collector: &mut Collector<'_>) -> Vec<Placement> {
    let may_be_others = host::cut_short(inventory, DocumentKind::ContainerInstances, &service.arn);
    let instances = host::of_cluster(inventory, service.cluster.as_deref(), may_be_others);
    let is_printed = host::check_printed(inventory, service.cluster.as_deref(), collector);
    if instances.is_empty() {
        if is_printed {
            collector.problem(host::unknown(inventory, &service.arn), service.evidence.clone());
        }
        let network = service.network.iter();
        return network
            .flat_map(|network| network.subnets.iter().map(|subnet| configured(network, subnet)))
            .map(|placement| Placement { public_address: PublicAddress::None, groups: Groups::Unknown, ..placement })
            .collect();
    }
    if may_be_others {
        collector.problem(ProblemKind::HostUnknown, service.evidence.clone());
    }
    host::check_takes_tasks(&instances, collector);
    let mut placements = Vec::new();
    for instance in instances {
        let host = host::of_container_instance(inventory, &instance.arn, &service.evidence, collector);
        match host.map(|host| host::shared(inventory, host)) {
            Some(Some(placement)) => placements.push(placement),
            Some(None) => collector.problem(ProblemKind::SubnetUnknown, instance.evidence.clone()),
            None => {}
        }
    }
    if !collector.asks_from(Caller::Task) {
        return placements;
    }
    let Some(network) = service.network.as_ref().filter(|network| !network.subnets.is_empty()) else {
        collector.problem(ProblemKind::NetworkConfigurationMissing, service.evidence.clone());
        return placements;
    };
    let own = network.subnets.iter().map(|subnet| configured(network, subnet));
    let own: Vec<Placement> = own.map(|own| Placement { public_address: PublicAddress::None, ..own }).collect();
    let hosts: Vec<HostPlacement> = placements.into_iter().filter_map(|placement| placement.host).collect();
    let placements = host::beside(inventory, &own, &hosts);
    if placements.is_empty() {
        collector.problem(ProblemKind::SubnetUnknown, network.evidence.clone());
    }
    placements
}
