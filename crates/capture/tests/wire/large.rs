//! Large networks: how many requests they take.

use hopwise_capture::Scope;

use crate::fake::Fake;
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
    assert_eq!(counts(&small, "DescribeNetworkInterfaces"), (1, 34));
    // Four pages of interfaces more, and one of rules.
    assert_eq!(counts(&fake, "DescribeNetworkInterfaces"), (5, 39));
    assert_eq!(counts(&fake, "DescribeSecurityGroups").0, 1);
    assert_eq!(counts(&fake, "DescribeSecurityGroupRules").0, 2);
    assert_eq!(captured.manifest.requests(), 39);
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
    assert_eq!(counts(&fake, "DescribeNetworkInterfaces"), (5, 22 + 4 + 1));
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
