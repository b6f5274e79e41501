//! VPCs, subnets, gateways, endpoints and prefix lists.

use hopwise_model::Partition;
use hopwise_model::resource::{
    Address, BlockPublicAccess, BlockPublicAccessExclusion, BlockPublicAccessOptions, Connectivity, EndpointKind,
    ExclusionMode, GatewayAttachment, InternetGateway, NatAddress, NatGateway, NatState, PeeredVpc, PrefixList,
    PrefixListEntries, Scope, Subnet, Vpc, VpcEndpoint, VpcPeeringConnection,
};
use ipnet::IpNet;
use serde_json::{Map, Value};

use crate::object::{list, maybe, object, set, some, some_texts, tags, text, texts};
use crate::record::{Whose, documents, elements, of_arn, one, whole};

elements! {
    Vpc: vpc, |vpc| Whose::Scope(vpc.scope.clone());
    Subnet: subnet, |subnet| Whose::Scope(subnet.scope.clone());
    InternetGateway: internet_gateway,
        |gateway| gateway.attachments.first().map_or(Whose::Anybody, |attachment| Whose::Vpc(&attachment.vpc));
    NatGateway: nat_gateway, |gateway| Whose::Vpc(&gateway.vpc);
    VpcEndpoint: endpoint, |endpoint| Whose::Vpc(&endpoint.vpc);
    VpcPeeringConnection: peering, |_peering| Whose::Anybody;
    PrefixList: prefix_list, |list| list.name.as_deref().map_or(Whose::Anybody, of_list);
    Address: address, |_address| Whose::Anybody;
    BlockPublicAccessExclusion: exclusion, |exclusion| of_arn(&exclusion.resource);
}

documents! {
    BlockPublicAccessOptions: |own, _inventory, _place| {
        whole("options", object([("VpcBlockPublicAccessOptions", public_access_options(own))]))
    }, |own| Whose::Scope(own.scope.clone());
    PrefixListEntries: |own, _inventory, _place| one(&own.list, "Entries", prefix_list_entries(own), true), |_own| Whose::Anybody;
}

/// Those of the Region in the name of one of AWS's prefix lists.
fn of_list(name: &str) -> Whose<'_> {
    let region = Partition::region_in_service_name(name);
    region.map_or(Whose::Anybody, |region| Whose::Scope(Scope { account: None, region: Some(region) }))
}

fn ipv4(cidrs: &[IpNet]) -> impl Iterator<Item = &IpNet> {
    cidrs.iter().filter(|cidr| matches!(cidr, IpNet::V4(_)))
}

fn ipv6(cidrs: &[IpNet]) -> Value {
    let state = || object([("State", text("associated"))]);
    let blocks = cidrs.iter().filter(|cidr| matches!(cidr, IpNet::V6(_)));
    some(list(blocks.map(|cidr| object([("Ipv6CidrBlock", text(cidr)), ("Ipv6CidrBlockState", state())]))))
}

fn block_public_access(mode: Option<BlockPublicAccess>) -> Value {
    let Some(mode) = mode else { return Value::Null };
    object([("InternetGatewayBlockMode", text(mode.as_str()))])
}

fn vpc(vpc: &Vpc) -> Value {
    let Vpc {
        id,
        cidrs,
        dhcp_options,
        is_default,
        owner,
        block_public_access: public,
        encryption_enforced,
        internet_firewalls,
        name,
        scope: _,
        evidence: _,
    } = vpc;
    let enforced = || object([("Mode", text("enforce")), ("State", text("available"))]);
    let state = || object([("State", text("associated"))]);
    object([
        ("VpcId", text(id)),
        ("CidrBlock", maybe(ipv4(cidrs).next())),
        (
            "CidrBlockAssociationSet",
            list(ipv4(cidrs).map(|cidr| object([("CidrBlock", text(cidr)), ("CidrBlockState", state())]))),
        ),
        ("Ipv6CidrBlockAssociationSet", ipv6(cidrs)),
        ("DhcpOptionsId", maybe(dhcp_options.as_ref())),
        ("IsDefault", Value::Bool(*is_default)),
        ("OwnerId", maybe(owner.as_ref())),
        ("BlockPublicAccessStates", block_public_access(*public)),
        ("EncryptionControl", if *encryption_enforced { enforced() } else { Value::Null }),
        ("NetworkFirewallAssociations", some(list(internet_firewalls.iter().map(firewall)))),
        ("Tags", tags(name.as_ref())),
    ])
}

/// A firewall by its ARN.
pub(crate) fn firewall(arn: &String) -> Value {
    object([("FirewallArn", text(arn))])
}

fn subnet(subnet: &Subnet) -> Value {
    let Subnet {
        id,
        vpc,
        cidrs,
        availability_zone,
        availability_zone_id,
        available_addresses,
        unavailable,
        owner,
        dns64,
        block_public_access: public,
        firewall_connectivity,
        name,
        scope: _,
        evidence: _,
    } = subnet;
    object([
        ("SubnetId", text(id)),
        ("VpcId", text(vpc)),
        ("CidrBlock", maybe(ipv4(cidrs).next())),
        ("Ipv6Native", set(ipv4(cidrs).next().is_none())),
        ("Ipv6CidrBlockAssociationSet", ipv6(cidrs)),
        ("AvailabilityZone", maybe(availability_zone.as_ref())),
        ("AvailabilityZoneId", maybe(availability_zone_id.as_ref())),
        ("AvailableIpAddressCount", (*available_addresses).into()),
        ("State", text(unavailable.as_deref().unwrap_or("available"))),
        ("OwnerId", maybe(owner.as_ref())),
        ("EnableDns64", Value::Bool(*dns64)),
        ("BlockPublicAccessStates", block_public_access(*public)),
        (
            "NetworkFirewallConnectivityType",
            firewall_connectivity.as_ref().map_or(Value::Null, |own| text(own.as_str())),
        ),
        ("Tags", tags(name.as_ref())),
    ])
}

fn peering(connection: &VpcPeeringConnection) -> Value {
    let VpcPeeringConnection { id, state, requester, accepter, name, evidence: _ } = connection;
    object([
        ("VpcPeeringConnectionId", text(id)),
        ("Status", object([("Code", text(state))])),
        ("RequesterVpcInfo", peered(requester)),
        ("AccepterVpcInfo", peered(accepter)),
        ("Tags", tags(name.as_ref())),
    ])
}

fn peered(side: &PeeredVpc) -> Value {
    let PeeredVpc { vpc, owner, region, cidrs, resolves_for_peer } = side;
    let listed = |family: fn(&IpNet) -> bool, member: &str| {
        some(list(cidrs.iter().filter(|cidr| family(cidr)).map(|cidr| object([(member, text(cidr))]))))
    };
    let options = |resolves: &bool| object([("AllowDnsResolutionFromRemoteVpc", Value::Bool(*resolves))]);
    object([
        ("VpcId", text(vpc)),
        ("OwnerId", maybe(owner.as_ref())),
        ("Region", maybe(region.as_ref())),
        ("CidrBlock", maybe(ipv4(cidrs).next())),
        ("CidrBlockSet", listed(|cidr| matches!(cidr, IpNet::V4(_)), "CidrBlock")),
        ("Ipv6CidrBlockSet", listed(|cidr| matches!(cidr, IpNet::V6(_)), "Ipv6CidrBlock")),
        ("PeeringOptions", resolves_for_peer.as_ref().map_or(Value::Null, options)),
    ])
}

fn internet_gateway(gateway: &InternetGateway) -> Value {
    let InternetGateway { id, attachments, name, evidence: _ } = gateway;
    let attachment =
        |GatewayAttachment { vpc, state }: &GatewayAttachment| object([("VpcId", text(vpc)), ("State", text(state))]);
    object([
        ("InternetGatewayId", text(id)),
        ("Attachments", list(attachments.iter().map(attachment))),
        ("Tags", tags(name.as_ref())),
    ])
}

fn nat_address(address: &NatAddress) -> Value {
    let NatAddress { interface, private, public, usable, availability_zone, availability_zone_id } = address;
    object([
        ("NetworkInterfaceId", maybe(interface.as_ref())),
        ("PrivateIp", maybe(private.as_ref())),
        ("PublicIp", maybe(public.as_ref())),
        ("Status", text(if *usable { "succeeded" } else { "failed" })),
        ("AvailabilityZone", maybe(availability_zone.as_ref())),
        ("AvailabilityZoneId", maybe(availability_zone_id.as_ref())),
    ])
}

fn nat_gateway(gateway: &NatGateway) -> Value {
    let NatGateway {
        id,
        vpc,
        subnet,
        state,
        connectivity,
        regional,
        automatic_zones,
        route_table,
        addresses,
        has_appliance,
        failure,
        name,
        evidence: _,
    } = gateway;
    let state = match state {
        NatState::Pending => "pending",
        NatState::Failed => "failed",
        NatState::Available => "available",
        NatState::Deleting => "deleting",
        NatState::Deleted => "deleted",
        NatState::Other(other) => other,
    };
    let connectivity = match connectivity {
        Connectivity::Public => "public",
        Connectivity::Private => "private",
    };
    let scaling = if *automatic_zones { "enabled" } else { "disabled" };
    object([
        ("NatGatewayId", text(id)),
        ("VpcId", text(vpc)),
        ("SubnetId", maybe(subnet.as_ref())),
        ("State", text(state)),
        ("ConnectivityType", text(connectivity)),
        ("AvailabilityMode", text(if *regional { "regional" } else { "zonal" })),
        ("AutoScalingIps", if *regional { text(scaling) } else { Value::Null }),
        ("RouteTableId", maybe(route_table.as_ref())),
        ("NatGatewayAddresses", list(addresses.iter().map(nat_address))),
        // Which appliance is not kept, only that there is one.
        ("AttachedAppliances", if *has_appliance { list([object([])]) } else { Value::Null }),
        ("FailureMessage", maybe(failure.as_ref())),
        ("Tags", tags(name.as_ref())),
    ])
}

fn endpoint(endpoint: &VpcEndpoint) -> Value {
    let VpcEndpoint {
        id,
        vpc,
        kind,
        service_name,
        service_region,
        state,
        private_dns_enabled,
        private_dns_only_for_inbound_resolver,
        answers_ipv6_only,
        route_tables,
        subnets,
        in_no_subnet,
        groups,
        interfaces,
        dns_names,
        policy,
        owner,
        name,
        evidence: _,
    } = endpoint;
    let kind = match kind {
        EndpointKind::Interface => "Interface",
        EndpointKind::Gateway => "Gateway",
        EndpointKind::GatewayLoadBalancer => "GatewayLoadBalancer",
        EndpointKind::Other(other) => other,
    };
    let dns_options = object([
        ("DnsRecordIpType", if *answers_ipv6_only { text("ipv6") } else { Value::Null }),
        (
            "PrivateDnsOnlyForInboundResolverEndpoint",
            private_dns_only_for_inbound_resolver.map_or(Value::Null, Value::Bool),
        ),
    ]);
    object([
        ("VpcEndpointId", text(id)),
        ("VpcEndpointType", text(kind)),
        ("VpcId", text(vpc)),
        ("ServiceName", text(service_name)),
        ("ServiceRegion", maybe(service_region.as_ref())),
        ("State", text(state.as_str())),
        ("PrivateDnsEnabled", Value::Bool(*private_dns_enabled)),
        ("DnsOptions", if dns_options.as_object().is_some_and(Map::is_empty) { Value::Null } else { dns_options }),
        ("RouteTableIds", texts(route_tables)),
        ("SubnetIds", if *in_no_subnet { texts(subnets) } else { some_texts(subnets) }),
        ("Groups", list(groups.iter().map(|group| object([("GroupId", text(group))])))),
        ("NetworkInterfaceIds", texts(interfaces)),
        ("DnsEntries", list(dns_names.iter().map(|name| object([("DnsName", text(name))])))),
        ("PolicyDocument", maybe(policy.as_ref())),
        ("OwnerId", maybe(owner.as_ref())),
        ("Tags", tags(name.as_ref())),
    ])
}

fn prefix_list(prefix_list: &PrefixList) -> Value {
    let PrefixList { id, name, entries, evidence: _ } = prefix_list;
    object([
        ("PrefixListId", text(id)),
        ("PrefixListName", maybe(name.as_ref())),
        ("Cidrs", entries.as_ref().map_or(Value::Null, some_texts)),
    ])
}

pub(crate) fn prefix_list_entries(entries: &PrefixListEntries) -> Value {
    let PrefixListEntries { list: _, entries, evidence: _ } = entries;
    list(entries.iter().map(|cidr| object([("Cidr", text(cidr))])))
}

fn address(address: &Address) -> Value {
    let Address { public, interface, private, evidence: _ } = address;
    object([
        ("PublicIp", text(public)),
        ("NetworkInterfaceId", maybe(interface.as_ref())),
        ("PrivateIpAddress", maybe(private.as_ref())),
    ])
}

pub(crate) fn public_access_options(options: &BlockPublicAccessOptions) -> Value {
    let BlockPublicAccessOptions { mode, scope, evidence: _ } = options;
    object([
        ("AwsAccountId", maybe(scope.account.as_ref())),
        ("AwsRegion", maybe(scope.region.as_ref())),
        ("InternetGatewayBlockMode", text(mode.as_str())),
    ])
}

fn exclusion(exclusion: &BlockPublicAccessExclusion) -> Value {
    let BlockPublicAccessExclusion { id, resource, mode, state, evidence: _ } = exclusion;
    let mode = match mode {
        ExclusionMode::AllowBidirectional => "allow-bidirectional",
        ExclusionMode::AllowEgress => "allow-egress",
    };
    object([
        ("ExclusionId", text(id)),
        ("ResourceArn", text(resource)),
        ("InternetGatewayExclusionMode", text(mode)),
        ("State", maybe(state.as_ref())),
    ])
}

/// A flag that AWS prints where it is set.
pub(crate) fn flag(value: Option<bool>) -> Value {
    value.map_or(Value::Null, Value::Bool)
}
