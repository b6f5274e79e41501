#![doc = include_str!("../README.md")]

mod account;
mod acl;
mod endpoint;
mod group;
mod instance;
mod make;
mod peering;
mod refused;
mod rule;
mod service;
mod story;
mod tier;
mod transit_gateway;
mod vpc;
mod zone;

pub use account::Account;
pub use acl::{AclEntry, NetworkAcl};
pub use endpoint::Endpoint;
pub use group::SecurityGroup;
pub use hopwise_export::Document;
pub use instance::Instance;
pub use peering::Peering;
pub use refused::Refused;
pub use rule::{Ports, all, icmp, icmpv6, tcp, tcp_range, udp, udp_range};
pub use service::{NetworkMode, Service};
pub use tier::{Families, Target, Tier};
pub use transit_gateway::{Attachment, TransitGateway, TransitRoute, TransitTable};
pub use vpc::Vpc;
pub use zone::{Answer, PrivateZone};
