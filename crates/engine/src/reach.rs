//! From a name to a verdict: resolve, then follow the packets to every address that the name may mean.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::ops::RangeInclusive;

use hopwise_model::design::{Design, Source, Wanted};
use hopwise_model::{Code, Component, DocumentKind, Gap, Leg, NotEvaluated};
use hopwise_packet::{AddressSet, PortSet, Protocol};

use crate::dual_stack;
use crate::family::FOLLOWED;
use crate::name;
use crate::network::Network;
use crate::published::PublishedRanges;
use crate::question::{Question, source_addresses};
use crate::resolve::{Answer, AnswerKind, NoAnswer, Resolution, Resolver, Unread};
use crate::service_endpoints::ServiceEndpoints;
use crate::trace::{Block, Flow, Trace};
use crate::verdict::Verdict;

/// Who wants to reach which host, by which protocol and port, from which ports of its own.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// Who asks.
    pub source: Source,
    /// The one of its addresses that it sends from, where one is meant.
    pub address: Option<IpAddr>,
    /// A host name or an address.
    pub host: String,
    /// The protocol.
    pub protocol: Protocol,
    /// The destination port, or ICMP type and code.
    pub port: u16,
    /// The ports that the client may use.
    pub source_ports: RangeInclusive<u16>,
    /// Which endpoints serve what the host stands for.
    pub endpoints: ServiceEndpoints,
}

/// What is asked of packets to whatever a server may say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// What becomes of each of them.
    Flows,
    /// What they make of the verdict.
    Verdict,
}

/// The answer to an inquiry.
#[derive(Clone, Debug)]
pub struct Reach {
    /// What the name means.
    pub resolution: Resolution,
    /// The packets to each possible answer.
    pub traces: Vec<(Answer, Trace)>,
    /// The verdict.
    pub verdict: Verdict,
    /// What blocks, where the verdict is `blocked` or `partial`.
    pub block: Option<Block>,
}

/// An answer, and what becomes of the packets to it.
struct Followed {
    answer: Answer,
    trace: Trace,
    verdict: Verdict,
}

/// What some answers come to.
#[derive(Clone, Copy)]
enum Others {
    /// There are none.
    None,
    /// The same.
    Agree(Verdict),
    /// Not the same.
    Disagree,
}

impl Others {
    fn of(mut verdicts: impl Iterator<Item = Verdict>) -> Self {
        match verdicts.next() {
            None => Self::None,
            Some(first) if verdicts.all(|other| other == first) => Self::Agree(first),
            Some(_) => Self::Disagree,
        }
    }
}

impl Reach {
    /// The flows to likely answers, those of the first answer first. What a custom DNS server might say besides is
    /// left out: it is only asked to prove that nothing can pass.
    pub fn flows(&self) -> impl Iterator<Item = &Flow> {
        self.traces.iter().filter(|(answer, _)| answer.kind != AnswerKind::Anything).flat_map(|(_, trace)| &trace.flows)
    }

    /// What was not read and is taken to be absent: of what decides about the name, and about internet gateways on the way.
    #[must_use]
    pub fn unread(&self, design: &Design) -> BTreeSet<Unread> {
        let gateways = self.flows().any(|flow| flow.takes_gateway_for_open(design));
        let of_name = self.resolution.unread.iter().copied();
        of_name.chain(gateways.then_some(Unread::BlockPublicAccess)).collect()
    }

    /// Whether the packets go to the VPC's own name servers, none of which they reach, and not to what the name means.
    #[must_use]
    pub fn is_for_name_servers(&self) -> bool {
        let is_it = |answer: &Answer| answer.kind == AnswerKind::Nothing(NoAnswer::ServersOutOfReach);
        self.resolution.answers.iter().any(is_it)
    }

    /// What stops packets to some of the addresses that the name may have, where it is not known which of them it has, and
    /// therefore whether it is stopped.
    #[must_use]
    pub fn stops_some(&self) -> Option<&Block> {
        let perhaps = |(answer, trace): &&(Answer, Trace)| stops_others_perhaps(answer, trace);
        let mut open = self.traces.iter().filter(|_| self.verdict == Verdict::Undetermined).filter(perhaps);
        open.find_map(|(_, trace)| trace.flows.iter().find_map(Flow::block))
    }

    /// Everything that is not known about it. What packets would meet on the way to whatever a server might say is left
    /// out where the gap that made it a question is named: to settle that one settles all.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        let named = self.resolution.gap.is_some();
        let traces = self.traces.iter().filter(|(answer, _)| !(named && answer.kind == AnswerKind::Anything));
        let flows = traces.flat_map(|(_, trace)| &trace.flows);
        let met = flows.filter_map(|flow| match &flow.end {
            crate::trace::End::Undetermined { gap, .. } => Some(gap.clone()),
            crate::trace::End::Delivered | crate::trace::End::Blocked(_) => None,
        });
        let answers = self.traces.iter().filter_map(|(answer, _)| answer.gap.clone());
        let mut gaps: Vec<Gap> = Vec::new();
        for gap in self.resolution.gap.clone().into_iter().chain(answers).chain(met) {
            if !gaps.contains(&gap) {
                gaps.push(gap);
            }
        }
        gaps
    }
}

impl Network {
    /// Resolves a host name as its source would and follows the packets to every address it may mean.
    ///
    /// Where the name may have several answers and it is not known which, the verdict is theirs if they agree, else
    /// `undetermined`.
    #[must_use]
    pub fn reach(&self, inquiry: &Inquiry, published: &PublishedRanges) -> Reach {
        self.answer(inquiry, published, Detail::Flows)
    }

    /// As [`Network::reach`], with the same verdict and the same block, for who does not ask what becomes of packets to whatever a
    /// server may say: such an answer has one flow at most, as an example, or none where the other answers do not agree anyway.
    #[must_use]
    pub fn decide(&self, inquiry: &Inquiry, published: &PublishedRanges) -> Reach {
        self.answer(inquiry, published, Detail::Verdict)
    }

    fn answer(&self, inquiry: &Inquiry, published: &PublishedRanges, detail: Detail) -> Reach {
        let mut resolution = Resolver::new(self.design(), published).resolve(&inquiry.source, &inquiry.host);
        if resolution.gap.is_none() {
            resolution.gap = self.no_source_address(&inquiry.source);
        }
        if let Some(by_udp) = self.stopped_to_name_servers(&resolution, inquiry, Protocol::UDP) {
            let by_tcp = self.stopped_to_name_servers(&resolution, inquiry, Protocol::TCP);
            if let Some(unserved) = by_tcp.and_then(|by_tcp| name_servers_out_of_reach(&resolution, by_udp, by_tcp)) {
                return unserved;
            }
            if let Some(Gap::CustomDns { udp_stopped, .. }) = &mut resolution.gap {
                *udp_stopped = true;
            }
        }
        // What is only to be proven is looked at once it is known what the others come to.
        let in_short = |answer: &Answer| {
            detail == Detail::Verdict && answer.kind == AnswerKind::Anything && resolution.gap.is_some()
        };
        let follow = |answer: &Answer| self.follow(inquiry, &resolution.host, answer);
        let followed: Vec<Option<Followed>> =
            resolution.answers.iter().map(|answer| (!in_short(answer)).then(|| follow(answer))).collect();
        let others = Others::of(followed.iter().flatten().map(|own| own.verdict));
        let mut traces: Vec<(Answer, Trace)> = Vec::new();
        let mut verdicts: Vec<Verdict> = Vec::new();
        for (followed, answer) in followed.into_iter().zip(&resolution.answers) {
            let followed = followed.unwrap_or_else(|| {
                let is_blocked = || self.all_come_to(&self.question(inquiry, answer), Verdict::Blocked);
                let in_short = |verdict, flow: Option<Flow>| Followed {
                    answer: answer.clone(),
                    trace: Trace { flows: flow.into_iter().collect() },
                    verdict,
                };
                match others {
                    Others::Agree(Verdict::Blocked) if is_blocked() => {
                        let mut flows = traces.iter().flat_map(|(_, trace)| &trace.flows);
                        let is_shown = flows.any(|flow| flow.block().is_some());
                        let example = || self.first_flow(&self.question(inquiry, answer));
                        in_short(Verdict::Blocked, if is_shown { None } else { example() })
                    }
                    Others::None | Others::Agree(Verdict::Partial) => follow(answer),
                    // Some addresses of a VPC are nobody's: not everything is delivered.
                    Others::Agree(_) | Others::Disagree => in_short(Verdict::Undetermined, None),
                }
            });
            traces.push((followed.answer, followed.trace));
            verdicts.push(followed.verdict);
        }
        let verdict = match verdicts.as_slice() {
            [first, rest @ ..] if rest.iter().all(|verdict| verdict == first) => *first,
            _ => Verdict::Undetermined,
        };
        let public = |answer: &Answer| {
            matches!(answer.kind, AnswerKind::Public | AnswerKind::Published(_) | AnswerKind::PrefixList(_))
        };
        let round = (verdict >= Verdict::Partial && resolution.answers.iter().any(public))
            .then(|| dual_stack::way_round(self.design(), &inquiry.source, &resolution.host))
            .flatten();
        let verdict = if round.is_some() { Verdict::Undetermined } else { verdict };
        resolution.gap = resolution.gap.or(round);
        let block = match verdict {
            Verdict::Blocked | Verdict::Partial => self.first_block(&inquiry.source, &traces),
            Verdict::Delivered | Verdict::Undetermined => None,
        };
        Reach { resolution, traces, verdict, block }
    }

    /// What becomes of the packets to an answer.
    fn follow(&self, inquiry: &Inquiry, host: &str, answer: &Answer) -> Followed {
        let mut answer = answer.clone();
        let question = self.question(inquiry, &answer);
        let wanted = question.wanted;
        let trace = self.trace(&question);
        if wanted == Wanted::Anyone && verdict_of(&answer, &trace) == Verdict::Delivered {
            // Whom the record means is taken for right only where no endpoint could be meant instead.
            let unseen = || inquiry.endpoints.unseen(self.design(), &answer);
            answer.gap = answer.gap.clone().or_else(unseen);
        }
        if matches!(verdict_of(&answer, &trace), Verdict::Delivered | Verdict::Partial) {
            let stand_in = inquiry.endpoints.stand_in(self.design(), &answer, wanted);
            let mismatched = stand_in.as_ref().and_then(|_| self.at_other_service(inquiry, &question, &trace));
            if let (Some(trace), None) = (mismatched, &answer.gap) {
                return Followed { verdict: Verdict::Blocked, answer, trace };
            }
            let foreign = self.foreign_taker((host, &answer), &inquiry.endpoints, &trace);
            if let (Some((endpoint, true)), None) = (foreign, &answer.gap) {
                let trace = self.trace(&Question { wanted: Wanted::OtherService(endpoint), ..question });
                return Followed { verdict: verdict_of(&answer, &trace), answer, trace };
            }
            let foreign = foreign.map(|(endpoint, _)| self.may_be_foreign(endpoint));
            let stand_in = stand_in.or(foreign).or_else(|| self.other_file_system(host, &answer, &trace));
            let port = || inquiry.endpoints.unknown_port(host, &answer, (inquiry.protocol, inquiry.port));
            answer.gap = answer.gap.clone().or(stand_in).or_else(port);
        }
        if stops_others_perhaps(&answer, &trace) {
            let kind = &answer.kind;
            answer.gap.get_or_insert_with(|| unknown_addresses(host, kind));
        }
        Followed { verdict: verdict_of(&answer, &trace), answer, trace }
    }

    /// What becomes of packets that arrive nowhere but at an endpoint of another service, for whom it is not the one that was meant.
    fn at_other_service(&self, inquiry: &Inquiry, question: &Question, trace: &Trace) -> Option<Trace> {
        let endpoint = inquiry.endpoints.other_taker(self.design(), trace)?;
        let trace = self.trace(&Question { wanted: Wanted::OtherService(endpoint), ..question.clone() });
        (trace.verdict() == Verdict::Blocked).then_some(trace)
    }

    fn question(&self, inquiry: &Inquiry, answer: &Answer) -> Question {
        let question = Question::new(
            self.design(),
            inquiry.source.clone(),
            answer.addresses.clone(),
            inquiry.protocol,
            PortSet::single(inquiry.port),
            inquiry.source_ports.clone(),
        );
        let wanted = inquiry.endpoints.wanted(self.design(), &inquiry.source, answer);
        Question { wanted, ..question.sent_from(inquiry.address) }
    }

    /// The packets by a protocol to the VPC's own name servers, where these decide about a name and none of the packets to any of
    /// them arrives.
    fn stopped_to_name_servers(
        &self,
        resolution: &Resolution,
        inquiry: &Inquiry,
        protocol: Protocol,
    ) -> Option<Vec<(Answer, Trace)>> {
        const DNS: u16 = 53;
        let Some(Gap::CustomDns { servers, .. }) = &resolution.gap else { return None };
        let mut traces: Vec<(Answer, Trace)> = Vec::new();
        for server in servers {
            let addresses = AddressSet::single(server.parse().ok()?);
            let (to, ports) = (addresses.clone(), PortSet::single(DNS));
            let (source, source_ports) = (inquiry.source.clone(), inquiry.source_ports.clone());
            let question = Question::new(self.design(), source, to, protocol, ports, source_ports);
            let trace = self.trace(&question.sent_from(inquiry.address));
            // Servers are not always to be seen: that nobody in the snapshot has the address proves nothing.
            let is_stopped = |flow: &Flow| flow.block().is_some_and(|block| block.code != Code::NoPossibleDestination);
            if trace.flows.is_empty() || !trace.flows.iter().all(is_stopped) {
                return None;
            }
            traces.push((Answer::new(AnswerKind::Nothing(NoAnswer::ServersOutOfReach), addresses), trace));
        }
        (!traces.is_empty()).then_some(traces)
    }

    /// Why a source has no address of the followed family to send from, where it has none.
    fn no_source_address(&self, source: &Source) -> Option<Gap> {
        if !source_addresses(self.design(), source).is_empty() {
            return None;
        }
        let subnet = source.subnet(self.design())?;
        let (component, what) = (Component::Subnet, NotEvaluated::Ipv6);
        Some(match subnet {
            Err(gap) => gap.into(),
            Ok(subnet) => {
                let record = &self.design().subnets.get(subnet).record;
                let id = record.id.to_string();
                match (source, record.cidr_of(FOLLOWED)) {
                    (Source::Placement(_), Some(_)) => {
                        Gap::UncertainState { component, id, state: "no free address".to_owned() }
                    }
                    _ => Gap::NotEvaluated { component, id, what },
                }
            }
        })
    }

    fn first_block(&self, source: &Source, traces: &[(Answer, Trace)]) -> Option<Block> {
        let flow = traces.iter().flat_map(|(_, trace)| &trace.flows).find_map(|flow| flow.block().cloned());
        flow.or_else(|| traces.iter().find_map(|(answer, _)| self.no_answer(source, answer)))
    }

    /// A name that means nothing stops every packet before it is sent.
    fn no_answer(&self, source: &Source, answer: &Answer) -> Option<Block> {
        let AnswerKind::Nothing(why) = &answer.kind else { return None };
        let subnet = source.subnet(self.design())?.ok()?;
        let vpc = self.design().subnets.get(subnet).vpc.clone().ok()?;
        let vpc = self.design().vpcs.get(vpc);
        let last = || answer.via.last().and_then(|via| via.evidence.clone());
        let (id, code, evidence) = match why {
            NoAnswer::DnsSupportOff | NoAnswer::ServersOutOfReach | NoAnswer::Possible => {
                let evidence = vpc.dns_support_evidence.clone().or_else(|| Some(vpc.record.evidence.clone()));
                (vpc.record.id.to_string(), Code::DnsSupportDisabled, evidence)
            }
            NoAnswer::NoRecord { zone, .. } => {
                let record = &self.design().hosted_zones.get(*zone).record;
                (record.id.to_string(), Code::DnsNoRecord, Some(record.evidence.clone()))
            }
            NoAnswer::OnlyIpv6 { zone, .. } => {
                (self.design().hosted_zones.get(*zone).record.id.to_string(), Code::DnsOnlyIpv6, last())
            }
            NoAnswer::Loop { .. } => {
                let zone = answer.last_zone().map(|zone| &self.design().hosted_zones.get(zone).record.id);
                let id = zone.map_or_else(|| vpc.record.id.to_string(), ToString::to_string);
                (id, Code::DnsRecordLoop, last())
            }
            NoAnswer::NoMountTarget { file_system } => (file_system.clone(), Code::NoMountTargetInZone, last()),
            NoAnswer::Firewall(found) => {
                (found.group.to_string(), Code::DnsFirewallBlocked, Some(found.rule.evidence.clone()))
            }
        };
        Some(Block {
            leg: Leg::Forward,
            component: Component::Dns,
            ids: vec![id.clone()],
            id,
            hop: None,
            code,
            direction: None,
            rule: None,
            evidence,
            packets: Vec::new(),
        })
    }
}

/// The answer for a name that the VPC's own name servers decide about, where no packet to any of them arrives, neither by UDP
/// nor by TCP: then no name means anything, whatever these would say.
fn name_servers_out_of_reach(
    resolution: &Resolution,
    by_udp: Vec<(Answer, Trace)>,
    by_tcp: Vec<(Answer, Trace)>,
) -> Option<Reach> {
    let traces: Vec<(Answer, Trace)> = by_udp.into_iter().zip(by_tcp).flat_map(|(udp, tcp)| [udp, tcp]).collect();
    let block = traces.iter().flat_map(|(_, trace)| &trace.flows).find_map(|flow| flow.block().cloned())?;
    let answer = Answer::new(AnswerKind::Nothing(NoAnswer::ServersOutOfReach), AddressSet::empty());
    let resolution = Resolution { answers: vec![answer], gap: None, ..resolution.clone() };
    Some(Reach { resolution, traces, verdict: Verdict::Blocked, block: Some(block) })
}

fn verdict_of(answer: &Answer, trace: &Trace) -> Verdict {
    if matches!(answer.kind, AnswerKind::Nothing(_)) {
        return Verdict::Blocked;
    }
    if stops_others_perhaps(answer, trace) {
        return Verdict::Undetermined;
    }
    let flows = trace.flows.iter().map(Flow::verdict);
    Verdict::of_parts(flows.chain(answer.gap.iter().map(|_| Verdict::Undetermined)))
}

/// Whether packets to some addresses are stopped, to others not, and the name need not mean any that are: where it stands
/// for every public address because its own are not known, they are a part of these, and stopping others proves nothing.
fn stops_others_perhaps(answer: &Answer, trace: &Trace) -> bool {
    if !matches!(answer.kind, AnswerKind::Public | AnswerKind::Published(_)) {
        return false;
    }
    let mut stopped = trace.flows.iter().filter(|flow| flow.block().is_some()).peekable();
    let is_any = stopped.peek().is_some();
    let stopped = stopped.fold(AddressSet::empty(), |set, flow| set.union(&flow.destinations));
    is_any && !answer.addresses.difference(&stopped).is_empty()
}

/// What would tell the public addresses of a name: the service's prefix list, where it has one.
fn unknown_addresses(host: &str, kind: &AnswerKind) -> Gap {
    match name::listed_service(host) {
        Some(_) => Gap::MissingDocument { document: DocumentKind::PrefixLists, needed_for: host.to_owned() },
        None => Gap::ServiceAddresses {
            host: host.to_owned(),
            ranges_would_tell: *kind == AnswerKind::Public && name::region(host).is_some(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_agree_where_all_of_them_do() {
        let of = |verdicts: &[Verdict]| Others::of(verdicts.iter().copied());
        let blocked = Verdict::Blocked;
        assert!(matches!(of(&[]), Others::None));
        assert!(matches!(of(&[blocked]), Others::Agree(Verdict::Blocked)));
        assert!(matches!(of(&[blocked, blocked]), Others::Agree(Verdict::Blocked)));
        assert!(matches!(of(&[blocked, Verdict::Delivered]), Others::Disagree));
        assert!(matches!(of(&[blocked, blocked, Verdict::Undetermined]), Others::Disagree));
    }
}
