//! There and back: the two legs of a packet's walk.

use hopwise_model::design::{Design, Source, Wanted};
use hopwise_model::{Component, Gap, Leg, NotEvaluated};
use hopwise_packet::Packet;

use crate::answer::{Answer, Choices, Outcome};
use crate::flow::Flow;
use crate::stop::Stop;
use crate::walk::{Arrival, Owner, Walk, location, source_hop};
use crate::{back, forward};

/// Follows one packet through the design, and its answer back.
///
/// The packet's source address must be one of the source: an address of the interface, the placement's address (any of
/// its subnet where that is not known), or a public address outside every VPC for [`Source::Internet`].
#[must_use]
pub fn walk(design: &Design, source: &Source, wanted: Wanted, packet: &Packet, choices: &Choices) -> Answer {
    let Some(flow) = Flow::of(packet) else { return ipv6(design, source) };
    let own_address = flow.source;
    let (hops, translations, crossed, open) = (Vec::new(), Vec::new(), None, None);
    let (met, in_transit) = (Vec::new(), false);
    let mut walk =
        Walk { design, source, wanted, choices, own_address, hops, translations, crossed, met, in_transit, open };
    let arrival = match forward::run(&mut walk, flow) {
        Ok(arrival) => arrival,
        Err(Stop::Unanswered(back, check, code)) => {
            let forward = std::mem::replace(&mut walk.hops, back);
            let (outcome, stopped_by) = walk.end(Stop::Blocked(check, code), Leg::Return);
            return Answer { outcome, forward, back: walk.hops, stopped_by };
        }
        Err(stop) => {
            let (outcome, stopped_by) = walk.end(stop, Leg::Forward);
            let outcome = in_doubt(outcome, walk.open.map(|gap| (Leg::Forward, gap)));
            return Answer { outcome, forward: walk.hops, back: Vec::new(), stopped_by };
        }
    };
    let forward = std::mem::take(&mut walk.hops);
    walk.forget_met();
    let there = walk.open.take().map(|gap| (Leg::Forward, gap));
    let answered = back::run(&mut walk, &arrival).and_then(|()| both_run(&walk, &arrival));
    let (outcome, stopped_by) = match answered {
        Ok(()) => (Outcome::Delivered, None),
        Err(stop) => walk.end(stop, Leg::Return),
    };
    let outcome = in_doubt(outcome, there.or(walk.open.map(|gap| (Leg::Return, gap))));
    Answer { outcome, forward, back: walk.hops, stopped_by }
}

/// How a packet ends that may have been stopped before: only what stops it in any case is certain.
fn in_doubt(outcome: Outcome, open: Option<(Leg, Gap)>) -> Outcome {
    match (outcome, open) {
        (Outcome::Delivered | Outcome::Undetermined { .. }, Some((leg, gap))) => Outcome::Undetermined { leg, gap },
        (outcome, _) => outcome,
    }
}

/// Whether there is anybody to ask and to answer, when all else is well.
fn both_run(walk: &Walk<'_>, arrival: &Arrival) -> Result<(), Stop> {
    let answers = match arrival {
        Arrival::Interface { owner: Owner::Interface(interface), .. } => Some(*interface),
        Arrival::Interface { owner: Owner::Placement, .. } | Arrival::Internet { .. } | Arrival::Service { .. } => None,
    };
    let asks = match walk.source {
        Source::Interface(interface) => Some(*interface),
        Source::Placement(_) | Source::Internet => None,
    };
    let mut ends = answers.into_iter().chain(asks);
    let gap = ends.find_map(|end| walk.unlisted_instance(end)).or_else(|| walk.sender_gap(asks?));
    gap.map_or(Ok(()), |gap| Err(Stop::Unknown(gap)))
}

/// What there is to say about an IPv6 packet: that it leaves its source, and nothing more.
fn ipv6(design: &Design, source: &Source) -> Answer {
    let ipv6 = |component, id| Gap::NotEvaluated { component, id, what: NotEvaluated::Ipv6 };
    let (gap, forward) = match location(design, source) {
        None => (ipv6(Component::Internet, "internet".to_owned()), Vec::new()),
        Some(Err(gap)) => (gap.into(), vec![source_hop(design, source)]),
        Some(Ok((_, vpc))) => {
            (ipv6(Component::Vpc, design.vpcs.get(vpc).record.id.to_string()), vec![source_hop(design, source)])
        }
    };
    Answer { outcome: Outcome::Undetermined { leg: Leg::Forward, gap }, forward, back: Vec::new(), stopped_by: None }
}
