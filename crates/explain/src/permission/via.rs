//! The ways that a step's packets take, as far as policies ask.

use std::net::IpAddr;

use hopwise_ecs::Caller;
use hopwise_engine::{AnswerKind, Flow, Reach, Verdict};
use hopwise_model::design::Design;
use hopwise_model::resource::EndpointKind;
use hopwise_model::{Component, VpcEndpointId, VpcId};

/// How requests get to a service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// Through a VPC endpoint, whose policy is asked.
    Endpoint {
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// Its VPC.
        vpc: VpcId,
        /// Whether it is a gateway endpoint.
        gateway: bool,
        /// The private address that asks.
        source: IpAddr,
    },
    /// Through a NAT gateway or the internet gateway: no endpoint is on the way.
    Public {
        /// The public address that the service sees, where it is known.
        source: Option<IpAddr>,
    },
    /// From an interface of AWS's own, which is not in the customer's VPC.
    OffVpc,
    /// Not known.
    Unknown,
}

impl Via {
    /// The endpoint on the way, if there is one.
    #[must_use]
    pub fn endpoint(&self) -> Option<&VpcEndpointId> {
        match self {
            Self::Endpoint { endpoint, .. } => Some(endpoint),
            Self::Public { .. } | Self::OffVpc | Self::Unknown => None,
        }
    }
}

/// The ways of a step, at least one: those of packets that arrive, if any do, else those that they would take.
pub(super) fn ways(design: &Design, reach: Option<&Reach>, from: Caller) -> Vec<Via> {
    let mut ways = Vec::new();
    if let Some(reach) = reach {
        let arrives = reach.flows().any(|flow| flow.verdict() == Verdict::Delivered);
        for (answer, trace) in reach.traces.iter().filter(|(answer, _)| answer.kind != AnswerKind::Anything) {
            for flow in &trace.flows {
                if !arrives || flow.verdict() == Verdict::Delivered {
                    ways.push(way(design, &answer.kind, flow));
                }
            }
        }
    }
    ways.sort();
    ways.dedup();
    match (ways.is_empty(), from) {
        (false, _) => ways,
        (true, Caller::Fargate) => vec![Via::OffVpc],
        (true, Caller::Task | Caller::Host) => vec![Via::Unknown],
    }
}

fn way(design: &Design, answer: &AnswerKind, flow: &Flow) -> Via {
    let passed = flow.forward.iter().find_map(|hop| {
        let gateway = (hop.component == Component::VpcEndpoint).then_some(hop.id.as_str());
        hop.endpoint.as_ref().map(AsRef::as_ref).or(gateway)
    });
    let meant = match answer {
        AnswerKind::Endpoint(endpoint) => Some(*endpoint),
        _ => None,
    };
    let endpoint = passed.and_then(|id| design.vpc_endpoints.find(id)).or(meant);
    if let Some(endpoint) = endpoint.map(|endpoint| &design.vpc_endpoints.get(endpoint).record) {
        return Via::Endpoint {
            endpoint: endpoint.id.clone(),
            vpc: endpoint.vpc.clone(),
            gateway: endpoint.kind == EndpointKind::Gateway,
            source: flow.witness.packet.source,
        };
    }
    if flow.verdict() != Verdict::Delivered || passed.is_some() {
        return Via::Unknown;
    }
    let translated = flow.forward.iter().filter_map(|hop| hop.translation.as_ref()).next_back();
    let source = translated.and_then(|translation| match translation.public.as_slice() {
        [only] => Some(*only),
        _ => None,
    });
    Via::Public { source }
}
