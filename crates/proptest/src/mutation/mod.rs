//! Changes that break one thing of an inventory, or could.

mod address;
mod filter;
mod gateway;
mod interface;
mod missing;
mod peering;
mod prefix_list;
mod route;
mod transit_gateway;

use hopwise_model::Inventory;
use proptest::prelude::*;

pub use address::AddressChange;
pub use filter::FilterChange;
pub use gateway::{AddressLoss, FirewallPrinted, GatewayChange};
pub use interface::InterfaceChange;
pub use missing::{MissingChange, forget};
pub use peering::PeeringChange;
pub use prefix_list::PrefixListChange;
pub use route::RouteChange;
pub use transit_gateway::TransitChange;

/// One change. The places in it are chosen among whatever the inventory holds when it is applied.
#[derive(Clone, Debug)]
pub enum Mutation {
    /// To a network ACL or a security group.
    Filter(FilterChange),
    /// To a route table or its associations.
    Route(RouteChange),
    /// To a prefix list, or to what competes with it.
    PrefixList(PrefixListChange),
    /// To a gateway, an endpoint, an instance, or a VPC's controls.
    Gateway(GatewayChange),
    /// To who is behind an interface, and what it has.
    Interface(InterfaceChange),
    /// A peering connection between the two VPCs.
    Peering(PeeringChange),
    /// A transit gateway between the two VPCs.
    Transit(TransitChange),
    /// To addresses and blocks.
    Address(AddressChange),
    /// A resource or a document that the snapshot lacks.
    Missing(MissingChange),
}

/// A change of any kind.
pub fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        5 => filter::change().prop_map(Mutation::Filter),
        5 => route::change().prop_map(Mutation::Route),
        1 => prefix_list::change().prop_map(Mutation::PrefixList),
        8 => gateway::change().prop_map(Mutation::Gateway),
        4 => interface::change().prop_map(Mutation::Interface),
        3 => address::change().prop_map(Mutation::Address),
        1 => missing::change().prop_map(Mutation::Missing),
    ]
}

/// A default route that takes packets to any kind of target.
pub fn divert() -> impl Strategy<Value = Mutation> {
    route::divert().prop_map(Mutation::Route)
}

/// A route that takes answers to any kind of target.
pub fn divert_answers() -> impl Strategy<Value = Mutation> {
    route::divert_answers().prop_map(Mutation::Route)
}

/// A default route to somebody who sends packets on, or is not known to, and what may stop packets there.
pub fn send_on() -> impl Strategy<Value = Vec<Mutation>> {
    let attached = (Just(route::to_transit_gateway()), interface::attachments().prop_map(Mutation::Interface));
    let firewall = (Just(route::to_firewall()), gateway::firewall().prop_map(Mutation::Gateway));
    let divert = prop_oneof![
        4 => (route::to_router(), interface::router().prop_map(Mutation::Interface)),
        2 => attached,
        1 => firewall,
    ];
    let kind = proptest::option::weighted(0.5, interface::kind().prop_map(Mutation::Interface));
    (divert, kind).prop_map(|((divert, who), kind)| [Mutation::Route(divert), who].into_iter().chain(kind).collect())
}

/// A change to who is behind an interface, or to what it has.
pub fn of_interface() -> impl Strategy<Value = Mutation> {
    interface::change().prop_map(Mutation::Interface)
}

/// A second VPC with the addresses of the first, and a NAT gateway of the first in it.
pub fn overlap() -> impl Strategy<Value = Mutation> {
    gateway::overlap().prop_map(Mutation::Gateway)
}

/// A peering connection between the two VPCs, with the routes that lead to it.
pub fn peer() -> impl Strategy<Value = Mutation> {
    peering::change().prop_map(Mutation::Peering)
}

/// A transit gateway between the two VPCs, with the routes that lead to it.
pub fn attach() -> impl Strategy<Value = Mutation> {
    transit_gateway::change().prop_map(Mutation::Transit)
}

impl Mutation {
    /// Changes the inventory and says what was changed; `None` where it holds nothing of the kind.
    pub fn apply(&self, inventory: &mut Inventory) -> Option<String> {
        match self {
            Self::Filter(change) => change.apply(inventory),
            Self::Route(change) => change.apply(inventory),
            Self::PrefixList(change) => change.apply(inventory),
            Self::Gateway(change) => change.apply(inventory),
            Self::Interface(change) => change.apply(inventory),
            Self::Peering(change) => change.apply(inventory),
            Self::Transit(change) => change.apply(inventory),
            Self::Address(change) => change.apply(inventory),
            Self::Missing(change) => change.apply(inventory),
        }
    }
}
