//! Who asks: every launch type, network mode, operating system and platform version, for everything that a task definition may
//! need of the network.
//!
//! The columns are fact base E.1 ("Which ENI carries what", with its correction on EFS) and Y1 (managed instances); ECS Anywhere
//! runs outside AWS. The rows are fact base E.2, with the checklist's blocks 6 and 7, and each names where its answers come from.

use std::collections::BTreeSet;

use hopwise_ecs::{Caller, ProblemKind, Step, StepKind, Workload};
use hopwise_model::resource::{ContainerDefinition, Firelens, Task, TaskDefinition, VolumeSource};

use crate::fixture::{
    PRIVATE_IMAGE, arn, container, container_instance, definition, efs, instance, interface, log, only, secret, task,
    volume, with_task,
};

/// A way to run a task: launch type, platform family, platform version, network mode.
type Column = (&'static str, &'static str, Option<&'static str>, &'static str);

const COLUMNS: [Column; 14] = [
    ("FARGATE", "Linux", Some("1.3.0"), "awsvpc"),
    ("FARGATE", "Linux", Some("1.4.0"), "awsvpc"),
    ("FARGATE", "Linux", Some("LATEST"), "awsvpc"),
    ("FARGATE", "Windows Server 2022 Core", Some("1.0.0"), "awsvpc"),
    ("EC2", "Linux", None, "awsvpc"),
    ("EC2", "Linux", None, "bridge"),
    ("EC2", "Linux", None, "host"),
    ("EC2", "Linux", None, "none"),
    ("EC2", "WINDOWS_SERVER_2022_CORE", None, "awsvpc"),
    ("EC2", "WINDOWS_SERVER_2022_CORE", None, "default"),
    ("MANAGED_INSTANCES", "Linux", None, "awsvpc"),
    ("MANAGED_INSTANCES", "Linux", None, "host"),
    ("MANAGED_INSTANCES", "Linux", None, "none"),
    ("EXTERNAL", "Linux", None, "bridge"),
];

/// A row: what a definition needs, the kind and the service of the step, and who takes it in each column.
///
/// `A` is an interface of AWS's own, `T` the task's, `H` the instance's, `?` one of the two; `x` says that AWS does not offer it
/// there, `-` that nobody asks for it.
struct Row {
    what: &'static str,
    needs: fn(&mut TaskDefinition),
    step: (StepKind, &'static str),
    asks: &'static str,
}

fn app(definition: &mut TaskDefinition) -> &mut ContainerDefinition {
    &mut definition.containers[0]
}

const PARAMETER: &str = "arn:aws:ssm:eu-west-1:111122223333:parameter/orders";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-AbCdEf";
const OBJECT: &str = "arn:aws:s3:::orders-config/orders.env";

const ROWS: [Row; 21] = [
    // E.1: Fargate's own interface logs in up to 1.3.0; the agent of an instance does (agent/ecr).
    Row {
        what: "token",
        needs: |_| {},
        step: (StepKind::RegistryAuth, "ecr.api"),
        asks: "A T T T  H H H H H H  ? H H  -",
    },
    // E.1: the task pulls on Fargate at any version, Docker on an instance (agent/engine).
    Row {
        what: "manifest",
        needs: |_| {},
        step: (StepKind::ImageManifest, "ecr.dkr"),
        asks: "T T T T  H H H H H H  ? H H  -",
    },
    Row { what: "layers", needs: |_| {}, step: (StepKind::ImageLayers, "s3"), asks: "T T T T  H H H H H H  ? H H  -" },
    Row {
        what: "public registry",
        needs: |definition| app(definition).image = "public.ecr.aws/nginx/nginx:1".to_owned(),
        step: (StepKind::ImageManifest, "public.ecr.aws"),
        asks: "T T T T  H H H H H H  ? H H  -",
    },
    Row {
        what: "Docker Hub",
        needs: |definition| app(definition).image = "nginx".to_owned(),
        step: (StepKind::ImageManifest, "registry-1.docker.io"),
        asks: "T T T T  H H H H H H  ? H H  -",
    },
    // E.1: secrets and parameters as tokens, but the agent fetches them on an instance (agent/taskresource). KMS is asked by the
    // services themselves (E.2): there is no row for it.
    Row {
        what: "credentials of a registry",
        needs: |definition| app(definition).repository_credentials = Some(SECRET.to_owned()),
        step: (StepKind::Secrets, "secretsmanager"),
        asks: "A T T T  H H H H H H  ? H H  -",
    },
    Row {
        what: "secret",
        needs: |definition| app(definition).secrets.push(secret(SECRET)),
        step: (StepKind::Secrets, "secretsmanager"),
        asks: "A T T T  H H H H H H  ? H H  -",
    },
    Row {
        what: "parameter",
        needs: |definition| app(definition).secrets.push(secret(PARAMETER)),
        step: (StepKind::Parameters, "ssm"),
        asks: "A T T T  H H H H H H  ? H H  -",
    },
    Row {
        what: "secret of a log driver",
        needs: |definition| {
            let mut splunk = log("splunk", &[("splunk-url", "https://hec.example.com:8088")]);
            splunk.secrets.push(secret(SECRET));
            app(definition).log = Some(splunk);
        },
        step: (StepKind::Secrets, "secretsmanager"),
        asks: "A T T T  H H H H H H  ? H H  -",
    },
    // E.2, and the ECS guide on environment files: Fargate for Linux from 1.4.0, never for Windows.
    Row {
        what: "environment file",
        needs: |definition| app(definition).environment_files.push(OBJECT.to_owned()),
        step: (StepKind::EnvironmentFiles, "s3"),
        asks: "x T T x  H H H H H H  ? H H  -",
    },
    // ECS API reference, `FirelensConfiguration`: not on Fargate.
    Row {
        what: "file of a log router",
        needs: |definition| {
            let (file_type, file) = (Some("s3".to_owned()), Some(OBJECT.to_owned()));
            app(definition).firelens = Some(Firelens { file_type, file });
        },
        step: (StepKind::ConfigurationFiles, "s3"),
        asks: "x x x x  H H H H H H  ? H H  -",
    },
    Row {
        what: "credential specification",
        needs: |definition| app(definition).credential_specs.push(format!("credentialspec:{OBJECT}")),
        step: (StepKind::ConfigurationFiles, "s3"),
        asks: "T T T T  H H H H H H  ? H H  -",
    },
    // E.1 and Y12: the drivers live in Docker's daemon on an instance. Fargate has three of them.
    Row {
        what: "awslogs",
        needs: |definition| app(definition).log = Some(log("awslogs", &[("awslogs-group", "/ecs/orders")])),
        step: (StepKind::Logs, "logs"),
        asks: "T T T T  H H H H H H  ? H H  -",
    },
    Row {
        what: "splunk",
        needs: |definition| {
            app(definition).log = Some(log("splunk", &[("splunk-url", "https://hec.example.com:8088")]));
        },
        step: (StepKind::Logs, "hec.example.com"),
        asks: "T T T T  H H H H H H  ? H H  -",
    },
    Row {
        what: "gelf",
        needs: |definition| {
            app(definition).log = Some(log("gelf", &[("gelf-address", "tcp://logs.example.com:12201")]));
        },
        step: (StepKind::Logs, "logs.example.com"),
        asks: "x x x x  H H H H H H  ? H H  -",
    },
    // E.1: nobody in the VPC asks ECS on Fargate; what the agent of a managed instance asks, AWS does not say.
    Row { what: "ECS", needs: |_| {}, step: (StepKind::ControlPlane, "ecs"), asks: "- - - -  H H H H H H  - - -  -" },
    Row {
        what: "agent",
        needs: |_| {},
        step: (StepKind::ControlPlane, "ecs-agent"),
        asks: "- - - -  H H H H H H  - - -  -",
    },
    // E.1, its correction: the mount is made in the task's network, where it has one. Its API is not asked.
    Row {
        what: "EFS",
        needs: |definition| definition.volumes.push(efs("fs-0123abcd")),
        step: (StepKind::FileSystem, "elasticfilesystem"),
        asks: "x T T x  T H H H x x  ? H H  -",
    },
    // S3 guide, "Mounting S3 file systems on Amazon ECS": Fargate and managed instances.
    Row {
        what: "S3 Files",
        needs: |definition| {
            let file_system = "arn:aws:s3files:eu-west-1:111122223333:file-system/fs-0123abcd".to_owned();
            definition.volumes.push(volume(VolumeSource::S3Files { file_system }));
        },
        step: (StepKind::FileSystem, "s3files"),
        asks: "x T T x  x x x x x x  ? H H  -",
    },
    // ECS API reference, `Volume`: not on Fargate; Docker mounts on the instance (moby, volume/local).
    Row {
        what: "NFS through Docker",
        needs: |definition| {
            let options = [("type", "nfs4"), ("device", "10.0.0.7:/x")];
            let options = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            definition.volumes.push(volume(VolumeSource::Docker { driver: "local".to_owned(), options }));
        },
        step: (StepKind::FileSystem, "10.0.0.7"),
        asks: "x x x x  H H H H H H  ? H H  -",
    },
    // ECS guide, "Use FSx for Windows File Server volumes with Amazon ECS": Windows instances.
    Row {
        what: "FSx for Windows",
        needs: |definition| {
            let source = VolumeSource::FsxWindows {
                file_system: "fs-0123abcd".to_owned(),
                credentials: Some(SECRET.to_owned()),
            };
            definition.volumes.push(volume(source));
        },
        step: (StepKind::FileSystem, "fsx"),
        asks: "x x x x  x x x x H H  x x x  -",
    },
];

fn run(column: Column, needs: fn(&mut TaskDefinition)) -> Workload {
    let (launch_type, family, version, mode) = column;
    let on_instance = matches!(launch_type, "EC2" | "MANAGED_INSTANCES");
    let own = mode == "awsvpc";
    let subnet = task("t1").subnet;
    let mut inventory = with_task(
        Vec::new(),
        Task {
            launch_type: Some(launch_type.to_owned()),
            platform_family: Some(family.to_owned()),
            platform_version: version.map(str::to_owned),
            container_instance: on_instance.then(|| arn("container-instance/prod/one")),
            interface: task("t1").interface.filter(|_| own),
            subnet: subnet.filter(|_| own),
            ..task("t1")
        },
    );
    let mut edited = definition(vec![container("app", PRIVATE_IMAGE)]);
    edited.network_mode = Some(mode.to_owned());
    needs(&mut edited);
    inventory.task_definitions = [edited].into();
    inventory.container_instances.push(container_instance("prod/one", Some("i-0a")));
    inventory.instances.push(instance("i-0a", "subnet-0b", &["eni-0host"]));
    inventory.network_interfaces.push(interface("eni-0host", "subnet-0b"));
    only(&inventory)
}

/// The cell of the table that a workload gives for a step.
fn cell(workload: &Workload, (kind, service): (StepKind, &str)) -> char {
    let unsupported = workload.problems.iter().any(|problem| {
        matches!(problem.kind, ProblemKind::Unsupported { .. } | ProblemKind::FileSystemUnsupported { .. })
    });
    let found = workload.steps.iter().find(|step| step.kind == kind && step.service == service);
    match found {
        _ if unsupported => 'x',
        None => '-',
        Some(step) if !workload.knows_caller(step) => '?',
        Some(Step { from: Caller::Fargate, .. }) => 'A',
        Some(Step { from: Caller::Task, .. }) => 'T',
        Some(Step { from: Caller::Host, .. }) => 'H',
    }
}

#[test]
fn every_step_of_every_launch_type() {
    for row in &ROWS {
        let found: String = COLUMNS.iter().map(|column| cell(&run(*column, row.needs), row.step)).collect();
        let expected: String = row.asks.chars().filter(|cell| *cell != ' ').collect();
        assert_eq!(found, expected, "{}, in the columns {COLUMNS:?}", row.what);
    }
}

/// No kind of step is left out of the table.
#[test]
fn every_kind_of_step_has_a_row() {
    let in_rows: BTreeSet<StepKind> = ROWS.iter().map(|row| row.step.0).collect();
    assert_eq!(in_rows, StepKind::ALL.iter().copied().collect());
}

/// Whose interface an answer is about is one thing; that the interface is there to ask from is another.
#[test]
fn whoever_asks_has_a_place() {
    for column in COLUMNS.into_iter().filter(|column| column.0 != "EXTERNAL") {
        let workload = run(column, |definition| definition.volumes.push(efs("fs-0123abcd")));
        let [placement] = workload.placements.as_slice() else { panic!("{column:?}: {:?}", workload.placements) };
        for step in &workload.steps {
            assert!(placement.origin(step.from).is_some(), "{column:?}: {step:?}");
        }
    }
}

/// What a definition asks for that is not to be had there, makes no step that would be judged in its place.
#[test]
fn what_is_not_offered_is_said_and_not_asked_for() {
    for row in &ROWS {
        for (column, cell) in COLUMNS.iter().zip(row.asks.chars().filter(|cell| *cell != ' ')) {
            let workload = run(*column, row.needs);
            let asked = workload.steps.iter().any(|step| (step.kind, step.service.as_str()) == row.step);
            // A file server of Windows is looked for on an instance, whatever the document says of its system.
            let sought = row.what == "FSx for Windows" && column.0 != "FARGATE";
            assert_eq!(
                asked,
                matches!(cell, 'A' | 'T' | 'H' | '?') || (cell == 'x' && sought),
                "{} {column:?}",
                row.what
            );
        }
    }
}

#[test]
fn a_managed_instance_that_lends_its_interface_is_the_one_that_asks() {
    let kinds = |mode| {
        let problems = run(("MANAGED_INSTANCES", "Linux", None, mode), |_| {}).problems;
        problems.into_iter().map(|problem| problem.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds("awsvpc"), [ProblemKind::CallerUndocumented]);
    assert_eq!(kinds("host"), [ProblemKind::AgentUndocumented]);
    assert_eq!(kinds("teleport").last(), Some(&ProblemKind::CallerUndocumented));
}
