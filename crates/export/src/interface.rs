//! Network interfaces and instances.

use std::net::IpAddr;

use hopwise_model::resource::{Instance, NetworkInterface, PrivateAddress};
use ipnet::IpNet;
use serde_json::Value;

use crate::network::flag;
use crate::object::{list, maybe, object, some, tags, text};
use crate::record::{Whose, elements};

elements! {
    NetworkInterface: network_interface, |interface| Whose::Scope(interface.scope.clone());
    Instance: instance, |instance| Whose::Scope(instance.scope.clone());
}

fn address((place, address): (usize, &PrivateAddress)) -> Value {
    let PrivateAddress { private, public } = address;
    object([
        ("Primary", Value::Bool(place == 0)),
        ("PrivateIpAddress", text(private)),
        ("Association", association(public.as_ref())),
    ])
}

fn association(public: Option<&IpAddr>) -> Value {
    public.map_or(Value::Null, |public| object([("PublicIp", text(public))]))
}

fn network_interface(interface: &NetworkInterface) -> Value {
    let NetworkInterface {
        id,
        kind,
        description,
        vpc,
        subnet,
        groups,
        addresses,
        prefixes,
        source_dest_check,
        owner,
        requester,
        requester_managed,
        instance,
        status,
        name,
        scope: _,
        evidence: _,
    } = interface;
    let ipv4 = addresses.iter().filter(|address| address.private.is_ipv4());
    let ipv6 = addresses.iter().filter(|address| address.private.is_ipv6());
    let prefixes = |member: &str, is_ipv4: bool| {
        let of_family = prefixes.iter().filter(|prefix| matches!(prefix, IpNet::V4(_)) == is_ipv4);
        some(list(of_family.map(|prefix| object([(member, text(prefix))]))))
    };
    let attached = status.as_ref().map_or(Value::Null, |_| text("attached"));
    let attachment = instance
        .as_ref()
        .map_or(Value::Null, |instance| object([("InstanceId", text(instance)), ("Status", attached)]));
    let primary = ipv4.clone().next();
    object([
        ("NetworkInterfaceId", text(id)),
        ("InterfaceType", text(kind)),
        ("Description", text(description)),
        ("VpcId", maybe(vpc.as_ref())),
        ("SubnetId", text(subnet)),
        ("Groups", list(groups.iter().map(|group| object([("GroupId", text(group))])))),
        ("PrivateIpAddress", maybe(primary.map(|address| &address.private))),
        // AWS prints what the primary address is mapped to twice: of the interface, and of the address.
        ("Association", association(primary.and_then(|address| address.public.as_ref()))),
        ("PrivateIpAddresses", list(ipv4.enumerate().map(address))),
        ("Ipv6Addresses", some(list(ipv6.map(|address| object([("Ipv6Address", text(address.private))]))))),
        ("Ipv4Prefixes", prefixes("Ipv4Prefix", true)),
        ("Ipv6Prefixes", prefixes("Ipv6Prefix", false)),
        ("SourceDestCheck", flag(*source_dest_check)),
        ("OwnerId", maybe(owner.as_ref())),
        ("RequesterId", maybe(requester.as_ref())),
        ("RequesterManaged", flag(*requester_managed)),
        ("Attachment", attachment),
        ("Status", maybe(status.as_ref())),
        ("TagSet", tags(name.as_ref())),
    ])
}

/// An instance, in a reservation of its own.
fn instance(instance: &Instance) -> Value {
    let Instance {
        id,
        state,
        subnet,
        interfaces,
        platform,
        private_dns_name,
        resource_name_record,
        name,
        scope,
        evidence: _,
    } = instance;
    // The first is the primary one.
    let interfaces = interfaces.iter().enumerate().map(|(place, interface)| {
        object([("NetworkInterfaceId", text(interface)), ("Attachment", object([("DeviceIndex", place.into())]))])
    });
    let of_name = |record: bool| object([("EnableResourceNameDnsARecord", Value::Bool(record))]);
    let own = object([
        ("InstanceId", text(id)),
        ("State", state.as_ref().map_or(Value::Null, |state| object([("Name", text(state))]))),
        ("SubnetId", maybe(subnet.as_ref())),
        ("NetworkInterfaces", list(interfaces)),
        ("PlatformDetails", maybe(platform.as_ref())),
        ("PrivateDnsName", maybe(private_dns_name.as_ref())),
        ("PrivateDnsNameOptions", resource_name_record.map_or(Value::Null, of_name)),
        ("Tags", tags(name.as_ref())),
    ]);
    object([("OwnerId", maybe(scope.account.as_ref())), ("Instances", list([own]))])
}
