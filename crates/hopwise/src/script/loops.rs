//! What is asked for each kind of document that no command prints as a whole, by the kind's name.
#![expect(non_upper_case_globals, reason = "they are found by the names of the kinds")]

use super::Loop;

pub(super) const VpcAttribute: Loop = Loop {
    lines: r#"list vpcs ec2 describe-vpcs --query 'Vpcs[].VpcId'
for vpc in $(cat "$lists/vpcs"); do
  save "vpc-attributes/$vpc-support" CALL
  save "vpc-attributes/$vpc-hostnames" CALL
done
"#,
    about: &[&["\"$vpc\"", "enableDnsSupport"], &["\"$vpc\"", "enableDnsHostnames"]],
};

// Of a transit gateway that another account shares, no table is listed.
pub(super) const TransitGatewayRoutes: Loop = Loop {
    lines: r#"list tables ec2 describe-transit-gateway-route-tables --query 'TransitGatewayRouteTables[].TransitGatewayRouteTableId'
for id in $(cat "$lists/tables"); do
  save "transit-gateway-routes/$id" CALL
done
"#,
    about: &[&["\"$id\""]],
};

pub(super) const TransitGatewayPropagations: Loop = Loop {
    lines: r#"for id in $(cat "$lists/tables"); do
  save "transit-gateway-propagations/$id" CALL
done
"#,
    about: &[&["\"$id\""]],
};

pub(super) const PrefixListEntries: Loop = Loop {
    lines: r#"list prefix-lists ec2 describe-managed-prefix-lists --query 'PrefixLists[?OwnerId!=`AWS`].PrefixListId'
for id in $(cat "$lists/prefix-lists"); do
  save "$id" CALL
done
"#,
    about: &[&["\"$id\""]],
};

pub(super) const VpcBlockPublicAccessOptions: Loop =
    Loop { lines: "save vpc-block-public-access-options CALL\n", about: &[&[]] };

pub(super) const HostedZoneSummaries: Loop = Loop {
    lines: r#"for vpc in $(cat "$lists/vpcs"); do
  save "$vpc" CALL
done
"#,
    about: &[&["\"$vpc\"", "\"$region\""]],
};

pub(super) const ResourceRecordSets: Loop = Loop {
    lines: r#"list zones route53 list-hosted-zones --query 'HostedZones[?Config.PrivateZone].Id'
for zone in $(cat "$lists/zones"); do
  save "${zone##*/}" CALL
done
"#,
    about: &[&["\"$zone\""]],
};

pub(super) const FirewallRules: Loop = Loop {
    lines: r#"list groups route53resolver list-firewall-rule-groups --query 'FirewallRuleGroups[].Id'
for id in $(cat "$lists/groups"); do
  save "$id" CALL
done
"#,
    about: &[&["\"$id\""]],
};

pub(super) const FirewallDomains: Loop = Loop {
    lines: r#"list domains route53resolver list-firewall-domain-lists --query 'FirewallDomainLists[?ManagedOwnerName==`null`].Id'
for id in $(cat "$lists/domains"); do
  save "$id" CALL
done
"#,
    about: &[&["\"$id\""]],
};

pub(super) const Clusters: Loop = Loop {
    lines: r#"for cluster in $(cat "$lists/clusters"); do
  save "ecs/cluster-${cluster##*/}" CALL
done
"#,
    about: &[&["\"$cluster\""]],
};

pub(super) const Services: Loop = Loop {
    lines: r#"for cluster in $(cat "$lists/clusters"); do
  list services ecs list-services --cluster "$cluster" --query 'serviceArns[]'
  for service in $(cat "$lists/services"); do
    save "ecs/service-${cluster##*/}-${service##*/}" CALL
  done
done
"#,
    about: &[&["\"$cluster\"", "\"$service\""]],
};

// Many at once: `xargs` adds what they are about.
pub(super) const Tasks: Loop = Loop {
    lines: r#"for cluster in $(cat "$lists/clusters"); do
  for state in RUNNING STOPPED; do
    list tasks ecs list-tasks --cluster "$cluster" --desired-status "$state" --query 'QUERY'
    if [ -s "$lists/tasks" ]; then
      xargs -n 100 aws ecs describe-tasks --cluster "$cluster" --output json --tasks < "$lists/tasks" \
        > "$dir/$region/ecs/tasks-${cluster##*/}-$state.json"
    fi
  done
done
"#,
    about: &[],
};

pub(super) const TaskDefinition: Loop = Loop {
    lines: r#"for definition in $(found 'arn:[^:]*:ecs:[^:]*:[0-9]*:task-definition/'); do
  name=${definition##*/}
  save "ecs/definition-${name//:/-}" CALL
done
"#,
    about: &[&["\"$definition\""]],
};

// Many at once: `xargs` adds what they are about.
pub(super) const ContainerInstances: Loop = Loop {
    lines: r#"for cluster in $(cat "$lists/clusters"); do
  list hosts ecs list-container-instances --cluster "$cluster" --query 'containerInstanceArns[]'
  if [ -s "$lists/hosts" ]; then
    xargs -n 100 aws ecs describe-container-instances --cluster "$cluster" --output json --container-instances \
      < "$lists/hosts" > "$dir/$region/ecs/hosts-${cluster##*/}.json"
  fi
done
"#,
    about: &[],
};

pub(super) const Role: Loop = Loop {
    lines: r#"found 'arn:[^:]*:iam::[0-9]*:role/' | sed '/aws-service-role/d; s|.*/||' | sort -u > "$lists/roles"
for role in $(cat "$lists/roles"); do
  try "iam/roles/$role" CALL
done
"#,
    about: &[&["\"$role\""]],
};

pub(super) const RolePolicyNames: Loop = Loop {
    lines: r#"for role in $(cat "$lists/roles"); do
  try "iam/inline/$role" CALL
done
"#,
    about: &[&["\"$role\""]],
};

pub(super) const RolePolicy: Loop = Loop {
    lines: r#"for role in $(cat "$lists/roles"); do
  if grep -q '"PolicyNames"' "$dir/$region/iam/inline/$role.json" 2> /dev/null; then
    list inline iam list-role-policies --role-name "$role" --query 'PolicyNames[]'
    for policy in $(cat "$lists/inline"); do
      try "iam/inline/$role/$policy" CALL
    done
  fi
done
"#,
    about: &[&["\"$role\"", "\"$policy\""]],
};

pub(super) const AttachedPolicies: Loop = Loop {
    lines: r#"for role in $(cat "$lists/roles"); do
  try "iam/attached/$role" CALL
done
"#,
    about: &[&["\"$role\""]],
};

pub(super) const ManagedPolicy: Loop = Loop {
    lines: r#"find "$dir/$region/iam" -name '*.json' -exec cat {} + | tr '"' '\n' \
  | grep -E '^arn:[^:]*:iam::[^:]*:policy/' | sort -u > "$lists/policies" || true
for policy in $(cat "$lists/policies"); do
  try "iam/policies/${policy##*/}" CALL
done
"#,
    about: &[&["\"$policy\""]],
};

pub(super) const PolicyVersion: Loop = Loop {
    lines: r#"for policy in $(cat "$lists/policies"); do
  if grep -q '"Policy"' "$dir/$region/iam/policies/${policy##*/}.json" 2> /dev/null; then
    list version iam get-policy --policy-arn "$policy" --query 'Policy.DefaultVersionId'
    try "iam/versions/${policy##*/}" CALL
  fi
done
"#,
    about: &[&["\"$policy\"", "\"$(cat \"$lists/version\")\""]],
};

pub(super) const RepositoryPolicy: Loop = Loop {
    lines: r#"here=$region
for image in $(found '[0-9]{12}\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.[^/]*/'); do
  repository=${image#*/}; repository=${repository%%[:@]*}
  region=$(printf '%s' "$image" | sed -E 's/^[0-9]*\.dkr[.-]ecr(-fips)?\.([a-z0-9-]*)\..*/\2/')
  try "ecr/${image%%.*}-$(printf '%s' "$repository" | tr / -)" CALL \
    --region "$region" --registry-id "${image%%.*}"
  region=$here
done
"#,
    about: &[&["\"$repository\""]],
};

pub(super) const Secret: Loop = Loop {
    lines: r#"found 'arn:[^:]*:secretsmanager:[^:]*:[0-9]*:secret:' | cut -d: -f 1-7 | sort -u > "$lists/secrets"
for secret in $(cat "$lists/secrets"); do
  region=$(printf '%s' "$secret" | cut -d: -f 4)
  try "secrets/$(printf '%s' "${secret##*:}" | tr / -)" CALL --region "$region"
  region=$here
done
"#,
    about: &[&["\"$secret\""]],
};

pub(super) const SecretPolicy: Loop = Loop {
    lines: r#"for secret in $(cat "$lists/secrets"); do
  region=$(printf '%s' "$secret" | cut -d: -f 4)
  try "secret-policies/$(printf '%s' "${secret##*:}" | tr / -)" CALL --region "$region"
  region=$here
done
"#,
    about: &[&["\"$secret\""]],
};
