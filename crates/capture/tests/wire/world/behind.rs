//! What routes lead out of the VPCs to.

use serde_json::{Value, json};

use super::ACCOUNT;

const MADE: &str = "2025-03-12T10:15:02.000Z";

pub(super) fn lists() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        (
            "DescribeEgressOnlyInternetGateways",
            "egressOnlyInternetGatewaySet",
            json!([egress_only("eigw-0a", "vpc-0a"), egress_only("eigw-0b", "vpc-0b")]),
        ),
        (
            "DescribeAddresses",
            "addressesSet",
            json!([address("198.51.100.10", "nat-0a"), address("198.51.100.11", "nat-0b")]),
        ),
        (
            "DescribeVpcPeeringConnections",
            "vpcPeeringConnectionSet",
            json!([peering("pcx-0a", "vpc-0a", "vpc-0b"), peering("pcx-0b", "vpc-0b", "vpc-0f")]),
        ),
        (
            "DescribeTransitGateways",
            "transitGatewaySet",
            json!([transit_gateway("tgw-0a", "tgw-rtb-0a"), transit_gateway("tgw-0b", "tgw-rtb-0b")]),
        ),
        ("DescribeTransitGatewayAttachments", "transitGatewayAttachments", json!([attachment("a"), attachment("b")])),
        (
            "DescribeTransitGatewayVpcAttachments",
            "transitGatewayVpcAttachments",
            json!([vpc_attachment("a", "subnet-0a2"), vpc_attachment("b", "subnet-0b1")]),
        ),
        (
            "DescribeTransitGatewayRouteTables",
            "transitGatewayRouteTables",
            json!([route_table("tgw-rtb-0a", "tgw-0a"), route_table("tgw-rtb-0b", "tgw-0b")]),
        ),
        (
            "SearchTransitGatewayRoutes",
            "routeSet",
            json!([
                transit_route("tgw-rtb-0a", "10.0.0.0/16", "a"),
                transit_route("tgw-rtb-0a", "10.2.0.0/16", "a"),
                transit_route("tgw-rtb-0b", "10.1.0.0/16", "b"),
                transit_route("tgw-rtb-0b", "10.2.0.0/16", "b"),
            ]),
        ),
        (
            "GetTransitGatewayRouteTablePropagations",
            "transitGatewayRouteTablePropagations",
            json!([
                propagation("tgw-rtb-0a", "a"),
                propagation("tgw-rtb-0a", "b"),
                propagation("tgw-rtb-0b", "a"),
                propagation("tgw-rtb-0b", "b"),
            ]),
        ),
        (
            "DescribeVpnGateways",
            "vpnGatewaySet",
            json!([vpn_gateway("vgw-0a", "vpc-0a"), vpn_gateway("vgw-0b", "vpc-0b")]),
        ),
    ]
}

fn egress_only(id: &str, vpc: &str) -> Value {
    json!({"egressOnlyInternetGatewayId": id, "attachmentSet": [{"vpcId": vpc, "state": "attached"}], "tagSet": []})
}

fn address(public: &str, nat: &str) -> Value {
    json!({
        "publicIp": public, "allocationId": format!("eipalloc-{nat}"), "associationId": format!("eipassoc-{nat}"),
        "domain": "vpc", "networkInterfaceId": "eni-0a2", "networkInterfaceOwnerId": ACCOUNT,
        "privateIpAddress": "10.0.1.20", "publicIpv4Pool": "amazon", "networkBorderGroup": "eu-west-1", "tagSet": [],
    })
}

fn peering(id: &str, requester: &str, accepter: &str) -> Value {
    let side = |vpc: &str| {
        json!({
            "vpcId": vpc, "ownerId": ACCOUNT, "region": "eu-west-1", "cidrBlock": "10.9.0.0/16",
            "cidrBlockSet": [{"cidrBlock": "10.9.0.0/16"}],
            "peeringOptions": {
                "allowDnsResolutionFromRemoteVpc": false, "allowEgressFromLocalClassicLinkToRemoteVpc": false,
                "allowEgressFromLocalVpcToRemoteClassicLink": false,
            },
        })
    };
    json!({
        "vpcPeeringConnectionId": id, "requesterVpcInfo": side(requester), "accepterVpcInfo": side(accepter),
        "status": {"code": "active", "message": "Active"}, "tagSet": [],
    })
}

fn transit_gateway(id: &str, table: &str) -> Value {
    json!({
        "transitGatewayId": id, "transitGatewayArn": format!("arn:aws:ec2:eu-west-1:{ACCOUNT}:transit-gateway/{id}"),
        "state": "available", "ownerId": ACCOUNT, "description": "hub", "creationTime": MADE,
        "options": {
            "amazonSideAsn": 64512, "autoAcceptSharedAttachments": "disable", "defaultRouteTableAssociation": "enable",
            "associationDefaultRouteTableId": table, "defaultRouteTablePropagation": "enable",
            "propagationDefaultRouteTableId": table, "vpnEcmpSupport": "enable", "dnsSupport": "enable",
            "multicastSupport": "disable",
        },
        "tagSet": [],
    })
}

fn attachment(which: &str) -> Value {
    json!({
        "transitGatewayAttachmentId": format!("tgw-attach-0{which}"), "transitGatewayId": format!("tgw-0{which}"),
        "transitGatewayOwnerId": ACCOUNT, "resourceOwnerId": ACCOUNT, "resourceType": "vpc",
        "resourceId": format!("vpc-0{which}"), "state": "available", "creationTime": MADE,
        "association": {"transitGatewayRouteTableId": format!("tgw-rtb-0{which}"), "state": "associated"}, "tagSet": [],
    })
}

fn vpc_attachment(which: &str, subnet: &str) -> Value {
    json!({
        "transitGatewayAttachmentId": format!("tgw-attach-0{which}"), "transitGatewayId": format!("tgw-0{which}"),
        "vpcId": format!("vpc-0{which}"), "vpcOwnerId": ACCOUNT, "state": "available", "subnetIds": [subnet],
        "creationTime": MADE,
        "options": {"dnsSupport": "enable", "ipv6Support": "disable", "applianceModeSupport": "disable"}, "tagSet": [],
    })
}

fn route_table(id: &str, gateway: &str) -> Value {
    json!({
        "transitGatewayRouteTableId": id, "transitGatewayId": gateway, "state": "available",
        "defaultAssociationRouteTable": true, "defaultPropagationRouteTable": true, "creationTime": MADE, "tagSet": [],
    })
}

fn transit_route(table: &str, destination: &str, which: &str) -> Value {
    json!({
        "_of": table, "destinationCidrBlock": destination, "type": "propagated", "state": "active",
        "transitGatewayAttachments": [{
            "transitGatewayAttachmentId": format!("tgw-attach-0{which}"), "resourceId": format!("vpc-0{which}"),
            "resourceType": "vpc",
        }],
    })
}

fn propagation(table: &str, which: &str) -> Value {
    json!({
        "_of": table, "transitGatewayAttachmentId": format!("tgw-attach-0{which}"),
        "resourceId": format!("vpc-0{which}"), "resourceType": "vpc", "state": "enabled",
    })
}

fn vpn_gateway(id: &str, vpc: &str) -> Value {
    json!({
        "vpnGatewayId": id, "state": "available", "type": "ipsec.1", "amazonSideAsn": 64512,
        "attachments": [{"vpcId": vpc, "state": "attached"}], "tagSet": [],
    })
}
