use hopwise_ecs::AwsService;
use hopwise_model::{Region, RouteTableId, VpcId};

/// ## What it means
/// The service is wanted in another Region. The VPC's endpoints are for its own Region, and the subnet has no way to
/// the internet.
/// ## Why it is easy to miss
/// There is an endpoint for this very service; only the Region in the host name differs.
/// ## Fix safety
/// A way to the internet opens more than the service. Replicating the image or the secret opens nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossRegion {
    /// The VPC.
    pub vpc: VpcId,
    /// The service.
    pub service: AwsService,
    /// The Region that is asked for.
    pub region: Region,
    /// The VPC's Region.
    pub own: Region,
    /// The table without a way out.
    pub table: RouteTableId,
}
