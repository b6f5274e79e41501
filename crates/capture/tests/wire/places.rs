//! Several Regions, several accounts.

use std::collections::BTreeSet;

use hopwise_capture::{CaptureError, Captured, FailureKind, Purpose, Request, Scope};
use serde_json::json;

use crate::fake::{Fake, Reply};
use crate::support::{ACCESS_KEY, documents, read_back, request, run, task};
use crate::world::{ACCOUNT, TASK, World};

const ROLES: &[&str] = &["arn:aws:iam::222233334444:role/reader", "arn:aws:iam::333344445555:role/team/reader"];

/// A world with one VPC more in one Region, and one more in one account.
fn world() -> World {
    let mut world = World::new();
    let list = world.list("DescribeVpcs");
    for (id, key, place) in [("vpc-0c", "_region", "us-east-1"), ("vpc-0d", "_account", "222233334444")] {
        let mut vpc = list[0].clone();
        vpc["vpcId"] = id.into();
        vpc[key] = place.into();
        list.push(vpc);
    }
    world
}

fn two_regions(fake: &Fake, scope: Scope) -> Request {
    let mut request = request(fake, scope, Purpose::Keep);
    request.access.regions = ["eu-west-1", "us-east-1", "eu-west-1"].map(|region| region.try_into().unwrap()).into();
    request
}

/// The VPCs of each place, by directory.
fn vpcs(captured: &Captured) -> Vec<(String, String)> {
    let documents = documents(captured);
    let lists = documents.iter().filter_map(|(name, document)| Some((name.strip_suffix("/vpcs.json")?, document)));
    let of = |document: &serde_json::Value| {
        let ids = document["Vpcs"].as_array().unwrap().iter().map(|vpc| vpc["VpcId"].as_str().unwrap());
        ids.collect::<Vec<_>>().join(" ")
    };
    lists.map(|(directory, document)| (directory.to_owned(), of(document))).collect()
}

fn pair(directory: &str, ids: &str) -> (String, String) {
    (directory.to_owned(), ids.to_owned())
}

#[test]
fn each_region_has_its_directory() {
    let fake = Fake::new(world());
    let captured = run(&two_regions(&fake, Scope::default())).unwrap();
    assert_eq!(vpcs(&captured), [pair("eu-west-1", "vpc-0a vpc-0b"), pair("us-east-1", "vpc-0a vpc-0b vpc-0c")]);
    let directories: Vec<&str> = captured.manifest.places.iter().map(|place| place.directory.as_str()).collect();
    assert_eq!(directories, ["eu-west-1", "us-east-1"]);
    assert!(captured.manifest.places.iter().all(|place| place.account.as_deref() == Some(ACCOUNT)));
    let asked: BTreeSet<String> = fake.asked().into_iter().map(|asked| asked.region).collect();
    assert_eq!(asked, BTreeSet::from(["eu-west-1".to_owned(), "us-east-1".to_owned()]));
    assert_eq!(captured.manifest.requests(), fake.count());
}

#[test]
fn each_account_has_its_directory() {
    let fake = Fake::new(world());
    let mut request = two_regions(&fake, Scope::default());
    request.access.role_arns = ROLES.iter().map(ToString::to_string).collect();
    let captured = run(&request).unwrap();
    assert!(captured.is_complete());
    assert_eq!(
        vpcs(&captured),
        [
            pair("accounts/222233334444/eu-west-1", "vpc-0a vpc-0b vpc-0d"),
            pair("accounts/222233334444/us-east-1", "vpc-0a vpc-0b vpc-0c vpc-0d"),
            pair("accounts/333344445555/eu-west-1", "vpc-0a vpc-0b"),
            pair("accounts/333344445555/us-east-1", "vpc-0a vpc-0b vpc-0c"),
        ]
    );
    for (name, _) in &captured.documents {
        assert!(name.starts_with("accounts/"), "{name}");
    }
    for place in &captured.manifest.places {
        assert_eq!(place.directory, format!("accounts/{}/{}", place.account.as_deref().unwrap(), place.region));
    }
    // The user's own credentials only take on the roles: once to see that they may, and once for all clients together.
    let asked = fake.asked();
    let own: Vec<&str> = asked
        .iter()
        .filter(|asked| asked.access_key == ACCESS_KEY)
        .map(|asked| {
            assert!(asked.is("AssumeRole"), "{asked}");
            asked.parameter("RoleArn").unwrap()
        })
        .collect();
    assert_eq!(own, [ROLES, ROLES].concat());
}

#[test]
fn the_importer_tells_places_apart() {
    let mut world = World::new();
    let mut other = world.list("DescribeVpcs")[0].clone();
    let lists = world.lists.iter_mut().flat_map(|list| &mut list.resources);
    for resource in lists.chain(&mut world.clusters) {
        resource["_account"] = "222233334444".into();
        resource["_region"] = "eu-west-1".into();
    }
    other["vpcId"] = "vpc-0e".into();
    other["_account"] = "333344445555".into();
    other["_region"] = "us-east-1".into();
    world.list("DescribeVpcs").push(other);
    let mut request = two_regions(&Fake::new(world), Scope::default());
    request.access.role_arns = ROLES.iter().map(ToString::to_string).collect();
    let inventory = read_back(&run(&request).unwrap()).inventory;
    let place = |vpc: &hopwise_model::resource::Vpc| {
        let (account, region) = (vpc.scope.account.as_ref().unwrap(), vpc.scope.region.as_ref().unwrap());
        format!("{account} {region} {}", vpc.id)
    };
    let mut places: Vec<String> = inventory.vpcs.iter().map(place).collect();
    places.sort();
    assert_eq!(
        places,
        ["222233334444 eu-west-1 vpc-0a", "222233334444 eu-west-1 vpc-0b", "333344445555 us-east-1 vpc-0e"]
    );
}

#[test]
fn what_is_in_one_of_several_places_is_captured_there() {
    let mut world = world();
    for cluster in &mut world.clusters {
        cluster["_region"] = "us-east-1".into();
    }
    let fake = Fake::new(world);
    let captured = run(&two_regions(&fake, task(TASK))).unwrap();
    let directories: Vec<&str> = captured.manifest.places.iter().map(|place| place.directory.as_str()).collect();
    assert_eq!(directories, ["us-east-1"]);
    let error = run(&two_regions(&fake, task("ffff"))).unwrap_err();
    let CaptureError::NoSuch { what, region, .. } = &error else { panic!("{error:?}") };
    assert!(*what == "task" && region.starts_with("eu-west-1, us-east-1"), "{error}");
    assert!(error.hint().is_some());
}

#[test]
fn places_share_what_may_be_under_way() {
    let fake = Fake::slow(World::new());
    let mut request = two_regions(&fake, Scope::default());
    (request.access.transport.sleep, request.access.transport.time) = (None, None);
    request.access.limits.in_flight = 4;
    run(&request).unwrap();
    assert_eq!(fake.peak(), 4);
}

#[test]
fn a_role_without_a_right_leaves_its_gaps_where_they_are() {
    let fake = Fake::with(world(), |asked, _| {
        (asked.is("DescribeVpcs") && asked.access_key.ends_with("222233334444")).then(|| Reply::denied(asked))
    });
    let mut request = request(&fake, Scope::default(), Purpose::Answer);
    request.access.role_arns = ROLES.iter().map(ToString::to_string).collect();
    let captured = run(&request).unwrap();
    let failures: Vec<_> =
        captured.manifest.failures().map(|(place, made, _)| (place.account.clone(), made.action)).collect();
    assert_eq!(failures, [(Some("222233334444".to_owned()), "ec2:DescribeVpcs")]);
    let manifest: serde_json::Value = serde_json::from_str(&captured.manifest.document()).unwrap();
    let place = &manifest["hopwiseCapture"]["places"][0];
    assert_eq!(place["directory"], "accounts/222233334444/eu-west-1");
    let denied = place["calls"].as_array().unwrap().iter().find(|call| call["action"] == "ec2:DescribeVpcs").unwrap();
    assert_eq!(denied["failure"], json!({"kind": "denied", "code": "UnauthorizedOperation"}));
    assert_eq!(denied["document"], "Vpcs");
}

#[test]
fn a_region_that_is_closed_does_not_lose_the_others() {
    let alone = run(&request(&Fake::new(world()), Scope::default(), Purpose::Answer)).unwrap();
    for (code, kind) in [
        (Some("OptInRequired"), FailureKind::Denied),
        (Some("AuthFailure"), FailureKind::Denied),
        (Some("UnrecognizedClientException"), FailureKind::Denied),
        (None, FailureKind::Error),
    ] {
        let fake = Fake::with(world(), move |asked, _| {
            (asked.region == "us-east-1").then(|| code.map_or(Reply::Dropped, |code| Reply::error(asked, 401, code)))
        });
        let mut request = two_regions(&fake, Scope::default());
        request.purpose = Purpose::Answer;
        let captured = run(&request).unwrap();
        assert_eq!(captured.documents, alone.documents, "{code:?}");
        assert!(!captured.is_complete());
        let [here, closed] = captured.manifest.places.as_slice() else { panic!("{:?}", captured.manifest.places) };
        assert!(here.calls.iter().all(|call| call.failure.is_none()));
        assert_eq!((closed.region.as_str(), closed.directory.as_str()), ("us-east-1", "us-east-1"));
        let [call] = closed.calls.as_slice() else { panic!("{:?}", closed.calls) };
        let failure = call.failure.as_ref().unwrap();
        assert_eq!((failure.kind, failure.code.as_str()), (kind, code.unwrap_or("connection failed")));
    }
}

#[test]
fn an_account_that_is_closed_does_not_lose_the_others() {
    let fake = Fake::with(world(), |asked, _| {
        asked.access_key.ends_with("222233334444").then(|| Reply::error(asked, 401, "AuthFailure"))
    });
    let mut request = request(&fake, Scope::default(), Purpose::Keep);
    request.access.role_arns = ROLES.iter().map(ToString::to_string).collect();
    let captured = run(&request).unwrap();
    assert_eq!(vpcs(&captured), [pair("accounts/333344445555/eu-west-1", "vpc-0a vpc-0b")]);
    let failures: Vec<_> = captured.manifest.failures().map(|(place, _, _)| place.directory.as_str()).collect();
    assert_eq!(failures, ["accounts/222233334444/eu-west-1"]);
    assert_eq!(captured.manifest.places[0].account.as_deref(), Some("222233334444"));
}

#[test]
fn who_is_rejected_everywhere_is_told_so() {
    for purpose in [Purpose::Answer, Purpose::Keep] {
        let fake = Fake::with(world(), |asked, _| Some(Reply::error(asked, 401, "AuthFailure")));
        let mut request = two_regions(&fake, Scope::default());
        request.purpose = purpose;
        let error = run(&request).unwrap_err();
        let CaptureError::CredentialsRejected { code, region } = &error else { panic!("{error:?}") };
        assert_eq!((code.as_str(), region.as_str()), ("AuthFailure", "eu-west-1"));
        // What was good once has expired everywhere, and a Region is not to be blamed.
        let fake = Fake::with(world(), |asked, _| {
            (asked.region == "us-east-1").then(|| Reply::error(asked, 400, "RequestExpired"))
        });
        let error = run(&two_regions(&fake, Scope::default())).unwrap_err();
        assert!(matches!(error, CaptureError::CredentialsExpired(_)), "{error:?}");
    }
}

fn arn(region: &str, rest: &str) -> String {
    format!("arn:aws:ecs:{region}:{ACCOUNT}:{rest}")
}

fn regions_asked(fake: &Fake) -> Vec<String> {
    let asked: BTreeSet<String> = fake.asked().into_iter().map(|asked| asked.region).collect();
    asked.into_iter().collect()
}

#[test]
fn arns_choose_the_region() {
    let task_arn = arn("eu-west-1", &format!("task/prod/{TASK}"));
    let of_task = Scope { tasks: vec![task_arn], ..Scope::default() };
    // Nothing says which Region but the ARN; and of two Regions, one cannot be meant.
    let in_cluster = Scope { clusters: vec!["prod".to_owned()], ..of_task.clone() };
    for (scope, regions) in [
        (&of_task, &[] as &[&str]),
        (&of_task, &["us-east-1", "eu-west-1"]),
        (&in_cluster, &["us-east-1", "eu-west-1"]),
    ] {
        let fake = Fake::new(World::new());
        let mut request = request(&fake, scope.clone(), Purpose::Answer);
        request.access.regions = regions.iter().map(|&region| region.try_into().unwrap()).collect();
        let captured = run(&request).unwrap();
        assert_eq!(regions_asked(&fake), ["eu-west-1"]);
        assert_eq!(captured.manifest.places.len(), 1);
        assert!(documents(&captured).contains_key("eu-west-1/tasks-prod.json"));
    }
    // Of the Region that is named the ARN is not.
    let fake = Fake::new(World::new());
    let mut request = request(&fake, of_task, Purpose::Answer);
    request.access.regions = vec!["us-east-1".try_into().unwrap()];
    let error = run(&request).unwrap_err();
    assert!(matches!(&error, CaptureError::NoSuch { what: "task", region, .. } if region == "us-east-1"), "{error:?}");
    assert_eq!(fake.count(), 0);
}

#[test]
fn each_arn_is_asked_in_its_region() {
    let mut world = World::new();
    world.clusters.iter_mut().for_each(|cluster| cluster["_region"] = "eu-west-1".into());
    let mut other = world.clusters[0].clone();
    (other["clusterArn"], other["clusterName"]) = (arn("us-east-1", "cluster/there").into(), "there".into());
    other["_region"] = "us-east-1".into();
    world.clusters.push(other);
    let names = vec![arn("us-east-1", "cluster/there"), arn("eu-west-1", "cluster/prod")];
    let scope = Scope { clusters: names, ..Scope::default() };
    let fake = Fake::new(world);
    let mut request = request(&fake, scope, Purpose::Answer);
    request.access.regions.clear();
    let captured = run(&request).unwrap();
    let documents = documents(&captured);
    for (region, name) in [("eu-west-1", "prod"), ("us-east-1", "there")] {
        let clusters = documents[format!("{region}/clusters.json").as_str()]["clusters"].as_array().unwrap();
        let names: Vec<&str> = clusters.iter().map(|cluster| cluster["clusterName"].as_str().unwrap()).collect();
        assert_eq!(names, [name]);
    }
}

#[test]
fn the_regions_of_arns_are_named_where_nothing_is() {
    let gone = |regions: &[&str]| regions.iter().map(|region| arn(region, "cluster/gone")).collect::<Vec<_>>();
    let task = vec![arn("us-east-1", &format!("task/prod/{TASK}"))];
    for scope in [
        Scope { clusters: gone(&["eu-west-1", "us-east-1"]), ..Scope::default() },
        // A task is not in a cluster of another Region.
        Scope { clusters: gone(&["eu-west-1"]), tasks: task, ..Scope::default() },
    ] {
        let mut request = request(&Fake::new(World::new()), scope, Purpose::Answer);
        request.access.regions.clear();
        let error = run(&request).unwrap_err();
        let CaptureError::NoSuch { region, .. } = &error else { panic!("{error:?}") };
        assert_eq!(region, "eu-west-1, us-east-1", "{error}");
    }
}
