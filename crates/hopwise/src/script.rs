//! A snapshot by the AWS CLI alone, as a script of the shell: what `hopwise capture --print-script` prints.
//!
//! The calls are those of the table of kinds: a kind that one command prints as a whole needs nothing here, and for the others
//! [`mod@loops`] says what there is to ask about. The script runs in bash from 3.2 on and in zsh, and needs no other program than
//! the AWS CLI and what every Unix has.

mod loops;

use std::collections::BTreeSet;
use std::fmt;

use hopwise_model::{DocumentClass, DocumentKind, for_each_kind};

/// A script for bash and zsh that makes a snapshot with the AWS CLI; its text is what it displays as.
///
/// ```
/// let script = hopwise::SnapshotScript { directory: "snapshot".to_owned(), ..Default::default() };
/// assert!(script.to_string().starts_with("#!/usr/bin/env bash\n"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SnapshotScript {
    /// The directory; it must not be there yet.
    pub directory: String,
    /// The profile.
    pub profile: Option<String>,
    /// The Region; none for that of the profile or the environment.
    pub region: Option<String>,
    /// The clusters; none for all.
    pub clusters: Vec<String>,
    /// The tasks, by their ARNs, their ids or parts of these; none for all.
    pub tasks: Vec<String>,
}

impl fmt::Display for SnapshotScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}dir={}", quoted(&self.directory))?;
        if let Some(profile) = &self.profile {
            // Keys of the environment would come before a profile that the environment names.
            writeln!(f, "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN")?;
            writeln!(f, "export AWS_PROFILE={}", quoted(profile))?;
        }
        match &self.region {
            Some(region) => writeln!(f, "region={}", quoted(region))?,
            None => f.write_str(REGION)?,
        }
        f.write_str(&FUNCTIONS.replace("NONE", &none_codes()))?;
        for kind in DocumentKind::ALL {
            write!(f, "\n# {}\n{}", kind.command(), self.lines(*kind))?;
        }
        f.write_str("rm -rf \"$lists\" )\n")
    }
}

impl SnapshotScript {
    /// The lines that ask for a kind of document.
    fn lines(&self, kind: DocumentKind) -> String {
        match kind {
            DocumentKind::Clusters => clusters(&self.clusters),
            DocumentKind::Tasks => looped(kind, &loops::Tasks).replace("QUERY", &tasks(&self.tasks)),
            _ => match loop_of(kind) {
                Some(own) => looped(kind, own),
                None => format!("save {} {}\n", kind.file_stem(), call(kind, &[])),
            },
        }
    }
}

/// The codes by which AWS says that what may be denied is not there, as a pattern of `grep -E`.
fn none_codes() -> String {
    let of_permissions = DocumentKind::ALL.iter().filter(|kind| kind.class() == DocumentClass::Permission);
    let codes: BTreeSet<&str> = of_permissions.flat_map(|kind| kind.none_codes()).copied().collect();
    codes.into_iter().collect::<Vec<_>>().join("|")
}

/// Puts a text between quotes of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The call of a kind's command about some words of the shell.
fn call(kind: DocumentKind, about: &[&str]) -> String {
    kind.command_about(about).trim_start_matches("aws ").to_owned()
}

/// Lines of the shell that ask for each document of a kind which no command prints as a whole.
struct Loop {
    /// The lines; each `CALL` stands for the kind's command.
    lines: &'static str,
    /// What the calls are about, in words of the shell, one list for each `CALL`.
    about: &'static [&'static [&'static str]],
}

macro_rules! loops {
    ({} $(
        $(#[$doc:meta])*
        $kind:ident {
            key: $key:literal, list: $list:ident of $record:ident, call: $service:ident $call:ident,
            command: $command:literal,
            about: $class:ident, listing: $listing:ident, $($rest:tt)*
        }
    )*) => {
        /// How a kind is asked for that no command prints as a whole: that it is not forgotten, the compiler sees to.
        const fn loop_of(kind: DocumentKind) -> Option<&'static Loop> {
            match kind { $(DocumentKind::$kind => loops!(@$listing $kind),)* }
        }
    };
    (@Whole $kind:ident) => { None };
    (@One $kind:ident) => { Some(&loops::$kind) };
    (@Some $kind:ident) => { Some(&loops::$kind) };
}

for_each_kind!(loops {});

/// The lines that ask for each document of a kind that no command prints as a whole.
fn looped(kind: DocumentKind, own: &Loop) -> String {
    let mut parts = own.lines.split("CALL");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (part, about) in parts.zip(own.about) {
        text.push_str(&call(kind, about));
        text.push_str(part);
    }
    text
}

/// Lists the clusters, and describes them.
fn clusters(named: &[String]) -> String {
    let list = if named.is_empty() {
        "list clusters ecs list-clusters --query 'clusterArns[]'\n".to_owned()
    } else {
        let named: Vec<String> = named.iter().map(|name| quoted(name)).collect();
        format!("printf '%s\\n' {} > \"$lists/clusters\"\n", named.join(" "))
    };
    format!("{list}{}", looped(DocumentKind::Clusters, &loops::Clusters))
}

/// The query that picks tasks.
fn tasks(named: &[String]) -> String {
    // Neither ids nor ARNs have quotes or backslashes; what is not one finds nothing.
    let plain = |name: &str| name.chars().filter(|own| !matches!(own, '\'' | '\\' | '"' | '`')).collect::<String>();
    let picks: Vec<String> = named.iter().map(|name| format!("contains(@, `\"{}\"`)", plain(name))).collect();
    if picks.is_empty() { "taskArns[]".to_owned() } else { format!("taskArns[?{}]", picks.join(" || ")) }
}

const HEAD: &str = r"#!/usr/bin/env bash
# Makes a snapshot for hopwise with the AWS CLI; printed by `hopwise capture --print-script`. For bash and zsh.
#
# It only reads. It stops at the first call that fails, so that no answer stands on half a snapshot. Policies are the
# exception: where AWS denies one, its words are kept in the place of the answer, and hopwise says what is not known.
( set -eu -o pipefail
export AWS_PAGER=
";

const REGION: &str =
    "region=$(aws ec2 describe-availability-zones --query 'AvailabilityZones[0].RegionName' --output text)\n";

const FUNCTIONS: &str = r#"export AWS_REGION="$region" AWS_DEFAULT_REGION="$region"
if [ -e "$dir" ]; then echo "$dir is there already: name another directory, or remove it" >&2; exit 1; fi
lists="$dir/.lists"
mkdir -p "$lists" "$dir/$region/ecs" "$dir/$region/iam"
# save FILE CALL: keeps what a call prints.
save() { file="$dir/$region/$1.json"; shift; mkdir -p "${file%/*}"; aws "$@" --output json > "$file"; }
# try FILE CALL: the same, of what AWS may deny, or may say that there is none.
try() {
  file="$dir/$region/$1.json"; shift; mkdir -p "${file%/*}"
  if aws "$@" --output json > "$file" 2> "$lists/error"; then return 0; fi
  if grep -Eq '\((AccessDenied|AccessDeniedException|AuthorizationError|UnauthorizedOperation)\)' "$lists/error"; then
    cat "$lists/error" > "$file"
  elif grep -Eq '\((NONE)\)' "$lists/error"; then
    rm "$file"
  else
    cat "$lists/error" >&2; return 1
  fi
}
# list NAME CALL: keeps a list of names, one in a line.
list() { name=$1; shift; aws "$@" --output text | tr '\t' '\n' | sed '/^None$/d; /^$/d' > "$lists/$name"; }
# found PATTERN: what the workloads name.
found() { find "$dir/$region/ecs" -name '*.json' -exec cat {} + | tr '"' '\n' | grep -E "^$1" | sort -u || true; }
"#;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;

    use super::*;

    fn all() -> SnapshotScript {
        SnapshotScript { directory: "snapshot".to_owned(), ..SnapshotScript::default() }
    }

    fn shell(shell: &str, arguments: &[&str]) -> Option<std::process::Output> {
        Command::new(shell).args(arguments).output().ok()
    }

    #[test]
    fn every_kind_is_asked_for() {
        let script = all().to_string().replace("\\\n", " ");
        let calls = script.lines().filter(|line| !line.starts_with('#'));
        assert!(!calls.clone().any(|line| line.contains("CALL")), "{script}");
        for kind in DocumentKind::ALL {
            let mut words = kind.command().split(' ').skip(1);
            let call = format!(" {} {} ", words.next().unwrap(), words.next().unwrap());
            let asked = script.lines().filter(|line| !line.starts_with('#') && !line.contains("--query"));
            assert!(asked.map(|line| format!("{line} ")).any(|line| line.contains(&call)), "`{}`", kind.command());
        }
    }

    #[test]
    fn shells_understand_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("capture.sh");
        let quoted = SnapshotScript {
            directory: "it's here".to_owned(),
            profile: Some("o'neill".to_owned()),
            region: Some("eu-west-1".to_owned()),
            clusters: vec!["prod".to_owned(), "a b".to_owned()],
            tasks: vec!["3f9c".to_owned(), "x'y".to_owned()],
        };
        for wanted in [all(), quoted] {
            fs::write(&file, wanted.to_string()).unwrap();
            let bash = shell("bash", &["-n", file.to_str().unwrap()]).unwrap();
            assert!(bash.status.success(), "{}", String::from_utf8_lossy(&bash.stderr));
            if let Some(zsh) = shell("zsh", &["-n", file.to_str().unwrap()]) {
                assert!(zsh.status.success(), "{}", String::from_utf8_lossy(&zsh.stderr));
            }
        }
    }

    #[test]
    fn what_is_asked_about_is_in_it() {
        let wanted = SnapshotScript {
            directory: "ticket".to_owned(),
            profile: Some("it's".to_owned()),
            region: Some("eu-west-1".to_owned()),
            clusters: vec!["prod".to_owned()],
            tasks: vec!["3f9c".to_owned()],
        };
        let script = wanted.to_string();
        for line in [
            "dir='ticket'",
            r"export AWS_PROFILE='it'\''s'",
            "region='eu-west-1'",
            "printf '%s\\n' 'prod' > \"$lists/clusters\"",
            "--query 'taskArns[?contains(@, `\"3f9c\"`)]'",
        ] {
            assert!(script.contains(line), "{line}");
        }
        assert!(!script.contains("describe-availability-zones"));
        assert!(!script.contains("list-clusters"));
    }
}
