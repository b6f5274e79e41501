//! What is drawn as one.

use hopwise_engine::{Graph, Move, Place};
use hopwise_model::InstanceId;
use hopwise_model::design::{Design, Ix, Subnet, Vpc, VpcEndpoint};
use hopwise_model::resource::EndpointKind;

use super::Area;

/// A node of a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    /// A place of its own.
    Place(Place),
    /// The interfaces in a subnet, but for those of endpoints.
    Interfaces(Ix<Subnet>),
    /// An endpoint with its interfaces.
    Endpoint(Ix<VpcEndpoint>),
}

/// Which places are drawn as one.
pub(super) struct Folding<'d> {
    design: &'d Design,
    /// The VPC that is drawn place by place; of others everything is one.
    pub(super) detailed: Option<Ix<Vpc>>,
    /// An interface that is drawn for itself.
    apart: Option<Place>,
}

impl<'d> Folding<'d> {
    pub(super) fn new(design: &'d Design, area: Area) -> Self {
        let (detailed, apart) = match area {
            Area::Overview => (None, None),
            Area::Vpc(vpc) => (Some(vpc), None),
            Area::Around(place) => (vpc_of(design, place), Some(place)),
        };
        Self { design, detailed, apart }
    }

    /// The node that a place is drawn as; none where it is not drawn. O(log n).
    pub(super) fn key(&self, place: Place) -> Option<Key> {
        let vpc = vpc_of(self.design, place);
        let is_detailed = vpc.is_some() && vpc == self.detailed;
        match place {
            // Where tasks may be put is everywhere.
            Place::Placement(_) => None,
            // Every table has local routes: drawn, they would hide all others.
            Place::Vpc(own) if Some(own) == self.detailed => self.is_empty(own).then_some(Key::Place(place)),
            Place::Interface(interface) if is_detailed && self.apart != Some(place) => {
                let found = self.design.network_interfaces.get(interface);
                let instance = found.record.instance.as_ref();
                let mut routed =
                    [Some(found.record.id.as_str()), instance.map(InstanceId::as_str)].into_iter().flatten();
                match (found.endpoint, found.nat_gateway, &found.subnet) {
                    (Some(endpoint), ..) => Some(self.endpoint(endpoint)),
                    (None, Some(nat), _) => Some(Key::Place(Place::NatGateway(nat))),
                    (None, None, Ok(subnet)) => {
                        routed.find_map(|id| self.beyond(id)).or(Some(Key::Interfaces(*subnet)))
                    }
                    (None, None, Err(_)) => None,
                }
            }
            Place::Endpoint(endpoint) if is_detailed => {
                let is_routed_to = self.design.vpc_endpoints.get(endpoint).record.kind == EndpointKind::Gateway;
                Some(if is_routed_to { Key::Place(place) } else { self.endpoint(endpoint) })
            }
            _ if is_detailed => Some(Key::Place(place)),
            _ => match vpc {
                Some(vpc) => Some(Key::Place(Place::Vpc(vpc))),
                None => is_anywhere(place).then_some(Key::Place(place)),
            },
        }
    }

    /// Whether the snapshot holds nothing of a VPC but itself.
    fn is_empty(&self, vpc: Ix<Vpc>) -> bool {
        let found = self.design.vpcs.get(vpc);
        found.subnets.is_empty() && found.route_tables.is_empty() && found.internet_gateway.is_none()
    }

    /// What routes lead to and no walk enters, though the snapshot holds it: an appliance, the endpoint of a firewall.
    fn beyond(&self, id: &str) -> Option<Key> {
        self.design.beyond.find(id).map(|own| Key::Place(Place::Beyond(own)))
    }

    fn endpoint(&self, endpoint: Ix<VpcEndpoint>) -> Key {
        self.beyond(self.design.vpc_endpoints.get(endpoint).record.id.as_str()).unwrap_or(Key::Endpoint(endpoint))
    }

    /// Whether a node is in the VPC that is drawn place by place.
    pub(super) fn is_own(&self, key: Key) -> bool {
        match key {
            Key::Interfaces(_) | Key::Endpoint(_) => true,
            Key::Place(place) => self.detailed.is_some() && vpc_of(self.design, place) == self.detailed,
        }
    }
}

/// Whether a move is drawn: what is on a wire may go to the subnet's border, which is more than that it may come from there.
pub(super) fn is_shown(from: Place, by: Move) -> bool {
    !(matches!(from, Place::Subnet(_)) && by == Move::Wire) && by != Move::Back
}

/// Whether a drawing ends at a node: another VPC, and the internet.
pub(super) fn ends(key: Key) -> bool {
    matches!(key, Key::Place(Place::Vpc(_) | Place::Internet))
}

/// The VPC that a place is in.
pub(super) fn vpc_of(design: &Design, place: Place) -> Option<Ix<Vpc>> {
    match place {
        Place::Vpc(vpc) => Some(vpc),
        Place::RouteTable(table) => design.route_tables.get(table).vpc.clone().ok(),
        Place::Subnet(subnet) | Place::Placement(subnet) => design.subnets.get(subnet).vpc.clone().ok(),
        Place::Interface(interface) => design.network_interfaces.get(interface).vpc.clone().ok(),
        Place::InternetGateway(gateway) => design.internet_gateways.get(gateway).attached.clone()?.ok(),
        Place::NatGateway(nat) => design.nat_gateways.get(nat).vpc.clone().ok(),
        Place::Endpoint(endpoint) => design.vpc_endpoints.get(endpoint).vpc.clone().ok(),
        Place::Internet | Place::Peering(_) | Place::Attachment(_) | Place::TransitGateway(_) | Place::Beyond(_) => {
            None
        }
    }
}

/// Whether something is outside of every VPC, and not only in one that the snapshot lacks.
fn is_anywhere(place: Place) -> bool {
    !matches!(place, Place::Interface(_) | Place::Subnet(_) | Place::RouteTable(_) | Place::Endpoint(_))
}

/// The place of something by its id, as `--around` names it: of an interface endpoint, one of its interfaces. O(log n).
pub(super) fn place(design: &Design, id: &str) -> Option<Place> {
    let interface = || design.network_interfaces.find(id).map(|own| Graph::new(design).of_interface(own));
    let endpoint = || {
        let endpoint = design.vpc_endpoints.find(id)?;
        let mut interfaces = design.vpc_endpoints.get(endpoint).interfaces.iter().flatten();
        let is_routed_to = design.vpc_endpoints.get(endpoint).record.kind == EndpointKind::Gateway;
        let interface = interfaces.next().filter(|_| !is_routed_to);
        Some(interface.map_or(Place::Endpoint(endpoint), |own| Place::Interface(*own)))
    };
    let attachment = || {
        let mut all = design.transit_gateway_attachments.iter();
        all.find(|(_, own)| own.id == id).map(|(index, _)| Place::Attachment(index))
    };
    let instance = || {
        let found = design.instances.get(design.instances.find(id)?);
        found.interfaces.iter().flatten().next().map(|own| Place::Interface(*own))
    };
    (id == "internet")
        .then_some(Place::Internet)
        .or_else(|| design.vpcs.find(id).map(Place::Vpc))
        .or_else(|| design.subnets.find(id).map(Place::Subnet))
        .or_else(interface)
        .or_else(instance)
        .or_else(|| design.route_tables.find(id).map(Place::RouteTable))
        .or_else(|| design.internet_gateways.find(id).map(Place::InternetGateway))
        .or_else(|| design.nat_gateways.find(id).map(Place::NatGateway))
        .or_else(endpoint)
        .or_else(|| design.vpc_peering_connections.find(id).map(Place::Peering))
        .or_else(|| design.transit_gateways.find(id).map(Place::TransitGateway))
        .or_else(attachment)
        .or_else(|| design.beyond.find(id).map(Place::Beyond))
}
