//! Whether the README tells the truth: the output it shows, and the block that makes a snapshot; and the tutorial.

#![expect(clippy::unwrap_used, reason = "a test stops at what cannot be")]

mod table;
mod tutorial;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use hopwise_tests::program::run;

const PROGRAM: &str = env!("CARGO_BIN_EXE_hopwise-under-test");
const README: &str = "README.md";
const SAMPLE: &str = "tests/scenarios/half-working-pull";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The contents of a page's fenced blocks of one language, in order.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let readme = fs::read_to_string(root().join(page)).unwrap();
    let mut blocks = Vec::new();
    let mut inside: Option<String> = None;
    for line in readme.lines() {
        match &mut inside {
            None if line == format!("```{language}") => inside = Some(String::new()),
            None => {}
            Some(_) if line == "```" => blocks.extend(inside.take()),
            Some(block) => {
                block.push_str(line);
                block.push('\n');
            }
        }
    }
    blocks
}

/// The first of them.
fn block(page: &str, language: &str) -> String {
    blocks(page, language).first().cloned().unwrap()
}

#[test]
fn the_first_command_prints_what_the_readme_shows() {
    let command = block(README, "sh");
    let arguments = command.split(" -- ").nth(1).unwrap().split_whitespace();
    let output = run(PROGRAM, &root(), arguments).unwrap();
    assert_eq!(output.exit, Some(1));
    assert_eq!(block(README, "text").trim_end(), output.stdout.trim_end());
}

/// No call has these words.
const NO_CALL: &str = "no such call";

/// Stands in for the AWS CLI: lists ids where a query asks for them, and prints the sample's documents otherwise.
const AWS: &str = r#"#!/bin/sh
case "$*" in
*"$FAIL"*)
    echo "An error occurred (AccessDenied) when calling the operation: no" >&2; exit 254 ;;
esac
case "$*" in
*--query*)
    case "$2" in
    describe-vpcs) echo vpc-0shop ;;
    describe-availability-zones) echo eu-west-1 ;;
    list-tasks) case "$*" in *RUNNING*) echo arn:aws:ecs:eu-west-1:111122223333:task/prod/3f9c ;; esac ;;
    list-clusters) echo prod ;;
    list-services) echo arn:aws:ecs:eu-west-1:111122223333:service/prod/orders ;;
    esac ;;
*list-hosted-zones-by-vpc*) cat "$SAMPLE/vpc-0shop.json" ;;
*enableDnsSupport*) cat "$SAMPLE/vpc-attribute-dns-support.json" ;;
*enableDnsHostnames*) cat "$SAMPLE/vpc-attribute-dns-hostnames.json" ;;
"ec2 describe-instances"*) echo '{"Reservations": []}' ;;
iam*|ecr*|secretsmanager*)
    case "$*" in
    *"$(echo "$DENIED" | sed 's/\([A-Z]\)/-\1/g; s/^-//' | tr A-Z a-z)"*)
        echo "An error occurred (AccessDenied) when calling the $DENIED operation: no" >&2; exit 254 ;;
    esac
    echo "An error occurred (NoSuchEntity) when calling the operation: nothing" >&2; exit 254 ;;
*) name=${2#describe-}; cat "$SAMPLE/${name#list-}.json" ;;
esac
"#;

/// Runs the block that makes a snapshot in a folder, where every call fails that has some words in it. Those that list and
/// read policies say that there is none, but for `denied`, an operation.
fn run_block(folder: &Path, failing: &str, denied: &str) -> std::process::Output {
    let bin = folder.join("bin");
    fs::create_dir(&bin).unwrap();
    let program = |name: &str, text: &str| {
        let path = bin.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    program("aws", AWS);
    program("hopwise", &format!("#!/bin/sh\nexec '{PROGRAM}' \"$@\"\n"));
    let script = blocks(README, "bash")
        .first()
        .cloned()
        .unwrap()
        .replace("diagnose snapshot", "diagnose snapshot --format json");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder)
        .env("PATH", path)
        .env("FAIL", failing)
        .env("DENIED", denied)
        .env("SAMPLE", root().join(SAMPLE).canonicalize().unwrap())
        .env("COLUMNS", "80")
        .output()
        .unwrap()
}

#[test]
fn the_snapshot_block_stops_at_the_first_call_that_fails() {
    for failing in [
        "describe-network-acls",
        "describe-vpcs --query",
        "enableDnsHostnames",
        "list-hosted-zones --query",
        "list-firewall-configs",
        "list-tasks",
        "list-services",
        "list-container-instances",
        "describe-task-definition",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let output = run_block(folder.path(), failing, NO_CALL);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(stderr.matches("AccessDenied").count(), 1, "{failing}: {stderr}");
        assert_eq!(output.status.code(), Some(254), "{failing}: {stderr}");
        assert!(output.stdout.is_empty(), "{failing}: no answer stands on half a snapshot");
    }
}

#[test]
fn the_snapshot_block_collects_what_the_sample_holds() {
    let folder = tempfile::tempdir().unwrap();
    let output = run_block(folder.path(), NO_CALL, NO_CALL);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(stderr, "", "the block prints nothing on standard error");
    assert_eq!(output.status.code(), Some(1));
    let direct = run(PROGRAM, &root(), ["diagnose", SAMPLE, "--format", "json"]).unwrap();
    assert_eq!(without_files(&output.stdout), without_files(direct.stdout.as_bytes()));
}

/// An answer without where in which file it was read.
fn without_files(json: &[u8]) -> serde_json::Value {
    fn forget(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(members) => {
                members.remove("evidence");
                members.values_mut().for_each(forget);
            }
            serde_json::Value::Array(elements) => elements.iter_mut().for_each(forget),
            _ => {}
        }
    }
    let mut value = serde_json::from_slice(json).unwrap();
    forget(&mut value);
    value
}

#[test]
fn what_aws_denies_of_policies_is_told_and_stops_nothing() {
    for (operation, permission) in [
        ("GetRole", "iam:GetRole"),
        ("ListRolePolicies", "iam:ListRolePolicies"),
        ("ListAttachedRolePolicies", "iam:ListAttachedRolePolicies"),
        ("GetRepositoryPolicy", "ecr:GetRepositoryPolicy"),
        ("DescribeSecret", "secretsmanager:DescribeSecret"),
        ("GetResourcePolicy", "secretsmanager:GetResourcePolicy"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let output = run_block(folder.path(), NO_CALL, operation);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{operation}: {stderr}");
        assert!(stderr.contains(permission), "{operation}: {stderr}");
    }
}
