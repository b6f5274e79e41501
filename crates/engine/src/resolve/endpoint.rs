//! Interface endpoints: which of them answers a name, and with which addresses.

use hopwise_model::design::{Ix, NetworkInterface, Vpc, VpcEndpoint};
use hopwise_model::resource::{EndpointKind, EndpointState};
use hopwise_model::{Component, DocumentKind, Gap, NotEvaluated};
use hopwise_packet::AddressSet;

use super::answer::{Answer, AnswerKind, By, PassedOver, PassedOverReason, Resolution, Via, interface_addresses};
use super::resolver::Resolver;
use crate::name;
use crate::published::Listed;

impl Resolver<'_> {
    /// What a name of an endpoint's own means: `vpce-ID-HASH.…` its interfaces, from anywhere, and a zonal one, which
    /// ends with the zone, the one in that zone (AWS `PrivateLink` guide, endpoint DNS names). None for other names, and
    /// for those of endpoints, or zones, that the snapshot does not show, or with another hash or service than it does.
    pub(super) fn endpoint_name_answer(&self, host: &str) -> Option<Answer> {
        let label = name::endpoint_id(host)?;
        // The id ends where the label does, or at a hyphen: the longest that is one of an endpoint counts.
        let ends = label.rmatch_indices('-').map(|(end, _)| end);
        let mut ids = std::iter::once(label.len()).chain(ends).filter_map(|end| label.get(..end));
        let index = ids.find_map(|id| self.design.vpc_endpoints.find(id))?;
        let endpoint = self.design.vpc_endpoints.get(index);
        if !name::is_own_name(&endpoint.record, host) {
            return None;
        }
        // Behind the id come a hash, which has no hyphen, and perhaps a zone.
        let rest = label.strip_prefix(endpoint.record.id.as_str())?.trim_start_matches('-');
        let zone = rest.split_once('-').map(|(_, zone)| zone);
        let mut interfaces = endpoint.interfaces.iter();
        let all_seen = endpoint.interfaces.iter().all(Result::is_ok);
        let is_there = interfaces.any(|own| own.as_ref().is_ok_and(|own| self.zone_of(*own).as_deref() == zone));
        if zone.is_some() && all_seen && !is_there {
            return None;
        }
        let evidence = Some(endpoint.record.evidence.clone());
        let via = Via { name: host.to_owned(), by: By::EndpointName(index), evidence, leads_to: None };
        Some(self.endpoint_answer(index, zone).because(via))
    }

    /// The zone of an interface's subnet.
    fn zone_of(&self, interface: Ix<NetworkInterface>) -> Option<String> {
        let subnet = self.design.network_interfaces.get(interface).subnet.as_ref().ok()?;
        self.design.subnets.get(*subnet).record.availability_zone.clone()
    }

    /// The addresses of an endpoint's interfaces, or of those in one zone; the resolver hands them out in turn, so all
    /// of them count.
    pub(super) fn endpoint_answer(&self, endpoint: Ix<VpcEndpoint>, zone: Option<&str>) -> Answer {
        let found = self.design.vpc_endpoints.get(endpoint);
        let mut addresses = AddressSet::empty();
        let mut gap = None;
        for interface in &found.interfaces {
            match interface {
                Ok(interface) if zone.is_none() || self.zone_of(*interface).as_deref() == zone => {
                    addresses = addresses.union(&interface_addresses(self.design, *interface));
                }
                Ok(_) => {}
                Err(missing) => gap = gap.or_else(|| Some(missing.into())),
            }
        }
        let (component, id) = (Component::VpcEndpoint, found.record.id.to_string());
        if found.record.in_no_subnet {
            gap = Some(Gap::NotEvaluated { component, id, what: NotEvaluated::EndpointInNoSubnet });
        } else if found.interfaces.is_empty() {
            gap = Some(Gap::MissingResource {
                component: Component::NetworkInterface,
                id: String::new(),
                referenced_by: id,
                document: DocumentKind::VpcEndpoints,
            });
        } else if found.record.answers_ipv6_only || (addresses.is_empty() && gap.is_none()) {
            addresses = AddressSet::empty();
            gap = Some(Gap::NotEvaluated { component, id, what: NotEvaluated::Ipv6 });
        }
        Answer { gap, ..Answer::new(AnswerKind::Endpoint(endpoint), addresses) }
    }

    /// Whether it is certain that an endpoint's private DNS is in force.
    pub(super) fn private_dns_doubt(&self, index: Ix<Vpc>, endpoint: Ix<VpcEndpoint>) -> Option<Gap> {
        let (vpc, record) = (self.design.vpcs.get(index), &self.design.vpc_endpoints.get(endpoint).record);
        if matches!(record.state, EndpointState::Deleting | EndpointState::Other(_)) {
            let (component, id) = (Component::VpcEndpoint, record.id.to_string());
            return Some(Gap::UncertainState { component, id, state: record.state.as_str().to_owned() });
        }
        if record.in_no_subnet {
            let (component, id) = (Component::VpcEndpoint, record.id.to_string());
            return Some(Gap::NotEvaluated { component, id, what: NotEvaluated::EndpointInNoSubnet });
        }
        // AWS prints it of those of S3 that have private DNS, and sets it unless told otherwise (AWS PrivateLink guide, "Private DNS" for
        // Amazon S3).
        let of_s3 = Listed::of_list(&record.service_name) == Some(Listed::S3);
        if of_s3 && record.private_dns_only_for_inbound_resolver.is_none() {
            let (component, id) = (Component::VpcEndpoint, record.id.to_string());
            return Some(Gap::UncertainState { component, id, state: "private DNS for whom unknown".to_owned() });
        }
        let unknown = vpc.dns_hostnames.is_none();
        unknown.then(|| Gap::DnsAttribute { vpc: vpc.record.id.clone(), attribute: "enableDnsHostnames" })
    }

    /// The interface endpoint of a VPC whose private DNS answers a name, with the length of the domain by which it does:
    /// the most specific of them.
    ///
    /// Needs the endpoint's private DNS and both DNS attributes of the VPC (AWS PrivateLink guide, private DNS).
    pub(super) fn endpoint_by_private_dns(
        &self,
        resolution: &mut Resolution,
        index: Ix<Vpc>,
        host: &str,
    ) -> Option<(usize, Ix<VpcEndpoint>)> {
        let vpc = self.design.vpcs.get(index);
        let mut best: Option<(usize, Ix<VpcEndpoint>)> = None;
        for endpoint in &vpc.endpoints {
            let record = &self.design.vpc_endpoints.get(*endpoint).record;
            if record.kind != EndpointKind::Interface {
                continue;
            }
            let Some(length) = name::covered_by(record, host) else { continue };
            let reason = if !record.private_dns_enabled {
                Some(PassedOverReason::PrivateDnsOff)
            } else if Listed::of_list(&record.service_name) == Some(Listed::S3)
                && record.private_dns_only_for_inbound_resolver == Some(true)
            {
                Some(PassedOverReason::InboundResolverOnly)
            } else if vpc.dns_hostnames == Some(false) {
                Some(PassedOverReason::DnsHostnamesOff)
            } else {
                match &record.state {
                    EndpointState::Available | EndpointState::Deleting | EndpointState::Other(_) => None,
                    state => Some(PassedOverReason::State(state.clone())),
                }
            };
            // To be in no subnet is the first thing to be mended, whatever else is wrong.
            let reason_here = if record.in_no_subnet { Some(PassedOverReason::InNoSubnet) } else { reason.clone() };
            if let Some(reason_here) = reason_here {
                let passed = PassedOver { endpoint: *endpoint, reason: reason_here };
                if !resolution.passed_over.contains(&passed) {
                    resolution.passed_over.push(passed);
                }
            }
            if reason.is_none() && best.is_none_or(|(other, _)| length > other) {
                best = Some((length, *endpoint));
            }
        }
        best
    }
}
