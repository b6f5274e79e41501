//! What stops packets, in one sentence.

use hopwise_engine::{Block, Rule};
use hopwise_explain::lost_zone;
use hopwise_model::design::Design;
use hopwise_model::resource::{Direction, EndpointState, InterfaceKind, NatState};
use hopwise_model::{Code, Component, Leg};

use super::known::Known;
use super::list::list;
use super::packets::Packets;
use super::rule::{acl_number, rule_name};

/// What stops packets, in one sentence. What is known tells the state of what does not work.
#[expect(clippy::too_many_lines, reason = "one exhaustive match, so that no code is forgotten")]
pub(crate) fn block(known: &Known<'_>, block: &Block) -> String {
    let packets = Packets::of(&block.packets);
    let id = block.id.as_str();
    match block.code {
        Code::EniSgRulesMismatch => groups(block, &packets, known),
        Code::SgHasNoRules => {
            let way = way(block.direction);
            match block.ids.as_slice() {
                [_] | [] => format!("Security group {id} has no {way} rule at all."),
                several => format!("The security groups {} have no {way} rule at all.", list(several)),
            }
        }
        Code::SubnetAclRestriction => acl(block, &packets, known),
        Code::NoRouteToDestination => {
            format!("Route table {id} has no route to {}{}.", packets.to(known), replies(block.leg))
        }
        Code::BadStateRoute => match block.rule.as_deref() {
            Some(Rule::Route { route, .. }) => {
                let target = route.target.id();
                let target = if target.is_empty() { "something that is gone".to_owned() } else { target };
                let destination = block.rule.as_ref().map(|rule| rule_name(rule, None)).unwrap_or_default();
                let connection = known.design.vpc_peering_connections.find(&target);
                let record = connection.map(|index| &known.design.vpc_peering_connections.get(index).record);
                // One that waits for its acceptance is there.
                let why = match record.filter(|record| !record.is_active()) {
                    Some(record) => record.state.as_str(),
                    None => "gone or detached",
                };
                format!("The route of {id} for {destination} leads to {target}, which is {why} (a blackhole).")
            }
            _ => format!("The route of {id} to {} is a blackhole: its target is gone or detached.", packets.to(known)),
        },
        Code::BadState => bad_state(known.design, block),
        Code::BadStateAttachment => match block.component {
            Component::TransitGatewayAttachment => {
                format!("Transit gateway attachment {id} is not available: it carries nothing.")
            }
            Component::Vpc => format!("{id} has no internet gateway attached."),
            _ => format!("Internet gateway {id} is not attached to this VPC."),
        },
        Code::IgwPublicIpAssociationForEgress if block.component == Component::NetworkInterface => {
            interface(known.design, block)
        }
        Code::IgwPublicIpAssociationForEgress if block.leg == Leg::Return => {
            format!(
                "The replies are led to internet gateway {id}, which sends out only what comes from an address of its VPC that has a public one: it drops replies from {}.",
                packets.from(known)
            )
        }
        Code::IgwPublicIpAssociationForEgress => {
            format!(
                "Internet gateway {id} drops packets from {}, which has no public IPv4 address.",
                packets.from(known)
            )
        }
        Code::IgwPrivateIpAssociationForIngress => {
            format!("The public address {} belongs to no network interface of the snapshot.", packets.to(known))
        }
        Code::IgwDestinationInRfc1918 | Code::IgwDestinationInRfc6598 => {
            format!("Internet gateway {id} takes no packets to private addresses such as {}.", packets.to(known))
        }
        Code::NgwRequiresSourceInVpc => {
            format!("NAT gateway {id} takes packets from its own VPC only, not from {}.", packets.from(known))
        }
        Code::RegionalNgwRouteAzRestriction => {
            format!("Regional NAT gateway {id} is not present in the Availability Zone of the source.")
        }
        Code::NgwRouteLoop => format!("Packets come back to NAT gateway {id}, which they passed before: a route loop."),
        Code::RouteLoop => format!("Packets come back to {id}, where they were before: a route loop."),
        Code::DisconnectedVpcs => disconnected(block, &packets, known),
        Code::VpceServiceMismatch => {
            format!("VPC endpoint {id}, which takes the packets, leads to another service than the one asked for.")
        }
        Code::NgwUnsolicited => {
            format!(
                "NAT gateway {id} takes no packets addressed to itself: it only answers for connections from inside."
            )
        }
        Code::NgwSourceAddressReassign => format!(
            "The replies go through NAT gateway {id}, which gives them another source address: nobody waits for those."
        ),
        Code::VpceIntraVpcTraffic
        | Code::EniOpensNoConnections
        | Code::EniTakesNoConnections
        | Code::EniSourceDestCheckRestriction => interface(known.design, block),
        Code::PcxRequiresAddressInVpcCidr => format!(
            "Peering connection {id} leads to the addresses of the peer VPC only: {} cannot be reached through the gateways there.",
            packets.to(known)
        ),
        Code::TgwRouteAzRestriction => {
            format!("Transit gateway attachment {id} has no subnet in the Availability Zone of the sender.")
        }
        Code::TgwAttachMissingTgwRtbAssociation => {
            format!("Transit gateway attachment {id} is associated with no route table: what comes from it is dropped.")
        }
        Code::TgwRtbNoRouteToTgwAttachment => {
            format!("Transit gateway route table {id} has no route to {}{}.", packets.to(known), replies(block.leg))
        }
        Code::TgwRtbBadStateRoute => {
            format!("The route of transit gateway route table {id} to {} is a blackhole.", packets.to(known))
        }
        Code::ProtocolRestriction => {
            format!("{} does not carry {}.", capital(component(block.component, id).as_str()), packets.traffic())
        }
        Code::VpceGatewayProtocolRestriction => {
            format!("Gateway endpoint {id} carries TCP and ping only, not {}.", packets.traffic())
        }
        Code::VpcBlockPublicAccessEnabled => {
            format!("VPC Block Public Access of {id} stops this traffic at the internet gateway.")
        }
        Code::NoPossibleDestination => match block.component {
            Component::Internet => {
                format!("{} is no public address: nothing on the internet has it.", packets.to(known))
            }
            own => format!("No network interface in {} has the address {}.", component(own, id), packets.to(known)),
        },
        Code::DnsNoRecord | Code::DnsOnlyIpv6 | Code::DnsRecordLoop | Code::DnsFirewallBlocked => name(known, block),
        // Requests are refused for these, not packets.
        Code::NoMountTargetInZone => format!(
            "File system {id} has no mount target in this Availability Zone, and its name resolves only in zones that have one."
        ),
        Code::ExecutionRoleMissing
        | Code::TaskRoleMissing
        | Code::RoleNotFound
        | Code::RoleOfAnotherAccount
        | Code::SecretMarkedForDeletion
        | Code::AwsManagedKeyOfAnotherAccount
        | Code::TrustPolicyMismatch
        | Code::ActionNotAllowed
        | Code::ExplicitDeny
        | Code::PermissionsBoundaryRestriction
        | Code::VpceEndpointPolicyRestriction
        | Code::RepositoryPolicyRestriction
        | Code::ResourcePolicyRestriction => format!("{id} does not permit the request."),
        Code::DnsSupportDisabled => {
            format!("enableDnsSupport of {id} is off: no name resolves, so that no packet is ever sent.")
        }
    }
}

/// What an interface does not do because of who is behind it, or of how it is set up.
fn interface(design: &Design, block: &Block) -> String {
    let id = block.id.as_str();
    match block.code {
        Code::VpceIntraVpcTraffic => format!("{id} belongs to a VPC endpoint, which opens no connections."),
        Code::EniOpensNoConnections => {
            format!("{id} is an interface of {}, which opens no connections from it.", interface_kind(design, id))
        }
        Code::EniTakesNoConnections => {
            format!("{id} is an interface of {}, which takes no connections at it.", interface_kind(design, id))
        }
        Code::EniSourceDestCheckRestriction => {
            format!("{id} is to send on what is not for itself, and its source/destination check is on: it drops that.")
        }
        _ => format!(
            "{id} is to send the packets on, and has no public IPv4 address: the internet gateway behind it drops them."
        ),
    }
}

/// Who is behind an interface, in a sentence.
fn interface_kind(design: &Design, id: &str) -> &'static str {
    let interface = design.network_interfaces.find(id);
    match interface.map_or(InterfaceKind::Other, |own| design.interface_kind(own)) {
        InterfaceKind::Host => "a host",
        InterfaceKind::Lambda => "Lambda functions",
        InterfaceKind::InterfaceEndpoint => "a VPC endpoint",
        InterfaceKind::GatewayLoadBalancerEndpoint => "a Gateway Load Balancer endpoint",
        InterfaceKind::TransitGatewayAttachment => "a transit gateway attachment",
        InterfaceKind::NatGateway => "a NAT gateway",
        InterfaceKind::MountTarget => "an EFS mount target",
        InterfaceKind::LoadBalancer => "a load balancer",
        InterfaceKind::ReservedByLoadBalancer => "a load balancer that keeps it in reserve",
        InterfaceKind::InboundResolver => "an inbound endpoint of Route 53 Resolver",
        InterfaceKind::OutboundResolver => "an outbound endpoint of Route 53 Resolver",
        InterfaceKind::InstanceConnect => "an EC2 Instance Connect Endpoint",
        InterfaceKind::Other => "another service of AWS",
    }
}

/// Packets that somebody else gets, in a VPC that uses the same addresses.
fn disconnected(block: &Block, packets: &Packets, known: &Known<'_>) -> String {
    let to = packets.to(known);
    match (block.component, block.leg) {
        (Component::Internet, _) => {
            format!(
                "{to} is in another VPC, and no route leads there from this one: the packets leave for the internet."
            )
        }
        (_, Leg::Return) => {
            format!(
                "The replies go to {}, which has the address {to} in this VPC: who waits for them is in another VPC.",
                block.id
            )
        }
        (_, Leg::Forward) => {
            let who = if block.id.is_empty() { "the sender itself" } else { block.id.as_str() };
            format!(
                "In this VPC {to} is the address of {who}, and packets to it do not leave the VPC: what was asked for is in another one."
            )
        }
    }
}

fn groups(block: &Block, packets: &Packets, known: &Known<'_>) -> String {
    let who = match block.ids.as_slice() {
        [_] | [] => format!("No {} rule of security group {}", way(block.direction), block.id),
        several => format!("No {} rule of the security groups {}", way(block.direction), list(several)),
    };
    match block.direction {
        Some(Direction::Ingress) => format!("{who} allows {} from {}.", packets.traffic(), packets.from(known)),
        Some(Direction::Egress) | None => format!("{who} allows {} to {}.", packets.traffic(), packets.to(known)),
    }
}

fn acl(block: &Block, packets: &Packets, known: &Known<'_>) -> String {
    if let Some(zone) = lost_zone(&block.id) {
        let place = block.hop.as_ref().map_or_else(|| "its subnets".to_owned(), ToString::to_string);
        return lost(zone, block.direction, &place);
    }
    let rule = match block.rule.as_deref() {
        Some(Rule::Acl { entry, .. }) => {
            format!("{} rule {}", capital(way(Some(entry.direction))), acl_number(entry.number))
        }
        _ => format!("{} rule *", capital(way(block.direction))),
    };
    let what = match block.leg {
        Leg::Forward => packets.traffic(),
        Leg::Return => format!("the replies ({})", packets.traffic()),
    };
    let peer = match block.direction {
        Some(Direction::Ingress) => format!("from {}", packets.from(known)),
        Some(Direction::Egress) | None => format!("to {}", packets.to(known)),
    };
    let whose = block.hop.as_ref().map_or_else(String::new, |hop| format!(" of {hop}"));
    format!("{rule} of network ACL {}{whose} denies {what} {peer}.", block.id)
}

/// What a lost zone does: nobody denies anything there, and nothing is there any more.
pub(super) fn lost(zone: &str, direction: Option<Direction>, place: &str) -> String {
    match direction {
        Some(Direction::Ingress) => format!("Nothing comes into {place}: zone {zone} is lost."),
        Some(Direction::Egress) | None => format!("Nothing comes out of {place}: zone {zone} is lost."),
    }
}

fn bad_state(design: &Design, block: &Block) -> String {
    let id = block.id.as_str();
    match block.component {
        Component::NatGateway => {
            let record = design.nat_gateways.find(id).map(|nat| &design.nat_gateways.get(nat).record);
            let why = record.and_then(|record| record.failure.as_deref()).map(|why| format!(" ({why})"));
            let state = record.map_or("not available", |record| nat_state(&record.state));
            format!("NAT gateway {id} is {state}{}.", why.unwrap_or_default())
        }
        Component::VpcEndpoint => {
            let record = design.vpc_endpoints.find(id).map(|endpoint| &design.vpc_endpoints.get(endpoint).record);
            let state = record.map_or("not available", |record| endpoint_state(&record.state));
            format!("VPC endpoint {id} is not available: {state}.")
        }
        Component::NetworkInterface => {
            let interface = design.network_interfaces.find(id).map(|own| &design.network_interfaces.get(own).record);
            match interface.and_then(|own| own.status.as_deref()) {
                Some("available") => format!("{id} is attached to nothing: nobody is behind it."),
                _ => format!("The instance of {id} is not running: nobody answers."),
            }
        }
        Component::VpcPeeringConnection => {
            let index = design.vpc_peering_connections.find(id);
            let record = index.map(|index| &design.vpc_peering_connections.get(index).record);
            let state = record.map_or("not active", |record| record.state.as_str());
            format!("VPC peering connection {id} is {state}: it passes no packets.")
        }
        Component::Instance => format!("Instance {id} is not running: nobody answers."),
        other => format!("{} is not functional.", capital(&component(other, id))),
    }
}

pub(crate) fn nat_state(state: &NatState) -> &str {
    match state {
        NatState::Pending => "still pending",
        NatState::Failed => "in state failed",
        NatState::Available => "not usable although its state is available",
        NatState::Deleting => "being deleted",
        NatState::Deleted => "deleted",
        NatState::Other(other) => other,
    }
}

pub(crate) fn endpoint_state(state: &EndpointState) -> &str {
    match state {
        EndpointState::Available => "nothing says why",
        EndpointState::Pending => "it is still being made (pending)",
        EndpointState::PendingAcceptance => "it waits for the service's owner (pendingAcceptance)",
        EndpointState::Deleting => "it is being deleted",
        EndpointState::Deleted => "it is deleted",
        EndpointState::Rejected => "the service's owner refused it (rejected)",
        EndpointState::Failed => "it could not be made (failed)",
        EndpointState::Expired => "it was not accepted in time (expired)",
        EndpointState::Other(other) => other,
    }
}

fn component(component: Component, id: &str) -> String {
    format!("{} {id}", super::noun::noun(component))
}

const fn way(direction: Option<Direction>) -> &'static str {
    match direction {
        Some(Direction::Ingress) => "inbound",
        Some(Direction::Egress) | None => "outbound",
    }
}

const fn replies(leg: Leg) -> &'static str {
    match leg {
        Leg::Forward => "",
        Leg::Return => ", so that the replies are lost",
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}

/// Why a name resolves to nothing where records or DNS Firewall decide about it.
fn name(known: &Known<'_>, block: &Block) -> String {
    let id = &block.id;
    match block.code {
        Code::DnsNoRecord => match known.design.hosted_zones.find(id) {
            Some(zone) => format!(
                "Private hosted zone {id} ({}) has no record for the name: it does not exist for the VPC, and public DNS is not asked.",
                known.design.hosted_zones.get(zone).record.name
            ),
            None => format!("Private hosted zone {id} has no record for the name."),
        },
        Code::DnsOnlyIpv6 => format!(
            "Private hosted zone {id} has IPv6 addresses alone for the name (AAAA records, and none of type A), and nothing here has an IPv6 address to send from: no connection can be made."
        ),
        Code::DnsRecordLoop => {
            format!(
                "Records of private hosted zone {id} lead from one name to the next without end: none has an address."
            )
        }
        _ => {
            let groups = known.design.vpcs.iter().flat_map(|(_, vpc)| &vpc.firewall);
            let mut rules = groups.flat_map(|group| group.rules.iter().flatten()).map(|rule| &rule.record);
            let rule = rules.find(|rule| Some(&rule.evidence) == block.evidence.as_ref());
            let rule = rule.map_or_else(|| "a rule".to_owned(), super::resolution::firewall_rule);
            format!("DNS Firewall blocks the name by {rule} of rule group {id}.")
        }
    }
}
