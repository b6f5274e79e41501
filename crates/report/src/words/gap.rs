//! What is not known, and the command that would settle it.

use hopwise_model::{Component, DocumentKind, Gap, NotEvaluated, Partition, Region};

use super::code::not_evaluated;
use super::list::list;
use super::next_step::{Next, evaluated_elsewhere, look_up, report};
use super::noun::{the, thing};
use super::stated;
use crate::gap::GapReport;

/// A gap in words. `partly` says that some of a missing document is there, such as another Region's.
#[expect(clippy::too_many_lines, reason = "one exhaustive match, so that no gap is forgotten")]
pub(crate) fn gap(gap: &Gap, partly: bool) -> GapReport {
    match gap {
        // Who refers to something of no id is there, and its own list is empty.
        Gap::MissingResource { id, referenced_by, document, .. } if id.is_empty() => {
            stated::without_interfaces(*document, referenced_by)
        }
        Gap::MissingResource { component, id, referenced_by, document } => {
            let what = thing(*component, *document);
            let message = format!("The {what} {id}, which {referenced_by} refers to, is not in the snapshot.");
            report("MISSING_RESOURCE", *component, id, message, Next::Print(*document))
        }
        Gap::MissingDocument { document, needed_for } => {
            let has = if partly { "does not have all" } else { "has no" };
            let message = match Region::try_from(needed_for.as_str()) {
                // Of a whole Region is asked who has an address there.
                Ok(_) => format!("The snapshot {has} `{}`, which would tell who has the address.", document.key()),
                Err(_) if *document == DocumentKind::TransitGatewayRoutes => {
                    format!("The snapshot does not have all routes of transit gateway route table {needed_for}.")
                }
                Err(_) => format!("The snapshot {has} `{}`, which {needed_for} needs.", document.key()),
            };
            // The command does not print the VPC or the table: the file is named after it.
            let next = match document {
                DocumentKind::HostedZoneSummaries
                | DocumentKind::TransitGatewayRoutes
                | DocumentKind::TransitGatewayPropagations => Next::print_about(*document, &[needed_for]),
                _ => Next::Print(*document),
            };
            report("MISSING_DOCUMENT", document.component(), needed_for, message, next)
        }
        // AWS forgets the targets of dead routes only.
        Gap::NotEvaluated { component, id, what: NotEvaluated::UnknownTarget } if id.is_empty() => {
            let message = "The route that the packets take has no target in its document, under no name that is known.";
            let (message, next) = (message.to_owned(), Next::Print(DocumentKind::RouteTables));
            report("NOT_EVALUATED", *component, id, message, next)
        }
        Gap::NotEvaluated { component, id, what } => {
            let message = format!(
                "At {id} the answer depends on something that hopwise does not evaluate: {}.",
                not_evaluated(*what)
            );
            report("NOT_EVALUATED", *component, id, message, Next::NotSupported(evaluated_elsewhere(*what).to_owned()))
        }
        Gap::UncertainState { component, id, state } => {
            let of_state = || {
                let what = match component {
                    // What has a state is the association of a Resolver rule or a DNS Firewall rule group with the VPC.
                    Component::Dns => format!("The association of {id} with the VPC"),
                    _ => the(*component, id),
                };
                let passes = if *component == Component::Dns { "it counts" } else { "packets pass" };
                let message = format!("{what} is in state `{state}`: AWS does not say whether {passes}.");
                (message, "Wait until its state says whether it works, and make the snapshot again.".to_owned())
            };
            let (message, next) = stated::described(*component, id, state).unwrap_or_else(of_state);
            report("UNCERTAIN_STATE", *component, id, message, Next::Hint(next))
        }
        Gap::AmbiguousRoutes { route_table, first, second } => {
            let message = format!(
                "Route table {route_table} has two routes of the same priority, to {first} and to {second}: which one counts is not known."
            );
            let next = "Delete one of the two, or let both lead to the same target.".to_owned();
            report("AMBIGUOUS_ROUTES", Component::RouteTable, route_table.as_str(), message, Next::Hint(next))
        }
        Gap::PrefixListEntries { prefix_list } => {
            let message = format!("The entries of prefix list {prefix_list} are not in the snapshot.");
            let next = Next::print_about(DocumentKind::PrefixListEntries, &[prefix_list.as_str()]);
            report("PREFIX_LIST_ENTRIES", Component::PrefixList, prefix_list.as_str(), message, next)
        }
        Gap::CustomDns { vpc, servers, udp_stopped } => {
            let message = if servers.is_empty() {
                format!("The DHCP options of {vpc} name no DNS server: how names resolve there is not known.")
            } else if *udp_stopped {
                format!(
                    "{vpc} asks its own DNS servers ({}): udp 53 to them is stopped, and tcp 53 is not, by which most resolvers ask \
                     only for what did not fit into an answer by UDP.",
                    list(servers)
                )
            } else {
                format!("{vpc} asks its own DNS servers ({}): what they answer is not known.", list(servers))
            };
            let next = match servers.first() {
                Some(server) if *udp_stopped => format!("Let udp 53 to {server} and its answers pass, too."),
                Some(server) => look_up("the name", Some(server)),
                None => "Let the DHCP options name a DNS server, such as AmazonProvidedDNS.".to_owned(),
            };
            report("CUSTOM_DNS", Component::Dns, vpc.as_str(), message, Next::Hint(next))
        }
        Gap::DnsAttribute { vpc, attribute } => {
            let message = format!("The snapshot does not say whether `{attribute}` of {vpc} is on.");
            let next =
                Next::print_into(DocumentKind::VpcAttribute, &[vpc.as_str(), attribute], &format!("{vpc}-{attribute}"));
            report("DNS_ATTRIBUTE", Component::Dns, vpc.as_str(), message, next)
        }
        Gap::SharedSubnet { subnet, owner } => {
            let message = format!(
                "{subnet} is shared by account {owner}, whose VPC endpoints this snapshot cannot hold: a snapshot made there can."
            );
            report("SHARED_SUBNET", Component::Subnet, subnet.as_str(), message, Next::of_account(owner))
        }
        Gap::ZoneRecords { zone, name } => {
            let message = format!(
                "Private hosted zone {zone} ({name}) decides about the name, and not all of its records are in the snapshot."
            );
            let next = Next::print_about(DocumentKind::ResourceRecordSets, &[zone.as_str()]);
            report("ZONE_RECORDS", Component::Dns, zone.as_str(), message, next)
        }
        Gap::ConflictingZones { vpc, name, zones } => {
            let zones: Vec<String> = zones.iter().map(ToString::to_string).collect();
            let message = format!(
                "{vpc} has several private hosted zones of the name {name} ({}): which one answers is not known.",
                list(&zones)
            );
            let next = format!("Take all but one of them away from {vpc}, or merge their records into one.");
            report("CONFLICTING_ZONES", Component::Dns, vpc.as_str(), message, Next::Hint(next))
        }
        Gap::RoutingPolicy { zone, record } => {
            let message = format!(
                "Private hosted zone {zone} has several records for {record}, among which Route 53 chooses: which one is the answer is not known."
            );
            report("ROUTING_POLICY", Component::Dns, zone.as_str(), message, Next::Hint(look_up(record, None)))
        }
        Gap::Forwarded { rule, domain, targets } => {
            let to = if targets.is_empty() { "other servers".to_owned() } else { list(targets) };
            let message = format!(
                "Resolver rule {rule} ({}) forwards the name to {to}: what they answer is not known.",
                super::resolution::domain(domain)
            );
            let next = look_up("the name", targets.first().map(String::as_str));
            report("FORWARDED", Component::Dns, rule.as_str(), message, Next::Hint(next))
        }
        Gap::FirewallRules { group } => {
            let message =
                format!("DNS Firewall rule group {group} is in force, and its rules are not in the snapshot.");
            let next = Next::print_about(DocumentKind::FirewallRules, &[group.as_str()]);
            report("FIREWALL_RULES", Component::Dns, group.as_str(), message, next)
        }
        Gap::FirewallDomains { list } => {
            let message = format!(
                "The domains of {list}, which a DNS Firewall rule is about, are not in the snapshot. AWS does not tell those of the lists that it manages itself."
            );
            let next = Next::print_about(DocumentKind::FirewallDomains, &[list.as_str()]);
            report("FIREWALL_DOMAINS", Component::Dns, list.as_str(), message, next)
        }
        Gap::SharedVpc { vpc, owner, needed_for } => {
            let need = if needed_for == vpc.as_str() { String::new() } else { format!(", which {needed_for} needs") };
            let message = format!(
                "The snapshot cannot show all of {vpc}{need}: it belongs to account {owner}, and a snapshot made there can."
            );
            report("SHARED_VPC", Component::Vpc, vpc.as_str(), message, Next::of_account(owner))
        }
        Gap::PeerVpc { connection, vpc, owner, region } => {
            let whose = owner.as_ref().map_or_else(String::new, |owner| format!(" of account {owner}"));
            let place = region.as_ref().map_or_else(String::new, |region| format!(" in {region}"));
            let message = format!(
                "Packets leave by {connection} for {vpc}{whose}{place}: nothing of that VPC is in the snapshot."
            );
            let hint = format!("Make a snapshot of {vpc}{whose}{place}, and give it beside this one.");
            report("PEER_VPC", Component::Vpc, vpc.as_str(), message, Next::Collect(hint))
        }
        Gap::ServiceAddresses { host, ranges_would_tell } => {
            let message = format!(
                "Which public addresses {host} has is not known, and packets to some of those that it may have are stopped."
            );
            let hint = if *ranges_would_tell {
                "Name the ranges that AWS publishes with --ip-ranges: they narrow it to the Region's.".to_owned()
            } else {
                look_up(host, None)
            };
            report("SERVICE_ADDRESSES", Component::AwsService, host, message, Next::Hint(hint))
        }
        Gap::UnknownName { host } => {
            let message = match unknown_region(host) {
                Some(region) => format!(
                    "The Region {region} of the name {host} is none that this program knows: it is new, or misspelt{}.",
                    region.meant().map_or_else(String::new, |meant| format!(" for {meant}"))
                ),
                None => format!("Nothing in the snapshot says what the name {host} resolves to."),
            };
            report("UNKNOWN_NAME", Component::Dns, host, message, Next::Hint(look_up(host, None)))
        }
    }
}

/// The Region of a host name that is none of those that AWS is known to have.
fn unknown_region(host: &str) -> Option<Region> {
    let labels = Partition::host_suffixes().find_map(|suffix| host.strip_suffix(suffix)?.strip_suffix('.'))?;
    let region = labels.rsplit('.').next().and_then(|label| Region::try_from(label).ok());
    region.filter(|region| !region.is_listed())
}

/// A gap about something in a Region of a snapshot that speaks of several: whose document it is, and where to keep it, so
/// that it is not taken for another Region's.
pub(crate) fn in_region(gap: GapReport, region: &Region) -> GapReport {
    let named = gap.document.map(|key| format!("`{key}`"));
    let message = match &named {
        Some(key) => gap.message.replacen(key, &format!("{key} of {region}"), 1),
        None => gap.message,
    };
    let command = gap.command.map(|command| {
        let to = format!(" --region {region} --output json > {region}/");
        command.replacen(" --output json > ", &to, 1).replace(" REGION ", &format!(" {region} "))
    });
    GapReport { message, command, ..gap }
}
