//! Who takes packets because a private hosted zone says so, and is not what their name means.

use hopwise_model::design::{Ix, VpcEndpoint};
use hopwise_model::{Component, Gap, NotEvaluated};

use crate::name;
use crate::network::Network;
use crate::resolve::Answer;
use crate::service_endpoints::ServiceEndpoints;
use crate::trace::{End, Flow, Trace};

impl Network {
    /// The endpoint of one of AWS's services that takes packets which arrive for a public name of something else, because a private hosted
    /// zone says so, and whether that is certain: a registry of somebody else's is not there, but the service may answer by another name
    /// of AWS's, or by one that somebody made for it. Where nothing is said of what is meant, a name of one's own means it.
    pub(crate) fn foreign_taker(
        &self,
        (host, answer): (&str, &Answer),
        endpoints: &ServiceEndpoints,
        trace: &Trace,
    ) -> Option<(Ix<VpcEndpoint>, bool)> {
        let is_of_something_else = !endpoints.of_service && (endpoints.of_others || name::is_public(host));
        answer.last_zone().filter(|_| is_of_something_else)?;
        let design = self.design();
        let arrived = trace.flows.iter().filter(|flow| flow.end == End::Delivered);
        let takers = arrived.filter_map(|flow| design.network_interfaces.find(flow.destination.id.as_deref()?));
        let mut endpoints = takers.filter_map(|taker| design.network_interfaces.get(taker).endpoint);
        let foreign = endpoints.find(|own| !name::may_serve(&design.vpc_endpoints.get(*own).record, host))?;
        Some((foreign, name::is_public(host) && !name::is_of_aws(host)))
    }

    /// Why it is not known whether an endpoint answers for a name that is none of those known to be its.
    pub(crate) fn may_be_foreign(&self, endpoint: Ix<VpcEndpoint>) -> Gap {
        let id = self.design().vpc_endpoints.get(endpoint).record.id.to_string();
        Gap::NotEvaluated { component: Component::VpcEndpoint, id, what: NotEvaluated::EndpointServiceName }
    }

    /// Why it is not known whether who takes packets has the file system of the name, where a private hosted zone says who that is: a
    /// mount target is of one file system (Amazon EFS user guide, "Managing mount targets").
    pub(crate) fn other_file_system(&self, host: &str, answer: &Answer, trace: &Trace) -> Option<Gap> {
        let file_system = name::file_system(host).filter(|_| name::is_efs(host))?;
        let zone = &self.design().hosted_zones.get(answer.last_zone()?).record.id;
        let mut arrived = trace.flows.iter().filter(|flow| flow.end == End::Delivered);
        let is_its = |flow: &Flow| {
            let taker = flow.destination.id.as_deref().and_then(|id| self.design().network_interfaces.find(id));
            taker.is_some_and(|taker| self.design().of_file_system(file_system).any(|own| own == taker))
        };
        let what = NotEvaluated::StandIn;
        arrived.any(|flow| !is_its(flow)).then(|| Gap::NotEvaluated {
            component: Component::Dns,
            id: zone.to_string(),
            what,
        })
    }
}
