//! Why documents could not be read.

use std::path::PathBuf;
use std::sync::Arc;
use std::{fmt, io};

use hopwise_model::{Action, DocumentKind, Evidence, FailedCall, FailureKind};
use thiserror::Error;

use crate::excerpt::excerpt;
use crate::foreign::Foreign;
use crate::locate::Position;
use crate::wire::MANIFEST;
use hopwise_model::sanitize;

/// Why documents could not be read. Each message fits a few lines, whatever the document holds.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ImportError {
    /// No source was named.
    #[error("no source was named")]
    NoSource,
    /// Standard input was named more than once. It can be read once only.
    #[error("standard input is named twice")]
    StdinTwice,
    /// A source does not exist.
    #[error("`{}` does not exist", sanitize(&.path.to_string_lossy()))]
    NotFound {
        /// The path as the user named it.
        path: PathBuf,
    },
    /// A file or a directory could not be read.
    #[error("`{}` cannot be read: {error}", sanitize(&.path.to_string_lossy()))]
    Unreadable {
        /// The path; `-` is standard input.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A directory holds no `*.json`.
    #[error("`{}` holds no *.json file", sanitize(&.path.to_string_lossy()))]
    EmptyDirectory {
        /// The directory as the user named it.
        path: PathBuf,
        /// A file in it that looks like a document, but for its name.
        like: Option<Arc<str>>,
    },
    /// A document is empty.
    #[error("`{file}` is empty")]
    EmptyDocument {
        /// The file.
        file: Arc<str>,
    },
    /// Every file is empty: whoever wrote them got no answer at all.
    #[error("`{file}`{} empty", and_more(*more))]
    AllEmpty {
        /// The first file.
        file: Arc<str>,
        /// How many more there are.
        more: usize,
    },
    /// Every file holds an error instead of a document.
    #[error("`{file}`{}", Refused { more: *more, failed: failed.as_deref(), of_credentials: *of_credentials, code: code.as_deref(), none: none.as_deref() })]
    AllRefused {
        /// The first file, where credentials are to blame of those that say so.
        file: Arc<str>,
        /// How many more errors there are.
        more: usize,
        /// The call, where the error tells which it was.
        failed: Option<Box<FailedCall>>,
        /// Whether the credentials are to blame.
        of_credentials: bool,
        /// AWS's code of the error.
        code: Option<String>,
        /// What does not exist, where that is AWS's answer.
        none: Option<String>,
    },
    /// A document is larger than what any account can fill.
    #[error("`{file}` is larger than {limit} bytes")]
    TooLarge {
        /// The file.
        file: Arc<str>,
        /// The largest size that is read, in bytes.
        limit: u64,
    },
    /// A document is not JSON.
    #[error("`{file}` is not JSON: {kind}")]
    NotJson {
        /// The file.
        file: Arc<str>,
        /// What it is instead.
        kind: NotJson,
    },
    /// A document is JSON up to a point.
    #[error("`{file}` is not JSON: {problem} at {position}")]
    Syntax {
        /// The file.
        file: Arc<str>,
        /// Where the problem is.
        position: Position,
        /// What it is.
        problem: String,
    },
    /// A document ends before its last bracket.
    #[error("`{file}` ends early, at {position}: the JSON in it is not complete")]
    EndsEarly {
        /// The file.
        file: Arc<str>,
        /// Its end.
        position: Position,
    },
    /// A document is JSON, but not an object.
    #[error("`{file}` holds {found} where an object such as {{\"Vpcs\": [...]}} was expected")]
    NotAnObject {
        /// The file.
        file: Arc<str>,
        /// What it holds.
        found: String,
    },
    /// A value is not what AWS prints there.
    #[error("`{file}`: expected {expected} at {}{}, found {found}", Pointer(.pointer), Place(.position))]
    WrongShape {
        /// The file.
        file: Arc<str>,
        /// JSON pointer to the value.
        pointer: Box<str>,
        /// Line and column of the value.
        position: Option<Position>,
        /// What was expected.
        expected: String,
        /// What was found, shortened and with control characters escaped.
        found: String,
    },
    /// Two documents describe the same resource differently.
    #[error("`{id}` is described in two ways that differ in {}: {first} and {second}", .field.replace('_', " "))]
    Conflict {
        /// The resource.
        id: String,
        /// What differs.
        field: &'static str,
        /// Where it was read first.
        first: Evidence,
        /// Where it was read again.
        second: Evidence,
    },
    /// A manifest without any of the documents of which it tells.
    #[error("`{file}` says how a snapshot was made, but no document of the snapshot is here")]
    ManifestAlone {
        /// The manifest.
        file: Arc<str>,
    },
    /// A manifest of a snapshot without documents, since every call failed.
    #[error("the snapshot of `{file}` is empty: {}", Failed(.action, *.kind))]
    NothingCaptured {
        /// The manifest.
        file: Arc<str>,
        /// The first call that failed, as the action that it needs.
        action: Action,
        /// How it failed.
        kind: FailureKind,
    },
    /// A document that does not say what it belongs to is in a file whose name does not, either.
    #[error("`{file}` holds {holds}, but its name does not say of which one")]
    Nameless {
        /// The file.
        file: Arc<str>,
        /// What it holds, in words.
        holds: &'static str,
        /// An id such as the file should be named after.
        example: &'static str,
    },
    /// The entries of a prefix list are in a file whose name is not the list's id.
    #[error("`{file}` holds the entries of a prefix list, but its name does not say of which one")]
    NamelessPrefixList {
        /// The file.
        file: Arc<str>,
    },
}

/// What a document is, if not JSON.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotJson {
    /// Not UTF-8.
    #[error("it is not UTF-8 at {0}")]
    NotUtf8(Position),
    /// Of another tool or form.
    #[error("it is {0}")]
    Foreign(Foreign),
    /// Something else.
    #[error("it begins with `{0}`")]
    Begins(String),
}

struct Pointer<'a>(&'a str);

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("the top") } else { write!(f, "`{}`", sanitize(self.0)) }
    }
}

struct Place<'a>(&'a Option<Position>);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(position) => write!(f, " ({position})"),
            None => Ok(()),
        }
    }
}

/// How a call failed, in a clause.
struct Failed<'a>(&'a Action, FailureKind);

impl fmt::Display for Failed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(action, kind) = self;
        match kind {
            FailureKind::Denied => write!(f, "`{action}` was denied"),
            FailureKind::Throttled => write!(f, "`{action}` was throttled"),
            FailureKind::TimedOut => write!(f, "`{action}` timed out"),
            FailureKind::Unreadable => write!(f, "the answer to `{action}` could not be read"),
            FailureKind::Incomplete => write!(f, "not all that `{action}` tells is there"),
            FailureKind::Error => write!(f, "`{action}` failed"),
        }
    }
}

/// What to do about a document that is not called so.
pub(crate) const NAME_IT: &str = "in a directory only files named *.json are read: name it so, in JSON and unpacked";

/// What to do about credentials.
pub(crate) const RENEW: &str = "renew the credentials, as by `aws sso login`, and run the commands again: `aws sts get-caller-identity` tells whether they are right";

/// What to do about something that does not exist.
pub(crate) const NO_SUCH: &str =
    "check its name, the account and the Region; if they are right, create it or take away what names it";

/// The end of a sentence about a file and others like it.
fn and_more(more: usize) -> String {
    match more {
        0 => " is".to_owned(),
        1 => " and another file are".to_owned(),
        more => format!(" and {more} more files are"),
    }
}

/// What an error in place of a document says.
pub(crate) struct Refused<'a> {
    /// How many more there are.
    pub(crate) more: usize,
    pub(crate) failed: Option<&'a FailedCall>,
    pub(crate) of_credentials: bool,
    pub(crate) code: Option<&'a str>,
    pub(crate) none: Option<&'a str>,
}

impl fmt::Display for Refused<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.more {
            0 => f.write_str(" holds an error instead of a document: ")?,
            1 => f.write_str(" and another document hold errors instead of documents: ")?,
            more => write!(f, " and {more} more documents hold errors instead of documents: ")?,
        }
        match (self.failed, self.of_credentials) {
            _ if self.none.is_some() => {
                write!(f, "AWS says that there is no {}", self.none.unwrap_or_default())?;
            }
            (_, true) => f.write_str("the credentials are missing, wrong or expired")?,
            (Some(FailedCall { action, kind: FailureKind::Denied, .. }), _) => write!(f, "AWS denied `{action}`")?,
            (Some(call), _) => write!(f, "{}", Failed(&call.action, call.kind))?,
            (None, _) => f.write_str("the call failed")?,
        }
        self.code.map_or(Ok(()), |code| write!(f, " ({})", excerpt(code)))
    }
}

impl ImportError {
    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::EmptyDirectory { like: Some(file), .. } => {
                return Some(format!("`{file}` looks like a document: {NAME_IT}"));
            }
            Self::NoSource | Self::EmptyDirectory { .. } => {
                return Some(format!(
                    "make a snapshot with the AWS CLI, one file a command, for instance `{} --output json > {}.json`",
                    DocumentKind::Vpcs.command(),
                    DocumentKind::Vpcs.file_stem()
                ));
            }
            Self::StdinTwice => "name `-` once: any number of documents may come there, one after the other",
            Self::NotFound { .. } | Self::Unreadable { .. } | Self::TooLarge { .. } => return None,
            Self::AllRefused { of_credentials: true, .. } => RENEW,
            Self::AllRefused { none: Some(_), .. } => NO_SUCH,
            Self::AllRefused { failed, .. } => {
                return Some(match failed.as_deref() {
                    Some(FailedCall { action, kind: FailureKind::Denied, .. }) => {
                        format!("grant `{action}`, and run the command again")
                    }
                    _ => "run the command again".to_owned(),
                });
            }
            Self::AllEmpty { .. } => {
                "the commands that wrote them failed, as with credentials that expired: `aws sts get-caller-identity` tells"
            }
            Self::EmptyDocument { .. } => {
                "the command that wrote it probably failed: run it again and look at what it prints on standard error"
            }
            Self::NotJson { kind: NotJson::NotUtf8(_), .. } => "save the file as UTF-8",
            Self::NotJson { kind: NotJson::Foreign(what), .. } => return Some(what.hint()),
            Self::NotJson { kind: NotJson::Begins(_), .. } => {
                "documents are read as the AWS CLI prints them with `--output json`"
            }
            Self::Syntax { .. } => "run the command again with `--output json`, or mend the file at that place",
            Self::EndsEarly { .. } => "the command was interrupted or the disk was full: run it again",
            Self::NotAnObject { .. } => {
                "which command printed it does not show: leave out `--query`, since documents are told by their key at the top"
            }
            Self::WrongShape { pointer, .. } if pointer.trim_start_matches('/').starts_with(MANIFEST) => {
                "a manifest is read as hopwise wrote it: capture again, or use the version of hopwise that wrote it"
            }
            Self::ManifestAlone { .. } => "name the directory that holds the manifest and the documents",
            Self::NothingCaptured { kind: FailureKind::Denied, .. } => {
                "allow it, and what the manifest lists besides, and capture again"
            }
            Self::NothingCaptured { .. } => "capture again",
            Self::WrongShape { .. } => {
                "documents are read as the AWS CLI prints them with `--output json` and without `--query`"
            }
            Self::Conflict { .. } => {
                "the documents may be of different times: keep one snapshot a directory, and name one of them"
            }
            Self::Nameless { example, .. } => {
                return Some(format!(
                    "name the file after what it belongs to, such as `{example}.json`: the command does not print the id"
                ));
            }
            Self::NamelessPrefixList { .. } => {
                "name the file after the list, such as `pl-0a1b2c3d.json`: the command does not print the id"
            }
        };
        Some(hint.to_owned())
    }
}
