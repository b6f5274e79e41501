//! What `hopwise diff --rules` says of a rule that is violated on both sides: by whom, of which packets, on which way.

#![expect(clippy::indexing_slicing, reason = "helpers of tests, like tests, may fail at once")]

use serde_json::{Value, json};

use crate::edited::Sides;
use crate::shown;

/// Lets tasks out on some ports alone, on one side.
fn outbound(sides: Sides, side: &str, ports: &[u16]) -> Sides {
    sides.edit(side, "security-groups.json", |document| {
        let rule = |port: &u16| {
            json!({
                "IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
                "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []
            })
        };
        document["SecurityGroups"][1]["IpPermissionsEgress"] = ports.iter().map(rule).collect();
    })
}

/// The task, its interface and its address as another one that took its place.
fn replaced(sides: Sides) -> Sides {
    let swap = |document: &mut Value| {
        let text = document.to_string();
        let text = text.replace("eni-0task", "eni-0next").replace(TASK, "77d21b0c9e5f4a3ab0c1445566778899");
        *document = serde_json::from_str(&text).unwrap();
    };
    let files = ["network-interfaces.json", "tasks.json"];
    files.into_iter().fold(sides, |sides, file| sides.edit("after", file, swap))
}

const TASK: &str = "3f9c0e5d7a1b4c2e8d6f00112233aabb";

const RULES: &str = r#"
[[rules]]
name = "mail and the shop's partner are reached"
reaches = { from = "service:shop-api", to = "198.51.100.25", ports = ["tcp 587", "tcp 443", "tcp 8443"] }

[[rules]]
name = "shop-api can start"
can_pull = { services = "shop-api" }
"#;

fn sides(before: &[u16], after: &[u16]) -> Sides {
    let sides = Sides::of("private-nat");
    std::fs::write(sides.path().join("rules.toml"), RULES).unwrap();
    outbound(outbound(sides, "before", before), "after", after)
}

const ARGUMENTS: [&str; 5] = ["--rules", "rules.toml", "--quiet", "--color", "never"];

/// What each rule came to.
fn became(sides: &Sides) -> Vec<Value> {
    let report = sides.json(&["--rules", "rules.toml", "--quiet"]);
    report["rules"].as_array().unwrap().iter().map(|own| own["became"].clone()).collect()
}

#[test]
fn terminal_more_and_less() {
    insta::assert_snapshot!(shown(&sides(&[443], &[587]).diff(&ARGUMENTS)));
}

#[test]
fn formats_more_and_less() {
    for format in ["json", "junit", "sarif", "github"] {
        let arguments = [&ARGUMENTS[..], &["--format", format]].concat();
        let output = sides(&[443], &[587]).diff(&arguments);
        if format == "junit" {
            assert_eq!(hopwise_tests::junit::faults(&output.stdout), Vec::<String>::new());
        }
        insta::assert_snapshot!(format!("{format}_more_and_less"), shown(&output));
    }
}

#[test]
fn terminal_less() {
    insta::assert_snapshot!(shown(&sides(&[443], &[443, 587]).diff(&ARGUMENTS)));
}

#[test]
fn what_is_the_same_is_no_difference_whoever_runs() {
    assert_eq!(became(&sides(&[443], &[443])), [Value::Null, Value::Null]);
    assert_eq!(became(&replaced(sides(&[443], &[443]))), [Value::Null, Value::Null]);
    assert_eq!(became(&replaced(sides(&[587], &[587]))), [Value::Null, Value::Null]);
    // What differs is one whoever runs.
    for change in [|own: Sides| own, replaced] {
        assert_eq!(became(&change(sides(&[443, 587], &[443]))), [json!("violated_more"), Value::Null]);
        assert_eq!(became(&change(sides(&[443], &[443, 587]))), [json!("violated_less"), Value::Null]);
        assert_eq!(became(&change(sides(&[443], &[587]))), [json!("violated_more"), json!("violated")]);
    }
}

/// Neither a document that one side lacks nor one that could not be read there makes a rule worse or better that is violated on
/// both.
#[test]
fn a_violated_rule_does_not_turn_with_what_one_side_has_not_read() {
    let all = sides(&[443], &[443]);
    let files: Vec<_> =
        std::fs::read_dir(all.path().join("before")).unwrap().map(|own| own.unwrap().file_name()).collect();
    let mut open = 0;
    for file in &files {
        for (side, is_emptied) in [("before", false), ("after", false), ("before", true), ("after", true)] {
            let own = sides(&[443], &[443]);
            let path = own.path().join(side).join(file);
            if is_emptied {
                std::fs::write(path, "").unwrap();
            } else {
                std::fs::remove_file(path).unwrap();
            }
            for became in became(&own) {
                let is_known = became == Value::Null || became == "known" || became == "not_known";
                assert!(is_known, "{became}: {side} without {} ({is_emptied})", file.display());
                open += usize::from(became != Value::Null);
            }
        }
    }
    assert!(open > 20, "{open}");
}
