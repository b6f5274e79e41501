//! The second opinion: every witness is walked by the oracle before it is shown.
//!
//! The oracle must see the same end and the same hops, and at each hop the same checks by the same rules: of security
//! groups any rule that allows the packet, of a network ACL or a route table the one that decides.

use std::fmt;

use hopwise_engine::{CheckResult, End, Flow, Hop, Rule};
use hopwise_model::design::{Design, Source};
use hopwise_model::resource::Direction;
use hopwise_model::{Component, Evidence, Leg};
use hopwise_oracle::{Choices, NatChoice, Outcome, walk};
use thiserror::Error;

/// The engine and the oracle do not agree about a packet. It is an error of the program, and the answer must not be
/// used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the two walks disagree about the packet {packet}: one says {engine}, the other {oracle}")]
pub struct Disagreement {
    /// The packet.
    pub packet: String,
    /// What the engine says: of the whole way, or of the first hop at which they differ.
    pub engine: String,
    /// What the oracle says of the same.
    pub oracle: String,
}

/// Walks the witness of a flow with the oracle.
///
/// # Errors
///
/// [`Disagreement`] when the oracle sees another end, other hops, or another rule or place of evidence at one of them.
pub fn confirm(design: &Design, source: &Source, flow: &Flow) -> Result<(), Disagreement> {
    let nat = flow.witness.nat.iter().map(|nat| NatChoice { address: nat.address, port: nat.port }).collect();
    let answer = walk(design, source, flow.wanted, &flow.witness.packet, &Choices { nat });
    let differ =
        |engine: String, oracle: String| Err(Disagreement { packet: flow.witness.packet.to_string(), engine, oracle });
    let forward = answer.forward.iter().map(|hop| (hop.component, hop.id.as_str()));
    let back = answer.back.iter().map(|hop| (hop.component, hop.id.as_str()));
    let oracle = format!("{} via {}", outcome(&answer.outcome), path(forward, back));
    let engine = format!("{} via {}", end(&flow.end), path(flow.forward.iter().map(id), flow.back.iter().map(id)));
    if engine != oracle {
        return differ(engine, oracle);
    }
    for (leg, hops, theirs) in [(Leg::Forward, &flow.forward, &answer.forward), (Leg::Return, &flow.back, &answer.back)]
    {
        for (hop, their) in hops.iter().zip(theirs) {
            let checks: Vec<ComparedCheck<'_>> = hop.checks.iter().filter_map(of_engine).collect();
            let confirmed = checks.len() == their.checks.len()
                && checks.iter().zip(&their.checks).all(|(check, their)| check.is_confirmed_by(their));
            if !confirmed {
                let at = |checks: String| format!("{leg} at {} {}: {checks}", hop.component, hop.id);
                return differ(at(list(checks)), at(list(their.checks.iter().map(of_oracle))));
            }
        }
    }
    let stop = flow.block().map(|block| ComparedCheck {
        component: block.component,
        ids: &block.ids,
        direction: block.direction,
        passes: false,
        rules: block.rule.as_deref().into_iter().collect(),
        evidence: block.evidence.as_ref(),
    });
    match (&stop, &answer.stopped_by) {
        (None, None) => Ok(()),
        (Some(stop), Some(their)) if stop.is_confirmed_by(their) => Ok(()),
        (stop, their) => differ(list(stop), list(their.as_ref().map(of_oracle))),
    }
}

/// A check of either walk, in the form in which the two are compared.
struct ComparedCheck<'a> {
    component: Component,
    ids: &'a [String],
    direction: Option<Direction>,
    passes: bool,
    /// The rule that the engine names; those each of which the oracle accepts.
    rules: Vec<&'a Rule>,
    evidence: Option<&'a Evidence>,
}

/// A check of the engine's. Where the snapshot lacks something nothing is decided, and the end says what it is.
fn of_engine(check: &hopwise_engine::Check) -> Option<ComparedCheck<'_>> {
    let passes = match check.result {
        CheckResult::Pass => true,
        CheckResult::Block => false,
        CheckResult::Unknown => return None,
    };
    Some(ComparedCheck {
        component: check.component,
        ids: &check.ids,
        direction: check.direction,
        passes,
        rules: check.rule.as_deref().into_iter().collect(),
        evidence: check.evidence.as_ref(),
    })
}

fn of_oracle(check: &hopwise_oracle::Check) -> ComparedCheck<'_> {
    ComparedCheck {
        component: check.component,
        ids: &check.ids,
        direction: check.direction,
        passes: check.passes,
        rules: check.rules.iter().collect(),
        evidence: check.evidence.as_ref(),
    }
}

impl ComparedCheck<'_> {
    fn is_confirmed_by(&self, their: &hopwise_oracle::Check) -> bool {
        let evidence = match self.rules.first() {
            Some(rule) if their.rules.contains(rule) => Some(rule.evidence()),
            None if their.rules.is_empty() => their.evidence.as_ref(),
            Some(_) | None => return false,
        };
        (self.component, self.ids, self.direction) == (their.component, their.ids.as_slice(), their.direction)
            && self.passes == their.passes
            && self.evidence == evidence
    }
}

impl fmt::Display for ComparedCheck<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let result = if self.passes { "passes" } else { "stops" };
        write!(f, "{} {} {result} it", self.component, self.ids.join(", "))?;
        if let Some(direction) = self.direction {
            write!(f, " ({direction:?})")?;
        }
        for rule in &self.rules {
            let evidence = rule.evidence();
            match rule {
                Rule::Group { group, rule } => write!(f, ", {group} {:?} {:?}", rule.traffic, rule.peer)?,
                Rule::Acl { acl, entry } => write!(f, ", {acl} entry {}", entry.number)?,
                Rule::Route { table, route } => write!(f, ", {table} {:?}", route.destination)?,
                Rule::TransitRoute { table, route } => write!(f, ", {table} {:?}", (route.block, &route.attachments))?,
            }
            write!(f, " in {}#{}", evidence.file, evidence.pointer)?;
        }
        match self.evidence {
            Some(evidence) if self.rules.is_empty() => write!(f, ", as {}#{} shows", evidence.file, evidence.pointer),
            _ => Ok(()),
        }
    }
}

fn list(checks: impl IntoIterator<Item: fmt::Display>) -> String {
    let all: Vec<String> = checks.into_iter().map(|check| check.to_string()).collect();
    if all.is_empty() { "nothing decides".to_owned() } else { all.join("; ") }
}

fn id(hop: &Hop) -> (Component, &str) {
    (hop.component, &hop.id)
}

fn path<'a>(
    forward: impl Iterator<Item = (Component, &'a str)>,
    back: impl Iterator<Item = (Component, &'a str)>,
) -> String {
    let join = |hops: Vec<String>| hops.join(" > ");
    let name = |(component, id): (Component, &str)| format!("{component} {id}");
    format!("[{}] and back [{}]", join(forward.map(name).collect()), join(back.map(name).collect()))
}

fn end(end: &End) -> String {
    match end {
        End::Delivered => "delivered".to_owned(),
        End::Blocked(block) => blocked(block.leg, block.component, &block.id, block.code.as_str()),
        End::Undetermined { leg, gap } => format!("undetermined {leg} {gap:?}"),
    }
}

fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Delivered => "delivered".to_owned(),
        Outcome::Blocked { leg, component, id, code } => blocked(*leg, *component, id, code.as_str()),
        Outcome::Undetermined { leg, gap } => format!("undetermined {leg} {gap:?}"),
    }
}

fn blocked(leg: Leg, component: Component, id: &str, code: &str) -> String {
    format!("blocked {leg} at {component} {id} by {code}")
}
