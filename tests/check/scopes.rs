//! Access scopes of AWS's Network Access Analyzer: those that AWS makes in every account and those that its guide and its samples
//! have, in `scopes/`, asked of scenarios' networks; what is printed of one in each format.

use std::collections::BTreeMap;
use std::fs;

use super::{check, here, sarif_validator, shown};

/// What becomes of a scope, and of its findings: who reaches whom, or what is not known.
fn asked(scenario: &str, scope: &str) -> (String, Vec<String>) {
    let file = format!("scopes/{scope}.json");
    let output = check(scenario, &[&file], &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let rule = report.pointer("/rules/0").unwrap();
    assert_eq!(rule["rule"], "access_scope");
    let messages = rule["findings"].as_array().unwrap().iter().map(|finding| {
        let path = |end: &str| finding[end].as_str().unwrap_or("?").to_owned();
        if finding["result"] == "violated" {
            format!("{} → {}", path("from"), path("to"))
        } else {
            finding["message"].as_str().unwrap().to_owned()
        }
    });
    let messages = messages.collect();
    let result = rule["result"].as_str().unwrap().to_owned();
    let exit = BTreeMap::from([("holds", 0), ("violated", 1), ("undetermined", 3)]);
    assert_eq!(output.exit, exit.get(result.as_str()).copied(), "{}", output.stderr);
    (result, messages)
}

/// The scopes on networks of which AWS's documentation says what becomes of packets.
#[test]
fn what_each_scope_finds() {
    let peering = "Packets that come in by `AWS::EC2::VPCPeeringConnection` are not followed, and some from outside of the VPC are \
                   let in to eni-0second: whether there is such a path is not known. Where nothing is let in from outside, there \
                   is none.";
    let vpn = &peering.replace("VPCPeeringConnection", "VPNGateway");
    let (holds, violated, undetermined) = ("holds", "violated", "undetermined");
    for (scope, scenario, result, messages) in [
        // AWS's own.
        ("all-igw-ingress", "private-nat", holds, &[][..]),
        ("all-igw-ingress", "addresses-of-an-instance", violated, &["igw-0shop → eni-0second"]),
        ("all-igw-ingress", "block-public-access-ingress", holds, &[]),
        // Groups let nothing in, whatever network ACLs do.
        ("all-igw-ingress", "snapshot-without-network-acls", holds, &[]),
        ("aws-igw-egress", "private-endpoints", holds, &[]),
        ("aws-igw-egress", "private-nat", violated, &["eni-0task → igw-0shop"]),
        ("aws-igw-egress", "default-route-to-virtual-private-gateway", holds, &[]),
        // Nothing is let in from outside, by whatever it comes.
        ("aws-vpc-ingress", "private-endpoints", holds, &[]),
        ("aws-vpc-ingress", "addresses-of-an-instance", violated, &["igw-0shop → eni-0second", peering, vpn]),
        ("aws-vpc-egress", "default-route-to-virtual-private-gateway", violated, &["eni-0task → vgw-0dc"]),
        // The guide's and the samples'.
        ("egress-through-nat", "private-nat", holds, &[]),
        ("egress-through-nat", "public-subnet", violated, &["eni-0task → igw-0shop"]),
        ("egress-to-a-partner", "private-nat", violated, &["eni-0task → igw-0shop"]),
        ("ingress-past-the-firewall", "addresses-of-an-instance", violated, &["igw-0shop → eni-0second"]),
        ("web-ports-alone", "addresses-of-an-instance", violated, &["igw-0shop → eni-0second"]),
        ("web-ports-alone", "public-subnet", holds, &[]),
        ("public-access-blocked", "private-endpoints", holds, &[]),
    ] {
        let (found, findings) = asked(scenario, scope);
        assert_eq!(
            (found.as_str(), findings),
            (result, messages.iter().map(ToString::to_string).collect()),
            "{scope} {scenario}"
        );
    }
    // What leads to something that is not followed names it.
    for (scope, scenario, named) in [
        ("aws-igw-egress", "default-route-to-transit-gateway", "tgw-0corp"),
        ("aws-igw-egress", "default-route-to-network-firewall", "vpce-0firewall"),
        ("ingress-past-the-firewall", "edge-table-redirects-inbound", "rtb-0edge"),
    ] {
        let (found, findings) = asked(scenario, scope);
        assert_eq!(found, undetermined, "{scope} {scenario}: {findings:?}");
        assert!(findings.iter().any(|own| own.contains(named)), "{scope} {scenario}: {findings:?}");
    }
}

/// Every example is asked above, and is what the published schema describes; what is none is not.
#[test]
fn the_examples_are_in_step_with_the_schema() {
    let schema = fs::read_to_string(here("../../crates/rules/rules.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let mut count = 0;
    for entry in fs::read_dir(here("scopes")).unwrap() {
        let path = entry.unwrap().path();
        let scope: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let errors: Vec<String> = validator.iter_errors(&scope).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
        count += 1;
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(include_str!("scopes.rs").contains(&format!("\"{stem}\",")), "{stem} is asked nowhere");
    }
    assert!(count >= 9, "{count}");
    for bad in [
        serde_json::json!({"MatchPaths": [{"Destination": {"PacketHeader": {}}}]}),
        serde_json::json!({"MatchPaths": [{"Destination": {"PacketHeaderStatement": {"DestinationPorts": [22]}}}]}),
        serde_json::json!({"ExcludePaths": []}),
    ] {
        assert!(!validator.is_valid(&bad), "{bad}");
    }
    let rules: toml::Value = toml::from_str(&fs::read_to_string(here(super::SAMPLE)).unwrap()).unwrap();
    assert!(validator.is_valid(&serde_json::to_value(rules).unwrap()));
}

const SCENARIO: &str = "addresses-of-an-instance";
const SCOPES: [&str; 2] = ["scopes/web-ports-alone.json", "scopes/aws-vpc-ingress.json"];

#[test]
fn terminal_a_scope() {
    insta::assert_snapshot!(shown(&check(SCENARIO, &SCOPES, &["--color", "never"])));
}

#[test]
fn json_a_scope() {
    let output = check(SCENARIO, &SCOPES, &["--format", "json"]);
    let mut report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    for rule in report["rules"].as_array_mut().unwrap() {
        for finding in rule["findings"].as_array_mut().unwrap() {
            let answer = finding.as_object_mut().unwrap().remove("answer");
            assert!(answer.is_none_or(|answer| answer["command"] == "trace"));
        }
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&report).unwrap());
}

#[test]
fn junit_a_scope() {
    let output = check(SCENARIO, &SCOPES, &["--format", "junit"]);
    let report = quick_junit::Report::deserialize_from_str(&output.stdout).unwrap();
    assert_eq!((report.tests, report.failures, report.errors), (2, 2, 0), "{}", output.stdout);
    insta::assert_snapshot!(output.stdout);
}

#[test]
fn sarif_a_scope() {
    let output = check(SCENARIO, &SCOPES, &["--format", "sarif"]);
    let sarif = serde_json::from_str(&output.stdout).unwrap();
    assert!(sarif_validator().is_valid(&sarif));
    insta::assert_snapshot!(output.stdout);
}

#[test]
fn github_a_scope() {
    insta::assert_snapshot!(shown(&check(SCENARIO, &SCOPES, &["--format", "github"])));
}
