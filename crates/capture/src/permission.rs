//! Roles, and the policies of repositories and secrets: what evaluates permissions reads them, and people do.

use std::collections::BTreeSet;

use futures_util::future::try_join_all;
use hopwise_ecs::{ImageReference, Registry};
use serde_json::{Map, json};
use tokio::try_join;

use crate::call::Call;
use crate::caller::Caller;
use crate::document::Document;
use crate::failure::CaptureError;
use crate::session::Session;
use crate::workload::{Found, role_name};
use crate::writer::object_document;

/// Captures what permits tasks to start: their execution roles, and the repositories and secrets of this account and
/// Region with their policies. Whose account it is, is asked where there is any of these.
pub(crate) async fn capture(session: &Session, caller: &Caller, of: &Found) -> Result<(), CaptureError> {
    let any = !of.roles.is_empty()
        || of.images.iter().any(|image| own_repository(session, None, image).is_some())
        || of.secrets.iter().any(|secret| own_secret(session, None, secret).is_some());
    if !any {
        return Ok(());
    }
    let account = caller.account(session).await?;
    try_join!(
        roles(session, account, &of.roles),
        repositories(session, account, &of.images),
        secrets(session, account, &of.secrets),
    )?;
    Ok(())
}

/// Roles of this account: others cannot be asked about.
async fn roles(session: &Session, account: Option<&str>, arns: &BTreeSet<String>) -> Result<(), CaptureError> {
    let own = arns.iter().filter(|arn| account.is_none() || arn.split(':').nth(4) == account);
    let names: BTreeSet<&str> = own.filter_map(|arn| role_name(arn)).collect();
    let managed = try_join_all(names.iter().map(|name| role(session, name))).await?;
    let managed: BTreeSet<String> = managed.into_iter().flatten().collect();
    try_join_all(managed.iter().map(|arn| managed_policy(session, arn))).await?;
    Ok(())
}

/// One role, with its inline policies and the names of its managed ones, whose ARNs it returns.
async fn role(session: &Session, name: &str) -> Result<BTreeSet<String>, CaptureError> {
    let iam = &session.iam;
    let (mut inline, mut attached) = (Vec::new(), Vec::new());
    let (role, inline_known, attached_known) = try_join!(
        session.once(Call::GetRole, Some(name), Box::pin(iam.get_role().role_name(name).send())),
        session.pages(
            Call::ListRolePolicies,
            Some(name),
            iam.list_role_policies().role_name(name).into_paginator().send(),
            |page| inline.extend(page.policy_names),
        ),
        session.pages(
            Call::ListAttachedRolePolicies,
            Some(name),
            iam.list_attached_role_policies().role_name(name).into_paginator().send(),
            |page| attached.extend(page.attached_policies.unwrap_or_default()),
        ),
    )?;
    if role.is_none() && session.failure_about(Call::GetRole, name).is_none() {
        // It is gone. That is not to be a role without policies.
        return Ok(BTreeSet::new());
    }
    let mut arns: BTreeSet<String> = attached.iter().filter_map(|policy| policy.policy_arn.clone()).collect();
    let role = role.and_then(|output| output.role);
    if let Some(role) = &role {
        arns.extend(role.permissions_boundary().and_then(|boundary| boundary.permissions_boundary_arn.clone()));
    }
    // The first part that is known stands for the document.
    let calls = [
        (Call::GetRole, role.is_some()),
        (Call::ListRolePolicies, inline_known),
        (Call::ListAttachedRolePolicies, attached_known),
    ];
    let mut document = Map::new();
    document.extend(role.map(|role| ("Role".to_owned(), role.document())));
    document.extend(inline_known.then(|| ("PolicyNames".to_owned(), inline.document())));
    document.extend(attached_known.then(|| ("AttachedPolicies".to_owned(), attached.document())));
    if let Some((call, _)) = calls.into_iter().find(|(_, known)| *known) {
        session.keep(call, Some(name), &format!("iam/roles/{}", path(name)), object_document(&document), 1);
    }
    try_join_all(inline.iter().map(|policy| async move {
        let about = format!("{name} {policy}");
        let answer = Box::pin(iam.get_role_policy().role_name(name).policy_name(policy).send());
        let file = format!("iam/role-policies/{}/{}", path(name), path(policy));
        session.single(Call::GetRolePolicy, Some(&about), &file, answer, Document::document).await
    }))
    .await?;
    Ok(arns)
}

/// A managed policy and what its default version says, in one document: the version alone does not tell whose it is.
async fn managed_policy(session: &Session, arn: &str) -> Result<(), CaptureError> {
    let iam = &session.iam;
    let answer = Box::pin(iam.get_policy().policy_arn(arn).send());
    let policy = session.once(Call::GetPolicy, Some(arn), answer).await?.and_then(|output| output.policy);
    let Some(policy) = policy else { return Ok(()) };
    let Some(version) = policy.default_version_id() else { return Ok(()) };
    let answer = Box::pin(iam.get_policy_version().policy_arn(arn).version_id(version).send());
    let Some(output) = session.once(Call::GetPolicyVersion, Some(arn), answer).await? else { return Ok(()) };
    let document = json!({
        "Policy": policy.document(),
        "PolicyVersion": output.policy_version.as_ref().map(Document::document),
    });
    // arn:aws:iam::aws:policy/service-role/NAME, or arn:aws:iam::ACCOUNT:policy/NAME
    let mut parts = arn.splitn(6, ':').skip(4);
    let (owner, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let file = format!("iam/policies/{owner}/{}", path(name.trim_start_matches("policy/")));
    session.keep(Call::GetPolicy, Some(arn), &file, object_document(&document), 1);
    Ok(())
}

/// The policies of repositories in this account and Region that images come from.
async fn repositories(session: &Session, account: Option<&str>, images: &BTreeSet<String>) -> Result<(), CaptureError> {
    let names: BTreeSet<(String, String)> =
        images.iter().filter_map(|image| own_repository(session, account, image)).collect();
    try_join_all(names.iter().map(|(registry, name)| async move {
        let call = Call::GetRepositoryPolicy;
        // Most repositories have no policy, which is an answer.
        let answer = Box::pin(session.ecr.get_repository_policy().registry_id(registry).repository_name(name).send());
        if let Some(output) = session.once(call, Some(name), answer).await? {
            let document = json!({
                "registryId": output.registry_id,
                "repositoryName": output.repository_name,
                "policyText": output.policy_text,
            });
            session.keep(call, Some(name), &format!("ecr/{}", path(name)), object_document(&document), 1);
        }
        Ok::<_, CaptureError>(())
    }))
    .await?;
    Ok(())
}

/// Secrets of this account and Region, and their policies. What a secret holds is never asked for.
async fn secrets(session: &Session, account: Option<&str>, sources: &BTreeSet<String>) -> Result<(), CaptureError> {
    let own: BTreeSet<(&str, &str)> =
        sources.iter().filter_map(|source| own_secret(session, account, source)).collect();
    try_join_all(own.into_iter().map(|(arn, name)| async move {
        let of_secret = Box::pin(session.secrets.describe_secret().secret_id(arn).send());
        let of_policy = Box::pin(session.secrets.get_resource_policy().secret_id(arn).send());
        let (secret, policy) = (format!("secrets/{}", path(name)), format!("secret-policies/{}", path(name)));
        try_join!(
            session.single(Call::DescribeSecret, Some(name), &secret, of_secret, Document::document),
            // Of a secret without a policy, AWS sends the names only: that is an answer, and kept.
            session.single(Call::GetResourcePolicy, Some(name), &policy, of_policy, Document::document),
        )
    }))
    .await?;
    Ok(())
}

/// The ARN and the name of a secret, from `arn:PARTITION:secretsmanager:REGION:ACCOUNT:secret:NAME[:JSON-KEY:STAGE:VERSION]`.
fn own_secret<'s>(session: &Session, account: Option<&str>, source: &'s str) -> Option<(&'s str, &'s str)> {
    let parts: Vec<&str> = source.splitn(8, ':').collect();
    let ["arn", _, "secretsmanager", region, owner, "secret", name, ..] = parts.as_slice() else { return None };
    let here = *region == session.region && account.is_none_or(|account| account == *owner) && !name.is_empty();
    let tail = parts.get(7).map_or(0, |tail| tail.len().saturating_add(":".len()));
    let arn = source.get(..source.len().saturating_sub(tail))?;
    here.then_some((arn, name))
}

/// A name as a path below a folder of the snapshot. No name leads out of it.
fn path(name: &str) -> String {
    let segments = name.split('/').filter(|segment| !segment.is_empty());
    let segments = segments.map(|segment| if segment.chars().all(|c| c == '.') { "dots" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// The registry and the repository of an image. Where nobody knows whose account it is, AWS says whether it may be asked.
fn own_repository(session: &Session, account: Option<&str>, image: &str) -> Option<(String, String)> {
    let image = ImageReference::parse(image).ok()?;
    match &image.registry {
        Registry::EcrPrivate(registry) => {
            let own = registry.account.as_str();
            let here = registry.region.as_str() == session.region && account.is_none_or(|account| account == own);
            here.then(|| (own.to_owned(), image.repository.clone()))
        }
        Registry::EcrPublic | Registry::DockerHub | Registry::Other { .. } => None,
    }
}
