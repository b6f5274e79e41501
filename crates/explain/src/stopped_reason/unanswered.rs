//! Nobody answered, or the name did not resolve.

use std::net::IpAddr;

use hopwise_engine::{AnswerKind, Flow, Reach, Verdict};
use hopwise_model::design::DnsServers;

use super::matching::off_vpc;
use super::{Comparison, DestinationKind, ReasonFinding, kinds};
use crate::diagnosis::StepDiagnosis;

impl Comparison<'_> {
    /// Packets that nobody answered, as far as the text goes.
    pub(super) fn unanswered(&self) -> ReasonFinding {
        let steps = self.steps();
        if let Some(finding) = self.not_comparable(&steps) {
            return finding;
        }
        match self.decoded.facts.address {
            Some(address) => self.at_address(&steps, address),
            None => by_verdict(&steps, DestinationKind::Unknown),
        }
    }

    /// The name did not resolve, or the DNS server did not answer.
    pub(super) fn name_failed(&self) -> ReasonFinding {
        let steps = self.steps();
        if let Some(finding) = self.not_comparable(&steps) {
            return finding;
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
            return ReasonFinding::NotKnown { steps: kinds(&steps) };
        }
        let failing: Vec<&StepDiagnosis> = steps.iter().filter(fails).copied().collect();
        if failing.is_empty() {
            ReasonFinding::NameResolves { steps: kinds(&steps) }
        } else {
            ReasonFinding::NameFails { steps: kinds(&failing) }
        }
    }

    /// What cannot be compared at all.
    pub(super) fn not_comparable(&self, steps: &[&StepDiagnosis]) -> Option<ReasonFinding> {
        match self.decoded.facts.address {
            Some(address) if self.decoded.facts.proxy => return Some(ReasonFinding::Proxy { address }),
            Some(address @ IpAddr::V6(_)) => return Some(ReasonFinding::Ipv6 { address }),
            _ => {}
        }
        if steps.is_empty() {
            return Some(ReasonFinding::NoSuchStep);
        }
        off_vpc(steps).then_some(ReasonFinding::AskedByAws)
    }

    /// A DNS server that the VPC's DHCP options do not name. Servers on the loopback interface pass questions on.
    fn other_dns_server(&self) -> Option<ReasonFinding> {
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
        (!named).then(|| ReasonFinding::OtherDnsServer { server, vpc: vpc.record.id.clone() })
    }

    /// Packets to this address.
    fn at_address(&self, steps: &[&StepDiagnosis], address: IpAddr) -> ReasonFinding {
        let destination = self.destination(address);
        let meant: Vec<&StepDiagnosis> = steps.iter().copied().filter(|step| means(step, address)).collect();
        if meant.is_empty() {
            return self.not_meant(steps, address, destination);
        }
        let of = |wanted: Verdict| -> Vec<&StepDiagnosis> {
            let fits = |step: &&StepDiagnosis| flows_to(step, address).any(|flow| flow.verdict() == wanted);
            meant.iter().copied().filter(fits).collect()
        };
        let stopped = of(Verdict::Blocked);
        if !stopped.is_empty() {
            return ReasonFinding::Stopped { steps: kinds(&stopped), destination };
        }
        let unknown = of(Verdict::Undetermined);
        // Where the name may mean something else too, that this address would have answered contradicts nothing.
        if !unknown.is_empty() || meant.iter().any(|step| step.verdict == Verdict::Undetermined) {
            return ReasonFinding::NotKnown { steps: kinds(&meant) };
        }
        ReasonFinding::Delivered { steps: kinds(&meant), destination }
    }

    /// Packets to an address that the name does not mean in the simulation.
    fn not_meant(&self, steps: &[&StepDiagnosis], address: IpAddr, destination: DestinationKind) -> ReasonFinding {
        let unsure = |step: &&&StepDiagnosis| step.reach.as_ref().is_none_or(|reach| reach.resolution.gap.is_some());
        let Some(step) = steps.first() else { return ReasonFinding::NoSuchStep };
        if steps.iter().any(|step| unsure(&step)) {
            return ReasonFinding::NotKnown { steps: kinds(steps) };
        }
        let published = |step: &&StepDiagnosis| {
            let answers = step.reach.iter().flat_map(|reach| &reach.resolution.answers);
            answers.into_iter().any(|answer| matches!(answer.kind, AnswerKind::Published(_)))
        };
        if destination == DestinationKind::Public && steps.iter().any(published) {
            // What AWS publishes changes every few days: it is public, and that is what counts.
            return by_verdict(steps, destination);
        }
        let kind = step.step.kind;
        let endpoint = steps.iter().find_map(|step| self.endpoint_of(step));
        match (&destination, endpoint, self.vpc) {
            (destination, Some(endpoint), _) if destination.is_public() => {
                ReasonFinding::EndpointUnused { step: kind, endpoint, address }
            }
            (DestinationKind::Nobody, _, Some(vpc)) if self.knows_interfaces() => {
                let vpc = self.design.vpcs.get(vpc).record.id.clone();
                ReasonFinding::AddressOfNobody { step: kind, address, vpc }
            }
            (DestinationKind::Nobody, ..) => ReasonFinding::NotKnown { steps: kinds(steps) },
            _ => ReasonFinding::OtherAddress { step: kind, address, destination },
        }
    }
}

/// What the simulation says to packets that nobody answered, somewhere in one of these steps.
fn by_verdict(steps: &[&StepDiagnosis], destination: DestinationKind) -> ReasonFinding {
    let of = |wanted: &[Verdict]| -> Vec<&StepDiagnosis> {
        steps.iter().copied().filter(|step| wanted.contains(&step.verdict)).collect()
    };
    let stopped = of(&[Verdict::Blocked, Verdict::Partial]);
    if !stopped.is_empty() {
        return ReasonFinding::Stopped { steps: kinds(&stopped), destination };
    }
    if !of(&[Verdict::Undetermined]).is_empty() {
        return ReasonFinding::NotKnown { steps: kinds(steps) };
    }
    ReasonFinding::Delivered { steps: kinds(steps), destination }
}

/// Whether a step's name may mean an address.
fn means(step: &StepDiagnosis, address: IpAddr) -> bool {
    flows_to(step, address).next().is_some()
}

/// The flows of a step to an address. What a custom DNS server might say besides is no meaning of the name.
fn flows_to(step: &StepDiagnosis, address: IpAddr) -> impl Iterator<Item = &Flow> {
    let flows = step.reach.iter().flat_map(Reach::flows);
    flows.filter(move |flow| flow.destinations.contains(address))
}
