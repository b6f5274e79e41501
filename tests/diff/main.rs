//! What `hopwise diff` says of two directories of documents.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

mod edited;
mod rules;
mod tiers;

use std::fs;
use std::path::Path;

use hopwise_tests::documents;
use hopwise_tests::program::{self, Output};
use tempfile::TempDir;

/// Compares the documents of two scenarios.
fn diff(before: &str, after: &str, arguments: &[&str]) -> Output {
    let folder = TempDir::new().unwrap();
    for (side, scenario) in [("before", before), ("after", after)] {
        let documents = documents::compose(&documents::root(), scenario).unwrap();
        fs::rename(documents.keep(), folder.path().join(side)).unwrap();
    }
    let arguments: Vec<&str> = ["diff", "before", "after"].iter().chain(arguments).copied().collect();
    program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder.path(), &arguments).unwrap()
}

/// Compares the documents of a scenario with the same as a pair of this directory has them afterwards.
fn pair(name: &str, scenario: &str, arguments: &[&str]) -> Output {
    let folder = TempDir::new().unwrap();
    for side in ["before", "after"] {
        let documents = documents::compose(&documents::root(), scenario).unwrap();
        fs::rename(documents.keep(), folder.path().join(side)).unwrap();
    }
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("diff").join(name);
    fs::copy(own.join("rules.toml"), folder.path().join("rules.toml")).unwrap();
    for document in fs::read_dir(own.join("after")).unwrap() {
        let document = document.unwrap();
        fs::copy(document.path(), folder.path().join("after").join(document.file_name())).unwrap();
    }
    let arguments: Vec<&str> = ["diff", "before", "after"].iter().chain(arguments).copied().collect();
    program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder.path(), &arguments).unwrap()
}

/// Standard output and the exit status, as one text.
fn shown(output: &Output) -> String {
    format!("{}\n[exit status {:?}]\n[standard error]\n{}", output.stdout, output.exit, output.stderr)
}

fn page(before: &str, after: &str, format: &str) -> String {
    shown(&diff(before, after, &["--format", format, "--color", "never"]))
}

#[test]
fn terminal_stopped() {
    insta::assert_snapshot!(page("private-nat", "acl-admits-only-the-vpc", "terminal"));
}

#[test]
fn terminal_possible() {
    insta::assert_snapshot!(page("deleted-nat-gateway", "private-nat", "terminal"));
}

#[test]
fn terminal_another_way() {
    insta::assert_snapshot!(page("private-nat", "chain-of-nat-gateways", "terminal"));
}

#[test]
fn terminal_not_known_any_more() {
    insta::assert_snapshot!(page("private-nat", "custom-dns-servers", "terminal"));
}

#[test]
fn terminal_worked_yesterday() {
    insta::assert_snapshot!(shown(&pair("worked-yesterday", "private-nat", &["--color", "never"])));
}

#[test]
fn rules() {
    let page =
        |format| pair("worked-yesterday", "private-nat", &["--rules", "rules.toml", "--format", format, "--quiet"]);
    insta::assert_snapshot!("terminal_rules", shown(&page("terminal")));
    insta::assert_snapshot!("json_rules", shown(&page("json")));
    insta::assert_snapshot!("github_rules", shown(&page("github")));
}

#[test]
fn terminal_only_one_side_has_the_network_acls() {
    // What is not read is not gone: nothing is stopped, and nothing became possible.
    insta::assert_snapshot!(page("private-nat", "network-acls-denied-at-capture", "terminal"));
}

#[test]
fn json() {
    insta::assert_snapshot!(page("private-nat", "acl-admits-only-the-vpc", "json"));
}

#[test]
fn github() {
    insta::assert_snapshot!(page("private-nat", "acl-admits-only-the-vpc", "github"));
}

#[test]
fn junit() {
    let output = diff("private-nat", "acl-admits-only-the-vpc", &["--format", "junit"]);
    assert_eq!(hopwise_tests::junit::faults(&output.stdout), Vec::<String>::new());
    insta::assert_snapshot!(page("private-nat", "acl-admits-only-the-vpc", "junit"));
}

#[test]
fn sarif() {
    insta::assert_snapshot!(page("private-nat", "acl-admits-only-the-vpc", "sarif"));
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let output = diff("private-nat", "private-nat", &["--region", "eu-west-1", "--region", "us-east-1"]);
    assert_eq!(output.exit, Some(2), "{}", output.stderr);
    let folder = TempDir::new().unwrap();
    let run = |arguments: &[&str]| program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder.path(), arguments);
    fs::write(folder.path().join("rules.toml"), "[[rules]]\nreaches = 1\n").unwrap();
    for arguments in [
        &["diff", "-", "-"][..],
        &["diff", "gone", "gone"],
        &["diff", "one"],
        &["diff", "gone", "gone", "--rules", "none.toml"],
        &["diff", "gone", "gone", "--rules", "rules.toml"],
    ] {
        let output = run(arguments).unwrap();
        assert_eq!((output.exit, output.stdout.as_str()), (Some(2), ""), "{arguments:?}: {}", output.stderr);
        // Rules that cannot be read are told before documents are looked for.
        let of_rules =
            arguments.iter().find(|own| Path::new(own).extension().is_some_and(|extension| extension == "toml"));
        assert!(of_rules.is_none_or(|file| output.stderr.contains(file)), "{arguments:?}: {}", output.stderr);
    }
}

/// A document that one side lacks is not known to differ: what rests on it neither stopped nor became possible.
#[test]
fn what_one_side_has_not_read_is_no_change() {
    for scenario in ["explicit-deny-of-secrets", "dns-firewall-blocks-a-name"] {
        let whole = documents::compose(&documents::root(), scenario).unwrap();
        let files: Vec<_> = fs::read_dir(whole.path()).unwrap().map(|own| own.unwrap().file_name()).collect();
        for left_out in files {
            let less = documents::compose(&documents::root(), scenario).unwrap();
            fs::remove_file(less.path().join(&left_out)).unwrap();
            for (before, after) in [(&whole, &less), (&less, &whole)] {
                let sides = [before.path().to_str().unwrap(), after.path().to_str().unwrap()];
                let arguments = ["diff", sides[0], sides[1], "--format", "json", "--quiet"];
                let output = program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), whole.path(), arguments).unwrap();
                let context = format!("{scenario} without {left_out:?}: {}{}", output.stdout, output.stderr);
                assert!(matches!(output.exit, Some(0 | 3)), "{context}");
                let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
                for flow in report["flows"].as_array().unwrap() {
                    let became = flow["became"].as_str().unwrap();
                    assert!(!["stopped", "possible", "new", "gone"].contains(&became), "{became}: {context}");
                }
            }
        }
    }
}

/// Likewise for rules, of a document that is missing and of one that could not be read, as a call leaves it that failed.
#[test]
fn rules_do_not_turn_with_what_one_side_has_not_read() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("diff/worked-yesterday/rules.toml");
    let rules = rules.to_str().unwrap();
    let whole = documents::compose(&documents::root(), "private-nat").unwrap();
    let files: Vec<_> = fs::read_dir(whole.path()).unwrap().map(|own| own.unwrap().file_name()).collect();
    let mut open = 0;
    for file in files {
        for is_emptied in [false, true] {
            let less = documents::compose(&documents::root(), "private-nat").unwrap();
            let path = less.path().join(&file);
            if is_emptied {
                fs::write(path, "").unwrap();
            } else {
                fs::remove_file(path).unwrap();
            }
            for (before, after) in [(&whole, &less), (&less, &whole)] {
                let sides = [before.path().to_str().unwrap(), after.path().to_str().unwrap()];
                let arguments = ["diff", sides[0], sides[1], "--rules", rules, "--format", "json", "--quiet"];
                let output = program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), whole.path(), arguments).unwrap();
                let context = format!("without {file:?} ({is_emptied}): {}{}", output.stdout, output.stderr);
                assert!(matches!(output.exit, Some(0 | 3)), "{context}");
                let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
                for rule in report["rules"].as_array().unwrap() {
                    let became = rule["became"].as_str().unwrap_or("same");
                    assert!(!["violated", "violated_more", "holds"].contains(&became), "{became}: {context}");
                    open += usize::from(became == "not_known" || became == "known");
                }
            }
        }
    }
    assert!(open > 20, "{open}");
}

#[test]
fn terminal_only_one_side_has_the_dns_firewall() {
    let (without, with) = ("private-nat", "dns-firewall-blocks-a-name");
    insta::assert_snapshot!(page(without, with, "terminal"));
    assert_eq!(diff(with, without, &["--quiet"]).exit, Some(3));
}

/// Every scenario that says what differs from another one: the difference is found, and what did it is among the documents.
#[test]
fn what_makes_a_scenario_of_its_base_is_found() {
    let root = documents::root();
    let mut compared = 0;
    for name in documents::names(&root).unwrap() {
        let Some(base) = documents::base(&root, &name).unwrap() else { continue };
        let output = diff(&base, &name, &["--format", "json", "--quiet"]);
        assert_ne!(output.exit, Some(2), "{base} → {name}: {}", output.stderr);
        let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
        for flow in report["flows"].as_array().unwrap() {
            let both = !flow["before"].is_null() && !flow["after"].is_null();
            let both = both && flow["became"] != "still_stopped";
            assert!(!both || !flow["changed_by"].is_null(), "{base} → {name}: nothing did {flow:#}");
        }
        compared += 1;
    }
    assert!(compared > 100, "{compared}");
}

/// Tasks that a service counts and nobody listed may be worse off than those that are known: where all were known before, the whole
/// is not. Where that was so before, what is known is compared.
#[test]
fn tasks_that_are_not_listed_any_more_may_be_worse_off() {
    let (whole, cut) = ("private-nat", "service-counts-more-tasks-than-are-listed");
    for (before, after, exit, lead) in
        [(whole, cut, 3, "UNDETERMINED: "), (cut, whole, 0, "SAME: "), (cut, cut, 0, "SAME: ")]
    {
        let found = diff(before, after, &[]);
        assert_eq!(found.exit, Some(exit), "{before} {after}: {}", found.stdout);
        assert!(found.stdout.contains(lead), "{before} {after}: {}", found.stdout);
        assert_eq!(found.stdout.contains("There may be tasks"), after == cut, "{}", found.stdout);
    }
}
