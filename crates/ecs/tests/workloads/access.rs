//! What must be allowed before a task runs.

use hopwise_ecs::{Access, Actor, ExecutionRole, StepKind, When, Workload};
use hopwise_model::resource::{ContainerDefinition, SecretDescription, Task, TaskDefinition};
use hopwise_model::{Evidence, Inventory};

use crate::fixture::{container, definition, log, only, secret, task};

const IMAGE: &str = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/orders:1";
const ROLE: &str = "arn:aws:iam::111122223333:role/orders-execution";

fn run(containers: Vec<ContainerDefinition>, secrets: Vec<SecretDescription>) -> Workload {
    let definition = TaskDefinition { execution_role: Some(ROLE.to_owned()), ..definition(containers) };
    let task = Task { task_definition: Some(definition.arn.clone()), ..task("t1") };
    only(&Inventory {
        tasks: [task].into(),
        task_definitions: [definition].into(),
        secrets: secrets.into(),
        ..Inventory::default()
    })
}

fn of(workload: &Workload, kind: StepKind) -> Vec<&Access> {
    workload.steps.iter().filter(|step| step.kind == kind).flat_map(|step| &step.access).collect()
}

fn listed(accesses: &[&Access]) -> Vec<String> {
    accesses.iter().map(|access| format!("{} on {}", access.action, access.resource)).collect()
}

#[test]
fn a_pull_needs_three_actions_and_a_presigned_url() {
    let workload = run(vec![container("app", IMAGE)], Vec::new());
    assert_eq!(listed(&of(&workload, StepKind::RegistryAuth)), ["ecr:GetAuthorizationToken on *"]);
    let repository = "arn:aws:ecr:eu-west-1:111122223333:repository/shop/orders";
    assert_eq!(
        listed(&of(&workload, StepKind::ImageManifest)),
        [format!("ecr:BatchGetImage on {repository}"), format!("ecr:GetDownloadUrlForLayer on {repository}")]
    );
    let layers = of(&workload, StepKind::ImageLayers);
    assert_eq!(listed(&layers), ["s3:GetObject on arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"]);
    assert_eq!(layers[0].actor, Actor::LayerService);
    assert!(matches!(&workload.execution_role, ExecutionRole::Named { role, .. } if role == ROLE));
}

#[test]
fn two_images_of_one_repository_are_one_permission_each() {
    let workload = run(vec![container("app", IMAGE), container("side", IMAGE)], Vec::new());
    assert_eq!(of(&workload, StepKind::ImageManifest).len(), 2);
}

#[test]
fn a_public_image_needs_none() {
    let workload = run(vec![container("app", "nginx")], Vec::new());
    assert!(workload.steps.iter().all(|step| step.access.is_empty()));
}

#[test]
fn secrets_end_in_six_characters_that_a_name_does_not_tell() {
    let head = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:";
    for (value_from, resource) in [
        (format!("{head}prod/db-AbCdEf"), format!("{head}prod/db-AbCdEf")),
        (format!("{head}prod/db-AbCdEf:password::"), format!("{head}prod/db-AbCdEf")),
        (format!("{head}prod/db"), format!("{head}prod/db-??????")),
    ] {
        let app = ContainerDefinition { secrets: vec![secret(&value_from)], ..container("app", IMAGE) };
        let workload = run(vec![app], Vec::new());
        assert_eq!(
            listed(&of(&workload, StepKind::Secrets)),
            [format!("secretsmanager:GetSecretValue on {resource}")],
            "{value_from}"
        );
    }
}

#[test]
fn only_a_customers_key_has_to_be_allowed() {
    let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf";
    let described = |key: Option<&str>| SecretDescription {
        arn: arn.to_owned(),
        name: "db".to_owned(),
        kms_key: key.map(str::to_owned),
        deleted_at: None,
        evidence: Evidence::supposed("test"),
    };
    let run = |key| {
        let app = ContainerDefinition { secrets: vec![secret(arn)], ..container("app", IMAGE) };
        let workload = run(vec![app], vec![described(key)]);
        listed(&of(&workload, StepKind::Secrets))
    };
    assert_eq!(run(None), [format!("secretsmanager:GetSecretValue on {arn}")]);
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1234";
    for given in ["1234", key] {
        assert_eq!(run(Some(given))[1], format!("kms:Decrypt on {key}"));
    }
    assert_eq!(run(Some("alias/mine"))[1], "kms:Decrypt on arn:aws:kms:eu-west-1:111122223333:key/*");
    let theirs = "arn:aws:kms:eu-west-1:444455556666:alias/shared";
    assert_eq!(run(Some(theirs))[1], "kms:Decrypt on arn:aws:kms:eu-west-1:444455556666:key/*");
}

#[test]
fn parameters_are_fetched_with_the_plural_action() {
    let names = ["/prod/db", "prod", "arn:aws:ssm:eu-west-1:111122223333:parameter/x"];
    let secrets = names.map(secret).into();
    let workload = run(vec![ContainerDefinition { secrets, ..container("app", IMAGE) }], Vec::new());
    let head = "ssm:GetParameters on arn:aws:ssm:eu-west-1:111122223333:parameter/";
    assert_eq!(
        listed(&of(&workload, StepKind::Parameters)),
        [format!("{head}prod/db"), format!("{head}prod"), format!("{head}x")]
    );
}

#[test]
fn logs_need_a_stream_and_now_and_then_a_group() {
    let run = |create: bool| {
        let mut options = vec![("awslogs-group", "/ecs/orders"), ("awslogs-stream-prefix", "o")];
        options.extend(create.then_some(("awslogs-create-group", "true")));
        let log = log("awslogs", &options);
        let workload = run(vec![ContainerDefinition { log: Some(log), ..container("app", IMAGE) }], Vec::new());
        let logs = of(&workload, StepKind::Logs);
        (listed(&logs), logs.iter().map(|access| access.when).collect::<Vec<_>>())
    };
    let group = "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/orders";
    let stream = |action: &str| format!("logs:{action} on {group}:log-stream:o/app/*");
    assert_eq!(
        run(false),
        (vec![stream("CreateLogStream"), stream("PutLogEvents")], vec![When::BeforeStart, When::AfterStart])
    );
    let (listed, when) = run(true);
    assert_eq!(listed[1], format!("logs:CreateLogGroup on {group}:log-stream:"));
    assert_eq!(when[1], When::IfLogGroupIsAbsent);
}

#[test]
fn an_environment_file_needs_object_and_bucket() {
    let files = vec!["arn:aws:s3:::settings/prod/orders.env".to_owned()];
    let workload = run(vec![ContainerDefinition { environment_files: files, ..container("app", IMAGE) }], Vec::new());
    assert_eq!(
        listed(&of(&workload, StepKind::EnvironmentFiles)),
        ["s3:GetObject on arn:aws:s3:::settings/prod/orders.env", "s3:GetBucketLocation on arn:aws:s3:::settings"]
    );
}

#[test]
fn a_tasks_overrides_name_its_role_first() {
    let definition =
        TaskDefinition { execution_role: Some(ROLE.to_owned()), ..definition(vec![container("app", IMAGE)]) };
    let named = |task: Task| {
        let definition = definition.clone();
        only(&Inventory { tasks: [task].into(), task_definitions: [definition].into(), ..Inventory::default() })
            .execution_role
    };
    let with = Task { execution_role: Some("arn:aws:iam::111122223333:role/other".to_owned()), ..task("t1") };
    match named(with) {
        ExecutionRole::Named { role, evidence } => {
            assert_eq!(role, "arn:aws:iam::111122223333:role/other");
            assert!(evidence.pointer.to_string().ends_with("/overrides/executionRoleArn"), "{evidence}");
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(named(task("t1")), ExecutionRole::Named { role, .. } if role == ROLE));
}

#[test]
fn on_an_instance_its_role_pulls_where_there_is_none() {
    let launch = |role: Option<&str>| {
        let definition =
            TaskDefinition { execution_role: role.map(str::to_owned), ..definition(vec![container("app", IMAGE)]) };
        let task = Task { launch_type: Some("EC2".to_owned()), ..task("t1") };
        only(&Inventory { tasks: [task].into(), task_definitions: [definition].into(), ..Inventory::default() })
    };
    let actor = |workload: &Workload| of(workload, StepKind::RegistryAuth)[0].actor;
    assert_eq!(actor(&launch(None)), Actor::InstanceRole);
    assert_eq!(actor(&launch(Some(ROLE))), Actor::ExecutionRole);
    assert!(matches!(launch(None).execution_role, ExecutionRole::Absent { .. }));
}
