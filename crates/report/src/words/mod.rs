//! Every sentence for people. Each kind of thing has one exhaustive match, so that a new one cannot be forgotten.

use std::collections::BTreeSet;

use hopwise_engine::Unread;

mod addresses;
mod aside;
mod block;
mod cause;
mod change;
mod check;
mod code;
mod diff;
#[cfg(any(feature = "ci", feature = "terminal"))]
mod diff_group;
mod doubt;
mod edit;
mod failed_call;
mod fault;
mod gap;
mod hint;
mod known;
mod list;
mod missing;
mod need;
mod next;
mod note;
mod noun;
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
mod stopped;
#[cfg(feature = "terminal")]
mod terminal;
#[cfg(test)]
mod tests;
mod there;

pub(crate) use addresses::some_nets;
pub(crate) use aside::{ASSUMED, beside, unconfirmed};
pub(crate) use block::block;
pub(crate) use cause::{cause, causes};
pub(crate) use change::{Context, New, Next, change};
pub(crate) use check::{arrives, not_known, subject};
pub(crate) use diff::difference;
#[cfg(feature = "ci")]
pub(crate) use diff_group::did_it;
#[cfg(any(feature = "ci", feature = "terminal"))]
pub(crate) use diff_group::{became, steps_in_subnets};
pub(crate) use doubt::{doubt, not_checked, open, open_log_group, settling, without_log_group};
pub(crate) use edit::{edit, untold};
pub(crate) use failed_call::{failed_call, unlisted};
pub(crate) use fault::fault;
pub(crate) use gap::{gap, in_region};
pub(crate) use hint::{first, hint};
pub(crate) use known::Known;
pub(crate) use missing::{assumption as permission_assumption, command as missing_command, not_in_snapshot};
pub(crate) use need::need;
pub(crate) use note::note;
pub(crate) use packets::{among, opens, ports};
#[cfg(feature = "terminal")]
pub(crate) use permission::LAYER_SERVICE;
pub(crate) use permission::{blocked_at, component, layer, principal, refusal, when};
pub(crate) use policy::policy_change;
pub(crate) use problem::problem;
pub(crate) use region::run_in;
pub(crate) use remark::remark;
pub(crate) use resolution::{answer_kind, domain, passed_over, via, via_kind, void_zone};
#[cfg(feature = "terminal")]
pub(crate) use resolution::{is_void, void_endpoints};
pub(crate) use rule::{rule_name, rule_text};
pub(crate) use stopped::{STARTED, collect, comparison, contradicted, elsewhere, meaning, points_to, started};
#[cfg(feature = "terminal")]
pub(crate) use terminal::*;
pub(crate) use there::{attribute_off, edited, not_in_list, there};

/// What a verdict about a single flow takes for granted: nobody's request is in it.
pub(crate) const PACKETS_ONLY: &str =
    "Verdicts speak of packets only: permissions (execution role, endpoint and repository policies) are not evaluated.";

/// What every verdict about a name takes for granted: what was not read, and what is never read.
pub(crate) fn unread(unread: &BTreeSet<Unread>) -> &'static str {
    let missing = |what| unread.contains(&what);
    let missing = [Unread::PrivateHostedZones, Unread::ResolverRules, Unread::DnsFirewall].map(missing);
    match missing {
        [true, true, true] => {
            "Private hosted zones, Resolver rules and DNS Firewall are not read and taken to be absent."
        }
        [true, true, false] => {
            "Private hosted zones, Resolver rules and Route 53 Profiles are not read and taken to be absent."
        }
        [true, false, true] => {
            "Private hosted zones, DNS Firewall and Route 53 Profiles are not read and taken to be absent."
        }
        [true, false, false] => "Private hosted zones and Route 53 Profiles are not read and taken to be absent.",
        [false, true, true] => {
            "Resolver rules, DNS Firewall and Route 53 Profiles are not read and taken to be absent."
        }
        [false, true, false] => "Resolver rules and Route 53 Profiles are not read and taken to be absent.",
        [false, false, true] => "DNS Firewall and Route 53 Profiles are not read and taken to be absent.",
        [false, false, false] => "Route 53 Profiles are not read and taken to be absent.",
    }
}

/// Who asks, in a sentence.
pub(crate) const fn asker(caller: hopwise_ecs::Caller) -> &'static str {
    match caller {
        hopwise_ecs::Caller::Task => "the task",
        hopwise_ecs::Caller::Host => "the instance",
        hopwise_ecs::Caller::Fargate => "AWS",
    }
}
