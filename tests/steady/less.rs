//! The same documents with something taken away.

use hopwise_model::{DocumentKind, Listing};
use serde_json::{Map, Value, json};

use crate::question::Documents;

/// One way to know less: what it is called, and which files are other than they were (none: not there).
pub(crate) struct Less {
    pub(crate) how: String,
    pub(crate) files: Vec<(String, Option<String>)>,
}

/// Each way to know less by one document, or by a list and what only it names: it is an empty file, as a command leaves that failed, of its name or of one that tells
/// nothing; it is not there; the call was denied; its list ends after each number of entries, where another page is announced.
///
/// A member that AWS always prints is taken away, too: from all records of a list, as `jq` does, and from one.
///
/// All of them are more than a hundred thousand questions: [`Extent`] says how many are asked.
pub(crate) fn all(name: &str, documents: &Documents) -> Vec<Less> {
    let extent = Extent::of_environment();
    let number = name.bytes().map(usize::from).sum::<usize>();
    let mut all = Vec::new();
    for (file, document) in documents {
        let Some(document) = document else { continue };
        if file == "manifest.json" || is_listed_again(documents, file, document) {
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
        if !tells_of_deletion(document) {
            all.push(changed(format!("without {file}"), None));
        }
        all.extend(without_one_of_several(file, document));
        all.extend(without_a_list_of_policies(documents, file, document));
        all.extend(
            edited_alone(document, extent, number)
                .map(|(what, document)| changed(format!("{file} without {what}"), Some(document.to_string()))),
        );
        let Some((key, list)) = paged(document) else { continue };
        all.extend(edited(key, list, extent, number).into_iter().map(|(what, list)| {
            let mut members = document.as_object().cloned().unwrap_or_default();
            members.insert(key.to_owned(), Value::Array(list));
            changed(format!("{file} without {what}"), Some(Value::Object(members).to_string()))
        }));
        let cuts = match extent {
            Extent::Share => vec![list.len() / 2],
            Extent::Whole | Extent::Everything => (0..list.len()).collect(),
        };
        for cut in cuts.into_iter().chain([list.len()]) {
            // The mark that the AWS CLI prints where it was told to stop.
            let mut members = document.as_object().cloned().unwrap_or_default();
            members.insert(key.to_owned(), json!(list.get(..cut).unwrap_or_default()));
            members.insert("NextToken".to_owned(), json!("eyJ0b2tlbiI6MX0="));
            all.push(changed(format!("{file} goes on after {cut}"), Some(Value::Object(members).to_string())));
        }
    }
    match extent {
        Extent::Share => all.into_iter().skip(number % SHARE).step_by(SHARE).collect(),
        Extent::Whole | Extent::Everything => all,
    }
}

/// How many of the ways to know less are tried of one scenario. Most scenarios have the documents of another and one or two of
/// their own, so that what one leaves out others try.
#[derive(Clone, Copy)]
enum Extent {
    /// One of [`SHARE`], another of each scenario: what `cargo test` asks.
    Share,
    /// Every document and every cut; a member is taken from all records of its list, and from one of them alone. With
    /// `HOPWISE_ALL`.
    Whole,
    /// A member is taken from each record alone, too. With `HOPWISE_ALL=everything`.
    Everything,
}

impl Extent {
    fn of_environment() -> Self {
        match std::env::var_os("HOPWISE_ALL") {
            None => Self::Share,
            Some(value) if value == "everything" => Self::Everything,
            Some(_) => Self::Whole,
        }
    }
}

/// A file with several documents, such as a role with the lists of its policies, without each of them.
fn without_one_of_several(file: &str, document: &Value) -> Vec<Less> {
    let Some(members) = document.as_object() else { return Vec::new() };
    let keys: Vec<&str> =
        DocumentKind::ALL.iter().map(|kind| kind.key()).filter(|key| members.contains_key(*key)).collect();
    // What a document is about stands beside it.
    let is_one = |key: &&&str| !["ARN", "VpcId", "registryId", "repositoryName"].contains(*key);
    let of_several = keys.iter().filter(is_one).filter(|_| keys.len() > 1);
    let without = |key: &&str| {
        let rest = members.iter().filter(|(own, _)| own != key).map(|(own, value)| (own.clone(), value.clone()));
        let files = vec![(file.to_owned(), Some(Value::Object(rest.collect()).to_string()))];
        Less { how: format!("{file} without {key}"), files }
    };
    of_several.map(without).collect()
}

/// A role's list of policies is gone, and with it the text of each policy: nobody knows of it.
fn without_a_list_of_policies(documents: &Documents, file: &str, document: &Value) -> Vec<Less> {
    let mut all = Vec::new();
    for (list, text) in [("PolicyNames", "PolicyDocument"), ("AttachedPolicies", "PolicyVersion")] {
        let Some(members) = document.as_object().filter(|own| own.contains_key(list)) else { continue };
        let rest: serde_json::Map<String, Value> =
            members.iter().filter(|(own, _)| *own != list).map(|(own, value)| (own.clone(), value.clone())).collect();
        let rest = (!rest.is_empty()).then(|| Value::Object(rest).to_string());
        let holds = |own: &Option<Value>| own.as_ref().is_some_and(|own| own.get(text).is_some());
        for (policy, _) in documents.iter().filter(|(own, document)| *own != file && holds(document)) {
            let files = vec![(file.to_owned(), rest.clone()), (policy.clone(), None)];
            all.push(Less { how: format!("{file} without {list}, and without {policy}"), files });
        }
    }
    all
}

/// Whether a document says that a secret is marked for deletion. A secret that nobody asked about is taken not to be, as one is
/// taken to have no policy, which the page says: a hole in the law, for every task has secrets and images of which something was
/// not asked.
fn tells_of_deletion(document: &Value) -> bool {
    document.get("DeletedDate").is_some()
}

/// Whether a list is one of two of the same things at different times. The later one counts, by the order of states; without it the
/// earlier one is all that there is, and nothing shows that it is not the last word: a hole in the law.
fn is_listed_again(documents: &Documents, file: &str, document: &Value) -> bool {
    let Some((key, list)) = paged(document) else { return false };
    let id = |own: &Value| {
        let mut members = own.as_object()?.iter();
        members
            .find(|(name, _)| key.strip_suffix('s').is_some_and(|one| **name == format!("{one}Id")))
            .map(|(_, id)| id.clone())
    };
    let others = documents.iter().filter(|(other, _)| *other != file).filter_map(|(_, other)| other.as_ref());
    others.filter_map(|other| other.get(key)?.as_array()).any(|others| {
        list.iter().any(|own| others.iter().any(|other| id(own).is_some() && id(own) == id(other) && own != other))
    })
}

const SHARE: usize = 13;

/// The name of a file that does not tell what it holds.
const NAMELESS: &str = "answer-7.json";

/// Members that AWS prints of every record of a list, by its key: EC2's answers have them, be they empty. Behind a dot stands a
/// member of each element of a list in the record.
const ALWAYS_PRINTED: [(&str, &[&str]); 15] = [
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
    (
        "Reservations",
        &[
            "Instances.State",
            "Instances.SubnetId",
            "Instances.NetworkInterfaces",
            "Instances.NetworkInterfaces.Attachment",
        ],
    ),
    ("clusters", &["status"]),
    ("containerInstances", &["status", "agentConnected", "ec2InstanceId"]),
    (
        "services",
        &[
            "status",
            "clusterArn",
            "taskDefinition",
            "desiredCount",
            "runningCount",
            "pendingCount",
            "deployments",
            "events",
            "networkConfiguration.awsvpcConfiguration.subnets",
            "networkConfiguration.awsvpcConfiguration.securityGroups",
            "networkConfiguration.awsvpcConfiguration.assignPublicIp",
        ],
    ),
    (
        "tasks",
        &[
            "lastStatus",
            "attachments",
            "attachments.type",
            "attachments.details",
            "containers",
            "containers.lastStatus",
            "clusterArn",
            "taskDefinitionArn",
            "group",
            "launchType",
            "overrides",
        ],
    ),
    // Of `essential` AWS documents what holds where it is left out (ECS API reference, `ContainerDefinition`), so that a definition
    // without it says that.
    (
        "taskDefinition",
        &[
            "networkMode",
            "volumes",
            "containerDefinitions",
            "containerDefinitions.mountPoints",
            "containerDefinitions.volumesFrom",
        ],
    ),
];

/// Lists that AWS never prints empty, likewise: every network ACL has the entries `*`, every route table the local routes, every
/// network interface of a task details.
const NEVER_EMPTY: [(&str, &[&str]); 5] = [
    ("NetworkAcls", &["Entries"]),
    ("RouteTables", &["Routes"]),
    ("services", &["networkConfiguration.awsvpcConfiguration.subnets"]),
    ("tasks", &["attachments.details", "containers"]),
    ("taskDefinition", &["containerDefinitions"]),
];

/// A document of one record, such as a task definition, without each member that AWS always prints, and what that is called.
fn edited_alone(document: &Value, extent: Extent, number: usize) -> impl Iterator<Item = (String, Value)> {
    let records = document.as_object().into_iter().flatten().filter(|(_, record)| record.is_object());
    records.flat_map(move |(key, record)| {
        let records = edited(key, std::slice::from_ref(record), extent, number).into_iter();
        records.map(move |(what, mut records)| {
            let mut document = document.clone();
            if let (Some(members), Some(record)) = (document.as_object_mut(), records.pop()) {
                members.insert(key.clone(), record);
            }
            (what, document)
        })
    })
}

/// The records of a list without each member that AWS always prints, and what that is called. `number` is one of the
/// scenario's own, from which follows of which record alone.
fn edited(key: &str, list: &[Value], extent: Extent, number: usize) -> Vec<(String, Vec<Value>)> {
    let members = ALWAYS_PRINTED.iter().find(|(own, _)| *own == key).map(|(_, members)| *members);
    let mut edited = Vec::new();
    for (index, member) in members.unwrap_or_default().iter().enumerate() {
        let without = |record: &Value| {
            let mut record = record.clone();
            at_member(&mut record, member, &|members, own| {
                members.remove(own);
            });
            record
        };
        edited.push((format!("{key}[].{member}"), list.iter().map(without).collect()));
        let ones = match extent {
            Extent::Whole if list.len() > 1 => {
                let one = (number + index) % list.len();
                one..one + 1
            }
            Extent::Everything if list.len() > 1 => 0..list.len(),
            // Of a list of one, all records are the one.
            Extent::Share | Extent::Whole | Extent::Everything => 0..0,
        };
        edited.extend(ones.map(|one| {
            let records = list.iter().enumerate();
            let records = records.map(|(index, own)| if index == one { without(own) } else { own.clone() });
            (format!("{key}[{one}].{member}"), records.collect())
        }));
    }
    let lists = NEVER_EMPTY.iter().find(|(own, _)| *own == key).map(|(_, members)| *members);
    for member in lists.unwrap_or_default() {
        let emptied = list.iter().map(|record| {
            let mut record = record.clone();
            at_member(&mut record, member, &|members, own| {
                members.insert(own.to_owned(), json!([]));
            });
            record
        });
        edited.push((format!("what is in {key}[].{member}"), emptied.collect()));
    }
    edited
}

/// Changes a member, or that of each element of a list or of an object, where it is there.
fn at_member(record: &mut Value, member: &str, change: &dyn Fn(&mut Map<String, Value>, &str)) {
    let Some(members) = record.as_object_mut() else { return };
    match member.split_once('.') {
        None if members.contains_key(member) => change(members, member),
        None => {}
        Some((outer, inner)) => match members.get_mut(outer) {
            Some(Value::Array(elements)) => elements.iter_mut().for_each(|own| at_member(own, inner, change)),
            Some(object) => at_member(object, inner, change),
            None => {}
        },
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
            Some(text(document, if *kind == DocumentKind::VpcAttribute { kind.key() } else { "ARN" }))
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
