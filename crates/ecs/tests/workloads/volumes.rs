//! Which steps volumes and files give, who asks, and what is not known of them.

use hopwise_ecs::{Actor, Caller, OperatingSystem, ProblemKind, StepKind, StepNote, Unfamiliar, Workload};
use hopwise_model::resource::{ContainerDefinition, Firelens, Task, TaskDefinition, Volume, VolumeSource};

use crate::fixture::{
    PRIVATE_IMAGE, arn, container, container_instance, definition, efs, instance, interface, lines, only, service,
    task, volume, with_task,
};

/// What a task of this launch type gives whose definition was edited.
fn run(launch_type: &str, edit: impl FnOnce(&mut TaskDefinition)) -> Workload {
    let on = match launch_type {
        "EC2" => Task {
            launch_type: Some("EC2".to_owned()),
            platform_version: None,
            container_instance: Some(arn("container-instance/prod/one")),
            ..task("t1")
        },
        other => Task { launch_type: Some(other.to_owned()), ..task("t1") },
    };
    let mut inventory = with_task(Vec::new(), on);
    let mut edited = definition(vec![container("app", PRIVATE_IMAGE)]);
    edit(&mut edited);
    let mut host = container_instance("prod/one", Some("i-0a"));
    if edited.operating_system_family.is_some() {
        host.os_type.clone_from(&edited.operating_system_family);
    }
    inventory.task_definitions = [edited].into();
    inventory.container_instances.push(host);
    inventory.instances.push(instance("i-0a", "subnet-0b", &["eni-0host"]));
    inventory.network_interfaces.push(interface("eni-0host", "subnet-0b"));
    only(&inventory)
}

fn mounts(workload: &Workload) -> Vec<String> {
    lines(&workload.steps).into_iter().filter(|line| line.starts_with("file-system")).collect()
}

fn docker(driver: &str, options: &[(&str, &str)]) -> Volume {
    let options = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    volume(VolumeSource::Docker { driver: driver.to_owned(), options })
}

#[test]
fn the_network_mode_says_whose_interface_mounts_efs() {
    for (launch_type, mode, caller) in [
        ("FARGATE", Some("awsvpc"), Caller::Task),
        ("EC2", Some("awsvpc"), Caller::Task),
        ("EC2", Some("bridge"), Caller::Host),
        ("EC2", Some("host"), Caller::Host),
        ("EC2", Some("none"), Caller::Host),
        // Its interface shows what the document of the definition lost.
        ("EC2", None, Caller::Task),
    ] {
        let workload = run(launch_type, |definition| {
            definition.network_mode = mode.map(str::to_owned);
            definition.volumes.push(efs("fs-0123abcd"));
        });
        let step = workload.steps.iter().find(|step| step.kind == StepKind::FileSystem).unwrap();
        assert_eq!(step.from, caller, "{launch_type} {mode:?}");
        assert_eq!(step.note == Some(StepNote::MountedByTask), launch_type == "EC2" && caller == Caller::Task);
        assert!(workload.problems.is_empty(), "{:?}", workload.problems);
    }
    let unknown = run("EC2", |definition| {
        definition.network_mode = Some("teleport".to_owned());
        definition.volumes.push(efs("fs-0123abcd"));
    });
    let known = |kind: StepKind| unknown.steps.iter().find(|step| step.kind == kind).map(|s| unknown.knows_caller(s));
    assert_eq!(known(StepKind::FileSystem), Some(false));
    assert_eq!(known(StepKind::ImageManifest), Some(true));
}

#[test]
fn iam_authorization_asks_the_task_role() {
    let source = VolumeSource::Efs {
        file_system: "fs-0123abcd".to_owned(),
        access_point: Some("fsap-0a".to_owned()),
        iam: true,
    };
    let workload = run("FARGATE", |definition| definition.volumes.push(volume(source)));
    let step = workload.steps.iter().find(|step| step.kind == StepKind::FileSystem).unwrap();
    let [access] = step.access.as_slice() else { panic!("{:?}", step.access) };
    assert_eq!((access.actor, access.action), (Actor::TaskRole, "elasticfilesystem:ClientMount"));
    assert_eq!(access.resource, "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-0123abcd");
}

#[test]
fn s3_files_are_mounted_in_the_task_role_and_not_on_ec2() {
    let files = || {
        let arn = "arn:aws:s3files:eu-west-1:111122223333:file-system/fs-0123abcd".to_owned();
        volume(VolumeSource::S3Files { file_system: arn })
    };
    let workload = run("FARGATE", |definition| definition.volumes.push(files()));
    assert_eq!(mounts(&workload), ["file-system s3files fs-0123abcd.s3files.eu-west-1.on.aws:2049 task"]);
    let step = workload.steps.last().unwrap();
    assert_eq!((step.access[0].actor, step.access[0].action), (Actor::TaskRole, "s3files:ClientMount"));
    let ec2 = run("EC2", |definition| definition.volumes.push(files()));
    assert!(mounts(&ec2).is_empty());
    assert!(matches!(ec2.problems.as_slice(), [problem] if matches!(problem.kind, ProblemKind::Unsupported { .. })));
    let broken = volume(VolumeSource::S3Files { file_system: "fs-0123abcd".to_owned() });
    let broken = run("FARGATE", |definition| definition.volumes.push(broken));
    assert!(matches!(broken.problems[0].kind, ProblemKind::FileSystemArn { .. }));
}

#[test]
fn a_file_server_of_windows_is_asked_for_by_the_instance() {
    let fsx = |credentials: &str| {
        volume(VolumeSource::FsxWindows {
            file_system: "fs-0123abcd".to_owned(),
            credentials: Some(credentials.to_owned()),
        })
    };
    let windows = |credentials: &str| {
        run("EC2", |definition| {
            definition.operating_system_family = Some("WINDOWS_SERVER_2022_CORE".to_owned());
            definition.volumes.push(fsx(credentials));
        })
    };
    let mut workload = windows("arn:aws:secretsmanager:eu-west-1:111122223333:secret:ad-AbCdEf");
    assert!(
        lines(&workload.steps)
            .contains(&"secrets secretsmanager secretsmanager.eu-west-1.amazonaws.com:443 host".into())
    );
    assert_eq!(mounts(&workload), ["file-system fsx fsx.eu-west-1.amazonaws.com:443 host"]);
    workload.problems.retain(|problem| !matches!(problem.kind, ProblemKind::Unsupported { .. }));
    let [problem] = workload.problems.as_slice() else { panic!("{:?}", workload.problems) };
    assert!(matches!(problem.kind, ProblemKind::FileServerUnknown { port: 445, .. }));
    let parameter = windows("arn:aws:ssm:eu-west-1:111122223333:parameter/ad");
    assert!(parameter.steps.iter().any(|step| step.kind == StepKind::Parameters));
}

#[test]
fn whoever_mounts_a_file_server_of_windows_is_windows_where_nothing_says_so() {
    let system = |said: Option<&str>| {
        let on = Task {
            launch_type: Some("EC2".to_owned()),
            platform_family: None,
            group: Some("family:orders".to_owned()),
            ..task("t1")
        };
        let mut inventory = with_task(Vec::new(), on);
        inventory.services.clear();
        let mut edited = definition(vec![container("app", PRIVATE_IMAGE)]);
        edited.operating_system_family = said.map(str::to_owned);
        edited.volumes.push(volume(VolumeSource::FsxWindows { file_system: "fs-0a".to_owned(), credentials: None }));
        inventory.task_definitions = [edited].into();
        only(&inventory).platform.operating_system
    };
    assert_eq!(system(None), OperatingSystem::Windows);
    assert_eq!(system(Some("LINUX")), OperatingSystem::Linux);
}

#[test]
fn docker_mounts_from_the_instance() {
    for (from, expected) in [
        (docker("local", &[]), None),
        (docker("local", &[("type", "tmpfs"), ("device", "tmpfs")]), None),
        (
            docker("local", &[("type", "nfs"), ("device", "fs-0a.efs.eu-west-1.amazonaws.com:/")]),
            Some("fs-0a.efs.eu-west-1.amazonaws.com:2049"),
        ),
        (
            docker("local", &[("type", "nfs"), ("device", ":/x"), ("o", "addr=10.0.0.7,nfsvers=4")]),
            Some("10.0.0.7:2049"),
        ),
        (docker("local", &[("type", "cifs"), ("device", "//10.0.0.8/share")]), Some("10.0.0.8:445")),
    ] {
        let workload = run("EC2", |definition| definition.volumes.push(from.clone()));
        let step = workload.steps.iter().find(|step| step.kind == StepKind::FileSystem);
        let found = step.map(|step| format!("{}:{}", step.host, step.port));
        assert_eq!(found.as_deref(), expected, "{from:?}");
        assert!(step.is_none_or(|step| step.from == Caller::Host), "{from:?}");
        assert!(workload.problems.is_empty(), "{:?}", workload.problems);
    }
}

#[test]
fn what_is_not_known_of_a_volume_is_a_problem() {
    for from in [
        docker("rexray/ebs", &[]),
        docker("local", &[("type", "ceph"), ("device", "mon:/")]),
        docker("local", &[("type", "nfs")]),
        docker("local", &[("type", "nfs"), ("device", "10.0.0.7:/x"), ("o", "nfsvers=3")]),
        volume(VolumeSource::Unknown("tapeVolumeConfiguration".to_owned())),
    ] {
        let workload = run("EC2", |definition| definition.volumes.push(from.clone()));
        assert_eq!(workload.problems.len(), 1, "{from:?}: {:?}", workload.problems);
        assert!(mounts(&workload).is_empty());
    }
}

#[test]
fn members_that_nobody_knows_are_problems_at_their_place() {
    let workload = run("FARGATE", |definition| {
        definition.unread.push("teleporter".to_owned());
        definition.containers[0].unread.push("portal".to_owned());
    });
    let found: Vec<_> = workload.problems.iter().map(|problem| problem.evidence.pointer.to_string()).collect();
    assert_eq!(found, ["/taskDefinition/containerDefinitions/app/portal", "/taskDefinition/teleporter"]);
    let is_member = |kind: &ProblemKind| matches!(kind, ProblemKind::Unfamiliar { what: Unfamiliar::Member(_), .. });
    assert!(workload.problems.iter().all(|problem| is_member(&problem.kind)));
}

#[test]
fn a_log_routers_file_comes_from_s3_but_on_fargate() {
    let router = |file_type: &str| {
        let file = Some("arn:aws:s3:::settings/extra.conf".to_owned());
        ContainerDefinition {
            firelens: Some(Firelens { file_type: Some(file_type.to_owned()), file }),
            ..container("router", PRIVATE_IMAGE)
        }
    };
    let ec2 = run("EC2", |definition| definition.containers.push(router("s3")));
    let step = ec2.steps.iter().find(|step| step.kind == StepKind::ConfigurationFiles).unwrap();
    assert_eq!((step.host.as_str(), step.from), ("settings.s3.eu-west-1.amazonaws.com", Caller::Host));
    let actions: Vec<_> = step.access.iter().map(|access| (access.actor, access.action)).collect();
    assert_eq!(actions, [(Actor::ExecutionRole, "s3:GetObject"), (Actor::ExecutionRole, "s3:GetBucketLocation")]);
    let outcome = |launch_type: &str, file_type: &str| {
        let workload = run(launch_type, |definition| definition.containers.push(router(file_type)));
        let steps = workload.steps.iter().any(|step| step.kind == StepKind::ConfigurationFiles);
        (steps, workload.problems.len())
    };
    assert_eq!(outcome("EC2", "file"), (false, 0));
    assert_eq!(outcome("EC2", "ftp"), (false, 1));
    assert_eq!(outcome("FARGATE", "s3"), (false, 1));
}

#[test]
fn specifications_of_accounts_are_fetched() {
    let outcome = |spec: &str| {
        let workload = run("EC2", |definition| definition.containers[0].credential_specs.push(spec.to_owned()));
        let kinds = [StepKind::ConfigurationFiles, StepKind::Parameters];
        let found = workload.steps.iter().find(|step| kinds.contains(&step.kind)).map(|step| step.kind);
        (found, workload.problems.len())
    };
    let (file, parameter) = (Some(StepKind::ConfigurationFiles), Some(StepKind::Parameters));
    assert_eq!(outcome("credentialspec:file://spec.json"), (None, 0));
    assert_eq!(outcome("credentialspec:arn:aws:s3:::settings/spec.json"), (file, 0));
    assert_eq!(outcome("credentialspec:arn:aws:ssm:eu-west-1:111122223333:parameter/spec"), (parameter, 0));
    assert_eq!(outcome("credentialspecdomainless:arn:aws:s3:::settings/spec.json"), (file, 1));
    assert_eq!(outcome("credentialspec:spec"), (None, 1));
}

#[test]
fn a_service_on_instances_mounts_from_its_own_subnets_in_the_instances_zone() {
    let on_ec2 = hopwise_model::resource::Service { launch_type: Some("EC2".to_owned()), ..service("orders") };
    let mut inventory = with_task(Vec::new(), task("t1"));
    inventory.tasks.clear();
    inventory.services = [on_ec2].into();
    let mut with_volume = definition(vec![container("app", PRIVATE_IMAGE)]);
    with_volume.volumes.push(efs("fs-0123abcd"));
    inventory.task_definitions = [with_volume].into();
    inventory.subnets = ["subnet-0a", "subnet-0b", "subnet-0host"].map(crate::fixture::subnet).into();
    let elsewhere = hopwise_model::resource::Subnet {
        availability_zone: Some("eu-west-1b".to_owned()),
        ..crate::fixture::subnet("subnet-0b")
    };
    inventory.subnets.iter_mut().filter(|own| own.id.as_str() == "subnet-0b").for_each(|own| *own = elsewhere.clone());
    inventory.container_instances.push(container_instance("prod/one", Some("i-0a")));
    inventory.instances.push(instance("i-0a", "subnet-0host", &["eni-0host"]));
    inventory.network_interfaces.push(interface("eni-0host", "subnet-0host"));
    let workload = only(&inventory);
    let places: Vec<_> = workload.placements.iter().map(|own| (own.subnet.as_str(), own.host.is_some())).collect();
    assert_eq!(places, [("subnet-0a", true)]);
}
