//! Which steps a task definition gives, and who asks.

use hopwise_ecs::{
    AwsService, Decides, OperatingSystem, ProblemKind, Reason, Remark, Step, StepKind, StepNote, Unfamiliar,
};
use hopwise_model::resource::{ContainerDefinition, EndpointState, Secret, Task, VpcEndpoint};

use crate::fixture::{
    PRIVATE_IMAGE, arn, container, container_instance, definition, efs, endpoint, instance, interface, lines, log,
    only, secret, task, with_task,
};

/// A container that needs everything.
fn everything() -> ContainerDefinition {
    ContainerDefinition {
        repository_credentials: Some("arn:aws:secretsmanager:eu-west-1:111122223333:secret:hub-AbCdEf".to_owned()),
        secrets: vec![secret("arn:aws:ssm:eu-west-1:111122223333:parameter/db/url")],
        environment_files: vec!["arn:aws:s3:::settings/prod/orders.env".to_owned()],
        log: Some(log("awslogs", &[("awslogs-group", "/orders")])),
        ..container("app", PRIVATE_IMAGE)
    }
}

fn steps_of(task: Task) -> Vec<String> {
    let mut inventory = with_task(vec![everything()], task);
    inventory.task_definitions[0].volumes.push(efs("fs-0123abcd"));
    inventory.container_instances.push(container_instance("prod/one", Some("i-0a")));
    inventory.instances.push(instance("i-0a", "subnet-0b", &["eni-0host"]));
    inventory.network_interfaces.push(interface("eni-0host", "subnet-0b"));
    lines(&only(&inventory).steps)
}

#[test]
fn current_fargate_asks_for_everything_itself() {
    let expected = [
        "registry-auth ecr.api api.ecr.eu-west-1.amazonaws.com:443 task",
        "image-manifest ecr.dkr 111122223333.dkr.ecr.eu-west-1.amazonaws.com:443 task",
        "image-layers s3 prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com:443 task",
        "secrets secretsmanager secretsmanager.eu-west-1.amazonaws.com:443 task",
        "parameters ssm ssm.eu-west-1.amazonaws.com:443 task",
        "environment-files s3 settings.s3.eu-west-1.amazonaws.com:443 task",
        "logs logs logs.eu-west-1.amazonaws.com:443 task",
        "file-system elasticfilesystem fs-0123abcd.efs.eu-west-1.amazonaws.com:2049 task",
    ];
    for version in ["1.4.0", "1.5.0", "LATEST"] {
        assert_eq!(steps_of(Task { platform_version: Some(version.to_owned()), ..task("t1") }), expected, "{version}");
    }
    let windows = Task {
        platform_family: Some("Windows Server 2022 Core".to_owned()),
        platform_version: Some("1.0.0".to_owned()),
        ..task("t1")
    };
    let on_windows = |step: &&str| !step.starts_with("environment-files") && !step.starts_with("file-system");
    assert_eq!(steps_of(windows), expected.into_iter().filter(on_windows).collect::<Vec<_>>(), "has neither");
}

#[test]
fn old_fargate_fetches_tokens_and_secrets_outside_the_vpc() {
    for version in ["1.3.0", "1.2.0"] {
        let steps = steps_of(Task { platform_version: Some(version.to_owned()), ..task("t1") });
        assert_eq!(
            steps,
            [
                "registry-auth ecr.api api.ecr.eu-west-1.amazonaws.com:443 fargate",
                "image-manifest ecr.dkr 111122223333.dkr.ecr.eu-west-1.amazonaws.com:443 task",
                "image-layers s3 prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com:443 task",
                "secrets secretsmanager secretsmanager.eu-west-1.amazonaws.com:443 fargate",
                "parameters ssm ssm.eu-west-1.amazonaws.com:443 fargate",
                "logs logs logs.eu-west-1.amazonaws.com:443 task",
            ]
        );
    }
}

#[test]
fn on_ec2_the_instance_asks_for_everything_but_what_is_mounted_and_for_ecs_too() {
    let on_ec2 = Task {
        launch_type: Some("EC2".to_owned()),
        platform_version: None,
        container_instance: Some(crate::fixture::arn("container-instance/prod/one")),
        ..task("t1")
    };
    assert_eq!(
        steps_of(on_ec2),
        [
            "registry-auth ecr.api api.ecr.eu-west-1.amazonaws.com:443 host",
            "image-manifest ecr.dkr 111122223333.dkr.ecr.eu-west-1.amazonaws.com:443 host",
            "image-layers s3 prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com:443 host",
            "secrets secretsmanager secretsmanager.eu-west-1.amazonaws.com:443 host",
            "parameters ssm ssm.eu-west-1.amazonaws.com:443 host",
            "environment-files s3 settings.s3.eu-west-1.amazonaws.com:443 host",
            "logs logs logs.eu-west-1.amazonaws.com:443 host",
            "control-plane ecs-agent ecs-a-1.eu-west-1.amazonaws.com:443 host",
            "control-plane ecs-telemetry ecs-t-1.eu-west-1.amazonaws.com:443 host",
            "control-plane ecs ecs.eu-west-1.amazonaws.com:443 host",
            "file-system elasticfilesystem fs-0123abcd.efs.eu-west-1.amazonaws.com:2049 task",
        ]
    );
}

#[test]
fn an_agent_that_asks_through_an_endpoint_is_told_names_that_endpoints_answer() {
    use EndpointState::{Available, Failed};
    let (answered, numbered) = ("ecs-a.eu-west-1.amazonaws.com", "ecs-a-1.eu-west-1.amazonaws.com");
    for (service, private_dns, state, expected) in [
        ("com.amazonaws.eu-west-1.ecs", true, Available, answered),
        ("com.amazonaws.eu-west-1.ecs", true, Failed, numbered),
        ("com.amazonaws.eu-west-1.ecs", false, Available, numbered),
        ("com.amazonaws.eu-west-1.ecs-agent", true, Available, numbered),
    ] {
        let on_ec2 = Task {
            launch_type: Some("EC2".to_owned()),
            container_instance: Some(crate::fixture::arn("container-instance/prod/one")),
            ..task("t1")
        };
        let mut inventory = with_task(vec![container("app", "nginx")], on_ec2);
        inventory.container_instances.push(container_instance("prod/one", Some("i-0a")));
        inventory.instances.push(instance("i-0a", "subnet-0b", &["eni-0host"]));
        inventory.network_interfaces.push(interface("eni-0host", "subnet-0b"));
        inventory.vpc_endpoints.push(VpcEndpoint { state, ..endpoint(service, private_dns) });
        let workload = only(&inventory);
        let agent = workload.steps.iter().find(|step| step.aws_service == Some(AwsService::EcsAgent)).unwrap();
        assert_eq!((agent.host.as_str(), agent.note), (expected, Some(StepNote::HostToldByEcs)), "{service}");
    }
}

#[test]
fn registries_outside_aws() {
    let inventory = with_task(
        vec![
            container("hub", "nginx:1"),
            container("public", "public.ecr.aws/nginx/nginx"),
            container("own", "registry.example.com:5000/app"),
        ],
        task("t1"),
    );
    let workload = only(&inventory);
    assert_eq!(
        lines(&workload.steps),
        [
            "image-manifest auth.docker.io auth.docker.io:443 task",
            "image-manifest d5l0dvt14r5h8.cloudfront.net d5l0dvt14r5h8.cloudfront.net:443 task",
            "image-manifest production.cloudflare.docker.com production.cloudflare.docker.com:443 task",
            "image-manifest public.ecr.aws public.ecr.aws:443 task",
            "image-manifest registry-1.docker.io registry-1.docker.io:443 task",
            "image-manifest registry.example.com registry.example.com:5000 task",
        ]
    );
    assert!(workload.steps.iter().all(|step| step.aws_service.is_none() && step.region.is_none()));
    // The content network of ECR Public serves what it is asked for, and sends nobody on.
    let is_sent_on = |step: &Step| step.note == Some(StepNote::RedirectsElsewhere);
    assert!(workload.steps.iter().all(|step| is_sent_on(step) != step.host.ends_with(".cloudfront.net")));
}

#[test]
fn the_region_of_a_destination_is_its_own() {
    let app = ContainerDefinition {
        secrets: vec![
            secret("arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:db-AbCdEf:password::"),
            secret("arn:aws:ssm:us-east-1:111122223333:parameter/a"),
            secret("/bare/name"),
        ],
        log: Some(log("awslogs", &[("awslogs-region", "us-gov-west-1")])),
        ..container("app", "999900001111.dkr.ecr.eusc-de-east-1.amazonaws.eu/team/app")
    };
    let workload = only(&with_task(vec![app], task("t1")));
    let found: Vec<(String, &str)> =
        workload.steps.iter().map(|step| (step.host.clone(), step.region.as_ref().unwrap().as_str())).collect();
    let expected = [
        ("api.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
        ("999900001111.dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
        ("prod-eusc-de-east-1-starport-layer-bucket.s3.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
        ("secretsmanager.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("ssm.eu-west-1.amazonaws.com", "eu-west-1"),
        ("ssm.us-east-1.amazonaws.com", "us-east-1"),
        ("logs.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
    ];
    assert_eq!(found, expected.map(|(host, region)| (host.to_owned(), region)));
}

#[test]
fn one_destination_is_one_step_with_all_its_reasons() {
    let with_log =
        |name: &str| ContainerDefinition { log: Some(log("awslogs", &[])), ..container(name, PRIVATE_IMAGE) };
    let workload = only(&with_task(vec![with_log("app"), with_log("sidecar")], task("t1")));
    assert_eq!(workload.steps.len(), 4);
    for step in &workload.steps {
        let containers: Vec<&str> = step.needs.iter().map(|need| need.container.as_deref().unwrap()).collect();
        assert_eq!(containers, ["app", "sidecar"], "{}", step.kind);
    }
    let manifest = &workload.steps[1].needs[0];
    assert_eq!(manifest.reason, Reason::Image(PRIVATE_IMAGE.to_owned()));
    assert_eq!(manifest.evidence.to_string(), "snapshot.json#/taskDefinition/containerDefinitions/app/image");
}

/// What a log driver needs: the `logs` step, if there is one, and the numbers of problems and of remarks.
fn logging(driver: &str, options: &[(&str, &str)]) -> (Option<String>, usize, usize) {
    let app = ContainerDefinition { log: Some(log(driver, options)), ..container("app", PRIVATE_IMAGE) };
    let on_ec2 = Task {
        launch_type: Some("EC2".to_owned()),
        container_instance: Some(arn("container-instance/prod/one")),
        ..task("t1")
    };
    let mut inventory = with_task(vec![app], on_ec2);
    inventory.container_instances.push(container_instance("prod/one", Some("i-0a")));
    inventory.instances.push(instance("i-0a", "subnet-0b", &["eni-0host"]));
    inventory.network_interfaces.push(interface("eni-0host", "subnet-0b"));
    let workload = only(&inventory);
    let logs = workload.steps.iter().find(|step| step.kind == StepKind::Logs);
    (logs.map(|step| format!("{}:{}", step.host, step.port)), workload.problems.len(), workload.remarks.len())
}

#[test]
fn log_drivers() {
    let to = |server: &str| (Some(server.to_owned()), 0, 0);
    let (nothing, unknown, later) = ((None, 0, 0), (None, 1, 0), (None, 0, 1));
    assert_eq!(logging("awslogs", &[]), to("logs.eu-west-1.amazonaws.com:443"));
    assert_eq!(logging("json-file", &[]), nothing);
    assert_eq!(logging("awsfirelens", &[]), later);
    let splunk = ("splunk-url", "https://hec.example.com:8088");
    assert_eq!(logging("splunk", &[splunk]), to("hec.example.com:8088"));
    assert_eq!(logging("splunk", &[splunk, ("splunk-verify-connection", "false")]), later);
    assert_eq!(logging("splunk", &[]), unknown, "its URL may be a secret");
    assert_eq!(logging("gelf", &[("gelf-address", "tcp://10.0.0.9:12201")]), to("10.0.0.9:12201"));
    assert_eq!(logging("gelf", &[("gelf-address", "udp://10.0.0.9:12201")]), later);
    assert_eq!(logging("syslog", &[("syslog-address", "tcp://10.0.0.9")]), to("10.0.0.9:514"));
    assert_eq!(logging("syslog", &[]), nothing, "that of the machine itself");
    assert_eq!(logging("fluentd", &[("fluentd-address", "logs.example.com")]), to("logs.example.com:24224"));
    assert_eq!(logging("fluentd", &[("fluentd-address", "logs.example.com"), ("fluentd-async", "true")]), later);
    assert_eq!(logging("fluentd", &[]), nothing);
    assert_eq!(logging("smoke-signals", &[]), unknown);
    let none = only(&with_task(vec![container("app", PRIVATE_IMAGE)], task("t1")));
    assert!(none.steps.iter().all(|step| step.kind != StepKind::Logs) && none.remarks.is_empty());
}

#[test]
fn a_log_router_sends_on_what_it_is_told_to_once_it_runs() {
    let sends = |options: &[(&str, &str)]| {
        let app = ContainerDefinition { log: Some(log("awsfirelens", options)), ..container("app", PRIVATE_IMAGE) };
        let workload = only(&with_task(vec![app], task("t1")));
        assert!(workload.problems.is_empty() && workload.steps.iter().all(|step| step.kind != StepKind::Logs));
        match workload.remarks.as_slice() {
            [Remark::LogsAfterStart { destination, .. }] => destination.clone(),
            [Remark::LogDestinationUnknown { .. }] => "?".to_owned(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(sends(&[("Name", "cloudwatch_logs"), ("region", "us-east-1")]), "logs.us-east-1.amazonaws.com");
    assert_eq!(sends(&[("Name", "firehose")]), "firehose.eu-west-1.amazonaws.com");
    assert_eq!(sends(&[("Name", "s3"), ("bucket", "lines")]), "lines.s3.eu-west-1.amazonaws.com");
    assert_eq!(sends(&[("Name", "http"), ("Host", "intake.example.com"), ("Port", "8443")]), "intake.example.com:8443");
    let endpoint = |name| sends(&[("Name", name), ("endpoint", "https://vpce-1.logs.eu-west-1.vpce.amazonaws.com/")]);
    for name in ["cloudwatch_logs", "s3", "kinesis_streams"] {
        assert_eq!(endpoint(name), "vpce-1.logs.eu-west-1.vpce.amazonaws.com", "{name}");
    }
    assert_eq!(sends(&[("Name", "exec")]), "?");
}

#[test]
fn secrets_of_log_drivers_and_credentials_by_bare_name() {
    let mut firelens = log("awsfirelens", &[]);
    firelens.secrets.push(secret("token"));
    let app = ContainerDefinition {
        log: Some(firelens),
        repository_credentials: Some("registry".to_owned()),
        ..container("app", "ghcr.io/org/app")
    };
    let workload = only(&with_task(vec![app], task("t1")));
    assert_eq!(
        lines(&workload.steps),
        [
            "image-manifest ghcr.io ghcr.io:443 task",
            "secrets secretsmanager secretsmanager.eu-west-1.amazonaws.com:443 task",
            "parameters ssm ssm.eu-west-1.amazonaws.com:443 task",
        ]
    );
    assert_eq!(workload.steps[1].needs[0].reason, Reason::RepositoryCredentials("registry".to_owned()));
    assert_eq!(workload.steps[2].needs[0].reason, Reason::LogSecret("token".to_owned()));
    let [Remark::LogDestinationUnknown { driver, .. }] = workload.remarks.as_slice() else {
        panic!("{:?}", workload.remarks)
    };
    assert_eq!(driver, "awsfirelens");
}

#[test]
fn docker_lets_its_user_choose_the_endpoint_of_logs_and_fargate_does_not() {
    let app = |endpoint: &str| ContainerDefinition {
        log: Some(log("awslogs", &[("awslogs-endpoint", endpoint)])),
        ..container("app", "nginx")
    };
    let host = |launch_type: &str, endpoint: &str| {
        let task = Task { launch_type: Some(launch_type.to_owned()), ..task("t1") };
        let workload = only(&with_task(vec![app(endpoint)], task));
        let step = workload.steps.iter().find(|step| step.kind == StepKind::Logs).map(|s| (s.host.clone(), s.port));
        let broken = workload.problems.iter().any(|p| matches!(p.kind, ProblemKind::LogEndpoint { .. }));
        assert_eq!(step.is_none(), broken);
        step.map(|(host, port)| format!("{host}:{port}"))
    };
    let default = Some("logs.eu-west-1.amazonaws.com:443".to_owned());
    assert_eq!(host("EC2", "https://logs.example.com/"), Some("logs.example.com:443".to_owned()));
    assert_eq!(host("EC2", "Logs.example.com:8443"), Some("logs.example.com:8443".to_owned()));
    assert_eq!(host("EC2", "not a host"), None);
    assert_eq!(host("FARGATE", "https://logs.example.com"), default);
    let problems = only(&with_task(vec![app("https://logs.example.com")], task("t1"))).problems;
    let expected =
        ProblemKind::Unfamiliar { container: Some("app".to_owned()), what: Unfamiliar::LogOption("awslogs-endpoint") };
    assert_eq!(problems.into_iter().map(|problem| problem.kind).collect::<Vec<_>>(), [expected]);
}

#[test]
fn awslogs_without_its_group_or_on_fargate_its_region_does_not_start() {
    let missing = |launch_type: &str, without: &[&str], secrets: Vec<Secret>| {
        let mut log = log("awslogs", &[]);
        log.options.retain(|option, _| !without.contains(&option.as_str()));
        log.secrets = secrets;
        let app = ContainerDefinition { log: Some(log), ..container("app", "nginx") };
        let on = Task { launch_type: Some(launch_type.to_owned()), ..task("t1") };
        let problems = only(&with_task(vec![app], on)).problems.into_iter();
        let options = problems.filter_map(|problem| match problem.kind {
            ProblemKind::LogOption { option, .. } => Some(option),
            _ => None,
        });
        options.collect::<Vec<_>>()
    };
    let (group, region) = ("awslogs-group", "awslogs-region");
    assert_eq!(missing("FARGATE", &[], Vec::new()), Vec::<&str>::new());
    assert_eq!(missing("FARGATE", &[region], Vec::new()), [region]);
    assert_eq!(missing("FARGATE", &[group, region], Vec::new()), [group, region]);
    assert_eq!(missing("EC2", &[group, region], Vec::new()), [group]);
    let mut log = log("awslogs", &[]);
    log.options.clear();
    let connect =
        hopwise_model::resource::ServiceConnect { log: Some(log), evidence: crate::fixture::evidence("/connect") };
    let mut inventory = with_task(vec![container("app", "nginx")], task("t1"));
    let service = crate::fixture::service("orders");
    inventory.services = [hopwise_model::resource::Service { connect: Some(connect), ..service }].into();
    let of_proxy = only(&inventory).problems.into_iter();
    assert_eq!(of_proxy.filter(|problem| matches!(problem.kind, ProblemKind::LogOption { .. })).count(), 2);
    let named = Secret { name: group.to_owned(), ..secret("arn:aws:ssm:eu-west-1:111122223333:parameter/group") };
    assert_eq!(missing("FARGATE", &[group], vec![named]), Vec::<&str>::new());
}

#[test]
fn a_definition_that_marks_no_container_needs_all() {
    let sidecar = |name: &str| ContainerDefinition { essential: false, ..container(name, PRIVATE_IMAGE) };
    let decides = |containers: Vec<ContainerDefinition>| {
        only(&with_task(containers, task("t1"))).steps.iter().all(|step| step.decides == Decides::Start)
    };
    assert!(decides(vec![sidecar("one"), sidecar("other")]));
    assert!(!decides(vec![container("app", "nginx"), sidecar("other")]));
}

#[test]
fn what_cannot_be_read_is_a_problem_and_the_rest_stays() {
    let app = ContainerDefinition {
        repository_credentials: Some("arn:aws:ssm:eu-west-1:111122223333:parameter/x".to_owned()),
        secrets: vec![secret("arn:aws:s3:::bucket/key"), secret("arn:aws:ssm:europe:1:x"), secret("")],
        environment_files: vec![
            "arn:aws:s3:::bucket".to_owned(),
            "arn:aws-cn:s3:::bucket/key.env".to_owned(),
            "s3://bucket/key.env".to_owned(),
        ],
        log: Some(log("awslogs", &[("awslogs-region", "europe")])),
        ..container("app", "${IMAGE}")
    };
    let mut inventory = with_task(vec![app, container("good", PRIVATE_IMAGE)], task("t1"));
    inventory.task_definitions[0].volumes.push(efs("not-a-file-system"));
    let workload = only(&inventory);
    let count = |of: fn(&ProblemKind) -> bool| workload.problems.iter().filter(|p| of(&p.kind)).count();
    assert_eq!(count(|kind| matches!(kind, ProblemKind::Image { .. })), 1);
    assert_eq!(count(|kind| matches!(kind, ProblemKind::Secret { .. })), 4);
    assert_eq!(count(|kind| matches!(kind, ProblemKind::EnvironmentFile { .. })), 3);
    assert_eq!(count(|kind| matches!(kind, ProblemKind::LogRegion { .. })), 1);
    assert_eq!(count(|kind| matches!(kind, ProblemKind::FileSystem { .. })), 1);
    assert_eq!(workload.problems.len(), 10);
    let kinds: Vec<StepKind> = workload.steps.iter().map(|step| step.kind).collect();
    assert_eq!(kinds, [StepKind::RegistryAuth, StepKind::ImageManifest, StepKind::ImageLayers]);
}

#[test]
fn no_endpoint_leads_to_a_file_system() {
    let mut inventory = with_task(Vec::new(), task("t1"));
    inventory.task_definitions[0].volumes.push(efs("fs-0123abcd"));
    let workload = only(&inventory);
    let [step] = workload.steps.as_slice() else { panic!("{:?}", workload.steps) };
    assert_eq!((step.aws_service, step.region.as_ref().unwrap().as_str()), (None, "eu-west-1"));
    let reason = Reason::FileSystem { volume: "data".to_owned(), file_system: "fs-0123abcd".to_owned() };
    assert_eq!(step.needs[0].reason, reason);
}

#[test]
fn efs_on_a_platform_without_it_is_a_problem() {
    let old = Task { platform_version: Some("1.3.0".to_owned()), ..task("t1") };
    let mut inventory = with_task(vec![container("app", PRIVATE_IMAGE)], old);
    inventory.task_definitions[0].volumes.push(efs("fs-0123abcd"));
    let workload = only(&inventory);
    assert!(workload.steps.iter().all(|step| step.kind != StepKind::FileSystem));
    assert!(matches!(workload.problems[0].kind, ProblemKind::FileSystemUnsupported { .. }));
}

#[test]
fn notes_say_what_limits_the_answer() {
    let cached = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/nginx";
    let app = ContainerDefinition {
        environment_files: vec!["arn:aws:s3:::bucket/key.env".to_owned()],
        ..container("app", cached)
    };
    let note = |task: Task, kind: StepKind| {
        let workload = only(&with_task(vec![app.clone()], task));
        workload.steps.iter().find(|step| step.kind == kind).unwrap().note
    };
    assert_eq!(note(task("t1"), StepKind::RegistryAuth), None);
    assert_eq!(note(task("t1"), StepKind::ImageManifest), Some(StepNote::PullThroughCacheMayNeedInternet));
    assert_eq!(note(task("t1"), StepKind::ImageLayers), None);
    assert_eq!(note(task("t1"), StepKind::EnvironmentFiles), Some(StepNote::BucketRegionAssumed));
    let windows = Task { platform_family: Some("Windows Server 2019 Full".to_owned()), ..task("t1") };
    assert_eq!(note(windows, StepKind::ImageLayers), Some(StepNote::ForeignLayersFromMicrosoft));
    let old = Task { platform_version: Some("1.3.0".to_owned()), ..task("t1") };
    assert_eq!(note(old, StepKind::RegistryAuth), Some(StepNote::OffVpc));
    let ec2 = Task { launch_type: Some("EC2".to_owned()), ..task("t1") };
    assert_eq!(note(ec2, StepKind::RegistryAuth), Some(StepNote::GaugedByHost));
}

#[test]
fn overrides_add_environment_files() {
    let with = Task { environment_files: vec!["arn:aws:s3:::extra/more.env".to_owned()], ..task("t1") };
    let workload = only(&with_task(vec![container("app", PRIVATE_IMAGE)], with));
    let step = workload.steps.last().unwrap();
    assert_eq!(step.host, "extra.s3.eu-west-1.amazonaws.com");
    assert_eq!(step.needs[0].evidence.pointer, "/tasks/t1/overrides");
}

#[test]
fn the_operating_system_comes_from_the_definition_where_nothing_else_tells_it() {
    let bare =
        Task { platform_family: None, platform_version: None, group: Some("family:orders".to_owned()), ..task("t1") };
    let mut inventory = with_task(vec![container("app", PRIVATE_IMAGE)], bare);
    inventory.services.clear();
    inventory.task_definitions = [hopwise_model::resource::TaskDefinition {
        operating_system_family: Some("WINDOWS_SERVER_2022_CORE".to_owned()),
        ..definition(vec![container("app", PRIVATE_IMAGE)])
    }]
    .into();
    let workload = only(&inventory);
    assert_eq!(workload.platform.operating_system, OperatingSystem::Windows);
    assert_eq!(workload.platform.version.unwrap().to_string(), "1.0.0");
    assert_eq!(workload.platform.ephemeral_ports(), 49152..=65535);
}

#[test]
fn what_contradicts_itself_about_the_operating_system_is_not_known() {
    const LINUX: Option<&str> = Some("Linux");
    const WINDOWS: Option<&str> = Some("Windows Server 2022 Core");
    let asked = |of_task: Option<&str>, of_service: Option<&str>, of_definition: Option<&str>| {
        let task = Task { platform_family: of_task.map(str::to_owned), platform_version: None, ..task("t1") };
        let mut inventory = with_task(vec![container("app", PRIVATE_IMAGE)], task);
        for service in &mut inventory.services {
            service.platform_family = of_service.map(str::to_owned);
            service.platform_version = None;
        }
        inventory.task_definitions = [hopwise_model::resource::TaskDefinition {
            operating_system_family: of_definition.map(str::to_owned),
            ..definition(vec![container("app", PRIVATE_IMAGE)])
        }]
        .into();
        let workload = only(&inventory);
        let is_problem = |kind: &ProblemKind| *kind == ProblemKind::OperatingSystemContradicted;
        let contradicted = workload.problems.iter().any(|problem| is_problem(&problem.kind));
        let knows = workload.steps.iter().all(|step| workload.knows_caller(step));
        assert_eq!(contradicted, !knows);
        (workload.platform.operating_system, contradicted)
    };
    for (of_task, of_service, of_definition, expected) in [
        (None, None, None, (OperatingSystem::Linux, false)),
        (LINUX, WINDOWS, None, (OperatingSystem::Linux, false)),
        (None, WINDOWS, None, (OperatingSystem::Windows, false)),
        (WINDOWS, LINUX, WINDOWS, (OperatingSystem::Windows, false)),
        (None, LINUX, WINDOWS, (OperatingSystem::Windows, true)),
        (LINUX, None, WINDOWS, (OperatingSystem::Linux, true)),
        (None, WINDOWS, LINUX, (OperatingSystem::Linux, true)),
    ] {
        assert_eq!(asked(of_task, of_service, of_definition), expected, "{of_task:?} {of_service:?} {of_definition:?}");
    }
}

#[test]
fn on_instances_the_operating_system_is_theirs() {
    let asked = |hosts: &[Option<&str>], of_definition: Option<&str>, alone: bool| {
        let on = Task {
            launch_type: Some("EC2".to_owned()),
            platform_version: None,
            container_instance: Some(crate::fixture::arn("container-instance/prod/0")),
            ..task("t1")
        };
        let mut inventory = with_task(vec![container("app", PRIVATE_IMAGE)], on);
        if !alone {
            inventory.tasks.clear();
            let mut service = crate::fixture::service("orders");
            (service.launch_type, service.platform_version) = (Some("EC2".to_owned()), None);
            inventory.services = [service].into();
        }
        inventory.task_definitions[0].operating_system_family = of_definition.map(str::to_owned);
        for (index, system) in hosts.iter().enumerate() {
            let (id, own) = (format!("i-0{index}"), format!("eni-0host{index}"));
            let mut host = container_instance(&format!("prod/{index}"), Some(&id));
            host.os_type = system.map(str::to_owned);
            inventory.container_instances.push(host);
            let mut own = interface(&own, "subnet-0b");
            own.instance = Some(id.as_str().try_into().unwrap());
            inventory.network_interfaces.push(own);
        }
        let workload = only(&inventory);
        let is_unsure = |kind: &ProblemKind| {
            matches!(kind, ProblemKind::OperatingSystemUnknown | ProblemKind::OperatingSystemContradicted)
        };
        let unsure = workload.problems.iter().any(|problem| is_unsure(&problem.kind));
        (workload.platform.operating_system, unsure)
    };
    let (linux, windows) = (OperatingSystem::Linux, OperatingSystem::Windows);
    for alone in [true, false] {
        assert_eq!(asked(&[Some("linux")], None, alone), (linux, false));
        assert_eq!(asked(&[Some("windows")], None, alone), (windows, false));
        assert_eq!(asked(&[None], None, alone), (linux, true), "neither its agent nor EC2 says");
        assert_eq!(asked(&[None], Some("WINDOWS_SERVER_2022_CORE"), alone), (windows, false));
        assert_eq!(asked(&[Some("linux")], Some("WINDOWS_SERVER_2022_CORE"), alone), (linux, true));
    }
    let both = [Some("windows"), Some("linux")];
    assert_eq!(asked(&both, None, false), (windows, true), "its next task may be on either");
    assert_eq!(asked(&both, Some("LINUX"), false), (linux, false));
}

#[test]
fn the_proxy_of_service_connect_logs_before_the_containers_start() {
    use hopwise_model::resource::{Service, ServiceConnect};
    let elsewhere = log("awslogs", &[("awslogs-region", "us-east-1")]);
    let connect = ServiceConnect { log: Some(elsewhere), evidence: crate::fixture::evidence("/connect") };
    let mut inventory = with_task(vec![container("app", PRIVATE_IMAGE)], task("t1"));
    inventory.services = [Service { connect: Some(connect), ..crate::fixture::service("orders") }].into();
    let workload = only(&inventory);
    let step = workload.steps.iter().find(|step| step.kind == StepKind::Logs).unwrap();
    assert_eq!(step.host, "logs.us-east-1.amazonaws.com");
    assert_eq!(step.needs[0].container.as_deref(), Some("ecs-service-connect"));
    assert!(matches!(workload.remarks.as_slice(), [Remark::ServiceConnect { .. }]));
}
