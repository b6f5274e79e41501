//! Names of ECS, as people and ARNs write them.

use std::collections::{BTreeMap, BTreeSet};

use super::Extent;
use crate::call::Call;
use crate::failure::{CaptureError, stuck};
use crate::session::Session;

/// What a scope names, taken apart.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Clusters, by name or ARN.
    pub(super) clusters: BTreeSet<String>,
    /// Whether the clusters are what the user named, rather than what ARNs of tasks name.
    pub(super) clusters_named: bool,
    /// Whether every task and service says in which cluster it is.
    pub(super) clusters_known: bool,
    tasks: Vec<String>,
    services: Vec<String>,
}

impl Wanted {
    pub(super) fn of(extent: &Extent<'_>) -> Self {
        let Extent::Named(scope) = extent else { return Self::default() };
        let of_arns: Vec<Option<&str>> =
            scope.tasks.iter().chain(&scope.services).map(|name| cluster_of_arn(name)).collect();
        let clusters_named = !scope.clusters.is_empty();
        let clusters = if clusters_named {
            // One may be named twice, by its name and by its ARN.
            let by_name: BTreeMap<&str, &String> =
                scope.clusters.iter().rev().map(|cluster| (last(cluster), cluster)).collect();
            by_name.into_values().cloned().collect()
        } else {
            of_arns.iter().flatten().map(|&cluster| cluster.to_owned()).collect()
        };
        Self {
            clusters,
            clusters_named,
            clusters_known: clusters_named || of_arns.iter().all(Option::is_some),
            tasks: scope.tasks.clone(),
            services: scope.services.clone(),
        }
    }

    /// Whether everything in a cluster is meant.
    pub(super) fn everything(&self) -> bool {
        self.tasks.is_empty() && self.services.is_empty()
    }

    /// Tasks that may be in a cluster, as they are written.
    pub(super) fn tasks_in<'w>(&'w self, cluster: &'w str) -> impl Iterator<Item = &'w str> {
        self.tasks.iter().map(String::as_str).filter(move |task| may_be_in(task, cluster))
    }

    /// Names of services that may be in a cluster.
    pub(super) fn services_in(&self, cluster: &str) -> BTreeSet<String> {
        let services = self.services.iter().filter(|service| may_be_in(service, cluster));
        services.map(|service| last(service).to_owned()).collect()
    }

    /// Whether everything that is named was seen. What could not be asked for is not said to be absent.
    pub(super) fn check(
        &self,
        session: &Session,
        tasks: &BTreeSet<String>,
        services: &BTreeSet<String>,
    ) -> Result<(), CaptureError> {
        let no_such = |what, name: &str| {
            let calls = match what {
                "task" => [Call::DescribeTasks, Call::ListTasks],
                _ => [Call::DescribeServices, Call::ListServices],
            };
            match calls.into_iter().find_map(|call| Some(stuck(call, session.last_failure(call)?))) {
                Some(stuck) => stuck,
                None => CaptureError::NoSuch {
                    what,
                    name: name.to_owned(),
                    region: session.region.clone(),
                    there_is: Vec::new(),
                },
            }
        };
        for task in &self.tasks {
            if !tasks.iter().any(|arn| is_task(arn, task)) {
                return Err(no_such("task", task));
            }
        }
        for service in &self.services {
            if !services.contains(last(service)) {
                return Err(no_such("service", service));
            }
        }
        Ok(())
    }
}

/// The last part of an ARN, or the name itself.
pub(super) fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The name of a role in its ARN, its path left out.
pub(crate) fn role_name(arn: &str) -> Option<&str> {
    arn.split_once(":role/").map(|(_, path)| last(path)).filter(|name| !name.is_empty())
}

/// The cluster in the ARN of a task or a service: `…:task/CLUSTER/ID`. ARNs of the old format name none.
pub(super) fn cluster_of_arn(arn: &str) -> Option<&str> {
    let mut parts = arn.strip_prefix("arn:")?.rsplit(':').next()?.split('/');
    let (_, cluster, name) = (parts.next()?, parts.next()?, parts.next());
    name.map(|_| cluster)
}

/// Whether something may be in a cluster: old ARNs, and names, do not tell.
pub(super) fn may_be_in(name: &str, cluster: &str) -> bool {
    cluster_of_arn(name).is_none_or(|own| own == last(cluster))
}

/// Whether an ARN is that of a task that the user names by its ARN, its id, or how that begins.
pub(super) fn is_task(arn: &str, named: &str) -> bool {
    if named.starts_with("arn:") { arn == named } else { last(arn).starts_with(named) }
}

/// Whether a task is named by an id that is whole: 32 hexadecimal digits, or a UUID as in old ARNs.
pub(super) fn is_whole(task: &str) -> bool {
    let id = last(task);
    let digits = id.chars().filter(char::is_ascii_hexdigit).count();
    digits == 32 && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// A name as a part of a file's name.
pub(super) fn file_part(name: &str) -> String {
    last(name).chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASK: &str = "arn:aws:ecs:eu-west-1:111122223333:task/prod/3f9c0e5d7a1b4c2e8d6f00112233aabb";

    #[test]
    fn arns_name_clusters() {
        assert_eq!(cluster_of_arn(TASK), Some("prod"));
        assert_eq!(cluster_of_arn("arn:aws:ecs:eu-west-1:111122223333:task/3f9c0e5d"), None);
        assert_eq!(cluster_of_arn("prod/3f9c"), None);
    }

    #[test]
    fn tasks_are_named_by_arn_id_or_beginning() {
        assert!(is_task(TASK, TASK) && is_task(TASK, "3f9c") && is_task(TASK, last(TASK)));
        assert!(!is_task(TASK, "9c0e"));
        assert!(is_whole(TASK) && is_whole("1dc5c17a-422b-4dc4-b493-371970c6c4d6"));
        assert!(!is_whole("3f9c") && !is_whole("3f9c0e5d7a1b4c2e8d6f00112233aabbcc"));
    }

    #[test]
    fn names_of_roles_and_files() {
        assert_eq!(role_name("arn:aws:iam::111122223333:role/service-role/ecs"), Some("ecs"));
        assert_eq!(role_name("arn:aws:iam::111122223333:user/ecs"), None);
        assert_eq!(file_part("arn:aws:ecs:eu-west-1:111122223333:task-definition/orders:42"), "orders-42");
    }
}
