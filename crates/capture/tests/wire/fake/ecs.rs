//! The answers of ECS.

use serde_json::{Value, json};

use super::answer::{object, page};
use super::{Asked, Reply};
use crate::world::World;

pub(super) fn answer(world: &World, asked: &Asked) -> Reply {
    let cluster = asked.parameter("cluster").map(|name| find(&world.clusters, "clusterArn", name));
    if cluster == Some(None) {
        return Reply::error(asked, 400, "ClusterNotFoundException");
    }
    let arn = cluster.flatten().map(|cluster| cluster["clusterArn"].clone());
    let here = |resource: &&Value| Some(&resource["clusterArn"]) == arn.as_ref();
    let arns = |resources: &[Value], member: &str, wanted: &dyn Fn(&Value) -> bool| -> Vec<Value> {
        resources.iter().filter(here).filter(|one| wanted(one)).map(|one| one[member].clone()).collect()
    };
    match asked.operation.as_str() {
        "ListClusters" => {
            let arns = world.clusters.iter().map(|cluster| cluster["clusterArn"].clone()).collect();
            page(world, asked, "clusterArns", arns, json!({}))
        }
        "ListServices" => page(world, asked, "serviceArns", arns(&world.services, "serviceArn", &|_| true), json!({})),
        "ListContainerInstances" => {
            let arns = arns(&world.hosts, "containerInstanceArn", &|_| true);
            page(world, asked, "containerInstanceArns", arns, json!({}))
        }
        "ListTasks" => {
            let status = asked.parameter("desiredStatus").unwrap();
            let group = asked.parameter("serviceName").map(|service| format!("service:{service}"));
            let wanted = |task: &Value| {
                task["desiredStatus"] == status && group.as_ref().is_none_or(|group| task["group"] == group.as_str())
            };
            page(world, asked, "taskArns", arns(&world.tasks, "taskArn", &wanted), json!({}))
        }
        "DescribeClusters" => describe(asked, "clusters", 100, &world.clusters, "clusterArn"),
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
