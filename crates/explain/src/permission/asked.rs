//! Policies of resources for which a snapshot asked, and that AWS did not show.

use hopwise_model::resource::Scope;
use hopwise_model::{
    AccountId, Coverage, DocumentKind, FailedCall, FailureKind, Inventory, Partition, Region, says_no_policy,
};

use super::finding::Missing;
use super::overlap::overlap;

/// The action that shows a policy of a resource; none where the document is no such policy, or no call shows it.
const fn action(policy: &Missing) -> Option<&'static str> {
    match policy {
        Missing::RepositoryPolicy { .. } => Some(DocumentKind::RepositoryPolicy.action()),
        Missing::SecretPolicy(_) => Some(DocumentKind::SecretPolicy.action()),
        Missing::SecretDescription(_) => Some(DocumentKind::Secret.action()),
        Missing::KeyPolicy(_) => Some("kms:GetKeyPolicy"),
        Missing::BucketPolicy(_) => Some("s3:GetBucketPolicy"),
        Missing::FileSystemPolicy(_) => Some("elasticfilesystem:DescribeFileSystemPolicy"),
        _ => None,
    }
}

/// The policy of a resource that is not in the snapshot: one for which it asked in vain may hold anything.
///
/// Names are an account's own in a Region: a call made elsewhere is about this resource only where its arguments have the ARN.
pub(super) fn refused(inventory: &Inventory, arn: &str, policy: Missing) -> Missing {
    let Some(action) = action(&policy) else { return policy };
    let place = Scope::of_arn(arn);
    let is_none = |call: &FailedCall| call.code.as_deref().is_some_and(says_no_policy);
    let has_arn = |call: &FailedCall| call.arguments.as_deref().is_some_and(|arguments| has(arguments, arn));
    let is_there =
        |call: &&FailedCall| is_in(&place, call.scope.account.as_ref(), call.scope.region.as_ref()) || has_arn(call);
    let calls = inventory.knowledge.failed_calls().iter().filter(|call| call.action.as_str() == action);
    let mut calls = calls.filter(is_there).peekable();
    let denied = if calls.peek().is_some() {
        let about = |call: &&FailedCall| call.arguments.as_deref().is_none_or(|arguments| names(arguments, arn));
        calls.find(|call| about(call) && !is_none(call)).map(|call| call.kind == FailureKind::Denied)
    } else {
        // A command that failed leaves an empty file.
        let kind = DocumentKind::of_action(action);
        let mut records = inventory.knowledge.records();
        let is_empty = |(account, region, own, coverage): (_, _, DocumentKind, Coverage)| {
            Some(own) == kind && coverage == Coverage::Failed && is_in(&place, account, region)
        };
        records.any(is_empty).then_some(false)
    };
    match denied {
        Some(denied) => Missing::Refused { policy: Box::new(policy), action: action.to_owned(), denied },
        None => policy,
    }
}

/// Whether something may be in a place, each as far as it is known.
fn is_in(place: &Scope, account: Option<&AccountId>, region: Option<&Region>) -> bool {
    place.account.as_ref().zip(account).is_none_or(|(own, other)| own == other)
        && place.region.as_ref().zip(region).is_none_or(|(own, other)| own == other)
}

/// Whether the arguments of a call have a resource's ARN.
fn has(arguments: &str, arn: &str) -> bool {
    arguments.split_whitespace().any(|word| word.starts_with("arn:") && overlap(word, arn))
}

/// Whether the arguments of a call may name a resource: by its ARN, by its name, or, of a secret, by its name without its end.
fn names(arguments: &str, arn: &str) -> bool {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or(arn);
    let name = resource.strip_prefix("secret:").or_else(|| resource.split_once('/').map(|(_, name)| name));
    let is_it = |word: &str| {
        overlap(word, arn)
            || word == resource
            || name == Some(word)
            || name.and_then(|name| name.strip_prefix(word)).is_some_and(|end| end.starts_with('-'))
            || resource
                .strip_prefix(Partition::bucket_in_arn(word).unwrap_or(word))
                .is_some_and(|end| end.starts_with('/'))
    };
    arguments.split_whitespace().any(is_it)
}

#[cfg(test)]
mod tests {
    use hopwise_model::{Action, Evidence};

    use super::*;

    /// Names are an account's own in a Region, and ARNs are nobody else's.
    #[test]
    fn calls_are_about_what_is_where_they_were_made() {
        let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf";
        let here = (Some("111122223333"), Some("eu-west-1"));
        for ((account, region), arguments, is_about) in [
            (here, Some("prod/db"), true),
            (here, None, true),
            (here, Some("prod/other"), false),
            ((None, Some("eu-west-1")), Some("prod/db"), true),
            ((Some("111122223333"), None), Some("prod/db"), true),
            ((None, None), None, true),
            ((Some("444455556666"), Some("eu-west-1")), Some("prod/db"), false),
            ((Some("111122223333"), Some("eu-central-1")), Some("prod/db"), false),
            ((Some("444455556666"), Some("eu-west-1")), None, false),
            ((Some("444455556666"), Some("eu-west-1")), Some(arn), true),
        ] {
            let mut inventory = Inventory::default();
            let scope = Scope {
                account: account.map(|own| AccountId::try_from(own).unwrap()),
                region: region.map(|own| Region::try_from(own).unwrap()),
            };
            inventory.knowledge.fail(FailedCall {
                action: Action::try_from("secretsmanager:GetResourcePolicy").unwrap(),
                document: Some(DocumentKind::SecretPolicy),
                kind: FailureKind::Denied,
                code: None,
                arguments: arguments.map(str::to_owned),
                scope: scope.clone(),
                evidence: Evidence::supposed("manifest.json"),
            });
            let missing = refused(&inventory, arn, Missing::SecretPolicy(arn.to_owned()));
            let case = format!("{account:?} {region:?} {arguments:?}");
            assert_eq!(matches!(missing, Missing::Refused { .. }), is_about, "{case}");
            // A command that failed leaves an empty file, which says of nothing but where it is.
            let mut inventory = Inventory::default();
            inventory.knowledge.record(DocumentKind::SecretPolicy, &scope, Coverage::Failed);
            let missing = refused(&inventory, arn, Missing::SecretPolicy(arn.to_owned()));
            let is_there = is_in(&Scope::of_arn(arn), scope.account.as_ref(), scope.region.as_ref());
            assert_eq!(matches!(missing, Missing::Refused { .. }), is_there, "{case}");
        }
    }

    #[test]
    fn arguments_name_resources() {
        let secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf";
        let unsure = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-??????";
        let repository = "arn:aws:ecr:eu-west-1:111122223333:repository/team/app";
        for (arguments, arn) in [
            (secret, secret),
            (secret, unsure),
            ("prod/db", secret),
            ("prod/db", unsure),
            ("team/app", repository),
            ("111122223333 team/app", repository),
            ("configs", "arn:aws:s3:::configs/app.env"),
            ("arn:aws:s3:::configs", "arn:aws:s3:::configs/app.env"),
            ("arn:aws-cn:s3:::configs", "arn:aws-cn:s3:::configs/app.env"),
            ("arn:aws-us-gov:s3:::configs", "arn:aws-us-gov:s3:::configs/app.env"),
            ("0a1b", "arn:aws:kms:eu-west-1:111122223333:key/0a1b"),
        ] {
            assert!(names(arguments, arn), "{arguments} {arn}");
        }
        for (arguments, arn) in [
            ("prod/d", secret),
            ("db", secret),
            ("app", repository),
            ("team/app-2", repository),
            ("config", "arn:aws:s3:::configs/app.env"),
        ] {
            assert!(!names(arguments, arn), "{arguments} {arn}");
        }
    }
}
