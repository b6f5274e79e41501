//! The arguments of `decode`.

use clap::Args;

/// Texts to decode.
#[derive(Debug, Args)]
pub(crate) struct Decode {
    /// What AWS said: stoppedReason of a task, reason of a container, an event of a service; may be repeated. - or none:
    /// standard input, a text on each line (lines that were wrapped are joined), or what describe-tasks and describe-services print (JSON or YAML).
    #[arg(value_name = "TEXT")]
    pub(crate) texts: Vec<String>,
}

/// What `hopwise decode --help` ends in.
pub(super) const HELP: &str = "\
Examples:
  hopwise decode 'CannotPullContainerError: dial tcp 10.0.3.18:443: i/o timeout'
  aws ecs describe-tasks --cluster prod --tasks 3f9c --output json |
      hopwise decode
  hopwise decode --format json - < reasons.txt

Says what a text means, which hop it points to, and what to collect next. Given
a snapshot with the task, `hopwise diagnose` holds it against the network, too.
Exit status: 0 every text is known, 2 error, 3 some text is not known.";
