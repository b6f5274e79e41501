//! Causes at the destination.

use hopwise_engine::{AnswerKind, By};
use hopwise_model::{Component, HostedZoneId, InstanceId, NetworkInterfaceId};
use hopwise_packet::AddressSet;

use super::case::Case;

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

impl NobodyHasAddress {
    pub(super) fn find(case: &Case<'_>) -> Self {
        Self {
            component: case.block.component,
            id: case.block.id.clone(),
            addresses: case.flow().map(|(_, flow)| flow.destinations.clone()).unwrap_or_default(),
            record: PointingRecord::find(case),
        }
    }
}

/// A record of a private hosted zone that points at addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointingRecord {
    /// The zone.
    pub zone: HostedZoneId,
    /// The record's name.
    pub name: String,
}

impl PointingRecord {
    /// The record that the addresses come from which the packets go to.
    fn find(case: &Case<'_>) -> Option<Self> {
        let (answer, _) = case.flow()?;
        let AnswerKind::Record(zone) = answer.kind else { return None };
        let name = answer.via.iter().rev().find_map(|via| match &via.by {
            By::Zone { zone: own, record } if *own == zone => record.clone(),
            _ => None,
        })?;
        Some(Self { zone: case.design.hosted_zones.get(zone).record.id.clone(), name })
    }
}

/// ## What it means
/// The instance behind the destination is stopped.
/// ## Why it is easy to miss
/// Its interface, groups and address are there as before.
/// ## Fix safety
/// Nothing in the network is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestinationStopped {
    /// The interface.
    pub interface: Option<NetworkInterfaceId>,
    /// The instance.
    pub instance: Option<InstanceId>,
}

impl DestinationStopped {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let interface = case.design.network_interfaces.find(&case.block.id)?;
        let record = &case.design.network_interfaces.get(interface).record;
        Some(Self { interface: Some(record.id.clone()), instance: record.instance.clone() })
    }
}

/// ## What it means
/// The component takes some protocols only: endpoints no ping, NAT gateways TCP, UDP and ICMP.
/// ## Why it is easy to miss
/// A failed ping says nothing about HTTPS.
/// ## Fix safety
/// Nothing in the network is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolNotCarried {
    /// What it is.
    pub component: Component,
    /// Its id.
    pub id: String,
}

impl ProtocolNotCarried {
    pub(super) fn find(case: &Case<'_>) -> Self {
        Self { component: case.block.component, id: case.block.id.clone() }
    }
}
