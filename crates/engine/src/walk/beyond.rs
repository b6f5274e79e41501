//! Route targets that this program does not evaluate: what stops packets in front of them, and where knowledge ends.

use hopwise_model::design::{Ix, NetworkInterface, RouteTable, Subnet, Target};
use hopwise_model::resource::{Direction, EndpointKind, InterfaceKind, RouteDestination, RouteTarget};
use hopwise_model::{Code, Component, DocumentKind, Leg};
use hopwise_packet::{AddressSet, Field, PacketBox};

use super::check::Stop;
use super::hop::hop;
use super::state::{Site, State};
use super::{Walk, to};
use crate::family::FOLLOWED;
use crate::graph::{Move, Place};
use crate::route::Choice;

/// Routes of shorter blocks are for everything, not for the addresses of a VPC, whose blocks are a /16 at the widest.
const SHORTEST_OWN_BLOCK: u8 = 8;

impl Walk<'_> {
    /// Packets reach what the snapshot lacks or this program does not evaluate.
    pub(super) fn beyond(&mut self, mut state: State) {
        let (Some(Move::Route(number)), Some(Place::RouteTable(table))) = (state.by, state.came_from()) else { return };
        let found = self.design.route_tables.get(table);
        let Some(Target::Unknown { component, id, gap }) = found.routes.get(number).map(|route| &route.target) else {
            return;
        };
        let record = found.record.routes.get(number);
        let rest = match record.map(|route| &route.target) {
            Some(RouteTarget::NetworkInterface { .. }) => {
                let router = self.graph.router(id);
                let Some(mut state) = self.take_own(state, router) else { return };
                state.enter(router.map_or_else(|| hop(*component, id), |router| self.interface_hop(router)));
                match router {
                    Some(router) => self.pass_router(state, router),
                    None => Some(state),
                }
            }
            Some(RouteTarget::VpcPeeringConnection(_)) => {
                state.enter(hop(*component, id));
                let rest = self.pass_peering(&state, table, number);
                rest.and_then(|state| self.pass_reply_acl(state, &hop(*component, id)))
            }
            Some(RouteTarget::VirtualPrivateGateway(_)) => {
                state.enter(hop(*component, id));
                self.pass_reply_acl(state, &hop(*component, id))
            }
            Some(RouteTarget::TransitGateway(_)) => {
                state.enter(hop(*component, id));
                self.pass_attachment_acl(state)
            }
            Some(RouteTarget::VpcEndpoint(_)) => {
                state.enter(hop(*component, id));
                self.pass_firewall_endpoint(state, id)
            }
            _ => {
                state.enter(hop(*component, id));
                Some(state)
            }
        };
        if let Some(state) = rest {
            self.end_unknown(state, gap.clone());
        }
    }

    /// What is addressed to the interface that a route names is taken there and sent on by nobody: the source/destination check
    /// is about what is for others (VPC user guide, NAT instances). It enters the interface's subnet as by a local route. The
    /// rest is left.
    fn take_own(&mut self, state: State, router: Option<Ix<NetworkInterface>>) -> Option<State> {
        let (Some(router), Some(site)) = (router, state.site) else { return Some(state) };
        let found = self.design.network_interfaces.get(router);
        if found.vpc != Ok(site.vpc) || found.nat_gateway.is_some() {
            return Some(state);
        }
        let wanted = state.packets.addresses(Field::Destination);
        let held = self.design.interfaces_between(site.vpc, wanted.ranges());
        let own = AddressSet::from_nets(held.filter(|(_, holder)| *holder == router).map(|(block, _)| block));
        let taken = state.packets.intersect_box(&to(&own));
        if taken.is_empty() {
            return Some(state);
        }
        let rest = state.packets.difference(&taken);
        let mut taken = state.with(taken);
        match &found.subnet {
            Ok(subnet) => {
                taken.enter(self.subnet_hop(*subnet));
                if let Some(taken) = self.pass_acl(taken, *subnet, Direction::Ingress) {
                    self.go(taken, Move::Wire, Place::Interface(router));
                }
            }
            Err(gap) => self.end_unknown(taken, gap),
        }
        (!rest.is_empty()).then(|| state.with(rest))
    }

    /// An interface that sends on what is for others has to run, to have its source/destination check off, and to be let
    /// by its subnet's network ACL and its security groups (VPC user guide, NAT instances). What runs behind it decides the
    /// rest.
    fn pass_router(&mut self, state: State, router: Ix<NetworkInterface>) -> Option<State> {
        let site = state.site?;
        let found = self.design.network_interfaces.get(router);
        if found.vpc != Ok(site.vpc) {
            return Some(state);
        }
        let state = self.pass_attached(state, router)?;
        let state = self.pass_instance(state, router)?;
        if found.record.source_dest_check == Some(true) {
            self.end_blocked(state, self.stop_at_interface(router, Code::EniSourceDestCheckRestriction));
            return None;
        }
        let state = match found.subnet {
            Ok(own) => self.pass_acl_of_other(state, own, site)?,
            Err(_) => return Some(state),
        };
        if state.leg == Leg::Return {
            // Its groups may remember a connection.
            return Some(state);
        }
        let state = self.pass_known_groups(state, router)?;
        let state = self.pass_groups(state, &found.groups, site.vpc, Direction::Ingress)?;
        let state = self.pass_router_out(state, router, site)?;
        self.pass_router_mapping(&state, router)
    }

    /// Whatever an instance makes of packets, it opens no connection where its groups let nothing out by any of its
    /// interfaces.
    fn pass_router_out(&mut self, state: State, router: Ix<NetworkInterface>, site: Site) -> Option<State> {
        let Some(own) = self.interfaces_beside(router) else { return Some(state) };
        let network = self.network;
        let is_shut = |interface: &Ix<NetworkInterface>| {
            let groups = &self.design.network_interfaces.get(*interface).groups;
            let shut = |group| network.group(group).is_some_and(|group| group.rules(Direction::Egress).is_empty());
            !groups.is_empty() && groups.iter().all(|group| group.as_ref().is_ok_and(|group| shut(*group)))
        };
        if !own.iter().all(is_shut) {
            return Some(state);
        }
        self.pass_groups(state, &self.design.network_interfaces.get(router).groups, site.vpc, Direction::Egress)
    }

    /// Packets for the internet that nothing has a public address for: neither whoever sent them, should they be sent on as
    /// they are, nor any interface of the instance that sends them on, should they get its address.
    fn pass_router_mapping(&mut self, state: &State, router: Ix<NetworkInterface>) -> Option<State> {
        let own = self.interfaces_beside(router);
        let is_public = |interface: &Ix<NetworkInterface>| {
            let record = &self.design.network_interfaces.get(*interface).record;
            record.addresses.iter().any(|address| address.public.is_some())
        };
        let Some(own) = own.filter(|own| !own.iter().any(is_public)) else { return Some(state.clone()) };
        let mut lost = public();
        for interface in own {
            lost = lost.intersection(&self.led_to_internet_gateway(state, interface));
        }
        let unmapped = PacketBox::any().from(AddressSet::all().difference(&self.mapped_addresses(state.sender)));
        let lost = state.packets.intersect_box(&to(&lost)).intersect_box(&unmapped);
        let rest = state.packets.difference(&lost);
        if !lost.is_empty() {
            let stop = self.stop_at_interface(router, Code::IgwPublicIpAssociationForEgress);
            self.end_blocked(state.with(lost), stop);
        }
        (!rest.is_empty()).then(|| state.with(rest))
    }

    /// Every interface of the instance that an interface is attached to; none where not all of them are known.
    fn interfaces_beside(&self, router: Ix<NetworkInterface>) -> Option<Vec<Ix<NetworkInterface>>> {
        let instance = self.design.network_interfaces.get(router).instance?;
        let own = &self.design.instances.get(instance).interfaces;
        let all: Option<Vec<_>> = own.iter().map(|interface| interface.clone().ok()).collect();
        all.filter(|all| all.contains(&router))
    }

    /// The destinations that the route table of an interface's subnet leads to an internet gateway where no firewall has public
    /// addresses to give.
    fn led_to_internet_gateway(&self, state: &State, interface: Ix<NetworkInterface>) -> AddressSet {
        let found = self.design.network_interfaces.get(interface);
        let subnet = found.subnet.clone();
        if let (Ok(vpc), Ok(own)) = (&found.vpc, &subnet) {
            let firewall = self.internet_firewall(state, Site { vpc: *vpc, subnet: Some(*own) });
            if firewall.is_some_and(|firewall| firewall.may_translate) {
                return AddressSet::empty();
            }
        }
        let table = subnet.and_then(|subnet| self.design.subnets.get(subnet).route_table.clone());
        let Ok(table) = table else { return AddressSet::empty() };
        let routes = &self.design.route_tables.get(table).routes;
        self.decided_by(table, |number| {
            routes.get(*number).is_some_and(|route| matches!(route.target, Target::InternetGateway(_)))
        })
    }

    /// The destinations about which some routes of a table decide.
    fn decided_by(&self, table: Ix<RouteTable>, is_one: impl Fn(&usize) -> bool) -> AddressSet {
        let Some(compiled) = self.network.table(table) else { return AddressSet::empty() };
        let parts = compiled.parts.iter();
        let own = parts.filter(|(choice, _)| matches!(choice, Choice::Route(number) if is_one(number)));
        AddressSet::union_all(own.map(|(_, addresses)| addresses))
    }

    /// A peering connection leads to the peer VPC's own addresses: its gateways serve nobody else (VPC peering guide,
    /// edge-to-edge routing). By a route for everything come packets for the internet, which are nobody's in a VPC.
    fn pass_peering(&mut self, state: &State, table: Ix<RouteTable>, number: usize) -> Option<State> {
        let record = &self.design.route_tables.get(table).record;
        let target = record.routes.get(number).map(|route| &route.target);
        let is_wide = |number: &usize| {
            record.routes.get(*number).is_some_and(|route| {
                Some(&route.target) == target
                    && matches!(route.destination, RouteDestination::Cidr(block) if block.prefix_len() < SHORTEST_OWN_BLOCK)
            })
        };
        let wide = public().intersection(&self.decided_by(table, is_wide));
        let wanted = wide.intersection(&state.packets.addresses(Field::Destination));
        let blocks = wanted.ranges().flat_map(|(first, last)| self.design.vpc_blocks_between(first, last));
        let lost = wanted.difference(&AddressSet::from_nets(blocks));
        let lost = state.packets.intersect_box(&to(&lost));
        let rest = state.packets.difference(&lost);
        if !lost.is_empty() {
            let id = target.map(RouteTarget::id).unwrap_or_default();
            let evidence = Some(record.evidence.clone());
            let code = Code::PcxRequiresAddressInVpcCidr;
            self.end_blocked(state.with(lost), Stop::at(Component::VpcPeeringConnection, &id, code, evidence));
        }
        (!rest.is_empty()).then(|| state.with(rest))
    }

    /// On the way to a transit gateway the network ACL of the attachment's subnet in the zone lets packets in, also where the
    /// sender is in that subnet (Transit Gateways guide, network ACLs).
    fn pass_attachment_acl(&mut self, state: State) -> Option<State> {
        let site = state.site.filter(|_| state.leg == Leg::Forward);
        match site.and_then(|site| self.attachment_subnet(site)) {
            Some(only) if self.design.subnets.get(only).network_acl.is_ok() => {
                self.pass_acl(state, only, Direction::Ingress)
            }
            _ => Some(state),
        }
    }

    /// The one subnet of a zone with interfaces of transit gateways; none where there are or may be others, or zones are not
    /// known.
    fn attachment_subnet(&self, site: Site) -> Option<Ix<Subnet>> {
        if !self.design.knows(DocumentKind::NetworkInterfaces, site.vpc) {
            return None;
        }
        let from = &self.design.subnets.get(site.subnet?).record;
        let mut only = None;
        for subnet in &self.design.vpcs.get(site.vpc).subnets {
            let found = self.design.subnets.get(*subnet);
            let is_attachment = |own: &Ix<NetworkInterface>| {
                self.design.interface_kind(*own) == InterfaceKind::TransitGatewayAttachment
            };
            if !found.interfaces.iter().any(is_attachment) {
                continue;
            }
            let name = from.availability_zone.as_ref().zip(found.record.availability_zone.as_ref());
            let id = from.availability_zone_id.as_ref().zip(found.record.availability_zone_id.as_ref());
            let (here, there) = name.or(id)?;
            if here == there && only.replace(*subnet).is_some() {
                return None;
            }
        }
        only
    }

    /// An endpoint of a firewall has to be available, and the network ACL of its subnet to let packets in (AWS PrivateLink
    /// guide, Gateway Load Balancer endpoints).
    fn pass_firewall_endpoint(&mut self, state: State, id: &str) -> Option<State> {
        let Some(endpoint) = self.design.vpc_endpoints.find(id) else { return Some(state) };
        let found = self.design.vpc_endpoints.get(endpoint);
        if found.record.kind != EndpointKind::GatewayLoadBalancer {
            return Some(state);
        }
        let state = self.pass_endpoint_state(state, endpoint)?;
        let subnet = match found.record.subnets.as_slice() {
            [only] => self.design.subnets.find(only.as_str()),
            _ => None,
        };
        match (subnet, state.site) {
            (Some(subnet), Some(site)) => self.pass_acl_of_other(state, subnet, site),
            _ => Some(state),
        }
    }

    /// Packets enter a subnet that they are not in yet. Without its network ACL nothing is known to stop them.
    fn pass_acl_of_other(&mut self, state: State, subnet: Ix<Subnet>, site: Site) -> Option<State> {
        if site.subnet == Some(subnet) || self.design.subnets.get(subnet).network_acl.is_err() {
            return Some(state);
        }
        self.pass_acl(state, subnet, Direction::Ingress)
    }
}

/// Addresses that are nobody's inside VPCs, as far as no VPC uses them for itself.
fn public() -> AddressSet {
    AddressSet::all_of(FOLLOWED).difference(&AddressSet::internal(FOLLOWED))
}
