//! Elastic IP addresses.

use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        Address {
            allocation_id, association_id, domain, network_interface_id, network_interface_owner_id,
            private_ip_address, tags, public_ipv4_pool, network_border_group, customer_owned_ip,
            customer_owned_ipv4_pool, carrier_ip, subnet_id, service_managed, instance_id, public_ip,
        }
    }
}

texts!(types: DomainType, ServiceManaged);
