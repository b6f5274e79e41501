//! Records of Amazon EC2.

mod address;
mod dhcp_options;
mod instance;
mod instance_interface;
mod internet_gateway;
mod nat_gateway;
mod network_acl;
mod network_interface;
mod prefix_list;
mod route_table;
mod security_group;
mod shared;
mod subnet;
mod transit_gateway;
mod vpc;
mod vpc_endpoint;
mod vpc_peering;
mod vpn_gateway;
