use hopwise_model::resource::BlockPublicAccess;
use hopwise_model::{SubnetId, VpcId};

/// ## What it means
/// VPC Block Public Access is on. In mode `block-ingress` only NAT gateways and egress-only gateways may open
/// connections: a task with a public address may not. In mode `block-bidirectional` nothing passes an internet gateway.
/// ## Why it is easy to miss
/// It is set for the whole account and Region, often by somebody else, and shows in no route table, group or ACL.
/// ## Fix safety
/// An exclusion concerns everything in its subnet or VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAccessBlocked {
    /// The VPC.
    pub vpc: VpcId,
    /// The subnet whose packets meet the gateway.
    pub subnet: Option<SubnetId>,
    /// The mode in force there.
    pub mode: BlockPublicAccess,
}
