//! What AWS says, held against the networks of the scenarios: other texts than those that the scenarios tell of.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, like tests, may fail at once")]

use std::fs;

use hopwise_tests::{documents, program};
use serde_json::Value;

/// A scenario's diagnosis, its first task having stopped with a text.
fn diagnosis(scenario: &str, text: Option<&str>) -> Value {
    let folder = documents::compose(&documents::root(), scenario).unwrap();
    let path = folder.path().join("tasks.json");
    let mut tasks: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    tasks["tasks"][0]["stoppedReason"] = text.map_or(Value::Null, Value::from);
    fs::write(&path, tasks.to_string()).unwrap();
    let arguments = ["diagnose", ".", "--format", "json"];
    let output = program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder.path(), arguments).unwrap();
    serde_json::from_str(&output.stdout).unwrap()
}

/// What comes of a text in a scenario, and that no verdict depends on it, but that nothing is delivered which it contradicts.
#[track_caller]
fn check(scenario: &str, text: &str, finding: &str, agrees: Option<bool>) {
    let found = diagnosis(scenario, Some(text));
    let reasons = &found["tasks"][0]["stopped_reasons"];
    assert_eq!(reasons.as_array().map(Vec::len), Some(1), "{reasons}");
    let reasons = &reasons[0];
    assert_eq!(
        (reasons["finding"].as_str(), reasons["agrees"].as_bool()),
        (Some(finding), agrees),
        "{scenario}: {reasons:#}"
    );
    assert!(reasons["message"].as_str().is_some_and(|message| message.ends_with('.')), "{reasons}");
    let silent = diagnosis(scenario, None);
    for (one, other) in found["tasks"].as_array().unwrap().iter().zip(silent["tasks"].as_array().unwrap()) {
        let contradicted = agrees == Some(false) && other["verdict"] == "delivered";
        let verdict = if contradicted { &Value::from("undetermined") } else { &other["verdict"] };
        assert_eq!((&one["verdict"], &one["steps"]), (verdict, &other["steps"]), "{scenario}: {text}");
        let reasons = one["gaps"].as_array().unwrap().iter().any(|gap| gap["code"] == "AWS_SAYS_OTHERWISE");
        assert_eq!(reasons, agrees == Some(false), "{scenario}: {text}");
    }
}

/// An error at the ECR API.
fn at_api(rest: &str) -> String {
    format!("unable to retrieve ecr registry auth: Post \"https://api.ecr.eu-west-1.amazonaws.com/\": {rest}")
}

#[test]
fn names() {
    let lookup =
        |server: &str| at_api(&format!("dial tcp: lookup api.ecr.eu-west-1.amazonaws.com on {server}: no such host"));
    check("private-nat", &lookup("10.0.0.2:53"), "name-resolves", Some(false));
    check("private-nat", &lookup("127.0.0.11:53"), "name-resolves", Some(false));
    check("private-nat", &lookup("192.0.2.53:53"), "other-dns-server", Some(false));
    check("dns-support-disabled", &lookup("10.0.0.2:53"), "name-fails", Some(true));
    check("custom-dns-servers", &lookup("127.0.0.53:53"), "not-known", None);
    check("custom-dns-servers", &lookup("192.0.2.53:53"), "other-dns-server", Some(false));
}

#[test]
fn addresses() {
    let timeout = |address: &str| at_api(&format!("dial tcp {address}:443: i/o timeout"));
    check("private-nat", &timeout("52.94.184.143"), "delivered", Some(false));
    check("private-endpoints", &timeout("10.20.1.101"), "delivered", Some(false));
    check("private-endpoints", &timeout("10.20.1.102"), "other-address", Some(false));
    check("private-endpoints", &timeout("192.168.7.7"), "other-address", Some(false));
    check("private-endpoints", &timeout("10.20.1.240"), "address-of-nobody", Some(false));
    check("endpoint-sg-names-another-group", &timeout("10.20.1.101"), "stopped", Some(true));
    // Without the list of endpoints nobody knows whose an address is.
    check("vpc-endpoints-not-collected", &timeout("10.20.1.240"), "not-known", None);
    check("private-nat", &timeout("[2600:1f18::1]"), "ipv6", None);
    check("private-nat", &at_api("proxyconnect tcp: dial tcp 10.0.9.9:3128: i/o timeout"), "proxy", None);
}

#[test]
fn half_of_all_addresses() {
    // 0.0.0.0/1 has a route, 128.0.0.0/1 has none.
    let timeout = |address: &str| at_api(&format!("dial tcp {address}:443: i/o timeout"));
    check("half-a-default-route", &timeout("176.34.63.19"), "stopped", Some(true));
    // Whether the name has only addresses that are routed is not known: then this one contradicts nothing.
    check("half-a-default-route", &timeout("52.94.184.143"), "not-known", None);
    check("half-a-default-route", &at_api("signal: killed"), "not-known", None);
}

#[test]
fn connections_that_were_answered() {
    let refused = at_api("dial tcp 52.94.184.143:443: connect: connection refused");
    check("private-nat", &refused, "arrives", Some(true));
    check("stopped-timeout-without-nat-route", &refused, "arrived-though-blocked", Some(false));
    check("private-nat", &at_api("net/http: TLS handshake timeout"), "arrives", Some(true));
    check("half-a-default-route", &at_api("net/http: TLS handshake timeout"), "not-known", None);
    let elsewhere = at_api("dial tcp 52.94.184.143:443: connect: connection refused");
    check("private-endpoints", &elsewhere, "endpoint-unused", Some(false));
}

#[test]
fn hosts_that_no_step_asks() {
    let hub = "failed to do request: Head \"https://registry-1.docker.io/v2/library/nginx/manifests/1\": dial tcp 44.205.64.79:443: i/o timeout";
    check("private-nat", hub, "no-such-step", None);
    check("private-nat", "unable to retrieve secret from asm: signal: killed", "no-such-step", None);
    let image = "failed to resolve ref 999900001111.dkr.ecr.eu-west-1.amazonaws.com/app:1: not found";
    check("private-nat", image, "no-such-step", None);
}

#[test]
fn steps_in_which_aws_asks() {
    check(
        "platform-1-3-0-fetches-secrets-itself",
        &at_api("dial tcp 52.94.184.143:443: i/o timeout"),
        "asked-by-aws",
        None,
    );
}

#[test]
fn what_is_not_the_network() {
    check("private-nat", "CannotPullContainerError: no space left on device", "arrives", Some(true));
    check("private-nat", "Essential container in task exited", "not-compared", None);
    check("private-nat", "Task failed to start", "not-compared", None);
    // A layer that was refused may have been refused by the registry, which was reached.
    let layer = "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/orders/blobs/sha256:01: 403 Forbidden";
    check("s3-gateway-on-another-route-table", layer, "arrives", Some(true));
    let layer = layer.replace(
        "111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/orders",
        "prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com",
    );
    check("s3-gateway-on-another-route-table", &layer, "arrived-though-blocked", Some(false));
}

#[test]
fn a_role_is_assumed_from_outside_the_vpc() {
    let role =
        "ECS was unable to assume the role 'arn:aws:iam::111122223333:role/exec' that was provided for this task.";
    check("stopped-timeout-without-nat-route", role, "not-compared", None);
}

#[test]
fn nothing_secret_and_nothing_harmful_is_shown() {
    let text = "\u{1b}[31mGet https://me:hunter2@r.example.com/k?X-Amz-Signature=hunter3: dial tcp 52.94.184.143:443: i/o timeout\u{202e}";
    let folder = documents::compose(&documents::root(), "private-nat").unwrap();
    let path = folder.path().join("tasks.json");
    let mut tasks: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    tasks["tasks"][0]["stoppedReason"] = Value::from(text);
    fs::write(&path, tasks.to_string()).unwrap();
    let program = env!("CARGO_BIN_EXE_hopwise-under-test");
    for arguments in [
        vec!["diagnose", "."],
        vec!["diagnose", ".", "--format", "json"],
        vec!["decode", text],
        vec!["decode", "--format", "json", text],
    ] {
        let output = program::run(program, folder.path(), &arguments).unwrap();
        assert!(output.stdout.contains("r.example.com"), "{arguments:?}: {output:?}");
        assert!(!output.stdout.contains("hunter"), "{arguments:?}: {}", output.stdout);
        assert!(!output.stdout.contains(['\u{1b}', '\u{202e}']), "{arguments:?}: {}", output.stdout);
    }
}

/// The execution role of the scenarios is refused a secret.
fn refused(because: &str) -> String {
    format!(
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to \
         retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret \
         arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/orders/db-AbCdEf from secrets manager: \
         AccessDeniedException: {because}"
    )
}

/// What somebody refused, policies of the snapshot may allow, deny, or not show.
#[test]
fn refusals() {
    let by = |because: &str| {
        refused(&format!(
            "User: arn:aws:sts::111122223333:assumed-role/orders-execution/0 is not authorized to perform: \
             secretsmanager:GetSecretValue on resource: \
             arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/orders/db-AbCdEf {because}"
        ))
    };
    let none = |policy: &str| by(&format!("because no {policy} allows the secretsmanager:GetSecretValue action"));
    let deny = |policy: &str| by(&format!("with an explicit deny in {policy}"));
    for text in [
        none("identity-based policy"),
        none("permissions boundary"),
        none("VPC endpoint policy"),
        none("resource-based policy"),
        none("service control policy"),
        deny("an identity-based policy"),
        deny("a service control policy"),
        deny("a resource-based policy"),
    ] {
        check("execution-role", &text, "allowed-though-refused", Some(false));
        // The snapshot denies it, too, or shows no policies.
        check("explicit-deny-of-secrets", &text, "arrives", Some(true));
        check("private-endpoints", &text, "arrives", Some(true));
    }
    let trust = "ECS was unable to assume the role 'arn:aws:iam::111122223333:role/orders-execution' that was provided for \
                 this task. Please verify that the role being passed has the proper trust relationship and permissions and \
                 that your IAM user has permissions to pass this role.";
    check("execution-role", trust, "allowed-though-refused", Some(false));
    check("private-endpoints", trust, "not-compared", None);
}
