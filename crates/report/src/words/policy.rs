//! What to change about policies, and the commands that do it.

use hopwise_ecs::Arn;
use hopwise_explain::permission::{PolicyChange, PolicyRemedy};

use super::shell::shell;
use crate::remedy::ChangeReport;

/// A change to a policy in words.
pub(crate) fn policy_change(remedy: &PolicyRemedy) -> ChangeReport {
    let statement = &remedy.statement;
    let (message, command) = match &remedy.change {
        PolicyChange::PutRolePolicy { role, policy, document } => (
            format!("Give role {role} the inline policy {policy}."),
            format!(
                "aws iam put-role-policy --role-name {} --policy-name {} --policy-document {}",
                shell(role),
                shell(policy),
                shell(document)
            ),
        ),
        PolicyChange::UpdateTrust { role, document } => (
            format!("Let ECS assume role {role}: add to its trust policy the statement {statement}."),
            format!(
                "aws iam update-assume-role-policy --role-name {} --policy-document {}",
                shell(role),
                shell(document)
            ),
        ),
        PolicyChange::CreatePolicyVersion { policy, document } => (
            format!("Add to the permissions boundary {policy} the statement {statement}."),
            format!(
                "aws iam create-policy-version --policy-arn {} --set-as-default --policy-document {}",
                shell(policy),
                shell(document)
            ),
        ),
        PolicyChange::ModifyEndpoint { endpoint, document } => (
            format!("Add to the policy of endpoint {endpoint} the statement {statement}."),
            format!("aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint} --policy-document {}", shell(document)),
        ),
        PolicyChange::SetRepositoryPolicy { repository, document } => {
            let mut parts = repository.splitn(6, ':').skip(3);
            let (region, registry) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            let name = parts.next().and_then(|resource| resource.strip_prefix("repository/")).unwrap_or_default();
            (
                format!(
                    "In account {registry}, add to the policy of repository {} the statement {statement}.",
                    Arn::last_part(repository)
                ),
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
    ChangeReport { message, commands: vec![command] }
}
