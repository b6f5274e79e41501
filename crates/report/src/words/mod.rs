//! Every sentence for people. Each kind of thing has one exhaustive match, so that a new one cannot be forgotten.

mod block;
mod cause;
mod change;
mod code;
mod failed_call;
mod gap;
mod hint;
mod known;
mod list;
mod need;
mod note;
mod packets;
mod problem;
mod remark;
mod resolution;
mod rule;
mod shell;
mod summary;
#[cfg(test)]
mod tests;

pub(crate) use block::block;
pub(crate) use cause::{cause, causes};
pub(crate) use change::{Context, New, change};
pub(crate) use failed_call::{failed_call, settled_by, unlisted};
pub(crate) use gap::gap;
pub(crate) use hint::hint;
pub(crate) use known::Known;
pub(crate) use list::count;
pub(crate) use need::need;
pub(crate) use note::note;
pub(crate) use packets::{opens, ports, some_nets};
pub(crate) use problem::problem;
pub(crate) use remark::remark;
pub(crate) use resolution::{answer_kind, passed_over};
pub(crate) use rule::{rule_name, rule_text};
pub(crate) use summary::{
    AS_ABOVE, GOOD_TO_KNOW, NOTES, UNKNOWN_TASK, code, example, fate, part, place, placements, plan_for, question,
    resolved, steps, stopped, title, traced, who,
};

/// What every verdict takes for granted.
pub(crate) const PACKETS_ONLY: &str =
    "Verdicts speak of packets only: permissions (execution role, endpoint and repository policies) are not evaluated.";

/// What every verdict about a name takes for granted.
pub(crate) const NO_PRIVATE_NAMES: &str =
    "Private hosted zones, Resolver rules and DNS Firewall are not read and taken to be absent.";

/// Who asks, in a sentence.
pub(crate) const fn asker(caller: hopwise_ecs::Caller) -> &'static str {
    match caller {
        hopwise_ecs::Caller::Task => "the task",
        hopwise_ecs::Caller::Host => "the instance",
        hopwise_ecs::Caller::Fargate => "AWS",
    }
}
