use hopwise_model::resource::Peer;
use hopwise_model::{SecurityGroupId, Traffic};

use super::Instead;

/// ## What it means
/// The security groups of the source have outbound rules, and none is for these packets.
/// ## Why it is easy to miss
/// Some steps pass: a rule for the VPC's own block is enough for interface endpoints, yet not for S3 behind a gateway
/// endpoint, whose addresses are public.
/// ## Fix safety
/// A rule for the port and the destination's group, prefix list or block opens nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupLacksEgress {
    /// The groups.
    pub groups: Vec<SecurityGroupId>,
    /// What they do not allow.
    pub wanted: Traffic,
    /// What they allow instead, in short.
    pub instead: Instead,
    /// All their outbound rules.
    pub rules: Vec<(Traffic, Peer)>,
}
