//! Where packets go.

use super::compared::compared;
use crate::difference::Tell;
use crate::resource::Subnet;

compared! {
    Vpc |own| own.id.to_string(), own.id.to_string();
        fields { cidrs, dhcp_options, is_default, owner, block_public_access, encryption_enforced }
        lists { internet_firewalls } ignored { id, name, scope }
    Subnet |own| own.id.to_string(), own.id.to_string();
        fields {
            vpc, cidrs, availability_zone, availability_zone_id, owner, dns64, block_public_access, firewall_connectivity,
            name
        }
        lists {} ignored { id, available_addresses, scope }
        + free_addresses;
    RouteTable |own| own.id.to_string(), own.id.to_string();
        fields { vpc, owner } lists { associations, routes } ignored { id, name }
    InternetGateway |own| own.id.to_string(), own.id.to_string();
        fields { attachments } lists {} ignored { id, name }
    NatGateway |own| own.id.to_string(), own.id.to_string();
        fields {
            vpc, subnet, state, connectivity, regional, automatic_zones, route_table, addresses, has_appliance, failure
        }
        lists {} ignored { id, name }
    VpcEndpoint |own| own.id.to_string(), own.id.to_string();
        fields {
            vpc, kind, service_name, service_region, state, private_dns_enabled, private_dns_only_for_inbound_resolver,
            answers_ipv6_only, in_no_subnet, policy, owner
        }
        lists { route_tables, subnets, groups, interfaces, dns_names } ignored { id, name }
    PrefixList |own| own.id.to_string(), own.id.to_string();
        fields { name, entries } lists {} ignored { id }
    PrefixListEntries |own| own.list.to_string(), own.list.to_string();
        fields {} lists { entries } ignored { list }
    SecurityGroup |own| own.id.to_string(), own.id.to_string();
        fields { name, vpc, owner } lists { ingress, egress } ignored { id }
    SecurityGroupRuleRecord |own| own.id.to_string(), own.id.to_string();
        fields { group, egress } lists {} ignored { id, traffic, peer }
    NetworkAcl |own| own.id.to_string(), own.id.to_string();
        fields { vpc, is_default } lists { subnets, entries } ignored { id, name }
    NetworkInterface |own| own.id.to_string(), own.id.to_string();
        fields {
            kind, description, vpc, subnet, addresses, source_dest_check, owner, requester, requester_managed, instance,
            status, name
        }
        lists { groups, prefixes } ignored { id, scope }
    Address |own| own.public.to_string(), own.public.to_string();
        fields { interface, private } lists {} ignored { public }
    BlockPublicAccessOptions |own| own.place(), own.place();
        fields { mode } lists {} ignored { scope }
    BlockPublicAccessExclusion |own| own.id.clone(), own.id.clone();
        fields { resource, mode, state } lists {} ignored { id }
}

/// Whether a subnet has addresses left, not how many.
fn free_addresses(before: &Subnet, after: &Subnet, tell: &mut Tell<'_>) {
    let is_full = |own: &Subnet| own.available_addresses.map(|free| free == 0);
    if is_full(before) != is_full(after) {
        let (was, is) = (before.available_addresses, after.available_addresses);
        tell.field("available_addresses", &was, &is, |own: &mut Subnet, value| own.available_addresses = value);
    }
}
