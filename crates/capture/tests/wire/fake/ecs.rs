//! The answers of ECS.

use serde_json::{Value, json};

use super::answer::{is_here, object, page};
use super::{Asked, Reply};
use crate::world::World;

pub(super) fn answer(world: &World, asked: &Asked) -> Reply {
    let clusters: Vec<Value> = world.clusters.iter().filter(|cluster| is_here(asked, cluster)).cloned().collect();
    let cluster = asked.parameter("cluster").map(|name| find(&clusters, "clusterArn", name));
    if cluster == Some(None) {
        return Reply::error(asked, 400, "ClusterNotFoundException");
    }
    let arn = cluster.flatten().map(|cluster| cluster["clusterArn"].clone());
    let here = |resource: &&Value| Some(&resource["clusterArn"]) == arn.as_ref();
    match asked.operation.as_str() {
        "ListClusters" => {
            let arns = clusters.iter().map(|cluster| &cluster["clusterArn"]).collect();
            page(world, asked, "clusterArns", arns, json!({}))
        }
        "ListServices" => page(world, asked, "serviceArns", names(&world.services, here, "serviceArn"), json!({})),
        "ListContainerInstances" => {
            let arns = names(&world.hosts, here, "containerInstanceArn");
            page(world, asked, "containerInstanceArns", arns, json!({}))
        }
        "ListTasks" => {
            let status = asked.parameter("desiredStatus").unwrap();
            let group = asked.parameter("serviceName").map(|service| format!("service:{service}"));
            let wanted = |task: &&Value| {
                here(task)
                    && task["desiredStatus"] == status
                    && group.as_ref().is_none_or(|group| task["group"] == group.as_str())
            };
            page(world, asked, "taskArns", names(&world.tasks, wanted, "taskArn"), json!({}))
        }
        "DescribeClusters" => describe(asked, "clusters", 100, &clusters, "clusterArn"),
        "DescribeServices" => describe(asked, "services", 10, &own(&world.services, here), "serviceArn"),
        "DescribeTasks" => describe(asked, "tasks", 100, &own(&world.tasks, here), "taskArn"),
        "DescribeContainerInstances" => {
            describe(asked, "containerInstances", 100, &own(&world.hosts, here), "containerInstanceArn")
        }
        "DescribeTaskDefinition" => {
            let name = asked.parameter("taskDefinition").unwrap();
            match find(&world.definitions, "taskDefinitionArn", name) {
                Some(definition) => object(asked, &json!({"taskDefinition": definition, "tags": []})),
                None => Reply::error(asked, 400, "ClientException"),
            }
        }
        other => panic!("nobody should ask ECS for {other}"),
    }
}

fn names<'w>(resources: &'w [Value], wanted: impl Fn(&&'w Value) -> bool, member: &str) -> Vec<&'w Value> {
    resources.iter().filter(wanted).map(|resource| &resource[member]).collect()
}

fn own<'w>(resources: &'w [Value], here: impl Fn(&&'w Value) -> bool) -> Vec<Value> {
    resources.iter().filter(here).cloned().collect()
}

/// A resource by its ARN or by the last part of it.
fn find<'w>(resources: &'w [Value], member: &str, name: &str) -> Option<&'w Value> {
    resources.iter().find(|resource| {
        let arn = resource[member].as_str().unwrap();
        arn == name || arn.rsplit('/').next() == Some(name)
    })
}

fn describe(asked: &Asked, list: &str, most: usize, resources: &[Value], member: &str) -> Reply {
    let names = asked.list(list);
    if names.is_empty() || names.len() > most {
        return Reply::error(asked, 400, "InvalidParameterException");
    }
    let found: Vec<&Value> = names.iter().filter_map(|name| find(resources, member, name)).collect();
    let missing = names.iter().filter(|name| find(resources, member, name).is_none());
    let failures: Vec<Value> = missing.map(|name| json!({"arn": name, "reason": "MISSING"})).collect();
    object(asked, &json!({list: found, "failures": failures}))
}
