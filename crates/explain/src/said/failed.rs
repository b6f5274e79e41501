//! Nobody answered, or the name did not resolve.

use std::net::{IpAddr, Ipv4Addr};

use hopwise_engine::{AnswerKind, Flow, Reach, Verdict};
use hopwise_model::design::DnsServers;

use super::matching::off_vpc;
use super::{Comparison, SaidFinding, Way, kinds};
use crate::diagnosis::StepDiagnosis;

impl Comparison<'_> {
    /// Packets that nobody answered, as far as the text goes.
    pub(super) fn unanswered(&self) -> SaidFinding {
        let steps = self.steps();
        if let Some(unusual) = self.unusual(&steps) {
            return unusual;
        }
        match self.decoded.facts.address {
            Some(IpAddr::V4(address)) => self.at_address(&steps, address),
            Some(IpAddr::V6(_)) | None => by_verdict(&steps, Way::Unknown),
        }
    }

    /// The name did not resolve, or the DNS server did not answer.
    pub(super) fn name_failed(&self) -> SaidFinding {
        let steps = self.steps();
        if let Some(unusual) = self.unusual(&steps) {
            return unusual;
        }
        if let Some(other) = self.other_dns_server() {
            return other;
        }
        let answers = |step: &&StepDiagnosis| -> Vec<AnswerKind> {
            let answers = step.reach.iter().flat_map(|reach| &reach.resolution.answers);
            answers.map(|answer| answer.kind.clone()).collect()
        };
        let fails = |step: &&&StepDiagnosis| answers(step).iter().all(|kind| matches!(kind, AnswerKind::Nothing(_)));
        let unsure = |step: &&StepDiagnosis| {
            step.reach
                .as_ref()
                .is_none_or(|reach| reach.resolution.gap.is_some() || reach.resolution.answers.is_empty())
        };
        if steps.iter().any(unsure) {
            return SaidFinding::NotKnown { steps: kinds(&steps) };
        }
        let failing: Vec<&StepDiagnosis> = steps.iter().filter(fails).copied().collect();
        if failing.is_empty() {
            SaidFinding::NameResolves { steps: kinds(&steps) }
        } else {
            SaidFinding::NameFails { steps: kinds(&failing) }
        }
    }

    /// What cannot be compared at all.
    pub(super) fn unusual(&self, steps: &[&StepDiagnosis]) -> Option<SaidFinding> {
        match self.decoded.facts.address {
            Some(address) if self.decoded.facts.proxy => return Some(SaidFinding::Proxy { address }),
            Some(address @ IpAddr::V6(_)) => return Some(SaidFinding::Ipv6 { address }),
            _ => {}
        }
        if steps.is_empty() {
            return Some(SaidFinding::NoSuchStep);
        }
        off_vpc(steps).then_some(SaidFinding::AskedByAws)
    }

    /// A DNS server that the VPC's DHCP options do not name. Servers on the loopback interface pass questions on.
    fn other_dns_server(&self) -> Option<SaidFinding> {
        let server = self.decoded.facts.dns_server.filter(|server| !server.is_loopback())?;
        let vpc = self.design.vpcs.get(self.vpc?);
        let named = match &vpc.dns_servers {
            DnsServers::Amazon => vpc.is_amazon_resolver(&server.to_string()),
            DnsServers::Custom(servers) => {
                let amazon =
                    |named: &String| vpc.is_amazon_resolver(named) && vpc.is_amazon_resolver(&server.to_string());
                servers.iter().any(|named| named.parse() == Ok(server) || amazon(named))
            }
            DnsServers::Unknown(_) => true,
        };
        (!named).then(|| SaidFinding::OtherDnsServer { server, vpc: vpc.record.id.clone() })
    }

    /// Packets to this address.
    fn at_address(&self, steps: &[&StepDiagnosis], address: Ipv4Addr) -> SaidFinding {
        let way = self.way(address);
        let meant: Vec<&StepDiagnosis> = steps.iter().copied().filter(|step| means(step, address)).collect();
        if meant.is_empty() {
            return self.not_meant(steps, address, way);
        }
        let of = |wanted: Verdict| -> Vec<&StepDiagnosis> {
            let fits = |step: &&StepDiagnosis| flows_to(step, address).any(|flow| flow.verdict() == wanted);
            meant.iter().copied().filter(fits).collect()
        };
        let stopped = of(Verdict::Blocked);
        if !stopped.is_empty() {
            return SaidFinding::Stopped { steps: kinds(&stopped), way };
        }
        let unknown = of(Verdict::Undetermined);
        // Where the name may mean something else too, that this address would have answered contradicts nothing.
        if !unknown.is_empty() || meant.iter().any(|step| step.verdict == Verdict::Undetermined) {
            return SaidFinding::NotKnown { steps: kinds(&meant) };
        }
        SaidFinding::Delivered { steps: kinds(&meant), way }
    }

    /// Packets to an address that the name does not mean in the simulation.
    fn not_meant(&self, steps: &[&StepDiagnosis], address: Ipv4Addr, way: Way) -> SaidFinding {
        let unsure = |step: &&&StepDiagnosis| step.reach.as_ref().is_none_or(|reach| reach.resolution.gap.is_some());
        let Some(step) = steps.first() else { return SaidFinding::NoSuchStep };
        if steps.iter().any(|step| unsure(&step)) {
            return SaidFinding::NotKnown { steps: kinds(steps) };
        }
        let published = |step: &&StepDiagnosis| {
            let answers = step.reach.iter().flat_map(|reach| &reach.resolution.answers);
            answers.into_iter().any(|answer| matches!(answer.kind, AnswerKind::Published(_)))
        };
        if way == Way::Public && steps.iter().any(published) {
            // What AWS publishes changes every few days: it is public, and that is what counts.
            return by_verdict(steps, way);
        }
        let (kind, address) = (step.step.kind, IpAddr::V4(address));
        let endpoint = steps.iter().find_map(|step| self.endpoint_of(step));
        match (&way, endpoint, self.vpc) {
            (way, Some(endpoint), _) if way.is_public() => {
                SaidFinding::EndpointUnused { step: kind, endpoint, address }
            }
            (Way::Nobody, _, Some(vpc)) if self.knows_interfaces() => {
                let vpc = self.design.vpcs.get(vpc).record.id.clone();
                SaidFinding::AddressOfNobody { step: kind, address, vpc }
            }
            (Way::Nobody, ..) => SaidFinding::NotKnown { steps: kinds(steps) },
            _ => SaidFinding::OtherAddress { step: kind, address, way },
        }
    }
}

/// What the simulation says to packets that nobody answered, somewhere in one of these steps.
fn by_verdict(steps: &[&StepDiagnosis], way: Way) -> SaidFinding {
    let of = |wanted: &[Verdict]| -> Vec<&StepDiagnosis> {
        steps.iter().copied().filter(|step| wanted.contains(&step.verdict)).collect()
    };
    let stopped = of(&[Verdict::Blocked, Verdict::Partial]);
    if !stopped.is_empty() {
        return SaidFinding::Stopped { steps: kinds(&stopped), way };
    }
    if !of(&[Verdict::Undetermined]).is_empty() {
        return SaidFinding::NotKnown { steps: kinds(steps) };
    }
    SaidFinding::Delivered { steps: kinds(steps), way }
}

/// Whether a step's name may mean an address.
fn means(step: &StepDiagnosis, address: Ipv4Addr) -> bool {
    flows_to(step, address).next().is_some()
}

/// The flows of a step to an address. What a custom DNS server might say besides is no meaning of the name.
fn flows_to(step: &StepDiagnosis, address: Ipv4Addr) -> impl Iterator<Item = &Flow> {
    let flows = step.reach.iter().flat_map(Reach::flows);
    flows.filter(move |flow| flow.destinations.contains(IpAddr::V4(address)))
}
