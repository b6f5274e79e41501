//! What a scope asks for, request by request: no more than can answer it, and together what can be asked together.

use std::sync::Arc;

use hopwise_capture::{CaptureError, Interrupt, Observer, Purpose, Scope, SilentObserver, capture};
use serde_json::json;

use crate::fake::Fake;
use crate::support::{answer, documents, request, run, task};
use crate::world::{HOSTED_TASK, TASK, World};

/// What is asked about any one VPC, when hosts do not matter.
const OF_VPC: &[&str] = &[
    "ec2:DescribeDhcpOptions dhcp-options-id=dopt-0a",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeNatGateways vpc-id=vpc-0a",
    "ec2:DescribeNetworkAcls vpc-id=vpc-0a",
    "ec2:DescribeNetworkInterfaces vpc-id=vpc-0a",
    "ec2:DescribePrefixLists",
    "ec2:DescribeRouteTables vpc-id=vpc-0a",
    "ec2:DescribeSecurityGroupRules group-id=sg-0a1,sg-0a2",
    "ec2:DescribeSecurityGroups group-id=sg-0b1",
    "ec2:DescribeSecurityGroups vpc-id=vpc-0a",
    "ec2:DescribeSubnets vpc-id=vpc-0a",
    // And to it; its tables are asked about one by one.
    "ec2:DescribeTransitGatewayAttachments transit-gateway-id=tgw-0a",
    "ec2:DescribeTransitGatewayRouteTables transit-gateway-id=tgw-0a",
    "ec2:DescribeTransitGatewayVpcAttachments transit-gateway-id=tgw-0a",
    "ec2:DescribeTransitGateways transit-gateway-id=tgw-0a",
    "ec2:DescribeVpcAttribute Attribute=enableDnsHostnames VpcId=vpc-0a",
    "ec2:DescribeVpcAttribute Attribute=enableDnsSupport VpcId=vpc-0a",
    "ec2:DescribeVpcBlockPublicAccessExclusions",
    "ec2:DescribeVpcBlockPublicAccessOptions",
    "ec2:DescribeVpcEndpoints vpc-id=vpc-0a",
    // A route leads to it.
    "ec2:DescribeVpcPeeringConnections vpc-peering-connection-id=pcx-0a",
    "ec2:DescribeVpcs vpc-id=vpc-0a",
    "ec2:GetManagedPrefixListEntries PrefixListId=pl-0c",
    "ec2:GetTransitGatewayRouteTablePropagations TransitGatewayRouteTableId=tgw-rtb-0a",
    "ec2:SearchTransitGatewayRoutes state=active,blackhole TransitGatewayRouteTableId=tgw-rtb-0a",
    "route53:ListHostedZonesByVPC vpcid=vpc-0a vpcregion=eu-west-1",
    "route53:ListResourceRecordSets Id=Z0000000000000A",
    "route53profiles:ListProfileAssociations resourceId=vpc-0a",
    "route53resolver:ListFirewallConfigs",
    "route53resolver:ListFirewallDomainLists",
    "route53resolver:ListFirewallDomains FirewallDomainListId=rslvr-fdl-0a",
    "route53resolver:ListFirewallRuleGroupAssociations VpcId=vpc-0a",
    "route53resolver:ListFirewallRules FirewallRuleGroupId=rslvr-frg-0a",
    "route53resolver:ListResolverRuleAssociations Filters.1.Name=VPCId Filters.1.Values.1=vpc-0a",
    "route53resolver:ListResolverRules",
];
/// What is asked about what any task may do.
const PERMISSIONS: &[&str] = &[
    "iam:GetPolicy PolicyArn=arn:aws:iam::111122223333:policy/boundary",
    "iam:GetPolicy PolicyArn=arn:aws:iam::111122223333:policy/team",
    "iam:GetPolicy PolicyArn=arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
    "iam:GetPolicyVersion PolicyArn=arn:aws:iam::111122223333:policy/boundary VersionId=v2",
    "iam:GetPolicyVersion PolicyArn=arn:aws:iam::111122223333:policy/team VersionId=v2",
    "iam:GetPolicyVersion PolicyArn=arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy VersionId=v2",
    "iam:GetRole RoleName=execution",
    "iam:GetRolePolicy PolicyName=logs RoleName=execution",
    "iam:GetRolePolicy PolicyName=pull RoleName=execution",
    "iam:ListAttachedRolePolicies RoleName=execution",
    "iam:ListRolePolicies RoleName=execution",
    "secretsmanager:DescribeSecret SecretId=arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/database-AbCdEf",
    "secretsmanager:DescribeSecret SecretId=arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/registry-GhIjKl",
    "secretsmanager:GetResourcePolicy SecretId=arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/database-AbCdEf",
    "secretsmanager:GetResourcePolicy SecretId=arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/registry-GhIjKl",
    "sts:GetCallerIdentity",
];
const INSTANCES: &str = "ec2:DescribeInstances vpc-id=vpc-0a";
const CLUSTER: &str = "ecs:DescribeClusters clusters.1=prod";
const ORDERS: &str = "ecs:DescribeTaskDefinition taskDefinition=orders:42";
const ORDERS_SERVICE: &str = "ecs:DescribeServices cluster=prod services.1=orders";
const REPOSITORY: &str = "ecr:GetRepositoryPolicy registryId=111122223333 repositoryName=shop/orders";
const LEGACY_REPOSITORY: &str = "ecr:GetRepositoryPolicy registryId=111122223333 repositoryName=legacy";
const SUBNET: &str = "ec2:DescribeSubnets subnet-id=subnet-0a2";
const CLUSTER_ARN: &str = "arn:aws:ecs:eu-west-1:111122223333:cluster/prod";
const BATCH_ARN: &str = "arn:aws:ecs:eu-west-1:111122223333:cluster/batch";

#[track_caller]
fn exactly(fake: &Fake, others: &[&str]) {
    let workloads = others.iter().any(|line| line.starts_with("ecs:"));
    let permissions = if workloads { PERMISSIONS } else { &[] };
    let mut wanted: Vec<&str> = OF_VPC.iter().chain(permissions).chain(others).copied().collect();
    wanted.sort_unstable();
    assert_eq!(fake.lines(), wanted);
}

#[test]
fn a_task_on_fargate() {
    let fake = Fake::new(World::new());
    let captured = answer(&fake, task(TASK)).unwrap();
    let described = format!("ecs:DescribeTasks cluster=prod tasks.1={TASK}");
    exactly(&fake, &[CLUSTER, &described, ORDERS, ORDERS_SERVICE, REPOSITORY, SUBNET]);
    assert_eq!(fake.count(), 31 + 9 + 17);
    assert_eq!(captured.manifest.requests(), 31 + 9 + 17);
    let names: Vec<&str> = documents(&captured).into_keys().collect();
    assert!(!names.iter().any(|name| name.contains("vpn-gateways")), "{names:?}");
}

#[test]
fn a_task_by_its_arn_names_its_cluster() {
    let fake = Fake::new(World::new());
    let arn = format!("arn:aws:ecs:eu-west-1:111122223333:task/prod/{TASK}");
    answer(&fake, Scope { tasks: vec![arn.clone()], ..Scope::default() }).unwrap();
    exactly(
        &fake,
        &[
            CLUSTER,
            &format!("ecs:DescribeTasks cluster=prod tasks.1={arn}"),
            ORDERS,
            ORDERS_SERVICE,
            REPOSITORY,
            SUBNET,
        ],
    );
}

#[test]
fn a_task_by_how_its_id_begins() {
    let fake = Fake::new(World::new());
    answer(&fake, task("3f9c")).unwrap();
    let arn = format!("arn:aws:ecs:eu-west-1:111122223333:task/prod/{TASK}");
    exactly(
        &fake,
        &[
            CLUSTER,
            "ecs:ListTasks cluster=prod desiredStatus=RUNNING",
            "ecs:ListTasks cluster=prod desiredStatus=STOPPED",
            &format!("ecs:DescribeTasks cluster=prod tasks.1={arn}"),
            ORDERS,
            ORDERS_SERVICE,
            REPOSITORY,
            SUBNET,
        ],
    );
    assert_eq!(fake.count(), 33 + 9 + 17);
}

#[test]
fn a_service() {
    let fake = Fake::new(World::new());
    let scope = Scope { clusters: vec!["prod".to_owned()], services: vec!["orders".to_owned()], ..Scope::default() };
    answer(&fake, scope).unwrap();
    let arn = |id: &str| format!("arn:aws:ecs:eu-west-1:111122223333:task/prod/{id}");
    let stopped = arn("4a1b2c3d4e5f60718293a4b5c6d7e8f9");
    exactly(
        &fake,
        &[
            CLUSTER,
            "ecs:ListTasks cluster=prod desiredStatus=RUNNING serviceName=orders",
            "ecs:ListTasks cluster=prod desiredStatus=STOPPED serviceName=orders",
            &format!("ecs:DescribeTasks cluster=prod tasks.1={} tasks.2={stopped}", arn(TASK)),
            ORDERS,
            ORDERS_SERVICE,
            REPOSITORY,
            SUBNET,
        ],
    );
}

#[test]
fn a_task_on_an_instance() {
    let fake = Fake::new(World::new());
    let captured = answer(&fake, task(HOSTED_TASK)).unwrap();
    exactly(
        &fake,
        &[
            CLUSTER,
            &format!("ecs:DescribeTasks cluster=prod tasks.1={HOSTED_TASK}"),
            "ecs:DescribeServices cluster=prod services.1=legacy",
            "ecs:DescribeTaskDefinition taskDefinition=legacy:7",
            LEGACY_REPOSITORY,
            "ecs:DescribeContainerInstances cluster=prod \
             containerInstances.1=arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/0c1",
            "ec2:DescribeInstances instance-id=i-0a",
            INSTANCES,
        ],
    );
    assert!(documents(&captured).contains_key("eu-west-1/instances.json"));
}

#[test]
fn an_interface() {
    let fake = Fake::new(World::new());
    let scope = Scope { interfaces: vec!["eni-0a1".try_into().unwrap()], ..Scope::default() };
    answer(&fake, scope).unwrap();
    exactly(&fake, &[INSTANCES, "ec2:DescribeNetworkInterfaces network-interface-id=eni-0a1"]);
}

#[test]
fn addresses() {
    let fake = Fake::new(World::new());
    let scope =
        Scope { addresses: vec!["10.0.2.10".parse().unwrap(), "198.51.100.10".parse().unwrap()], ..Scope::default() };
    answer(&fake, scope).unwrap();
    exactly(
        &fake,
        &[
            INSTANCES,
            "ec2:DescribeNetworkInterfaces addresses.private-ip-address=10.0.2.10",
            "ec2:DescribeNetworkInterfaces addresses.association.public-ip=198.51.100.10",
        ],
    );
}

#[test]
fn a_vpc() {
    let fake = Fake::new(World::new());
    let scope = Scope { vpcs: vec!["vpc-0a".try_into().unwrap()], ..Scope::default() };
    let captured = answer(&fake, scope).unwrap();
    let mut others = vec![INSTANCES.to_owned()];
    others.extend(workloads().into_iter().map(|line| line.replace("CLUSTER", CLUSTER_ARN).replace("BATCH", BATCH_ARN)));
    exactly(&fake, &others.iter().map(String::as_str).collect::<Vec<_>>());
    let documents = documents(&captured);
    let hosts = documents["eu-west-1/container-instances-prod.json"]["containerInstances"].as_array().unwrap().clone();
    assert_eq!(hosts.len(), 1, "the other one is in another VPC: {hosts:?}");
    assert_eq!(documents["eu-west-1/network-interfaces.json"]["NetworkInterfaces"].as_array().unwrap().len(), 4);
}

/// What is asked about the workloads of a Region.
fn workloads() -> Vec<String> {
    let tasks = [TASK, "4a1b2c3d4e5f60718293a4b5c6d7e8f9", HOSTED_TASK];
    let tasks: Vec<String> = tasks
        .iter()
        .enumerate()
        .map(|(index, id)| format!(" tasks.{}=arn:aws:ecs:eu-west-1:111122223333:task/prod/{id}", index + 1))
        .collect();
    let host = "containerInstances.1=arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/0c1 \
                containerInstances.2=arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/0c2";
    let mut lines: Vec<String> = [
        "ecs:ListClusters",
        "ecs:DescribeClusters clusters.1=BATCH clusters.2=CLUSTER",
        "ecs:ListServices cluster=CLUSTER",
        "ecs:ListServices cluster=BATCH",
        "ecs:DescribeServices cluster=CLUSTER services.1=legacy services.2=orders",
        "ecs:ListContainerInstances cluster=CLUSTER",
        "ecs:ListContainerInstances cluster=BATCH",
        "ecs:DescribeTaskDefinition taskDefinition=legacy:7",
        ORDERS,
        REPOSITORY,
        LEGACY_REPOSITORY,
    ]
    .map(str::to_owned)
    .into();
    for status in ["RUNNING", "STOPPED"] {
        lines.extend(["CLUSTER", "BATCH"].map(|name| format!("ecs:ListTasks cluster={name} desiredStatus={status}")));
    }
    lines.push(format!("ecs:DescribeTasks cluster=CLUSTER{}", tasks.concat()));
    lines.push(format!("ecs:DescribeContainerInstances cluster=CLUSTER {host}"));
    lines
}

#[test]
fn a_region() {
    let fake = Fake::new(World::new());
    answer(&fake, Scope::default()).unwrap();
    let mut wanted: Vec<String> = OF_VPC
        .iter()
        .filter(|line| !line.contains("sg-0b1"))
        .map(|line| {
            if line.ends_with("Associations VpcId=vpc-0a")
                || line.ends_with("Associations resourceId=vpc-0a")
                || line.contains("Filters.1")
            {
                line.split_once(' ').unwrap().0
            } else {
                line
            }
        })
        .map(|line| line.split_once("-id=").map_or(line, |(call, _)| call.rsplit_once(' ').unwrap().0).to_owned())
        .filter(|line| !line.contains("Peering") && !line.contains("TransitGateway"))
        .collect();
    for call in ["Attachments", "RouteTables", "VpcAttachments", "s"] {
        wanted.push(format!("ec2:DescribeTransitGateway{call} transit-gateway-id=tgw-0a,tgw-0b"));
    }
    for line in OF_VPC.iter().filter(|line| line.contains("tgw-rtb-0a")) {
        wanted.extend(["tgw-rtb-0a", "tgw-rtb-0b"].map(|table| line.replace("tgw-rtb-0a", table)));
    }
    wanted.push("ec2:DescribeVpcPeeringConnections vpc-peering-connection-id=pcx-0a,pcx-0b".to_owned());
    let of_another = |name: &str| format!("ec2:DescribeVpcAttribute Attribute={name} VpcId=vpc-0b");
    wanted.extend(["enableDnsHostnames", "enableDnsSupport"].map(of_another));
    wanted.extend(workloads().into_iter().map(|line| line.replace("CLUSTER", CLUSTER_ARN).replace("BATCH", BATCH_ARN)));
    wanted.push("route53:ListHostedZonesByVPC vpcid=vpc-0b vpcregion=eu-west-1".to_owned());
    wanted.push("route53resolver:ListFirewallRules FirewallRuleGroupId=rslvr-frg-0b".to_owned());
    wanted.extend(PERMISSIONS.iter().map(|&line| line.to_owned()));
    wanted.push("ec2:DescribeInstances".to_owned());
    wanted.sort();
    assert_eq!(fake.lines(), wanted);
    assert_eq!(fake.count(), 45 + 11 + 18);
}

#[test]
fn what_does_not_depend_on_each_other_is_asked_together() {
    for in_flight in [1, 3, 8, 100] {
        let fake = Fake::slow(World::new());
        let mut request = request(&fake, task(TASK), Purpose::Answer);
        request.access.limits.in_flight = in_flight;
        // In real time: the SDK takes an answer that others overtake in a time that leaps for a stalled one.
        (request.access.transport.sleep, request.access.transport.time) = (None, None);
        run(&request).unwrap();
        assert_eq!(fake.count(), 31 + 9 + 17);
        // The first round of a VPC has twelve calls and six about names, and that about a role, a repository and two secrets eight.
        assert_eq!(fake.peak(), in_flight.min(26), "{in_flight} allowed");
    }
}

#[test]
fn what_is_not_there_is_no_capture() {
    let no_such = |scope: Scope, what: &str, wanted: &str| match answer(&Fake::new(World::new()), scope) {
        Err(CaptureError::NoSuch { what: found, name, there_is, .. }) => {
            assert_eq!((found, name.as_str()), (what, wanted));
            there_is
        }
        other => panic!("{other:?}"),
    };
    let clusters = Scope { clusters: vec!["prd".to_owned()], ..Scope::default() };
    assert_eq!(no_such(clusters, "cluster", "prd"), ["batch", "prod"]);
    assert_eq!(no_such(task("ffff"), "task", "ffff"), [""; 0]);
    let whole = "ffffffffffffffffffffffffffffffff";
    assert_eq!(no_such(task(whole), "task", whole), [""; 0]);
    let service = Scope { services: vec!["ordres".to_owned()], ..Scope::default() };
    assert_eq!(no_such(service, "service", "ordres"), [""; 0]);
    let vpc = Scope { vpcs: vec!["vpc-0f".try_into().unwrap()], ..Scope::default() };
    assert_eq!(no_such(vpc, "VPC", "vpc-0f"), [""; 0]);
    let interface = Scope { interfaces: vec!["eni-0f".try_into().unwrap()], ..Scope::default() };
    assert_eq!(no_such(interface, "network interface", "eni-0f"), [""; 0]);
}

#[test]
fn nothing_is_asked_twice() {
    let observer: Arc<dyn Observer> = Arc::new(SilentObserver);
    for purpose in [Purpose::Answer, Purpose::Keep] {
        let fake = Fake::new(World::in_small_pages());
        capture(&request(&fake, Scope::default(), purpose), &observer, &Interrupt::never()).unwrap();
        let mut lines = fake.lines();
        lines.dedup();
        assert_eq!(lines.len(), fake.count());
    }
}

/// A world whose service `orders` says something else of where its tasks run.
fn with_orders(change: impl Fn(&mut serde_json::Value)) -> World {
    let mut world = World::new();
    world.services.iter_mut().filter(|service| service["serviceName"] == "orders").for_each(change);
    world
}

#[test]
fn where_a_service_may_run_on_instances_its_hosts_are_listed() {
    let strategy = |provider: &str| json!([{"capacityProvider": provider, "weight": 1, "base": 0}]);
    let set = |set: serde_json::Value| {
        move |service: &mut serde_json::Value| {
            service["taskSets"] = json!([set.clone()]);
        }
    };
    let unsaid = |strategy: Option<serde_json::Value>| {
        move |service: &mut serde_json::Value| {
            service.as_object_mut().unwrap().remove("launchType");
            service["capacityProviderStrategy"] = strategy.clone().unwrap_or_else(|| json!([]));
        }
    };
    for (world, listed) in [
        (World::new(), false),
        (with_orders(unsaid(None)), true),
        (with_orders(unsaid(Some(strategy("big-machines")))), true),
        (with_orders(unsaid(Some(strategy("FARGATE_SPOT")))), false),
        (with_orders(set(json!({"id": "ecs-svc/1", "launchType": "EC2"}))), true),
        (with_orders(set(json!({"id": "ecs-svc/1", "capacityProviderStrategy": strategy("big-machines")}))), true),
        (with_orders(set(json!({"id": "ecs-svc/1", "launchType": "FARGATE"}))), false),
    ] {
        let fake = Fake::new(world);
        let service =
            Scope { clusters: vec!["prod".to_owned()], services: vec!["orders".to_owned()], ..Scope::default() };
        let captured = answer(&fake, service).unwrap();
        let lines = fake.lines();
        assert_eq!(lines.contains(&"ecs:ListContainerInstances cluster=prod".to_owned()), listed, "{lines:#?}");
        assert_eq!(documents(&captured).contains_key("eu-west-1/container-instances-prod.json"), listed);
    }
}

#[test]
fn a_cluster_by_its_name_and_its_arn_is_asked_once() {
    for names in [["prod", CLUSTER_ARN], [CLUSTER_ARN, "prod"]] {
        let fake = Fake::new(World::new());
        let scope = Scope { clusters: names.map(str::to_owned).into(), ..Scope::default() };
        let captured = answer(&fake, scope).unwrap();
        let described: Vec<String> =
            fake.lines().into_iter().filter(|line| line.starts_with("ecs:DescribeClusters")).collect();
        assert_eq!(described, [format!("ecs:DescribeClusters clusters.1={}", names[0])]);
        assert_eq!(fake.asked().iter().filter(|asked| asked.is("ListServices")).count(), 1);
        assert!(documents(&captured).contains_key("eu-west-1/tasks-prod.json"));
        assert!(!documents(&captured).contains_key("eu-west-1/tasks-prod-2.json"));
    }
}

#[test]
fn an_address_of_version_6() {
    let address = "2001:db8:0:1::a";
    let mut world = World::new();
    for interface in world.list("DescribeNetworkInterfaces") {
        if interface["networkInterfaceId"] == "eni-0a1" {
            interface["ipv6AddressesSet"] = json!([{"ipv6Address": address}]);
        }
    }
    let fake = Fake::new(world);
    let scope = Scope { addresses: vec!["2001:0db8:0000:0001::000a".parse().unwrap()], ..Scope::default() };
    answer(&fake, scope).unwrap();
    exactly(&fake, &[INSTANCES, &format!("ec2:DescribeNetworkInterfaces ipv6-addresses.ipv6-address={address}")]);
}

#[test]
fn whose_account_it_is_is_asked_where_somebody_needs_it() {
    let interface = Scope { interfaces: vec!["eni-0a1".try_into().unwrap()], ..Scope::default() };
    for (scope, purpose, asked) in [
        (task(TASK), Purpose::Answer, 1),
        (task(TASK), Purpose::Keep, 1),
        (interface.clone(), Purpose::Answer, 0),
        (interface, Purpose::Keep, 1),
    ] {
        let fake = Fake::new(World::new());
        let captured = run(&request(&fake, scope, purpose)).unwrap();
        assert_eq!(fake.asked().iter().filter(|one| one.is("GetCallerIdentity")).count(), asked);
        assert_eq!(captured.manifest.places[0].account.is_some(), asked == 1);
    }
}

/// A world whose task definitions name other secrets instead, no role and an image of nobody's.
fn with_secrets(sources: &[&str]) -> World {
    let mut world = World::new();
    for definition in &mut world.definitions {
        definition.as_object_mut().unwrap().remove("executionRoleArn");
        let container = &mut definition["containerDefinitions"][0];
        container["image"] = "nginx".into();
        container["secrets"] = sources.iter().map(|source| json!({"name": "A", "valueFrom": source})).collect();
        container.as_object_mut().unwrap().remove("repositoryCredentials");
        container.as_object_mut().unwrap().remove("logConfiguration");
    }
    world
}

#[test]
fn secrets_of_this_account_and_region_only() {
    let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a/b-AbCdEf";
    for (source, asked) in [
        (arn.to_owned(), Some(arn)),
        (format!("{arn}:key::"), Some(arn)),
        (format!("{arn}:key:stage:EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE"), Some(arn)),
        (format!("{arn}:"), Some(arn)),
        (arn.replace("eu-west-1", "eu-west-2"), None),
        (arn.replace("111122223333", "444455556666"), None),
        (arn.replace("secretsmanager", "ssm"), None),
        (arn.replace("a/b-AbCdEf", ""), None),
        ("a/b".to_owned(), None),
        (String::new(), None),
    ] {
        let fake = Fake::new(with_secrets(&[&source]));
        answer(&fake, task(TASK)).unwrap();
        let lines: Vec<String> = fake.lines().into_iter().filter(|line| line.starts_with("secretsmanager:")).collect();
        let wanted: Vec<String> = asked
            .into_iter()
            .flat_map(|arn| {
                ["DescribeSecret", "GetResourcePolicy"].map(|call| format!("secretsmanager:{call} SecretId={arn}"))
            })
            .collect();
        assert_eq!(lines, wanted, "{source}");
    }
    let fake = Fake::new(with_secrets(&["password", "arn:aws:ssm:eu-west-1:111122223333:parameter/password"]));
    answer(&fake, task(TASK)).unwrap();
    assert_eq!(
        fake.asked().iter().filter(|one| one.is("GetCallerIdentity")).count(),
        0,
        "there is nothing to ask about"
    );
}
