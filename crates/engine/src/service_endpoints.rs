//! Which endpoints serve the service that a name is of, and what that says of whom the name leads to.

use std::net::IpAddr;

use hopwise_model::design::{Design, Ix, Source, VpcEndpoint, Wanted};
use hopwise_model::{Component, Gap, NotEvaluated};
use hopwise_packet::Protocol;

use crate::name;
use crate::resolve::{Answer, AnswerKind};
use crate::trace::{End, Trace};

/// Endpoints that are known to lead to a service, and such as are known to lead to others. A record may send the
/// service's name to either; an endpoint serves its one service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceEndpoints {
    /// Whether the host is a service's own name at all.
    pub of_service: bool,
    /// Whether the host is known to be somebody else's than AWS's services, such as a registry that an image is pulled from.
    pub of_others: bool,
    /// Those of the service, of whichever VPC.
    pub own: Vec<Ix<VpcEndpoint>>,
    /// Those of other services, as far as they may matter to the source: those of its VPC, and those of which some interface
    /// is not seen.
    pub others: Vec<Ix<VpcEndpoint>>,
    /// One endpoint of each other service that any endpoint leads to, of whichever VPC.
    pub other_services: Vec<Ix<VpcEndpoint>>,
}

impl ServiceEndpoints {
    /// Who must take the packets to the addresses of an answer for the service's name. VPCs may use the same addresses: of
    /// other services only endpoints of the source's own VPC count, since these are who takes the packets.
    pub(crate) fn wanted(&self, design: &Design, source: &Source, answer: &Answer) -> Wanted {
        let vpc = source.subnet(design).and_then(Result::ok).and_then(|own| design.subnets.get(own).vpc.clone().ok());
        let is_here =
            |endpoint: Ix<VpcEndpoint>| vpc.is_some() && design.vpc_endpoints.get(endpoint).vpc.clone().ok() == vpc;
        match answer.kind {
            AnswerKind::Endpoint(endpoint) => {
                if answer.last_zone().is_some() && is_here(endpoint) && self.others.contains(&endpoint) {
                    return Wanted::OtherService(endpoint);
                }
                answer.kind.wanted()
            }
            AnswerKind::Record(_) => {
                let singles: Option<Vec<IpAddr>> =
                    answer.addresses.ranges().map(|(first, last)| (first == last).then_some(first)).collect();
                let singles = singles.unwrap_or_default();
                let at = |among: &[Ix<VpcEndpoint>], address| {
                    among.iter().copied().find(|endpoint| has_address(design, *endpoint, address))
                };
                let own: Option<Vec<_>> = singles.iter().map(|address| at(&self.own, *address)).collect();
                if let Some(own) = own.and_then(|own| own.first().copied()) {
                    return Wanted::Service(own);
                }
                // Where endpoints of several other services are meant, one of them is enough for a step not to arrive.
                let here: Vec<_> = self.others.iter().copied().filter(|endpoint| is_here(*endpoint)).collect();
                let other = singles.iter().find_map(|address| at(&here, *address));
                other.map_or(Wanted::Anyone, Wanted::OtherService)
            }
            _ => answer.kind.wanted(),
        }
    }

    /// Why it is not known whether the address of a record is that of an endpoint, where some interface of one is not seen.
    pub(crate) fn unseen(&self, design: &Design, answer: &Answer) -> Option<Gap> {
        let is_record = matches!(answer.kind, AnswerKind::Record(_));
        let mut endpoints = self.own.iter().chain(&self.others).filter(|_| is_record);
        let unseen =
            |own: &Ix<VpcEndpoint>| design.vpc_endpoints.get(*own).interfaces.iter().find_map(|own| own.as_ref().err());
        endpoints.find_map(unseen).map(Gap::from)
    }

    /// The endpoint of another service that takes packets which arrive, in whichever VPC it is: an endpoint serves its one service,
    /// through a peering connection or a transit gateway, too (fact base C.1).
    pub(crate) fn other_taker(&self, design: &Design, trace: &Trace) -> Option<Ix<VpcEndpoint>> {
        let service = |endpoint: Ix<VpcEndpoint>| &design.vpc_endpoints.get(endpoint).record.service_name;
        let is_other = |endpoint| self.other_services.iter().any(|other| service(*other) == service(endpoint));
        let arrived = trace.flows.iter().filter(|flow| flow.end == End::Delivered);
        let takers = arrived.filter_map(|flow| design.network_interfaces.find(flow.destination.id.as_deref()?));
        takers.filter_map(|taker| design.network_interfaces.get(taker).endpoint).find(|endpoint| is_other(*endpoint))
    }

    /// Why it is not known whether a service of AWS answers at its public addresses, by whichever way packets get there: only its own
    /// ports are known to be served ([`name::known_ports`]). Whether somebody asked for it by the name of its endpoint or by any other
    /// of AWS's own names does not matter.
    pub(crate) fn unknown_port(&self, host: &str, answer: &Answer, asked: (Protocol, u16)) -> Option<Gap> {
        let is_public =
            matches!(answer.kind, AnswerKind::Public | AnswerKind::Published(_) | AnswerKind::PrefixList(_));
        let is_known = asked.0 == Protocol::TCP && name::known_ports(host).contains(&asked.1);
        let (component, id) = (Component::AwsService, host.to_owned());
        let what = NotEvaluated::PublicServicePort;
        let is_of_aws = self.of_service || name::is_of_aws(host);
        (is_of_aws && is_public && !is_known).then_some(Gap::NotEvaluated { component, id, what })
    }

    /// Why it is not known whether whoever an answer leads to is the service, where a private hosted zone has its own mind
    /// about the service's name: an endpoint of the service is proof, and nobody else is.
    pub(crate) fn stand_in(&self, design: &Design, answer: &Answer, wanted: Wanted) -> Option<Gap> {
        // Where no address is known, that is the gap, and not who has it.
        if !self.of_service || (answer.gap.is_some() && answer.addresses.is_empty()) {
            return None;
        }
        let zone = &design.hosted_zones.get(answer.last_zone()?).record.id;
        let is_served = match answer.kind {
            AnswerKind::Endpoint(endpoint) => self.own.contains(&endpoint),
            AnswerKind::Record(_) => matches!(wanted, Wanted::Service(_)),
            _ => false,
        };
        let (component, id) = (Component::Dns, zone.to_string());
        (!is_served).then_some(Gap::NotEvaluated { component, id, what: NotEvaluated::StandIn })
    }
}

fn has_address(design: &Design, endpoint: Ix<VpcEndpoint>, address: IpAddr) -> bool {
    let interfaces = design.vpc_endpoints.get(endpoint).interfaces.iter().flatten();
    let mut records = interfaces.map(|interface| &design.network_interfaces.get(*interface).record);
    records.any(|record| record.addresses.iter().any(|own| own.private == address))
}

#[cfg(test)]
mod tests {
    use hopwise_packet::AddressSet;

    use super::*;
    use crate::resolve::NoAnswer;

    /// Of AWS's services the ports are known that each serves; nobody knows those of others' hosts, and whoever has an address in a
    /// VPC is asked there.
    #[test]
    fn only_public_addresses_of_aws_serve_known_ports() {
        let (aws, own) = ("api.ecr.eu-west-1.amazonaws.com", "registry.example.com");
        let (tcp, udp) = (Protocol::TCP, Protocol::UDP);
        let list = || AnswerKind::PrefixList("pl-1".to_owned());
        let cases = [
            (aws, false, AnswerKind::Public, (tcp, 443), true),
            (aws, false, AnswerKind::Public, (tcp, 22), false),
            (aws, false, AnswerKind::Public, (udp, 443), false),
            (aws, false, list(), (tcp, 22), false),
            (aws, false, AnswerKind::Anything, (tcp, 22), true),
            (aws, false, AnswerKind::Nothing(NoAnswer::Possible), (tcp, 22), true),
            (own, false, AnswerKind::Public, (tcp, 22), true),
            (own, false, AnswerKind::Public, (udp, 443), true),
            (own, false, AnswerKind::Anything, (udp, 22), true),
            // Some name that leads to a service of AWS.
            (own, true, AnswerKind::Public, (tcp, 22), false),
        ];
        for (host, of_service, kind, asked, is_known) in cases {
            let endpoints = ServiceEndpoints { of_service, ..ServiceEndpoints::default() };
            let answer = Answer::new(kind, AddressSet::all());
            let gap = endpoints.unknown_port(host, &answer, asked);
            assert_eq!(gap.is_none(), is_known, "{host} {of_service} {:?} {asked:?}: {gap:?}", answer.kind);
        }
    }
}
