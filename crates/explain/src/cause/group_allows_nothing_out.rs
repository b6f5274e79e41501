use hopwise_model::SecurityGroupId;

/// ## What it means
/// The security groups of the source have no outbound rule at all.
/// ## Why it is easy to miss
/// A group made by hand allows everything out. One that Terraform makes without an `egress` block allows nothing.
/// ## Fix safety
/// A rule for the port and the destination's group, prefix list or block opens nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupAllowsNothingOut {
    /// The groups.
    pub groups: Vec<SecurityGroupId>,
}
