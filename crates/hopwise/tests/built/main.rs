//! Networks that are written in Rust, asked as if they had been read.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

use hopwise::build::{
    Account, Endpoint, Instance, NetworkAcl, NetworkMode, SecurityGroup, Service, Tier, Vpc, all, tcp, tcp_range,
};
use hopwise::explain::Diagnosis;
use hopwise::model::DocumentKind;
use hopwise::{Answer, Options, Selection, TraceRequest, Verdict, load, load_account};

/// A tier without a way out, and endpoints for all that a task of platform 1.4.0 needs.
fn shop() -> Vpc {
    let endpoint = |service: &str| Endpoint::interface(service).tier("app").group("endpoints");
    Vpc::new("shop", "10.20.0.0/16")
        .dns_hostnames()
        .tier(Tier::isolated("app"))
        .group(SecurityGroup::new("orders"))
        .group(SecurityGroup::new("endpoints").ingress(tcp(443), "orders"))
        .endpoint(endpoint("ecr.api"))
        .endpoint(endpoint("ecr.dkr"))
        .endpoint(endpoint("logs"))
        .endpoint(endpoint("secretsmanager"))
        .endpoint(Endpoint::gateway("s3").tier("app"))
}

fn with_orders(vpc: Vpc) -> Account {
    let orders = Service::fargate("orders").tier("app").group("orders").log_group("/ecs/orders").secret("db");
    Account::new("eu-west-1").vpc(vpc).service(orders)
}

fn diagnosed(account: &Account) -> Answer<Diagnosis> {
    let network = load_account(account).unwrap().network().unwrap();
    network.diagnose(&Selection::default()).unwrap()
}

#[test]
fn a_closed_tier_with_its_endpoints_pulls_and_nothing_is_left_open() {
    let answer = diagnosed(&with_orders(shop()));
    let report = answer.report();
    assert_eq!(answer.verdict(), Verdict::Delivered, "{report:#?}");
    assert!(report.gaps.is_empty() && answer.warnings.is_empty());
    // Every subnet of the service is a placement.
    assert_eq!(answer.found.placements.len(), 2);
}

#[test]
fn what_is_taken_away_is_blamed() {
    let without = |service: &str| {
        let mut vpc = Vpc::new("shop", "10.20.0.0/16")
            .dns_hostnames()
            .tier(Tier::isolated("app"))
            .group(SecurityGroup::new("orders"))
            .group(SecurityGroup::new("endpoints").ingress(tcp(443), "orders"));
        for own in ["ecr.api", "ecr.dkr", "logs", "secretsmanager"].into_iter().filter(|own| *own != service) {
            vpc = vpc.endpoint(Endpoint::interface(own).tier("app").group("endpoints"));
        }
        if service == "s3" { vpc } else { vpc.endpoint(Endpoint::gateway("s3").tier("app")) }
    };
    for (service, step) in [
        ("ecr.api", "registry-auth"),
        ("ecr.dkr", "image-manifest"),
        ("logs", "logs"),
        ("secretsmanager", "secrets"),
        ("s3", "image-layers"),
    ] {
        let answer = diagnosed(&with_orders(without(service)));
        assert_eq!(answer.verdict(), Verdict::Blocked, "{service}");
        let report = answer.report();
        let blocked = report.steps().filter(|own| own.verdict == Verdict::Blocked);
        // In both subnets.
        assert_eq!(blocked.map(|own| own.step.to_string()).collect::<Vec<_>>(), [step; 2], "{service}");
    }
    let closed = shop().acl(NetworkAcl::new("closed").tier("app").allow_in(100, tcp(443), "0.0.0.0/0").allow_out(
        100,
        all(),
        "0.0.0.0/0",
    ));
    // Within a subnet no ACL is met, and S3's answers come back to ports that it does not let in.
    let report = diagnosed(&with_orders(closed)).report();
    assert!(
        report.steps().any(|own| own.cause.as_ref().is_some_and(|cause| cause.message.contains("acl-shop-closed"))),
        "{report:#?}"
    );
}

#[test]
fn without_remedies_an_answer_is_the_same_but_for_what_to_change() {
    let closed = shop().group(SecurityGroup::new("closed"));
    let orders = Service::fargate("orders").tier("app").group("closed");
    let network = load_account(&Account::new("eu-west-1").vpc(closed).service(orders)).unwrap().network().unwrap();
    let steps = |network: &hopwise::Network| {
        let report = network.diagnose(&Selection::default()).unwrap().report();
        report.steps().cloned().collect::<Vec<_>>()
    };
    let (mut with, without) = (steps(&network), steps(&network.without_remedies()));
    assert!(with.iter().any(|own| own.verdict == Verdict::Blocked));
    for step in with.iter_mut().filter(|own| own.verdict == Verdict::Blocked) {
        assert!(!std::mem::take(&mut step.plans).is_empty(), "{step:#?}");
        step.behind.clear();
    }
    assert_eq!(with, without);
}

#[test]
fn what_was_written_to_a_directory_is_read_from_it() {
    let directory = tempfile::tempdir().unwrap();
    let snapshot = load_account(&with_orders(shop())).unwrap();
    snapshot.save(directory.path()).unwrap();
    let read = load([directory.path().to_str().unwrap()], &Options::default()).unwrap();
    assert_eq!(read.inventory, snapshot.inventory);
    let network = read.network().unwrap();
    let task = TraceRequest::new("eni-shop-ecr-api-a", "10.20.1.4");
    assert!(network.trace(&task).is_ok());
}

#[test]
fn what_aws_would_refuse_is_an_error() {
    let refused = load_account(&Account::new("eu-west-1").vpc(Vpc::new("big", "10.0.0.0/8"))).unwrap_err();
    assert!(refused.to_string().starts_with("VPC big: AWS would answer InvalidVpc.Range"), "{refused}");
}

/// A host whose operating system nothing tells may open connections from either range of ports: what only one of them decides is
/// not known, whichever way it would be decided.
#[test]
fn a_host_that_nobody_knows_is_of_no_operating_system() {
    let asked = |first: u16, is_known: bool| {
        let replies = NetworkAcl::new("replies").tier("app").allow_in(100, tcp_range(first..=65535), "0.0.0.0/0");
        let vpc = Vpc::new("shop", "10.20.0.0/16")
            .tier(Tier::public("public"))
            .tier(Tier::private("app", "public"))
            .acl(replies.allow_out(100, all(), "0.0.0.0/0"))
            .instance(Instance::new("host", "app").container_instance());
        let worker = Service::ec2("worker").network_mode(NetworkMode::Host).tasks(1);
        let mut snapshot = load_account(&Account::new("eu-west-1").vpc(vpc).service(worker)).unwrap();
        if !is_known {
            for instance in &mut snapshot.inventory.container_instances {
                instance.os_type = None;
            }
            snapshot.inventory.instances.clear();
            snapshot.inventory.knowledge.forget(DocumentKind::Reservations);
        }
        let answer = snapshot.network().unwrap().diagnose(&Selection::default()).unwrap();
        let steps: Vec<Verdict> = answer.report().steps().map(|step| step.verdict).collect();
        (answer.verdict(), steps)
    };
    // 32768 to 60999 of Linux; 49152 to 65535 of Windows.
    assert_eq!(asked(49152, true).0, Verdict::Partial);
    let (verdict, steps) = asked(49152, false);
    assert_eq!(verdict, Verdict::Undetermined);
    assert!(steps.iter().all(|step| *step == Verdict::Undetermined), "{steps:?}");
    assert_eq!(asked(32768, true).0, Verdict::Delivered);
    assert_eq!(asked(32768, false).0, Verdict::Undetermined);
    assert_eq!(asked(65000, true).0, Verdict::Blocked);
}
