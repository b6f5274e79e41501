//! What a packet visited.

use hopwise_model::design::{Ix, RouteTable, Subnet, TransitGateway, TransitGatewayAttachment};

/// What a packet met on its way, with the source and destination that it has: to meet it again is to go round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visited {
    Subnet(Ix<Subnet>),
    Table(Ix<RouteTable>),
    /// An attachment, by the table that led there.
    Out(Ix<TransitGatewayAttachment>, Ix<RouteTable>),
    /// A gateway, by the attachment.
    Through(Ix<TransitGateway>, Ix<TransitGatewayAttachment>),
    /// An attachment, by its gateway.
    In(Ix<TransitGatewayAttachment>),
}
