//! Container instances: the hosts of tasks that are not on Fargate.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;

use super::{Extent, name};
use crate::call::Call;
use crate::document::Document;
use crate::failure::CaptureError;
use crate::session::Session;
use crate::writer::ListDocument;

/// How many container instances one call describes (ECS API reference, `DescribeContainerInstances`).
const HOSTS: usize = 100;

/// The hosts that were described.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    /// Ids of instances.
    pub(super) instances: BTreeSet<String>,
    /// Their ARNs.
    pub(super) arns: BTreeSet<String>,
    /// Whether there is any.
    pub(super) any: bool,
}

/// Captures the hosts of tasks; and all of a cluster's, since a service's next task may go to any, where `wanted`.
pub(super) async fn capture(
    session: &Session,
    extent: &Extent<'_>,
    clusters: &[String],
    of_tasks: &BTreeMap<String, BTreeSet<String>>,
    wanted: bool,
) -> Result<Hosts, CaptureError> {
    let named_tasks_only =
        matches!(extent, Extent::Named(scope) if scope.services.is_empty() && !scope.tasks.is_empty());
    let all = !named_tasks_only && (wanted || !matches!(extent, Extent::Named(_)));
    let found = try_join_all(clusters.iter().map(|cluster| async move {
        let mut hosts = of_tasks.get(cluster).cloned().unwrap_or_default();
        let mut known = true;
        if all {
            let listed = list(session, cluster).await?;
            known = listed.is_some();
            hosts.extend(listed.unwrap_or_default());
        }
        if hosts.is_empty() && !all {
            return Ok(Hosts::default());
        }
        describe(session, extent, cluster, &hosts.into_iter().collect::<Vec<_>>(), known).await
    }))
    .await?;
    let mut result = Hosts::default();
    for hosts in found {
        result.instances.extend(hosts.instances);
        result.arns.extend(hosts.arns);
        result.any |= hosts.any;
    }
    Ok(result)
}

async fn list(session: &Session, cluster: &str) -> Result<Option<Vec<String>>, CaptureError> {
    let mut arns = Vec::new();
    let pages = session.ecs.list_container_instances().cluster(cluster).into_paginator().send();
    let complete = session
        .pages(Call::ListContainerInstances, Some(name::last(cluster)), pages, |page| {
            arns.extend(page.container_instance_arns.unwrap_or_default());
        })
        .await?;
    Ok(complete.then_some(arns))
}

async fn describe(
    session: &Session,
    extent: &Extent<'_>,
    cluster: &str,
    arns: &[String],
    known: bool,
) -> Result<Hosts, CaptureError> {
    let (call, about) = (Call::DescribeContainerInstances, name::last(cluster));
    let chunks = arns.chunks(HOSTS).map(|chunk| async move {
        let call = session.ecs.describe_container_instances().cluster(cluster);
        let answer = Box::pin(call.set_container_instances(Some(chunk.to_vec())).send());
        session.once(Call::DescribeContainerInstances, Some(about), answer).await
    });
    let mut document = ListDocument::new("containerInstances", "containerInstanceArn");
    let (mut failures, mut complete, mut hosts) = (Vec::new(), known, Hosts::default());
    for output in try_join_all(chunks).await? {
        let Some(output) = output else {
            complete = false;
            continue;
        };
        for host in output.container_instances() {
            if let Extent::Within(within) = extent
                && host.ec2_instance_id().is_some_and(|id| !within.has_instance(id))
            {
                continue;
            }
            hosts.any = true;
            hosts.arns.extend(host.container_instance_arn.clone());
            // An external instance (ECS Anywhere, `mi-…`) is in no VPC.
            hosts.instances.extend(host.ec2_instance_id.clone().filter(|id| id.starts_with("i-")));
            document.push(&host.document());
        }
        failures.extend(output.failures.unwrap_or_default());
    }
    if complete {
        let count = document.len();
        let text = document.finish(&[("failures", failures.document())]);
        session.keep(call, Some(about), &format!("container-instances-{}", name::file_part(cluster)), text, count);
    }
    Ok(hosts)
}
