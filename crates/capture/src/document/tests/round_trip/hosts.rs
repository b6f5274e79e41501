//! Network interfaces, Elastic IP addresses and instances.

use std::net::IpAddr;

use aws_sdk_ec2::types;
use hopwise_model::resource::{Address, Instance, NetworkInterface};
use hopwise_model::{DocumentKind, Inventory};
use ipnet::IpNet;

use super::vpcs::tags;
use super::{Documents, text};

pub(super) fn add(inventory: &Inventory, documents: &mut Documents) {
    documents.list(inventory, DocumentKind::NetworkInterfaces, &inventory.network_interfaces, interface);
    documents.list(inventory, DocumentKind::Addresses, &inventory.addresses, address);
    documents.list(inventory, DocumentKind::Reservations, &inventory.instances, reservation);
}

fn association(public: Option<IpAddr>) -> Option<types::NetworkInterfaceAssociation> {
    public.map(|public| types::NetworkInterfaceAssociation::builder().public_ip(public.to_string()).build())
}

fn interface(interface: &NetworkInterface) -> types::NetworkInterface {
    let groups = interface.groups.iter();
    let groups = groups.map(|group| types::GroupIdentifier::builder().group_id(group.to_string()).build());
    let addresses =
        interface.addresses.iter().filter(|address| address.private.is_ipv4()).enumerate().map(|(place, address)| {
            types::NetworkInterfacePrivateIpAddress::builder()
                .primary(place == 0)
                .private_ip_address(address.private.to_string())
                .set_association(association(address.public))
                .build()
        });
    let ipv6_addresses = interface.addresses.iter().map(|address| address.private).filter(IpAddr::is_ipv6);
    let ipv6_addresses = ipv6_addresses
        .map(|address| types::NetworkInterfaceIpv6Address::builder().ipv6_address(address.to_string()).build());
    let (ipv4_prefixes, ipv6_prefixes): (Vec<&IpNet>, Vec<&IpNet>) =
        interface.prefixes.iter().partition(|prefix| prefix.addr().is_ipv4());
    let ipv4_prefixes = ipv4_prefixes
        .into_iter()
        .map(|prefix| types::Ipv4PrefixSpecification::builder().ipv4_prefix(prefix.to_string()).build());
    let ipv6_prefixes = ipv6_prefixes
        .into_iter()
        .map(|prefix| types::Ipv6PrefixSpecification::builder().ipv6_prefix(prefix.to_string()).build());
    let attachment = interface.instance.as_ref().map(|instance| {
        types::NetworkInterfaceAttachment::builder()
            .instance_id(instance.to_string())
            .status(types::AttachmentStatus::Attached)
            .attach_time(aws_smithy_types::DateTime::from_secs(1_741_774_502))
            .build()
    });
    let first = interface.addresses.first().filter(|address| address.private.is_ipv4());
    types::NetworkInterface::builder()
        .network_interface_id(interface.id.to_string())
        .interface_type(interface.kind.as_str().into())
        .description(&interface.description)
        .set_vpc_id(text(interface.vpc.as_ref()))
        .subnet_id(interface.subnet.to_string())
        .set_groups(Some(groups.collect()))
        .set_private_ip_address(first.map(|first| first.private.to_string()))
        .set_association(association(first.and_then(|first| first.public)))
        .set_private_ip_addresses(Some(addresses.collect()))
        .set_ipv6_addresses(Some(ipv6_addresses.collect()))
        .set_ipv4_prefixes(Some(ipv4_prefixes.collect()))
        .set_ipv6_prefixes(Some(ipv6_prefixes.collect()))
        .set_requester_id(interface.requester.as_ref().map(ToString::to_string))
        .set_requester_managed(interface.requester_managed)
        .set_source_dest_check(interface.source_dest_check)
        .set_owner_id(text(interface.owner.as_ref()))
        .set_attachment(attachment)
        .set_status(interface.status.as_deref().map(Into::into))
        .set_tag_set(tags(interface.name.as_ref()))
        .build()
}

fn address(address: &Address) -> types::Address {
    types::Address::builder()
        .public_ip(address.public.to_string())
        .set_network_interface_id(text(address.interface.as_ref()))
        .set_private_ip_address(text(address.private.as_ref()))
        .domain(types::DomainType::Vpc)
        .build()
}

/// An instance in a reservation of its own, which has its account. The interfaces come last one first.
fn reservation(instance: &Instance) -> types::Reservation {
    let interfaces = (0..).zip(&instance.interfaces).map(|(place, interface)| {
        types::InstanceNetworkInterface::builder()
            .network_interface_id(interface.to_string())
            .attachment(types::InstanceNetworkInterfaceAttachment::builder().device_index(place).build())
            .build()
    });
    let state = instance.state.as_deref();
    let state = state.map(|state| types::InstanceState::builder().code(16).name(state.into()).build());
    let own = types::Instance::builder()
        .instance_id(instance.id.to_string())
        .set_state(state)
        .set_subnet_id(text(instance.subnet.as_ref()))
        .set_network_interfaces(Some(interfaces.collect::<Vec<_>>().into_iter().rev().collect()))
        .set_tags(tags(instance.name.as_ref()))
        .build();
    types::Reservation::builder().set_owner_id(text(instance.scope.account.as_ref())).instances(own).build()
}
