//! Who breaks a rule, with which packets and by which way: what two networks are compared by.

use hopwise_engine::Verdict;
use hopwise_packet::PacketBox;

use crate::report::StepReport;
use crate::rule_result::RuleResult;

/// One way in which a rule is broken, or is not known to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Whether it is proven.
    pub result: RuleResult,
    /// What is lost when it is so; none where it is so as things are.
    pub when: Option<String>,
    /// Who sends: a task, the id of an interface or of a subnet, or as the rule names it.
    pub from: String,
    /// Who takes: the id of an interface, a step of a task, or as the rule names it.
    pub to: String,
    /// How much of what is asked it is about.
    pub extent: Extent,
    /// The ways, each by the ids that packets pass, and where they stop if it is that which breaks the rule.
    pub ways: Vec<Vec<String>>,
}

/// How much of what is asked a breach is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Some of a step's packets.
    Part,
    /// All of a step's packets.
    Whole,
    /// Packets as they are sent, but for their sources, which say nothing that the sender does not.
    Packets {
        /// What was asked.
        asked: Vec<PacketBox>,
        /// What breaks the rule.
        broken: Vec<PacketBox>,
        /// What may or may not.
        open: Vec<PacketBox>,
    },
}

impl Breach {
    /// Whether it is of the same pair as another one.
    #[must_use]
    pub fn is_of(&self, other: &Self) -> bool {
        (&self.when, &self.from, &self.to) == (&other.when, &other.from, &other.to)
    }

    /// What a step of a task comes to; none where it arrives.
    pub(crate) fn of_step(task: &str, step: &StepReport) -> Option<Self> {
        let result = RuleResult::of_start(step.verdict);
        let extent = if step.verdict == Verdict::Partial { Extent::Part } else { Extent::Whole };
        let flow = step.first_stopped();
        let hops =
            flow.into_iter().flat_map(|flow| flow.forward.iter().chain(&flow.back)).filter_map(|own| own.id.clone());
        let place = step.blocked_at.iter().flat_map(|own| [own.id.clone(), own.code.to_string()]);
        (result != RuleResult::Holds).then(|| Self {
            result,
            when: None,
            from: task.to_owned(),
            to: format!("{} {}", step.step, step.host),
            extent,
            ways: vec![hops.chain(place).chain(step.failed_at.map(str::to_owned)).collect()],
        })
    }
}
