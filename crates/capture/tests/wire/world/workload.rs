//! Clusters, services, tasks and their hosts.

use serde_json::{Value, json};

use super::{ACCOUNT, HOSTED_TASK, SECRET, TASK};

fn arn(rest: &str) -> String {
    format!("arn:aws:ecs:eu-west-1:{ACCOUNT}:{rest}")
}

pub(super) fn clusters() -> Value {
    let cluster = |name: &str| {
        json!({
            "clusterArn": arn(&format!("cluster/{name}")), "clusterName": name, "status": "ACTIVE",
            "registeredContainerInstancesCount": 2, "runningTasksCount": 2, "pendingTasksCount": 0,
            "activeServicesCount": 2, "statistics": [], "tags": [], "settings": [], "capacityProviders": ["FARGATE"],
            "defaultCapacityProviderStrategy": [],
        })
    };
    json!([cluster("batch"), cluster("prod")])
}

pub(super) fn services() -> Value {
    json!([service("legacy", "legacy:7", "EC2"), service("orders", "orders:42", "FARGATE")])
}

fn service(name: &str, definition: &str, launch_type: &str) -> Value {
    let definition = arn(&format!("task-definition/{definition}"));
    let network = json!({"awsvpcConfiguration": {
        "subnets": ["subnet-0a2"], "securityGroups": ["sg-0a1"], "assignPublicIp": "DISABLED",
    }});
    let mut service = json!({
        "serviceArn": arn(&format!("service/prod/{name}")), "serviceName": name,
        "clusterArn": arn("cluster/prod"), "loadBalancers": [], "serviceRegistries": [], "status": "ACTIVE",
        "desiredCount": 2, "runningCount": 1, "pendingCount": 1, "launchType": launch_type,
        "taskDefinition": definition, "createdAt": 1_741_774_502.417, "schedulingStrategy": "REPLICA",
        "deploymentController": {"type": "ECS"}, "enableECSManagedTags": true, "propagateTags": "NONE",
        "deployments": [{
            "id": "ecs-svc/1234567890123456789", "status": "PRIMARY", "taskDefinition": definition, "desiredCount": 2,
            "pendingCount": 1, "runningCount": 1, "failedTasks": 0, "launchType": launch_type,
            "createdAt": 1_741_774_502.417, "updatedAt": 1_741_774_502.417, "rolloutState": "IN_PROGRESS",
        }],
        "events": [{"id": "0f4e1d2c", "createdAt": 1_741_774_502.417, "message": format!("(service {name}) has begun.")}],
    });
    if launch_type == "FARGATE" {
        service["platformVersion"] = "LATEST".into();
        service["platformFamily"] = "Linux".into();
        service["deployments"][0]["networkConfiguration"] = network.clone();
        service["deployments"][0]["serviceConnectConfiguration"] = json!({
            "enabled": true, "namespace": "shop", "services": [],
            "logConfiguration": {"logDriver": "splunk", "options": {
                "splunk-token": SECRET, "splunk-url": "https://splunk.example.com:8088",
            }},
        });
        service["networkConfiguration"] = network;
    }
    service
}

pub(super) fn tasks() -> Value {
    let stopped = "4a1b2c3d4e5f60718293a4b5c6d7e8f9";
    let mut gone = fargate(stopped, "STOPPED", "eni-0a9");
    gone["stopCode"] = "TaskFailedToStart".into();
    gone["stoppedReason"] = "CannotPullContainerError: pull image manifest has been retried 5 time(s)".into();
    json!([fargate(TASK, "RUNNING", "eni-0a1"), gone, hosted()])
}

fn task(id: &str, status: &str, launch_type: &str, service: &str, definition: &str) -> Value {
    let arn_of_task = arn(&format!("task/prod/{id}"));
    json!({
        "taskArn": arn_of_task, "clusterArn": arn("cluster/prod"), "taskDefinitionArn": arn(definition),
        "desiredStatus": status, "lastStatus": status, "launchType": launch_type, "group": format!("service:{service}"),
        "availabilityZone": "eu-west-1a", "connectivity": "CONNECTED", "cpu": "256", "memory": "512",
        "createdAt": 1_741_774_502.417, "startedBy": "ecs-svc/1234567890123456789", "version": 3, "tags": [],
        "attachments": [], "attributes": [{"name": "ecs.cpu-architecture", "value": "arm64"}],
        "containers": [{
            "containerArn": arn(&format!("container/prod/{id}/0")), "taskArn": arn_of_task, "name": "app",
            "image": "nginx", "lastStatus": status, "networkInterfaces": [], "cpu": "0",
        }],
        "overrides": {
            "containerOverrides": [{
                "name": "app", "command": ["serve", format!("--password={SECRET}")],
                "environment": [{"name": "TOKEN", "value": SECRET}],
            }],
            "inferenceAcceleratorOverrides": [],
        },
    })
}

fn fargate(id: &str, status: &str, interface: &str) -> Value {
    let mut task = task(id, status, "FARGATE", "orders", "task-definition/orders:42");
    task["platformVersion"] = "1.4.0".into();
    task["platformFamily"] = "Linux".into();
    task["attachments"] = json!([{
        "id": "622d5ea6-c2e3-443d-9250-c9a728daeb6e", "type": "ElasticNetworkInterface", "status": "ATTACHED",
        "details": [
            {"name": "subnetId", "value": "subnet-0a2"}, {"name": "networkInterfaceId", "value": interface},
            {"name": "macAddress", "value": "02:a0:b1:c2:d3:e4"}, {"name": "privateIPv4Address", "value": "10.0.2.10"},
        ],
    }]);
    task
}

fn hosted() -> Value {
    let mut task = task(HOSTED_TASK, "RUNNING", "EC2", "legacy", "task-definition/legacy:7");
    task["containerInstanceArn"] = arn("container-instance/prod/0c1").into();
    task
}

pub(super) fn hosts() -> Value {
    let host = |id: &str, instance: &str| {
        json!({
            "containerInstanceArn": arn(&format!("container-instance/prod/{id}")), "clusterArn": arn("cluster/prod"),
            "ec2InstanceId": instance, "status": "ACTIVE", "agentConnected": true, "runningTasksCount": 1,
            "pendingTasksCount": 0, "version": 5, "registeredAt": 1_741_774_502.417,
            "versionInfo": {"agentVersion": "1.89.0", "agentHash": "1a2b3c4d", "dockerVersion": "DockerVersion: 25.0.6"},
            "remainingResources": [{
                "name": "CPU", "type": "INTEGER", "doubleValue": 0.0, "longValue": 0, "integerValue": 2048,
            }],
            "registeredResources": [], "attributes": [{"name": "ecs.capability.task-eni"}], "attachments": [], "tags": [],
        })
    };
    json!([host("0c1", "i-0a"), host("0c2", "i-0b")])
}

fn secret(name: &str) -> String {
    format!("arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{name}")
}

pub(super) fn definitions() -> Value {
    json!([
        definition("legacy", 7, "bridge", "EC2", "legacy:3"),
        definition("orders", 42, "awsvpc", "FARGATE", "shop/orders:1.4.0"),
    ])
}

fn definition(family: &str, revision: u32, mode: &str, launch_type: &str, image: &str) -> Value {
    json!({
        "taskDefinitionArn": arn(&format!("task-definition/{family}:{revision}")), "family": family,
        "revision": revision, "status": "ACTIVE", "networkMode": mode, "cpu": "256", "memory": "512",
        "executionRoleArn": format!("arn:aws:iam::{ACCOUNT}:role/service-role/execution"),
        "requiresCompatibilities": [launch_type], "compatibilities": ["EC2", "FARGATE"], "placementConstraints": [],
        "registeredAt": 1_741_774_502.417, "registeredBy": format!("arn:aws:iam::{ACCOUNT}:user/deploy"),
        "volumes": [], "requiresAttributes": [{"name": "ecs.capability.execution-role-ecr-pull"}],
        "containerDefinitions": [{
            "name": "app", "image": format!("{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/{image}"), "cpu": 0,
            "essential": true, "portMappings": [{"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}],
            "command": ["serve", format!("--password={SECRET}")], "entryPoint": ["sh", "-c", format!("TOKEN={SECRET} exec")],
            "environment": [{"name": "TOKEN", "value": SECRET}], "mountPoints": [], "volumesFrom": [],
            "secrets": [
                {"name": "PASSWORD", "valueFrom": format!("arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/password")},
                {"name": "DATABASE", "valueFrom": format!("{}:password::", secret("shop/database-AbCdEf"))},
            ],
            "repositoryCredentials": {"credentialsParameter": secret("shop/registry-GhIjKl")},
            "logConfiguration": {"logDriver": "splunk", "options": {
                "splunk-token": SECRET, "splunk-url": format!("https://me:{SECRET}@splunk.example.com"),
                "splunk-index": "main", "splunk-caname": "splunk.example.com",
            }, "secretOptions": [{"name": "splunk-token", "valueFrom": secret("shop/database-AbCdEf")}]},
        }],
    })
}
