//! VPC endpoints.

use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        VpcEndpoint {
            vpc_endpoint_id, vpc_endpoint_type, vpc_id, service_name, state, policy_document, route_table_ids,
            subnet_ids, groups, ip_address_type, dns_options, private_dns_enabled, requester_managed,
            network_interface_ids, dns_entries, creation_timestamp, tags, owner_id, last_error, ipv4_prefixes,
            ipv6_prefixes, failure_reason, service_network_arn, resource_configuration_arn, service_region,
            payer_responsibilities,
        }
        SecurityGroupIdentifier { group_id, group_name }
        DnsOptions {
            dns_record_ip_type, private_dns_only_for_inbound_resolver_endpoint, private_dns_preference,
            private_dns_specified_domains,
        }
        DnsEntry { dns_name, hosted_zone_id }
        LastError { message, code }
        SubnetIpPrefixes { subnet_id, ip_prefixes }
        PayerResponsibilityEntry { scope, payer_responsibility_type }
    }
}

texts! {
    types:
    DnsRecordIpType, IpAddressType, PayerResponsibilityScope, PayerResponsibilityType, State, VpcEndpointType,
}
