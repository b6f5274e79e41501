//! Every Region of every account that is asked.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use futures_util::future::join_all;
use tokio::try_join;

use crate::access::permits;
use crate::call::Call;
use crate::call_failure::{CallFailure, FailureKind};
use crate::caller::Caller;
use crate::failure::CaptureError;
use crate::manifest::{CallRecord, Manifest, PlaceRecord};
use crate::network::{self, Seeds};
use crate::observe::Observer;
use crate::redact::Redaction;
use crate::scope::{Purpose, Scope};
use crate::session::{Kept, Session};
use crate::workload::{self, Within};
use crate::{Captured, Request, permission};

/// The version of the manifest's layout.
const LAYOUT: u32 = 1;

/// One Region of one account.
struct Place {
    session: Session,
    scope: Scope,
    of_role: Option<String>,
}

/// Captures every place.
pub(crate) async fn all(request: &Request, observer: &Arc<dyn Observer>) -> Result<Captured, CaptureError> {
    let started_at = now();
    let places = places(request, observer).await?;
    let by_account = !request.access.role_arns.is_empty();
    let regions: Vec<String> = places.iter().map(|place| place.session.region.clone()).collect();
    let alone = places.len() == 1;
    let captured = join_all(places.into_iter().map(|place| async move {
        let (region, of_role) = (place.session.region.clone(), place.of_role.clone());
        match Box::pin(one(request, place, by_account)).await {
            // What is named is in one of several places: not to be in this one is no error.
            Err(CaptureError::NoSuch { .. }) if !alone => Ok(None),
            // A Region that is not enabled, say, is no reason to lose the others.
            Err(error) if !alone => {
                failed_place(error, region, of_role, by_account).map(|place| Some((place, Vec::new())))
            }
            captured => captured.map(Some),
        }
    }))
    .await;
    let captured: Vec<(PlaceRecord, Vec<Kept>)> =
        captured.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    if captured.is_empty() {
        return Err(nowhere(request, &regions));
    }
    let mut documents = Vec::new();
    let mut records = Vec::new();
    for (record, kept) in captured {
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
        // Only a place that takes no credentials records this call.
        if call.action == Call::GetCallerIdentity.action() {
            let (code, region) = (failure.code.clone(), place.region.clone());
            return Err(CaptureError::CredentialsRejected { code, region });
        }
        return Err(CaptureError::NothingAnswered {
            region: place.region.clone(),
            action: call.action,
            failure: failure.clone(),
        });
    }
    Ok(Captured { documents, manifest })
}

/// The places in which something that the scope names can be.
async fn places(request: &Request, observer: &Arc<dyn Observer>) -> Result<Vec<Place>, CaptureError> {
    let accounts = request.access.accounts(&request.scope).await?;
    let permits = permits(&request.access.limits);
    let (mut places, mut regions): (Vec<Place>, Vec<String>) = (Vec::new(), Vec::new());
    for account in &accounts {
        for region in request.access.regions(&account.config, &request.scope)? {
            let taken = |place: &Place| place.session.region == region && place.of_role == account.of_role;
            if places.iter().any(taken) {
                let account = account.of_role.clone().unwrap_or_default();
                return Err(CaptureError::Twice { place: format!("{region} of account {account}") });
            }
            if let Some(scope) = request.scope.in_region(&region) {
                let session = Session::new(&account.config, region, Arc::clone(&permits), Arc::clone(observer));
                places.push(Place { session, scope, of_role: account.of_role.clone() });
            } else {
                regions.push(region);
            }
        }
    }
    if places.is_empty() { Err(nowhere(request, &regions)) } else { Ok(places) }
}

/// The record of a place of which nothing could be had; errors that concern every place stay errors.
fn failed_place(
    error: CaptureError,
    region: String,
    account: Option<String>,
    by_account: bool,
) -> Result<PlaceRecord, CaptureError> {
    let (action, failure) = match error {
        CaptureError::CredentialsRejected { code, .. } => {
            (Call::GetCallerIdentity.action(), CallFailure { kind: FailureKind::Denied, code })
        }
        CaptureError::NothingAnswered { action, failure, .. } | CaptureError::Stuck { action, failure } => {
            (action, failure)
        }
        error => return Err(error),
    };
    let directory = directory(account.as_deref(), &region, by_account);
    let document = Call::ALL.iter().find(|call| call.action() == action).and_then(|call| call.document());
    let call = CallRecord {
        action,
        arguments: None,
        requests: 1,
        document,
        file: None,
        resources: None,
        failure: Some(failure),
    };
    Ok(PlaceRecord { account, region, directory, calls: vec![call] })
}

/// Captures one place.
async fn one(request: &Request, place: Place, by_account: bool) -> Result<(PlaceRecord, Vec<Kept>), CaptureError> {
    let Place { session, scope, of_role } = place;
    let redaction = Redaction { off: request.keep_secrets };
    let caller = Caller::new(of_role);
    try_join!(
        async {
            // To answer now, only what evaluates permissions needs it.
            if request.purpose == Purpose::Keep {
                caller.account(&session).await?;
            }
            Ok(())
        },
        documents(&session, &scope, request.purpose, redaction, &caller)
    )?;
    let account = caller.known();
    let directory = directory(account.as_deref(), &session.region, by_account);
    Ok(session.finish(account, directory))
}

fn directory(account: Option<&str>, region: &str, by_account: bool) -> String {
    match account {
        Some(account) if by_account => format!("accounts/{account}/{region}"),
        _ => region.to_owned(),
    }
}

/// Captures networks, workloads and what these are permitted, in the order in which one tells of the other.
async fn documents(
    session: &Session,
    scope: &Scope,
    purpose: Purpose,
    redaction: Redaction,
    caller: &Caller,
) -> Result<(), CaptureError> {
    if scope.is_region() {
        let workloads = async {
            let found = workload::capture(session, &workload::Extent::Region, redaction).await?;
            permission::capture(session, caller, &found).await
        };
        try_join!(network::capture(session, &network::Extent::Region, purpose, true), workloads)?;
        return Ok(());
    }
    let mut seeds = Seeds::of(scope);
    let hosts = !seeds.instances.is_empty() || !seeds.interfaces.is_empty() || !seeds.addresses.is_empty();
    if scope.names_workloads() {
        let found = workload::capture(session, &workload::Extent::Named(scope), redaction).await?;
        seeds.subnets.extend(found.subnets.iter().cloned());
        seeds.instances.extend(found.instances.iter().cloned());
        // Neither waits for the other.
        try_join!(
            Box::pin(around(session, &seeds, purpose, hosts || found.hosts)),
            Box::pin(permission::capture(session, caller, &found)),
        )?;
        return Ok(());
    }
    // A VPC that is named brings the workloads in it.
    let vpc_named = !scope.vpcs.is_empty();
    let network = around(session, &seeds, purpose, hosts || vpc_named).await?;
    let Some(network) = network else { return Err(not_here(session, scope)) };
    if vpc_named {
        let known = |call| session.last_failure(call).is_none();
        if !network.described && known(Call::DescribeVpcs) {
            return Err(not_here(session, scope));
        }
        let within = Within {
            subnets: known(Call::DescribeSubnets).then_some(network.subnets),
            instances: known(Call::DescribeInstances).then_some(network.instances),
            hosts: None,
        };
        let found = workload::capture(session, &workload::Extent::Within(&within), redaction).await?;
        permission::capture(session, caller, &found).await?;
    }
    Ok(())
}

/// Captures the VPCs that seeds lead to. There may be none: tasks may be on hosts elsewhere, or their host or subnet is gone.
async fn around(
    session: &Session,
    seeds: &Seeds,
    purpose: Purpose,
    hosts: bool,
) -> Result<Option<network::Found>, CaptureError> {
    let vpcs: BTreeSet<String> = seeds.vpcs(session).await?;
    if vpcs.is_empty() {
        return Ok(None);
    }
    Box::pin(network::capture(session, &network::Extent::Vpcs(vpcs), purpose, hosts)).await.map(Some)
}

/// The error for a beginning that AWS does not know in this place.
fn not_here(session: &Session, scope: &Scope) -> CaptureError {
    let (what, name) = first(scope);
    CaptureError::NoSuch { what, name, region: session.region.clone(), there_is: Vec::new() }
}

/// The error for a beginning that is in none of several places.
fn nowhere(request: &Request, regions: &[String]) -> CaptureError {
    let (what, name) = first(&request.scope);
    let mut seen = BTreeSet::new();
    let regions: Vec<&str> = regions.iter().filter(|region| seen.insert(*region)).map(String::as_str).collect();
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
