//! Remedies for one flow, found as for a step of a task's start.

use hopwise_ecs::{
    AwsService, Caller, Decides, ExecutionRole, Groups, HostPlacement, NetworkMode, OperatingSystem, Placement,
    Platform, PublicAddress, Step, StepKind, Subject, Workload,
};
use hopwise_engine::{Network, PublishedRanges, Reach, Verdict};
use hopwise_model::design::{Design, Ix, NetworkInterface};
use hopwise_model::{Evidence, Inventory, Region};

use super::Plan;
use super::search::{Failed, Search};
use crate::change::Change;
use crate::confirm::Disagreement;
use crate::permission::Policies;
use crate::step::check;

/// A flow over TCP from an interface.
#[derive(Clone, Debug)]
pub struct FlowQuestion {
    /// Who asks.
    pub interface: Ix<NetworkInterface>,
    /// The host name, or an address.
    pub host: String,
    /// The service that stands behind the host, in the Region of the interface.
    pub service: Option<AwsService>,
    /// The TCP port.
    pub port: u16,
}

/// What to change so that a flow that is blocked arrives: at most three alternatives, the narrowest first.
///
/// `ask` asks the very question in a network that is tried, and tells the verdict: what does not help there is no remedy.
/// Tries some dozens of changed networks. Changes of a task's placement are none of a flow's.
///
/// # Errors
///
/// [`Disagreement`] when the oracle does not confirm what the engine says about a network that was tried.
pub fn flow_remedies(
    inventory: &Inventory,
    network: &Network,
    published: &PublishedRanges,
    question: &FlowQuestion,
    mut ask: impl FnMut(&Inventory, &Network) -> Result<Option<Verdict>, Disagreement>,
) -> Result<Vec<Plan>, Disagreement> {
    let (workload, placement) = supposed(network.design(), question);
    let Some(step) = workload.steps.first() else { return Ok(Vec::new()) };
    let found = check(network, &workload, &placement, step, published)?;
    // What own name servers answer stays unknown once they are reached.
    let asks = found.reach.as_ref().is_some_and(Reach::is_for_name_servers);
    let best = if asks { Verdict::Undetermined } else { Verdict::Delivered };
    let policies = Policies::of(inventory, &[]);
    let mut search = Search::over(inventory.clone(), network, published, &policies);
    let mut helping = Vec::new();
    for mut plan in search.plans(&workload, &placement, &found, &[])? {
        let moves = |change: &Change| matches!(change, Change::AssignPublicIp { .. } | Change::PlaceInSubnet { .. });
        if plan.changes.iter().any(moves) {
            continue;
        }
        let tried = search.changed(&placement, &plan.changes).and_then(|(changed, _)| {
            let network = search.network_of(&changed)?;
            Ok(ask(&changed, &network)?)
        });
        match tried {
            Ok(Some(verdict)) if verdict == Verdict::Delivered || verdict == best => {
                plan.proof.verdict = verdict;
                helping.push(plan);
            }
            Ok(_) | Err(Failed::Impossible) => {}
            Err(Failed::Disagreement(error)) => return Err(error),
        }
    }
    Ok(helping)
}

/// A workload that asks for nothing else, where the interface is.
fn supposed(design: &Design, question: &FlowQuestion) -> (Workload, Placement) {
    let interface = design.network_interfaces.get(question.interface);
    let record = &interface.record;
    let host = record.instance.as_ref().map(|instance| HostPlacement {
        instance: instance.clone(),
        interface: record.id.clone(),
        subnet: Some(record.subnet.clone()),
    });
    let region = region(design, interface);
    let step = Step {
        kind: StepKind::ControlPlane,
        service: question.service.map_or_else(|| question.host.clone(), |service| service.name().to_owned()),
        aws_service: question.service,
        region: region.clone(),
        host: question.host.clone(),
        port: question.port,
        from: if host.is_some() { Caller::Host } else { Caller::Task },
        needs: Vec::new(),
        decides: Decides::Start,
        access: Vec::new(),
        note: None,
    };
    let placement = Placement {
        subnet: record.subnet.clone(),
        groups: Groups::FromInterface,
        interface: Some(record.id.clone()),
        private_address: interface.primary_address(),
        public_address: PublicAddress::FromInterface,
        host,
    };
    let workload = Workload {
        subject: Subject::Hypothetical,
        service: None,
        cluster: None,
        region,
        account: None,
        execution_role: ExecutionRole::Unknown,
        task_role: ExecutionRole::Unknown,
        platform: Platform {
            launch_type: None,
            operating_system: OperatingSystem::Linux,
            system_is_told: true,
            version: None,
            network: NetworkMode::Awsvpc,
        },
        current: Vec::new(),
        taken: Vec::new(),
        others: Vec::new(),
        placements: vec![placement.clone()],
        steps: vec![step],
        last_status: None,
        stop_code: None,
        has_started: false,
        ran: Vec::new(),
        has_pulled: false,
        missing_members: Vec::new(),
        stopped_reason: None,
        reasons: Vec::new(),
        problems: Vec::new(),
        remarks: Vec::new(),
        evidence: Evidence::supposed("trace"),
    };
    (workload, placement)
}

/// The Region that an interface is in.
fn region(design: &Design, interface: &NetworkInterface) -> Option<Region> {
    let subnet = design.subnets.find(interface.record.subnet.as_str()).map(|subnet| design.subnets.get(subnet));
    let zone = subnet.and_then(|subnet| subnet.record.availability_zone.as_deref().and_then(Region::of_zone));
    zone.or_else(|| subnet.and_then(|subnet| subnet.record.scope.region.clone()))
        .or_else(|| interface.record.scope.region.clone())
}
