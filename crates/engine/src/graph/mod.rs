//! The map that packets move on: its nodes are the places where a packet can be, its edges the moves between them.
//!
//! Nothing is built: every answer is read off the design by index. The walk moves by the same answers.

mod cut;
mod visit;

pub use cut::Cuts;
pub use visit::{Edge, Node};

use std::sync::Arc;

use hopwise_model::Gap;
use hopwise_model::design::{
    Beyond, Design, InternetGateway, Ix, NatGateway, NetworkInterface, RouteTable, Subnet, Target, TransitGateway,
    TransitGatewayAttachment, Vpc, VpcEndpoint, VpcPeeringConnection,
};
use hopwise_model::resource::EndpointKind;

/// Where a packet can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Outside every VPC.
    Internet,
    /// A VPC: the local route leads here, and on to the subnet that has the address.
    Vpc(Ix<Vpc>),
    /// A route table: where packets that leave a subnet are told the next hop.
    RouteTable(Ix<RouteTable>),
    /// A subnet: its border, guarded by the network ACL, and the wire inside.
    Subnet(Ix<Subnet>),
    /// A network interface.
    Interface(Ix<NetworkInterface>),
    /// An interface that the snapshot does not hold, in this subnet: a task's that is gone or still to be placed.
    Placement(Ix<Subnet>),
    /// An internet gateway.
    InternetGateway(Ix<InternetGateway>),
    /// A NAT gateway.
    NatGateway(Ix<NatGateway>),
    /// A VPC endpoint that routes lead to: a gateway endpoint. The interfaces of others are places of their own.
    Endpoint(Ix<VpcEndpoint>),
    /// A VPC peering connection.
    Peering(Ix<VpcPeeringConnection>),
    /// An attachment of a transit gateway.
    Attachment(Ix<TransitGatewayAttachment>),
    /// A transit gateway, which tells packets the attachment that they leave by.
    TransitGateway(Ix<TransitGateway>),
    /// What routes lead to and the snapshot lacks or this program does not evaluate: a virtual private gateway, an
    /// appliance, the endpoint of a firewall. It is the same place for every table.
    Beyond(Ix<Beyond>),
}

/// How a packet gets from one place to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Move {
    /// Between a subnet and what has an address in it; guarded by an interface's security groups.
    Wire,
    /// Out of a subnet, or out of a regional NAT gateway, to the route table in force.
    Leave,
    /// From a VPC into one of its subnets, guarded by the subnet's network ACL, or to a regional NAT gateway.
    Enter,
    /// By a route, given by its place in the table.
    Route(usize),
    /// Between an internet gateway and the internet.
    Outside,
    /// From a gateway into its VPC, from a peering connection into one on its sides, or from an attachment into one of its subnets.
    Inside,
    /// Between a transit gateway and what is attached to it.
    Across,
    /// The way back of what a NAT gateway of another VPC sent here, past the routes.
    Back,
}

/// The map of a design. Cheap to copy; `petgraph`'s algorithms take it as it is.
#[derive(Clone, Copy, Debug)]
pub struct Graph<'d> {
    design: &'d Design,
}

/// Moves from a place, each with where it leads.
pub(crate) type Moves<'d> = Box<dyn Iterator<Item = (Move, Place)> + 'd>;

impl<'d> Graph<'d> {
    /// The map of a design, in constant time.
    #[must_use]
    pub const fn new(design: &'d Design) -> Self {
        Self { design }
    }

    /// The design.
    #[must_use]
    pub const fn design(self) -> &'d Design {
        self.design
    }

    /// Whether a move leads from one place to another.
    #[must_use]
    pub fn joins(self, from: Place, to: Place) -> bool {
        self.moves(from).any(|(_, place)| place == to)
    }

    /// Every move from a place. One step for each; nothing that is not next to the place is looked at.
    pub fn moves(self, from: Place) -> impl Iterator<Item = (Move, Place)> + 'd {
        self.moves_from(from)
    }

    fn moves_from(self, from: Place) -> Moves<'d> {
        let design = self.design;
        match from {
            Place::Internet => {
                let gateways = design.internet_gateways.indices().map(Place::InternetGateway);
                Box::new(gateways.map(|gateway| (Move::Outside, gateway)))
            }
            Place::Vpc(vpc) => {
                let vpc = design.vpcs.get(vpc);
                let subnets = vpc.subnets.iter().copied().map(Place::Subnet);
                let regional = vpc.regional_nat_gateways.iter().copied().map(Place::NatGateway);
                Box::new(subnets.chain(regional).map(|place| (Move::Enter, place)))
            }
            Place::RouteTable(table) => {
                let routes = 0..design.route_tables.get(table).routes.len();
                let on = routes.filter_map(move |route| Some((Move::Route(route), self.along(table, route)?)));
                let back = self.back_from(table).map(|peering| (Move::Back, Place::Peering(peering)));
                Box::new(on.chain(back))
            }
            Place::Subnet(subnet) => {
                let found = design.subnets.get(subnet);
                let interfaces = found.interfaces.iter().map(move |own| self.of_interface(*own));
                // A regional one may have its address in every subnet of its VPC.
                let regional = found.vpc.iter().flat_map(|vpc| &design.vpcs.get(*vpc).regional_nat_gateways);
                let nats = found.nat_gateways.iter().chain(regional).copied().map(Place::NatGateway);
                let wire = interfaces.chain(nats).chain([Place::Placement(subnet)]).map(|place| (Move::Wire, place));
                let table = found.route_table.iter().map(|table| (Move::Leave, Place::RouteTable(*table)));
                Box::new(wire.chain(table))
            }
            Place::Interface(interface) => {
                let subnet = design.network_interfaces.get(interface).subnet.iter();
                Box::new(subnet.map(|subnet| (Move::Wire, Place::Subnet(*subnet))))
            }
            Place::Placement(subnet) => Box::new(std::iter::once((Move::Wire, Place::Subnet(subnet)))),
            Place::InternetGateway(gateway) => {
                let vpc = self.inside(gateway).map(|vpc| (Move::Inside, Place::Vpc(vpc)));
                Box::new(std::iter::once((Move::Outside, Place::Internet)).chain(vpc))
            }
            Place::NatGateway(nat) => {
                let next = self.behind_nat(nat).ok().map(|place| {
                    let how = if matches!(place, Place::Subnet(_)) { Move::Wire } else { Move::Leave };
                    (how, place)
                });
                Box::new(next.into_iter())
            }
            Place::Endpoint(endpoint) => {
                let found = design.vpc_endpoints.get(endpoint);
                let vpc = found.vpc.iter().filter(|_| found.record.kind == EndpointKind::Gateway);
                Box::new(vpc.map(|vpc| (Move::Inside, Place::Vpc(*vpc))))
            }
            Place::Peering(peering) => {
                let found = design.vpc_peering_connections.get(peering);
                let sides = [&found.requester, &found.accepter].into_iter().flatten();
                Box::new(sides.map(|vpc| (Move::Inside, Place::Vpc(*vpc))))
            }
            Place::Attachment(attachment) => {
                let found = design.transit_gateway_attachments.get(attachment);
                let subnets = found.subnets.iter().flatten().map(|own| (Move::Inside, Place::Subnet(*own)));
                Box::new(std::iter::once((Move::Across, Place::TransitGateway(found.gateway))).chain(subnets))
            }
            Place::TransitGateway(gateway) => {
                let attachments = design.transit_gateways.get(gateway).attachments.iter();
                Box::new(attachments.map(|own| (Move::Across, Place::Attachment(*own))))
            }
            Place::Beyond(beyond) => {
                let router = self.router(&design.beyond.get(beyond).id);
                Box::new(router.into_iter().map(|router| (Move::Wire, Place::Interface(router))))
            }
        }
    }

    /// Every place, in a fixed order.
    pub fn places(self) -> impl Iterator<Item = Place> + 'd {
        let design = self.design;
        std::iter::once(Place::Internet)
            .chain(design.vpcs.indices().map(Place::Vpc))
            .chain(design.route_tables.indices().map(Place::RouteTable))
            .chain(design.subnets.indices().map(Place::Subnet))
            .chain(design.network_interfaces.indices().map(Place::Interface))
            .chain(design.subnets.indices().map(Place::Placement))
            .chain(design.internet_gateways.indices().map(Place::InternetGateway))
            .chain(design.nat_gateways.indices().map(Place::NatGateway))
            .chain(design.vpc_endpoints.indices().map(Place::Endpoint))
            .chain(design.vpc_peering_connections.indices().map(Place::Peering))
            .chain(design.transit_gateway_attachments.indices().map(Place::Attachment))
            .chain(design.transit_gateways.indices().map(Place::TransitGateway))
            .chain(design.beyond.indices().map(Place::Beyond))
    }

    /// Where a route of a table leads; nowhere for the local route of a table whose VPC the snapshot lacks. O(log n) in the
    /// number of things beyond.
    pub(crate) fn along(self, table: Ix<RouteTable>, route: usize) -> Option<Place> {
        let found = self.design.route_tables.get(table);
        match found.routes.get(route)?.target {
            Target::Local => found.vpc.as_ref().ok().copied().map(Place::Vpc),
            Target::InternetGateway(gateway) => Some(Place::InternetGateway(gateway)),
            Target::NatGateway(nat) => Some(Place::NatGateway(nat)),
            Target::GatewayEndpoint(endpoint) => Some(Place::Endpoint(endpoint)),
            Target::VpcPeeringConnection(peering) => Some(Place::Peering(peering)),
            Target::TransitGateway(attachment) => Some(Place::Attachment(attachment)),
            Target::Unknown { ref id, .. } => self.design.beyond.find(id).map(Place::Beyond),
        }
    }

    /// The interface that takes what is addressed to it and comes by a route to it, or to its instance, whose primary one it
    /// then is.
    pub(crate) fn router(self, id: &str) -> Option<Ix<NetworkInterface>> {
        let primary = || {
            let instance = self.design.instances.find(id)?;
            self.design.instances.get(instance).interfaces.first()?.clone().ok()
        };
        self.design.network_interfaces.find(id).or_else(primary)
    }

    /// The peering connections by which replies to a NAT gateway of another VPC leave, whatever the table of their subnet says.
    fn back_from(self, table: Ix<RouteTable>) -> impl Iterator<Item = Ix<VpcPeeringConnection>> + 'd {
        let vpc = self.design.route_tables.get(table).vpc.as_ref().ok();
        vpc.into_iter().flat_map(|vpc| self.design.vpcs.get(*vpc).peerings.iter().copied())
    }

    /// Where a NAT gateway sends packets: into its subnet, or a regional gateway to its route table.
    pub(crate) fn behind_nat(self, nat: Ix<NatGateway>) -> Result<Place, Arc<Gap>> {
        let gateway = self.design.nat_gateways.get(nat);
        match &gateway.subnet {
            Some(subnet) => subnet.clone().map(Place::Subnet),
            None => gateway.route_table.clone().map(Place::RouteTable),
        }
    }

    /// The VPC that an internet gateway leads into.
    pub(crate) fn inside(self, gateway: Ix<InternetGateway>) -> Option<Ix<Vpc>> {
        self.design.internet_gateways.get(gateway).attached.clone()?.ok()
    }

    /// What an interface is the way into: itself, or the NAT gateway that it belongs to.
    #[must_use]
    pub fn of_interface(self, interface: Ix<NetworkInterface>) -> Place {
        let nat = self.design.network_interfaces.get(interface).nat_gateway;
        nat.map_or(Place::Interface(interface), Place::NatGateway)
    }

    /// Whether an interface is in a subnet.
    pub(crate) fn is_in(self, interface: Ix<NetworkInterface>, subnet: Ix<Subnet>) -> bool {
        self.design.network_interfaces.get(interface).subnet == Ok(subnet)
    }

    /// Whether a NAT gateway may have its address in a subnet: a zonal one is in one, a regional one in every one of its
    /// VPC.
    pub(crate) fn is_nat_in(self, nat: Ix<NatGateway>, subnet: Ix<Subnet>) -> bool {
        let gateway = self.design.nat_gateways.get(nat);
        match &gateway.subnet {
            Some(own) => *own == Ok(subnet),
            None => gateway.vpc == self.design.subnets.get(subnet).vpc,
        }
    }
}
