//! Virtual private gateways.

use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        VpnGateway { amazon_side_asn, tags, vpn_gateway_id, state, r#type, availability_zone, vpc_attachments }
        VpcAttachment { vpc_id, state }
    }
}

texts!(types: GatewayType, VpnState);
