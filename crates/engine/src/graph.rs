//! The graph: nodes are what a packet enters, edges are the ways from one to the next.

use hopwise_model::design::{
    Design, InternetGateway, Ix, NatGateway, NetworkInterface, Reference, RouteTable, Subnet, Target, Vpc, VpcEndpoint,
};
use hopwise_model::{Component, Gap};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

/// What a packet enters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A network interface.
    Interface(Ix<NetworkInterface>),
    /// A subnet: its border, guarded by the network ACL, and the wire inside.
    Subnet(Ix<Subnet>),
    /// A route table: where packets that leave a subnet are told the next hop.
    RouteTable(Ix<RouteTable>),
    /// A VPC: the local route leads here and on to the subnet that has the address.
    Vpc(Ix<Vpc>),
    /// An internet gateway.
    InternetGateway(Ix<InternetGateway>),
    /// A NAT gateway.
    NatGateway(Ix<NatGateway>),
    /// A gateway endpoint.
    GatewayEndpoint(Ix<VpcEndpoint>),
    /// A route target that the snapshot lacks or that is not evaluated.
    Unknown {
        /// What it is.
        component: Component,
        /// Its id, as the route prints it.
        id: String,
        /// Why packets end here as undetermined.
        gap: Gap,
    },
    /// The internet.
    Internet,
}

/// A way from one node to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Between an interface and the wire of its subnet; guarded by the interface's security groups.
    Wire,
    /// Out of a subnet to the route table in force; guarded by the subnet's network ACL.
    Leave,
    /// Into a subnet from its VPC; guarded by the subnet's network ACL.
    Enter,
    /// A route, by its place in the table.
    Route(usize),
    /// Out of a NAT gateway with the source address translated.
    Translated,
    /// Between an internet gateway and the internet.
    Outside,
    /// From an internet gateway to its VPC.
    Inside,
}

/// The graph of a design with the node of each resource.
#[derive(Clone, Debug)]
pub struct Graph {
    inner: DiGraph<Node, Edge>,
    interfaces: Vec<NodeIndex>,
    subnets: Vec<NodeIndex>,
    tables: Vec<NodeIndex>,
    vpcs: Vec<NodeIndex>,
    nats: Vec<NodeIndex>,
    gateways: Vec<NodeIndex>,
}

impl Graph {
    /// Builds the graph: linear in the number of resources and routes.
    #[must_use]
    pub fn new(design: &Design) -> Self {
        let mut graph = DiGraph::new();
        let internet = graph.add_node(Node::Internet);
        let vpcs: Vec<_> = design.vpcs.indices().map(|vpc| graph.add_node(Node::Vpc(vpc))).collect();
        let tables: Vec<_> =
            design.route_tables.indices().map(|table| graph.add_node(Node::RouteTable(table))).collect();
        let subnets: Vec<_> = design.subnets.indices().map(|subnet| graph.add_node(Node::Subnet(subnet))).collect();
        let interfaces: Vec<_> =
            design.network_interfaces.indices().map(|interface| graph.add_node(Node::Interface(interface))).collect();
        let gateways: Vec<_> =
            design.internet_gateways.indices().map(|gateway| graph.add_node(Node::InternetGateway(gateway))).collect();
        let nats: Vec<_> = design.nat_gateways.indices().map(|nat| graph.add_node(Node::NatGateway(nat))).collect();
        let endpoints: Vec<_> =
            design.vpc_endpoints.indices().map(|endpoint| graph.add_node(Node::GatewayEndpoint(endpoint))).collect();
        let at = |nodes: &[NodeIndex], index: usize| nodes.get(index).copied().unwrap_or(internet);

        for (index, subnet) in design.subnets.iter() {
            let node = at(&subnets, index.index());
            if let Ok(vpc) = &subnet.vpc {
                graph.add_edge(at(&vpcs, vpc.index()), node, Edge::Enter);
            }
            match &subnet.route_table {
                Ok(table) => graph.add_edge(node, at(&tables, table.index()), Edge::Leave),
                Err(gap) => {
                    let unknown = unknown(&mut graph, Component::RouteTable, "", gap);
                    graph.add_edge(node, unknown, Edge::Leave)
                }
            };
        }
        for (index, interface) in design.network_interfaces.iter() {
            if let Ok(subnet) = &interface.subnet {
                let (node, subnet) = (at(&interfaces, index.index()), at(&subnets, subnet.index()));
                graph.add_edge(node, subnet, Edge::Wire);
                graph.add_edge(subnet, node, Edge::Wire);
            }
        }
        for (index, table) in design.route_tables.iter() {
            let node = at(&tables, index.index());
            for (number, route) in table.routes.iter().enumerate() {
                let target = match &route.target {
                    Target::Local => table.vpc.as_ref().map_or(internet, |vpc| at(&vpcs, vpc.index())),
                    Target::InternetGateway(gateway) => at(&gateways, gateway.index()),
                    Target::NatGateway(nat) => at(&nats, nat.index()),
                    Target::GatewayEndpoint(endpoint) => at(&endpoints, endpoint.index()),
                    Target::Unknown { component, id, gap } => unknown(&mut graph, *component, id, gap),
                };
                graph.add_edge(node, target, Edge::Route(number));
            }
        }
        for (index, nat) in design.nat_gateways.iter() {
            let node = at(&nats, index.index());
            match (&nat.subnet, &nat.route_table) {
                (Some(Ok(subnet)), _) => graph.add_edge(node, at(&subnets, subnet.index()), Edge::Translated),
                (None, Ok(table)) => graph.add_edge(node, at(&tables, table.index()), Edge::Translated),
                (Some(Err(gap)), _) | (None, Err(gap)) => {
                    let unknown = unknown(&mut graph, Component::Subnet, "", gap);
                    graph.add_edge(node, unknown, Edge::Translated)
                }
            };
        }
        for (index, gateway) in design.internet_gateways.iter() {
            let node = at(&gateways, index.index());
            graph.add_edge(node, internet, Edge::Outside);
            graph.add_edge(internet, node, Edge::Outside);
            if let Some(Ok(vpc)) = &gateway.attached {
                graph.add_edge(node, at(&vpcs, vpc.index()), Edge::Inside);
            }
        }
        Self { inner: graph, interfaces, subnets, tables, vpcs, nats, gateways }
    }

    /// The graph itself, to draw or to search.
    #[must_use]
    pub fn inner(&self) -> &DiGraph<Node, Edge> {
        &self.inner
    }

    fn next(&self, from: Option<&NodeIndex>, wanted: impl Fn(&Edge) -> bool) -> Option<Node> {
        let edge = self.inner.edges(*from?).find(|edge| wanted(edge.weight()))?;
        self.inner.node_weight(edge.target()).cloned()
    }

    /// The node that a route of a table leads to.
    pub(crate) fn along_route(&self, table: Ix<RouteTable>, route: usize) -> Option<Node> {
        self.next(self.tables.get(table.index()), |edge| *edge == Edge::Route(route))
    }

    /// The node behind a NAT gateway: its subnet, or a regional gateway's route table.
    pub(crate) fn behind_nat(&self, nat: Ix<NatGateway>) -> Option<Node> {
        self.next(self.nats.get(nat.index()), |edge| *edge == Edge::Translated)
    }

    /// The route table in force at the border of a subnet, or the gap.
    pub(crate) fn table_of(&self, subnet: Ix<Subnet>) -> Option<Reference<RouteTable>> {
        match self.next(self.subnets.get(subnet.index()), |edge| *edge == Edge::Leave)? {
            Node::RouteTable(table) => Some(Ok(table)),
            Node::Unknown { gap, .. } => Some(Err(gap)),
            _ => None,
        }
    }

    /// The subnets of a VPC.
    pub(crate) fn subnets_of(&self, vpc: Ix<Vpc>) -> Vec<Ix<Subnet>> {
        let Some(node) = self.vpcs.get(vpc.index()) else { return Vec::new() };
        let mut subnets: Vec<_> = self
            .inner
            .neighbors(*node)
            .filter_map(|node| match self.inner.node_weight(node) {
                Some(Node::Subnet(subnet)) => Some(*subnet),
                _ => None,
            })
            .collect();
        subnets.sort_unstable();
        subnets
    }

    /// The VPC that an internet gateway leads into.
    pub(crate) fn inside(&self, gateway: Ix<InternetGateway>) -> Option<Ix<Vpc>> {
        match self.next(self.gateways.get(gateway.index()), |edge| *edge == Edge::Inside)? {
            Node::Vpc(vpc) => Some(vpc),
            _ => None,
        }
    }

    /// Whether an interface is wired to a subnet.
    pub(crate) fn is_wired(&self, interface: Ix<NetworkInterface>, subnet: Ix<Subnet>) -> bool {
        match (self.interfaces.get(interface.index()), self.subnets.get(subnet.index())) {
            (Some(interface), Some(subnet)) => self.inner.contains_edge(*subnet, *interface),
            _ => false,
        }
    }
}

fn unknown(graph: &mut DiGraph<Node, Edge>, component: Component, id: &str, gap: &Gap) -> NodeIndex {
    graph.add_node(Node::Unknown { component, id: id.to_owned(), gap: gap.clone() })
}
