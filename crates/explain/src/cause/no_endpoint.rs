use hopwise_ecs::AwsService;
use hopwise_model::{Region, RouteTableId, VpcId};

/// ## What it means
/// The VPC reaches services by endpoints alone, and has none for this service.
/// ## Why it is easy to miss
/// Everything else works: ECR's two names, S3 and the log service each need an endpoint of their own.
/// ## Fix safety
/// A new endpoint opens nothing in existing rules. It is billed by the hour for each subnet, except for gateway
/// endpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoEndpoint {
    /// The VPC.
    pub vpc: VpcId,
    /// The service.
    pub service: AwsService,
    /// Its Region, which is the VPC's.
    pub region: Region,
    /// The table without a way out.
    pub table: RouteTableId,
}
