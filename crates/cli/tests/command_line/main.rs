//! The binary itself: what no library test can see.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn hopwise() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hopwise"));
    command.env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn whoever_reads_the_answer_may_stop_reading() {
    let mut child =
        hopwise().args(["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Closed before anything can be read.
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = hopwise().args(["completions", shell]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{shell}");
        assert!(text(&output.stdout).contains("diagnose"), "{shell}");
    }
}

#[test]
fn without_a_source_there_is_advice() {
    for arguments in [vec!["diagnose"], vec!["trace", "--from", "eni-0a", "--to", "s3"]] {
        let output = hopwise().args(arguments).output().unwrap();
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()));
        let error = text(&output.stderr);
        assert!(error.starts_with("error: no source was named\n  hint: "), "{error}");
    }
}

/// Flags that mean nothing by themselves, and what is said about them.
#[test]
fn flags_of_live_accounts_need_a_live_account() {
    for (arguments, said) in [
        (vec!["diagnose", ".", "--profile", "x"], "--profile is about a live account"),
        (vec!["diagnose", ".", "--endpoint-url", "http://127.0.0.1"], "--endpoint-url is about a live account"),
        (vec!["trace", ".", "--from", "eni-0a", "--to", "s3", "--role-arn", "x"], "--role-arn is about a live account"),
        (vec!["diagnose", ".", "--save", "x"], "--live"),
        (vec!["diagnose", ".", "--live"], "cannot be used with"),
        (vec!["diagnose", ".", "--vpc", "vpc-0a"], "--live"),
        (
            vec!["trace", ".", "--from", "eni-0a", "--to", "s3", "--cluster", "prod"],
            "--cluster is about a live account",
        ),
        (vec!["capture"], "--output"),
        (vec!["check", ".", "--profile", "x"], "--profile is about a live account"),
        (vec!["check", ".", "--cluster", "prod"], "--cluster is about a live account"),
        (vec!["check", ".", "--live"], "cannot be used with"),
        (vec!["harden", ".", "--role-arn", "x"], "--role-arn is about a live account"),
        (vec!["harden", ".", "--live"], "cannot be used with"),
        (vec!["diff", ".", ".", "--live"], "cannot be used with"),
        (vec!["diff", ".", ".", "--save", "x"], "--live"),
        (vec!["diff", "."], "AFTER"),
        (vec!["diagnose", ".", "--region", "eu-west-1", "--region", "us-east-1"], "several Regions"),
    ] {
        let output = hopwise().args(&arguments).output().unwrap();
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()), "{arguments:?}");
        assert!(text(&output.stderr).contains(said), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[cfg(not(feature = "live"))]
#[test]
fn without_the_sdk_there_is_advice() {
    for arguments in [
        vec!["capture", "-o", "x"],
        vec!["capture", "--print-iam-policy"],
        vec!["diagnose", "--live"],
        vec!["check", "--live", "--vpc", "vpc-0a"],
        vec!["harden", "--live", "--cluster", "prod"],
    ] {
        let output = hopwise().args(&arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains("--features live"), "{}", text(&output.stderr));
    }
}

/// Nothing but loopback is ever asked: there are credentials, and nobody to use them on.
#[cfg(feature = "live")]
mod live {
    use super::*;

    fn asks_nobody() -> Command {
        let mut command = hopwise();
        for name in ["AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"] {
            command.env_remove(name);
        }
        command
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "hunter2hunter2");
        command
    }

    #[test]
    fn the_policy_needs_no_account() {
        let output = asks_nobody().args(["capture", "--print-iam-policy"]).output().unwrap();
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
        assert!(text(&output.stdout).contains("\"ec2:DescribeSubnets\""));
    }

    #[test]
    fn what_is_missing_is_said_before_anything_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("snapshot");
        let target = target.to_str().unwrap();
        let mut nobody = asks_nobody();
        nobody.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
        for (mut command, arguments, said) in [
            (asks_nobody(), vec![], "no Region is named"),
            (nobody, vec!["--region", "eu-west-1"], "no AWS credentials were found"),
            (asks_nobody(), vec!["--region", "eu-west-1", "--endpoint-url", "localhost"], "is not the URL"),
        ] {
            let output = command.args(["capture", "-o", target]).args(arguments).output().unwrap();
            assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()));
            let error = text(&output.stderr);
            assert!(error.contains(said) && error.contains("hint: ") && !error.contains("hunter2"), "{error}");
            assert!(!folder.path().join("snapshot").exists());
        }
    }

    #[test]
    fn what_is_there_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("precious"), "x").unwrap();
        let target = folder.path().to_str().unwrap();
        for (flags, said) in [(vec![], "exists already"), (vec!["--force"], "not a snapshot that hopwise captured")] {
            let output = asks_nobody().args(["capture", "-o", target]).args(flags).output().unwrap();
            assert_eq!(output.status.code(), Some(2));
            assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
        }
        assert!(folder.path().join("precious").exists());
    }
}

fn from_standard_input(document: &str, arguments: &[&str]) -> Output {
    let mut child =
        hopwise().args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(document.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// One task of which nothing but its place is known.
const SUBNET: &str = r#"{"Vpcs": [{"VpcId": "vpc-0a", "CidrBlock": "10.0.0.0/16"}],
    "Subnets": [{"SubnetId": "subnet-0a", "VpcId": "vpc-0a", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "eu-west-1a"}],
    "Odd": 1}"#;

#[test]
fn a_snapshot_may_come_from_standard_input() {
    let output = from_standard_input(SUBNET, &["diagnose", "-", "--subnet", "subnet-0a", "--format", "json"]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("\"verdict\": \"undetermined\""));
    assert!(text(&output.stderr).starts_with("warning: "), "{}", text(&output.stderr));
}

#[test]
fn quiet_has_no_warnings() {
    let output = from_standard_input(SUBNET, &["diagnose", "-", "--subnet", "subnet-0a", "--quiet"]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(3), String::new()));
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let run = |arguments: &[&str], no_color: bool| {
        let mut command = hopwise();
        command.args(["diagnose"]).args(arguments);
        if no_color {
            command.env("NO_COLOR", "1");
        }
        text(&command.output().unwrap().stderr)
    };
    assert!(!run(&[], false).contains('\u{1b}'));
    assert!(!run(&[], true).contains('\u{1b}'));
    assert!(run(&["--color", "always"], true).contains('\u{1b}'));
    assert!(!run(&["--color", "never"], false).contains('\u{1b}'));
}

#[test]
fn texts_may_come_from_standard_input() {
    let texts = "Task failed to start\n\n  CannotPullContainerError: context canceled\r\n";
    for arguments in [&["decode", "--format", "json"][..], &["decode", "--format", "json", "-"]] {
        let output = from_standard_input(texts, arguments);
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
        let answer = text(&output.stdout);
        assert_eq!(answer.matches("\"class\"").count(), 2, "{answer}");
        assert!(answer.contains("\"network\""), "{answer}");
    }
}

/// `aws ecs describe-tasks > tasks.json` in `PowerShell` gives UTF-16, and `Out-File` a mark of the byte order.
#[test]
fn standard_input_is_read_in_the_encodings_of_windows() {
    let tasks = "{\"tasks\": [{\"stoppedReason\": \"CannotPullContainerError: context canceled\"}]}\r\n";
    for texts in [tasks, "CannotPullContainerError: context canceled\r\n"] {
        let units = |bytes: fn(u16) -> [u8; 2]| texts.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let little = [&[0xff, 0xfe][..], &units(u16::to_le_bytes)].concat();
        let big = [&[0xfe, 0xff][..], &units(u16::to_be_bytes)].concat();
        let marked = [&[0xef, 0xbb, 0xbf][..], texts.as_bytes()].concat();
        for bytes in [little, big, marked, units(u16::to_le_bytes)] {
            let mut child = hopwise()
                .args(["decode", "--format", "json"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            child.stdin.take().unwrap().write_all(&bytes).unwrap();
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{bytes:?}");
            let answer = text(&output.stdout);
            assert_eq!(answer.matches("\"class\": \"network\"").count(), 1, "{answer}");
        }
    }
}

#[test]
fn what_is_not_known_has_a_status_of_its_own() {
    let status = |arguments: &[&str]| hopwise().arg("decode").args(arguments).output().unwrap().status.code();
    assert_eq!(status(&["signal: killed"]), Some(0));
    assert_eq!(status(&["something new"]), Some(3));
    assert_eq!(status(&["signal: killed", "something new"]), Some(3));
    assert_eq!(status(&["--what"]), Some(2));
}

#[test]
fn without_a_text_there_is_advice() {
    for arguments in [&["decode"][..], &["decode", "-"], &["decode", " "]] {
        let output = hopwise().args(arguments).output().unwrap();
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()));
        let error = text(&output.stderr);
        assert!(error.starts_with("error: there is no text to decode\n  hint: "), "{error}");
    }
}

#[test]
fn bytes_that_are_no_text_do_no_harm() {
    let mut child = hopwise().arg("decode").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"\xff\x80 signal: killed\0\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(!output.stdout.contains(&0), "{output:?}");
}
