//! VPC peering connections.

use hopwise_model::design::{Ix, Reference, RouteTable, Target, Vpc, VpcPeeringConnection};
use hopwise_model::{Code, Component, Gap, NotEvaluated};

use crate::flow::Flow;
use crate::route;
use crate::stop::Stop;
use crate::walk::{Place, Walk};

/// The states in which nothing passes (VPC peering guide, "VPC peering connection lifecycle").
pub(crate) const DOWN: [&str; 7] =
    ["initiating-request", "pending-acceptance", "provisioning", "failed", "expired", "rejected", "deleted"];

impl Walk<'_> {
    /// A packet goes from one VPC to the other: while the connection is active, and to the other VPC's own addresses only (VPC peering
    /// guide, "VPC peering limitations").
    pub(crate) fn cross(
        &mut self,
        index: Ix<VpcPeeringConnection>,
        from: Place,
        packet: Flow,
    ) -> Result<Ix<Vpc>, Stop> {
        let design = self.design;
        let record = &design.vpc_peering_connections.get(index).record;
        self.enter(Component::VpcPeeringConnection, &record.id);
        let blocked = |code| Stop::blocked(Component::VpcPeeringConnection, &record.id, code, &record.evidence);
        // Of a connection that is being deleted, or in a state that AWS does not document, nobody knows.
        if DOWN.contains(&record.state.as_str()) {
            return Err(blocked(Code::BadState));
        }
        if record.state != "active" {
            return Err(Stop::Unknown(Gap::UncertainState {
                component: Component::VpcPeeringConnection,
                id: record.id.clone(),
                state: record.state.clone(),
            }));
        }
        self.doubt_in_transit(Component::VpcPeeringConnection, &record.id);
        let own = &design.vpcs.get(from.vpc).record.id;
        let [one, two] = record.sides();
        let peer = match (one.vpc == *own, two.vpc == *own) {
            (true, _) => two,
            (_, true) => one,
            _ => {
                return Err(Stop::Unknown(Gap::UncertainState {
                    component: Component::VpcPeeringConnection,
                    id: record.id.clone(),
                    state: format!("between {} and {}", one.vpc, two.vpc),
                }));
            }
        };
        let vpc = design.vpcs.find(peer.vpc.as_str());
        let blocks = vpc.map_or(&peer.cidrs, |vpc| &design.vpcs.get(vpc).record.cidrs);
        if !blocks.is_empty() && !blocks.iter().any(|block| block.contains(&packet.destination)) {
            return Err(blocked(Code::PcxRequiresAddressInVpcCidr));
        }
        vpc.ok_or_else(|| {
            Stop::Unknown(Gap::PeerVpc {
                connection: record.id.clone(),
                vpc: peer.vpc.clone(),
                owner: peer.owner.clone(),
                region: peer.region.clone(),
            })
        })
    }

    /// The connection by which the answer to what a NAT gateway of a peer VPC sent goes back without any route (VPC user guide, NAT
    /// gateway basics). Fails where a route leads it elsewhere: which of both counts, no page says.
    pub(crate) fn back_to_nat(
        &self,
        table: &Reference<RouteTable>,
        from: Place,
        answer: Flow,
    ) -> Result<Option<Ix<VpcPeeringConnection>>, Stop> {
        let (Some(translation), Some(crossed), Ok(table)) = (self.translations.last(), self.crossed, table) else {
            return Ok(None);
        };
        let connection = self.design.vpc_peering_connections.get(crossed);
        let sides = [&connection.requester, &connection.accepter];
        let home = &self.design.nat_gateways.get(translation.gateway).vpc;
        let joins = |vpc: &Reference<Vpc>| vpc.is_ok() && sides.contains(&vpc);
        if !joins(home) || !joins(&Ok(from.vpc)) || *home == Ok(from.vpc) {
            return Ok(None);
        }
        let own = Target::VpcPeeringConnection(crossed);
        match route::select(self.design.route_tables.get(*table), answer.destination) {
            Ok(found) => match found.first() {
                None => Ok(Some(crossed)),
                Some((path, _)) if path.target == own => Ok(None),
                Some(_) => Err(self.goes_back_or_elsewhere(crossed)),
            },
            Err(_) => Err(self.goes_back_or_elsewhere(crossed)),
        }
    }

    fn goes_back_or_elsewhere(&self, connection: Ix<VpcPeeringConnection>) -> Stop {
        Stop::Unknown(Gap::NotEvaluated {
            component: Component::VpcPeeringConnection,
            id: self.design.vpc_peering_connections.get(connection).record.id.clone(),
            what: NotEvaluated::ReplyToNatGateway,
        })
    }
}
