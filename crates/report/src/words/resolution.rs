//! What a host name means, and why.

use hopwise_engine::{Answer, AnswerKind, By, NoAnswer, PassedOverReason, Via};
use hopwise_model::design::Design;
use hopwise_model::resource::FirewallRule;

use super::list::list;

/// The word for the kind of an answer, and the id of what answers.
pub(crate) fn answer_kind(design: &Design, kind: &AnswerKind) -> (&'static str, Option<String>) {
    let zone = |index| Some(design.hosted_zones.get(index).record.id.to_string());
    match kind {
        AnswerKind::Literal => ("address", None),
        AnswerKind::Endpoint(endpoint) => ("endpoint", Some(design.vpc_endpoints.get(*endpoint).record.id.to_string())),
        AnswerKind::PrefixList(list) => ("prefix_list", Some(list.clone())),
        AnswerKind::Public => ("public", None),
        AnswerKind::Published(region) => ("published", Some(region.to_string())),
        AnswerKind::MountTarget(interface) => {
            ("mount_target", Some(design.network_interfaces.get(*interface).record.id.to_string()))
        }
        AnswerKind::Record(index) => ("record", zone(*index)),
        AnswerKind::Dns64 => ("dns64", None),
        AnswerKind::Anything => ("anything", None),
        AnswerKind::Nothing(NoAnswer::NoRecord { zone: index, .. } | NoAnswer::OnlyIpv6 { zone: index, .. }) => {
            ("nothing", zone(*index))
        }
        AnswerKind::Nothing(NoAnswer::Firewall(found)) => ("nothing", Some(found.group.to_string())),
        AnswerKind::Nothing(NoAnswer::NoMountTarget { file_system }) => ("nothing", Some(file_system.clone())),
        AnswerKind::Nothing(
            NoAnswer::DnsSupportOff | NoAnswer::Loop { .. } | NoAnswer::ServersOutOfReach | NoAnswer::Possible,
        ) => ("nothing", None),
    }
}

/// The word for what decided about a name.
pub(crate) const fn via_kind(by: &By) -> &'static str {
    match by {
        By::Zone { .. } => "private_hosted_zone",
        By::ForwardRule(_) => "forward_rule",
        By::SystemRule(_) => "system_rule",
        By::PrivateDns(_) => "private_dns",
        By::EndpointName(_) => "endpoint_name",
        By::FileSystem => "file_system",
        By::Firewall(_) => "dns_firewall",
        By::Public => "public_dns",
    }
}

/// A domain of a Resolver rule: the root is written as a dot.
pub(crate) fn domain(domain: &str) -> &str {
    if domain.is_empty() { "." } else { domain }
}

/// What decided about a name, in a fragment.
pub(crate) fn via(design: &Design, answer: &Answer, via: &Via) -> String {
    let led = via.leads_to.as_ref().map_or_else(String::new, |name| format!(" leads to {name}"));
    match &via.by {
        By::Zone { zone, record } => {
            let found = &design.hosted_zones.get(*zone).record;
            let zone_name = format!("private hosted zone {} ({})", found.id, found.name);
            match (record, &answer.kind) {
                (Some(record), _) => format!("{zone_name}, record {record}{led}"),
                (None, AnswerKind::Nothing(NoAnswer::NoRecord { zone: own, .. })) if own == zone => {
                    format!("{zone_name} has no record for it")
                }
                (None, _) => format!("{zone_name} decides"),
            }
        }
        By::ForwardRule(index) => {
            let rule = design.resolver_rules.get(*index);
            let targets = if rule.targets.is_empty() { String::new() } else { format!(" to {}", list(&rule.targets)) };
            format!("Resolver rule {} ({}) forwards it{targets}", rule.id, domain(&rule.domain))
        }
        By::SystemRule(index) => {
            let rule = design.resolver_rules.get(*index);
            format!("Resolver rule {} ({}) keeps it from being forwarded", rule.id, domain(&rule.domain))
        }
        By::PrivateDns(index) => {
            format!("private DNS of endpoint {}", design.vpc_endpoints.get(*index).record.id)
        }
        By::EndpointName(index) => {
            format!("own name of endpoint {}", design.vpc_endpoints.get(*index).record.id)
        }
        By::FileSystem => match &answer.kind {
            AnswerKind::Nothing(_) => "the file system has mount targets in other zones only".to_owned(),
            _ => "mount target of the file system".to_owned(),
        },
        By::Firewall(found) => {
            let rule = firewall_rule(&found.rule);
            match &via.leads_to {
                Some(name) => format!("DNS Firewall {rule} of {} answers with {name}", found.group),
                None => format!("DNS Firewall {rule} of {} blocks it", found.group),
            }
        }
        By::Public => "public DNS".to_owned(),
    }
}

/// What a rule of DNS Firewall is called.
pub(crate) fn firewall_rule(rule: &FirewallRule) -> String {
    match &rule.name {
        Some(name) => format!("rule {name}"),
        None => format!("rule of priority {}", rule.priority),
    }
}

/// Why a private hosted zone is void: a code, and words that finish "is void: …".
pub(crate) const fn void_zone() -> (&'static str, &'static str) {
    ("DNS_HOSTNAMES_OFF", "enableDnsHostnames of the VPC is off")
}

/// Whether an endpoint is passed over, by the code of the reason, for what was made to answer and is switched off or empty.
pub(crate) fn is_void(code: &str) -> bool {
    ["IN_NO_SUBNET", "DNS_HOSTNAMES_OFF"].contains(&code)
}

/// What is said of endpoints that do not answer, where the packets of their steps arrive in another way.
pub(crate) fn void_endpoints(endpoints: &[&str], steps: &[&str], reason: &str) -> String {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let answer = if endpoints.len() == 1 { "does not answer" } else { "do not answer" };
    format!("{}: {} {answer}, and packets go another way: {reason}.", list(&owned(steps)), list(&owned(endpoints)))
}

/// Why an endpoint does not answer a name that it is for: a code, and words that finish "does not answer: …".
pub(crate) fn passed_over(reason: &PassedOverReason) -> (&'static str, String) {
    match reason {
        PassedOverReason::InNoSubnet => ("IN_NO_SUBNET", "it is in no subnet, so that it has no address".to_owned()),
        PassedOverReason::PrivateDnsOff => ("PRIVATE_DNS_OFF", "its private DNS is off".to_owned()),
        PassedOverReason::DnsHostnamesOff => {
            ("DNS_HOSTNAMES_OFF", "enableDnsHostnames of the VPC is off, which makes private DNS void".to_owned())
        }
        PassedOverReason::State(state) => ("STATE", format!("it is in state {}", state.as_str())),
        PassedOverReason::InboundResolverOnly => (
            "INBOUND_RESOLVER_ONLY",
            "its private DNS is only for queries from on premises (inbound Resolver endpoints)".to_owned(),
        ),
    }
}
