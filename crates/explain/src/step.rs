//! One step: asked of the engine, confirmed by the oracle, explained.

use hopwise_ecs::{AwsService, Caller, Placement, Step, Workload};
use hopwise_engine::{Inquiry, Network, PublishedRanges, Reach, ServiceEndpoints, Verdict};
use hopwise_model::design::{Design, Ix, Source, Vpc, VpcEndpoint};
use hopwise_model::{Gap, Region};
use hopwise_packet::Protocol;

use crate::confirm::{Disagreement, confirm};
use crate::diagnosis::StepDiagnosis;
use crate::hint::hints;
use crate::near_miss::near_misses;
use crate::permission::Policies;
use crate::source::{StepSource, step_source};

/// Adds the root cause, and what to know about it.
pub(crate) fn explained(network: &Network, workload: &Workload, mut found: StepDiagnosis) -> StepDiagnosis {
    if let Some(blocked) = found.case(network.design(), workload) {
        let cause = blocked.cause();
        let mut hints = hints(&blocked, &cause);
        hints.extend(near_misses(&blocked, &cause));
        hints.sort();
        (found.cause, found.hints) = (Some(cause), hints);
    }
    found
}

/// A step of which nothing is known but what would tell.
pub(crate) fn unknown(step: &Step, gap: Option<Gap>) -> StepDiagnosis {
    StepDiagnosis {
        step: step.clone(),
        verdict: Verdict::Undetermined,
        inquiry: None,
        reach: None,
        block: None,
        cause: None,
        hints: Vec::new(),
        plans: Vec::new(),
        permissions: Vec::new(),
        denial: None,
        gaps: gap.into_iter().collect(),
    }
}

/// A step in a network that is tried: blocked, too, where its packets come to a way on which what they carry is denied.
/// `was_denied` says that it was so before; then it is for the step's own permissions to say.
pub(crate) fn check_tried(
    network: &Network,
    workload: &Workload,
    placement: &Placement,
    step: &Step,
    (published, policies, was_denied): (&PublishedRanges, &Policies<'_>, bool),
) -> Result<StepDiagnosis, Disagreement> {
    let mut found = check(network, workload, placement, step, published)?;
    if found.verdict < Verdict::Blocked && !was_denied && policies.stop(network.design(), workload, &found) {
        found.verdict = Verdict::Blocked;
    }
    if found.verdict == Verdict::Undetermined {
        // A change that leaves some addresses stopped is on its way: there is something left to change.
        found.block = found.reach.as_ref().and_then(|reach| reach.stops_some().cloned());
    }
    Ok(found)
}

/// A step in a network, as its packets go.
pub(crate) fn check(
    network: &Network,
    workload: &Workload,
    placement: &Placement,
    step: &Step,
    published: &PublishedRanges,
) -> Result<StepDiagnosis, Disagreement> {
    let found = check_from(network, workload, placement, step, step.from, published)?;
    let Some(other) = workload.other_caller(step) else { return Ok(found) };
    // Each of the two that may ask has its own way: only where none of it leads there, it does not matter who asks. What is carried
    // where both arrive may still be allowed to one of them only.
    let stops_both = found.verdict == Verdict::Blocked
        && check_from(network, workload, placement, step, other, published)?.verdict == Verdict::Blocked;
    Ok(if stops_both { found } else { unknown(step, None) })
}

/// A step in a network, asked from one of the interfaces that may ask.
fn check_from(
    network: &Network,
    workload: &Workload,
    placement: &Placement,
    step: &Step,
    caller: Caller,
    published: &PublishedRanges,
) -> Result<StepDiagnosis, Disagreement> {
    let ask = |source: Source| ask(network, workload, step, source, published);
    match step_source(network.design(), placement, caller) {
        StepSource::OffVpc => Ok(StepDiagnosis { verdict: Verdict::Delivered, ..unknown(step, None) }),
        StepSource::Unknown(gap) => Ok(unknown(step, gap)),
        StepSource::Known(source) => ask(source),
        StepSource::PublicAddressUnknown { with, without, gap } => {
            let (with, without) = (ask(with)?, ask(without)?);
            if with.verdict == without.verdict && with.verdict != Verdict::Undetermined {
                return Ok(with);
            }
            let mut gaps = vec![gap];
            for gap in with.gaps.into_iter().chain(without.gaps) {
                if !gaps.contains(&gap) {
                    gaps.push(gap);
                }
            }
            Ok(StepDiagnosis { gaps, ..unknown(step, None) })
        }
    }
}

/// Which endpoints of a design lead to a service in a Region, and which of those that may matter to a source to others. O(n log n)
/// in the number of those, and one step for each service that any endpoint leads to.
#[must_use]
pub fn service_endpoints(
    design: &Design,
    source: &Source,
    service: Option<AwsService>,
    region: Option<&Region>,
) -> ServiceEndpoints {
    let Some(service) = service else { return ServiceEndpoints::default() };
    let leads_there = |name: &str| {
        let leads_to = AwsService::of_endpoint(name);
        leads_to.map(|own| own == service && region.is_none_or(|region| own.matches_endpoint(name, region)))
    };
    let services = design.endpoints_by_service().filter(|(name, _)| leads_there(name) == Some(true));
    let mut own: Vec<Ix<VpcEndpoint>> = services.flat_map(|(_, endpoints)| endpoints).collect();
    let here = vpc_of(design, source).map_or(&[][..], |vpc| &design.vpcs.get(vpc).endpoints);
    let near = here.iter().copied().chain(design.partly_seen_endpoints());
    let is_other = |index: &Ix<VpcEndpoint>| {
        leads_there(design.vpc_endpoints.get(*index).record.service_name.as_str()) == Some(false)
    };
    let of_others = design.endpoints_by_service().filter(|(name, _)| leads_there(name) == Some(false));
    let other_services: Vec<Ix<VpcEndpoint>> = of_others.filter_map(|(_, mut endpoints)| endpoints.next()).collect();
    let mut others: Vec<Ix<VpcEndpoint>> = near.filter(is_other).collect();
    own.sort_unstable();
    others.sort_unstable();
    others.dedup();
    own.shrink_to_fit();
    others.shrink_to_fit();
    ServiceEndpoints { of_service: true, of_others: false, own, others, other_services }
}

/// The VPC of a source, as far as it is known.
fn vpc_of(design: &Design, source: &Source) -> Option<Ix<Vpc>> {
    let subnet = source.subnet(design)?.ok()?;
    design.subnets.get(subnet).vpc.as_ref().ok().copied()
}

/// Whether the VPC of the asker has an endpoint that answers for `ecs` in the step's Region. It is looked at in each network
/// anew: a change may have made it.
fn has_ecs_endpoint(design: &Design, source: &Source, step: &Step) -> bool {
    let (Some(vpc), Some(region)) = (vpc_of(design, source), &step.region) else { return false };
    let mut endpoints =
        design.vpcs.get(vpc).endpoints.iter().map(|endpoint| &design.vpc_endpoints.get(*endpoint).record);
    endpoints.any(|endpoint| AwsService::Ecs.is_answered_by(endpoint, region))
}

fn ask(
    network: &Network,
    workload: &Workload,
    step: &Step,
    source: Source,
    published: &PublishedRanges,
) -> Result<StepDiagnosis, Disagreement> {
    let step = &step.in_vpc_with(has_ecs_endpoint(network.design(), &source, step));
    let inquiry = Inquiry {
        endpoints: ServiceEndpoints {
            of_others: step.aws_service.is_none(),
            ..service_endpoints(network.design(), &source, step.aws_service, step.region.as_ref())
        },
        source,
        address: None,
        host: step.host.clone(),
        protocol: Protocol::TCP,
        port: step.port,
        source_ports: workload.platform.ephemeral_ports(),
    };
    let reach: Reach = network.decide(&inquiry, published);
    for flow in reach.traces.iter().flat_map(|(_, trace)| &trace.flows) {
        confirm(network.design(), &inquiry.source, flow)?;
    }
    // Where the client may be of either operating system, only what holds of both is known.
    if let Some(source_ports) = workload.other_ports() {
        let other = network.decide(&Inquiry { source_ports, ..inquiry.clone() }, published);
        if other.verdict != reach.verdict {
            return Ok(unknown(step, None));
        }
    }
    Ok(StepDiagnosis {
        step: step.clone(),
        verdict: reach.verdict,
        block: reach.block.clone(),
        cause: None,
        hints: Vec::new(),
        plans: Vec::new(),
        permissions: Vec::new(),
        denial: None,
        gaps: reach.gaps(),
        inquiry: Some(inquiry),
        reach: Some(reach),
    })
}
