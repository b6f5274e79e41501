#![doc = include_str!("../README.md")]

mod error;
mod loss;
mod place;
mod ports;
mod read;
mod rule;
mod schema;
mod scope;
mod selector;
mod several;
mod via;
mod word;

pub use error::RulesError;
pub use loss::Loss;
pub use place::Place;
pub use ports::{InvalidPorts, RulePorts};
pub use read::{Rules, read_rules, rules};
pub use rule::{CanPull, Family, FlowRule, PlacementRule, Property, Rule};
pub use schema::schema;
pub use scope::{AccessScope, Header, ResourceType, Resources, ScopeEnd, ScopePath, Through, resource_id};
pub use selector::{InvalidSelector, Pattern, Selector};
pub use several::{Listed, Several};
pub use via::{InvalidVia, Via};
