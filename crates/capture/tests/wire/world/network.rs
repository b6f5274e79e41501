//! VPCs and what is in them.

use serde_json::{Value, json};

use super::ACCOUNT;

pub(super) fn lists() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        (
            "DescribeVpcs",
            "vpcSet",
            json!([vpc("vpc-0a", "10.0.0.0/16", "dopt-0a"), vpc("vpc-0b", "10.1.0.0/16", "dopt-0b")]),
        ),
        (
            "DescribeSubnets",
            "subnetSet",
            json!([
                subnet("subnet-0a1", "vpc-0a", "10.0.1.0/24"),
                subnet("subnet-0a2", "vpc-0a", "10.0.2.0/24"),
                subnet("subnet-0b1", "vpc-0b", "10.1.1.0/24"),
            ]),
        ),
        ("DescribeRouteTables", "routeTableSet", route_tables()),
        (
            "DescribeInternetGateways",
            "internetGatewaySet",
            json!([internet_gateway("igw-0a", "vpc-0a"), internet_gateway("igw-0b", "vpc-0b")]),
        ),
        (
            "DescribeNatGateways",
            "natGatewaySet",
            json!([nat_gateway("nat-0a", "vpc-0a", "subnet-0a1"), nat_gateway("nat-0b", "vpc-0b", "subnet-0b1")]),
        ),
        (
            "DescribeNetworkInterfaces",
            "networkInterfaceSet",
            json!([
                interface("eni-0a1", "vpc-0a", "subnet-0a2", "10.0.2.10", "interface"),
                interface("eni-0a2", "vpc-0a", "subnet-0a1", "10.0.1.20", "nat_gateway"),
                interface("eni-0a3", "vpc-0a", "subnet-0a2", "10.0.2.30", "vpc_endpoint"),
                interface("eni-0a4", "vpc-0a", "subnet-0a2", "10.0.2.40", "interface"),
                interface("eni-0b1", "vpc-0b", "subnet-0b1", "10.1.1.10", "interface"),
            ]),
        ),
        (
            "DescribeInstances",
            "reservationSet",
            json!([
                reservation("r-0a", "i-0a", "vpc-0a", "subnet-0a2"),
                reservation("r-0b", "i-0b", "vpc-0b", "subnet-0b1"),
            ]),
        ),
        ("DescribeDhcpOptions", "dhcpOptionsSet", json!([dhcp_options("dopt-0a"), dhcp_options("dopt-0b")])),
    ]
}

fn tags(name: &str) -> Value {
    json!([{"key": "Name", "value": format!("{name} & <co>")}])
}

pub(super) fn vpc(id: &str, block: &str, options: &str) -> Value {
    json!({
        "vpcId": id, "ownerId": ACCOUNT, "state": "available", "cidrBlock": block,
        "cidrBlockAssociationSet": [
            {"associationId": format!("vpc-cidr-assoc-{id}"), "cidrBlock": block, "cidrBlockState": {"state": "associated"}},
        ],
        "dhcpOptionsId": options, "instanceTenancy": "default", "isDefault": false, "tagSet": tags(id),
    })
}

fn subnet(id: &str, vpc: &str, block: &str) -> Value {
    json!({
        "subnetId": id, "subnetArn": format!("arn:aws:ec2:eu-west-1:{ACCOUNT}:subnet/{id}"), "state": "available",
        "ownerId": ACCOUNT, "vpcId": vpc, "cidrBlock": block, "ipv6CidrBlockAssociationSet": [],
        "availableIpAddressCount": 240, "availabilityZone": "eu-west-1a", "availabilityZoneId": "euw1-az3",
        "defaultForAz": false, "mapPublicIpOnLaunch": false, "assignIpv6AddressOnCreation": false,
        "privateDnsNameOptionsOnLaunch": {
            "hostnameType": "ip-name", "enableResourceNameDnsARecord": false, "enableResourceNameDnsAAAARecord": false,
        },
        "ipv6Native": false, "enableDns64": false, "tagSet": tags(id),
    })
}

fn route_table(id: &str, vpc: &str, main: bool, subnet: &str, routes: &Value) -> Value {
    let association = format!("rtbassoc-{id}");
    let mut association = json!({
        "routeTableAssociationId": association, "routeTableId": id, "main": main,
        "associationState": {"state": "associated"},
    });
    if !main {
        association["subnetId"] = subnet.into();
    }
    let propagating = if main { json!([]) } else { json!([{"gatewayId": "vgw-0a"}]) };
    json!({
        "routeTableId": id, "vpcId": vpc, "ownerId": ACCOUNT, "routeSet": routes, "associationSet": [association],
        "propagatingVgwSet": propagating, "tagSet": tags(id),
    })
}

fn route(destination: (&str, &str), target: (&str, &str)) -> Value {
    json!({destination.0: destination.1, target.0: target.1, "state": "active", "origin": "CreateRoute"})
}

fn route_tables() -> Value {
    const V4: &str = "destinationCidrBlock";
    json!([
        route_table(
            "rtb-0a1",
            "vpc-0a",
            true,
            "",
            &json!([
                route((V4, "10.0.0.0/16"), ("gatewayId", "local")),
                route((V4, "0.0.0.0/0"), ("gatewayId", "igw-0a")),
            ])
        ),
        route_table(
            "rtb-0a2",
            "vpc-0a",
            false,
            "subnet-0a2",
            &json!([
                route((V4, "10.0.0.0/16"), ("gatewayId", "local")),
                route((V4, "0.0.0.0/0"), ("natGatewayId", "nat-0a")),
                route((V4, "10.1.0.0/16"), ("vpcPeeringConnectionId", "pcx-0a")),
                route((V4, "10.2.0.0/16"), ("transitGatewayId", "tgw-0a")),
                route((V4, "172.16.0.0/12"), ("gatewayId", "vgw-0a")),
                route(("destinationIpv6CidrBlock", "::/0"), ("egressOnlyInternetGatewayId", "eigw-0a")),
                route(("destinationPrefixListId", "pl-0c"), ("transitGatewayId", "tgw-0a")),
                route(("destinationPrefixListId", "pl-6da54004"), ("gatewayId", "vpce-0a")),
            ])
        ),
        route_table(
            "rtb-0b1",
            "vpc-0b",
            true,
            "",
            &json!([
                route((V4, "10.1.0.0/16"), ("gatewayId", "local")),
                route((V4, "10.9.0.0/16"), ("vpcPeeringConnectionId", "pcx-0b")),
                route((V4, "10.2.0.0/16"), ("transitGatewayId", "tgw-0b")),
                route((V4, "172.16.0.0/12"), ("gatewayId", "vgw-0b")),
            ])
        ),
    ])
}

fn internet_gateway(id: &str, vpc: &str) -> Value {
    json!({
        "internetGatewayId": id, "ownerId": ACCOUNT, "attachmentSet": [{"vpcId": vpc, "state": "available"}],
        "tagSet": tags(id),
    })
}

fn nat_gateway(id: &str, vpc: &str, subnet: &str) -> Value {
    let (interface, address) =
        if vpc == "vpc-0a" { ("eni-0a2", "198.51.100.10") } else { ("eni-0b9", "198.51.100.11") };
    json!({
        "natGatewayId": id, "vpcId": vpc, "subnetId": subnet, "state": "available", "connectivityType": "public",
        "createTime": "2025-03-12T10:15:02.000Z", "natGatewayAddressSet": [{
            "allocationId": format!("eipalloc-{id}"), "associationId": format!("eipassoc-{id}"), "isPrimary": true,
            "networkInterfaceId": interface, "privateIp": "10.0.1.20", "publicIp": address, "status": "succeeded",
        }],
        "tagSet": tags(id),
    })
}

pub(super) fn interface(id: &str, vpc: &str, subnet: &str, address: &str, kind: &str) -> Value {
    let group = match (vpc, kind) {
        // The endpoint's own.
        ("vpc-0a", "vpc_endpoint") => "sg-0a2",
        ("vpc-0a", _) => "sg-0a1",
        _ => "sg-0b1",
    };
    let mut interface = json!({
        "networkInterfaceId": id, "subnetId": subnet, "vpcId": vpc, "availabilityZone": "eu-west-1a",
        "description": format!("made for {id}"), "ownerId": ACCOUNT, "requesterManaged": kind != "interface",
        "status": "in-use", "macAddress": "02:a0:b1:c2:d3:e4", "privateIpAddress": address,
        "privateDnsName": format!("ip-{}.eu-west-1.compute.internal", address.replace('.', "-")),
        "sourceDestCheck": kind != "nat_gateway", "interfaceType": kind,
        "groupSet": [{"groupId": group, "groupName": format!("group {group}")}],
        "attachment": {
            "attachmentId": format!("eni-attach-{id}"), "deviceIndex": 0, "status": "attached",
            "attachTime": "2025-03-12T10:15:02.000Z", "deleteOnTermination": true,
        },
        "privateIpAddressesSet": [{"privateIpAddress": address, "primary": true}], "ipv6AddressesSet": [],
        "tagSet": tags(id),
    });
    if kind == "nat_gateway" {
        let association = json!({
            "publicIp": "198.51.100.10", "ipOwnerId": ACCOUNT, "allocationId": "eipalloc-nat-0a",
            "associationId": "eipassoc-nat-0a",
        });
        interface["privateIpAddressesSet"][0]["association"] = association.clone();
        interface["association"] = association;
        interface["groupSet"] = json!([]);
    }
    interface
}

fn reservation(id: &str, instance: &str, vpc: &str, subnet: &str) -> Value {
    json!({
        "reservationId": id, "ownerId": ACCOUNT, "groupSet": [], "instancesSet": [{
            "instanceId": instance, "imageId": "ami-0abcdef1234567890", "instanceType": "m7g.large",
            "instanceState": {"code": 16, "name": "running"}, "launchTime": "2025-03-12T10:15:02.000Z",
            "privateIpAddress": if vpc == "vpc-0a" { "10.0.2.40" } else { "10.1.1.10" }, "subnetId": subnet, "vpcId": vpc,
            "architecture": "arm64", "sourceDestCheck": true,
            "groupSet": [{"groupId": "sg-0a1", "groupName": "group sg-0a1"}],
            "networkInterfaceSet": [{
                "networkInterfaceId": if vpc == "vpc-0a" { "eni-0a4" } else { "eni-0b1" }, "subnetId": subnet,
                "vpcId": vpc, "ownerId": ACCOUNT, "status": "in-use", "sourceDestCheck": true,
            }],
            "tagSet": tags(instance),
        }],
    })
}

fn dhcp_options(id: &str) -> Value {
    json!({
        "dhcpOptionsId": id, "ownerId": ACCOUNT, "tagSet": tags(id), "dhcpConfigurationSet": [
            {"key": "domain-name", "valueSet": [{"value": "eu-west-1.compute.internal"}]},
            {"key": "domain-name-servers", "valueSet": [{"value": "AmazonProvidedDNS"}]},
        ],
    })
}
