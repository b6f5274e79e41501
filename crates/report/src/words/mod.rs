//! Every sentence for people. Each kind of thing has one exhaustive match, so that a new one cannot be forgotten.

mod block;
mod code;
mod gap;
mod list;
mod need;
mod note;
mod packets;
mod problem;
mod remark;
mod resolution;
mod rule;
mod shell;

pub(crate) use block::block;
pub(crate) use gap::gap;
pub(crate) use need::need;
pub(crate) use note::note;
pub(crate) use packets::{addresses, ports, some_nets};
pub(crate) use problem::problem;
pub(crate) use remark::remark;
pub(crate) use resolution::{answer_kind, passed_over};
pub(crate) use rule::{rule_name, rule_text};

/// What every verdict takes for granted, said once a report.
pub(crate) const ASSUMPTIONS: &[&str] = &[
    "Verdicts speak of packets only: permissions (execution role, endpoint and repository policies) are not evaluated.",
    "Private hosted zones, Resolver rules and DNS Firewall are not read and taken to be absent.",
];
