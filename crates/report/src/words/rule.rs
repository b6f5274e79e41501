//! Rules: their names and what they say.

use hopwise_engine::Rule;
use hopwise_model::Traffic;
use hopwise_model::resource::{
    AclEntry, Direction, Peer, RouteDestination, RouteTarget, SecurityGroupRule, TransitGatewayRoute,
};

/// The id of a rule as the contract has it: the id of a security group's rule where it is known, else what it says; the
/// number of a network ACL's entry, `*` for the last one; the destination of a route.
pub(crate) fn rule_name(rule: &Rule, direction: Option<Direction>) -> String {
    match rule {
        Rule::Group { rule, .. } => match &rule.id {
            Some(id) => id.to_string(),
            None => group_rule(rule, direction),
        },
        Rule::Acl { entry, .. } => acl_number(entry.number),
        Rule::Route { route, .. } => destination_name(&route.destination),
        Rule::TransitRoute { route, .. } => transit_destination(route),
    }
}

/// What a rule says.
pub(crate) fn rule_text(rule: &Rule, direction: Option<Direction>) -> String {
    match rule {
        Rule::Group { rule, .. } => group_rule(rule, direction),
        Rule::Acl { entry, .. } => entry_text(entry),
        Rule::Route { route, .. } => format!("{} → {}", destination_name(&route.destination), route.target.id()),
        Rule::TransitRoute { route, .. } => {
            let to = if route.attachments.is_empty() { route.state.clone() } else { route.attachments.join(", ") };
            format!("{} → {to}", transit_destination(route))
        }
    }
}

/// What an entry of a network ACL says.
pub(super) fn entry_text(entry: &AclEntry) -> String {
    let verb = if entry.allow { "allow" } else { "deny" };
    let preposition = preposition(Some(entry.direction));
    if entry.traffic == Traffic::All && entry.cidr.prefix_len() == 0 {
        format!("{verb} {}", entry.traffic)
    } else {
        format!("{verb} {} {preposition} {}", entry.traffic, entry.cidr)
    }
}

/// The number of a network ACL's entry; the last ones of IPv4 and IPv6 are written `*`, as the console does.
pub(crate) fn acl_number(number: u32) -> String {
    if matches!(number, 32767 | 32768) { "*".to_owned() } else { number.to_string() }
}

/// What a rule of a security group says.
pub(super) fn group_rule(rule: &SecurityGroupRule, direction: Option<Direction>) -> String {
    format!("{} {} {}", rule.traffic, preposition(direction), peer_name(&rule.peer))
}

fn preposition(direction: Option<Direction>) -> &'static str {
    match direction {
        Some(Direction::Ingress) => "from",
        Some(Direction::Egress) | None => "to",
    }
}

/// The far end of a rule.
pub(crate) fn peer_name(peer: &Peer) -> String {
    match peer {
        Peer::Cidr(net) => net.to_string(),
        Peer::PrefixList(list) => list.to_string(),
        Peer::Group(group) => group.to_string(),
    }
}

/// The destination of a route.
pub(crate) fn destination_name(destination: &RouteDestination) -> String {
    match destination {
        RouteDestination::Cidr(net) => net.to_string(),
        RouteDestination::PrefixList(list) => list.to_string(),
    }
}

/// The destination of a transit gateway's route.
fn transit_destination(route: &TransitGatewayRoute) -> String {
    let block = route.block.map(|block| block.to_string());
    block.or_else(|| route.list.as_ref().map(ToString::to_string)).unwrap_or_default()
}

/// The target of a route.
pub(crate) fn target_name(target: &RouteTarget) -> String {
    let id = target.id();
    if id.is_empty() { "something that is gone".to_owned() } else { id }
}
