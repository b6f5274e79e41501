use crate::evidence::Evidence;
use crate::id::{AccountId, HostedZoneId, VpcId};

/// The private hosted zones that a VPC is associated with (`route53 list-hosted-zones-by-vpc`). The call does not print
/// the VPC: the file's stem is its id. Zones that a Route 53 Profile brings are not among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcHostedZones {
    /// The VPC.
    pub vpc: VpcId,
    /// The zones.
    pub zones: Vec<HostedZoneSummary>,
    /// Whether these are all: no further page was announced.
    pub complete: bool,
    /// Where they were read.
    pub evidence: Evidence,
}

/// One private hosted zone that a VPC is associated with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostedZoneSummary {
    /// The zone.
    pub id: HostedZoneId,
    /// Its name in lower case, without the dot at the end.
    pub name: String,
    /// The account that owns it.
    pub owner: Option<AccountId>,
    /// The service of AWS that owns it, such as `efs.amazonaws.com`; nobody else sees its records.
    pub owning_service: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// The records of a hosted zone (`route53 list-resource-record-sets`). The call does not print the zone: the file's stem
/// is its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceRecordSets {
    /// The zone.
    pub zone: HostedZoneId,
    /// The records, in the order of the document.
    pub records: Vec<ResourceRecordSet>,
    /// Whether these are all: no further page was announced.
    pub complete: bool,
    /// Where they were read.
    pub evidence: Evidence,
}

/// The records of one name and type, or one of several such sets among which Route 53 chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceRecordSet {
    /// The name in lower case, without the dot at the end; a wildcard begins with `*.`.
    pub name: String,
    /// The type, such as `A`.
    pub kind: String,
    /// The values as printed; none for an alias.
    pub values: Vec<String>,
    /// What an alias stands for.
    pub alias: Option<AliasTarget>,
    /// How Route 53 chooses it.
    pub routing: Routing,
    /// Where it was read.
    pub evidence: Evidence,
}

/// How Route 53 chooses among several record sets of one name and type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Routing {
    /// There is only this one.
    Simple,
    /// Up to eight of them at random are the answer together (`MultiValueAnswer`).
    MultiValue(String),
    /// By weight.
    Weighted {
        /// The `SetIdentifier`.
        set: String,
        /// The weight, in proportion to the sum of all: from 0 to 255.
        weight: u8,
        /// Whether it is left out while a health check, or the health of an alias's target, says so.
        is_checked: bool,
    },
    /// By latency or health; the text is the `SetIdentifier`.
    Chosen(String),
    /// By where the asker is; those who are elsewhere may get no answer. The text is the `SetIdentifier`.
    ByLocation(String),
}

/// What an alias record stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasTarget {
    /// The zone that the name is in: this one, or one of AWS's own.
    pub zone: Option<HostedZoneId>,
    /// The name in lower case, without the dot at the end.
    pub dns_name: String,
}
