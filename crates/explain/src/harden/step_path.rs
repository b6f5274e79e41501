//! What the packets of a step meet, by id: only what they meet can stop them by being gone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hopwise_ecs::{AwsService, StepNote};
use hopwise_engine::AnswerKind;
use hopwise_model::design::Design;
use hopwise_model::resource::VpcEndpoint;
use hopwise_model::{Component, Inventory};

use crate::diagnosis::{PlacementDiagnosis, StepDiagnosis};
use crate::fault::zone_of;

/// Ids of what decides about a step: what packets and answers enter, what is checked there, whom the name means, and the
/// VPC, whose resolver is asked.
#[derive(Debug, Default)]
pub(super) struct StepPath {
    ids: BTreeSet<String>,
    /// The endpoints that packets pass: each asks its policy.
    endpoints: BTreeSet<String>,
}

impl StepPath {
    pub(super) fn of(design: &Design, found: &PlacementDiagnosis, step: &StepDiagnosis) -> Self {
        let (mut ids, mut endpoints) = (BTreeSet::new(), BTreeSet::new());
        let Some(reach) = &step.reach else { return Self { ids, endpoints } };
        for hop in reach
            .traces
            .iter()
            .flat_map(|(_, trace)| &trace.flows)
            .flat_map(|flow| flow.forward.iter().chain(&flow.back))
        {
            ids.insert(hop.id.clone());
            ids.extend(hop.instance.as_ref().map(ToString::to_string));
            ids.extend(hop.endpoint.as_ref().map(ToString::to_string));
            endpoints.extend(hop.endpoint.as_ref().map(ToString::to_string));
            endpoints.extend((hop.component == Component::VpcEndpoint).then(|| hop.id.clone()));
            for check in &hop.checks {
                ids.insert(check.id.clone());
                ids.extend(check.ids.iter().cloned());
            }
        }
        for answer in &reach.resolution.answers {
            if let AnswerKind::Endpoint(endpoint) = answer.kind {
                ids.insert(design.vpc_endpoints.get(endpoint).record.id.to_string());
            }
        }
        let subnet = found.placement.as_ref().and_then(|own| design.subnets.find(own.subnet.as_str()));
        let vpc = subnet.and_then(|subnet| design.subnets.get(subnet).vpc.clone().ok());
        if let Some(vpc) = vpc.map(|vpc| design.vpcs.get(vpc)) {
            ids.insert(vpc.record.id.to_string());
            // The agent is told other names where an endpoint for `ecs` answers; another registry may send on to S3.
            let is_sent_on = step.step.note == Some(StepNote::RedirectsElsewhere);
            let all = vpc.endpoints.iter().map(|own| &design.vpc_endpoints.get(*own).record);
            let decides = |own: &&Arc<VpcEndpoint>| match AwsService::of_endpoint(&own.service_name) {
                Some(AwsService::Ecs) => true,
                Some(AwsService::S3) => is_sent_on,
                _ => false,
            };
            ids.extend(all.filter(decides).map(|own| own.id.to_string()));
        }
        Self { ids, endpoints }
    }

    /// Whether packets pass an endpoint.
    pub(super) fn passes(&self, endpoint: &str) -> bool {
        self.endpoints.contains(endpoint)
    }

    pub(super) fn holds(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Whether something of it is in a zone.
    pub(super) fn is_in(&self, zones: &Zones, zone: &str) -> bool {
        self.ids.iter().any(|id| zones.is_in(id, zone))
    }
}

/// The zones of subnets and of what is in them.
#[derive(Debug)]
pub(super) struct Zones {
    by_id: BTreeMap<String, String>,
}

impl Zones {
    pub(super) fn of(inventory: &Inventory) -> Self {
        let subnets = inventory.subnets.iter().filter_map(|own| Some((own.id.to_string(), zone_of(own)?.clone())));
        let mut by_id: BTreeMap<String, String> = subnets.collect();
        let interfaces = inventory.network_interfaces.iter().map(|own| (own.id.to_string(), Some(&own.subnet)));
        let nats = inventory.nat_gateways.iter().map(|own| (own.id.to_string(), own.subnet.as_ref()));
        let instances = inventory.instances.iter().map(|own| (own.id.to_string(), own.subnet.as_ref()));
        let inside: Vec<(String, String)> = interfaces
            .chain(nats)
            .chain(instances)
            .filter_map(|(id, subnet)| Some((id, by_id.get(subnet?.as_str())?.clone())))
            .collect();
        by_id.extend(inside);
        Self { by_id }
    }

    pub(super) fn is_in(&self, id: &str, zone: &str) -> bool {
        self.by_id.get(id).is_some_and(|own| own == zone)
    }
}
