//! A property that does not hold, told as the command line tells it.

use std::fmt;

use hopwise_engine::Verdict;
use hopwise_report::{Body, Report};

use crate::error::Error;
use crate::network::Network;

/// A property that does not hold, or that nobody can decide.
#[derive(Clone, Debug)]
pub struct Violation {
    /// What was to hold.
    pub property: String,
    /// Whether it is proven not to hold; else it is not known, or cannot be asked.
    pub is_certain: bool,
    /// What becomes of the packets that it is about; none where it could not be asked.
    pub verdict: Option<Verdict>,
    /// The answer that shows it, with its path and a packet; none where there is none.
    pub report: Option<Box<Report>>,
    /// Of whom else it does not hold, or is not known to, as `FROM to TO`: the first few.
    pub others: Vec<String>,
    /// Why, where there is no answer.
    why: Option<String>,
    /// The network that it is about, where that is not the one that was asked: one with something broken.
    pub(super) of: Option<Network>,
}

impl Violation {
    /// What an answer shows.
    pub(super) fn new(property: &str, is_certain: bool, verdict: Verdict, report: Report) -> Self {
        let report = Some(Box::new(report));
        Self { is_certain, report, why: None, ..Self::without_answer(property, Some(verdict), String::new()) }
    }

    fn without_answer(property: &str, verdict: Option<Verdict>, why: String) -> Self {
        Self {
            property: property.to_owned(),
            is_certain: false,
            verdict,
            report: None,
            others: Vec::new(),
            why: Some(why),
            of: None,
        }
    }

    /// The same, of a network in which something is broken.
    pub(super) fn when(self, broken: &str, network: Network) -> Self {
        Self { property: format!("{} when {broken}", self.property), of: Some(network), ..self }
    }

    pub(super) fn unasked(property: &str, error: &Error) -> Self {
        let hint = error.hint().map(|hint| format!("\n{hint}")).unwrap_or_default();
        Self::without_answer(property, None, format!("{error}{hint}"))
    }

    pub(super) fn misnamed(property: &str, why: impl fmt::Display) -> Self {
        Self::without_answer(property, None, why.to_string())
    }

    /// There is no place for what should start.
    pub(super) fn nowhere(property: &str, why: String) -> Self {
        Self { is_certain: true, ..Self::without_answer(property, Some(Verdict::Blocked), why) }
    }

    pub(super) fn several_ports(property: &str) -> Self {
        Self::without_answer(property, None, "of a name one port is asked at a time".to_owned())
    }

    pub(super) fn not_known(property: &str, why: String) -> Self {
        Self::without_answer(property, Some(Verdict::Undetermined), why)
    }

    pub(super) fn by_ipv6(property: &str) -> Self {
        let why = "packets may go by IPv6, which is not evaluated yet".to_owned();
        Self::without_answer(property, Some(Verdict::Undetermined), why)
    }

    pub(super) fn unknown(property: &str, name: &str) -> Self {
        let why = format!(
            "it is not known where `{name}` is in the network, or who else is meant: a list is missing or cut short"
        );
        Self::without_answer(property, Some(Verdict::Undetermined), why)
    }

    /// Of tasks that are still to start it is not known which addresses or groups they will have.
    pub(super) fn still_to_start(property: &str, name: &str) -> Self {
        let why = format!(
            "which addresses and security groups the tasks of `{name}` will have that are still to be started is not known"
        );
        Self::without_answer(property, Some(Verdict::Undetermined), why)
    }

    /// Tasks that are still to start may be among those who are meant.
    pub(super) fn others_to_start(property: &str, name: &str) -> Self {
        let why = format!(
            "it is not known where each task will be that is still to be started: others than those of which it is may be \
             meant by `{name}`"
        );
        Self::without_answer(property, Some(Verdict::Undetermined), why)
    }

    pub(super) fn takes_nothing(property: &str, name: &str) -> Self {
        let why = format!(
            "`{name}` means only network interfaces that take no connections, such as those of NAT gateways and functions"
        );
        Self::without_answer(property, None, why)
    }

    pub(super) fn elsewhere(property: &str, name: &str) -> Self {
        let why = format!(
            "`{name}` has addresses that no VPC of the snapshot has: packets that come in from elsewhere are not followed"
        );
        Self::without_answer(property, Some(Verdict::Undetermined), why)
    }

    pub(super) fn nobody(property: &str, name: &str) -> Self {
        let why = format!("`{name}` means no network interface of the snapshot: what holds of nothing says nothing");
        Self::without_answer(property, None, why)
    }

    /// Who sends and who takes, as `FROM to TO`; none where there is no answer about a flow.
    pub(super) fn pair(&self) -> Option<String> {
        match self.report.as_ref().map(|report| &report.body) {
            Some(Body::Trace(trace)) => Some(format!("{} to {}", trace.from, trace.to)),
            _ => None,
        }
    }

    /// Why there is no answer, where there is none.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.why.as_deref()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match (self.is_certain, self.verdict) {
            (true, _) => "It does not hold that",
            (false, Some(_)) => "It is not known whether",
            (false, None) => "It cannot be asked whether",
        };
        write!(f, "{how} {}.\n\n", self.property)?;
        match (&self.why, &self.report) {
            (Some(why), _) => f.write_str(why)?,
            (None, Some(report)) => f.write_str(&words(report))?,
            (None, None) => {}
        }
        if !self.others.is_empty() {
            write!(f, "\nThe same is so of {}.", self.others.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for Violation {}

/// The page of the command line, without colours.
#[cfg(feature = "terminal")]
fn words(report: &Report) -> String {
    let mut page = Vec::new();
    let options = hopwise_report::TerminalOptions { columns: Some(100), ..Default::default() };
    let written = hopwise_report::write_terminal(report, options, &mut page);
    debug_assert!(written.is_ok(), "memory can be written to");
    anstream::adapter::strip_str(&String::from_utf8_lossy(&page)).to_string()
}

/// What each step, or each flow, says of itself.
#[cfg(not(feature = "terminal"))]
fn words(report: &Report) -> String {
    let steps = report.steps().filter(|step| step.verdict != Verdict::Delivered);
    let steps = steps.map(|step| {
        let cause = step.cause.as_ref().map_or("", |cause| cause.message.as_str());
        format!("{}: {} {cause}", step.step, step.verdict)
    });
    let flow = match &report.body {
        Body::Trace(trace) => trace.blocked_at.as_ref().map(|block| block.message.clone()),
        Body::Diagnosis(_) => None,
    };
    let gaps = report.gaps.iter().map(|gap| gap.message.clone());
    let lines: Vec<String> = steps.chain(flow).chain(gaps).collect();
    lines.join("\n")
}
