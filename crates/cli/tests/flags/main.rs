//! Flags that name what is not there, or that say less than they seem to.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

use std::fs;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const SNAPSHOT: &str = r#"{"Vpcs": [{"VpcId": "vpc-0a", "CidrBlock": "10.0.0.0/16"}],
    "Subnets": [{"SubnetId": "subnet-0a", "VpcId": "vpc-0a", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "eu-west-1a"}]}"#;

const GROUPS: &str = r#"{"SecurityGroups": [
    {"GroupId": "sg-0task", "VpcId": "vpc-0a", "IpPermissions": [], "IpPermissionsEgress": []},
    {"GroupId": "sg-0else", "VpcId": "vpc-0b", "IpPermissions": [], "IpPermissionsEgress": []}]}"#;

const INTERFACES: &str = r#"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-0a", "Status": "in-use", "VpcId": "vpc-0a",
    "SubnetId": "subnet-0a", "Groups": [], "PrivateIpAddresses": [
        {"Primary": true, "PrivateIpAddress": "10.0.1.10", "Association": {"PublicIp": "52.1.2.3"}}]}]}"#;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

struct Answer {
    status: Option<i32>,
    stdout: String,
    /// On one line, since messages are wrapped.
    stderr: String,
}

fn ask(folder: &TempDir, arguments: &[&str]) -> Answer {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hopwise"));
    let output = command.args(arguments).current_dir(folder.path()).stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let stderr = text(output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    Answer { status: output.status.code(), stdout: text(output.stdout), stderr }
}

fn placement(folder: &TempDir, flags: &[&str]) -> Answer {
    ask(folder, &[&["diagnose", ".", "--subnet", "subnet-0a"], flags].concat())
}

#[test]
fn a_security_group_that_is_not_there() {
    let known = folder(&[("a.json", SNAPSHOT), ("groups.json", GROUPS)]);
    let answer = placement(&known, &["--security-group", "sg-0task", "--security-group", "sg-0tusk"]);
    assert_eq!((answer.status, answer.stdout.as_str()), (Some(2), ""));
    assert_eq!(answer.stderr, "error: there is no security group `sg-0tusk`; there is: `sg-0task`");
    // A group that is there, and lets nothing out.
    assert_eq!(placement(&known, &["--security-group", "sg-0task"]).status, Some(1));
    // Without the document nobody knows, and the gap is named.
    let answer = placement(&folder(&[("a.json", SNAPSHOT)]), &["--security-group", "sg-0tusk"]);
    assert_eq!(answer.status, Some(3), "{}", answer.stderr);
}

#[test]
fn a_secret_has_no_blank_in_its_name() {
    let folder = folder(&[("a.json", SNAPSHOT)]);
    for secret in ["x y", "", " x", "x\ty"] {
        let answer = placement(&folder, &["--secret", secret]);
        assert_eq!((answer.status, answer.stdout.as_str()), (Some(2), ""), "{secret:?}: {}", answer.stderr);
        assert!(answer.stderr.contains("hint: a secret is named by its ARN"), "{}", answer.stderr);
    }
    assert_eq!(placement(&folder, &["--secret", "/prod/db"]).status, Some(3));
}

#[test]
fn a_platform_version_that_was_not_released() {
    let folder = folder(&[("a.json", SNAPSHOT)]);
    let warns = |flags: &[&str]| placement(&folder, flags).stderr.contains("warning: platform version");
    let answer = placement(&folder, &["--platform-version", "9.9", "--format", "json"]);
    assert_eq!(answer.status, Some(3));
    assert!(answer.stdout.contains("\"message\": \"platform version 9.9.0 is none"), "{}", answer.stdout);
    assert!(warns(&["--platform-version", "9.9"]) && warns(&["--platform-version", "1.3.1"]));
    for known in ["1.0.0", "1.3", "1.4.0", "LATEST"] {
        assert!(!warns(&["--platform-version", known]), "{known}");
    }
    assert!(!warns(&[]) && !warns(&["--launch-type", "EC2", "--platform-version", "9.9"]));
}

#[test]
fn ports_of_a_protocol_without_ports() {
    let folder = folder(&[("a.json", SNAPSHOT), ("interfaces.json", INTERFACES)]);
    let trace = |flags: &[&str]| {
        ask(&folder, &[&["trace", ".", "--from", "eni-0a", "--to", "10.0.1.10"], flags].concat()).stderr
    };
    assert!(
        trace(&["--protocol", "icmp", "--port", "80"])
            .contains("warning: protocol icmp has no ports: the port is not used")
    );
    assert!(trace(&["--protocol", "50", "--source-port", "1-2"]).contains("the source port is not used"));
    for fine in [vec!["--protocol", "icmp"], vec!["--protocol", "udp", "--port", "80"], vec!["--source-port", "1-2"]] {
        assert!(!trace(&fine).contains("no ports"), "{fine:?}");
    }
}

#[test]
fn a_trace_that_does_not_touch_the_snapshot() {
    let folder = folder(&[("a.json", SNAPSHOT), ("interfaces.json", INTERFACES)]);
    let trace = |from: &str, to: &str| ask(&folder, &["trace", ".", "--from", from, "--to", to, "--format", "json"]);
    let message = "neither 8.8.8.8 nor 1.1.1.1 is an address of this snapshot";
    let answer = trace("8.8.8.8", "1.1.1.1");
    assert!(answer.stdout.contains(message) && answer.stderr.contains(message), "{}", answer.stderr);
    for (from, to) in [("8.8.8.8", "52.1.2.3"), ("52.1.2.3", "8.8.8.8"), ("eni-0a", "8.8.8.8"), ("8.8.8.8", "eni-0a")] {
        let answer = trace(from, to);
        assert_ne!(answer.status, Some(2), "{}", answer.stderr);
        assert!(!answer.stderr.contains("of this snapshot"), "{from} {to}: {}", answer.stderr);
    }
}

#[test]
fn the_published_list_of_addresses_may_be_an_extract() {
    let lists = folder(&[
        ("extract.txt", r#"{"prefixes": [{"ip_prefix": "3.5.64.0/21", "region": "eu-west-1", "service": "S3"}]}"#),
        ("wrong.txt", r#"{"Vpcs": []}"#),
        ("list.txt", "[]"),
        ("words.txt", "Not found"),
    ]);
    let folder = folder(&[("a.json", SNAPSHOT)]);
    let list = |name: &str| lists.path().join(name).into_os_string().into_string().unwrap();
    let answer = placement(&folder, &["--ip-ranges", &list("extract.txt")]);
    assert_eq!((answer.status, answer.stderr.as_str()), (Some(3), ""));
    for wrong in ["wrong.txt", "list.txt", "words.txt"] {
        let answer = placement(&folder, &["--ip-ranges", &list(wrong)]);
        assert_eq!((answer.status, answer.stdout.as_str()), (Some(2), ""));
        assert!(answer.stderr.contains(wrong), "{}", answer.stderr);
        assert!(answer.stderr.contains("hint: the file should be AWS's published ip-ranges.json"), "{}", answer.stderr);
        assert!(!answer.stderr.contains("--output json"), "{}", answer.stderr);
    }
}

#[test]
fn the_published_list_among_the_documents_is_one_warning() {
    let list = r#"{"syncToken": "1", "createDate": "2025-01-02-03-04-05", "prefixes": [], "ipv6_prefixes": []}"#;
    let answer = placement(&folder(&[("a.json", SNAPSHOT), ("ip-ranges.json", list)]), &[]);
    assert_eq!(answer.status, Some(3));
    assert_eq!(answer.stderr.matches("warning:").count(), 1, "{}", answer.stderr);
    assert!(answer.stderr.contains("pass it with `--ip-ranges`"), "{}", answer.stderr);
}

#[test]
fn contradictions_are_told_once_and_in_json_too() {
    let moved = INTERFACES.replace("10.0.1.10", "10.0.9.10");
    let folder = folder(&[("a.json", SNAPSHOT), ("interfaces.json", &moved)]);
    let answer = placement(&folder, &["--format", "json"]);
    let message = "`eni-0a` has the address 10.0.9.10, but its subnet `subnet-0a` is 10.0.1.0/24";
    assert_eq!((answer.stdout.matches(message).count(), answer.stderr.matches(message).count()), (1, 1));
    assert!(answer.stdout.contains("\"file\": \"interfaces.json\""), "{}", answer.stdout);
}

#[test]
fn the_same_source_twice_and_standard_input_twice() {
    let folder = folder(&[("a.json", SNAPSHOT)]);
    for sources in [[".", "."], [".", "a.json"], ["./a.json", "a.json"]] {
        let answer = ask(&folder, &[&["diagnose"], sources.as_slice(), &["--subnet", "subnet-0a"]].concat());
        assert_eq!((answer.status, answer.stderr.as_str()), (Some(3), ""), "{sources:?}");
    }
    let answer = ask(&folder, &["diagnose", "-", "-"]);
    assert_eq!(answer.status, Some(2));
    assert!(answer.stderr.starts_with("error: standard input is named twice hint: "), "{}", answer.stderr);
}
