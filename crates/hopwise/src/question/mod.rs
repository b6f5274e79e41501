//! A trace asked in words: from and to as people name them.

mod error;
mod from;
mod ports;
mod request;
mod to;

use std::ops::RangeInclusive;

use hopwise_engine::{Answer, AnswerKind, Inquiry, Network, PublishedRanges, Question, Reach, Resolution, Verdict};
use hopwise_explain::{Disagreement, FlowQuestion, Plan, confirm, flow_remedies, service_endpoints};
use hopwise_model::Inventory;
use hopwise_model::design::Source;
use hopwise_packet::{AddressSet, PortSet, Protocol};
use hopwise_report::Traced;

pub use error::TraceError;
pub use request::TraceRequest;

pub(crate) use from::{Candidates, Origin, origins};
pub(crate) use ports::{SourcePorts, of_workload as ports_of_workload};
pub(crate) use to::{Target, region_of_host, targets};

/// Asks about one flow. The answer comes with its source and is not confirmed yet.
///
/// Names are resolved as the source would resolve them; ids and addresses are not. Takes one walk for each answer of
/// the resolver, for each interface of an instance that asks or is asked until one arrives.
///
/// # Errors
///
/// When the question names something that is not there.
pub(crate) fn trace(
    inventory: &Inventory,
    network: &Network,
    published: &PublishedRanges,
    request: &TraceRequest,
) -> Result<(Source, Traced), TraceError> {
    if request.protocol == Protocol::ICMPV6 {
        return Err(TraceError::Icmpv6);
    }
    let design = network.design();
    let origins = origins(inventory, design, &request.from)?;
    let mut best: Option<(Source, Traced)> = None;
    let mut lacks_interface = origins.lacking;
    let mut error = None;
    let mut arrives: Vec<(Option<String>, bool)> = Vec::new();
    for origin in origins.known {
        let id = match &origin.source {
            Source::Interface(own) => Some(design.network_interfaces.get(*own).record.id.to_string()),
            Source::Placement(_) | Source::Internet => None,
        };
        arrives.push((id, false));
        let targets = match targets(inventory, design, &origin, request) {
            Ok(targets) => targets,
            Err(found) => {
                error = error.or(Some(found));
                continue;
            }
        };
        lacks_interface = lacks_interface.or(targets.lacking);
        for target in targets.known {
            let found = ask_as_either(network, published, request, &origin, target);
            if let Some((_, arrives)) = arrives.last_mut() {
                *arrives |= found.reach.verdict == Verdict::Delivered;
            }
            let is_better = |(_, best): &(Source, Traced)| rank(found.reach.verdict) < rank(best.reach.verdict);
            if best.as_ref().is_none_or(is_better) {
                best = Some((origin.source.clone(), found));
            }
        }
    }
    match (best, lacks_interface, error) {
        // By an interface that is not known it might go better.
        (Some((_, found)), Some(instance), _) if found.reach.verdict != Verdict::Delivered => {
            Err(TraceError::NoInterface(instance))
        }
        (Some((source, found)), _, _) => {
            let by_interface = by_interface(arrives).filter(|_| found.reach.verdict == Verdict::Delivered);
            Ok((source, Traced { by_interface, ..found }))
        }
        (None, _, Some(error)) => Err(error),
        (None, _, None) => Err(TraceError::NoInterface(request.from.clone())),
    }
}

/// The interface by which an instance arrives, and those by which it does not, where there are any.
fn by_interface(arrives: Vec<(Option<String>, bool)>) -> Option<(String, Vec<String>)> {
    let own = arrives.iter().find(|(_, arrives)| *arrives)?.0.clone()?;
    let others: Vec<String> = arrives.into_iter().filter(|(_, arrives)| !arrives).filter_map(|(id, _)| id).collect();
    (!others.is_empty()).then_some((own, others))
}

/// What to change where a flow over TCP from an interface is blocked, each tried by the same question.
///
/// # Errors
///
/// [`Disagreement`] when the oracle does not confirm what the engine says about a network that was tried.
pub(crate) fn remedies(
    inventory: &Inventory,
    network: &Network,
    published: &PublishedRanges,
    (request, source, found): (&TraceRequest, &Source, &Traced),
) -> Result<Vec<Plan>, Disagreement> {
    let Source::Interface(interface) = source else { return Ok(Vec::new()) };
    if found.reach.block.is_none() || request.protocol != Protocol::TCP {
        return Ok(Vec::new());
    }
    let address = || found.reach.resolution.answers.first().and_then(|answer| answer.addresses.first());
    let host =
        if found.named { Some(found.reach.resolution.host.clone()) } else { address().map(|one| one.to_string()) };
    let Some(host) = host else { return Ok(Vec::new()) };
    let (service, port) = (found.service, request.port.unwrap_or(HTTPS));
    let question = FlowQuestion { interface: *interface, host, service, port };
    flow_remedies(inventory, network, published, &question, |inventory, network| {
        let Ok((source, found)) = trace(inventory, network, published, request) else { return Ok(None) };
        for flow in found.reach.traces.iter().flat_map(|(_, trace)| &trace.flows) {
            confirm(network.design(), &source, flow)?;
        }
        Ok(Some(found.reach.verdict))
    })
}

/// How good the news is: instances reach, and are reached, by whichever of their interfaces does it.
const fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Delivered => 0,
        Verdict::Partial => 1,
        Verdict::Undetermined => 2,
        Verdict::Blocked => 3,
    }
}

/// Asks as whatever the source may be: where its ports are not known, and the verdict depends on them, it is not known either.
fn ask_as_either(
    network: &Network,
    published: &PublishedRanges,
    request: &TraceRequest,
    origin: &Origin,
    target: Target,
) -> Traced {
    let SourcePorts { usual, or } = origin.source_ports.clone();
    let first = ask(network, published, request, origin, target.clone(), request.source_ports.clone().unwrap_or(usual));
    let Some((ports, gap)) = or.filter(|_| request.source_ports.is_none()) else { return first };
    if ask(network, published, request, origin, target, ports).reach.verdict == first.reach.verdict {
        return first;
    }
    let resolution = Resolution { gap: first.reach.resolution.gap.or(Some(gap)), ..first.reach.resolution };
    let reach = Reach { resolution, verdict: Verdict::Undetermined, block: None, ..first.reach };
    Traced { reach, ..first }
}

fn ask(
    network: &Network,
    published: &PublishedRanges,
    request: &TraceRequest,
    origin: &Origin,
    target: Target,
    source_ports: RangeInclusive<u16>,
) -> Traced {
    let port = if request.protocol.is_icmp() { ECHO_REQUEST } else { request.port.unwrap_or(HTTPS) };
    let (reach, service, named) = match target {
        Target::Host { host, service } => {
            let region = region_of_host(&host);
            let inquiry = Inquiry {
                source: origin.source.clone(),
                address: origin.only,
                host,
                protocol: request.protocol,
                port,
                source_ports: source_ports.clone(),
                endpoints: service_endpoints(network.design(), &origin.source, service, region.as_ref()),
            };
            (network.reach(&inquiry, published), service, true)
        }
        Target::Addresses(addresses, wanted) => {
            let question = question(network, origin, addresses.clone(), request.protocol, port, &source_ports);
            let question = Question { wanted, ..question };
            (literal(network, &question, &request.to, addresses), None, false)
        }
    };
    Traced {
        from: request.from.clone(),
        to: request.to.clone(),
        service,
        named,
        source_ports: PortSet::range(source_ports).to_string(),
        reach,
        plans: Vec::new(),
        by_interface: None,
    }
}

/// The port that registries and the services of AWS are asked at.
pub(crate) const HTTPS: u16 = 443;

/// Type 8, code 0 (RFC 792).
const ECHO_REQUEST: u16 = 8 << 8;

fn question(
    network: &Network,
    origin: &Origin,
    to: AddressSet,
    protocol: Protocol,
    port: u16,
    source_ports: &RangeInclusive<u16>,
) -> Question {
    let (source, ports) = (origin.source.clone(), PortSet::single(port));
    let question = Question::new(network.design(), source, to, protocol, ports, source_ports.clone());
    question.sent_from(origin.only)
}

/// The walk to addresses as an answer: an address means itself.
pub(crate) fn literal(network: &Network, question: &Question, to: &str, addresses: AddressSet) -> Reach {
    let answer = Answer::new(AnswerKind::Literal, addresses);
    let resolution = Resolution { answers: vec![answer.clone()], ..Resolution::new(to) };
    let trace = network.trace(question);
    let verdict = trace.verdict();
    let block = match verdict {
        Verdict::Blocked | Verdict::Partial => trace.flows.iter().find_map(|flow| flow.block().cloned()),
        Verdict::Delivered | Verdict::Undetermined => None,
    };
    Reach { resolution, traces: vec![(answer, trace)], verdict, block }
}
