//! The same documents with something taken away.

use hopwise_model::{DocumentKind, Listing};
use serde_json::{Value, json};

use crate::question::Documents;

/// One way to know less: what it is called, and which files are other than they were (none: not there).
pub(crate) struct Less {
    pub(crate) how: String,
    pub(crate) files: Vec<(String, Option<String>)>,
}

/// Each way to know less by one document: it is an empty file, as a command leaves that failed, of its name or of one that tells
/// nothing; it is not there; the call was denied; its list ends after each number of entries, where another page is announced.
///
/// All of them are tens of thousands of questions, so that each scenario tries a share of its own, and cuts lists in half
/// only, unless `HOPWISE_ALL` is set. A member that AWS always prints is taken away, too: from all records of a list, as `jq` does,
/// and from each.
pub(crate) fn all(name: &str, documents: &Documents) -> Vec<Less> {
    let is_whole = std::env::var_os("HOPWISE_ALL").is_some();
    let mut all = Vec::new();
    for (file, document) in documents {
        let Some(document) = document else { continue };
        if file == "manifest.json" {
            continue;
        }
        let changed = |how: String, text: Option<String>| Less { how, files: vec![(file.clone(), text)] };
        all.push(changed(format!("{file} is an empty file"), Some(String::new())));
        let mut nameless = changed(format!("{file} is an empty file that is called otherwise"), None);
        nameless.files.push((NAMELESS.to_owned(), Some(String::new())));
        all.push(nameless);
        if !documents.contains_key("manifest.json") {
            let mut denied = changed(format!("{file} was denied"), None);
            denied.files.push(("manifest.json".to_owned(), Some(manifest(documents, file).to_string())));
            all.push(denied);
        }
        all.push(changed(format!("without {file}"), None));
        let Some((key, list)) = paged(document) else { continue };
        all.extend(edited(key, list, is_whole).into_iter().map(|(what, list)| {
            let mut members = document.as_object().cloned().unwrap_or_default();
            members.insert(key.to_owned(), Value::Array(list));
            changed(format!("{file} without {what}"), Some(Value::Object(members).to_string()))
        }));
        let cuts = if is_whole { (0..list.len()).collect() } else { vec![list.len() / 2] };
        for cut in cuts.into_iter().chain([list.len()]) {
            // The mark that the AWS CLI prints where it was told to stop.
            let mut members = document.as_object().cloned().unwrap_or_default();
            members.insert(key.to_owned(), json!(list.get(..cut).unwrap_or_default()));
            members.insert("NextToken".to_owned(), json!("eyJ0b2tlbiI6MX0="));
            all.push(changed(format!("{file} goes on after {cut}"), Some(Value::Object(members).to_string())));
        }
    }
    if is_whole {
        return all;
    }
    let first = name.bytes().map(usize::from).sum::<usize>() % SHARE;
    all.into_iter().skip(first).step_by(SHARE).collect()
}

const SHARE: usize = 13;

/// The name of a file that does not tell what it holds.
const NAMELESS: &str = "answer-7.json";

/// Members that AWS prints of every record of a list, by its key: EC2's answers have them, be they empty. Behind a dot stands a
/// member of each element of a list in the record.
const ALWAYS_PRINTED: [(&str, &[&str]); 9] = [
    ("Vpcs", &["CidrBlock", "CidrBlockAssociationSet", "DhcpOptionsId", "IsDefault"]),
    ("Subnets", &["CidrBlock", "AvailabilityZone", "AvailabilityZoneId"]),
    ("RouteTables", &["Routes", "Associations", "Associations.SubnetId", "Associations.Main", "Routes.Origin"]),
    ("NetworkAcls", &["Entries", "Associations", "IsDefault"]),
    ("SecurityGroups", &["IpPermissions", "IpPermissionsEgress"]),
    ("InternetGateways", &["Attachments", "Attachments.State"]),
    (
        "NatGateways",
        &[
            "State",
            "SubnetId",
            "ConnectivityType",
            "NatGatewayAddresses",
            "NatGatewayAddresses.PublicIp",
            "NatGatewayAddresses.PrivateIp",
            "NatGatewayAddresses.NetworkInterfaceId",
        ],
    ),
    (
        "VpcEndpoints",
        &[
            "VpcEndpointType",
            "ServiceName",
            "State",
            "PrivateDnsEnabled",
            "PolicyDocument",
            "RouteTableIds",
            "SubnetIds",
            "Groups",
            "NetworkInterfaceIds",
            "DnsEntries",
        ],
    ),
    (
        "NetworkInterfaces",
        &["SubnetId", "Groups", "PrivateIpAddress", "PrivateIpAddresses", "InterfaceType", "Status", "VpcId"],
    ),
];

/// The records of a list without each member that AWS always prints, and what that is called.
fn edited(key: &str, list: &[Value], is_whole: bool) -> Vec<(String, Vec<Value>)> {
    let members = ALWAYS_PRINTED.iter().find(|(own, _)| *own == key).map(|(_, members)| *members);
    let mut edited = Vec::new();
    for member in members.unwrap_or_default() {
        let without = |record: &Value| {
            let mut record = record.clone();
            take_away(&mut record, member);
            record
        };
        edited.push((format!("{key}[].{member}"), list.iter().map(without).collect()));
        let ones = if is_whole && list.len() > 1 { list.len() } else { 0 };
        edited.extend((0..ones).map(|one| {
            let records = list.iter().enumerate();
            let records = records.map(|(index, own)| if index == one { without(own) } else { own.clone() });
            (format!("{key}[{one}].{member}"), records.collect())
        }));
    }
    edited
}

/// Takes a member away, or that of each element of a list.
fn take_away(record: &mut Value, member: &str) {
    let Some(members) = record.as_object_mut() else { return };
    match member.split_once('.') {
        None => {
            members.remove(member);
        }
        Some((list, inner)) => {
            let elements = members.get_mut(list).and_then(Value::as_array_mut);
            elements.into_iter().flatten().for_each(|element| take_away(element, inner));
        }
    }
}

/// The list of a document that is one: of resources, beside nothing but marks and `failures`.
fn paged(document: &Value) -> Option<(&str, &[Value])> {
    let members = document.as_object()?;
    let mut lists = members.iter().filter_map(|(key, value)| Some((key.as_str(), value.as_array()?.as_slice())));
    let (key, list) = lists.find(|(key, _)| *key != "failures")?;
    let alone = members
        .iter()
        .all(|(other, value)| other == key || other == "failures" || !(value.is_array() || value.is_object()));
    alone.then_some((key, list))
}

/// What `hopwise capture` writes beside documents, of which one was denied.
fn manifest(documents: &Documents, denied: &str) -> Value {
    let calls = documents.iter().filter_map(|(file, document)| {
        let (key, action, about) = call(file, document.as_ref()?)?;
        let call = json!({ "action": action, "requests": 1, "document": key, "arguments": about });
        let mut call = call.as_object()?.clone();
        if file == denied {
            call.insert("failure".to_owned(), json!({ "kind": "denied", "code": "AccessDenied" }));
        } else {
            call.insert("file".to_owned(), json!(file));
        }
        Some(Value::Object(call))
    });
    let place = json!({
        "account": "111122223333", "region": "eu-west-1", "directory": ".", "calls": calls.collect::<Vec<Value>>(),
    });
    json!({ "hopwiseCapture": {
        "version": 1, "hopwise": "0.1.0", "startedAt": "2026-11-25T22:00:00Z", "finishedAt": "2026-11-25T22:00:09Z",
        "scope": "everything", "places": [place],
    } })
}

/// The call that prints a document: its key, its IAM action, and what it is asked about where it is asked about one thing.
fn call(file: &str, document: &Value) -> Option<(&'static str, String, Option<String>)> {
    let kind = DocumentKind::ALL.iter().find(|kind| document.get(kind.key()).is_some())?;
    let mut words = kind.command().split(' ').skip(1);
    let (service, command) = (words.next()?, words.next()?);
    let capital = |word: &str| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default();
    let action: String = command.split('-').map(capital).collect();
    let stem = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".json").to_owned();
    let about = match kind {
        DocumentKind::VpcAttribute | DocumentKind::Secret | DocumentKind::SecretPolicy => {
            Some(text(document, kind.key()))
        }
        DocumentKind::RolePolicy => Some(text(document, "RoleName") + " " + &text(document, "PolicyName")),
        DocumentKind::Role => Some(text(document.get("Role")?, "RoleName")),
        DocumentKind::ManagedPolicy => Some(text(document.get("Policy")?, "Arn")),
        DocumentKind::RepositoryPolicy => Some(text(document, "repositoryName")),
        DocumentKind::TaskDefinition => Some(text(document.get("taskDefinition")?, "taskDefinitionArn")),
        _ => (kind.listing() == Listing::One).then_some(stem),
    };
    Some((kind.key(), format!("{service}:{action}"), about))
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}
