//! What to change about policies, and the commands that do it.

use hopwise_explain::permission::{PolicyChange, PolicyRemedy};

use super::list::list;
use super::shell::shell;
use crate::remedy::ChangeReport;

/// A change to a policy in words.
pub(crate) fn policy_change(remedy: &PolicyRemedy) -> ChangeReport {
    let what = what(remedy);
    let (message, command) = match &remedy.change {
        PolicyChange::PutRolePolicy { role, policy, document } => (
            format!("Allow {what} to role {role}, in a new inline policy {policy}."),
            format!(
                "aws iam put-role-policy --role-name {} --policy-name {} --policy-document {}",
                shell(role),
                shell(policy),
                shell(document)
            ),
        ),
        PolicyChange::UpdateTrust { role, document } => (
            format!("Let ECS assume role {role}: one more statement in its trust policy."),
            format!(
                "aws iam update-assume-role-policy --role-name {} --policy-document {}",
                shell(role),
                shell(document)
            ),
        ),
        PolicyChange::CreatePolicyVersion { policy, document } => (
            // IAM user guide, "Versioning IAM policies": a managed policy has five versions at the most.
            format!(
                "Allow {what} in the permissions boundary {policy}: one more statement. It bounds every role that has this boundary; of five versions, delete one first."
            ),
            format!(
                "aws iam create-policy-version --policy-arn {} --set-as-default --policy-document {}",
                shell(policy),
                shell(document)
            ),
        ),
        PolicyChange::ModifyEndpoint { endpoint, document } => (
            format!("Allow {what} in the policy of endpoint {endpoint}: one more statement."),
            format!("aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint} --policy-document {}", shell(document)),
        ),
        PolicyChange::RestoreSecrets { secrets } => return restore(secrets),
        PolicyChange::SetRepositoryPolicy { repository, document } => {
            let mut parts = repository.splitn(6, ':').skip(3);
            let (region, registry) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            let name = parts.next().and_then(|resource| resource.strip_prefix("repository/")).unwrap_or_default();
            (
                format!("In account {registry}, allow {what} in the policy of the repository: one more statement."),
                format!(
                    "aws ecr set-repository-policy --registry-id {} --region {} --repository-name {} --policy-text {}",
                    shell(registry),
                    shell(region),
                    shell(name),
                    shell(document)
                ),
            )
        }
    };
    ChangeReport { message, commands: vec![command], conditions: Vec::new() }
}

fn restore(secrets: &[String]) -> ChangeReport {
    let what = if secrets.len() == 1 { "secret" } else { "secrets" };
    let command = |secret: &String| {
        let region = secret.split(':').nth(3).unwrap_or_default();
        format!("aws secretsmanager restore-secret --region {} --secret-id {}", shell(region), shell(secret))
    };
    let commands = secrets.iter().map(command).collect();
    ChangeReport { message: format!("Restore {what} {}.", list(secrets)), commands, conditions: Vec::new() }
}

/// What a new statement allows.
fn what(remedy: &PolicyRemedy) -> String {
    let actions: Vec<String> = remedy.actions.iter().map(|action| (*action).to_owned()).collect();
    match remedy.resources.as_slice() {
        [] => list(&actions),
        [only] => format!("{} on {only}", list(&actions)),
        several => format!("{} on {}", list(&actions), list(several)),
    }
}
