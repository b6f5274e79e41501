//! What differs in the documents.

use hopwise_model::difference::{Part, What};
use hopwise_model::resource::{Direction, RouteState};
use hopwise_model::{Difference, field_name};

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

/// What is said of settings and of entries of lists that do not say it themselves, by the field of some record that has them.
const SETTINGS: [(&str, &str); 26] = [
    (field_name!(NetworkInterface.addresses), "the address"),
    (field_name!(AttachedPolicies.arns), "the managed policy"),
    (field_name!(RouteTable.associations), "the association with"),
    (field_name!(InternetGateway.attachments), "the attachment to"),
    (field_name!(Subnet.available_addresses), "the number of free addresses"),
    (field_name!(Subnet.unavailable), "the state"),
    (field_name!(Vpc.block_public_access), "VPC Block Public Access"),
    (field_name!(Vpc.dhcp_options), "the set of DHCP options"),
    (field_name!(VpcAttribute.dns_hostnames), "enableDnsHostnames"),
    (field_name!(VpcAttribute.dns_support), "enableDnsSupport"),
    (field_name!(RolePolicy.document), "the policy"),
    (field_name!(VpcEndpoint.policy), "the policy"),
    (field_name!(Vpc.cidrs), "the block"),
    (field_name!(NetworkAcl.entries), "the block"),
    (field_name!(Subnet.firewall_connectivity), "the connection with the firewall at the internet gateway"),
    (field_name!(NetworkInterface.groups), "the security group"),
    (field_name!(VpcEndpoint.in_no_subnet), "whether it is in no subnet"),
    (field_name!(VpcEndpoint.interfaces), "the network interface"),
    (field_name!(Vpc.internet_firewalls), "the firewall at the internet gateway"),
    (field_name!(Service.network), "the network configuration"),
    (field_name!(VpcEndpoint.private_dns_enabled), "private DNS"),
    (field_name!(ResourceRecordSets.records), "the record"),
    (field_name!(VpcEndpoint.route_tables), "the route table"),
    (field_name!(NetworkInterface.subnet), "the subnet"),
    (field_name!(VpcEndpoint.subnets), "the subnet"),
    (field_name!(VpcHostedZones.zones), "the hosted zone"),
];

/// A setting or an entry of a list, by its name in a record.
fn setting(name: &str) -> String {
    match SETTINGS.iter().find(|(own, _)| *own == name) {
        Some((_, known)) => (*known).to_owned(),
        None => format!("its {}", name.replace('_', " ")),
    }
}
