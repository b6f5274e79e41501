//! Internet gateways, and those that let IPv6 out only.

use aws_sdk_ec2::types;

use crate::document::records;

records! {
    Pascal of types {
        InternetGateway { attachments, internet_gateway_id, owner_id, tags }
        InternetGatewayAttachment { state, vpc_id }
        EgressOnlyInternetGateway { attachments, egress_only_internet_gateway_id, tags }
    }
}
