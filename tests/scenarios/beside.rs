//! The same question with complete documents of another Region, and of another account, beside those of the scenario: they
//! say nothing about it.

use std::fs;
use std::net::IpAddr;
use std::path::Path;

use hopwise_tests::documents;
use serde_json::Value;

use crate::expectation::Run;
use crate::program;

/// The scenario whose network stands for all others.
const OTHER: &str = "private-nat";

/// What is not about the network, as other tasks would be asked about, too; and AWS's prefix lists, which are the same for
/// every account and differ by Region.
const LEFT_OUT: [&str; 5] =
    ["clusters.json", "services.json", "task-definition.json", "tasks.json", "prefix-lists.json"];

/// The beginnings of ids, in which no two accounts agree.
const IDS: [&str; 15] = [
    "acl", "aclassoc", "dopt", "eipalloc", "eipassoc", "eni", "igw", "nat", "rtb", "rtbassoc", "sg", "sgr", "subnet",
    "vpc", "vpce",
];

/// Where the others' documents are, their Region and what makes their ids different.
const PLACES: [(&str, &str, char); 3] = [
    ("ap-southeast-2", "ap-southeast-2", '7'),
    ("accounts/999988887777/eu-west-1", "eu-west-1", '8'),
    ("accounts/999988887777/ap-southeast-2", "ap-southeast-2", '9'),
];

pub(crate) fn check(root: &Path, name: &str, run: &Run) -> Result<(), String> {
    if run.args.windows(2).any(|pair| matches!(pair, [from, who] if from == "--from" && who.parse::<IpAddr>().is_ok()))
    {
        // Several VPCs may have the address: whose is meant, the question would have to say.
        return Ok(());
    }
    let folder = documents::compose(root, name)?;
    let alone = program::run(folder.path(), run)?;
    for (directory, region, mark) in PLACES {
        let other = documents::compose(root, OTHER)?;
        let directory = folder.path().join(directory);
        fs::create_dir_all(&directory).map_err(|error| error.to_string())?;
        for entry in fs::read_dir(other.path()).map_err(|error| error.to_string())? {
            let entry = entry.map_err(|error| error.to_string())?;
            if LEFT_OUT.iter().any(|left_out| entry.file_name() == *left_out) {
                continue;
            }
            let text = fs::read_to_string(entry.path()).map_err(|error| error.to_string())?;
            let target = directory.join(entry.file_name());
            fs::write(target, elsewhere(&text, region, mark)).map_err(|error| error.to_string())?;
        }
    }
    let beside = program::run(folder.path(), run)?;
    let (one, other) = (judged(alone.report), judged(beside.report));
    if one == other {
        return Ok(());
    }
    let text = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
    let (one, other) = (text(&one), text(&other));
    let lines = one.lines().zip(other.lines()).enumerate().filter(|(_, (one, other))| one != other);
    let lines: Vec<String> =
        lines.take(6).map(|(line, (one, other))| format!("{line}: {} / {}", one.trim(), other.trim())).collect();
    Err(format!("{name} is answered otherwise beside documents of others:\n{}\n{}", lines.join("\n"), beside.stderr))
}

/// What is judged in a report, and where. Which file told it, and how many addresses of AWS's are not somebody's, may
/// change.
const JUDGED: [&str; 14] = [
    "blocked_at",
    "code",
    "component",
    "failed_at",
    "flows",
    "gaps",
    "id",
    "step",
    "steps",
    "task",
    "tasks",
    "trace",
    "unlisted",
    "verdict",
];

fn judged(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().filter(|(key, _)| JUDGED.contains(&key.as_str()));
            Value::Object(members.map(|(key, value)| (key, judged(value))).collect())
        }
        Value::Array(elements) => Value::Array(elements.into_iter().map(judged).collect()),
        value => value,
    }
}

/// A document as another account would have it, in another Region.
fn elsewhere(text: &str, region: &str, mark: char) -> String {
    let mut text = text.replace("eu-west-1", region).replace("euw1-", &region.replace("eu-west-1", "euw1-"));
    text = text.replace("111122223333", "999988887777").replace("34.242.17.", &format!("34.24{mark}.18."));
    for id in IDS {
        text = text.replace(&format!("\"{id}-"), &format!("\"{id}-{mark}"));
    }
    text
}
