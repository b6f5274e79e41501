//! `hopwise check`: what it prints in each format, and what it says of files that are no rules.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

mod scopes;

use std::fs;
use std::path::{Path, PathBuf};

use hopwise_tests::program::{self, Output};
use hopwise_tests::{documents, junit};

/// The rules that the README names.
const SAMPLE: &str = "shop.toml";

fn here(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("check").join(file)
}

/// Checks a scenario's network by rules that are beside it under the name that they have here.
fn check(scenario: &str, rules: &[&str], arguments: &[&str]) -> Output {
    let folder = documents::compose(&documents::root(), scenario).unwrap();
    let beside = tempfile::tempdir().unwrap();
    for file in rules {
        let copy = beside.path().join(Path::new(file).file_name().unwrap());
        fs::copy(here(file), copy).unwrap();
    }
    std::os::unix::fs::symlink(folder.path(), beside.path().join("snapshot")).unwrap();
    let of_rules = rules.iter().flat_map(|file| ["--rules", file.strip_prefix("scopes/").unwrap_or(file)]);
    let all = ["check", "snapshot"].into_iter().chain(of_rules).chain(arguments.iter().copied());
    program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), beside.path(), all).unwrap()
}

/// Standard output and the exit status, as one text.
fn shown(output: &Output) -> String {
    format!("{}\n[exit status {:?}]\n[standard error]\n{}", output.stdout, output.exit, output.stderr)
}

#[test]
fn terminal_the_sample() {
    insta::assert_snapshot!(shown(&check("half-working-pull", &[SAMPLE], &["--color", "never"])));
}

#[test]
fn json_the_sample() {
    let output = check("half-working-pull", &[SAMPLE], &["--format", "json"]);
    let mut report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    // Answers are what `diagnose` and `trace` print, of which there are snapshots.
    for rule in report["rules"].as_array_mut().unwrap() {
        let findings = rule["findings"].as_array_mut().unwrap();
        let commands = findings.iter_mut().filter_map(|own| own.as_object_mut().unwrap().remove("answer"));
        assert!(
            commands.map(|answer| answer["command"].clone()).all(|command| command == "diagnose" || command == "trace")
        );
    }
    assert_eq!(output.exit, Some(1));
    insta::assert_snapshot!(serde_json::to_string_pretty(&report).unwrap());
}

#[test]
fn terminal_all_hold() {
    insta::assert_snapshot!(shown(&check("private-endpoints", &[SAMPLE], &["--color", "never"])));
}

#[test]
fn terminal_without_rules() {
    insta::assert_snapshot!(shown(&check("private-nat", &[], &["--color", "never"])));
    assert_eq!(check("half-working-pull", &[], &[]).exit, Some(1));
    assert_eq!(check("custom-dns-servers", &[], &[]).exit, Some(3));
}

#[test]
fn junit_the_sample() {
    let output = check("half-working-pull", &[SAMPLE], &["--format", "junit"]);
    assert_eq!(junit::faults(&output.stdout), Vec::<String>::new());
    // The reader of the typed model takes what is JUnit alone.
    let report = quick_junit::Report::deserialize_from_str(&output.stdout).unwrap();
    let counts = (report.tests, report.failures, report.errors);
    assert_eq!((counts, output.exit), ((6, 2, 0), Some(1)), "{}", output.stdout);
    insta::assert_snapshot!(output.stdout);
    let open = check("snapshot-without-network-acls", &[SAMPLE], &["--format", "junit"]);
    assert_eq!(junit::faults(&open.stdout), Vec::<String>::new());
    let open = quick_junit::Report::deserialize_from_str(&open.stdout).unwrap();
    assert!(open.failures == 0 && open.errors > 0, "{open:?}");
}

/// Checks against the schema that OASIS publishes.
fn sarif_validator() -> jsonschema::Validator {
    let mut schema: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(here("sarif-schema-2.1.0.json")).unwrap()).unwrap();
    // Each has a stray `]` in it, as published, which makes it no regular expression. Nothing here has a language.
    for definition in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{definition}/properties/language")).unwrap();
        assert!(language.as_object_mut().unwrap().remove("pattern").is_some(), "{definition}");
    }
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn sarif_the_sample() {
    let validator = sarif_validator();
    let conforming = |text: &str| -> serde_json::Value {
        let sarif = serde_json::from_str(text).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&sarif).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}\n{text}");
        sarif
    };
    let output = check("half-working-pull", &[SAMPLE], &["--format", "sarif"]);
    conforming(&output.stdout);
    assert_eq!(output.exit, Some(1));
    insta::assert_snapshot!(output.stdout);
    let mut open = conforming(&check("snapshot-without-network-acls", &[SAMPLE], &["--format", "sarif"]).stdout);
    let results = open["runs"][0]["results"].as_array().unwrap();
    assert!(!results.is_empty() && results.iter().all(|result| result["kind"] == "open" && result["level"] == "none"));
    // What does not conform is noticed.
    open["runs"][0]["results"][0]["kind"] = "perhaps".into();
    assert!(!validator.is_valid(&open));
}

#[test]
fn github_the_sample() {
    insta::assert_snapshot!(shown(&check("half-working-pull", &[SAMPLE], &["--format", "github"])));
}

#[test]
fn formats_of_rules_are_of_check_alone() {
    for format in ["junit", "sarif", "github"] {
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["decode", "x", "--format", format];
        let output = program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder.path(), arguments).unwrap();
        assert_eq!((output.exit, output.stdout.as_str()), (Some(2), ""), "{format}");
    }
}

#[test]
fn what_is_not_known_does_not_pass() {
    let output = check("snapshot-without-network-acls", &[SAMPLE], &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!((output.exit, &report["result"]), (Some(3), &"undetermined".into()), "{}", output.stdout);
    let open = report["rules"].as_array().unwrap().iter().filter(|rule| rule["result"] == "undetermined");
    for rule in open {
        assert!(!rule["findings"].as_array().unwrap().is_empty(), "why: {rule}");
    }
}

/// What a rule names by its id is in one Region: that another one was not read in full says nothing of it.
#[test]
fn what_is_named_by_its_id_is_asked_of_its_own_region() {
    let folder = documents::compose(&documents::root(), "half-working-pull").unwrap();
    let rules = ["vpc-0shop", "subnet-0private-a", "sg-0task", "eni-0task"]
        .map(|own| format!("[[rules]]\nnever_reaches = {{ from = 'internet', to = '{own}', ports = ['tcp 22'] }}\n"));
    fs::write(folder.path().join("by-id.toml"), rules.concat()).unwrap();
    let wide = "[[rules]]\nnever_reaches = { from = 'internet', to = 'vpc-*', ports = ['tcp 22'] }\n";
    fs::write(folder.path().join("wide.toml"), wide).unwrap();
    let scope = |from: &str| {
        let to = r#"{"ResourceStatement": {"Resources": ["subnet-0private-a"]}, "PacketHeaderStatement": {"DestinationPorts": ["22"]}}"#;
        format!(r#"{{"MatchPaths": [{{"Source": {{"ResourceStatement": {from}}}, "Destination": {to}}}]}}"#)
    };
    fs::write(folder.path().join("by-id.json"), scope(r#"{"Resources": ["sg-0endpoints"]}"#)).unwrap();
    fs::write(folder.path().join("wide.json"), scope(r#"{"ResourceTypes": ["AWS::EC2::InternetGateway"]}"#)).unwrap();
    let result = |rules: &str| {
        let arguments = ["check", ".", "--rules", rules, "--format", "json"];
        let output = program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder.path(), arguments).unwrap();
        let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
        report["result"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!([result("by-id.toml"), result("wide.toml")], ["holds", "holds"]);
    assert_eq!([result("by-id.json"), result("wide.json")], ["holds", "holds"]);
    let elsewhere = folder.path().join("us-east-1");
    fs::create_dir(&elsewhere).unwrap();
    let vpcs = fs::read_to_string(folder.path().join("vpcs.json")).unwrap();
    fs::write(elsewhere.join("vpcs.json"), vpcs.replace("vpc-0shop", "vpc-0elsewhere")).unwrap();
    assert_eq!([result("by-id.toml"), result("wide.toml")], ["holds", "undetermined"]);
    assert_eq!([result("by-id.json"), result("wide.json")], ["holds", "undetermined"]);
}

#[test]
fn files_that_are_no_rules_are_told_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.toml"), "[[rules]]\nreaches = { form = 'internet' }\n").unwrap();
    let run = |arguments: &[&str]| {
        program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder.path(), arguments.iter().copied()).unwrap()
    };
    let output = run(&["check", ".", "--rules", "bad.toml"]);
    assert_eq!((output.exit, output.stdout.as_str()), (Some(2), ""));
    let text = output.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.starts_with("error: bad.toml:2:13: unknown field `form`"), "{text}");
    assert!(text.ends_with("hint: did you mean `from`?"), "{text}");
    let output = run(&["check", ".", "--rules", "none.toml"]);
    assert_eq!(output.exit, Some(2));
    assert!(output.stderr.contains("none.toml"), "{}", output.stderr);
}

/// Readers of reports know a rule by its name alone.
#[test]
fn rules_of_one_name_in_several_files_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let documents = documents::compose(&documents::root(), "private-nat").unwrap();
    fs::rename(documents.keep(), folder.path().join("snapshot")).unwrap();
    let rule = |name: &str| format!("[[rules]]\n{name}never_reaches = {{ from = 'internet', to = '*' }}\n");
    fs::write(folder.path().join("a.toml"), rule("name = 'closed'\n") + &rule("") + &rule("")).unwrap();
    fs::write(folder.path().join("b.toml"), rule("name = 'closed'\n")).unwrap();
    let run = |format: &str| {
        let arguments = ["check", "snapshot", "--rules", "a.toml", "--rules", "b.toml", "--format", format];
        program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder.path(), arguments).unwrap().stdout
    };
    let names = [
        "closed (a.toml)",
        "internet never reaches * on every port",
        "internet never reaches * on every port #2",
        "closed (b.toml)",
    ];
    let sarif: serde_json::Value = serde_json::from_str(&run("sarif")).unwrap();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect::<Vec<_>>(), names);
    let junit = quick_junit::Report::deserialize_from_str(&run("junit")).unwrap();
    let cases = junit.test_suites.iter().flat_map(|suite| &suite.test_cases);
    assert_eq!(cases.map(|case| case.name.as_str()).collect::<Vec<_>>(), names);
    let page = run("terminal");
    assert!(names.iter().all(|name| page.contains(name)), "{page}");
}

#[test]
fn sarif_of_what_differs_conforms_too() {
    let folder = tempfile::tempdir().unwrap();
    for (side, scenario) in [("before", "private-nat"), ("after", "acl-admits-only-the-vpc")] {
        let documents = documents::compose(&documents::root(), scenario).unwrap();
        fs::rename(documents.keep(), folder.path().join(side)).unwrap();
    }
    let program = env!("CARGO_BIN_EXE_hopwise-under-test");
    let output = program::run(program, folder.path(), ["diff", "before", "after", "--format", "sarif"]).unwrap();
    let sarif = serde_json::from_str(&output.stdout).unwrap();
    let errors: Vec<String> = sarif_validator().iter_errors(&sarif).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    // What the service's steps and the tiers lost, each for itself.
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let ids = results.iter().map(|result| result["ruleId"].as_str().unwrap());
    assert!(ids.clone().any(|id| id.starts_with("service ")), "{}", ids.collect::<Vec<_>>().join(", "));
}

#[test]
fn the_schema_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let output =
        program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder.path(), ["check", "--print-schema"]).unwrap();
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/rules/rules.schema.json");
    assert_eq!((output.exit, output.stdout), (Some(0), fs::read_to_string(published).unwrap()));
}
