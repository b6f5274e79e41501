//! Ways to a peer VPC: routes, and a connection that waits for its acceptance.

use hopwise_model::resource::{RouteDestination, RouteTarget};

use super::{BlockedStep, Candidate};
use crate::cause::{PeeringNotActive, to_peer};
use crate::change::Change;

impl BlockedStep<'_> {
    /// A route to the other VPC's block by the connection, in the table that stops the packets.
    pub(super) fn lead_to_peer(&self) -> Option<Candidate> {
        let (table, index, block) = to_peer(&self.case)?;
        let connection = self.design().vpc_peering_connections.get(index).record.id.clone();
        let target = RouteTarget::VpcPeeringConnection(connection);
        Some(vec![self.lead(table, RouteDestination::Cidr(block), target)])
    }

    /// Accepts the connection, where that is what it waits for.
    pub(super) fn accept_peering(found: &PeeringNotActive) -> Option<Candidate> {
        let connection = found.connection.clone();
        (found.state == "pending-acceptance").then(|| vec![Change::AcceptVpcPeeringConnection { connection }])
    }
}
