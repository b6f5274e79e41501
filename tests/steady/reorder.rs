//! The same documents in other orders.

use serde_json::Value;

use crate::question::Documents;

/// Lists of AWS's that are sets: their order is not documented to mean anything.
///
/// Not among them: what has a first one (`Values` of DHCP options, `DnsEntries`), and what is a sequence (`events`).
const SETS: [&str; 54] = [
    "AccountAliases",
    "Addresses",
    "Associations",
    "AttachedPolicies",
    "Attachments",
    "CidrBlockAssociationSet",
    "containerDefinitions",
    "containerInstances",
    "containers",
    "clusters",
    "DhcpConfigurations",
    "DhcpOptions",
    "Entries",
    "FirewallDomainLists",
    "FirewallRuleGroupAssociations",
    "FirewallRules",
    "Groups",
    "HostedZoneSummaries",
    "Instances",
    "InternetGateways",
    "IpPermissions",
    "IpPermissionsEgress",
    "IpRanges",
    "Ipv6Ranges",
    "NatGatewayAddresses",
    "NatGateways",
    "NetworkAcls",
    "NetworkFirewallAssociations",
    "NetworkInterfaces",
    "NetworkInterfaceIds",
    "PolicyNames",
    "PrefixListIds",
    "PrefixLists",
    "PrivateIpAddresses",
    "ProfileAssociations",
    "PropagatingVgws",
    "Reservations",
    "ResolverRules",
    "ResolverRuleAssociations",
    "ResourceRecordSets",
    "RouteTableIds",
    "RouteTables",
    "Routes",
    "SecurityGroupRules",
    "SecurityGroups",
    "securityGroups",
    "services",
    "Statement",
    "SubnetIds",
    "Subnets",
    "Tags",
    "tasks",
    "UserIdGroupPairs",
    "VpcEndpoints",
];

/// Each order, and what it is called.
pub(crate) fn all(documents: &Documents) -> Vec<(&'static str, Documents)> {
    let each = |change: fn(&mut Vec<Value>)| {
        let mut documents = documents.clone();
        for document in documents.values_mut().flatten() {
            reorder(document, change);
        }
        documents
    };
    let backwards = each(|list| list.reverse());
    // A manifest says where its files are.
    let moved = if documents.contains_key("manifest.json") {
        backwards
    } else {
        let count = backwards.len();
        let files = backwards.into_iter().enumerate();
        files.map(|(place, (path, document))| (format!("{:03}/{path}", count - place), document)).collect()
    };
    let rotated = each(|list| {
        let by = 1.min(list.len());
        list.rotate_right(by);
    });
    vec![("files and entries backwards", moved), ("the last entry first", rotated)]
}

fn reorder(value: &mut Value, change: fn(&mut Vec<Value>)) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                if let (true, Value::Array(list)) = (SETS.contains(&key.as_str()), &mut *value) {
                    change(list);
                }
                reorder(value, change);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| reorder(value, change)),
        _ => {}
    }
}
