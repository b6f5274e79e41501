//! What `hopwise diff` says of documents of a scenario that were edited on one side or on both.

#![expect(clippy::panic, clippy::indexing_slicing, reason = "helpers of tests, like tests, may fail at once")]

use std::fs;
use std::path::Path;

use hopwise_tests::documents;
use hopwise_tests::program::{self, Output};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::shown;

/// The documents of a scenario, twice.
pub(crate) struct Sides(TempDir);

impl Sides {
    pub(crate) fn of(scenario: &str) -> Self {
        let folder = TempDir::new().unwrap();
        for side in ["before", "after"] {
            let documents = documents::compose(&documents::root(), scenario).unwrap();
            fs::rename(documents.keep(), folder.path().join(side)).unwrap();
        }
        Self(folder)
    }

    /// Edits a document on a side.
    pub(crate) fn edit(self, side: &str, file: &str, edit: impl FnOnce(&mut Value)) -> Self {
        let path = self.0.path().join(side).join(file);
        let mut document: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        edit(&mut document);
        self.write(side, file, &document)
    }

    /// Puts a document on a side.
    pub(crate) fn write(self, side: &str, file: &str, document: &Value) -> Self {
        let text = serde_json::to_string_pretty(document).unwrap();
        fs::write(self.0.path().join(side).join(file), text).unwrap();
        self
    }

    /// Takes documents away on both sides.
    pub(crate) fn without(self, files: &[&str]) -> Self {
        for (side, file) in ["before", "after"].iter().flat_map(|side| files.iter().map(move |file| (side, file))) {
            fs::remove_file(self.0.path().join(side).join(file)).unwrap();
        }
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn diff(&self, arguments: &[&str]) -> Output {
        let arguments: Vec<&str> = ["diff", "before", "after"].iter().chain(arguments).copied().collect();
        program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), self.path(), &arguments).unwrap()
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.diff(&[&["--format", "json"], arguments].concat());
        serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", output.stderr))
    }

    pub(crate) fn printed(&self, format: &str) -> String {
        shown(&self.diff(&["--format", format, "--color", "never"]))
    }
}

/// An entry of a list of a document, by a member of it.
pub(crate) fn entry<'v>(document: &'v mut Value, list: &str, member: &str, is: &str) -> &'v mut Value {
    let all = document[list].as_array_mut().unwrap();
    all.iter_mut().find(|own| own[member] == is).unwrap_or_else(|| panic!("no {member} {is} in {list}"))
}

/// Narrows what a security group lets out.
fn narrow(document: &mut Value) {
    entry(document, "SecurityGroups", "GroupId", "sg-0task")["IpPermissionsEgress"] = json!([]);
}

fn drop_default_route(document: &mut Value) {
    let table = entry(document, "RouteTables", "RouteTableId", "rtb-0private");
    table["Routes"].as_array_mut().unwrap().retain(|own| own["DestinationCidrBlock"] != "0.0.0.0/0");
}

#[test]
fn two_cuts_at_once_are_both_named() {
    let sides = Sides::of("private-nat").edit("after", "security-groups.json", narrow);
    let sides = sides.edit("after", "route-tables.json", drop_default_route);
    insta::assert_snapshot!("two_cuts", sides.printed("terminal"));
    insta::assert_snapshot!("two_cuts_github", sides.printed("github"));
    for flow in sides.json(&[])["flows"].as_array().unwrap() {
        let ids =
            |by: &Value| by["changes"].as_array().unwrap().iter().map(|own| own["id"].clone()).collect::<Vec<_>>();
        let others = flow["also_stopped_by"].as_array().unwrap();
        let mut all = ids(&flow["changed_by"]);
        all.extend(others.iter().flat_map(ids));
        all.sort_by_key(Value::to_string);
        assert_eq!(all, [json!("rtb-0private"), json!("sg-0task")], "{flow:#}");
    }
}

/// What was cut and is mended by something else is no second cut.
#[test]
fn a_cut_that_another_change_mends_is_not_named() {
    let sides = Sides::of("private-nat").edit("after", "security-groups.json", narrow);
    let sides = sides.edit("after", "route-tables.json", |document| {
        let table = entry(document, "RouteTables", "RouteTableId", "rtb-0private");
        for route in table["Routes"].as_array_mut().unwrap() {
            if route["DestinationCidrBlock"] == "0.0.0.0/0" {
                route["DestinationCidrBlock"] = json!("0.0.0.0/1");
                let mut half = route.clone();
                half["DestinationCidrBlock"] = json!("128.0.0.0/1");
                table["Routes"].as_array_mut().unwrap().push(half);
                return;
            }
        }
    });
    for flow in sides.json(&[])["flows"].as_array().unwrap() {
        assert_eq!(flow["changed_by"]["changes"][0]["id"], "sg-0task", "{flow:#}");
        assert_eq!(flow["also_stopped_by"], Value::Null, "{flow:#}");
    }
}

#[test]
fn what_is_broken_on_both_sides_is_told_once() {
    let sides = Sides::of("deleted-nat-gateway");
    insta::assert_snapshot!("broken_before_and_after", sides.printed("terminal"));
    let report = sides.json(&[]);
    assert_eq!((&report["result"], sides.diff(&["--quiet"]).exit), (&json!("same"), Some(0)));
    assert_eq!(report["workloads"][0]["still_stopped"], report["workloads"][0]["compared"]);
    let flows = report["flows"].as_array().unwrap();
    assert!(!flows.is_empty());
    for flow in flows {
        assert_eq!((&flow["became"], &flow["changed_by"]), (&json!("still_stopped"), &Value::Null), "{flow:#}");
    }
}

fn next_revision(sides: Sides) -> Sides {
    let next = |own: &mut Value| *own = json!(own.as_str().unwrap().replace(":7", ":8"));
    sides
        .edit("after", "task-definition.json", |document| {
            let own = &mut document["taskDefinition"];
            next(&mut own["taskDefinitionArn"]);
            own["revision"] = json!(8);
            let container = &mut own["containerDefinitions"][0];
            container["secrets"] =
                json!([{ "name": "KEY", "valueFrom": "arn:aws:ssm:eu-west-1:111122223333:parameter/key" }]);
            container.as_object_mut().unwrap().remove("logConfiguration");
        })
        .edit("after", "services.json", |document| {
            let service = &mut document["services"][0];
            next(&mut service["taskDefinition"]);
            service["platformVersion"] = json!("1.4.0");
        })
        .edit("after", "tasks.json", |document| next(&mut document["tasks"][0]["taskDefinitionArn"]))
}

#[test]
fn another_revision_has_new_steps_and_drops_others() {
    let sides = next_revision(Sides::of("private-nat"));
    insta::assert_snapshot!("another_revision", sides.printed("terminal"));
    let report = sides.json(&[]);
    let became = |step: &str| {
        let all = report["flows"].as_array().unwrap().iter().filter(|own| own["step"] == step);
        all.map(|own| own["became"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((became("logs"), became("registry-auth")), (vec!["gone".to_owned()], Vec::new()));
    let workload = &report["workloads"][0];
    assert_eq!(workload["task_definitions_before"], json!(["shop-api:7"]));
    assert_eq!(workload["task_definitions"], json!(["shop-api:8"]));
}

/// The task of a scenario as one that somebody ran.
fn standalone(group: &str, id: &str) -> impl FnOnce(&mut Value) {
    let (group, id) = (group.to_owned(), id.to_owned());
    move |document| {
        let task = &mut document["tasks"][0];
        task["group"] = json!(group);
        task["startedBy"] = json!("somebody");
        task["taskArn"] = json!(format!("arn:aws:ecs:eu-west-1:111122223333:task/prod/{id}"));
    }
}

#[test]
fn tasks_of_no_service_are_paired_by_family_and_group() {
    let of = |before: &str, after: &str| {
        let sides = Sides::of("private-nat").without(&["services.json"]);
        let sides = sides.edit("before", "tasks.json", standalone(before, "0aa1"));
        sides.edit("after", "tasks.json", standalone(after, "0bb2"))
    };
    let same = of("family:shop-api", "family:shop-api");
    insta::assert_snapshot!("standalone_tasks", same.printed("terminal"));
    assert_eq!(same.diff(&["--task", "0aa1", "--quiet"]).exit, Some(0));
    let report = of("nightly", "nightly").json(&[]);
    assert_eq!((&report["result"], &report["workloads"][0]["group"]), (&json!("same"), &json!("nightly")));
    assert_eq!(report["workloads"].as_array().unwrap().len(), 1);
    // Another group is somebody else's.
    let report = of("nightly", "hourly").json(&[]);
    assert_eq!(report["workloads"].as_array().unwrap().len(), 2);
}

#[test]
fn a_selection_means_the_same_steps_on_both_sides() {
    let sides = Sides::of("private-nat").edit("after", "security-groups.json", narrow);
    for (arguments, exit) in [
        (&["--service", "shop-api"][..], 1),
        (&["--cluster", "prod"], 1),
        (&["--task", "3f9c0e5d"], 1),
        (&["--service", "nobody"], 2),
        (&["--cluster", "nobody"], 2),
        (&["--task", "ffff"], 2),
    ] {
        let output = sides.diff(&[arguments, &["--quiet"]].concat());
        assert_eq!(output.exit, Some(exit), "{arguments:?}: {}{}", output.stdout, output.stderr);
    }
    // A service that is on one side only is new or gone, and no error.
    let gone = sides.edit("after", "tasks.json", |document| document["tasks"] = json!([]));
    let gone = gone.edit("after", "services.json", |document| document["services"] = json!([]));
    let output = gone.diff(&["--service", "shop-api", "--color", "never"]);
    insta::assert_snapshot!("a_service_that_is_gone", shown(&output));
}
