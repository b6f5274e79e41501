use hopwise_model::RouteTableId;
use hopwise_model::resource::{RouteDestination, RouteTarget};

/// ## What it means
/// The route that decides leads to something that is gone or detached. Packets that match it are dropped, also where
/// another route with a shorter prefix would work (VPC user guide, route priority).
/// ## Why it is easy to miss
/// Deleting a NAT gateway leaves its routes behind. The table still shows a default route.
/// ## Fix safety
/// Pointing the route elsewhere changes the way of every subnet that uses the table. Deleting it hands its destinations
/// to the next shorter prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blackhole {
    /// The table.
    pub table: RouteTableId,
    /// The route's destination.
    pub destination: RouteDestination,
    /// What it leads to and is not there.
    pub target: RouteTarget,
}
