//! Clusters.

use aws_sdk_ecs::types::Cluster;

use super::{Extent, name};
use crate::call::Call;
use crate::document::Document;
use crate::failure::{CaptureError, stuck};
use crate::session::Session;
use crate::writer::ListDocument;

/// How many clusters one call describes (ECS API reference, `DescribeClusters`).
const CLUSTERS: usize = 100;

/// The clusters to look into, by name or ARN. `None` where AWS does not say which there are.
pub(super) async fn find(
    session: &Session,
    extent: &Extent<'_>,
    wanted: &name::Wanted,
) -> Result<Option<Vec<String>>, CaptureError> {
    if wanted.clusters_known && !wanted.clusters.is_empty() {
        return Ok(Some(wanted.clusters.iter().cloned().collect()));
    }
    let clusters = list(session).await?;
    match (clusters, extent) {
        (Some(clusters), _) => Ok(Some(clusters)),
        (None, Extent::Named(_)) => {
            let call = Call::ListClusters;
            Err(session.last_failure(call).map_or(CaptureError::NoRegion, |failure| stuck(call, failure)))
        }
        (None, _) => Ok(None),
    }
}

async fn list(session: &Session) -> Result<Option<Vec<String>>, CaptureError> {
    let mut clusters = Vec::new();
    let pages = session.ecs.list_clusters().into_paginator().send();
    let complete = session
        .pages(Call::ListClusters, None, pages, |page| clusters.extend(page.cluster_arns.unwrap_or_default()))
        .await?;
    clusters.sort();
    Ok(complete.then_some(clusters))
}

/// Describes clusters. One that the user named has to be there.
pub(super) async fn describe(session: &Session, clusters: &[String], named: bool) -> Result<(), CaptureError> {
    let call = Call::DescribeClusters;
    let mut document = ListDocument::new("clusters", "clusterArn");
    let mut failures = Vec::new();
    // The list may have failed, which the log tells: then nobody knows that there are no others.
    let mut complete = session.last_failure(Call::ListClusters).is_none();
    for (index, chunk) in clusters.chunks(CLUSTERS).enumerate() {
        let about = (index > 0).then(|| format!("part {}", index + 1));
        let answer = Box::pin(session.ecs.describe_clusters().set_clusters(Some(chunk.to_vec())).send());
        let Some(output) = session.once(call, about.as_deref(), answer).await? else {
            complete = false;
            continue;
        };
        for cluster in output.clusters() {
            document.push(&cluster.document());
        }
        if named {
            for cluster in chunk {
                if !output.clusters().iter().any(|described| is(described, cluster)) {
                    return Err(no_such(session, cluster).await);
                }
            }
        }
        failures.extend(output.failures.unwrap_or_default());
    }
    if complete {
        let count = document.len();
        let failures = failures.document();
        session.keep(call, None, "clusters", document.finish(&[("failures", failures)]), count);
    }
    Ok(())
}

fn is(described: &Cluster, named: &str) -> bool {
    described.cluster_name() == Some(name::last(named)) || described.cluster_arn() == Some(named)
}

/// The error that names the clusters that there are.
async fn no_such(session: &Session, cluster: &str) -> CaptureError {
    let clusters = list(session).await.ok().flatten().unwrap_or_default();
    CaptureError::NoSuch {
        what: "cluster",
        name: cluster.to_owned(),
        region: session.region.clone(),
        there_is: clusters.iter().map(|cluster| name::last(cluster).to_owned()).collect(),
    }
}
