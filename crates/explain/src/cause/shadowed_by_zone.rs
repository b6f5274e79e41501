use hopwise_model::{HostedZoneId, VpcId};

/// ## What it means
/// A private hosted zone that is associated with the VPC has a name that the host's ends with, and no record for the
/// host: the host does not exist for the VPC, and public DNS is not asked.
/// ## Why it is easy to miss
/// The name resolves everywhere else, the zone may have been made for something quite different, and an endpoint's
/// private DNS still works below it, so that only some names are lost.
/// ## Fix safety
/// Without the association every record of the zone is lost to the VPC; a record for the host has to be kept up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShadowedByZone {
    /// The VPC.
    pub vpc: VpcId,
    /// The zone.
    pub zone: HostedZoneId,
    /// The zone's name.
    pub zone_name: String,
    /// The name that the zone has no record for.
    pub name: String,
}
