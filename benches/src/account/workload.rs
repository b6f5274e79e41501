//! Tasks, their services, and the role that pulls their images.

use serde_json::json;

use super::network::{Interface, Vpc, interface};
use super::{ACCOUNT, Account, Made, REGION};

/// Makes the tasks over the VPCs in turn, their services and the definitions of these.
pub(super) fn tasks(account: &Account, vpcs: &mut [Vpc], made: &mut Made) {
    let ecs = |what: &str| format!("arn:aws:ecs:{REGION}:{ACCOUNT}:{what}");
    let definition = |service: usize| ecs(&format!("task-definition/app{service}:1"));
    for number in 0..account.tasks {
        let (id, service) = (Account::task(number), number % account.services);
        let (turn, vpc) = (number / vpcs.len(), number % vpcs.len());
        let vpc = &mut vpcs[vpc];
        let group = vpc.tasks.clone();
        let subnet = turn % vpc.subnets.len();
        let description = ecs(&format!("attachment/{id}"));
        let own = Interface { groups: &[&group], kind: "interface", description, instance: None };
        let (eni, address) = interface(made, vpc, subnet, &own);
        let subnet = &vpc.subnets[subnet];
        let details = json!([
            { "name": "subnetId", "value": subnet.id }, { "name": "networkInterfaceId", "value": eni },
            { "name": "macAddress", "value": "02:00:00:00:00:01" },
            { "name": "privateIPv4Address", "value": address }
        ]);
        made.add(
            "tasks",
            json!({
                "attachments": [
                    { "details": details, "id": id, "status": "ATTACHED", "type": "ElasticNetworkInterface" }
                ],
                "availabilityZone": subnet.zone, "clusterArn": ecs("cluster/prod"), "connectivity": "CONNECTED",
                "containers": [{ "lastStatus": "PENDING", "name": "app", "networkInterfaces": [] }], "cpu": "256",
                "desiredStatus": "RUNNING", "group": format!("service:app{service}"), "lastStatus": "PENDING",
                "launchType": "FARGATE", "memory": "512", "overrides": { "containerOverrides": [] },
                "platformFamily": "Linux", "platformVersion": "1.4.0", "tags": [],
                "taskArn": ecs(&format!("task/prod/{id}")), "taskDefinitionArn": definition(service), "version": 3
            }),
        );
    }
    for service in 0..account.services {
        let vpc = &vpcs[service % vpcs.len()];
        let subnets: Vec<&str> = vpc.subnets.iter().take(2).map(|subnet| subnet.id.as_str()).collect();
        made.add(
            "services",
            json!({
                "clusterArn": ecs("cluster/prod"), "deployments": [], "desiredCount": 1, "events": [],
                "launchType": "FARGATE", "loadBalancers": [], "networkConfiguration": { "awsvpcConfiguration": {
                    "assignPublicIp": "DISABLED", "securityGroups": [vpc.tasks], "subnets": subnets
                } },
                "pendingCount": 1, "platformFamily": "Linux", "platformVersion": "LATEST", "runningCount": 0,
                "serviceArn": ecs(&format!("service/prod/app{service}")), "serviceName": format!("app{service}"),
                "serviceRegistries": [], "status": "ACTIVE", "taskDefinition": definition(service)
            }),
        );
        let container = json!({
            "cpu": 0, "environment": [], "essential": true,
            "image": format!("{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/app:1"),
            "logConfiguration": { "logDriver": "awslogs", "options": {
                "awslogs-group": "/ecs/app", "awslogs-region": REGION, "awslogs-stream-prefix": "ecs"
            } },
            "mountPoints": [], "name": "app", "portMappings": [], "volumesFrom": []
        });
        let document = json!({ "tags": [], "taskDefinition": {
            "containerDefinitions": [container], "cpu": "256",
            "executionRoleArn": format!("arn:aws:iam::{ACCOUNT}:role/exec"), "family": format!("app{service}"),
            "memory": "512", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "revision": 1,
            "status": "ACTIVE", "taskDefinitionArn": definition(service), "volumes": []
        } });
        made.single.push((format!("task-definition-app{service}.json"), document));
    }
}

/// The execution role of all tasks may do what the pull and the logs ask.
pub(super) fn roles(made: &mut Made) {
    let trusted = json!({ "Statement": [
        { "Action": "sts:AssumeRole", "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" } }
    ], "Version": "2012-10-17" });
    let role = json!({ "Role": {
        "Arn": format!("arn:aws:iam::{ACCOUNT}:role/exec"), "AssumeRolePolicyDocument": trusted,
        "CreateDate": "2026-01-01T00:00:00+00:00", "Path": "/", "RoleId": "AROAX", "RoleName": "exec"
    } });
    let actions = [
        "ecr:GetAuthorizationToken",
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ];
    let allowed =
        json!({ "Statement": [{ "Action": actions, "Effect": "Allow", "Resource": "*" }], "Version": "2012-10-17" });
    let policy = json!({ "PolicyDocument": allowed, "PolicyName": "inline", "RoleName": "exec" });
    made.single.push(("iam/get-role-exec.json".to_owned(), role));
    made.single.push(("iam/get-role-policy-exec.json".to_owned(), policy));
    made.single.push(("iam/exec.json".to_owned(), json!({ "AttachedPolicies": [] })));
    made.single.push(("iam/inline/exec.json".to_owned(), json!({ "PolicyNames": ["inline"] })));
}
