//! What is said of warnings.

use std::fmt;
use std::sync::Arc;

use hopwise_model::{AccountId, DocumentClass, FailedCall, FailureKind};

use super::Warning;
use crate::error::{NAME_IT, NO_SUCH, RENEW, Refused};
use crate::excerpt::excerpt;

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
