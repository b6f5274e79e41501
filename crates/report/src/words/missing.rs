//! Documents that would tell more about permissions.

use hopwise_ecs::Arn;
use hopwise_explain::permission::Missing;
use hopwise_model::DocumentKind;

use super::list::list;
use super::shell::shell;

/// How many missing documents a note lists.
const LISTED: usize = 6;
/// What is said of the managed policy that was not read.
const FROM_DOCUMENTATION: &str = "What AmazonECSTaskExecutionRolePolicy allows is taken from AWS's documentation.";
/// What no snapshot shows.
const NEVER: &str = "service and resource control policies and session policies";

/// Which documents would tell, in a sentence.
pub(crate) fn not_in_snapshot(missing: &[Missing]) -> String {
    let names = nouns(missing);
    if names.is_empty() {
        return "Which way requests take is not known.".to_owned();
    }
    format!("Not in the snapshot: {}.", list(&names))
}

/// A document that would tell more, as a noun.
pub(crate) fn missing(missing: &Missing) -> String {
    match missing {
        Missing::ExecutionRole => "which execution role the task has".to_owned(),
        Missing::TaskRole => "which task role the task has".to_owned(),
        Missing::InstanceRole => "the instance's role".to_owned(),
        Missing::Role(role) => format!("role {role}"),
        Missing::RolePolicyNames(role) => format!("the inline policies of role {role}"),
        Missing::RolePolicy { role, policy } => format!("inline policy {policy} of role {role}"),
        Missing::AttachedPolicies(role) => format!("the managed policies of role {role}"),
        Missing::RoleDocument { role, document } => match document {
            DocumentKind::AttachedPolicies => format!("the whole list of the managed policies of role {role}"),
            DocumentKind::RolePolicyNames => format!("the whole list of the inline policies of role {role}"),
            _ => format!("role {role} itself"),
        },
        Missing::NobodysList { document, at, .. } => format!(
            "the list of {} policies in {}, which is named after no role",
            match document {
                DocumentKind::AttachedPolicies => "managed",
                _ => "inline",
            },
            at.file
        ),
        Missing::ManagedPolicy(arn) => format!("policy {arn}"),
        Missing::EndpointPolicy(endpoint) => format!("the policy of endpoint {endpoint}"),
        Missing::Way => "which endpoint requests pass".to_owned(),
        Missing::RepositoryPolicy { registry, repository, must_allow, .. } => {
            let must = if *must_allow { " (the other account's repository must allow this account)" } else { "" };
            format!("the policy of repository {repository} of {registry}{must}")
        }
        Missing::SecretPolicy(arn) => format!("the policy of secret {}", Arn::last_part(arn)),
        Missing::SecretDescription(arn) => {
            format!("the description of secret {} (which key encrypts it)", Arn::last_part(arn))
        }
        Missing::KeyPolicy(arn) => format!("the policy of key {}", Arn::last_part(arn)),
        Missing::FileSystemPolicy(arn) => format!("the policy of file system {}", Arn::last_part(arn)),
        Missing::BucketPolicy(arn) => format!("the policy and the owner of bucket {}", bucket(arn)),
        Missing::Unreadable { name, at, error } => {
            format!("what {name} says, which cannot be read as a policy ({} {}: {error})", at.file, at.pointer)
        }
        Missing::OtherAccount(resource) => format!("what the owner of {resource} allows"),
        Missing::Refused { policy, action, denied } => {
            let how = if *denied { format!("AWS denied {action}") } else { format!("{action} gave no answer") };
            format!("{} ({how})", self::missing(policy))
        }
    }
}

fn bucket(arn: &str) -> &str {
    let name = arn.rsplit(':').next().unwrap_or(arn);
    name.split('/').next().unwrap_or(name)
}

/// The command that adds a document to the snapshot, where one does.
pub(crate) fn command(missing: &Missing) -> Option<String> {
    let (print, file) = call(missing)?;
    let folder = file.rsplit_once('/').map_or_else(String::new, |(folder, _)| format!("mkdir -p {folder} && "));
    Some(format!("{folder}{print} --output json > {}", shell(&file)))
}

/// The command that prints a document, and the file that keeps it.
fn call(missing: &Missing) -> Option<(String, String)> {
    Some(match missing {
        Missing::RepositoryPolicy { registry, region, repository, .. } => {
            let kind = DocumentKind::RepositoryPolicy;
            let command = kind.command_about(&[&shell(repository)]);
            let (call, about) = command.split_at(kind.bare_command().len());
            (
                format!("{call} --registry-id {registry} --region {region}{about}"),
                kind.file_about(&in_one_word(repository)),
            )
        }
        Missing::SecretPolicy(arn) => (
            DocumentKind::SecretPolicy.command_about(&[&shell(secret_id(arn))]),
            DocumentKind::SecretPolicy.file_about(&in_one_word(secret_name(arn))),
        ),
        Missing::SecretDescription(arn) => (
            DocumentKind::Secret.command_about(&[&shell(secret_id(arn))]),
            DocumentKind::Secret.file_about(&in_one_word(secret_name(arn))),
        ),
        Missing::RolePolicy { role, policy } => {
            let command = DocumentKind::RolePolicy.command_about(&[&shell(role), &shell(policy)]);
            (command, DocumentKind::RolePolicy.file_about(&format!("{role}--{policy}")))
        }
        // The default version counts. A file of a version goes by the policy's name.
        Missing::ManagedPolicy(arn) => {
            let (name, arn) = (DocumentKind::PolicyVersion.file_about(Arn::last_part(arn)), shell(arn));
            let policy = DocumentKind::ManagedPolicy.command_about(&[&arn]);
            let version = format!("\"$({policy} --query Policy.DefaultVersionId --output text)\"");
            (DocumentKind::PolicyVersion.command_about(&[&arn, &version]), name)
        }
        // With all others: the list stands in the place of the one that lacks it.
        Missing::EndpointPolicy(_) => {
            (DocumentKind::VpcEndpoints.command().to_owned(), "vpc-endpoints.json".to_owned())
        }
        Missing::Role(role) => of_role(role, DocumentKind::Role),
        Missing::RolePolicyNames(role) => of_role(role, DocumentKind::RolePolicyNames),
        Missing::AttachedPolicies(role) => of_role(role, DocumentKind::AttachedPolicies),
        Missing::RoleDocument { role, document } => of_role(role, *document),
        Missing::Refused { policy, .. } => return call(policy),
        Missing::ExecutionRole
        | Missing::InstanceRole
        | Missing::Way
        | Missing::KeyPolicy(_)
        | Missing::TaskRole
        | Missing::FileSystemPolicy(_)
        | Missing::BucketPolicy(_)
        | Missing::Unreadable { .. }
        | Missing::NobodysList { .. }
        | Missing::OtherAccount(_) => return None,
    })
}

/// The command that shows people what this program does not read, and the account that must ask, where its owner alone may.
pub(crate) fn command_that_shows(missing: &Missing) -> Option<(String, Option<&str>)> {
    Some(match missing {
        Missing::KeyPolicy(arn) => {
            // An alias is none of the forms that the call takes (KMS API reference, `GetKeyPolicy`).
            let key = if arn.ends_with("key/*") { "KEY".to_owned() } else { shell(arn) };
            let owner = arn.split(':').nth(4).filter(|owner| !owner.is_empty() && !owner.contains('?'));
            (format!("aws kms get-key-policy --policy-name default --key-id {key}"), owner)
        }
        Missing::FileSystemPolicy(arn) if arn.contains(":elasticfilesystem:") => {
            let id = shell(Arn::last_part(arn));
            (format!("aws efs describe-file-system-policy --file-system-id {id}"), None)
        }
        Missing::BucketPolicy(arn) => (format!("aws s3api get-bucket-policy --bucket {}", shell(bucket(arn))), None),
        _ => return None,
    })
}

/// A secret's ARN as far as it is known.
fn secret_id(arn: &str) -> &str {
    arn.trim_end_matches('?').trim_end_matches('-')
}

/// A secret's name, with as much of its random end as is known.
fn secret_name(arn: &str) -> &str {
    let id = secret_id(arn);
    id.rsplit(':').next().unwrap_or(id)
}

/// A name with folders as a part of a file's. Repositories have no two hyphens in a row (ECR API reference, `CreateRepository`), so
/// that `team/app` and `team-app` keep files of their own.
fn in_one_word(name: &str) -> String {
    name.replace('/', "--")
}

/// Whether this program reads such a document at all.
pub(crate) fn is_read(missing: &Missing) -> bool {
    match missing {
        Missing::Refused { policy, .. } => is_read(policy),
        Missing::InstanceRole
        | Missing::KeyPolicy(_)
        | Missing::FileSystemPolicy(_)
        | Missing::BucketPolicy(_)
        | Missing::OtherAccount(_) => false,
        _ => true,
    }
}

/// The command that prints a document about a role. The lists do not say whose they are: their files are named after the role,
/// each in a folder of its own.
fn of_role(role: &str, document: DocumentKind) -> (String, String) {
    (document.command_about(&[&shell(role)]), document.file_about(role))
}

/// Whether it is a policy of a resource that may deny what a role's policies allow, and of which verdicts suppose that it does not:
/// few resources have one. Where AWS did not show it, they suppose nothing.
const fn is_taken_to_deny_nothing(missing: &Missing) -> bool {
    matches!(
        missing,
        Missing::RepositoryPolicy { must_allow: false, .. }
            | Missing::SecretPolicy(_)
            | Missing::FileSystemPolicy(_)
            | Missing::BucketPolicy(_)
    )
}

/// What verdicts take for granted about permissions. `decided` says whether any was; `missing` is what is not known;
/// `documented` whether a managed policy was taken from documentation.
pub(crate) fn assumption(decided: bool, missing: &[Missing], documented: bool) -> String {
    let (read, unread): (Vec<&Missing>, Vec<&Missing>) =
        missing.iter().filter(|missing| **missing != Missing::Way).partition(|missing| is_read(missing));
    let (lacks, unread) = (listed(&read), listed(&unread));
    let is_whole = lacks.is_empty() && unread.is_empty();
    let mut sentences = vec![match (decided, is_whole) {
        (_, true) => format!("Permissions are checked as far as a snapshot can show them; {NEVER} are in none."),
        (true, false) => "Permissions are checked as far as the snapshot shows them.".to_owned(),
        (false, false) => "Permissions are not checked.".to_owned(),
    }];
    if !lacks.is_empty() {
        let place = if decided { "it" } else { "the snapshot" };
        sentences.push(format!("Not in {place}: {}.", list(&lacks)));
    }
    if !unread.is_empty() {
        sentences.push(format!("Not read by hopwise yet: {}.", list(&unread)));
    }
    if decided && missing.iter().any(is_taken_to_deny_nothing) {
        sentences.push("Policies of resources that nobody collected are taken to deny nothing.".to_owned());
    }
    if decided && !is_whole {
        sentences.push(format!("In no snapshot: {NEVER}."));
    }
    if documented {
        sentences.push(FROM_DOCUMENTATION.to_owned());
    }
    sentences.join(" ")
}

/// Missing documents with the commands that print them, each once, and no more than people read.
fn listed(missing: &[&Missing]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for missing in missing {
        let name = noun(missing);
        let name = commands(missing).map_or_else(|| name.clone(), |commands| format!("{name} ({commands})"));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(LISTED);
    names.truncate(LISTED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names
}

/// Of a command `aws iam get-role …`, those words that say what it does.
fn program_and_call(command: &str) -> String {
    command.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// Of a command `aws iam get-role …`, its call.
fn call_name(command: &str) -> &str {
    command.split(' ').nth(2).unwrap_or(command)
}

/// The commands that print a document, without what they are asked about, which its noun says.
fn commands(missing: &Missing) -> Option<String> {
    match missing {
        Missing::Role(_) | Missing::RolePolicyNames(_) | Missing::AttachedPolicies(_) => {
            let further =
                [DocumentKind::RolePolicyNames, DocumentKind::AttachedPolicies].map(|kind| call_name(kind.command()));
            Some(format!("{}, {}", program_and_call(DocumentKind::Role.command()), further.join(", ")))
        }
        other => {
            let print = call(other).map(|(print, _)| print).or_else(|| Some(command_that_shows(other)?.0))?;
            Some(program_and_call(&print))
        }
    }
}

/// A missing document in a list: what makes up a role is one thing there, where nothing of it is known.
fn noun(missing: &Missing) -> String {
    match missing {
        Missing::Role(role) | Missing::RolePolicyNames(role) | Missing::AttachedPolicies(role) => {
            format!("role {role} with its policies")
        }
        other => self::missing(other),
    }
}

/// Missing documents in a list, each once. Which way requests take, no document tells.
fn nouns(missing: &[Missing]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in missing.iter().filter(|missing| **missing != Missing::Way).map(noun) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A verdict that rests on what nobody collected says so; one that rests on nothing does not.
    #[test]
    fn what_is_taken_for_granted_of_policies_is_said() {
        let secret =
            || Missing::SecretPolicy("arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf".to_owned());
        let says =
            |decided: bool, missing: Missing| assumption(decided, &[missing], false).contains("taken to deny nothing");
        assert!(says(true, secret()));
        assert!(!says(false, secret()), "nothing is decided of which it could be taken for granted");
        let action = "secretsmanager:GetResourcePolicy".to_owned();
        assert!(!says(true, Missing::Refused { policy: Box::new(secret()), action, denied: true }));
        assert!(!says(true, Missing::Role("web".to_owned())));
    }

    #[test]
    fn each_document_has_a_file_of_its_own() {
        let repository = |repository: &str| Missing::RepositoryPolicy {
            registry: "111122223333".to_owned(),
            region: "eu-west-1".to_owned(),
            repository: repository.to_owned(),
            must_allow: false,
        };
        let secret = |name: &str| format!("arn:aws:secretsmanager:eu-west-1:111122223333:secret:{name}");
        let policy =
            |role: &str, policy: &str| Missing::RolePolicy { role: role.to_owned(), policy: policy.to_owned() };
        let of_role = |role: &str| {
            [DocumentKind::Role, DocumentKind::RolePolicyNames, DocumentKind::AttachedPolicies]
                .map(|document| Missing::RoleDocument { role: role.to_owned(), document })
        };
        let mut all = vec![
            repository("team/app"),
            repository("team-app"),
            policy("pull-app", "x"),
            policy("pull", "app-x"),
            Missing::ManagedPolicy("arn:aws:iam::111122223333:policy/pull".to_owned()),
        ];
        for name in ["prod/db-AbCdEf", "dev/db-AbCdEf", "prod-db-AbCdEf", "db-??????"] {
            all.extend([Missing::SecretPolicy(secret(name)), Missing::SecretDescription(secret(name))]);
        }
        all.extend(of_role("web").into_iter().chain(of_role("worker")));
        let mut files: Vec<String> = all.iter().map(|missing| call(missing).unwrap().1).collect();
        files.sort();
        let count = files.len();
        files.dedup();
        assert_eq!(files.len(), count, "{files:?}");
    }
}
