//! What `--ip-ranges` changes: a service of AWS is then asked about at the addresses that AWS publishes for its Region.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

use std::path::Path;

use hopwise_tests::documents;
use hopwise_tests::program::{self, Output};
use serde_json::Value;

/// A few of the prefixes that AWS publishes, beside this file.
fn ranges() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ip_ranges/ip-ranges.json").to_str().unwrap().to_owned()
}

fn hopwise(scenario: &str, arguments: &[&str]) -> Output {
    let folder = documents::compose(&documents::root(), scenario).unwrap();
    program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder.path(), arguments).unwrap()
}

/// The answer to a command, with the ranges or without, and its exit status.
fn answer(scenario: &str, command: &[&str], ranges: Option<&str>) -> (Option<i32>, Value) {
    let mut arguments = command.to_vec();
    arguments.extend(["--format", "json"]);
    arguments.extend(ranges.iter().flat_map(|ranges| ["--ip-ranges", *ranges]));
    let output = hopwise(scenario, &arguments);
    let json = serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    (output.exit, json)
}

fn at<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer} of {value:#}"))
}

#[test]
fn addresses_that_no_service_has_do_not_count() {
    // Only 0.0.0.0/1 is routed, and all that is published for eu-west-1 is in it: without the list that is not known.
    let (exit, without) = answer("half-a-default-route", &["diagnose", "."], None);
    assert_eq!((exit, at(&without, "/verdict")), (Some(3), "undetermined"));
    let (exit, with) = answer("half-a-default-route", &["diagnose", "."], Some(&ranges()));
    assert_eq!((exit, at(&with, "/verdict")), (Some(0), "delivered"), "{with:#}");
}

#[test]
fn a_host_of_somebody_else_is_not_narrowed() {
    let trace = ["trace", ".", "--from", "eni-0task", "--to", "registry-1.docker.io"];
    let (exit, with) = answer("half-a-default-route", &trace, Some(&ranges()));
    assert_eq!((exit, at(&with, "/verdict")), (Some(3), "undetermined"), "{with:#}");
    // Nor is it said that the list would tell more.
    let text = hopwise("half-a-default-route", &trace).stdout;
    assert!(text.contains("Look registry-1.docker.io up") && !text.contains("--ip-ranges"), "{text}");
}

/// Nothing asks for what was given.
#[test]
fn the_list_is_asked_for_where_it_would_tell_and_is_not_there() {
    let asked = |arguments: &[&str]| {
        let output = hopwise("half-a-default-route", arguments);
        (output.stdout + &output.stderr).contains("--ip-ranges")
    };
    assert!(asked(&["diagnose", "."]));
    assert!(!asked(&["diagnose", ".", "--ip-ranges", &ranges()]));
    let beside = ranges();
    assert!(asked(&["diagnose", ".", &beside]), "it is no document");
    assert!(!asked(&["diagnose", ".", &beside, "--ip-ranges", &beside]));
}

#[test]
fn the_json_says_that_the_addresses_are_published_ones() {
    let logs = ["trace", ".", "--from", "eni-0task", "--to", "logs"];
    let (_, with) = answer("public-subnet", &logs, Some(&ranges()));
    assert_eq!(at(&with, "/resolution/answers/0/kind"), "published", "{with:#}");
    // 52.94.24.0/23 is DynamoDB's alone, 3.5.64.0/21 and 52.218.0.0/17 are S3's.
    let witness = at(&with, "/flows/0/witness/destination").to_owned();
    assert!(inside("52.95.112.0/20", &witness), "{witness}");
    let (_, without) = answer("public-subnet", &logs, None);
    assert_ne!(at(&without, "/resolution/answers/0/kind"), "published", "{without:#}");
}

#[test]
fn s3_of_another_region_has_that_regions_addresses() {
    let (exit, with) = answer("cross-region-image", &["diagnose", "."], Some(&ranges()));
    assert_eq!((exit, at(&with, "/verdict")), (Some(1), "blocked"));
    let steps = with.pointer("/tasks/0/steps").and_then(Value::as_array).unwrap();
    let witness = |name: &str| {
        let step = steps.iter().find(|step| at(step, "/step") == name).unwrap();
        at(step, "/flows/0/witness/destination").to_owned()
    };
    let (layers, login) = (witness("image-layers"), witness("registry-auth"));
    assert!(inside("52.216.0.0/15", &layers), "layers of us-east-1 go to {layers}");
    assert!(inside("209.54.176.0/21", &login), "the login of us-east-1 goes to {login}");
}

#[test]
fn a_route_to_the_other_regions_s3_is_enough_for_its_layers() {
    // Half of the address space has a route. Without the list, S3 of us-east-1 may be in the other half.
    let (_, without) = answer("half-a-default-route", &["trace", ".", "--from", "eni-0task", "--to", S3_US], None);
    assert_eq!(at(&without, "/verdict"), "undetermined", "{without:#}");
    let trace = ["trace", ".", "--from", "eni-0task", "--to", S3_US];
    let (exit, with) = answer("half-a-default-route", &trace, Some(&ranges()));
    assert_eq!((exit, at(&with, "/verdict")), (Some(0), "delivered"), "{with:#}");
    // ECR of us-east-1 is published at 209.54.176.0/21, in the half without a route.
    let trace = ["trace", ".", "--from", "eni-0task", "--to", "api.ecr.us-east-1.amazonaws.com"];
    let (exit, with) = answer("half-a-default-route", &trace, Some(&ranges()));
    assert_eq!((exit, at(&with, "/verdict")), (Some(1), "blocked"), "{with:#}");
}

const S3_US: &str = "prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com";

#[test]
fn a_file_that_is_not_there_is_an_error() {
    let output = hopwise("public-subnet", &["diagnose", ".", "--ip-ranges", "missing.json"]);
    assert_eq!((output.exit, output.stdout.as_str()), (Some(2), ""));
    assert!(output.stderr.contains("missing.json"), "{}", output.stderr);
}

/// Whether an IPv4 address is in a block.
fn inside(block: &str, address: &str) -> bool {
    let (network, length) = block.split_once('/').unwrap();
    let bits = |text: &str| u32::from(text.parse::<std::net::Ipv4Addr>().unwrap());
    let hosts = 32 - length.parse::<u32>().unwrap();
    bits(network) >> hosts == bits(address) >> hosts
}
