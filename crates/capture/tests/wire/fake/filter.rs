//! EC2's filters.

use serde_json::Value;

use super::Asked;

/// Whether a resource passes every filter of a request.
pub(super) fn passes(asked: &Asked, resource: &Value) -> bool {
    asked.filters().iter().all(|(name, wanted)| {
        assert!(wanted.len() <= 200, "a filter takes 200 values");
        let member = match *name {
            "addresses.association.public-ip" => "publicIp",
            "addresses.private-ip-address" => "privateIpAddress",
            "dhcp-options-id" => "dhcpOptionsId",
            "group-id" => "groupId",
            "ipv6-addresses.ipv6-address" => "ipv6Address",
            "instance-id" => "instanceId",
            "network-interface-id" => "networkInterfaceId",
            "state" => "state",
            "subnet-id" => "subnetId",
            "transit-gateway-id" => "transitGatewayId",
            "vpc-id" => "vpcId",
            "vpc-peering-connection-id" => "vpcPeeringConnectionId",
            "vpn-gateway-id" => "vpnGatewayId",
            unknown => panic!("EC2 has no filter `{unknown}` for {}", asked.operation),
        };
        let mut values = Vec::new();
        match resource.get(member) {
            Some(value) => values.extend(value.as_str()),
            None => anywhere(resource, member, &mut values),
        }
        values.iter().any(|value| wanted.contains(value))
    })
}

fn anywhere<'v>(value: &'v Value, member: &str, into: &mut Vec<&'v str>) {
    match value {
        Value::Object(members) => {
            into.extend(members.get(member).and_then(Value::as_str));
            members.values().for_each(|value| anywhere(value, member, into));
        }
        Value::Array(items) => items.iter().for_each(|item| anywhere(item, member, into)),
        _ => {}
    }
}
