//! What may not be asked: a gap that is told, and the rest.

use std::collections::BTreeSet;

use hopwise_capture::{Call, CallFailure, CallRecord, CaptureError, Captured, FailureKind, Purpose, Scope};
use hopwise_model::DocumentKind;

use crate::fake::{Asked, Fake, Reply};
use crate::support::{answer, documents, read_back, region, request, run, task};
use crate::world::{TASK, World};

/// A Region whose account may not make one call.
fn without(call: Call) -> (Captured, Fake) {
    let fake =
        Fake::with(World::new(), move |asked, _| (asked.action() == call.action()).then(|| Reply::denied(asked)));
    (region(&fake), fake)
}

fn code(call: Call) -> &'static str {
    match call.service() {
        "ec2" => "UnauthorizedOperation",
        "iam" | "route53" | "sts" => "AccessDenied",
        _ => "AccessDeniedException",
    }
}

/// The files that the calls of an action filled.
fn files(captured: &Captured, call: Call) -> BTreeSet<String> {
    let calls = captured.manifest.places.iter().flat_map(|place| &place.calls);
    let of_call = calls.filter(|made| made.action == call.action() && made.requests > 0);
    of_call.filter_map(|made| made.file.as_ref()).map(|file| format!("eu-west-1/{file}")).collect()
}

#[test]
fn a_denied_call_is_a_gap_and_the_capture_goes_on() {
    let whole = region(&Fake::new(World::new()));
    // Nothing depends on whose account it is: not to know that is no gap.
    for &call in Call::ALL.iter().filter(|call| **call != Call::GetCallerIdentity) {
        let (captured, _) = without(call);
        assert!(!captured.is_complete(), "{call}");
        let failures: Vec<(&CallRecord, &CallFailure)> =
            captured.manifest.failures().map(|(_, made, failure)| (made, failure)).collect();
        let wanted = CallFailure { kind: FailureKind::Denied, code: code(call).to_owned() };
        for (made, failure) in &failures {
            // Which lists AWS keeps is not known then, and they are asked for, too.
            let managed = call == Call::ListFirewallDomainLists && made.action == "route53resolver:ListFirewallDomains";
            assert!((made.action == call.action() || managed) && *failure == &wanted, "{call}: {made:?}");
            assert_eq!((&made.file, made.requests), (&None, 1), "{call}");
        }
        let there: BTreeSet<&str> = documents(&captured).into_keys().collect();
        // A role's document holds what three calls tell of it: each part may be missing.
        if !["GetRole", "ListRolePolicies", "ListAttachedRolePolicies"].contains(&call.operation()) {
            let denied = files(&whole, call);
            assert!(denied.iter().all(|file| !there.contains(file.as_str())), "{call}");
            // AWS's own prefix lists can be had one by one.
            let instead = |name: &str| call == Call::DescribePrefixLists && name == "eu-west-1/pl-6da54004.json";
            for (name, text) in &captured.documents {
                let same = whole.documents.contains(&(name.clone(), text.clone()));
                assert!(same || instead(name), "{call}: {name} is not what it would be");
            }
        }
        let document = captured.manifest.document();
        assert!(document.contains("\"kind\": \"denied\"") && document.contains(code(call)), "{call}");
    }
}

#[test]
fn parts_of_a_role_may_be_missing() {
    for (call, member) in [
        (Call::GetRole, "Role"),
        (Call::ListRolePolicies, "PolicyNames"),
        (Call::ListAttachedRolePolicies, "AttachedPolicies"),
    ] {
        let (captured, _) = without(call);
        let role = &documents(&captured)["eu-west-1/iam/roles/execution.json"];
        let members: Vec<&str> = role.as_object().unwrap().keys().map(String::as_str).collect();
        let mut wanted = vec!["AttachedPolicies", "PolicyNames", "Role"];
        wanted.retain(|name| *name != member);
        assert_eq!(members, wanted, "{call}");
    }
}

#[test]
fn what_was_denied_is_not_known_to_be_absent() {
    for (call, kind) in [
        (Call::DescribeNetworkAcls, DocumentKind::NetworkAcls),
        (Call::DescribeNetworkInterfaces, DocumentKind::NetworkInterfaces),
        (Call::DescribeNatGateways, DocumentKind::NatGateways),
        (Call::DescribeVpcEndpoints, DocumentKind::VpcEndpoints),
        (Call::DescribeSecurityGroups, DocumentKind::SecurityGroups),
        (Call::DescribeTasks, DocumentKind::Tasks),
        (Call::DescribeServices, DocumentKind::Services),
        (Call::ListHostedZonesByVPC, DocumentKind::HostedZoneSummaries),
        (Call::ListResourceRecordSets, DocumentKind::ResourceRecordSets),
        (Call::ListResolverRules, DocumentKind::ResolverRules),
        (Call::ListFirewallRules, DocumentKind::FirewallRules),
    ] {
        let whole = read_back(&region(&Fake::new(World::new())));
        assert!(whole.inventory.knowledge.records().any(|(_, _, own, _)| own == kind), "{call}");
        let (captured, _) = without(call);
        let manifest = ("manifest.json".to_owned(), captured.manifest.document());
        let documents: Vec<(String, String)> =
            captured.documents.into_iter().filter(|(name, _)| !name.contains("-batch")).chain([manifest]).collect();
        let read = hopwise_import::read_documents(documents, &hopwise_import::Options::default()).unwrap();
        assert!(!read.inventory.knowledge.knows_everywhere(kind), "{call}");
        let failed: Vec<(&str, Option<&str>)> = read
            .inventory
            .knowledge
            .failed_calls()
            .iter()
            .map(|failed| (failed.action.as_str(), failed.code.as_deref()))
            .collect();
        assert!(!failed.is_empty() && failed.iter().all(|one| *one == (call.action(), Some(code(call)))), "{failed:?}");
    }
}

/// Denies pages after the first one.
fn half(operation: &'static str) -> Fake {
    let later = move |asked: &Asked| asked.is(operation) && asked.token().is_some();
    Fake::with(World::in_small_pages(), move |asked, _| later(asked).then(|| Reply::denied(asked)))
}

#[test]
fn half_a_list_is_none() {
    let whole = region(&Fake::new(World::in_small_pages()));
    for (operation, file) in [
        ("DescribeSubnets", "subnets.json"),
        ("DescribeInstances", "instances.json"),
        ("ListHostedZonesByVPC", "hosted-zones/vpc-0a.json"),
        ("ListResourceRecordSets", "record-sets/Z0000000000000A.json"),
        ("ListFirewallDomains", "firewall-domains/rslvr-fdl-0a.json"),
        ("SearchTransitGatewayRoutes", "tgw-rtb-0a.json"),
        ("GetTransitGatewayRouteTablePropagations", "propagations/tgw-rtb-0a.json"),
        ("GetManagedPrefixListEntries", "pl-0c.json"),
        ("ListClusters", "clusters.json"),
        ("ListTasks", "tasks-prod.json"),
        ("ListServices", "services-prod.json"),
        ("ListContainerInstances", "container-instances-prod.json"),
    ] {
        let captured = region(&half(operation));
        let name = format!("eu-west-1/{file}");
        assert!(documents(&whole).contains_key(name.as_str()), "{operation}");
        assert!(!documents(&captured).contains_key(name.as_str()), "{operation}");
        let (_, made, failure) = captured.manifest.failures().next().unwrap();
        assert_eq!((made.requests, failure.kind), (2, FailureKind::Denied), "{operation}");
    }
}

#[test]
fn without_its_beginning_there_is_no_capture() {
    let everywhere = Scope { tasks: vec!["3f9c".to_owned()], ..Scope::default() };
    let service = Scope { clusters: vec!["prod".to_owned()], services: vec!["orders".to_owned()], ..Scope::default() };
    let interface = Scope { interfaces: vec!["eni-0a1".try_into().unwrap()], ..Scope::default() };
    let instance = Scope { instances: vec!["i-0a".try_into().unwrap()], ..Scope::default() };
    for (scope, operation) in [
        (task(TASK), "DescribeTasks"),
        (task(TASK), "DescribeSubnets"),
        (task("3f9c"), "ListTasks"),
        (everywhere, "ListClusters"),
        (service, "DescribeServices"),
        (interface, "DescribeNetworkInterfaces"),
        (instance, "DescribeInstances"),
    ] {
        let fake =
            Fake::with(World::new(), move |asked, _| (asked.operation == operation).then(|| Reply::denied(asked)));
        let error = answer(&fake, scope).unwrap_err();
        let CaptureError::Stuck { action, failure } = &error else { panic!("{operation}: {error:?}") };
        assert!(action.ends_with(operation) && failure.kind == FailureKind::Denied, "{error}");
        assert!(error.to_string().contains("was denied"), "{error}");
        assert!(error.hint().unwrap().contains("--print-iam-policy"));
    }
}

#[test]
fn the_cluster_of_a_task_is_no_beginning() {
    let fake = Fake::with(World::new(), |asked, _| asked.is("DescribeClusters").then(|| Reply::denied(asked)));
    let captured = answer(&fake, task(TASK)).unwrap();
    assert!(!captured.is_complete());
    assert!(documents(&captured).contains_key("eu-west-1/network-interfaces.json"));
}

#[test]
fn who_may_nothing_is_told_so() {
    for purpose in [Purpose::Answer, Purpose::Keep] {
        let fake = Fake::with(World::new(), |asked, _| (!asked.is("GetCallerIdentity")).then(|| Reply::denied(asked)));
        let error = run(&request(&fake, Scope::default(), purpose)).unwrap_err();
        let CaptureError::NothingAnswered { region, failure, .. } = &error else { panic!("{error:?}") };
        assert_eq!((region.as_str(), failure.kind), ("eu-west-1", FailureKind::Denied));
        assert!(error.hint().unwrap().contains("--print-iam-policy"));
    }
}

#[test]
fn a_definition_that_is_gone_is_a_gap() {
    let mut world = World::new();
    world.definitions.clear();
    let captured = answer(&Fake::new(world), task(TASK)).unwrap();
    let (_, made, failure) = captured.manifest.failures().next().unwrap();
    assert_eq!((made.action, made.arguments.as_deref()), ("ecs:DescribeTaskDefinition", Some("orders:42")));
    assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::Error, "ClientException"));
}

#[test]
fn nobody_is_left_out_of_a_vpc_that_is_partly_known() {
    let vpc = Scope { vpcs: vec!["vpc-0a".try_into().unwrap()], ..Scope::default() };
    for (operation, file, list, count) in [
        ("DescribeSubnets", "tasks-prod.json", "tasks", 3),
        ("DescribeSubnets", "services-prod.json", "services", 2),
        ("DescribeInstances", "container-instances-prod.json", "containerInstances", 2),
        ("DescribeVpcs", "container-instances-prod.json", "containerInstances", 1),
    ] {
        let fake = Fake::with(World::new(), move |asked, _| asked.is(operation).then(|| Reply::denied(asked)));
        let captured = answer(&fake, vpc.clone()).unwrap();
        let document = &documents(&captured)[format!("eu-west-1/{file}").as_str()];
        assert_eq!(document[list].as_array().unwrap().len(), count, "{operation}: {document:#}");
    }
}

#[test]
fn a_vpc_without_subnets_is_one() {
    let mut world = World::new();
    world.list("DescribeSubnets").clear();
    let vpc = Scope { vpcs: vec!["vpc-0a".try_into().unwrap()], ..Scope::default() };
    let captured = answer(&Fake::new(world), vpc).unwrap();
    assert!(captured.is_complete());
    assert!(documents(&captured).contains_key("eu-west-1/vpcs.json"));
}

#[test]
fn a_secret_without_a_policy_has_a_document_and_one_that_is_gone_has_none() {
    let captured = answer(&Fake::new(World::new()), task(TASK)).unwrap();
    let found = documents(&captured);
    let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/registry-GhIjKl";
    assert_eq!(
        found["eu-west-1/secret-policies/shop/registry-GhIjKl.json"],
        serde_json::json!({"ARN": arn, "Name": "shop/registry"})
    );
    let inventory = read_back(&captured).inventory;
    let policies: Vec<bool> = inventory.secret_policies.iter().map(|policy| policy.document.is_some()).collect();
    assert_eq!((policies, inventory.secrets.len()), (vec![true, false], 2));

    let mut world = World::new();
    world.secrets.clear();
    let captured = answer(&Fake::new(world), task(TASK)).unwrap();
    assert!(captured.is_complete(), "that there is none is an answer");
    assert!(!documents(&captured).keys().any(|name| name.contains("secret")));
}

#[test]
fn what_permits_may_be_denied_while_the_network_is_answered() {
    let fake = Fake::with(World::new(), |asked, _| {
        ["iam", "ecr", "secretsmanager", "sts"].contains(&asked.service.as_str()).then(|| Reply::denied(asked))
    });
    let captured = answer(&fake, task(TASK)).unwrap();
    assert!(captured.manifest.failures().all(|(_, made, _)| !made.action.starts_with("ec2:")));
    let failed: BTreeSet<&str> = captured.manifest.failures().map(|(_, made, _)| made.action).collect();
    let wanted = [
        "ecr:GetRepositoryPolicy",
        "iam:GetRole",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetResourcePolicy",
    ];
    assert_eq!(failed, BTreeSet::from(wanted));
    assert!(documents(&captured).contains_key("eu-west-1/network-interfaces.json"));
}
