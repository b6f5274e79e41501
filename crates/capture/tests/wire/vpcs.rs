//! What is in a VPC, and what is in none.

use hopwise_capture::{Captured, Purpose, Scope};
use serde_json::Value;

use crate::fake::{Fake, Reply};
use crate::support::{answer, documents, request, run, task};
use crate::world::{HOSTED_TASK, TASK, World};

fn vpc(id: &str) -> Scope {
    Scope { vpcs: vec![id.try_into().unwrap()], ..Scope::default() }
}

/// The last parts of the ARNs in a document of the cluster `prod`.
fn names(captured: &Captured, list: &str, file: &str, arn: &str) -> Vec<String> {
    let documents = documents(captured);
    let document = &documents[format!("eu-west-1/{file}-prod.json").as_str()];
    let arns = document[list].as_array().unwrap().iter().map(|resource| resource[arn].as_str().unwrap());
    arns.map(|arn| arn.rsplit('/').next().unwrap().to_owned()).collect()
}

fn tasks(captured: &Captured) -> Vec<String> {
    names(captured, "tasks", "tasks", "taskArn")
}

fn services(captured: &Captured) -> Vec<String> {
    names(captured, "services", "services", "serviceArn")
}

fn hosts(captured: &Captured) -> Vec<String> {
    names(captured, "containerInstances", "container-instances", "containerInstanceArn")
}

const STOPPED: &str = "4a1b2c3d4e5f60718293a4b5c6d7e8f9";

/// A world with other instances below its container instances.
fn on(instances: [&str; 2]) -> World {
    let mut world = World::new();
    for host in &mut world.hosts {
        let first = host["ec2InstanceId"] == "i-0a";
        host["ec2InstanceId"] = instances[usize::from(!first)].into();
    }
    world
}

#[test]
fn hosts_are_asked_for_before_what_runs_on_them() {
    let fake = Fake::new(World::new());
    answer(&fake, vpc("vpc-0a")).unwrap();
    let asked = fake.asked();
    let at = |operation: &str| {
        let at = |(index, one): (usize, &crate::fake::Asked)| one.is(operation).then_some(index);
        asked.iter().enumerate().filter_map(at).collect::<Vec<usize>>()
    };
    let hosts = [at("ListContainerInstances"), at("DescribeContainerInstances")].concat();
    assert_eq!(hosts.len(), 3, "two clusters, one with hosts");
    for operation in ["ListTasks", "DescribeTasks", "ListServices", "DescribeServices"] {
        assert!(at(operation).first() > hosts.iter().max(), "{operation}");
    }
}

#[test]
fn what_shares_its_hosts_network_is_where_the_host_is() {
    let captured = answer(&Fake::new(World::new()), vpc("vpc-0a")).unwrap();
    assert_eq!(tasks(&captured), [TASK, STOPPED, HOSTED_TASK]);
    assert_eq!((services(&captured), hosts(&captured)), (strings(&["legacy", "orders"]), strings(&["0c1"])));
    // The task's host is in the other VPC, but the service's next task may come here.
    let captured = answer(&Fake::new(World::new()), vpc("vpc-0b")).unwrap();
    assert_eq!(tasks(&captured), [""; 0]);
    assert_eq!((services(&captured), hosts(&captured)), (strings(&["legacy"]), strings(&["0c2"])));
    assert!(captured.is_complete());
    // No host at all is here.
    for instances in [["i-0b", "i-0b"], ["mi-0123456789abcdef0", "i-0b"]] {
        let captured = answer(&Fake::new(on(instances)), vpc("vpc-0a")).unwrap();
        assert_eq!(tasks(&captured), [TASK, STOPPED]);
        assert_eq!((services(&captured), hosts(&captured)), (strings(&["orders"]), strings(&[])));
        assert!(captured.is_complete());
    }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

#[test]
fn where_hosts_are_not_known_nobody_is_left_out() {
    for operation in ["ListContainerInstances", "DescribeContainerInstances"] {
        let fake = Fake::with(World::new(), move |asked, _| asked.is(operation).then(|| Reply::denied(asked)));
        let captured = answer(&fake, vpc("vpc-0b")).unwrap();
        assert_eq!(tasks(&captured), [HOSTED_TASK], "{operation}");
        assert_eq!(services(&captured), ["legacy"], "{operation}");
        assert!(!documents(&captured).contains_key("eu-west-1/container-instances-prod.json"), "{operation}");
    }
}

#[test]
fn old_arns_of_hosts_do_not_tell_their_cluster() {
    let mut world = World::new();
    let old = |arn: &mut Value| *arn = arn.as_str().unwrap().replace("instance/prod/", "instance/").into();
    world.hosts.iter_mut().for_each(|host| old(&mut host["containerInstanceArn"]));
    let hosted = world.tasks.iter_mut().filter(|task| task["launchType"] == "EC2");
    hosted.for_each(|task| old(&mut task["containerInstanceArn"]));
    let captured = answer(&Fake::new(world), vpc("vpc-0a")).unwrap();
    assert_eq!(tasks(&captured), [TASK, STOPPED, HOSTED_TASK]);
    assert_eq!(services(&captured), ["legacy", "orders"]);
}

#[test]
fn workloads_in_no_vpc_are_a_result() {
    // An external instance, and one that was terminated.
    for instance in ["mi-0123456789abcdef0", "i-0f"] {
        for purpose in [Purpose::Answer, Purpose::Keep] {
            let fake = Fake::new(on([instance, "i-0b"]));
            let captured = run(&request(&fake, task(HOSTED_TASK), purpose)).unwrap();
            assert!(captured.is_complete());
            assert_eq!(tasks(&captured), [HOSTED_TASK]);
            assert_eq!(hosts(&captured), ["0c1"]);
            assert!(!documents(&captured).contains_key("eu-west-1/vpcs.json"));
            let of_instances: Vec<String> =
                fake.lines().into_iter().filter(|line| line.contains("DescribeInstances")).collect();
            let of_host = format!("ec2:DescribeInstances instance-id={instance}");
            assert_eq!(of_instances, if instance.starts_with("mi-") { vec![] } else { vec![of_host] });
        }
    }
    // The container instance itself is gone, or the subnet is.
    let mut world = World::new();
    world.hosts.clear();
    let captured = answer(&Fake::new(world), task(HOSTED_TASK)).unwrap();
    assert_eq!((tasks(&captured), hosts(&captured)), (strings(&[HOSTED_TASK]), strings(&[])));
    let mut world = World::new();
    world.list("DescribeSubnets").retain(|subnet| subnet["subnetId"] != "subnet-0a2");
    let captured = answer(&Fake::new(world), task(TASK)).unwrap();
    assert_eq!((tasks(&captured), services(&captured)), (strings(&[TASK]), strings(&["orders"])));
}
