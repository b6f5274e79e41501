//! What a change depends on that the snapshot does not show.

use hopwise_explain::Condition;

use super::ways;

pub(super) fn condition(condition: &Condition) -> String {
    match condition {
        Condition::OtherVpc { zone, vpc } => format!(
            "AWS refuses this where no other VPC is associated with {zone} (LastVPCAssociation), and the snapshot shows \
             none besides {vpc}: then associate another VPC first (aws route53 associate-vpc-with-hosted-zone), or \
             delete the zone with all of its records."
        ),
        Condition::GroupOwner { group, owner } => {
            format!("Only account {owner}, which owns {group}, can do this.")
        }
        Condition::ZoneOwner { zone, owner } => {
            format!("Only account {owner}, which owns {zone}, can do this.")
        }
        Condition::RegionalFileSystem { file_system, zone } => format!(
            "AWS refuses this where {file_system} is kept in {zone} alone (One Zone; aws efs describe-file-systems tells): then \
             the task has to run there."
        ),
        Condition::GroupRules { group, direction, rules, quota } => {
            let (way, _) = ways(*direction);
            format!(
                "{group} then has {rules} {way} rules: by default the quota is {quota}, and AWS refuses more \
                 (RulesPerSecurityGroupLimitExceeded)."
            )
        }
        Condition::InterfaceGroups { endpoint, groups, quota } => format!(
            "The interfaces of {endpoint} then have {groups} security groups: by default the quota is {quota}, and AWS refuses more \
             (SecurityGroupsPerInterfaceLimitExceeded). Add the rules to one of its groups instead, or let it have another one's place."
        ),
        Condition::AclEntries { acl, direction, entries, quota } => {
            let (way, _) = ways(*direction);
            format!(
                "{acl} then has {entries} {way} rules, the final ones included: by default the quota is {quota}, and AWS \
                 refuses more (NetworkAclEntryLimitExceeded)."
            )
        }
    }
}

/// What stands in commands for something that the snapshot does not tell, and what it stands for.
pub(super) const TASK_DEFINITION: &str = "TASK_DEFINITION";
/// Likewise.
pub(super) const REGION: &str = "REGION";

/// What has to be put into commands before they can be run.
pub(super) fn placeholders(commands: &[String]) -> impl Iterator<Item = String> {
    let stands = |(word, what)| {
        let is_it = |part: &str| part == word;
        let parts = |command: &String| command.split([' ', '=', ',']).any(is_it);
        commands.iter().any(parts).then(|| format!("{word} stands for {what}: the snapshot does not tell."))
    };
    let all = [(TASK_DEFINITION, "the task's definition"), (REGION, "the VPC's Region")];
    all.into_iter().filter_map(stands)
}
