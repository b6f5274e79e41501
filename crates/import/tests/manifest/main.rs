//! What a manifest's failed calls leave unknown: a kind of document is known where every call for it was answered.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

use hopwise_import::{ImportError, Options, Snapshot, Warning, read_documents};
use hopwise_model::resource::Scope;
use hopwise_model::{Coverage, DocumentKind, FailureKind};
use serde_json::{Value, json};

/// A manifest of places, each a directory that is a Region, with its calls.
fn manifest(places: &[(&str, Value)]) -> String {
    let places: Vec<Value> = places
        .iter()
        .map(|(region, calls)| json!({ "account": null, "region": region, "directory": region, "calls": calls }))
        .collect();
    let capture = json!({
        "version": 1,
        "hopwise": "0.1.0",
        "startedAt": "2026-11-25T22:00:00Z",
        "finishedAt": "2026-11-25T22:00:09Z",
        "scope": "cluster prod",
        "places": places,
    });
    json!({ "hopwiseCapture": capture }).to_string()
}

fn denied(action: &str, document: Option<&str>) -> Value {
    json!({ "action": action, "requests": 1, "document": document,
        "failure": { "kind": "denied", "code": "UnauthorizedOperation" } })
}

fn answered(action: &str, document: &str, file: &str) -> Value {
    json!({ "action": action, "requests": 1, "file": file, "document": document, "resources": 0 })
}

fn read(documents: &[(&str, &str)]) -> Snapshot {
    read_documents(documents.iter().copied(), &Options::default()).unwrap()
}

fn kinds(snapshot: &Snapshot) -> Vec<DocumentKind> {
    let known = |kind: &DocumentKind| snapshot.inventory.knowledge.knows_everywhere(*kind);
    DocumentKind::ALL.iter().copied().filter(known).collect()
}

/// Whether what is known of a kind is that a call failed.
fn is_failed(snapshot: &Snapshot, kind: DocumentKind) -> bool {
    let mut of_kind = snapshot.inventory.knowledge.records().filter(|(_, _, own, _)| *own == kind).peekable();
    of_kind.peek().is_some() && of_kind.all(|(.., coverage)| coverage == Coverage::Failed)
}

fn sentences(snapshot: &Snapshot) -> Vec<String> {
    snapshot.warnings.iter().map(ToString::to_string).collect()
}

const VPC: &str = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#;
const NO_ENDPOINTS: &str = r#"{"VpcEndpoints": []}"#;

#[test]
fn a_manifest_is_recognised_by_its_content_and_is_no_document() {
    let text = manifest(&[("eu-west-1", json!([answered("ec2:DescribeVpcs", "Vpcs", "vpcs.json")]))]);
    for name in ["manifest.json", "snap/anything.json"] {
        let snapshot = read(&[(name, &text), ("eu-west-1/vpcs.json", VPC)]);
        assert_eq!(kinds(&snapshot), [DocumentKind::Vpcs]);
        assert_eq!((&snapshot.warnings[..], snapshot.inventory.knowledge.failed_calls()), (&[][..], &[][..]));
    }
}

#[test]
fn what_one_region_denies_another_one_does_not_answer() {
    let text = manifest(&[
        ("eu-west-1", json!([denied("ec2:DescribeVpcEndpoints", Some("VpcEndpoints"))])),
        ("us-east-1", json!([answered("ec2:DescribeVpcEndpoints", "VpcEndpoints", "vpc-endpoints.json")])),
    ]);
    let documents =
        [("eu-west-1/vpcs.json", VPC), ("manifest.json", &text), ("us-east-1/vpc-endpoints.json", NO_ENDPOINTS)];
    let snapshot = read(&documents);
    let coverage = |region: &str| {
        let scope = Scope { account: None, region: Some(region.try_into().unwrap()) };
        snapshot.inventory.knowledge.coverage(DocumentKind::VpcEndpoints, &scope)
    };
    assert_eq!(
        (coverage("eu-west-1"), coverage("us-east-1")),
        (Coverage::Failed, Coverage::Complete),
        "the empty list of one Region does not stand for the other"
    );
    let [call] = snapshot.inventory.knowledge.failed_calls() else {
        panic!("{:?}", snapshot.inventory.knowledge.failed_calls())
    };
    assert_eq!(call.action.as_str(), "ec2:DescribeVpcEndpoints");
    assert_eq!((call.document, call.kind), (Some(DocumentKind::VpcEndpoints), FailureKind::Denied));
    assert_eq!(call.code.as_deref(), Some("UnauthorizedOperation"));
    assert_eq!(call.scope.region.as_ref().unwrap().as_str(), "eu-west-1");
    assert_eq!(call.evidence.to_string(), "manifest.json#/hopwiseCapture/places/0/calls/0");
    assert_eq!(
        sentences(&snapshot),
        ["`ec2:DescribeVpcEndpoints` was denied when the snapshot was made in eu-west-1: allow it and capture again"]
    );
    // Wherever the manifest stands among the files.
    let mut backwards = documents;
    backwards.reverse();
    assert_eq!(read(&backwards).inventory, snapshot.inventory);
}

#[test]
fn every_kind_of_document_can_fail_to_be_known() {
    for kind in DocumentKind::ALL {
        let text = manifest(&[("eu-west-1", json!([denied("ec2:DescribeSomething", Some(kind.key()))]))]);
        let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf";
        let first = match kind {
            DocumentKind::VpcAttribute => json!({ "VpcId": "vpc-1", "EnableDnsSupport": { "Value": true } }),
            DocumentKind::VpcBlockPublicAccessOptions => json!({ kind.key(): { "InternetGatewayBlockMode": "off" } }),
            DocumentKind::TaskDefinition => json!({ kind.key(): {
                "taskDefinitionArn": "arn:aws:ecs:eu-west-1:1:task-definition/a:1",
                "family": "a", "volumes": [], "containerDefinitions": [] } }),
            DocumentKind::Role => json!({ kind.key(): {
                "Arn": "arn:aws:iam::111122223333:role/a", "AssumeRolePolicyDocument": {} } }),
            DocumentKind::RolePolicy => json!({ "RoleName": "a", "PolicyName": "b", kind.key(): {} }),
            DocumentKind::ManagedPolicy => json!({ kind.key(): { "Arn": "arn:aws:iam::111122223333:policy/a" } }),
            DocumentKind::PolicyVersion => json!({ kind.key(): { "Document": {} } }),
            DocumentKind::RepositoryPolicy => json!({ "repositoryName": "a", kind.key(): {} }),
            DocumentKind::Secret => json!({ kind.key(): arn, "Name": "a", "CreatedDate": 1 }),
            DocumentKind::SecretPolicy => json!({ "ARN": arn, "Name": "a", kind.key(): {} }),
            _ => json!({ kind.key(): [] }),
        };
        // A page of it was read, by the call that failed at the next one or by another.
        let stem = match kind {
            DocumentKind::HostedZoneSummaries => "vpc-1",
            DocumentKind::TransitGatewayRoutes | DocumentKind::TransitGatewayPropagations => "tgw-rtb-1",
            DocumentKind::ResourceRecordSets => "Z1",
            DocumentKind::FirewallRules => "rslvr-frg-1",
            DocumentKind::FirewallDomains => "rslvr-fdl-1",
            _ => "pl-1",
        };
        let text = text.replace("\"requests\":1", &format!("\"requests\":2,\"file\":\"{stem}.json\""));
        let snapshot = read(&[("manifest.json", &text), (&format!("eu-west-1/{stem}.json"), &first.to_string())]);
        assert_eq!(kinds(&snapshot), [], "{kind}");
        assert!(is_failed(&snapshot, *kind));
        let Snapshot { inventory, .. } = &snapshot;
        assert!(inventory.vpc_hosted_zones.iter().all(|own| !own.complete));
        assert!(inventory.resource_record_sets.iter().all(|own| !own.complete));
        assert!(inventory.firewall_rules.iter().all(|own| !own.complete));
        assert!(inventory.firewall_domains.iter().all(|own| !own.complete));
    }
}

#[test]
fn resources_that_were_read_stay() {
    let calls = json!([denied("ec2:DescribeVpcs", Some("Vpcs"))]);
    let text =
        manifest(&[("eu-west-1", calls), ("us-east-1", json!([answered("ec2:DescribeVpcs", "Vpcs", "v.json")]))]);
    let snapshot = read(&[("manifest.json", &text), ("us-east-1/v.json", VPC)]);
    assert_eq!((snapshot.inventory.vpcs.len(), kinds(&snapshot)), (1, vec![]));
}

#[test]
fn one_task_definition_that_failed_leaves_the_others() {
    let definition = r#"{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/a:1",
        "family": "a", "revision": 1, "volumes": [], "containerDefinitions": [{"name": "app", "image": "nginx"}]}}"#;
    let mut failed = denied("ecs:DescribeTaskDefinition", Some("taskDefinition"));
    failed["arguments"] = json!("b:7");
    let text = manifest(&[(
        "eu-west-1",
        json!([answered("ecs:DescribeTaskDefinition", "taskDefinition", "a-1.json"), failed]),
    )]);
    let snapshot = read(&[("eu-west-1/a-1.json", definition), ("manifest.json", &text)]);
    assert_eq!(snapshot.inventory.task_definitions.len(), 1);
    assert_eq!(
        sentences(&snapshot),
        ["`ecs:DescribeTaskDefinition` for `b:7` was denied when the snapshot was made in eu-west-1: \
          allow it and capture again"]
    );
}

#[test]
fn a_list_that_failed_counts_as_what_it_lists() {
    for (action, kind) in [
        ("ecs:ListTasks", DocumentKind::Tasks),
        ("ecs:ListServices", DocumentKind::Services),
        ("ecs:ListContainerInstances", DocumentKind::ContainerInstances),
        ("ecs:ListClusters", DocumentKind::Clusters),
    ] {
        let text = manifest(&[("eu-west-1", json!([denied(action, None)]))]);
        let listed = json!({ kind.key(): [] }).to_string();
        let snapshot = read(&[("manifest.json", &text), ("eu-west-1/x.json", &listed)]);
        assert!(is_failed(&snapshot, kind), "{action}");
        assert_eq!(kinds(&snapshot), []);
        assert!(sentences(&snapshot)[0].starts_with(&format!("`{action}` was denied")), "{:?}", snapshot.warnings);
    }
}

#[test]
fn calls_for_documents_that_are_not_evaluated_are_told_of() {
    let calls = json!([denied("ec2:DescribeTransitGateways", Some("TransitGateways")), denied("iam:GetUser", None)]);
    let text = manifest(&[("eu-west-1", calls)]);
    let snapshot = read(&[("manifest.json", &text), ("vpcs.json", VPC)]);
    assert_eq!(kinds(&snapshot), [DocumentKind::Vpcs]);
    assert_eq!((snapshot.inventory.knowledge.failed_calls().len(), snapshot.warnings.len()), (2, 2));
    assert!(snapshot.inventory.knowledge.failed_calls().iter().all(|call| call.document.is_none()));
}

#[test]
fn an_answer_that_wrote_nothing_says_that_a_repository_has_no_policy() {
    let call = |extra: Value| {
        let mut call = json!({ "action": "ecr:GetRepositoryPolicy", "arguments": "shop/orders", "requests": 1 });
        call.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        manifest(&[("eu-west-1", json!([call]))])
    };
    let policies = |text: &str| read(&[("manifest.json", text), ("vpcs.json", VPC)]).inventory.repository_policies;
    let none = policies(&call(json!({})));
    assert_eq!((none.len(), none[0].repository.as_str(), &none[0].document), (1, "shop/orders", &None));
    assert_eq!(policies(&call(json!({ "failure": { "kind": "denied" } }))), [].into());
    assert_eq!(policies(&call(json!({ "file": "ecr/shop-orders.json" }))), [].into());
}

#[test]
fn failures_in_words() {
    let call = |failure: Value| {
        let action = "ecs:DescribeTasks";
        json!({ "action": action, "document": "tasks", "arguments": "cluster\u{1b} prod", "failure": failure })
    };
    let calls: Vec<Value> = [
        json!({ "kind": "throttled", "code": "ThrottlingException" }),
        json!({ "kind": "timeout", "code": null }),
        json!({ "kind": "unreadable" }),
        json!({ "kind": "error", "code": "Server\u{1b}Exception" }),
        json!({ "kind": "a later kind" }),
    ]
    .map(call)
    .to_vec();
    let text = manifest(&[("eu-west-1", json!(calls))]);
    let about = "for `cluster\\u{1b} prod`";
    let end = "when the snapshot was made in eu-west-1: capture again";
    assert_eq!(
        sentences(&read(&[("manifest.json", &text), ("vpcs.json", VPC)])),
        [
            format!("`ecs:DescribeTasks` {about} was throttled {end}"),
            format!("`ecs:DescribeTasks` {about} timed out {end}"),
            format!("the answer to `ecs:DescribeTasks` {about} could not be read {end}"),
            format!("`ecs:DescribeTasks` {about} failed with `Server\\u{{1b}}Exception` {end}"),
            format!("`ecs:DescribeTasks` {about} failed {end}"),
        ]
    );
}

#[test]
fn accounts_are_named_where_there_are_several() {
    let calls = json!([denied("ec2:DescribeVpcs", Some("Vpcs"))]);
    let text = manifest(&[("eu-west-1", calls.clone()), ("eu-west-1", calls)]);
    let text = text.replacen("null", "\"111122223333\"", 1).replacen("null", "\"444455556666\"", 1);
    let warnings = sentences(&read(&[("manifest.json", &text), ("subnets.json", r#"{"Subnets": []}"#)]));
    assert!(warnings[0].contains("in eu-west-1 of account 111122223333:"), "{warnings:?}");
    assert!(warnings[1].contains("in eu-west-1 of account 444455556666:"), "{warnings:?}");
}

#[test]
fn a_document_that_was_added_later_settles_the_call() {
    let call = json!([denied("ec2:DescribeVpcEndpoints", Some("VpcEndpoints"))]);
    let one = manifest(&[("eu-west-1", call.clone())]);
    let settled = |documents: &[(&str, &str)]| {
        let snapshot = read(&[documents, &[("vpcs.json", VPC)]].concat());
        let mut records = snapshot.inventory.knowledge.records();
        let known = !records.any(|(_, _, kind, own)| (kind, own) == (DocumentKind::VpcEndpoints, Coverage::Failed));
        assert_eq!(known, snapshot.warnings.is_empty(), "{:?}", snapshot.warnings);
        known
    };
    assert!(!settled(&[("manifest.json", &one)]));
    assert!(settled(&[("manifest.json", &one), ("vpc-endpoints.json", NO_ENDPOINTS)]));
    assert!(settled(&[("snap/manifest.json", &one), ("elsewhere/e.json", NO_ENDPOINTS)]));
    // With several places, it has to be clear to which one it belongs.
    let two = manifest(&[("eu-west-1", call), ("us-east-1", json!([]))]);
    assert!(!settled(&[("manifest.json", &two), ("vpc-endpoints.json", NO_ENDPOINTS)]));
    assert!(!settled(&[("manifest.json", &two), ("us-east-1/vpc-endpoints.json", NO_ENDPOINTS)]));
    assert!(settled(&[("manifest.json", &two), ("eu-west-1/vpc-endpoints.json", NO_ENDPOINTS)]));
    // A page that the call itself wrote does not, nor one that it may have written.
    let hidden = one.replace("\"requests\":1", "\"requests\":2");
    assert!(!settled(&[("manifest.json", &hidden), ("eu-west-1/vpc-endpoints.json", NO_ENDPOINTS)]));
    let page = one.replace("\"requests\":1", "\"requests\":2,\"file\":\"vpc-endpoints.json\"");
    assert!(!settled(&[("s/manifest.json", &page), ("s/eu-west-1/vpc-endpoints.json", NO_ENDPOINTS)]));
    assert!(settled(&[("s/manifest.json", &page), ("s/vpc-endpoints.json", NO_ENDPOINTS)]));
}

#[test]
fn some_entries_of_a_prefix_list_are_not_its_entries() {
    let mut call = denied("ec2:GetManagedPrefixListEntries", Some("Entries"));
    call["arguments"] = json!("pl-1");
    call["file"] = json!("pl-1.json");
    let text =
        manifest(&[("eu-west-1", json!([call, answered("ec2:GetManagedPrefixListEntries", "Entries", "pl-2.json")]))]);
    let (some, whole) = (r#"{"Entries": [{"Cidr": "3.0.0.0/8"}]}"#, r#"{"Entries": [{"Cidr": "4.0.0.0/8"}]}"#);
    let lists = r#"{"PrefixLists": [{"PrefixListId": "pl-1", "Cidrs": ["3.0.0.0/8", "5.0.0.0/8"]}]}"#;
    let snapshot = read(&[
        ("manifest.json", &text),
        ("eu-west-1/pl-1.json", some),
        ("eu-west-1/pl-2.json", whole),
        ("eu-west-1/lists.json", lists),
    ]);
    let kept: Vec<&str> = snapshot.inventory.prefix_list_entries.iter().map(|entries| entries.list.as_str()).collect();
    assert_eq!(kept, ["pl-2"]);
    assert_eq!(snapshot.inventory.prefix_lists[0].entries.as_ref().map(Vec::len), Some(2));
    // Nor are those that the call may have written without saying so; those of a call that wrote none are another's.
    let kept = |requests: u32| {
        let mut call = denied("ec2:GetManagedPrefixListEntries", Some("Entries"));
        (call["arguments"], call["requests"]) = (json!("pl-1"), json!(requests));
        let text = manifest(&[("eu-west-1", json!([call]))]);
        let lists = [("pl-1.json", some), ("pl-2.json", whole)];
        let lists = read(&[lists.as_slice(), &[("manifest.json", &text)]].concat()).inventory.prefix_list_entries;
        lists.into_iter().map(|entries| entries.list.to_string()).collect::<Vec<_>>()
    };
    assert_eq!((kept(1), kept(2)), (vec!["pl-1".to_owned(), "pl-2".to_owned()], vec!["pl-2".to_owned()]));
}

#[test]
fn a_manifest_alone_is_nothing_to_analyse() {
    let refused = |text: &str| read_documents([("manifest.json", text)], &Options::default()).unwrap_err();
    let whole = refused(&manifest(&[("eu-west-1", json!([answered("ec2:DescribeVpcs", "Vpcs", "vpcs.json")]))]));
    assert_eq!(
        whole.to_string(),
        "`manifest.json` says how a snapshot was made, but no document of the snapshot is here"
    );
    assert!(whole.hint().unwrap().contains("directory"));
    let nothing = refused(&manifest(&[("eu-west-1", json!([denied("ec2:DescribeVpcs", Some("Vpcs"))]))]));
    assert_eq!(nothing.to_string(), "the snapshot of `manifest.json` is empty: `ec2:DescribeVpcs` was denied");
    assert!(nothing.hint().unwrap().contains("allow it"));
    assert!(matches!(refused(&manifest(&[])), ImportError::ManifestAlone { .. }));
}

#[test]
fn files_that_are_not_evaluated_are_told_of_once_for_each_key() {
    let role = r#"{"Roles": []}"#;
    let names = ["iam/a.json", "iam/b.json", "iam/c.json", "iam/d.json", "iam/e.json"];
    let mut documents: Vec<(&str, &str)> = names.iter().map(|name| (*name, role)).collect();
    documents.push(("iam/p.json", r#"{"Policies": [], "Roles": []}"#));
    documents.push(("tgw.json", r#"{"TransitGateways": []}"#));
    documents.push(("tgw2.json", r#"{"TransitGateways": []}"#));
    let snapshot = read(&documents);
    assert_eq!(
        sentences(&snapshot),
        [
            "`Roles` in `iam/a.json` and 5 more files is recognised but not evaluated yet",
            "`Policies` in `iam/p.json` is recognised but not evaluated yet",
            "`TransitGateways` in `tgw.json` and 1 more file is recognised but not evaluated yet",
        ]
    );
    assert!(matches!(&snapshot.warnings[0], Warning::NotEvaluated { more: 5, .. }));
}
