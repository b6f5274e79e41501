//! Every call is made, every page is asked for, and nothing that came on the wire is lost.

use std::collections::{BTreeMap, BTreeSet};

use hopwise_capture::{Call, Captured, iam_policy};
use serde_json::Value;

use crate::fake::Fake;
use crate::support::{documents, read_back, region};
use crate::world::World;

/// Calls that AWS answers whole (EC2, ECS, ECR, IAM, Secrets Manager and STS API references).
const WITHOUT_PAGES: &[Call] = &[
    Call::DescribeVpcAttribute,
    Call::DescribeVpcBlockPublicAccessOptions,
    Call::DescribeAddresses,
    Call::DescribeVpnGateways,
    Call::DescribeClusters,
    Call::DescribeServices,
    Call::DescribeTasks,
    Call::DescribeTaskDefinition,
    Call::DescribeContainerInstances,
    Call::GetRepositoryPolicy,
    Call::GetRole,
    Call::GetRolePolicy,
    Call::GetPolicy,
    Call::GetPolicyVersion,
    Call::DescribeSecret,
    Call::GetResourcePolicy,
    Call::GetCallerIdentity,
];

fn actions_asked(fake: &Fake) -> BTreeSet<String> {
    fake.asked().iter().map(crate::fake::Asked::action).collect()
}

#[test]
fn every_call_is_made_with_every_page() {
    let fake = Fake::new(World::in_small_pages());
    let captured = region(&fake);
    assert!(captured.is_complete(), "{:#?}", captured.manifest.failures().collect::<Vec<_>>());
    let asked = fake.asked();
    for call in Call::ALL {
        let of_call = || asked.iter().filter(|asked| asked.action() == call.action());
        assert!(of_call().next().is_some(), "{call} was never made");
        let later = of_call().filter(|asked| asked.token().is_some()).count();
        assert_eq!(later == 0, WITHOUT_PAGES.contains(call), "{call}: {later} later pages");
    }
}

#[test]
fn the_policy_permits_what_is_asked_and_no_more() {
    let fake = Fake::new(World::in_small_pages());
    region(&fake);
    let policy: Value = serde_json::from_str(&iam_policy()).unwrap();
    let permitted = policy["Statement"][0]["Action"].as_array().unwrap().iter().map(|action| action.as_str().unwrap());
    // Nobody can be denied this one.
    let permitted: BTreeSet<String> = permitted.chain(["sts:GetCallerIdentity"]).map(str::to_owned).collect();
    assert_eq!(actions_asked(&fake), permitted);
}

#[test]
fn the_manifest_has_the_calls_that_were_made() {
    let fake = Fake::new(World::in_small_pages());
    let captured = region(&fake);
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for one in fake.asked() {
        *asked.entry(one.action()).or_default() += 1;
    }
    let mut recorded: BTreeMap<String, usize> = BTreeMap::new();
    for call in captured.manifest.places.iter().flat_map(|place| &place.calls) {
        *recorded.entry(call.action.to_owned()).or_default() += call.requests;
    }
    assert_eq!(recorded, asked);
    assert_eq!(captured.manifest.requests(), fake.count());
}

#[test]
fn pages_come_together_in_the_order_of_ids() {
    let captured = region(&Fake::new(World::in_small_pages()));
    assert_eq!(captured.documents, region(&Fake::new(World::new())).documents, "the size of pages does not matter");
    let mut lists = 0;
    for (name, document) in documents(&captured) {
        let list = document.as_object().unwrap().iter().find_map(|(key, list)| Some((id_of(key)?, list.as_array()?)));
        let Some((id, resources)) = list else { continue };
        let ids: Vec<&str> = resources.iter().map(|resource| resource[id].as_str().unwrap()).collect();
        assert!(ids.is_sorted(), "{name}: {ids:?}");
        // Records of one name differ by their sets.
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert!(distinct.len() == ids.len() || name.contains("record-sets"), "{name}: {ids:?}");
        assert!(ids.len() >= 2 || name.contains("-batch"), "{name}: {ids:?}");
        lists += 1;
    }
    assert_eq!(lists, 36 + 9);
}

fn id_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "Vpcs" => "VpcId",
        "Subnets" => "SubnetId",
        "RouteTables" => "RouteTableId",
        "InternetGateways" => "InternetGatewayId",
        "EgressOnlyInternetGateways" => "EgressOnlyInternetGatewayId",
        "NatGateways" => "NatGatewayId",
        "VpcEndpoints" => "VpcEndpointId",
        "PrefixLists" => "PrefixListId",
        "Entries" => "Cidr",
        "SecurityGroups" => "GroupId",
        "SecurityGroupRules" => "SecurityGroupRuleId",
        "NetworkAcls" => "NetworkAclId",
        "NetworkInterfaces" => "NetworkInterfaceId",
        "Addresses" => "PublicIp",
        "VpcBlockPublicAccessExclusions" => "ExclusionId",
        "DhcpOptions" => "DhcpOptionsId",
        "Reservations" => "ReservationId",
        "VpcPeeringConnections" => "VpcPeeringConnectionId",
        "TransitGateways" => "TransitGatewayId",
        "TransitGatewayAttachments" | "TransitGatewayVpcAttachments" | "TransitGatewayRouteTablePropagations" => {
            "TransitGatewayAttachmentId"
        }
        "TransitGatewayRouteTables" => "TransitGatewayRouteTableId",
        "Routes" => "DestinationCidrBlock",
        "VpnGateways" => "VpnGatewayId",
        "HostedZoneSummaries" => "HostedZoneId",
        "ResourceRecordSets" | "FirewallRules" => "Name",
        "ResolverRules"
        | "ResolverRuleAssociations"
        | "FirewallRuleGroupAssociations"
        | "FirewallConfigs"
        | "ProfileAssociations" => "Id",
        "clusters" => "clusterArn",
        "services" => "serviceArn",
        "tasks" => "taskArn",
        "containerInstances" => "containerInstanceArn",
        _ => return None,
    })
}

#[test]
fn nothing_that_came_on_the_wire_is_lost() {
    let world = World::new();
    let captured = region(&Fake::new(world.clone()));
    let mut written = BTreeSet::new();
    for document in documents(&captured).values() {
        leaves(document, &mut written);
    }
    // Command lines, and what a log driver's options say besides where logs go.
    let left_out = ["serve", "sh", "-c", "main"];
    let secret = |text: &String| text.contains(crate::world::SECRET) || left_out.contains(&text.as_str());
    let ecs = [&world.clusters, &world.services, &world.tasks, &world.definitions, &world.hosts];
    let others = [&world.roles, &world.policies, &world.secrets, &world.zones, &world.records];
    // Which lists of domains there are is asked to know which to ask for.
    let names = world.names.iter().filter(|list| list.operation != "ListFirewallDomainLists");
    let all = world.lists.iter().chain(names).map(|list| &list.resources).chain(ecs).chain(others);
    for resource in all.flatten() {
        let mut sent = BTreeSet::new();
        leaves(resource, &mut sent);
        for text in sent.into_iter().filter(|text| !secret(text)) {
            assert!(written.contains(&text), "{text:?} of {resource:#}");
        }
    }
    for policy in world.repositories.values() {
        assert!(written.contains(&policy.to_string()));
    }
}

/// The texts and numbers in a value; points in time by their seconds, however they are written.
fn leaves(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => members.values().for_each(|value| leaves(value, into)),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, into)),
        Value::String(text) if text.starts_with("2025-03-12T10:15:02") => drop(into.insert("a time".to_owned())),
        Value::Number(number) if number.as_f64() == Some(1_741_774_502.417) => drop(into.insert("a time".to_owned())),
        Value::String(text) => drop(into.insert(text.clone())),
        other => drop(into.insert(other.to_string())),
    }
}

#[test]
fn the_importer_reads_what_was_captured() {
    let captured = region(&Fake::new(World::in_small_pages()));
    let snapshot = read_back(&captured);
    let inventory = &snapshot.inventory;
    assert_eq!(snapshot.files, captured.documents.len());
    let ids: Vec<&str> = inventory.network_interfaces.iter().map(|interface| interface.id.as_str()).collect();
    assert_eq!(ids, ["eni-0a1", "eni-0a2", "eni-0a3", "eni-0a4", "eni-0b1"]);
    assert_eq!(inventory.vpcs.len(), 2);
    assert_eq!(inventory.security_groups.len(), 3);
    assert_eq!(inventory.route_tables.len(), 3);
    assert!(inventory.vpcs.iter().all(|vpc| vpc.scope.region.as_ref().is_some_and(|at| at.as_str() == "eu-west-1")));
    let zones: Vec<(&str, usize)> =
        inventory.vpc_hosted_zones.iter().map(|zones| (zones.vpc.as_str(), zones.zones.len())).collect();
    assert_eq!(zones, [("vpc-0a", 2), ("vpc-0b", 2)]);
    let records: Vec<&str> =
        inventory.resource_record_sets.iter().flat_map(|set| &set.records).map(|record| record.name.as_str()).collect();
    assert_eq!(records, ["*.shop.internal", "orders.shop.internal", "orders.shop.internal"]);
    assert_eq!((inventory.resolver_rules.len(), inventory.firewall_rules.len()), (2, 2));
    assert_eq!(inventory.firewall_domains.len(), 1, "nobody sees the lists that AWS keeps");
    whole(&captured);
}

fn whole(captured: &Captured) {
    for (name, text) in &captured.documents {
        let path = std::path::Path::new(name);
        assert!(path.starts_with("eu-west-1") && path.extension().is_some_and(|end| end == "json"), "{name}");
        assert!(text.ends_with("}\n"), "{name}");
    }
}
