use hopwise_model::VpcId;

/// ## What it means
/// The VPC's `enableDnsSupport` is off: its resolver answers nothing, so that no name means any address.
/// ## Why it is easy to miss
/// Routes, groups and network ACLs have nothing to do with it, and the error says "no such host" at best.
/// ## Fix safety
/// Turns name resolution on for the whole VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsSupportOff {
    /// The VPC.
    pub vpc: VpcId,
}
