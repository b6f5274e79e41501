//! Snapshots of what people and scripts read, and what holds for all output.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

use hopwise_tests::documents;
use hopwise_tests::program::{self, Output};

fn hopwise(scenario: &str, arguments: &[&str]) -> Output {
    let folder = documents::compose(&documents::root(), scenario).unwrap();
    program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder.path(), arguments).unwrap()
}

/// Standard output and the exit status, as one text.
fn shown(output: &Output) -> String {
    format!("{}\n[exit status {:?}]\n[standard error]\n{}", output.stdout, output.exit, output.stderr)
}

fn diagnosis(scenario: &str) -> String {
    shown(&hopwise(scenario, &["diagnose", ".", "--color", "never"]))
}

fn diagnosis_json(scenario: &str) -> String {
    shown(&hopwise(scenario, &["diagnose", ".", "--format", "json"]))
}

#[test]
fn terminal_delivered() {
    insta::assert_snapshot!(diagnosis("private-nat"));
}

#[test]
fn terminal_blocked_at_the_internet_gateway() {
    insta::assert_snapshot!(diagnosis("public-subnet-no-public-ip"));
}

#[test]
fn terminal_verbose_shows_the_rule_in_its_file() {
    let arguments = ["diagnose", ".", "--verbose", "--color", "never"];
    insta::assert_snapshot!(shown(&hopwise("blackhole-shadows-the-default-route", &arguments)));
}

#[test]
fn terminal_blocked_on_the_way_back() {
    insta::assert_snapshot!(diagnosis("acl-admits-only-the-vpc"));
}

#[test]
fn terminal_partial() {
    insta::assert_snapshot!(diagnosis("half-a-default-route"));
}

#[test]
fn terminal_undetermined() {
    insta::assert_snapshot!(diagnosis("custom-dns-servers"));
}

#[test]
fn terminal_a_call_was_denied() {
    insta::assert_snapshot!(diagnosis("network-acls-denied-at-capture"));
}

#[test]
fn terminal_a_zone_without_the_record() {
    insta::assert_snapshot!(diagnosis("zone-lacks-the-registrys-wildcard"));
}

#[test]
fn terminal_a_rule_that_forwards() {
    insta::assert_snapshot!(diagnosis("forward-rule-for-aws-names"));
}

#[test]
fn json_trace_of_a_name_in_a_zone() {
    let arguments = ["trace", ".", "--from", "eni-0task", "--to", "registry.shop.internal", "--format", "json"];
    insta::assert_snapshot!(shown(&hopwise("registry-in-a-private-zone", &arguments)));
}

#[test]
fn terminal_harden() {
    insta::assert_snapshot!(shown(&hopwise("private-nat", &["harden", ".", "--color", "never"])));
}

#[test]
fn json_harden() {
    insta::assert_snapshot!(shown(&hopwise("private-nat", &["harden", ".", "--format", "json"])));
}

#[test]
fn harden_says_how_things_are_where_nothing_works() {
    let blocked = hopwise("endpoints-without-private-dns-nor-nat", &["harden", ".", "--color", "never"]);
    assert_eq!(blocked.exit, Some(1), "{}", blocked.stderr);
    assert!(blocked.stdout.contains(": 0 of "), "{}", blocked.stdout);
}

#[test]
fn terminal_several_placements() {
    insta::assert_snapshot!(diagnosis("one-of-two-subnets-has-no-route"));
}

#[test]
fn what_is_alike_in_several_subnets_is_told_once() {
    let subnets = ["--subnet", "subnet-0private-a", "--subnet", "subnet-0private-b"];
    let others = ["--security-group", "sg-0task", "--image", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1"];
    let ask = |format: &[&str]| {
        hopwise("stopped-timeout-without-nat-route", &[&["diagnose", "."], &subnets[..], &others[..], format].concat())
    };
    let text = ask(&["--color", "never"]).stdout;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(line.contains("subnet-0private-a (shop-private-a) and subnet-0private-b (shop-private-b)"), "{text}");
    assert_eq!(text.matches("what to change").count(), 1, "{text}");
    let report: serde_json::Value = serde_json::from_str(&ask(&["--format", "json"]).stdout).unwrap();
    assert_eq!(report["outcomes"], serde_json::json!([{"verdict": "blocked", "tasks": [0, 1]}]));
    assert_eq!(report["tasks"].as_array().map(Vec::len), Some(2));
}

#[test]
fn what_is_behind_a_block_is_told() {
    let text = diagnosis("acl-from-the-servers-side");
    assert!(text.contains("  behind it: acl-0private inbound stops this, too.\n"), "{text}");
    let text = diagnosis("task-sg-egress-to-group-only");
    assert!(text.contains("  behind it: acl-0default outbound and acl-0default inbound let this pass.\n"), "{text}");
}

#[test]
fn what_was_meant_comes_before_what_is_new() {
    for (scenario, sentence) in [
        (
            "endpoints-in-another-vpc",
            "! Endpoints vpce-0hub-ecr-api, vpce-0hub-ecr-dkr, vpce-0hub-secretsmanager and vpce-0hub-logs of vpc-0hub are for these services",
        ),
        (
            "zone-named-like-the-endpoints-service",
            "! Private hosted zone Z0API has the name ecr.api.eu-west-1.amazonaws.com, which no client asks for: the service's name is api.ecr.eu-west-1.amazonaws.com.",
        ),
        (
            "zone-with-a-misspelled-name",
            "! Private hosted zone Z0LOGS has the name log.eu-west-1.amazonaws.com, which no client asks for: the service's name is logs.eu-west-1.amazonaws.com.",
        ),
        (
            "zone-of-another-vpc-only",
            "! Private hosted zone Z0LOGS has the name logs.eu-west-1.amazonaws.com, but is not associated with vpc-0shop: the name is not asked of it there.",
        ),
    ] {
        let text = diagnosis(scenario);
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (meant, new) = (line.find(sentence), line.find("what to change"));
        assert!(meant.is_some() && meant < new, "{text}");
    }
    // The endpoint of the hub is no news where the VPC has its own.
    assert!(!diagnosis("private-endpoints").contains("meant to use"));
}

#[test]
fn terminal_one_remedy_for_each_step() {
    insta::assert_snapshot!(diagnosis("endpoints-without-private-dns-nor-nat"));
}

#[test]
fn terminal_steps_with_the_same_remedy() {
    insta::assert_snapshot!(diagnosis("blackhole-shadows-the-default-route"));
}

#[test]
fn terminal_replies_to_ports_of_a_nat_gateway() {
    insta::assert_snapshot!(diagnosis("nat-subnet-acl-with-linux-ports"));
}

#[test]
fn terminal_aws_says_the_same() {
    insta::assert_snapshot!(diagnosis("stopped-timeout-at-an-endpoint"));
}

#[test]
fn terminal_aws_says_otherwise() {
    insta::assert_snapshot!(diagnosis("stopped-at-a-public-address-despite-the-endpoint"));
}

#[test]
fn terminal_aws_blames_a_permission() {
    insta::assert_snapshot!(diagnosis("stopped-by-a-permission-behind-endpoints"));
}

#[test]
fn terminal_aws_said_it_of_the_service() {
    insta::assert_snapshot!(diagnosis("service-events-tell-why"));
}

#[test]
fn json_aws_says_the_same() {
    let output = hopwise("stopped-timeout-at-an-endpoint", &["diagnose", ".", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&report["tasks"][0]["stopped_reasons"]).unwrap());
}

/// One text of the network, one of a permission, one that is not known.
const TEXTS: [&str; 3] = [
    "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1: failed to do request: Head https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/app/manifests/1: dial tcp 10.0.3.18:443: i/o timeout",
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): operation error SSM: GetParameters, https response error StatusCode: 400, RequestID: 0b1f, api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/exec/3f9c is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111122223333:parameter/db because no VPC endpoint policy allows the ssm:GetParameters action",
    "ResourceInitializationError: something new",
];

#[test]
fn script_of_the_aws_cli() {
    let arguments = ["capture", "--print-script", "--cluster", "prod", "--region", "eu-west-1"];
    insta::assert_snapshot!(shown(&hopwise("private-nat", &arguments)));
}

#[test]
fn terminal_decode() {
    let arguments: Vec<&str> = ["decode", "--color", "never"].into_iter().chain(TEXTS).collect();
    insta::assert_snapshot!(shown(&hopwise("private-nat", &arguments)));
}

#[test]
fn json_decode() {
    let arguments: Vec<&str> = ["decode", "--format", "json"].into_iter().chain(TEXTS).collect();
    insta::assert_snapshot!(shown(&hopwise("private-nat", &arguments)));
}

#[test]
fn terminal_trace() {
    let arguments = ["trace", ".", "--from", "eni-0task", "--to", "10.0.11.50", "--color", "never"];
    insta::assert_snapshot!(shown(&hopwise("trace-inside-the-vpc", &arguments)));
}

#[test]
fn json_blocked_at_the_internet_gateway() {
    insta::assert_snapshot!(diagnosis_json("public-subnet-no-public-ip"));
}

#[test]
fn json_blocked_without_a_packet() {
    insta::assert_snapshot!(diagnosis_json("dns-support-disabled"));
}

#[test]
fn json_a_call_was_denied() {
    insta::assert_snapshot!(diagnosis_json("network-acls-denied-at-capture"));
}

#[test]
fn terminal_a_statement_denies_layers() {
    insta::assert_snapshot!(diagnosis("s3-endpoint-policy-data-perimeter"));
}

#[test]
fn terminal_no_route_and_no_permission() {
    insta::assert_snapshot!(diagnosis("no-route-and-no-permission"));
}

#[test]
fn terminal_no_execution_role() {
    insta::assert_snapshot!(diagnosis("execution-role-missing"));
}

#[test]
fn terminal_a_policy_without_its_text() {
    insta::assert_snapshot!(diagnosis("attached-policy-without-its-text"));
}

#[test]
fn terminal_a_policy_of_another_account() {
    insta::assert_snapshot!(diagnosis("cross-account-image"));
}

#[test]
fn terminal_a_condition_that_is_not_known() {
    insta::assert_snapshot!(diagnosis("condition-on-a-tag-of-the-role"));
}

/// The gaps of a diagnosis: component, id, message.
fn gaps(scenario: &str) -> Vec<[String; 3]> {
    let output = hopwise(scenario, &["diagnose", ".", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let of = |gap: &serde_json::Value| {
        ["component", "id", "message"].map(|key| gap.get(key).unwrap().as_str().unwrap().to_owned())
    };
    report.get("gaps").unwrap().as_array().unwrap().iter().map(of).collect()
}

#[test]
fn gaps_about_permissions_name_whose_policy_it_is() {
    let whose = |scenario: &str| {
        let gaps = gaps(scenario).into_iter().map(|[component, id, _]| (component, id));
        gaps.collect::<Vec<_>>()
    };
    let of = |component: &str, id: &str| vec![(component.to_owned(), id.to_owned())];
    assert_eq!(whose("endpoint-policy-that-is-none"), of("endpoint_policy", "vpce-0secretsmanager"));
    let role = "arn:aws:iam::111122223333:role/orders-execution";
    assert_eq!(whose("condition-on-a-tag-of-the-role"), of("iam_role", role));
    let repository = "arn:aws:ecr:eu-west-1:111122223333:repository/shop/orders";
    assert_eq!(whose("only-the-repository-could-allow"), of("repository_policy", repository));
}

#[test]
fn what_is_not_checked_about_a_parameter_is_a_note() {
    let output = hopwise("parameters-need-the-plural", &["diagnose", ".", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let steps = report["tasks"][0]["steps"].as_array().unwrap();
    let noted = steps.iter().filter(|step| step["note"].as_str().is_some_and(|note| note.contains("kms:Decrypt")));
    let noted: Vec<&str> = noted.map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(noted, ["parameters"]);
}

#[test]
fn json_trace_partial() {
    let arguments = ["trace", ".", "--from", "eni-0task", "--to", "logs", "--format", "json"];
    insta::assert_snapshot!(shown(&hopwise("acl-admits-part-of-the-ephemeral-ports", &arguments)));
}

#[test]
fn json_trace_delivered() {
    let arguments = ["trace", ".", "--from", "eni-0task", "--to", "i-0db", "--port", "5432", "--format", "json"];
    insta::assert_snapshot!(shown(&hopwise("trace-inside-the-vpc", &arguments)));
}

#[test]
fn json_says_whose_ports_replies_go_to() {
    let flow = |scenario: &str| {
        let output = hopwise(scenario, &["trace", ".", "--from", "eni-0task", "--to", "logs", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
        report["flows"][0].clone()
    };
    let behind_nat = flow("nat-subnet-acl-with-linux-ports");
    assert_eq!(behind_nat["reply_ports_chosen_by"], "nat-0a", "{behind_nat}");
    let own = flow("acl-admits-part-of-the-ephemeral-ports");
    assert!(own["reply_ports"].is_string() && own["reply_ports_chosen_by"].is_null(), "{own}");
}

#[test]
fn json_finds_each_step_that_stops_once() {
    for scenario in ["half-working-pull", "one-of-two-subnets-has-no-route", "private-nat", "custom-dns-servers"] {
        let output = hopwise(scenario, &["diagnose", ".", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
        let positions = |value: &serde_json::Value| -> Vec<usize> { serde_json::from_value(value.clone()).unwrap() };
        let tasks = report["tasks"].as_array().unwrap();
        for task in tasks {
            let steps = task["steps"].as_array().unwrap();
            let findings = task["findings"].as_array().unwrap();
            let mut found: Vec<usize> = findings.iter().flat_map(|finding| positions(&finding["steps"])).collect();
            found.sort_unstable();
            let stopped = (0..steps.len()).filter(|step| steps[*step]["verdict"] != "delivered");
            assert_eq!(found, stopped.collect::<Vec<_>>(), "{scenario}");
            for finding in findings {
                for remedy in finding["remedies"].as_array().unwrap().iter().flat_map(|all| all.as_array().unwrap()) {
                    let of = positions(&remedy["steps"]);
                    assert!(of.iter().all(|step| positions(&finding["steps"]).contains(step)), "{scenario}: {remedy}");
                    let plan = usize::try_from(remedy["plan"].as_u64().unwrap()).unwrap();
                    assert!(steps[of[0]]["plans"][plan]["changes"].is_array(), "{scenario}: {remedy}");
                }
            }
        }
        let outcomes = report["outcomes"].as_array().unwrap();
        let mut all: Vec<usize> = outcomes.iter().flat_map(|outcome| positions(&outcome["tasks"])).collect();
        all.sort_unstable();
        assert_eq!(all, (0..tasks.len()).collect::<Vec<_>>(), "{scenario}");
    }
}

#[test]
fn help_goes_to_standard_output() {
    let output = hopwise("private-nat", &["--help"]);
    assert_eq!((output.exit, output.stderr.as_str()), (Some(0), ""));
    for command in ["diagnose", "trace", "decode"] {
        assert!(output.stdout.contains(command), "{}", output.stdout);
        let help = hopwise("private-nat", &[command, "--help"]);
        assert_eq!(help.exit, Some(0), "{help:?}");
        assert!(help.stdout.contains("hopwise"), "an example is wanted:\n{}", help.stdout);
    }
}

#[test]
fn colour_is_used_when_asked_for_only() {
    let plain = hopwise("public-subnet-no-public-ip", &["diagnose", "."]);
    let never = hopwise("public-subnet-no-public-ip", &["diagnose", ".", "--color", "never"]);
    let always = hopwise("public-subnet-no-public-ip", &["diagnose", ".", "--color", "always"]);
    assert_eq!(plain, never, "standard output is not a terminal here");
    assert!(always.stdout.contains('\u{1b}'), "{}", always.stdout);
    assert_eq!(anstream::adapter::strip_str(&always.stdout).to_string(), never.stdout);
}

#[test]
fn the_default_is_the_terminal_format() {
    let default = hopwise("private-nat", &["diagnose", "."]);
    assert_eq!(default, hopwise("private-nat", &["diagnose", ".", "--format", "terminal"]));
}

#[test]
fn terminal_zones_that_are_void() {
    insta::assert_snapshot!(diagnosis("zones-to-endpoints-void"));
}

#[test]
fn terminal_a_record_that_points_at_nobody() {
    insta::assert_snapshot!(diagnosis("zone-record-points-at-nobody"));
}
