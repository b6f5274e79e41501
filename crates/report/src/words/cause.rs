//! Root causes: a code, and one or two sentences.

use hopwise_explain::cause::{
    AclDenies, AddressOfAnotherVpc, EndpointGroupLacksIngress, GroupLacksEgress, Instead, NameServersOutOfReach, Void,
};
use hopwise_explain::{Cause, lost_zone};
use hopwise_model::resource::{BlockPublicAccess, BlockResponse, Direction, Peer};
use hopwise_model::{Code, Component};
use hopwise_model::{Leg, SecurityGroupId, Traffic};

use super::addresses::addresses;
use super::block::{endpoint_state, nat_state};
use super::cause_peering;
use super::cause_transit_gateway as transit;
use super::list::list;
use super::packets::ports;
use super::rule::{acl_number, destination_name, peer_name, target_name};

/// A cause in words: its code and its sentences. `asker` is who asks, "the task" or "the instance".
pub(crate) fn cause(cause: &Cause, asker: &str) -> (&'static str, String) {
    (code(cause), sentences(cause, asker, subject(cause).as_slice()))
}

/// What one of several causes is about, where the others may differ in this alone: a service, a registry or an endpoint.
fn subject(cause: &Cause) -> Option<String> {
    match cause {
        Cause::NoEndpoint(found) => Some(found.service.to_string()),
        Cause::RegistryNeedsInternet(found) => Some(found.host.clone()),
        Cause::EndpointInNoSubnet(found) => Some(found.endpoint.to_string()),
        Cause::PrivateDnsOff(found) => Some(found.endpoint.to_string()),
        Cause::DnsHostnamesOff(found) => Some(match &found.void {
            Void::Endpoint(endpoint) => endpoint.to_string(),
            Void::Zone(zone) => zone.to_string(),
        }),
        Cause::EndpointGroupLacksIngress(found) => Some(found.endpoint.to_string()),
        Cause::ShadowedByZone(found) => Some(found.name.clone()),
        Cause::ZoneLacksWildcard(found) => Some(found.name.clone()),
        Cause::FirewallBlocksName(found) => Some(found.name.clone()),
        Cause::NameServersOutOfReach(found) => Some(found.name.clone()),
        _ => None,
    }
}

/// The causes of steps that stop at the same place, each with who asks: once where they differ in their subjects alone.
pub(crate) fn causes(all: &[(&Cause, &str)]) -> Vec<String> {
    let mut folded: Vec<(String, &Cause, &str, Vec<String>)> = Vec::new();
    for (cause, asker) in all {
        let form = sentences(cause, asker, &[]);
        let place = folded.iter().position(|(other, ..)| *other == form);
        match place.and_then(|place| folded.get_mut(place)) {
            Some((.., subjects)) => subjects.extend(subject(cause).filter(|own| !subjects.contains(own))),
            None => folded.push((form, cause, asker, subject(cause).into_iter().collect())),
        }
    }
    folded.into_iter().map(|(_, cause, asker, subjects)| sentences(cause, asker, &subjects)).collect()
}

#[expect(clippy::too_many_lines, reason = "one exhaustive match, so that no cause is forgotten")]
fn sentences(cause: &Cause, asker: &str, subjects: &[String]) -> String {
    let (about, several) = (list(subjects), subjects.len() > 1);
    match cause {
        Cause::NoPublicAddress(found) => format!(
            "The route leads to internet gateway {}, and {asker} has no public IPv4 address: the gateway drops its packets silently.",
            found.gateway
        ),
        Cause::NoRoute(found) => {
            let table = &found.table;
            let sentence = match (&found.subnet, found.by_main_table) {
                (Some(subnet), true) => format!(
                    "Route table {table} has no route to the destination. It is the main table of the VPC, which {subnet} uses because no table is associated with it."
                ),
                (Some(subnet), false) => {
                    format!("Route table {table}, which {subnet} uses, has no route to the destination.")
                }
                (None, _) => format!("Route table {table} has no route to the destination."),
            };
            let record = found.record.as_ref().map(|record| {
                let to = addresses(&found.addresses);
                format!(" Record {} of private hosted zone {} leads there, to {to}.", record.name, record.zone)
            });
            format!("{sentence}{}", record.unwrap_or_default())
        }
        Cause::Blackhole(found) => format!(
            "The route of {} for {} leads to {}, which is gone or detached (a blackhole). It takes the packets even where a wider route would work.",
            found.table,
            destination_name(&found.destination),
            target_name(&found.target)
        ),
        Cause::GatewayEndpointNotOnTable(found) => format!(
            "Gateway endpoint {} is for this service, but it is not associated with route table {}: no route leads to it.",
            found.endpoint, found.table
        ),
        Cause::EndpointInNoSubnet(found) => {
            let off = if found.has_private_dns { "" } else { ", and private DNS is off" };
            if several {
                format!(
                    "Interface endpoints {about} are for these services, but they are in no subnet, so that they have no address{off}: nothing leads to them."
                )
            } else {
                format!(
                    "Interface endpoint {about} is for this service, but it is in no subnet, so that it has no address{off}: nothing leads to it."
                )
            }
        }
        Cause::PrivateDnsOff(_) if several => format!(
            "Interface endpoints {about} are for these services, but their private DNS is off: the names mean public addresses, and no way leads to them."
        ),
        Cause::PrivateDnsOff(_) => format!(
            "Interface endpoint {about} is for this service, but its private DNS is off: the name means public addresses, and no way leads to them."
        ),
        Cause::DnsHostnamesOff(found) => {
            let names = if several { "the names mean" } else { "the name means" };
            let what = match (&found.void, several) {
                (Void::Endpoint(_), true) => "private DNS of endpoints",
                (Void::Endpoint(_), false) => "private DNS of endpoint",
                (Void::Zone(_), true) => "private hosted zones",
                (Void::Zone(_), false) => "private hosted zone",
            };
            format!(
                "enableDnsHostnames of {} is off, which makes {what} {about} void: {names} public addresses, and no way leads to them.",
                found.vpc
            )
        }
        Cause::EndpointLacksName(found) => format!(
            "Endpoint {} is for this service and answers other names of it, but not {}: that name means public addresses, and no way leads to them.",
            found.endpoint, found.host
        ),
        Cause::InboundResolverOnly(found) => format!(
            "S3 interface endpoint {} answers only queries from on premises (inbound Resolver endpoints), and no gateway endpoint is on the route table.",
            found.endpoint
        ),
        Cause::EndpointNotAvailable(found) => {
            format!("Endpoint {} is not available: {}.", found.endpoint, endpoint_state(&found.state))
        }
        Cause::NoEndpoint(found) => {
            let them = if several { "them" } else { "it" };
            format!(
                "{} has no endpoint for {about} and no way to the internet: route table {} leads nowhere for {them}.",
                found.vpc, found.table
            )
        }
        Cause::RegistryNeedsInternet(found) => {
            let (are, them) = if several { ("are", "them") } else { ("is", "it") };
            format!(
                "{about} {are} reached through the internet only, and route table {} of {} has no way there: no endpoint stands in for {them}.",
                found.table, found.vpc
            )
        }
        Cause::CrossRegion(found) => format!(
            "{} is asked for in {}, but the endpoints of {} are for {}, and route table {} has no way to the internet.",
            found.service, found.region, found.vpc, found.own, found.table
        ),
        Cause::NameServersOutOfReach(found) => name_servers(found, asker, &about),
        Cause::DnsSupportOff(found) => {
            format!(
                "enableDnsSupport of {} is off: its resolver answers nothing, so that no name means any address.",
                found.vpc
            )
        }
        Cause::ShadowedByZone(found) => {
            let names = if several { "the names do" } else { "the name does" };
            format!(
                "Private hosted zone {} ({}) is associated with {} and has no record for {about}: {names} not exist there, and public DNS is not asked.",
                found.zone, found.zone_name, found.vpc
            )
        }
        Cause::ZoneLacksWildcard(found) => {
            let does = if several { "do" } else { "does" };
            format!(
                "Private hosted zone {} has a record for {}, but none for *.{}: {about} {does} not exist there, and public DNS is not asked.",
                found.zone, found.domain, found.domain
            )
        }
        Cause::ZoneRecordLoop(found) => format!(
            "Records of private hosted zones lead from one name to the next without end: {}.",
            found.names.join(" → ")
        ),
        Cause::FirewallBlocksName(found) => {
            let rule = found.rule.as_ref().map_or_else(|| "A rule".to_owned(), |rule| format!("Rule {rule}"));
            let answer = match &found.response {
                Some(BlockResponse::NoData) => ": the resolver answers that there is no such record",
                Some(BlockResponse::NxDomain) => ": the resolver answers that there is no such name",
                Some(BlockResponse::Override(_)) | None => "",
            };
            format!("{rule} of DNS Firewall rule group {} blocks {about} ({}){answer}.", found.group, found.domain)
        }
        Cause::NatInPrivateSubnet(found) => {
            let place = found.subnet.as_ref().map_or_else(String::new, |subnet| format!(" in {subnet}"));
            format!(
                "NAT gateway {}{place} has no way to an internet gateway: its own route table {} has none.",
                found.nat, found.table
            )
        }
        Cause::NatRoutesToItself(found) => {
            let place = found.subnet.as_ref().map_or_else(String::new, |subnet| format!(" of its own subnet {subnet}"));
            format!("The route{place} leads packets of NAT gateway {} back to it: a loop.", found.nat)
        }
        Cause::NatNotAvailable(found) => {
            let why = found.failure.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
            format!("NAT gateway {} is {}{why}: it passes no packets.", found.nat, nat_state(&found.state))
        }
        Cause::PrivateNat(found) => format!(
            "NAT gateway {} is a private one: it has no public address, and the internet gateway drops what it sends.",
            found.nat
        ),
        Cause::NatWithoutPublicAddress(found) => format!(
            "NAT gateway {} is a public one, but addresses that it uses have no public address: the internet gateway drops what it sends from them.",
            found.nat
        ),
        Cause::NatWithoutZone(found) => {
            let zone = found.zone.as_ref().map_or_else(|| "the zone of the subnet".to_owned(), Clone::clone);
            let whose = found.subnet.as_ref().map_or_else(String::new, |subnet| format!(", where {subnet} is"));
            format!(
                "Regional NAT gateway {} has no address in {zone}{whose}, and does not add zones by itself.",
                found.nat
            )
        }
        Cause::PeeringNotActive(found) => cause_peering::not_active(found),
        Cause::NoRouteToPeer(found) => cause_peering::no_route(found),
        Cause::BehindPeer(found) => cause_peering::behind(found),
        Cause::ZoneNotAttached(found) => transit::zone(found),
        Cause::NotAssociated(found) => transit::not_associated(found),
        Cause::AttachmentNotAvailable(found) => transit::not_available(found),
        Cause::NoTransitRoute(found) => transit::no_route(found),
        Cause::NoRouteToGateway(found) => transit::no_route_to_gateway(found),
        Cause::NatInAnotherVpc(found) => {
            let place = found.vpc.as_ref().map_or_else(String::new, |vpc| format!(" of {vpc}"));
            format!("NAT gateway {}{place} takes packets from its own VPC only.", found.nat)
        }
        Cause::InternetGatewayDetached(found) => match &found.attached_to {
            Some(vpc) => format!(
                "The route leads to internet gateway {}, which is attached to {vpc}, not to this VPC.",
                found.gateway
            ),
            None => format!("The route leads to internet gateway {}, which is not attached to any VPC.", found.gateway),
        },
        Cause::PublicAccessBlocked(found) => {
            let what = match found.mode {
                BlockPublicAccess::BlockBidirectional => "nothing passes an internet gateway in either direction",
                BlockPublicAccess::BlockIngress => {
                    "only NAT gateways may open connections through an internet gateway, not what has a public address of its own"
                }
                BlockPublicAccess::Off => "public access is restricted",
            };
            let place = found.subnet.as_ref().map_or_else(String::new, |subnet| format!(" for {subnet}"));
            format!("VPC Block Public Access is on in {}{place}: {what}.", found.vpc)
        }
        Cause::GroupAllowsNothingOut(found) => {
            let who =
                found.router.as_ref().map_or_else(|| format!("{asker} can send"), |own| format!("{own} can send on"));
            format!("{} no outbound rule at all: {who} nothing.", have(&found.groups))
        }
        Cause::GroupLacksEgress(found) => lacks_egress(found, asker),
        Cause::EndpointGroupLacksIngress(found) => lacks_ingress(found, asker, subjects),
        Cause::GroupLacksIngress(found) => {
            let whose = found.interface.as_ref().map_or_else(|| "the destination".to_owned(), ToString::to_string);
            format!("{} no inbound rule that admits {} from {asker} to {whose}.", have(&found.groups), found.wanted)
        }
        Cause::AclDenies(found) => acl(found),
        Cause::NobodyHasAddress(found) => {
            let record = found.record.as_ref().map_or_else(String::new, |record| {
                format!(", which record {} of private hosted zone {} points at", record.name, record.zone)
            });
            format!(
                "No network interface in {} {} has the address {}{record}.",
                super::noun::noun(found.component),
                found.id,
                addresses(&found.addresses)
            )
        }
        Cause::EndpointOfOtherService(found) => {
            let leads = format!("endpoint {}, which leads to {} only", found.endpoint, found.service_name);
            match &found.record {
                Some(record) => format!(
                    "Record {} of private hosted zone {} sends {} to {leads}: point the record at an endpoint of the service that is asked for.",
                    record.name, record.zone, found.host
                ),
                None => format!("Packets for {} reach {leads}.", found.host),
            }
        }
        Cause::RecordLeadsToAsker(found) => format!(
            "Record {} of private hosted zone {} leads {} to {}, which is the address of {asker} itself: point the record at the service.",
            found.record.name,
            found.record.zone,
            found.host,
            addresses(&found.addresses)
        ),
        Cause::AddressOfAnotherVpc(found) => elsewhere(found, asker),
        Cause::DestinationStopped(found) => match (&found.instance, &found.interface) {
            (Some(instance), _) => format!("Instance {instance} is not running: nobody answers."),
            (None, Some(interface)) => format!("The instance of {interface} is not running: nobody answers."),
            (None, None) => "The instance at the destination is not running: nobody answers.".to_owned(),
        },
        Cause::ProtocolNotCarried(found) => {
            format!("{} does not carry this protocol.", super::noun::the(found.component, &found.id))
        }
        Cause::PrivateDestination(found) => format!(
            "Packets to the private address {} end up at internet gateway {}, which takes none: no route of their own is there.",
            addresses(&found.addresses),
            found.gateway
        ),
        Cause::Other(found) if found.code == Code::NoMountTargetInZone => format!(
            "File system {} has no mount target in the Availability Zone of {asker}, and its name resolves only in zones that have one: create one there, or run the task in such a zone.",
            found.id
        ),
        Cause::Other(found) if (found.component, found.code) == (Component::NetworkInterface, Code::BadState) => {
            format!(
                "Interface {} is attached to nothing (`Status` is `available`): nobody sends from it and nobody answers there. Attach it, or ask about the interface that is in use.",
                found.id
            )
        }
        Cause::Other(found) => {
            let the = super::noun::the(found.component, &found.id);
            match (found.component, found.code) {
                (_, Code::EniSourceDestCheckRestriction) => format!(
                    "The source/destination check of {} is on: it drops what it is to send on for others.",
                    found.id
                ),
                (Component::NetworkInterface, Code::IgwPublicIpAssociationForEgress) => format!(
                    "{} is to send packets on to the internet and has no public address: nothing of it passes the internet gateway.",
                    found.id
                ),
                (_, Code::DnsOnlyIpv6) => format!(
                    "Private hosted zone {} has IPv6 addresses alone for the name (type AAAA, and none of type A), and {asker} has none to send from: no connection can be made. Add a record of type A, such as an alias of the endpoint.",
                    found.id
                ),
                // Who is behind it, the path below says.
                (_, Code::EniTakesNoConnections) => format!(
                    "Nobody takes connections at {}: whoever it belongs to only opens them, or passes on what routes lead there.",
                    found.id
                ),
                _ => format!("{the} stops the packets ({}).", found.code),
            }
        }
    }
}

const fn code(cause: &Cause) -> &'static str {
    match cause {
        Cause::NoPublicAddress(_) => "NO_PUBLIC_ADDRESS",
        Cause::NoRoute(_) => "NO_ROUTE",
        Cause::Blackhole(_) => "BLACKHOLE",
        Cause::GatewayEndpointNotOnTable(_) => "GATEWAY_ENDPOINT_NOT_ON_TABLE",
        Cause::EndpointInNoSubnet(_) => "ENDPOINT_IN_NO_SUBNET",
        Cause::PrivateDnsOff(_) => "PRIVATE_DNS_OFF",
        Cause::DnsHostnamesOff(_) => "DNS_HOSTNAMES_OFF",
        Cause::EndpointLacksName(_) => "ENDPOINT_LACKS_NAME",
        Cause::InboundResolverOnly(_) => "INBOUND_RESOLVER_ONLY",
        Cause::EndpointNotAvailable(_) => "ENDPOINT_NOT_AVAILABLE",
        Cause::NoEndpoint(_) => "NO_ENDPOINT",
        Cause::RegistryNeedsInternet(_) => "REGISTRY_NEEDS_INTERNET",
        Cause::CrossRegion(_) => "CROSS_REGION",
        Cause::DnsSupportOff(_) => "DNS_SUPPORT_OFF",
        Cause::NameServersOutOfReach(_) => "NAME_SERVERS_OUT_OF_REACH",
        Cause::ShadowedByZone(_) => "SHADOWED_BY_ZONE",
        Cause::ZoneLacksWildcard(_) => "ZONE_LACKS_WILDCARD",
        Cause::ZoneRecordLoop(_) => "ZONE_RECORD_LOOP",
        Cause::FirewallBlocksName(_) => "FIREWALL_BLOCKS_NAME",
        Cause::NatInPrivateSubnet(_) => "NAT_IN_PRIVATE_SUBNET",
        Cause::NatRoutesToItself(_) => "NAT_ROUTES_TO_ITSELF",
        Cause::NatNotAvailable(_) => "NAT_NOT_AVAILABLE",
        Cause::PrivateNat(_) => "PRIVATE_NAT",
        Cause::NatWithoutPublicAddress(_) => "NAT_WITHOUT_PUBLIC_ADDRESS",
        Cause::NatWithoutZone(_) => "NAT_WITHOUT_ZONE",
        Cause::NatInAnotherVpc(_) => "NAT_IN_ANOTHER_VPC",
        Cause::PeeringNotActive(_) => "PEERING_NOT_ACTIVE",
        Cause::ZoneNotAttached(_) => "TRANSIT_GATEWAY_ZONE_NOT_ATTACHED",
        Cause::NotAssociated(_) => "TRANSIT_GATEWAY_ATTACHMENT_NOT_ASSOCIATED",
        Cause::AttachmentNotAvailable(_) => "TRANSIT_GATEWAY_ATTACHMENT_NOT_AVAILABLE",
        Cause::NoTransitRoute(_) => "NO_TRANSIT_GATEWAY_ROUTE",
        Cause::NoRouteToGateway(_) => "NO_ROUTE_TO_TRANSIT_GATEWAY",
        Cause::NoRouteToPeer(_) => "NO_ROUTE_TO_PEER",
        Cause::BehindPeer(_) => "BEHIND_PEER",
        Cause::InternetGatewayDetached(_) => "INTERNET_GATEWAY_DETACHED",
        Cause::PublicAccessBlocked(_) => "PUBLIC_ACCESS_BLOCKED",
        Cause::GroupAllowsNothingOut(_) => "GROUP_ALLOWS_NOTHING_OUT",
        Cause::GroupLacksEgress(_) => "GROUP_LACKS_EGRESS",
        Cause::EndpointGroupLacksIngress(_) => "ENDPOINT_GROUP_LACKS_INGRESS",
        Cause::GroupLacksIngress(_) => "GROUP_LACKS_INGRESS",
        Cause::AclDenies(_) => "ACL_DENIES",
        Cause::NobodyHasAddress(_) => "NOBODY_HAS_ADDRESS",
        Cause::EndpointOfOtherService(_) => "ENDPOINT_OF_OTHER_SERVICE",
        Cause::RecordLeadsToAsker(_) => "RECORD_LEADS_TO_ASKER",
        Cause::AddressOfAnotherVpc(_) => "ADDRESS_OF_ANOTHER_VPC",
        Cause::DestinationStopped(_) => "DESTINATION_STOPPED",
        Cause::ProtocolNotCarried(_) => "PROTOCOL_NOT_CARRIED",
        Cause::PrivateDestination(_) => "PRIVATE_DESTINATION",
        Cause::Other(_) => "OTHER",
    }
}

/// `Security group sg-a has`, `The security groups sg-a and sg-b have`.
fn have(groups: &[SecurityGroupId]) -> String {
    match groups {
        [] => "The security groups have".to_owned(),
        [only] => format!("Security group {only} has"),
        several => format!("The security groups {} have", ids(several)),
    }
}

fn ids(groups: &[SecurityGroupId]) -> String {
    list(&groups.iter().map(ToString::to_string).collect::<Vec<_>>())
}

fn lacks_egress(found: &GroupLacksEgress, asker: &str) -> String {
    let instead = match &found.instead {
        Instead::OwnVpcOnly => "it allows the port to addresses of the VPC only".to_owned(),
        Instead::PrefixListsOnly(lists) => {
            let lists: Vec<String> = lists.iter().map(ToString::to_string).collect();
            format!("it allows the port to prefix list {} only", list(&lists))
        }
        Instead::OtherPeers | Instead::OtherTraffic => format!("it allows {}", rules(&found.rules, "to")),
    };
    let instead = if found.groups.len() > 1 { instead.replacen("it allows", "they allow", 1) } else { instead };
    format!("{} no outbound rule for {} from {asker} to the destination: {instead}.", have(&found.groups), found.wanted)
}

fn lacks_ingress(found: &EndpointGroupLacksIngress, asker: &str, endpoints: &[String]) -> String {
    let default =
        if found.default_group { " It is the VPC's default group, which admits its own members only." } else { "" };
    let admits = if found.rules.is_empty() || found.default_group {
        String::new()
    } else {
        format!(" What is admitted is {}.", rules(&found.rules, "from"))
    };
    format!(
        "{} no inbound rule that admits {} from {asker} to {} {}.{default}{admits}",
        have(&found.groups),
        found.wanted,
        if endpoints.len() > 1 { "endpoints" } else { "endpoint" },
        list(endpoints)
    )
}

/// Name servers that no packet reaches, and why the first is not.
fn name_servers(found: &NameServersOutOfReach, asker: &str, names: &str) -> String {
    let options = found.options.as_ref().map_or_else(String::new, |id| format!(" {id}"));
    let (servers, noun) =
        (list(&found.servers), if found.servers.len() == 1 { "the name server" } else { "the name servers" });
    let behind = sentences(&found.behind, asker, subject(&found.behind).as_slice());
    format!(
        "DHCP options{options} of {} name {servers} as {noun}: {asker} asks there, at port 53, for {names}, and no packet arrives, by UDP or by TCP, so that no name means any address. {behind}",
        found.vpc
    )
}

fn elsewhere(found: &AddressOfAnotherVpc, asker: &str) -> String {
    let here = found.vpc.as_ref().map_or_else(|| "this VPC".to_owned(), ToString::to_string);
    if found.leg == Leg::Return {
        let who = found.interface.as_ref().map_or_else(|| "somebody else".to_owned(), ToString::to_string);
        return format!(
            "The destination is in another VPC, where {} is the address of {who}: replies to {asker} go there, since both VPCs use the same addresses.",
            addresses(&found.addresses)
        );
    }
    let address = addresses(&found.addresses);
    let record = found.record.as_ref().map_or_else(String::new, |record| {
        format!(" Record {} of private hosted zone {} points there.", record.name, record.zone)
    });
    let whose = match &found.interface {
        Some(interface) => format!("in {here} it is the address of {interface}"),
        None => format!("nothing joins it with {here}"),
    };
    format!("What is meant at {address} is in another VPC, and {whose}.{record}")
}

/// How many rules a sentence lists.
const LISTED: usize = 3;

fn rules(rules: &[(Traffic, Peer)], preposition: &str) -> String {
    let mut texts: Vec<String> = rules
        .iter()
        .take(LISTED)
        .map(|(traffic, peer)| format!("{traffic} {preposition} {}", peer_name(peer)))
        .collect();
    let more = rules.len().saturating_sub(LISTED);
    if more > 0 {
        texts.push(format!("{more} more"));
    }
    list(&texts)
}

fn acl(found: &AclDenies) -> String {
    if let Some(zone) = lost_zone(found.acl.as_str()) {
        let place = found.subnet.as_ref().map_or_else(|| "its subnets".to_owned(), ToString::to_string);
        return super::block::lost(zone, Some(found.direction), &place);
    }
    let way = match found.direction {
        Direction::Ingress => "inbound",
        Direction::Egress => "outbound",
    };
    let place = found.subnet.as_ref().map_or_else(String::new, |subnet| format!(" of {subnet}"));
    let rule = match found.entry {
        Some(number) if acl_number(number) != "*" => {
            format!("{way} rule {number} of network ACL {}{place} denies", found.acl)
        }
        _ => format!("no {way} rule of network ACL {}{place} allows", found.acl),
    };
    let what = match found.leg {
        Leg::Forward => format!("the packets ({})", found.wanted),
        Leg::Return => {
            format!("the replies to ports {}", ports(&found.ports))
        }
    };
    super::problem::sentence(&format!("{rule} {what}"))
}
