//! Titles and summaries of the format for people.

use hopwise_ecs::Arn;
use hopwise_engine::Verdict;
use hopwise_model::Code;

use super::count;
use crate::flow::{BlockedAt, CheckReport, FlowReport};
use crate::gap::GapReport;
use crate::report::{PlacementReport, TaskReport, TraceReport};
use crate::resolution::{AnswerReport, PassedOverReport, VoidZoneReport};
use crate::words::list::list;
use crate::words::noun::noun as noun_of;

/// Why a step stays undetermined with a remedy.
pub(crate) const STILL_OPEN: &str = ": what is not in the snapshot decides whether it arrives.";

/// The title of hints.
pub(crate) const GOOD_TO_KNOW: &str = "good to know";
/// The title of notes.
pub(crate) const NOTES: &str = "notes";
/// What stands for the commands of a change that were shown already.
pub(crate) const AS_ABOVE: &str = "as above";
/// What comes before the command that would settle a gap.
const SETTLED_BY: &str = "add to the snapshot what this prints:";

/// What is said beside a verdict to which permissions had nothing to add.
pub(crate) const UNCHECKED: &str = "Permissions were not checked.";

/// How many names of tasks are listed.
const LISTED: usize = 6;

/// Who is looked at: one task, or several with the same outcome.
pub(crate) fn who(tasks: &[&TaskReport]) -> String {
    let Some(first) = tasks.first() else { return String::new() };
    let ids: Vec<String> =
        tasks.iter().filter_map(|task| task.task.as_deref()).map(|arn| Arn::last_part(arn).to_owned()).collect();
    match ids.as_slice() {
        [] => {
            let what =
                if first.service.is_some() { "The service's next task" } else { "A task that does not exist yet" };
            match tasks.len() {
                1 => what.to_owned(),
                several => format!("{what}, with the same outcome in {several} places (the first as an example)"),
            }
        }
        [only] => {
            let status = first.last_status.as_ref().map_or_else(String::new, |status| format!(" ({status})"));
            format!("Task {only}{status}")
        }
        several => {
            let mut names: Vec<String> = several.iter().take(LISTED).cloned().collect();
            let more = several.len().saturating_sub(LISTED);
            if more > 0 {
                names.push(format!("{more} more"));
            }
            format!(
                "{} with the same outcome: {} (the first as an example)",
                count(several.len(), "task"),
                list(&names)
            )
        }
    }
}

/// Where tasks with the same outcome are or would be, in a few lines; the first stands for all but for its subnet.
pub(crate) fn place(tasks: &[&TaskReport]) -> Vec<String> {
    let Some(task) = tasks.first() else { return Vec::new() };
    let mut lines: Vec<String> = match (&task.service, &task.cluster) {
        (Some(service), Some(cluster)) => vec![format!("service {service}, cluster {cluster}")],
        (Some(service), None) => vec![format!("service {service}")],
        (None, Some(cluster)) => vec![format!("cluster {cluster}")],
        (None, None) => Vec::new(),
    };
    let launch = match (task.launch_type, &task.platform_version) {
        (Some(launch), Some(version)) => format!("{launch} {version}"),
        (Some(launch), None) => launch.to_owned(),
        (None, _) => "launch type not known".to_owned(),
    };
    let Some(placement) = &task.placement else {
        lines.push(format!("{launch}, place in the network not known"));
        return lines;
    };
    let groups = if placement.security_groups.is_empty() {
        "security groups not known".to_owned()
    } else {
        list(&placement.security_groups)
    };
    lines.push(format!("{launch} in {}, {groups}", list(&subnets(tasks))));
    lines.push(interface(placement, task.task.is_some()));
    if let Some(host) = &placement.host {
        let subnet = host.subnet.as_ref().map_or_else(String::new, |subnet| format!(" in {subnet}"));
        lines.push(format!("on instance {} ({}){subnet}", host.instance, host.network_interface));
    }
    lines
}

/// The subnets of some tasks, each once.
fn subnets(tasks: &[&TaskReport]) -> Vec<String> {
    let mut subnets: Vec<String> = Vec::new();
    for placement in tasks.iter().filter_map(|task| task.placement.as_ref()) {
        let name = placement.subnet_name.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
        let subnet = format!("{}{name}", placement.subnet);
        if !subnets.contains(&subnet) {
            subnets.push(subnet);
        }
    }
    subnets
}

/// The interface and its addresses. `gone` says that an interface that is not there was there once.
fn interface(placement: &PlacementReport, gone: bool) -> String {
    let mut parts = vec![match (&placement.network_interface, placement.private_ip) {
        (Some(interface), Some(address)) => format!("{interface} {address}"),
        (Some(interface), None) => interface.clone(),
        (None, Some(address)) if placement.network_interface_unread => {
            format!("{address}, interface not in the snapshot")
        }
        (None, Some(address)) => format!("{address}, interface gone"),
        (None, None) if placement.network_interface_unread => "interface not in the snapshot".to_owned(),
        (None, None) if gone => "interface gone".to_owned(),
        (None, None) => "no interface yet".to_owned(),
    }];
    parts.push(match (placement.public_ip, placement.assign_public_ip) {
        (Some(address), _) => format!("public IP {address}"),
        (None, None | Some(Some(false))) => "no public IP".to_owned(),
        (None, Some(Some(true))) => "gets a public IP".to_owned(),
        (None, Some(None)) => "public IP not known".to_owned(),
    });
    parts.join(", ")
}

/// What becomes of several tasks or placements; `more` says that there may be others, and of `contradicted` of them AWS's
/// own words say something else.
pub(crate) fn placements(verdicts: &[Verdict], more: bool, contradicted: usize) -> String {
    let of = |wanted: Verdict| verdicts.iter().filter(|verdict| **verdict == wanted).count();
    let parts: Vec<String> = [Verdict::Blocked, Verdict::Partial, Verdict::Undetermined, Verdict::Delivered]
        .into_iter()
        .filter(|verdict| of(*verdict) > 0)
        .map(|verdict| format!("{} {verdict}", of(verdict)))
        .collect();
    let more = if more { " There may be others." } else { "" };
    let more = match contradicted {
        0 => more.to_owned(),
        some => format!(" AWS's own words contradict this snapshot about {some} of them.{more}"),
    };
    match verdicts {
        [only] => format!("the task or placement that is known is {only}.{more}"),
        _ => format!("of {} tasks or placements {}.{more}", verdicts.len(), list(&parts)),
    }
}

/// What becomes of a task's steps.
///
/// `refused` is how many steps reach their destinations and are stopped for want of a permission.
pub(crate) fn steps(verdicts: &[Verdict], verdict: Verdict, refused: usize) -> String {
    let all = verdicts.len();
    let those = verdicts.iter().filter(|own| **own == verdict).count();
    match (verdict, those) {
        (Verdict::Blocked, blocked) if blocked == refused => {
            let of = if all == 1 { "the only step".to_owned() } else { format!("{blocked} of {all} steps") };
            let is = if blocked == 1 { "reaches its destination and is" } else { "reach their destinations and are" };
            format!("{of} {is} not permitted there.")
        }
        (Verdict::Blocked, blocked) if refused > 0 => {
            format!(
                "{blocked} of {all} steps fail: {} on the way, {refused} for want of a permission.",
                blocked.saturating_sub(refused)
            )
        }
        _ if all == 0 => "which steps the task has is not known.".to_owned(),
        (Verdict::Delivered, 1) if all == 1 => "the only step reaches its destination.".to_owned(),
        (Verdict::Delivered, _) => format!("all {all} steps reach their destinations."),
        (Verdict::Blocked, 1) if all == 1 => "the only step cannot reach its destination.".to_owned(),
        (Verdict::Blocked, blocked) if blocked == all => format!("none of the {all} steps reaches its destination."),
        (Verdict::Blocked, 1) => format!("1 of {all} steps cannot reach its destination."),
        (Verdict::Blocked, blocked) => format!("{blocked} of {all} steps cannot reach their destinations."),
        (Verdict::Partial, part) => {
            let unknown = verdicts.iter().filter(|own| **own == Verdict::Undetermined).count();
            let which = match part {
                1 => format!("1 of {} is stopped in part", count(all, "step")),
                part if part == all => format!("all {all} steps are stopped in part"),
                part => format!("{part} of {all} steps are stopped in part"),
            };
            match unknown {
                0 if part == 1 => format!("{which}: now and then it fails."),
                0 => format!("{which}: now and then they fail."),
                1 => format!("{which}, and of 1 it is not known whether it reaches its destination."),
                _ => format!("{which}, and of {unknown} it is not known whether they reach their destinations."),
            }
        }
        (Verdict::Undetermined, 0) => {
            "the steps that are known reach their destinations, but something about the task is not known.".to_owned()
        }
        (Verdict::Undetermined, 1) => {
            format!("whether 1 of {} reaches its destination is not known.", count(all, "step"))
        }
        (Verdict::Undetermined, unknown) => {
            let which = if unknown == all { format!("the {all}") } else { format!("{unknown} of {all}") };
            format!("whether {which} steps reach their destinations is not known.")
        }
    }
}

/// Likewise where AWS's own words contradict the snapshot.
pub(crate) fn contradicted_steps(verdicts: &[Verdict], verdict: Verdict, refused: usize) -> String {
    if !verdicts.is_empty() && verdicts.iter().all(|own| *own == Verdict::Delivered) {
        let all = steps(verdicts, Verdict::Delivered, refused);
        return format!("in this snapshot {}, but AWS's own words say otherwise.", all.trim_end_matches('.'));
    }
    format!("{} AWS's own words contradict this snapshot.", steps(verdicts, verdict, refused))
}

/// Likewise where a task started though the snapshot stops what it needed: `stopped` says what.
pub(crate) fn started_steps(runs: bool, stopped: &str) -> String {
    let it = if runs { "this task runs" } else { "this task ran" };
    format!("{it}, so that its start had worked then. Of one that starts now, this snapshot says: {stopped}")
}

/// Likewise where it did not start, and what is stopped was done all the same.
pub(crate) fn begun_steps(stopped: &str) -> String {
    format!("what this snapshot stops had worked for this task. Of one that starts now, this snapshot says: {stopped}")
}

/// The same of the steps of a service that starts no tasks any more, which `ended` says.
pub(crate) fn ended_steps(ended: &str, steps: &str) -> String {
    format!("{ended} If it did: {steps}")
}

/// The title of a finding.
pub(crate) fn title(names: &[String], verdict: Verdict, block: Option<&BlockedAt>) -> String {
    let place = block.map_or_else(String::new, |block| {
        let noun = match block.code {
            Code::ExecutionRoleMissing => "the missing execution role of",
            Code::TaskRoleMissing => "the missing task role of",
            Code::RoleNotFound => "the missing role",
            Code::NoMountTargetInZone => "the missing mount target of",
            Code::DnsNoRecord | Code::DnsOnlyIpv6 | Code::DnsRecordLoop => "private hosted zone",
            Code::DnsFirewallBlocked => "DNS Firewall rule group",
            _ => noun_of(block.component),
        };
        format!("{noun} {}", block.id)
    });
    let is = if names.len() == 1 { "is" } else { "are" };
    let steps = list(names);
    match verdict {
        Verdict::Blocked if names.len() == 1 => format!("{steps} stops at {place}"),
        Verdict::Blocked => format!("{steps} stop at the same place: {place}"),
        Verdict::Partial => format!("{steps} {is} partly blocked by {place}"),
        Verdict::Undetermined => format!("{steps}: not known"),
        Verdict::Delivered => format!("{steps} {is} delivered"),
    }
}

/// Which of several steps that stop at the same place a plan is for.
pub(crate) fn plan_for(names: &[String]) -> String {
    format!("for {}:", list(names))
}

/// What a plan comes to in another subnet of the service.
pub(crate) fn stopped_elsewhere(subnet: &str, block: &BlockedAt) -> String {
    format!("Tasks of the service in {subnet} are stopped then, too: {}", block.message)
}

/// What to say of a step that is not known for the task's sake.
pub(crate) const UNKNOWN_TASK: &str = "It depends on what is not known about the task as a whole.";

/// What would stop a step once its packets arrive.
pub(crate) fn then(message: &str) -> String {
    format!("Once packets arrive: {message}")
}

/// The explanation code of a block, and where it applies.
pub(crate) fn code(block: &BlockedAt) -> String {
    match block.hop.as_ref().filter(|hop| **hop != block.id) {
        Some(hop) => format!("{} at {} of {hop}", block.code, block.id),
        None => format!("{} at {}", block.code, block.id),
    }
}

/// Which path of several is the example.
pub(crate) fn example(flow: &FlowReport, step: &str, flows: usize) -> String {
    let to = &flow.destinations_summary;
    if let Some(name) = &flow.asks_for {
        return format!("example: {step} asks name server {to} for {name}");
    }
    if flows > 1 { format!("example: {step} to {to} (1 of {flows} flows)") } else { format!("example: {step} to {to}") }
}

/// What the filters behind a block decide today, in a line; none where nothing is known of them.
pub(crate) fn beyond(behind: &[CheckReport]) -> Option<String> {
    let of = |result: &str| {
        let mut names: Vec<String> = Vec::new();
        for check in behind.iter().filter(|check| check.result == result) {
            let ids = if check.ids.is_empty() { check.id.clone() } else { check.ids.join(", ") };
            let way = if check.direction == Some("ingress") { "inbound" } else { "outbound" };
            let name = format!("{ids} {way}");
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    };
    let (stops, passes) = (of("block"), of("pass"));
    let say = |names: &[String], what: [&str; 2]| {
        let [one, several] = what;
        (!names.is_empty()).then(|| format!("{} {}", list(names), if names.len() == 1 { one } else { several }))
    };
    let passes = say(&passes, ["lets this pass", "let this pass"]);
    let stops = say(&stops, ["stops this, too", "stop this, too"]);
    let effects: Vec<String> = stops.into_iter().chain(passes).collect();
    (!effects.is_empty()).then(|| format!("behind it: {}.", effects.join("; ")))
}

/// Which part of the packets is blocked, and what becomes of the others, as far as that is known.
pub(crate) fn part(flows: &[FlowReport]) -> String {
    let Some(blocked) = flows.iter().find(|flow| flow.verdict == Verdict::Blocked) else { return String::new() };
    if flows.iter().all(|flow| flow.verdict != Verdict::Delivered) {
        return format!("Packets to {} are stopped; whether others arrive is not known.", blocked.destinations_summary);
    }
    let are_known = flows.iter().all(|flow| flow.verdict != Verdict::Undetermined);
    match (&blocked.reply_ports, &blocked.reply_ports_chosen_by, &blocked.source_ports) {
        (Some(replies), Some(gateway), _) => {
            format!("Replies to ports {replies}, of those that {gateway} chooses, are dropped.")
        }
        (Some(replies), None, Some(asked)) if replies != asked => {
            let others = if are_known { "the others come back" } else { "of the others not all is known" };
            format!("Replies to ports {replies} of {asked} are dropped; {others}.")
        }
        _ if are_known => format!("Packets to {} are stopped; others are not.", blocked.destinations_summary),
        _ => format!("Packets to {} are stopped; others arrive, but not all is known.", blocked.destinations_summary),
    }
}

/// What was asked.
pub(crate) fn question(body: &TraceReport) -> String {
    // Packets to a name server are none of those that were asked about.
    let asked = |flow: &&FlowReport| flow.asks_for.is_none();
    let first = body.flows.first();
    let witness =
        body.witness.as_ref().or_else(|| first?.witness.as_ref()).filter(|_| first.is_none_or(|own| asked(&own)));
    let traffic = witness.map_or_else(String::new, |witness| match witness.destination_port {
        Some(port) => format!(" {} {port}", witness.protocol),
        None => format!(" {}", protocol_words(&witness.protocol)),
    });
    format!("{} → {}{traffic}", body.from, body.to)
}

/// What an answer says, in a few words.
pub(crate) fn resolved(answer: &AnswerReport) -> String {
    let id = answer.id.as_deref().unwrap_or_default();
    match answer.kind {
        // What decided last names the endpoint already.
        "endpoint" if answer.via.last().is_some_and(|via| via.id == answer.id) => answer.addresses.join(", "),
        "endpoint" => format!("endpoint {id} ({})", answer.addresses.join(", ")),
        "prefix_list" => format!("the public addresses of prefix list {id}"),
        "published" => format!("public addresses that AWS publishes for {id}"),
        "public" => "public addresses".to_owned(),
        "mount_target" => format!("mount target {id} ({})", answer.addresses.join(", ")),
        "nothing" => "no address".to_owned(),
        "dns64" => "IPv6 addresses that the resolver makes up (DNS64)".to_owned(),
        "anything" => "any address".to_owned(),
        _ if answer.addresses.is_empty() => "no IPv4 address".to_owned(),
        _ => answer.addresses.join(", "),
    }
}

/// An endpoint that is for a name and does not answer it.
pub(crate) fn passed_by(passed: &PassedOverReport) -> String {
    format!("{} does not answer: {}", passed.endpoint, passed.reason)
}

/// A private hosted zone that holds a name and is void.
pub(crate) fn void(zone: &VoidZoneReport) -> String {
    format!("private hosted zone {} ({}) is void: {}", zone.id, zone.domain, zone.reason)
}

/// The verdict of a trace in a sentence.
pub(crate) fn traced(verdict: Verdict, body: &TraceReport) -> String {
    match (verdict, &body.blocked_at) {
        (Verdict::Delivered, _) => "the packets arrive and the replies come back.".to_owned(),
        (Verdict::Partial, Some(block)) => format!("{} {}", block.message, part(&body.flows)),
        (_, Some(block)) => block.message.clone(),
        (Verdict::Undetermined, None) => "it depends on something that is not known.".to_owned(),
        (Verdict::Blocked | Verdict::Partial, None) => "the packets are stopped.".to_owned(),
    }
}

/// The fate of one flow of several.
pub(crate) fn fate(flow: &FlowReport) -> String {
    if flow.witness.is_none() {
        return "no packet is sent".to_owned();
    }
    if flow.asks_for.is_some() {
        let protocol = flow.witness.as_ref().map_or("", |witness| witness.protocol.as_str());
        return format!("{} to name server {} by {protocol}", flow.verdict, flow.destinations_summary);
    }
    let ports = match (&flow.reply_ports, &flow.reply_ports_chosen_by, &flow.source_ports) {
        (Some(replies), Some(gateway), _) => format!(", replies to ports {replies} of {gateway}"),
        (Some(replies), None, Some(asked)) if replies != asked => format!(", replies to ports {replies}"),
        _ => String::new(),
    };
    format!("{} to {}{ports}", flow.verdict, flow.destinations_summary)
}

/// What leads to the command that would settle a gap.
pub(crate) fn settled_by(gap: &GapReport) -> String {
    match &gap.hint {
        Some(hint) => format!("{}, or {SETTLED_BY}", hint.trim_end_matches('.')),
        None => SETTLED_BY.to_owned(),
    }
}

/// The name of a protocol without ports, as a witness has it, in a sentence.
fn protocol_words(protocol: &str) -> String {
    if protocol == "icmp" { "icmp echo requests".to_owned() } else { format!("protocol {protocol}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stopped_in_part_is_told_beside_what_is_not_known() {
        use Verdict::{Delivered, Partial, Undetermined};
        for (verdicts, words) in [
            (vec![Partial, Delivered], "1 of 2 steps is stopped in part: now and then it fails."),
            (vec![Partial, Partial], "all 2 steps are stopped in part: now and then they fail."),
            (
                vec![Partial, Undetermined],
                "1 of 2 steps is stopped in part, and of 1 it is not known whether it reaches its destination.",
            ),
            (
                vec![Partial, Partial, Undetermined, Undetermined, Delivered],
                "2 of 5 steps are stopped in part, and of 2 it is not known whether they reach their destinations.",
            ),
        ] {
            assert_eq!(steps(&verdicts, Partial, 0), words);
        }
    }
}
