//! What `hopwise diff` says of tiers: of networks alone, and beside tasks.

#![expect(clippy::panic, clippy::indexing_slicing, reason = "helpers of tests, like tests, may fail at once")]

use serde_json::{Value, json};

use crate::edited::{Sides, entry};
use crate::shown;

/// A network without anything that runs.
fn network() -> Sides {
    Sides::of("private-nat").without(&["services.json", "tasks.json", "task-definition.json", "clusters.json"])
}

fn routes(document: &mut Value, table: &str) -> Vec<Value> {
    entry(document, "RouteTables", "RouteTableId", table)["Routes"].as_array().unwrap().clone()
}

fn drop_default_route(document: &mut Value) {
    let kept: Vec<Value> =
        routes(document, "rtb-0private").into_iter().filter(|own| own["DestinationCidrBlock"] != "0.0.0.0/0").collect();
    entry(document, "RouteTables", "RouteTableId", "rtb-0private")["Routes"] = json!(kept);
}

fn allow(document: &mut Value, group: &str, list: &str, port: u16, cidr: &str) {
    let rule = json!({
        "IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{ "CidrIp": cidr }],
        "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": [],
    });
    entry(document, "SecurityGroups", "GroupId", group)[list].as_array_mut().unwrap().push(rule);
}

/// `from → to: became`, each with its packets and who did it.
fn flows(report: &Value) -> Vec<String> {
    let flows = report["tiers"]["flows"].as_array().unwrap_or_else(|| panic!("no tiers: {report:#}"));
    let packets = |own: &Value| {
        let word = |name: &str| own[name].as_str().map(|own| format!(" {own}")).unwrap_or_default();
        format!("{}{}", own["protocol"].as_str().unwrap(), word("ports"))
    };
    let one = |own: &Value| {
        let all: Vec<String> = own["packets"].as_array().unwrap().iter().map(packets).collect();
        let by = own["changed_by"]["changes"]
            .as_array()
            .map(|own| own.iter().map(|own| own["id"].as_str().unwrap()).collect::<Vec<_>>());
        let text = |name: &str| own[name].as_str().unwrap();
        format!(
            "{} → {}: {} {} by {}",
            text("from"),
            text("to"),
            text("became"),
            all.join(", "),
            by.unwrap_or_default().join("+")
        )
    };
    flows.iter().map(one).collect()
}

#[test]
fn a_network_alone_is_compared() {
    let sides = network();
    insta::assert_snapshot!("network_alone_same", sides.printed("terminal"));
    let sides = sides.edit("after", "route-tables.json", drop_default_route);
    insta::assert_snapshot!("network_alone_closed", sides.printed("terminal"));
    insta::assert_snapshot!("network_alone_closed_json", sides.printed("json"));
    insta::assert_snapshot!("network_alone_closed_github", sides.printed("github"));
    insta::assert_snapshot!("network_alone_closed_sarif", sides.printed("sarif"));
    assert_eq!(sides.diff(&["--quiet"]).exit, Some(0));
}

#[test]
fn what_opens_is_told_with_exact_ports() {
    let sides = network().edit("after", "security-groups.json", |document| {
        allow(document, "sg-0task", "IpPermissions", 9090, "10.0.0.0/20");
    });
    insta::assert_snapshot!("opened", sides.printed("terminal"));
}

#[test]
fn tiers_are_compared_beside_tasks() {
    let sides = Sides::of("private-nat").edit("after", "route-tables.json", drop_default_route);
    insta::assert_snapshot!("beside_tasks", sides.printed("terminal"));
    // Where steps were selected, these are asked for alone.
    assert_eq!(sides.json(&["--service", "shop-api"])["tiers"], Value::Null);
}

/// What no two snapshots share is no difference: hosts, their addresses, the order of documents.
#[test]
fn hosts_that_come_and_go_are_no_difference() {
    let sides = network().edit("after", "network-interfaces.json", |document| {
        let all = document["NetworkInterfaces"].as_array_mut().unwrap();
        all.retain(|own| own["NetworkInterfaceId"] != "eni-0task");
    });
    assert_eq!(flows(&sides.json(&[])), Vec::<String>::new());
    let sides = sides.edit("after", "network-interfaces.json", |document| {
        let all = document["NetworkInterfaces"].as_array_mut().unwrap();
        all.reverse();
    });
    let output = sides.diff(&["--color", "never"]);
    assert_eq!(output.exit, Some(0), "{}", shown(&output));
}

/// A document that one side lacks leaves open what depends on it, and nothing opened or closed.
#[test]
fn what_one_side_has_not_read_neither_opens_nor_closes() {
    let files = [
        "security-groups.json",
        "network-acls.json",
        "route-tables.json",
        "internet-gateways.json",
        "nat-gateways.json",
        "network-interfaces.json",
    ];
    for file in files {
        for side in ["before", "after"] {
            let sides = network();
            std::fs::remove_file(sides.path().join(side).join(file)).unwrap();
            let output = sides.diff(&["--format", "json", "--quiet"]);
            assert!(matches!(output.exit, Some(0 | 3)), "{file} {side}: {}{}", output.stdout, output.stderr);
            let report: Value = serde_json::from_str(&output.stdout).unwrap();
            for flow in report["tiers"]["flows"].as_array().unwrap() {
                assert_eq!(flow["became"], "not_known", "{file} {side}: {flow:#}");
            }
        }
    }
}
