//! A snapshot by the AWS CLI alone, as a script of the shell: what `hopwise capture --print-script` prints.
//!
//! The calls are those of the table of kinds: a kind that one command prints as a whole needs nothing here, and for the others
//! [`loops`] says what there is to ask about. The script runs in bash from 3.2 on and in zsh, and needs no other program than
//! the AWS CLI and what every Unix has.

use std::fmt;

use hopwise_model::DocumentKind;

/// A script for bash and zsh that makes a snapshot with the AWS CLI; its text is what it displays as.
///
/// ```
/// let script = hopwise::SnapshotScript { directory: "snapshot".to_owned(), ..Default::default() };
/// assert!(script.to_string().starts_with("#!/usr/bin/env bash\n"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SnapshotScript {
    /// The directory; it must not be there yet.
    pub directory: String,
    /// The profile.
    pub profile: Option<String>,
    /// The Region; none for that of the profile or the environment.
    pub region: Option<String>,
    /// The clusters; none for all.
    pub clusters: Vec<String>,
    /// The tasks, by their ARNs, their ids or parts of these; none for all.
    pub tasks: Vec<String>,
}

impl fmt::Display for SnapshotScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}dir={}", quoted(&self.directory))?;
        if let Some(profile) = &self.profile {
            // Keys of the environment would come before a profile that the environment names.
            writeln!(f, "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN")?;
            writeln!(f, "export AWS_PROFILE={}", quoted(profile))?;
        }
        match &self.region {
            Some(region) => writeln!(f, "region={}", quoted(region))?,
            None => f.write_str(REGION)?,
        }
        f.write_str(FUNCTIONS)?;
        for kind in DocumentKind::ALL {
            write!(f, "\n# {}\n{}", kind.command(), self.lines(*kind))?;
        }
        f.write_str("rm -rf \"$lists\" )\n")
    }
}

impl SnapshotScript {
    /// The lines that ask for a kind of document.
    fn lines(&self, kind: DocumentKind) -> String {
        match kind {
            DocumentKind::Clusters => clusters(&self.clusters),
            DocumentKind::Tasks => TASKS.replace("QUERY", &tasks(&self.tasks)),
            _ if kind.takes_arguments() => loops(kind),
            _ => format!("save {} {}\n", kind.file_stem(), call(kind, &[])),
        }
    }
}

/// Puts a text between quotes of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The call of a kind's command about some words of the shell.
fn call(kind: DocumentKind, about: &[&str]) -> String {
    kind.command_about(about).trim_start_matches("aws ").to_owned()
}

/// The lines that ask for each document of a kind whose command takes arguments; `CALL` stands for the command, asked about the
/// words.
fn loops(kind: DocumentKind) -> String {
    use DocumentKind as Kind;
    let (lines, about): (&str, &[&str]) = match kind {
        Kind::VpcAttribute => (VPC_ATTRIBUTES, &[]),
        Kind::PrefixListEntries => (PREFIX_LISTS, &["\"$id\""]),
        Kind::TransitGatewayRoutes => (TRANSIT_ROUTES, &["\"$id\""]),
        Kind::TransitGatewayPropagations => (TRANSIT_PROPAGATIONS, &["\"$id\""]),
        Kind::HostedZoneSummaries => (ZONES_OF_VPCS, &["\"$vpc\"", "\"$region\""]),
        Kind::ResourceRecordSets => (RECORDS, &["\"$zone\""]),
        Kind::FirewallRules => (FIREWALL_RULES, &["\"$id\""]),
        Kind::FirewallDomains => (FIREWALL_DOMAINS, &["\"$id\""]),
        Kind::Services => (SERVICES, &["\"$cluster\"", "\"$service\""]),
        Kind::TaskDefinition => (TASK_DEFINITIONS, &["\"$definition\""]),
        Kind::ContainerInstances => (CONTAINER_INSTANCES, &[]),
        Kind::Role => (ROLES, &["\"$role\""]),
        Kind::RolePolicyNames => (INLINE_NAMES, &["\"$role\""]),
        Kind::RolePolicy => (INLINE_POLICIES, &["\"$role\"", "\"$policy\""]),
        Kind::AttachedPolicies => (ATTACHED, &["\"$role\""]),
        Kind::ManagedPolicy => (MANAGED, &["\"$policy\""]),
        Kind::PolicyVersion => (VERSIONS, &["\"$policy\"", "\"$(cat \"$lists/version\")\""]),
        Kind::RepositoryPolicy => (REPOSITORIES, &[]),
        Kind::Secret => (SECRETS, &[]),
        Kind::SecretPolicy => (SECRET_POLICIES, &[]),
        // A test says that none is forgotten.
        _ => ("", &[]),
    };
    lines.replace("CALL", &call(kind, about))
}

/// Lists the clusters, and describes them.
fn clusters(named: &[String]) -> String {
    let list = if named.is_empty() {
        "list clusters ecs list-clusters --query 'clusterArns[]'\n".to_owned()
    } else {
        let named: Vec<String> = named.iter().map(|name| quoted(name)).collect();
        format!("printf '%s\\n' {} > \"$lists/clusters\"\n", named.join(" "))
    };
    format!("{list}{}", CLUSTERS.replace("CALL", &call(DocumentKind::Clusters, &["\"$cluster\""])))
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
  save "$id" CALL
done
"#;

// Of a transit gateway that another account shares, no table is listed.
const TRANSIT_ROUTES: &str = r#"list tables ec2 describe-transit-gateway-route-tables --query 'TransitGatewayRouteTables[].TransitGatewayRouteTableId'
for id in $(cat "$lists/tables"); do
  save "transit-gateway-routes/$id" CALL
done
"#;

const TRANSIT_PROPAGATIONS: &str = r#"for id in $(cat "$lists/tables"); do
  save "transit-gateway-propagations/$id" CALL
done
"#;

const ZONES_OF_VPCS: &str = r#"for vpc in $(cat "$lists/vpcs"); do
  save "$vpc" CALL
done
"#;

const RECORDS: &str = r#"list zones route53 list-hosted-zones --query 'HostedZones[?Config.PrivateZone].Id'
for zone in $(cat "$lists/zones"); do
  save "${zone##*/}" CALL
done
"#;

const FIREWALL_RULES: &str = r#"list groups route53resolver list-firewall-rule-groups --query 'FirewallRuleGroups[].Id'
for id in $(cat "$lists/groups"); do
  save "$id" CALL
done
"#;

const FIREWALL_DOMAINS: &str = r#"list domains route53resolver list-firewall-domain-lists --query 'FirewallDomainLists[?ManagedOwnerName==`null`].Id'
for id in $(cat "$lists/domains"); do
  save "$id" CALL
done
"#;

const CLUSTERS: &str = r#"for cluster in $(cat "$lists/clusters"); do
  save "ecs/cluster-${cluster##*/}" CALL
done
"#;

const SERVICES: &str = r#"for cluster in $(cat "$lists/clusters"); do
  list services ecs list-services --cluster "$cluster" --query 'serviceArns[]'
  for service in $(cat "$lists/services"); do
    save "ecs/service-${cluster##*/}-${service##*/}" CALL
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
  save "ecs/definition-${name//:/-}" CALL
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
  try "iam/roles/$role" CALL
done
"#;

const INLINE_NAMES: &str = r#"for role in $(cat "$lists/roles"); do
  try "iam/inline/$role" CALL
done
"#;

const INLINE_POLICIES: &str = r#"for role in $(cat "$lists/roles"); do
  if grep -q '"PolicyNames"' "$dir/$region/iam/inline/$role.json" 2> /dev/null; then
    list inline iam list-role-policies --role-name "$role" --query 'PolicyNames[]'
    for policy in $(cat "$lists/inline"); do
      try "iam/inline/$role/$policy" CALL
    done
  fi
done
"#;

const ATTACHED: &str = r#"for role in $(cat "$lists/roles"); do
  try "iam/attached/$role" CALL
done
"#;

const MANAGED: &str = r#"find "$dir/$region/iam" -name '*.json' -exec cat {} + | tr '"' '\n' \
  | grep -E '^arn:[^:]*:iam::[^:]*:policy/' | sort -u > "$lists/policies" || true
for policy in $(cat "$lists/policies"); do
  try "iam/policies/${policy##*/}" CALL
done
"#;

const VERSIONS: &str = r#"for policy in $(cat "$lists/policies"); do
  if grep -q '"Policy"' "$dir/$region/iam/policies/${policy##*/}.json" 2> /dev/null; then
    list version iam get-policy --policy-arn "$policy" --query 'Policy.DefaultVersionId'
    try "iam/versions/${policy##*/}" CALL
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

    fn all() -> SnapshotScript {
        SnapshotScript { directory: "snapshot".to_owned(), ..SnapshotScript::default() }
    }

    fn shell(shell: &str, arguments: &[&str]) -> Option<std::process::Output> {
        Command::new(shell).args(arguments).output().ok()
    }

    #[test]
    fn every_kind_is_asked_for() {
        let script = all().to_string().replace("\\\n", " ");
        let calls = script.lines().filter(|line| !line.starts_with('#'));
        assert!(!calls.clone().any(|line| line.contains("CALL")), "{script}");
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
        let quoted = SnapshotScript {
            directory: "it's here".to_owned(),
            profile: Some("o'neill".to_owned()),
            region: Some("eu-west-1".to_owned()),
            clusters: vec!["prod".to_owned(), "a b".to_owned()],
            tasks: vec!["3f9c".to_owned(), "x'y".to_owned()],
        };
        for wanted in [all(), quoted] {
            fs::write(&file, wanted.to_string()).unwrap();
            let bash = shell("bash", &["-n", file.to_str().unwrap()]).unwrap();
            assert!(bash.status.success(), "{}", String::from_utf8_lossy(&bash.stderr));
            if let Some(zsh) = shell("zsh", &["-n", file.to_str().unwrap()]) {
                assert!(zsh.status.success(), "{}", String::from_utf8_lossy(&zsh.stderr));
            }
        }
    }

    #[test]
    fn what_is_asked_about_is_in_it() {
        let wanted = SnapshotScript {
            directory: "ticket".to_owned(),
            profile: Some("it's".to_owned()),
            region: Some("eu-west-1".to_owned()),
            clusters: vec!["prod".to_owned()],
            tasks: vec!["3f9c".to_owned()],
        };
        let script = wanted.to_string();
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
