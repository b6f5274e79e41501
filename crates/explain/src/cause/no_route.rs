use hopwise_model::{RouteTableId, SubnetId};

/// ## What it means
/// The route table of the subnet has no route to the destination.
/// ## Why it is easy to miss
/// A subnet without an association of its own uses the main table of its VPC, whatever the table called "public" says.
/// ## Fix safety
/// A default route opens the way to every address; an endpoint opens none. Both are tried, the endpoint is listed
/// first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRoute {
    /// The table.
    pub table: RouteTableId,
    /// The subnet that uses it; none behind a regional NAT gateway.
    pub subnet: Option<SubnetId>,
    /// Whether the subnet uses it because nobody associated another one with it.
    pub by_main_table: bool,
}
