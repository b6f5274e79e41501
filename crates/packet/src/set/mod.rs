//! Exact packet sets: handles on shared decision diagrams.

mod apply;
mod build;
mod cache;
mod collect;
mod first_match;
mod marks;
mod node;
mod packet_set;
mod query;
mod rewrite;
mod space;
mod store;

pub use first_match::FirstMatch;
pub use packet_set::PacketSet;
pub use space::Space;
