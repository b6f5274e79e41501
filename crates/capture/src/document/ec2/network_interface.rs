//! Network interfaces.

use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        NetworkInterface {
            association, attachment, availability_zone, connection_tracking_configuration, description, groups,
            interface_type, ipv6_addresses, mac_address, network_interface_id, outpost_arn, owner_id,
            private_dns_name, public_dns_name, public_ip_dns_name_options, private_ip_address, private_ip_addresses,
            ipv4_prefixes, ipv6_prefixes, requester_id, requester_managed, source_dest_check, status, subnet_id,
            tag_set, vpc_id, deny_all_igw_traffic, ipv6_native, ipv6_address, operator, associated_subnets,
            availability_zone_id,
        }
        NetworkInterfaceAssociation {
            allocation_id, association_id, ip_owner_id, public_dns_name, public_ip, customer_owned_ip, carrier_ip,
        }
        NetworkInterfaceAttachment {
            attach_time, attachment_id, delete_on_termination, device_index, network_card_index, instance_id,
            instance_owner_id, status, ena_srd_specification, ena_queue_count,
        }
        ConnectionTrackingConfiguration { tcp_established_timeout, udp_stream_timeout, udp_timeout }
        NetworkInterfaceIpv6Address { ipv6_address, public_ipv6_dns_name, is_primary_ipv6 }
        PublicIpDnsNameOptions {
            dns_hostname_type, public_ipv4_dns_name, public_ipv6_dns_name, public_dual_stack_dns_name,
        }
        NetworkInterfacePrivateIpAddress { association, primary, private_dns_name, private_ip_address }
        Ipv4PrefixSpecification { ipv4_prefix }
        Ipv6PrefixSpecification { ipv6_prefix }
        AttachmentEnaSrdSpecification { ena_srd_enabled, ena_srd_udp_specification }
        AttachmentEnaSrdUdpSpecification { ena_srd_udp_enabled }
    }
}

texts!(types: NetworkInterfaceType);
