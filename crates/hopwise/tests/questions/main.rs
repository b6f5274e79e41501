//! Traces asked in words: every form of from and to, and what is refused.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

mod peering;

use hopwise::{
    Error, Network, Options, Region, SelectionError, TraceError, TraceRequest, Traced, Verdict, Warning, load_documents,
};

/// A VPC with one public subnet, open to all: a web server with a public address, and a cache behind an endpoint and a worker without one; and a second
/// VPC with the same block, where something has the cache's address.
fn network() -> Network {
    let interface = |id: &str, vpc: &str, subnet: &str, address: &str, rest: &str| {
        format!(
            r#"{{"NetworkInterfaceId": "{id}", "Status": "in-use", "VpcId": "{vpc}", "SubnetId": "{subnet}", "PrivateIpAddress": "{address}",
                "Groups": [{{"GroupId": "sg-0open"}}], "PrivateIpAddresses": [{{"Primary": true, "PrivateIpAddress": "{address}"{rest}}}]}}"#
        )
    };
    let public = r#", "Association": {"PublicIp": "52.1.2.3"}"#;
    let interfaces = [
        interface("eni-0web", "vpc-0a", "subnet-0a", "10.0.1.10", public),
        interface("eni-0cache", "vpc-0a", "subnet-0a", "10.0.1.20", ""),
        interface("eni-0worker", "vpc-0a", "subnet-0a", "10.0.1.25", ""),
        interface("eni-0other", "vpc-0b", "subnet-0b", "10.0.1.20", ""),
    ];
    let interfaces = format!(r#"{{"NetworkInterfaces": [{}]}}"#, interfaces.join(","));
    let subnet = |id: &str, vpc: &str| {
        format!(
            r#"{{"SubnetId": "{id}", "VpcId": "{vpc}", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "eu-west-1a"}}"#
        )
    };
    let subnets = format!(r#"{{"Subnets": [{}, {}]}}"#, subnet("subnet-0a", "vpc-0a"), subnet("subnet-0b", "vpc-0b"));
    let documents = [
        (
            "vpcs.json",
            r#"{"Vpcs": [
                {"VpcId": "vpc-0a", "CidrBlock": "10.0.0.0/16", "DhcpOptionsId": "dopt-0a"},
                {"VpcId": "vpc-0b", "CidrBlock": "10.0.0.0/16", "DhcpOptionsId": "dopt-0a"}]}"#,
        ),
        (
            "dhcp.json",
            r#"{"DhcpOptions": [{"DhcpOptionsId": "dopt-0a", "DhcpConfigurations": [
                {"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]}]}]}"#,
        ),
        ("dns-support.json", r#"{"VpcId": "vpc-0a", "EnableDnsSupport": {"Value": true}}"#),
        ("dns-hostnames.json", r#"{"VpcId": "vpc-0a", "EnableDnsHostnames": {"Value": true}}"#),
        ("subnets.json", subnets.as_str()),
        (
            "groups.json",
            r#"{"SecurityGroups": [{"GroupId": "sg-0open", "VpcId": "vpc-0a",
                "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
                "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}]}"#,
        ),
        ("interfaces.json", interfaces.as_str()),
        (
            "instances.json",
            r#"{"Reservations": [{"Instances": [{"InstanceId": "i-0web", "State": {"Name": "running"},
                "NetworkInterfaces": [{"NetworkInterfaceId": "eni-0web", "Attachment": {"DeviceIndex": 0}}]}]}]}"#,
        ),
        (
            "route-tables.json",
            r#"{"RouteTables": [{"RouteTableId": "rtb-0a", "VpcId": "vpc-0a", "Associations": [{"Main": true}], "Routes": [
                {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active", "Origin": "CreateRouteTable"},
                {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-0a", "State": "active", "Origin": "CreateRoute"}]}]}"#,
        ),
        (
            "gateways.json",
            r#"{"InternetGateways": [{"InternetGatewayId": "igw-0a", "Attachments": [{"VpcId": "vpc-0a", "State": "available"}]}]}"#,
        ),
        (
            "acls.json",
            r#"{"NetworkAcls": [{"NetworkAclId": "acl-0a", "VpcId": "vpc-0a", "IsDefault": true,
                "Associations": [{"SubnetId": "subnet-0a"}], "Entries": [
                {"RuleNumber": 32767, "Egress": true, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"},
                {"RuleNumber": 32767, "Egress": false, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"},
                {"RuleNumber": 100, "Egress": true, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"},
                {"RuleNumber": 100, "Egress": false, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}]}]}"#,
        ),
        (
            "endpoints.json",
            r#"{"VpcEndpoints": [
                {"VpcEndpointId": "vpce-0s3", "VpcEndpointType": "Gateway", "VpcId": "vpc-0a", "State": "available",
                 "ServiceName": "com.amazonaws.eu-west-1.s3", "RouteTableIds": []},
                {"VpcEndpointId": "vpce-0lists", "VpcEndpointType": "Interface", "VpcId": "vpc-0b", "State": "available",
                 "ServiceName": "com.amazonaws.eu-west-1.ec2", "PrivateDnsEnabled": false, "NetworkInterfaceIds": ["eni-0other", "eni-0gone"]},
                {"VpcEndpointId": "vpce-0cache", "VpcEndpointType": "Interface", "VpcId": "vpc-0a", "State": "available",
                 "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0a", "PrivateDnsEnabled": false, "NetworkInterfaceIds": ["eni-0cache"]}]}"#,
        ),
        (
            "tasks.json",
            r#"{"tasks": [{"taskArn": "arn:aws:ecs:eu-west-1:111122223333:task/prod/3f9c0e5d", "launchType": "FARGATE",
                "attachments": [{"type": "ElasticNetworkInterface", "details": [
                    {"name": "networkInterfaceId", "value": "eni-0web"}, {"name": "subnetId", "value": "subnet-0a"}]}]}]}"#,
        ),
        (
            "nat-gateways.json",
            r#"{"NatGateways": [{"NatGatewayId": "nat-0a", "VpcId": "vpc-0a", "SubnetId": "subnet-0a", "State": "deleted",
                "NatGatewayAddresses": [{"NetworkInterfaceId": "eni-0nat", "PrivateIp": "10.0.1.30"}]}]}"#,
        ),
    ];
    load_documents(documents, &Options::default()).unwrap().network().unwrap()
}

fn request(from: &str, to: &str) -> TraceRequest {
    TraceRequest::new(from, to)
}

fn ask(request: &TraceRequest) -> Result<Traced, Error> {
    network().trace(request).map(|answer| answer.found)
}

/// Verdict, and the hops there of the first flow.
fn answer(from: &str, to: &str) -> (Verdict, String) {
    let traced = ask(&request(from, to)).unwrap();
    let flow = traced.reach.flows().next().unwrap();
    let hops: Vec<&str> = flow.forward.iter().map(|hop| hop.id.as_str()).collect();
    (traced.reach.verdict, hops.join(" > "))
}

#[test]
fn every_name_of_an_interface_means_the_same() {
    let expected = (Verdict::Delivered, "eni-0web > eni-0cache".to_owned());
    for from in ["eni-0web", "i-0web", "10.0.1.10", "52.1.2.3"] {
        assert_eq!(answer(from, "eni-0cache"), expected, "{from}");
        assert_eq!(answer(from, "10.0.1.20"), expected, "{from}");
    }
    assert_eq!(answer("eni-0worker", "i-0web").1, "eni-0worker > eni-0web");
}

#[test]
fn names_that_ec2_makes_mean_the_addresses_that_they_carry() {
    const WEB: &str = "ec2-52-1-2-3.eu-west-1.compute.amazonaws.com";
    let inside = answer("eni-0worker", WEB);
    assert_eq!(inside, answer("eni-0worker", "eni-0web"), "inside the VPC the private address");
    assert_eq!(answer("8.8.8.8", WEB), (Verdict::Delivered, "igw-0a > subnet-0a > eni-0web".to_owned()));
    // Nobody here has that one.
    assert_eq!(answer("eni-0web", "ec2-52-9-9-9.eu-west-1.compute.amazonaws.com").1, "eni-0web > subnet-0a > igw-0a");
    for from in [WEB, "ip-10-0-1-10.eu-west-1.compute.internal"] {
        assert_eq!(answer(from, "10.0.1.20").1, "eni-0web > eni-0cache", "{from}");
    }
}

#[test]
fn any_other_public_address_is_on_the_internet() {
    let inbound = (Verdict::Delivered, "igw-0a > subnet-0a > eni-0web".to_owned());
    for to in ["eni-0web", "i-0web", "52.1.2.3"] {
        assert_eq!(answer("8.8.8.8", to), inbound, "{to}");
    }
    let traced = ask(&request("8.8.8.8", "i-0web")).unwrap();
    let flow = traced.reach.flows().next().unwrap();
    assert_eq!(flow.witness.packet.source.to_string(), "8.8.8.8");
    assert_eq!(traced.source_ports, "1024-65535");
    assert_eq!(answer("8.8.8.8", "eni-0cache").0, Verdict::Blocked);
}

#[test]
fn hosts_and_services_are_resolved() {
    let outbound = (Verdict::Delivered, "eni-0web > subnet-0a > igw-0a".to_owned());
    for to in ["ecr.api", "api.ecr.eu-west-1.amazonaws.com", "logs", "1.1.1.1"] {
        assert_eq!(answer("eni-0web", to), outbound, "{to}");
    }
    let traced = ask(&request("eni-0web", "ecr.api")).unwrap();
    assert_eq!(traced.reach.resolution.host, "api.ecr.eu-west-1.amazonaws.com");
    assert!(traced.named);
}

#[test]
fn icmp_asks_with_echo_requests_and_the_client_uses_its_own_ports() {
    let ping = TraceRequest { protocol: "icmp".parse().unwrap(), ..request("eni-0web", "eni-0cache") };
    let traced = ask(&ping).unwrap();
    let packet = traced.reach.flows().next().unwrap().witness.packet;
    assert_eq!((packet.icmp_type(), packet.icmp_code()), (Some(8), Some(0)));
    let ports = TraceRequest { source_ports: Some(1000..=2000), ..request("eni-0web", "eni-0cache") };
    assert_eq!(ask(&ports).unwrap().source_ports, "1000-2000");
    assert_eq!(ask(&request("eni-0web", "eni-0cache")).unwrap().source_ports, "32768-60999");
}

#[test]
fn what_is_not_there_is_refused_with_a_hint() {
    let refused = |from: &str, to: &str| {
        let error = ask(&request(from, to)).unwrap_err();
        (error.to_string(), error.hint().unwrap_or_default())
    };
    let (error, hint) = refused("eni-0nobody", "s3");
    assert_eq!(error, "there is no network interface `eni-0nobody` in the snapshot");
    assert_eq!(hint, "there is: eni-0cache, eni-0other, eni-0web, eni-0worker");
    assert_eq!(refused("i-0nobody", "s3").1, "there is: i-0web");
    assert_eq!(refused("10.0.1.99", "s3").0, "no network interface of the snapshot has the address 10.0.1.99");
    assert!(refused("10.0.1.20", "s3").0.ends_with("several VPCs have the address 10.0.1.20: eni-0cache, eni-0other"));
    assert!(refused("eni-0web", "nonsense").0.starts_with("`nonsense` is neither an id, a task"));
    for name in ["s3", "example.com"] {
        assert!(refused("8.8.8.8", name).0.starts_with("packets from the internet need an address"), "{name}");
    }
    assert!(refused("eni-0web", "\u{1b}[2J").0.contains("`\\u{1b}[2J`"));
    assert!(matches!(
        ask(&request("3f9d", "s3")),
        Err(Error::Trace(TraceError::Selection(SelectionError::NoSuchTask { .. })))
    ));
}

#[test]
fn tasks_go_by_their_resource_too() {
    let expected = (Verdict::Delivered, "eni-0web > eni-0cache".to_owned());
    for from in
        ["task/prod/3f9c0e5d", "task/prod/3f9c", "3f9c", "arn:aws:ecs:eu-west-1:111122223333:task/prod/3f9c0e5d"]
    {
        assert_eq!(answer(from, "eni-0cache"), expected, "{from}");
        assert_eq!(answer("eni-0worker", from).1, "eni-0worker > eni-0web", "{from}");
    }
    assert!(
        matches!(
            ask(&request("task/test/3f9c", "s3")),
            Err(Error::Trace(TraceError::Selection(SelectionError::NoSuchTask { .. })))
        ),
        "another cluster"
    );
}

#[test]
fn an_interface_endpoint_means_its_interfaces() {
    assert_eq!(answer("eni-0web", "vpce-0cache"), (Verdict::Delivered, "eni-0web > eni-0cache".to_owned()));
    let refused = |to: &str| {
        let error = ask(&request("eni-0web", to)).unwrap_err();
        (error.to_string(), error.hint().unwrap_or_default())
    };
    let (error, hint) = refused("vpce-0s3");
    assert!(error.starts_with("VPC endpoint `vpce-0s3` has no address of its own"), "{error}");
    assert_eq!(hint, "name the service: s3");
    // An answer about one interface of two would pass for one about both.
    assert_eq!(
        refused("vpce-0lists").0,
        "the network interfaces of VPC endpoint `vpce-0lists` are not all in the snapshot"
    );
    assert_eq!(refused("vpce-0nope").1, "there is: vpce-0cache, vpce-0lists, vpce-0s3");
}

#[test]
fn urls_and_ports_are_told_from_hosts() {
    for (to, host) in [
        ("https://api.ecr.eu-west-1.amazonaws.com/path", "api.ecr.eu-west-1.amazonaws.com"),
        ("api.ecr.eu-west-1.amazonaws.com:443", "api.ecr.eu-west-1.amazonaws.com"),
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1", "111122223333.dkr.ecr.eu-west-1.amazonaws.com"),
        ("10.0.1.20:443", "10.0.1.20"),
    ] {
        let error = ask(&request("eni-0web", to)).unwrap_err();
        assert_eq!(error.to_string(), format!("`{to}` is more than a host name or an address"));
        let hint = error.hint().unwrap();
        assert!(hint.starts_with(&format!("leave out what is around {host},")), "{hint}");
    }
}

#[test]
fn what_cannot_ask_is_refused_with_a_hint() {
    for (from, hint) in [
        (
            "nat-0a",
            "it opens no connections of its own: name a network interface (eni-...), an instance (i-...), a task, or an address",
        ),
        (
            "vpce-0cache",
            "it opens no connections of its own: name a network interface (eni-...), an instance (i-...), a task, or an address",
        ),
        ("ENI-0web", "ids are in lower case: eni-0web"),
        ("example.com", "name a network interface (eni-...), an instance (i-...), a task, or an address"),
    ] {
        let error = ask(&request(from, "s3")).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("`{from}` is neither a network interface, an instance, a task nor an address")
        );
        assert_eq!(error.hint().unwrap(), hint);
    }
}

#[test]
fn the_region_of_a_service_is_that_of_the_source() {
    let elsewhere = TraceRequest { region: Some(Region::try_from("us-east-1").unwrap()), ..request("eni-0web", "s3") };
    assert_eq!(ask(&elsewhere).unwrap().reach.resolution.host, "s3.eu-west-1.amazonaws.com");
}

#[test]
fn icmpv6_is_no_question_between_ipv4_addresses() {
    let request = TraceRequest { protocol: "icmpv6".parse().unwrap(), ..request("eni-0web", "eni-0cache") };
    assert!(ask(&request).unwrap_err().to_string().contains("between IPv6 addresses only"));
}

#[test]
fn a_question_that_is_probably_not_meant_has_a_warning() {
    let network = network();
    let warnings = |request: TraceRequest| -> Vec<String> {
        let warnings = network.trace(&request).unwrap().warnings;
        warnings.iter().filter(|warning| !network.warnings().contains(warning)).map(ToString::to_string).collect()
    };
    let none: Vec<String> = Vec::new();
    let icmp = TraceRequest { protocol: "icmp".parse().unwrap(), ..request("eni-0web", "eni-0cache") };
    assert_eq!(warnings(icmp.clone()), none);
    let unused = |port, source_ports| warnings(TraceRequest { port, source_ports, ..icmp.clone() });
    assert_eq!(unused(Some(80), None), ["protocol icmp has no ports: the port is not used"]);
    assert_eq!(unused(None, Some(1..=2)), ["protocol icmp has no ports: the source port is not used"]);
    assert_eq!(
        unused(Some(80), Some(1..=2)),
        ["protocol icmp has no ports: the port and the source port are not used"]
    );
    assert_eq!(
        warnings(request("8.8.8.8", "1.1.1.1")),
        ["neither 8.8.8.8 nor 1.1.1.1 is an address of this snapshot: the answer says nothing about its network"]
    );
    assert_eq!(warnings(request("8.8.8.8", "52.1.2.3")), none);
}

#[test]
fn every_answer_holds_the_warnings_about_the_input() {
    let documents = [("vpcs.json", r#"{"Vpcs": [{"VpcId": "vpc-0a", "CidrBlock": "10.0.0.0/16"}], "Odd": 1}"#)];
    let network = load_documents(documents, &Options::default()).unwrap().network().unwrap();
    let answer = network.trace(&request("8.8.8.8", "1.1.1.1")).unwrap();
    let files: Vec<_> = answer.warnings.iter().map(Warning::file).collect();
    assert_eq!(files, [Some("vpcs.json"), None]);
    let reported: Vec<_> = answer.report().warnings.into_iter().map(|warning| warning.message).collect();
    assert_eq!(reported, answer.warnings.iter().map(ToString::to_string).collect::<Vec<_>>());
}

#[test]
fn an_instance_is_each_of_its_interfaces() {
    let interface = |id: &str, address: &str, group: &str| {
        format!(
            r#"{{"NetworkInterfaceId": "{id}", "Status": "in-use", "VpcId": "vpc-0a", "SubnetId": "subnet-0a", "PrivateIpAddress": "{address}",
                "Groups": [{{"GroupId": "{group}"}}], "Attachment": {{"InstanceId": "i-0two", "Status": "attached"}}}}"#
        )
    };
    let network = |interfaces: &[String]| {
        let interfaces = format!(r#"{{"NetworkInterfaces": [{}]}}"#, interfaces.join(","));
        let documents = [
            ("vpcs.json", r#"{"Vpcs": [{"VpcId": "vpc-0a", "CidrBlock": "10.0.0.0/16"}]}"#),
            (
                "subnets.json",
                r#"{"Subnets": [{"SubnetId": "subnet-0a", "VpcId": "vpc-0a", "CidrBlock": "10.0.1.0/24"}]}"#,
            ),
            (
                "groups.json",
                r#"{"SecurityGroups": [{"GroupId": "sg-0shut", "VpcId": "vpc-0a", "IpPermissions": [], "IpPermissionsEgress": []},
                    {"GroupId": "sg-0open", "VpcId": "vpc-0a",
                     "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
                     "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}]}"#,
            ),
            ("interfaces.json", interfaces.as_str()),
            (
                "instances.json",
                r#"{"Reservations": [{"Instances": [{"InstanceId": "i-0two", "State": {"Name": "running"}, "Platform": "windows",
                    "NetworkInterfaces": [{"NetworkInterfaceId": "eni-0one", "Attachment": {"DeviceIndex": 0}},
                    {"NetworkInterfaceId": "eni-0two", "Attachment": {"DeviceIndex": 1}}]}]}]}"#,
            ),
        ];
        load_documents(documents, &Options::default()).unwrap().network().unwrap()
    };
    let (one, two) = (interface("eni-0one", "10.0.1.1", "sg-0shut"), interface("eni-0two", "10.0.1.2", "sg-0open"));
    let asker = interface("eni-0asker", "10.0.1.9", "sg-0open").replace("i-0two", "i-0asker");
    let both = network(&[one.clone(), two, asker.clone()]);
    let found = |network: &Network, from: &str, to: &str| network.trace(&request(from, to)).map(|answer| answer.found);
    let traced = found(&both, "i-0two", "eni-0asker").unwrap();
    assert_eq!((traced.reach.verdict, traced.source_ports.as_str()), (Verdict::Delivered, "49152-65535"));
    let traced = found(&both, "i-0asker", "i-0two").unwrap();
    assert_eq!((traced.reach.verdict, traced.source_ports.as_str()), (Verdict::Delivered, "32768-60999"));
    assert_eq!(traced.reach.flows().next().unwrap().forward.last().unwrap().id, "eni-0two");

    // By the interface that is missing it might arrive.
    let lacking = network(&[one, asker]);
    for (from, to) in [("i-0two", "eni-0asker"), ("eni-0asker", "i-0two")] {
        let error = found(&lacking, from, to).unwrap_err();
        assert!(matches!(error, Error::Trace(TraceError::NoInterface(id)) if id == "i-0two"), "{from} to {to}");
    }
}

/// Which ports a client opens connections from, its operating system decides: where no document tells that, and the verdict
/// depends on it, the verdict is not known.
#[test]
fn ports_of_a_client_that_nobody_knows_are_not_supposed() {
    use hopwise::build::{Account, Instance, NetworkAcl, Service, Tier, Vpc, all, tcp_range};

    let account = |first: u16, windows: bool| {
        let client = Instance::new("client", "app");
        let client = if windows { client.windows() } else { client };
        let acl = NetworkAcl::new("replies").tier("app").allow_in(100, tcp_range(first..=65535), "0.0.0.0/0");
        let vpc = Vpc::new("shop", "10.20.0.0/16")
            .tier(Tier::public("public"))
            .tier(Tier::private("app", "public"))
            .acl(acl.allow_out(100, all(), "0.0.0.0/0"))
            .instance(client);
        Account::new("eu-west-1").vpc(vpc).service(Service::fargate("orders").tier("app").tasks(1))
    };
    let asked = |first: u16, windows: bool, from: &str, kind: Option<hopwise::model::DocumentKind>| {
        let mut snapshot = hopwise::load_account(&account(first, windows)).unwrap();
        if let Some(kind) = kind {
            snapshot.inventory.knowledge.forget(kind);
            match kind {
                hopwise::model::DocumentKind::Reservations => snapshot.inventory.instances.clear(),
                _ => snapshot.inventory.tasks.clear(),
            }
        }
        let network = snapshot.network().unwrap();
        let answer = network.trace(&TraceRequest::new(from, "8.8.8.8")).unwrap();
        let report = answer.report();
        (report.verdict, report.gaps.iter().filter_map(|gap| gap.document).collect::<Vec<_>>().join(" "))
    };
    let answer = |verdict: Verdict| (verdict, String::new());
    let (instances, tasks) =
        (Some(hopwise::model::DocumentKind::Reservations), Some(hopwise::model::DocumentKind::Tasks));
    assert_eq!(asked(49152, true, "eni-shop-client", None), answer(Verdict::Delivered));
    assert_eq!(asked(49152, false, "eni-shop-client", None), answer(Verdict::Partial));
    for from in ["eni-shop-client", "i-shop-client"] {
        assert_eq!(asked(49152, true, from, instances).0, Verdict::Undetermined);
    }
    assert_eq!(asked(49152, true, "eni-shop-client", instances).1, "Reservations");
    assert_eq!(asked(32768, true, "eni-shop-client", instances).0, Verdict::Undetermined, "does it run?");
    let partly = (Verdict::Partial, "Reservations".to_owned());
    assert_eq!(asked(50000, true, "eni-shop-client", instances), partly, "some are stopped, whether it runs or not");
    assert_eq!(asked(49152, true, "eni-orders-1", None), answer(Verdict::Partial));
    assert_eq!(asked(49152, true, "eni-orders-1", tasks), (Verdict::Undetermined, "tasks".to_owned()));
}
