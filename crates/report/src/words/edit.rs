//! What differs in the documents.

use hopwise_model::Difference;
use hopwise_model::difference::{Part, What};
use hopwise_model::resource::{Direction, RouteState};

use super::rule::{acl_number, destination_name, entry_text, group_rule, target_name};

/// What differs, in a clause such as "security group sg-0a: the outbound rule tcp 443 to 0.0.0.0/0 is gone".
pub(crate) fn edit(own: &Difference) -> String {
    let thing = format!("{} {}", own.document.noun(), own.id);
    let all = |read: &str| {
        format!("`{}` {read}{}", own.document.key(), if own.document.lists_all() { " in full" } else { "" })
    };
    match &own.what {
        What::Record { added: true } => format!("{thing} is new"),
        What::Record { added: false } if own.document.lists_all() => format!("{thing} is gone"),
        What::Record { added: false } => format!("{thing} is not among the documents any more"),
        What::Knowledge { less: true, .. } => format!("{} before, and is not now{}", all("was read"), command(own)),
        What::Knowledge { more: true, .. } => format!("{} before, and is now{}", all("was not read"), command(own)),
        What::Knowledge { .. } => format!("`{}` is there of another account or Region", own.document.key()),
        What::Part { name, before, after } => format!("{thing}: {}", part(name, before.as_ref(), after.as_ref())),
    }
}

/// What is told of on one side only, as it was not read on the other.
pub(crate) fn read_on_one_side(own: &Difference) -> String {
    let thing = format!("{} {}", own.document.noun(), own.id);
    match own.what {
        What::Record { added: true } => format!("{thing} was not read before, and is now{}", command(own)),
        What::Record { added: false } => format!("{thing} was read before, and is not now{}", command(own)),
        What::Knowledge { .. } | What::Part { .. } => edit(own),
    }
}

/// What reads it.
fn command(own: &Difference) -> String {
    format!(" (`{}`)", own.document.command())
}

fn part(name: &str, before: Option<&Part>, after: Option<&Part>) -> String {
    match (before, after) {
        (Some(Part::Route(was)), Some(Part::Route(is))) => {
            let to = destination_name(&is.destination);
            match (was.target == is.target, is.state) {
                (true, RouteState::Blackhole) => {
                    format!("the route for {to} to {} is a blackhole now", target_name(&is.target))
                }
                (true, RouteState::Active) if was.state == RouteState::Blackhole => {
                    format!("the route for {to} to {} is no blackhole any more", target_name(&is.target))
                }
                (true, _) => format!("the route for {to} to {} is another one", target_name(&is.target)),
                (false, _) => {
                    let (was, is) = (target_name(&was.target), target_name(&is.target));
                    format!("the route for {to} leads to {is} and led to {was}")
                }
            }
        }
        (Some(Part::AclEntry(was)), Some(is @ Part::AclEntry(_))) => {
            format!("{} is another one: it was {}", text(is), entry_text(was))
        }
        (Some(was), Some(is)) => match (text(was), text(is)) {
            (was, is) if was.is_empty() || is.is_empty() => format!("{} differs", setting(name)),
            (was, is) => format!("{} was {was} and is {is}", setting(name)),
        },
        (Some(was), None) => gone_or_new(name, was, "gone"),
        (None, Some(is)) => gone_or_new(name, is, "new"),
        (None, None) => format!("{} differs", setting(name)),
    }
}

fn gone_or_new(name: &str, own: &Part, what: &str) -> String {
    match own {
        Part::Text(text) => format!("{} {text} is {what}", setting(name)),
        Part::Hidden => format!("{} is {what}", setting(name)),
        Part::GroupRule(..) | Part::AclEntry(_) | Part::Route(_) => format!("{} is {what}", text(own)),
    }
}

fn text(own: &Part) -> String {
    let way = |direction: Direction| if direction == Direction::Egress { "outbound" } else { "inbound" };
    match own {
        Part::GroupRule(direction, rule) => {
            format!("the {} rule {}", way(*direction), group_rule(rule, Some(*direction)))
        }
        Part::AclEntry(entry) => {
            format!("the {} entry {} ({})", way(entry.direction), acl_number(entry.number), entry_text(entry))
        }
        Part::Route(route) => {
            format!("the route for {} to {}", destination_name(&route.destination), target_name(&route.target))
        }
        Part::Text(text) => text.clone(),
        Part::Hidden => String::new(),
    }
}

/// A setting or an entry of a list, by its name in a record.
fn setting(name: &str) -> String {
    let known = match name {
        "addresses" => "the address",
        "arns" => "the managed policy",
        "associations" => "the association with",
        "attachments" => "the attachment to",
        "available_addresses" => "the number of free addresses",
        "unavailable" => "the state",
        "block_public_access" => "VPC Block Public Access",
        "dhcp_options" => "the set of DHCP options",
        "dns_hostnames" => "enableDnsHostnames",
        "dns_support" => "enableDnsSupport",
        "document" | "policy" => "the policy",
        "cidrs" | "entries" => "the block",
        "firewall_connectivity" => "the connection with the firewall at the internet gateway",
        "groups" => "the security group",
        "in_no_subnet" => "whether it is in no subnet",
        "interfaces" => "the network interface",
        "internet_firewalls" => "the firewall at the internet gateway",
        "network" => "the network configuration",
        "private_dns_enabled" => "private DNS",
        "records" => "the record",
        "route_tables" => "the route table",
        "subnet" | "subnets" => "the subnet",
        "zones" => "the hosted zone",
        other => return format!("its {}", other.replace('_', " ")),
    };
    known.to_owned()
}
