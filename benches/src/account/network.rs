//! VPCs and what is in them.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

use super::{ACCOUNT, Account, Blocked, IN_A_BLOCK, Made, REGION};

/// The address block of the Region's S3, as a prefix list.
const S3: &str = "pl-63a5400a";

/// A VPC, as far as others must know it.
pub(super) struct Vpc {
    pub(super) id: String,
    pub(super) subnets: Vec<Subnet>,
    /// The group of the tasks.
    pub(super) tasks: String,
    blocks: Vec<String>,
}

/// A subnet of 4,096 addresses.
pub(super) struct Subnet {
    pub(super) id: String,
    pub(super) zone: String,
    base: u32,
    used: u32,
}

impl Subnet {
    fn address(&mut self) -> Ipv4Addr {
        self.used += 1;
        // AWS keeps the first four addresses of each subnet to itself.
        Ipv4Addr::from(self.base + 4 + self.used)
    }
}

/// An interface in a subnet.
pub(super) struct Interface<'a> {
    pub(super) groups: &'a [&'a str],
    pub(super) kind: &'a str,
    pub(super) description: String,
    pub(super) instance: Option<String>,
}

/// Adds an interface. Its id and its address.
pub(super) fn interface(made: &mut Made, vpc: &mut Vpc, subnet: usize, own: &Interface<'_>) -> (String, Ipv4Addr) {
    let id = made.id("eni");
    let subnet = &mut vpc.subnets[subnet];
    let address = subnet.address();
    let attachment = own.instance.as_ref().map(|instance| {
        json!({
            "AttachmentId": made.id("eni-attach"), "DeleteOnTermination": true, "DeviceIndex": 0, "InstanceId": instance,
            "Status": "attached"
        })
    });
    let groups: Vec<Value> = own.groups.iter().map(|group| json!({ "GroupId": group, "GroupName": group })).collect();
    let mut interface = json!({
        "AvailabilityZone": subnet.zone, "Description": own.description, "Groups": groups, "InterfaceType": own.kind,
        "Ipv6Addresses": [], "MacAddress": "02:00:00:00:00:01", "NetworkInterfaceId": id, "OwnerId": ACCOUNT,
        "PrivateIpAddress": address, "PrivateIpAddresses": [{ "Primary": true, "PrivateIpAddress": address }],
        "RequesterManaged": false, "SourceDestCheck": true, "Status": "in-use", "SubnetId": subnet.id, "TagSet": [],
        "VpcId": vpc.id
    });
    if let Some(attachment) = attachment {
        interface["Attachment"] = attachment;
    }
    made.add("NetworkInterfaces", interface);
    (id, address)
}

/// Makes the VPCs, everything in them that is no task's, and what the Region holds beside them.
pub(super) fn vpcs(account: &Account, made: &mut Made) -> Vec<Vpc> {
    for key in ["InternetGateways", "NatGateways", "VpcPeeringConnections"] {
        made.list(key);
    }
    if account.blocked != Blocked::UnreadEndpoints {
        made.list("VpcEndpoints");
    }
    made.add(
        "PrefixLists",
        json!({
            "PrefixListId": S3, "PrefixListName": format!("com.amazonaws.{REGION}.s3"),
            "Cidrs": ["3.5.0.0/19", "16.15.176.0/20", "16.182.0.0/16", "18.34.0.0/19", "52.216.0.0/15", "54.231.0.0/16"]
        }),
    );
    made.add(
        "DhcpOptions",
        json!({
            "DhcpOptionsId": "dopt-0a", "OwnerId": ACCOUNT, "Tags": [], "DhcpConfigurations": [
                { "Key": "domain-name", "Values": [{ "Value": "ec2.internal" }] },
                { "Key": "domain-name-servers", "Values": [{ "Value": "AmazonProvidedDNS" }] }
            ]
        }),
    );
    (0..account.vpcs).map(|number| vpc(account, number, made)).collect()
}

fn vpc(account: &Account, number: usize, made: &mut Made) -> Vpc {
    let here = account.interfaces / account.vpcs;
    let (blocks, subnets) = if account.vpcs == 1 {
        let blocks = here.div_ceil(IN_A_BLOCK).max(1);
        ((0..blocks).collect(), 16 * blocks)
    } else {
        (vec![number % 256], 6)
    };
    let blocks = blocks.into_iter().map(|block: usize| (format!("10.{block}.0.0/16"), block)).collect::<Vec<_>>();
    let id = made.id("vpc");
    let subnets = (0..subnets).map(|index| subnet(&id, blocks[index / 16].1, index % 16, made)).collect();
    let blocks: Vec<String> = blocks.into_iter().map(|(block, _)| block).collect();
    let associations: Vec<Value> = (blocks.iter())
        .map(|block| {
            let state = json!({ "State": "associated" });
            json!({ "AssociationId": made.id("vpc-cidr-assoc"), "CidrBlock": block, "CidrBlockState": state })
        })
        .collect();
    made.add(
        "Vpcs",
        json!({
            "BlockPublicAccessStates": { "InternetGatewayBlockMode": "off" }, "CidrBlock": blocks[0],
            "CidrBlockAssociationSet": associations, "DhcpOptionsId": "dopt-0a", "InstanceTenancy": "default",
            "Ipv6CidrBlockAssociationSet": [], "IsDefault": false, "OwnerId": ACCOUNT, "State": "available", "VpcId": id
        }),
    );
    for attribute in ["EnableDnsSupport", "EnableDnsHostnames"] {
        let document = json!({ "VpcId": id, attribute: { "Value": true } });
        made.single.push((format!("{id}-{attribute}.json"), document));
    }
    let tasks = group(&id, &json!([]), &json!([anything(&["0.0.0.0/0"])]), made);
    let mut vpc = Vpc { id, subnets, tasks, blocks };
    network_acl(&vpc, made);
    let gateway = (!matches!(account.blocked, Blocked::NoEndpoints | Blocked::UnreadEndpoints))
        .then(|| endpoints(account, &mut vpc, made));
    route_tables(&vpc, gateway.as_deref(), made);
    others(account, here, &mut vpc, made);
    vpc
}

fn subnet(vpc: &str, block: usize, index: usize, made: &mut Made) -> Subnet {
    let (id, letter) = (made.id("subnet"), ["a", "b"][index % 2]);
    let zone = format!("{REGION}{letter}");
    let third = index * 16;
    made.add(
        "Subnets",
        json!({
            "AssignIpv6AddressOnCreation": false, "AvailabilityZone": zone, "AvailableIpAddressCount": 240,
            "CidrBlock": format!("10.{block}.{third}.0/20"), "DefaultForAz": false, "EnableDns64": false,
            "Ipv6CidrBlockAssociationSet": [], "Ipv6Native": false, "MapPublicIpOnLaunch": false, "OwnerId": ACCOUNT,
            "State": "available", "SubnetArn": format!("arn:aws:ec2:{REGION}:{ACCOUNT}:subnet/{id}"), "SubnetId": id,
            "VpcId": vpc
        }),
    );
    let octet = |number: usize| u8::try_from(number).expect("a block and a subnet are parts of an address");
    let base = u32::from(Ipv4Addr::new(10, octet(block), octet(third), 0));
    Subnet { id, zone, base, used: 0 }
}

/// Everything may pass, as in the default network ACL.
fn network_acl(vpc: &Vpc, made: &mut Made) {
    let id = made.id("acl");
    let associations: Vec<Value> = (vpc.subnets.iter())
        .map(|subnet| {
            let association = made.id("aclassoc");
            json!({ "NetworkAclAssociationId": association, "NetworkAclId": id, "SubnetId": subnet.id })
        })
        .collect();
    let entry = |number: u32, action: &str, egress: bool| json!({ "CidrBlock": "0.0.0.0/0", "Egress": egress, "Protocol": "-1", "RuleAction": action, "RuleNumber": number });
    let entries = [
        entry(100, "allow", true),
        entry(32_767, "deny", true),
        entry(100, "allow", false),
        entry(32_767, "deny", false),
    ];
    made.add(
        "NetworkAcls",
        json!({
            "Associations": associations, "Entries": entries, "IsDefault": true, "NetworkAclId": id, "OwnerId": ACCOUNT,
            "Tags": [], "VpcId": vpc.id
        }),
    );
}

/// One route table for each zone, and the main one, which no subnet uses.
fn route_tables(vpc: &Vpc, gateway: Option<&str>, made: &mut Made) {
    for zone in [Some(0), Some(1), None] {
        let id = made.id("rtb");
        let mut routes: Vec<Value> = (vpc.blocks.iter())
            .map(|block| {
                json!({
                    "DestinationCidrBlock": block, "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"
                })
            })
            .collect();
        if let (Some(gateway), Some(_)) = (gateway, zone) {
            routes.push(json!({
                "DestinationPrefixListId": S3, "GatewayId": gateway, "Origin": "CreateRoute", "State": "active"
            }));
        }
        let mut association = |main: bool| {
            let own = made.id("rtbassoc");
            let state = json!({ "State": "associated" });
            json!({ "AssociationState": state, "Main": main, "RouteTableAssociationId": own, "RouteTableId": id })
        };
        let associations = match zone {
            None => vec![association(true)],
            Some(zone) => (vpc.subnets.iter().skip(zone).step_by(2))
                .map(|subnet| {
                    let mut association = association(false);
                    association["SubnetId"] = json!(subnet.id);
                    association
                })
                .collect(),
        };
        made.add(
            "RouteTables",
            json!({
                "Associations": associations, "OwnerId": ACCOUNT, "PropagatingVgws": [], "RouteTableId": id,
                "Routes": routes, "Tags": [], "VpcId": vpc.id
            }),
        );
    }
}

/// What the pull of an image and its logs need. The id of the gateway endpoint.
fn endpoints(account: &Account, vpc: &mut Vpc, made: &mut Made) -> String {
    let admitted: Vec<&str> = match account.blocked {
        Blocked::EndpointGroup => vec!["192.0.2.0/24"],
        _ => vpc.blocks.iter().map(String::as_str).collect(),
    };
    let group = group(&vpc.id, &json!([tcp(443, &admitted)]), &json!([]), made);
    let policy = r#"{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}"#;
    let gateway = made.id("vpce");
    made.add(
        "VpcEndpoints",
        json!({
            "DnsEntries": [], "Groups": [], "NetworkInterfaceIds": [], "OwnerId": ACCOUNT, "PolicyDocument": policy,
            "PrivateDnsEnabled": false, "RequesterManaged": false, "RouteTableIds": [],
            "ServiceName": format!("com.amazonaws.{REGION}.s3"), "State": "available", "SubnetIds": [], "Tags": [],
            "VpcEndpointId": gateway, "VpcEndpointType": "Gateway", "VpcId": vpc.id
        }),
    );
    for (service, hosts) in [("ecr.api", &["api.ecr"][..]), ("ecr.dkr", &["dkr.ecr", "*.dkr.ecr"]), ("logs", &["logs"])]
    {
        let id = made.id("vpce");
        let own = Interface {
            groups: &[&group],
            kind: "vpc_endpoint",
            description: format!("VPC Endpoint Interface {id}"),
            instance: None,
        };
        let interfaces = [0, 1].map(|subnet| interface(made, vpc, subnet, &own).0);
        let subnets: Vec<&str> = vpc.subnets.iter().take(2).map(|subnet| subnet.id.as_str()).collect();
        let names: Vec<Value> = std::iter::once(format!("{id}-a.{service}.{REGION}.vpce.amazonaws.com"))
            .chain(hosts.iter().map(|host| format!("{host}.{REGION}.amazonaws.com")))
            .map(|name| json!({ "DnsName": name, "HostedZoneId": "Z1" }))
            .collect();
        made.add("VpcEndpoints", json!({
            "DnsEntries": names, "DnsOptions": { "DnsRecordIpType": "ipv4" },
            "Groups": [{ "GroupId": group, "GroupName": group }], "IpAddressType": "ipv4",
            "NetworkInterfaceIds": interfaces, "OwnerId": ACCOUNT, "PolicyDocument": policy, "PrivateDnsEnabled": true,
            "RequesterManaged": false, "RouteTableIds": [], "ServiceName": format!("com.amazonaws.{REGION}.{service}"),
            "State": "available", "SubnetIds": subnets, "Tags": [], "VpcEndpointId": id, "VpcEndpointType": "Interface",
            "VpcId": vpc.id
        }));
    }
    gateway
}

/// Everything that is there beside the tasks: each interface in two of the groups.
fn others(account: &Account, interfaces: usize, vpc: &mut Vpc, made: &mut Made) {
    let groups = if account.vpcs == 1 { (interfaces / 100).max(40) } else { 10 };
    let groups: Vec<String> = (0..groups)
        .map(|number| {
            let rules = (0..account.rules).map(|rule| tcp(1000 + rule, &[&format!("10.{}.{rule}.0/24", number % 250)]));
            group(&vpc.id, &rules.collect(), &json!([tcp(443, &["0.0.0.0/0"])]), made)
        })
        .collect();
    for number in 0..interfaces {
        let subnet = number % vpc.subnets.len();
        let pair = [number % groups.len(), (number * 7 + 1) % groups.len()].map(|group| groups[group].as_str());
        let (instance, description) = if account.instances {
            (Some(made.id("i")), String::new())
        } else {
            (None, format!("arn:aws:ecs:{REGION}:{ACCOUNT}:attachment/{}", made.id("other")))
        };
        interface(made, vpc, subnet, &Interface { groups: &pair, kind: "interface", description, instance });
    }
}

fn group(vpc: &str, ingress: &Value, egress: &Value, made: &mut Made) -> String {
    let id = made.id("sg");
    made.add(
        "SecurityGroups",
        json!({
            "Description": "-", "GroupId": id, "GroupName": id, "IpPermissions": ingress, "IpPermissionsEgress": egress,
            "OwnerId": ACCOUNT, "Tags": [], "VpcId": vpc
        }),
    );
    id
}

fn anything(blocks: &[&str]) -> Value {
    let ranges: Vec<Value> = blocks.iter().map(|block| json!({ "CidrIp": block })).collect();
    json!({ "IpProtocol": "-1", "IpRanges": ranges, "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": [] })
}

fn tcp(port: usize, blocks: &[&str]) -> Value {
    let mut rule = anything(blocks);
    rule["IpProtocol"] = json!("tcp");
    (rule["FromPort"], rule["ToPort"]) = (json!(port), json!(port));
    rule
}
