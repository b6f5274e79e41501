//! Internet gateways, NAT gateways and endpoints.

use aws_sdk_ec2::types;
use hopwise_model::resource::{
    Connectivity, EndpointKind, InternetGateway, NatAddress, NatGateway, NatState, VpcEndpoint,
};
use hopwise_model::{DocumentKind, Inventory};

use super::vpcs::tags;
use super::{Documents, text, texts_of};

pub(super) fn add(inventory: &Inventory, documents: &mut Documents) {
    documents.list(inventory, DocumentKind::InternetGateways, &inventory.internet_gateways, internet_gateway);
    documents.list(inventory, DocumentKind::NatGateways, &inventory.nat_gateways, nat_gateway);
    documents.list(inventory, DocumentKind::VpcEndpoints, &inventory.vpc_endpoints, endpoint);
}

fn internet_gateway(gateway: &InternetGateway) -> types::InternetGateway {
    let attachments = gateway.attachments.iter().map(|attachment| {
        types::InternetGatewayAttachment::builder()
            .vpc_id(attachment.vpc.to_string())
            .state(attachment.state.as_str().into())
            .build()
    });
    types::InternetGateway::builder()
        .internet_gateway_id(gateway.id.to_string())
        .set_attachments(Some(attachments.collect()))
        .set_tags(tags(gateway.name.as_ref()))
        .build()
}

fn nat_gateway(gateway: &NatGateway) -> types::NatGateway {
    let state = match &gateway.state {
        NatState::Pending => "pending",
        NatState::Failed => "failed",
        NatState::Available => "available",
        NatState::Deleting => "deleting",
        NatState::Deleted => "deleted",
        NatState::Other(other) => other,
    };
    let connectivity = match gateway.connectivity {
        Connectivity::Public => types::ConnectivityType::Public,
        Connectivity::Private => types::ConnectivityType::Private,
    };
    let mode = if gateway.regional { types::AvailabilityMode::Regional } else { types::AvailabilityMode::Zonal };
    let automatic = if gateway.automatic_zones { "enabled" } else { "disabled" };
    let appliances = gateway.has_appliance.then(|| {
        vec![
            types::NatGatewayAttachedAppliance::builder()
                .r#type(types::NatGatewayApplianceType::from("network-firewall-proxy"))
                .build(),
        ]
    });
    let (code, message) = gateway.failure.as_deref().and_then(|failure| failure.split_once(": ")).unzip();
    types::NatGateway::builder()
        .nat_gateway_id(gateway.id.to_string())
        .vpc_id(gateway.vpc.to_string())
        .set_subnet_id(text(gateway.subnet.as_ref()))
        .state(state.into())
        .connectivity_type(connectivity)
        .availability_mode(mode)
        .auto_scaling_ips(automatic.into())
        .auto_provision_zones(automatic.into())
        .set_route_table_id(text(gateway.route_table.as_ref()))
        .set_nat_gateway_addresses(Some(gateway.addresses.iter().map(nat_address).collect()))
        .set_attached_appliances(appliances)
        .set_failure_code(code.map(str::to_owned))
        .set_failure_message(message.map(str::to_owned))
        .set_tags(tags(gateway.name.as_ref()))
        .build()
}

fn nat_address(address: &NatAddress) -> types::NatGatewayAddress {
    use types::NatGatewayAddressStatus::{Associating, Succeeded};
    types::NatGatewayAddress::builder()
        .set_network_interface_id(text(address.interface.as_ref()))
        .set_private_ip(text(address.private.as_ref()))
        .set_public_ip(text(address.public.as_ref()))
        .status(if address.usable { Succeeded } else { Associating })
        .set_availability_zone(address.availability_zone.clone())
        .set_availability_zone_id(address.availability_zone_id.clone())
        .build()
}

fn endpoint(endpoint: &VpcEndpoint) -> types::VpcEndpoint {
    let kind = match &endpoint.kind {
        EndpointKind::Interface => types::VpcEndpointType::Interface,
        EndpointKind::Gateway => types::VpcEndpointType::Gateway,
        EndpointKind::GatewayLoadBalancer => types::VpcEndpointType::GatewayLoadBalancer,
        EndpointKind::Other(other) => other.as_str().into(),
    };
    let groups = endpoint.groups.iter();
    let groups = groups.map(|group| types::SecurityGroupIdentifier::builder().group_id(group.to_string()).build());
    let names = endpoint.dns_names.iter().map(|name| types::DnsEntry::builder().dns_name(name).build());
    let record_type =
        if endpoint.answers_ipv6_only { types::DnsRecordIpType::Ipv6 } else { types::DnsRecordIpType::Ipv4 };
    let dns_options = types::DnsOptions::builder()
        .dns_record_ip_type(record_type)
        .set_private_dns_only_for_inbound_resolver_endpoint(endpoint.private_dns_only_for_inbound_resolver)
        .build();
    types::VpcEndpoint::builder()
        .vpc_endpoint_id(endpoint.id.to_string())
        .vpc_id(endpoint.vpc.to_string())
        .vpc_endpoint_type(kind)
        .service_name(&endpoint.service_name)
        .set_service_region(text(endpoint.service_region.as_ref()))
        .state(endpoint.state.as_str().into())
        .private_dns_enabled(endpoint.private_dns_enabled)
        .dns_options(dns_options)
        .set_route_table_ids(Some(texts_of(&endpoint.route_tables)))
        .set_subnet_ids(Some(texts_of(&endpoint.subnets)))
        .set_groups(Some(groups.collect()))
        .set_network_interface_ids(Some(texts_of(&endpoint.interfaces)))
        .set_dns_entries(Some(names.collect()))
        .set_policy_document(endpoint.policy.clone())
        .set_owner_id(text(endpoint.owner.as_ref()))
        .set_tags(tags(endpoint.name.as_ref()))
        .build()
}
