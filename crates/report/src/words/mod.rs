//! Every sentence for people. Each kind of thing has one exhaustive match, so that a new one cannot be forgotten.

use std::collections::BTreeSet;

use hopwise_engine::Unread;
use hopwise_model::DocumentKind;

mod addresses;
mod block;
mod cause;
mod cause_peering;
mod cause_transit_gateway;
mod change;
mod check;
#[cfg(any(feature = "ci", feature = "terminal"))]
mod closing;
mod code;
mod diff;
#[cfg(any(feature = "ci", feature = "terminal"))]
mod diff_group;
mod diff_tier;
mod doubt;
mod edit;
mod failed_call;
mod fault;
mod gap;
mod hint;
mod known;
mod list;
mod missing;
mod next_step;
mod note;
mod noun;
mod optional_steps;
mod packets;
mod permission;
mod policy;
mod problem;
mod region;
mod remark;
mod resolution;
mod rule;
pub mod scope;
mod shell;
mod stated;
mod step_reason;
mod stopped;
#[cfg(feature = "terminal")]
mod terminal;
#[cfg(test)]
mod tests;

pub(crate) use addresses::some_nets;
pub(crate) use block::block;
pub(crate) use cause::{cause, causes};
pub(crate) use change::{Context, New, Next, change, in_one_call};
pub(crate) use check::{arrives, kinds_of_steps, not_known, subject, whom};
#[cfg(feature = "terminal")]
pub(crate) use closing::closes;
#[cfg(any(feature = "ci", feature = "terminal"))]
pub(crate) use closing::{STILL_NOT_KNOWN, also_stops};
pub(crate) use diff::difference;
#[cfg(any(feature = "ci", feature = "terminal"))]
pub(crate) use diff_group::{became, steps_in_subnets, workload};
#[cfg(feature = "ci")]
pub(crate) use diff_group::{did_it, stops_it_too};
pub(crate) use diff_tier::tier_difference;
#[cfg(feature = "terminal")]
pub(crate) use diff_tier::tier_example;
#[cfg(any(feature = "ci", feature = "terminal"))]
pub(crate) use diff_tier::tiers_became;
pub(crate) use doubt::{doubt, not_checked, open, open_log_group, settling, without_log_group};
pub(crate) use edit::{edit, read_on_one_side};
pub(crate) use failed_call::{failed_call, unlisted};
pub(crate) use fault::fault;
pub(crate) use gap::{gap, in_region};
pub(crate) use hint::{first, hint};
pub(crate) use known::Known;
pub(crate) use missing::{assumption as permission_assumption, command as missing_command, not_in_snapshot};
pub(crate) use note::note;
pub(crate) use optional_steps::{ASSUMED, beside, unconfirmed};
pub(crate) use packets::{among, of_packets, opens, ports};
#[cfg(feature = "terminal")]
pub(crate) use permission::LAYER_SERVICE;
pub(crate) use permission::{blocked_at, component, layer, principal, refusal, when};
pub(crate) use policy::policy_change;
pub(crate) use problem::{SERVICE_ENDED, problem};
pub(crate) use region::run_in;
pub(crate) use remark::remark;
pub(crate) use resolution::{answer_kind, domain, is_void, passed_over, via, via_kind, void_endpoints, void_zone};
pub(crate) use rule::{rule_name, rule_text};
pub(crate) use stated::{attribute_off, edited, not_in_list, stated};
pub(crate) use step_reason::step_reason;
pub(crate) use stopped::{
    DONE, STARTED, collect, comparison, contradicted, done, elsewhere, meaning, points_to, started,
};
#[cfg(feature = "terminal")]
pub(crate) use terminal::*;

/// What a verdict about a single flow takes for granted: nobody's request is in it.
pub(crate) const PACKETS_ONLY: &str =
    "Verdicts speak of packets only: permissions (execution role, endpoint and repository policies) are not evaluated.";

/// That nobody has an address is what the list says, which lacks interfaces that are hidden (EC2 API reference, `OperatorResponse`).
pub(crate) fn hidden() -> String {
    let operation = DocumentKind::NetworkInterfaces.operation();
    format!("It is supposed that no interface has the address which `{operation}` hides (`Operator.HiddenByDefault`).")
}

/// By which of its interfaces an instance is taken to ask: its own route table decides that, which no document shows.
pub(crate) fn by_interface(instance: &str, own: &str, others: &[String]) -> String {
    format!(
        "It is supposed that {instance} sends by {own}: by {} it does not arrive, and the instance itself decides which it is.",
        list::list(others)
    )
}

/// Who is meant by a place that must not send, of which the snapshot need hold nobody.
pub const ANYBODY: &str = "Where a place (`*`, `tier:`, `subnet-…`, `vpc-…`, a tag of these) must not send, any host that could be put \
     there counts, too: at any free address, with a public one, and with the outbound rules of all security groups of its VPC, \
     none of which the rules of others name.";

/// Who is meant by a place that must not be reached.
pub const NOBODY_ELSE_TAKES: &str = "In a place (`*`, `tier:`, `subnet-…`, `vpc-…`, a tag of these) that must not be reached are those who are there and the tasks that \
     services have still to start there; whoever else could be put there is not asked about.";

/// Which ports are asked of a name where nobody says any.
pub const HTTPS: &str =
    "Of a host or a service of AWS that is named, TCP at port 443 is asked where a rule says no ports.";

/// What is taken for granted of tasks that are still to be started, where nobody asked for services.
#[must_use]
pub fn no_services() -> String {
    let command = DocumentKind::Services.bare_command();
    format!(
        "Not in the snapshot, and taken to be absent: services of ECS ({command}), whose tasks are still to be started in a place."
    )
}

/// What a verdict takes for granted: what was not read, by document. None where everything was.
pub(crate) fn unread(unread: &BTreeSet<Unread>) -> Option<String> {
    let all = [
        (Unread::PrivateHostedZones, "private hosted zones", DocumentKind::HostedZoneSummaries),
        (Unread::ResolverRules, "Resolver rules", DocumentKind::ResolverRuleAssociations),
        (Unread::DnsFirewall, "DNS Firewall", DocumentKind::FirewallRuleGroupAssociations),
        (Unread::Profiles, "Route 53 Profiles", DocumentKind::ProfileAssociations),
        (Unread::BlockPublicAccess, "VPC Block Public Access", DocumentKind::VpcBlockPublicAccessOptions),
    ];
    // What is asked for goes without saying what it is asked about.
    let command = |document: DocumentKind| document.command().split(" --").next().unwrap_or_default();
    let missing = all.into_iter().filter(|(what, ..)| unread.contains(what));
    let names: Vec<String> = missing.map(|(_, words, document)| format!("{words} ({})", command(document))).collect();
    (!names.is_empty()).then(|| format!("Not in the snapshot, and taken to be absent: {}.", list::list(&names)))
}

/// Who asks, in a sentence.
pub(crate) const fn asker(caller: hopwise_ecs::Caller) -> &'static str {
    match caller {
        hopwise_ecs::Caller::Task => "the task",
        hopwise_ecs::Caller::Host => "the instance",
        hopwise_ecs::Caller::Fargate => "AWS",
    }
}
