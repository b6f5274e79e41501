//! Sets of DHCP options.

use aws_sdk_ec2::types;

use crate::document::records;

records! {
    Pascal of types {
        DhcpOptions { owner_id, tags, dhcp_options_id, dhcp_configurations }
        DhcpConfiguration { key, values }
        AttributeValue { value }
    }
}
