//! The map as `petgraph`'s algorithms see it.

use std::collections::HashSet;

use hopwise_model::design::{Arena, Ix};
use petgraph::Directed;
use petgraph::visit::{
    Data, EdgeRef, GraphBase, GraphProp, GraphRef, IntoEdgeReferences, IntoEdges, IntoNeighbors, IntoNodeIdentifiers,
    IntoNodeReferences, NodeCompactIndexable, NodeCount, NodeIndexable, NodeRef, Visitable,
};

use super::{Graph, Move, Place};

/// A move with both of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    from: Place,
    by: Move,
    to: Place,
}

/// A place as a node of `petgraph`'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(Place);

type Places<'d> = Box<dyn Iterator<Item = Place> + 'd>;
type Edges<'d> = Box<dyn Iterator<Item = Edge> + 'd>;

impl EdgeRef for Edge {
    type NodeId = Place;
    type EdgeId = Self;
    type Weight = Move;

    fn source(&self) -> Place {
        self.from
    }

    fn target(&self) -> Place {
        self.to
    }

    fn weight(&self) -> &Move {
        &self.by
    }

    fn id(&self) -> Self {
        *self
    }
}

impl NodeRef for Node {
    type NodeId = Place;
    type Weight = Place;

    fn id(&self) -> Place {
        self.0
    }

    fn weight(&self) -> &Place {
        &self.0
    }
}

impl GraphBase for Graph<'_> {
    type NodeId = Place;
    type EdgeId = Edge;
}

impl GraphRef for Graph<'_> {}

impl GraphProp for Graph<'_> {
    type EdgeType = Directed;
}

impl Data for Graph<'_> {
    type NodeWeight = Place;
    type EdgeWeight = Move;
}

impl NodeCount for Graph<'_> {
    fn node_count(&self) -> usize {
        self.node_bound()
    }
}

impl<'d> IntoNeighbors for Graph<'d> {
    type Neighbors = Places<'d>;

    fn neighbors(self, place: Place) -> Places<'d> {
        Box::new(self.moves(place).map(|(_, place)| place))
    }
}

impl<'d> IntoEdgeReferences for Graph<'d> {
    type EdgeRef = Edge;
    type EdgeReferences = Edges<'d>;

    fn edge_references(self) -> Edges<'d> {
        Box::new(self.places().flat_map(move |place| self.edges(place)))
    }
}

impl<'d> IntoEdges for Graph<'d> {
    type Edges = Edges<'d>;

    fn edges(self, from: Place) -> Edges<'d> {
        Box::new(self.moves(from).map(move |(by, to)| Edge { from, by, to }))
    }
}

impl<'d> IntoNodeIdentifiers for Graph<'d> {
    type NodeIdentifiers = Places<'d>;

    fn node_identifiers(self) -> Places<'d> {
        Box::new(self.places())
    }
}

impl<'d> IntoNodeReferences for Graph<'d> {
    type NodeRef = Node;
    type NodeReferences = Box<dyn Iterator<Item = Node> + 'd>;

    fn node_references(self) -> Self::NodeReferences {
        Box::new(self.places().map(Node))
    }
}

impl Visitable for Graph<'_> {
    type Map = HashSet<Place>;

    fn visit_map(&self) -> Self::Map {
        HashSet::new()
    }

    fn reset_map(&self, map: &mut Self::Map) {
        map.clear();
    }
}

impl NodeCompactIndexable for Graph<'_> {}

/// Numbers of places: the kinds one after the other, each in the order of its arena.
impl NodeIndexable for Graph<'_> {
    fn node_bound(&self) -> usize {
        self.starts().last().copied().unwrap_or(1)
    }

    fn to_index(&self, place: Place) -> usize {
        let [
            vpcs,
            tables,
            subnets,
            interfaces,
            placements,
            gateways,
            nats,
            endpoints,
            peerings,
            attached,
            transit,
            beyond,
            _,
        ] = self.starts();
        match place {
            Place::Internet => 0,
            Place::Vpc(vpc) => vpcs + vpc.index(),
            Place::RouteTable(table) => tables + table.index(),
            Place::Subnet(subnet) => subnets + subnet.index(),
            Place::Interface(interface) => interfaces + interface.index(),
            Place::Placement(subnet) => placements + subnet.index(),
            Place::InternetGateway(gateway) => gateways + gateway.index(),
            Place::NatGateway(nat) => nats + nat.index(),
            Place::Endpoint(endpoint) => endpoints + endpoint.index(),
            Place::Peering(peering) => peerings + peering.index(),
            Place::Attachment(own) => attached + own.index(),
            Place::TransitGateway(own) => transit + own.index(),
            Place::Beyond(own) => beyond + own.index(),
        }
    }

    /// The place with a number; the internet, which is number 0, also for a number that no place has.
    fn from_index(&self, number: usize) -> Place {
        fn of<T>(arena: &Arena<T>, number: usize, start: usize, place: fn(Ix<T>) -> Place) -> Option<Place> {
            arena.index_at(number.checked_sub(start)?).map(place)
        }
        let [
            vpcs,
            tables,
            subnets,
            interfaces,
            placements,
            gateways,
            nats,
            endpoints,
            peerings,
            attached,
            transit,
            beyond,
            _,
        ] = self.starts();
        let design = self.design();
        // The kind that starts last among those that start before the number is the number's.
        of(&design.beyond, number, beyond, Place::Beyond)
            .or_else(|| of(&design.transit_gateways, number, transit, Place::TransitGateway))
            .or_else(|| of(&design.transit_gateway_attachments, number, attached, Place::Attachment))
            .or_else(|| of(&design.vpc_peering_connections, number, peerings, Place::Peering))
            .or_else(|| of(&design.vpc_endpoints, number, endpoints, Place::Endpoint))
            .or_else(|| of(&design.nat_gateways, number, nats, Place::NatGateway))
            .or_else(|| of(&design.internet_gateways, number, gateways, Place::InternetGateway))
            .or_else(|| of(&design.subnets, number, placements, Place::Placement))
            .or_else(|| of(&design.network_interfaces, number, interfaces, Place::Interface))
            .or_else(|| of(&design.subnets, number, subnets, Place::Subnet))
            .or_else(|| of(&design.route_tables, number, tables, Place::RouteTable))
            .or_else(|| of(&design.vpcs, number, vpcs, Place::Vpc))
            .unwrap_or(Place::Internet)
    }
}

impl Graph<'_> {
    /// The first number of each kind of place behind the internet, and the first that no place has.
    fn starts(self) -> [usize; 13] {
        let design = self.design();
        let mut next = 1;
        [
            0,
            design.vpcs.len(),
            design.route_tables.len(),
            design.subnets.len(),
            design.network_interfaces.len(),
            design.subnets.len(),
            design.internet_gateways.len(),
            design.nat_gateways.len(),
            design.vpc_endpoints.len(),
            design.vpc_peering_connections.len(),
            design.transit_gateway_attachments.len(),
            design.transit_gateways.len(),
            design.beyond.len(),
        ]
        .map(|many| {
            next += many;
            next
        })
    }
}
