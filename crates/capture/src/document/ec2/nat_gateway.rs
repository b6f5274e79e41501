//! NAT gateways.

use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        NatGateway {
            create_time, delete_time, failure_code, failure_message, nat_gateway_addresses, nat_gateway_id,
            provisioned_bandwidth, state, subnet_id, vpc_id, tags, connectivity_type, availability_mode,
            auto_scaling_ips, auto_provision_zones, attached_appliances, route_table_id,
        }
        NatGatewayAddress {
            allocation_id, network_interface_id, private_ip, public_ip, association_id, is_primary, failure_message,
            status, availability_zone, availability_zone_id,
        }
        ProvisionedBandwidth { provision_time, provisioned, request_time, requested, status }
        NatGatewayAttachedAppliance {
            r#type, appliance_arn, vpc_endpoint_id, attachment_state, modification_state, failure_code,
            failure_message,
        }
    }
}

texts! {
    types:
    AutoProvisionZonesState, AutoScalingIpsState, AvailabilityMode, ConnectivityType, NatGatewayAddressStatus,
    NatGatewayApplianceModifyState, NatGatewayApplianceState, NatGatewayApplianceType, NatGatewayState,
}
