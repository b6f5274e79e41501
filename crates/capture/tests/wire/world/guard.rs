//! What lets packets through or not: security groups, network ACLs, prefix lists, endpoints.

use serde_json::{Value, json};

use super::ACCOUNT;

pub(super) fn lists() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        (
            "DescribeSecurityGroups",
            "securityGroupInfo",
            json!([
                group("sg-0a1", "vpc-0a", "sg-0a2"),
                group("sg-0a2", "vpc-0a", "sg-0b1"),
                group("sg-0b1", "vpc-0b", "sg-0b1"),
            ]),
        ),
        (
            "DescribeSecurityGroupRules",
            "securityGroupRuleSet",
            json!([rule("sgr-0a1", "sg-0a1"), rule("sgr-0a2", "sg-0a2"), rule("sgr-0b1", "sg-0b1")]),
        ),
        (
            "DescribeNetworkAcls",
            "networkAclSet",
            json!([acl("acl-0a", "vpc-0a", &["subnet-0a1", "subnet-0a2"]), acl("acl-0b", "vpc-0b", &["subnet-0b1"])]),
        ),
        (
            "DescribeVpcBlockPublicAccessExclusions",
            "vpcBlockPublicAccessExclusionSet",
            json!([exclusion("vpcbpa-exclude-0a", "subnet/subnet-0a1"), exclusion("vpcbpa-exclude-0b", "vpc/vpc-0b")]),
        ),
        (
            "DescribePrefixLists",
            "prefixListSet",
            json!([prefix_list("pl-6da54004", "s3"), prefix_list("pl-6fa54006", "dynamodb")]),
        ),
        (
            "DescribeManagedPrefixLists",
            "prefixListSet",
            json!([
                managed_list("pl-0c", ACCOUNT, "offices"),
                managed_list("pl-6da54004", "AWS", "com.amazonaws.eu-west-1.s3")
            ]),
        ),
        (
            "GetManagedPrefixListEntries",
            "entrySet",
            json!([
                {"cidr": "192.0.2.0/24", "description": "one office", "_of": "pl-0c"},
                {"cidr": "203.0.113.0/24", "description": "another", "_of": "pl-0c"},
                {"cidr": "3.5.64.0/21", "_of": "pl-6da54004"},
                {"cidr": "52.218.0.0/17", "_of": "pl-6da54004"},
            ]),
        ),
        ("DescribeVpcEndpoints", "vpcEndpointSet", json!([gateway_endpoint(), interface_endpoint()])),
    ]
}

pub(super) fn group(id: &str, vpc: &str, from: &str) -> Value {
    let anywhere = json!([{"cidrIp": "0.0.0.0/0", "description": "anywhere"}]);
    json!({
        "groupId": id, "groupName": format!("group {id}"), "groupDescription": format!("what {id} is for"),
        "ownerId": ACCOUNT, "vpcId": vpc,
        "securityGroupArn": format!("arn:aws:ec2:eu-west-1:{ACCOUNT}:security-group/{id}"),
        "ipPermissions": [{
            "ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "ipRanges": [], "ipv6Ranges": [],
            "groups": [{"groupId": from, "userId": ACCOUNT}],
            "prefixListIds": [{"prefixListId": "pl-0c", "description": "offices"}],
        }],
        "ipPermissionsEgress": [{
            "ipProtocol": "-1", "ipRanges": anywhere, "ipv6Ranges": [{"cidrIpv6": "::/0"}], "groups": [],
            "prefixListIds": [],
        }],
        "tagSet": [],
    })
}

pub(super) fn rule(id: &str, group: &str) -> Value {
    json!({
        "securityGroupRuleId": id, "groupId": group, "groupOwnerId": ACCOUNT, "isEgress": true, "ipProtocol": "-1",
        "fromPort": -1, "toPort": -1, "cidrIpv4": "0.0.0.0/0", "description": "anywhere", "tagSet": [],
    })
}

fn acl(id: &str, vpc: &str, subnets: &[&str]) -> Value {
    let entry = |number: u32, egress: bool, action: &str| {
        json!({
            "ruleNumber": number, "protocol": "-1", "ruleAction": action, "egress": egress, "cidrBlock": "0.0.0.0/0",
        })
    };
    let associations: Vec<Value> = subnets
        .iter()
        .map(|subnet| {
            json!({"networkAclAssociationId": format!("aclassoc-{subnet}"), "networkAclId": id, "subnetId": subnet})
        })
        .collect();
    json!({
        "networkAclId": id, "vpcId": vpc, "ownerId": ACCOUNT, "default": true, "associationSet": associations,
        "entrySet": [
            entry(100, true, "allow"), entry(32767, true, "deny"), entry(100, false, "allow"),
            entry(32767, false, "deny"),
        ],
        "tagSet": [],
    })
}

fn prefix_list(id: &str, service: &str) -> Value {
    let blocks = if service == "s3" { json!(["52.218.0.0/17", "3.5.64.0/21"]) } else { json!(["52.94.5.0/24"]) };
    json!({"prefixListId": id, "prefixListName": format!("com.amazonaws.eu-west-1.{service}"), "cidrSet": blocks})
}

fn managed_list(id: &str, owner: &str, name: &str) -> Value {
    json!({
        "prefixListId": id, "prefixListArn": format!("arn:aws:ec2:eu-west-1:{owner}:prefix-list/{id}"),
        "prefixListName": name, "ownerId": owner, "addressFamily": "IPv4", "state": "create-complete", "maxEntries": 10,
        "version": 1, "tagSet": [],
    })
}

fn gateway_endpoint() -> Value {
    json!({
        "vpcEndpointId": "vpce-0a", "vpcEndpointType": "Gateway", "vpcId": "vpc-0a", "ownerId": ACCOUNT,
        "serviceName": "com.amazonaws.eu-west-1.s3", "state": "available", "routeTableIdSet": ["rtb-0a2"],
        "subnetIdSet": [], "groupSet": [], "networkInterfaceIdSet": [], "dnsEntrySet": [], "privateDnsEnabled": false,
        "requesterManaged": false, "creationTimestamp": "2025-03-12T10:15:02.000Z",
        "policyDocument": policy(), "tagSet": [],
    })
}

fn interface_endpoint() -> Value {
    json!({
        "vpcEndpointId": "vpce-0b", "vpcEndpointType": "Interface", "vpcId": "vpc-0a", "ownerId": ACCOUNT,
        "serviceName": "com.amazonaws.eu-west-1.ecr.api", "state": "available", "routeTableIdSet": [],
        "subnetIdSet": ["subnet-0a2"], "groupSet": [{"groupId": "sg-0a2", "groupName": "group sg-0a2"}],
        "networkInterfaceIdSet": ["eni-0a3"], "privateDnsEnabled": true, "requesterManaged": false,
        "dnsEntrySet": [
            {"dnsName": "vpce-0b-1a2b3c4d.api.ecr.eu-west-1.vpce.amazonaws.com", "hostedZoneId": "Z38GZ743OKFT7T"},
            {"dnsName": "api.ecr.eu-west-1.amazonaws.com", "hostedZoneId": "Z0EXAMPLE"},
        ],
        "creationTimestamp": "2025-03-12T10:15:02.000Z", "policyDocument": policy(), "tagSet": [],
    })
}

fn exclusion(id: &str, resource: &str) -> Value {
    json!({
        "exclusionId": id, "resourceArn": format!("arn:aws:ec2:eu-west-1:{ACCOUNT}:{resource}"),
        "internetGatewayExclusionMode": "allow-egress", "state": "create-complete", "reason": "asked for",
        "creationTimestamp": "2025-03-12T10:15:02.000Z", "lastUpdateTimestamp": "2025-03-12T10:15:02.000Z",
        "tagSet": [{"key": "Name", "value": format!("exclusion {id}")}],
    })
}

fn policy() -> String {
    json!({"Version": "2008-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]})
        .to_string()
}
