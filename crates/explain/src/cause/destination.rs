//! Causes at the destination.

use hopwise_engine::{AnswerKind, By};
use hopwise_model::design::Source;
use hopwise_model::{Component, HostedZoneId, InstanceId, Leg, NetworkInterfaceId, VpcEndpointId, VpcId};
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
            // Replies go to whom the request came from.
            addresses: match case.block.leg {
                Leg::Forward => case.flow().map(|(_, flow)| flow.destinations.clone()).unwrap_or_default(),
                Leg::Return => AddressSet::union_all(case.block.packets.iter().map(|part| &part.destinations)),
            },
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
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let (answer, _) = case.flow()?;
        matches!(answer.kind, AnswerKind::Record(_)).then(|| Self::last(case))?
    }

    /// The record of a private hosted zone that led to what the name means.
    fn last(case: &Case<'_>) -> Option<Self> {
        let (answer, _) = case.flow()?;
        let (zone, name) = answer.via.iter().rev().find_map(|via| match &via.by {
            By::Zone { zone, record } => Some((*zone, record.clone()?)),
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
        // What is attached to nothing has no instance to be started.
        if record.status.as_deref() == Some("available") {
            return None;
        }
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

/// ## What it means
/// The packets reach an endpoint of another service than the one whose name was asked for: a record of a private hosted
/// zone sends the name there. An endpoint leads to its one service, which does not answer for another (AWS PrivateLink
/// guide, concepts: an endpoint connects to one endpoint service).
/// ## Why it is easy to miss
/// The name resolves, to a private address of the VPC, and a connection comes about; only its certificate is another
/// service's. Zones that are made by copying one another are easily given the wrong target.
/// ## Fix safety
/// The record alone is to be changed. Without the zone its other names are lost to the VPC as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointOfOtherService {
    /// The endpoint that takes the packets.
    pub endpoint: VpcEndpointId,
    /// The service name that it leads to, such as `com.amazonaws.eu-west-1.logs`.
    pub service_name: String,
    /// The host that was asked for.
    pub host: String,
    /// The record that sends the name there, where one does.
    pub record: Option<PointingRecord>,
    /// The VPC that the record counts in.
    pub vpc: VpcId,
}

impl EndpointOfOtherService {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let endpoint = &case.design.vpc_endpoints.get(case.design.vpc_endpoints.find(&case.block.id)?).record;
        Some(Self {
            endpoint: endpoint.id.clone(),
            service_name: endpoint.service_name.clone(),
            host: case.inquiry.host.clone(),
            record: PointingRecord::last(case),
            vpc: case.design.vpcs.get(case.vpc()?).record.id.clone(),
        })
    }
}

/// ## What it means
/// What was asked for, or who waits for its replies, is in another VPC, and its address is somebody else's in the VPC that
/// the packets are in: VPCs that use the same addresses cannot reach each other (VPC peering guide, limitations: no
/// peering between overlapping blocks).
/// ## Why it is easy to miss
/// The address is right, and somebody answers at it.
/// ## Fix safety
/// No route leads to an address that the VPC itself uses. A name for an endpoint of the own VPC, or an endpoint there, does
/// without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressOfAnotherVpc {
    /// Whether packets go astray on their way there or back.
    pub leg: Leg,
    /// Who has the address here; none where that is the sender itself, or where packets leave for the internet.
    pub interface: Option<NetworkInterfaceId>,
    /// The addresses.
    pub addresses: AddressSet,
    /// The record that the addresses come from, if from one of a private hosted zone.
    pub record: Option<PointingRecord>,
    /// The VPC that the packets come from.
    pub vpc: Option<VpcId>,
}

impl AddressOfAnotherVpc {
    pub(super) fn find(case: &Case<'_>) -> Self {
        let interface = case.design.network_interfaces.find(&case.block.id);
        let addresses = case.block.packets.iter().fold(AddressSet::empty(), |all, part| all.union(&part.destinations));
        Self {
            leg: case.block.leg,
            interface: interface.map(|index| case.design.network_interfaces.get(index).record.id.clone()),
            addresses,
            record: PointingRecord::last(case),
            vpc: case.vpc().map(|vpc| case.design.vpcs.get(vpc).record.id.clone()),
        }
    }
}

/// ## What it means
/// A record of a private hosted zone points at the address of the one who asks: its packets come back to itself.
/// ## Why it is easy to miss
/// Addresses are handed out anew: a record with the address of what is gone may point at a task. A rule that admits the
/// group to itself would only end in a refusal.
/// ## Fix safety
/// The record alone is to be changed. Without the zone its other names are lost to the VPC as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordLeadsToAsker {
    /// The record.
    pub record: PointingRecord,
    /// The host that was asked for.
    pub host: String,
    /// The addresses.
    pub addresses: AddressSet,
    /// The VPC that the record counts in.
    pub vpc: VpcId,
}

impl RecordLeadsToAsker {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let record = PointingRecord::find(case)?;
        let (_, flow) = case.flow()?;
        let Source::Interface(own) = case.inquiry.source else { return None };
        let own = &case.design.network_interfaces.get(own).record.addresses;
        let own = AddressSet::from_addresses(own.iter().map(|address| address.private));
        let leads_back = !flow.destinations.is_empty() && flow.destinations.difference(&own).is_empty();
        leads_back.then_some(())?;
        Some(Self {
            record,
            host: case.inquiry.host.clone(),
            addresses: flow.destinations.clone(),
            vpc: case.design.vpcs.get(case.vpc()?).record.id.clone(),
        })
    }
}
