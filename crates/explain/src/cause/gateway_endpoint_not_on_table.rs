use hopwise_model::{RouteTableId, VpcEndpointId};

/// ## What it means
/// The VPC has a gateway endpoint for the service, and the subnet's route table is not among its tables: no route leads
/// to it.
/// ## Why it is easy to miss
/// The endpoint exists and is available. It only serves the route tables it is associated with, and image layers come
/// from S3 even though nobody mentions S3.
/// ## Fix safety
/// Adds one route, to the service's own addresses, for all subnets that use the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayEndpointNotOnTable {
    /// The endpoint.
    pub endpoint: VpcEndpointId,
    /// The table that lacks it.
    pub table: RouteTableId,
}
