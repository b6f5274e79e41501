//! Every Region of every account that is asked.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use futures_util::future::try_join_all;
use tokio::try_join;

use crate::access::permits;
use crate::call::Call;
use crate::failure::CaptureError;
use crate::manifest::{Manifest, PlaceRecord};
use crate::network::{self, Seeds};
use crate::observe::Observer;
use crate::redact::Redaction;
use crate::scope::{Purpose, Scope};
use crate::session::{Kept, Session};
use crate::workload::{self, Within};
use crate::{Captured, Request, permission};

/// The version of the manifest's layout.
const LAYOUT: u32 = 1;

/// Captures every place.
pub(crate) async fn all(request: &Request, observer: &Arc<dyn Observer>) -> Result<Captured, CaptureError> {
    let started_at = now();
    let accounts = request.access.accounts().await?;
    let permits = permits(&request.access.limits);
    let mut places = Vec::new();
    for account in &accounts {
        for region in request.access.regions(&account.config)? {
            let session = Session::new(&account.config, region, Arc::clone(&permits), Arc::clone(observer));
            places.push((session, account.of_role.clone()));
        }
    }
    let by_account = !request.access.role_arns.is_empty();
    let alone = places.len() == 1;
    let captured = try_join_all(places.into_iter().map(|(session, of_role)| async move {
        // What is named is in one of several places: not to be in this one is no error.
        match Box::pin(one(request, session, of_role, by_account)).await {
            Err(CaptureError::NoSuch { .. }) if !alone => Ok(None),
            captured => captured.map(Some),
        }
    }))
    .await?;
    let captured: Vec<(PlaceRecord, Vec<Kept>)> = captured.into_iter().flatten().collect();
    if captured.is_empty() {
        return Err(nowhere(request));
    }
    let mut documents = Vec::new();
    let mut records = Vec::new();
    for (record, kept) in captured {
        if records.iter().any(|other: &PlaceRecord| other.directory == record.directory) {
            return Err(CaptureError::Twice { place: record.directory });
        }
        documents.extend(kept.into_iter().map(|kept| (format!("{}/{}", record.directory, kept.file), kept.text)));
        records.push(record);
    }
    documents.sort();
    let manifest = Manifest {
        version: LAYOUT,
        hopwise: env!("CARGO_PKG_VERSION"),
        started_at,
        finished_at: now(),
        scope: request.scope.to_string(),
        places: records,
    };
    if documents.is_empty()
        && let Some((place, call, failure)) = manifest.failures().next()
    {
        return Err(CaptureError::NothingAnswered {
            region: place.region.clone(),
            action: call.action,
            failure: failure.clone(),
        });
    }
    Ok(Captured { documents, manifest })
}

/// Captures one place.
async fn one(
    request: &Request,
    session: Session,
    of_role: Option<String>,
    by_account: bool,
) -> Result<(PlaceRecord, Vec<Kept>), CaptureError> {
    let identity = async {
        let answer = Box::pin(session.sts.get_caller_identity().send());
        let output = session.once(Call::GetCallerIdentity, None, answer).await?;
        Ok::<_, CaptureError>(output.and_then(|output| output.account))
    };
    let redaction = Redaction { off: request.keep_secrets };
    let (account, workloads) = try_join!(identity, documents(&session, &request.scope, request.purpose, redaction))?;
    let account = account.or(of_role);
    if let (Purpose::Keep, Some(workloads)) = (request.purpose, workloads) {
        permission::capture(&session, account.as_deref(), &workloads).await?;
    }
    let directory = match &account {
        Some(account) if by_account => format!("accounts/{account}/{}", session.region),
        _ => session.region.clone(),
    };
    Ok(session.finish(account, directory))
}

/// Captures networks and workloads, in the order in which one tells of the other.
async fn documents(
    session: &Session,
    scope: &Scope,
    purpose: Purpose,
    redaction: Redaction,
) -> Result<Option<workload::Found>, CaptureError> {
    if scope.is_region() {
        let (_, workloads) = try_join!(
            network::capture(session, &network::Extent::Region, purpose, true),
            workload::capture(session, &workload::Extent::Region, redaction),
        )?;
        return Ok(Some(workloads));
    }
    let mut seeds = Seeds::of(scope);
    let mut workloads = None;
    let mut hosts = !seeds.instances.is_empty() || !seeds.interfaces.is_empty() || !seeds.addresses.is_empty();
    if scope.names_workloads() {
        let found = workload::capture(session, &workload::Extent::Named(scope), redaction).await?;
        seeds.subnets.extend(found.subnets.iter().cloned());
        seeds.instances.extend(found.instances.iter().cloned());
        hosts |= found.hosts;
        workloads = Some(found);
    }
    let vpcs: BTreeSet<String> = seeds.vpcs(session).await?;
    if vpcs.is_empty() && !seeds.is_empty() {
        return Err(not_here(session, scope));
    }
    // A VPC that is named brings the workloads in it.
    let vpc_named = !scope.vpcs.is_empty() && !scope.names_workloads();
    let extent = network::Extent::Vpcs(vpcs);
    if let network::Extent::Vpcs(vpcs) = &extent
        && vpcs.is_empty()
    {
        // Workloads that lead to no VPC, such as a service of an external launch type: no network to speak of.
        return Ok(workloads);
    }
    let network = Box::pin(network::capture(session, &extent, purpose, hosts || vpc_named)).await?;
    if vpc_named {
        let known = |call| session.last_failure(call).is_none();
        if !network.described && known(Call::DescribeVpcs) {
            return Err(not_here(session, scope));
        }
        let within = Within {
            subnets: known(Call::DescribeSubnets).then_some(network.subnets),
            instances: known(Call::DescribeInstances).then_some(network.instances),
        };
        workloads = Some(workload::capture(session, &workload::Extent::Within(&within), redaction).await?);
    }
    Ok(workloads)
}

/// The error for a beginning that AWS does not know in this place.
fn not_here(session: &Session, scope: &Scope) -> CaptureError {
    let (what, name) = first(scope);
    CaptureError::NoSuch { what, name, region: session.region.clone(), there_is: Vec::new() }
}

/// The error for a beginning that is in none of several places.
fn nowhere(request: &Request) -> CaptureError {
    let (what, name) = first(&request.scope);
    let regions: Vec<String> = request.access.regions.iter().map(ToString::to_string).collect();
    CaptureError::NoSuch { what, name, region: regions.join(", "), there_is: Vec::new() }
}

/// The first thing that a scope names, as a kind and a name.
fn first(scope: &Scope) -> (&'static str, String) {
    let text = |list: &[String]| list.first().cloned();
    None.or_else(|| text(&scope.tasks).map(|name| ("task", name)))
        .or_else(|| text(&scope.services).map(|name| ("service", name)))
        .or_else(|| text(&scope.clusters).map(|name| ("cluster", name)))
        .or_else(|| scope.vpcs.first().map(|id| ("VPC", id.to_string())))
        .or_else(|| scope.subnets.first().map(|id| ("subnet", id.to_string())))
        .or_else(|| scope.interfaces.first().map(|id| ("network interface", id.to_string())))
        .or_else(|| scope.instances.first().map(|id| ("instance", id.to_string())))
        .or_else(|| scope.addresses.first().map(|address| ("network interface with the address", address.to_string())))
        .unwrap_or(("resource", String::new()))
}

/// The time in UTC, to the second.
fn now() -> String {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let time = DateTime::from_secs(i64::try_from(seconds).unwrap_or_default());
    time.fmt(Format::DateTime).unwrap_or_default()
}
