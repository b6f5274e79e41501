//! The second opinion: every witness is walked by the oracle before it is shown.

use hopwise_engine::{End, Flow, Hop};
use hopwise_model::Leg;
use hopwise_model::design::{Design, Source};
use hopwise_oracle::{Choices, NatChoice, Outcome, walk};
use thiserror::Error;

/// The engine and the oracle do not agree about a packet. It is an error of the program, and the answer must not be
/// used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the two walks disagree about the packet {packet}: one says {engine}, the other {oracle}")]
pub struct Disagreement {
    /// The packet.
    pub packet: String,
    /// What the engine says.
    pub engine: String,
    /// What the oracle says.
    pub oracle: String,
}

/// Walks the witness of a flow with the oracle.
///
/// # Errors
///
/// [`Disagreement`] when the oracle sees another end or other hops.
pub fn confirm(design: &Design, source: &Source, flow: &Flow) -> Result<(), Disagreement> {
    let nat = flow.witness.nat.iter().map(|nat| NatChoice { address: nat.address, port: nat.port }).collect();
    let answer = walk(design, source, &flow.witness.packet, &Choices { nat });
    let forward = answer.forward.iter().map(|hop| hop.id.as_str());
    let back = answer.back.iter().map(|hop| hop.id.as_str());
    let oracle = format!("{} via {}", outcome(&answer.outcome), path(forward, back));
    let forward = flow.forward.iter().map(id);
    let back = flow.back.iter().map(id);
    let engine = format!("{} via {}", end(&flow.end), path(forward, back));
    if engine == oracle {
        Ok(())
    } else {
        Err(Disagreement { packet: flow.witness.packet.to_string(), engine, oracle })
    }
}

fn id(hop: &Hop) -> &str {
    &hop.id
}

fn path<'a>(forward: impl Iterator<Item = &'a str>, back: impl Iterator<Item = &'a str>) -> String {
    let join = |hops: Vec<&str>| hops.join(" > ");
    format!("[{}] and back [{}]", join(forward.collect()), join(back.collect()))
}

fn end(end: &End) -> String {
    match end {
        End::Delivered => "delivered".to_owned(),
        End::Blocked(block) => blocked(block.leg, block.component.as_str(), &block.id, block.code.as_str()),
        End::Undetermined { leg, gap } => format!("undetermined {leg} {gap:?}"),
    }
}

fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Delivered => "delivered".to_owned(),
        Outcome::Blocked { leg, component, id, code } => blocked(*leg, component.as_str(), id, code.as_str()),
        Outcome::Undetermined { leg, gap } => format!("undetermined {leg} {gap:?}"),
    }
}

fn blocked(leg: Leg, component: &str, id: &str, code: &str) -> String {
    format!("blocked {leg} at {component} {id} by {code}")
}
