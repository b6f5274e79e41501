//! The way there.

use std::net::IpAddr;

use hopwise_model::design::{Source, Target};
use hopwise_model::resource::Direction;
use hopwise_model::traffic::{ICMP, TCP};
use hopwise_model::{Code, Component, Gap, Leg, NotEvaluated};
use hopwise_packet::offset;

use crate::beyond::Beyond;
use crate::flow::Flow;
use crate::sender::{Leaving, Sender, SenderKind, Step};
use crate::stop::Stop;
use crate::visited::Visited;
use crate::walk::{Arrival, Owner, Place, Walk, location};
use crate::{inbound, nat, status};

/// Follows the packet until it arrives or something stops it.
pub(crate) fn run(walk: &mut Walk<'_>, packet: Flow) -> Result<Arrival, Stop> {
    let mut step = match walk.source {
        Source::Internet => return inbound::run(walk, packet),
        Source::Interface(_) | Source::Placement(_) => leave_source(walk, packet)?,
    };
    // Ends: every turn goes through a NAT gateway or a transit gateway's attachment that this packet has not met before.
    loop {
        match step {
            Step::Arrives(arrival) => return Ok(arrival),
            Step::Goes(leaving) => step = leave(walk, leaving)?,
        }
    }
}

/// Link-local services, "this network", loopback, multicast and reserved addresses: no gateway carries these (RFC 3927,
/// RFC 6890).
fn stays_on_the_host(address: IpAddr) -> bool {
    let IpAddr::V4(address) = address else { return false };
    let [first, ..] = address.octets();
    address.is_link_local() || address.is_loopback() || first == 0 || first >= 224
}

fn leave_source(walk: &mut Walk<'_>, packet: Flow) -> Result<Step, Stop> {
    walk.enter_source();
    let design = walk.design;
    let Some(location) = location(design, walk.source) else {
        return Err(Stop::blocked(Component::Internet, "internet", Code::NoPossibleDestination, None));
    };
    let (subnet, vpc) = location?;
    if let Source::Interface(interface) = walk.source {
        status::of_instance(design, design.network_interfaces.get(*interface))?;
        walk.opens(*interface)?;
        status::of_attachment(design.network_interfaces.get(*interface))?;
    }
    let record = &design.vpcs.get(vpc).record;
    // The resolver answers at the primary block's base plus two (VPC user guide, Amazon DNS server).
    let resolver = record.cidrs.first().and_then(|cidr| offset(cidr.network(), 2));
    if stays_on_the_host(packet.destination) || resolver == Some(packet.destination) {
        let (component, id) = (Component::Vpc, record.id.to_string());
        return Err(Stop::Unknown(Gap::NotEvaluated { component, id, what: NotEvaluated::LinkLocal }));
    }
    if let Source::Interface(interface) = walk.source {
        status::of_groups(design.network_interfaces.get(*interface))?;
    }
    walk.security_groups(walk.source.groups(design), Direction::Egress, vpc, packet)?;
    if let Source::Interface(interface) = walk.source {
        let interface = design.network_interfaces.get(*interface);
        if let Some(gap) = status::of_attachment(interface)? {
            return Err(Stop::Unknown(gap));
        }
    }
    // Inside a subnet neither its network ACL nor its route table is asked (VPC user guide, network ACLs).
    if walk.subnet_contains(subnet, packet.destination) {
        return walk.deliver(subnet, vpc, packet).map(Step::Arrives);
    }
    walk.meet(Visited::Subnet(subnet))?;
    walk.enter_subnet(subnet);
    let owner = match walk.source {
        Source::Interface(interface) => Owner::Interface(*interface),
        Source::Placement(_) | Source::Internet => Owner::Placement,
    };
    let public = walk.has_public_address(owner, packet.source);
    let sender = Sender { kind: SenderKind::Owner(owner), public, answers: false };
    Ok(Step::Goes(Leaving { packet, from: Place { vpc, subnet: Some(subnet) }, sender }))
}

/// A packet leaves its subnet, or the regional NAT gateway that sends it, by the route table there.
fn leave(walk: &mut Walk<'_>, leaving: Leaving) -> Result<Step, Stop> {
    let design = walk.design;
    let Leaving { packet, from, .. } = leaving;
    let table = match (from.subnet, walk.translations.last()) {
        (Some(subnet), _) => {
            walk.network_acl(subnet, Direction::Egress, packet)?;
            &design.subnets.get(subnet).route_table
        }
        (None, Some(translation)) => &design.nat_gateways.get(translation.gateway).route_table,
        (None, None) => return Err(Stop::blocked(Component::Vpc, "", Code::NoPossibleDestination, None)),
    };
    if let Ok(table) = table {
        walk.meet(Visited::Table(*table))?;
    }
    match walk.route(table, packet.destination)? {
        Target::Local => {
            let subnet = walk.subnet_of(from.vpc, packet.destination)?;
            walk.enter_subnet(subnet);
            walk.network_acl(subnet, Direction::Ingress, packet)?;
            walk.deliver(subnet, from.vpc, packet).map(Step::Arrives)
        }
        Target::InternetGateway(gateway) => {
            walk.leave_by_internet_gateway(gateway, from, leaving.sender, packet)?;
            walk.check_wanted_outside(from)?;
            Ok(Step::Arrives(Arrival::Internet { gateway, from, packet }))
        }
        Target::NatGateway(gateway) => nat::pass(walk, gateway, leaving),
        Target::GatewayEndpoint(endpoint) => {
            let found = design.vpc_endpoints.get(endpoint);
            walk.enter(Component::VpcEndpoint, &found.record.id);
            walk.check_wanted_endpoint(endpoint)?;
            if design.vpcs.get(from.vpc).record.id != found.record.vpc {
                // No table of another VPC leads to a gateway endpoint: the documents contradict each other.
                return Err(Stop::Unknown(Gap::UncertainState {
                    component: Component::VpcEndpoint,
                    id: found.record.id.to_string(),
                    state: format!("in {}, and routed to from elsewhere", found.record.vpc),
                }));
            }
            walk.doubt_in_transit(Component::VpcEndpoint, found.record.id.as_str());
            status::of_endpoint(found)?;
            let [icmp_type, _] = packet.destination_port.to_be_bytes();
            // VPC Reachability Analyzer, VPCE_GATEWAY_PROTOCOL_RESTRICTION: TCP and ICMP echo.
            match (packet.protocol, icmp_type) {
                // Which way a reply would take to whom the gateway does not serve, nobody says.
                (TCP, _) | (ICMP, 8) if walk.is_in_transit() => Err(Stop::Unknown(Gap::NotEvaluated {
                    component: Component::VpcEndpoint,
                    id: found.record.id.to_string(),
                    what: NotEvaluated::TransitGateway,
                })),
                (TCP, _) | (ICMP, 8) => Ok(Step::Arrives(Arrival::Service { endpoint, from, packet })),
                _ => {
                    let (record, code) = (&found.record, Code::VpceGatewayProtocolRestriction);
                    Err(Stop::blocked(Component::VpcEndpoint, &record.id, code, &record.evidence))
                }
            }
        }
        Target::VpcPeeringConnection(connection) => {
            let crossed = walk.cross(connection, from, packet);
            if let Err(Stop::Unknown(Gap::PeerVpc { connection, .. })) = &crossed {
                walk.answer_gets_in(from, packet, Component::VpcPeeringConnection, connection)?;
            }
            let vpc = crossed?;
            walk.crossed = Some(connection);
            let subnet = walk.subnet_of(vpc, packet.destination)?;
            walk.enter_subnet(subnet);
            walk.network_acl(subnet, Direction::Ingress, packet)?;
            walk.deliver(subnet, vpc, packet).map(Step::Arrives)
        }
        Target::TransitGateway(attachment) => {
            let (subnet, vpc) = walk.transit(attachment, table, from, packet)?;
            if walk.subnet_contains(subnet, packet.destination) {
                return walk.deliver(subnet, vpc, packet).map(Step::Arrives);
            }
            Ok(Step::Goes(Leaving { from: Place { vpc, subnet: Some(subnet) }, ..leaving }))
        }
        Target::Unknown { component, id, gap } => {
            let (public, leg) = (leaving.sender.public, Leg::Forward);
            let at = Beyond { table, from, packet, leg, public };
            let Some(subnet) = walk.router_takes(at) else {
                return Err(walk.stop_beyond(at, component, &id, gap));
            };
            let subnet = subnet?;
            walk.enter_subnet(subnet);
            walk.network_acl(subnet, Direction::Ingress, packet)?;
            walk.deliver(subnet, from.vpc, packet).map(Step::Arrives)
        }
    }
}
