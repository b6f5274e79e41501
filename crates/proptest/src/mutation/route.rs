//! Route tables.

use hopwise_model::Inventory;
use hopwise_model::resource::{Route, RouteDestination, RouteOrigin, RouteState, RouteTable, RouteTarget};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::fixture::{association, cidr, id, route_of};
use crate::pick::{block, one, one_mut, record, record_mut};

/// A change to a route table.
#[derive(Clone, Debug)]
pub enum RouteChange {
    /// A route is gone.
    Drop {
        /// Which table.
        table: Index,
        /// Which of its routes, the local ones included.
        route: Index,
    },
    /// A route is a blackhole, or in a state that nobody documents.
    State {
        /// Which table.
        table: Index,
        /// Which of its routes.
        route: Index,
        /// Its state.
        state: RouteState,
    },
    /// A route leads elsewhere.
    Retarget {
        /// Which table.
        table: Index,
        /// Which of its routes.
        route: Index,
        /// Where it leads.
        target: RouteTarget,
    },
    /// A table has one route more.
    Add {
        /// Which table.
        table: Index,
        /// What it covers.
        destination: RouteDestination,
        /// Where it leads.
        target: RouteTarget,
        /// How it came there.
        origin: RouteOrigin,
    },
    /// A table has the same destination once more, with another target and origin.
    Tie {
        /// Which table.
        table: Index,
        /// Which of its routes.
        route: Index,
        /// Where the new one leads.
        target: RouteTarget,
        /// How the new one came there.
        origin: RouteOrigin,
    },
    /// The default route of the main table leads elsewhere.
    Divert {
        /// Where it leads.
        target: RouteTarget,
        /// Whether that works.
        state: RouteState,
    },
    /// Every table but the main one has one route more, which answers may take.
    DivertAnswers {
        /// What it covers.
        destination: RouteDestination,
        /// Where it leads.
        target: RouteTarget,
        /// How it came there.
        origin: RouteOrigin,
        /// Whether that works.
        state: RouteState,
    },
    /// A subnet uses another table, or the main one.
    Reassociate {
        /// Which subnet.
        subnet: Index,
        /// Which table; the main one where this is the table that it has.
        table: Index,
    },
    /// No table is the main one.
    NoMain,
    /// The attached internet gateway routes what it takes in by a table that sends a block elsewhere.
    Edge {
        /// What is sent elsewhere.
        destination: RouteDestination,
        /// Where it is sent.
        target: RouteTarget,
    },
}

/// Every kind of target, the usual ones more often.
pub(super) fn target() -> impl Strategy<Value = RouteTarget> {
    prop_oneof![2 => select(usual_targets()), 1 => select(rare_targets())]
}

fn usual_targets() -> Vec<RouteTarget> {
    vec![
        RouteTarget::InternetGateway(id("igw-a")),
        RouteTarget::NatGateway(id("nat-public")),
        RouteTarget::NatGateway(id("nat-regional")),
        RouteTarget::NatGateway(id("nat-private")),
        RouteTarget::VpcEndpoint(id("vpce-s3")),
        RouteTarget::InternetGateway(id("igw-spare")),
        RouteTarget::Local,
    ]
}

fn rare_targets() -> Vec<RouteTarget> {
    vec![
        RouteTarget::TransitGateway("tgw-1".to_owned()),
        RouteTarget::VpcPeeringConnection("pcx-1".to_owned()),
        RouteTarget::VirtualPrivateGateway("vgw-1".to_owned()),
        RouteTarget::NetworkInterface { interface: Some(id("eni-host")), instance: None },
        RouteTarget::NetworkInterface { interface: None, instance: None },
        RouteTarget::EgressOnlyInternetGateway("eigw-1".to_owned()),
        RouteTarget::LocalGateway("lgw-1".to_owned()),
        RouteTarget::Other("something-new".to_owned()),
        RouteTarget::VpcEndpoint(id("vpce-firewall")),
        RouteTarget::VpcEndpoint(id("vpce-api")),
        RouteTarget::NatGateway(id("nat-gone")),
        RouteTarget::InternetGateway(id("igw-gone")),
        RouteTarget::InternetGateway(id("igw-b")),
    ]
}

fn destination() -> impl Strategy<Value = RouteDestination> {
    prop_oneof![
        4 => block().prop_map(RouteDestination::Cidr),
        2 => select(vec!["pl-s3", "pl-custom", "pl-unknown"]).prop_map(|list| RouteDestination::PrefixList(id(list))),
        1 => Just(RouteDestination::Cidr(ipnet::Ipv6Net::default().into())),
    ]
}

pub(super) fn origin() -> impl Strategy<Value = RouteOrigin> {
    prop_oneof![
        5 => Just(RouteOrigin::Static),
        1 => Just(RouteOrigin::Propagated),
        1 => Just(RouteOrigin::Advertised),
    ]
}

fn state() -> impl Strategy<Value = RouteState> {
    prop_oneof![
        6 => Just(RouteState::Active),
        1 => Just(RouteState::Blackhole),
        1 => Just(RouteState::Unknown),
    ]
}

fn any_target() -> impl Strategy<Value = RouteTarget> {
    prop_oneof![1 => select(usual_targets()), 1 => select(rare_targets())]
}

/// A default route that takes packets to any kind of target.
pub(super) fn divert() -> impl Strategy<Value = RouteChange> {
    (any_target(), state()).prop_map(|(target, state)| RouteChange::Divert { target, state })
}

/// A default route to an instance, or through a peering connection, which works.
pub(super) fn to_router() -> impl Strategy<Value = RouteChange> {
    let target = prop_oneof![
        3 => Just(RouteTarget::NetworkInterface { interface: Some(id("eni-host")), instance: None }),
        1 => Just(RouteTarget::NetworkInterface { interface: None, instance: Some(id("i-host")) }),
        1 => Just(RouteTarget::VpcPeeringConnection("pcx-1".to_owned())),
    ];
    target.prop_map(|target| RouteChange::Divert { target, state: RouteState::Active })
}

/// A default route to a transit gateway, which works.
pub(super) fn to_transit_gateway() -> RouteChange {
    RouteChange::Divert { target: RouteTarget::TransitGateway("tgw-1".to_owned()), state: RouteState::Active }
}

/// A default route to the endpoint of a firewall, which works.
pub(super) fn to_firewall() -> RouteChange {
    RouteChange::Divert { target: RouteTarget::VpcEndpoint(id("vpce-firewall")), state: RouteState::Active }
}

/// A route that takes answers to any kind of target.
pub(super) fn divert_answers() -> impl Strategy<Value = RouteChange> {
    let destination = prop_oneof![
        2 => Just(RouteDestination::Cidr(cidr("10.0.0.0/28"))),
        2 => Just(RouteDestination::Cidr(cidr("10.0.0.0/25"))),
        1 => Just(RouteDestination::Cidr(cidr("10.0.0.0/24"))),
        1 => Just(RouteDestination::PrefixList(id("pl-unknown"))),
    ];
    (destination, any_target(), origin(), state()).prop_map(|(destination, target, origin, state)| {
        RouteChange::DivertAnswers { destination, target, origin, state }
    })
}

pub(super) fn change() -> impl Strategy<Value = RouteChange> {
    let some = any::<Index>;
    let broken = prop_oneof![3 => Just(RouteState::Blackhole), 2 => Just(RouteState::Unknown)];
    prop_oneof![
        2 => (some(), some()).prop_map(|(table, route)| RouteChange::Drop { table, route }),
        2 => (some(), some(), broken).prop_map(|(table, route, state)| RouteChange::State { table, route, state }),
        3 => (some(), some(), target())
            .prop_map(|(table, route, target)| RouteChange::Retarget { table, route, target }),
        5 => (some(), destination(), target(), origin())
            .prop_map(|(table, destination, target, origin)| RouteChange::Add { table, destination, target, origin }),
        2 => (some(), some(), target(), origin())
            .prop_map(|(table, route, target, origin)| RouteChange::Tie { table, route, target, origin }),
        2 => divert(),
        2 => divert_answers(),
        2 => (some(), some()).prop_map(|(subnet, table)| RouteChange::Reassociate { subnet, table }),
        1 => Just(RouteChange::NoMain),
        4 => (destination(), target()).prop_map(|(destination, target)| RouteChange::Edge { destination, target }),
    ]
}

impl RouteChange {
    pub(super) fn apply(&self, inventory: &mut Inventory) -> Option<String> {
        match self {
            Self::Drop { table, route } => {
                let table = record_mut(&mut inventory.route_tables, *table)?;
                if table.routes.is_empty() {
                    return None;
                }
                let gone = table.routes.remove(route.index(table.routes.len()));
                Some(format!("{} lost {}", table.id, in_words(&gone)))
            }
            Self::State { table, route, state } => {
                let table = record_mut(&mut inventory.route_tables, *table)?;
                let route = one_mut(&mut table.routes, *route)?;
                route.state = *state;
                Some(format!("in {} {} is {state:?}", table.id, in_words(route)))
            }
            Self::Retarget { table, route, target } => {
                let table = record_mut(&mut inventory.route_tables, *table)?;
                let route = one_mut(&mut table.routes, *route)?;
                route.target = target.clone();
                Some(format!("{} has {}", table.id, in_words(route)))
            }
            Self::Add { table, destination, target, origin } => {
                let table = record_mut(&mut inventory.route_tables, *table)?;
                Some(add(table, destination.clone(), target.clone(), *origin))
            }
            Self::Tie { table, route, target, origin } => {
                let table = record_mut(&mut inventory.route_tables, *table)?;
                let destination = one(&table.routes, *route)?.destination.clone();
                Some(add(table, destination, target.clone(), *origin))
            }
            Self::Divert { target, state } => {
                let default = RouteDestination::Cidr(cidr("0.0.0.0/0"));
                let table = inventory.route_tables.find_mut(is_main)?;
                let route = table.routes.iter_mut().find(|route| route.destination == default)?;
                (route.target, route.state) = (target.clone(), *state);
                Some(format!("{} has {} ({state:?})", table.id, in_words(route)))
            }
            Self::DivertAnswers { destination, target, origin, state } => {
                let mut words = Vec::new();
                for table in inventory.route_tables.filter_mut(|table| !is_main(table)) {
                    words.push(add(table, destination.clone(), target.clone(), *origin));
                    if let Some(route) = table.routes.last_mut() {
                        route.state = *state;
                    }
                }
                Some(format!("{} ({state:?})", words.join(", ")))
            }
            Self::Reassociate { subnet, table } => {
                let subnet = record(&inventory.subnets, *subnet)?;
                let (subnet, vpc) = (subnet.id.clone(), subnet.vpc.clone());
                for table in &mut inventory.route_tables {
                    table.associations.retain(|own| own.subnet.as_ref() != Some(&subnet));
                }
                let mut of_vpc: Vec<&mut RouteTable> =
                    inventory.route_tables.filter_mut(|table| table.vpc == vpc).collect();
                let table = one_mut(&mut of_vpc, *table)?;
                if !table.associations.iter().any(|own| own.main) {
                    let own = association(table.id.as_str());
                    let subnet = Some(subnet.clone());
                    table.associations.push(hopwise_model::resource::RouteTableAssociation { subnet, ..own });
                }
                Some(format!("{subnet} uses {}", table.id))
            }
            Self::NoMain => {
                for table in &mut inventory.route_tables {
                    table.associations.retain(|own| !own.main);
                }
                Some("no table is the main one".to_owned())
            }
            Self::Edge { destination, target } => {
                let attached = inventory.internet_gateways.iter().find(|own| !own.attachments.is_empty())?;
                let (owner, vpc) = (attached.id.to_string(), &attached.attachments.first()?.vpc);
                let mut edge = inventory.route_tables.iter().find(|table| table.vpc == *vpc)?.clone();
                for table in &mut inventory.route_tables {
                    table.associations.retain(|own| own.gateway.as_ref() != Some(&owner));
                }
                let name = "rtb-edge-too";
                inventory.route_tables.retain(|table| table.id.as_str() != name);
                edge.id = id(name);
                let gateway = Some(owner);
                edge.associations =
                    vec![hopwise_model::resource::RouteTableAssociation { gateway, ..association(name) }];
                edge.routes.retain(|route| route.target == RouteTarget::Local);
                let words = add(&mut edge, destination.clone(), target.clone(), RouteOrigin::Static);
                inventory.route_tables.push(edge);
                Some(words)
            }
        }
    }
}

pub(super) fn is_main(table: &RouteTable) -> bool {
    table.associations.iter().any(|own| own.main)
}

pub(super) fn add(
    table: &mut RouteTable,
    destination: RouteDestination,
    target: RouteTarget,
    origin: RouteOrigin,
) -> String {
    let new = Route { origin, ..route_of(table.id.as_str(), table.routes.len(), destination, target) };
    let words = format!("{} has {} ({origin:?})", table.id, in_words(&new));
    table.routes.push(new);
    words
}

fn in_words(route: &Route) -> String {
    format!("{:?} to {:?}", route.destination, route.target)
}
