//! Which launch type, operating system and platform version a workload has.

use hopwise_model::Evidence;
use hopwise_model::resource::{Cluster, Service, Task, TaskDefinition, Volume, VolumeSource};

use crate::arn::cut;
use crate::platform::{LaunchType, NetworkMode, OperatingSystem, Platform, PlatformVersion};
use crate::problem::{Problem, ProblemKind, Unfamiliar};

/// What may tell a workload's platform, the most specific first.
pub(super) struct Sources<'a> {
    pub(super) task: Option<&'a Task>,
    pub(super) service: Option<&'a Service>,
    pub(super) cluster: Option<&'a Cluster>,
    pub(super) definition: Option<&'a TaskDefinition>,
    /// The operating systems of the instances that run it, or may, as far as they are told.
    pub(super) hosts: Vec<Option<OperatingSystem>>,
}

/// Whether the operating system is told.
#[derive(PartialEq, Eq)]
enum Told {
    /// It is.
    Plainly,
    /// In several ways, or of some instances only.
    Otherwise(ProblemKind),
    /// What would tell it is not in the snapshot, which is a problem of its own.
    Not,
}

/// What a list of capacity providers says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Providers {
    /// None is named.
    Unstated,
    /// All are Fargate's own.
    Fargate,
    /// One is the user's, and its name does not tell what it provides.
    Users,
}

impl Providers {
    fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names = names.into_iter().peekable();
        if names.peek().is_none() {
            Self::Unstated
        } else if names.all(|name| matches!(name, "FARGATE" | "FARGATE_SPOT")) {
            Self::Fargate
        } else {
            Self::Users
        }
    }

    /// The first of two that says something.
    fn or(self, other: impl FnOnce() -> Self) -> Self {
        if self == Self::Unstated { other() } else { self }
    }
}

impl Sources<'_> {
    fn launch_type(&self) -> Option<LaunchType> {
        let named = |name: &Option<String>| name.as_deref().and_then(LaunchType::from_name);
        if let Some(launch_type) = self.task.and_then(|task| named(&task.launch_type)) {
            return Some(launch_type);
        }
        let own = Providers::of(self.task.and_then(|task| task.capacity_provider.as_deref()));
        if own == Providers::Unstated
            && let Some(launch_type) = self.service.and_then(|service| named(&service.launch_type))
        {
            return Some(launch_type);
        }
        let strategy = |names: Option<&[String]>| Providers::of(names.into_iter().flatten().map(String::as_str));
        let providers = own
            .or(|| strategy(self.service.map(|service| service.capacity_providers.as_slice())))
            .or(|| strategy(self.cluster.map(|cluster| cluster.default_capacity_providers.as_slice())));
        if providers == Providers::Fargate {
            return Some(LaunchType::Fargate);
        }
        let named = self.definition?.requires_compatibilities.iter().map(|name| LaunchType::from_name(name));
        // Fargate is provided by Fargate's own providers only, and machines outside AWS by none.
        let provided = |named: &Option<LaunchType>| {
            providers == Providers::Unstated || !matches!(named, Some(LaunchType::Fargate | LaunchType::External))
        };
        let possible: Vec<Option<LaunchType>> = named.filter(provided).collect();
        match possible.as_slice() {
            [only] => *only,
            _ => None,
        }
    }

    /// The first capacity provider that is none of Fargate's own, of the task, its service, or its cluster.
    fn users_provider(&self) -> Option<String> {
        let named = |names: Option<&[String]>| {
            names.into_iter().flatten().find(|name| !matches!(name.as_str(), "FARGATE" | "FARGATE_SPOT")).cloned()
        };
        let own = self.task.and_then(|task| task.capacity_provider.clone());
        own.or_else(|| named(self.service.map(|service| service.capacity_providers.as_slice())))
            .or_else(|| named(self.cluster.map(|cluster| cluster.default_capacity_providers.as_slice())))
            .map(|name| cut(&name))
    }

    /// The operating system, and what of it is not known. A task's own family counts before that of its definition, which
    /// ECS holds it to (ECS API reference, `Task.platformFamily`, `RuntimePlatform`); what a service prints is its latest
    /// deployment's. On instances it is theirs: definitions for them need not say it. On Fargate a definition that names none is
    /// for Linux (ECS developer guide, "Task definition parameters for Fargate": Windows must be named).
    fn operating_system(&self, launch_type: Option<LaunchType>) -> (OperatingSystem, Told) {
        let family = |family: Option<&str>| family.map(OperatingSystem::of_family);
        let of_task = family(self.task.and_then(|task| task.platform_family.as_deref()));
        let of_service = family(self.service.and_then(|service| service.platform_family.as_deref()));
        let definition = self.definition;
        let of_definition = family(definition.and_then(|definition| definition.operating_system_family.as_deref()));
        // Only Windows mounts a file server of Windows.
        let of_windows = |volume: &Volume| matches!(volume.source, VolumeSource::FsxWindows { .. });
        let mounts = definition.is_some_and(|definition| definition.volumes.iter().any(of_windows));
        let usual = if mounts { OperatingSystem::Windows } else { OperatingSystem::Linux };
        let by_silence = mounts || (launch_type == Some(LaunchType::Fargate) && definition.is_some());

        let hosts = if launch_type == Some(LaunchType::Fargate) { &[][..] } else { &self.hosts };
        let of_host = hosts.iter().flatten().next().copied();
        // Of several instances a definition that says what it is for gets only such.
        let alone = hosts.len() == 1 || of_definition.is_none();
        let stated = of_task.or(of_host.filter(|_| alone)).or(of_service);
        let told = match (stated, of_definition) {
            (Some(stated), Some(of_definition)) if stated != of_definition => {
                Told::Otherwise(ProblemKind::OperatingSystemContradicted)
            }
            (_, None) if of_task.is_none() && hosts.iter().any(|host| *host != of_host || host.is_none()) => {
                Told::Otherwise(ProblemKind::OperatingSystemUnknown)
            }
            (None, None) if !by_silence => Told::Not,
            _ => Told::Plainly,
        };
        (of_task.or(of_host.filter(|_| alone)).or(of_definition).or(of_service).unwrap_or(usual), told)
    }

    /// The platform, and what could not be told about it.
    pub(super) fn platform(&self, evidence: &Evidence) -> (Platform, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut problem = |kind| problems.push(Problem { kind, evidence: evidence.clone() });
        // Only EC2 and ECS Anywhere have container instances, and the latter are named in `launchType`.
        let on_instance = self.task.is_some_and(|task| task.container_instance.is_some());
        let launch_type = self.launch_type().or(on_instance.then_some(LaunchType::Ec2));
        let (operating_system, told) = self.operating_system(launch_type);
        let system_is_told = told == Told::Plainly;
        if let Told::Otherwise(kind) = told {
            problem(kind);
        }
        let mut version = None;
        match launch_type {
            Some(LaunchType::Fargate) => {
                let stated = self
                    .task
                    .and_then(|task| task.platform_version.as_deref())
                    .or_else(|| self.service.and_then(|service| service.platform_version.as_deref()));
                match PlatformVersion::resolve(stated, operating_system) {
                    Ok(resolved) => version = Some(resolved),
                    Err(invalid) => problem(ProblemKind::PlatformVersion(invalid)),
                }
            }
            Some(LaunchType::External) => problem(ProblemKind::OutsideAws),
            Some(LaunchType::Ec2 | LaunchType::ManagedInstances) => {}
            None => problem(ProblemKind::LaunchTypeUnknown { provider: self.users_provider() }),
        }
        // Fargate knows no other mode. On an instance, a task with an interface of its own has one because of its mode, and a service
        // names subnets because of it: ECS demands them of that mode and refuses them of others (ECS API reference, `CreateService`,
        // `networkConfiguration`). A definition that names none has Docker's own, if the document was not cut.
        let own_interface = self.task.is_some_and(|task| task.interface.is_some() || task.subnet.is_some());
        let is_placed = own_interface || self.service.is_some_and(|service| service.network.is_some());
        let stated = self.definition.and_then(|definition| definition.network_mode.as_deref());
        let mode = stated.map(|stated| NetworkMode::from_name(Some(stated)));
        let network = match mode {
            _ if matches!(launch_type, Some(LaunchType::Fargate) | None) => NetworkMode::Awsvpc,
            Some(Some(mode)) => mode,
            Some(None) => {
                let word = stated.map(cut).unwrap_or_default();
                problem(ProblemKind::Unfamiliar { container: None, what: Unfamiliar::NetworkMode(word) });
                NetworkMode::Shared
            }
            None if is_placed => NetworkMode::Awsvpc,
            None => NetworkMode::Shared,
        };
        if launch_type == Some(LaunchType::ManagedInstances) {
            // Without an interface of its own the task asks through the instance's, whoever it is that asks.
            let is_named = self.definition.is_some() && mode != Some(None);
            let shared = is_named && network == NetworkMode::Shared && !own_interface;
            problem(if shared { ProblemKind::AgentUndocumented } else { ProblemKind::CallerUndocumented });
        }
        (Platform { launch_type, operating_system, system_is_told, version, network }, problems)
    }
}
