//! The way back. Security groups remember the connection and are not asked; network ACLs and routes are.

use std::net::IpAddr;

use hopwise_model::design::{Ix, Reference, RouteTable, Source, Subnet, Target, Vpc, VpcPeeringConnection};
use hopwise_model::resource::Direction;
use hopwise_model::traffic::ICMP;
use hopwise_model::{Code, Component, Gap, Leg, NotEvaluated};

use crate::beyond::Beyond;
use crate::flow::Flow;
use crate::sender::{Sender, SenderKind};
use crate::stop::Stop;
use crate::visited::Visited;
use crate::walk::{Arrival, Place, Walk};

/// Where an answer is.
enum At {
    /// In the subnet of whatever has its destination address.
    Subnet(Ix<Subnet>, Flow),
    /// At the regional NAT gateway that sent the packet.
    Regional(Flow),
    /// Out of the VPC, on its way to the one who asked.
    Internet,
}

/// Follows the answer to a packet that arrived.
pub(crate) fn run(walk: &mut Walk<'_>, arrival: &Arrival) -> Result<(), Stop> {
    // What an internet gateway would know of the one who answers. It maps nobody's address who is outside.
    let sender = match *arrival {
        Arrival::Interface { owner, packet, .. } => {
            let public = walk.has_public_address(owner, packet.destination);
            Sender { kind: SenderKind::Owner(owner), public, answers: true }
        }
        Arrival::Internet { .. } | Arrival::Service { .. } => {
            Sender { kind: SenderKind::Outside, public: false, answers: true }
        }
    };
    let mut at = match *arrival {
        Arrival::Interface { owner, subnet, vpc, packet } => {
            walk.enter_owner(owner);
            from_interface(walk, sender, subnet, vpc, packet.answered())?
        }
        Arrival::Internet { gateway, from, packet } => {
            let answer = packet.answered();
            walk.enter(Component::InternetGateway, &walk.design.internet_gateways.get(gateway).record.id);
            walk.edge_route_table(gateway, answer.destination)?;
            into(walk, from.subnet, answer)?
        }
        Arrival::Service { endpoint, from, packet } => {
            walk.enter(Component::VpcEndpoint, &walk.design.vpc_endpoints.get(endpoint).record.id);
            into(walk, from.subnet, packet.answered())?
        }
    };
    // Ends: every turn undoes one translation.
    loop {
        match at {
            At::Internet => return Ok(()),
            At::Regional(answer) => at = undo_translation(walk, sender, answer)?,
            At::Subnet(subnet, answer) => {
                let vpc = *walk.design.subnets.get(subnet).vpc.as_ref()?;
                if matches!(walk.source, Source::Internet) {
                    // A local route that covers the public address of the one who asked.
                    return Err(Stop::blocked(Component::Internet, "internet", Code::NoPossibleDestination, None));
                }
                if !waits_in(walk, subnet, vpc) {
                    return Err(walk.stray_answer(subnet, vpc, answer.destination));
                }
                if walk.translations.is_empty() {
                    walk.enter_source();
                    return match walk.source {
                        Source::Interface(own) => walk.check_alone(*own),
                        Source::Placement(_) | Source::Internet => Ok(()),
                    };
                }
                at = undo_translation(walk, sender, answer)?;
            }
        }
    }
}

/// Whether who waits for the answer is in a subnet: the NAT gateway that sent the packet last, or the source.
fn waits_in(walk: &Walk<'_>, subnet: Ix<Subnet>, vpc: Ix<Vpc>) -> bool {
    let Some(translation) = walk.translations.last() else {
        return walk.source.subnet(walk.design) == Some(Ok(subnet));
    };
    let gateway = walk.design.nat_gateways.get(translation.gateway);
    match &gateway.subnet {
        Some(own) => *own == Ok(subnet),
        None => gateway.vpc == Ok(vpc),
    }
}

/// An answer from a gateway enters the subnet that the packet left, or the regional NAT gateway itself.
fn into(walk: &mut Walk<'_>, subnet: Option<Ix<Subnet>>, answer: Flow) -> Result<At, Stop> {
    let Some(subnet) = subnet else { return Ok(At::Regional(answer)) };
    walk.enter_subnet(subnet);
    walk.network_acl(subnet, Direction::Ingress, answer)?;
    Ok(At::Subnet(subnet, answer))
}

/// An answer is on the wire of the subnet of the one who answers.
fn from_interface(
    walk: &mut Walk<'_>,
    sender: Sender,
    subnet: Ix<Subnet>,
    vpc: Ix<Vpc>,
    answer: Flow,
) -> Result<At, Stop> {
    if walk.subnet_contains(subnet, answer.destination) {
        return Ok(At::Subnet(subnet, answer));
    }
    walk.meet(Visited::Subnet(subnet))?;
    walk.enter_subnet(subnet);
    walk.network_acl(subnet, Direction::Egress, answer)?;
    let table = &walk.design.subnets.get(subnet).route_table;
    leave(walk, table, Place { vpc, subnet: Some(subnet) }, sender, answer)
}

/// The NAT gateway that has the answer's destination address gives it the address from before.
fn undo_translation(walk: &mut Walk<'_>, sender: Sender, answer: Flow) -> Result<At, Stop> {
    let Some(translation) = walk.translations.pop() else { return Ok(At::Regional(answer)) };
    let gateway = walk.design.nat_gateways.get(translation.gateway);
    walk.enter(Component::NatGateway, &gateway.record.id);
    walk.forget_met();
    let answer = answer_to(translation.source, translation.source_port, answer);
    let vpc = *gateway.vpc.as_ref()?;
    let subnet = gateway.subnet.as_ref().map(|subnet| subnet.as_ref().copied()).transpose()?;
    if let Some(subnet) = subnet {
        if walk.subnet_contains(subnet, answer.destination) {
            return Ok(At::Subnet(subnet, answer));
        }
        walk.meet(Visited::Subnet(subnet))?;
        walk.network_acl(subnet, Direction::Egress, answer)?;
    }
    leave(walk, &gateway.route_table, Place { vpc, subnet }, sender, answer)
}

/// For ICMP the destination port is type and code, which no NAT gateway touches.
fn answer_to(destination: IpAddr, port: u16, answer: Flow) -> Flow {
    let destination_port = if answer.protocol == ICMP { answer.destination_port } else { port };
    Flow { destination, destination_port, ..answer }
}

/// An answer goes to the other VPC of a peering connection.
fn across(walk: &mut Walk<'_>, connection: Ix<VpcPeeringConnection>, from: Place, answer: Flow) -> Result<At, Stop> {
    let vpc = walk.cross(connection, from, answer)?;
    let subnet = walk.subnet_of(vpc, answer.destination)?;
    into(walk, Some(subnet), answer)
}

/// An answer leaves a subnet or a regional NAT gateway by the route table there.
fn leave(
    walk: &mut Walk<'_>,
    table: &Reference<RouteTable>,
    from: Place,
    sender: Sender,
    answer: Flow,
) -> Result<At, Stop> {
    let design = walk.design;
    if let Some(connection) = walk.back_to_nat(table, from, answer)? {
        return across(walk, connection, from, answer);
    }
    if let Ok(table) = table {
        walk.meet(Visited::Table(*table))?;
    }
    match walk.route(table, answer.destination)? {
        Target::Local => {
            let subnet = walk.subnet_of(from.vpc, answer.destination)?;
            into(walk, Some(subnet), answer)
        }
        Target::InternetGateway(gateway) if matches!(walk.source, Source::Internet) => {
            walk.answer_by_internet_gateway(gateway, from.vpc, sender)?;
            Ok(At::Internet)
        }
        Target::InternetGateway(gateway) => {
            walk.leave_by_internet_gateway(gateway, from, sender, answer)?;
            Ok(At::Internet)
        }
        Target::NatGateway(gateway) => {
            let record = &design.nat_gateways.get(gateway).record;
            walk.enter(Component::NatGateway, &record.id);
            let code = Code::NgwSourceAddressReassign;
            Err(Stop::blocked(Component::NatGateway, &record.id, code, &record.evidence))
        }
        Target::GatewayEndpoint(endpoint) => {
            let (component, id) = (Component::VpcEndpoint, design.vpc_endpoints.get(endpoint).record.id.to_string());
            walk.enter(component, &id);
            Err(Stop::Unknown(Gap::NotEvaluated { component, id, what: NotEvaluated::EndpointKind }))
        }
        Target::VpcPeeringConnection(connection) => across(walk, connection, from, answer),
        Target::TransitGateway(attachment) => {
            let (subnet, vpc) = walk.transit(attachment, table, from, answer)?;
            if walk.subnet_contains(subnet, answer.destination) {
                return Ok(At::Subnet(subnet, answer));
            }
            walk.network_acl(subnet, Direction::Egress, answer)?;
            let table = &design.subnets.get(subnet).route_table;
            leave(walk, table, Place { vpc, subnet: Some(subnet) }, sender, answer)
        }
        Target::Unknown { component, id, gap } => {
            let at = Beyond { table, from, packet: answer, leg: Leg::Return, public: sender.public };
            match walk.router_takes(at) {
                Some(subnet) => into(walk, Some(subnet?), answer),
                None => Err(walk.stop_beyond(at, component, &id, gap)),
            }
        }
    }
}
