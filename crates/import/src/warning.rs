//! What was left out of a snapshot, or looks odd in it.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use hopwise_model::{
    AccountId, DocumentClass, DocumentKind, Evidence, FailedCall, FailureKind, HostedZoneId, NetworkInterfaceId,
    RouteTableId, SubnetId, VpcEndpointId, VpcId,
};
use ipnet::IpNet;

use crate::error::{NAME_IT, NO_SUCH, RENEW, Refused};
use crate::excerpt::excerpt;
use crate::foreign::Foreign;

/// What was left out of a snapshot, or looks odd in it. None of it stops the reading.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// A JSON object none of whose keys, or some of whose keys, belong to any document that is known.
    UnknownDocument {
        /// The file.
        file: Arc<str>,
        /// The keys, in the order of the file; empty for an empty object.
        keys: Vec<String>,
    },
    /// A JSON object of another tool, or what a command takes and not what it prints.
    Foreign {
        /// The file.
        file: Arc<str>,
        /// What it is.
        what: Foreign,
    },
    /// A JSON document that is not an object.
    NotAnObject {
        /// The file.
        file: Arc<str>,
        /// What it holds.
        found: String,
    },
    /// Files of a directory that look like documents and are not read: they are not called so.
    NotNamedJson {
        /// The first of them.
        file: Arc<str>,
        /// The others.
        more: Vec<Arc<str>>,
    },
    /// Files of a directory that hold documents and are not read: they are hidden.
    Hidden {
        /// The first of them.
        file: Arc<str>,
        /// The others.
        more: Vec<Arc<str>>,
    },
    /// A document with a key in the spelling of another tool.
    OtherSpelling {
        /// The first file that holds one.
        file: Arc<str>,
        /// The key.
        key: String,
        /// The key as the AWS CLI prints it.
        expected: &'static str,
        /// How many more files hold such a one.
        more: usize,
    },
    /// A list without the key that the command prints it under.
    Keyless {
        /// The file.
        file: Arc<str>,
        /// The kind that its records are of.
        kind: DocumentKind,
    },
    /// A record of a list, without the list.
    SingleRecord {
        /// The file.
        file: Arc<str>,
        /// The kind that it is of.
        kind: DocumentKind,
        /// How many others follow in the same file.
        more: usize,
    },
    /// A document that does not say what it belongs to, in a file of several.
    Nameless {
        /// What it holds, in words.
        holds: &'static str,
        /// Where it is.
        evidence: Evidence,
    },
    /// An error instead of a document.
    Refused {
        /// The call, where the error, or the file's name, tells which it was.
        failed: Option<Box<FailedCall>>,
        /// Whether the credentials are to blame.
        of_credentials: bool,
        /// AWS's code of the error, where it got as far as AWS.
        code: Option<String>,
        /// What does not exist, where that is AWS's answer.
        none: Option<String>,
        /// Where it is.
        evidence: Evidence,
    },
    /// An empty file, which a command that failed leaves behind.
    Empty {
        /// The file.
        file: Arc<str>,
        /// The kind of document that it should hold, as far as its name tells.
        kind: Option<DocumentKind>,
        /// The role that it is called after, where its name tells no more: it may hold anything of what the role may do.
        role: Option<String>,
    },
    /// A listing that lacks something which exists, as when it was filtered: what else it lacks is not known.
    Filtered {
        /// What is listed.
        kind: DocumentKind,
        /// The id of the first thing that it lacks.
        id: String,
        /// What shows that it exists.
        evidence: Evidence,
    },
    /// A record with a list that lacks something, as another document shows: what else it lacks is not known, so that it is left out.
    Cut {
        /// What it is a record of.
        kind: DocumentKind,
        /// The id of the record.
        id: String,
        /// The list.
        member: &'static str,
        /// What it lacks.
        lacks: String,
        /// What shows that.
        evidence: Evidence,
    },
    /// A document of AWS's that this version recognises but does not evaluate. There is one such warning for each key.
    NotEvaluated {
        /// The first file that holds one.
        file: Arc<str>,
        /// The document's top-level key.
        key: String,
        /// How many more files hold one.
        more: usize,
    },
    /// AWS's published `ip-ranges.json` among the documents.
    IpRanges {
        /// The file.
        file: Arc<str>,
    },
    /// Something named `*.json` in a directory that is no regular file, such as a pipe or a socket: reading it might
    /// never end.
    NotAFile {
        /// Its name.
        file: Arc<str>,
    },
    /// Resources that two places describe alike. They count once. There is one such warning for each pair of files.
    ReadTwice {
        /// The first of the resources.
        id: String,
        /// How many resources the two files share.
        count: usize,
        /// Where the first of them was read first.
        first: Evidence,
        /// Where it was read again.
        second: Evidence,
    },
    /// Something that changed its state between two listings. The later one counts.
    Changed {
        /// What.
        id: String,
        /// What of it changed.
        field: &'static str,
        /// Where its earlier state was read.
        first: Evidence,
        /// Where its later state was read, by the order of states.
        second: Evidence,
    },
    /// The same, where states have no order: which one is the later one is not known.
    Unsettled {
        /// What.
        id: String,
        /// What of it changed.
        field: &'static str,
        /// Where it was read first.
        first: Evidence,
        /// Where it was read last.
        second: Evidence,
    },
    /// A resource that lacks what it takes to place it.
    LeftOut {
        /// The field that it lacks.
        lacks: &'static str,
        /// Where it was read.
        evidence: Evidence,
    },
    /// A record without a member that AWS prints of every one of its kind. It is left out, since what is missing is not known,
    /// and the list counts as a part; what runs is kept, and what the member would say is not known.
    Edited {
        /// What it is a record of.
        kind: DocumentKind,
        /// The id of the record.
        id: String,
        /// The member.
        member: &'static str,
        /// Where it was read.
        evidence: Evidence,
    },
    /// An interface with an address that its subnet does not hold.
    AddressOutsideSubnet {
        /// The interface.
        interface: NetworkInterfaceId,
        /// The address.
        address: IpAddr,
        /// Its subnet.
        subnet: SubnetId,
        /// The block of the subnet.
        cidr: IpNet,
        /// Where the interface was read.
        evidence: Evidence,
    },
    /// Two subnets of one VPC that share addresses.
    OverlappingSubnets {
        /// The VPC.
        vpc: VpcId,
        /// The subnet with the lower addresses, or the larger one, and its block.
        first: (SubnetId, IpNet),
        /// The other subnet and its block.
        second: (SubnetId, IpNet),
        /// Where the other subnet was read.
        evidence: Evidence,
    },
    /// A subnet with a block that lies in none of its VPC's.
    SubnetOutsideVpc {
        /// The subnet.
        subnet: SubnetId,
        /// Its block.
        cidr: IpNet,
        /// The VPC.
        vpc: VpcId,
        /// Where the subnet was read.
        evidence: Evidence,
    },
    /// A record whose name is not in its zone, as when a file is named after another zone.
    RecordOutsideZone {
        /// The record's name.
        record: String,
        /// The zone.
        zone: HostedZoneId,
        /// The zone's name.
        name: String,
        /// Where the record was read.
        evidence: Evidence,
    },
    /// A hosted zone that goes by two names.
    ZoneOfTwoNames {
        /// The zone.
        zone: HostedZoneId,
        /// Its name as read first.
        first: String,
        /// The other one.
        second: String,
        /// Where the other one was read.
        evidence: Evidence,
    },
    /// A task whose attachment names another subnet than its interface does.
    AttachmentElsewhere {
        /// The task's ARN.
        task: String,
        /// The subnet that the task names.
        attachment: SubnetId,
        /// The interface that the task names.
        interface: NetworkInterfaceId,
        /// The subnet that the interface names.
        subnet: SubnetId,
        /// Where the task was read.
        evidence: Evidence,
    },
    /// A gateway endpoint lists a route table that has no route to it.
    EndpointRoute {
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// The table.
        table: RouteTableId,
        /// Where the endpoint was read.
        first: Evidence,
        /// Where the table was read.
        second: Evidence,
    },
    /// ECS reported that it could not describe something.
    Failure {
        /// The file.
        file: Arc<str>,
        /// What was asked for, as printed.
        arn: Option<String>,
        /// ECS's reason, such as `MISSING`.
        reason: Option<String>,
    },
    /// A call failed when the snapshot was made.
    CallFailed {
        /// The call.
        call: FailedCall,
        /// Its account, where calls failed in several.
        account: Option<AccountId>,
    },
    /// A list of a role's policies that is named after no role that the snapshot knows: it says nothing of those that it does.
    NobodysList {
        /// The role whose list it would be: the name of the file.
        role: String,
        /// Where it is.
        evidence: Evidence,
    },
    /// A document of which is not clear which of several Regions it is about, so that it is taken to be whole for none.
    Unplaced {
        /// The file.
        file: Arc<str>,
    },
    /// Every document of a kind, in one account and Region or of one id, says that more pages follow, and the last one is
    /// not there.
    MorePages {
        /// The last file that says so.
        file: Arc<str>,
        /// The kind.
        kind: DocumentKind,
    },
}

impl Warning {
    /// The file that it is about, where it is about one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::UnknownDocument { file, .. }
            | Self::Foreign { file, .. }
            | Self::NotAnObject { file, .. }
            | Self::Keyless { file, .. }
            | Self::SingleRecord { file, .. }
            | Self::NotNamedJson { file, .. }
            | Self::Hidden { file, .. }
            | Self::OtherSpelling { file, .. }
            | Self::Empty { file, .. }
            | Self::NotEvaluated { file, .. }
            | Self::IpRanges { file }
            | Self::NotAFile { file }
            | Self::Failure { file, .. }
            | Self::Unplaced { file }
            | Self::MorePages { file, .. } => Some(file),
            Self::ReadTwice { second, .. }
            | Self::Changed { second, .. }
            | Self::Unsettled { second, .. }
            | Self::EndpointRoute { second, .. } => Some(&second.file),
            Self::LeftOut { evidence, .. }
            | Self::Edited { evidence, .. }
            | Self::Nameless { evidence, .. }
            | Self::NobodysList { evidence, .. }
            | Self::Refused { evidence, .. }
            | Self::AddressOutsideSubnet { evidence, .. }
            | Self::OverlappingSubnets { evidence, .. }
            | Self::SubnetOutsideVpc { evidence, .. }
            | Self::RecordOutsideZone { evidence, .. }
            | Self::ZoneOfTwoNames { evidence, .. }
            | Self::AttachmentElsewhere { evidence, .. }
            | Self::Cut { evidence, .. }
            | Self::Filtered { evidence, .. } => Some(&evidence.file),
            Self::CallFailed { .. } => None,
        }
    }
}

/// How documents come to say what cannot be true together.
const CONTRADICTION: &str = "the documents may be of different times, or edited";

impl fmt::Display for Warning {
    #[expect(clippy::too_many_lines, reason = "a sentence for each")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownDocument { file, keys } if keys.is_empty() => {
                write!(f, "`{file}` is an empty object: nothing was read from it")
            }
            Self::UnknownDocument { file, keys } => unknown_document(f, file, keys),
            Self::Foreign { file, what } => write!(f, "`{file}` is {what}: not read; {}", what.hint()),
            Self::NotAnObject { file, found } => write!(
                f,
                "`{file}` holds {found}, not a document of AWS's: not read; `--query` takes off the key that tells what it is"
            ),
            Self::NotNamedJson { file, more } => not_named_json(f, file, more),
            Self::Hidden { file, more } => hidden(f, file, more),
            Self::OtherSpelling { file, key, expected, more } => write!(
                f,
                "`{}` in `{file}`{} is the spelling of an SDK or another tool: not read; expected `{expected}`, as the AWS CLI \
                 prints it with `--output json`",
                excerpt(key),
                and_more(*more)
            ),
            Self::Keyless { file, kind } => write!(
                f,
                "`{file}` holds a list without the key `{kind}`: it is read as all that `{}` prints",
                kind.command()
            ),
            Self::SingleRecord { file, kind, more } => {
                let records = if *more == 0 { "a single record".to_owned() } else { format!("{} records", more + 1) };
                write!(
                    f,
                    "`{file}` holds {records} of `{kind}` without the list: read, but whether `{}` prints others is not known",
                    kind.command()
                )
            }
            Self::Nameless { holds, evidence } => {
                write!(
                    f,
                    "{evidence} holds {holds}, but not of which one: not read; keep it in a file that is named after it"
                )
            }
            Self::Refused { failed, of_credentials, code, none, evidence } => {
                let (failed, code, of_credentials) = (failed.as_deref(), code.as_deref(), *of_credentials);
                let refused = Refused { more: 0, failed, of_credentials, code, none: none.as_deref() };
                if none.is_some() {
                    return write!(f, "`{}`{refused}: {NO_SUCH}", evidence.file);
                }
                write!(f, "`{}`{refused}: {}", evidence.file, what_to_do(failed, of_credentials))
            }
            Self::Empty { file, kind, role } => {
                write!(f, "`{file}` is empty: the command that wrote it probably failed")?;
                match (kind, role) {
                    (Some(kind), _) => write!(f, " (`{}`); what it would have told is not known", kind.command()),
                    (None, Some(role)) => {
                        write!(f, "; by its name it is about role `{}`, so that what the role may do is not known", excerpt(role))
                    }
                    (None, None) => f.write_str(
                        "; its name does not tell which, so that any list may lack something: call it after its command, such as \
                         `vpcs.json`, or delete it",
                    ),
                }
            }
            Self::NotEvaluated { file, key, more } => {
                write!(f, "`{}` in `{file}`{} is recognised but not evaluated yet", excerpt(key), and_more(*more))
            }
            Self::IpRanges { file } => {
                write!(
                    f,
                    "`{file}` is AWS's list of its addresses, no document of a snapshot: pass it with `--ip-ranges`"
                )
            }
            Self::NotAFile { file } => write!(f, "`{file}` is not a regular file: not read"),
            Self::ReadTwice { id, count: 1, first, second } => {
                write!(f, "`{}` is described twice, alike: in {first} and in {second}", excerpt(id))
            }
            Self::ReadTwice { id, count, first, second } => write!(
                f,
                "{count} resources, such as `{}`, are described twice, alike: in `{}` and in `{}`",
                excerpt(id),
                first.file,
                second.file
            ),
            Self::Changed { id, field, first, second } => write!(
                f,
                "`{}` changed between two listings in {}: {first}, and later {second}, which counts",
                excerpt(id),
                field.replace('_', " ")
            ),
            Self::Unsettled { id, field, first, second } => write!(
                f,
                "`{}` differs between two listings in {}: {first} and {second}; which of them is the later one is not known",
                excerpt(id),
                field.replace('_', " ")
            ),
            Self::LeftOut { lacks, evidence } => write!(f, "{evidence} has no `{lacks}`: left out"),
            Self::Edited { kind, id, member, evidence } => {
                // Of an ARN the last part tells it.
                let (id, command) = (excerpt(id.rsplit('/').next().unwrap_or(id)), kind.command());
                let left_out =
                    if kind.class() == DocumentClass::Workload { "what it says is not known" } else { "left out" };
                write!(
                    f,
                    "{evidence}: `{id}` has no `{member}`, which AWS always prints: {left_out}; keep the whole of what `{command}` prints"
                )
            }
            Self::AddressOutsideSubnet { interface, address, subnet, cidr, evidence } => write!(
                f,
                "{evidence}: `{interface}` has the address {address}, but its subnet `{subnet}` is {cidr}: {CONTRADICTION}"
            ),
            Self::OverlappingSubnets { vpc, first, second, evidence } => write!(
                f,
                "{evidence}: `{}` ({}) and `{}` ({}) overlap in `{vpc}`: {CONTRADICTION}",
                second.0, second.1, first.0, first.1
            ),
            Self::SubnetOutsideVpc { subnet, cidr, vpc, evidence } => {
                write!(f, "{evidence}: `{subnet}` is {cidr}, which is in no block of `{vpc}`: {CONTRADICTION}")
            }
            Self::AttachmentElsewhere { task, attachment, interface, subnet, evidence } => write!(
                f,
                "{evidence}: task `{}` says that it is in `{attachment}`, but its interface `{interface}` is in `{subnet}`: {CONTRADICTION}",
                excerpt(task)
            ),
            Self::EndpointRoute { endpoint, table, first, second } => write!(
                f,
                "{first}: `{endpoint}` lists `{table}` among its `RouteTableIds`, which has no route to it ({second}): whether the route is in force is not known; {CONTRADICTION}"
            ),
            Self::RecordOutsideZone { record, zone, name, evidence } => write!(
                f,
                "{evidence}: the record `{}` is not in zone `{zone}` (`{}`): the file may be named after another zone",
                excerpt(record),
                excerpt(name)
            ),
            Self::ZoneOfTwoNames { zone, first, second, evidence } => write!(
                f,
                "{evidence}: zone `{zone}` is called `{}` here and `{}` elsewhere: {CONTRADICTION}",
                excerpt(second),
                excerpt(first)
            ),
            Self::Failure { file, arn, reason } => {
                let arn = arn.as_deref().map_or_else(|| "something".to_owned(), |arn| format!("`{}`", excerpt(arn)));
                let reason = reason.as_deref().unwrap_or("no reason given");
                write!(f, "`{file}`: ECS could not describe {arn}: {}", excerpt(reason))
            }
            Self::CallFailed { call, account } => call_failed(f, call, account.as_ref()),
            Self::NobodysList { role, evidence } => write!(
                f,
                "{evidence} lists the policies of role `{}`, as its file is called, and nothing else in the snapshot names that role: \
                 call the file after the role that it is about",
                excerpt(role)
            ),
            Self::Unplaced { file } => write!(
                f,
                "which Region `{file}` is of is not clear, as its folder has documents of several: keep those of each Region in a \
                 folder of its name, such as eu-west-1"
            ),
            Self::Filtered { kind, id, evidence } => write!(
                f,
                "`{kind}` lacks `{id}`, which exists, as {evidence} shows: it does not list all there is, as when `{}` was filtered",
                kind.command()
            ),
            Self::Cut { kind, id, member, lacks, evidence } => write!(
                f,
                "`{member}` of `{id}` in `{kind}` lacks {lacks}, as {evidence} shows: {CONTRADICTION}; what `{id}` says is not known"
            ),
            Self::MorePages { file, kind } => {
                write!(f, "`{file}` says that more `{kind}` follow, and no file holds the last of them")
            }
        }
    }
}

/// Files that are hidden.
fn hidden(f: &mut fmt::Formatter<'_>, file: &str, more: &[Arc<str>]) -> fmt::Result {
    named(f, file, more)?;
    f.write_str(if more.is_empty() {
        " is hidden and was not read: if it is of this snapshot, give it a name without a dot in front"
    } else {
        " are hidden and were not read: if they are of this snapshot, give them names without a dot in front"
    })
}

/// The first names of some files, and how many there are besides.
fn named(f: &mut fmt::Formatter<'_>, file: &str, more: &[Arc<str>]) -> fmt::Result {
    const LISTED: usize = 4;
    write!(f, "`{file}`")?;
    for file in more.iter().take(LISTED) {
        write!(f, ", `{file}`")?;
    }
    f.write_str(&and_more(more.len().saturating_sub(LISTED)))
}

/// Files whose names do not end in `.json`.
fn not_named_json(f: &mut fmt::Formatter<'_>, file: &str, more: &[Arc<str>]) -> fmt::Result {
    named(f, file, more)?;
    let verb = if more.is_empty() { "looks like a document and was" } else { "look like documents and were" };
    write!(f, " {verb} not read: {NAME_IT}")
}

/// What to do about a call that failed.
fn what_to_do(failed: Option<&FailedCall>, of_credentials: bool) -> String {
    let again = match failed.and_then(|call| call.document) {
        Some(kind) => format!("run `{}` again", kind.command()),
        None => "run the command again".to_owned(),
    };
    match failed {
        _ if of_credentials => RENEW.to_owned(),
        Some(FailedCall { action, kind: FailureKind::Denied, .. }) => format!("grant `{action}`, and {again}"),
        _ => again,
    }
}

/// That there are more files like one.
fn and_more(more: usize) -> String {
    match more {
        0 => String::new(),
        1 => " and 1 more file".to_owned(),
        more => format!(" and {more} more files"),
    }
}

fn unknown_document(f: &mut fmt::Formatter<'_>, file: &str, keys: &[String]) -> fmt::Result {
    write!(f, "`{file}` holds ")?;
    for (index, key) in keys.iter().take(5).enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        write!(f, "{separator}`{}`", excerpt(key))?;
    }
    if keys.len() > 5 {
        write!(f, " and {} more keys", keys.len() - 5)?;
    }
    f.write_str(", which no known document has: not read")
}

/// What failed, where, and what to do.
fn call_failed(f: &mut fmt::Formatter<'_>, call: &FailedCall, account: Option<&AccountId>) -> fmt::Result {
    let FailedCall { action, kind, code, arguments, scope, .. } = call;
    let about = arguments.as_deref().map_or_else(String::new, |about| format!(" for `{}`", excerpt(about)));
    match (kind, code) {
        (FailureKind::Denied, _) => write!(f, "`{action}`{about} was denied")?,
        (FailureKind::Throttled, _) => write!(f, "`{action}`{about} was throttled")?,
        (FailureKind::TimedOut, _) => write!(f, "`{action}`{about} timed out")?,
        (FailureKind::Unreadable, _) => write!(f, "the answer to `{action}`{about} could not be read")?,
        (FailureKind::Incomplete, _) => write!(f, "not all that `{action}`{about} tells was there")?,
        (FailureKind::Error, Some(code)) => write!(f, "`{action}`{about} failed with `{}`", excerpt(code))?,
        (FailureKind::Error, None) => write!(f, "`{action}`{about} failed")?,
    }
    f.write_str(" when the snapshot was made")?;
    match (&scope.region, account) {
        (Some(region), Some(account)) => write!(f, " in {region} of account {account}")?,
        (Some(region), None) => write!(f, " in {region}")?,
        (None, Some(account)) => write!(f, " in account {account}")?,
        (None, None) => {}
    }
    f.write_str(if *kind == FailureKind::Denied { ": allow it and capture again" } else { ": capture again" })
}
