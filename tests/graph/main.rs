//! `hopwise graph`: what is drawn of every scenario holds together, and packets pass nothing that is not drawn. Whether Graphviz and
//! mermaid take it, `tests/graph/render` tells in the gate.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

use std::collections::BTreeMap;
use std::path::Path;

use hopwise_tests::documents;
use hopwise_tests::program::{self, Output};
use serde_json::Value;

fn hopwise(folder: &Path, arguments: &[&str]) -> Output {
    program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder, arguments).unwrap()
}

fn graph(folder: &Path, around: Option<&str>) -> Option<Value> {
    let mut arguments = vec!["graph", ".", "--format", "json", "--quiet"];
    arguments.extend(around.into_iter().flat_map(|id| ["--around", id]));
    let output = hopwise(folder, &arguments);
    (output.exit == Some(0)).then(|| serde_json::from_str(&output.stdout).unwrap())
}

/// The nodes by id, after making sure that no two have one.
fn nodes<'g>(graph: &'g Value, scenario: &str) -> BTreeMap<&'g str, &'g Value> {
    let all = graph["nodes"].as_array().unwrap();
    let nodes: BTreeMap<&str, &Value> = all.iter().map(|node| (node["id"].as_str().unwrap(), node)).collect();
    assert_eq!(nodes.len(), all.len(), "{scenario}: two nodes have one id");
    nodes
}

#[test]
fn every_scenario_is_drawn_whole() {
    let root = documents::root();
    let (mut drawn, mut edges, mut kinds) = (0, 0, BTreeMap::<String, u32>::new());
    for scenario in documents::names(&root).unwrap() {
        let folder = documents::compose(&root, &scenario).unwrap();
        let Some(graph) = graph(folder.path(), None) else { continue };
        drawn += 1;
        let nodes = nodes(&graph, &scenario);
        for node in nodes.values() {
            *kinds.entry(node["component"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        for edge in graph["edges"].as_array().unwrap() {
            let [from, to] = ["from", "to"].map(|end| edge[end].as_str().unwrap());
            assert!(nodes.contains_key(from) && nodes.contains_key(to) && from != to, "{scenario}: {edge}");
            assert_eq!(edge["by"] == "route", edge["destinations"] != Value::Array(Vec::new()), "{scenario}: {edge}");
            edges += 1;
        }
    }
    assert!(drawn > 300 && edges > 3000, "{drawn} scenarios with {edges} edges");
    for kind in [
        "network_interface",
        "subnet",
        "route_table",
        "internet_gateway",
        "nat_gateway",
        "vpc_endpoint",
        "vpc_peering_connection",
        "transit_gateway",
        "transit_gateway_attachment",
        "vpc",
        "internet",
    ] {
        assert!(kinds.get(kind).is_some_and(|count| *count > 3), "{kind}: {kinds:?}");
    }
}

/// Every hop of every flow in a network of one VPC that is more than a rule is drawn.
#[test]
fn packets_pass_nothing_that_is_not_drawn() {
    let root = documents::root();
    let mut hops = 0;
    for scenario in documents::names(&root).unwrap() {
        let folder = documents::compose(&root, &scenario).unwrap();
        let Some(graph) = graph(folder.path(), None) else { continue };
        let nodes = nodes(&graph, &scenario);
        if nodes.values().filter(|node| node["component"] == "vpc").count() > 0 {
            continue;
        }
        let output = hopwise(folder.path(), &["diagnose", ".", "--format", "json", "--quiet"]);
        let Ok(diagnosis) = serde_json::from_str::<Value>(&output.stdout) else { continue };
        let mut found = Vec::new();
        collect_hops(&diagnosis, &mut found);
        for (component, id) in found {
            if ["route_table", "internet_gateway", "nat_gateway", "subnet", "internet"].contains(&component) {
                assert!(nodes.contains_key(id), "{scenario}: {component} {id} is not drawn");
                hops += 1;
            }
        }
    }
    assert!(hops > 1000, "{hops}");
}

/// The hops of all flows in an answer: objects with a component and an id in a list `forward` or `return`.
fn collect_hops<'a>(value: &'a Value, found: &mut Vec<(&'a str, &'a str)>) {
    match value {
        Value::Array(list) => list.iter().for_each(|own| collect_hops(own, found)),
        Value::Object(members) => {
            for (name, own) in members {
                if let ("forward" | "return", Value::Array(hops)) = (name.as_str(), own) {
                    found.extend(hops.iter().filter_map(|hop| Some((hop["component"].as_str()?, hop["id"].as_str()?))));
                }
                collect_hops(own, found);
            }
        }
        _ => {}
    }
}

#[test]
fn around_a_place_is_what_leads_to_it_and_where_it_leads() {
    let root = documents::root();
    let folder = documents::compose(&root, "private-nat").unwrap();
    let whole = graph(folder.path(), None).unwrap();
    let whole = nodes(&whole, "private-nat");
    let mut smaller = 0;
    // Around the internet is every VPC that has a way there, and of interfaces that are drawn as one, each has a place.
    for id in whole.keys().filter(|id| **id != "internet" && !id.contains(' ')) {
        let around = graph(folder.path(), Some(id)).unwrap_or_else(|| panic!("{id}"));
        let around = nodes(&around, id);
        assert!(around.contains_key(id), "{id}: {:?}", around.keys());
        assert!(around.keys().all(|other| whole.contains_key(other)), "{id}: {:?}", around.keys());
        smaller += u32::from(around.len() < whole.len());
    }
    assert!(smaller > 3, "{smaller}");
}

#[test]
fn what_has_no_place_is_an_error() {
    let folder = documents::compose(&documents::root(), "private-nat").unwrap();
    let output = hopwise(folder.path(), &["graph", ".", "--around", "sg-0nobody"]);
    assert_eq!(output.exit, Some(2));
    assert!(output.stderr.contains("there is no place `sg-0nobody`") && output.stderr.contains("hint"), "{output:?}");
    let output = hopwise(folder.path(), &["diagnose", ".", "--format", "dot"]);
    assert_eq!(output.exit, Some(2));
    assert!(output.stderr.contains("hopwise graph"), "{output:?}");
}

#[test]
fn text() {
    let folder = documents::compose(&documents::root(), "private-nat").unwrap();
    insta::assert_snapshot!(hopwise(folder.path(), &["graph", "."]).stdout);
}

#[test]
fn dot() {
    let folder = documents::compose(&documents::root(), "central-egress-over-a-transit-gateway").unwrap();
    insta::assert_snapshot!(hopwise(folder.path(), &["graph", ".", "--format", "dot"]).stdout);
}

#[test]
fn mermaid() {
    let folder = documents::compose(&documents::root(), "private-nat").unwrap();
    insta::assert_snapshot!(hopwise(folder.path(), &["graph", ".", "--format", "mermaid"]).stdout);
}
