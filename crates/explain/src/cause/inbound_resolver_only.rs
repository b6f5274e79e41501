use hopwise_model::VpcEndpointId;

/// ## What it means
/// The VPC's interface endpoint for S3 answers its private names only for queries that come in through an inbound
/// Resolver endpoint, as is usual where a gateway endpoint serves the VPC itself. There is none on this table.
/// ## Why it is easy to miss
/// Private DNS is on. The option `PrivateDnsOnlyForInboundResolverEndpoint` is not shown in most overviews.
/// ## Fix safety
/// Without the option all of the VPC's traffic to S3 takes the interface endpoint, which is billed by volume; a gateway
/// endpoint is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundResolverOnly {
    /// The endpoint.
    pub endpoint: VpcEndpointId,
}
