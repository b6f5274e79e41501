#![doc = include_str!("../README.md")]

mod address;
mod axis;
mod boxes;
mod family;
mod packet;
mod port;
mod protocol;
mod ranges;
mod set;

pub use address::{AddressSet, offset};
pub use boxes::{Field, PacketBox};
pub use family::Family;
pub use packet::Packet;
pub use port::PortSet;
pub use protocol::{InvalidProtocol, Protocol, ProtocolSet};
pub use set::{FirstMatch, PacketSet, Space};
