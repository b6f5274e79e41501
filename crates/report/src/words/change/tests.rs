//! Commands are to be copied: each is compared to the letter.

use hopwise_explain::{Change, DnsAttribute};
use hopwise_model::resource::{
    AliasTarget, Direction, HostedZoneSummary, NetworkConfiguration, Peer, ResourceRecordSet, ResourceRecordSets,
    RouteDestination, RouteTarget, Routing, Service, VpcHostedZones,
};
use hopwise_model::{Evidence, Inventory, Traffic};

use super::{Context, New, Next, change};

fn id<T: for<'a> TryFrom<&'a str, Error = hopwise_model::InvalidId>>(text: &str) -> T {
    T::try_from(text).unwrap()
}

const HTTPS: Traffic = Traffic::Ports { protocol: 6, from: 443, to: 443 };

/// What is said of some changes that are made together.
fn words_of(changes: &[Change]) -> Vec<(String, Vec<String>)> {
    let inventory = Inventory { services: [service()].into(), ..Inventory::default() };
    let design = Inventory::default().validate().unwrap();
    let new = New::of(changes);
    let groups = ["sg-0task".to_owned()];
    let next = Next { groups: &groups, task_definition: None };
    let context = Context { design: &design, inventory: &inventory, new: &new, next };
    changes.iter().map(|one| change(one, &[], context)).map(|report| (report.message, report.commands)).collect()
}

fn service() -> Service {
    Service {
        arn: "arn:aws:ecs:eu-west-1:111122223333:service/prod/shop".to_owned(),
        name: "shop".to_owned(),
        cluster: None,
        status: None,
        launch_type: None,
        capacity_providers: Vec::new(),
        platform_version: None,
        platform_family: None,
        task_definition: None,
        network: Some(NetworkConfiguration {
            subnets: vec![id("subnet-0a"), id("subnet-0b")],
            groups: vec![id("sg-0task")],
            assign_public_ip: false,
            evidence: Evidence::supposed("test"),
        }),
        connect: None,
        desired_count: None,
        live_count: None,
        events: Vec::new(),
        scope: hopwise_model::resource::Scope::default(),
        evidence: Evidence::supposed("test"),
    }
}

#[track_caller]
fn assert_words(change: Change, message: &str, commands: &[&str]) {
    let commands: Vec<String> = commands.iter().map(|&command| command.to_owned()).collect();
    assert_eq!(words_of(&[change]), [(message.to_owned(), commands)]);
}

#[test]
fn security_groups() {
    assert_words(
        Change::AuthorizeIngress { group: id("sg-0a"), traffic: HTTPS, peer: Peer::Group(id("sg-0task")) },
        "Allow tcp 443 from sg-0task in the inbound rules of sg-0a.",
        &[
            "aws ec2 authorize-security-group-ingress --group-id sg-0a --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,UserIdGroupPairs=[{GroupId=sg-0task}]'",
        ],
    );
    assert_words(
        Change::AuthorizeEgress { group: id("sg-0a"), traffic: Traffic::All, peer: Peer::PrefixList(id("pl-0s3")) },
        "Allow all traffic to pl-0s3 in the outbound rules of sg-0a.",
        &[
            "aws ec2 authorize-security-group-egress --group-id sg-0a --ip-permissions 'IpProtocol=-1,PrefixListIds=[{PrefixListId=pl-0s3}]'",
        ],
    );
    let ping = Traffic::Icmp { protocol: 1, kind: Some(8), code: None };
    assert_words(
        Change::AuthorizeEgress { group: id("sg-0a"), traffic: ping, peer: Peer::Cidr("10.0.0.0/16".parse().unwrap()) },
        "Allow icmp type 8 to 10.0.0.0/16 in the outbound rules of sg-0a.",
        &[
            "aws ec2 authorize-security-group-egress --group-id sg-0a --ip-permissions 'IpProtocol=icmp,FromPort=8,ToPort=-1,IpRanges=[{CidrIp=10.0.0.0/16}]'",
        ],
    );
}

#[test]
fn network_acls() {
    assert_words(
        Change::AddAclEntry {
            acl: id("acl-0a"),
            number: 90,
            direction: Direction::Ingress,
            traffic: Traffic::Ports { protocol: 6, from: 32768, to: 60999 },
            cidr: "0.0.0.0/0".parse().unwrap(),
        },
        "Add inbound rule 90 to network ACL acl-0a: allow tcp 32768-60999 from 0.0.0.0/0.",
        &[
            "aws ec2 create-network-acl-entry --network-acl-id acl-0a --ingress --rule-number 90 --rule-action allow --protocol 6 --port-range From=32768,To=60999 --cidr-block 0.0.0.0/0",
        ],
    );
}

#[test]
fn routes_and_what_is_created_for_them() {
    let target = RouteTarget::NatGateway(id("nat-new"));
    let destination = RouteDestination::Cidr("0.0.0.0/0".parse().unwrap());
    let changes = [
        Change::CreateNatGateway { subnet: id("subnet-0public"), id: id("nat-new") },
        Change::ReplaceRoute { table: id("rtb-0a"), destination, target },
    ];
    let [(nat, nat_commands), (route, route_commands)] = words_of(&changes).try_into().unwrap();
    assert_eq!(nat, "Create a public NAT gateway in subnet-0public.");
    assert_eq!(
        nat_commands,
        [
            "ALLOCATION_ID=$(aws ec2 allocate-address --domain vpc --query AllocationId --output text)",
            "NAT_GATEWAY_ID=$(aws ec2 create-nat-gateway --subnet-id subnet-0public --allocation-id \"$ALLOCATION_ID\" --query NatGateway.NatGatewayId --output text)",
            "aws ec2 wait nat-gateway-available --nat-gateway-ids \"$NAT_GATEWAY_ID\""
        ]
    );
    assert_eq!(route, "Point the route of rtb-0a for 0.0.0.0/0 to the new NAT gateway.");
    assert_eq!(
        route_commands,
        [
            "aws ec2 replace-route --route-table-id rtb-0a --destination-cidr-block 0.0.0.0/0 --nat-gateway-id \"$NAT_GATEWAY_ID\""
        ]
    );
}

#[test]
fn a_target_that_the_command_line_cannot_name_has_no_command() {
    let destination = RouteDestination::PrefixList(id("pl-0a"));
    let change =
        Change::CreateRoute { table: id("rtb-0a"), destination, target: RouteTarget::Other("odd thing".to_owned()) };
    assert_words(change, "Add a route to rtb-0a: pl-0a → odd thing.", &[]);
}

#[test]
fn endpoints() {
    assert_words(
        Change::AssociateGatewayEndpoint { endpoint: id("vpce-0s3"), table: id("rtb-0a") },
        "Associate gateway endpoint vpce-0s3 with route table rtb-0a.",
        &["aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-0s3 --add-route-table-ids rtb-0a"],
    );
    assert_words(
        Change::CreateInterfaceEndpoint {
            vpc: id("vpc-0a"),
            service_name: "com.amazonaws.eu-west-1.s3".to_owned(),
            subnets: vec![id("subnet-0a"), id("subnet-0b")],
            groups: vec![id("sg-0a")],
            id: id("vpce-new"),
        },
        "Create an interface endpoint for com.amazonaws.eu-west-1.s3 in vpc-0a, in subnet-0a and subnet-0b, guarded by sg-0a.",
        &[
            "aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --vpc-id vpc-0a --service-name com.amazonaws.eu-west-1.s3 --subnet-ids subnet-0a subnet-0b --security-group-ids sg-0a --private-dns-enabled --dns-options PrivateDnsOnlyForInboundResolverEndpoint=false",
        ],
    );
    assert_words(
        Change::CreateMountTarget {
            file_system: "fs-0a".to_owned(),
            subnet: id("subnet-0a"),
            groups: vec![id("sg-0a"), id("sg-0b")],
        },
        "Create a mount target of fs-0a in subnet-0a, guarded by sg-0a and sg-0b.",
        &["aws efs create-mount-target --file-system-id fs-0a --subnet-id subnet-0a --security-groups sg-0a sg-0b"],
    );
    assert_words(
        Change::EnableDnsAttribute { vpc: id("vpc-0a"), attribute: DnsAttribute::Hostnames },
        "Turn enableDnsHostnames of vpc-0a on.",
        &["aws ec2 modify-vpc-attribute --vpc-id vpc-0a --enable-dns-hostnames '{\"Value\":true}'"],
    );
}

#[test]
fn a_service_keeps_its_other_subnets_and_its_groups() {
    let known = Change::AssignPublicIp {
        service: Some("shop".to_owned()),
        cluster: Some("prod".to_owned()),
        subnet: id("subnet-0a"),
    };
    assert_words(
        known,
        "Give new tasks of service shop a public address (assignPublicIp=ENABLED).",
        &[
            "aws ecs update-service --cluster prod --service shop --network-configuration 'awsvpcConfiguration={subnets=[subnet-0a,subnet-0b],securityGroups=[sg-0task],assignPublicIp=ENABLED}'",
        ],
    );
    let moved = Change::PlaceInSubnet {
        service: Some("shop".to_owned()),
        cluster: None,
        from: id("subnet-0a"),
        to: id("subnet-0c"),
    };
    assert_words(
        moved,
        "Put new tasks of service shop into subnet-0c instead of subnet-0a.",
        &[
            "aws ecs update-service --service shop --network-configuration 'awsvpcConfiguration={subnets=[subnet-0b,subnet-0c],securityGroups=[sg-0task],assignPublicIp=DISABLED}'",
        ],
    );
    // A command that repeats only what is known would take the rest away.
    let unknown = Change::AssignPublicIp { service: Some("other".to_owned()), cluster: None, subnet: id("subnet-0a") };
    assert_words(unknown, "Give new tasks of service other a public address (assignPublicIp=ENABLED).", &[]);
    let alone = Change::AssignPublicIp { service: None, cluster: Some("it's".to_owned()), subnet: id("subnet-0a") };
    assert_words(
        alone,
        "Start the task with a public address (assignPublicIp=ENABLED).",
        &[
            "aws ecs run-task --cluster 'it'\\''s' --launch-type FARGATE --task-definition TASK_DEFINITION --network-configuration 'awsvpcConfiguration={subnets=[subnet-0a],securityGroups=[sg-0task],assignPublicIp=ENABLED}'",
        ],
    );
}

#[test]
fn dhcp_options() {
    assert_words(
        Change::UseAmazonDns { vpc: id("vpc-0a"), options: Some(id("dopt-0a")) },
        "Let vpc-0a ask the Amazon resolver: associate it with DHCP options dopt-0a.",
        &["aws ec2 associate-dhcp-options --dhcp-options-id dopt-0a --vpc-id vpc-0a"],
    );
    assert_words(
        Change::UseAmazonDns { vpc: id("vpc-0a"), options: None },
        "Let vpc-0a ask the Amazon resolver: associate it with new DHCP options that name AmazonProvidedDNS.",
        &[
            "DHCP_OPTIONS_ID=$(aws ec2 create-dhcp-options --dhcp-configurations Key=domain-name-servers,Values=AmazonProvidedDNS --query DhcpOptions.DhcpOptionsId --output text)",
            "aws ec2 associate-dhcp-options --dhcp-options-id \"$DHCP_OPTIONS_ID\" --vpc-id vpc-0a",
        ],
    );
}

#[test]
fn hosted_zones() {
    assert_words(
        Change::DisassociateZone { zone: id("Z0A"), vpc: id("vpc-0a") },
        "Take private hosted zone Z0A away from vpc-0a.",
        &["aws route53 disassociate-vpc-from-hosted-zone --hosted-zone-id Z0A --vpc VPCRegion=REGION,VPCId=vpc-0a"],
    );
    assert_words(
        Change::AssociateZone { zone: id("Z0A"), vpc: id("vpc-0a") },
        "Associate private hosted zone Z0A with vpc-0a.",
        &["aws route53 associate-vpc-with-hosted-zone --hosted-zone-id Z0A --vpc VPCRegion=REGION,VPCId=vpc-0a"],
    );
    // Without the zone's records there is nothing to copy.
    assert_words(
        Change::CreateRecord { zone: id("Z0A"), name: "*.a.b".to_owned(), like: "a.b".to_owned() },
        "Add a record *.a.b to hosted zone Z0A that says what a.b says.",
        &[],
    );
}

#[test]
fn records_are_copied() {
    let record = |kind: &str, values: &[&str], alias| ResourceRecordSet {
        name: "a.b".to_owned(),
        kind: kind.to_owned(),
        values: values.iter().map(|&value| value.to_owned()).collect(),
        alias,
        routing: Routing::Simple,
        evidence: Evidence::supposed("test"),
    };
    let commands = |record: ResourceRecordSet| {
        let evidence = || Evidence::supposed("test");
        let zone = HostedZoneSummary {
            id: id("Z0A"),
            name: "b".to_owned(),
            owner: None,
            owning_service: None,
            evidence: evidence(),
        };
        let zones = VpcHostedZones { vpc: id("vpc-0a"), zones: vec![zone], complete: true, evidence: evidence() };
        let records =
            ResourceRecordSets { zone: id("Z0A"), records: vec![record], complete: true, evidence: evidence() };
        let inventory = Inventory {
            vpc_hosted_zones: [zones].into(),
            resource_record_sets: [records].into(),
            ..Inventory::default()
        };
        let design = inventory.clone().validate().unwrap();
        let add = Change::CreateRecord { zone: id("Z0A"), name: "*.a.b".to_owned(), like: "a.b".to_owned() };
        let new = New::of(std::slice::from_ref(&add));
        change(&add, &[], Context { design: &design, inventory: &inventory, new: &new, next: Next::default() }).commands
    };
    assert_eq!(
        commands(record("A", &["10.0.0.1"], None)),
        [
            r#"aws route53 change-resource-record-sets --hosted-zone-id Z0A --change-batch '{"Changes":[{"Action":"CREATE","ResourceRecordSet":{"Name":"*.a.b","ResourceRecords":[{"Value":"10.0.0.1"}],"TTL":300,"Type":"A"}}]}'"#
        ]
    );
    let target = AliasTarget { zone: Some(id("Z0AWS")), dns_name: "x.vpce".to_owned() };
    assert_eq!(
        commands(record("A", &[], Some(target))),
        [
            r#"aws route53 change-resource-record-sets --hosted-zone-id Z0A --change-batch '{"Changes":[{"Action":"CREATE","ResourceRecordSet":{"AliasTarget":{"DNSName":"x.vpce","EvaluateTargetHealth":false,"HostedZoneId":"Z0AWS"},"Name":"*.a.b","Type":"A"}}]}'"#
        ]
    );
}
