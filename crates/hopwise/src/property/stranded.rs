//! Services that have nowhere to go once a zone is lost.

use hopwise_ecs::Arn;
use hopwise_explain::lost_zone;
use hopwise_model::resource::Service;
use hopwise_rules::Pattern;

use crate::network::Network;

/// The services of a network in which a zone is lost whose subnets were all in that zone: what ran there is gone, and ECS has no
/// subnet to start another task in (ECS developer guide, "Distribute Amazon ECS tasks across Availability Zones"). None where no
/// zone is lost: AWS takes no service with `awsvpc` and without subnets.
pub(crate) fn stranded<'n>(network: &'n Network, names: &[String], clusters: &[String]) -> Vec<&'n Service> {
    let mut acls = network.design().network_acls.iter();
    if !acls.any(|(_, acl)| lost_zone(acl.record.id.as_str()).is_some()) {
        return Vec::new();
    }
    let is_named = |arn: &str, names: &[String]| {
        let fits = |name: &String| {
            let pattern = Pattern::new(name.as_str());
            pattern.matches(arn) || pattern.matches(Arn::last_part(arn))
        };
        names.is_empty() || names.iter().any(fits)
    };
    let is_meant = |own: &&Service| {
        let in_cluster = own.cluster.as_deref().is_none_or(|cluster| is_named(cluster, clusters));
        own.network.as_ref().is_some_and(|own| own.subnets.is_empty()) && is_named(&own.arn, names) && in_cluster
    };
    network.inventory().services.iter().filter(is_meant).collect()
}

/// What is so of a service without a subnet.
pub(crate) fn nowhere(service: &Service) -> String {
    format!("service {} has no subnet left that its tasks could be put into", Arn::last_part(&service.arn))
}
