//! Network interfaces as instances show them.

use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        InstanceNetworkInterface {
            association, attachment, description, groups, ipv6_addresses, mac_address, network_interface_id, owner_id,
            private_dns_name, private_ip_address, private_ip_addresses, source_dest_check, status, subnet_id, vpc_id,
            interface_type, ipv4_prefixes, ipv6_prefixes, connection_tracking_configuration, operator,
        }
        InstanceSecondaryInterface {
            attachment, mac_address, secondary_interface_id, owner_id, private_ip_addresses, source_dest_check,
            status, secondary_subnet_id, secondary_network_id, interface_type,
        }
        InstanceNetworkInterfaceAssociation { carrier_ip, customer_owned_ip, ip_owner_id, public_dns_name, public_ip }
        InstanceNetworkInterfaceAttachment {
            attach_time, attachment_id, delete_on_termination, device_index, status, network_card_index,
            ena_srd_specification, ena_queue_count,
        }
        InstanceIpv6Address { ipv6_address, is_primary_ipv6 }
        InstancePrivateIpAddress { association, primary, private_dns_name, private_ip_address }
        InstanceIpv4Prefix { ipv4_prefix }
        InstanceIpv6Prefix { ipv6_prefix }
        ConnectionTrackingSpecificationResponse { tcp_established_timeout, udp_stream_timeout, udp_timeout }
        InstanceSecondaryInterfaceAttachment {
            attach_time, attachment_id, delete_on_termination, device_index, status, network_card_index,
        }
        InstanceSecondaryInterfacePrivateIpAddress { private_ip_address }
        InstanceAttachmentEnaSrdSpecification { ena_srd_enabled, ena_srd_udp_specification }
        InstanceAttachmentEnaSrdUdpSpecification { ena_srd_udp_enabled }
    }
}

texts!(types: SecondaryInterfaceStatus, SecondaryInterfaceType);
