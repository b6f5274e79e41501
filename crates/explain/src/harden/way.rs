//! Whether another way leads where the packets of a step go, on the map: what a walk says of the routes that are there, this
//! says of those that could be.

use std::collections::{BTreeSet, HashMap};

use hopwise_engine::{Cuts, Flow, Graph, Place, Verdict};
use hopwise_model::resource::{RouteState, RouteTable, RouteTarget};
use hopwise_model::{Component, Inventory};

use crate::diagnosis::StepDiagnosis;
use crate::fault::Fault;

/// What else leads where packets go through something that can be gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OtherWay {
    /// Nothing: every way on the map leads through it.
    None,
    /// These gateways of its kind, by id, to which no route sends the packets; each would take over, as walks prove. None
    /// where those on the map would not.
    Gateways(Vec<String>),
    /// None of its kind, but a way that needs none, such as that of who has a public address.
    Otherwise,
}

/// The ways that packets of a delivered step take: between which places, and the gateways that they pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Ways {
    passed: BTreeSet<(Place, Place, Place)>,
}

/// What was found out of the map: the cuts of each place that packets are sent from.
pub(super) struct Map<'d> {
    graph: Graph<'d>,
    cuts: HashMap<Place, Cuts>,
}

impl Ways {
    /// The ways of a step's packets.
    pub(super) fn of(graph: Graph<'_>, step: &StepDiagnosis) -> Self {
        let traces = step.reach.iter().flat_map(|reach| &reach.traces);
        let mut passed = BTreeSet::new();
        for flow in traces.flat_map(|(_, trace)| &trace.flows).filter(|flow| flow.verdict() == Verdict::Delivered) {
            let (Some(from), Some(to)) = (flow.path.first(), goal(graph, flow)) else { continue };
            let gateways = flow.path.iter().filter(|own| is_alike(**own, **own));
            passed.extend(gateways.map(|gateway| (*from, to, *gateway)));
        }
        Self { passed }
    }
}

/// The place that packets were sent to.
fn goal(graph: Graph<'_>, flow: &Flow) -> Option<Place> {
    let design = graph.design();
    let id = flow.destination.id.as_deref();
    match flow.destination.component {
        Component::NetworkInterface => Some(graph.of_interface(design.network_interfaces.find(id?)?)),
        Component::VpcEndpoint => Some(Place::Endpoint(design.vpc_endpoints.find(id?)?)),
        _ => flow.path.contains(&Place::Internet).then_some(Place::Internet),
    }
}

/// The place that a fault takes away.
fn place(graph: Graph<'_>, fault: &Fault) -> Option<Place> {
    let design = graph.design();
    match fault {
        Fault::NatGateway { nat } | Fault::NatGatewaySubnet { nat, .. } => {
            design.nat_gateways.find(nat.as_str()).map(Place::NatGateway)
        }
        Fault::InternetGateway { gateway } => {
            design.internet_gateways.find(gateway.as_str()).map(Place::InternetGateway)
        }
        _ => None,
    }
}

impl<'d> Map<'d> {
    pub(super) fn new(graph: Graph<'d>) -> Self {
        Self { graph, cuts: HashMap::new() }
    }

    /// What else leads where these packets go, if the fault takes away a place between their ends.
    pub(super) fn other_way<'w>(&mut self, fault: &Fault, ways: impl Iterator<Item = &'w Ways>) -> Option<OtherWay> {
        let graph = self.graph;
        let gone = place(graph, fault)?;
        let all = ways.flat_map(|own| &own.passed).filter(|(_, _, gateway)| *gateway == gone);
        let all: BTreeSet<(Place, Place)> = all.map(|(from, to, _)| (*from, *to)).collect();
        let mut gateways: Option<Vec<Place>> = None;
        for (from, to) in all {
            let cuts = self.cuts.entry(from).or_insert_with(|| graph.cuts(from));
            if cuts.needs(to, gone) {
                return Some(OtherWay::None);
            }
            let alike = gateways.unwrap_or_else(|| graph.places().filter(|own| is_alike(gone, *own)).collect());
            gateways = Some(graph.ways(from, to, gone, alike));
        }
        let names = gateways?.into_iter().filter_map(|place| match place {
            Place::NatGateway(nat) => Some(graph.design().nat_gateways.get(nat).record.id.to_string()),
            Place::InternetGateway(own) => Some(graph.design().internet_gateways.get(own).record.id.to_string()),
            _ => None,
        });
        let names: Vec<String> = names.collect();
        Some(if names.is_empty() { OtherWay::Otherwise } else { OtherWay::Gateways(names) })
    }
}

/// Whether both are gateways, of one kind.
fn is_alike(one: Place, other: Place) -> bool {
    matches!(
        (one, other),
        (Place::NatGateway(_), Place::NatGateway(_)) | (Place::InternetGateway(_), Place::InternetGateway(_))
    )
}

/// Lets the routes to the gateway that a fault takes away lead to another one of its kind.
pub(super) fn take_over(before: &Inventory, after: &mut Inventory, fault: &Fault, instead: &str) {
    let targets = match fault {
        Fault::NatGateway { nat } | Fault::NatGatewaySubnet { nat, .. } => {
            instead.try_into().ok().map(|id| (RouteTarget::NatGateway(nat.clone()), RouteTarget::NatGateway(id)))
        }
        Fault::InternetGateway { gateway } => instead
            .try_into()
            .ok()
            .map(|id| (RouteTarget::InternetGateway(gateway.clone()), RouteTarget::InternetGateway(id))),
        _ => None,
    };
    let Some((gone, other)) = targets else { return };
    let leads = |table: &&RouteTable| table.routes.iter().any(|route| route.target == gone);
    for own in before.route_tables.iter().filter(leads) {
        let Some(table) = after.route_tables.by_id_mut(&own.id) else { continue };
        for route in table.routes.iter_mut().filter(|route| route.target == gone) {
            route.target = other.clone();
            route.state = RouteState::Active;
        }
    }
}
