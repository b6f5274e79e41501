//! What becomes of packets, in the same terms for both sides.

use hopwise_engine::{End, Flow, Graph, Place, Trace};
use hopwise_model::design::{Design, Source};
use hopwise_model::{Component, Leg};
use hopwise_oracle::{Answer, Choices, NatChoice, Outcome, walk};
use hopwise_packet::Packet;
use hopwise_proptest::question::Question;
use proptest::prelude::*;

type Hops = Vec<(Component, String)>;

/// An end, and the hops to it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fate {
    pub(crate) outcome: Outcome,
    pub(crate) forward: Hops,
    pub(crate) back: Hops,
}

impl From<Answer> for Fate {
    fn from(answer: Answer) -> Self {
        let hops = |hops: Vec<hopwise_oracle::Hop>| hops.into_iter().map(|hop| (hop.component, hop.id)).collect();
        Self { outcome: answer.outcome, forward: hops(answer.forward), back: hops(answer.back) }
    }
}

impl From<&Flow> for Fate {
    fn from(flow: &Flow) -> Self {
        let hops =
            |hops: &[hopwise_engine::Hop]| hops.iter().map(|hop| (hop.component, hop.id.clone())).collect::<Hops>();
        let outcome = match &flow.end {
            End::Delivered => Outcome::Delivered,
            End::Blocked(block) => {
                Outcome::Blocked { leg: block.leg, component: block.component, id: block.id.clone(), code: block.code }
            }
            End::Undetermined { leg, gap } => Outcome::Undetermined { leg: *leg, gap: gap.clone() },
        };
        Self { outcome, forward: hops(&flow.forward), back: hops(&flow.back) }
    }
}

impl Fate {
    /// How many NAT gateways translated the packet on the way there; one that stops it does not translate.
    pub(crate) fn is_translated(&self) -> bool {
        self.forward.iter().any(|(component, _)| *component == Component::NatGateway)
    }

    /// Whether a reply was sent.
    pub(crate) fn is_answered(&self) -> bool {
        match &self.outcome {
            Outcome::Delivered => true,
            Outcome::Blocked { leg, .. } | Outcome::Undetermined { leg, .. } => *leg == Leg::Return,
        }
    }
}

/// What the oracle says of a packet of a question.
pub(crate) fn oracle(design: &Design, question: &Question, packet: &Packet, choices: &Choices) -> Fate {
    walk(design, &question.source, question.wanted, packet, choices).into()
}

/// What the engine says: the fate of each flow. No two flows may share one, except that what comes in from the internet
/// has a flow for each public address.
pub(crate) fn engine(question: &Question, trace: &Trace) -> Result<Vec<Fate>, TestCaseError> {
    let fates: Vec<Fate> = trace.flows.iter().map(Fate::from).collect();
    if matches!(question.source, Source::Internet) {
        return Ok(fates);
    }
    for (place, fate) in fates.iter().enumerate() {
        prop_assert!(!fates[..place].contains(fate), "two flows with the fate {fate:?}");
    }
    Ok(fates)
}

/// Each flow is what it says it is: the oracle confirms its witness, and its parts agree with each other.
pub(crate) fn confirm(design: &Design, question: &Question, trace: &Trace) -> Result<(), TestCaseError> {
    for flow in &trace.flows {
        let fate = Fate::from(flow);
        let packet = flow.witness.packet;
        let nat = flow.witness.nat.iter().map(|choice| NatChoice { address: choice.address, port: choice.port });
        let choices = Choices { nat: nat.collect() };
        let confirmed = oracle(design, question, &packet, &choices);
        prop_assert_eq!(&confirmed, &fate, "the oracle (left) on the witness {} with {:?}", packet, choices);
        let start = match &question.source {
            Source::Interface(interface) => Place::Interface(*interface),
            Source::Placement(placement) => Place::Placement(placement.subnet),
            Source::Internet => Place::Internet,
        };
        prop_assert_eq!(flow.path.first(), Some(&start), "the path of {:?}", fate);
        for step in flow.path.windows(2) {
            let graph = Graph::new(design);
            prop_assert!(graph.joins(step[0], step[1]), "no move from {:?} to {:?} in {flow:#?}", step[0], step[1]);
        }
        let cuts = Graph::new(design).cuts(start);
        for (place, at) in flow.path.iter().enumerate() {
            let before = &flow.path[..place];
            let missed = cuts.to(*at).into_iter().flatten().find(|cut| !before.contains(cut));
            prop_assert_eq!(missed, None, "a place that every way to {:?} leads through", at);
        }
        prop_assert!(flow.destinations.contains(packet.destination), "{packet} goes to none of its flow's addresses");
        if let Some(block) = flow.block() {
            let hops = if block.leg == Leg::Forward { &fate.forward } else { &fate.back };
            let last = hops.last().map(|(_, id)| id.clone()).filter(|id| !id.is_empty());
            prop_assert_eq!(&block.hop, &last, "the last hop of {:?}", fate);
        }
    }
    Ok(())
}
