//! What packets were sent to, as the address in a text tells.

use std::net::IpAddr;

use hopwise_engine::AnswerKind;
use hopwise_model::{DocumentKind, Partition, VpcEndpointId};

use super::{Comparison, DestinationKind};
use crate::diagnosis::StepDiagnosis;

impl Comparison<'_> {
    /// What has an address.
    pub(super) fn destination(&self, address: IpAddr) -> DestinationKind {
        let vpc = self.vpc.map(|index| (index, self.design.vpcs.get(index)));
        if let Some((index, _)) = vpc.filter(|(_, vpc)| vpc.contains(address)) {
            let Some(interface) = self.design.interface_at(index, address) else { return DestinationKind::Nobody };
            let interface = self.design.network_interfaces.get(interface);
            return match interface.endpoint {
                Some(endpoint) => DestinationKind::Endpoint(self.design.vpc_endpoints.get(endpoint).record.id.clone()),
                None => DestinationKind::Interface(interface.record.id.clone()),
            };
        }
        let holds = |entries: &[ipnet::IpNet]| entries.iter().any(|entry| entry.contains(&address));
        let services = |name: &str| {
            let below = |partition: &Partition| {
                name.strip_prefix(partition.service_name_prefix()).is_some_and(|rest| rest.starts_with('.'))
            };
            Partition::ALL.iter().any(below)
        };
        let list = self.design.prefix_lists.iter().find(|(_, list)| {
            list.record.name.as_deref().is_some_and(services) && list.entries.as_ref().is_ok_and(|own| holds(own))
        });
        match list {
            Some((_, list)) => DestinationKind::PrefixList(list.record.id.clone()),
            None if hopwise_packet::AddressSet::public(hopwise_packet::Family::of(address)).contains(address) => {
                DestinationKind::Public
            }
            None => DestinationKind::Private,
        }
    }

    /// Whether every interface and endpoint of the VPC is in the snapshot, so that an address of none of them is nobody's.
    pub(super) fn knows_interfaces(&self) -> bool {
        let knows = |document| self.vpc.is_some_and(|vpc| self.design.knows(document, vpc));
        knows(DocumentKind::NetworkInterfaces) && knows(DocumentKind::VpcEndpoints)
    }

    /// The endpoint that a step's name leads to.
    pub(super) fn endpoint_of(&self, step: &StepDiagnosis) -> Option<VpcEndpointId> {
        step.reach.as_ref()?.resolution.answers.iter().find_map(|answer| match &answer.kind {
            AnswerKind::Endpoint(endpoint) => Some(self.design.vpc_endpoints.get(*endpoint).record.id.clone()),
            _ => None,
        })
    }
}
