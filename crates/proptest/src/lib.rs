#![doc = include_str!("../README.md")]

mod account;
pub mod alike;
pub mod design;
pub mod fixture;
pub mod mutation;
mod part;
mod pick;
pub mod question;

pub use account::{
    Also, Asked, Designs, Nat, PacketSeed, PlacementSeed, Seed, Shrinking, packets, placements, questions,
};
pub use part::{endpoints, network_acls, ports, security_groups, services, tiers};
