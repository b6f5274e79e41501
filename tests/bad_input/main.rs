//! Input that cannot be used: one clear message on standard error, nothing on standard output, status 2. And input that
//! can be used although it is odd.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use hopwise_tests::documents;
use hopwise_tests::program::{self, Output};
use tempfile::TempDir;

fn hopwise(folder: &Path, arguments: &[&str]) -> Output {
    program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder, arguments).unwrap()
}

fn scenario(name: &str) -> TempDir {
    documents::compose(&documents::root(), name).unwrap()
}

fn edit(folder: &Path, file: &str, change: impl FnOnce(String) -> String) {
    let path = folder.join(file);
    let before = fs::read_to_string(&path).unwrap();
    let after = change(before.clone());
    assert_ne!(before, after, "the test must change {file}");
    fs::write(path, after).unwrap();
}

/// Status 2, nothing on standard output, and a message that fits a screen and holds all of `parts`.
#[track_caller]
fn assert_refused(output: &Output, parts: &[&str]) {
    assert_eq!(output.exit, Some(2), "{output:?}");
    assert_eq!(output.stdout, "", "{output:?}");
    assert_eq!(output.stderr.matches("error:").count(), 1, "one error:\n{}", output.stderr);
    assert!(output.stderr.lines().count() <= 12, "a message of one screen:\n{}", output.stderr);
    assert!(output.stderr.len() < 2_000, "a message of one screen:\n{}", output.stderr);
    for part in parts {
        assert!(output.stderr.contains(part), "`{part}` is not in:\n{}", output.stderr);
    }
}

#[test]
fn truncated_json_names_the_file_and_the_place() {
    let folder = scenario("private-nat");
    edit(folder.path(), "route-tables.json", |text| text.chars().take(text.len() / 2).collect());
    assert_refused(&hopwise(folder.path(), &["diagnose", "."]), &["route-tables.json", "line"]);
}

#[test]
fn wrong_type_names_the_pointer() {
    let folder = scenario("private-nat");
    edit(folder.path(), "subnets.json", |text| text.replacen("\"10.0.11.0/24\"", "[\"10.0.11.0/24\"]", 1));
    assert_refused(&hopwise(folder.path(), &["diagnose", "."]), &["subnets.json", "/Subnets/3/CidrBlock"]);
}

#[test]
fn nonsense_of_200_mebibytes_is_refused_in_a_few_words() {
    let folder = TempDir::new().unwrap();
    let mut file = BufWriter::new(File::create(folder.path().join("nonsense.json")).unwrap());
    let line = [b"All work and no play makes Jack a dull boy. ".as_slice(); 24].concat();
    for _ in 0..=(200 << 20) / line.len() {
        file.write_all(&line).unwrap();
    }
    file.flush().unwrap();
    assert_refused(&hopwise(folder.path(), &["diagnose", "nonsense.json"]), &["nonsense.json"]);
}

/// What another tool wrote is named for what it is, whatever is asked of it.
#[test]
fn a_template_is_no_snapshot() {
    let folder = TempDir::new().unwrap();
    let template = r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}}}"#;
    fs::write(folder.path().join("template.json"), template).unwrap();
    for command in ["check", "diagnose", "harden"] {
        let output = hopwise(folder.path(), &[command, "template.json"]);
        assert_refused(&output, &["`template.json` is a CloudFormation template", "no task and no service"]);
    }
}

#[test]
fn empty_directory_is_refused() {
    let folder = TempDir::new().unwrap();
    assert_refused(&hopwise(folder.path(), &["diagnose", "."]), &[]);
}

#[test]
fn missing_file_is_refused() {
    let folder = TempDir::new().unwrap();
    assert_refused(&hopwise(folder.path(), &["diagnose", "snapshot"]), &["snapshot"]);
}

#[test]
fn the_same_document_twice_is_read_once() {
    let folder = scenario("private-nat");
    let once = hopwise(folder.path(), &["diagnose", ".", "--format", "json"]);
    fs::copy(folder.path().join("subnets.json"), folder.path().join("subnets-again.json")).unwrap();
    let twice = hopwise(folder.path(), &["diagnose", ".", "--format", "terminal"]);
    assert_eq!((once.exit, twice.exit), (Some(0), Some(0)), "{twice:?}");
    assert!(twice.stderr.contains("subnets-again.json"), "a warning names the file:\n{}", twice.stderr);
}

#[test]
fn two_documents_that_contradict_each_other_are_refused() {
    let folder = scenario("private-nat");
    fs::copy(folder.path().join("subnets.json"), folder.path().join("subnets-later.json")).unwrap();
    edit(folder.path(), "subnets-later.json", |text| text.replacen("10.0.10.0/24", "10.0.12.0/24", 1));
    let output = hopwise(folder.path(), &["diagnose", "."]);
    assert_refused(&output, &["subnet-0private-a", "subnets.json", "subnets-later.json"]);
}

#[test]
fn a_task_that_is_not_there_is_refused() {
    let folder = scenario("private-nat");
    let output = hopwise(folder.path(), &["diagnose", ".", "--task", "0123456789abcdef"]);
    assert_refused(&output, &["0123456789abcdef", "3f9c0e5d7a1b4c2e8d6f00112233aabb"]);
}

#[test]
fn a_trace_from_nowhere_is_refused() {
    let folder = scenario("private-nat");
    let output = hopwise(folder.path(), &["trace", ".", "--from", "eni-0nobody", "--to", "s3"]);
    assert_refused(&output, &["eni-0nobody"]);
}

#[test]
fn an_unknown_flag_is_refused() {
    let folder = scenario("private-nat");
    assert_refused(&hopwise(folder.path(), &["diagnose", ".", "--tusk", "3f9c"]), &["--tusk"]);
}

#[test]
fn an_interface_whose_subnet_is_missing_is_a_gap() {
    let folder = scenario("private-nat");
    for file in ["network-interfaces.json", "tasks.json"] {
        edit(folder.path(), file, |text| text.replace("subnet-0private-a", "subnet-0elsewhere"));
    }
    let output = hopwise(folder.path(), &["diagnose", "."]);
    assert_eq!(output.exit, Some(3), "{output:?}");
    assert!(output.stdout.contains("subnet-0elsewhere"), "{}", output.stdout);
}

/// A manifest of two Regions, of which the first denied a call.
fn denied_in_the_first_of_two_regions(action: &str, document: &str, regions: [&str; 2]) -> String {
    let [first, second] = regions;
    format!(
        r#"{{"hopwiseCapture": {{"version": 1, "places": [
            {{"account": null, "region": "{first}", "directory": "{first}", "calls": [
                {{"action": "{action}", "document": "{document}", "failure": {{"kind": "denied"}}}}]}},
            {{"account": null, "region": "{second}", "directory": "{second}", "calls": [
                {{"action": "{action}", "document": "{document}", "file": "{document}.json", "resources": 0}}]}}]}}}}"#
    )
}

#[test]
fn what_one_region_denies_is_not_known_from_another_one() {
    let (action, document) = ("ec2:DescribeVpcEndpoints", "VpcEndpoints");
    // The network is in eu-west-1: what another Region answered, or denied, says nothing of it.
    for (regions, before, after) in [(["eu-west-1", "us-east-1"], 3, 3), (["us-east-1", "eu-west-1"], 0, 0)] {
        let folder = scenario("private-nat");
        let [_, answered] = regions;
        fs::create_dir(folder.path().join(answered)).unwrap();
        fs::rename(folder.path().join("vpc-endpoints.json"), folder.path().join(answered).join("VpcEndpoints.json"))
            .unwrap();
        let output = hopwise(folder.path(), &["diagnose", "."]);
        assert_eq!(output.exit, Some(before), "{output:?}");
        let manifest = denied_in_the_first_of_two_regions(action, document, regions);
        fs::write(folder.path().join("manifest.json"), manifest).unwrap();
        let output = hopwise(folder.path(), &["diagnose", ".", "--format", "json"]);
        assert_eq!(output.exit, Some(after), "{output:?}");
        for part in ["\"permission\": \"ec2:DescribeVpcEndpoints\"", "was denied."] {
            assert_eq!(output.stdout.contains(part), after == 3, "{part}:\n{}", output.stdout);
        }
    }
}

#[test]
fn what_a_denied_call_may_have_told_of_is_not_said_to_be_absent() {
    let folder = scenario("services-of-a-cluster-denied-at-capture");
    for (arguments, unknown) in [
        (["--cluster", "batch"], "which tasks and services the selected cluster has is not known"),
        (["--service", "nope"], "whether there is a service `nope` is not known"),
        (["--task", "nope"], "whether there is a task `nope` is not known"),
    ] {
        let output = hopwise(folder.path(), &["diagnose", ".", "--quiet", arguments[0], arguments[1]]);
        assert_refused(&output, &[unknown, "denied", "hint: allow it and capture again"]);
        assert!(!output.stderr.contains("leave out --cluster"), "{}", output.stderr);
    }
    // Clusters were all listed.
    let output = hopwise(folder.path(), &["diagnose", ".", "--quiet", "--cluster", "nope"]);
    assert_refused(&output, &["there is no cluster `nope`", "`batch`, `prod`"]);
}

#[test]
fn a_manifest_without_documents_is_refused() {
    let folder = TempDir::new().unwrap();
    let text = r#"{"hopwiseCapture": {"version": 1, "places": [{"region": "eu-west-1", "directory": ".", "calls": [
        {"action": "ec2:DescribeVpcs", "document": "Vpcs", "failure": {"kind": "denied"}}]}]}}"#;
    fs::write(folder.path().join("manifest.json"), text).unwrap();
    assert_refused(
        &hopwise(folder.path(), &["diagnose", "."]),
        &["manifest.json", "ec2:DescribeVpcs", "capture again"],
    );
}

#[test]
fn unknown_json_is_a_warning() {
    let folder = scenario("private-nat");
    fs::write(folder.path().join("package.json"), "{\"name\": \"shop\", \"version\": \"1.0.0\"}").unwrap();
    let output = hopwise(folder.path(), &["diagnose", "."]);
    assert_eq!(output.exit, Some(0), "{output:?}");
    assert!(output.stderr.contains("package.json"), "{}", output.stderr);
}

#[test]
fn control_characters_in_names_do_not_reach_the_terminal() {
    // Clears the screen, colours it, rings, turns the direction of writing: as JSON has it, and as it is.
    let escape = r"\u001b[2J\u001b[31mprod\u0007\u202e\u009b1m";
    for name in ["public-subnet-no-public-ip", "private-nat", "custom-dns-servers", "nat-subnet-acl-refuses-answers"] {
        let folder = scenario(name);
        for entry in fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let text = text.replace("\"Value\": \"shop", &format!("\"Value\": \"{escape}shop"));
            let text = text.replace("\"GroupName\": \"", &format!("\"GroupName\": \"{escape}"));
            let text = text.replace("\"Description\": \"", &format!("\"Description\": \"{escape}"));
            let text = text.replace("\"name\": \"api\"", &format!("\"name\": \"{escape}api\""));
            fs::write(&path, text).unwrap();
        }
        for format in ["terminal", "json"] {
            let output = hopwise(folder.path(), &["diagnose", ".", "--format", format, "--color", "never"]);
            assert_ne!(output.exit, Some(2), "{output:?}");
            for text in [&output.stdout, &output.stderr] {
                let unsafe_character = text.chars().find(|c| c.is_control() && *c != '\n' || *c == '\u{202e}');
                assert_eq!(unsafe_character, None, "{name}, {format}: {text:?}");
            }
        }
    }
}

#[test]
fn files_of_other_tools_that_have_a_documents_key_are_named() {
    for (file, text, what) in [
        ("docker-compose.json", r#"{"services": {"web": {"image": "nginx"}}}"#, "a file of Docker Compose"),
        ("tasks.json", r#"{"version": "2.0.0", "tasks": [{"label": "build"}]}"#, "a list of an editor's tasks"),
    ] {
        let folder = scenario("public-subnet");
        fs::create_dir(folder.path().join("app")).unwrap();
        fs::write(folder.path().join("app").join(file), text).unwrap();
        let output = hopwise(folder.path(), &["diagnose", "."]);
        assert_eq!(output.exit, Some(0), "{output:?}");
        let said = output.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(file) && said.contains(what), "{said}");
    }
}

#[test]
fn a_hidden_document_is_not_passed_in_silence() {
    let folder = scenario("private-endpoints");
    fs::rename(folder.path().join("vpc-endpoints.json"), folder.path().join(".vpc-endpoints.json")).unwrap();
    fs::write(folder.path().join(".prettierrc.json"), r#"{"tabWidth": 4}"#).unwrap();
    let output = hopwise(folder.path(), &["diagnose", "."]);
    assert_eq!(output.exit, Some(3), "{output:?}");
    assert!(output.stderr.contains("`.vpc-endpoints.json` is hidden"), "{}", output.stderr);
    assert!(!output.stderr.contains("prettierrc"), "{}", output.stderr);
    let hidden = folder.path().join(".cache");
    fs::create_dir_all(hidden.join("deeper")).unwrap();
    fs::write(hidden.join("settings.json"), r#"{"tabWidth": 4}"#).unwrap();
    fs::rename(folder.path().join(".vpc-endpoints.json"), hidden.join("vpc-endpoints.json")).unwrap();
    let output = hopwise(folder.path(), &["diagnose", "."]);
    assert_eq!(output.exit, Some(3), "{output:?}");
    assert!(output.stderr.contains(".cache/vpc-endpoints.json` is hidden"), "{}", output.stderr);
    assert!(!output.stderr.contains("settings"), "{}", output.stderr);
}
