//! Large networks: how many requests they take.

use hopwise_capture::Scope;

use crate::fake::{Asked, Fake, Reply};
use crate::support::{answer, documents, task};
use crate::world::{TASK, World, many};

/// How many requests of an operation there were, and how many in all.
fn counts(fake: &Fake, operation: &str) -> (usize, usize) {
    (fake.asked().iter().filter(|asked| asked.is(operation)).count(), fake.count())
}

#[test]
fn five_thousand_interfaces_take_five_pages() {
    let small = Fake::new(World::new());
    answer(&small, Scope::default()).unwrap();
    let fake = Fake::new(many(5_000, 200, 1_200));
    let captured = answer(&fake, Scope::default()).unwrap();
    assert_eq!(counts(&small, "DescribeNetworkInterfaces"), (1, 74));
    // Four pages of interfaces more, and one of rules.
    assert_eq!(counts(&fake, "DescribeNetworkInterfaces"), (5, 79));
    assert_eq!(counts(&fake, "DescribeSecurityGroups").0, 1);
    assert_eq!(counts(&fake, "DescribeSecurityGroupRules").0, 2);
    assert_eq!(captured.manifest.requests(), 79);
    let documents = documents(&captured);
    let interfaces = documents["eu-west-1/network-interfaces.json"]["NetworkInterfaces"].as_array().unwrap();
    assert_eq!(interfaces.len(), 5_000);
    assert_eq!(interfaces[4_999]["NetworkInterfaceId"], "eni-00001387");
    assert_eq!(documents["eu-west-1/security-groups.json"]["SecurityGroups"].as_array().unwrap().len(), 200);
}

#[test]
fn a_task_in_a_large_vpc_takes_as_many_more() {
    let fake = Fake::new(many(5_000, 200, 1_200));
    let captured = answer(&fake, task(TASK)).unwrap();
    // As for any task, but for what has more pages; groups of other VPCs are named by none of these.
    assert_eq!(counts(&fake, "DescribeNetworkInterfaces"), (5, 57 + 4 + 1));
    assert!(captured.is_complete());
}

#[test]
fn a_filter_takes_two_hundred_groups() {
    let fake = Fake::new(many(10, 450, 2_250));
    let captured = answer(&fake, task(TASK)).unwrap();
    // Two hundred groups have a thousand rules, which is a page; the last fifty have 250.
    assert_eq!(counts(&fake, "DescribeSecurityGroupRules").0, 3);
    let documents = documents(&captured);
    let rules = documents.iter().filter(|(name, _)| name.contains("security-group-rules-"));
    let count: Vec<usize> =
        rules.map(|(_, document)| document["SecurityGroupRules"].as_array().unwrap().len()).collect();
    assert_eq!(count, [1_000, 1_000, 250]);
}

/// A cluster with as many services, tasks and hosts.
fn busy(services: usize, tasks: usize, hosts: usize) -> World {
    let mut world = World::new();
    let multiply = |resources: &mut Vec<serde_json::Value>, count: usize, arn: &str, name: Option<&str>| {
        let mut one = resources[0].clone();
        let text = one[arn].as_str().unwrap().to_owned();
        let (front, _) = text.rsplit_once('/').unwrap();
        *resources = (0..count)
            .rev()
            .map(|index| {
                one[arn] = format!("{front}/{index:032x}").into();
                if let Some(name) = name {
                    one[name] = format!("{index:032x}").into();
                }
                one.clone()
            })
            .collect();
    };
    // The last ones of the lists are on Fargate; one host is as good as another.
    world.services.truncate(1);
    world.tasks.retain(|task| task["launchType"] == "FARGATE");
    multiply(&mut world.services, services, "serviceArn", Some("serviceName"));
    multiply(&mut world.tasks, tasks, "taskArn", None);
    multiply(&mut world.hosts, hosts, "containerInstanceArn", None);
    world
}

#[test]
fn a_busy_cluster_is_described_in_parts() {
    let fake = Fake::new(busy(25, 250, 120));
    let captured = answer(&fake, Scope::default()).unwrap();
    assert!(captured.is_complete());
    for (operation, count, file, list, resources) in [
        ("DescribeServices", 3, "services-prod", "services", 25),
        ("DescribeTasks", 3, "tasks-prod", "tasks", 250),
        ("DescribeContainerInstances", 2, "container-instances-prod", "containerInstances", 120),
        ("DescribeTaskDefinition", 1, "task-definition-orders-42", "", 0),
    ] {
        assert_eq!(counts(&fake, operation).0, count, "{operation}");
        let document = &documents(&captured)[format!("eu-west-1/{file}.json").as_str()];
        assert_eq!(document[list].as_array().map_or(0, Vec::len), resources, "{operation}");
    }
}

#[test]
fn a_part_that_is_denied_leaves_no_document() {
    for (operation, file) in [
        ("DescribeServices", "services-prod"),
        ("DescribeTasks", "tasks-prod"),
        ("DescribeContainerInstances", "container-instances-prod"),
    ] {
        let last = move |asked: &Asked| {
            let names = ["services", "tasks", "containerInstances"].map(|list| asked.list(list).len());
            asked.is(operation) && names.into_iter().max().is_some_and(|count| ![10, 100].contains(&count))
        };
        let fake = Fake::with(busy(25, 250, 120), move |asked, _| last(asked).then(|| Reply::denied(asked)));
        let captured = answer(&fake, Scope::default()).unwrap();
        assert_eq!(captured.manifest.failures().count(), 1, "{operation}");
        assert!(!documents(&captured).contains_key(format!("eu-west-1/{file}.json").as_str()), "{operation}");
    }
}
