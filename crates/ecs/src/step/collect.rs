//! Gathers steps: one for each destination and caller, however many containers need it.

use std::collections::BTreeMap;

use hopwise_model::resource::SecretDescription;
use hopwise_model::{AccountId, Evidence, Records, Region};

use super::{Decides, Need, Reason, Step, StepKind, StepNote};
use crate::access::{Access, Accesses, Actor, ExecutionRole};
use crate::aws_service::AwsService;
use crate::image::HTTPS;
use crate::platform::{Caller, LaunchType, Platform};
use crate::problem::{Problem, ProblemKind, Remark, Unfamiliar};

/// Something that a container, or the whole task, needs.
#[derive(Clone, Debug)]
pub(crate) struct Needed<'a> {
    pub(crate) container: Option<&'a str>,
    /// Whether the task does not start without that container.
    pub(crate) essential: bool,
    pub(crate) evidence: Evidence,
}

impl Needed<'static> {
    /// Something that the whole task needs.
    pub(crate) const fn by_task(evidence: Evidence) -> Self {
        Self { container: None, essential: true, evidence }
    }
}

impl Needed<'_> {
    fn because(&self, reason: Reason) -> Need {
        Need {
            container: self.container.map(str::to_owned),
            essential: self.essential,
            reason,
            evidence: self.evidence.clone(),
        }
    }

    pub(super) fn container(&self) -> Option<String> {
        self.container.map(str::to_owned)
    }
}

/// A destination, before it is known whether another container needs it too.
pub(super) struct Destination {
    pub(super) kind: StepKind,
    pub(super) service: String,
    pub(super) aws_service: Option<AwsService>,
    pub(super) region: Option<Region>,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) from: Caller,
    pub(super) note: Option<StepNote>,
    pub(super) access: Vec<Access>,
}

impl Destination {
    /// A service of AWS, at a host of its own in a Region, over HTTPS.
    pub(super) fn aws(kind: StepKind, service: AwsService, region: &Region, host: String, from: Caller) -> Self {
        Self {
            kind,
            service: service.name().to_owned(),
            aws_service: Some(service),
            region: Some(region.clone()),
            host,
            port: HTTPS,
            from,
            note: None,
            access: Vec::new(),
        }
    }

    /// A registry that is not private ECR.
    pub(super) fn registry(host: &str, port: u16, from: Caller) -> Self {
        Self::server(StepKind::ImageManifest, host, port, from)
    }

    /// A server that is none of AWS's services.
    pub(super) fn server(kind: StepKind, host: &str, port: u16, from: Caller) -> Self {
        Self {
            kind,
            service: host.to_owned(),
            aws_service: None,
            region: None,
            host: host.to_owned(),
            port,
            from,
            note: None,
            access: Vec::new(),
        }
    }

    /// The same, with what must be allowed there.
    pub(super) fn with(self, access: Vec<Access>) -> Self {
        Self { access, ..self }
    }

    pub(super) fn noted(mut self, note: Option<StepNote>) -> Self {
        self.note = earlier(self.note, note);
        self
    }
}

/// The more important of two notes.
fn earlier(one: Option<StepNote>, other: Option<StepNote>) -> Option<StepNote> {
    one.into_iter().chain(other).min()
}

/// What a workload needs, as it becomes known.
pub(crate) struct Collector<'a> {
    pub(super) platform: Platform,
    /// The task's Region, where known.
    region: Option<&'a Region>,
    /// In the order of the output: kind, host, port, caller.
    steps: BTreeMap<(StepKind, String, u16, Caller), Step>,
    problems: Vec<Problem>,
    remarks: Vec<Remark>,
    /// Where the task, service or placement was read.
    subject: Evidence,
    /// The task's account, where known.
    account: Option<&'a AccountId>,
    /// Secrets that were described.
    secrets: Option<&'a Records<SecretDescription>>,
    /// Whether the task definition names no execution role.
    without_role: bool,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(platform: Platform, region: Option<&'a Region>, subject: Evidence) -> Self {
        Self {
            platform,
            region,
            steps: BTreeMap::new(),
            problems: Vec::new(),
            remarks: Vec::new(),
            subject,
            account: None,
            secrets: None,
            without_role: false,
        }
    }

    /// The same, for a task of this account, whose execution role is this one; with secrets that were described.
    pub(crate) fn permitted(
        self,
        account: Option<&'a AccountId>,
        role: &ExecutionRole,
        secrets: &'a Records<SecretDescription>,
    ) -> Self {
        Self { account, secrets: Some(secrets), without_role: matches!(role, ExecutionRole::Absent { .. }), ..self }
    }

    /// What makes the permissions that steps need.
    pub(super) fn accesses(&self) -> Accesses<'a> {
        Accesses { account: self.account, secrets: self.secrets }
    }

    /// Who pulls images from private ECR: on an EC2 instance, its own role stands in for a missing execution role.
    pub(super) fn puller(&self) -> Actor {
        let on_instance = self.platform.launch_type == Some(LaunchType::Ec2);
        if on_instance && self.without_role { Actor::InstanceRole } else { Actor::ExecutionRole }
    }

    /// Who makes log streams: Docker, on an instance. Where it is not known to be Fargate, it may be one.
    pub(super) fn logger(&self) -> Actor {
        let on_fargate = self.platform.launch_type == Some(LaunchType::Fargate);
        if on_fargate { Actor::ExecutionRole } else { Actor::InstanceRole }
    }

    /// The task's Region; where it is not known, says so among the problems, once.
    pub(super) fn region(&mut self) -> Option<&'a Region> {
        if self.region.is_none() {
            let evidence = self.subject.clone();
            self.problem(ProblemKind::RegionUnknown, evidence);
        }
        self.region
    }

    /// The task's Region, where known.
    pub(super) fn own_region(&self) -> Option<&'a Region> {
        self.region
    }

    /// Something that this program does not know, and that may need the network.
    pub(crate) fn unfamiliar(&mut self, what: Unfamiliar, needed: &Needed<'_>) {
        let kind = ProblemKind::Unfamiliar { container: needed.container(), what };
        self.problem(kind, needed.evidence.clone());
    }

    /// Something that AWS does not offer where the task runs.
    pub(super) fn unsupported(&mut self, what: &str, on: &'static str, needed: &Needed<'_>) {
        let kind = ProblemKind::Unsupported { what: what.to_owned(), on };
        self.problem(kind, needed.evidence.clone());
    }

    pub(super) fn add(&mut self, destination: Destination, needed: &Needed<'_>, reason: Reason) {
        let Destination { kind, service, aws_service, region, host, port, from, note, access } = destination;
        let on_instance = self.platform.launch_type == Some(LaunchType::Ec2);
        let by_caller = match from {
            Caller::Task => on_instance.then_some(StepNote::MountedByTask),
            Caller::Host => (!self.platform.is_managed_with_own_interface()).then_some(StepNote::GaugedByHost),
            Caller::Fargate => Some(StepNote::OffVpc),
        };
        let note = earlier(note, by_caller);
        let need = needed.because(reason);
        let step = self.steps.entry((kind, host.clone(), port, from)).or_insert_with(|| Step {
            kind,
            service,
            aws_service,
            region,
            host,
            port,
            from,
            needs: Vec::new(),
            decides: Decides::Start,
            access: Vec::new(),
            note: None,
        });
        for access in access {
            let same = |known: &Access| known.action == access.action && known.resource == access.resource;
            if !step.access.iter().any(same) {
                step.access.push(access);
            }
        }
        step.note = earlier(step.note, note);
        if !step.needs.contains(&need) {
            step.needs.push(need);
        }
    }

    pub(crate) fn problem(&mut self, kind: ProblemKind, evidence: Evidence) {
        let problem = Problem { kind, evidence };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    pub(crate) fn remark(&mut self, remark: Remark) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    /// Whether some step leaves from there.
    pub(crate) fn asks_from(&self, caller: Caller) -> bool {
        self.steps.values().any(|step| step.from == caller)
    }

    pub(crate) fn finish(self) -> (Vec<Step>, Vec<Problem>, Vec<Remark>) {
        let platform = self.platform;
        let weighed = self.steps.into_values().map(|step| {
            let essential = step.needs.iter().any(|need| need.essential);
            let decides = if essential { Decides::Start } else { platform.decides_alone(step.kind) };
            Step { decides, ..step }
        });
        (weighed.collect(), self.problems, self.remarks)
    }
}
