//! The same documents without a member, whichever it is: taken away, `null`, or empty.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::less::Less;
use crate::question::Documents;

/// Of how many ways one is tried, where the environment does not say so (`HOPWISE_MEMBERS`, 1 being all of them).
const SHARE: u64 = 150;

/// What is done to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// It is not there.
    Gone,
    /// It is `null`: of a scalar, in every second place, since it is read likewise.
    Null,
    /// It is an empty list or object.
    Empty,
}

/// Members without which a document tells another fact, and not less: by their place (or its end, where it has several parts) and what
/// may be done to them, with the reason. AWS prints them where it is so and leaves them out, or empty, where it is not.
const OTHER_FACTS: [(&str, Way, &str); 24] = [
    ("AttachedPolicies", Way::Empty, "a role may have none attached"),
    ("PolicyNames", Way::Empty, "a role may have none of its own"),
    ("SecurityGroups[].IpPermissions", Way::Empty, "a group may let nothing in"),
    ("SecurityGroups[].IpPermissionsEgress", Way::Empty, "a group may let nothing out"),
    ("InternetGateways", Way::Empty, "a Region may have none"),
    ("InternetGateways[].Attachments", Way::Empty, "an internet gateway may be detached"),
    ("NetworkInterfaces", Way::Empty, "a Region may have none, so that those which a task had are gone"),
    ("HostedZoneSummaries", Way::Empty, "a VPC may have no private zone"),
    ("Domains", Way::Empty, "a list of domains may be empty, as it is when it is made"),
    (
        "awsvpcConfiguration.securityGroups",
        Way::Empty,
        "a service may name none: its tasks have the VPC's default group",
    ),
    (
        "taskDefinition.executionRoleArn",
        Way::Gone,
        "a definition may name none; where it must have had one, `requiresAttributes` says so",
    ),
    ("Vpcs[].BlockPublicAccessStates", Way::Gone, "an older AWS CLI prints none"),
    ("Subnets[].BlockPublicAccessStates", Way::Gone, "likewise"),
    ("DeletedDate", Way::Gone, "a secret is not marked for deletion, as most are"),
    ("ARN", Way::Gone, "a secret without an ARN is no description of one: nobody asked, as of most"),
    ("Name", Way::Gone, "likewise without a name"),
    ("Statement[].Condition", Way::Gone, "a statement may hold under no condition"),
    ("Statement[].Condition", Way::Empty, "likewise"),
    (
        "PolicyDocument.Version",
        Way::Gone,
        "a policy may be of the first version of the language, which has no variables",
    ),
    ("Document.Version", Way::Gone, "likewise"),
    (
        "TransitGatewayAttachments[].Association",
        Way::Gone,
        "an attachment may be associated with no table of the account's own gateway",
    ),
    ("TransitGatewayAttachments[].Association", Way::Null, "likewise"),
    ("Routes", Way::Empty, "a transit gateway's route table may have no route"),
    ("AdditionalRoutesAvailable", Way::Gone, "the AWS CLI leaves it out where it read all pages"),
];

/// Each member of each document, wherever it stands: taken from, or emptied in, all records alike.
pub(crate) fn ways(name: &str, documents: &Documents) -> Vec<Less> {
    let every = std::env::var("HOPWISE_MEMBERS").ok().and_then(|value| value.parse().ok()).unwrap_or(SHARE).max(1);
    let mut all = Vec::new();
    for (file, document) in documents {
        let Some(document) = document.as_ref().filter(|_| file != "manifest.json") else { continue };
        let mut places = BTreeMap::new();
        collect(document, "", &mut places);
        for (place, is_scalar) in places {
            let number = hash(&[name, file, &place]);
            if !number.is_multiple_of(every) {
                continue;
            }
            let ways: &[Way] = match is_scalar {
                true if (number / every).is_multiple_of(2) => &[Way::Null],
                true => &[Way::Gone],
                false => &[Way::Gone, Way::Empty],
            };
            for way in ways.iter().filter(|way| !is_another_fact(&place, **way)) {
                let mut document = document.clone();
                edit(&mut document, &place, *way);
                let what = if *way == Way::Gone { "without" } else { "with an empty" };
                all.push(Less {
                    how: format!("{file} {what} {place} ({way:?})"),
                    files: vec![(file.clone(), Some(document.to_string()))],
                });
            }
        }
    }
    all
}

fn is_another_fact(place: &str, way: Way) -> bool {
    OTHER_FACTS.iter().any(|(end, own, _)| {
        // What stands in a condition is part of it.
        let of_condition = end.ends_with("Condition") && place.contains(&format!("{end}."));
        let is_it = place == *end || (end.contains('.') && place.ends_with(end)) || of_condition;
        is_it && (*own == way || (*own == Way::Gone && way == Way::Null))
    })
}

/// The members below a value by place, an element of a list being `[]`; and whether they are scalars wherever they are there.
fn collect(value: &Value, at: &str, places: &mut BTreeMap<String, bool>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let place = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                *places.entry(place.clone()).or_insert(true) &= !(member.is_array() || member.is_object());
                collect(member, &place, places);
            }
        }
        Value::Array(list) => list.iter().for_each(|own| collect(own, &format!("{at}[]"), places)),
        _ => {}
    }
}

/// Does something to the member at a place, in every element of the lists on the way.
fn edit(value: &mut Value, place: &str, way: Way) {
    let (first, rest) = place.split_once('.').map_or((place, None), |(first, rest)| (first, Some(rest)));
    let name = first.trim_end_matches("[]");
    let depth = (first.len() - name.len()) / 2;
    let Some(members) = value.as_object_mut() else { return };
    match rest {
        None => change(members, name, way),
        Some(rest) => {
            if let Some(member) = members.get_mut(name) {
                each(member, depth, &|own| edit(own, rest, way));
            }
        }
    }
}

/// The elements of lists in lists.
fn each(value: &mut Value, depth: usize, run: &dyn Fn(&mut Value)) {
    match value {
        Value::Array(list) if depth > 0 => list.iter_mut().for_each(|own| each(own, depth - 1, run)),
        other if depth == 0 => run(other),
        _ => {}
    }
}

fn change(members: &mut Map<String, Value>, name: &str, way: Way) {
    let Some(member) = members.get_mut(name) else { return };
    match (way, &*member) {
        (Way::Gone, _) => drop(members.remove(name)),
        (Way::Empty, Value::Array(_)) => *member = json!([]),
        (Way::Empty, Value::Object(_)) => *member = json!({}),
        (Way::Null | Way::Empty, _) => *member = Value::Null,
    }
}

/// The same number for the same words, in every run (FNV-1a).
fn hash(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
