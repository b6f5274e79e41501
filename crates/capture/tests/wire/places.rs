//! Several Regions, several accounts.

use std::collections::BTreeSet;

use hopwise_capture::{CaptureError, Captured, Purpose, Request, Scope};
use serde_json::json;

use crate::fake::Fake;
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
        (asked.is("DescribeVpcs") && asked.access_key.ends_with("222233334444"))
            .then(|| crate::fake::Reply::denied(asked))
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
