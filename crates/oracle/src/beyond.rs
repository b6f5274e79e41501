//! Route targets that nobody evaluates: what stops a packet in front of them for certain.

use hopwise_model::design::{Ix, NetworkInterface, Reference, RouteTable, Source, Subnet, Target};
use hopwise_model::resource::{Direction, EndpointKind, Route, RouteDestination, RouteTarget};
use hopwise_model::{Code, Component, DocumentKind, Gap, Leg};

use crate::flow::Flow;
use crate::gateway::{is_private, is_shared};
use crate::stop::Stop;
use crate::walk::{Place, Walk};
use crate::{route, status};

/// A packet at a target that nobody evaluates.
#[derive(Clone, Copy)]
pub(crate) struct Beyond<'a> {
    /// The table that sent it there.
    pub(crate) table: &'a Reference<RouteTable>,
    pub(crate) from: Place,
    pub(crate) packet: Flow,
    pub(crate) leg: Leg,
    /// Whether an internet gateway maps the sender's address to a public one.
    pub(crate) public: bool,
}

impl Walk<'_> {
    /// The subnet where a packet is taken by the interface that its route leads to, as it is for that interface and for nobody
    /// behind it (VPC user guide, NAT instances). None where it is for others.
    pub(crate) fn router_takes(&self, at: Beyond<'_>) -> Option<Reference<Subnet>> {
        let route = self.deciding_route(at)?;
        let router = self.router_of(&route)?;
        let own = self.design.network_interfaces.get(router);
        let is_waiting = match (at.leg, self.source) {
            (Leg::Forward, _) => true,
            (Leg::Return, Source::Interface(asker)) => *asker == router,
            (Leg::Return, Source::Placement(_) | Source::Internet) => false,
        };
        let is_for_it = self.holder(at.from.vpc, at.packet.destination) == Some(router);
        (is_waiting && is_for_it && own.nat_gateway.is_none()).then(|| own.subnet.clone())
    }

    fn router_of(&self, route: &Route) -> Option<Ix<NetworkInterface>> {
        match &route.target {
            RouteTarget::NetworkInterface { interface: Some(interface), .. } => {
                self.design.network_interfaces.find(interface.as_str())
            }
            RouteTarget::NetworkInterface { interface: None, instance: Some(instance) } => {
                let instance = self.design.instances.find(instance.as_str());
                instance.and_then(|own| self.design.instances.get(own).interfaces.first()?.clone().ok())
            }
            _ => None,
        }
    }

    /// Enters the target and says what stops the packet there: what is known to, else the gap.
    pub(crate) fn stop_beyond(&mut self, at: Beyond<'_>, component: Component, id: &str, gap: Gap) -> Stop {
        let route = self.deciding_route(at);
        let router = route.as_ref().and_then(|route| self.router_of(route));
        match router {
            Some(router) => self.enter(component, &self.design.network_interfaces.get(router).record.id),
            None => self.enter(component, id),
        }
        let stopped = match (route.as_ref().map(|route| &route.target), router) {
            (_, Some(router)) => self.through_router(router, at),
            (Some(RouteTarget::VpcPeeringConnection(_)), _) => match &route {
                Some(route) => {
                    let through = self.through_peering(route, at, id);
                    through.and_then(|()| self.answer_to(at, component, id))
                }
                None => Ok(()),
            },
            (Some(RouteTarget::VirtualPrivateGateway(_)), _) => self.answer_to(at, component, id),
            (Some(RouteTarget::TransitGateway(_)), _) => self.by_transit_gateway(at),
            (Some(RouteTarget::VpcEndpoint(_)), _) => self.by_firewall(at, id),
            _ => Ok(()),
        };
        stopped.err().unwrap_or(Stop::Unknown(gap))
    }

    fn deciding_route(&self, at: Beyond<'_>) -> Option<Route> {
        let table = self.design.route_tables.get(*at.table.as_ref().ok()?);
        let found = route::select(table, at.packet.destination).ok()?;
        found.first().map(|(_, route)| (*route).clone())
    }

    /// Whoever sends on what is for others has to run, has its source/destination check off and admits the packet (VPC user
    /// guide, NAT instances).
    fn through_router(&mut self, router: Ix<NetworkInterface>, at: Beyond<'_>) -> Result<(), Stop> {
        let design = self.design;
        let interface = design.network_interfaces.get(router);
        let record = &interface.record;
        if interface.vpc != Ok(at.from.vpc) {
            return Ok(());
        }
        status::of_attachment(interface)?;
        status::of_instance(design, interface)?;
        let refused = |code| Err(Stop::blocked(Component::NetworkInterface, &record.id, code, &record.evidence));
        if record.source_dest_check == Some(true) {
            return refused(Code::EniSourceDestCheckRestriction);
        }
        let Ok(subnet) = interface.subnet else { return Ok(()) };
        self.enter_other(subnet, at)?;
        if at.leg == Leg::Return {
            return Ok(());
        }
        status::of_groups(interface)?;
        self.security_groups(&interface.groups, Direction::Ingress, at.from.vpc, at.packet)?;
        if self.lets_nothing_out(router) {
            self.security_groups(&interface.groups, Direction::Egress, at.from.vpc, at.packet)?;
        }
        if !at.public && self.ends_without_public_address(router, at.packet) {
            return refused(Code::IgwPublicIpAssociationForEgress);
        }
        Ok(())
    }

    /// Whether the groups of an instance have no outbound rule, at whichever of its interfaces.
    fn lets_nothing_out(&self, router: Ix<NetworkInterface>) -> bool {
        let Some(instance) = self.design.network_interfaces.get(router).instance else { return false };
        let own = &self.design.instances.get(instance).interfaces;
        own.contains(&Ok(router))
            && own.iter().all(|own| {
                let Ok(own) = own else { return false };
                let groups = &self.design.network_interfaces.get(*own).groups;
                let without_rule = |group: &Reference<_>| match group {
                    Ok(group) => self.design.security_groups.get(*group).record.egress.is_empty(),
                    Err(_) => false,
                };
                !groups.is_empty() && groups.iter().all(without_rule)
            })
    }

    /// Whether every interface of the instance that sends a packet on leads it to an internet gateway which maps none of
    /// their addresses.
    fn ends_without_public_address(&self, router: Ix<NetworkInterface>, packet: Flow) -> bool {
        let Some(instance) = self.design.network_interfaces.get(router).instance else { return false };
        let own = &self.design.instances.get(instance).interfaces;
        let is_public = !is_private(packet.destination) && !is_shared(packet.destination);
        let leads_out = |own: &Reference<NetworkInterface>| {
            let Ok(own) = own else { return false };
            let own = self.design.network_interfaces.get(*own);
            let (Ok(subnet), true) = (&own.subnet, own.record.addresses.iter().all(|own| own.public.is_none())) else {
                return false;
            };
            let Ok(table) = self.design.subnets.get(*subnet).route_table else { return false };
            let found = route::select(self.design.route_tables.get(table), packet.destination);
            let place = own.vpc.as_ref().map(|vpc| Place { vpc: *vpc, subnet: Some(*subnet) });
            let translates =
                |at: Place| self.firewall_at_gateway(at, Some(table)).is_some() && !self.needs_public_address(at);
            if place.is_ok_and(translates) {
                return false;
            }
            found.is_ok_and(|found| {
                found.first().is_some_and(|(path, _)| matches!(path.target, Target::InternetGateway(_)))
            })
        };
        is_public && own.contains(&Ok(router)) && own.iter().all(leads_out)
    }

    /// Nobody gets through a peer VPC to the internet. Who has a route for everything to it wants that.
    fn through_peering(&self, route: &Route, at: Beyond<'_>, id: &str) -> Result<(), Stop> {
        let destination = at.packet.destination;
        let for_everything = matches!(route.destination, RouteDestination::Cidr(block) if block.prefix_len() < 8);
        let is_own =
            self.design.vpcs.iter().any(|(_, vpc)| vpc.record.cidrs.iter().any(|own| own.contains(&destination)));
        if !for_everything || is_own || is_private(destination) || is_shared(destination) {
            return Ok(());
        }
        let Ok(table) = at.table else { return Ok(()) };
        let evidence = &self.design.route_tables.get(*table).record.evidence;
        let code = Code::PcxRequiresAddressInVpcCidr;
        Err(Stop::blocked(Component::VpcPeeringConnection, id, code, evidence))
    }

    fn answer_to(&mut self, at: Beyond<'_>, component: Component, id: &str) -> Result<(), Stop> {
        if at.leg == Leg::Return { Ok(()) } else { self.answer_gets_in(at.from, at.packet, component, id) }
    }

    /// The subnet of the attachment in the sender's zone asks its network ACL about what comes in.
    fn by_transit_gateway(&mut self, at: Beyond<'_>) -> Result<(), Stop> {
        let design = self.design;
        let Some(from) = at.from.subnet.filter(|_| at.leg == Leg::Forward) else { return Ok(()) };
        let from = &design.subnets.get(from).record;
        if !self.is_complete(DocumentKind::NetworkInterfaces, at.from.vpc) {
            return Ok(());
        }
        let mut all: Vec<Ix<Subnet>> = Vec::new();
        for (index, interface) in design.network_interfaces.iter() {
            let Ok(subnet) = interface.subnet else { continue };
            let found = design.subnets.get(subnet);
            if found.vpc != Ok(at.from.vpc) || !self.is_attachment(index) || all.contains(&subnet) {
                continue;
            }
            let name = from.availability_zone.as_ref().zip(found.record.availability_zone.as_ref());
            let id = from.availability_zone_id.as_ref().zip(found.record.availability_zone_id.as_ref());
            match name.or(id) {
                Some((here, there)) if here == there => all.push(subnet),
                Some(_) => {}
                None => return Ok(()),
            }
        }
        match all.as_slice() {
            [only] if design.subnets.get(*only).network_acl.is_ok() => {
                self.network_acl(*only, Direction::Ingress, at.packet)
            }
            _ => Ok(()),
        }
    }

    /// An endpoint of a firewall has to work, and its subnet to let the packet in.
    fn by_firewall(&mut self, at: Beyond<'_>, id: &str) -> Result<(), Stop> {
        let design = self.design;
        let Some(endpoint) = design.vpc_endpoints.find(id).map(|endpoint| design.vpc_endpoints.get(endpoint)) else {
            return Ok(());
        };
        if endpoint.record.kind != EndpointKind::GatewayLoadBalancer {
            return Ok(());
        }
        status::of_endpoint(endpoint)?;
        let [only] = endpoint.record.subnets.as_slice() else { return Ok(()) };
        match design.subnets.find(only.as_str()) {
            Some(subnet) => self.enter_other(subnet, at),
            None => Ok(()),
        }
    }

    /// A packet comes into a subnet from another one.
    fn enter_other(&mut self, subnet: Ix<Subnet>, at: Beyond<'_>) -> Result<(), Stop> {
        if at.from.subnet == Some(subnet) || self.design.subnets.get(subnet).network_acl.is_err() {
            return Ok(());
        }
        self.network_acl(subnet, Direction::Ingress, at.packet)
    }
}
