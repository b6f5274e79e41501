use hopwise_model::{Component, HostedZoneId};
use hopwise_packet::AddressSet;

/// ## What it means
/// No interface has the destination address.
/// ## Why it is easy to miss
/// A name may still mean the address of something that was deleted: a record of a private hosted zone outlives the
/// endpoint that it was made for.
/// ## Fix safety
/// Nothing in the network is to be changed; where a record is named, that record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NobodyHasAddress {
    /// What the packets were in: a subnet, a VPC or the internet.
    pub component: Component,
    /// Its id.
    pub id: String,
    /// The addresses.
    pub addresses: AddressSet,
    /// The record that the addresses come from, if from one of a private hosted zone.
    pub record: Option<PointingRecord>,
}

/// A record of a private hosted zone that points at addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointingRecord {
    /// The zone.
    pub zone: HostedZoneId,
    /// The record's name.
    pub name: String,
}
