use hopwise_model::HostedZoneId;

/// ## What it means
/// A private hosted zone has a record for a domain, and none for the names below it, one of which is asked for: images
/// are pulled from `ACCOUNT.dkr.ecr.REGION…`, for which a zone needs the wildcard `*.dkr.ecr.REGION…`.
/// ## Why it is easy to miss
/// Whoever looks the zone's own name up gets the right answer.
/// ## Fix safety
/// One more record; names that did not exist before mean what the domain means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneLacksWildcard {
    /// The zone.
    pub zone: HostedZoneId,
    /// The zone's name.
    pub zone_name: String,
    /// The name that the zone has no record for.
    pub name: String,
    /// The domain right above it, for which it has one.
    pub domain: String,
}
