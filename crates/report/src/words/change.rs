//! What to change: a sentence, and commands of the AWS CLI.

mod command;
mod condition;
mod context;
mod name;
mod new;
mod one_call;
mod service;
#[cfg(test)]
mod tests;

use hopwise_explain::{Change, Condition};
use hopwise_model::RouteTableId;
use hopwise_model::resource::{Direction, ExclusionMode, Route, RouteDestination, RouteState, RouteTarget};

pub(crate) use context::{Context, Next};
pub(crate) use new::New;
pub(crate) use one_call::in_one_call;

use super::list::list;
use super::rule::{destination_name, peer_name, target_name};
use crate::remedy::ChangeReport;

/// A change in words, with commands to copy.
pub(crate) fn change(change: &Change, conditions: &[Condition], context: Context<'_>) -> ChangeReport {
    let commands = command::commands(change, context);
    let conditions = conditions.iter().map(condition::condition);
    let conditions = conditions.chain(condition::placeholders(&commands)).collect();
    ChangeReport { message: sentence(change, context), commands, conditions }
}

#[expect(clippy::too_many_lines, reason = "one exhaustive match, so that no change is forgotten")]
fn sentence(change: &Change, context: Context<'_>) -> String {
    let new = context.new;
    match change {
        Change::AuthorizeEgress { group, traffic, peer } => {
            format!("Allow {traffic} to {} in the outbound rules of {group}.", peer_name(peer))
        }
        Change::AuthorizeIngress { group, traffic, peer } => {
            format!("Allow {traffic} from {} in the inbound rules of {group}.", peer_name(peer))
        }
        Change::RevokeEgress { group, traffic, peer } => {
            format!("Revoke the outbound rule of {group} for {traffic} to {}.", peer_name(peer))
        }
        Change::RevokeIngress { group, traffic, peer } => {
            format!("Revoke the inbound rule of {group} for {traffic} from {}.", peer_name(peer))
        }
        Change::DenyByAcl { acl, number, direction, traffic, cidr } => {
            let (way, preposition) = ways(*direction);
            format!("Add {way} rule {number} to network ACL {acl}: deny {traffic} {preposition} {cidr}.")
        }
        Change::AddAclEntry { acl, number, direction, traffic, cidr } => {
            let (way, preposition) = ways(*direction);
            format!("Add {way} rule {number} to network ACL {acl}: allow {traffic} {preposition} {cidr}.")
        }
        Change::ReplaceAclEntry { acl, number, direction, traffic, cidr } => {
            let (way, preposition) = ways(*direction);
            format!(
                "Let {way} rule {number} of network ACL {acl}, which denies, allow {traffic} {preposition} {cidr} instead."
            )
        }
        Change::DeleteAclEntry { acl, number, direction } => {
            let (way, _) = ways(*direction);
            format!("Delete {way} rule {number} of network ACL {acl}, which denies.")
        }
        Change::CreateRoute { table, destination, target } => {
            format!("Add a route to {table}: {} → {}.", destination_name(destination), new.named(&target_name(target)))
        }
        Change::ReplaceRoute { table, destination, target } => format!(
            "Point the route of {table} for {} to {}.{}",
            destination_name(destination),
            new.named(&target_name(target)),
            left_behind(context, change)
        ),
        Change::DeleteRoute { table, destination } => {
            let destination = destination_name(destination);
            let why = if is_blackhole(context, change) { ": its target is gone" } else { "" };
            format!("Delete the route of {table} for {destination}{why}.")
        }
        Change::AssociateRouteTable { subnet, table } => format!("Associate {subnet} with route table {table}."),
        Change::AssociateGatewayEndpoint { endpoint, table } => {
            format!("Associate gateway endpoint {endpoint} with route table {table}.")
        }
        Change::DisassociateGatewayEndpoint { endpoint, table } => {
            format!("Take gateway endpoint {endpoint} off route table {table}.")
        }
        Change::CreateGatewayEndpoint { vpc, service_name, table, .. } => {
            format!("Create a gateway endpoint for {service_name} in {vpc}, on route table {table}.")
        }
        Change::CreateInterfaceEndpoint { vpc, service_name, subnets, groups, .. } => {
            let subnets: Vec<String> = subnets.iter().map(ToString::to_string).collect();
            let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
            let guarded = if groups.is_empty() { String::new() } else { format!(", guarded by {}", list(&groups)) };
            format!("Create an interface endpoint for {service_name} in {vpc}, in {}{guarded}.", list(&subnets))
        }
        Change::AddEndpointSubnets { endpoint, subnets } => {
            let subnets: Vec<String> = subnets.iter().map(ToString::to_string).collect();
            format!("Put endpoint {endpoint}, which is in no subnet, into {}.", list(&subnets))
        }
        Change::CreateMountTarget { file_system, subnet, groups } => {
            let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
            let guarded = if groups.is_empty() { String::new() } else { format!(", guarded by {}", list(&groups)) };
            format!("Create a mount target of {file_system} in {subnet}{guarded}.")
        }
        Change::AddEndpointGroup { endpoint, group } => format!("Add security group {group} to endpoint {endpoint}."),
        Change::EnablePrivateDns { endpoint } => format!("Turn private DNS of endpoint {endpoint} on."),
        Change::AnswerInsideVpc { endpoint } => {
            format!("Let endpoint {endpoint} answer queries of the VPC itself, not those from on premises only.")
        }
        Change::EnableDnsAttribute { vpc, attribute } => format!("Turn {} of {vpc} on.", attribute.as_str()),
        Change::UseAmazonDns { vpc, options } => match options {
            Some(options) => format!("Let {vpc} ask the Amazon resolver: associate it with DHCP options {options}."),
            None => format!(
                "Let {vpc} ask the Amazon resolver: associate it with new DHCP options that name AmazonProvidedDNS."
            ),
        },
        Change::CreateRecord { zone, name, like } => {
            format!("Add a record {name} to hosted zone {zone} that says what {like} says.")
        }
        Change::AssociateZone { zone, vpc } => format!("Associate private hosted zone {zone} with {vpc}."),
        Change::DisassociateZone { zone, vpc } => format!("Take private hosted zone {zone} away from {vpc}."),
        Change::DeleteZone { zone } => format!("Delete private hosted zone {zone}, which has no records of its own."),
        Change::AssignPublicIp { service, .. } => match service {
            Some(service) => format!("Give new tasks of service {service} a public address (assignPublicIp=ENABLED)."),
            None => "Start the task with a public address (assignPublicIp=ENABLED).".to_owned(),
        },
        Change::PlaceInSubnet { service, from, to, .. } => match service {
            Some(service) => format!("Put new tasks of service {service} into {to} instead of {from}."),
            None => format!("Start the task in {to} instead of {from}."),
        },
        Change::AssociateAddress { interface } => format!("Give {interface} an Elastic IP address."),
        Change::AcceptVpcPeeringConnection { connection } => {
            let accepter = context.accepter_of(connection);
            let owner = accepter.and_then(|side| side.owner.as_ref());
            let who = owner.map_or_else(String::new, |owner| format!(", as account {owner}"));
            let region = accepter.and_then(|side| side.region.as_ref());
            let place = region.map_or_else(String::new, |region| format!(" in {region}"));
            format!("Accept peering connection {connection}{place}{who}.")
        }
        Change::AddSubnetToAttachment { attachment, subnet } => {
            format!("Add {subnet} to transit gateway attachment {attachment}, which serves its zone then.")
        }
        Change::AssociateTransitGatewayTable { attachment, table } => {
            format!("Associate attachment {attachment} with transit gateway route table {table}.")
        }
        Change::CreateTransitGatewayRoute { table, block, attachment, replaces } => {
            let verb = if *replaces { "Replace the route to" } else { "Add a route to" };
            format!("{verb} {block} in transit gateway route table {table}: by attachment {attachment}.")
        }
        Change::AttachInternetGateway { gateway, vpc } => format!("Attach internet gateway {gateway} to {vpc}."),
        Change::CreateNatGateway { subnet, .. } => format!("Create a public NAT gateway in {subnet}."),
        Change::ExcludeFromBlockPublicAccess { subnet, exclusion, mode } => {
            let (what, verb) = match mode {
                ExclusionMode::AllowEgress => ("what begins inside", "allow what begins inside"),
                ExclusionMode::AllowBidirectional => ("both directions", "allow both directions"),
            };
            match exclusion {
                None => format!("Exclude {subnet} from VPC Block Public Access, for {what}."),
                Some(exclusion) => {
                    format!("Let exclusion {exclusion} of {subnet} from VPC Block Public Access {verb}.")
                }
            }
        }
    }
}

/// Whether the route that a change deletes leads nowhere.
fn is_blackhole(context: Context<'_>, change: &Change) -> bool {
    let Change::DeleteRoute { table, destination } = change else { return false };
    route(context, table, destination).is_some_and(|route| route.state == RouteState::Blackhole)
}

/// What else loses its way where a route is led elsewhere that leads to other networks today.
fn left_behind(context: Context<'_>, change: &Change) -> String {
    let Change::ReplaceRoute { table, destination, .. } = change else { return String::new() };
    let Some(today) = route(context, table, destination).filter(|own| own.state == RouteState::Active) else {
        return String::new();
    };
    let leads_to_networks = matches!(
        today.target,
        RouteTarget::TransitGateway(_)
            | RouteTarget::VpcPeeringConnection(_)
            | RouteTarget::VirtualPrivateGateway(_)
            | RouteTarget::CoreNetwork(_)
            | RouteTarget::LocalGateway(_)
    );
    if !leads_to_networks {
        return String::new();
    }
    format!(
        " Whatever else takes this route to {} today, as other VPCs and networks on premises, loses its way: give {table} routes of their own for these first.",
        today.target.id()
    )
}

/// A route as it is today.
fn route<'a>(context: Context<'a>, table: &RouteTableId, destination: &RouteDestination) -> Option<&'a Route> {
    context.inventory.route_tables.by_id(table)?.routes.iter().find(|route| route.destination == *destination)
}

/// The words for a direction, and what goes before the far end.
const fn ways(direction: Direction) -> (&'static str, &'static str) {
    match direction {
        Direction::Ingress => ("inbound", "from"),
        Direction::Egress => ("outbound", "to"),
    }
}
