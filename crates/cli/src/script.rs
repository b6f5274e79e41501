//! `hopwise capture --print-script`: a snapshot by the AWS CLI alone, as a script of the shell.
//!
//! The calls are those of the table of kinds: a kind that one command prints as a whole needs nothing here, and for the others
//! [`lines`] says what there is to ask for. The script runs in bash from 3.2 on and in zsh, and needs no other program than
//! the AWS CLI and what every Unix has.

use hopwise::model::DocumentKind;

use crate::arguments::{Capture, Global};

/// What a script is made for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// The directory; it must not be there yet.
    pub(crate) directory: String,
    /// The profile.
    pub(crate) profile: Option<String>,
    /// The Region; none for that of the profile or the environment.
    pub(crate) region: Option<String>,
    /// The clusters; none for all.
    pub(crate) clusters: Vec<String>,
    /// The tasks, by their ARNs, their ids or parts of these; none for all.
    pub(crate) tasks: Vec<String>,
}

impl Wanted {
    pub(crate) fn of(arguments: &Capture, global: &Global) -> Self {
        let directory = arguments.output.as_ref().map(|directory| directory.display().to_string());
        Self {
            directory: directory.unwrap_or_else(|| "snapshot".to_owned()),
            profile: arguments.access.profile.clone(),
            region: global.regions.first().map(ToString::to_string),
            clusters: arguments.begin.clusters.clone(),
            tasks: arguments.begin.tasks.clone(),
        }
    }
}

/// The script.
pub(crate) fn script(wanted: &Wanted) -> String {
    let profile = wanted.profile.as_ref().map(|profile| {
        // Keys of the environment would come before a profile that the environment names.
        let keys = "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN";
        format!("unset {keys}\nexport AWS_PROFILE={}\n", quoted(profile))
    });
    let region = match &wanted.region {
        Some(region) => format!("region={}\n", quoted(region)),
        None => REGION.to_owned(),
    };
    let begin = [format!("{HEAD}dir={}\n", quoted(&wanted.directory)), profile.unwrap_or_default(), region];
    let calls = DocumentKind::ALL.iter().map(|kind| format!("\n# {}\n{}", kind.command(), lines(*kind, wanted)));
    let begin = begin.into_iter().chain([FUNCTIONS.to_owned()]);
    begin.chain(calls).chain(["rm -rf \"$lists\" )\n".to_owned()]).collect()
}

/// Puts a text between quotes of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The lines that ask for a kind of document.
fn lines(kind: DocumentKind, wanted: &Wanted) -> String {
    use DocumentKind as Kind;
    let loops = match kind {
        Kind::VpcAttribute => VPC_ATTRIBUTES,
        Kind::PrefixListEntries => PREFIX_LISTS,
        Kind::HostedZoneSummaries => ZONES_OF_VPCS,
        Kind::ResourceRecordSets => RECORDS,
        Kind::FirewallRules => FIREWALL_RULES,
        Kind::FirewallDomains => FIREWALL_DOMAINS,
        Kind::Clusters => return clusters(&wanted.clusters),
        Kind::Services => SERVICES,
        Kind::Tasks => return TASKS.replace("QUERY", &tasks(&wanted.tasks)),
        Kind::TaskDefinition => TASK_DEFINITIONS,
        Kind::ContainerInstances => CONTAINER_INSTANCES,
        Kind::Role => ROLES,
        Kind::RolePolicyNames => INLINE_NAMES,
        Kind::RolePolicy => INLINE_POLICIES,
        Kind::AttachedPolicies => ATTACHED,
        Kind::ManagedPolicy => MANAGED,
        Kind::PolicyVersion => VERSIONS,
        Kind::RepositoryPolicy => REPOSITORIES,
        Kind::Secret => SECRETS,
        Kind::SecretPolicy => SECRET_POLICIES,
        // The call takes no arguments.
        _ => return format!("save {} {}\n", kind.file_stem(), kind.command().trim_start_matches("aws ")),
    };
    loops.to_owned()
}

/// Lists the clusters, and describes them.
fn clusters(named: &[String]) -> String {
    let list = if named.is_empty() {
        "list clusters ecs list-clusters --query 'clusterArns[]'\n".to_owned()
    } else {
        let named: Vec<String> = named.iter().map(|name| quoted(name)).collect();
        format!("printf '%s\\n' {} > \"$lists/clusters\"\n", named.join(" "))
    };
    format!("{list}{CLUSTERS}")
}

/// The query that picks tasks.
fn tasks(named: &[String]) -> String {
    // Neither ids nor ARNs have quotes or backslashes; what is not one finds nothing.
    let plain = |name: &str| name.chars().filter(|own| !matches!(own, '\'' | '\\' | '"' | '`')).collect::<String>();
    let picks: Vec<String> = named.iter().map(|name| format!("contains(@, `\"{}\"`)", plain(name))).collect();
    if picks.is_empty() { "taskArns[]".to_owned() } else { format!("taskArns[?{}]", picks.join(" || ")) }
}

const HEAD: &str = r"#!/usr/bin/env bash
# Makes a snapshot for hopwise with the AWS CLI; printed by `hopwise capture --print-script`. For bash and zsh.
#
# It only reads. It stops at the first call that fails, so that no answer stands on half a snapshot. Policies are the
# exception: where AWS denies one, its words are kept in the place of the answer, and hopwise says what is not known.
( set -eu -o pipefail
export AWS_PAGER=
";

const REGION: &str =
    "region=$(aws ec2 describe-availability-zones --query 'AvailabilityZones[0].RegionName' --output text)\n";

const FUNCTIONS: &str = r#"export AWS_REGION="$region" AWS_DEFAULT_REGION="$region"
if [ -e "$dir" ]; then echo "$dir is there already: name another directory, or remove it" >&2; exit 1; fi
lists="$dir/.lists"
mkdir -p "$lists" "$dir/$region/ecs" "$dir/$region/iam"
# save FILE CALL: keeps what a call prints.
save() { file="$dir/$region/$1.json"; shift; mkdir -p "${file%/*}"; aws "$@" --output json > "$file"; }
# try FILE CALL: the same, of what AWS may deny, or may say that there is none.
try() {
  file="$dir/$region/$1.json"; shift; mkdir -p "${file%/*}"
  if aws "$@" --output json > "$file" 2> "$lists/error"; then return 0; fi
  if grep -Eq '\((AccessDenied|AccessDeniedException|AuthorizationError|UnauthorizedOperation)\)' "$lists/error"; then
    cat "$lists/error" > "$file"
  elif grep -Eq '\((NoSuchEntity|RepositoryNotFoundException|RepositoryPolicyNotFoundException|ResourceNotFoundException)\)' "$lists/error"; then
    rm "$file"
  else
    cat "$lists/error" >&2; return 1
  fi
}
# list NAME CALL: keeps a list of names, one in a line.
list() { name=$1; shift; aws "$@" --output text | tr '\t' '\n' | sed '/^None$/d; /^$/d' > "$lists/$name"; }
# found PATTERN: what the workloads name.
found() { find "$dir/$region/ecs" -name '*.json' -exec cat {} + | tr '"' '\n' | grep -E "^$1" | sort -u || true; }
"#;

const VPC_ATTRIBUTES: &str = r#"list vpcs ec2 describe-vpcs --query 'Vpcs[].VpcId'
for vpc in $(cat "$lists/vpcs"); do
  save "vpc-attributes/$vpc-support" ec2 describe-vpc-attribute --vpc-id "$vpc" --attribute enableDnsSupport
  save "vpc-attributes/$vpc-hostnames" ec2 describe-vpc-attribute --vpc-id "$vpc" --attribute enableDnsHostnames
done
"#;

const PREFIX_LISTS: &str = r#"list prefix-lists ec2 describe-managed-prefix-lists --query 'PrefixLists[?OwnerId!=`AWS`].PrefixListId'
for id in $(cat "$lists/prefix-lists"); do
  save "$id" ec2 get-managed-prefix-list-entries --prefix-list-id "$id"
done
"#;

const ZONES_OF_VPCS: &str = r#"for vpc in $(cat "$lists/vpcs"); do
  save "$vpc" route53 list-hosted-zones-by-vpc --vpc-id "$vpc" --vpc-region "$region"
done
"#;

const RECORDS: &str = r#"list zones route53 list-hosted-zones --query 'HostedZones[?Config.PrivateZone].Id'
for zone in $(cat "$lists/zones"); do
  save "${zone##*/}" route53 list-resource-record-sets --hosted-zone-id "$zone"
done
"#;

const FIREWALL_RULES: &str = r#"list groups route53resolver list-firewall-rule-groups --query 'FirewallRuleGroups[].Id'
for id in $(cat "$lists/groups"); do
  save "$id" route53resolver list-firewall-rules --firewall-rule-group-id "$id"
done
"#;

const FIREWALL_DOMAINS: &str = r#"list domains route53resolver list-firewall-domain-lists --query 'FirewallDomainLists[?ManagedOwnerName==`null`].Id'
for id in $(cat "$lists/domains"); do
  save "$id" route53resolver list-firewall-domains --firewall-domain-list-id "$id"
done
"#;

const CLUSTERS: &str = r#"for cluster in $(cat "$lists/clusters"); do
  save "ecs/cluster-${cluster##*/}" ecs describe-clusters --clusters "$cluster"
done
"#;

const SERVICES: &str = r#"for cluster in $(cat "$lists/clusters"); do
  list services ecs list-services --cluster "$cluster" --query 'serviceArns[]'
  for service in $(cat "$lists/services"); do
    save "ecs/service-${cluster##*/}-${service##*/}" ecs describe-services --cluster "$cluster" --services "$service"
  done
done
"#;

const TASKS: &str = r#"for cluster in $(cat "$lists/clusters"); do
  for state in RUNNING STOPPED; do
    list tasks ecs list-tasks --cluster "$cluster" --desired-status "$state" --query 'QUERY'
    if [ -s "$lists/tasks" ]; then
      xargs -n 100 aws ecs describe-tasks --cluster "$cluster" --output json --tasks < "$lists/tasks" \
        > "$dir/$region/ecs/tasks-${cluster##*/}-$state.json"
    fi
  done
done
"#;

const TASK_DEFINITIONS: &str = r#"for definition in $(found 'arn:[^:]*:ecs:[^:]*:[0-9]*:task-definition/'); do
  name=${definition##*/}
  save "ecs/definition-${name//:/-}" ecs describe-task-definition --task-definition "$definition"
done
"#;

const CONTAINER_INSTANCES: &str = r#"for cluster in $(cat "$lists/clusters"); do
  list hosts ecs list-container-instances --cluster "$cluster" --query 'containerInstanceArns[]'
  if [ -s "$lists/hosts" ]; then
    xargs -n 100 aws ecs describe-container-instances --cluster "$cluster" --output json --container-instances \
      < "$lists/hosts" > "$dir/$region/ecs/hosts-${cluster##*/}.json"
  fi
done
"#;

const ROLES: &str = r#"found 'arn:[^:]*:iam::[0-9]*:role/' | sed '/aws-service-role/d; s|.*/||' | sort -u > "$lists/roles"
for role in $(cat "$lists/roles"); do
  try "iam/roles/$role" iam get-role --role-name "$role"
done
"#;

const INLINE_NAMES: &str = r#"for role in $(cat "$lists/roles"); do
  try "iam/inline/$role" iam list-role-policies --role-name "$role"
done
"#;

const INLINE_POLICIES: &str = r#"for role in $(cat "$lists/roles"); do
  if grep -q '"PolicyNames"' "$dir/$region/iam/inline/$role.json" 2> /dev/null; then
    list inline iam list-role-policies --role-name "$role" --query 'PolicyNames[]'
    for policy in $(cat "$lists/inline"); do
      try "iam/inline/$role/$policy" iam get-role-policy --role-name "$role" --policy-name "$policy"
    done
  fi
done
"#;

const ATTACHED: &str = r#"for role in $(cat "$lists/roles"); do
  try "iam/attached/$role" iam list-attached-role-policies --role-name "$role"
done
"#;

const MANAGED: &str = r#"find "$dir/$region/iam" -name '*.json' -exec cat {} + | tr '"' '\n' \
  | grep -E '^arn:[^:]*:iam::[^:]*:policy/' | sort -u > "$lists/policies" || true
for policy in $(cat "$lists/policies"); do
  try "iam/policies/${policy##*/}" iam get-policy --policy-arn "$policy"
done
"#;

const VERSIONS: &str = r#"for policy in $(cat "$lists/policies"); do
  if grep -q '"Policy"' "$dir/$region/iam/policies/${policy##*/}.json" 2> /dev/null; then
    list version iam get-policy --policy-arn "$policy" --query 'Policy.DefaultVersionId'
    try "iam/versions/${policy##*/}" iam get-policy-version --policy-arn "$policy" --version-id "$(cat "$lists/version")"
  fi
done
"#;

const REPOSITORIES: &str = r#"here=$region
for image in $(found '[0-9]{12}\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.[^/]*/'); do
  repository=${image#*/}; repository=${repository%%[:@]*}
  region=$(printf '%s' "$image" | sed -E 's/^[0-9]*\.dkr[.-]ecr(-fips)?\.([a-z0-9-]*)\..*/\2/')
  try "ecr/${image%%.*}-$(printf '%s' "$repository" | tr / -)" ecr get-repository-policy --region "$region" \
    --registry-id "${image%%.*}" --repository-name "$repository"
  region=$here
done
"#;

const SECRETS: &str = r#"found 'arn:[^:]*:secretsmanager:[^:]*:[0-9]*:secret:' | cut -d: -f 1-7 | sort -u > "$lists/secrets"
for secret in $(cat "$lists/secrets"); do
  region=$(printf '%s' "$secret" | cut -d: -f 4)
  try "secrets/$(printf '%s' "${secret##*:}" | tr / -)" secretsmanager describe-secret --region "$region" --secret-id "$secret"
  region=$here
done
"#;

const SECRET_POLICIES: &str = r#"for secret in $(cat "$lists/secrets"); do
  region=$(printf '%s' "$secret" | cut -d: -f 4)
  try "secret-policies/$(printf '%s' "${secret##*:}" | tr / -)" secretsmanager get-resource-policy --region "$region" \
    --secret-id "$secret"
  region=$here
done
"#;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;

    use super::*;

    fn all() -> Wanted {
        Wanted { directory: "snapshot".to_owned(), ..Wanted::default() }
    }

    fn shell(shell: &str, arguments: &[&str]) -> Option<std::process::Output> {
        Command::new(shell).args(arguments).output().ok()
    }

    #[test]
    fn every_kind_is_asked_for() {
        let script = script(&all()).replace("\\\n", " ");
        for kind in DocumentKind::ALL {
            let mut words = kind.command().split(' ').skip(1);
            let call = format!(" {} {} ", words.next().unwrap(), words.next().unwrap());
            let asked = script.lines().filter(|line| !line.starts_with('#') && !line.contains("--query"));
            assert!(asked.map(|line| format!("{line} ")).any(|line| line.contains(&call)), "`{}`", kind.command());
        }
    }

    #[test]
    fn shells_understand_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("capture.sh");
        let quoted = Wanted {
            directory: "it's here".to_owned(),
            profile: Some("o'neill".to_owned()),
            region: Some("eu-west-1".to_owned()),
            clusters: vec!["prod".to_owned(), "a b".to_owned()],
            tasks: vec!["3f9c".to_owned(), "x'y".to_owned()],
        };
        for wanted in [all(), quoted] {
            fs::write(&file, script(&wanted)).unwrap();
            let bash = shell("bash", &["-n", file.to_str().unwrap()]).unwrap();
            assert!(bash.status.success(), "{}", String::from_utf8_lossy(&bash.stderr));
            if let Some(zsh) = shell("zsh", &["-n", file.to_str().unwrap()]) {
                assert!(zsh.status.success(), "{}", String::from_utf8_lossy(&zsh.stderr));
            }
        }
    }

    #[test]
    fn what_is_asked_about_is_in_it() {
        let wanted = Wanted {
            directory: "ticket".to_owned(),
            profile: Some("it's".to_owned()),
            region: Some("eu-west-1".to_owned()),
            clusters: vec!["prod".to_owned()],
            tasks: vec!["3f9c".to_owned()],
        };
        let script = script(&wanted);
        for line in [
            "dir='ticket'",
            r"export AWS_PROFILE='it'\''s'",
            "region='eu-west-1'",
            "printf '%s\\n' 'prod' > \"$lists/clusters\"",
            "--query 'taskArns[?contains(@, `\"3f9c\"`)]'",
        ] {
            assert!(script.contains(line), "{line}");
        }
        assert!(!script.contains("describe-availability-zones"));
        assert!(!script.contains("list-clusters"));
    }
}
